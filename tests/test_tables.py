import pandas as pd
import pytest

from analysis.columns import COLUMNS, dictionary
from analysis.tables import harmless, show, table, write

NASTY = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "--", "=cmd|' /C calc'!A0"]


def test_title_and_notes_travel_with_the_rows():
    shown = table(pd.DataFrame({"a": [1, 2]}, index=[5, 7]), "Title", ("of two",))
    assert shown.attrs == {"title": "Title", "notes": ["of two"]}
    assert shown.index.tolist() == [0, 1]
    assert shown.head(1).attrs["title"] == "Title"


def test_the_dictionary_has_a_line_for_every_column():
    lines = dictionary()
    assert lines.columns.tolist() == ["table", "column", "description"]
    assert len(lines) == sum(map(len, COLUMNS.values()))
    assert not lines["description"].str.strip().eq("").any()
    assert not lines.duplicated(["table", "column"]).any()


def test_a_table_is_shown_with_its_title_and_notes():
    frame = table(pd.DataFrame({"who": ["<Ann>", "Bo"], "n": [3, 1], "share": [0.75, None]}), "A & B", ["Of 4 < 5."])
    printed, html = str(show(frame)), show(frame)._repr_html_()
    assert printed.splitlines()[0] == "A & B" and printed.endswith("  Of 4 < 5.")
    assert "0.750" in printed and "–" in printed and "rows" not in printed
    assert "A &amp; B" in html and "&lt;Ann&gt;" in html and "Of 4 &lt; 5." in html and "<script" not in html
    assert "share" not in str(show(frame, ["who"])) and "1 of 2 rows." in str(show(frame, rows=1))
    assert "(no rows)" in str(show(frame.iloc[:0])) and "(no rows)" in str(show(pd.DataFrame()))


@pytest.mark.parametrize("text", NASTY)
def test_no_formula_reaches_a_spreadsheet(text, tmp_path):
    frame = pd.DataFrame({"said": [text], text: ["plain"], "score": [-0.5]})
    path = write(frame, tmp_path / "t.csv")
    back = pd.read_csv(path)
    assert back["said"][0] == "'" + text.replace("\r", "\n")
    assert back.columns[1] == "'" + text.replace("\r", "\n")
    assert back["score"][0] == -0.5  # a number is no formula


def test_no_formula_reaches_the_next_row(tmp_path):
    path = write(pd.DataFrame({"said": ["yes\r=1+1"]}), tmp_path / "t.csv")
    assert path.read_bytes() == b'said\n"yes\n=1+1"\n'


@pytest.mark.parametrize("text", ["", "no", "it's", "’tis", "a=b", "Téllez", "الرئيس", "“quoted, with comma”", "two\nlines"])
def test_other_text_stays_as_it_is(text, tmp_path):
    frame = pd.DataFrame({"said": [text, "x"]})
    back = pd.read_csv(write(frame, tmp_path / "t.csv"), keep_default_na=False, encoding="utf-8")
    assert back["said"].tolist() == [text, "x"]


def test_harmless_leaves_numbers_dates_and_the_frame_alone():
    frame = pd.DataFrame({"n": [-1, 2], "when": pd.to_datetime(["2025-01-01", None]), "said": ["=1", None]})
    safe = harmless(frame)
    assert safe["n"].tolist() == [-1, 2] and safe["when"].dtype == frame["when"].dtype
    assert safe["said"][0] == "'=1" and frame["said"][0] == "=1"
    assert harmless(frame.iloc[:0]).empty


def test_parquet_keeps_everything(tmp_path):
    frame = table(pd.DataFrame({"said": NASTY}), "Title", ["note"])
    back = pd.read_parquet(write(frame, tmp_path / "t.parquet"))
    assert back["said"].tolist() == NASTY
    assert back.attrs == {"title": "Title", "notes": ["note"]}


def test_same_table_same_bytes(tmp_path):
    frame = table(pd.DataFrame({"said": ["a", "b"], "x": [0.1, 1 / 3]}), "T")
    first, second = (write(frame, tmp_path / name).read_bytes() for name in ("1.csv", "2.csv"))
    assert first == second == b"said,x\na,0.1\nb,0.3333333333333333\n"


def test_excel(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    frame = table(pd.DataFrame({"said": ["=1+1", "bell\x07", "long" * 10_000], "x": [-1.5, 0, 1]}), "=Title", ["-note"])
    book = openpyxl.load_workbook(write(frame, tmp_path / "t.xlsx"))
    cells = [[cell.value for cell in row] for row in book["table"].rows]
    assert cells[1] == ["'=1+1", -1.5] and cells[2][0] == "bell" and len(cells[3][0]) == 32_766
    assert [row[0].value for row in book["about"].rows] == ["about", "'=Title", "'-note"]
    assert all(cell.data_type != "f" for row in book["table"].rows for cell in row)


def test_excel_without_its_package(tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.tables.find_spec", lambda name: None)
    with pytest.raises(ImportError, match=r"t\.xlsx: .xlsx files need the package openpyxl"):
        write(pd.DataFrame(), tmp_path / "t.xlsx")


def test_unknown_ending(tmp_path):
    with pytest.raises(ValueError, match=r"t\.ods: a table is written to"):
        write(pd.DataFrame(), tmp_path / "t.ods")
