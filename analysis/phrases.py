"""What kind of words name a source: a name, a pronoun, a description, several at once, or nothing.

A source such as *"Trump's running mate, Indiana Gov. Mike Pence,"* is one noun phrase with things hanging on it. Its
head decides who is meant (Pence, not Trump), so the phrase is cut at the first word that can only hang on a head: a
preposition, a relative pronoun, a comma or a participle.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from analysis.mentions import NameMention, Reading
from analysis.names import fold
from analysis.records import Span
from analysis.tokens import Token
from analysis.vocabulary import (
    BODIES,
    COLLECTIVES,
    DOCUMENTS,
    FIRST,
    FIRST_PLURAL,
    HE,
    IT,
    MANY,
    ORGANISATIONS,
    PERSONS,
    POSSESSIVE,
    PRONOUNS,
    RELATIVE,
    SECOND,
    SHE,
    THEY,
)

Form = Literal["missing", "pronoun", "relative", "name", "several", "description"]
Sort = Literal["person", "people", "organisation", "document", "thing"]

_LEADING = frozenset((
    "according to from by for as of in with , ; : - – — \" “ ” ' ‘ ’ ( ) … . and but per said says"
).split())
_HANGING = frozenset(
    (
        "of for in at from with by on to about against who whom whose which that where when while as after "
        "before during like including than over under into within without near around behind between among "
        "inside outside through such since until toward towards upon if because is was were are has had have said "
        "says told also then now themselves himself herself itself both not did would will could can may might "
        "and/or representing named called dubbed known whose alone"
    ).split()
)
_DETERMINERS = frozenset(
    (
        "the a an this that these those some any many most few several all both each every no another other one "
        "two three four five six seven eight nine ten dozens hundreds thousands more other such certain various "
        "numerous countless"
    ).split()
)
_DEFINITE = frozenset(["the", "this", "that", "these", "those", "both"])
_COUNTED = frozenset((
    "some many most several few two three four five six seven eight nine ten"
).split())
_NO_PLURAL = ("ss", "us", "is", "ws", "'s", "as")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A source taken apart.

    `form` is how it names somebody. `head` is the word that decides (folded), `name` the name that is its head, `owner`
    the name or pronoun token it belongs to ("Trump" in *Trump's lawyers*), `names` all that are meant where they are
    several. `words` are the folded words up to the head without determiner, `sort` what the head is.
    """

    form: Form
    text: str = ""
    head: str = ""
    sort: Sort = "thing"
    name: NameMention | None = None
    owner: NameMention | None = None
    owner_pronoun: int | None = None
    names: tuple[NameMention, ...] = ()
    words: tuple[str, ...] = ()
    definite: bool = False
    plural: bool = False
    apposed: bool = False
    first: int = 0
    last: int = 0


def phrase(reading: Reading, spans: tuple[Span, ...]) -> Phrase:
    """The source at `spans` of an article, taken apart."""
    if not spans:
        return Phrase("missing")
    tokens, (start, end) = reading.tokens, spans[0]
    end = start + max(len(reading.text[start:end].rstrip()), 1)
    first, last = reading.at(start), min(reading.at(end - 1) + 1, len(tokens))
    while first < last and (tokens[first].low in _LEADING and tokens[first].text != "The"):
        first += 1
    while last > first and (not tokens[last - 1].text[0].isalnum() or (tokens[last - 1].low == "own" and last - first > 1)):
        last -= 1
    if first >= last:
        return Phrase("missing")
    last = next((n.last for n in reading.names if n.first < last < n.last and not n.headline), last)  # a name cut short
    text = " ".join(reading.text[max(tokens[first].start, 0) : tokens[last - 1].end].split())
    word = tokens[first].low.partition("'")[0]  # I've
    shouted = tokens[first].text.isupper() and len(word) > 1  # US, WHO, IT
    if word in PRONOUNS and not shouted and (last - first == 1 or not _noun_follows(tokens, first, last)):
        if word in RELATIVE and not (word == "that" and tokens[first].capital):
            return Phrase("relative", text, head=word, first=first, last=last)
        return Phrase("pronoun", text, head=word, plural=word in THEY | FIRST_PLURAL, first=first, last=last)
    names = [n for n in reading.names if n.first < last and n.last > first]
    return _noun_phrase(reading, names, first, last, text)


