"""Who is who within one article: every statement's source brought to one referent.

The article is read from front to back. A name goes to the referent that carries it; a pronoun or a description goes to
the one that scores highest on a handful of features of salience (how recently, how often, in which place of the sentence
somebody was named; Lappin & Leass 1994) and of agreement (the pronouns, titles and roles that the article has used for
them). The weights were learned, see `training/speakers.py`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from analysis.mentions import NameMention, Reading, read
from analysis.names import fold
from analysis.phrases import Phrase, phrase
from analysis.records import Article, Statement
from analysis.referents import PLACE_TRAITS, STATES, Cast, Place, Referent, heads, normal, traits
from analysis.register import Register
from analysis.vocabulary import FEMALE, FIRST, FIRST_PLURAL, HE, IT, MALE, PARTIES, PERSONS, SECOND, SHE, THEY

_OPENERS = frozenset(
    ["and", "but", "or", "that", "as", "while", "when", "because", "if", "after", "before", "since", "although", "though", "whether", "how", "why", "what", "where", "so", "than", "said", "says", "for", "until"]
)
_NOT_VERBS = frozenset(["of", "and", "or", "'s", "who", "whom", "whose", "to", "in", "on", "at", "for", "from", "with", "by", "about", ",", ".", ";", ":", ")", '"', "”"])
_OWN_DATA = frozenset(
    ["poll", "polls", "survey", "surveys", "study", "studies", "data", "statistics", "figures", "research", "law", "laws", "bill", "act", "record", "records", "returns", "convention", "treaty", "rule", "rules", "ruling", "rulings"]
)
_MESSAGES = frozenset(["statement", "letter", "tweet", "post", "memo", "email", "e-mail", "release", "speech", "remarks", "interview", "message"])
_GENERIC = frozenset(
    ["company", "firm", "organisation", "organization", "agency", "group", "newspaper", "paper", "network", "bank", "union", "outlet", "publication", "magazine", "department", "ministry", "government", "country", "nation", "party", "committee", "institute", "university", "school"]
)

_GUESSED = 0.3  # weight of a pronoun's first reading as what shows a person's gender
_SURE = 3.0  # log odds of a gender beyond which more pronouns show nothing more

_MATCHES = ("head", "broader", "known head", "modifiers", "against", "former", "fits", "other role")
FEATURES = (
    "same sentence", "sentence before", "two before", "three to five before", "further", "other paragraph", "rank",
    "subject", "possessive", "quoted", "pronoun", "frequency", "share", "spoke last", "spoke before", "speaks",
    "in content", "agrees", "disagrees", "evidence", "unnamed", "first in sentence", "opening, subject",
    "opening, spoke last", "in full", "no role", "later", "known", *_MATCHES, "only one",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Resolution:
    """The referent of one statement's source, and why; None where nobody can be named."""

    referent: Referent | None
    reason: str


@lru_cache(maxsize=1)
def weights() -> dict[str, dict[str, float]]:
    """What each feature adds to the score of a candidate, for pronouns, descriptions and shared surnames."""
    file = resources.files("analysis") / "models" / "coreference.json"
    table: dict[str, dict[str, float]] = json.loads(file.read_text(encoding="utf-8"))
    return table


def resolve(article: Article, statements: Sequence[Statement], register: Register | None = None) -> list[Resolution]:
    """One `Resolution` for each statement of an article, in the same order."""
    return Walk(article, statements, register).resolutions()


