"""The issue that a study is about: read from a TOML file, so that another issue is another file, not other code."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from analysis.records import Issue, Proposition

_KEY = re.compile(r"[a-z][a-z0-9_]*")


class IssueError(ValueError):
    """An issue file that can't be used; the message says which file and what to change."""


def load(path: str | Path = "intervention") -> Issue:
    """Read an issue file, or one that ships with the package by its name (see `shipped`).

    The file has a `name`, a `question`, optional `terms` (words that show that a text is about the issue), and one
    `[[propositions]]` table each with `key` (a short word for tables), `text` (a noun phrase that one can be for or
    against, which the stance model reads), an optional `label` (for figures) and an optional `contrary` (noun phrases too:
    what those against the proposition stand up for).

    Raises `IssueError` where the file is missing or its content is wrong.

    >>> load("intervention").propositions[0].key
    'intervention'
    """
    name = str(path)
    if _KEY.fullmatch(name) and not Path(name).is_file():
        found = resources.files("analysis") / "issues" / f"{name}.toml"
        if not found.is_file():
            raise IssueError(f"no issue named {name!r}; shipped are: {', '.join(shipped())}. Or give the path of a file.")
        raw = found.read_bytes()
    else:
        try:
            raw = Path(path).read_bytes()
        except OSError as error:
            raise IssueError(f"{path}: can't be read ({error.strerror})") from error
    try:
        return parse(tomllib.loads(raw.decode("utf-8-sig")), where=name)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise IssueError(f"{path}: not a TOML file ({error})") from error


def shipped() -> list[str]:
    """Names of the issues that ship with the package."""
    folder = resources.files("analysis") / "issues"
    return sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml"))


def mention(issue: Issue) -> re.Pattern[str]:
    """Finds the terms of the issue in a text, and words that begin with one; nothing where it has no terms.

    >>> mention(load("intervention")).findall("Two airstrikes hit the airport.")
    ['airstrikes']
    """
    return re.compile(r"\b(?:" + "|".join(map(re.escape, issue.terms)) + r")\w*" if issue.terms else r"(?!)", re.IGNORECASE)


def parse(data: Mapping[str, Any], where: str = "issue") -> Issue:
    """An `Issue` from the content of an issue file; raises `IssueError` where something is missing or of a wrong type."""
    unknown = set(data) - {"name", "question", "terms", "propositions"}
    if unknown:
        raise IssueError(f"{where}: unknown key {sorted(unknown)[0]!r}; known are name, question, terms, propositions")
    tables = data.get("propositions")
    if not isinstance(tables, list) or not tables:
        raise IssueError(f"{where}: needs at least one [[propositions]] table with key and text")
    propositions = tuple(_proposition(table, f"{where}, proposition {n}") for n, table in enumerate(tables, 1))
    keys = [p.key for p in propositions]
    twice = next((k for k in keys if keys.count(k) > 1), None)
    if twice:
        raise IssueError(f"{where}: two propositions have the key {twice!r}")
    return Issue(_text(data, "name", where), _text(data, "question", where), propositions, _texts(data, "terms", where))


def _proposition(table: object, where: str) -> Proposition:
    if not isinstance(table, Mapping):
        raise IssueError(f"{where}: must be a table with key and text")
    unknown = set(table) - {"key", "text", "label", "contrary"}
    if unknown:
        raise IssueError(f"{where}: unknown key {sorted(unknown)[0]!r}; known are key, text, label, contrary")
    key, text = _text(table, "key", where), _text(table, "text", where)
    if not _KEY.fullmatch(key):
        raise IssueError(f"{where}: key {key!r} must be lower-case letters, digits and _, starting with a letter")
    label = _text(table, "label", where) if "label" in table else text
    contrary = _texts(table, "contrary", where)
    if text.casefold() in map(str.casefold, contrary):
        raise IssueError(f"{where}: {text!r} can't be contrary to itself; name what those against it stand up for")
    return Proposition(key, text, label, contrary)


def _text(table: Mapping[str, Any], key: str, where: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise IssueError(f"{where}: {key} is missing or not a text")
    return value.strip()


def _texts(table: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    values = table.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
        raise IssueError(f"{where}: {key} must be a list of words or phrases")
    return tuple(dict.fromkeys(value.strip() for value in values))