def _noun_follows(tokens: list[Token], first: int, last: int) -> bool:
    return tokens[first].low in POSSESSIVE and any(t.text[0].isalnum() for t in tokens[first + 1 : last])


def _noun_phrase(reading: Reading, names: list[NameMention], first: int, last: int, text: str) -> Phrase:
    tokens = reading.tokens
    inside = {i for n in names for i in range(max(n.begin, first), n.last)}
    core = _core_end(tokens, first, last, inside)
    several = _several(tokens, names, first, last, core, inside)
    if several is not None:
        words = tuple(t.low for t in tokens[first:last] if t.text[0].isalnum())
        return Phrase("several", text, names=tuple(several), words=words, plural=True, first=first, last=last, sort="people")
    head = next((n for n in names if n.last == core and not _noun_after(tokens, n, last)), None)
    if head is None and names and tokens[first].paragraph in reading.headlines:
        lead = names[0]  # "Elizabeth Warren Hammers Wells Fargo CEO"
        after = tokens[lead.last].low if lead.last < last else ""
        if lead.first == first and after and not lead.possessive and after not in PERSONS | ORGANISATIONS | DOCUMENTS | BODIES:
            head, core = lead, lead.last
    if head is None or head.kind in ("role", "place", "organisation"):
        apposed = _apposed(tokens, names, core, last)
        if apposed is not None and (head is None or head.kind == "role"):
            return Phrase("name", text, head=apposed.text, name=apposed, apposed=True, first=first, last=last, sort="person")
    if head is not None and head.headline and fold(head.text).split()[-1] in PERSONS:
        head = None  # "Judge Rejects ..."
    begin = first
    determiner = ""
    if tokens[begin].low in _DETERMINERS and core - begin > 1 and (head is None or head.first > begin or head.kind == "role"):
        determiner = tokens[begin].low
        begin += 1
    pronoun = begin if tokens[begin].low in POSSESSIVE and core - begin > 1 else None
    owner = next((n for n in names if n.last <= core and n is not head and (n.possessive or n.kind != "role")), None)
    words = tuple(tokens[i].low for i in range(begin, core) if tokens[i].text[0].isalnum())
    if head is not None and determiner in _COUNTED and head.kind in ("name", "place"):
        return Phrase("description", text, head=words[-1], sort="people", words=words, plural=True, first=first, last=last)
    if head is not None and head.kind != "role" and not (head.kind == "place" and words and words[-1] in PERSONS):
        return Phrase(
            "name", text, head=head.text, name=head, owner=owner, words=words, first=first, last=last,
            sort="person" if head.kind in ("person", "name") else "organisation", definite=determiner in _DEFINITE,
        )
    word = words[-1] if words else tokens[first].low
    sort, plural = _sort(word)
    if determiner == "both" and sort == "person":
        sort, plural = "people", True
    of_many = word in COLLECTIVES or (core < last and tokens[core].low in ("of", "on", "in", "from"))
    alone = determiner in ("some", "many", "most", "several", "few", "both", "all") and core == begin
    if (word in MANY and of_many) or alone:
        inner = _inner(tokens, core, last)
        sort, plural = "people", True
        if inner:
            word = inner
    if owner is None and core < last and tokens[core].low in ("of", "by", "from", "in", "to", "for"):
        owner = next((n for n in names if n.begin <= core + 2 and n.first > core and n.kind != "role"), None)
    return Phrase(
        "description", text, head=word, sort=sort, owner=owner, owner_pronoun=pronoun, words=words, plural=plural,
        definite=determiner in _DEFINITE or pronoun is not None or (not determiner and sort == "person"),
        first=first, last=last,
    )


def _core_end(tokens: list[Token], first: int, last: int, inside: set[int]) -> int:
    for i in range(first, last):
        token = tokens[i]
        if i in inside:
            continue
        if i > first and token.low in _HANGING:
            return i
        if i > first and not token.text[0].isalnum() and token.text not in "$%&/'’\"“”":
            if token.text in "()" and _acronym(tokens, i, last):
                continue
            return i
        if i > first + 1 and token.low.endswith("ed") and len(token.low) > 4 and i + 1 < last and tokens[i + 1].low in _HANGING:
            return i
    return last


