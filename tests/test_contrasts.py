import math

import numpy as np
import pandas as pd
import pytest

from analysis import contrasts
from analysis.tables import table


def words(ax):
    return [t.get_text() for t in [*ax.texts, *ax.get_xticklabels(), *ax.get_yticklabels()] if t.get_text()]


def shares(groups, values=2):
    rows = [
        (name, f"value {v}", 5 - v, 10, (5 - v) / 10, math.nan if name == "G0" else 0.1, math.nan if name == "G0" else 0.9)
        for name in ["", *(f"G{i}" for i in range(groups))]
        for v in range(values)
    ]
    frame = pd.DataFrame(rows, columns=["source", "value", "statements", "of_statements", "share", "low", "high"])
    return table(frame, "Share of statements by mode", ["A note."])


def across(groups, speakers=1):
    rows = [(f"S{s}", f"G{i}", i / groups - 0.5, -0.9, 0.9, i + 1, 2, 0.5, 0.5) for s in range(speakers) for i in range(groups)]
    columns = ["speaker", "source", "stance", "low", "high", "statements", "articles", "p", "q"]
    return table(pd.DataFrame(rows, columns=columns), "Stance", ["A note."])


def keyed(groups, terms=3):
    rows = [
        (f"G{g}", "the rest", f"term {g} {t}", 8, t, 3.0 - t, 2.0 - t if t else math.nan, 4.0 - t if t else math.nan)
        for g in range(groups)
        for t in range(terms)
    ]
    columns = ["target", "reference", "term", "n_target", "n_reference", "log_ratio", "low", "high"]
    return table(pd.DataFrame(rows, columns=columns), "Terms", ["A note."])


def covered(outlets):
    rows = [(f"G{i}", 3, 10, i, i / 10, 0.0, 0.8, 10 - i, 1) for i in range(outlets)]
    columns = ["source", "events", "quotations", "carried", "share", "low", "high", "left_out", "alone"]
    return table(pd.DataFrame(rows, columns=columns), "Carried", ["A note."])


def timed(periods):
    rows = [("S", pd.Timestamp(2015 + i, 1, 1), 0.1 * i, -0.2, 0.9, 3, 2) for i in range(periods)]
    columns = ["speaker", "period", "stance", "low", "high", "statements", "articles"]
    return table(pd.DataFrame(rows, columns=columns), "Over time", ["A note."])


DRAWN = [
    (contrasts.shares, shares), (contrasts.across, across), (contrasts.keyness, keyed), (contrasts.coverage, covered),
    (contrasts.over_time, timed),
]  # fmt: skip


@pytest.mark.parametrize(("draw", "make"), DRAWN)
def test_groups_from_none_to_four(draw, make):
    for groups in (0, 2, 4):
        ax = draw(make(groups) if groups else make(2).iloc[:0])
        assert "A note." in " ".join(words(ax))
        assert ("nothing to show" in words(ax)) == (groups == 0)


def test_twenty_groups_each_have_a_row():
    ax = contrasts.shares(shares(20, values=1))
    assert {f"G{i}" for i in range(20)} | {"all together", "value 0"} <= set(words(ax))
    assert len(ax.collections[-1].get_offsets()) == 21


def test_no_line_and_a_hollow_mark_without_an_interval():
    ax = contrasts.shares(shares(2, values=1))
    marks = ax.collections[-1]
    assert len(ax.collections[0].get_segments()) == 2  # all together and G1
    assert np.allclose(marks.get_facecolors()[1], [1, 1, 1, 1]) and not np.allclose(marks.get_facecolors()[0], [1, 1, 1, 1])


def test_what_one_group_alone_has_is_not_compared():
    assert "nothing to show" in words(contrasts.across(across(1)))
