"""The figures: each takes a table and draws it on the axes given, or on a figure of its own, and returns the axes.

`save` writes one as PNG and SVG. The tables are those of `analysis.study.Study` and of `analysis.keywords` and
`analysis.sources`; what a table says of itself in `attrs["notes"]` goes into the footnote. Nothing here uses pyplot, so
nothing stays open and a figure shows outside Jupyter as inside.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import pandas as pd

from analysis.style import BAR, INK, LOOKS, MUTED, PAPER, RULE, SHADE, Look, canvas, house, save, short
from analysis.wording import count, signed

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "keywords_by_source",
    "positions",
    "save",
    "share_of_voice",
    "similarity",
    "speaker_by_source",
    "stance_by_source",
    "timeline",
]

P = ParamSpec("P")
T = TypeVar("T")
ROW = 0.34  # inches between two rows of names


def _in_house_style(draw: Callable[P, T]) -> Callable[P, T]:
    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> T:
        with house():
            return draw(*args, **kwargs)

    return drawn


@_in_house_style
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
    notes += _left_out(placed, shown) + _own_notes(table)
    title = f"{label or proposition}: {_tally(placed['position'].value_counts())}"
    return _on_axis(ax, shown.rename(columns={"speaker": "name"}), title, notes)


@_in_house_style
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
    return _on_axis(ax, shown, title, notes + _beyond(len(table), len(shown), "source", "statements") + _own_notes(table))


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
        _beside(ax, words, (1, row), ("axes fraction", "data"), (12, 0), va="center", fontsize=7.5, color=MUTED)
    for side, words, x, align in (("oppose", "◀ opposes", -1, "left"), ("support", "supports ▶", 1, "right")):
        at = ("data", "axes fraction")
        _beside(ax, words, (x, 1), at, (0, 4), ha=align, color=LOOKS[side].ink, fontweight="bold")
    _rows(ax, shown["name"], shown["row"])
    ax.set(xlim=(-1.06, 1.06), xticks=[-1, -0.5, 0, 0.5, 1], xlabel="", ylabel="")
    ax.set_xticklabels(["−1", "−0.5", "0", "+0.5", "+1"])
    return ax


@_in_house_style
def speaker_by_source(table: pd.DataFrame, ax: Axes | None = None, *, top: int = 30, sources: int = 12) -> Axes:
    """Who is quoted where: statements of each speaker in each source, as numbers on shades.

    `table` is that of `analysis.sources.quoted`: `speaker`, `sources`, `statements`, `articles` and a column of counts
    for each source. The `top` speakers and the `sources` with most statements are shown.
    """
    import seaborn as sns

    counts = table.set_index("speaker").drop(columns=["sources", "statements", "articles"], errors="ignore")
    by_speaker, by_source = _ranked(counts.sum(axis=1)), _ranked(counts.sum(axis=0))
    shown = counts.loc[by_speaker.index[:top], by_source.index[:sources]]
    notes = [f"Statements of each speaker in each source; {int(counts.to_numpy().sum())} in all."]
    notes += _beyond(len(by_speaker), len(shown), "speaker", "statements") + _beyond(len(by_source), shown.shape[1], "source", "statements")
    ax = canvas(
        ax,
        f"Who is quoted where: {count(len(by_speaker), 'speaker')} in {count(len(by_source), 'source')}",
        notes + _own_notes(table),
        height=ROW * max(len(shown), 1),
        above=0.5,
        below=0.15,
        left=2.55,
        width=max(6.0, 2.85 + 1.02 * max(shown.shape[1], 1)),
    )
    if shown.empty:
        return _nothing(ax)
    labels = shown.astype(int).astype(str).where(shown > 0, "")
    sns.heatmap(
        shown, annot=labels, fmt="", cmap=_shades(), vmin=0, cbar=False, linewidths=2, linecolor=PAPER, ax=ax,
        annot_kws={"fontsize": 9, "color": INK},
    )  # fmt: skip
    _columns(ax, shown.columns)
    _rows(ax, shown.index, [i + 0.5 for i in range(len(shown))], limits=(len(shown), 0))
    return ax


@_in_house_style
def keywords_by_source(table: pd.DataFrame, ax: Axes | None = None, *, top: int = 8, sources: int = 8) -> Axes:
    """The words that mark each source, the weightiest first; a bar's length is the word's weight against the first.

    `table` is that of `analysis.keywords.keywords(..., by="source")`: `group` (the source), `term`, `tfidf`,
    `group_words`. The `sources` with most words are shown.
    """
    names = list(table.groupby("group", sort=False)["group_words"].first().sort_values(ascending=False, kind="stable").index)
    across = min(4, max(len(names[:sources]), 1))
    bands = math.ceil(len(names[:sources]) / across) or 1
    notes = ["Longer bar: heavier in that source against the others (TF-IDF), in proportion to its first word."]
    notes += _beyond(len(names), min(len(names), sources), "source", "words")
    ax = canvas(
        ax,
        f"The words that mark each source: {count(len(names), 'source')}",
        notes + _own_notes(table),
        height=bands * (top + 2.2) * 0.25,
        width=max(0.6 + 2.0 * across, 6.0),
        left=0.2,
        above=0.1,
        below=0.1,
    )
    for i, name in enumerate(names[:sources]):
        x, y = i % across, (i // across) * (top + 2.2)
        ax.text(x, y + 0.3, short(name or "(source unknown)", 24), fontweight="bold", fontsize=8.5, va="bottom")
        ax.plot([x, x + 0.92], [y + 0.45, y + 0.45], color=INK, linewidth=0.8)
        words = table[table["group"] == name].head(top)
        for row, (term, weight) in enumerate(zip(words["term"], words["tfidf"], strict=True), start=1):
            length = 0.92 * max(weight, 0) / (words["tfidf"].max() or 1)
            ax.barh(y + row, length, left=x, height=0.78, color=SHADE, alpha=0.4, linewidth=0)
            ax.text(x + 0.02, y + row, short(term, 26, 1), va="center", fontsize=8.5)
    ax.set(xlim=(0, across), ylim=(bands * (top + 2.2) - 1.2, -1), xticks=[], yticks=[])
    return ax


@_in_house_style
def similarity(table: pd.DataFrame, ax: Axes | None = None, *, top: int = 12) -> Axes:
    """How alike the words of the sources are, from 0 (none in common) to 1 (the same).

    `table` is that of `analysis.sources.similarity`: `source`, `other`, `similarity`, `articles`,
    `other_articles`, one row for each pair. The `top` sources with most articles are shown.
    """
    import numpy as np
    import seaborn as sns

    sizes = dict(zip(table["other"], table["other_articles"], strict=True)) | dict(zip(table["source"], table["articles"], strict=True))
    names = sorted(sizes, key=lambda name: (-sizes[name], name))
    known = {frozenset(pair): value for *pair, value in table[["source", "other", "similarity"]].itertuples(index=False)}
    shown = pd.DataFrame(
        [[known.get(frozenset((a, b)), math.nan) for b in names[:top]] for a in names[:top]],
        index=names[:top],
        columns=names[:top],
        dtype=float,
    )
    values = shown.to_numpy()
    below = np.tril(~np.isnan(values), k=-1)
    title = "How alike the sources are"
    if below.any():
        i, j = map(int, np.unravel_index(np.where(below, values, -1).argmax(), values.shape))
        title = f"Most alike: {shown.index[i]} and {shown.columns[j]} ({values[i, j]:.2f})"
    notes = ["1: the same words in the same proportions; 0: none in common."]
    ax = canvas(
        ax,
        title,
        notes + _beyond(len(names), len(shown), "source", "articles") + _own_notes(table),
        height=max(0.5 * (len(shown) - 1), 0.5),
        width=max(5.6, 2.85 + 1.02 * max(len(shown) - 1, 1)),
        above=0.1,
        below=0.5,
    )
    if not below.any():
        return _nothing(ax, "one source alone has nothing to be compared with")
    lower = shown.iloc[1:, :-1]
    sns.heatmap(
        lower, mask=~below[1:, :-1], annot=True, fmt=".2f", cmap=_shades(), vmin=0, vmax=1, cbar=False, linewidths=2,
        linecolor=PAPER, ax=ax, annot_kws={"fontsize": 9, "color": INK},
    )  # fmt: skip
    _columns(ax, lower.columns, top=False)
    _rows(ax, lower.index, [i + 0.5 for i in range(len(lower))], limits=(len(lower), 0))
    return ax


@_in_house_style
def share_of_voice(table: pd.DataFrame, ax: Axes | None = None, *, top: int = 30) -> Axes:
    """How much of all that is said each speaker says, with intervals.

    `table` is that of `analysis.sources.share`: `value` (the speaker), `statements`, `of_statements`, `share`, `low` and
    `high`; of its rows those for all sources together (`source` empty) are drawn.
    """
    import seaborn as sns

    ranked = table[table["source"] == ""].sort_values(["statements", "value"], ascending=[False, True])
    shown = ranked.head(top).reset_index(drop=True)
    title = "Nobody speaks"
    if len(shown):
        title = f"{short(str(shown['value'][0]), 60, 1)} is heard most: {shown['share'][0]:.0%} of all statements"
    notes = [] if shown.empty else [f"Share of {count(int(shown['of_statements'][0]), 'statement')}; line: 95% interval."]
    ax = canvas(
        ax,
        title,
        notes + _left_out(ranked, shown) + _own_notes(table),
        height=ROW * max(len(shown), 1),
        above=0.05,
        below=0.15,
        right=1.0,
    )
    if shown.empty:
        return _nothing(ax)
    sns.barplot(x=shown["share"], y=shown.index, orient="h", color=SHADE, saturation=1, width=0.62, errorbar=None, ax=ax)
    ax.hlines(shown.index, shown["low"], shown["high"], color=INK, linewidth=1.2)
    ends = shown[["share", "high"]].max(axis=1)
    for row, end, share, statements in zip(shown.index, ends, shown["share"], shown["statements"], strict=True):
        words = f"{share:.0%} ({statements})"
        _beside(ax, words, (end, row), "data", (5, 0), va="center")
    _rows(ax, shown["value"], shown.index)
    ax.set(xticks=[], xlim=(0, ends.max()), xlabel="", ylabel="")
    return ax


@_in_house_style
def timeline(table: pd.DataFrame, proposition: str = "", ax: Axes | None = None, *, label: str = "", top: int = 15) -> Axes:
    """When each speaker was quoted, and on which side: `table` has the columns of `Study.judgements`.

    Statements without a date or a speaker are counted in the footnote.
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
        notes + _left_out(heard, kept) + _own_notes(table),
        height=(ROW + 0.08) * max(len(order), 1),
        above=0.28,
        below=0.36,
    )
    if dots.empty:
        return _nothing(ax)
    ax.hlines(range(len(order)), 0, 1, transform=ax.get_yaxis_transform(), color=RULE, linewidth=0.6, zorder=0)
    for side in ("neutral", "oppose", "support"):
        own, look = dots[dots["side"] == side], LOOKS[side]
        sns.scatterplot(
            x=own["date"], y=own["row"], s=[1.4 * _area(n) for n in own["n"]], marker=look.marker, ax=ax, legend=False,
            facecolor=look.colour, edgecolor=PAPER, linewidth=0.8, zorder=3,
        )  # fmt: skip
    for side, words, x in (("oppose", "◀ opposes", 0.0), ("neutral", "● no side", 0.17), ("support", "▶ supports", 0.34)):
        _beside(ax, words, (x, 1), "axes fraction", (0, 4), color=LOOKS[side].ink, fontweight="bold")
    locator = AutoDateLocator(minticks=3, maxticks=7)  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    ax.margins(x=0.06)
    _rows(ax, order, range(len(order)))
    ax.set(xlabel="", ylabel="")
    return ax


