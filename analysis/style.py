"""The house style of the figures: one set of colours and marks for the sides, one layout, the same bytes at every run.

A side is told by its colour, by how dark that is and by the shape of its mark, so that it can be read by the colour-blind
(after Okabe and Ito 2008: orange against blue), in greyscale and in print.
"""

from __future__ import annotations

import textwrap
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar
from urllib.parse import urlencode

from analysis.wording import count

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

P = ParamSpec("P")
T = TypeVar("T")
INK, MUTED, RULE, PAPER, BAR, SHADE = "#1c2026", "#5d6570", "#dfe2e7", "#ffffff", "#56657a", "#8ba0be"
ROW = 0.34  # inches between two rows of names
PAGE = "report.html"  # where a figure lies, the page does


@dataclass(frozen=True, slots=True)
class Look:
    """How a position or a side is drawn: `colour` for marks, `ink` for words and edges, `marker` as Matplotlib has it."""

    colour: str
    ink: str
    marker: str


LOOKS = {
    "oppose": Look("#a63c06", "#a23a06", "<"),
    "mixed": Look("#7d6b9e", "#6a588c", "D"),
    "unclear": Look("#b4bac3", "#5e6671", "o"),
    "neutral": Look("#b4bac3", "#5e6671", "o"),
    "support": Look("#4aa3df", "#1f6fa8", ">"),
}
# Every colour by name: the page gives the same names to its own, and other values in the dark.
PALETTE = {"ink": INK, "muted": MUTED, "rule": RULE, "paper": PAPER, "bar": BAR, "shade": SHADE} | {
    name + suffix: colour for name, look in LOOKS.items() if name != "neutral" for suffix, colour in (("", look.colour), ("-ink", look.ink))
}

RC: dict[str, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.edgecolor": RULE,
    "axes.facecolor": PAPER,
    "axes.labelcolor": MUTED,
    "axes.linewidth": 0.8,
    "figure.facecolor": PAPER,
    "text.color": INK,
    "text.hinting": "no_hinting",  # at this size nobody sees it, and letters are drawn in half the time
    "text.parse_math": False,  # a dollar sign in a name is a dollar sign
    "xtick.color": MUTED,
    "ytick.color": INK,
    "xtick.labelsize": 8,
    "svg.hashsalt": "newsvoices",
    "svg.fonttype": "path",
    "path.simplify": False,
}


@contextmanager
def house() -> Iterator[None]:
    """Draw in the house style; the settings that were in force come back afterwards."""
    from matplotlib import style

    with style.context(["default", RC]):
        yield


def in_house_style(draw: Callable[P, T]) -> Callable[P, T]:
    """A function that draws, made to draw in the house style."""

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> T:
        with house():
            return draw(*args, **kwargs)

    return drawn


def short(name: str, width: int = 34, lines: int = 2) -> str:
    """A name that fits a place for about `width` letters: broken into lines, and what is longer ends in an ellipsis.

    >>> short("Organization of American States", 20)
    'Organization of\\nAmerican States'
    >>> short("Organization of American States", 20, lines=1)
    'Organization of …'
    """
    size = width
    while True:
        words = [w if len(w) <= size else w[: size - 1] + "…" for w in name.split()]
        fitted = textwrap.wrap(" ".join(words), size, max_lines=lines, placeholder=" …")
        if size <= 4 or max(map(_ems, fitted), default=0.0) <= width * _LETTER:
            return "\n".join(fitted)
        size -= 2  # capitals are wider than most letters


_LETTER = 0.58  # of an em: about the mean width of a letter


def _filled(text: str, ems: float) -> str:
    """A text in bold letters, broken into lines no wider than so many ems: capitals take more room than their number."""
    size = max(int(ems / 0.6), 8)
    while True:
        lines = textwrap.wrap(text, size)
        if size <= 8 or max((_ems(line, "bold") for line in lines), default=0.0) <= ems:
            return "\n".join(lines)
        size -= 2


def _ems(text: str, weight: str = "normal") -> float:
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        width, _, _ = text_to_path.get_text_width_height_descent(text, FontProperties(family="DejaVu Sans", size=10, weight=weight), False)
    return float(width) / 10


