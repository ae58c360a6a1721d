"""What other articles show of public persons."""

from datetime import date

from analysis.mentions import read
from analysis.names import parse
from analysis.persons import Known, key, persons
from analysis.referents import Cast
from analysis.register import Register

ROE = {key(parse("Jane Roe")): Known(9, True, {2016: frozenset({"candidate", "democrat"})})}


def test_table() -> None:
    table = persons()
    assert len(table) > 100
    assert all(known.articles >= 1 for known in table.values())
    assert all(2000 < year < 2030 for known in table.values() for year in known.roles)


def test_key_leaves_out_what_stands_between() -> None:
    assert key(parse("Jane Q. Roe")) == key(parse("Jane Roe")) != key(parse("Jane Roe Jr."))


def test_only_who_is_named_in_full_is_known() -> None:
    for text, female in (("Mayor Jane Roe said no. Roe left.", True), ("Mayor Joan Roe said no. Roe left.", False)):
        cast = Cast(read(text))
        Register([(cast, date(2016, 9, 1))], known=ROE).introduce(cast, date(2016, 9, 1))
        assert (cast.persons[0].gender[1] > 5) == female
        assert ("candidate" in cast.persons[0].background) == female


def test_roles_of_other_years_are_not_known() -> None:
    cast = Cast(read("Mayor Jane Roe said no."))
    Register([(cast, date(2026, 9, 1))], known=ROE).introduce(cast, date(2026, 9, 1))
    assert "candidate" not in cast.persons[0].background
