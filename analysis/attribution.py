"""Who said what: the attributions of an article, each with the spans of its source, cue and content.

What counts as an attribution follows PolNeAR (Newell et al. 2018), on which the model behind `analysis.tagger` is trained:
statements, beliefs, intentions and reported acts, direct and indirect. To what the model finds this module adds what the
layout tells (signed quotations, transcripts), whole words and names, and views that are reported within a statement.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from dataclasses import dataclass, replace

from analysis import tagger
from analysis.cues import sort_of
from analysis.encoder import Pieces, encode
from analysis.quotations import quotations, signed, turns
from analysis.records import Article, Mode, Span, Statement, cut
from analysis.tagger import Found, Group

THRESHOLD = 0.35
LAID_OUT = 0.9  # probability of what the layout tells
_WORD = re.compile(r"\w+(?:[.,'’&-]\w+)*")
_NAME_GOES_ON = re.compile(
    r"(?<=[^\W\d_]) (?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec)"
    r"([A-ZÀ-Þ][a-zß-ÿ]+(?:-[A-ZÀ-Þ][a-zß-ÿ]+)*)\b"
)
# Words that report a view: only contents that hold one are searched for a view within the view.
_REPORTS = re.compile(
    r"\b(?:accus|admi|agree|announc|argu|ask|back|believ|call|claim|concern|condemn|criti|decid|defend|demand|den(?:y|ie)"
    r"|express|favou?r|fear|hop|insist|oppos|order|plan|pledg|promis|propos|push|refus|reject|request|ruled? out"
    r"|sa(?:id|y)|sought|suggest|support|tell|think|thought|threat|told|urg|vow|want|warn|welcom|will(?:ing)? to)",
    re.IGNORECASE,
)


def attribute(article: Article, threshold: float = THRESHOLD) -> list[Statement]:
    """The statements of one article, in text order.

    Every span lies within the text, is not empty and starts and ends on a character that is not white space. Statements
    whose `probability` is below `threshold` (0 to 1) are left out. The same text gives the same statements, alone or
    among others. Works on any text, `""` included.
    """
    quoted = _quoted(article.text)
    statements: list[Statement] = []

    def add(found: _Attribution, within: int | None) -> Statement:
        mode = _mode(article.text, found.content, quoted)
        sort = sort_of(cut(article.text, found.cue))
        parts = (found.source, found.cue, found.content, mode, found.probability, within, sort)
        statements.append(Statement(article.id, len(statements), *parts))
        return statements[-1]

    for found in _laid_out(_attributions(article.text), article.text):
        if found.probability >= threshold:
            outer = add(found, None)
            for reported in _reported(article.text, outer):
                if reported.probability >= threshold:
                    add(reported, outer.index)
    return statements


@dataclass(frozen=True, slots=True)
class _Attribution:
    """One attribution by its character spans."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    probability: float


def _attributions(text: str, offset: int = 0) -> list[_Attribution]:
    """What the model finds in a text; `offset` is added to all spans."""
    pieces = encode(text)
    words = [m.span() for m in _WORD.finditer(text)]
    found = [_in_characters(group, pieces, words, offset) for group in tagger.read(pieces)]
    return [replace(a, source=_whole_name(text, a, offset)) if a.source else a for a in found]


def _whole_name(text: str, found: _Attribution, offset: int) -> tuple[Span, ...]:
    """The source, to the end of the name that it breaks off in ("Omar García" Harfuch)."""
    *before, (start, end) = found.source
    taken = {span[0] for span in found.cue + found.content}
    while (goes_on := _NAME_GOES_ON.match(text, end - offset)) and goes_on.start(1) + offset not in taken:
        end = goes_on.end() + offset
    return (*before, (start, end))


def _laid_out(found: list[_Attribution], text: str) -> list[_Attribution]:
    """Give signed quotations (“…” — Name) and the turns of a transcript (NAME: …) to those whom the layout names."""
    for content, cue, source in signed(text) + turns(text):
        rest = [replace(a, content=tuple(s for s in a.content if not _overlap(s, content))) for a in found]
        found = [*(a for a in rest if a.content), _Attribution((source,), (cue,), (content,), LAID_OUT)]
    return sorted(found, key=lambda a: a.content)


def _overlap(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _reported(text: str, outer: Statement) -> list[_Attribution]:
    """Attributions within the paraphrased content of another, found by reading that content as a text of its own."""
    if outer.mode == "direct":
        return []
    contents = [(s, e) for s, e in outer.content if _REPORTS.search(text, s, e)]
    return [a for s, e in contents for a in _attributions(text[s:e], s) if a.source and a.cue and _named(text, a)]


def _named(text: str, found: _Attribution) -> bool:
    """Whether the source has a word in it: "46%" of a poll speaks for nobody."""
    return any(text[i].isalpha() for start, end in found.source for i in range(start, end))


def _in_characters(group: Group, pieces: Pieces, words: list[Span], offset: int = 0) -> _Attribution:
    """Spans in characters; those of source and content hold whole words."""

    def whole(found: Found) -> Span:
        start, end = int(pieces.starts[found.start]), int(pieces.ends[found.end - 1])
        first, last = (bisect_right(words, (at, math.inf)) - 1 for at in (start, end - 1))
        if first >= 0 and words[first][1] > start:
            start = words[first][0]
        if last >= 0 and words[last][1] > end - 1:
            end = words[last][1]
        return start + offset, end + offset

    def spans(*found: Found) -> tuple[Span, ...]:
        joined: list[Span] = []
        for span in map(whole, found):
            if joined and span[0] <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(span[1], joined[-1][1]))
            else:
                joined.append(span)
        return tuple(joined)

    cue = [(int(pieces.starts[c.start]) + offset, int(pieces.ends[c.end - 1]) + offset) for c in (group.cue,) if c]
    source = spans(group.source) if group.source else ()
    return _Attribution(source, tuple(cue), spans(*group.contents), group.probability)


def mode_of(text: str, content: tuple[Span, ...]) -> Mode:
    """Whether content is quoted (`direct`), paraphrased (`indirect`) or both (`mixed`), by its letters and digits.

    >>> mode_of('He said "no" to it.', ((8, 12),)), mode_of('He said "no" to it.', ((8, 18),))
    ('direct', 'mixed')
    """
    return _mode(text, content, _quoted(text))


def _quoted(text: str) -> bytearray:
    """1 for each character within quotation marks."""
    found = bytearray(len(text))
    for q in quotations(text):
        found[q.start : q.end] = b"\1" * (q.end - q.start)
    return found


def _mode(text: str, content: tuple[Span, ...], quoted: bytearray) -> Mode:
    inside = outside = 0
    for start, end in content:
        for i in range(start, end):
            if text[i].isalnum():
                if quoted[i]:
                    inside += 1
                else:
                    outside += 1
    if not inside:
        return "indirect"
    return "direct" if outside <= 0.1 * inside else "mixed"
