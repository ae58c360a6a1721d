"""Whom an article speaks of: the names in it gathered into persons and organisations.

A full name opens a person, surnames and given names alone join the ones they fit. What the article says of a person on
the way (titles, roles, appositions, party, the pronouns that can only mean them) is kept with the person.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from difflib import get_close_matches

from analysis.mentions import NameMention, Reading
from analysis.names import Name, acronyms, fold, fullest, parse, same_given, same_person
from analysis.records import Kind
from analysis.vocabulary import (
    COUNTRIES,
    FEMALE,
    FUNCTION_WORDS,
    HE,
    MALE,
    PARTIES,
    PARTY_LETTERS,
    PERSONS,
    SHE,
    US_STATES,
)

_COURTESY = frozenset(["mr", "mrs", "ms", "miss", "dr"])
_LONGEST = 6  # words of a name
_CERTAIN = 5.0  # weight of a title such as Mrs. against one pronoun
_SAME_ROLE = {
    word: group.split()[0]
    for group in (
        "senator sen sens senators|representative rep reps congressman congresswoman|governor gov govs|president presidents",
        "candidate nominee contender hopeful|lawyer attorney counsel|judge justice magistrate|physician doctor dr surgeon",
        "spokesman spokeswoman spokesperson|chairman chairwoman chair chairperson|head chief boss|general gen|colonel col",
        "professor prof|democrat democratic democrats|republican gop republicans|minister secretary|adviser advisor",
        "journalist reporter correspondent|columnist commentator|businessman businesswoman executive tycoon mogul billionaire",
        "aide assistant staffer|officer cop policeman policewoman trooper deputy|soldier marine sailor|leader",
        "reverend rev pastor minister|ambassador envoy|mother mom|father dad|researcher scientist|moderator anchor host",
    )
    for group in group.split("|")
    for word in group.split()
}
_BROADER = {
    "senator": "lawmaker legislator politician official republican democrat",
    "representative": "lawmaker legislator politician republican democrat",
    "governor": "politician official leader republican democrat",
    "president": "leader official politician",
    "minister": "official leader politician",
    "candidate": "politician businessman",
    "general": "officer official commander",
    "spokesman": "official aide adviser",
    "adviser": "aide official",
    "mayor": "official politician leader",
    "economist": "expert analyst scholar",
    "analyst": "expert",
    "professor": "expert scholar academic historian",
    "journalist": "writer author columnist",
    "columnist": "writer author journalist",
    "author": "writer",
    "wife": "woman spouse",
    "mother": "woman parent",
    "daughter": "woman",
    "husband": "man spouse",
    "father": "man parent",
    "son": "man",
    "director": "head official leader executive",
    "chairman": "head leader official",
    "chief": "head official leader",
}
# Role words that one person at a time holds, and the places that go with them.
OFFICES = frozenset(["president", "governor", "mayor", "minister", "prime", "premier", "chancellor", "king", "queen", "pope", "dictator", "emir", "sultan"])
STATES = frozenset(US_STATES.values())
PLACE_TRAITS = STATES | frozenset(COUNTRIES.values())
_PHRASED = re.compile(
    r"\b(?:" + "|".join(sorted((re.escape(k) for k in US_STATES if " " in k), key=len, reverse=True))
    + r"|united states|united kingdom|north korea\w*|south korea\w*|saudi arabia|south africa\w*)\b"
)


# "the nominee's eldest daughter" says nothing of a nominee, "an adviser to Sen. Lee" nothing of a senator
_OWNED = re.compile(r"^.*(?:'s|s')\s")
_BEYOND = re.compile(r"\s(?:to|for|with|who|whose|against|under|about|and|on)\s.*$")


@dataclass(slots=True)
class Place:
    """One mention of a referent: where it stands and what it looked like."""

    token: int
    sentence: int
    paragraph: int
    subject: bool = False
    possessive: bool = False
    quoted: bool = False
    pronoun: str = ""


@dataclass(slots=True, eq=False)
class Referent:
    """Somebody or something that an article speaks of.

    `forms` counts the names as written, `roles` what the article says they are, `traits` the folded words of the roles.
    `gender` weighs what shows a person as male and as female. `evidence` is how surely the name is a person's, `total`
    how often the article names it. `places` are the mentions read so far.
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
    members: tuple[Referent, ...] = ()

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


