"""The figures: each takes a table and draws it on the axes given, or on a figure of its own, and returns the axes.

`save` writes one as PNG and SVG. The tables are those of `analysis.study.Study` and of `analysis.keywords` and
`analysis.sources`; what a table says of itself in `attrs["notes"]` goes into the footnote. Nothing here uses pyplot, so
nothing stays open and a figure shows outside Jupyter as inside. Here stand the figures of who is heard and in which
words; those of who is on which side come from `analysis.sides`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.sides import positions, stance_by_source, timeline
from analysis.style import (
    INK,
    PAPER,
    ROW,
    SHADE,
    beside,
    beyond,
    canvas,
    columns,
    in_house_style,
    left_out,
    link,
    nothing,
    own_notes,
    rows,
    save,
    short,
)
from analysis.wording import count

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


_GLASS = 0.004  # not seen, but there to be clicked on


@in_house_style
def speaker_by_source(table: pd.DataFrame, ax: Axes | None = None, *, top: int = 30, sources: int = 12) -> Axes:
    """Who is quoted where: statements of each speaker in each source, as numbers on shades.

    `table` is that of `analysis.sources.quoted`: `speaker`, `sources`, `statements`, `articles` and a column of counts
    for each source. The `top` speakers and the `sources` with most statements are shown. In the SVG a number leads to its
    statements on the page.
    """
    import seaborn as sns
    from matplotlib.patches import Rectangle

    counts = table.set_index("speaker").drop(columns=["sources", "statements", "articles"], errors="ignore")
    by_speaker, by_source = _ranked(counts.sum(axis=1)), _ranked(counts.sum(axis=0))
    shown = counts.loc[by_speaker.index[:top], by_source.index[:sources]]
    notes = [f"Statements of each speaker in each source; {int(counts.to_numpy().sum()):,} in all."]
    notes += beyond(len(by_speaker), len(shown), "speaker", "statements") + beyond(len(by_source), shown.shape[1], "source", "statements")
    ax = canvas(
        ax,
        f"Who is quoted where: {count(len(by_speaker), 'speaker')} in {count(len(by_source), 'source')}",
        notes + own_notes(table),
        height=ROW * max(len(shown), 1),
        above=0.5,
        below=0.15,
        left=2.55,
        width=max(6.0, 2.85 + 1.02 * max(shown.shape[1], 1)),
    )
    if shown.empty:
        return nothing(ax)
    labels = shown.astype(int).astype(str).where(shown > 0, "")
    sns.heatmap(
        shown, annot=labels, fmt="", cmap=_shades(), vmin=0, cbar=False, linewidths=2, linecolor=PAPER, ax=ax,
        annot_kws={"fontsize": 9, "color": INK},
    )  # fmt: skip
    for y, x in zip(*shown.to_numpy().nonzero(), strict=True):
        statements = link(speaker=str(shown.index[y]), source=str(shown.columns[x]))
        ax.add_patch(Rectangle((x, y), 1, 1, facecolor=SHADE, alpha=_GLASS, linewidth=0, url=statements))
    columns(ax, shown.columns)
    rows(ax, shown.index, [i + 0.5 for i in range(len(shown))], limits=(len(shown), 0))
    return ax


@in_house_style
def keywords_by_source(table: pd.DataFrame, ax: Axes | None = None, *, top: int = 8, sources: int = 8) -> Axes:
    """The words that mark each source, the weightiest first; a bar's length is the word's weight against the first.

    `table` is that of `analysis.keywords.keywords(..., by="source")`: `group` (the source), `term`, `tfidf`,
    `group_words`. The `sources` with most words are shown.
    """
    names = list(table.groupby("group", sort=False)["group_words"].first().sort_values(ascending=False, kind="stable").index)
    across = min(4, max(len(names[:sources]), 1))
    bands = math.ceil(len(names[:sources]) / across) or 1
    notes = ["Longer bar: heavier in that source against the others (TF-IDF), in proportion to its first word."]
    notes += beyond(len(names), min(len(names), sources), "source", "words")
    ax = canvas(
        ax,
        f"The words that mark each source: {count(len(names), 'source')}",
        notes + own_notes(table),
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


@in_house_style
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
        notes + beyond(len(names), len(shown), "source", "articles") + own_notes(table),
        height=max(0.5 * (len(shown) - 1), 0.5),
        width=max(5.6, 2.85 + 1.02 * max(len(shown) - 1, 1)),
        above=0.1,
        below=0.5,
    )
    if not below.any():
        return nothing(ax, "one source alone has nothing to be compared with")
    lower = shown.iloc[1:, :-1]
    sns.heatmap(
        lower, mask=~below[1:, :-1], annot=True, fmt=".2f", cmap=_shades(), vmin=0, vmax=1, cbar=False, linewidths=2,
        linecolor=PAPER, ax=ax, annot_kws={"fontsize": 9, "color": INK},
    )  # fmt: skip
    columns(ax, lower.columns, top=False)
    rows(ax, lower.index, [i + 0.5 for i in range(len(lower))], limits=(len(lower), 0))
    return ax


@in_house_style
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
        notes + left_out(ranked, shown) + own_notes(table),
        height=ROW * max(len(shown), 1),
        above=0.05,
        below=0.15,
        right=1.0,
    )
    if shown.empty:
        return nothing(ax)
    sns.barplot(x=shown["share"], y=shown.index, orient="h", color=SHADE, saturation=1, width=0.62, errorbar=None, ax=ax)
    ax.hlines(shown.index, shown["low"], shown["high"], color=INK, linewidth=1.2)
    ends = shown[["share", "high"]].max(axis=1)
    for row, end, share, statements in zip(shown.index, ends, shown["share"], shown["statements"], strict=True):
        words = f"{share:.0%} ({statements})"
        beside(ax, words, (end, row), "data", (5, 0), va="center")
    rows(ax, shown["value"], shown.index)
    ax.set(xticks=[], xlim=(0, ends.max()), xlabel="", ylabel="")
    return ax


def _ranked(sums: pd.Series[Any]) -> pd.Series[Any]:
    return sums.sort_index().sort_values(ascending=False, kind="stable")


def _shades() -> Any:
    from matplotlib.colors import LinearSegmentedColormap, to_rgba

    # From nearly clear to one colour, so that numbers can be read on all of it, on light paper and on dark.
    return LinearSegmentedColormap.from_list("shade", [to_rgba(SHADE, 0.1), to_rgba(SHADE, 1.0)])