class Walk:
    """One pass over an article that brings each source to a referent."""

    def __init__(self, article: Article, statements: Sequence[Statement], register: Register | None = None) -> None:
        self.article = article
        self.reading: Reading = read(article.text)
        self.cast = Cast(self.reading)
        if register is not None:
            register.introduce(self.cast, article.date)
        self.statements = statements
        self.phrases: list[Phrase] = [phrase(self.reading, s.source) for s in statements]
        self._begin()

    def _begin(self) -> None:
        """Forget what was read."""
        for referent in self.cast.persons + list(self.cast.others.values()):
            referent.places, referent.spoken = [], 0
        self.found: list[Resolution | None] = [None] * len(self.statements)
        self.at_token: dict[int, Referent] = {}
        self.active: list[Referent] = []  # referents mentioned so far
        self.seen: set[int] = set()
        self.described: list[tuple[Phrase, Referent]] = []
        self.spoke: Referent | None = None
        self.spoke_before: Referent | None = None
        self.author: Referent | None = None

    # -- the pass -----------------------------------------------------------------------------------------------------

    def resolutions(self) -> list[Resolution]:
        """Read the article twice: the pronouns that each person was given at first show whom they fit."""
        self._read()
        for referent in self.active:
            for place in referent.places:
                if place.pronoun and referent.kind == "person":
                    referent.gender[place.pronoun in SHE] += _GUESSED
        self._begin()
        return self._read()

    def _read(self) -> list[Resolution]:
        events: list[tuple[int, int, int, NameMention | int]] = []
        for number, m in enumerate(self.reading.names):
            events.append((m.first, 0, number, m))
        wanted: dict[int, int] = {}
        for k, p in enumerate(self.phrases):
            if p.form == "pronoun":
                wanted.setdefault(p.first, k)
            elif p.owner_pronoun is not None:
                wanted.setdefault(p.owner_pronoun, k)
            if p.form != "missing":
                events.append((p.last - 1, 2, k, k))
        for i, token in enumerate(self.reading.tokens):
            if (token.low in HE or token.low in SHE) and (i in wanted or not token.quoted):
                events.append((i, 1, wanted.get(i, -1), i))
        for _, order, number, what in sorted(events, key=lambda e: e[:3]):
            if order == 0 and isinstance(what, NameMention):
                self._name(what)
            elif order == 1 and isinstance(what, int):
                self._pronoun(what, number)
            else:
                self._source(number)
        for k, p in enumerate(self.phrases):
            if p.form == "missing":
                self.found[k] = self._missing(k)
            elif p.sort == "person" and p.form in ("description", "name"):
                self.found[k] = self._announced(k, p) or self.found[k]
        return [r or Resolution(None, "no source") for r in self.found]

    def _name(self, m: NameMention) -> None:
        candidates = self.cast.candidates(m)
        if not candidates:
            return
        referent: Referent | None = candidates[0]
        if len(candidates) > 1:
            known = [c for c in candidates if id(c) in self.seen] or candidates
            referent = self._choose("surname", m.first, known) if len(known) > 1 else known[0]
            if referent is None:
                return
            referent.forms[m.text] += 1
        self.at_token[m.first] = referent
        self._mention(referent, m.first, m.begin, m.last, m.possessive)

    def _mention(self, r: Referent, token: int, begin: int, last: int, possessive: bool, pronoun: str = "") -> None:
        t = self.reading.tokens[token]
        r.places.append(
            Place(token, t.sentence, t.paragraph, not possessive and self._subject(begin, last), possessive, t.quoted, pronoun)
        )
        if id(r) not in self.seen:
            self.seen.add(id(r))
            self.active.append(r)

    def _subject(self, begin: int, last: int) -> bool:
        """Whether a mention stands where the subject of a clause does."""
        tokens = self.reading.tokens
        before = tokens[begin - 1] if begin else None
        opens = before is None or tokens[begin].opens or before.low in _OPENERS or not before.text[0].isalnum()
        after = tokens[last].low if last < len(tokens) else "."
        return opens and (after not in _NOT_VERBS or after == ",")

    def _pronoun(self, token: int, k: int) -> None:
        low = self.reading.tokens[token].low
        people = [r for r in self.active if r.kind in ("person", "unnamed") and r.evidence >= 0.5]
        if not people:
            people = [r for r in self.cast.persons if r.evidence >= 3][:1]
        if not people:
            return
        referent = self._choose("pronoun", token, people, k, female=low in SHE)
        if referent is not None:
            self.at_token[token] = referent
            self._mention(referent, token, token, token + 1, low in ("his", "her"), low)

    # -- choosing -----------------------------------------------------------------------------------------------------

    def _choose(
        self, task: str, token: int, candidates: list[Referent], k: int = -1, said: Phrase | None = None,
        female: bool | None = None,
    ) -> Referent | None:  # fmt: skip
        """The candidate for statement `k` with the highest score (the one mentioned last among equals), or None."""
        scores = self._scores(task, self._features(task, token, candidates, k, said, female))
        best = max(range(len(candidates)), key=lambda c: (scores[c], self._last(candidates[c])))
        return candidates[best] if scores[best] > weights()[task].get("nobody", -math.inf) else None

    def _scores(self, task: str, rows: list[list[float]]) -> list[float]:
        table = weights()[task]
        weight = [table.get(name, 0.0) for name in FEATURES]
        return [sum(w * x for w, x in zip(weight, row, strict=True)) for row in rows]

    def _last(self, r: Referent) -> int:
        return r.places[-1].token if r.places else -1

    def _features(
        self, task: str, token: int, candidates: list[Referent], k: int, said: Phrase | None, female: bool | None
    ) -> list[list[float]]:  # fmt: skip
        tokens = self.reading.tokens
        here = tokens[token]
        content = self.statements[k].content if k >= 0 else ()
        inside = [(self.reading.at(s), self.reading.at(e - 1) + 1) for s, e in content]
        opening = here.opens or tokens[token - 1].opens if token else True
        most = max((r.total for r in candidates), default=1) or 1
        lasts: list[Place | None] = []
        for r in candidates:
            outside = [p for p in r.places[-6:] if p.token < token and not any(a <= p.token < b for a, b in inside)]
            lasts.append(outside[-1] if outside else None)
        order = sorted({p.token for p in lasts if p}, reverse=True)
        rank = {t: n for n, t in enumerate(order)}
        first_in: dict[int, int] = {}
        for p in lasts:
            if p:
                first_in[p.sentence] = min(first_in.get(p.sentence, p.token), p.token)
        matches = {id(r): _matches(said, r) if said is not None else {} for r in candidates}
        fit = sum(bool(match and (match["head"] or match["known head"])) for match in matches.values())
        rows = []
        for r, last in zip(candidates, lasts, strict=True):
            away = here.sentence - last.sentence if last else 99
            in_content = any(a <= p.token < b for p in r.places for a, b in inside)
            agree = 0.0
            if female is not None:
                agree = math.log((r.gender[female] + 0.5) / (r.gender[not female] + 0.5))
                agree = max(-_SURE, min(agree, _SURE))
            subject = bool(last and last.subject)
            match = matches[id(r)]
            rows.append([
                away == 0, away == 1, away == 2, 3 <= away <= 5, away > 5,
                bool(last) and last.paragraph != here.paragraph, min(rank[last.token], 5) if last else 6,
                subject, bool(last and last.possessive), bool(last and last.quoted), bool(last and last.pronoun),
                math.log1p(len(r.places)), r.total / most, r is self.spoke, r is self.spoke_before, math.log1p(r.spoken),
                in_content, max(agree, 0.0), max(-agree, 0.0), min(r.evidence, 6) / 6, r.kind == "unnamed",
                bool(last) and first_in[last.sentence] == last.token, opening and subject, opening and r is self.spoke,
                math.log1p(sum(n for form, n in r.forms.items() if " " in form)) if task == "surname" else 0,
                not r.traits, not r.places, math.log1p(r.known),
                *(match.get(name, 0) for name in _MATCHES), bool(match and (match["head"] or match["known head"])) and fit == 1,
            ])  # fmt: skip
        return [[float(x) for x in row] for row in rows]

    # -- sources ------------------------------------------------------------------------------------------------------

    def _source(self, k: int) -> None:
        p = self.phrases[k]
        if p.form == "pronoun":
            result = self._by_pronoun(k, p)
        elif p.form == "relative":
            result = self._by_relative(p)
        elif p.form == "name":
            result = self._by_name(p)
        elif p.form == "several":
            result = self._by_several(p)
        elif p.sort == "person":
            result = self._by_description(k, p)
        elif p.sort == "people":
            result = self._by_group(p)
        elif p.sort == "organisation":
            result = self._by_body(p)
        elif p.sort == "document":
            result = self._by_document(p)
        else:
            result = self._by_thing(p)
        self.found[k] = result
        if result.referent is not None:
            result.referent.spoken += 1
            if result.referent is not self.spoke:
                self.spoke_before = self.spoke
            self.spoke = result.referent

    def _by_name(self, p: Phrase) -> Resolution:
        assert p.name is not None
        referent = self.at_token.get(p.name.first)
        if referent is None:
            referent = self._headline(p) or self._named_otherwise(p)
        if referent.kind == "person" and p.name.kind == "name" and referent.evidence < 1 and referent.total < 3:
            referent.evidence += 0.5
        full = fold(p.name.text) == fold(referent.name)
        if referent.kind != "person" or full:
            return Resolution(referent, "name")
        if p.text.startswith(referent.surname) or " " not in p.name.text:
            return Resolution(referent, f"same surname as {referent.name}")
        return Resolution(referent, f"form of the name {referent.name}")

    def _headline(self, p: Phrase) -> Referent | None:
        """A known name that begins what a headline gives as the source."""
        inside = [t for t in sorted(self.at_token) if p.first <= t < p.last]
        return self.at_token[inside[0]] if inside else None

    def _named_otherwise(self, p: Phrase) -> Referent:
        return self._remember(self.cast.named(p.name.text if p.name else p.text), p)

    def _remember(self, referent: Referent, p: Phrase) -> Referent:
        self._mention(referent, p.last - 1, p.first, p.last, False)
        self.described.append((p, referent))
        return referent

    def _by_several(self, p: Phrase) -> Resolution:
        members = [self.at_token[n.first] for n in p.names if n.first in self.at_token]
        members = list(dict.fromkeys(members))
        if len(members) < 2:
            return self._by_group(p)
        for _, known in self.described:
            if known.members and set(map(id, known.members)) == set(map(id, members)):
                return Resolution(self._remember(known, p), "the same persons")
        group = Referent("group", members=tuple(members), evidence=0)
        group.traits = set.intersection(*(m.traits for m in members))
        return Resolution(self._remember(group, p), "several names")

    def _by_pronoun(self, k: int, p: Phrase) -> Resolution:
        if p.head in HE or p.head in SHE:
            referent = self.at_token.get(p.first)
            reason = "pronoun: nearest compatible speaker"
            return Resolution(referent, reason if referent else "pronoun without a person before it")
        if p.head in FIRST | FIRST_PLURAL:
            speaker = self._around(k)
            if speaker is not None:
                return Resolution(speaker, "first person within a quotation")
            if p.head in FIRST:
                return Resolution(self._writer(), "first person: who writes the article")
            return Resolution(self._plain("we, the author and readers", "group"), "first person plural")
        if p.head in SECOND:
            return Resolution(self._plain("readers", "group"), "the reader")
        kinds = ("group", "organisation") if p.head in THEY else ("organisation",)
        able = [r for r in self.active if r.kind in kinds or self._maybe_body(r)]
        recent = [r for r in able if r.spoken] or able
        if not recent:
            return Resolution(None, "pronoun without anything before it")
        referent = self._choose("it" if p.head in IT else "they", p.first, recent, k)
        if referent is None:
            return Resolution(None, "pronoun without anything before it")
        self._mention(referent, p.first, p.first, p.last, False, p.head)
        return Resolution(referent, f"pronoun: nearest {referent.kind}")

    def _maybe_body(self, r: Referent) -> bool:
        """Whether something named is an organisation, or may well be one."""
        return r.kind == "organisation" or (r.kind == "person" and r.evidence < 2 and not any(r.gender))

    def _around(self, k: int) -> Referent | None:
        """Who speaks the statement in whose content the source of statement `k` stands."""
        start = self.statements[k].source[0][0]
        best: tuple[int, int] | None = None
        for j, s in enumerate(self.statements):
            result = self.found[j]
            if j == k or result is None or result.referent is None:
                continue
            for a, b in s.content:
                if a <= start < b and (best is None or b - a < best[0]):
                    best = (b - a, j)
        if best is not None:
            around = self.found[best[1]]
            return around.referent if around else None
        return self.spoke if self.reading.tokens[self.phrases[k].first].quoted else None

    def _writer(self) -> Referent:
        if self.author is None:
            named = self.article.author
            self.author = Referent("person" if named else "unnamed", label=named or "the author", evidence=0)
            if named:
                self.author.forms[named] += 1
        return self.author

    def _plain(self, label: str, kind: str) -> Referent:
        for _, known in self.described:
            if known.label == label:
                return known
        referent = Referent("group" if kind == "group" else "unnamed", label=label)
        self.described.append((Phrase("description", label), referent))
        return referent

    def _by_relative(self, p: Phrase) -> Resolution:
        tokens = self.reading.tokens
        i = p.first - 1
        while i >= 0 and (tokens[i].text in ",-–—)\"”" or tokens[i].low in ("both", "all", "one", "of")):
            i -= 1
        if i < 0:
            return Resolution(None, "relative pronoun without anything before it")
        sentence = tokens[p.first].sentence
        named = [m for m in self.reading.names if m.last <= p.first and tokens[m.first].sentence == sentence]
        named = [m for m in named if m.first in self.at_token and not m.possessive]
        near = [m for m in named if m.last == i + 1]
        if near and (self.at_token[near[0].first].kind == "person") == (p.head != "which"):
            return Resolution(self.at_token[near[0].first], "relative pronoun")
        begin = i
        while begin > 0 and tokens[begin - 1].sentence == sentence and tokens[begin - 1].text[0].isalnum() and i - begin < 12:
            if tokens[begin].low in ("the", "a", "an", "some", "those", "several", "many") or tokens[begin - 1].low in _STOPS:
                break
            begin -= 1
        start, end = tokens[begin].start, tokens[i].end
        before = phrase(self.reading, ((start, end),))
        if before.form in ("name", "description", "several") and before.sort in ("person", "people", "organisation"):
            if (before.sort == "person" and before.form == "description") or before.form == "name":
                persons = [m for m in named if self.at_token[m.first].kind == "person" and self.at_token[m.first].evidence >= 1]
                comma = begin > 0 and tokens[begin - 1].text == ","
                if persons and (comma or before.form == "name"):
                    return Resolution(self.at_token[persons[-1].first], "relative pronoun after an apposition")
            result = self._describe(before)
            return Resolution(result.referent, "relative pronoun")
        persons = [m for m in named if self.at_token[m.first].kind == ("organisation" if p.head == "which" else "person")]
        if persons:
            return Resolution(self.at_token[persons[-1].first], "relative pronoun")
        return Resolution(self._describe(before).referent, "relative pronoun")

    def _describe(self, p: Phrase) -> Resolution:
        if p.form == "name":
            return self._by_name(p)
        if p.form == "several":
            return self._by_several(p)
        if p.form != "description":
            return Resolution(None, "no source")
        by = {"person": self._by_person, "people": self._by_group, "organisation": self._by_body}
        return by.get(p.sort, self._by_thing)(p)

    def _by_person(self, p: Phrase) -> Resolution:
        return self._by_description(-1, p)

    def _by_description(self, k: int, p: Phrase) -> Resolution:
        people = [r for r in self.active if r.kind in ("person", "unnamed") and (r.evidence >= 1 or r.kind == "unnamed")]
        later = [r for r in self.cast.persons if id(r) not in self.seen and r.evidence >= 3 and _matches(p, r)["head"]]
        female = True if p.head in FEMALE else False if p.head in MALE else None
        candidates = people + later if p.definite else later if self.reading.tokens[p.first].paragraph < 4 else []
        referent = self._choose("description", p.first, candidates, k, p, female) if candidates else None
        if referent is not None:
            self._mention(referent, p.last - 1, p.first, p.last, False)
            referent.traits |= set() if referent.kind == "person" else traits(" ".join(p.words))
            return Resolution(referent, f"description: {referent.name}")
        unnamed = Referent("unnamed", label=self._label(p), evidence=1.0, definite=p.definite)
        unnamed.traits = traits(" ".join(p.words))
        unnamed.roles[unnamed.label] += 1
        unnamed.gender[1 if p.head in FEMALE else 0] += 5.0 * (female is not None)
        return Resolution(self._remember(unnamed, p), "nobody is named")

    def _label(self, p: Phrase) -> str:
        """The words of a description, its owner's name in place of a pronoun."""
        words = p.text.replace("’", "'").split()
        if p.owner_pronoun is not None and (owner := self.at_token.get(p.owner_pronoun)) is not None:
            return f"{owner.name}'s {' '.join(words[1:])}"[:100]
        if len(words) > 1 and words[0].lower() in _ARTICLES | _SOME and words[1].lower() not in ("of", "in", "on", "from"):
            words = words[1:]
        return " ".join(words)[:100] or p.text

    def _by_group(self, p: Phrase) -> Resolution:
        label = self._label(p)
        key = _group_key(p)
        for said, known in reversed(self.described):
            if known.kind != "group":
                continue
            if said.sort == "people" and _group_key(said) == key:
                return Resolution(self._remember(known, p), "the same group")
            head = normal(p.head.removesuffix("s"))
            if p.definite and p.head and (said.head == p.head or head in heads(known.traits)):
                return Resolution(self._remember(known, p), "the group named before")
        group = Referent("group", label=label)
        return Resolution(self._remember(group, p), "group")

    def _by_body(self, p: Phrase) -> Resolution:
        owner = self._owner(p)
        if owner is not None and owner.kind == "person":
            label = f"{owner.surname} {p.head}"
            known = next((r for _, r in self.described if r.owner is owner and r.label == label), None)
            body = known or Referent("organisation", label=label, owner=owner)
            return Resolution(self._remember(body, p), f"organisation of {owner.name}")
        if p.definite and len(p.words) == 1:
            for said, known in reversed(self.described):
                if known.kind == "organisation" and said.head == p.head and (known.owner or not known.forms.get(p.head)):
                    return Resolution(self._remember(known, p), "the organisation named before")
            bodies = [r for r in self.active if self._maybe_body(r) and r.forms and r.label != p.head]
            named = [r for r in bodies if any(p.head in fold(form).split()[-4:] and len(form.split()) > 1 for form in r.forms)]
            generic = named or (p.head in _GENERIC and [r for r in bodies if r.spoken or r.total > 1])
            if generic:
                referent = self._choose("it", p.first, generic)
                if referent is not None:
                    self._mention(referent, p.first, p.first, p.last, False)
                    return Resolution(referent, "the organisation named before")
        return Resolution(self._remember(self.cast.other(self._label(p)), p), "organisation")

    def _owner(self, p: Phrase) -> Referent | None:
        if p.owner_pronoun is not None:
            return self.at_token.get(p.owner_pronoun)
        return self.at_token.get(p.owner.first) if p.owner is not None else None

    def _by_document(self, p: Phrase) -> Resolution:
        owner = self._owner(p)
        if owner is not None and p.head not in _OWN_DATA:
            self.described.append((p, owner))
            return Resolution(owner, f"{p.head} of {owner.name}")
        if p.definite and owner is None:
            for said, known in reversed(self.described):
                if said.sort == "document" and said.head == p.head:
                    return Resolution(known, f"the {p.head} named before")
        if owner is None and self.spoke is not None and ((p.definite and p.head not in _OWN_DATA) or p.head in _MESSAGES):
            if self.spoke.kind in ("person", "organisation", "group"):
                self.described.append((p, self.spoke))
                return Resolution(self.spoke, f"{p.head} of {self.spoke.name}")
        document = Referent("unnamed", label=self._label(p))
        return Resolution(self._remember(document, p), "a document, nobody is named")

    def _by_thing(self, p: Phrase) -> Resolution:
        referent = self._headline(p)
        if referent is not None and p.first in self.reading.headlines:
            return Resolution(referent, "name")
        for said, known in self.described:
            if said.head == p.head and said.words == p.words:
                return Resolution(known, "the same words before")
        return Resolution(self._remember(Referent("unnamed", label=self._label(p)), p), "nobody is named")

    def _announced(self, k: int, p: Phrase) -> Resolution | None:
        """Whom a headline or a lead describes before the article names them: the next speaker of that role."""
        found = self.found[k]
        unnamed = found is not None and found.referent is not None and found.referent.kind == "unnamed"
        if not unnamed or self.reading.tokens[p.first].paragraph > 2:
            return None
        headline = self.reading.tokens[p.first].paragraph in self.reading.headlines
        after = [r.referent for r in self.found[k + 1 : k + 8] if r is not None and r.referent is not None]
        for r in after:
            if r.kind == "person" and (normal(p.head) in heads(r.traits) or (headline and r is after[0])):
                return Resolution(r, f"description: {r.name}, named later")
        return None

    # -- nobody named -------------------------------------------------------------------------------------------------

    def _missing(self, k: int) -> Resolution:
        s = self.statements[k]
        text = self.article.text
        start = min((a for a, _ in s.content), default=s.start)
        before = [
            j for j, other in enumerate(self.statements)
            if j != k and self.phrases[j].form != "missing" and other.content and other.start <= start
        ]  # fmt: skip
        if s.mode != "indirect" and not s.cue and before:
            j = max(before, key=lambda j: (self.statements[j].end, j))
            gap = text[self.statements[j].end : start]
            if gap.count("\n\n") <= 1 and len(gap) < 200:
                found = self.found[j]
                return Resolution(found.referent if found else None, "continues the quotation before")
        return Resolution(None, "no source")


