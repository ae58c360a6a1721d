import math
from datetime import date
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.change import change_point, changes
from analysis.columns import COLUMNS
from analysis.records import Article, Issue, Judgement, Mention, Proposition, Speaker, Statement
from analysis.speakers import Voices

ISSUE = Issue("War", "?", (Proposition("war", "war", "War"),))


def found(*said, text="words {}"):
    """The changes of one speaker who says one thing in each article, given as (date, support, oppose)."""
    articles, statements, mentions, judged = [], [], [], []
    for n, (when, support, oppose) in enumerate(said):
        articles.append(Article(str(n), text.format(n), date=when))
        statements.append(Statement(str(n), 0, (), (), ((0, len(articles[-1].text)),), "direct", 1.0))
        mentions.append(Mention(f"{n}-0", "ann", ""))
        judged.append(Judgement(f"{n}-0", "war", support, oppose, 1 - support - oppose))
    voices = Voices((Speaker("ann", "Ann", "person"),), tuple(mentions))
    return changes(articles, statements, voices, judged, ISSUE)


FOR, AGAINST = (0.9, 0.0), (0.0, 0.9)


def day(n):
    return date(2026, 1, n)


def test_a_change_of_mind():
    said = [(day(n), *(FOR if n < 6 else AGAINST)) for n in range(1, 11)]
    (row,) = found(*said[::-1]).to_dict("records")
    assert (row["before"], row["after"], row["change"]) == (1, -1, -2)
    assert row["since"].date() == day(6) and row["first"].date() == day(1) and row["last"].date() == day(10)
    assert (row["dates"], row["statements"], row["articles"]) == (10, 10, 10)
    assert row["p"] == row["q"] < 0.05


def test_no_change():
    said = [(day(n), *(FOR if n % 2 else AGAINST)) for n in range(1, 11)]
    assert found(*said)["p"].item() > 0.3


def test_probability_is_that_of_all_dealings():
    # six articles of six days, the last three against: only partings at two, three or four leave two on either side
    values = np.array([1.0, 1, 1, -1, -1, -1])

    def best(v):
        return max(i * (6 - i) / 6 * (v[:i].mean() - v[i:].mean()) ** 2 for i in (2, 3, 4))

    orders = np.array([values[list(order)] for order in permutations(range(6))])
    exact = np.mean([best(v) >= best(values) - 1e-12 for v in orders])
    at, p = change_point(values, np.ones(6), list("abcdef"), resamples=19_999)
    assert at == 3
    assert p == pytest.approx(exact, abs=0.01)


def test_weights_make_the_means():
    row = found((day(1), 0.9, 0.0), (day(1), 0.2, 0.4), (day(2), 0.0, 0.8)).iloc[0]
    assert row["before"] == pytest.approx((0.9 * 1 + 0.6 * (-1 / 3)) / 1.5)
    assert row["after"] == -1


@pytest.mark.parametrize("dates", [[1, 2], [1, 1, 2, 2], [1, 1, 1, 1, 1, 2], [1, 2, 3]])
def test_too_little_for_a_test(dates):
    frame = found(*[(day(d), *(FOR if d == 1 else AGAINST)) for d in dates])
    assert len(frame) == 1 and math.isnan(frame["p"].item()) and math.isnan(frame["q"].item())


def test_one_date_or_none_says_nothing():
    for said in ([(day(1), *FOR)] * 3, [(None, *FOR)] * 3, [(None, *FOR), (day(1), *FOR)], []):
        frame = found(*said)
        assert frame.empty and list(frame.columns) == list(COLUMNS["changes"])


def test_the_same_words_on_two_dates_are_one_statement():
    assert found((day(1), *FOR), (day(2), *FOR), text="the same words").empty


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 4), st.floats(-1, 1), st.floats(0.1, 1)), min_size=2, max_size=12))
def test_any_series(rows):
    rows = sorted(rows, key=lambda r: r[0])
    dates = [r[0] for r in rows]
    if len(set(dates)) < 2:
        return
    weights = np.array([r[2] for r in rows])
    at, p = change_point(np.array([r[1] for r in rows]) * weights, weights, dates, resamples=50)
    assert dates[at - 1] < dates[at]
    assert math.isnan(p) or 1 / 51 <= p <= 1
