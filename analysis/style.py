"""The house style of the figures: one set of colours and marks for the sides, one layout, the same bytes at every run.

A side is told by its colour, by how dark that is and by the shape of its mark, so that it can be read by the colour-blind
(after Okabe and Ito 2008: orange against blue), in greyscale and in print.
"""

from __future__ import annotations

import textwrap
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, MUTED, RULE, PAPER, BAR, SHADE = "#1c2026", "#5d6570", "#dfe2e7", "#ffffff", "#56657a", "#8ba0be"


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


def _ems(text: str) -> float:
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        width, _, _ = text_to_path.get_text_width_height_descent(text, FontProperties(family="DejaVu Sans", size=10), False)
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
    from matplotlib.figure import Figure

    head = textwrap.fill(title, int(width * 9.6))
    foot = "\n".join(textwrap.fill(note, int(width * 16)) for note in notes)
    if ax is None:
        top = 0.2 + 0.2 * (head.count("\n") + 1) + above
        bottom = 0.15 + below + (0.15 * (foot.count("\n") + 1) if foot else 0)
        full = top + height + bottom
        ax = Figure(figsize=(width, full)).subplots()
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
        figure.savefig(png, dpi=200, metadata={"Software": None})
        figure.savefig(svg, metadata={"Date": None, "Creator": None})
    return png, svg
