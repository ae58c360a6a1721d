"""Who is who over a corpus that does not fit in memory: what `analysis.speakers.identify` says, whatever the partitions.

Each article gives facts (whom it names in full, and later who speaks in it), a partition at a time. Between the passes
the facts of all articles are put in one order, that of the articles' ids, by sorting on disk (DuckDB), and folded:

1. persons named in full become the register (`analysis.register`), one entry a person, kept in a file in which the second
   pass looks up those that its articles name;
2. those who speak become speakers, by the key they are recognised by: an alias, an entry of the register (which weighs
   names, offices and dates), an organisation's name with its acronyms spelt out, the members of a group.

What is held in memory is one entry for each person named in full, and in the second fold one speaker at a time.
"""

from __future__ import annotations

import json
import pickle
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from analysis.mentions import read
from analysis.names import acronyms, fold
from analysis.partitions import database, rows_of, spool, stream, whole, write
from analysis.profiles import Distinct, Profile, bare, slug
from analysis.records import Article
from analysis.referents import Cast, Referent
from analysis.register import Entry, Register, named_in_full
from analysis.speakers import Aliases
from analysis.wording import listed

if TYPE_CHECKING:
    import duckdb

PERSONS = pa.schema(
    [("words", pa.int32()), ("article", pa.string()), ("number", pa.int32()), ("date", pa.date32()), ("fact", pa.binary())]
)
HEARD = pa.schema(
    [("key", pa.string()), ("article", pa.string()), ("number", pa.int32()), ("voice", pa.string()),
     ("shortened", pa.list_(pa.list_(pa.string())))]
)  # fmt: skip
_VOICES = pa.schema(
    [("key", pa.string()), ("root", pa.string()), ("article", pa.string()), ("number", pa.int32()), ("voice", pa.string())]
)
_NAMED = pa.schema(
    [("key", pa.string()), ("speaker_id", pa.string()), ("speaker", pa.string()), ("kind", pa.string()), ("roles", pa.string()),
     ("party", pa.string()), ("aliases", pa.string())]
)  # fmt: skip


# Persons named in full, and the register of them


def persons(articles: Iterable[Article]) -> pa.Table:
    """The first pass: whom each article names in full, with all that it says of them."""
    rows = []
    for article in articles:
        for number, (person, name) in enumerate(named_in_full(Cast(read(article.text)))):
            fact = pickle.dumps((name, person))
            rows.append({"words": -len(name.parts), "article": article.id, "number": number, "date": article.date, "fact": fact})
    return pa.Table.from_pylist(rows, PERSONS)


def enter(found: Path, target: Path, spill: Path) -> None:
    """Make the register of all persons in a dataset of `persons`, as a file."""
    register = Register()
    with closing(database(spill)) as connection:
        for row in stream(connection, f"SELECT date, fact FROM {rows_of(found)} ORDER BY words, article, number"):
            name, person = pickle.loads(row["fact"])
            register.add(name, person, row["date"])
    with whole(target) as draft, closing(sqlite3.connect(draft)) as file:
        _save(register, file)
        file.commit()


_INDEXES = ("by_surname", "by_name", "by_office")


def _save(register: Register, file: sqlite3.Connection) -> None:
    file.executescript(
        "PRAGMA journal_mode = OFF; CREATE TABLE entries (number INTEGER PRIMARY KEY, entry BLOB);"
        + "".join(f"CREATE TABLE {index} (key TEXT PRIMARY KEY, found BLOB) WITHOUT ROWID;" for index in _INDEXES)
    )
    number = {id(entry): n for n, entry in enumerate(register.entries)}
    for entry in register.entries:
        entry.traits = list(dict.fromkeys(entry.traits))  # what two articles of a day say alike is kept once
    file.executemany("INSERT INTO entries VALUES (?, ?)", ((number[id(e)], pickle.dumps(e)) for e in register.entries))
    for index in _INDEXES:
        rows = (
            (repr(key), pickle.dumps([_numbered(item, number) for item in dict.fromkeys(items)]))
            for key, items in getattr(register, index).items()
        )
        file.executemany(f"INSERT INTO {index} VALUES (?, ?)", rows)


