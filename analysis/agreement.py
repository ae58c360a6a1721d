"""Agreement: machine against human, human against human.

Attributions are compared as whole spans, labels as labels. Which of two is called gold matters for precision and recall
only: F1 and alpha are symmetric.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Protocol

import pandas as pd

from analysis.records import Span
from analysis.tables import table


class Attribution(Protocol):
    """Anything that has the spans of a source and of a content: a `Statement`, or a hand-made annotation."""

    @property
    def source(self) -> Sequence[Span]: ...

    @property
    def content(self) -> Sequence[Span]: ...


def match(
    text: str, gold: Sequence[Attribution], found: Sequence[Attribution], least: float = 0.5
) -> list[tuple[int, int]]:
    """Pairs of indices (gold, found) of attributions matched one to one, best first.

    Two can match where the letters and digits of their contents overlap by at least `least` (intersection over union).
    """
    a, b = ([_letters(text, x.content) for x in side] for side in (gold, found))
    scored = []
    for i, g in enumerate(a):
        for j, f in enumerate(b):
            both = len(g & f)
            if both and both >= least * len(g | f):
                scored.append((both / len(g | f), i, j))
    pairs: list[tuple[int, int]] = []
    for _, i, j in sorted(scored, reverse=True):
        if all(i != x and j != y for x, y in pairs):
            pairs.append((i, j))
    return pairs


def attributions(articles: Iterable[tuple[str, Sequence[Attribution], Sequence[Attribution]]]) -> pd.DataFrame:
    """How well found attributions agree with gold, over articles given as `(text, gold, found)`.

    One row per measure, columns measure, precision, recall, f1, gold, found: `content` (whole contents, overlap at
    least half), `content, strict` (at least nine tenths), `attribution` (contents match and sources overlap, or neither
    has one): who said what, end to end. The measures are those that quotation attribution is scored by elsewhere
    (Pareti 2016; Newell et al. 2018).
    """
    hits = {"content": 0, "content, strict": 0, "attribution": 0}
    n_gold = n_found = 0
    for text, gold, found in articles:
        n_gold, n_found = n_gold + len(gold), n_found + len(found)
        pairs = match(text, gold, found)
        hits["content"] += len(pairs)
        hits["content, strict"] += len(match(text, gold, found, 0.9))
        for i, j in pairs:
            a, b = _letters(text, gold[i].source), _letters(text, found[j].source)
            hits["attribution"] += bool(a & b) or not (a or b)
    rows = []
    for measure, hit in hits.items():
        p, r = hit / n_found if n_found else 0.0, hit / n_gold if n_gold else 0.0
        rows.append((measure, p, r, 2 * p * r / (p + r) if p + r else 0.0, n_gold, n_found))
    columns = ["measure", "precision", "recall", "f1", "gold", "found"]
    return table(pd.DataFrame(rows, columns=columns), "Attributions against gold", [f"{n_gold} gold attributions."])


def alpha(labels: Iterable[tuple[Hashable, Hashable, Hashable]]) -> float:
    """Krippendorff's alpha for nominal labels, given as `(who, item, label)`; NaN where it is undefined.

    From `nltk.metrics.agreement` (Artstein and Poesio 2008).

    >>> alpha([("a", 1, "x"), ("b", 1, "x"), ("a", 2, "y"), ("b", 2, "y")])
    1.0
    """
    from nltk.metrics.agreement import AnnotationTask

    data = [(str(who), str(item), label) for who, item, label in labels]
    if len({label for _, _, label in data}) < 2:
        return float("nan")
    return float(AnnotationTask(data=data).alpha())


def _letters(text: str, spans: Sequence[Span]) -> set[int]:
    return {i for start, end in spans for i in range(start, end) if text[i].isalnum()}
