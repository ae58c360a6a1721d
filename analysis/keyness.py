"""Keyness: which terms one group of texts uses more than others, how much more, and how sure that is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis.resampling import Floats, adjust
from analysis.tables import table
from analysis.terms import Counts, count, membership

REST = "the rest"


def keyness(
    frame: pd.DataFrame,
    by: str,
    *,
    text: str = "text",
    target: Any = None,
    reference: Any = None,
    n: int | None = None,
    alpha: float | None = None,
    min_count: int = 5,
    min_texts: int = 2,
    prior: float = 500.0,
    phrases: bool = True,
    stop_words: Collection[str] | None = None,
    counts: Counts | None = None,
) -> pd.DataFrame:
    """Compares how often groups of texts use each term: every group with the rest, or one with another.

    `frame` has a row per text, with the words in the column `text` (`content` for statements) and the group in the
    column `by`, two groups or more; rows without a group are left out, and rows of one group with the same `article`,
    where there is such a column, are one text. `target` looks at one group only, `reference` compares with one group
    instead of the rest. `terms.count` says what a term is; give its result for the same rows as `counts` where they are
    counted already. Compared are terms with `min_count` occurrences in at least `min_texts` texts of the groups at
    hand. `alpha` keeps terms with a false discovery rate of at most that, and `n` of those the n that most favour each
    target, by z.

    The rows have the counts and denominators (`n_target`, `n_reference`, `words_target`, `words_reference`,
    `texts_target`, `texts_reference`) and, from them,

    - `g2` and `log_ratio`: see `log_likelihood` and `log_ratio`; positive log ratio = more in the target, 1 = twice;
    - `log_odds` and `z`: see `log_odds`, the prior worth `prior` words; good for ranking, as it trusts neither rare
      words (as `log_ratio` does) nor frequent ones (as `g2` does);
    - `low`, `high` (95% interval of the log ratio), `p` and `q`: see `rate_test`. G² and z take every word for drawn by
      itself, but an article on hurricanes has the word twenty times, and so both find differences between groups of
      articles dealt out at random (Lijffijt et al. 2016, "Significance testing of word frequencies in corpora"). `p`
      takes the texts for drawn; `q` is its false discovery rate over the terms compared for the target. Empty where
      either side has one text;
    - `favours`: the group with the higher rate, in words.

    Two groups give the same comparison from both sides. Sorted by target, then from the most to the least in its
    favour. Raises `ValueError` for fewer than two groups, or a group that isn't there.

    >>> said = ["Peace, peace!", "Peace now.", "War!", "War now."]
    >>> frame = pd.DataFrame({"side": ["x", "x", "y", "y"], "text": said})
    >>> keyness(frame, "side", target="x", min_count=2)[["term", "n_target", "n_reference", "favours"]].values.tolist()
    [['peace', 3, 0, 'x'], ['war', 0, 2, 'y']]
    """
    for column in (by, text):
        if column not in frame.columns:
            raise ValueError(f"no column {column!r} to compare: {', '.join(map(str, frame.columns))}")
    if counts is None:
        counts = count(frame[text].fillna(""), phrases=phrases, stop_words=stop_words, min_count=min_count)
    labels = frame[by].to_numpy(dtype=object)
    used = (frame[by].notna() & (frame[by].astype(str) != "")).to_numpy()
    if target is not None and reference is not None:
        used = used & np.isin(labels, np.array([target, reference], dtype=object))
    groups = sorted(set(labels[used]))
    for wanted in (target, reference):
        if wanted is not None and wanted not in groups:
            raise ValueError(f"no group {wanted!r} in the column {by!r}: {', '.join(map(str, groups))}")
    if len(groups) < 2:
        raise ValueError(f"keyness compares two groups or more, but {by!r} has {', '.join(map(str, groups)) or 'none'}")
    spread = _spread(*_texts(counts, labels, frame.get("article"), used), min_count, min_texts)
    parts = []
    for i, group in enumerate(groups):
        if group == reference or target not in (None, group):
            continue
        if reference is None:
            other, name = spread.whole - spread[i], groups[1 - i] if len(groups) == 2 else REST
        else:
            other, name = spread[groups.index(reference)], reference
        compared = _compare(spread.terms, group, spread[i], name, other, spread.whole, prior)
        parts.append((compared if alpha is None else compared[compared["q"] <= alpha])[:n].copy())  # lets go of the rest
    notes = [
        f"{int(spread.whole.words)} words of {int(spread.whole.texts)} texts in {len(groups)} groups ({by}); "
        f"{int((~used).sum())} texts are not compared.",
        f"{len(spread.terms)} terms with at least {min_count} occurrences in {min_texts} texts or more; "
        f"a prior of {prior:g} words.",
        "p and q take the texts for the sample; g2 and z take the words.",
    ]
    return table(pd.concat(parts), f"Terms that mark each {by}", notes)


def log_likelihood(a: ArrayLike, b: ArrayLike, words_a: float, words_b: float) -> Floats:
    """G², the log-likelihood ratio of the 2 × 2 table (term or other word) × (one group or the other).

    2 Σ O ln(O / E) over all four cells (Dunning 1993), as in quanteda's `textstat_keyness(measure="lr")` without
    correction and `scipy.stats.chi2_contingency(lambda_="log-likelihood", correction=False)`; the form of Rayson and
    Garside (2000) leaves out the two cells of other words. Never negative: the log ratio tells the direction.

    >>> log_likelihood([10], [0], 1000, 1000).round(4).tolist()
    [13.9132]
    """
    from scipy.special import xlogy

    x, y = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    both, total = x + y, words_a + words_b
    g2 = np.zeros_like(both)
    for row, others in ((both, False), (total - both, True)):
        for cell, words in ((x, words_a), (y, words_b)):
            seen = words - cell if others else cell
            with np.errstate(divide="ignore", invalid="ignore"):
                g2 += 2 * xlogy(seen, np.where(seen > 0, seen * total / (row * words), 1.0))
    return np.asarray(np.maximum(g2, 0.0))


def log_ratio(a: ArrayLike, b: ArrayLike, words_a: float, words_b: float) -> Floats:
    """The binary logarithm of the ratio of two rates (Hardie 2014): 1 = twice as often in the first group, -1 = half.

    A count of nought is taken for half an occurrence, as in CQPweb.

    >>> log_ratio([8, 1], [2, 0], 1000, 1000).tolist()
    [2.0, 1.0]
    """
    x, y = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    return np.log2((np.where(x == 0, 0.5, x) / words_a) / (np.where(y == 0, 0.5, y) / words_b))


def log_odds(
    a: ArrayLike, b: ArrayLike, words_a: float, words_b: float, prior: ArrayLike, prior_words: float
) -> tuple[Floats, Floats]:
    """The weighted log-odds of Monroe, Colaresi and Quinn (2008, "Fightin' Words"), formulas 16, 20 and 22, and its z.

    `prior` is the prior count of each term, `prior_words` the sum over all terms. With y, n and α, α₀ for these,
    δ = ln((y_a + α) / (n_a + α₀ - y_a - α)) - ln((y_b + α) / (n_b + α₀ - y_b - α)), and z is δ divided by
    sqrt(1 / (y_a + α) + 1 / (y_b + α)). `keyness` takes the rates of all groups together for the prior, worth as many
    words as asked for.

    >>> difference, z = log_odds([3], [1], 10, 10, [1], 10)
    >>> difference.round(4).tolist(), z.round(4).tolist()
    ([0.8109], [0.9364])
    """
    alpha = np.asarray(prior, dtype=float)
    x, y = np.asarray(a, dtype=float) + alpha, np.asarray(b, dtype=float) + alpha
    difference = np.log(x / (words_a + prior_words - x)) - np.log(y / (words_b + prior_words - y))
    return difference, difference / np.sqrt(1 / x + 1 / y)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: sums over its texts.

    `n` counts a term, `having` the texts with it; `squares`, `products` and `sizes` are the sums of its count squared,
    of its count × the words of the text, and of those words squared.
    """

    n: Floats
    having: Floats
    squares: Floats
    products: Floats
    words: float
    sizes: float
    texts: float

    def __sub__(self, other: Side) -> Side:
        return Side(*(getattr(self, name) - getattr(other, name) for name in Side.__slots__))

    def variance(self) -> Floats:
        """Of the rate n / words, texts being drawn: that of a ratio of sums (Cochran 1977, 6.4)."""
        rate = self.n / self.words
        around = self.squares - 2 * rate * self.products + rate**2 * self.sizes
        return np.maximum(around, 0) / self.words**2 * self.texts / (self.texts - 1)


