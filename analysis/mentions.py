"""Where an article names somebody: its words, and the names of persons and organisations with what is said of them.

Names are found by how English newspapers write them (capitals, titles and roles before a name, an apposition behind
it), without a list of given names. Whether a run of capitals is a person is settled later, by how the whole article
uses it; here each mention only carries what speaks for or against.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from analysis.appositions import apposition, described, start_of_role
from analysis.records import Span
from analysis.tokens import POSSESSIVES, Token, tokenise
from analysis.vocabulary import (
    BODIES,
    COLLECTIVES,
    COUNTRIES,
    DEPARTMENTS,
    FUNCTION_WORDS,
    GEOGRAPHY,
    MANY,
    MONTHS_AND_DAYS,
    NAMESAKES,
    NICKNAMES,
    ORGANISATIONS,
    PARTICLES,
    PERSONS,
    PLACES,
    SUFFIXES,
    TITLES,
)

NameKind = Literal["person", "organisation", "place", "role", "name"]

_PARTY_TAG = re.compile(r"[RDIL]-[A-Z]")
_NOUN_ENDINGS = ("tion", "ment", "ing", "ics", "ity", "ives", "cine", "ture", "nce", "ogy", "arms", "opment")
# Titles that are surnames too: they end a name rather than a role where a name could stand before them.
_SURNAME_TITLES = frozenset((
    "king pope prince bishop major marshal judge justice chair coach cardinal private rich"
).split())
_QUARTERS = frozenset("north south east west northern southern eastern western central upstate".split())
_JOINERS = frozenset(["of", "for", "to", "on"])


@dataclass(slots=True)
class NameMention:
    """A name in the text. `first` and `last` are token indices (end exclusive), `begin` that of the role before it.

    `role` is what stands before it ("New Jersey Gov."), `apposition` what stands behind ("an analyst at Cato"),
    `role_at` and `apposition_at` are where these stand; `kind` is what its own words show, `name` where they show nothing.
    """

    begin: int
    first: int
    last: int
    start: int
    end: int
    text: str
    kind: NameKind
    role: str = ""
    apposition: str = ""
    title: str = ""
    possessive: bool = False
    headline: bool = False
    role_at: Span = (0, 0)
    apposition_at: Span = (0, 0)


@dataclass(slots=True)
class Reading:
    """An article's words in order, and the names among them."""

    text: str
    tokens: list[Token]
    headlines: frozenset[int]
    names: list[NameMention]

    def at(self, position: int) -> int:
        """The index of the first token that ends behind `position`."""
        low, high = 0, len(self.tokens)
        while low < high:
            middle = (low + high) // 2
            if self.tokens[middle].end <= position:
                low = middle + 1
            else:
                high = middle
        return low


def read(text: str) -> Reading:
    """The words and names of an article. Any text will do; `""` has none."""
    reading = Reading(text, *tokenise(text), [])
    reading.names = _names(reading)
    return reading


def _name_word(tokens: list[Token], i: int) -> bool:
    token = tokens[i]
    if not token.capital or _PARTY_TAG.match(token.text):
        return not token.capital and token.text[:3] in ("al-", "el-", "as-", "ad-") and token.text[3:4].isupper()
    low = token.low.strip(".")
    if low in ("may", "will", "hope", "mark", "grace"):
        after = tokens[i + 1].text if i + 1 < len(tokens) else ""
        before = tokens[i - 1] if i else None
        near = before is not None and not token.opens and before.capital and before.low not in FUNCTION_WORDS
        return near or ((low != "may" or not after[:1].isdigit()) and (not token.opens or after[:1].isupper()))
    if low == "today" and i and tokens[i - 1].text.isupper() and token.text[:5].isupper():
        return True  # USA TODAY
    return low.partition("'")[0] not in FUNCTION_WORDS and low not in MONTHS_AND_DAYS


def _names(reading: Reading) -> list[NameMention]:
    tokens = reading.tokens
    small = {t.low for t in tokens if not t.capital}
    large = {t.low for t in tokens if t.capital and not t.opens}
    found: list[NameMention] = []
    i = 0
    while i < len(tokens):
        if not _name_word(tokens, i):
            i += 1
            continue
        last = _run_end(tokens, i)
        body = last - i > 1 and any(tokens[j].low in ORGANISATIONS for j in range(i + 1, last))
        if tokens[i].opens and not body and _common(tokens[i].low, small, large, alone=last - i == 1):
            i += 1
            continue
        found += _split(reading, i, last)
        i = max(last, found[-1].last)
    return found


