"""Whom a personal pronoun means: *he* and *she*, *it* and *they*, and within a quotation *I* and *we*.

Each function takes the scene, marks the mention in it and says who is meant and why. What stands behind a relative pronoun
is a phrase, which `analysis.coreference` reads.
"""

from __future__ import annotations

import re

from analysis.descriptions import is_body
from analysis.gender import Pronoun
from analysis.names import parse
from analysis.phrases import Phrase
from analysis.referents import Referent
from analysis.salience import contrary, last_mention, scores
from analysis.scene import Resolution, Scene
from analysis.vocabulary import FIRST, FIRST_PLURAL, HE, IT, ORGANISATIONS, SECOND, SHE, THEY

_NEAR = 3  # sentences
_ONLY = 4.0  # weight of a pronoun for the only person near it who isn't known to be called otherwise


def he_or_she(scene: Scene, token: int, k: int, pronouns: list[Pronoun]) -> None:
    """Whom a *he* or *she* at `token` means, the source of statement `k` where that is not -1; what it may mean goes to `pronouns`."""
    low = scene.reading.tokens[token].low
    people = [r for r in scene.active if r.kind in ("person", "unnamed") and r.evidence >= 1]
    if not people:
        people = [r for r in scene.cast.persons if r.evidence >= 3][:1]
    if scene.reading.tokens[token].quoted and k >= 0:  # who is quoted says I
        around = _around(scene, k)
        people = [r for r in people if r is not around] or people
    sentence = scene.reading.tokens[token].sentence
    if people and not any(p.sentence == sentence and p.female == (low in SHE) for p in pronouns[-2:]):
        plain = scores("pronoun", scene.point(token, k, None, None), people)
        pronouns.append(Pronoun(sentence, low in SHE, tuple(people), tuple(plain)))
    referent = scene.choose("pronoun", token, people, k, female=low in SHE)
    if referent is not None and all(r is referent or contrary(r, low in SHE) for r in people) and len(people) > 1:
        place = scene.reading.tokens[last_mention(referent)] if referent.places else None
        if place is not None and scene.reading.tokens[token].line - place.line <= _NEAR:
            referent.gender[low in SHE] = max(referent.gender[low in SHE], _ONLY)
    if referent is not None:
        scene.at[token] = referent
        scene.mention(referent, token, token, token + 1, low in ("his", "her"), low)


def pronoun(scene: Scene, k: int, said: Phrase) -> Resolution:
    """Whom the pronoun means that is the source of statement `k`; a *he* or *she* has been read before."""
    if said.head in HE | SHE:
        referent = scene.at.get(said.first)
        return Resolution(referent, "pronoun: nearest compatible speaker" if referent else "pronoun with nobody before it")
    if said.head in FIRST | FIRST_PLURAL:
        speaker = _around(scene, k) or (scene.spoke if scene.reading.tokens[said.first].quoted else None)
        if speaker is not None:
            return Resolution(speaker, "first person within a quotation")
        if said.head in FIRST:
            return Resolution(_writer(scene, said), "first person: who writes the article")
        return Resolution(_generic(scene, "the author and readers", said), "first person plural")
    if said.head in SECOND:
        return Resolution(_generic(scene, "readers", said), "the reader")
    able = [r for r in scene.active if is_body(r) or (r.kind == "group" and said.head in THEY)]
    candidates = [r for r in able if r.spoken] or able
    referent = scene.choose("it" if said.head in IT else "they", said.first, candidates, k)
    if referent is None:
        return Resolution(None, "pronoun with nothing before it that fits")
    scene.mention(referent, said.first, said.first, said.last, pronoun=said.head)
    return Resolution(referent, f"pronoun: nearest {'group' if referent.kind == 'group' else 'organisation'}")


def _around(scene: Scene, k: int) -> Referent | None:
    """Who speaks the statement in whose content the source of statement `k` stands."""
    start = scene.statements[k].source[0][0]
    around = [
        (end - begin, result.referent)
        for s, result in zip(scene.statements, scene.found, strict=True)
        if result is not None and result.referent is not None
        for begin, end in s.content
        if begin <= start < end
    ]
    return min(around, key=lambda item: item[0])[1] if around else None


def _writer(scene: Scene, said: Phrase) -> Referent:
    """The author of the article, by the byline where that is a person's name."""
    name = parse(re.sub(r"^by\s", "", scene.article.author, flags=re.IGNORECASE))
    named = name.full and len(name.parts) <= 4 and not set(name.parts) & (ORGANISATIONS | {"and"})
    label = f"{name.text.title() if name.text.isupper() else name.text} (author)" if named else "the author"
    return _generic(scene, label, said, "person" if named else "unnamed")


def _generic(scene: Scene, label: str, said: Phrase, kind: str = "group") -> Referent:
    known = next((r for _, r in scene.described if r.label == label), None)
    if known is None:
        known = Referent("person" if kind == "person" else "unnamed" if kind == "unnamed" else "group", label)
        scene.described.append((Phrase("pronoun", said.text), known))
    return known
