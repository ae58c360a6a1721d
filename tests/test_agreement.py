import math
from types import SimpleNamespace as Spans

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.agreement import agree, alpha, attributions, compare, confusion, match, measure
from analysis.columns import COLUMNS
from analysis.stance import LABELS

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


def test_alpha_with_gaps_as_published():
    # Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", C: four observers, twelve units, gaps: 0.743
    published = """1 2 3 3 2 1 4 1 2 . . .
1 2 3 3 2 2 4 1 2 5 . 3
. 3 3 3 2 3 4 2 2 5 1 .
1 2 3 3 2 4 4 1 2 5 1 ."""
    rows = enumerate(published.splitlines())
    labels = [(who, item, v) for who, row in rows for item, v in enumerate(row.split()) if v != "."]
    assert alpha(labels) == pytest.approx(0.743, abs=0.0005)


one_label = st.sampled_from("abc")


@given(st.lists(st.lists(one_label, min_size=2, max_size=4), min_size=2, max_size=12))
def test_alpha_is_nltks(items):
    from nltk.metrics.agreement import AnnotationTask

    labels = [(str(who), str(item), label) for item, row in enumerate(items) for who, label in enumerate(row)]
    if len({label for *_, label in labels}) > 1:
        assert alpha(labels) == pytest.approx(AnnotationTask(data=labels).alpha())


def coded(labels, articles=None):
    """Labels of one statement after the other, two a article unless told."""
    articles = articles or [str(i // 2) for i in range(len(labels))]
    rows = [(a, f"{a}-{i}", "p", label) for i, (a, label) in enumerate(zip(articles, labels, strict=True))]
    return pd.DataFrame(rows, columns=["article", "statement", "proposition", "label"])


S, A, N, U = LABELS


def test_measures_by_hand():
    human, found = coded([S, S, S, A, N, U]), coded([S, S, A, A, N, S])
    all_ = agree(human, found)
    value = all_[all_["proposition"] == ""].set_index("measure")["value"]
    assert value["F1 support"] == pytest.approx(2 * 2 / (3 + 3))
    assert value["F1 oppose"] == pytest.approx(2 / 3)
    assert value["F1 neutral"] == pytest.approx(2 * 1 / (2 + 1))
    assert value["F avg"] == pytest.approx(2 / 3)
    assert value["accuracy"] == pytest.approx(4 / 6)
    assert value["alpha"] == pytest.approx(alpha([("h", i, x) for i, x in enumerate([S, S, S, A, N, N])] +
                                                 [("m", i, x) for i, x in enumerate([S, S, A, A, N, S])]))  # fmt: skip
    assert list(all_.columns) == list(COLUMNS["agreement"])
    assert (all_["labels"] == 6).all() and (all_["articles"] == 3).all()


def test_four_labels_are_told_apart_where_asked():
    human, found = coded([S, A, N, U]), coded([S, A, U, U])
    value = agree(human, found, LABELS).set_index(["proposition", "measure"])["value"]
    assert value["", "F1 neutral"] == 0 and value["", "F1 unrelated"] == pytest.approx(2 / 3)
    assert agree(human, found)["value"].iloc[0] == 1


def test_f1_is_scikit_learns():
    from sklearn.metrics import f1_score

    rng = np.random.default_rng(0)
    gold, other = (rng.choice(LABELS[:3], 80) for _ in range(2))
    value = agree(coded(gold), coded(other)).set_index(["proposition", "measure"])["value"]
    expected = f1_score(gold, other, labels=LABELS[:3], average=None)
    assert [value["", f"F1 {side}"] for side in LABELS[:3]] == pytest.approx(expected)


def test_compared_is_what_both_have():
    human, found = coded([S, A, N, S]), coded([S, A, N, A])
    shown = agree(human[:3], found[1:])
    assert shown["labels"].iloc[0] == 2
    assert "left out: 1 of one, 1 of other" in shown.attrs["notes"][0]


def test_intervals_are_over_articles():
    human, found = coded([S, A] * 10), coded([S, A] * 9 + [A, S])
    row = agree(human, found).iloc[0]
    assert row["low"] < row["value"] <= row["high"] <= 1
    alone = agree(coded([S, A], ["a", "a"]), coded([S, S], ["a", "a"]))
    assert alone[["low", "high"]].isna().all(axis=None)


def test_a_side_that_nobody_has():
    value = agree(coded([S, N]), coded([S, N])).set_index(["proposition", "measure"])["value"]
    assert math.isnan(value["", "F1 oppose"]) and value["", "F avg"] == 0.5


def test_weights_count_for_as_many():
    human, found = coded([S, A, A, N]), coded([S, S, A, N])
    weighed = agree(human, found, weights=pd.Series([1.0, 2.0, 1.0, 1.0]))
    doubled = agree(coded([S, A, A, A, N]), coded([S, S, S, A, N]))
    for name in ("F avg", "accuracy", "alpha"):
        assert weighed.set_index("measure")["value"][name].iloc[0] == pytest.approx(doubled.set_index("measure")["value"][name].iloc[0])


def test_nothing_in_common():
    assert agree(coded([S]), coded([])).loc[0, "labels"] == 0
    assert agree(coded([]), coded([]))["value"].isna().sum() >= 4


def test_plain_errors():
    with pytest.raises(ValueError, match="unknown label 'yes'"):
        agree(coded(["yes"]), coded([S]))
    with pytest.raises(ValueError, match="0-0 has two labels on p"):
        agree(pd.concat([coded([S]), coded([S])]), coded([S]))


def test_confusion_by_hand():
    shown = confusion(coded([S, S, A, U]), coded([S, A, A, N]))
    assert shown["label"].tolist() == [S, A, N]
    assert shown[[S, A, N]].to_numpy().tolist() == [[1, 1, 0], [0, 1, 0], [0, 0, 1]]
    assert shown["in_all"].tolist() == [2, 1, 1]


def test_the_better_of_two():
    gold = coded([S, A, N, S] * 10)
    good, poor = coded([S, A, N, S] * 9 + [A, A, N, S]), coded([N, A, N, A] * 10)
    shown = compare(gold, good, poor)
    assert list(shown.columns) == list(COLUMNS["compare"])
    row = shown.set_index("measure").loc["F avg"]
    assert row["difference"] == pytest.approx(row["one"] - row["other"]) and row["low"] > 0
    turned = compare(gold, poor, good).set_index("measure").loc["F avg"]
    assert turned["difference"] == pytest.approx(-row["difference"]) and turned["high"] < 0
    same = compare(gold, good, good).set_index("measure").loc["F avg"]
    assert same["difference"] == 0 and math.isnan(same["low"])


@given(st.lists(st.tuples(st.sampled_from(LABELS[:3]), st.sampled_from(LABELS[:3])), min_size=1, max_size=12))
def test_measures_do_not_mind_who_is_first(pairs):
    counts = np.zeros((3, 3))
    for a, b in pairs:
        counts[LABELS.index(a), LABELS.index(b)] += 1
    one, other = measure(counts), measure(counts.T)
    assert all(np.array_equal(one[name], other[name], equal_nan=True) or one[name] == pytest.approx(other[name]) for name in one)
