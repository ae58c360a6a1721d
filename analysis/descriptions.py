"""Whom a description means: "the senator", "her administration", "some experts", "the union", "a statement".

Each function takes the scene and a phrase, marks the mention in the scene and says who is meant and why. What is
described for the first time becomes a referent of its own, named by the description.
"""

from __future__ import annotations

from dataclasses import replace

from analysis.names import fold
from analysis.phrases import Phrase, phrase
from analysis.referents import Referent
from analysis.roles import heads, normal, traits
from analysis.salience import fit, last_mention
from analysis.scene import Resolution, Scene
from analysis.vocabulary import FEMALE, MALE

_LEAD = 4  # paragraphs in which somebody may be described before being named
_TITLED = 20.0  # weight of a word like "mother" against one pronoun
# Findings that stand for themselves, unlike a letter or a book, which speak for who wrote them.
_FINDINGS = frozenset(
    "poll polls survey surveys study studies data statistics figures research law laws bill act record records returns "
    "convention treaty rule rules ruling rulings".split()
)
_MESSAGES = frozenset("statement letter tweet post memo email e-mail release speech remarks interview message".split())
_BODIES_IN_GENERAL = frozenset(
    "company firm organisation organization agency group newspaper paper network bank union outlet publication magazine "
    "department ministry government country nation party committee institute university school".split()
)
_SMALL = frozenset("the a an this that these those some several other certain various".split())
_VAGUE = frozenset("officials people sources others members leaders aides politicians reports republicans democrats".split())
_SHARES = frozenset("many most few all both half two three four five six seven eight nine ten dozens hundreds other".split())


def is_body(referent: Referent) -> bool:
    """Whether something named is an organisation, or may well be one."""
    return referent.kind == "organisation" or (
        referent.kind == "person" and referent.evidence < 2 and sum(referent.gender) < 1
    )


def describe(scene: Scene, said: Phrase, k: int = -1) -> Resolution:
    """Whom a description means; `k` is the statement whose source it is, -1 where it is none."""
    if said.sort == "person":
        return _person(scene, said, k)
    if said.sort == "people":
        return group(scene, said)
    if said.sort == "organisation":
        return _body(scene, said)
    if said.sort == "document":
        return _document(scene, said)
    return _thing(scene, said)


def _person(scene: Scene, said: Phrase, k: int) -> Resolution:
    female = True if said.head in FEMALE else False if said.head in MALE else None
    candidates, sure = _likeliest(scene, said)
    referent = scene.choose("holder" if sure else "description", said.first, candidates, k, said, female)
    if referent is not None:
        scene.mention(referent, said.last - 1, said.first, said.last)
        return Resolution(referent, f"description: {referent.name}")
    words = " ".join(said.words)
    unnamed = Referent("unnamed", scene.label(said), evidence=1.0, definite=said.definite, traits=traits(words))
    unnamed.roles[unnamed.label] += 1
    if female is not None:
        unnamed.gender[female] += _TITLED
    return Resolution(scene.remember(unnamed, said), "nobody is named")


def _likeliest(scene: Scene, said: Phrase) -> tuple[list[Referent], bool]:
    """Those who may be meant, and whether they have the very role; where somebody has it, nobody else is asked."""
    owner = scene.owner(said)
    known = [r for r in scene.active if r.kind in ("person", "unnamed") and r.evidence >= 1 and r is not owner]
    later = [r for r in scene.cast.persons if not scene.seen(r) and r.evidence >= 3]
    if not said.definite:
        known, later = [], later if scene.reading.tokens[said.first].paragraph < _LEAD else []
    matches = [(r, fit(said, r)) for r in known]
    for key in ("head", "known head", "broader"):
        same = [(r, match) for r, match in matches if match[key] and not match["against"]]
        if key == "head":
            same += [(r, match) for r in later if (match := fit(said, r))[key] and not match["against"]]
        fitting = [r for r, match in same if match["fits"]]
        if fitting or (same and not _of_somebody(said)):
            return fitting or [r for r, _ in same], key != "broader"
    return [r for r, match in matches if not match["other role"] and not match["against"]], False


def _of_somebody(said: Phrase) -> bool:
    """Whether a description is by whom it serves: "a spokesman for Putin" is not any spokesman."""
    return not said.definite and said.owner is not None and said.owner.kind != "place"


def meant_by_office(scene: Scene, said: Phrase) -> Referent | None:
    """Who is meant by words like "the president" in passing; None where nobody is known to hold that very office."""
    candidates, sure = _likeliest(scene, said)
    referent = scene.choose("holder", said.first, candidates, -1, said) if sure else None
    if referent is not None:
        scene.mention(referent, said.last - 1, said.first, said.last)
    return referent


def announced(scene: Scene, said: Phrase, after: list[Referent]) -> Referent | None:
    """Whom a headline or a lead describes before the article names them: of the next speakers one in that role."""
    paragraph = scene.reading.tokens[said.first].paragraph
    if paragraph >= _LEAD - 1:
        return None
    headline = paragraph in scene.reading.headlines
    for referent in after:
        if _of_somebody(said) and not fit(said, referent)["fits"]:
            continue
        if referent.kind == "person" and (normal(said.head) in heads(referent.traits) or (headline and referent is after[0])):
            return referent
    return None


