"""Quotation marks: which stretches of a text stand between them.

Marks are paired within each paragraph, because a newspaper closes a quotation at the latest there; a quotation that
runs on is reopened at the start of the next paragraph (Chicago Manual of Style, 13.32), and a mark that is never closed
holds to the end of its paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

DOUBLE = '"“”„‟«»＂'
SINGLE = "'‘’‚‹›"
_OPENING, _CLOSING = "“„‟«", "”»"
_MARK = re.compile(r"''|``|[\"“”„‟«»＂]")
_SINGLE_OPEN = re.compile(r"(?<![\w'])['‘‚‹](?=[^\s'])")
_SINGLE_CLOSE = re.compile(r"(?<=[^\s'])['’›](?![\w'])")
_PARAGRAPH = re.compile(r"[^\n]+")
_LONGEST_SINGLE = 400
_TURN = re.compile(r"""\s*["“]?\s*([^\W\d_a-zß-ÿ]{2}[^\Wa-z]*(?:[ .'’-]{1,2}[^\Wa-z]+){0,4})\s?(:)\s+(\S.*?\S)\s*""")
_SIGNED = re.compile(r"""\s*((?:["“”„«]|'').+(?:["“”»]|''))\s*([―—–]|--?)\s*(\w[^"“”]{1,80}?)[\s.]*""")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch between quotation marks.

    `start` and `end` are character offsets with the marks, `inner_start` and `inner_end` without them. `double` tells
    double marks from single ones, `closed` is False where the closing mark is missing.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    double: bool
    closed: bool


def paragraphs(text: str) -> list[tuple[int, int]]:
    """The `(start, end)` of each line that holds more than white space.

    >>> paragraphs("One.\\n\\n Two. ")
    [(0, 4), (6, 12)]
    """
    return [(m.start(), m.end()) for m in _PARAGRAPH.finditer(text) if not m.group().isspace()]


def quotations(text: str) -> list[Quotation]:
    """All quotations of a text, in order of their start.

    Straight, curly, low and angle marks are double marks, and so are two apostrophes. Single marks count only outside
    double ones, where they can't be an apostrophe. Works on any text and never raises.

    >>> [(q.start, q.end, q.closed) for q in quotations('“No,” she said. "Never')]
    [(0, 5, True), (16, 22, False)]
    """
    found: list[Quotation] = []
    for start, end in paragraphs(text):
        inside = _double(text, start, end)
        found += inside
        found += _single(text, start, end, inside)
    return sorted(found, key=lambda q: (q.start, q.end))


def signed(text: str) -> list[tuple[tuple[int, int], tuple[int, int], tuple[int, int]]]:
    """Paragraphs that are a signed quotation: words between marks, a dash, and at most eight words.

    Gives the `(start, end)` of the quotation, of the dash and of the words of who signs.

    >>> signed("“Never.” — Ana Ruiz")
    [((0, 8), (9, 10), (11, 19))]
    """
    found = []
    for start, end in paragraphs(text):
        match = _SIGNED.fullmatch(text, start, end)
        if match and len(match[3].split()) <= 8:
            found.append((match.span(1), match.span(2), match.span(3)))
    return found


def turns(text: str) -> list[tuple[tuple[int, int], tuple[int, int], tuple[int, int]]]:
    """Paragraphs of a transcript: a name in capitals, a colon and what is said, at least two in a text.

    Gives the `(start, end)` of what is said, of the colon and of the name.

    >>> turns("RUIZ: Will you go?\\nPAZ: Never.")
    [((6, 18), (4, 5), (0, 4)), ((24, 30), (22, 23), (19, 22))]
    """
    matches = [_TURN.fullmatch(text, start, end) for start, end in paragraphs(text)]
    found = [(m.span(3), m.span(2), m.span(1)) for m in matches if m]
    return found if len(found) > 1 else []


def _double(text: str, start: int, end: int) -> list[Quotation]:
    found: list[Quotation] = []
    opened: re.Match[str] | None = None
    for mark in _MARK.finditer(text, start, end):
        if opened is None:
            if _may_open(text, mark, start, end):
                opened = mark
        elif _may_close(text, mark, start, end):
            found.append(Quotation(opened.start(), mark.end(), opened.end(), mark.start(), True, True))
            opened = None
    if opened is not None and opened.end() < end:
        found.append(Quotation(opened.start(), end, opened.end(), end, True, False))
    return found


def _may_open(text: str, mark: re.Match[str], start: int, end: int) -> bool:
    if mark.group() in _OPENING or mark.group() == "``":
        return True
    before = text[mark.start() - 1] if mark.start() > start else " "
    after = text[mark.end()] if mark.end() < end else " "
    if mark.group() in _CLOSING:  # »so« in German books; a closing curly mark that opens is a slip
        return not before.isalnum() and after.isalnum()
    if mark.group() == '"' and before.isdigit():  # 6'2" is a height
        return False
    return not after.isspace() and not before.isalnum()


def _may_close(text: str, mark: re.Match[str], start: int, end: int) -> bool:
    if mark.group() in _CLOSING:
        return True
    if mark.group() in ("„", "‟", "``"):
        return False
    before = text[mark.start() - 1] if mark.start() > start else " "
    after = text[mark.end()] if mark.end() < end else " "
    if mark.group() in "“«":  # „so“ and »so«
        return not before.isspace() and not after.isalnum()
    return not (before.isspace() and after.isalnum())


def _single(text: str, start: int, end: int, double: list[Quotation]) -> list[Quotation]:
    found: list[Quotation] = []
    at = start
    while opened := _SINGLE_OPEN.search(text, at, end):
        around = next((q for q in double if q.start <= opened.start() < q.end), None)
        if around is not None:
            at = around.end
            continue
        closed = _SINGLE_CLOSE.search(text, opened.end() + 1, min(end, opened.end() + _LONGEST_SINGLE))
        at = opened.end()
        if closed and not any(q.start < closed.start() < q.end and q.start > opened.start() for q in double):
            found.append(Quotation(opened.start(), closed.end(), opened.end(), closed.start(), False, True))
            at = closed.end()
    return found
