"""Agreement: machine against human, human against human.

Attributions are compared as whole spans, labels as labels. Which of two is called gold matters for precision and recall
only: F1 and alpha are symmetric. Intervals come from drawing articles (`analysis.resampling`), because labels within one
article hang together.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Protocol

import numpy as np
import pandas as pd

from analysis.records import Span
from analysis.resampling import Floats, draws, percentiles
from analysis.tables import table

SIDES = ("support", "oppose", "neutral")


class Attribution(Protocol):
    """Anything that has the spans of a source and of a content: a `Statement`, or a hand-made annotation."""

    @property
    def source(self) -> Sequence[Span]: ...

    @property
    def content(self) -> Sequence[Span]: ...


def match(text: str, gold: Sequence[Attribution], found: Sequence[Attribution], least: float = 0.5) -> list[tuple[int, int]]:
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

    Any number of coders, any of whom may have left items out; an item that only one has labelled says nothing and
    counts nowhere (Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability").

    >>> alpha([("a", 1, "x"), ("b", 1, "x"), ("a", 2, "y"), ("b", 2, "y")])
    1.0
    """
    frame = pd.DataFrame(list(labels), columns=["who", "item", "label"]).astype(str)
    counts = pd.crosstab(frame["item"], frame["label"]).to_numpy(dtype=float)
    coders = counts.sum(axis=1)
    paired = counts[coders > 1] / (coders[coders > 1, None] - 1)
    return float(alphas(paired.T @ counts[coders > 1] - np.diag(paired.sum(axis=0))))


