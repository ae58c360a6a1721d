"""Annotation: a sheet of statements for people to label, and the labels of a filled one.

The sheet is a table like any other, `analysis.tables.write` puts it into a file. It is blind: what the machine says is
left out, so that it can't lead the coder, and so is the outlet. What to do with the labels: `analysis.agreement` compares
them, `analysis.adaptation` learns from them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.passages import around
from analysis.records import Statement
from analysis.stance import LABELS
from analysis.tables import table
from analysis.wording import opposed

if TYPE_CHECKING:
    from analysis.study import Study

_BEFORE, _AFTER = 300, 150  # characters of context, filled up to whole sentences
_TOLD = 5  # errors told at once


class AnnotationError(ValueError):
    """A filled sheet that can't be used; the message says in which file and row, and what to change."""


def sheet(study: Study, n: int = 200, *, machine: bool = False, seed: int = 0) -> pd.DataFrame:
    """Statements to be labelled by reading, one row per statement and proposition, at most `n` rows.

    Drawn by the side that the machine gives, as evenly as possible over the sides of each proposition, so that rare sides
    are among them (`weights` undoes this); within a side by turns over speakers, and over outlets. Rows on one
    statement stand together, else in random order; the same seed gives the same sheet.

    Columns: `statement`, `proposition` (leave these two as they are), `about` (text of the proposition, and how its contrary
    counts), `speaker`, `said_by`, `cue`, `content` (as in the table of statements), `context` (the sentences around, what
    is said between ⟦ and ⟧), `label` (to be filled with support, oppose, neutral or unrelated, or left empty), `remark` (yours); with
    `machine` also the machine's answer.
    """
    rng = np.random.default_rng(seed)
    rows = study.judgements.sample(frac=1, random_state=rng)
    rows["turn"] = rows.groupby(["proposition", "side", "speaker"]).cumcount()
    rows["next"] = rows.groupby(["proposition", "side", "turn", "source"]).cumcount()
    rows = rows.sort_values(["turn", "next"], kind="stable")
    sizes = rows.groupby(["proposition", "side"]).size()
    take = dict(zip(sizes.index, _shares(sizes.to_list(), n), strict=True))
    drawn = pd.concat([group.head(take[key]) for key, group in rows.groupby(["proposition", "side"])] or [rows])
    place = dict(zip(rng.permutation(sorted(set(drawn["statement"]))), range(len(drawn)), strict=False))
    drawn = drawn.sort_values(["statement", "proposition"], key=lambda c: c.map(place) if c.name == "statement" else c)
    texts = {p.key: ". ".join(filter(None, (p.text, opposed(p)))) for p in study.issue.propositions}
    shown = drawn[["statement", "proposition"]].merge(study.statements, on="statement", how="left")
    shown["about"] = shown["proposition"].map(texts)
    shown["context"] = [_context(study.article(s.article).text, s) for s in map(study.statement, shown["statement"])]
    shown["label"] = shown["remark"] = ""
    columns = ["statement", "proposition", "about", "speaker", "said_by", "cue", "content", "context", "label", "remark"]
    if machine:
        shown["machine"] = drawn["side"].to_list()
        columns.append("machine")
    notes = [
        f"{len(shown)} of {len(study.judgements)} judgements, drawn by side and over speakers and outlets.",
        f"label: {', '.join(LABELS)}, or empty. Neutral: about it, without a side; unrelated: not about it.",
        "The side that the source takes in this statement, in its context; not the tone, not the truth, not what you know besides.",
    ]
    return table(shown[columns], f"To be labelled: {study.issue.name}", notes)


