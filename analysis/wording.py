"""Findings in words: counts, dates, lists of names, and the answer as a sentence that can be quoted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.records import Proposition

POSITIONS = {"oppose": "opposes", "support": "supports", "mixed": "mixed", "unclear": "unclear"}
UNKNOWN = "(speaker not known)"


def answer(positions: pd.DataFrame, subject: str, speakers: int, articles: int) -> str:
    """Who stands where on one proposition, in one sentence.

    `positions` holds the rows of that proposition only (columns `speaker`, `position`, `statements`), `subject` is its
    text, `speakers` and `articles` how many were heard and read. Of many names the two with most evidence are given.

    >>> rows = pd.DataFrame({"speaker": ["Ann", "Bo"], "position": ["oppose", "unclear"], "statements": [3, 1]})
    >>> answer(rows, "a ban", 2, 1)
    'Of 2 speakers in 1 article, only 1 says enough to be placed: Ann opposes a ban.'
    """
    ranked = positions.sort_values(["statements", "speaker"], ascending=[False, True])
    oppose, support, mixed = (list(ranked.loc[ranked["position"] == p, "speaker"]) for p in ("oppose", "support", "mixed"))
    placed = len(oppose) + len(support) + len(mixed)
    start = f"Of {count(speakers, 'speaker')} in {count(articles, 'article')},"
    if not placed:
        return f"{start} none says enough to be placed for or against {subject}."
    if placed == 1:
        verb = "opposes" if oppose else "supports" if support else "is on both sides of"
        return f"{start} only 1 says enough to be placed: {(oppose + support + mixed)[0]} {verb} {subject}."
    parts = [_side(oppose, "opposes", "oppose", subject), _side(support, "supports", "support", "it")]
    if mixed:
        parts.append(_side(mixed, "is", "are", "on both sides"))
    return f"{start} {placed} say enough to be placed: {listed(parts)}."


def opposed(proposition: Proposition) -> str:
    """What counts as standing against a proposition besides: its contrary; nothing where it has none.

    >>> opposed(Proposition("war", "the war", contrary=("peace", "a truce")))
    'Against the war is also who takes no side on it but is for peace or for a truce; for it, who is against that.'
    """
    others = " or ".join(f"for {text}" for text in proposition.contrary)
    return others and f"Against {proposition.text} is also who takes no side on it but is {others}; for it, who is against that."


def _side(names: Sequence[str], one: str, many: str, what: str) -> str:
    if not names:
        return f"none {one} {what}"
    who = listed(names) if len(names) <= 3 else f"among them {listed(names[:2])}"
    return f"{len(names):,} {one if len(names) == 1 else many} {what} ({who})"


def count(n: int, what: str) -> str:
    """A number of things.

    >>> count(1, "article"), count(1200, "article")
    ('1 article', '1,200 articles')
    """
    return f"{n:,} {what}" if n == 1 else f"{n:,} {what}s"


def listed(parts: Sequence[str]) -> str:
    """Things in a row.

    >>> listed(["Ann", "Bo", "Cy"])
    'Ann, Bo and Cy'
    """
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)


def day(date: Any) -> str:
    """A date in words.

    >>> day(pd.Timestamp("2026-01-07")), day(pd.NaT)
    ('7 January 2026', 'date unknown')
    """
    return "date unknown" if date is None or pd.isna(date) else f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def signed(number: float) -> str:
    """A score with its sign, to two places; a minus is a minus sign.

    >>> signed(-0.914), signed(0.5)
    ('−0.91', '+0.50')
    """
    return f"{number:+.2f}".replace("-", "−")
