"""What the words around a name show of who bears it: that it is a person's, the roles, the party, *he* or *she*.

Nothing but such use makes a name a person's: there is no list of given names, and gender is never read off one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from analysis.mentions import NameMention, Reading
from analysis.names import fold
from analysis.roles import normal, party, traits
from analysis.tokens import Token
from analysis.vocabulary import FEMALE, HE, MALE, ORGANISATIONS, PERSONS, SHE

if TYPE_CHECKING:
    from analysis.referents import Referent

_COURTESY = frozenset(["mr", "mrs", "ms", "miss", "dr"])
_CERTAIN = 20.0  # weight of a title such as Mrs. against one pronoun


def note(person: Referent, m: NameMention, tokens: Sequence[Token]) -> None:
    """Keep with a person what the words around one mention of the name show."""
    person.forms[m.text] += 1
    person.total += 1
    person.titles |= {m.title} - {""}
    person.evidence += 3 * (m.kind == "person") + 2 * bool(m.apposition) + 2 * (m.kind == "name" and bool(m.role))
    if m.last - m.first == 1 and person.names[0].full and person.forms[m.text] <= 2:
        person.evidence += 1  # named in full, then by one word: hardly anything but a person is
    after = [t.low for t in tokens[m.last : m.last + 2]] + ["", ""]
    person.evidence += 2 * (after[0] in ("who", "whose") or (after[0] == "," and after[1] in ("who", "whose")))
    person.evidence += 2 * (after[0] == "," and after[1].isdigit())
    person.evidence += after[0] in ("said", "says", "told", "added", "tweeted", "wrote")
    person.evidence -= 0.5 * (not m.possessive and (after[0] in ORGANISATIONS or normal(after[0]) in PERSONS))
    person.evidence -= m.first > 0 and tokens[m.first - 1].low in ("in", "at", "near")
    for said, at in ((m.role, m.role_at), (m.apposition, m.apposition_at)):
        if said and (fold(said).strip(".") not in _COURTESY or m.title == "dr"):
            person.roles[said] += 1
            person.said.append(at)
            person.traits |= traits(said)
            person.party = person.party or party(said)
    for words in (fold(m.role).split()[::-1], fold(m.apposition).split()):
        head = next((w for w in (word.strip(".,") for word in words) if w in PERSONS or w in MALE or w in FEMALE), "")
        person.gender[0] += _CERTAIN * (head in MALE)
        person.gender[1] += _CERTAIN * (head in FEMALE)


def read_pronouns(reading: Reading, candidates: Callable[[NameMention], Sequence[Referent]]) -> None:
    """Weigh each he or she that can mean only one person, as what shows the person's gender.

    `candidates` says who may be meant by a name.
    """
    tokens = reading.tokens
    persons: dict[int, list[tuple[int, Referent]]] = {}  # by sentence
    for m in reading.names:
        meant = candidates(m)
        if len(meant) == 1 and meant[0].kind == "person":
            persons.setdefault(tokens[m.first].sentence, []).append((m.first, meant[0]))
    begun: dict[int, int] = {}
    for i, token in enumerate(tokens):
        begun.setdefault(token.sentence, i)
        if token.quoted or (token.low not in HE and token.low not in SHE):
            continue
        before = {id(p): p for at, p in persons.get(token.sentence, []) if at < i}
        weight = 1.0
        if not before and i - begun[token.sentence] < 4:
            before = {id(p): p for _, p in persons.get(token.sentence - 1, [])}
            weight = 0.6
        before = {key: p for key, p in before.items() if p.gender[token.low not in SHE] < _CERTAIN}
        if len(before) == 1:
            person = next(iter(before.values()))
            person.gender[token.low in SHE] += weight
            person.evidence += weight / 2


def titled(m: NameMention, known: list[Referent]) -> list[Referent]:
    """Of some namesakes those whom a title fits; none where it means somebody whom the article never introduces."""
    known = [p for p in known if _agrees(p, m.title)]
    same = [p for p in known if m.title in p.titles]
    introduced = [p for p in known if p.first < m.first]
    if m.title in _COURTESY:
        return same if len(same) == 1 and len(introduced) != 1 else introduced or same
    return same or [p for p in introduced if not p.titles - _COURTESY] or introduced


def _agrees(person: Referent, title: str) -> bool:
    male, female = person.gender
    return not ((title in MALE and female > male) or (title in FEMALE and male > female))