_STOPS = frozenset(["of", "in", "at", "by", "to", "for", "with", "from", "and", "or", "that", "is", "was", "were", "are", "said", "told", "among", "as", "like", "than"])
_SOME = frozenset(["some", "several", "other", "certain", "various"])
_ARTICLES = frozenset(["the", "a", "an", "this", "that", "these", "those"])


def _group_key(p: Phrase) -> tuple[str, ...]:
    words = tuple(w for w in p.words if w not in _ARTICLES | _SOME)
    return (p.head, *words, p.owner.text if p.owner else "")


def _matches(said: Phrase, r: Referent) -> dict[str, float]:
    """How well a description fits what the article, and then the corpus, says of somebody."""
    head = normal(said.head)
    modifiers = traits(" ".join(said.words[:-1])) - {head}
    if said.owner is not None:
        modifiers |= traits(said.owner.text)
    wide = heads(r.traits)
    fitting = modifiers & (wide | r.background)
    against = 0
    for family in (_PARTY_NAMES, STATES, _NATIONS):
        mine, theirs = (modifiers | {head}) & family, r.traits & family
        against += bool(mine and theirs and not mine & theirs)
    here, known = head in r.traits, head in r.background
    return {
        "head": here,
        "broader": not here and head in wide,
        "known head": not here and known,
        "modifiers": len(fitting),
        "against": against,
        "former": ("former" in modifiers) != ("former" in r.traits),
        "fits": (here or known) and bool(fitting) and not against,
        "other role": not here and not known and head not in wide and bool(r.traits & _ROLES),
    }


_ROLES = frozenset(normal(w) for w in PERSONS)
_NATIONS = PLACE_TRAITS - STATES
_PARTY_NAMES = frozenset(normal(w) for w in PARTIES)
