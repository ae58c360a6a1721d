"""The figures of sides: who is for and who against, what each source prints of it, and who spoke when.

They are used as `analysis.figures.positions`, `stance_by_source` and `timeline`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.style import (
    BAR,
    LOOKS,
    MUTED,
    PAPER,
    ROW,
    RULE,
    Look,
    beside,
    beyond,
    canvas,
    in_house_style,
    left_out,
    link,
    nothing,
    own_notes,
    rows,
)
from analysis.wording import count, signed

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@in_house_style
def positions(table: pd.DataFrame, proposition: str = "", ax: Axes | None = None, *, label: str = "", top: int = 30) -> Axes:
    """Speakers on the axis from oppose to support, with intervals and the evidence behind each.

    `table` has the columns of `Study.positions`; `proposition` is the key of the one to show (may be left out where the
    table has only one), `label` what to call it. Speakers with no statement that takes a side are counted in the
    footnote; of more than `top` those with most evidence are shown.
    """
    proposition, table = _one_proposition(table, proposition)
    placed = table[(table["statements"] > 0) & table["score"].notna()]
    shown = _most(placed, "statements", top).copy()
    shown["clear"] = shown["position"] != "unclear"
    shown = shown.sort_values(["clear", "score", "speaker"], ascending=[False, True, True], ignore_index=True)
    shown["row"] = shown.index + 0.6 * (~shown["clear"] & bool(shown["clear"].any()))  # a gap before the unclear ones
    notes = ["Bigger mark: more statements. Line: 95% interval; none where all evidence is in one article. Hollow: unclear."]
    silent = len(table) - len(placed)
    if silent:
        notes.append(f"Not shown: {count(silent, 'speaker')} with no statement that takes a side on it.")
    notes += left_out(placed, shown) + own_notes(table)
    title = f"{label or proposition}: {_tally(placed['position'].value_counts())}"
    return _on_axis(ax, shown.rename(columns={"speaker": "name"}), title, notes)


@in_house_style
def stance_by_source(table: pd.DataFrame, proposition: str = "", ax: Axes | None = None, *, label: str = "", top: int = 30) -> Axes:
    """The sources on the axis from oppose to support, by what the speakers say whom they quote.

    `table` is that of `analysis.sources.across(judgements, by=["proposition"])`: `proposition`, `source`, `stance`, `low`,
    `high`, `statements`, `articles`. It is not the source's own position.
    """
    proposition, table = _one_proposition(table, proposition)
    shown = table.sort_values(["statements", "source"], ascending=[False, True]).head(top)
    shown = shown.rename(columns={"source": "name", "stance": "score"}).sort_values(["score", "name"], ignore_index=True)
    shown["row"] = shown.index.astype(float)
    shown["position"] = "neutral"
    title = f"What the sources print on {_lower(label or proposition)}"
    if len(shown) > 1:
        title += f": from {signed(shown['score'].iloc[0])} to {signed(shown['score'].iloc[-1])}"
    notes = [
        "Mean stance of the statements a source quotes, not its own position. Bigger mark: more statements. Line: 95% "
        "interval; none where all evidence is in one article."
    ]
    return _on_axis(ax, shown, title, notes + beyond(len(table), len(shown), "source", "statements") + own_notes(table))


def _on_axis(ax: Axes | None, shown: pd.DataFrame, title: str, notes: Sequence[str]) -> Axes:
    """Rows of `name`, `score`, `low`, `high`, `position`, `statements`, `articles` at their `row` on an axis of sides."""
    import seaborn as sns

    last = float(shown["row"].max()) if len(shown) else 0.0
    ax = canvas(ax, title, notes, height=ROW * (last + 1), right=1.85, above=0.28, below=0.36)
    ax.axvline(0, color=RULE, linewidth=1.2, zorder=0)
    ax.hlines(shown["row"], -1, 1, color=RULE, linewidth=0.5, zorder=0)
    spread = shown.dropna(subset=["low", "high"])
    colours = [_look(position).colour for position in spread["position"]]
    ax.hlines(spread["row"], spread["low"], spread["high"], color=colours, linewidth=2.2, zorder=2)
    for position, own in shown.groupby("position"):
        look = _look(str(position))
        sns.scatterplot(
            x=own["score"],
            y=own["row"],
            s=[_area(n) for n in own["statements"]],
            marker=look.marker,
            facecolor=PAPER if position == "unclear" else look.colour,
            edgecolor=look.ink,
            linewidth=1.1,
            ax=ax,
            legend=False,
            zorder=3,
        )
    for row, statements, articles in zip(shown["row"], shown["statements"], shown["articles"], strict=True):
        words = f"{count(statements, 'statement')} in {count(articles, 'article')}"
        beside(ax, words, (1, row), ("axes fraction", "data"), (12, 0), va="center", fontsize=7.5, color=MUTED)
    for side, words, x, align in (("oppose", "◀ opposes", -1, "left"), ("support", "supports ▶", 1, "right")):
        at = ("data", "axes fraction")
        beside(ax, words, (x, 1), at, (0, 4), ha=align, color=LOOKS[side].ink, fontweight="bold")
    rows(ax, shown["name"], shown["row"])
    ax.set(xlim=(-1.06, 1.06), xticks=[-1, -0.5, 0, 0.5, 1], xlabel="", ylabel="")
    ax.set_xticklabels(["−1", "−0.5", "0", "+0.5", "+1"])
    return ax


@in_house_style
def timeline(table: pd.DataFrame, proposition: str = "", ax: Axes | None = None, *, label: str = "", top: int = 15) -> Axes:
    """When each speaker was quoted, and on which side: `table` has the columns of `Study.judgements`.

    Statements without a date or a speaker are counted in the footnote. In the SVG a mark leads to its statements on the
    page.
    """
    import seaborn as sns
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    proposition, table = _one_proposition(table, proposition)
    known = table[table["date"].notna() & (table["speaker"] != "")]
    heard = known.groupby("speaker").size().rename("statements").reset_index()
    kept = _most(heard, "statements", top)
    first = known.groupby("speaker")["date"].min()
    order = sorted(kept["speaker"], key=lambda s: (first[s], s))
    dots = known[known["speaker"].isin(order)].groupby(["speaker", "date", "side"]).size().rename("n").reset_index()
    alone = ~dots.duplicated(["speaker", "date"], keep=False)  # two sides on one day stand above one another
    dots["row"] = dots["speaker"].map(order.index) + dots["side"].map(_LANE).where(~alone, 0.0)
    notes = ["A mark: the speaker's statements of that day on that side; bigger with more. Grey: no side taken on it."]
    lost = len(table) - len(known)
    if lost:
        notes.append(f"Not shown: {count(lost, 'statement')} without a date or a known speaker.")
    ax = canvas(
        ax,
        f"Who spoke when on {_lower(label or proposition)}",
        notes + left_out(heard, kept) + own_notes(table),
        height=(ROW + 0.08) * max(len(order), 1),
        above=0.28,
        below=0.36,
    )
    if dots.empty:
        return nothing(ax)
    ax.hlines(range(len(order)), 0, 1, transform=ax.get_yaxis_transform(), color=RULE, linewidth=0.6, zorder=0)
    for side in ("neutral", "oppose", "support"):
        own, look = dots[dots["side"] == side], LOOKS[side]
        drawn = len(ax.collections)
        sns.scatterplot(
            x=own["date"], y=own["row"], s=[1.4 * _area(n) for n in own["n"]], marker=look.marker, ax=ax, legend=False,
            facecolor=look.colour, edgecolor=PAPER, linewidth=0.8, zorder=3,
        )  # fmt: skip
        days = own["date"].dt.strftime("%Y-%m-%d")
        about = zip(own["speaker"], days, strict=True)
        links = [link(speaker=s, proposition=proposition, side=side, **{"from": day, "to": day}) for s, day in about]
        for dots_of_side in ax.collections[drawn:]:
            dots_of_side.set_urls(links)
    for side, words, x in (("oppose", "◀ opposes", 0.0), ("neutral", "● no side", 0.17), ("support", "▶ supports", 0.34)):
        beside(ax, words, (x, 1), "axes fraction", (0, 4), color=LOOKS[side].ink, fontweight="bold")
    locator = AutoDateLocator(minticks=3, maxticks=7)  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    ax.margins(x=0.06)
    rows(ax, order, range(len(order)))
    ax.set(xlabel="", ylabel="")
    return ax


_LANE = {"oppose": -0.22, "neutral": 0.0, "support": 0.22}


def _look(position: str) -> Look:
    return Look(BAR, BAR, "o") if position == "neutral" else LOOKS[position]


def _one_proposition(table: pd.DataFrame, proposition: str) -> tuple[str, pd.DataFrame]:
    keys = list(dict.fromkeys(table["proposition"]))
    if not proposition:
        if len(keys) > 1:
            raise ValueError(f"which proposition? The table has {', '.join(map(repr, keys))}")
        proposition = str(keys[0]) if keys else ""
    elif keys and proposition not in keys:
        raise ValueError(f"no proposition {proposition!r} in the table; it has {', '.join(map(repr, keys))}")
    return proposition, table[table["proposition"] == proposition]


def _most(table: pd.DataFrame, by: str, top: int) -> pd.DataFrame:
    return table.sort_values([by, "speaker"], ascending=[False, True], kind="stable").head(top)


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def _tally(counts: pd.Series[Any]) -> str:
    words = {k: (k, k) for k in ("oppose", "support", "mixed", "unclear")}
    words |= {"oppose": ("opposes", "oppose"), "support": ("supports", "support")}
    said = [f"{counts[k]} {w[int(counts[k] != 1)]}" for k, w in words.items() if counts.get(k)]
    return ", ".join(said) or "nobody takes a side"


def _area(n: int) -> float:
    return 34 + 10 * min(n, 12)