_LANE = {"oppose": -0.22, "neutral": 0.0, "support": 0.22}


def _beside(ax: Axes, words: str, at: tuple[float, float], coords: Any, shift: tuple[float, float], **kind: Any) -> None:
    """Words at a place, moved by `shift` points; outside the axes too."""
    ax.annotate(words, at, shift, xycoords=coords, textcoords="offset points", annotation_clip=False, **kind)


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


def _ranked(sums: pd.Series[Any]) -> pd.Series[Any]:
    return sums.sort_index().sort_values(ascending=False, kind="stable")


def _left_out(all_rows: pd.DataFrame, shown: pd.DataFrame) -> list[str]:
    if len(all_rows) == len(shown):
        return []
    rest = int(all_rows["statements"].sum() - shown["statements"].sum())
    return [
        f"Shown: the {len(shown)} speakers with most evidence; left out: {count(len(all_rows) - len(shown), 'speaker')} with "
        f"{count(rest, 'statement')} between them."
    ]


def _beyond(have: int, shown: int, what: str, by: str) -> list[str]:
    return [f"Shown: {shown} of {have} {what}s, those with most {by}."] if shown < have else []


def _own_notes(table: pd.DataFrame) -> list[str]:
    return [str(note) for note in table.attrs.get("notes", [])]


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def _tally(counts: pd.Series[Any]) -> str:
    words = {k: (k, k) for k in ("oppose", "support", "mixed", "unclear")}
    words |= {"oppose": ("opposes", "oppose"), "support": ("supports", "support")}
    said = [f"{counts[k]} {w[int(counts[k] != 1)]}" for k, w in words.items() if counts.get(k)]
    return ", ".join(said) or "nobody takes a side"


