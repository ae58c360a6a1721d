"""What stands beside a name and says who bears it: a role before it, an apposition before or behind.

*New Jersey Gov. Chris Christie*; *his daughter, Ellie,*; *Jane Roe, an analyst at Cato,*; *John McCain (R-Ariz.)*.
"""

from __future__ import annotations

import re

from analysis.names import fold
from analysis.records import Span
from analysis.tokens import Token
from analysis.vocabulary import COUNTRIES, FUNCTION_WORDS, MONTHS_AND_DAYS, ORGANISATIONS, PERSONS, PLACES

_ROLE_WORDS = frozenset(
    (
        "former senior junior top deputy assistant associate acting interim presidential vice-presidential "
        "gubernatorial senatorial congressional congressional-candidate federal chief press vice prime foreign "
        "national state political current ex late longtime veteran retired outgoing incoming embattled fellow "
        "co founding managing executive conservative liberal progressive moderate republican democratic "
        "ruling-party opposition libertarian independent leftist left-wing right-wing far-right far-left "
        "centrist billionaire real estate reality tv television radio military army navy air force police "
        "campaign committee party house senate white majority minority human rights civil constitutional "
        "supreme district high court federal financial tax law legal science medical climate chief "
        "communications policy budget research program security defense intelligence foreign-policy public "
        "affairs staff junior running conservative-leaning popular local union league city county then new old "
        "young own"
    ).split()
)
_APPOSED = re.compile(r"\s*,\s+([\w’'\-.]+\s[^,;:!?()\n–—]{2,90}?)(?=[,;:!?()\n–—]|\.\s|\.$|\.[”\"])")
_BEGINS_ROLE = frozenset("a an the his her their its former then".split())
_NOT_IN_ROLE = frozenset(
    "said says say told tells was is are were has had have will would if when while because that and but added wrote "
    "asked called argued warned tweeted announced did does do can could may".split()
)
_TITLED = re.compile(r"(?:[A-Z][\w.]* )*(?:Reps?|Sens?|Gov|Gen|Lt|Col|Mr|Mrs|Ms|Dr|Adm|Capt)\. [A-Z]")  # the next name of a list
_PARTY = re.compile(r"\s*(?:,\s*|\()\s*([RDIL]|DFL)[-–.,]\s*([A-Z][\w. ]{1,12}?)\s*(?:\)|,|\.\s|\.$)")


def start_of_role(tokens: list[Token], first: int) -> int:
    """The first token of the role that ends before `first`: back over what can stand within a role."""
    i = first
    while i > 0 and first - i < 8 and tokens[i - 1].sentence == tokens[first].sentence:
        before = tokens[i - 1]
        low = before.low.strip(".")
        if before.text == ")" and i > 3 and tokens[i - 3].text == "(" and tokens[i - 2].text.isupper():
            i -= 3  # National Action Party (PAN) Senator
            continue
        if before.capital and not before.opens:
            wanted = low not in FUNCTION_WORDS and low not in MONTHS_AND_DAYS
        else:
            wanted = low in _ROLE_WORDS or low.split("-")[-1] in PERSONS or low in ORGANISATIONS or low in COUNTRIES
            if before.text == "and" and i > 1:
                wanted = tokens[i - 2].low in PERSONS and i < first
        if not wanted:
            break
        i -= 1
    return i


def described(tokens: list[Token], first: int, last: int) -> Span:
    """Where it is said what somebody is right before the name, between commas: "his daughter, Ellie,"."""
    if first < 2 or tokens[first - 1].text != "," or tokens[first - 2].low.split("-")[-1] not in PERSONS or tokens[last - 1].possessive:
        return (0, 0)
    if tokens[first - 2].sentence != tokens[first].sentence:
        return (0, 0)
    if last < len(tokens) and tokens[last].text not in (",", ".", ";", ")") and tokens[last].low not in ("who", "and", "told"):
        return (0, 0)
    return (tokens[start_of_role(tokens, first - 1)].start, tokens[first - 2].end)


def apposition(text: str, end: int) -> tuple[str, Span]:
    """What is said of a name right behind its `end`, and where: "(R-Ariz.)" or ", an analyst at the Cato Institute,"."""
    if party := _PARTY.match(text, end):
        words = party.group().strip(" ,()")
        start = party.start() + party.group().index(words)
        return words, (start, start + len(words))
    if (apposed := _APPOSED.match(text, end)) and _names_person(apposed.group(1)):
        return " ".join(apposed.group(1).split()), apposed.span(1)
    return "", (0, 0)


def _names_person(phrase: str) -> bool:
    """Whether what stands behind a name says what the person is: "an analyst at Cato", "Ohio Republican"."""
    if _TITLED.match(phrase):
        return False
    words = re.findall(r"[\w\-]+", fold(phrase))
    if not words or words[0] not in _BEGINS_ROLE | _ROLE_WORDS | PERSONS | PLACES:
        return False
    ends = next((i for i, word in enumerate(words) if i and word in ("who", "which", "whose")), len(words))
    nouns = [i for i, word in enumerate(words[: min(ends, 9)]) if word.split("-")[-1] in PERSONS]
    return bool(nouns) and not any(word in _NOT_IN_ROLE for word in words[: nouns[0]]) and words[-1] not in _NOT_IN_ROLE