def rate_test(a: Side, b: Side) -> tuple[Floats, Floats, Floats]:
    """Whether two rates differ, texts being drawn: the standard error of the log ratio, p and the degrees of freedom.

    Welch's test of two ratios of sums over texts, with degrees of freedom after Satterthwaite. NaN where a side has one
    text, or no text departs from the rate of its side; the standard error (in bits) also where a side hasn't the term.
    """
    from scipy.stats import t

    unknown = np.full(len(a.n), np.nan)
    if min(a.texts, b.texts) < 2:
        return unknown, unknown, unknown
    with np.errstate(divide="ignore", invalid="ignore"):
        of_a, of_b = a.variance(), b.variance()
        freedom = (of_a + of_b) ** 2 / (of_a**2 / (a.texts - 1) + of_b**2 / (b.texts - 1))
        spread = np.where(of_a + of_b > 0, np.sqrt(of_a + of_b), np.nan)
        statistic = (a.n / a.words - b.n / b.words) / spread
        error = np.sqrt(of_a * (a.words / a.n) ** 2 + of_b * (b.words / b.n) ** 2) / np.log(2)
    return np.where(np.isfinite(error), error, np.nan), 2 * t.sf(np.abs(statistic), freedom), freedom


@dataclass(frozen=True, slots=True)
class _Spread:
    """The sides of all groups, made in one pass over the counts, and of all groups together."""

    terms: NDArray[np.object_]
    sides: tuple[Side, ...]
    whole: Side

    def __getitem__(self, i: int) -> Side:
        return self.sides[i]