def _common(word: str, small: set[str], large: set[str], alone: bool) -> bool:
    """Whether a word that opens a sentence owes its capital to that: the article writes it small elsewhere."""
    if alone and word not in large and (word in COLLECTIVES or word in MANY or {word, word.removesuffix("s")} & PERSONS):
        return word not in TITLES or word.endswith("s")
    if word in NICKNAMES or word in TITLES or word in PERSONS or word in COUNTRIES or word in ORGANISATIONS:
        return False
    return word in small or (not alone and word.endswith(("ing", "ly")) and len(word) > 5)


def _run_end(tokens: list[Token], first: int) -> int:
    """Where the run of capitals that begins at `first` ends."""
    i = first
    while True:
        token = tokens[i]
        i += 1
        if i >= len(tokens) or tokens[i].sentence != token.sentence:
            return i
        if token.possessive:
            return i
        if _name_word(tokens, i):
            continue
        if tokens[i].low in PARTICLES and tokens[i].text.islower():
            j = i
            while j < len(tokens) and tokens[j].low in PARTICLES and tokens[j].text.islower():
                j += 1
            if j < len(tokens) and _name_word(tokens, j) and tokens[j].sentence == token.sentence:
                i = j
                continue
        if tokens[i].text in "\"“(" and i + 3 < len(tokens) and tokens[i + 2].text in "\"”)" and tokens[i + 1].capital:
            if _name_word(tokens, i + 3) and len(tokens[i + 1].text) > 2 and not tokens[i + 1].text.isupper():
                i += 3  # William “Bill” Clinton
                continue
        if tokens[i].text == "," and i + 1 < len(tokens) and tokens[i + 1].low.strip(".") in ("jr", "sr"):
            return i + 2
        return i


def _split(reading: Reading, first: int, last: int) -> list[NameMention]:
    """A run of capitals, parted into a role and the name it belongs to."""
    tokens = reading.tokens
    headline = tokens[first].paragraph in reading.headlines
    headline = headline or (last - first > 1 and all(tokens[i].text.isupper() for i in range(first, last)))
    if headline:
        return [_mention(reading, first, last, "name", headline=True)]
    cut = first
    for i in range(first, last):
        low = tokens[i].low.strip(".")
        title = low in TITLES or (i == first and tokens[i].opens and low in PERSONS and last - first > 2)
        if title and not (i == last - 1 and i > first and low in _SURNAME_TITLES and _may_be_name(tokens, first, i)):
            cut = i + 1
    if first > 1 and tokens[first - 1].low == "of" and tokens[first - 2].low in TITLES and cut == first:
        j = first  # "secretary of State Clinton"
        while j < last and tokens[j].low in DEPARTMENTS:
            j += 1
        if first < j < last:
            mention = _person(reading, first - 2, j, last)
            mention.title = tokens[first - 2].low
            return [mention]
    if cut == last:  # "Secretary of State John Kerry": the role goes on behind "of"
        after = last
        if after + 1 < len(tokens) and tokens[after].low in ("of", "for") and cut > first:
            j = after + 1
            while j < len(tokens) and tokens[j].low in DEPARTMENTS:
                j += 1
            if j > after + 1 and j < len(tokens) and _name_word(tokens, j) and tokens[j - 1].low != "the":
                end = _run_end(tokens, j)
                return [_person(reading, first, j, end)]
        return [_mention(reading, first, last, "role")]
    if cut > first and tokens[last - 1].low not in ORGANISATIONS:
        return [_person(reading, first, cut, last)]
    kind = _kind(tokens, first, last)
    if kind != "organisation" and first and tokens[first - 1].low.split("-")[-1] in PERSONS and not tokens[first].opens:
        return [_person(reading, first, first, last)]
    last = _joined(tokens, first, last)
    kind = _kind(tokens, first, last)
    mention = _mention(reading, first, last, kind)
    mention.apposition, mention.apposition_at = apposition(reading.text, tokens[last - 1].end)
    if kind == "name":
        mention.role_at = described(tokens, first, last)
        mention.role = " ".join(reading.text[slice(*mention.role_at)].split())
    return [mention]


