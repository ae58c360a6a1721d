"""Whom an article calls he and she."""

from analysis.gender import Pronoun, settle
from analysis.referents import Referent


def person(he: float = 0.0, she: float = 0.0) -> Referent:
    return Referent("person", evidence=3.0, gender=[he, she])


def test_nobody_is_both() -> None:
    """Two persons, one clearly *she*: the *he* that fits her better by place is the other's."""
    woman, other = person(she=20.0), person()
    settle([Pronoun(0, False, (woman, other), (2.0, 0.0)), Pronoun(1, False, (woman, other), (1.0, 1.0))])
    assert other.gender[0] > other.gender[1]
    assert woman.gender == [0.0, 20.0]


def test_nothing_to_settle() -> None:
    settle([])
    alone = person()
    settle([Pronoun(0, True, (alone,), (0.0,))])
    assert alone.gender[1] > alone.gender[0]
