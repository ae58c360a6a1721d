"""What news articles outside the corpus show of public persons: which of *he* and *she* they use, what they call them.

The table `models/persons.json` was gathered by `training/persons.py`. It only helps to see whom a pronoun or "the Republican
nominee" means in an article that names such a person in full; what is said of a speaker comes from the corpus alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources

from analysis.names import Name, parse

_ENOUGH = 2  # articles that must show a pronoun
_CLEAR = 0.8  # share that must agree: of those articles on the pronoun, of all with a surname on whose it is


@dataclass(frozen=True, slots=True)
class Known:
    """A public person: in how many articles, whether called *she* (None where it isn't clear), by year the roles."""

    articles: int
    female: bool | None
    roles: Mapping[int, frozenset[str]] = field(default_factory=dict)


def key(name: Name) -> tuple[str, ...]:
    """What a full name is looked up by: given name, surname, suffix; what stands between is often left out.

    >>> key(parse("Donald J. Trump"))
    ('donald', 'trump', '')
    """
    return (name.given, name.family, name.suffix)


@lru_cache(maxsize=1)
def persons() -> Mapping[tuple[str, ...], Known]:
    """The public persons by the key of their names, and the usual bearers of a surname by `("", surname, "")`.

    Of several with one key, or one surname, it is the one whom most articles by far name.
    """
    file = resources.files("analysis") / "models" / "persons.json"
    sharing: dict[tuple[str, ...], list[Known]] = {}
    for text, shown in json.loads(file.read_text(encoding="utf-8")).items():
        he, she = shown["he"], shown["she"]
        clear = he + she >= _ENOUGH and max(he, she) >= _CLEAR * (he + she)
        roles = {int(year): frozenset(words) for year, words in shown["roles"].items()}
        name = parse(text)
        for at in (key(name), ("", name.family, "")):
            sharing.setdefault(at, []).append(Known(shown["articles"], she > he if clear else None, roles))
    found = {at: max(known, key=lambda k: k.articles) for at, known in sharing.items()}
    return {at: best for at, best in found.items() if best.articles >= _CLEAR * sum(k.articles for k in sharing[at])}
