"""Figures that set groups side by side: a mark for each group with its 95% interval, under what is compared.

Each takes a table of `analysis.keyness`, `analysis.sources` or `analysis.events`, of two groups or twenty, draws it on the
axes given, or on a figure of its own, and returns the axes; `analysis.figures.save` writes it. A hollow mark has no
interval: its evidence is in one article, or too thin. The notes of the table go into the footnote.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.keyness import REST
from analysis.style import BAR, INK, MUTED, PAPER, RULE, beside, canvas, house, nothing, own_notes, short
from analysis.wording import count, signed

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW = 0.27  # inches
_COLUMNS = ["head", "name", "x", "low", "high", "beside"]
_MARKS = "Line: 95% interval; hollow mark: none can be said."


def keyness(table: pd.DataFrame, ax: Axes | None = None, *, top: int = 6, groups: int = 6) -> Axes:
    """The `top` terms in favour of each target, with how many times as often it has them as what it is compared with.

    `table` is that of `analysis.keyness.keyness`. The axis is the log ratio, so that half as often is as far from the
    middle as twice.
    """
    favoured = table[table["log_ratio"] > 0]
    heads = list(dict.fromkeys(favoured["target"]))
    columns = ["term", "reference", "log_ratio", "low", "high", "n_target", "n_reference"]
    rows = [
        (target if reference == REST else f"{target}, against {reference}", term, ratio, low, high, f"{n:,} to {other:,}")
        for target in heads[:groups]
        for term, reference, ratio, low, high, n, other in favoured.loc[favoured["target"] == target, columns][:top].itertuples(index=False)
    ]
    found = pd.DataFrame(rows, columns=_COLUMNS)
    reach = min(8.0, max(2.0, float(np.nanmax(found[["x", "high"]].to_numpy(float))))) if rows else 2.0
    notes = ["How many times as often the group has the term as the others have (log ratio); beside: occurrences on either side.", _MARKS]
    ticks = [(float(power), f"×{2.0**power:g}") for power in range(-1, int(reach) + 1)]
    title = f"What marks {count(len(heads), 'group')}"
    return _draw(found, ax, title, notes + _more(len(heads), groups, "group") + own_notes(table), (-1.0, reach), ticks)


def shares(table: pd.DataFrame, ax: Axes | None = None, *, top: int = 6, sources: int = 20) -> Axes:
    """The share of statements that each of the `top` values has in each group: a speaker, direct speech, a framing.

    `table` is that of `analysis.sources.share`; rows of all groups together are named so.
    """
    together = table[table["source"] == ""].sort_values(["statements", "value"], ascending=[False, True])
    heads, names = list(together["value"]), list(dict.fromkeys(table["source"]))
    chosen = table[table["source"].isin(names[: sources + 1])]  # all together come first
    columns = ["source", "share", "low", "high", "statements", "of_statements"]
    rows = [
        (value, source or "all together", share, low, high, f"{n:,} of {of:,}")
        for value in heads[:top]
        for source, share, low, high, n, of in chosen.loc[chosen["value"] == value, columns].itertuples(index=False)
    ]
    notes = ["Share of the group's statements; beside: how many of how many.", _MARKS, *_more(len(heads), top, "value")]
    notes += _more(len(names) - 1, sources, "group") + own_notes(table)
    found = pd.DataFrame(rows, columns=_COLUMNS)
    title = str(table.attrs.get("title", "Share of statements"))
    return _draw(found, ax, title, notes, (0.0, 1.0), [(x / 4, f"{x / 4:.0%}") for x in range(5)])


def across(table: pd.DataFrame, ax: Axes | None = None, *, top: int = 8) -> Axes:
    """The stance or tone of the same speaker in each group.

    `table` is that of `analysis.sources.across`, whatever it is `by` and `of`. Shown are the `top` that most statements
    are of, of those that two groups or more have.
    """
    of, value, named = _headed(table)
    columns = [of, value, "low", "high", "statements"]
    several = named[named.groupby("head")[of].transform("nunique") > 1]
    heads = _most(several)
    rows = [
        (head, str(group), mean, low, high, f"{signed(mean)}; {count(n, 'statement')}")
        for head in heads[:top]
        for group, mean, low, high, n in several.loc[several["head"] == head, columns].itertuples(index=False)
    ]
    ends = ("opposes", "supports") if value == "stance" else ("negative", "positive")
    notes = [f"Mean {value} of the statements that each {of} prints.", _MARKS, *_more(len(heads), top, "comparison"), *own_notes(table)]
    ticks = [(-1.0, f"−1 {ends[0]}"), (0.0, "0"), (1.0, f"{ends[1]} +1")]
    return _draw(pd.DataFrame(rows, columns=_COLUMNS), ax, f"{value.capitalize()} in each {of}", notes, (-1.0, 1.0), ticks)


def coverage(table: pd.DataFrame, ax: Axes | None = None, *, top: int = 30) -> Axes:
    """How much of what others quote of an event each outlet carries: the table of `analysis.events.coverage`.

    Shown are the `top` that others quote most beside.
    """
    kept = table.sort_values("quotations", ascending=False, kind="stable").index[:top]
    columns = ["source", "share", "low", "high", "carried", "quotations"]
    shown = table.loc[table.index.isin(kept), columns].itertuples(index=False)
    rows = [("", source, share, low, high, f"{carried:,} of {due:,}") for source, share, low, high, carried, due in shown]
    ticks = [(x / 4, f"{x / 4:.0%}") for x in range(5)]
    title = str(table.attrs.get("title", "How much of what others quote each outlet carries"))
    notes = [_MARKS, *_more(len(table), top, "outlet"), *own_notes(table)]
    return _draw(pd.DataFrame(rows, columns=_COLUMNS), ax, title, notes, (0.0, 1.0), ticks)


def over_time(table: pd.DataFrame, ax: Axes | None = None, *, top: int = 6) -> Axes:
    """A stance or tone, stretch of time by stretch of time: the table of `analysis.sources.over_time`.

    Shown are the `top` that most statements are of.
    """
    _, value, named = _headed(table)
    columns = ["period", value, "low", "high", "statements"]
    heads = _most(named)
    rows = [
        (head, f"from {period:%Y-%m-%d}", mean, low, high, f"{signed(mean)}; {count(n, 'statement')}")
        for head in heads[:top]
        for period, mean, low, high, n in named.loc[named["head"] == head, columns].sort_values("period").itertuples(index=False)
    ]
    notes = [_MARKS, *_more(len(heads), top, "line"), *own_notes(table)]
    ticks = [(-1.0, "−1"), (0.0, "0"), (1.0, "+1")]
    return _draw(pd.DataFrame(rows, columns=_COLUMNS), ax, f"{value.capitalize()} over time", notes, (-1.0, 1.0), ticks)


def _headed(table: pd.DataFrame) -> tuple[str, str, pd.DataFrame]:
    """Of a table of `across` or `over_time` the column of groups, that of the mean, and its rows with what they are about."""
    *keys, of, value = list(table.columns)[: list(table.columns).index("low")]
    return of, value, table.assign(head=table[keys].astype(str).agg(" · ".join, axis=1) if len(table) else "")


def _most(rows: pd.DataFrame) -> list[str]:
    """The heads of some rows, those with most statements first."""
    return list(rows.groupby("head")["statements"].sum().sort_index().sort_values(ascending=False, kind="stable").index)


def _draw(
    rows: pd.DataFrame, ax: Axes | None, title: str, notes: Sequence[str], limits: tuple[float, float], ticks: Sequence[tuple[float, str]]
) -> Axes:
    """A row for each of `rows`, under its `head` where it has one: mark, interval, and words `beside`."""
    places: list[float] = []
    heads: list[tuple[float, str]] = []
    at = 0.0
    for head, own in rows.groupby("head", sort=False):  # rows of a head follow one another
        if head:
            heads.append((at, str(head)))
            at += 1
        places += [at + i for i in range(len(own))]
        at += len(own) + 0.4
    with house():
        ax = canvas(ax, title, notes, height=ROW * max(at, 1.0), right=1.85, above=0.1, below=0.36)
        if rows.empty:
            return nothing(ax)
        shown = rows.assign(y=places, low=rows["low"].astype(float).clip(*limits), high=rows["high"].astype(float).clip(*limits))
        for x, _ in ticks:
            ax.axvline(x, color=RULE, linewidth=1.2 if x == 0 else 0.6, zorder=0)
        spread = shown["low"].notna() & shown["high"].notna()
        ax.hlines(shown.loc[spread, "y"], shown.loc[spread, "low"], shown.loc[spread, "high"], color=BAR, linewidth=2.0, zorder=2)
        faces = [BAR if known else PAPER for known in spread]
        ax.scatter(shown["x"].astype(float).clip(*limits), shown["y"], s=36, c=faces, edgecolors=BAR, linewidths=1.1, zorder=3)
        for y, words in zip(shown["y"], shown["beside"], strict=True):
            beside(ax, words, (1, y), ("axes fraction", "data"), (12, 0), va="center", fontsize=7.5, color=MUTED)
        ax.set_yticks([*(y for y, _ in heads), *shown["y"]], [short(name, lines=1) for name in [*(h for _, h in heads), *shown["name"]]])
        for label in ax.get_yticklabels()[: len(heads)]:
            label.set(fontweight="bold", color=INK)
        ax.set_xticks([x for x, _ in ticks], [words for _, words in ticks])
        room = 0.03 * (limits[1] - limits[0])
        ax.set(xlim=(limits[0] - room, limits[1] + room), ylim=(at - 0.4, -0.7), xlabel="", ylabel="")
    return ax


def _more(have: int, shown: int, what: str) -> list[str]:
    return [f"Shown: {shown} of {count(have, what)}."] if have > shown else []