def normal(word: str) -> str:
    """A role word brought to its group: *Sen.* and *senator*, *nominee* and *candidate*."""
    word = word.strip(".")
    return _SAME_ROLE.get(word, word)


def traits(phrase: str) -> set[str]:
    """The words of a role that others may use for the same person, with places and parties in one form.

    >>> sorted(traits("New Jersey Gov.")), sorted(traits("R-Ariz."))
    (['governor', 'new jersey'], ['arizona', 'republican'])
    """
    text = _BEYOND.sub("", _OWNED.sub("", fold(phrase)))
    found: set[str] = set()
    for known in _PHRASED.findall(text):
        found.add(US_STATES.get(known, known.replace(" ", "-")))
    text = _PHRASED.sub(" ", text)
    if letters := re.fullmatch(r"([rdil])[-–.,]\s*([\w. ]+?)\.?", text.strip()):
        party = PARTY_LETTERS[letters.group(1).upper()].lower()
        state = re.sub(r"[. ]", "", letters.group(2))
        return found | {normal(party), US_STATES.get(state, state)}
    for word in re.findall(r"[^\W\d_]+(?:['.\-][^\W\d_]+)*", text):
        if word not in FUNCTION_WORDS or word in ("us", "u.s"):
            place = COUNTRIES.get(word) or (word if word in US_STATES else "")
            found.add(place or normal(word.removesuffix("'s")))
    return found


def heads(found: set[str]) -> set[str]:
    """`found` with the broader words that its roles allow: a senator is a lawmaker."""
    return found | {wide for word in found for wide in _BROADER.get(word, "").split()}


