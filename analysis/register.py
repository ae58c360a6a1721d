"""Who is who over a whole corpus: one entry for each person whom its articles name in full.

One article often leaves open what its neighbours say: that the Clinton of a headline is Hillary rather than Bill, that
*he* can't be she, who was "Mexico's president" that year. The register gathers it from every place where a person is
named in full. It is cautious: two names are one entry only where nothing in them, or in the state that a politician is
said to be from, speaks against it, and a surname alone stands for somebody only where nearly all who bear it are one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date as Date
from functools import lru_cache

from analysis.names import Name, fullest, same_given, same_person
from analysis.persons import Known, key, persons
from analysis.referents import Cast, Referent
from analysis.roles import OFFICES, PLACE_TRAITS, STATES

_DOMINANT = 0.8  # share of the articles with a surname that mean its usual bearer
_NEAR = 400  # days within which a role is taken to be the same person's still
_SURE = 2.0
_SETTLED, _LIKELY = 10.0, 3.0  # weight of what other articles show of a gender, in pronouns


@dataclass(slots=True, eq=False)
class Entry:
    """One person over a corpus: the full names and how many articles write them, weight of he and she, roles by date."""

    names: list[Name] = field(default_factory=list)
    forms: Counter[str] = field(default_factory=Counter)
    gender: list[float] = field(default_factory=lambda: [0.0, 0.0])
    traits: list[tuple[Date | None, frozenset[str]]] = field(default_factory=list)
    states: set[str] = field(default_factory=set)
    articles: int = 0

    @property
    def name(self) -> str:
        """The name to show."""
        return fullest(self.forms)

    def fits(self, name: Name, states: set[str]) -> bool:
        """Whether a full name may be this person's: every name it has agrees, and so does the state."""
        return all(same_person(name, own) for own in self.names) and not (self.states and states and not self.states & states)

    def learn(self, known: Known) -> None:
        """Add what articles outside the corpus show of this person."""
        if known.female is not None:
            self.gender[known.female] += _SETTLED
        self.traits += [(_middle(year), roles) for year, roles in known.roles.items()]


class History:
    """What was said of somebody, by date: asking what was near a date takes as long however often it was said."""

    def __init__(self, said: Iterable[tuple[Date | None, frozenset[str]]]) -> None:
        days: dict[str, set[int]] = defaultdict(set)
        self._undated: set[str] = set()
        for day, words in said:
            if day is None:
                self._undated |= words
            else:
                for word in words:
                    days[word].add(day.toordinal())
        self._days = {word: sorted(own) for word, own in days.items()}

    def near(self, date: Date | None) -> set[str]:
        """The words said near a date, and those of which no date is known; all where the date isn't known."""
        if date is None:
            return self._undated | self._days.keys()
        first, last = date.toordinal() - _NEAR, date.toordinal() + _NEAR
        found = self._undated.copy()
        for word, days in self._days.items():
            at = bisect_left(days, first)
            if at < len(days) and days[at] <= last:
                found.add(word)
        return found


