"""How likely a pronoun, a description or a shared surname means each of several candidates.

Each candidate is a row of features of salience (how recently, how often, in which place of the sentence the article
named it, who has been speaking; Lappin & Leass 1994) and of agreement (the pronouns, titles and roles that the article
has used for it). The weights were learned by `training/speakers.py` and lie in `models/coreference.json`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Literal

from analysis.phrases import Phrase
from analysis.referents import Place, Referent
from analysis.roles import OFFICIAL, PARTY_WORDS, PLACE_TRAITS, STATES, heads, normal, traits, units
from analysis.tokens import Token

Task = Literal["pronoun", "holder", "description", "surname", "it", "they"]

_MATCHES = ("head", "broader", "known head", "modifiers", "against", "former", "fits", "other role")
_CONTEXTS = ("opening", "tag", "inside")
_CROSSED = ("same sentence", "sentence before", "two before", "last", "subject", "pronoun", "spoke last", "first in sentence",
            "possessive", "other paragraph")  # fmt: skip
FEATURES = (
    "same sentence", "sentence before", "two before", "three to five before", "further", "other paragraph", "rank", "last",
    "subject", "possessive", "quoted", "pronoun", "frequency", "share", "spoke last", "spoke before", "speaks",
    "in content", "agrees", "evidence", "unnamed", "first in sentence", "in full", "no role", "later", "known",
    "the alone", "public", "aged", "asked", "named next", "told of",
    "question, spoke last", "question, spoke before", *_MATCHES, "only one",
    *(f"{context}, {name}" for context in _CONTEXTS for name in _CROSSED),
)  # fmt: skip
# What is expected of somebody for whom the article has used neither pronoun: in news there are three he to one she.
_HE_SHE = (0.75, 0.25)
_WELL_KNOWN = 20  # articles beyond which more don't count
_CONTRARY = 7.0  # odds beyond which a gender is settled
_PUBLIC = OFFICIAL | {"candidate", "businessman", "front-runner", "frontrunner", "first-lady", "incumbent", "running-mate", "lawmaker"}
_NATIONS = PLACE_TRAITS - STATES


@dataclass(frozen=True, slots=True)
class Point:
    """Where a choice is made: before which token, what content (token ranges) is attributed, who spoke last and before.

    `said` is the description to resolve, `female` what a pronoun or a word like *mother* demands, None where nothing.
    `question` is whether the last speaker asked something, `near` and `told` hold the ids of those who are named next in
    the sentence and in the words attributed: neither is likely to be meant by a pronoun beside.
    """

    tokens: Sequence[Token]
    token: int
    content: tuple[tuple[int, int], ...] = ()
    spoke: Referent | None = None
    spoke_before: Referent | None = None
    said: Phrase | None = None
    female: bool | None = None
    question: bool = False
    near: frozenset[int] = frozenset()
    told: frozenset[int] = frozenset()


@lru_cache(maxsize=1)
def weights() -> dict[str, dict[str, float]]:
    """By task, what each feature adds to a score; *nobody* is the score that somebody must exceed, where there is one."""
    file = resources.files("analysis") / "models" / "coreference.json"
    table: dict[str, dict[str, float]] = json.loads(file.read_text(encoding="utf-8"))
    return table


def best(task: Task, point: Point, candidates: Sequence[Referent]) -> Referent | None:
    """The candidate with the highest score, the one mentioned last among equals; None where nobody fits."""
    found = scores(task, point, candidates) if candidates else []
    able = [(score, last_mention(c), c) for score, c in zip(found, candidates, strict=True) if not contrary(c, point.female)]
    score, _, first = max(able, key=lambda item: item[:2], default=(-math.inf, 0, None))
    return first if score > weights().get(task, {}).get("nobody", -math.inf) else None


def scores(task: Task, point: Point, candidates: Sequence[Referent]) -> list[float]:
    """How well each candidate fits."""
    table = weights().get(task, {})
    weight = [table.get(name, 0.0) for name in FEATURES]
    return [sum(w * x for w, x in zip(weight, row, strict=True)) for row in features(task, point, candidates)]


def contrary(referent: Referent, female: bool | None) -> bool:
    """Whether the article's pronouns and titles leave no doubt that a word of the other gender means somebody else."""
    return female is not None and referent.gender[not female] > _CONTRARY * (referent.gender[female] + 0.5)


def last_mention(referent: Referent) -> int:
    """The token of the last mention so far, -1 before the first."""
    return referent.places[-1].token if referent.places else -1


