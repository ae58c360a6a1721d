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
from analysis.roles import PARTY_WORDS, PLACE_TRAITS, ROLES, STATES, heads, normal, traits, units
from analysis.tokens import Token

Task = Literal["pronoun", "description", "surname", "it", "they"]

_MATCHES = ("head", "broader", "known head", "modifiers", "against", "former", "fits", "other role")
FEATURES = (
    "same sentence", "sentence before", "two before", "three to five before", "further", "other paragraph", "rank",
    "subject", "possessive", "quoted", "pronoun", "frequency", "share", "spoke last", "spoke before", "speaks",
    "in content", "agrees", "disagrees", "evidence", "unnamed", "first in sentence", "opening, subject",
    "opening, spoke last", "in full", "no role", "later", "known", *_MATCHES, "only one",
)  # fmt: skip
_SURE = 3.0  # log odds of a gender beyond which more pronouns show nothing more
_CONTRARY = 7.0  # odds beyond which a gender is settled
_NATIONS = PLACE_TRAITS - STATES


@dataclass(frozen=True, slots=True)
class Point:
    """Where a choice is made: before which token, what content (token ranges) is attributed, who spoke last and before.

    `said` is the description to resolve, `female` what a pronoun or a word like *mother* demands, None where nothing.
    """

    tokens: Sequence[Token]
    token: int
    content: tuple[tuple[int, int], ...] = ()
    spoke: Referent | None = None
    spoke_before: Referent | None = None
    said: Phrase | None = None
    female: bool | None = None


@lru_cache(maxsize=1)
def weights() -> dict[str, dict[str, float]]:
    """By task, what each feature adds to a score; *nobody* is the score that somebody must exceed, where there is one."""
    file = resources.files("analysis") / "models" / "coreference.json"
    table: dict[str, dict[str, float]] = json.loads(file.read_text(encoding="utf-8"))
    return table


def best(task: Task, point: Point, candidates: Sequence[Referent]) -> Referent | None:
    """The candidate with the highest score, the one mentioned last among equals; None where nobody fits."""
    candidates = [c for c in candidates if not _contrary(c, point.female)]
    if not candidates:
        return None
    table = weights()[task]
    weight = [table.get(name, 0.0) for name in FEATURES]
    scores = [sum(w * x for w, x in zip(weight, row, strict=True)) for row in features(task, point, candidates)]
    first = max(range(len(candidates)), key=lambda c: (scores[c], last_mention(candidates[c])))
    return candidates[first] if scores[first] > table.get("nobody", -math.inf) else None


def _contrary(referent: Referent, female: bool | None) -> bool:
    """Whether the article's pronouns and titles leave no doubt that a word of the other gender means somebody else."""
    return female is not None and referent.gender[not female] > _CONTRARY * (referent.gender[female] + 0.5)


def last_mention(referent: Referent) -> int:
    """The token of the last mention so far, -1 before the first."""
    return referent.places[-1].token if referent.places else -1


def features(task: Task, point: Point, candidates: Sequence[Referent]) -> list[list[float]]:
    """One row for each candidate, one column for each of `FEATURES`."""
    here = point.tokens[point.token]
    opening = here.opens or (point.token > 0 and point.tokens[point.token - 1].opens)
    places = [_outside(referent, point) for referent in candidates]
    rank = {token: n for n, token in enumerate(sorted({p.token for p in places if p}, reverse=True))}
    first: dict[int, int] = {}
    for place in places:
        if place:
            first[place.sentence] = min(first.get(place.sentence, place.token), place.token)
    most = max(referent.total for referent in candidates) or 1
    matches = [fit(point.said, referent) if point.said else {} for referent in candidates]
    holders = sum(bool(match.get("head") or match.get("known head")) for match in matches)
    rows = []
    for r, place, match in zip(candidates, places, matches, strict=True):
        away = here.sentence - place.sentence if place else 99
        agree = 0.0
        if point.female is not None:
            agree = math.log((r.gender[point.female] + 0.5) / (r.gender[not point.female] + 0.5))
        subject, spoke = bool(place and place.subject), r is point.spoke
        holds = bool(match.get("head") or match.get("known head"))
        full = sum(n for form, n in r.forms.items() if " " in form) if task == "surname" else 0
        rows.append([
            away == 0, away == 1, away == 2, 3 <= away <= 5, away > 5,
            place is not None and place.paragraph != here.paragraph, min(rank[place.token], 5) if place else 6,
            subject, place is not None and place.possessive, place is not None and place.quoted,
            place is not None and bool(place.pronoun), math.log1p(len(r.places)), r.total / most,
            spoke, r is point.spoke_before, math.log1p(r.spoken), _in_content(r, point),
            min(max(agree, 0.0), _SURE), min(max(-agree, 0.0), _SURE), min(r.evidence, 6) / 6, r.kind == "unnamed",
            place is not None and first[place.sentence] == place.token, opening and subject, opening and spoke,
            math.log1p(full), not r.traits, not r.places, math.log1p(r.known),
            *(match.get(name, 0.0) for name in _MATCHES), holds and holders == 1,
        ])  # fmt: skip
    return [[float(x) for x in row] for row in rows]


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
    modifier), other role (only other roles are known).
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
    against = sum(bool(wanted & kin and own & kin and not wanted & own & kin) for kin in (PARTY_WORDS, STATES, _NATIONS))
    return {
        "head": float(here),
        "broader": float(not here and head in wide),
        "known head": float(not here and known),
        "modifiers": float(len(agreeing)),
        "against": float(against),
        "former": float(("former" in modifiers) != ("former" in own)),
        "fits": float((here or known) and bool(agreeing) and not against),
        "other role": float(not here and not known and head not in wide and bool(own & ROLES)),
    }