def _shares(sizes: list[int], n: int) -> list[int]:
    """How many to take of groups of these sizes so that they are n in all and as even as can be."""
    takes = [0] * len(sizes)
    for i in sorted(range(len(sizes)), key=lambda i: sizes[i]):
        left = sum(take == 0 for take in takes)
        takes[i] = min(sizes[i], -(-(n - sum(takes)) // left))
    return takes


def _context(text: str, s: Statement) -> str:
    left, right = around(text, max(s.start - _BEFORE, 0), min(s.end + _AFTER, len(text)))
    parts = []
    for start, end in s.content:
        parts += [text[left:start], "⟦", text[start:end], "⟧"]
        left = end
    return "".join([*parts, text[left:right]])


def read(path: str | Path, study: Study) -> pd.DataFrame:
    """The labels of a filled sheet, a `.csv` or `.xlsx` file; rows without a label are left out.

    Any file with the columns `statement`, `proposition` and `label` will do. Columns: `row` (in the file, the header is
    1), `article`, `statement`, `proposition`, `label`. Raises `AnnotationError` with the rows where a label, a statement
    or a proposition is unknown, one is labelled twice, or (if there is a column `content`) the statement isn't what it
    was: ids hold for the study that they were made from.

    >>> read("none.csv", None)
    Traceback (most recent call last):
    ...
    analysis.annotation.AnnotationError: none.csv: can't be read (No such file or directory)
    """
    filled = _cells(Path(path))
    missing = [c for c in ("statement", "proposition", "label") if c not in filled.columns]
    if missing:
        raise AnnotationError(f"{path}: no column {missing[0]!r}; there are: {', '.join(map(str, filled.columns)) or 'none'}")
    filled["label"] = filled["label"].str.strip().str.lower()
    rows = filled[filled["label"] != ""].copy()
    known = set(study.statements["statement"])
    for column in ("statement", "proposition"):  # `tables.write` puts an apostrophe before what looks like a formula
        rows[column] = [c[1:] if c.startswith("'") and c not in known else c for c in rows[column].str.strip()]
    wrong = list(_wrong(rows, study))
    if wrong:
        more = f"\nand {len(wrong) - _TOLD} more" if len(wrong) > _TOLD else ""
        raise AnnotationError("\n".join(f"{path}, {complaint}" for complaint in wrong[:_TOLD]) + more)
    if rows.empty:
        raise AnnotationError(f"{path}: no row has a label; fill the column with {', '.join(LABELS)}")
    rows["article"] = [study.statement(s).article for s in rows["statement"]]
    note = f"{len(rows)} of {len(filled)} rows have a label, of {rows['article'].nunique()} articles."
    return table(rows[["row", "article", "statement", "proposition", "label"]], f"Labels: {Path(path).name}", [note])


def _cells(path: Path) -> pd.DataFrame:
    """The rows of a file as text, with their numbers."""
    from analysis.decoding import Unreadable, decode

    try:
        if path.suffix == ".xlsx":
            found = pd.read_excel(path, dtype=str, keep_default_na=False)
        else:
            text = decode(path.read_bytes())
            first = text.partition("\n")[0]
            comma = max(",;\t", key=first.count)  # spreadsheets of many countries write semicolons
            found = pd.read_csv(StringIO(text), dtype=str, keep_default_na=False, sep=comma)
    except OSError as error:
        raise AnnotationError(f"{path}: can't be read ({error.strerror})") from error
    except (ValueError, Unreadable, pd.errors.ParserError, KeyError) as error:
        raise AnnotationError(f"{path}: not a table that can be read ({error})") from error
    found.columns = found.columns.str.strip()
    return found.fillna("").assign(row=range(2, len(found) + 2))


def _wrong(rows: pd.DataFrame, study: Study) -> Iterator[str]:
    """What is wrong with the labelled rows, in words."""
    said = dict(zip(study.statements["statement"], study.statements["content"], strict=True))
    keys = [p.key for p in study.issue.propositions]
    before: dict[tuple[str, str], int] = {}
    for row in rows.to_dict("records"):
        number, name, key = row["row"], str(row["statement"]), str(row["proposition"])
        if row["label"] not in LABELS:
            yield f"row {number}: unknown label {row['label']!r}; it must be one of {', '.join(LABELS)}, or empty"
        elif name not in said:
            yield f"row {number}: no statement {name!r} in this study (a spreadsheet may have made a date of the id: use .xlsx)"
        elif key not in keys:
            yield f"row {number}: no proposition {key!r} in this study; there are {', '.join(keys)}"
        elif "content" in row and _letters(str(row["content"])) != _letters(said[name]):
            yield f"row {number}: statement {name} is not the one that was labelled; make a new sheet of this study"
        elif (name, key) in before:
            yield f"row {number}: {name} on {key} has a label already, in row {before[name, key]}"
        before.setdefault((name, key), number)


def _letters(text: str) -> str:
    """What no spreadsheet changes in a text, as far as one cell holds it."""
    return re.sub(r"[\W_]+", "", text[:30_000])


def machine(study: Study) -> pd.DataFrame:
    """The sides that the machine gives, as labels: `article`, `statement`, `proposition`, `label`."""
    shown = study.judgements[["article", "statement", "proposition", "side"]].rename(columns={"side": "label"})
    return table(shown, "Labels of the machine", [f"{len(shown)} judgements."])


def weights(labels: pd.DataFrame, study: Study) -> pd.Series[float]:
    """How much each label stands for, with mean 1: a sheet has more of rare sides than the study.

    Those that the machine puts on one side of one proposition stand for all such judgements of the study
    (post-stratification: Cochran 1977, *Sampling Techniques*, 5A.9). Turns over speakers are not undone.
    """
    keys = ["proposition", "side"]
    placed = labels.merge(study.judgements[["statement", *keys]], on=["statement", "proposition"], how="left")
    sizes = study.judgements.groupby(keys).size().rename("of").reset_index()
    number = placed.merge(sizes, on=keys, how="left")["of"] / placed.groupby(keys)["side"].transform("size")
    return pd.Series(number.to_numpy() / number.mean(), index=labels.index, name="weight")
