"""Which of *he* and *she* an article uses for each person, found from all its pronouns together.

A single pronoun may mean several persons, but nobody is *he* here and *she* there. Of all ways to give each person one of
the two, that one is taken under which the article's pronouns find the best candidates. Nothing else is known of a
person's gender but what the titles and the pronouns of the articles say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.referents import Referent

_SWEEPS = 3
_CLASH = 4.0  # what it costs a candidate that the article calls it by the other pronoun
_CERTAIN = 4.0  # pronouns beyond which more make nothing surer
_WEIGHT = 0.5  # how much a better fit counts beside a title or a pronoun that can mean one person only
_MOST = 10.0
_MORE_HE = 0.5  # in news there are more he than she
_PERSON = 1.5  # evidence from which a name is taken for a person's


@dataclass(frozen=True, slots=True)
class Pronoun:
    """The first *he* or *she* of a sentence: who may be meant, and how well each fits, gender aside."""

    sentence: int
    female: bool
    candidates: tuple[Referent, ...]
    scores: tuple[float, ...]


def settle(pronouns: Sequence[Pronoun]) -> None:
    """Weigh in `Referent.gender` what the pronouns of an article show together."""
    persons = {id(c): c for p in pronouns for c in p.candidates if c.evidence >= _PERSON}
    shown = {key: max(-_MOST, min(p.gender[1] - p.gender[0], _MOST)) for key, p in persons.items()}  # positive where she
    lean = {key: value - _MORE_HE for key, value in shown.items()}
    of: dict[int, list[Pronoun]] = {key: [] for key in persons}
    for p in pronouns:
        for c in p.candidates:
            if id(c) in of:
                of[id(c)].append(p)
    unsettled = [key for key, value in shown.items() if abs(value) < _MOST]
    for _ in range(_SWEEPS):
        for key in unsettled:
            gain = 0.0
            for p in of[key]:
                for female in (True, False):
                    fits = max(
                        score - _CLASH * (float(female != p.female) if id(c) == key else _clash(lean.get(id(c), 0.0), p.female))
                        for c, score in zip(p.candidates, p.scores, strict=True)
                    )
                    gain += fits if female else -fits
            lean[key] = shown[key] - _MORE_HE + _WEIGHT * max(-_MOST, min(gain, _MOST))
    for key in unsettled:
        persons[key].gender[lean[key] > shown[key]] += abs(lean[key] - shown[key])


def _clash(lean: float, female: bool) -> float:
    """How surely a person is the other one of he and she, 0 to `_CERTAIN`."""
    return 0.0 if (lean > 0) == female else min(abs(lean), _CERTAIN)