def _area(n: int) -> float:
    return 34 + 10 * min(n, 12)


def _shades() -> Any:
    from matplotlib.colors import LinearSegmentedColormap, to_rgba

    # From nearly clear to one colour, so that numbers can be read on all of it, on light paper and on dark.
    return LinearSegmentedColormap.from_list("shade", [to_rgba(SHADE, 0.1), to_rgba(SHADE, 1.0)])


def _rows(ax: Axes, names: Sequence[str] | pd.Series[str] | pd.Index[str], at: Any, limits: Any = None) -> None:
    """Names at the left of their rows, the first row on top."""
    at = list(at)
    ax.set_yticks(at, [short(str(name)) for name in names], rotation=0, fontsize=8.5, linespacing=1.0, parse_math=False)
    ax.set_ylim(limits or (max(at, default=0) + 0.5, -0.5))


def _columns(ax: Axes, names: Sequence[str] | pd.Index[str], top: bool = True) -> None:
    ax.set_xticks(
        [i + 0.5 for i in range(len(names))],
        [short(str(name) or "(unknown)", 14, 3) for name in names],
        rotation=0,
        fontsize=8,
        color=INK,
        linespacing=1.0,
        parse_math=False,
    )
    ax.tick_params(axis="x", labeltop=top, labelbottom=not top, length=0, pad=3)
    ax.tick_params(axis="y", length=0)
    ax.set(xlabel="", ylabel="")


def _nothing(ax: Axes, why: str = "nothing to show") -> Axes:
    ax.text(0.5, 0.5, why, transform=ax.transAxes, ha="center", va="center", color=MUTED)
    ax.set(xticks=[], yticks=[])
    return ax
