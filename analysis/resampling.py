"""Uncertainty by resampling articles: intervals, permutation tests, and many tests at once.

What a newspaper prints in one article hangs together, so the article is the unit that is drawn, not the statement or
the word (a cluster bootstrap: Davison and Hinkley 1997, *Bootstrap Methods and their Application*, 3.8). With articles
as clusters a mean is a ratio of two sums over articles, and all that is needed here are those sums.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
NO_LIMITS = (-np.inf, np.inf)
_BATCH = 4_000_000  # numbers held at once


def interval(
    values: ArrayLike,
    clusters: Sequence[Any],
    weights: ArrayLike | None = None,
    *,
    level: float = 0.95,
    limits: tuple[float, float] | None = None,
    resamples: int = 999,
    seed: int = 0,
) -> tuple[float, float]:
    """The bootstrap interval of a (weighted) mean, drawing clusters.

    `values` are one number per observation, `clusters` names the article of each. Values that are NaN are left out.
    The same seed gives the same interval, cut at the `limits` that the mean can't exceed (-1 and 1, unless they are
    given or a value lies beyond). See `bootstrap` for the method; where it can't be said (one cluster, or clusters that
    don't differ) both ends are NaN.

    >>> low, high = interval([1, 1, 0, 0, 1, 0], ["a", "a", "b", "c", "d", "e"])
    >>> -1 <= low < 0.5 < high <= 1
    True
    >>> interval([0.2, 0.4], ["a", "a"])
    (nan, nan)
    """
    number, sums, totals = _sums(values, clusters, weights)
    if number == 0:
        return float("nan"), float("nan")
    if limits is None:
        limits = (-1.0, 1.0) if np.nanmax(np.abs(np.asarray(values, dtype=float))) <= 1 else NO_LIMITS
    found = bootstrap(sums[:, None], totals[:, None], level=level, limits=limits, resamples=resamples, seed=seed)
    low, high = found
    return float(low[0]), float(high[0])


def bootstrap(
    numerators: Floats,
    denominators: Floats,
    *,
    level: float = 0.95,
    limits: tuple[float, float] = NO_LIMITS,
    resamples: int = 999,
    seed: int = 0,
) -> tuple[Floats, Floats]:
    """Intervals of ratios of sums over clusters.

    `numerators` and `denominators` are clusters × quantities (one column of denominators serves all). These are the
    percentiles of the resampled ratios, moved away from the ratio itself by t √(k / (k - 1)) / z, with k clusters: the
    plain percentile interval is too narrow where clusters are few, by just that where the data are normal (Hesterberg
    2015, "What Teachers Should Know About the Bootstrap"). A plain one that means to cover the truth 95 times in a
    hundred does so 71 times with 3 articles and 83 with 5. NaN where there is one cluster, or all draws agree: a
    resample can't show a spread that the data don't have.
    """
    ratios = np.full((resamples, numerators.shape[1]), np.nan)
    done = 0
    with np.errstate(invalid="ignore", divide="ignore"):
        for drawn in draws(len(numerators), resamples, seed):
            ratios[done : done + len(drawn)] = (drawn @ numerators) / (drawn @ denominators)
            done += len(drawn)
        return percentiles(ratios, numerators.sum(axis=0) / denominators.sum(axis=0), len(numerators), level, limits)


def percentiles(
    ratios: Floats,
    found: Floats,
    clusters: int,
    level: float = 0.95,
    limits: tuple[float, float] = NO_LIMITS,
) -> tuple[Floats, Floats]:
    """The interval of each quantity from resamples × quantities, what was found, and the number of clusters.

    See `bootstrap`.
    """
    from scipy.stats import norm, t

    low = np.full(ratios.shape[1], np.nan)
    high = low.copy()
    finite = np.isfinite(ratios)
    known = np.isfinite(found) & (finite.sum(axis=0) >= len(ratios) / 2)
    if clusters > 1 and known.any():
        tail = (1 - level) / 2
        wider = np.sqrt(clusters / (clusters - 1)) * t.isf(tail, clusters - 1) / norm.isf(tail)
        drawn = np.where(finite, ratios, np.nan)[:, known]
        ends = found[known] + wider * (np.nanquantile(drawn, [tail, 1 - tail], axis=0) - found[known])
        low[known], high[known] = np.clip(ends, *limits)
        same = ~(np.nanmax(drawn, axis=0) - np.nanmin(drawn, axis=0) > 1e-12)
        low[np.flatnonzero(known)[same]] = high[np.flatnonzero(known)[same]] = np.nan
    return low, high


def draws(clusters: int, resamples: int, seed: int) -> Iterator[NDArray[np.int64]]:
    """How often each cluster is drawn in each resample, a batch of resamples at a time."""
    if not clusters:
        return
    rng = np.random.default_rng(seed)
    batch = max(1, _BATCH // clusters)
    for first in range(0, resamples, batch):
        yield rng.multinomial(clusters, np.full(clusters, 1 / clusters), size=min(batch, resamples - first))


def permutation(
    values: ArrayLike,
    groups: Sequence[Any],
    clusters: Sequence[Any],
    weights: ArrayLike | None = None,
    *,
    resamples: int = 999,
    seed: int = 0,
) -> float:
    """The probability of means as different between two or more groups, if it didn't matter to which a cluster belongs.

    `values`, `groups` and `clusters` are one per observation; every cluster lies in one group (`ValueError` otherwise).
    See `permute` for the method, and for when it is NaN.

    >>> permutation([0.9, 0.8, 0.7, 0.9, -0.9, -0.8, -0.7, -0.9], list("xxxxyyyy"), list("abcdefgh")) < 0.05
    True
    """
    frame = pd.DataFrame({"group": list(groups), "cluster": list(clusters), "value": np.asarray(values, dtype=float)})
    known = frame["value"].notna().to_numpy()
    places = frame[known].groupby("cluster", sort=True)["group"]
    torn = places.nunique()
    if (torn > 1).any():
        raise ValueError(f"article {torn.index[torn > 1][0]!r} lies in more than one group: nothing to permute")
    number, sums, totals = _sums(values, clusters, weights)
    if number == 0:
        return float("nan")
    labels = places.first().to_list()
    return float(permute(sums[:, None], totals[:, None], labels, resamples=resamples, seed=seed)[0])


def permute(numerators: Floats, denominators: Floats, groups: Sequence[Any], *, resamples: int = 999, seed: int = 0) -> Floats:
    """Permutation tests of ratios of sums over clusters: does the ratio differ between groups of clusters?

    `numerators` and `denominators` are clusters × quantities (one column of denominators serves all), `groups` the
    label of each cluster. The statistic is the sum of squares between groups, weighted by their denominators; labels
    are dealt out anew over clusters, and the probability is (1 + as large) / (1 + resamples), which is never 0 and
    never too small (Phipson and Smyth 2010). NaN where clusters can be parted into such groups in fewer than 20 ways: no
    dealing could then be one in twenty. Groups of one size can change their labels and the statistic stays: three
    clusters against three are parted in 10 ways, not 20, and outlets of one article each in a single one.
    """
    sizes = [number for _, number in sorted(Counter(groups).items())]
    order = sorted(range(len(groups)), key=lambda cluster: groups[cluster])
    ways = math.lgamma(len(groups) + 1) - sum(math.lgamma(n + 1) for n in (*sizes, *Counter(sizes).values()))
    if ways < math.log(20) - 1e-9:
        return np.full(numerators.shape[1], np.nan)
    both = np.stack([numerators, np.broadcast_to(denominators, numerators.shape)])[:, order]
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])

    def between(dealt: NDArray[np.int64]) -> Floats:
        """The statistic for some orders of the clusters, orders × quantities; the groups are cut from each in turn."""
        sums, totals = np.add.reduceat(both[:, dealt], starts, axis=2)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(np.nansum(sums**2 / totals, axis=1))  # sum of w (mean - all)², less what no dealing changes

    rng = np.random.default_rng(seed)
    clusters = np.arange(len(groups))
    observed = between(clusters[None])[0]
    batch = max(1, _BATCH // both.size)
    as_large = np.zeros(numerators.shape[1], dtype=np.int64)
    for first in range(0, resamples, batch):
        dealt = rng.permuted(np.tile(clusters, (min(batch, resamples - first), 1)), axis=1)
        as_large += np.count_nonzero(between(dealt) >= observed * (1 - 1e-12), axis=0)
    return np.asarray((1 + as_large) / (1 + resamples), dtype=float)


def adjust(probabilities: ArrayLike) -> Floats:
    """Benjamini and Hochberg's (1995) false discovery rate of each of many tests; NaN stays NaN and counts as no test.

    >>> adjust([0.01, 0.04, float("nan"), 0.03]).round(3).tolist()
    [0.03, 0.04, nan, 0.04]
    """
    from scipy.stats import false_discovery_control

    p = np.asarray(probabilities, dtype=float)
    q = np.full(p.shape, np.nan)
    known = ~np.isnan(p)
    if known.any():
        q[known] = false_discovery_control(p[known])
    return q


def means(
    table: pd.DataFrame,
    by: Sequence[str],
    value: str,
    weight: str | None = None,
    *,
    resamples: int = 999,
    seed: int = 0,
) -> pd.DataFrame:
    """The (weighted) mean of a column for each group, with a 95% interval from drawing articles.

    `table` has a row per statement and a column `article`; rows whose value is NaN, or whose weight isn't above 0, are
    left out. Columns: those of `by`, `value`, `low`, `high`, `statements` and `articles` (the evidence).
    """
    names = list(by)
    known = table[value].notna() & (True if weight is None else table[weight] > 0)
    rows = []
    for key, part in table[known].groupby(names, sort=True, observed=True):
        weights = None if weight is None else part[weight].to_numpy(float)
        low, high = interval(part[value], part["article"].tolist(), weights, resamples=resamples, seed=seed)
        mean = float(np.average(part[value].to_numpy(float), weights=weights))
        rows.append((*key, mean, low, high, len(part), part["article"].nunique()))
    return pd.DataFrame(rows, columns=[*names, value, "low", "high", "statements", "articles"])


def _sums(values: ArrayLike, clusters: Sequence[Any], weights: ArrayLike | None) -> tuple[int, Floats, Floats]:
    """Per cluster, in sorted order: weight × value, and weight."""
    value = np.asarray(values, dtype=float)
    weight = np.ones_like(value) if weights is None else np.asarray(weights, dtype=float)
    if not len(value) == len(clusters) == len(weight):
        raise ValueError(f"{len(value)} values, {len(clusters)} clusters and {len(weight)} weights: one of each is due")
    known = ~np.isnan(value) & ~np.isnan(weight)
    codes = np.unique(np.asarray(clusters, dtype=object)[known], return_inverse=True)[1]
    number = int(codes.max()) + 1 if len(codes) else 0
    value, weight = value[known], weight[known]
    sums, totals = np.bincount(codes, value * weight, number), np.bincount(codes, weight, number)
    return number, sums.astype(float), totals.astype(float)
