"""A speaker in the making: what all the articles together say of one who speaks, and the name and id that come of it.

Both ways to bring the articles of a corpus together, in memory (`analysis.speakers`) and on disk (`analysis.identity`), make
their speakers here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from analysis.names import fold, fullest
from analysis.records import Kind, Speaker

_KINDS: tuple[Kind, ...] = ("person", "organisation", "group", "unnamed")
_COURTESY = re.compile(r"(?:Mr|Mrs|Ms|Miss|Dr)\.?$", re.IGNORECASE)


@dataclass(slots=True, eq=False)
class Profile:
    """What is said of one speaker so far. `given` is a name that is settled already, `label` one to show for want of another."""

    given: str = ""
    kinds: Counter[Kind] = field(default_factory=Counter)
    forms: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    parties: Counter[str] = field(default_factory=Counter)
    label: str = ""

    @property
    def kind(self) -> Kind:
        """A person where any article shows one."""
        return min(self.kinds, key=_KINDS.index)

    @property
    def name(self) -> str:
        """The name to show."""
        if self.given or not self.forms:
            return self.given or self.label
        if self.kind == "person":
            return fullest(self.forms)
        return max(self.forms, key=lambda form: (not form.isupper(), self.forms[form], form))

    def add(self, label: str, kinds: Iterable[Kind], forms: Mapping[str, int], roles: Mapping[str, int], party: str) -> None:
        """Add what one article says: the names and roles as written, each with how often; a mere Mr. or Dr. is no role."""
        self.kinds.update(kinds)
        self.forms.update(forms)
        self.roles.update({role: n for role, n in roles.items() if not _COURTESY.match(role)})
        self.parties.update([party] if party else [])
        self.label = self.label or label

    def speaker(self, slug: str, name: str) -> Speaker:
        """The speaker, under the id and the name given."""
        roles = {fold(role): role for role, _ in reversed(self.roles.most_common())}
        aliases = sorted(form for form in self.forms if form.replace("’", "'") != name.replace("’", "'"))
        party = max(self.parties, key=lambda p: (self.parties[p], p), default="")
        return Speaker(slug, name, self.kind, tuple(reversed(roles.values())), party, tuple(aliases))


class Distinct:
    """Names and ids that are given out one after the other, each only once.

    >>> distinct = Distinct()
    >>> distinct.give("José Pérez"), distinct.give("Jose Perez"), distinct.give("?")
    (('jose-perez', 'José Pérez'), ('jose-perez-2', 'Jose Perez (2)'), ('speaker', '?'))
    """

    def __init__(self) -> None:
        self._taken: Counter[str] = Counter()
        self._slugs: set[str] = set()

    def give(self, name: str) -> tuple[str, str]:
        """The id and the name of the next speaker of that name; from the second on both are numbered."""
        self._taken[fold(name)] += 1
        if self._taken[fold(name)] > 1:
            name = f"{name} ({self._taken[fold(name)]})"
        id = base = slug(name)
        number = 1
        while id in self._slugs:
            number += 1
            id = f"{base}-{number}"
        self._slugs.add(id)
        return id, name


def slug(name: str) -> str:
    """A name as an id: folded words joined by hyphens.

    >>> slug("López O’Brien"), slug("…")
    ('lopez-o-brien', 'speaker')
    """
    return re.sub(r"\W+", "-", fold(name)).strip("-") or "speaker"


def bare(name: str) -> str:
    """What a name is recognised by in other articles: its folded words, without points and *the*.

    >>> bare("The U.S. Senate")
    'us senate'
    """
    return " ".join(re.findall(r"\w+", fold(name).replace(".", ""))).removeprefix("the ")
