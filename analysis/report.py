"""The command: a folder of news articles in; figures, tables and one page of who stands where out.

Run as `python -m analysis.report`; `--help` shows how by example.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from io import TextIOWrapper
from itertools import takewhile
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis import __version__
from analysis.command import INTERRUPTED, NOTHING, OK, USAGE, UsageError, aliases_of, places, probability
from analysis.contents import compare, drawings
from analysis.issue import IssueError, load, shipped

if TYPE_CHECKING:
    from analysis.study import Study
    from analysis.view import Why

Progress = Callable[[Iterable[Any], str], Iterable[Any]]

_EXAMPLES = """
examples:
  python -m analysis.report
      the five articles that come with the project, into figures/
  python -m analysis.report my-articles --out my-report
      a folder of .txt, .md, .html, or one .csv, .jsonl, .parquet file of articles
  python -m analysis.report my-articles --issue my-issue.toml --out my-report
      about another issue; copy analysis/issues/intervention.toml to begin with
  python -m analysis.report results --out my-report
      what `python -m analysis.batch archive.parquet results` made of a large corpus
  python -m analysis.report my-articles --aliases names.toml --out my-report
      names.toml tells which names are one speaker:
      [aliases]
      "Andrés Manuel López Obrador" = ["AMLO"]

what it writes:
  OUT/report.html    the page: open it in any browser; it needs no network
  OUT/*.png, *.svg   the figures
  OUT/tables/*.csv   every result as a table; with --tables parquet or xlsx in that form

exit codes: 0 done, 1 nothing could be read, 2 wrong use, 130 stopped with Ctrl-C
"""


def _silent(items: Iterable[Any], _: str) -> Iterable[Any]:
    return items


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with these arguments (those of the process by default) and return the exit code."""
    options = _parser().parse_args(argv)
    try:
        return _run(options)
    except (UsageError, IssueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        print("\nstopped; what was written so far is incomplete", file=sys.stderr)
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    from analysis.attribution import THRESHOLD

    parser = argparse.ArgumentParser(
        prog="python -m analysis.report",
        description="Who speaks in a folder of news articles, what they say, and where they stand on an issue.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "path", nargs="?", default="seeds", metavar="PATH", help="articles: a file or folder; or results of analysis.batch (default: seeds)"
    )
    parser.add_argument(
        "--issue",
        metavar="FILE",
        help=f"issue file, or one that comes with the package: {', '.join(shipped())} (default: intervention; for batch results "
        "the issue they were made with)",
    )
    parser.add_argument("--out", default="figures", metavar="DIR", help="folder for what is written (default: figures)")
    parser.add_argument("--aliases", metavar="FILE", help="TOML file of names that are one speaker")
    parser.add_argument(
        "--threshold",
        type=probability,
        metavar="P",
        help=f"leave out statements found with less than this probability (0 to 1; default: {THRESHOLD})",
    )
    parser.add_argument("--tables", choices=("csv", "parquet", "xlsx"), default="csv", help="how tables are written (default: csv)")
    parser.add_argument("--quiet", action="store_true", help="say nothing unless something is wrong")
    parser.add_argument("--version", action="version", version=f"newsvoices {__version__}")
    return parser


def _run(options: argparse.Namespace) -> int:
    from analysis.articles import NothingToRead
    from analysis.results import ResultError
    from analysis.study import Study
    from analysis.style import PAGE

    issue, aliases = load(options.issue) if options.issue else None, aliases_of(options.aliases)
    path, out = places(options.path, options.out)
    try:
        with ThreadPoolExecutor(1) as aside:
            aside.submit(_import)
            study = Study.of(path, issue, aliases=aliases, threshold=options.threshold, progress=_bar(options.quiet))
    except NothingToRead as error:
        print(f"error: {error}", file=sys.stderr)
        for skipped in error.skipped[:20]:
            print(f"  {skipped.path}: {skipped.reason}", file=sys.stderr)
        return NOTHING
    except ResultError as error:
        raise UsageError(str(error)) from error
    write(study, out, tables=options.tables, progress=_bar(options.quiet))
    if not options.quiet:
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")  # a terminal may lack the letters of a name
        width = shutil.get_terminal_size((100, 24)).columns
        print(summary(study, width))
        print(f"\nOpen {out / PAGE} in a browser.")
    return OK


def _import() -> None:
    """Import what takes seconds, while the models read on another core."""
    import seaborn  # noqa: F401
    import textblob  # noqa: F401


def write(study: Study, out: str | Path, *, tables: str = "csv", progress: Progress = _silent) -> Path:
    """Write a study's figures, tables and page into a folder and return the path of the page.

    `tables` is the form of the tables, `csv`, `parquet` or `xlsx` (`csv` for what is too long for a sheet).
    Files of an earlier run with the same names are overwritten. `progress(items, what)` may wrap what is worked through.
    """
    from analysis.columns import dictionary
    from analysis.figures import save
    from analysis.page import Picture, page
    from analysis.style import PAGE
    from analysis.tables import SHEET
    from analysis.tables import write as write_table

    out = Path(out)
    (out / "tables").mkdir(parents=True, exist_ok=True)
    with _sought(study) as why:
        results = compare(study)
        frames = {result.name: result.frame for result in results}
        everything = {name: getattr(study, name) for name in _TABLES} | frames | {"columns": dictionary()}
        for name, frame in everything.items():
            form = "csv" if tables == "xlsx" and len(frame) >= SHEET else tables
            for other in {"csv", "parquet", "xlsx"} - {form}:
                (out / "tables" / f"{name}.{other}").unlink(missing_ok=True)
            write_table(frame, out / "tables" / f"{name}.{form}")
        pictures: dict[str, list[Picture]] = {}
        for drawing in progress(drawings(study, frames), "figures"):
            axes = drawing.plot()
            _, svg = save(axes, out / drawing.name)
            picture = Picture(drawing.name, str(axes.get_label()), svg.read_text(encoding="utf-8"), drawing.more)
            pictures.setdefault(drawing.section, []).append(picture)
        shown: dict[str, list[pd.DataFrame]] = {}
        for result in results:
            shown.setdefault(result.section, []).append(result.frame)
        text = page(study, pictures, shown, why=why(), version=__version__)
    target = out / PAGE
    target.write_text(text, encoding="utf-8", newline="\n")
    return target


@contextmanager
def _sought(study: Study) -> Iterator[Callable[[], Why]]:
    """Gives what waits for the words that carry judgements. They are sought while figures are drawn: the model holds up nobody.

    Where the drawing fails or is stopped the search ends too. A judge of one's own is asked in this thread, when they are wanted.
    """
    from analysis.occlusion import carried
    from analysis.stance import judge

    stopped = Event()
    seek = partial(carried, study, progress=lambda items, _: takewhile(lambda _: not stopped.is_set(), items))
    if study.judge is not judge:
        yield seek
        return
    with ThreadPoolExecutor(1) as aside:
        found = aside.submit(seek)
        try:
            yield found.result
        except BaseException:
            stopped.set()
            raise


def summary(study: Study, width: int = 100, top: int = 15) -> str:
    """Who stands where, in a text that fits a terminal of `width` characters."""
    from analysis.wording import answer, count, listed

    width = max(width, 40)
    positions, propositions = study.positions, study.issue.propositions
    heard = (len(study.speakers), len(study.articles))
    first = propositions[0]
    lines = [study.issue.question, ""]
    said = answer(positions[positions["proposition"] == first.key], first.text, *heard)
    lines += textwrap.wrap(_plain(said), width)
    if study.corpus.skipped:
        told = f"Not read: {len(study.corpus.skipped):,} of the files and rows given. The page says which, and why."
        lines += ["", *textwrap.wrap(told, width)]
    evidence = positions.groupby("speaker", sort=False)["statements"].sum()
    speakers = sorted(evidence[evidence > 0].index, key=lambda s: (-evidence[s], s))
    if not speakers:
        return "\n".join(lines)
    names = [_plain(speaker) for speaker in speakers[:top]]
    name_width = min(max(map(_columns, names)), max(16, width // 3))
    fitting = propositions[: max(1, (width - name_width) // (_CELL + 2))]
    cell = min(max(len(p.label or p.text) for p in fitting), (width - name_width) // len(fitting) - 2)
    cells = {
        (row["speaker"], row["proposition"]): f"{row['position']} ({row['statements']})"
        for row in positions.to_dict("records")
        if row["statements"]
    }
    lines += ["", _row([""] + [p.label or p.text for p in fitting], name_width, cell)]
    for speaker, name in zip(speakers, names, strict=False):
        lines.append(_row([name] + [cells.get((speaker, p.key), "–") for p in fitting], name_width, cell))
    left = [count(len(speakers) - top, "speaker")] * (len(speakers) > top)
    left += [count(len(propositions) - len(fitting), "proposition")] * (len(propositions) > len(fitting))
    note = "In brackets: statements that count as evidence." + (f" Not shown: {listed(left)}." if left else "")
    lines += ["", *textwrap.wrap(note, width)]
    return "\n".join(lines)


_TABLES = ("articles", "statements", "judgements", "positions", "speakers", "facts", "tone", "skipped", "cuts")
_CELL = 14  # the narrowest cell


def _row(cells: Sequence[str], name_width: int, cell: int) -> str:
    widths = [name_width] + [cell] * (len(cells) - 1)
    return "  ".join(_fit(cell, size) for cell, size in zip(cells, widths, strict=True)).rstrip()


def _fit(text: str, size: int) -> str:
    while _columns(text) > size:
        text = text.removesuffix("…")[:-1] + "…"
    return text + " " * (size - _columns(text))


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _plain(text: str) -> str:
    """Without what would steer a terminal: names come from articles."""
    return "".join(c if c.isprintable() else " " for c in text)


def _bar(quiet: bool) -> Progress:
    """Progress on a terminal, nothing elsewhere."""
    from tqdm import tqdm

    def bar(items: Iterable[Any], what: str) -> Iterable[Any]:
        return tqdm(items, desc=what, file=sys.stderr, leave=False, disable=True if quiet else None)  # type: ignore[no-any-return]

    return bar


if __name__ == "__main__":
    sys.exit(main())
