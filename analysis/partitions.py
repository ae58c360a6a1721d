"""Partitions of a batch run: records in Parquet files that are written whole or not at all, the same bytes every time.

A dataset is a folder of `part-00000.parquet`, `part-00001.parquet`, … in the order of the articles. Each part is written
under another name beside it, flushed to the disk, and then renamed, so that a file which has its name is complete.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analysis.records import Article, Cut, Skipped, Span, Statement

if TYPE_CHECKING:
    import duckdb

_SPANS = pa.list_(pa.struct([("start", pa.int32()), ("end", pa.int32())]))
_DATE = pa.timestamp("ms")  # what pandas, polars and R take for a date and time without more ado
_READ = [
    ("article", pa.string()),
    ("source", pa.string()),
    ("date", _DATE),
    ("title", pa.string()),
    ("author", pa.string()),
    ("url", pa.string()),
    ("path", pa.string()),
    ("text", pa.string()),
    ("cuts", pa.list_(pa.struct([("text", pa.string()), ("reason", pa.string())]))),
]
_SAID = [
    ("statement", pa.string()),
    ("article", pa.string()),
    ("number", pa.int32()),
    ("within", pa.int32()),
    ("mode", pa.string()),
    ("sort", pa.string()),
    ("probability", pa.float64()),
    ("source_spans", _SPANS),
    ("cue_spans", _SPANS),
    ("content_spans", _SPANS),
]
_SPEAKER = [("speaker", pa.string()), ("speaker_id", pa.string()), ("kind", pa.string())]
_TONE = [("polarity", pa.float64()), ("subjectivity", pa.float64())]

SCHEMAS: dict[str, pa.Schema] = {
    name: pa.schema(fields)
    for name, fields in {
        "read": _READ,
        "said": _SAID,
        "skipped": [("path", pa.string()), ("reason", pa.string())],
        "articles": [*_READ[:7], ("characters", pa.int64()), ("statements", pa.int64()), *_READ[7:]],
        "statements": [
            *_SAID[:2], ("source", pa.string()), ("date", _DATE), *_SPEAKER, ("reason", pa.string()), ("mode", pa.string()),
            ("sort", pa.string()), ("said_by", pa.string()), ("cue", pa.string()), ("content", pa.string()), ("probability", pa.float64()),
            ("start", pa.int64()), ("end", pa.int64()), ("relevant", pa.bool_()), *_TONE, *_SAID[2:4], *_SAID[7:],
        ],
        "judgements": [
            *_SAID[:2], ("source", pa.string()), ("date", _DATE), _SPEAKER[0], ("proposition", pa.string()),
            ("support", pa.float64()), ("oppose", pa.float64()), ("neutral", pa.float64()), ("side", pa.string()),
            ("contrary", pa.string()),
        ],
        "speakers": [
            *_SPEAKER, ("roles", pa.string()), ("party", pa.string()), ("aliases", pa.string()), ("statements", pa.int64()),
            ("articles", pa.int64()), ("sources", pa.int64()), *_TONE,
        ],
    }.items()
}  # fmt: skip


def part(folder: Path, number: int) -> Path:
    """The path of one part of a dataset."""
    return folder / f"part-{number:05}.parquet"


def parts(folder: Path) -> list[Path]:
    """The parts of a dataset that are there, in order."""
    return sorted(folder.glob("part-*.parquet"), key=lambda path: (len(path.name), path.name))


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A name to write under; when the block ends well, what was written takes the name `path` at one stroke.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with whole(Path(folder, "new", "a.txt")) as draft:
    ...         _ = draft.write_text("whole")
    ...     Path(folder, "new", "a.txt").read_text()
    'whole'
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        draft.chmod(0o644)  # mkstemp lets nobody else read
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    with suppress(OSError):  # the name too; not every system can flush a folder
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def write_json(value: object, path: Path) -> None:
    """Write a value as JSON, whole or not at all."""
    with whole(path) as draft:
        draft.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")


def write(table: pa.Table, path: Path) -> None:
    """Write a table whole or not at all; the same rows give the same bytes."""
    with whole(path) as draft:
        pq.write_table(
            table.replace_schema_metadata(None), draft, version="2.6", data_page_version="1.0", compression="zstd",
            compression_level=3, use_dictionary=True, write_statistics=True, row_group_size=50_000, store_schema=False,
        )  # fmt: skip


def rows(name: str, items: Iterable[dict[str, Any]]) -> pa.Table:
    """Rows as a table of the schema of that name."""
    return pa.Table.from_pylist([_encodable(item) for item in items], SCHEMAS[name])


def table(name: str, frame: pd.DataFrame, more: pa.Table | None = None) -> pa.Table:
    """A data frame, and beside it the columns of a table, as a table of the schema of that name; NaN becomes null."""
    schema = SCHEMAS[name]
    columns: list[Any] = [
        more[field.name] if more is not None and field.name in more.column_names else _column(frame[field.name], field.type)
        for field in schema
    ]
    return pa.table(columns, schema=schema)


def _column(values: pd.Series[Any], kind: pa.DataType) -> pa.Array:
    return pa.array(values.astype(object).where(values.notna(), None).tolist(), kind)


def _encodable(item: dict[str, Any]) -> dict[str, Any]:
    """Half a surrogate pair, as a table or a path may hold one, can't be written."""
    return {k: v.encode("utf-8", "replace").decode() if isinstance(v, str) else v for k, v in item.items()}


