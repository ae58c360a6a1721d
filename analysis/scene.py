"""An article while it is read: who was mentioned where so far, who spoke last, and choosing among them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.mentions import NameMention, Reading, read
from analysis.names import without_possessive
from analysis.phrases import Phrase, phrase
from analysis.records import Article, Statement
from analysis.referents import Cast, Place, Referent
from analysis.salience import Point, Task, best
from analysis.vocabulary import HE, SHE

_OPENERS = frozenset(
    "and but or that as while when because if after before since although though whether how why what where so than said "
    "says for until".split()
)
_NO_SUBJECT_BEFORE = frozenset("of and or who whom whose to in on at for from with by about . ; : ) \" ”".split())
_ASKING = frozenset("ask asked asks asking told tells pressed pressing questioned challenged interviewed quizzed grilled urged".split())
_QUESTIONS = _ASKING - {"told", "tells", "urged"}
_NEXT = 5  # words behind a pronoun in which a name is another's: "he told Mr. Hannity"
# What is said of a document or a person only in passing: "recent", "published Tuesday", "on May 2".
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:last|this|earlier) (?:week|month|year)|yesterday"
_MADE = r"published|released|issued|posted|conducted|obtained|taken|sent|made|given|provided|dated|aired|broadcast|reviewed"
_PASSING = re.compile(
    rf"^(?:(?:recent|(?-i:new)|new(?!\s+(?-i:[A-Z]))|latest|separate|previous|earlier|subsequent)\s+)+(?=\w)|[\s,]+(?:(?:{_MADE})\b|(?:on\s+|late\s+|early\s+)?(?:{_DAY})\b).*$",
    re.IGNORECASE,
)
_OPENING_WORDS = frozenset("the a an this that these those some several other certain various among".split())


@dataclass(frozen=True, slots=True)
class Resolution:
    """The referent of one source, and why; None where nobody can be named."""

    referent: Referent | None
    reason: str


class Scene:
    """The state of one pass over an article.

    `cast` holds the persons and organisations that it names, `phrases` the sources of its statements taken apart. The
    rest grows as the article is read: `at` (the referent named or meant at a token), `active` (those mentioned so far),
    `described` (descriptions with their referents), `found` (by statement), `spoke` and `spoke_before` (the last speakers).
    """

    def __init__(self, article: Article, statements: Sequence[Statement]) -> None:
        self.article = article
        self.statements = statements
        self.reading: Reading = read(article.text)
        self.cast = Cast(self.reading)
        self.phrases: list[Phrase] = [phrase(self.reading, s.source) for s in statements]
        self._names_by_sentence: dict[int, list[NameMention]] = {}
        for m in self.reading.names:
            self._names_by_sentence.setdefault(self.reading.tokens[m.first].sentence, []).append(m)
        for said in self.phrases:  # who speaks may well be a person
            for referent in self.cast.candidates(said.name) if said.name is not None else []:
                referent.evidence += 0.5 * (referent.kind == "person" and referent.evidence < 1)
        self.begin()

    def begin(self) -> None:
        """Back to the first word; what the cast has learned is kept."""
        for referent in [*self.cast.persons, *self.cast.others.values()]:
            referent.places, referent.spoken = [], 0
        self.at: dict[int, Referent] = {}
        self.active: list[Referent] = []
        self.described: list[tuple[Phrase, Referent]] = []
        self.spoke: Referent | None = None
        self.spoke_before: Referent | None = None
        self.questioned = False
        for referent in self.cast.persons:
            referent.called = []
        self.found: list[Resolution | None] = [None] * len(self.statements)
        self._seen: set[int] = set()

    def seen(self, referent: Referent) -> bool:
        """Whether the article has mentioned somebody by now."""
        return id(referent) in self._seen

    def mention(self, referent: Referent, token: int, begin: int, last: int, possessive: bool = False, pronoun: str = "") -> None:
        """Somebody is mentioned at `token`, in the words from token `begin` up to `last`."""
        t = self.reading.tokens[token]
        subject = not possessive and self._is_subject(begin, last)
        asked = begin > 0 and not possessive and self.reading.tokens[begin - 1].low in _ASKING
        referent.places.append(Place(token, t.line, t.paragraph, subject, possessive, t.quoted, pronoun, asked))
        if pronoun in HE | SHE:
            referent.called.append((t.start, t.end))
        if not self.seen(referent):
            self._seen.add(id(referent))
            self.active.append(referent)

    def remember(self, referent: Referent, said: Phrase) -> Referent:
        """Somebody is mentioned by a description, which may be taken up again."""
        self.mention(referent, said.last - 1, said.first, said.last)
        self.described.append((said, referent))
        return referent

    def hear(self, referent: Referent, k: int) -> None:
        """Somebody makes statement `k`."""
        referent.spoken += 1
        if referent is not self.spoke:
            self.spoke, self.spoke_before = referent, self.spoke
        words = " ".join(self.article.text[start:end] for start, end in self.statements[k].cue)
        self.questioned = not _QUESTIONS.isdisjoint(words.lower().split())

    def choose(
        self, task: Task, token: int, candidates: Sequence[Referent], k: int = -1, said: Phrase | None = None,
        female: bool | None = None,
    ) -> Referent | None:  # fmt: skip
        """Who of the candidates is meant at `token`, the source of statement `k` where that is not -1."""
        return best(task, self.point(token, k, said, female), candidates)

    def point(self, token: int, k: int, said: Phrase | None, female: bool | None) -> Point:
        """What the choice at a token is made by."""
        spans = self.statements[k].content if k >= 0 else ()
        content = tuple((self.reading.at(start), self.reading.at(end - 1) + 1) for start, end in spans)
        return Point(
            self.reading.tokens, token, content, self.spoke, self.spoke_before, said, female, self.questioned,
            *self._ahead(token, content),
        )  # fmt: skip

    def _ahead(self, token: int, content: tuple[tuple[int, int], ...]) -> tuple[frozenset[int], frozenset[int]]:
        """The ids of those who are named soon behind a token, and of those named in the words attributed."""
        tokens = self.reading.tokens
        near: set[int] = set()
        told: set[int] = set()
        for m in self._names_by_sentence.get(tokens[token].sentence, []):
            if token < m.begin <= token + _NEXT and not any(a <= m.first < b for a, b in content):
                near.update(map(id, self.cast.candidates(m)))
        for a, b in content:
            for sentence in range(tokens[a].sentence, tokens[b - 1].sentence + 1) if a < b <= len(tokens) else ():
                for m in self._names_by_sentence.get(sentence, []):
                    meant = self.cast.candidates(m)
                    if a <= m.first < b and len(meant) == 1:
                        told.add(id(meant[0]))
        return frozenset(near), frozenset(told)

    def owner(self, said: Phrase) -> Referent | None:
        """To whom a description says something belongs: "her campaign", "Trump's lawyers", "a report by Politico"."""
        if said.owner_pronoun is not None:
            return self.at.get(said.owner_pronoun)
        return self.at.get(said.owner.first) if said.owner is not None else None

    def label(self, said: Phrase) -> str:
        """The words of a description to show as a name, its owner's name in place of a pronoun."""
        words = said.text.split()
        if said.owner_pronoun is not None and (owner := self.owner(said)) is not None:
            words[0] = owner.name + ("’s" if "’" in self.article.text else "'s")
        elif len(words) > 1 and words[0].lower() in _OPENING_WORDS and words[1].lower() not in ("of", "in", "on", "from"):
            words = words[1:]
        return without_possessive(_PASSING.sub("", " ".join(words))[:100])

    def _is_subject(self, begin: int, last: int) -> bool:
        """Whether some words stand where the subject of a clause does."""
        tokens = self.reading.tokens
        before = tokens[begin - 1] if begin else None
        opens = before is None or tokens[begin].opens or before.low in _OPENERS or not before.word
        return opens and last < len(tokens) and tokens[last].low not in _NO_SUBJECT_BEFORE