def _numbered(item: Any, number: Mapping[int, int]) -> Any:
    return (*item[:-1], number[id(item[-1])]) if isinstance(item, tuple) else number[id(item)]


class Directory(Register):
    """A register in a file: whoever is asked for is read from it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._file = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self._numbers: dict[int, int] = {}
        self._kept: dict[int, Entry] = {}
        self.by_surname, self.by_name, self.by_office = (_Index(self, index) for index in _INDEXES)  # type: ignore[assignment]

    def number(self, entry: Entry) -> int:
        """The number of an entry in the file."""
        return self._numbers[id(entry)]

    def find(self, index: str, key: object) -> list[Any]:
        """What an index has under a key, in the order in which it was entered."""
        row = self._file.execute(f"SELECT found FROM {index} WHERE key = ?", (repr(key),)).fetchone()
        found = pickle.loads(row[0]) if row else []
        return [(*item[:-1], self._read(item[-1])) if isinstance(item, tuple) else self._read(item) for item in found]

    def _read(self, number: int) -> Entry:
        if number not in self._kept:
            (blob,) = self._file.execute("SELECT entry FROM entries WHERE number = ?", (number,)).fetchone()
            self._kept[number] = pickle.loads(blob)
            self._numbers[id(self._kept[number])] = number
        return self._kept[number]

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class _Index:
    """What the register has under a key, read when it is first asked for."""

    def __init__(self, directory: Directory, name: str) -> None:
        self._find = lru_cache(maxsize=50_000)(lambda key: directory.find(name, key))

    def get(self, key: object, default: object = None) -> list[Any]:
        """As of a dictionary, but that what isn't there is nothing."""
        return self._find(key)


# Those who speak


class Hearing:
    """The second pass: notes who speaks in the articles of a partition, and by what each is recognised elsewhere."""

    def __init__(self, directory: Directory, aliases: Aliases) -> None:
        self._directory = directory
        self._canonical = {fold(form): name for name, others in aliases.items() for form in (name, *others)}
        self._rows: list[dict[str, Any]] = []

    def hear(self, referent: Referent, article: Article, number: int) -> None:
        """Note that a referent speaks in an article, the `number`-th in it to do so."""
        key, given, entry = self._recognised(referent, article, number)
        voice = {
            "given": given, "label": referent.name, "kinds": [referent.kind, *["person"] * (entry is not None)],
            "forms": dict(referent.forms), "roles": dict(referent.roles), "party": referent.party,
        }  # fmt: skip
        short = {
            (form, bare(referent.name))
            for name in (referent.forms if referent.kind == "organisation" else ())
            for form in acronyms(name) & set(referent.forms) - {name}
        }
        self._rows.append(
            {"key": json.dumps(key), "article": article.id, "number": number, "voice": json.dumps(voice), "shortened": sorted(short)}
        )

    def _recognised(self, r: Referent, article: Article, number: int) -> tuple[list[Any], str, Entry | None]:
        """The key of a referent, the name where it is settled already, and the entry in the register, if any."""
        entry = self._entry(r, article)
        forms = [r.name, *sorted(r.forms), *sorted(entry.forms if entry else ())]
        canonical = next((self._canonical[fold(form)] for form in forms if fold(form) in self._canonical), "")
        if canonical:
            return ["alias", canonical], canonical, entry
        if r.members:
            members = [(member, *self._recognised(member, article, number)) for member in r.members]
            given = listed([name or member.name for member, _, name, _ in members])
            return ["members", *(key for _, key, _, _ in members)], given, entry
        if r.owner is not None:
            return ["body", self._recognised(r.owner, article, number)[0], r.label.split()[-1]], r.label, entry
        if entry is not None:
            return ["entry", self._directory.number(entry)], entry.name, entry
        if r.kind == "person" or (r.kind != "unnamed" and any(c.isupper() for c in r.name)):
            return ["name", r.kind == "group", r.name.replace(".", ""), bare(r.name)], "", None
        return ["here", article.id, number], "", None

    def _entry(self, r: Referent, article: Article) -> Entry | None:
        if r.kind == "person":
            return self._directory.entry(r)
        return self._directory.holder(r.traits, article.date) if r.kind == "unnamed" and r.definite else None

    def table(self) -> pa.Table:
        """What was noted."""
        return pa.Table.from_pylist(self._rows, HEARD)