def count(path: Path) -> int:
    """The number of rows of a part."""
    return int(pq.read_metadata(path).num_rows)


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a part."""
    found: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    return found


def articles(items: Sequence[Article]) -> pa.Table:
    """Articles as they were read."""
    return rows(
        "read",
        (
            {
                "article": a.id, "source": a.source, "date": a.date and datetime.combine(a.date, time()), "title": a.title,
                "author": a.author, "url": a.url, "path": a.path, "text": a.text,
                "cuts": [_encodable({"text": c.text, "reason": c.reason}) for c in a.cuts],
            }
            for a in items
        ),
    )  # fmt: skip


def article(row: dict[str, Any]) -> Article:
    """The article of a row."""
    return Article(
        row["article"], row["text"], row["source"], row["date"].date() if row["date"] else None, row["title"], row["author"],
        row["url"], row["path"], tuple(Cut(c["text"], c["reason"]) for c in row["cuts"]),
    )  # fmt: skip


def skipped(items: Sequence[Skipped]) -> pa.Table:
    """What was not read, or not understood."""
    return rows("skipped", ({"path": s.path, "reason": s.reason} for s in items))


def said(s: Statement) -> dict[str, Any]:
    """The columns that a statement as a record is made of."""
    return {
        "statement": s.id, "article": s.article, "number": s.index, "within": s.within, "mode": s.mode,
        "sort": s.sort, "probability": s.probability, "source_spans": _spans(s.source), "cue_spans": _spans(s.cue),
        "content_spans": _spans(s.content),
    }  # fmt: skip


def statement(row: dict[str, Any]) -> Statement:
    """The statement of a row."""
    source, cue, content = (tuple((s["start"], s["end"]) for s in row[f"{name}_spans"]) for name in ("source", "cue", "content"))
    told = (row["mode"], row["probability"], row["within"], row["sort"])
    return Statement(row["article"], row["number"], source, cue, content, *told)


def _spans(spans: Sequence[Span]) -> list[dict[str, int]]:
    return [{"start": start, "end": end} for start, end in spans]


# Over all parts of a dataset


def database(spill: Path) -> duckdb.DuckDBPyConnection:
    """A database in memory that sorts on disk beyond a gigabyte; on one thread, so that sums come out the same."""
    import duckdb

    spill.mkdir(parents=True, exist_ok=True)
    return duckdb.connect(config={"threads": "1", "memory_limit": "1GB", "temp_directory": str(spill)})


def stream(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[dict[str, Any]]:
    """The rows of a query, a few thousand at a time."""
    for batch in connection.sql(query).to_arrow_reader(2_000):
        yield from batch.to_pylist()


def rows_of(*paths: Path, more: str = "") -> str:
    """The rows of some files, or of the parts in a folder, as they stand in a query; `more` are options of DuckDB's reader."""
    found = [file for path in paths for file in (parts(path) if path.is_dir() else [path])]
    return "read_parquet([" + ", ".join("'" + str(file).replace("'", "''") + "'" for file in found) + f"]{more})"


def spool(rows: Iterable[dict[str, Any]], schema: pa.Schema, path: Path) -> None:
    """Write rows as they come, as one file."""
    with whole(path) as draft, pq.ParquetWriter(draft, schema) as file:
        for some in batched(rows, 20_000):
            file.write_table(pa.Table.from_pylist(some, schema))


def batched(rows: Iterable[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    """Lists of so many rows."""
    rows = iter(rows)
    while some := list(islice(rows, size)):
        yield some
