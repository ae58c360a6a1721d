"""What stands beside a name."""

import pytest

from analysis.appositions import apposition
from analysis.mentions import read


@pytest.mark.parametrize(
    ("text", "role", "behind"),
    [
        ("New Jersey Gov. Ann Roe said no.", "New Jersey Gov.", ""),
        ("Ann Roe, an analyst at Cato, said no.", "", "an analyst at Cato"),
        ("Ann Roe (R-Ariz.) said no.", "", "R-Ariz."),
        ("He came with his daughter, Ellie, and left.", "daughter", ""),
        ("Ann Roe, who left, said no.", "", ""),
    ],
)
def test_roles_and_appositions(text: str, role: str, behind: str) -> None:
    [m] = [m for m in read(text).names if "Roe" in m.text or "Ellie" in m.text]
    assert (m.role, m.apposition) == (role, behind)
    assert " ".join(text[slice(*m.role_at)].split()) == role
    assert text[slice(*m.apposition_at)] == behind


@pytest.mark.parametrize("text", ["", "word", ", ", "، قال", ", É"])
def test_nothing_beside(text: str) -> None:
    assert apposition(text, 0) == ("", (0, 0))