def _joined(tokens: list[Token], first: int, last: int) -> int:
    """The end of an organisation's name that goes on behind a small word: "Securities and Exchange Commission"."""
    joined = False
    while last + 1 < len(tokens) and not tokens[last - 1].possessive and tokens[last].sentence == tokens[first].sentence:
        and_then = tokens[last].low == "and" and first > 1 and (
            last - first > 1 or tokens[first - 1].low == "the" or (tokens[first - 2].low == "the" and not tokens[first - 1].capital)
        )
        of_then = tokens[last].low in _JOINERS and (tokens[last - 1].low in ORGANISATIONS or _explained(tokens, first, last))
        if not (and_then or of_then):
            break
        after = last + 1 + (tokens[last + 1].low in ("the", "a") and of_then)
        end = after
        while end < len(tokens) and tokens[end].capital and tokens[end].sentence == tokens[first].sentence:
            end += 1
            if tokens[end - 1].possessive:
                break
        if end == after or tokens[after].low.strip(".") in MONTHS_AND_DAYS | TITLES | {"may"}:
            break
        body = tokens[end - 1].low in ORGANISATIONS and end - after > 1
        if and_then and not body and not (joined and tokens[end - 1].low.endswith(_NOUN_ENDINGS)):
            break
        joined = True
        last = end
    return last


def _explained(tokens: list[Token], first: int, last: int) -> bool:
    """Whether an acronym in brackets behind shortens it all: "Economic Community of West African States (ECOWAS)"."""
    end = next((i for i in range(last, min(last + 9, len(tokens) - 2)) if tokens[i].text == "("), 0)
    if not end or tokens[end + 2].text != ")" or not _shouted(tokens[end + 1]) or not tokens[end - 1].capital:
        return False
    letters = iter("".join(tokens[i].low for i in range(first, end)))
    short = tokens[end + 1].low
    return short[0] == tokens[first].low[0] and all(c in letters for c in short)


def _may_be_name(tokens: list[Token], first: int, last: int) -> bool:
    words = [tokens[i].low for i in range(first, last)]
    return not any(w in ORGANISATIONS or w in TITLES or w in PLACES for w in words)


def _person(reading: Reading, role_start: int, first: int, last: int) -> NameMention:
    tokens = reading.tokens
    begin = start_of_role(tokens, role_start)
    mention = _mention(reading, first, last, "person")
    mention.begin = begin
    if begin < first:
        mention.role_at = (tokens[begin].start, tokens[first - 1].end)
    mention.role = " ".join(reading.text[slice(*mention.role_at)].split())
    mention.title = tokens[first - 1].low.strip(".")
    mention.apposition, mention.apposition_at = apposition(reading.text, tokens[last - 1].end)
    return mention


def _mention(reading: Reading, first: int, last: int, kind: NameKind, headline: bool = False) -> NameMention:
    tokens = reading.tokens
    end = tokens[last - 1].end
    possessive = tokens[last - 1].possessive
    text = reading.text[tokens[first].start : end]
    if possessive and text[-2:] in POSSESSIVES:
        text = text[:-2]
    return NameMention(
        first, first, last, tokens[first].start, tokens[first].start + len(text), " ".join(text.split()), kind,
        possessive=possessive, headline=headline,
    )


def _kind(tokens: list[Token], first: int, last: int) -> NameKind:
    words = [tokens[i].low.strip(".") for i in range(first, last)]
    if "-".join(words) in PLACES or " ".join(words) in PLACES:
        return "place"
    if words[-1] in ORGANISATIONS or (len(words) > 1 and any(w in ORGANISATIONS for w in words)):
        return "organisation"
    shouted = [_shouted(tokens[i]) for i in range(first, last)]
    if any(shouted) and (len(words) == 1 or not all(shouted)) and not (last - first == 2 and tokens[first].text.endswith(".")):
        return "organisation"
    nation = len(words) > 1 and words[0] not in NICKNAMES and any(w in COUNTRIES and w not in NAMESAKES for w in words)
    if words[-1] in GEOGRAPHY or nation or (words[0] in _QUARTERS and words[-1] in PLACES):
        return "place"
    if first and tokens[first - 1].low == "the" and words[-1] not in SUFFIXES:
        after = tokens[last].low if last < len(tokens) else ""
        return "name" if len(words) == 1 and (after in BODIES or after.removesuffix("s") in PERSONS) else "organisation"
    given = len(words) > 1 and words[0] in NICKNAMES
    if words[-1] in COLLECTIVES or words[-1] in ("republicans", "democrats") or (words[-1] in COUNTRIES and not given):
        return "place"
    return "name"


def _shouted(token: Token) -> bool:
    """Whether a word is written in capitals as an acronym is; the number of a king or a grandson is none."""
    text = token.text[:-2] if token.text[-2:] in POSSESSIVES else token.text
    return text.isupper() and len(text.replace(".", "")) > 1 and token.low.strip(".") not in SUFFIXES
