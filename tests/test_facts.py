"""What is said of speakers: every fact stands on words of the article."""

from datetime import date

import pytest

from analysis.records import Article, Statement
from analysis.roles import affiliation, party
from analysis.speakers import Voices, identify

TEXT = (
    "Sen. Jane Roe (R-Ariz.) said no. She said it twice. John Doe, an analyst at the Cato Institute, agreed. "
    "Morena Senator Ana Ruiz left."
)


def voices() -> tuple[Article, Voices]:
    article = Article("a", TEXT, date=date(2020, 5, 1))
    sources = ("Sen. Jane Roe", "She", "John Doe", "Morena Senator Ana Ruiz")
    spans = [(TEXT.index(words), TEXT.index(words) + len(words)) for words in sources]
    said = [Statement("a", i, (span,), (), ((span[1] + 1, span[1] + 5),), "indirect", 1.0) for i, span in enumerate(spans)]
    return article, identify([article], said)


def test_facts_carry_words_and_date() -> None:
    article, found = voices()
    stated = {(f.speaker, f.about, f.value): article.text[slice(*f.span)] for f in found.facts}
    assert stated["jane-roe", "party", "Republican"] == "R-Ariz."
    assert stated["jane-roe", "role", "Sen."] == "Sen."
    assert stated["jane-roe", "pronoun", "she"] == "She"
    assert stated["john-doe", "affiliation", "Cato Institute"] == "an analyst at the Cato Institute"
    assert stated["ana-ruiz", "party", "Morena"] == "Morena Senator"
    assert {f.date for f in found.facts} == {date(2020, 5, 1)}
    assert not any(f.about == "pronoun" for f in found.facts if f.speaker == "john-doe")


@pytest.mark.parametrize(
    ("said", "body", "of_party"),
    [
        ("National Action Party (PAN) Senator", "National Action Party", "National Action Party"),
        ("the chief executive of the National Urban League", "National Urban League", ""),
        ("White House press secretary", "White House", ""),
        ("Republican nominee’s daughter", "", ""),
        ("son of Republican front-runner Donald Trump", "", ""),
        ("a spokesman for Hillary Clinton", "", ""),
        ("New Jersey Gov.", "", ""),
        ("", "", ""),
        ("שר", "", ""),
    ],
)
def test_affiliation_and_party(said: str, body: str, of_party: str) -> None:
    assert (affiliation(said), party(said)) == (body, of_party)
