"""Whom an article speaks of: the names in it gathered into persons and organisations.

A full name opens a person, surnames and given names alone join the ones they fit. What the article says of a person on
the way (titles, roles, appositions, party, the pronouns that can only mean them) is kept with the person
(`analysis.clues`).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from analysis.clues import note, read_pronouns, titled
from analysis.mentions import NameMention, Reading
from analysis.names import Name, acronyms, fold, fullest, parse, same_person
from analysis.records import Kind, Span
from analysis.vocabulary import NICKNAMES, ORGANISATIONS

# Shortened everywhere, and often never written out.
_KNOWN = {"un": "United Nations", "eu": "European Union", "us": "United States", "uk": "United Kingdom"}
_LONGEST = 6  # words of a name
_ALONE = 3  # times that a surname stands alone before a full name that isn't meant by it
_ONCE = 2  # times that such a full name is there


@dataclass(slots=True)
class Place:
    """One mention of a referent: where it stands and what it looked like."""

    token: int
    line: int
    paragraph: int
    subject: bool = False
    possessive: bool = False
    quoted: bool = False
    pronoun: str = ""
    asked: bool = False


@dataclass(slots=True, eq=False)
class Referent:
    """Somebody or something that an article speaks of.

    `forms` counts the names as written, `roles` what the article says they are, `traits` the folded words of the roles.
    `gender` weighs what shows a person as male and as female. `evidence` is how surely the name is a person's, `total`
    how often the article names it. `places` are the mentions read so far, `namesake` is somebody else of that surname.
    `said` is where the article says what somebody is, `called` where it says he or she.
    """

    kind: Kind
    label: str = ""
    names: list[Name] = field(default_factory=list)
    titles: set[str] = field(default_factory=set)
    forms: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    traits: set[str] = field(default_factory=set)
    party: str = ""
    gender: list[float] = field(default_factory=lambda: [0.0, 0.0])
    evidence: float = 0.0
    total: int = 0
    spoken: int = 0
    first: int = 0
    known: int = 0
    background: set[str] = field(default_factory=set)
    places: list[Place] = field(default_factory=list)
    definite: bool = False
    owner: Referent | None = None
    namesake: Referent | None = None
    members: tuple[Referent, ...] = ()
    said: list[Span] = field(default_factory=list)
    called: list[Span] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name to show within this article."""
        if self.kind == "person" and self.forms:
            return fullest(self.forms)
        return self.label or max(self.forms, key=lambda form: (not form.isupper(), self.forms[form], form), default="")

    @property
    def surname(self) -> str:
        """The name without the given name, as in "the Sheinbaum administration"."""
        singles = [form for form in self.forms if len(parse(form).parts) == 1 and not form.isupper()]
        last = parse(self.name)
        return next((s for s in singles if fold(s) in last.surnames), last.text.split()[-1] if last.text else self.name)


