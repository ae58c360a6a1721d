import hashlib
import os
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from analysis.columns import COLUMNS
from analysis.partitions import SCHEMAS, article, articles, part, parts, read_rows, rows, said, statement, table, whole, write
from analysis.records import Article, Cut, Statement

ARTICLES = [
    Article("a", "“Ja”, said ﷽.\n\nx", "The Herald", date(2025, 3, 4), "T", "A", "http://x", "f:1", (Cut("Menu", "menu"),)),
    Article("b", ""),
]


def test_articles_come_back_as_they_were(tmp_path: Path) -> None:
    write(articles(ARTICLES), tmp_path / "a.parquet")
    assert [article(row) for row in read_rows(tmp_path / "a.parquet")] == ARTICLES


def test_statements_come_back_as_they_were(tmp_path: Path) -> None:
    statements = [
        Statement("a", 0, ((11, 12),), ((6, 10),), ((0, 2), (3, 4)), "mixed", 0.1),
        Statement("a", 1, (), (), ((0, 4),), "direct", 1.0, 0),
    ]
    write(rows("said", map(said, statements)), tmp_path / "s.parquet")
    assert [statement(row) for row in read_rows(tmp_path / "s.parquet")] == statements
    assert pd.read_parquet(tmp_path / "s.parquet")["statement"].tolist() == ["a-0", "a-1"]


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("1", "2"):
        write(articles(ARTICLES), tmp_path / name)
    assert len({hashlib.sha256((tmp_path / name).read_bytes()).digest() for name in ("1", "2")}) == 1


def test_half_a_surrogate_pair_is_written_as_a_question_mark(tmp_path: Path) -> None:
    assert articles([Article("a", "no\ud800", path="\udcff")])["text"].to_pylist() == ["no?"]


def test_what_is_not_there_is_null() -> None:
    frame = pd.DataFrame({"path": ["a"], "reason": [float("nan")]})
    assert table("skipped", frame).to_pylist() == [{"path": "a", "reason": None}]


def test_nothing_is_left_of_what_failed(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), whole(tmp_path / "a" / "x") as draft:
        draft.write_text("half")
        raise RuntimeError
    assert list((tmp_path / "a").iterdir()) == []


def test_a_draft_has_another_name_and_the_result_can_be_read_by_all(tmp_path: Path) -> None:
    with whole(tmp_path / "part-00000.parquet") as draft:
        draft.write_text("half")
        assert parts(tmp_path) == []
    assert parts(tmp_path) == [tmp_path / "part-00000.parquet"]
    if os.name == "posix":
        assert (tmp_path / "part-00000.parquet").stat().st_mode & 0o777 == 0o644


def test_parts_come_in_order_beyond_the_digits_of_their_names(tmp_path: Path) -> None:
    for n in (100_000, 99_999, 3):
        part(tmp_path, n).touch()
    assert [path.name for path in parts(tmp_path)] == ["part-00003.parquet", "part-99999.parquet", "part-100000.parquet"]
    assert parts(tmp_path / "nowhere") == []


@pytest.mark.parametrize("name", ["articles", "statements", "speakers", "judgements", "skipped"])
def test_tables_have_the_documented_columns_first(name: str) -> None:
    documented = list(COLUMNS[name])
    assert sorted(SCHEMAS[name].names[: len(documented)]) == sorted(documented)
    assert SCHEMAS[name].empty_table().schema.equals(SCHEMAS[name])
    assert isinstance(SCHEMAS[name], pa.Schema)
