import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.columns import COLUMNS
from analysis.keyness import Side, keyness, log_likelihood, log_odds, log_ratio, rate_test
from analysis.terms import count

counted = st.integers(0, 200)


@given(counted, counted, st.integers(0, 5000), st.integers(0, 5000))
@settings(max_examples=100, deadline=None)
def test_log_likelihood_is_that_of_scipy(a, b, more_a, more_b):
    if min(a + b, more_a + more_b, a + more_a, b + more_b) == 0:
        return  # scipy wants no empty margin
    table = [[a, b], [more_a, more_b]]
    expected = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic
    assert log_likelihood([a], [b], a + more_a, b + more_b)[0] == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_log_likelihood_by_hand():
    # Two texts of 10 words with 6 and 2 of the term: expected 4 and 4, 6 and 6.
    by_hand = 2 * (6 * math.log(6 / 4) + 2 * math.log(2 / 4) + 4 * math.log(4 / 6) + 8 * math.log(8 / 6))
    assert log_likelihood([6], [2], 10, 10)[0] == pytest.approx(by_hand)
    assert log_likelihood([5, 0], [5, 0], 10, 10).tolist() == [0, 0]


def test_log_ratio_by_hand():
    assert log_ratio([8, 2, 5, 3], [2, 8, 5, 0], 100, 100).tolist() == pytest.approx([2, -2, 0, math.log2(6)])
    assert log_ratio([8], [8], 100, 200)[0] == 1


@given(st.lists(st.tuples(counted, counted), min_size=1, max_size=6), st.floats(0.1, 1000))
@settings(max_examples=50, deadline=None)
def test_log_odds_term_by_term(pairs, prior_words):
    """Monroe, Colaresi and Quinn's formulas, written out for one word at a time."""
    n = [sum(y) + 1 for y in zip(*pairs, strict=True)]
    background = [(a + b + 1) / (sum(map(sum, pairs)) + len(pairs)) for a, b in pairs]
    prior = [prior_words * share for share in background]
    difference, z = log_odds([a for a, _ in pairs], [b for _, b in pairs], *n, prior, prior_words)
    for k, (a, b) in enumerate(pairs):
        of_a = math.log((a + prior[k]) / (n[0] + prior_words - (a + prior[k])))
        of_b = math.log((b + prior[k]) / (n[1] + prior_words - (b + prior[k])))
        assert difference[k] == pytest.approx(of_a - of_b, abs=1e-9)
        deviation = math.sqrt(1 / (a + prior[k]) + 1 / (b + prior[k]))
        assert z[k] == pytest.approx((of_a - of_b) / deviation, abs=1e-9)


def test_log_odds_are_those_of_convokit_and_scattertext():
    """What ConvoKit 5 (`FightingWords._bayes_compare_language`) and scattertext 0.2
    (`LogOddsRatioInformativeDirichletPrior`, whose standard error has two terms more) compute from the same counts."""
    y, prior = np.array([[12, 3, 0, 5], [4, 9, 2, 5]]), np.array([1.6, 1.2, 0.2, 1.0])
    difference, z = log_odds(*y, 20, 20, prior, 4.0)
    assert z.tolist() == pytest.approx([2.903521957285846, -2.1531198762515507, -1.0643006871631797, 0.0], abs=1e-9)
    error = np.sqrt(sum(1 / (side + prior) + 1 / (24 - side - prior) for side in y))
    assert (difference / error).tolist() == pytest.approx([2.2975978747565002, -1.8423389373500858, -1.0558284668077964, 0.0], abs=1e-9)


def side(counts, words):
    x, n = np.array(counts, dtype=float), np.array(words, dtype=float)
    sums = [np.array([part.sum()]) for part in (x, x > 0, x**2, x * n)]
    return Side(*sums, n.sum(), (n**2).sum(), len(n))


def test_rate_test_is_welchs_where_texts_are_equally_long():
    x, y = [3, 5, 1, 4], [0, 1, 2, 0, 1]
    error, p, freedom = rate_test(side(x, [100] * 4), side(y, [100] * 5))
    welch = stats.ttest_ind(x, y, equal_var=False)
    assert p[0] == pytest.approx(welch.pvalue) and freedom[0] == pytest.approx(welch.df)
    assert error[0] > 0


def test_rate_test_of_one_text_says_nothing():
    for one in (side([3], [100]), side([0], [100])):
        assert all(math.isnan(part[0]) for part in rate_test(one, side([1, 2], [100, 90])))


SAID = pd.DataFrame(
    {
        "source": ["X"] * 4 + ["Y"] * 4 + ["Z"] * 4,
        "text": ["Peace talks, peace talks. We want peace."] * 3
        + ["Peace and trade with all neighbours."]
        + ["War and trade. The war goes on."] * 3
        + ["War and peace with all neighbours."]
        + ["Trade and trade. Trade!"] * 3
        + [""],
    }
)


