"""What the articles say of those who speak: role, party, affiliation and pronoun, each with the words that say so.

Nothing here is inferred: a party is one that a role names ("R-Ariz.", "Morena Senator"), an affiliation the organisation in
it ("an analyst at the Cato Institute"), a pronoun the *he* or *she* that the articles use, mostly, and never what a name
suggests. Each fact carries the article and its date, for people change offices.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date as Date
from typing import Literal

from analysis.names import fold
from analysis.records import Article, Span
from analysis.referents import Referent
from analysis.roles import affiliation, party
from analysis.vocabulary import SHE

About = Literal["role", "party", "affiliation", "pronoun"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that an article says of a speaker (`Speaker.id`): `article.text[start:end]` at `span` says so."""

    speaker: str
    about: About
    value: str
    article: str
    span: Span
    date: Date | None = None


def facts(heard: Iterable[tuple[str, Referent, Article]]) -> tuple[Fact, ...]:
    """The facts about speakers, in the order of speakers, articles and words; what an article says twice is given once.

    `heard` has each speaker's id with the referents that stand for it, and the article of each.
    """
    heard = sorted(heard, key=lambda item: (item[0], item[1].kind, item[2].id))
    used: dict[str, Counter[str]] = {}
    for speaker, referent, article in heard:
        used.setdefault(speaker, Counter()).update(_pronoun(article.text[s:e]) for s, e in referent.called)
    found: dict[tuple[str, str, str, str], Fact] = {}
    for speaker, referent, article in heard:
        if referent.kind != "person":
            continue
        stated: list[tuple[About, str, Span]] = []
        for start, end in sorted(set(referent.said)):
            words = " ".join(article.text[start:end].split())
            stated.append(("role", words, (start, end)))
            stated.append(("party", party(words), (start, end)))
            stated.append(("affiliation", affiliation(words), (start, end)))
        mostly = max(used[speaker], key=lambda word: (used[speaker][word], word), default="")
        for start, end in sorted(referent.called):
            if _pronoun(article.text[start:end]) == mostly:
                stated.append(("pronoun", mostly, (start, end)))
        for about, value, span in stated:
            if value:
                found.setdefault((speaker, about, fold(value), article.id), Fact(speaker, about, value, article.id, span, article.date))
    return tuple(found.values())


def _pronoun(word: str) -> str:
    return "she" if fold(word) in SHE else "he"
