"""Who said what: the attributions of an article, each with the spans of its source, cue and content.

A small encoder tags each word piece as source, cue or content (BIO), and links each stretch of content to its cue, to
its source and to the stretch that it continues, by comparing learned queries and keys (a pointer network; Vinyals,
Fortunato and Jaitly 2015). What counts as an attribution follows PolNeAR (Newell et al. 2018), on which the model is
trained: statements, beliefs, intentions and reported acts, direct and indirect. `training/attribution.py` makes the
model, `analysis/models/attribution.md` describes it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from analysis.encoder import CLS, SEP, Pieces, encode, session
from analysis.quotations import quotations, signed, turns
from analysis.records import Article, Mode, Span, Statement

TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
SOURCE, CUE, CONTENT = 1, 3, 5
RELATIONS = 3  # a content's cue, its source, and the content that it continues
WINDOW, STRIDE = 256, 128
THRESHOLD = 0.35
LAID_OUT = 0.9  # probability of what the layout tells
# Weights of a logistic regression that says how likely an attribution is right (`training/calibration.py` fits them).
BIAS = -2.355
FEATURES = {
    "content, mean log probability of its tags": 2.582,
    "content, the least sure stretch": 0.307,
    "link to the cue": 0.52,
    "link to the source": 2.22,
    "cue, mean log probability": 0.936,
    "source, mean log probability": 1.364,
    "has a cue": 2.204,
    "has a source": 1.3,
    "log of the content's length in pieces": 0.346,
}
# Words that report a view: only contents that hold one are searched for a view within the view.
_REPORTS = re.compile(
    r"\b(?:accus|admi|agree|announc|argu|ask|back|believ|call|claim|concern|condemn|criti|decid|defend|demand|den(?:y|ie)"
    r"|express|favou?r|fear|hop|insist|oppos|order|plan|pledg|promis|propos|push|refus|reject|request|ruled? out"
    r"|sa(?:id|y)|sought|suggest|support|tell|think|thought|threat|told|urg|vow|want|warn|welcom|will(?:ing)? to)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Window:
    """What the model gives for pieces `start` to `end`: queries and keys (n, relations, width), scores of no link."""

    start: int
    end: int
    query: np.ndarray
    key: np.ndarray
    none: np.ndarray


@dataclass(frozen=True, slots=True)
class _Found:
    """A tagged span, in pieces, with its mean log probability."""

    kind: int
    start: int
    end: int
    score: float


def attribute(article: Article, threshold: float = THRESHOLD) -> list[Statement]:
    """The statements of one article, in text order.

    Every span lies within the text, is not empty and starts and ends on a character that is not white space. Statements
    whose `probability` is below `threshold` (0 to 1) are left out. The same text gives the same statements, alone or
    among others. Works on any text, `""` included.
    """
    quoted = [(q.start, q.end) for q in quotations(article.text)]
    statements: list[Statement] = []

    def add(found: _Attribution, within: int | None) -> Statement:
        mode = _mode(article.text, found.content, quoted)
        parts = (found.source, found.cue, found.content, mode, found.probability, within)
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
    if not len(pieces):
        return []
    return [_in_characters(group, pieces, offset) for group in _groups(*_tagged(pieces))]


def _tagged(pieces: Pieces) -> tuple[list[_Found], list[_Window], np.ndarray]:
    """The tagged spans, and what links them."""
    windows, logits, nearest = _read(pieces)
    for kind in (SOURCE, CUE, CONTENT):  # only a quotation goes on in the next paragraph
        logits[pieces.begins & ~(pieces.quoted & (kind == CONTENT)), kind + 1] = -1e4
    return _spans(logits), windows, nearest


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
    return [a for s, e in contents for a in _attributions(text[s:e], s) if a.source and a.cue]


def cuts(n: int) -> list[Span]:
    """Windows over `n` pieces that overlap by half, the last one ending with the text.

    >>> cuts(300)
    [(0, 254), (46, 300)]
    """
    size = WINDOW - 2
    if n <= size:
        return [(0, n)]
    starts = [*range(0, n - size, STRIDE), n - size]
    return [(s, s + size) for s in starts]


def _read(pieces: Pieces) -> tuple[list[_Window], np.ndarray, np.ndarray]:
    """Run the model: windows, log probabilities of the tags (n, 7), and for each piece its most central window."""
    model, n = session("attribution"), len(pieces)
    logits = np.zeros((n, len(TAGS)), dtype=np.float32)
    margin = np.full(n, -1)
    nearest = np.zeros(n, dtype=np.int64)
    windows = []
    for number, (start, end) in enumerate(cuts(n)):
        ids = np.concatenate([[CLS], pieces.ids[start:end], [SEP]])[None]
        surface = np.concatenate([[0], pieces.surface[start:end], [0]])[None]
        tags, query, key, none = (out[0, 1:-1] for out in model.run(None, {"ids": ids, "surface": surface}))
        windows.append(_Window(start, end, query, key, none))
        at = np.arange(start, end)
        room = np.minimum(at - start if start else at * 0 + n, end - 1 - at if end < n else at * 0 + n)
        better = room > margin[start:end]
        nearest[start:end][better] = number
        margin[start:end][better] = room[better]
        logits[start:end][better] = tags[better]
    return windows, logits - np.logaddexp.reduce(logits, axis=1, keepdims=True), nearest


def _spans(logits: np.ndarray) -> list[_Found]:
    """The best BIO sequence (Viterbi 1967) as spans: an I follows only a B or I of its own kind."""
    forbidden = np.zeros((len(TAGS), len(TAGS)), dtype=np.float32)
    for kind in (SOURCE, CUE, CONTENT):
        forbidden[:, kind + 1] = -1e4
        forbidden[[kind, kind + 1], kind + 1] = 0
    best = logits[0] + forbidden[0]
    back = np.zeros(logits.shape, dtype=np.int64)
    for i in range(1, len(logits)):
        paths = best[:, None] + forbidden
        back[i] = paths.argmax(0)
        best = paths.max(0) + logits[i]
    tag = int(best.argmax())
    tags = [tag]
    for i in range(len(logits) - 1, 0, -1):
        tag = int(back[i, tag])
        tags.append(tag)
    tags.reverse()
    found, i = [], 0
    while i < len(tags):
        kind, start = tags[i], i
        i += 1
        if kind in (SOURCE, CUE, CONTENT):
            while i < len(tags) and tags[i] == kind + 1:
                i += 1
            score = float(np.mean([logits[j, tags[j]] for j in range(start, i)]))
            found.append(_Found(kind, start, i, score))
    return found


@dataclass(frozen=True, slots=True)
class _Group:
    """Contents that belong together, with their cue and source, and what tells how sure this is (see `FEATURES`)."""

    contents: tuple[_Found, ...]
    cue: _Found | None
    source: _Found | None
    features: tuple[float, ...]

    @property
    def probability(self) -> float:
        z = BIAS + sum(w * x for w, x in zip(FEATURES.values(), self.features, strict=True))
        return 1 / (1 + math.exp(-z))


def _groups(spans: list[_Found], windows: list[_Window], nearest: np.ndarray) -> Iterator[_Group]:
    """Join contents that continue each other, and give each group the cue and source that its parts link to best."""
    contents = [s for s in spans if s.kind == CONTENT]
    cues, sources = [s for s in spans if s.kind == CUE], [s for s in spans if s.kind == SOURCE]
    groups: list[list[_Found]] = []
    home: dict[int, list[_Found]] = {}
    for content in contents:
        before = [c for c in contents if c.start < content.start]
        scores = _link(content, before, windows[nearest[content.start]], 2)
        pick = int(np.argmax(scores))
        if pick and before[pick - 1].start in home:
            group = home[before[pick - 1].start]
        else:
            group = []
            groups.append(group)
        group.append(content)
        home[content.start] = group
    for group in groups:
        cue, cue_score = _choose(group, cues, windows, nearest, 0)
        source, source_score = _choose(group, sources, windows, nearest, 1)
        features = (
            float(np.mean([c.score for c in group])),
            min(c.score for c in group),
            max(cue_score, -5.0),
            max(source_score, -5.0),
            cue.score if cue else 0.0,
            source.score if source else 0.0,
            float(cue is not None),
            float(source is not None),
            math.log(sum(c.end - c.start for c in group)),
        )
        yield _Group(tuple(group), cue, source, features)


def _link(content: _Found, others: list[_Found], window: _Window, relation: int) -> np.ndarray:
    """Log probabilities that `content` links to nothing, or to each of `others`; those outside the window get -inf."""
    at = content.start - window.start
    scores = np.full(1 + len(others), -np.inf)
    scores[0] = window.none[at, relation]
    inside = [k for k, o in enumerate(others) if window.start <= o.start < window.end]
    if inside:
        keys = window.key[[others[k].start - window.start for k in inside], relation]
        scores[[k + 1 for k in inside]] = keys @ window.query[at, relation]
    return scores - np.logaddexp.reduce(scores)


def _choose(
    group: list[_Found], others: list[_Found], windows: list[_Window], nearest: np.ndarray, relation: int
) -> tuple[_Found | None, float]:
    scores = np.mean(
        [np.maximum(_link(c, others, windows[nearest[c.start]], relation), -20) for c in group], axis=0
    )
    pick = int(np.argmax(scores))
    return (others[pick - 1] if pick else None), float(scores[pick])


def _in_characters(group: _Group, pieces: Pieces, offset: int) -> _Attribution:
    def spans(*found: _Found | None) -> tuple[Span, ...]:
        return tuple((int(pieces.starts[f.start]) + offset, int(pieces.ends[f.end - 1]) + offset) for f in found if f)

    return _Attribution(spans(group.source), spans(group.cue), spans(*group.contents), group.probability)


def mode_of(text: str, content: tuple[Span, ...]) -> Mode:
    """Whether content is quoted (`direct`), paraphrased (`indirect`) or both (`mixed`), by its letters and digits.

    >>> mode_of('He said "no" to it.', ((8, 12),)), mode_of('He said "no" to it.', ((8, 18),))
    ('direct', 'mixed')
    """
    return _mode(text, content, [(q.start, q.end) for q in quotations(text)])


def _mode(text: str, content: tuple[Span, ...], quoted: list[Span]) -> Mode:
    inside = outside = 0
    for start, end in content:
        for i in range(start, end):
            if text[i].isalnum():
                if any(s <= i < e for s, e in quoted):
                    inside += 1
                else:
                    outside += 1
    if not inside:
        return "indirect"
    return "direct" if outside <= 0.1 * inside else "mixed"