def test_each_group_against_the_rest():
    found = keyness(SAID, "source", min_count=2)
    assert set(found.columns) == set(COLUMNS["keyness"])
    assert found["target"].unique().tolist() == ["X", "Y", "Z"]
    assert set(found["reference"]) == {"the rest"}
    best = found.groupby("target").first()
    assert best["term"].to_dict() == {"X": "peace", "Y": "war", "Z": "trade"}
    assert best["favours"].tolist() == ["X", "Y", "Z"]
    peace = found[found["term"] == "peace"].set_index("target")
    assert peace["n_target"].tolist() == [10, 1, 0] and peace["n_reference"].tolist() == [1, 10, 11]
    assert peace["texts_target"].tolist() == [4, 1, 0]
    assert peace.loc["Z", "favours"] == "the rest"
    assert (found["words_target"] + found["words_reference"]).nunique() == 1
    assert "talks" in set(found["term"])


def test_the_statistics_are_those_of_the_counts():
    found = keyness(SAID, "source", min_count=2, prior=100)
    row = found[(found["target"] == "Y") & (found["term"] == "war")].iloc[0]
    a, b, n, m = row["n_target"], row["n_reference"], row["words_target"], row["words_reference"]
    assert row["g2"] == pytest.approx(log_likelihood([a], [b], n, m)[0])
    assert row["log_ratio"] == pytest.approx(log_ratio([a], [b], n, m)[0])
    difference, z = log_odds([a], [b], n, m, [100 * (a + b) / (n + m)], 100)
    assert row[["log_odds", "z"]].tolist() == pytest.approx([difference[0], z[0]])
    of_y = found[found["target"] == "Y"]
    known = of_y["p"].notna()
    assert of_y.loc[known, "q"].tolist() == pytest.approx(stats.false_discovery_control(of_y.loc[known, "p"]).tolist())


def test_two_groups_are_one_comparison_from_both_sides():
    two = keyness(SAID[SAID["source"] != "Z"], "source", min_count=2, phrases=False)
    x, y = (two[two["target"] == g].set_index("term").sort_index() for g in "XY")
    assert set(x["reference"]) == {"Y"}
    assert x["log_odds"].tolist() == pytest.approx((-y["log_odds"]).tolist())
    assert x["q"].tolist() == pytest.approx(y["q"].tolist(), nan_ok=True)
    same = keyness(SAID, "source", target="X", reference="Y", min_count=2, phrases=False).set_index("term").sort_index()
    assert same["z"].tolist() == pytest.approx(x["z"].tolist())


def test_one_target_and_the_best():
    found = keyness(SAID, "source", target="Y", n=1, min_count=2)
    assert found[["target", "term"]].values.tolist() == [["Y", "war"]]
    assert keyness(SAID, "source", alpha=0.0, min_count=2).empty


def test_twenty_groups():
    frame = pd.DataFrame({"g": [f"g{i:02}" for i in range(20) for _ in range(3)]})
    frame["text"] = ["common words here " + 2 * f"own{g} " for g in frame["g"]]
    found = keyness(frame, "g", n=1)
    assert found["term"].tolist() == [f"owng{i:02}" for i in range(20)]


def test_rows_of_one_article_are_one_text():
    frame = pd.DataFrame({"g": list("xxxy"), "article": list("aabc"), "text": ["war war", "war", "war war peace", "peace"]})
    row = keyness(frame, "g", target="x", min_count=1, min_texts=1).set_index("term").loc["war"]
    assert row["texts_target"] == 2 and row["n_target"] == 5


def test_no_probability_where_a_group_has_one_text():
    frame = pd.DataFrame({"g": ["x", "y", "y"], "text": ["war war war", "peace peace", "war peace"]})
    found = keyness(frame, "g", min_count=2, min_texts=1)
    assert found[["low", "high", "p", "q"]].isna().all().all()
    assert found["g2"].notna().all() and found["z"].notna().all()


def test_counts_made_before():
    counts = count(SAID["text"])
    pd.testing.assert_frame_equal(keyness(SAID, "source", min_count=2), keyness(SAID, "source", min_count=2, counts=counts))


@pytest.mark.parametrize("texts", [["", ""], ["one", ""], ["…", "“”"]])
def test_little_to_compare(texts):
    assert keyness(pd.DataFrame({"g": ["x", "y"], "text": texts}), "g").empty


def test_what_cannot_be_compared():
    with pytest.raises(ValueError, match="no column 'outlet'"):
        keyness(SAID, "outlet")
    with pytest.raises(ValueError, match="two groups or more, but 'source' has X"):
        keyness(SAID[SAID["source"] == "X"], "source")
    with pytest.raises(ValueError, match="no group 'W'"):
        keyness(SAID, "source", target="W")


def test_false_alarms_are_nominal_though_words_cluster():
    """Texts with bursts of words, dealt to two groups at random: p keeps its level, the words' own chi-squared doesn't."""
    rng = np.random.default_rng(0)
    bursts = rng.poisson(rng.gamma(0.3, 6, size=(60, 120)))
    texts = [" ".join(f"w{term:03} " * n for term, n in enumerate(row)) or "w" for row in bursts]
    frame = pd.DataFrame({"g": ["x", "y"] * 30, "text": texts})
    found = keyness(frame, "g", target="x", phrases=False)
    assert (found["p"] < 0.05).mean() == pytest.approx(0.05, abs=0.05)
    assert (stats.chi2.sf(found["g2"], 1) < 0.05).mean() > 0.25
