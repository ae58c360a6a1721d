"""Finding articles: the files of a folder, the rows of a table, and what the provenance file says of them.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain, count
from pathlib import Path, PurePosixPath

from analysis.decoding import SURROGATE, Unreadable, decode, shown, too_large, why
from analysis.metadata import FIELDS, key, known_fields, plain
from analysis.records import Skipped

PROVENANCE = "articles.csv"
TEXTS = (".txt", ".md", ".html", ".htm")
TABLES = (".jsonl", ".csv", ".parquet")
_NUMBER = re.compile(r"\d{1,9}(?=[_ .]|-(?!\d)|$)")  # at the head of a file's name; 2026-01-05 is a date


@dataclass(frozen=True, slots=True)
class Found:
    """One article as it was found: `fields` lists what is known, the most specific place first."""

    path: str
    ids: tuple[str, ...]
    text: str
    form: str  # the file type that says how the text is marked up
    fields: tuple[Mapping[str, object], ...]


def find(root: Path, max_bytes: int) -> Iterator[Found | Skipped]:
    files, notes, skipped = _files(root)
    yield from skipped
    described: dict[Path, Mapping[str, object]] = {}
    for note in notes:
        yield from _describe(note, described, set(files) if root.is_dir() else None, max_bytes)
    numbers = Counter(_number(file) for file in files if file.suffix.lower() in TEXTS)
    for file in files:
        fields = (described.get(file, {}),)
        kind = file.suffix.lower()
        try:
            if kind in TABLES:
                yield from _rows(file, kind, fields, root.is_dir(), max_bytes)
            elif kind in TEXTS:
                number = _number(file)
                ids = [number] if number and numbers[number] == 1 else []
                folders = file.relative_to(root).parts[:-1] if root.is_dir() else ()
                ids += [_slug(file.stem), _slug("-".join((*folders, file.stem)))]
                yield Found(shown(file), tuple(ids), decode(_bytes(file, max_bytes)), kind, fields)
            else:
                yield Skipped(shown(file), f"file type {shown(kind) or 'unknown'} is not read")
        except Exception as error:  # as above
            yield Skipped(shown(file), why(error))


def _files(root: Path) -> tuple[list[Path], list[Path], list[Skipped]]:
    """The files of a folder in order, its provenance files (those of the outer folders first), and what is left out."""
    if root.is_file():
        note = root.with_name(PROVENANCE)
        return [root], [note] if note.is_file() and note != root else [], []
    home = os.path.realpath(root)
    files: list[Path] = []
    skipped: list[Skipped] = []

    def failed(error: OSError) -> None:
        skipped.append(Skipped(shown(error.filename), why(error)))

    for folder, folders, names in os.walk(root, onerror=failed):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for path in (Path(folder, name) for name in names + folders if not name.startswith(".")):
            try:
                if path.is_dir() and not path.is_symlink():
                    continue
                if not Path(os.path.realpath(path)).is_relative_to(home):
                    skipped.append(Skipped(shown(path), "a symbolic link that leads out of the folder"))
                elif not path.is_file():
                    skipped.append(Skipped(shown(path), "a link to a folder or nowhere, or a device: not read"))
                else:
                    files.append(path)
            except OSError as error:
                failed(error)
    files.sort(key=lambda path: path.relative_to(root).parts)
    notes = [path for path in files if path.name == PROVENANCE and _is_provenance(path)]
    return [path for path in files if path not in notes], sorted(notes, key=lambda p: len(p.parts)), skipped


def _is_provenance(path: Path) -> bool:
    try:
        _, row = next(_csv_rows(path, 1_000_000))
    except Exception:  # so that the fault is reported where the file is read
        return True
    return isinstance(row, str) or "text" not in known_fields(row)


def _describe(
    note: Path, described: dict[Path, Mapping[str, object]], files: set[Path] | None, max_bytes: int
) -> Iterator[Skipped]:
    """Enter what a provenance file says of each file, the inner folder's over the outer's."""
    try:
        for number, row in _csv_rows(note, max_bytes):
            if number == 1 and not isinstance(row, str):
                yield from _misspelt(note, row)
            fields = {} if isinstance(row, str) else known_fields(row)
            name = plain(fields.get("file")).replace("\\", "/")
            path = note.parent.joinpath(*PurePosixPath(name).parts)
            if isinstance(row, str) or not name:
                yield Skipped(f"{shown(note)}:{number}", row if isinstance(row, str) else "no file named")
            elif files is not None and path not in files:
                yield Skipped(f"{shown(note)}:{number}", f"no such file in the folder: {name}")
            else:
                described[path] = fields
    except Exception as error:  # as above
        yield Skipped(shown(note), why(error))


def _misspelt(note: Path, row: Mapping[str, object]) -> Iterator[Skipped]:
    """Columns of a provenance file that are not read and look like one that would be."""
    known = known_fields(row)
    names = {name: field for field, names in FIELDS.items() if field not in known for name in names}
    for column in row:
        if meant := get_close_matches(key(column), names, 1, 0.8):
            yield Skipped(shown(note), f"column {column!r} is not known and was left out; is it {meant[0]!r}?")


def _rows(
    file: Path, kind: str, fields: tuple[Mapping[str, object], ...], in_folder: bool, max_bytes: int
) -> Iterator[Found | Skipped]:
    reader = {".jsonl": _jsonl_rows, ".csv": _csv_rows, ".parquet": _parquet_rows}[kind]
    number = 0
    for number, row in reader(file, max_bytes):
        where = f"{shown(file)}:{number}"
        if isinstance(row, str):
            yield Skipped(where, row)
            continue
        known = known_fields(row)
        text = known.get("text")
        if "text" not in known and kind != ".jsonl":
            raise Unreadable(f"no column 'text' among {', '.join(map(repr, row)) or 'its columns'}")
        text = "\n\n".join(map(plain, text)) if isinstance(text, list) else text
        if not isinstance(text, str) or not text.strip():
            yield Skipped(where, "no text")
        elif len(text) > max_bytes:
            yield Skipped(where, too_large(len(text), max_bytes))
        else:
            id = plain(known.get("id"))
            ids = [_slug(id)] if id else [] if in_folder else [str(number)]
            ids += [_slug(f"{file.stem}-{id or number}")] if in_folder else []
            yield Found(where, tuple(ids), text, kind, (*fields, known))
    if not number:
        yield Skipped(shown(file), "no rows")


def _csv_rows(path: Path, max_bytes: int) -> Iterator[tuple[int, Mapping[str, object] | str]]:
    """The rows of a CSV file with their numbers from 1, or what is wrong with each.

    Strict, so that a stray quotation mark is reported, and neither vanishes from a text nor swallows the rows after it.
    """
    csv.field_size_limit(max(csv.field_size_limit(), max_bytes))
    with path.open("rb") as start:
        encoding = "utf-16" if start.read(2) in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    with path.open(encoding=encoding, errors="surrogateescape", newline="") as lines:
        header = lines.readline(100_000)
        delimiter = max(",;\t", key=header.count)
        parts = chain([header], iter(lambda: lines.readline(max_bytes), ""))
        rows = csv.reader(parts, delimiter=delimiter, strict=True)
        names = [name.strip() for name in next(rows, [])]
        for number in count(1):
            try:
                cells = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                yield number, f"broken CSV near line {rows.line_num}: {error}"
                continue
            if len(cells) > len(names):
                yield number, f"{len(cells)} cells under {len(names)} column names"
            elif any(cells):
                try:
                    yield number, dict.fromkeys(names, "") | dict(zip(names, map(_mended, cells), strict=False))
                except Unreadable as error:
                    yield number, str(error)


def _mended(cell: str) -> str:
    """A cell whose bytes, where they were no UTF-8, are decoded as those of a file are."""
    return decode(cell.encode("utf-8", "surrogateescape")) if SURROGATE.search(cell) else cell


def _jsonl_rows(path: Path, max_bytes: int) -> Iterator[tuple[int, Mapping[str, object] | str]]:
    with path.open("rb") as lines:
        for number in count(1):
            line = lines.readline(max_bytes + 1)
            if not line:
                return
            if len(line) > max_bytes:
                size = len(line)
                while line and not line.endswith(b"\n"):
                    line = lines.readline(1 << 20)
                    size += len(line)
                yield number, too_large(size, max_bytes)
            elif line.strip():
                try:
                    row = json.loads(decode(line))
                except Exception as error:  # a broken line, deep nesting, unknown characters
                    yield number, f"broken JSON: {getattr(error, 'msg', None) or why(error)}"
                else:
                    yield number, row if isinstance(row, dict) else "not a JSON object"


def _parquet_rows(path: Path, max_bytes: int) -> Iterator[tuple[int, Mapping[str, object] | str]]:
    from pyarrow.parquet import ParquetFile

    with ParquetFile(path) as table:
        known = {name for names in FIELDS.values() for name in names}
        columns = [name for name in table.schema_arrow.names if key(name) in known]
        rows = (row for batch in table.iter_batches(batch_size=64, columns=columns) for row in batch.to_pylist())
        yield from enumerate(rows, 1)


def _bytes(file: Path, max_bytes: int) -> bytes:
    size = file.stat().st_size
    if size > max_bytes:
        raise Unreadable(too_large(size, max_bytes))
    if not size:
        raise Unreadable("empty")
    with file.open("rb") as data:
        return data.read(max_bytes)


def _number(file: Path) -> str:
    found = _NUMBER.match(file.stem)
    return found.group() if found else ""


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^A-Za-z0-9_]+", "-", plain).strip("-")[:60]
    return slug or f"article-{hashlib.blake2b(name.encode('utf-8', 'replace'), digest_size=3).hexdigest()}"