class Cast:
    """The referents of an article, and which of them each name in it may mean."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.persons: list[Referent] = []
        self.others: dict[str, Referent] = {}
        self.meant: dict[int, list[Referent]] = {}  # id of a name mention's first token -> candidates
        self._surnames: dict[str, list[Referent]] = {}
        self._given: dict[str, list[Referent]] = {}
        self._exact: dict[tuple[str, ...], Referent] = {}
        self._gather()

    def candidates(self, mention: NameMention) -> list[Referent]:
        """Who may be meant by a name: one, several with the same surname, or nobody."""
        return self.meant.get(mention.first, [])

    def _gather(self) -> None:
        names = self.reading.names
        parsed = {m.first: parse(m.text) for m in names if m.kind in ("person", "name") and not m.headline}
        parsed = {at: name for at, name in parsed.items() if len(name.parts) <= _LONGEST}
        for m in names:
            if m.first in parsed and parsed[m.first].full:
                self._add_full(m, parsed[m.first])
        for m in names:
            if (m.first not in parsed or not parsed[m.first].full) and not m.headline:
                self._add_single(m, parsed.get(m.first) or parse(m.text))
        self._settle()
        self._read_headlines()
        self._read_pronouns()

    def _add_full(self, m: NameMention, name: Name) -> None:
        key = (*name.parts, name.suffix)
        person = self._exact.get(key)
        if person is None:
            pool = [p for s in name.surnames for p in self._surnames.get(s, [])]
            fitting = [p for p in pool if any(n.full and same_person(n, name) for n in p.names)]
            person = fitting[0] if fitting else self._misspelt_given(pool, name)
        if person is None:
            person = Referent("person", first=m.first)
            self.persons.append(person)
        if key not in self._exact:
            self._exact[key] = person
            person.names.append(name)
            for surname in name.surnames:
                if person not in self._surnames.setdefault(surname, []):
                    self._surnames[surname].append(person)
            for given in {name.given, name.nickname} - {""}:
                if person not in self._given.setdefault(given, []):
                    self._given[given].append(person)
        self._note(m, [person])
        person.evidence += 0.5

    def _add_single(self, m: NameMention, name: Name) -> None:
        short = name.family
        if m.kind == "role" and len(name.parts) == 1 and short in self._surnames and m.text.istitle() and not m.role:
            m.kind = "name"  # "King said"
        if not name.parts or m.kind == "role":
            return
        known = [p for p in self._surnames.get(short, []) if any(same_person(name, n) for n in p.names)]
        if not known and len(name.parts) == 1:
            known = self._given.get(short, [])
        if known and m.kind in ("place", "organisation") and not self._stands_for_person(m):
            known = known if m.kind == "organisation" and any(p.evidence > 2 for p in known) else []
        if m.title:
            known = self._titled(m, known)
        elif not known and m.kind == "name" and len(short) > 4:
            known = self._misspelt(short)
        if known:
            self._note(m, known)
        elif m.kind in ("person", "name"):
            person = Referent("person", names=[name], first=m.first)
            self.persons.append(person)
            self._surnames.setdefault(short, []).append(person)
            self._note(m, [person])
        elif m.kind in ("organisation", "place"):
            self._other(m)

    def _settle(self) -> None:
        """A single word that is also named as an organisation, and never as a person, is that organisation."""
        kept = []
        for person in self.persons:
            twin = self.others.get(" ".join(person.names[0].parts)) if person.evidence < 2 and len(person.names) == 1 else None
            if twin is None:
                kept.append(person)
                continue
            twin.forms.update(person.forms)
            twin.total += person.total
            for first, meant in self.meant.items():
                if meant[0] is person:
                    self.meant[first] = [twin]
        self.persons = kept

    def _titled(self, m: NameMention, known: list[Referent]) -> list[Referent]:
        """Of some namesakes those whom a title fits; none where it speaks of somebody whom the article never introduces."""
        known = [p for p in known if _agrees(p, m.title)]
        same = [p for p in known if m.title in p.titles]
        introduced = [p for p in known if p.first < m.first]
        if m.title in _COURTESY:
            return same if len(same) == 1 and len(introduced) != 1 else introduced or same or known[:0]
        return same or [p for p in introduced if not p.titles - _COURTESY] or introduced

    def _misspelt(self, short: str) -> list[Referent]:
        near = get_close_matches(short, [s for s in self._surnames if s[0] == short[0]], 1, 0.8)
        return self._surnames[near[0]] if near else []

    @staticmethod
    def _misspelt_given(pool: list[Referent], name: Name) -> Referent | None:
        for person in pool:
            for other in person.names:
                if other.family == name.family and get_close_matches(name.given, [other.given], 1, 0.9):
                    return person
        return None

    def _stands_for_person(self, m: NameMention) -> bool:
        before = self.reading.tokens[m.first - 1].low if m.first else ""
        return before not in ("in", "at", "the", "to", "from", "of") or (m.text.isupper() and m.kind == "organisation")

    def _note(self, m: NameMention, persons: list[Referent]) -> None:
        tokens = self.reading.tokens
        self.meant[m.first] = persons
        person = persons[0]
        if len(persons) > 1:
            return
        person.forms[m.text] += 1
        person.total += 1
        person.titles |= {m.title} - {""}
        after = tokens[m.last] if m.last < len(tokens) else None
        person.evidence += 3 * (m.kind == "person") + 2 * bool(m.apposition) + 0.5 * (m.last - m.first == 1 and len(person.forms) > 1)
        if after is not None:
            then = tokens[m.last + 1] if m.last + 1 < len(tokens) else after
            person.evidence += 2 * (after.low in ("who", "whose")) + 2 * (after.text == "," and then.text.isdigit())
            person.evidence += 2 * (after.text == "," and then.low in ("who", "whose"))
            person.evidence += 1 * (after.low in ("said", "says", "told", "added", "tweeted", "wrote"))
        if m.first and tokens[m.first - 1].low in ("in", "at", "near"):
            person.evidence -= 1
        for said in (m.role, m.apposition):
            if said:
                self._learn(person, said, before=said is m.role)

    def _learn(self, person: Referent, said: str, before: bool) -> None:
        if fold(said).strip(".") not in ("mr", "mrs", "ms", "miss"):
            person.roles[said] += 1
            person.traits |= traits(said)
        words = [w.strip(".") for w in fold(said).split()]
        nouns = [w for w in words if w in PERSONS or w in MALE or w in FEMALE]
        head = (nouns[-1] if before else nouns[0]) if nouns else ""
        person.gender[0] += _CERTAIN * (head in MALE)
        person.gender[1] += _CERTAIN * (head in FEMALE)
        party = PARTY_LETTERS.get(said[:1]) if re.match(r"[RDIL][-–.,]", said) else None
        person.party = person.party or party or next((PARTIES[w] for w in words if w in PARTIES), "")

    def _other(self, m: NameMention) -> Referent:
        other = self.other(m.text)
        other.total += 1
        self.meant[m.first] = [other]
        return other

    def named(self, text: str) -> Referent:
        """Whoever has that name, a person or an organisation, opened where it is new."""
        key = parse(text)
        return self._exact.get((*key.parts, key.suffix)) or next(iter(self._surnames.get(key.family, [])), self.other(text))

    def other(self, text: str) -> Referent:
        """The organisation of that name, opened where it is new; an acronym goes to the name it shortens."""
        key = fold(text).removeprefix("the ")
        if re.fullmatch(r"(?:\w\.)+", key):
            key = key.replace(".", "")
        found = self.others.get(key)
        if found is None and text.isupper():
            plain = text.replace(".", "")
            found = next((o for o in self.others.values() if any(plain in acronyms(form) for form in o.forms)), None)
        if found is None:
            found = next((self.others[s.lower()] for s in sorted(acronyms(text)) if s.lower() in self.others), None)
        if found is None:
            found = Referent("organisation")
        self.others[key] = found
        found.forms[text] += 1
        return found

    def _read_headlines(self) -> None:
        """Known names among the capitals of a headline become mentions of their own."""
        tokens = self.reading.tokens
        kept: list[NameMention] = []
        for m in self.reading.names:
            if not m.headline:
                kept.append(m)
                continue
            i, known = m.first, len(kept)
            while i < m.last:
                found, length = self._known_at(i, m.last)
                if found:
                    end = tokens[i + length - 1]
                    text = " ".join(t.text for t in tokens[i : i + length])
                    text = parse(text).text
                    sub = NameMention(
                        i, i, i + length, tokens[i].start, end.start + len(end.low) if end.possessive else end.end, text,
                        "person", possessive=end.possessive,
                    )
                    kept.append(sub)
                    self.meant[i] = found
                    found[0].total += 1
                i += max(length, 1)
            if len(kept) == known:
                kept.append(m)
                self.meant[m.first] = []
        self.reading.names = kept

    def _known_at(self, first: int, last: int) -> tuple[list[Referent], int]:
        words = [t.low.strip(".") for t in self.reading.tokens[first : min(last, first + 5)]]
        for length in range(len(words), 1, -1):
            for suffix in ("", words[length - 1]):
                person = self._exact.get((*words[: length - bool(suffix)], suffix))
                if person:
                    return [person], length
        surname = [p for p in self._surnames.get(words[0], []) if p.evidence >= 1]
        return (surname, 1) if surname else ([], 1)

    def _read_pronouns(self) -> None:
        """Weigh each he or she that can mean only one person, as what shows the person's gender."""
        tokens = self.reading.tokens
        by_sentence: dict[int, list[tuple[int, Referent]]] = {}
        for m in self.reading.names:
            meant = self.candidates(m)
            if len(meant) == 1 and meant[0].kind == "person":
                by_sentence.setdefault(tokens[m.first].sentence, []).append((m.first, meant[0]))
        begun: dict[int, int] = {}
        for i, token in enumerate(tokens):
            begun.setdefault(token.sentence, i)
            if token.quoted or (token.low not in HE and token.low not in SHE):
                continue
            before = {id(p): p for at, p in by_sentence.get(token.sentence, []) if at < i}
            weight = 1.0
            if not before and i - begun[token.sentence] < 4:
                before = {id(p): p for _, p in by_sentence.get(token.sentence - 1, [])}
                weight = 0.6
            if len(before) == 1:
                person = next(iter(before.values()))
                person.gender[token.low in SHE] += weight
                person.evidence += weight / 2


def _agrees(person: Referent, title: str) -> bool:
    male, female = person.gender
    return not ((title in MALE and female > male) or (title in FEMALE and male > female))


def given_only(person: Referent, form: str) -> bool:
    """Whether `form` is just the given name of a person."""
    name = parse(form)
    return len(name.parts) == 1 and any(n.full and same_given(n.given, name.parts[0]) for n in person.names)
