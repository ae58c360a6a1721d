"""What a role tells of a person: "New Jersey Gov.", "an analyst at Cato", "R-Ariz." brought to words that can be compared.

Newspapers name one person by ever new words: *Sen. Cotton*, *the Arkansas Republican*, *the lawmaker*. A role is taken
as the set of its words, places and parties in one form and each word in the form of its group.
"""

from __future__ import annotations

import re

from analysis.names import fold
from analysis.vocabulary import COUNTRIES, FUNCTION_WORDS, PARTIES, PARTY_LETTERS, PERSONS, US_STATES

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
PLACE_TRAITS = STATES | frozenset(COUNTRIES.values())
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


def party(said: str) -> str:
    """The party that a role names, "" where it names none.

    >>> party("R-Ariz."), party("Democratic presidential nominee"), party("mayor")
    ('Republican', 'Democratic', '')
    """
    if re.match(r"[RDIL][-–.,]", said):
        return PARTY_LETTERS[said[0]]
    return next((PARTIES[word] for word in fold(said).split() if word in PARTIES), "")


# The words of roles, each in the form of its group.
ROLES = frozenset(normal(word) for word in PERSONS)
PARTY_WORDS = frozenset(normal(word) for word in PARTIES)
