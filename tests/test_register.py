"""Who is who over a corpus: what a date, an office and a surname bring back."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.mentions import read
from analysis.names import parse
from analysis.referents import Cast
from analysis.register import History, Register, named_in_full

OFFICE = {"president", "mexico"}
days = st.dates(date(2014, 1, 1), date(2019, 1, 1))
words = st.frozensets(st.sampled_from(["president", "former", "mexico", "senator"]))


def cast(text: str) -> Cast:
    return Cast(read(text))


@given(st.lists(st.tuples(st.none() | days, words)), st.none() | days)
def test_history_is_what_was_said_within_four_hundred_days(said: list[tuple[date | None, frozenset[str]]], day: date | None) -> None:
    near = [own for at, own in said if at is None or day is None or abs(at - day) <= timedelta(400)]
    assert History(said).near(day) == frozenset().union(*near)


def test_history_at_the_ends_of_the_calendar() -> None:
    history = History([(date.min, frozenset({"king"})), (date.max, frozenset({"queen"}))])
    assert history.near(date.min) == {"king"}
    assert history.near(date.max) == {"queen"}
    assert history.near(None) == {"king", "queen"}


def test_an_office_is_whose_it_was_then() -> None:
    first = (cast("Mexican President Ann Roe said no."), date(2016, 3, 1))
    second = (cast("Mexican President Bob Poe said yes."), date(2018, 3, 1))
    register = Register([first, second], known={})
    found = {day: register.holder(OFFICE, day) for day in (date(2016, 4, 1), date(2018, 2, 1), date(2017, 3, 1), date(2030, 1, 1), None)}
    assert [entry.name if entry else "" for entry in found.values()] == ["Ann Roe", "Bob Poe", "", "", ""]
    assert register.holder({"president"}, date(2016, 4, 1)) is None
    assert register.holder({*OFFICE, "former"}, date(2016, 4, 1)) is None


def test_whoever_is_entered_later_counts_too() -> None:
    register = Register([(cast("Mexican President Ann Roe said no."), date(2016, 3, 1))], known={})
    assert register.holder(OFFICE, date(2016, 3, 1)) is not None
    for person, name in named_in_full(cast("Mexican President Bob Poe said yes.")):
        register.add(name, person, date(2016, 3, 2))
    assert register.holder(OFFICE, date(2016, 3, 1)) is None  # two at one time


def test_a_surname_is_its_usual_bearers() -> None:
    casts = [(cast("Mayor Ann Roe said no."), None)] * 5 + [(cast("Senator Bob Roe said yes."), None)]
    assert Register(casts, known={}).bearer("roe") is not None
    assert Register(casts[4:], known={}).bearer("roe") is None
    assert Register([], known={}).bearer("roe") is None


@pytest.mark.parametrize("text", ["", "word", "“", "قال الرئيس لا", "Éloïse Ôté said no."])
def test_any_text(text: str) -> None:
    article = cast(text)
    register = Register([(article, None)], known={})
    register.introduce(article, None)
    assert all(name == parse(name.text) and name.full for _, name in named_in_full(article))
