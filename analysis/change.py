"""Change: whether a speaker's position is another one later than before.

The evidence of a speaker is put in the order of time and parted where the two parts differ most; whether they differ by
more than chance is tested by dealing the articles out anew over the dates, each time looking for the best place to part
them (a change point by permutation, as in Pettitt 1979 but with weighted means for ranks).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.positions import evidence
from analysis.records import Article, Issue, Judgement, Statement
from analysis.resampling import Floats, adjust
from analysis.tables import table

if TYPE_CHECKING:
    from analysis.speakers import Voices

EACH = 2  # articles that a part must have for a test
WAYS = 20  # to deal articles out, at least: else no dealing could be one in twenty
_COLUMNS = ["speaker", "speaker_id", "proposition", "first", "last", "dates", "since", "before", "after", "change",
            "p", "q", "statements", "articles"]  # fmt: skip


def changes(
    articles: Sequence[Article],
    statements: Sequence[Statement],
    voices: Voices,
    judgements: Sequence[Judgement],
    issue: Issue,
    *,
    resamples: int = 999,
    seed: int = 0,
) -> pd.DataFrame:
    """How the position of each speaker with evidence of two dates or more differs before and after.

    The evidence is that of `positions.evidence`; statements in articles without a date are left out. Columns: speaker,
    speaker_id, proposition, `first`, `last` and `dates` (when, and of how many different dates), `since` (the first date
    of the later part), `before` and `after` (weighted mean lean of each part, -1 oppose … 1 support), `change` (their
    difference), `p`, `q` (false discovery rate over all tests), statements, articles. `p` and `q` are NaN where no
    parting leaves two articles in each part, or the articles could be dealt out in fewer than 20 ways. Surest first.
    """
    dates = {a.id: pd.Timestamp(a.date) for a in articles if a.date is not None}
    found = evidence(articles, statements, voices, judgements)
    found = found[found["article"].isin(dates.keys())]
    found = found.assign(date=found["article"].map(dates), lean=found["lean"] * found["weight"])
    names = {s.id: s.name for s in voices.speakers}
    rows = []
    for (speaker, proposition), part in found.groupby(["speaker_id", "proposition"], sort=False):
        if part["date"].nunique() < 2:
            continue
        own = part.groupby("article", sort=True).agg(date=("date", "first"), lean=("lean", "sum"), weight=("weight", "sum"))
        own = own.sort_values("date", kind="stable")
        at, p = change_point(own["lean"].to_numpy(), own["weight"].to_numpy(), own["date"].to_list(), resamples, seed)
        before, after = (half["lean"].sum() / half["weight"].sum() for half in (own[:at], own[at:]))
        rows.append(
            (names[str(speaker)], speaker, proposition, own["date"].iloc[0], own["date"].iloc[-1], own["date"].nunique(),
             own["date"].iloc[at], before, after, after - before, p, math.nan, len(part), len(own))
        )  # fmt: skip
    shown = pd.DataFrame(rows, columns=_COLUMNS).astype({"p": float, "q": float})
    shown["q"] = adjust(shown["p"])
    shown = shown.sort_values(["p", "articles", "speaker_id"], ascending=[True, False, True], kind="stable")
    notes = [
        f"{len(shown)} times a speaker has evidence of two dates or more on a proposition; {int(shown['p'].notna().sum())} can be tested.",
        "Parted where before and after differ most; p from dealing the articles out over the dates and parting anew.",
        "What the articles report of a speaker may change while the speaker does not.",
    ]
    return table(shown, f"Change over time: {issue.name}", notes)


def change_point(sums: Floats, weights: Floats, dates: Sequence[object], resamples: int = 999, seed: int = 0) -> tuple[int, float]:
    """Where a series of articles is best parted in two, and the probability of so large a difference by chance.

    `sums` are weight × value of each article, in the order of their `dates`, of which there must be at least two different
    ones. Returned is the index of the first article of the later part: the parting between two dates with the greatest sum
    of squares between the parts, w₁ w₂ / (w₁ + w₂) · (mean₁ - mean₂)², and (1 + as large) / (1 + resamples); NaN where it
    can't be tested.

    >>> at, p = change_point(np.array([1.0] * 5 + [-1.0] * 5), np.ones(10), list("aabbcddeef"))
    >>> at, p < 0.05
    (5, True)
    """
    number = len(sums)
    borders = np.array([i for i in range(1, number) if dates[i] != dates[i - 1]])
    enough = borders[(borders >= EACH) & (borders <= number - EACH)]
    ways = math.lgamma(number + 1) - sum(math.lgamma(same + 1) for same in Counter(dates).values())
    testable = len(enough) > 0 and ways > math.log(WAYS) - 1e-9
    borders = enough if testable else borders

    def between(order: NDArray[np.int64]) -> Floats:
        """The statistic of each parting for some orders of the articles, orders × partings."""
        value, weight = (np.cumsum(each[order], axis=1) for each in (sums, weights))
        total, mass = value[:, -1:], weight[:, -1:]
        value, weight = value[:, borders - 1], weight[:, borders - 1]
        return np.asarray((value - total * weight / mass) ** 2 * mass / (weight * (mass - weight)))

    observed = between(np.arange(number)[None])[0]
    at = int(borders[observed.argmax()])
    if not testable:
        return at, math.nan
    rng = np.random.default_rng(seed)
    dealt = rng.permuted(np.tile(np.arange(number), (resamples, 1)), axis=1)
    as_large = np.count_nonzero(between(dealt).max(axis=1) >= observed.max() * (1 - 1e-12) - 1e-15)
    return at, float((1 + as_large) / (1 + resamples))
