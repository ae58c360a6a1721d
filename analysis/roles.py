"""What a role tells of a person: "New Jersey Gov.", "an analyst at Cato", "R-Ariz." brought to words that can be compared.

Newspapers name one person by ever new words: *Sen. Cotton*, *the Arkansas Republican*, *the lawmaker*. A role is taken
as the set of its words, places and parties in one form and each word in the form of its group.
"""

from __future__ import annotations

import re

from analysis.names import fold
from analysis.vocabulary import (
    COUNTRIES,
    DEPARTMENTS,
    FUNCTION_WORDS,
    ORGANISATIONS,
    PARTIES,
    PARTY_LETTERS,
    PERSONS,
    TITLES,
    US_STATES,
)

_SAME_ROLE = {
    word: group.split()[0]
    for group in (
        "senator sen sens senators|representative rep reps congressman congresswoman|governor gov govs|president presidents",
        "candidate nominee contender hopeful|lawyer attorney counsel|judge justice magistrate|physician doctor dr surgeon",
        "spokesman spokeswoman spokesperson|chairman chairwoman chair chairperson|head chief boss|general gen|colonel col",
        "professor prof|democrat democratic democrats|republican gop republicans|minister secretary|adviser advisor",
        "journalist reporter correspondent|columnist commentator|businessman businesswoman executive tycoon mogul billionaire",
        "aide assistant staffer|officer cop policeman policewoman trooper deputy|soldier marine sailor|leader",
        "reverend rev pastor|ambassador envoy|mother mom|father dad|researcher scientist|moderator anchor host",
    )
    for group in group.split("|")
    for word in group.split()
}
_BROADER = {
    "senator": "lawmaker legislator politician official republican democrat",
    "representative": "lawmaker legislator politician republican democrat",
    "governor": "politician official leader republican democrat",
    "president": "leader official politician",
    "vice-president": "leader official politician",
    "prime-minister": "leader official politician minister premier",
    "attorney-general": "official",
    "spokesman": "official aide adviser secretary",
    "minister": "official leader politician",
    "candidate": "politician businessman",
    "general": "officer official commander",
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
OFFICES = frozenset((
    "president governor mayor minister prime-minister premier chancellor king queen pope dictator emir sultan"
).split())
STATES = frozenset(US_STATES.values())
NATIONS = frozenset(COUNTRIES.values())
PLACE_TRAITS = STATES | NATIONS
_UNITS = {
    "vice president": "vice-president",
    "prime minister": "prime-minister",
    "attorney general": "attorney-general",
    "secretary general": "secretary-general",
    "first lady": "first-lady",
    "running mate": "running-mate",
    "chief executive": "ceo",
    "press secretary": "spokesman",
}
_UNIT = re.compile("|".join(_UNITS))
_PHRASED = re.compile(
    r"\b(?:" + "|".join(sorted((re.escape(k) for k in US_STATES if " " in k), key=len, reverse=True))
    + r"|united states|united kingdom|north korea\w*|south korea\w*|saudi arabia|south africa\w*)\b"
)


# "the nominee's eldest daughter" says nothing of a nominee, "an adviser to Sen. Lee" nothing of a senator
_OWNED = re.compile(r"^.*(?:'s|s')\s")
_OTHERS = re.compile(
    r"\b(?:(?:grand)?(?:son|daughter|father|mother)|brother|sister|wife|husband|widow|friend|ally|rival|opponent|critic|supporter)"
    r" of\b.*$"
)
_AT = re.compile(r"\b(at|of|for|with) (?:the |The )?((?:[A-Z][\w.&'’-]*)(?:(?: (?:of|for|and|on|the|&))* [A-Z][\w.&'’-]*)*)")
_NAMED_PARTY = re.compile(r"(?:[A-Z][\w’'-]* )+Party\b")
_BRACKETED = re.compile(r"\s*\([^)]*\)")
_LETTERS = re.compile(r"(?:[RDIL]|DFL)[-–.,]")
_BODIES = ORGANISATIONS | {"forum", "organizing"}
_SEATED = frozenset("senator representative deputy mp legislator lawmaker councilman councillor".split())
_GENERAL = frozenset(
    "presidential press vice prime house white majority minority staff supreme court high federal campaign communications policy "
    "deputy assistant senior former chief executive managing national state security army navy air force police party ruling"
    " opposition foreign independent joint first second lady running supreme mp mep".split()
)
_PLACED = frozenset(COUNTRIES) | frozenset(word for place in US_STATES for word in place.split()) | {"u.s", "us"}
_BEYOND = re.compile(r"\s(?:to|for|with|who|whose|against|under|about|and|on)\s.*$")


def normal(word: str) -> str:
    """A role word brought to its group: *Sen.* and *senator*, *nominee* and *candidate*."""
    word = word.strip(".")
    return _SAME_ROLE.get(word, word)


def units(text: str) -> str:
    """Folded words with the roles of two words made one: *vice president* is no president."""
    return _UNIT.sub(lambda found: _UNITS[found.group()], text)


def traits(phrase: str) -> set[str]:
    """The words of a role that others may use for the same person, with places and parties in one form.

    >>> sorted(traits("New Jersey Gov.")), sorted(traits("R-Ariz."))
    (['governor', 'new jersey'], ['arizona', 'republican'])
    """
    text = units(_BEYOND.sub("", _OWNED.sub("", fold(phrase))))
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


def affiliation(said: str) -> str:
    """The organisation that a role names, "" where it names none.

    >>> affiliation("an analyst at the Cato Institute"), affiliation("Fox News host"), affiliation("Security Minister")
    ('Cato Institute', 'Fox News', '')
    """
    if found := _AT.search(said):
        words = [fold(word).strip(".") for word in found.group(2).split()]
        if found.group(1) == "at" or set(words) & _BODIES or (found.group(2).isupper() and not {*words} & COUNTRIES.keys()):
            return found.group(2)
    if found := _NAMED_PARTY.search(said):
        return found.group()
    kept = _BRACKETED.sub("", _OWNED.sub("", said)).split(" of ")[0].split(" for ")[0].split()
    if "White House" in " ".join(kept):
        return "White House"
    while kept and _is_role(kept[-1]):
        kept.pop()
    while kept and (not kept[0][0].isupper() or _is_role(kept[0]) or fold(kept[0]).strip(".") in _PLACED):
        kept.pop(0)
    words = [fold(word).strip(".") for word in kept]
    named = all(word[0].isupper() for word in kept) and not set(words) <= DEPARTMENTS | _PLACED
    return " ".join(kept) if kept and named and not _LETTERS.match(said) else ""


def _is_role(word: str) -> bool:
    bare = fold(word).strip(".,")
    return bare in TITLES or bare in PERSONS or bare in DEPARTMENTS or bare in _GENERAL or bare in PARTIES


def party(said: str) -> str:
    """The party that a role names, "" where it names none.

    >>> party("R-Ariz."), party("Democratic presidential nominee"), party("mayor"), party("Morena Senator")
    ('Republican', 'Democratic', '', 'Morena')
    """
    if re.match(r"[RDIL][-–.,]", said):
        return PARTY_LETTERS[said[0]]
    own = _OTHERS.sub("", _BEYOND.sub("", _OWNED.sub("", fold(said))))
    if known := next((PARTIES[word] for word in own.split() if word in PARTIES), ""):
        return known
    body = affiliation(said)
    sits = not _AT.search(said) and bool(body) and normal(own.split()[-1]) in _SEATED if own.split() else False
    return body if sits or "party" in fold(body).split() else ""


PARTY_WORDS = frozenset(normal(word) for word in PARTIES)
# Offices and professions of which a person has one: who is a senator is no governor, but may be a mother.
OFFICIAL = OFFICES | frozenset(
    "senator representative vice-president attorney-general judge spokesman ambassador general colonel admiral professor "
    "physician economist journalist lawyer officer commissioner adviser analyst columnist author moderator coach".split()
)