def canvas(
    ax: Axes | None,
    title: str,
    notes: Sequence[str],
    *,
    height: float,
    width: float = 8.0,
    left: float = 2.55,
    right: float = 0.3,
    above: float = 0.3,
    below: float = 0.3,
) -> Axes:
    """Axes of `height` inches with a title over and footnotes under them, on a figure of its own unless `ax` is given.

    `left` and `right` are the inches kept for names and numbers beside the axes, `above` and `below` for axis labels.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    head = _filled(title, (width - 0.6) * 72 / 12)  # the letters of a screen are up to a twentieth wider
    foot = "\n".join(textwrap.fill(note, int(width * 16)) for note in notes)
    if ax is None:
        top = 0.2 + 0.2 * (head.count("\n") + 1) + above
        bottom = 0.15 + below + (0.15 * (foot.count("\n") + 1) if foot else 0)
        full = top + height + bottom
        figure = Figure(figsize=(width, full))
        FigureCanvasAgg(figure)  # measures text at once; a bare canvas would draw the figure for each
        ax = figure.subplots()
        ax.figure.subplots_adjust(left / width, bottom / full, 1 - right / width, 1 - top / full)
        shift = -(left - 0.15) * 72
    else:
        shift = 0.0
    place: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", "annotation_clip": False}
    ax.annotate(head, (0, 1), (shift, above * 72 + 4), va="bottom", fontsize=12, fontweight="bold", linespacing=1.15, **place)
    if foot:
        ax.annotate(foot, (0, 0), (shift, -below * 72), va="top", fontsize=7.5, color=MUTED, linespacing=1.3, **place)
    ax.set_label(title)
    bare(ax)
    return ax


def bare(ax: Axes) -> None:
    """Take away what isn't read: frame, tick marks."""
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.tick_params(length=0)
    ax.set(xlabel="", ylabel="")


def beside(ax: Axes, words: str, at: tuple[float, float], coords: Any, shift: tuple[float, float], **kind: Any) -> None:
    """Words at a place, moved by `shift` points; outside the axes too."""
    ax.annotate(words, at, shift, xycoords=coords, textcoords="offset points", annotation_clip=False, **kind)


def link(**where: str) -> str:
    """The link from a mark to the statements behind it: to the page that stands beside the figure, filtered so; "" is unknown.

    >>> link(speaker="Ann Lee", side="oppose")
    'report.html#?speaker=Ann+Lee&side=oppose'
    """
    return f"{PAGE}#?{urlencode({key: value or '-' for key, value in where.items()})}"


def rows(ax: Axes, names: Sequence[str] | pd.Series[str] | pd.Index[str], at: Any, limits: Any = None) -> None:
    """Names at the left of their rows, the first row on top."""
    at = list(at)
    ax.set_yticks(at, [short(str(name)) for name in names], rotation=0, fontsize=8.5, linespacing=1.1, parse_math=False)
    ax.set_ylim(limits or (max(at, default=0) + 0.5, -0.5))


def columns(ax: Axes, names: Sequence[str] | pd.Index[str], top: bool = True) -> None:
    """Names over their columns, or under them."""
    ax.set_xticks(
        [i + 0.5 for i in range(len(names))],
        [short(str(name) or "(unknown)", 14, 3) for name in names],
        rotation=0,
        fontsize=8,
        color=INK,
        linespacing=1.15,
        parse_math=False,
    )
    ax.tick_params(axis="x", labeltop=top, labelbottom=not top, length=0, pad=3)
    ax.tick_params(axis="y", length=0)
    ax.set(xlabel="", ylabel="")


def nothing(ax: Axes, why: str = "nothing to show") -> Axes:
    """Axes that say that there is nothing, and why."""
    ax.text(0.5, 0.5, textwrap.fill(why, 32), transform=ax.transAxes, ha="center", va="center", color=MUTED)
    ax.set(xticks=[], yticks=[])
    return ax


def left_out(all_rows: pd.DataFrame, shown: pd.DataFrame) -> list[str]:
    """The footnote on the speakers that a figure leaves out, if any; both tables have a column `statements`."""
    if len(all_rows) == len(shown):
        return []
    rest = int(all_rows["statements"].sum() - shown["statements"].sum())
    return [
        f"Shown: the {len(shown)} speakers with most evidence; left out: {count(len(all_rows) - len(shown), 'speaker')} with "
        f"{count(rest, 'statement')} between them."
    ]


def beyond(have: int, shown: int, what: str, by: str) -> list[str]:
    """The footnote on how many of the rows or columns are shown, if not all."""
    return [f"Shown: {shown} of {have} {what}s, those with most {by}."] if shown < have else []


def own_notes(table: pd.DataFrame) -> list[str]:
    """What a table says of itself."""
    return [str(note) for note in table.attrs.get("notes", [])]


def save(drawn: Axes | Figure, path: str | Path) -> tuple[Path, Path]:
    """Write `drawn` as `PATH.png` and `PATH.svg` and return both paths; the same figure gives the same bytes.

    `path` comes without a suffix; its folder is made where it is missing.
    """
    figure = drawn.get_figure(root=True)
    if figure is None:
        raise ValueError("the axes are on no figure")
    stem = Path(path)
    stem.parent.mkdir(parents=True, exist_ok=True)
    png, svg = (stem.with_name(stem.name + suffix) for suffix in (".png", ".svg"))
    with house(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"Glyph \d+ .* missing")  # letters that the font lacks show as boxes
        figure.savefig(png, dpi=150, metadata={"Software": None}, pil_kwargs={"compress_level": 1})  # a fifth of the time, a tenth larger
        figure.savefig(svg, metadata={"Date": None, "Creator": None})
    return png, svg