def _texts(
    counts: Counts, labels: NDArray[Any], articles: pd.Series[Any] | None, used: NDArray[np.bool_]
) -> tuple[Counts, list[Any]]:
    """The counts to compare, a row per text, and the group of each."""
    matrix = counts.matrix if used.all() else counts.matrix[np.flatnonzero(used)]
    counts, groups = Counts(matrix, counts.terms, counts.words[used]), labels[used].tolist()
    if articles is None or not pd.DataFrame({"group": groups, "article": articles[used].tolist()}).duplicated().any():
        return counts, groups
    codes, pairs = pd.factorize(pd.MultiIndex.from_arrays([groups, articles[used].tolist()]))
    return counts.by(codes)[1], [group for group, _ in pairs]


def _spread(counts: Counts, labels: list[Any], min_count: int, min_texts: int) -> _Spread:
    matrix, words, indicator = counts.matrix, counts.words.astype(float), membership(labels)[1]
    enough = np.bincount(matrix.indices, matrix.data, len(counts.terms)) >= min_count
    enough &= np.bincount(matrix.indices, minlength=len(counts.terms)) >= min_texts
    columns = np.flatnonzero(enough)

    def sums(data: Any) -> Floats:
        """Groups × terms: one quantity at a time, on the pattern of the counts, to stay small."""
        same = type(matrix)((data, matrix.indices, matrix.indptr), shape=matrix.shape)
        return np.asarray((indicator.astype(float) @ same)[:, columns].toarray(), dtype=float)

    parts = (
        sums(matrix.data),
        sums(np.ones(len(matrix.data), dtype=np.int8)),
        sums(matrix.data.astype(np.float32) ** 2),
        sums(matrix.data * np.repeat(words.astype(np.float32), np.diff(matrix.indptr))),
        indicator @ words,
        indicator @ words**2,
        np.asarray(indicator.sum(axis=1), dtype=float).ravel(),
    )
    sides = [Side(*of_group) for of_group in zip(*parts, strict=True)]
    return _Spread(counts.terms[columns], tuple(sides), Side(*(part.sum(axis=0) for part in parts)))


def _compare(
    terms: NDArray[np.object_], target: Any, a: Side, reference: Any, b: Side, whole: Side, prior: float
) -> pd.DataFrame:
    ratio = log_ratio(a.n, b.n, a.words, b.words)
    difference, z = log_odds(a.n, b.n, a.words, b.words, prior * whole.n / whole.words, prior)
    error, p, freedom = rate_test(a, b)
    from scipy.stats import t

    half = t.ppf(0.975, freedom) * error
    ahead = a.n / a.words - b.n / b.words
    frame = pd.DataFrame(
        {
            "term": terms,
            "n_target": a.n.astype(int),
            "n_reference": b.n.astype(int),
            "words_target": int(a.words),
            "words_reference": int(b.words),
            "texts_target": a.having.astype(int),
            "texts_reference": b.having.astype(int),
            "g2": log_likelihood(a.n, b.n, a.words, b.words),
            "log_ratio": ratio,
            "low": ratio - half,
            "high": ratio + half,
            "log_odds": difference,
            "z": z,
            "p": p,
            "q": adjust(p),
            "favours": np.select([ahead > 0, ahead < 0], [str(target), str(reference)], ""),
        }
    )
    frame.insert(0, "reference", reference)
    frame.insert(0, "target", target)
    return frame.iloc[np.lexsort((terms.astype(str), -z.round(12)))]
