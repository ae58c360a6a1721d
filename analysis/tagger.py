"""The attribution model: tags and links over word pieces.

A small encoder gives each word piece one of seven BIO tags (source, cue, content), and links each stretch of content to
its cue, to its source and to the stretch that it continues, by comparing learned queries and keys (a pointer network;
Vinyals, Fortunato and Jaitly 2015). `training/attribution.py` makes it, `analysis/models/attribution.md` describes it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analysis.encoder import CLS, SEP, Pieces, session
from analysis.records import Span

TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
SOURCE, CUE, CONTENT = 1, 3, 5
RELATIONS = 3  # a content's cue, its source, and the content that it continues
WINDOW, STRIDE = 256, 190
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


@dataclass(frozen=True, slots=True)
class _Window:
    """What the model gives for pieces `start` to `end`: queries and keys (n, relations, width), scores of no link."""

    start: int
    end: int
    query: np.ndarray
    key: np.ndarray
    none: np.ndarray


@dataclass(frozen=True, slots=True)
class Found:
    """A tagged span, in pieces, with its mean log probability."""

    kind: int
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Group:
    """Contents that belong together, with their cue and source, and what tells how sure this is (see `FEATURES`)."""

    contents: tuple[Found, ...]
    cue: Found | None
    source: Found | None
    features: tuple[float, ...]

    @property
    def probability(self) -> float:
        z = BIAS + sum(w * x for w, x in zip(FEATURES.values(), self.features, strict=True))
        return 1 / (1 + math.exp(-z))


def read(pieces: Pieces) -> list[Group]:
    """The attributions that the model finds in a text, in the order of their first content."""
    if not len(pieces):
        return []
    windows, logits, nearest = _run(pieces)
    for kind in (SOURCE, CUE, CONTENT):  # only a quotation goes on in the next paragraph
        logits[pieces.begins & ~(pieces.quoted & (kind == CONTENT)), kind + 1] = -1e4
    return list(_groups(_spans(logits), windows, nearest))


def cuts(n: int) -> list[Span]:
    """Windows over `n` pieces that overlap by a quarter, the last one ending with the text.

    >>> cuts(300)
    [(0, 254), (46, 300)]
    """
    size = WINDOW - 2
    if n <= size:
        return [(0, n)]
    starts = [*range(0, n - size, STRIDE), n - size]
    return [(s, s + size) for s in starts]


def _run(pieces: Pieces) -> tuple[list[_Window], np.ndarray, np.ndarray]:
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


def _spans(logits: np.ndarray) -> list[Found]:
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
            found.append(Found(kind, start, i, score))
    return found


def _groups(spans: list[Found], windows: list[_Window], nearest: np.ndarray) -> Iterator[Group]:
    """Join contents that continue each other, and give each group the cue and source that its parts link to best."""
    contents = [s for s in spans if s.kind == CONTENT]
    cues, sources = [s for s in spans if s.kind == CUE], [s for s in spans if s.kind == SOURCE]
    groups: list[list[Found]] = []
    home: dict[int, list[Found]] = {}
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
        yield Group(tuple(group), cue, source, features)


def _link(content: Found, others: list[Found], window: _Window, relation: int) -> np.ndarray:
    """Log probabilities that `content` links to nothing, or to each of `others`; those outside the window get -inf."""
    at = content.start - window.start
    scores = np.full(1 + len(others), -np.inf)
    scores[0] = window.none[at, relation]
    inside = [k for k, o in enumerate(others) if window.start <= o.start < window.end]
    if inside:
        keys = window.key[[others[k].start - window.start for k in inside], relation]
        scores[[k + 1 for k in inside]] = keys @ window.query[at, relation]
    return np.asarray(scores - np.logaddexp.reduce(scores))


def _choose(
    group: list[Found], others: list[Found], windows: list[_Window], nearest: np.ndarray, relation: int
) -> tuple[Found | None, float]:
    scores = np.mean(
        [np.maximum(_link(c, others, windows[nearest[c.start]], relation), -20) for c in group], axis=0
    )
    pick = int(np.argmax(scores))
    return (others[pick - 1] if pick else None), float(scores[pick])
