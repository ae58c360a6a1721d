"""What the commands have in common: exit codes, and options that are checked before anything is read."""

from __future__ import annotations

import argparse
from pathlib import Path

OK, NOTHING, USAGE, STOPPED, INTERRUPTED = 0, 1, 2, 3, 130


class UsageError(Exception):
    """A path or an option that can't be used; the message says which and why."""


def places(source: str, target: str) -> tuple[Path, Path]:
    """Where the articles are, and the folder for what is written, made if it wasn't there.

    Raises `UsageError` where there are no articles, or the folder can't be written to or lies in that of the articles.
    """
    path, out = Path(source), Path(target)
    if not path.exists():
        raise UsageError(f"{path}: no such file or folder; give the path of your articles")
    if path.is_dir() and out.resolve().is_relative_to(path.resolve()):
        raise UsageError(f"{out}: lies in the folder of articles, where the next run would read it; choose another")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{out}: not a folder that can be written to ({error.strerror})") from error
    return path, out


def aliases_of(path: str | None) -> dict[str, tuple[str, ...]] | None:
    """The names that are one speaker, from a file; None without one. Raises `UsageError`."""
    from analysis.speakers import read_aliases

    try:
        return None if path is None else read_aliases(path)
    except OSError as error:
        raise UsageError(f"{path}: can't be read ({error.strerror})") from error
    except ValueError as error:
        raise UsageError(str(error)) from error


def probability(text: str) -> float:
    """The type of an option from 0 to 1.

    >>> probability("0.3")
    0.3
    """
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 1")
    return number
