"""Tables: results with a title and notes, to be read on paper or screen, and files that are safe to open."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from importlib.util import find_spec
from pathlib import Path

import pandas as pd

# What a spreadsheet takes for a formula when a cell begins with it (OWASP, "CSV Injection"), wide forms included.
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
SHEET = 1_048_576  # rows, the head included, the most that Excel holds
_CELL = 32_767  # characters, the most that Excel holds
_WIDE = 60  # characters of a cell in print


def table(frame: pd.DataFrame, title: str, notes: Iterable[str] = ()) -> pd.DataFrame:
    """The same rows with a fresh index, and `attrs["title"]` and `attrs["notes"]` to be shown with them.

    >>> shown = table(pd.DataFrame({"a": [1]}), "One", ["of one"])
    >>> shown.attrs
    {'title': 'One', 'notes': ['of one']}
    """
    shown = frame.reset_index(drop=True)
    shown.attrs = {"title": title, "notes": list(notes)}
    return shown


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """A table made to be read, with its title over it and its notes under it: text when printed, HTML in a notebook."""

    frame: pd.DataFrame
    title: str
    notes: tuple[str, ...]
    digits: int

    def __repr__(self) -> str:
        rows = self.frame.to_string(index=False, na_rep="–", float_format=self._number, max_colwidth=_WIDE)
        return "\n".join([self.title, rows if len(self.frame) else "(no rows)", *(f"  {note}" for note in self.notes)])

    def _repr_html_(self) -> str:
        with pd.option_context("display.max_colwidth", 2 * _WIDE):
            rows = self.frame.to_html(index=False, na_rep="–", float_format=self._number, border=0)
        notes = "<br>".join(map(escape, self.notes))
        return f"<p><strong>{escape(self.title)}</strong></p>\n{rows}\n<p><small>{notes}</small></p>"

    def _number(self, value: float) -> str:
        return f"{value:.{self.digits}f}"


def show(frame: pd.DataFrame, columns: Sequence[str] | None = None, *, rows: int = 20, digits: int = 3) -> Shown:
    """The first `rows` of a table, and of its columns those that are asked for, to be printed or shown in a notebook.

    Numbers have so many digits after the point; a dash is what can't be said. The notes tell where rows are left out.

    >>> show(table(pd.DataFrame({"who": ["Ann", "Bo"], "share": [0.75, None]}), "Who speaks", ["8 statements."]), rows=1)
    Who speaks
    who  share
    Ann  0.750
      8 statements.
      1 of 2 rows.
    """
    notes = tuple(map(str, frame.attrs.get("notes", [])))
    if len(frame) > rows:
        notes += (f"{rows:,} of {len(frame):,} rows.",)
    chosen = frame if columns is None else frame[list(columns)]
    return Shown(chosen.head(rows), str(frame.attrs.get("title", "")), notes, digits)


def write(frame: pd.DataFrame, path: str | Path) -> Path:
    """Writes a table to a `.csv`, `.parquet` or `.xlsx` file and returns its path.

    In `.csv` and `.xlsx`, text that a spreadsheet would run as a formula (it begins with `=`, `+`, `-`, `@`, a tab or a
    line break) gets an apostrophe before it; numbers stay as they are. `.parquet` keeps every text as it is, and title
    and notes in its metadata; `.xlsx` has title and notes on a second sheet and needs the package openpyxl. Raises
    `ValueError` for any other ending.
    """
    path = Path(path)
    if path.suffix == ".parquet":
        frame.to_parquet(path, index=False)
    elif path.suffix == ".csv":
        harmless(frame).to_csv(path, index=False, lineterminator="\n", encoding="utf-8")
    elif path.suffix == ".xlsx":
        _write_sheets(frame, path)
    else:
        raise ValueError(f"{path}: a table is written to .csv, .parquet or .xlsx, not to {path.suffix or 'no ending'!r}")
    return path


def harmless(frame: pd.DataFrame) -> pd.DataFrame:
    """A copy in which no text, column names included, can be taken for a formula.

    >>> harmless(pd.DataFrame({"said": ["=1+1", "-- no", "yes"], "score": [-1.0, 0.0, 1.0]}))["said"].tolist()
    ["'=1+1", "'-- no", 'yes']
    """
    copy = _texts(frame, _disarmed)
    copy.columns = pd.Index([_disarmed(name) if isinstance(name, str) else name for name in frame.columns])
    return copy


def _disarmed(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # a lone return would begin a new row in some readers
    return f"'{text}" if _FORMULA.match(text) else text


def _texts(frame: pd.DataFrame, change: Callable[[str], str]) -> pd.DataFrame:
    """A copy with every text changed, and all else as it was."""
    texts = frame.select_dtypes(exclude=["number", "bool", "datetime", "datetimetz", "timedelta"]).columns
    changed = {name: frame[name].map(lambda cell: change(cell) if isinstance(cell, str) else cell) for name in texts}
    return frame.assign(**changed)


def _write_sheets(frame: pd.DataFrame, path: Path) -> None:
    if find_spec("openpyxl") is None:
        raise ImportError(f"{path}: .xlsx files need the package openpyxl: pip install openpyxl")
    if len(frame) >= SHEET:
        raise ValueError(f"{path}: a sheet holds {SHEET - 1:,} rows, this table has {len(frame):,}; write it to .csv or .parquet")

    about = [frame.attrs.get("title", ""), *frame.attrs.get("notes", [])]
    with pd.ExcelWriter(path, engine="openpyxl") as book:
        fitting = _texts(frame, lambda text: _UNPRINTABLE.sub("", text)[: _CELL - 1])
        harmless(fitting).to_excel(book, sheet_name="table", index=False)
        harmless(pd.DataFrame({"about": about})).to_excel(book, sheet_name="about", index=False)
