"""The pages hold: their Python runs and prints what they say it prints, their links lead somewhere, their names exist.

In a page a fenced block with a file name after its language (```toml charge.toml) is a file that the blocks after it
use; ```output is what the Python block before it prints.
"""

from __future__ import annotations

import ast
import csv
import importlib
import re
import runpy
import shutil
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import pytest

from analysis.columns import COLUMNS
from analysis.issue import parse
from analysis.speakers import read_aliases

ROOT = Path(__file__).parent.parent
DOCS = sorted((ROOT / "docs").glob("*.md"))
PAGES = [page for page in [ROOT / "README.md", *DOCS] if page.exists()]
_BLOCK = re.compile(r"^```(\w*)(?: +(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")
_HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)


class Block(NamedTuple):
    language: str
    file: str
    text: str


def blocks(page: Path) -> list[Block]:
    return [Block(*(part or "" for part in found.groups())) for found in _BLOCK.finditer(page.read_text("utf-8"))]


def prose(page: Path) -> str:
    """A page without its blocks."""
    return _BLOCK.sub("", page.read_text("utf-8"))


def anchors(page: Path) -> set[str]:
    """What GitHub makes of the headings."""
    return {re.sub(r"[^\w\- ]", "", title).strip().lower().replace(" ", "-") for title in _HEADING.findall(prose(page))}


def links(page: Path) -> Iterator[str]:
    for found in _LINK.finditer(prose(page)):
        yield next(filter(None, found.groups()))


def name_of(page: Path) -> str:
    return page.name


pages = pytest.mark.parametrize("page", PAGES, ids=name_of)


@pytest.mark.parametrize("page", DOCS, ids=name_of)
def test_code_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    printed = ""
    for block in blocks(page):
        if block.file:
            path = tmp_path / block.file
            assert path.resolve().is_relative_to(tmp_path.resolve())
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text.strip("\n") and block.text, encoding="utf-8")
        elif block.language == "python":
            capsys.readouterr()
            exec(compile(block.text, str(page), "exec"), names)
            printed = capsys.readouterr().out
        elif block.language == "output":
            assert printed.rstrip() == block.text.rstrip()


@pages
def test_relative_links_lead_somewhere(page: Path) -> None:
    for link in links(page):
        if "://" in link or link.startswith("mailto:"):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), f"{page.name}: {link}"
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target), f"{page.name}: {link}"


@pages
def test_names_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    for dotted in re.findall(r"`(analysis(?:\.\w+)+)", text):
        assert resolves(dotted), f"{page.name}: {dotted}"
    for module in re.findall(r"python -m (analysis[.\w]*)", text):
        assert find_spec(module), f"{page.name}: python -m {module}"
    for file in re.findall(r"python ((?:tests|benchmarks|training)/\w+\.py)", text):
        assert (ROOT / file).is_file(), f"{page.name}: {file}"
    study = importlib.import_module("analysis.study").Study
    for name in re.findall(r"`Study\.(\w+)", text):
        assert hasattr(study, name), f"{page.name}: Study.{name}"


def resolves(dotted: str) -> bool:
    """Whether a module, or something in one, has this name; the module where both have it."""
    parts = dotted.split(".")
    for end in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for name in parts[end:]:
            if not hasattr(found, name):
                return False
            found = getattr(found, name)
        return True
    return False


@pages
def test_imports_exist(page: Path) -> None:
    for block in blocks(page):
        if block.language != "python":
            continue
        for node in ast.walk(ast.parse(block.text)):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "analysis":
                for alias in node.names:
                    assert resolves(f"{node.module}.{alias.name}"), f"{page.name}: {alias.name}"


@pages
def test_options_exist(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from analysis.report import main

    with pytest.raises(SystemExit):
        main(["--help"])
    known = capsys.readouterr().out
    for command in re.findall(r"python -m analysis\.report(.*)", page.read_text("utf-8")):
        for option in re.findall(r"(?<!\S)--[a-z-]+", command):
            assert option in known, f"{page.name}: {option}"


def test_reference_says_what_the_docstrings_say() -> None:
    page = runpy.run_path(str(ROOT / "docs" / "reference.py"))
    assert (ROOT / "docs" / "reference.md").read_text("utf-8") == page["reference"](), "run: python docs/reference.py"


@pages
def test_toml_is_an_issue_or_aliases(page: Path, tmp_path: Path) -> None:
    for block in blocks(page):
        if block.language == "toml":
            data = tomllib.loads(block.text)
            if "propositions" in data:
                assert parse(data).propositions
            else:
                names = tmp_path / "names.toml"
                names.write_text(block.text, encoding="utf-8")
                assert read_aliases(names)


def test_every_column_of_a_written_table_is_in_the_dictionary_where_the_page_says() -> None:
    page = (ROOT / "docs" / "how-it-works.md").read_text("utf-8")
    files, names = zip(*re.findall(r"^\| (`\w+\.csv`.*?) \| (.+?) \|$", page, re.MULTILINE), strict=True)
    kind = {file: name.strip("`") for told, name in zip(files, names, strict=True) for file in re.findall(r"`(\w+)\.csv`", told)}
    written = {path.stem: path for path in (ROOT / "figures" / "tables").glob("*.csv")}
    assert set(written) - {"columns"} <= set(kind)
    outlets = set(csv_column(ROOT / "seeds" / "articles.csv", "source"))
    for name, path in written.items():
        if name != "columns":
            with path.open(encoding="utf-8", newline="") as lines:
                columns = set(next(csv.reader(lines)))
            documented = set(COLUMNS[name if kind[name] == "the same name" else kind[name]])
            assert columns - outlets - {"proposition"} <= documented, name


def csv_column(path: Path, name: str) -> list[str]:
    with path.open(encoding="utf-8", newline="") as lines:
        return [row[name] for row in csv.DictReader(lines)]


@pages
def test_says_nothing_of_where_it_was_written(page: Path) -> None:
    assert not re.search(r"/work/|/tmp/|/root/", page.read_text("utf-8"))