def features(task: Task, point: Point, candidates: Sequence[Referent]) -> list[list[float]]:
    """One row for each candidate, one column for each of `FEATURES`."""
    here = point.tokens[point.token]
    context = _context(point)
    places = [_outside(referent, point) for referent in candidates]
    rank = {token: n for n, token in enumerate(sorted({p.token for p in places if p}, reverse=True))}
    first: dict[int, int] = {}
    for place in places:
        if place:
            first[place.line] = min(first.get(place.line, place.token), place.token)
    most = max(referent.total for referent in candidates) or 1
    matches = [fit(point.said, referent) if point.said else {} for referent in candidates]
    holders = sum(bool(match.get("head") or match.get("known head")) for match in matches)
    shape = _shape(point.said) if point.said else {}
    rows = []
    for r, place, match in zip(candidates, places, matches, strict=True):
        away = here.line - place.line if place else 99
        agree = 0.0
        if point.female is not None:
            agree = max(-4.0, math.log((r.gender[point.female] + _HE_SHE[point.female]) / (sum(r.gender) + 1)))
        spoke = r is point.spoke
        holds = bool(match.get("head") or match.get("known head"))
        row: dict[str, float] = {
            "same sentence": away == 0,
            "sentence before": away == 1,
            "two before": away == 2,
            "three to five before": 3 <= away <= 5,
            "further": away > 5,
            "rank": min(rank[place.token], 5) if place else 6,
            "last": place is not None and rank[place.token] == 0,
            "frequency": math.log1p(len(r.places)),
            "share": r.total / most,
            "spoke last": spoke,
            "spoke before": r is point.spoke_before,
            "speaks": math.log1p(r.spoken),
            "in content": _in_content(r, point),
            "agrees": agree,
            "evidence": min(r.evidence, 6) / 6,
            "unnamed": r.kind == "unnamed",
            "in full": math.log1p(sum(n for form, n in r.forms.items() if " " in form)) if task == "surname" else 0,
            "no role": not r.traits,
            "later": not r.places,
            "known": math.log1p(min(r.known, _WELL_KNOWN)),
            "named next": id(r) in point.near,
            "told of": id(r) in point.told,
            "question, spoke last": point.question and spoke,
            "question, spoke before": point.question and r is point.spoke_before,
            "only one": holds and holders == 1,
            **shape,
            **match,
        }
        if place is not None:
            row |= {
                "other paragraph": place.paragraph != here.paragraph,
                "subject": place.subject,
                "possessive": place.possessive,
                "quoted": place.quoted,
                "pronoun": bool(place.pronoun),
                "first in sentence": first[place.line] == place.token,
                "asked": place.asked,
            }
        row |= {f"{context}, {name}": row[name] for name in _CROSSED if row.get(name)}
        rows.append([float(row.get(name, 0.0)) for name in FEATURES])
    return rows


def _shape(said: Phrase) -> dict[str, float]:
    """What in the words of a description tells that somebody known is meant: "the candidate", "the 34-year-old mother"."""
    words = said.text.casefold().split()
    return {
        "the alone": words[:1] == ["the"] and len(words) == len(said.words) + 1,
        "public": normal(said.head) in _PUBLIC,
        "aged": any(word.endswith("year-old") for word in words),
    }


def _context(point: Point) -> str:
    """Whether a word opens its sentence, stands in the tag of a quotation, or within a sentence."""
    tokens, i = point.tokens, point.token
    if any(tokens[j].quoted or tokens[j].text in "\"”" for j in range(max(i - 2, 0), i)):
        return "tag"
    return "opening" if tokens[i].opens or (i > 0 and tokens[i - 1].opens) else "inside"


def _outside(referent: Referent, point: Point) -> Place | None:
    """The last mention before the point; what is named only in the words attributed doesn't speak them."""
    for place in reversed(referent.places[-6:]):
        if place.token < point.token and not any(a <= place.token < b for a, b in point.content):
            return place
    return None


def _in_content(referent: Referent, point: Point) -> bool:
    return any(a <= place.token < b for place in referent.places[-12:] for a, b in point.content)


def fit(said: Phrase, referent: Referent) -> dict[str, float]:
    """How well a description fits what the article (and then the corpus) says of somebody.

    Keys: head (the same role), broader (a role that includes it), known head (a role elsewhere in the corpus), modifiers
    (how many agree), against (party, state or nation contradict), former (only one of them is), fits (the role and a
    modifier), other role (an office or profession, and only others are known).
    """
    words = units(" ".join(said.words)).split() or [said.head]
    head = normal(words[-1])
    modifiers = traits(" ".join(words[:-1])) - {head}
    if said.owner is not None:
        modifiers |= traits(said.owner.text)
    own = referent.traits
    wide = heads(own)
    here, known = head in own, head in referent.background
    agreeing = modifiers & (wide | referent.background)
    wanted = modifiers | {head}
    said_of = {kin: own & kin or referent.background & kin for kin in (PARTY_WORDS, STATES, _NATIONS)}
    against = sum(bool(wanted & kin and theirs and not wanted & theirs) for kin, theirs in said_of.items())
    return {
        "head": float(here),
        "broader": float(not here and head in wide),
        "known head": float(not here and known),
        "modifiers": float(len(agreeing)),
        "against": float(against),
        "former": float(("former" in modifiers) != ("former" in own)),
        "fits": float((here or known) and bool(agreeing) and not against),
        "other role": float(head in OFFICIAL and not here and not known and head not in wide and bool(own & OFFICIAL)),
    }
