"""The results of a batch run: read back as a study, or summed up by DuckDB where they don't fit in memory.

    load("results")        the whole as a `Study`, for reports, notebooks, figures: some 100,000 articles on a laptop
    positions("results")   the columns of `Study.positions`, for speakers with evidence, however many
    share("results")       share of voice: as `sources.share`, without intervals; statements without a speaker don't count
    tone("results")        the tone of what each outlet lets its speakers say: as `tone.tone`, with an interval from a formula

The last three hold one group at a time. Everything else can be asked of the Parquet files themselves, in SQL, with
pandas, polars or R.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import fields
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.positions import POSITIONS, notes, standing
from analysis.records import TRACE, Corpus, Issue, Judgement, Mention, Proposition, Skipped, Speaker
from analysis.tables import table

if TYPE_CHECKING:
    import duckdb

    from analysis.speakers import Aliases
    from analysis.study import Study

FORMAT = 3  # of the tables: another number where their columns are others
_EXACT = 1e12  # sums of whole numbers don't hang on the order of the summands
_TABLES = ("articles", "statements", "speakers", "judgements", "skipped")


class ResultError(ValueError):
    """Results that can't be read: unfinished, or made with something else than is asked for; the message says what to do."""


def is_result(path: str | Path) -> bool:
    """Whether a folder holds the results of `analysis.batch`, finished or not."""
    try:
        found = json.loads(Path(path, "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and {"digest", "issue", "models"} <= set(found)


def manifest(path: str | Path) -> dict[str, Any]:
    """What a run was made with, and how many rows its tables have.

    Raises `ResultError` where it has not ended, or was made by a version of this package whose tables have other columns.
    """
    found: dict[str, Any] = json.loads(Path(path, "manifest.json").read_text(encoding="utf-8"))
    if found.get("format") != FORMAT:
        raise ResultError(f"{path}: its tables have other columns than this version's; run analysis.batch again, into another folder")
    if "counts" not in found:
        raise ResultError(f"{path}: this batch run has not ended; give its command again and it goes on where it stopped")
    return found


def issue(path: str | Path) -> Issue:
    """The issue that a run judged by."""
    found = manifest(path)["issue"]
    propositions = tuple(Proposition(**{**p, "contrary": tuple(p.get("contrary", ()))}) for p in found["propositions"])
    return Issue(**{**found, "propositions": propositions, "terms": tuple(found["terms"])})


def load(
    path: str | Path, issue_asked: Issue | None = None, aliases: Aliases | None = None, threshold: float | None = None
) -> Study:
    """All results as a `Study`, with the texts; without what the articles say of each speaker (`Study.facts` is empty).

    Raises `ResultError` where an issue, aliases or a threshold is given and the results were made with another.
    """
    from analysis.partitions import article, parts, read_rows, statement
    from analysis.speakers import Voices
    from analysis.study import Study

    path = Path(path)
    about = issue(path)
    if issue_asked is not None and issue_asked != about:
        other = next(k for k in ("name", "question", "terms", "propositions") if getattr(about, k) != getattr(issue_asked, k))
        raise ResultError(
            f"{path}: was judged by another issue ({about.name}, with another {other}); leave the issue out, or run analysis.batch again"
        )
    if aliases is not None and {k: list(v) for k, v in aliases.items()} != manifest(path)["aliases"]:
        raise ResultError(f"{path}: was made with other aliases; leave them out, or run analysis.batch again")

    if threshold is not None and threshold != manifest(path)["threshold"]:
        raise ResultError(f"{path}: was made with another threshold; leave it out, or run analysis.batch again")

    def rows(name: str) -> Iterator[dict[str, Any]]:
        return (row for part in parts(path / name) for row in read_rows(part))

    speakers = sorted(
        (
            Speaker(r["speaker_id"], r["speaker"], r["kind"], _listed(r["roles"]), r["party"], _listed(r["aliases"]))
            for r in rows("speakers")
        ),
        key=lambda speaker: speaker.id,
    )
    mentions = (Mention(r["statement"], r["speaker_id"], r["reason"]) for r in rows("statements"))
    sides = (Judgement(**{field.name: r[field.name] for field in fields(Judgement)}) for r in rows("judgements"))
    return Study(
        Corpus(tuple(map(article, rows("articles"))), tuple(Skipped(r["path"], r["reason"]) for r in rows("skipped"))),
        about,
        Voices(tuple(speakers), tuple(mentions)),
        tuple(map(statement, rows("statements"))),
        tuple(sides),
    )


def _listed(joined: str) -> tuple[str, ...]:
    return tuple(joined.split("; ")) if joined else ()


def count_speakers(out: Path, steps: Path) -> None:
    """Write the table of speakers: those of `steps/speakers.parquet` with all that is counted over the statements."""
    import pyarrow as pa

    from analysis.partitions import SCHEMAS, batched, database, part, rows_of, stream, write

    query = f"""
        SELECT s.speaker, s.speaker_id, s.kind, s.roles, s.party, s.aliases, n.statements, n.articles, n.sources,
            n.polarity / {_EXACT} / n.scored AS polarity, n.subjectivity / {_EXACT} / n.scored AS subjectivity
        FROM {rows_of(steps / "speakers.parquet")} s
        JOIN (
            SELECT speaker_id, CAST(sum(statements) AS BIGINT) AS statements, count(*) AS articles, count(DISTINCT source) AS sources,
                nullif(sum(scored), 0) AS scored, sum(polarity) AS polarity, sum(subjectivity) AS subjectivity
            FROM (
                SELECT speaker_id, article, min(source) AS source, count(*) AS statements, count(polarity) AS scored,
                    sum(CAST(polarity * {_EXACT} AS HUGEINT)) AS polarity, sum(CAST(subjectivity * {_EXACT} AS HUGEINT)) AS subjectivity
                FROM {rows_of(out / "statements")} WHERE speaker_id <> '' GROUP BY speaker_id, article
            ) GROUP BY speaker_id
        ) n USING (speaker_id) ORDER BY n.statements DESC, s.speaker_id
    """
    with closing(database(steps / "spill")) as connection:
        number = -1
        for number, some in enumerate(batched(stream(connection, query), 50_000)):
            write(pa.Table.from_pylist(some, SCHEMAS["speakers"]), part(out / "speakers", number))
        if number < 0:
            write(SCHEMAS["speakers"].empty_table(), part(out / "speakers", 0))


@contextmanager
def opened(path: str | Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB connection in which the tables of a result are views of their names; sorts on disk beyond a gigabyte."""
    from analysis.partitions import database, rows_of

    manifest(path)
    with tempfile.TemporaryDirectory() as spill, closing(database(Path(spill))) as connection:
        for name in _TABLES:
            rows = rows_of(Path(path, name), more=", filename = true, file_row_number = true")
            place = "filename || printf('%09d', file_row_number) AS place"
            connection.execute(f"CREATE VIEW {name} AS SELECT * EXCLUDE (filename, file_row_number), {place} FROM {rows}")
        yield connection


_EVIDENCE = f"""
    WITH nested AS (
        SELECT i.statement AS inner_one, o.statement AS outer_one, i.speaker_id AS by_inner, o.speaker_id AS by_outer, i.kind,
            i."end" - i."start" AS length, list_sum(list_transform(o.content_spans, lambda s: s."end" - s."start")) AS room
        FROM statements i JOIN statements o ON i.article = o.article AND i.within = o.number
    ), reporting AS (
        SELECT CASE
            WHEN by_inner IN ('', by_outer) THEN inner_one WHEN kind <> 'unnamed' AND length >= 0.6 * room THEN outer_one
        END AS statement FROM nested
    )
    SELECT s.speaker, s.speaker_id, s.kind, j.proposition, s.article, s.content, s.probability, j.support, j.oppose
    FROM judgements j JOIN statements s USING (statement)
    WHERE s.speaker_id <> '' AND j.support + j.oppose >= {TRACE}
        AND j.statement NOT IN (SELECT statement FROM reporting WHERE statement IS NOT NULL)
    ORDER BY s.speaker_id, j.proposition, s.place
"""  # the rules of `analysis.positions.evidence`; a repetition shows in the words, below


def positions(path: str | Path, *, seed: int = 0) -> pd.DataFrame:
    """Where each speaker stands: the columns of `analysis.positions.positions`, for those who have any evidence.

    Sorted by `speaker_id` and `proposition`.
    """
    from analysis.partitions import stream

    out = []
    with opened(path) as connection:
        for _, rows in groupby(stream(connection, _EVIDENCE), key=lambda row: (row["speaker_id"], row["proposition"])):
            heaviest: dict[str, dict[str, Any]] = {}
            for row in rows:
                sided = row["support"] + row["oppose"]
                row |= {"lean": (row["support"] - row["oppose"]) / sided, "weight": row["probability"] * sided}
                words = " ".join(re.findall(r"\w+", row.pop("content").casefold()))
                if words not in heaviest or row["weight"] > heaviest[words]["weight"]:
                    heaviest[words] = row
            found = pd.DataFrame(list(heaviest.values()))
            said = found.iloc[0]
            stands = standing(found, said["speaker"], said["kind"], seed)
            out.append((said["speaker"], said["speaker_id"], said["kind"], said["proposition"], *stands))
    about = issue(path)
    return table(pd.DataFrame(out, columns=POSITIONS), f"Where each speaker stands: {about.name}", [_note(path), *notes(about)])


def share(path: str | Path, value: str = "speaker", *, by: Sequence[str] = ("source",), top: int = 1_000) -> pd.DataFrame:
    """Share of voice: how much of what an outlet reports is said by each speaker (or kind, mode: any column of statements).

    Columns: those of `by`, `value`, `statements` and `of_statements`, their ratio `share`, `articles` and `of_articles`.
    The `top` largest rows of each group are given; statements whose value is empty are left out.
    """
    from analysis.partitions import stream

    groups = ", ".join(map(_column, by))
    query = f"""
        SELECT *, statements / of_statements AS share FROM (
            SELECT {groups}, {_column(value)} AS "value", count(*) AS statements, count(DISTINCT article) AS articles
            FROM statements WHERE {_column(value)} <> '' GROUP BY ALL
        ) JOIN (
            SELECT {groups}, count(*) AS of_statements, count(DISTINCT article) AS of_articles
            FROM statements WHERE {_column(value)} <> '' GROUP BY ALL
        ) USING ({groups})
        QUALIFY row_number() OVER (PARTITION BY {groups} ORDER BY statements DESC, "value") <= {int(top)}
        ORDER BY {groups}, statements DESC, "value"
    """
    columns = [*by, "value", "statements", "of_statements", "share", "articles", "of_articles"]
    with opened(path) as connection:
        return table(pd.DataFrame(stream(connection, query), columns=columns), f"Share of voice: {value}", [_note(path)])


def tone(path: str | Path, by: Sequence[str] = ("source",)) -> pd.DataFrame:
    """The tone of what is said about the issue: the mean over statements that bear on it.

    Columns: those of `by`, `statements`, `articles`, `polarity`, `subjectivity`, and the ends `low` and `high` of the 95%
    interval of the polarity: normal, with articles as the sample (the linearised variance of a ratio of sums: Cochran
    1977, *Sampling Techniques*, 6.4), empty where there is one article.
    """
    from analysis.partitions import stream

    groups = ", ".join(map(_column, by))
    query = f"""
        WITH sums AS (
            SELECT {groups}, article, count(*) AS n, fsum(polarity) AS polarity, fsum(subjectivity) AS subjectivity
            FROM statements WHERE relevant AND polarity IS NOT NULL AND {" AND ".join(f"{_column(name)} IS NOT NULL" for name in by)}
            GROUP BY ALL
        ), means AS (
            SELECT {groups}, CAST(sum(n) AS BIGINT) AS statements, count(*) AS articles, fsum(polarity) / sum(n) AS polarity,
                fsum(subjectivity) / sum(n) AS subjectivity
            FROM sums GROUP BY ALL
        ), spread AS (
            SELECT {groups}, 1.96 * sqrt(fsum((s.polarity - m.polarity * s.n) ** 2) * any_value(m.articles / nullif(m.articles - 1, 0)))
                / any_value(m.statements) AS half
            FROM sums s JOIN means m USING ({groups}) GROUP BY ALL
        )
        SELECT {groups}, statements, articles, polarity, polarity - half AS low, polarity + half AS high, subjectivity
        FROM means JOIN spread USING ({groups}) ORDER BY {groups}
    """
    columns = [*by, "statements", "articles", "polarity", "low", "high", "subjectivity"]
    with opened(path) as connection:
        return table(pd.DataFrame(stream(connection, query), columns=columns), f"Tone by {' and '.join(by)}", [_note(path)])


def _column(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _note(path: str | Path) -> str:
    counts = manifest(path)["counts"]
    return f"Of {counts['statements']:,} statements in {counts['articles']:,} articles."