class Cast:
    """The referents of an article, and which of them each name in it may mean."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.persons: list[Referent] = []
        self.others: dict[str, Referent] = {}
        self._meant: dict[int, list[Referent]] = {}  # by the first token of a name
        self._surnames: dict[str, list[Referent]] = {}
        self._given: dict[str, list[Referent]] = {}
        self._exact: dict[tuple[str, ...], Referent] = {}
        named = [(m, parse(m.text)) for m in reading.names if not m.headline and m.kind != "role"]
        for m, name in named:
            if m.kind in ("person", "name") and name.full and len(name.parts) <= _LONGEST:
                self._add_full(m, name)
        if self._part_run_together():
            named = [(m, parse(m.text)) for m in reading.names if not m.headline and m.kind != "role"]
        self._open_namesakes(named)
        for m, name in named:
            if m.first not in self._meant and name.parts:
                self._add_single(m, name)
        self._add_titles_that_are_surnames()
        self._settle()
        self._read_headlines()
        read_pronouns(self.reading, self.candidates)

    def candidates(self, mention: NameMention) -> list[Referent]:
        """Who may be meant by a name: one, several with the same surname, or nobody."""
        return self._meant.get(mention.first, [])

    def named(self, text: str) -> Referent:
        """Whoever has that name, a person or an organisation, opened where it is new."""
        name = parse(text)
        known = self._exact.get((*name.parts, name.suffix))
        if known is None and len(name.parts) == 1:
            known = next(iter(self._surnames.get(name.family, [])), None)
        return known or self.organisation(text)

    def organisation(self, text: str) -> Referent:
        """The organisation of that name, opened where it is new; an acronym goes to the name it shortens."""
        key = fold(text).removeprefix("the ")
        if re.fullmatch(r"(?:\w\.)+", key):
            key = key.replace(".", "")
        text = _KNOWN.get(key, text)
        found = self.others.get(key)
        if found is None and text.isupper():
            short = text.replace(".", "")
            found = next((o for o in self.others.values() if any(short in acronyms(form) for form in o.forms)), None)
        if found is None:
            found = next((self.others[s.lower()] for s in sorted(acronyms(text)) if s.lower() in self.others), None)
        if found is None:
            found = Referent("organisation")
        self.others[key] = found
        found.forms[text] += 1
        return found

    def _add_full(self, m: NameMention, name: Name) -> None:
        key = (*name.parts, name.suffix)
        person = self._exact.get(key)
        if person is None:
            pool = [p for surname in name.surnames for p in self._surnames.get(surname, [])]
            person = next((p for p in pool if any(same_person(n, name) or _misspelt(n, name) for n in p.names)), None)
        if person is None:
            person = Referent("person", first=m.first, evidence=1.0)
            self.persons.append(person)
        if key not in self._exact:
            self._exact[key] = person
            person.names.append(name)
            for index, words in ((self._surnames, name.surnames), (self._given, (name.given, name.nickname))):
                for word in words:
                    if word and person not in index.setdefault(word, []):
                        index[word].append(person)
        self._note(m, [person])

    def _open_namesakes(self, named: list[tuple[NameMention, Name]]) -> None:
        """Who is called by the surname alone long before it comes with a given name is mostly somebody else.

        An article on "Clinton" that brings in a Bill Clinton in its middle is about Hillary.
        """
        alone = Counter[str]()
        for m, name in named:
            if len(name.parts) == 1 and not m.title and m.kind in ("person", "name"):
                bearers = self._surnames.get(name.family, [])
                if len(bearers) == 1 and m.first < bearers[0].first and bearers[0].total <= _ONCE:
                    alone[name.family] += 1
        for family, count in alone.items():
            bearer = self._surnames[family][0]
            if count >= _ALONE:
                person = Referent("person", names=[parse(family)], first=0, namesake=bearer)
                person.evidence = 1.0
                self.persons.append(person)
                self._surnames[family] = [person]

    def _add_single(self, m: NameMention, name: Name) -> None:
        known = [p for p in self._surnames.get(name.family, []) if any(same_person(name, n) for n in p.names)]
        if not known and len(name.parts) == 1:
            known = self._given.get(name.family, [])
        if m.kind == "place" and not self._stands_for_person(m):
            known = []
        elif m.kind == "organisation" and not self._stands_for_person(m):
            known = known if any(p.evidence > 2 for p in known) else []
        if m.title:
            known = titled(m, known)
        elif not known and m.kind == "name" and len(name.family) > 4:
            near = get_close_matches(name.family, [s for s in self._surnames if s[0] == name.family[0]], 1, 0.8)
            known = self._surnames[near[0]] if near else []
        if known:
            self._note(m, known)
        elif m.kind in ("person", "name"):
            person = Referent("person", names=[name], first=m.first)
            self.persons.append(person)
            self._surnames.setdefault(name.family, []).append(person)
            self._note(m, [person])
        else:
            self._meant[m.first] = [self.organisation(m.text)]
            self._meant[m.first][0].total += 1

    def _add_titles_that_are_surnames(self) -> None:
        """ "King said", where the article names a Peter King."""
        for m in self.reading.names:
            if m.kind == "role" and not m.headline and " " not in m.text and m.text.istitle():
                if known := self._surnames.get(fold(m.text)):
                    m.kind = "name"
                    self._note(m, known)

    def _part_run_together(self) -> bool:
        """Part names that only a lost comma joins: "the board of the Washington Post Trump said"."""
        tokens, names, parted = self.reading.tokens, [], False
        small = {t.low for t in tokens if not t.capital}
        for m in self.reading.names:
            at = m.last - 1
            known = any(p.total > 1 or len(p.names[0].parts) > 1 for p in self._surnames.get(tokens[at].low, []))
            if m.kind == "name" and known and at > m.first and tokens[at - 1].low in small and tokens[at - 1].low not in NICKNAMES:
                start = tokens[at].start  # "Liberal Oscar-winner Sarandon"
                text = self.reading.text[start : m.end]
                names.append(NameMention(at, at, m.last, start, m.end, text, "name", possessive=m.possessive))
                parted = True
            elif m.kind == "organisation" and known and at - m.first > 1 and tokens[at - 1].low in ORGANISATIONS:
                start, end = tokens[at].start, tokens[at - 1].end
                organisation = " ".join(self.reading.text[m.start : end].split())
                names.append(replace(m, last=at, end=end, text=organisation, possessive=False))
                text = self.reading.text[start : m.end]
                names.append(NameMention(at, at, m.last, start, m.end, text, "name", possessive=m.possessive))
                parted = True
            else:
                names.append(m)
        self.reading.names = names
        return parted

    def _stands_for_person(self, m: NameMention) -> bool:
        before = self.reading.tokens[m.first - 1].low if m.first else ""
        return before not in ("in", "at", "the", "to", "from", "of") or (m.text.isupper() and m.kind == "organisation")

    def _note(self, m: NameMention, persons: list[Referent]) -> None:
        """Keep who may be meant by a name, and where it can be only one, what the words around it show."""
        self._meant[m.first] = persons
        if len(persons) > 1:
            return
        note(persons[0], m, self.reading.tokens)

    def _settle(self) -> None:
        """A name that is also used with an article, and hardly as a person's, is that of an organisation."""
        for person in self.persons[:]:
            twin = self.others.get(" ".join(person.names[0].parts))
            if twin is not None and person.evidence < 2:
                self.persons.remove(person)
                twin.forms.update(person.forms)
                twin.total += person.total
                self._meant = {at: [twin] if meant[0] is person else meant for at, meant in self._meant.items()}

    def _read_headlines(self) -> None:
        """Known names among the capitals of a headline become mentions of their own."""
        tokens = self.reading.tokens
        kept: list[NameMention] = []
        for m in self.reading.names:
            found = False
            i = m.first
            while m.headline and i < m.last:
                persons, length = self._known_at(i, m.last)
                if persons:
                    end = tokens[i + length - 1]
                    text = parse(" ".join(t.text for t in tokens[i : i + length])).text
                    stop = end.start + len(end.low) if end.possessive else end.end
                    kept.append(NameMention(i, i, i + length, tokens[i].start, stop, text, "person", possessive=end.possessive))
                    self._meant[i] = persons
                    persons[0].total += 1
                    found = True
                i += length
            if not found:
                kept.append(m)
        self.reading.names = kept

    def _known_at(self, first: int, last: int) -> tuple[list[Referent], int]:
        words = [t.low.strip(".") for t in self.reading.tokens[first : min(last, first + 5)]]
        for length in range(len(words), 1, -1):
            person = self._exact.get((*words[:length], "")) or self._exact.get(tuple(words[:length]))
            if person is not None:
                return [person], length
        return [p for p in self._surnames.get(words[0], []) if p.evidence >= 1], 1


def _misspelt(a: Name, b: Name) -> bool:
    """Whether two full names with one surname differ by a slip in the given name: Emanuel, Emmanuel."""
    return a.family == b.family and a.given != b.given and bool(get_close_matches(a.given, [b.given], 1, 0.9))
