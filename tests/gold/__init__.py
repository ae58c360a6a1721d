"""The hand-made gold of who said what: articles of our own and the five seeds, from the TOML files beside this one.

`load()` gives the articles, `record(article)` one of them as the object that attribution scorers read. How the files
are written and what counts as an attribution is told in README.md.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from analysis.quotations import paragraphs
from analysis.records import Span

HERE = Path(__file__).parent
SEEDS = HERE.parent.parent / "seeds"
STANCE = HERE / "seeds_stance.toml"
PARTS = ("source", "cue", "content")
SORTS = ("statement", "belief", "act")
_INDEX = re.compile(r"#(\d+)\Z")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who (source) says (cue) what (content), as spans of the article's text, and what a reader knows about it.

    `speaker` is the canonical name, `""` where nobody is named or meant; `kind` and `mode` are those of
    `analysis.records`; `sort` is one of `SORTS`; `note` says what is doubtful about it.
    """

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    speaker: str
    kind: str
    mode: str
    sort: str
    note: str

    @property
    def spans(self) -> tuple[Span, ...]:
        return tuple(sorted(self.source + self.cue + self.content))


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """One annotated article. `constructions` names what it is there to show, `seed` tells if it is one of `seeds/`."""

    id: str
    text: str
    attributions: tuple[Attribution, ...]
    constructions: tuple[str, ...]
    seed: bool


class GoldError(ValueError):
    """A gold file and its text do not fit together; the message says which words and where."""


def load(folder: Path = HERE, seeds: bool = True) -> list[GoldArticle]:
    """All gold articles of a folder in the order of their file names, with or without the seeds.

    Raises GoldError where quoted words are not in the text exactly once, or an attribution is out of order.
    """
    files = {path: _toml(path) for path in sorted(folder.glob("*.toml")) if path.name != STANCE.name}
    return [_article(path, data) for path, data in files.items() if seeds or "seed" not in data]


def stance() -> dict[str, list[dict[str, Any]]]:
    """Who stands where in the seeds, by hand: "row" and "source" as seeds_stance.toml explains them."""
    return _toml(STANCE)


def record(article: GoldArticle) -> dict[str, Any]:
    """An article as attribution scorers read it: id, text, attributions with lists of `[start, end]` for each part."""
    rows = [
        {part: [list(span) for span in getattr(a, part)] for part in PARTS} | {"speaker": a.speaker}
        for a in article.attributions
    ]
    return {"id": article.id, "text": article.text, "attributions": rows}


def locate(text: str, parts: Mapping[str, Sequence[str]], start: int = 0) -> dict[str, tuple[Span, ...]]:
    """Where the words of one attribution stand in a text.

    The words are looked for in the fewest consecutive paragraphs that hold them all, from the paragraph of `start` on;
    of several such stretches the first one counts. There each string must stand exactly once, as whole words; where it
    stands more often, `he#2` means the second one.

    >>> locate("He left.\\n\\n“No,” he said, “he did.”", {"source": ["he#1"], "cue": ["said"], "content": ["“No,”"]})
    {'source': ((16, 18),), 'cue': ((19, 23),), 'content': ((10, 15),)}
    """
    places = [(s, e) for s, e in paragraphs(text) if e > start]
    wanted = [words for part in PARTS for words in parts.get(part, ())]
    for length in range(1, len(places) + 1):
        for first in range(len(places) - length + 1):
            low, high = places[first][0], places[first + length - 1][1]
            if all(_has(text, words, low, high) for words in wanted):
                return {part: tuple(_span(text, words, low, high) for words in parts.get(part, ())) for part in PARTS}
    near = text[start : start + 60]
    missing = [words for words in wanted if not _has(text, words, start, len(text))]
    raise GoldError(f"{missing or wanted} not found together after “{near}…”")


def _toml(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)


def _article(path: Path, data: Mapping[str, Any]) -> GoldArticle:
    seed = "seed" in data
    text = _seed_text(data["seed"]) if seed else data["text"].strip("\n")
    found: list[Attribution] = []
    at = 0
    for row in data.get("attribution", ()):
        try:
            places = locate(text, row, at)
        except GoldError as error:
            raise GoldError(f"{path.name}, attribution {len(found) + 1}: {error}") from None
        found.append(
            Attribution(
                source=places["source"],
                cue=places["cue"],
                content=places["content"],
                speaker=row.get("speaker", ""),
                kind=row.get("kind", ""),
                mode=row["mode"],
                sort=row.get("sort", "statement"),
                note=row.get("note", ""),
            )
        )
        at = text.rfind("\n", 0, found[-1].spans[0][0]) + 1
    for before, after in pairwise(found):
        if before.spans[0] > after.spans[0]:
            later, earlier = (_words(text, a) for a in (before, after))
            raise GoldError(f"{path.name}: “{earlier}” stands before “{later}” in the text: put it first")
    return GoldArticle(path.stem, text, tuple(found), tuple(data.get("constructions", ())), seed)


def _seed_text(name: str) -> str:
    from analysis.articles import read  # the reader's libraries are needed for the seeds alone

    return read(SEEDS / name).articles[0].text


def _words(text: str, attribution: Attribution) -> str:
    return " … ".join(text[s:e] for s, e in attribution.spans)[:80]


def _matches(text: str, words: str, low: int, high: int) -> tuple[list[Span], int]:
    """Where the words stand, and which of these places is meant: -1 for "the only one"."""
    index = _INDEX.search(words)
    plain = words[: index.start()] if index else words
    before, after = ("(?<!\\w)" if plain[0].isalnum() else ""), ("(?!\\w)" if plain[-1].isalnum() else "")
    pattern = re.compile(before + re.escape(plain) + after)
    return [m.span() for m in pattern.finditer(text, low, high)], int(index.group(1)) - 1 if index else -1


def _has(text: str, words: str, low: int, high: int) -> bool:
    spans, which = _matches(text, words, low, high)
    return len(spans) > max(which, 0)


def _span(text: str, words: str, low: int, high: int) -> Span:
    spans, which = _matches(text, words, low, high)
    if which < 0 and len(spans) > 1:
        raise GoldError(f"“{words}” stands {len(spans)} times in “{text[low : low + 60]}…”: add #1, #2 …")
    return spans[which] if which >= 0 else spans[0]