def _acronym(tokens: list[Token], i: int, last: int) -> bool:
    """Whether the bracket at `i` belongs to an acronym in the middle of a phrase: "Action Party (PAN) Senator"."""
    begin = i if tokens[i].text == "(" else i - 2
    end = begin + 2
    return begin >= 0 and end + 1 < last and tokens[end].text == ")" and tokens[begin + 1].text.isupper() and tokens[end + 1].capital


def _noun_after(tokens: list[Token], name: NameMention, last: int) -> bool:
    return name.possessive and name.last < last and tokens[name.last].text[0].isalnum()


def _several(
    tokens: list[Token], names: list[NameMention], first: int, last: int, core: int, inside: set[int]
) -> list[NameMention] | None:
    """The names that a coordination joins, or None where the phrase is none."""
    joint = next((i for i in range(first + 1, last - 1) if tokens[i].low in ("and", "&") and i not in inside), None)
    if joint is None:
        return None
    ends = [n for n in names if (not n.possessive and n.kind != "role") or n.last == last]
    left = [n for n in ends if n.last <= joint]
    right = next((n for n in ends if n.begin in (joint + 1, joint + 2)), None)
    if joint <= core or (core < last and joint == core):
        second = tokens[core - 1] if core > joint + 1 and tokens[joint + 1].low not in _DETERMINERS | POSSESSIVE else tokens[joint + 1]
        simple = right is None and all({t.low, t.low.split("-")[-1]} & PERSONS for t in (tokens[joint - 1], second))
        if simple and not tokens[joint - 1].low.endswith("s"):
            return None  # "founder and president of", "the front-runner and former secretary of state"
        if any(n.first < joint < n.last for n in names):
            return None
        after = tokens[joint + 1]
        plural = [_sort(tokens[i].low)[1] for i in (joint - 1, core - 1)]
        if not left and right is None and not all(plural):
            joined = after.low in _DETERMINERS | POSSESSIVE
            return [] if joined else None
        return [n for n in ends if n.last <= core + 8]
    if left and right is not None and right.kind == "person" and left[0].begin == first:
        # "Sens. Jon Tester (D-Mont.) and David Vitter (R-La.)"
        return [n for n in ends if n.kind == "person" or n is right]
    if left and right is not None and left[0].begin <= first and left[0].kind != "place":
        between = [t.low for t in tokens[left[0].last : joint]]
        if not any(w in PERSONS or w in RELATIVE or w in ("a", "an", "the", "of", "at", "for") for w in between):
            return [n for n in ends if n.kind != "place"]
    return None


def _apposed(tokens: list[Token], names: list[NameMention], core: int, last: int) -> NameMention | None:
    """The name in "a lawyer for the news outlets, David Schulz,"."""
    for i in range(core, last):
        if tokens[i].text in (",", "named", "called") or tokens[i].text in "–—-":
            name = next((n for n in names if n.begin == i + 1 and n.kind in ("person", "name")), None)
            if name is not None and not name.possessive:
                ended = name.last >= last or not tokens[name.last].text[0].isalnum() or tokens[name.last].low in _HANGING
                if ended:
                    return name
    return None


def _inner(tokens: list[Token], core: int, last: int) -> str:
    """The head of what follows "of": *officials* in "one of the officials"."""
    if core >= last or tokens[core].low != "of":
        return ""
    end = _core_end(tokens, core + 1, last, set())
    return tokens[end - 1].low


def _sort(word: str) -> tuple[Sort, bool]:
    """What a head noun stands for, and whether it means more than one."""
    bare = word.split("-")[-1]
    if word in COLLECTIVES:
        return "people", True
    if word in BODIES:
        return "organisation", False
    if bare in PERSONS or bare.endswith(("ist", "man", "woman", "person")):
        return "person", False
    singular = _singular(bare)
    if singular and (singular in PERSONS or singular.endswith(("ist", "ian"))):
        return "people", True
    if word in DOCUMENTS or singular in DOCUMENTS:
        return "document", bool(singular)
    if word in ORGANISATIONS:
        return "organisation", False
    if singular in ORGANISATIONS:
        return "people", True
    return ("people", True) if singular else ("thing", False)


def _singular(word: str) -> str:
    """The singular of a plural noun, `""` where the word is none."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(_NO_PLURAL):
        return ""
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1]


def first_person(word: str) -> bool:
    return word in FIRST


__all__ = ["FIRST", "HE", "IT", "SECOND", "SHE", "Phrase", "phrase"]
