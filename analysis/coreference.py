"""Who is who within one article: every statement's source brought to one referent.

The article is read from front to back. A name goes to the referent that carries it, a pronoun or a description to the
one that it fits best by then (`analysis.salience`). It is read twice, because only the whole of it shows which pronouns
it uses for whom: after the first reading each person is given the gender under which all its pronouns fit best.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.descriptions import announced, describe, group, meant_by_office, together
from analysis.gender import Pronoun, settle
from analysis.mentions import NameMention
from analysis.names import fold, parse
from analysis.phrases import Phrase, phrase
from analysis.pronouns import he_or_she, pronoun
from analysis.records import Article, Statement
from analysis.register import Register
from analysis.roles import OFFICIAL, normal
from analysis.scene import Resolution, Scene
from analysis.vocabulary import HE, SHE

_READINGS = 2
_NEXT = 7  # statements within which a headline's person must speak
_PASSIVE = frozenset("is are was were be been being it there to seems seemed".split())
_ADVERBS = frozenset("also then later has have had once again further recently repeatedly only still".split())
_FAR = 200  # characters over which a quotation may go on
_STOPS = frozenset("of in at by to for with from and or that is was were are said told among as like than".split())
_NOTHING = Resolution(None, "no source")


def resolve(article: Article, statements: Sequence[Statement], register: Register | None = None) -> list[Resolution]:
    """One `Resolution` for each statement of an article, in the same order.

    `register` is what a corpus shows of the persons in it, where there is more than this article.
    """
    scene = Scene(article, statements)
    if register is not None:
        register.introduce(scene.cast, article.date)
    return resolutions(scene)


def resolutions(scene: Scene) -> list[Resolution]:
    """Read a scene until its pronouns are settled, and say whom each statement's source means."""
    shown = [(person, person.gender) for person in scene.cast.persons]
    for _ in range(_READINGS - 1):
        pronouns: list[Pronoun] = []
        _read(scene, pronouns)
        for person, gender in shown:
            person.gender = gender
        settle(pronouns)
        scene.begin()
    return _read(scene, [])


def _read(scene: Scene, pronouns: list[Pronoun]) -> list[Resolution]:
    """One pass; what each *he* and *she* may mean is added to `pronouns`."""
    wanted: dict[int, int] = {}  # tokens of pronouns that a source stands on
    inside: set[int] = set()  # tokens of sources
    events: list[tuple[int, int, int]] = [(m.first, 0, n) for n, m in enumerate(scene.reading.names)]
    for k, said in enumerate(scene.phrases):
        if said.form == "pronoun":
            wanted.setdefault(said.first, k)
        elif said.owner_pronoun is not None:
            wanted.setdefault(said.owner_pronoun, -1)
        if said.form != "missing":
            inside.update(range(said.first, said.last))
            events.append((said.last - 1, 3, k))
    for i, token in enumerate(scene.reading.tokens):
        if token.low in HE | SHE and (i in wanted or not token.quoted):
            events.append((i, 1, i))
        elif token.low == "the" and not token.quoted and i not in inside:
            events.append((i, 2, i))
    for at, order, number in sorted(events):
        if order == 0:
            _name(scene, scene.reading.names[number])
        elif order == 1:
            he_or_she(scene, at, wanted.get(at, -1), pronouns)
        elif order == 2:
            _office(scene, at)
        else:
            result = scene.found[number] = _source(scene, number)
            if result.referent is not None:
                scene.hear(result.referent, number)
    _name_later(scene)
    for k, said in enumerate(scene.phrases):
        if said.form == "missing":
            scene.found[k] = _missing(scene, k)
    return [result or _NOTHING for result in scene.found]


def _name(scene: Scene, m: NameMention) -> None:
    candidates = scene.cast.candidates(m)
    if len(candidates) > 1:
        known = [c for c in candidates if scene.seen(c)] or candidates
        referent = scene.choose("surname", m.first, known) if len(known) > 1 else known[0]
    else:
        referent = candidates[0] if candidates else None
    if referent is not None:
        scene.at[m.first] = referent
        scene.mention(referent, m.first, m.begin, m.last, m.possessive)


def _office(scene: Scene, token: int) -> None:
    """ "The president" in passing keeps the president in mind."""
    tokens = scene.reading.tokens
    for last in range(token + 1, min(token + 4, len(tokens))):
        if not tokens[last].word or tokens[last].sentence != tokens[token].sentence:
            return
        if normal(tokens[last].low) in OFFICIAL:
            named = last + 1 < len(tokens) and tokens[last + 1].capital
            said = phrase(scene.reading, ((tokens[token].start, tokens[last].end),))
            if not named and not tokens[last].possessive and said.form == "description" and said.sort == "person":
                meant_by_office(scene, said)
            return


def _source(scene: Scene, k: int) -> Resolution:
    said = scene.phrases[k]
    if said.form == "pronoun":
        return pronoun(scene, k, said)
    if said.form == "relative":
        return _relative(scene, said)
    return _words(scene, said, k)


def _words(scene: Scene, said: Phrase, k: int = -1) -> Resolution:
    if said.form == "name":
        return _named(scene, said)
    if said.form == "several":
        members = list(dict.fromkeys(scene.at[n.first] for n in said.names if n.first in scene.at))
        return Resolution(together(scene, members, said), "several names") if len(members) > 1 else group(scene, said)
    return describe(scene, said, k) if said.form == "description" else _NOTHING