class Register:
    """The persons of a corpus, gathered from the casts of its articles with their dates.

    `known` is what other articles show of public persons (`analysis.persons`). `by_surname`, `by_name` and `by_office` list
    the entries that bear a surname, have a full name, were said to hold an office of a place, the last with date and role.
    """

    def __init__(self, casts: Iterable[tuple[Cast, Date | None]] = (), known: Mapping[tuple[str, ...], Known] | None = None) -> None:
        self._known = persons() if known is None else known
        self.entries: list[Entry] = []
        self.by_surname: dict[str, list[Entry]] = {}
        self.by_name: dict[tuple[str, ...], list[Entry]] = {}
        self.by_office: dict[tuple[str, str], list[tuple[Date, frozenset[str], Entry]]] = {}
        self._history = lru_cache(maxsize=None)(lambda entry: History(entry.traits))
        self._holders = lru_cache(maxsize=1_000)(self._said_to_hold)
        facts = [(name, person, date) for cast, date in casts for person, name in named_in_full(cast)]
        # the longest names first, so that a shorter form finds the person it may stand for
        for name, person, date in sorted(facts, key=lambda fact: -len(fact[0].parts)):
            self.add(name, person, date)

    def add(self, name: Name, person: Referent, date: Date | None) -> None:
        """Enter a person whom an article of that date names in full; the longest names of a corpus must come first."""
        self._history.cache_clear()
        self._holders.cache_clear()
        states = _states(person)
        entry = self._find(name, states)
        if entry is None:
            entry = Entry()
            self.entries.append(entry)
            if (known := self._known.get(key(name))) is not None:
                entry.learn(known)
        entry.articles += 1
        entry.states |= states
        entry.gender[0] += person.gender[0]
        entry.gender[1] += person.gender[1]
        if person.traits:
            entry.traits.append((date, frozenset(person.traits)))
            for office in person.traits & OFFICES:
                for place in person.traits & PLACE_TRAITS if date is not None else ():
                    assert date is not None
                    self.by_office.setdefault((office, place), []).append((date, frozenset(person.traits), entry))
        for own in person.names:
            if own.full and own.parts not in (known.parts for known in entry.names):
                entry.names.append(own)
                self.by_name.setdefault(own.parts, []).append(entry)
        for surname in name.surnames:
            if entry not in self.by_surname.setdefault(surname, []):
                self.by_surname[surname].append(entry)
        entry.forms.update({form: 1 for form in person.forms if " " in form})

    def _find(self, name: Name, states: set[str]) -> Entry | None:
        for entry in self.by_name.get(name.parts, []):
            if entry.fits(name, states):
                return entry
        fitting = [e for e in self.by_surname.get(name.family, []) if e.fits(name, states)]
        return fitting[0] if len(fitting) == 1 else None

    def entry(self, person: Referent) -> Entry | None:
        """The entry of an article's person; by surname alone only where nearly all who bear it are one."""
        full = [name for name in person.names if name.full]
        for name in sorted(full, key=lambda n: -len(n.parts)):
            if entry := self._find(name, _states(person)):
                return entry
        if full or not person.names or person.evidence < 1:
            return None
        return self.bearer(person.names[0].family, person)

    def bearer(self, surname: str, person: Referent | None = None) -> Entry | None:
        """The person whom a surname alone means in this corpus, None where it may be several."""
        bearers = [e for e in self.by_surname.get(surname, []) if person is None or _agree(e, person)]
        if person is not None and person.namesake is not None:
            bearers = [e for e in bearers if e is not self.entry(person.namesake)]
        best = max(bearers, key=lambda e: e.articles, default=None)
        if best is None or best.articles < _DOMINANT * sum(e.articles for e in bearers):
            return None
        return best

    def introduce(self, cast: Cast, date: Date | None) -> None:
        """Tell an article's persons what the whole corpus shows of them."""
        for person in cast.persons:
            entry = self.entry(person)
            if entry is not None:
                person.gender = [max(own, all_) for own, all_ in zip(person.gender, entry.gender, strict=True)]
                person.known = entry.articles
                person.evidence = max(person.evidence, _SURE)
                person.background = self._history(entry).near(date)
            elif (known := self._known.get(("", person.names[0].family, ""))) and not any(name.full for name in person.names):
                if known.female is not None:  # most likely, so it weighs little
                    person.gender[known.female] += _LIKELY
                person.background = set().union(*(words for year, words in known.roles.items() if _near(_middle(year), date)))

    def holder(self, traits: set[str], date: Date | None) -> Entry | None:
        """The one person who is said to hold an office of a place near in time: *Mexico's president*.

        None where the words name no office or no place, where the date is unknown or where two persons fit.
        """
        pairs = [(office, place) for office in traits & OFFICES for place in traits & PLACE_TRAITS]
        if date is None or not pairs or "former" in traits:
            return None
        holders = self._holders(min(pairs), frozenset(traits))
        nearest = sorted(((_away(days, date), entry) for entry, days in holders), key=lambda item: item[0])
        nearest = [(away, entry) for away, entry in nearest if away <= _NEAR]
        if not nearest:
            return None
        first, *others = nearest
        return None if others and others[0][0] <= 3 * first[0] + 30 else first[1]

    def _said_to_hold(self, office: tuple[str, str], traits: frozenset[str]) -> list[tuple[Entry, list[Date]]]:
        """Who is said to be all this and no former holder, and the days on which it is said."""
        days: dict[Entry, set[Date]] = defaultdict(set)
        for day, words, entry in self.by_office.get(office, []):
            if traits <= words and "former" not in words:
                days[entry].add(day)
        return [(entry, sorted(own)) for entry, own in days.items()]


def named_in_full(cast: Cast) -> list[tuple[Referent, Name]]:
    """The persons whom an article names in full, each with the longest of these names."""
    found = []
    for person in cast.persons:
        full = [name for name in person.names if name.full]
        if full and person.evidence >= _SURE:
            found.append((person, max(full, key=lambda name: len(name.parts))))
    return found


def _states(person: Referent) -> set[str]:
    """The states that a member of a legislature or a governor is said to be from."""
    return person.traits & STATES if person.traits & {"senator", "representative", "governor"} else set()


def _middle(year: int) -> Date:
    return Date(year, 7, 1)


def _near(day: Date | None, date: Date | None) -> bool:
    return day is None or date is None or abs((day - date).days) <= _NEAR


def _away(days: Sequence[Date], date: Date) -> int:
    """How many days the nearest of some days, given in order, is from a date."""
    at = bisect_left(days, date)
    return min(abs((day - date).days) for day in days[max(at - 1, 0) : at + 1])


def _agree(entry: Entry, person: Referent) -> bool:
    male, female = person.gender
    other_male, other_female = entry.gender
    if (male > 2 * female and other_female > 2 * other_male) or (female > 2 * male and other_male > 2 * other_female):
        return False
    return not any(n.full and not any(same_given(n.given, own.given) for own in entry.names) for n in person.names)
