"""Names of persons, checked against names as newspapers write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.names import accents, acronyms, fold, fullest, parse, same_given, same_person, without_possessive

NAMES = st.lists(st.sampled_from((
    "Hillary Bill Clinton J. López Obrador de la Cruz Jr. O’Brien al-Sadr Kim"
).split()), max_size=4)


@pytest.mark.parametrize(
    ("text", "parts", "suffix"),
    [
        ("Sen. Bob Corker", ("bob", "corker"), ""),
        ("Mr. Trump", ("trump",), ""),
        ("President Andrés Manuel López Obrador", ("andres", "manuel", "lopez", "obrador"), ""),
        ("G.K. Butterfield", ("g", "k", "butterfield"), ""),
        ("Martin Luther King, Jr.", ("martin", "luther", "king"), "jr"),
        ("Biden, Joseph R.", ("joseph", "r", "biden"), ""),
        ("Vann R. Newkirk II", ("vann", "r", "newkirk"), "ii"),
        ("Trump’s", ("trump",), ""),
        ("Jo-Renee Formicola", ("jo-renee", "formicola"), ""),
        ("", (), ""),
        ("  ,;", (), ""),
    ],
)
def test_parse(text: str, parts: tuple[str, ...], suffix: str) -> None:
    name = parse(text)
    assert (name.parts, name.suffix) == (parts, suffix)


def test_parse_takes_a_nickname_out() -> None:
    name = parse("William “Bill” Clinton")
    assert (name.text, name.nickname) == ("William Clinton", "bill")


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Donald Trump", "Donald J. Trump"),
        ("Donald Trump", "Trump"),
        ("Bill Clinton", "William Jefferson Clinton"),
        ("Joe Biden", "Joseph R. Biden Jr."),
        ("Andres Manuel Lopez Obrador", "Andrés Manuel López Obrador"),
        ("López Obrador", "Andrés Manuel López Obrador"),
        ("Huerta", "Manuel Huerta Ladrón de Guevara"),
        ("Manuel Huerta", "Manuel Huerta Ladrón de Guevara"),
        ("García Harfuch", "Omar García Harfuch"),
        ("Lily Téllez", "Senator Lily Tellez"),
        ("J. Christopher Stevens", "Chris Stevens"),
        ("Beto O'Rourke", "Beto O’Rourke"),
        ("Loretta E. Lynch", "Loretta Lynch"),
    ],
)
def test_one_person(a: str, b: str) -> None:
    assert same_person(parse(a), parse(b))
    assert same_person(parse(b), parse(a))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Bill Clinton", "Hillary Clinton"),
        ("George W. Bush", "George H.W. Bush"),
        ("George W. Bush", "Jeb Bush"),
        ("Donald Trump", "Donald Trump Jr."),
        ("Donald Trump Jr.", "Donald Trump III"),
        ("Donald Trump", "Ivanka Trump"),
        ("Omar García Harfuch", "Omar García Luna"),
        ("Manuel López", "Andrés Manuel López Obrador"),
        ("", "Donald Trump"),
    ],
)
def test_two_persons(a: str, b: str) -> None:
    assert not same_person(parse(a), parse(b))
    assert not same_person(parse(b), parse(a))


def test_given_names_are_not_told_apart_by_gender() -> None:
    assert not same_given("hillary", "bill")
    assert same_given("alex", "alexander")
    assert same_given("alex", "alexandra") == same_given("alexandra", "alex")


def test_fullest_form() -> None:
    assert fullest({"Trump": 50, "Donald Trump": 3}) == "Donald Trump"
    assert fullest({"CLINTON": 3, "Clinton": 1}) == "Clinton"
    assert fullest({"Hillary Rodham Clinton": 1, "Hillary Clinton": 99}) == "Hillary Clinton"
    assert fullest({}) == ""


def test_fold_and_possessive() -> None:
    assert fold("TÉLLEZ") == "tellez"
    assert fold("Łukasz Ørsted") == "lukasz orsted"
    assert without_possessive("Sheinbaum’s") == "Sheinbaum"
    assert without_possessive("senators'") == "senators"
    assert accents("García Pérez") == 2


def test_acronyms() -> None:
    assert "IMF" in acronyms("International Monetary Fund")
    assert "NSC" in acronyms("the National Security Council")
    assert acronyms("Reuters") == set()
    assert acronyms("") == set()


@given(NAMES, NAMES)
def test_sameness_is_symmetric_and_reflexive(a: list[str], b: list[str]) -> None:
    one, other = parse(" ".join(a)), parse(" ".join(b))
    assert same_person(one, other) == same_person(other, one)
    assert same_person(one, one) == bool(one.parts)


@given(st.text())
def test_any_text_can_be_parsed(text: str) -> None:
    name = parse(text)
    assert same_person(name, name) == bool(name.parts)
    assert fold(fold(text)) == fold(text)
    fullest({text: 1})