def _named(scene: Scene, said: Phrase) -> Resolution:
    assert said.name is not None
    referent = scene.at.get(said.name.first)
    if referent is None:  # a name that no full one fits
        referent = scene.remember(scene.cast.named(said.name.text), said)
    name = parse(said.name.text)
    if referent.kind != "person":
        return Resolution(referent, "name")
    if said.apposed:
        return Resolution(referent, "name in apposition")
    if name.full or fold(name.text) == fold(referent.name):
        return Resolution(referent, "full name" if name.full else "name")
    given = any(own.full and own.given == name.family for own in referent.names)
    return Resolution(referent, f"same {'given name' if given else 'surname'} as {referent.name}")


def _relative(scene: Scene, said: Phrase) -> Resolution:
    """Whom *who* or *which* goes back to: the name or the description that ends before it."""
    tokens = scene.reading.tokens
    sentence = tokens[said.first].sentence
    i = said.first - 1
    while i >= 0 and tokens[i].sentence == sentence and (not tokens[i].word or tokens[i].low in ("both", "all", "of")):
        i -= 1
    if i < 0 or tokens[i].sentence != sentence:
        return Resolution(None, "relative pronoun without anything before it")
    named = [m for m in scene.reading.names if m.last <= i + 1 and tokens[m.first].sentence == sentence and not m.possessive]
    named = [m for m in named if m.first in scene.at]
    persons = [scene.at[m.first] for m in named if scene.at[m.first].kind == "person" and scene.at[m.first].evidence >= 1]
    last = scene.at[named[-1].first] if named and named[-1].last == i + 1 else None
    if last is not None and (said.head == "that" or (last.kind == "person") == (said.head != "which")):
        return Resolution(last, "relative pronoun")
    begin = i
    while begin > 0 and i - begin < 12 and tokens[begin - 1].word and tokens[begin - 1].sentence == sentence:
        if tokens[begin].low in ("the", "a", "an", "some", "those", "several", "many") or tokens[begin - 1].low in _STOPS:
            break
        begin -= 1
    before = phrase(scene.reading, ((tokens[begin].start, tokens[i].end),))
    apposition = begin > 0 and tokens[begin - 1].text == "," and before.sort == "person"
    if said.head != "which" and persons and (apposition or before.form == "name" or before.sort in ("thing", "document")):
        return Resolution(persons[-1], "relative pronoun after an apposition")
    return Resolution(_words(scene, before).referent, "relative pronoun")


def _name_later(scene: Scene) -> None:
    """Put the name to whom a headline or a lead describes before the article names them."""
    for k, said in enumerate(scene.phrases):
        result = scene.found[k]
        if said.form != "description" or said.sort != "person" or result is None or result.referent is None:
            continue
        if result.referent.kind == "unnamed":
            after = [r.referent for r in scene.found[k + 1 : k + 1 + _NEXT] if r is not None and r.referent is not None]
            if (referent := announced(scene, said, after)) is not None:
                later = Resolution(referent, f"description: {referent.name}, named later")
                scene.found = [later if r is not None and r.referent is result.referent else r for r in scene.found]


def _missing(scene: Scene, k: int) -> Resolution:
    """Whose a statement without a source is: it goes on with a quotation, or its sentence has a subject."""
    s = scene.statements[k]
    if not s.content:
        return _NOTHING
    if s.cue:
        return _subject(scene, k)
    start = s.content[0][0]
    before = [
        (other.end, j)
        for j, other in enumerate(scene.statements)
        if j != k and scene.phrases[j].form != "missing" and other.content and other.start <= start
    ]
    if s.mode == "indirect" or not before:
        return _NOTHING
    end, j = max(before)
    gap = scene.article.text[end:start]
    result = scene.found[j]
    if result is None or len(gap) > _FAR or len(re.findall(r"\n\s*\n", gap)) > 1:
        return _NOTHING
    return Resolution(result.referent, "continues the quotation before")


def _subject(scene: Scene, k: int) -> Resolution:
    """Who stands right before the cue as its subject, or speaks earlier in the same sentence ("..., saying")."""
    tokens = scene.reading.tokens
    cue = scene.reading.at(scene.statements[k].cue[0][0])
    if cue >= len(tokens) or tokens[cue].low in _PASSIVE:
        return _NOTHING
    sentence = tokens[cue].sentence
    if tokens[cue].low.endswith("ing"):
        spoken = [
            r
            for r, said in zip(scene.found, scene.phrases, strict=True)
            if r is not None and said.form != "missing" and said.last <= cue and tokens[said.first].sentence == sentence
        ]
        return Resolution(spoken[-1].referent, "who speaks in the same sentence") if spoken else _NOTHING
    last = cue
    while last > 0 and tokens[last - 1].low in _ADVERBS:
        last -= 1
    if last > 0 and last - 1 in scene.at and tokens[last - 1].low in ("he", "she"):
        return Resolution(scene.at[last - 1], "pronoun: nearest compatible speaker")
    for m in scene.reading.names:
        if m.last == last and m.first in scene.at and tokens[m.first].sentence == sentence and not m.possessive:
            return Resolution(scene.at[m.first], "subject of the sentence")
    return _NOTHING