def gather(heard: Path, steps: Path) -> None:
    """Make speakers of all who are heard: `steps/speakers.parquet`, and whom each article's voices are, in `steps/named`."""
    voices, speakers = steps / "voices.parquet", steps / "speakers.parquet"
    with closing(database(steps / "spill")) as connection:
        full = _spelt(connection, heard)

        def spell(key: str) -> str:
            return json.dumps(_spell(json.loads(key), full))

        connection.create_function("spell", spell, ["VARCHAR"], "VARCHAR")  # type: ignore[list-item,arg-type]
        rows = stream(connection, f"SELECT spell(key) AS key, article, number, voice FROM {rows_of(heard)} ORDER BY 1, article, number")
        spool((_voice(key, own) for key, own in groupby(rows, key=lambda row: str(row["key"]))), _VOICES, voices)
        rows = stream(connection, f"SELECT * FROM {rows_of(voices)} ORDER BY root, article, number")
        spool((row for _, same in groupby(rows, key=lambda row: str(row["root"])) for row in _distinct(same)), _NAMED, speakers)
        query = f"""
            SELECT parse_filename(h.filename, true) AS part, h.article, h.number, s.speaker_id, s.speaker, s.kind
            FROM {rows_of(heard, more=", filename = true")} h JOIN {rows_of(speakers)} s ON spell(h.key) = s.key
            ORDER BY part, h.article, h.number
        """
        rows = stream(connection, query)
        for name, own in groupby(rows, key=lambda row: str(row["part"])):
            write(pa.Table.from_pylist(list(own)).drop_columns("part"), steps / "named" / f"{name}.parquet")


def _spelt(connection: duckdb.DuckDBPyConnection, heard: Path) -> dict[str, str]:
    """What the acronyms of a corpus stand for, where they stand for one thing only."""
    query = f"""
        SELECT s[1] AS short, min(s[2]) AS name FROM (SELECT unnest(shortened) AS s FROM {rows_of(heard)})
        GROUP BY short HAVING count(DISTINCT s[2]) = 1
    """
    return {row["short"]: row["name"] for row in stream(connection, query)}


def _spell(key: list[Any], full: Mapping[str, str]) -> list[Any]:
    """A key with its acronyms spelt out, and the members of a group in one order."""
    match key:
        case ["name", group, short, bare]:
            return ["name", group, full.get(short, bare)]
        case ["body", owner, word]:
            return ["body", _spell(owner, full), word]
        case ["members", *members]:
            return ["members", *sorted({json.dumps(_spell(member, full)) for member in members})]
    return key


def _voice(key: str, rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """One voice: what all who are recognised by a key say of it, in the order of the articles."""
    profile, first = Profile(), None
    for row in rows:
        first = first or row
        found = json.loads(row["voice"])
        given = found.pop("given")
        profile.given = profile.given or given
        profile.add(**found)
    assert first is not None
    speaker = {**asdict(profile.speaker("", "")), "name": profile.name}
    root = re.sub(r"(?:-\d+)+$", "", slug(profile.name))
    return {"key": key, "root": root, "article": first["article"], "number": first["number"], "voice": json.dumps(speaker)}


def _distinct(voices: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Voices that might get one id, each with a name and an id of its own, in the order in which they are first heard."""
    distinct = Distinct()
    for row in voices:
        speaker = json.loads(row["voice"])
        id, name = distinct.give(speaker["name"])
        aliases = [form for form in speaker["aliases"] if form != name]
        yield {
            "key": row["key"], "speaker_id": id, "speaker": name, "kind": speaker["kind"], "roles": "; ".join(speaker["roles"]),
            "party": speaker["party"], "aliases": "; ".join(aliases),
        }  # fmt: skip
