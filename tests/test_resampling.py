import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.resampling import adjust, bootstrap, interval, means, permutation, permute

numbers = st.floats(-1, 1, allow_nan=False).map(lambda x: round(x, 3))


def test_interval_agrees_with_scipy():
    """A mean over clusters is a ratio of paired sums, which scipy can resample too; ours is wider by t for z."""
    rng = np.random.default_rng(1)
    sizes = rng.integers(1, 6, 40)
    clusters = np.repeat(np.arange(40), sizes)
    values = rng.normal(size=40)[clusters] + rng.normal(size=len(clusters))
    ours = interval(values, clusters.tolist(), resamples=9999)
    sums = np.bincount(clusters, values)
    theirs = stats.bootstrap(
        (sums, sizes), lambda a, b, axis: a.sum(axis) / b.sum(axis), paired=True, vectorized=True,
        method="percentile", n_resamples=9999, rng=2,
    ).confidence_interval  # fmt: skip
    wider = math.sqrt(40 / 39) * stats.t.ppf(0.975, 39) / stats.norm.ppf(0.975)
    assert ours == pytest.approx(tuple(values.mean() + wider * (end - values.mean()) for end in theirs), abs=0.02)


def test_interval_of_two_clusters_by_hand():
    """Drawn means are .49, .5 and .51; with two clusters √2 t / z is 9.17."""
    assert interval([0.49, 0.51], ["a", "b"]) == pytest.approx((0.5 - 0.0917, 0.5 + 0.0917), abs=1e-4)
    assert interval([0.0, 1.0], ["a", "b"]) == (-1.0, 1.0)  # cut at what a mean can be
    assert interval([0.0, 1.0], ["a", "b"], limits=(0, 1)) == (0.0, 1.0)
    low, high = interval([0.0, 2.0], ["a", "b"])
    assert low < -1 and high > 3


@pytest.mark.parametrize(
    ("values", "clusters"),
    [([], []), ([0.4], ["a"]), ([0.1, 0.9], ["a", "a"]), ([0.5, 0.5], ["a", "b"]), ([0.5, math.nan], ["a", "b"])],
)
def test_no_interval_where_it_cannot_be_said(values, clusters):
    assert all(map(math.isnan, interval(values, clusters)))


def test_one_of_each_is_due():
    with pytest.raises(ValueError, match="1 values, 2 clusters"):
        interval([1.0], ["a", "b"])


@given(st.lists(st.tuples(numbers, st.sampled_from("abcde"), st.floats(0.1, 1)), max_size=20), st.randoms())
@settings(max_examples=60, deadline=None)
def test_interval_whatever_the_order(rows, random):
    def of(rows):
        return interval([v for v, _, _ in rows], [c for _, c, _ in rows], [w for *_, w in rows], resamples=99)

    low, high = of(rows)
    shuffled = random.sample(rows, len(rows))
    assert of(shuffled) == pytest.approx((low, high), abs=1e-9, nan_ok=True)
    if not math.isnan(low):
        assert -1 <= low <= high <= 1


def test_weights_count_as_often():
    once = interval([1.0, 0.0, 0.0, 1.0, 0.5], list("aabcc"), [2.0, 1.0, 1.0, 1.0, 1.0])
    twice = interval([1.0, 1.0, 0.0, 0.0, 1.0, 0.5], list("aaabcc"))
    assert once == pytest.approx(twice)


def test_bootstrap_of_several_quantities():
    numerators = np.array([[1.0, 3.0, 0.0], [2.0, 1.0, 0.0], [0.0, 2.0, 0.0]])
    low, high = bootstrap(numerators, np.array([[4.0], [3.0], [2.0]]))
    assert low[0] < 3 / 9 < high[0] and low[1] < 6 / 9 < high[1]
    assert math.isnan(low[2])


