"""Passages, evidence in its place: the sentence around a statement, and a text in pieces by what each piece is evidence of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from analysis.quotations import paragraphs
from analysis.records import Span, Statement

ROLES = ("source", "cue", "content")
# Where a sentence may end: closing marks and footnote signs go with it. What follows must look like a beginning.
_END = re.compile(r"[.!?…]+[\"'”’»)\]]*\s+(?=[\"'“‘«(\[]*[^\W\d_a-z])")
_SHORTENED = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Col|Lt|Sgt|Capt|Adm|St|Jr|Sr|No|vs|Inc|Corp|Co|Jan|Feb|Mar|Apr|Jun|"
    r"Jul|Aug|Sept?|Oct|Nov|Dec)|\b[A-Za-z]\.[A-Za-z])\.$"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, and which part (source, cue or content) of which statements it is.

    `roles` holds (statement id, part), `begins` the ids of the statements that begin with it.
    """

    text: str
    roles: tuple[tuple[str, str], ...] = ()
    begins: tuple[str, ...] = ()

    @property
    def said(self) -> bool:
        """Whether it is content of any statement."""
        return any(role == "content" for _, role in self.roles)


def around(text: str, start: int, end: int) -> Span:
    """The sentence or sentences that hold `text[start:end]`, within the paragraphs that hold it.

    >>> text = "Talks failed. Mr. Diaz said no. He left."
    >>> text[slice(*around(text, 18, 22))]
    'Mr. Diaz said no.'
    """
    left, right = start, end
    for first, last in paragraphs(text):
        if last <= start or first >= end:
            continue
        ends = [m.end() for m in _END.finditer(text, first, last) if not _SHORTENED.search(text, first, m.start() + 1)]
        if first <= start:
            left = max([first, *(e for e in ends if e <= start)])
        if last >= end:
            right = min([last, *(e for e in ends if e >= end)])
    return left, left + len(text[left:right].rstrip())


def pieces(text: str, start: int, end: int, statements: Iterable[Statement]) -> list[Piece]:
    """`text[start:end]` cut wherever a part of one of the statements begins or ends; joined they are that text again.

    A piece that lies in several statements has a role in each. `begins` names those that begin with it.
    """
    marked: list[tuple[int, int, str, str]] = []
    first: dict[int, list[str]] = {}
    for statement in statements:
        if statement.end <= start or statement.start >= end:
            continue
        if statement.start >= start:
            first.setdefault(statement.start, []).append(statement.id)
        for role in ROLES:
            marked += [(s, e, statement.id, role) for s, e in getattr(statement, role) if s < end and e > start]
    bounds = {start, end, *first, *(at for s, e, *_ in marked for at in (max(s, start), min(e, end)))}
    cuts = sorted(bounds)
    return [
        Piece(
            text[a:b],
            tuple((name, role) for s, e, name, role in marked if s <= a and b <= e),
            tuple(first.get(a, ())),
        )
        for a, b in pairwise(cuts)
    ]
