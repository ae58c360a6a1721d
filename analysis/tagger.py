"""The attribution model: tags and links over word pieces.

A small encoder gives each word piece one of seven BIO tags (source, cue, content), and links each stretch of content to
its cue, to its source and to the stretch that it continues, by comparing learned queries and keys (a pointer network;
Vinyals, Fortunato and Jaitly 2015). `training/attribution.py` makes it, `analysis/models/attribution.md` describes it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analysis.encoder import CLS, SEP, Pieces, session

TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
SOURCE, CUE, CONTENT = 1, 3, 5
RELATIONS = 3  # a content's cue, its source, and the content that it continues
WINDOW = 256  # pieces that the model reads at once, with a mark at either end
BEFORE, AFTER = 48, 32  # pieces of context that a window has at least, but for paragraphs that begin or end there
ORPHAN = 0.2  # probability of a link that is enough where a source would be left without anything said
# Weights of a logistic regression that says how likely an attribution is right (`training/calibration.py` fits them).
BIAS = -2.867
FEATURES = {
    "content, mean log probability of its tags": 2.601,
    "content, the least sure stretch": 1.000,
    "link to the cue": -0.442,
    "link to the source": 1.611,
    "cue, mean log probability": 0.633,
    "source, mean log probability": 1.268,
    "has a cue": 2.629,
    "has a source": 1.362,
    "log of the content's length in pieces": 0.360,
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
    windows, logits, window_of = _run(pieces)
    for kind in (SOURCE, CUE, CONTENT):  # only a quotation goes on in the next paragraph
        logits[pieces.begins & ~(pieces.quoted & (kind == CONTENT)), kind + 1] = -1e4
    return list(_groups(_spans(logits), windows, window_of))


def cuts(begins: np.ndarray) -> list[tuple[int, int, int]]:
    """Windows over a text, each as its start, the first piece that it answers for, and its end; `begins` marks paragraphs.

    A window ends with a paragraph, since hardly any attribution goes on into the next, and begins with what fits into
    `BEFORE` pieces of the paragraphs before. Only a paragraph that is longer than a window is cut, with context on both sides.

    >>> cuts(np.arange(300) % 100 == 0)
    [(0, 0, 200), (152, 200, 300)]
    """
    n, size = len(begins), WINDOW - 2
    paragraphs = np.flatnonzero(begins)
    found, first = list[tuple[int, int, int]](), 0
    while True:
        near = paragraphs[(paragraphs >= first - BEFORE) & (paragraphs < first)]
        start = int(near[0]) if len(near) and begins[first] else max(first - BEFORE, 0)
        end = min(start + size, n)
        if end == n:
            return [*found, (start, first, end)]
        stops = paragraphs[(paragraphs > first) & (paragraphs <= end)]
        if len(stops):
            end = following = int(stops[-1])
        else:
            following = end - AFTER
        found.append((start, first, end))
        first = following


def _run(pieces: Pieces) -> tuple[list[_Window], np.ndarray, np.ndarray]:
    """Run the model: windows, log probabilities of the tags (n, 7), and for each piece the window that answers for it."""
    model, n = session("attribution"), len(pieces)
    logits = np.zeros((n, len(TAGS)), dtype=np.float32)
    window_of = np.zeros(n, dtype=np.int64)
    windows = []
    for number, (start, first, end) in enumerate(cuts(pieces.begins)):
        ids = np.concatenate([[CLS], pieces.ids[start:end], [SEP]])[None]
        surface = np.concatenate([[0], pieces.surface[start:end], [0]])[None]
        tags, query, key, none = (out[0, 1:-1] for out in model.run(None, {"ids": ids, "surface": surface}))
        windows.append(_Window(start, end, query, key, none))
        window_of[first:end] = number
        logits[first:end] = tags[first - start :]  # what follows is overwritten by the next window
    return windows, logits - np.logaddexp.reduce(logits, axis=1, keepdims=True), window_of


def _spans(logits: np.ndarray) -> list[Found]:
    """The best BIO sequence (Viterbi 1967) as spans: an I follows only a B or I of its own kind."""
    rows = logits.tolist()  # of seven numbers: quicker than arrays
    best, back = rows[0], list[list[int]]()
    for kind in (SOURCE, CUE, CONTENT):
        best[kind + 1] = -math.inf
    for row in rows[1:]:
        top = max(best)
        before = [best.index(top)] * len(TAGS)
        paths = [top + value for value in row]
        for kind in (SOURCE, CUE, CONTENT):
            goes_on = kind if best[kind] >= best[kind + 1] else kind + 1
            paths[kind + 1], before[kind + 1] = best[goes_on] + row[kind + 1], goes_on
        best = paths
        back.append(before)
    tags = [best.index(max(best))]
    for before in reversed(back):
        tags.append(before[tags[-1]])
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


def _groups(spans: list[Found], windows: list[_Window], window_of: np.ndarray) -> Iterator[Group]:
    """Join contents that continue each other, and give each group the cue and source that its parts link to best."""
    contents = [s for s in spans if s.kind == CONTENT]
    cues, sources = [s for s in spans if s.kind == CUE], [s for s in spans if s.kind == SOURCE]
    groups: list[list[Found]] = []
    home: dict[int, list[Found]] = {}
    for content in contents:
        before = [c for c in contents if c.start < content.start]
        scores = _link(content, before, windows[window_of[content.start]], 2)
        pick = int(np.argmax(scores))
        if pick and before[pick - 1].start in home:
            group = home[before[pick - 1].start]
        else:
            group = []
            groups.append(group)
        group.append(content)
        home[content.start] = group
    to_sources = [_scores(group, sources, windows, window_of, 1) for group in groups]
    for group, scored, pick in zip(groups, to_sources, _shared_out(to_sources), strict=True):
        source, source_score = (sources[pick - 1] if pick else None), float(scored[pick])
        to_cues = _scores(group, cues, windows, window_of, 0)
        pick = int(np.argmax(to_cues))
        cue, cue_score = (cues[pick - 1] if pick else None), float(to_cues[pick])
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


def _shared_out(scores: list[np.ndarray]) -> list[int]:
    """The source of each group, by its place among the scores (0: none): the likeliest, but no source is left out if it need not.

    Whoever is tagged as a source has said something. So a source that no group links to best is given the group that
    links to it best of those whose own source has other groups too, if the link has at least the probability `ORPHAN`.
    """
    chosen = [int(np.argmax(row)) for row in scores]
    uses = Counter(chosen)
    for source in range(1, len(scores[0]) if scores else 0):
        if not uses[source]:
            free = [n for n, row in enumerate(scores) if uses[chosen[n]] > 1 and chosen[n] and row[source] >= math.log(ORPHAN)]
            if free:
                n = max(free, key=lambda n: scores[n][source])
                uses[chosen[n]] -= 1
                uses[source] += 1
                chosen[n] = source
    return chosen


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


def _scores(
    group: list[Found], others: list[Found], windows: list[_Window], window_of: np.ndarray, relation: int
) -> np.ndarray:
    """Log probabilities that a group links to nothing, or to each of `others`: the mean over its contents."""
    rows = [np.maximum(_link(c, others, windows[window_of[c.start]], relation), -20) for c in group]
    return np.asarray(np.mean(rows, axis=0))