def group(scene: Scene, said: Phrase) -> Resolution:
    """Whom a plural means."""
    if said.head in ("both", "pair", "duo"):
        persons = sorted((r for r in scene.active if r.kind == "person" and r.evidence >= 1), key=last_mention)[-2:]
        if len(persons) == 2:
            return Resolution(together(scene, persons, said), "the two persons named before")
    for before, known in reversed(scene.described):
        if known.kind == "group" and before.sort == "people":
            if _same_group(said, before):
                return Resolution(scene.remember(known, said), "the same group")
            if said.definite and said.head and normal(said.head.removesuffix("s")) in heads(known.traits):
                return Resolution(scene.remember(known, said), "the group named before")
    return Resolution(scene.remember(Referent("group", scene.label(said)), said), "group")


def together(scene: Scene, members: list[Referent], said: Phrase) -> Referent:
    """The group that some referents form."""
    for _, known in scene.described:
        if known.members and set(map(id, known.members)) == set(map(id, members)):
            return scene.remember(known, said)
    shared = set.intersection(*(member.traits for member in members))
    return scene.remember(Referent("group", members=tuple(members), traits=shared), said)


def _same_group(a: Phrase, b: Phrase) -> bool:
    """Whether two plurals may be one group: the same words, or one more closely described ("labor-policy experts")."""
    if a.head != b.head or (a.owner and fold(a.owner.text)) != (b.owner and fold(b.owner.text)):
        return False
    mine, theirs = set(a.words) - _SMALL, set(b.words) - _SMALL
    if a.definite and len(mine) == 1:
        return True
    return mine == theirs or (a.head not in _VAGUE and (mine <= theirs or theirs <= mine) and not (mine ^ theirs) & _SHARES)


def _body(scene: Scene, said: Phrase) -> Resolution:
    owner = scene.owner(said)
    if owner is not None and owner.kind == "person":
        bodies = {r.label: r for _, r in scene.described if r.owner is owner}
        head = "campaign" if said.head in ("team", "camp") and f"{owner.surname} campaign" in bodies else said.head
        label = f"{owner.surname} {head}"
        body = bodies.get(label) or Referent("organisation", label, owner=owner)
        return Resolution(scene.remember(body, said), f"organisation of {owner.name}")
    if said.definite and len(said.words) == 1:
        for before, known in reversed(scene.described):
            if known.kind == "organisation" and before.head == said.head and (known.owner or not known.forms.get(said.head)):
                return Resolution(scene.remember(known, said), "the organisation named before")
        bodies_named = [r for r in scene.active if is_body(r) and r.forms]
        fitting = [r for r in bodies_named if any(said.head in fold(form).split() and " " in form for form in r.forms)]
        if not fitting and said.head in _BODIES_IN_GENERAL:
            fitting = [r for r in bodies_named if r.spoken or r.total > 1]
        if referent := scene.choose("it", said.first, fitting):
            scene.mention(referent, said.first, said.first, said.last)
            return Resolution(referent, "the organisation named before")
    return Resolution(scene.remember(scene.cast.organisation(scene.label(said)), said), "organisation")


def _document(scene: Scene, said: Phrase) -> Resolution:
    writer = (_maker(scene, said) or scene.owner(said)) if said.head not in _FINDINGS else None
    if writer is None and said.owner is None and said.definite:
        for before, known in reversed(scene.described):
            if before.sort == "document" and before.head == said.head:
                return Resolution(known, f"the {said.head} named before")
    if writer is None and said.owner is None and scene.spoke is not None and scene.spoke.kind != "unnamed":
        if said.head in _MESSAGES or (said.definite and said.head not in _FINDINGS):
            writer = scene.spoke
    if writer is not None:
        scene.described.append((said, writer))
        return Resolution(writer, f"{said.head} of {writer.name}")
    return Resolution(scene.remember(Referent("unnamed", scene.label(said)), said), "a document, nobody is named")


def _maker(scene: Scene, said: Phrase) -> Referent | None:
    """The organisation whose description stands before a document: "a Russian foreign ministry statement"."""
    tokens = scene.reading.tokens
    if said.last - said.first < 3 or tokens[said.last - 1].low != said.head:
        return None
    owner = scene.owner(said)
    if owner is not None and said.owner is not None and said.owner.kind != "place" and is_body(owner):
        return None  # "a Reuters news agency report"
    before = phrase(scene.reading, ((tokens[said.first].start, tokens[said.last - 2].end),))
    if before.form != "description" or before.sort != "organisation" or before.head == "news":
        return None
    return _body(scene, replace(before, definite=before.definite or len(before.words) == 1)).referent  # "a ministry statement"


def _thing(scene: Scene, said: Phrase) -> Resolution:
    for before, known in scene.described:
        if before.head == said.head and before.words == said.words:
            return Resolution(scene.remember(known, said), "the same words before")
    return Resolution(scene.remember(Referent("unnamed", scene.label(said)), said), "nobody is named")