def alphas(coincidences: Floats) -> Floats:
    """Krippendorff's alpha (nominal) of coincidence matrices, labels × labels in the last two axes.

    With two coders the coincidences are their table of confusion and its transpose together.
    """
    values = coincidences.sum(axis=-1)
    number = values.sum(axis=-1)
    differ = number - np.trace(coincidences, axis1=-2, axis2=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(1 - (number - 1) * differ / (number**2 - (values**2).sum(axis=-1)))


def agree(
    one: pd.DataFrame,
    other: pd.DataFrame,
    labels: Sequence[str] = SIDES,
    *,
    weights: pd.Series[float] | None = None,
    resamples: int = 999,
    seed: int = 0,
) -> pd.DataFrame:
    """How far two coders, or a coder and the machine, agree on where statements stand.

    Each has a row per statement and proposition with `article`, `statement`, `proposition` and `label`, as
    `annotation.read` and `annotation.machine` give them; compared is what both have. With the three `labels` of the
    machine, "unrelated" is neutral; give all four (`stance.LABELS`) to compare people who tell them apart. `weights`
    are one per row of `one`, such as `annotation.weights`, where the sample has more of some kinds than the study.

    Columns: `proposition` ("" = all), `measure` (`alpha`: Krippendorff's, nominal; `F1 SIDE` for each label; `F avg`: the
    mean F1 of support and oppose, 0 for one that neither has: SemEval-2016 task 6; `accuracy`), `value`, `low`, `high`, `labels`
    and `articles`.
    Raises `ValueError` where a coder has two labels on one statement, or one that is not among `labels`.
    A measure is NaN where there is nothing to measure: F1 of a side that neither has, alpha where all labels are one.
    """
    both = _both(one, other, labels, weights)
    rows = []
    for key, part in [("", both), *((str(k), g) for k, g in both.groupby("proposition", sort=False))]:
        found = _measures(_tables(part, labels), labels, resamples, seed)
        rows += [(key, *row, len(part), part["article"].nunique()) for row in found]
    columns = ["proposition", "measure", "value", "low", "high", "labels", "articles"]
    notes = [f"{len(both)} labels that both have; left out: {len(one) - len(both)} of one, {len(other) - len(both)} of other."]
    if "unrelated" not in labels:
        notes.append("Unrelated counts as neutral, which is what the machine tells.")
    if weights is not None:
        notes.append("Weighed: each kind of judgement counts for as many as the study has of it.")
    notes.append("95% intervals from drawing articles; none where the labels are of one article.")
    return table(pd.DataFrame(rows, columns=columns), "Agreement", notes)


def compare(
    gold: pd.DataFrame, one: pd.DataFrame, other: pd.DataFrame, labels: Sequence[str] = SIDES, *, resamples: int = 999, seed: int = 0
) -> pd.DataFrame:
    """Whether one agrees with gold better than another does, on the same statements.

    Input as for `agree`; what any of the three leaves out counts for neither. Columns: `measure` (see `agree`), `one`,
    `other`, `difference` (one less other), `low`, `high` (of the difference: the same articles are drawn for both, a
    paired bootstrap), `labels`, `articles`. An interval above 0 says that the one is better.
    """
    keys = ["statement", "proposition"]
    shared = gold.merge(one[keys], on=keys).merge(other[keys], on=keys)
    tables = [_tables(_both(shared, found, labels, None), labels) for found in (one, other)]
    whole = [measure(counts.sum(axis=0), labels) for counts in tables]
    again = [[measure(np.tensordot(drawn, counts, 1), labels) for counts in tables] for drawn in draws(len(tables[0]), resamples, seed)]
    rows = []
    for name in whole[0]:
        mine, theirs = (float(found[name]) for found in whole)
        drawn = np.concatenate([first[name] - second[name] for first, second in again] or [np.full(1, np.nan)])
        low, high = percentiles(drawn[:, None], np.asarray([mine - theirs]), len(tables[0]), limits=(-2.0, 2.0))
        rows.append((name, mine, theirs, mine - theirs, float(low[0]), float(high[0]), len(shared), shared["article"].nunique()))
    columns = ["measure", "one", "other", "difference", "low", "high", "labels", "articles"]
    notes = [f"{len(shared)} labels that all three have.", "95% intervals of the difference, from drawing the same articles for both."]
    return table(pd.DataFrame(rows, columns=columns), "Which agrees better", notes)


def confusion(one: pd.DataFrame, other: pd.DataFrame, labels: Sequence[str] = SIDES) -> pd.DataFrame:
    """What one calls support, oppose, neutral (rows), and what the other calls the same statements (columns).

    Input as for `agree`. Columns: `label`, one for each label with the number of statements, `in_all`.
    """
    counts = _tables(_both(one, other, labels, None), labels).sum(axis=0)
    shown = pd.DataFrame(counts.astype(int), columns=list(labels))
    shown.insert(0, "label", list(labels))
    shown["in_all"] = counts.sum(axis=1).astype(int)
    return table(shown, "Which labels are taken for which", ["Rows: the first coder; columns: the second, or the machine."])


def _both(one: pd.DataFrame, other: pd.DataFrame, labels: Sequence[str], weights: pd.Series[float] | None) -> pd.DataFrame:
    """The labels of one beside those of the other: article, proposition, label, its other, weight."""
    keys = ["statement", "proposition"]
    for frame in (one, other):
        twice = frame[frame.duplicated(keys)]
        if len(twice):
            raise ValueError(f"{twice['statement'].iloc[0]} has two labels on {twice['proposition'].iloc[0]}: one of each coder is due")
    mine = one.assign(weight=1.0 if weights is None else weights)
    both = mine.merge(other[[*keys, "label"]], on=keys, suffixes=("", "_other"))
    for column in ("label", "label_other"):
        if "unrelated" not in labels:
            both[column] = both[column].replace("unrelated", "neutral")
        unknown = set(both[column]) - set(labels)
        if unknown:
            raise ValueError(f"unknown label {min(unknown)!r}: known are {', '.join(labels)}")
    return both


def _tables(both: pd.DataFrame, labels: Sequence[str]) -> Floats:
    """The table of confusion of each article, articles × labels × labels."""
    codes, articles = pd.factorize(both["article"])
    at = {label: i for i, label in enumerate(labels)}
    counts = np.zeros((len(articles), len(labels), len(labels)))
    np.add.at(counts, (codes, both["label"].map(at).to_numpy(int), both["label_other"].map(at).to_numpy(int)), both["weight"])
    return counts


def _measures(counts: Floats, labels: Sequence[str], resamples: int, seed: int) -> list[tuple[str, float, float, float]]:
    """Each measure with its interval, from the tables of confusion of the articles."""
    found = measure(counts.sum(axis=0), labels)
    again = [measure(np.tensordot(drawn, counts, 1), labels) for drawn in draws(len(counts), resamples, seed)]
    rows = []
    for name, value in found.items():
        drawn = np.concatenate([batch[name] for batch in again]) if again else np.full(1, np.nan)
        limits = (-1.0, 1.0) if name == "alpha" else (0.0, 1.0)
        low, high = percentiles(drawn[:, None], np.asarray([value]), len(counts), limits=limits)
        rows.append((name, float(value), float(low[0]), float(high[0])))
    return rows


def measure(counts: Floats, labels: Sequence[str] = SIDES) -> dict[str, Floats]:
    """The measures of `agree` of tables of confusion, labels × labels in the last two axes."""
    right = np.diagonal(counts, axis1=-2, axis2=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        f1 = 2 * right / (counts.sum(axis=-1) + counts.sum(axis=-2))
        accuracy = right.sum(axis=-1) / counts.sum(axis=(-2, -1))
    each = {f"F1 {label}": f1[..., i] for i, label in enumerate(labels)}
    f_avg = (np.nan_to_num(each["F1 support"]) + np.nan_to_num(each["F1 oppose"])) / 2
    return {"alpha": alphas(counts + np.swapaxes(counts, -1, -2)), "F avg": f_avg, **each, "accuracy": accuracy}


def _letters(text: str, spans: Sequence[Span]) -> set[int]:
    return {i for start, end in spans for i in range(start, end) if text[i].isalnum()}
