import math
from types import SimpleNamespace as Spans

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.agreement import alpha, attributions, match

TEXT = "abcdefghij klmnopqrst uvwxyz"


def said(content, source=()):
    return Spans(content=tuple(content), source=tuple(source))


def test_match_is_one_to_one_and_best_first():
    gold = [said([(0, 10)]), said([(0, 4)])]
    found = [said([(0, 9)]), said([(0, 10)])]
    assert match(TEXT, gold, found) == [(0, 1)]
    assert match(TEXT, gold[1:], found) == []


def test_scores_by_hand():
    gold = [said([(0, 10)], [(11, 15)]), said([(22, 28)])]
    found = [said([(0, 8)], [(12, 13)]), said([(22, 28)], [(0, 2)]), said([(16, 20)])]
    scores = attributions([(TEXT, gold, found)]).set_index("measure")
    assert scores.loc["content", "precision"] == pytest.approx(2 / 3)
    assert scores.loc["content", "recall"] == 1
    assert scores.loc["content", "f1"] == pytest.approx(0.8)
    assert scores.loc["content, strict", "recall"] == 0.5
    assert scores.loc["attribution", "f1"] == pytest.approx(0.4)


def test_nothing():
    assert (attributions([("", [], [])])["f1"] == 0).all()


spans = st.lists(st.tuples(st.integers(0, 14), st.integers(15, 28)), min_size=1, max_size=2)


@given(st.lists(spans, max_size=5))
def test_perfect_against_itself(contents):
    things = [said(c, c) for c in contents]
    scores = attributions([(TEXT, things, things)])
    assert scores["f1"].tolist() == ([1.0] * 3 if things else [0.0] * 3)


def test_alpha_by_hand():
    # Krippendorff (2011): 1 - observed disagreement / disagreement expected by chance, for two observers, two labels
    a, b = "abbbbbbaaa", "abbbbaaaaa"
    labels = [(who, i, label) for who, side in (("a", a), ("b", b)) for i, label in enumerate(side)]
    values, n = a + b, 2 * len(a)
    observed = sum(x != y for x, y in zip(a, b, strict=True)) / len(a)
    expected = 2 * values.count("a") * values.count("b") / (n * (n - 1))
    assert alpha(labels) == pytest.approx(1 - observed / expected)


def test_alpha_needs_two_labels():
    assert math.isnan(alpha([("a", 1, "x"), ("b", 1, "x")]))
