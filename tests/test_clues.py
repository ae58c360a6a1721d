"""What the words around a name show of who bears it."""

import pytest

from analysis.mentions import read
from analysis.referents import Cast


def test_roles_party_and_pronouns_are_kept() -> None:
    [person] = Cast(read("Sen. Ann Roe, a Republican, said she left. Roe smiled.")).persons
    assert person.traits == {"senator", "republican"}
    assert person.party == "Republican"
    assert person.gender[1] > person.gender[0]
    assert person.evidence > 3


def test_a_courtesy_is_no_role_but_tells_he_from_she() -> None:
    [person] = Cast(read("Mrs. Ann Roe left.")).persons
    assert not person.roles
    assert person.gender == [0.0, 20.0]


def test_a_title_tells_namesakes_apart() -> None:
    cast = Cast(read("President Bill Roe came with Senator Ann Roe. Senator Roe spoke."))
    last = cast.reading.names[-1]
    assert [person.name for person in cast.candidates(last)] == ["Ann Roe"]


@pytest.mark.parametrize("text", ["", "she", "“She", "هي", "Él. She."])
def test_nobody_to_show(text: str) -> None:
    assert all(person.evidence < 2 for person in Cast(read(text)).persons)
