"""A speaker in the making: names, roles and ids."""

from hypothesis import given
from hypothesis import strategies as st

from analysis.profiles import Distinct, Profile, bare, slug


def test_a_profile_is_what_all_articles_say() -> None:
    profile = Profile()
    profile.add("Roe", ["person"], {"Roe": 3}, {"Mrs.": 1}, "")
    profile.add("Ann Roe", ["organisation"], {"Ann Roe": 1}, {"Mayor": 1, "mayor": 1}, "Green")
    speaker = profile.speaker("ann-roe", profile.name)
    assert (speaker.name, speaker.kind, speaker.party, speaker.aliases) == ("Ann Roe", "person", "Green", ("Roe",))
    assert [role.lower() for role in speaker.roles] == ["mayor"]  # one of the two spellings, no courtesy


def test_a_settled_name_wins_and_a_label_stands_in() -> None:
    assert Profile("AMLO").name == "AMLO"
    profile = Profile()
    profile.add("two officials", ["unnamed"], {}, {}, "")
    assert profile.name == "two officials"


@given(st.lists(st.text(max_size=4) | st.sampled_from(["Ann", "ann", "Ann (2)", "ann-2", "Ánn"])))
def test_ids_and_names_are_distinct(names: list[str]) -> None:
    distinct = Distinct()
    given_out = [distinct.give(name) for name in names]
    assert len({id for id, _ in given_out}) == len(names)
    assert all(id and name.startswith(asked) for (id, name), asked in zip(given_out, names, strict=True))


def test_nothing() -> None:
    assert (slug(""), bare("")) == ("speaker", "")
    assert bare("The U.N.") == bare("UN") == "un"