@pytest.mark.parametrize("articles", [2, 3, 8])
def test_coverage_is_near_nominal_with_few_articles(articles):
    rng = np.random.default_rng(articles)
    hits = 0
    for _ in range(200):
        low, high = interval(rng.normal(0, 0.2, articles), range(articles), resamples=199)
        hits += low <= 0 <= high
    assert 0.9 <= hits / 200 <= 0.99


def test_permutation_agrees_with_scipy():
    x, y = [0.9, 0.7, 0.8, 0.2, 0.6], [0.1, 0.3, 0.65, -0.2, 0.0]
    exact = stats.permutation_test((x, y), lambda a, b: abs(np.mean(a) - np.mean(b)), alternative="greater").pvalue
    ours = permutation([*x, *y], list("xxxxxyyyyy"), range(10), resamples=4999)
    assert ours == pytest.approx(exact, abs=0.02)


def test_permutation_of_clusters_not_of_rows():
    """Ten rows of one article are one piece of evidence: eight articles can't tell as much as eighty."""
    values = np.repeat([1.0, 0.9, 0.8, 0.7, 0.3, 0.2, 0.1, 0.0], 10)
    articles, groups = np.repeat(list("abcdefgh"), 10).tolist(), ["x"] * 40 + ["y"] * 40
    assert permutation(values, groups, articles) == pytest.approx(2 / 70, abs=0.02)  # 2 of 70 ways are as extreme
    assert permutation(values, groups, range(80)) == 0.001


def test_permutation_of_twenty_groups():
    rng = np.random.default_rng(3)
    groups = [g for g in range(20) for _ in range(4)]
    assert permutation(rng.normal(size=80), groups, range(80)) > 0.01
    assert permutation(np.array(groups) / 20 + rng.normal(0, 0.1, 80), groups, range(80)) == 0.001


@pytest.mark.parametrize("groups", ["", "x", "xx", "xy", "xxy", "xxyy", "xxxyyy", "vwxyz", "xxyyz"])
def test_no_test_where_there_are_few_ways(groups):
    assert math.isnan(permutation([0.5] * len(groups), list(groups), range(len(groups))))


def test_an_article_in_two_groups():
    with pytest.raises(ValueError, match="article 'a' lies in more than one group"):
        permutation([1.0, 2.0], ["x", "y"], ["a", "a"])


def test_false_alarms_of_permutations_are_nominal():
    """Articles of different length, three groups, no difference: p is below a tenth once in ten times."""
    rng = np.random.default_rng(5)
    size = rng.integers(1, 8, size=24).astype(float)
    sums = size[:, None] * rng.normal(size=(24, 400))
    p = permute(sums, size[:, None], ["x"] * 10 + ["y"] * 8 + ["z"] * 6, resamples=199)
    assert np.mean(p <= 0.1) == pytest.approx(0.1, abs=0.045)
    assert p.min() >= 1 / 200


def test_adjust_by_hand():
    assert adjust([0.005, 0.009, 0.05, 0.2]).tolist() == pytest.approx([0.018, 0.018, 0.05 * 4 / 3, 0.2])
    assert np.isnan(adjust([math.nan])).all() and len(adjust([])) == 0


def test_means():
    table = pd.DataFrame(
        {
            "speaker": ["b", "a", "a", "a"],
            "article": ["1", "1", "2", "3"],
            "polarity": [0.5, 1.0, 0.0, math.nan],
            "weight": [1.0, 3.0, 1.0, 1.0],
        }
    )
    found = means(table, ["speaker"], "polarity", "weight")
    assert found.columns.tolist() == ["speaker", "polarity", "low", "high", "statements", "articles"]
    assert found["polarity"].tolist() == [0.75, 0.5]
    assert found["statements"].tolist() == [2, 1] and found["articles"].tolist() == [2, 1]
    assert found["low"].tolist() == pytest.approx([-1, math.nan], nan_ok=True)
    assert means(table.iloc[:0], ["speaker"], "polarity").empty
