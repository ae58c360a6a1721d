"""The tables on the page: names of speakers, sources and articles, words, and counts lead to the statements behind them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from analysis.wording import day


def table(frame: pd.DataFrame, title: str = "", *, speakers: Mapping[str, str], sources: set[str], most: int) -> dict[str, Any]:
    """Title, columns, rows of cells and notes of a table, of its rows the first `most`.

    `speakers` are the ids by name, `sources` the outlets: what the filter of the page knows. `title` wins over
    `attrs["title"]`.
    """
    columns = [{"name": str(c).replace("_", " "), "number": _numeric(frame[c])} for c in frame]
    rows = []
    for row in frame.head(most).to_dict("records"):
        keys = _keys(row, speakers, sources)
        rows.append([_cell(str(column), value, keys, sources) for column, value in row.items()])
    notes = [str(note) for note in frame.attrs.get("notes", [])]
    if len(frame) > most:
        notes.append(f"The first {most} of {len(frame):,} rows; all are in the folder of tables.")
    return {"title": title or frame.attrs.get("title", "Table"), "columns": columns, "rows": rows, "notes": notes}


def _keys(row: Mapping[Any, Any], ids: Mapping[str, str], sources: set[str]) -> dict[str, tuple[str, str]]:
    """What of a row the filter of the page can look for, by the row's columns; nothing where it can't tell the row."""
    keys = {}
    for column, value in row.items():
        if column in ("speaker", "value", "group") and value in ids:
            keys[column] = ("speaker", ids[value])
        elif column in ("source", "group", "target") and value in sources:
            keys[column] = ("source", value)
        elif column in ("article", "proposition") and value:
            keys[column] = (column, str(value))
        elif column == "term":
            keys[column] = ("search", str(value))
        elif column == "period":
            keys[column] = ("from", f"{value:%Y-%m-%d}")
            keys["(its end)"] = ("to", f"{value + pd.offsets.MonthEnd(0):%Y-%m-%d}")
        elif column in ("speaker", "value") and value:
            return {}
    return keys


def _cell(column: str, value: Any, keys: Mapping[str, tuple[str, str]], sources: set[str]) -> dict[str, Any]:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    chosen: list[tuple[str, str]] = []
    if column in keys:
        chosen = [keys[column]]
    elif number and value and column in ("statements", "articles", "count"):
        chosen = list(keys.values())
    elif number and value and column in sources:  # the counts of a speaker, one column a source
        chosen = [*keys.values(), ("source", column)]
    return {"text": _say(value), "number": number, "href": "#voices" if chosen else "", "filter": urlencode(chosen)}


def _numeric(column: pd.Series[Any]) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _say(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if value is None or pd.isna(value):
        return "–"
    if isinstance(value, pd.Timestamp):
        return day(value)
    if isinstance(value, float) and not value.is_integer():
        return f"{value:.2f}".replace("-", "−")
    return f"{int(value):,}".replace("-", "−") if isinstance(value, (int, float)) else str(value)
