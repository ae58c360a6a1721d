"""Who is who, within and across articles: against the five seed articles read by hand, and on small texts of our own."""

import random
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.records import Article, Statement
from analysis.speakers import Voices, identify, read_aliases

SEEDS = Path(__file__).parent.parent / "seeds"
DATES = {
    "000": date(2026, 1, 7),
    "001": date(2023, 12, 2),
    "002": date(2026, 1, 5),
    "003": date(2025, 5, 3),
    "004": date(2025, 2, 12),
}
# article, words around, source, content, who speaks
SAID = [
    ("000", "Sheinbaum called for a fair trial for Maduro", "Sheinbaum", "a fair trial", "Claudia Sheinbaum"),
    ("000", "Guevara, who confirmed the pause", "who", "the pause", "Manuel Huerta Ladrón de Guevara"),
    (
        "000",
        "Morena Senator Manuel Huerta Ladrón de Guevara, who confirmed the pause, stressed the need for thorough analysis",
        "Morena Senator Manuel Huerta Ladrón de Guevara, who confirmed the pause,",
        "the need for thorough analysis",
        "Manuel Huerta Ladrón de Guevara",
    ),
    ("000", "He added, \"Security in Mexico is not", "He", "\"Security in Mexico is not", "Manuel Huerta Ladrón de Guevara"),
    ("000", "President Sheinbaum addressed Maduro's situation", "President Sheinbaum", "Maduro's situation", "Claudia Sheinbaum"),
    ("000", "She condemned the US intervention in Venezuela", "She", "the US intervention in Venezuela", "Claudia Sheinbaum"),
    ("000", "Sheinbaum also pressed the US to combat", "Sheinbaum", "the US to combat", "Claudia Sheinbaum"),
    (
        "000",
        "Senators from Morena, PT, and PVEM have rallied behind the administration's foreign policy",
        "Senators from Morena, PT, and PVEM",
        "the administration's foreign policy",
        "Senators from Morena, PT, and PVEM",
    ),
    ("001", "Mexico’s president has requested permission", "Mexico’s president", "permission", "Andrés Manuel López Obrador"),
    (
        "001",
        "President Andres Manuel Lopez Obrador sought permission for 11",
        "President Andres Manuel Lopez Obrador",
        "permission for 11",
        "Andrés Manuel López Obrador",
    ),
    ("001", "Lopez Obrador has vigorously defended the principle", "Lopez Obrador", "the principle", "Andrés Manuel López Obrador"),
    ("001", "sent by the leftist president", "the leftist president", "sent", "Andrés Manuel López Obrador"),
    ("001", "Lopez Obrador has been critical of U.S.", "Lopez Obrador", "U.S.", "Andrés Manuel López Obrador"),
    (
        "002",
        "Mexican President Claudia Sheinbaum on Monday condemned what she described as",
        "Mexican President Claudia Sheinbaum",
        "what she described as",
        "Claudia Sheinbaum",
    ),
    ("002", "what she described as", "she", "as", "Claudia Sheinbaum"),
    ("002", "form of government,\" she said", "she", "form of government,\"", "Claudia Sheinbaum"),
    ("002", "Trump told reporters aboard Air Force One that he thinks", "Trump", "he thinks", "Donald Trump"),
    ("002", "that he thinks Sheinbaum is", "he", "Sheinbaum is", "Donald Trump"),
    ("002", "very strong in Mexico,\" Trump said", "Trump", "very strong in Mexico", "Donald Trump"),
    ("002", "Sheinbaum told reporters in Spanish", "Sheinbaum", "in Spanish", "Claudia Sheinbaum"),
    ("002", "She said Trump has repeatedly insisted", "She", "Trump has repeatedly insisted", "Claudia Sheinbaum"),
    ("002", "She said Trump has repeatedly insisted during", "Trump", "during", "Donald Trump"),
    (
        "003",
        "U.S. President Donald Trump to deploy American troops",
        "U.S. President Donald Trump",
        "to deploy American troops",
        "Donald Trump",
    ),
    ("003", "as reported by The Wall Street Journal", "The Wall Street Journal", "reported", "Wall Street Journal"),
    ("003", "Sheinbaum said Trump suggested sending", "Sheinbaum", "Trump suggested sending", "Claudia Sheinbaum"),
    ("003", "She recalled telling him, “No, President Trump", "She", "“No, President Trump", "Claudia Sheinbaum"),
    (
        "003",
        "A spokesperson for the U.S. National Security Council responded, saying Trump has been clear",
        "A spokesperson for the U.S. National Security Council",
        "Trump has been clear",
        "spokesperson for the U.S. National Security Council",
    ),
    ("003", "The NSC added that both leaders", "The NSC", "both leaders", "U.S. National Security Council"),
    ("003", "The White House has not confirmed whether", "The White House", "whether", "White House"),
    ("003", "The WSJ also reported tensions escalated", "The WSJ", "tensions escalated", "Wall Street Journal"),
    ("003", "each on our own territory,” she added", "she", "each on our own territory", "Claudia Sheinbaum"),
    (
        "004",
        "National Action Party (PAN) Senator Lily Téllez has called for increased",
        "National Action Party (PAN) Senator Lily Téllez",
        "increased",
        "Lily Téllez",
    ),
    ("004", "where lawmakers approved the entry of 10 U.S. soldiers", "lawmakers", "the entry of 10 U.S. soldiers", "lawmakers"),
    ("004", "“This is nothing new,” Téllez stated", "Téllez", "“This is nothing new,”", "Lily Téllez"),
    ("004", "The senator questioned the Sheinbaum administration", "The senator", "administration", "Lily Téllez"),
    ("004", "President Sheinbaum maintains that while Mexico", "President Sheinbaum", "while Mexico", "Claudia Sheinbaum"),
    ("004", "Her administration opposes any U.S. military", "Her administration", "any U.S. military", "Sheinbaum administration"),
    ("004", "The Sheinbaum administration defends its", "The Sheinbaum administration", "its", "Sheinbaum administration"),
    ("004", "Téllez made controversial allegations", "Téllez", "controversial allegations", "Lily Téllez"),
    ("004", "Sheinbaum has forcefully rejected these allegations", "Sheinbaum", "these allegations", "Claudia Sheinbaum"),
    (
        "004",
        "Security Minister Omar García Harfuch reporting 11,600 arrests",
        "Security Minister Omar García Harfuch",
        "11,600 arrests",
        "Omar García Harfuch",
    ),
    ("004", "The president has highlighted that January 2025", "The president", "January 2025", "Claudia Sheinbaum"),
]
AMLO = {"Andrés Manuel López Obrador": ["Andres Manuel Lopez Obrador", "AMLO"]}


def seed(key: str) -> Article:
    """A seed article; tags and front matter of the one in HTML left out."""
    text = next(SEEDS.glob(f"{key}_*.txt")).read_text(encoding="utf-8")
    if text.startswith("---"):
        text = re.sub(r"<[^>]+>", "", text.split("---", 2)[2].replace("</p>", "\n\n")).strip()
    return Article(key, text, date=DATES[key])


def statement(article: Article, index: int, around: str, source: str, content: str) -> Statement:
    """The statement in the words `around`, which must be found once in the article."""
    start = article.text.index(around)
    at = start + around.index(source)
    said = start + around.rindex(content)
    spans = ((at, at + len(source)),) if source else ()
    return Statement(article.id, index, spans, (), ((said, said + len(content)),), "indirect", 1.0)


@pytest.fixture(scope="module")
def seeds() -> tuple[list[Article], list[Statement], Voices]:
    articles = {key: seed(key) for key in DATES}
    statements = [statement(articles[key], i, *words) for i, (key, *words, _) in enumerate(SAID)]
    return list(articles.values()), statements, identify(list(articles.values()), statements, AMLO)


def names(voices: Voices) -> list[str]:
    """The name of the speaker of each statement."""
    by_id = {speaker.id: speaker.name for speaker in voices.speakers}
    return [by_id.get(mention.speaker, "") for mention in voices.mentions]


@pytest.mark.parametrize("number", range(len(SAID)), ids=[f"{key}: {around[:50]}" for key, around, *_ in SAID])
def test_seed_statement(number: int, seeds: tuple[list[Article], list[Statement], Voices]) -> None:
    assert names(seeds[2])[number] == SAID[number][-1], seeds[2].mentions[number].reason


def test_seed_speakers_are_one_each(seeds: tuple[list[Article], list[Statement], Voices]) -> None:
    speakers = {speaker.name: speaker for speaker in seeds[2].speakers}
    assert len(speakers) == len(seeds[2].speakers)
    assert len({speaker.id for speaker in speakers.values()}) == len(speakers)
    assert set(speakers) == {name for *_, name in SAID}
    kinds = {name: speaker.kind for name, speaker in speakers.items()}
    assert kinds["Claudia Sheinbaum"] == kinds["Lily Téllez"] == kinds["Donald Trump"] == "person"
    assert kinds["Sheinbaum administration"] == kinds["Wall Street Journal"] == kinds["U.S. National Security Council"] == "organisation"
    assert kinds["lawmakers"] == kinds["Senators from Morena, PT, and PVEM"] == "group"
    assert kinds["spokesperson for the U.S. National Security Council"] == "unnamed"
    assert "Security Minister" in speakers["Omar García Harfuch"].roles
    assert "Téllez" in speakers["Lily Téllez"].aliases


def test_office_is_held_by_whoever_held_it_then() -> None:
    """With no name beside it, "Mexico's president" is found through other articles of the time."""
    said = "Mexico’s president has asked for help."
    then, now = Article("b1", said, date=date(2023, 11, 20)), Article("b2", said, date=date(2026, 1, 20))
    statements = [Statement(a.id, 0, ((0, 18),), ((19, 28),), ((29, 37),), "indirect", 1.0) for a in (then, now)]
    voices = identify([seed(key) for key in DATES] + [then, now], statements, AMLO)
    assert names(voices) == ["Andrés Manuel López Obrador", "Claudia Sheinbaum"]


def say(text: str, *sources: str, id: str = "a") -> tuple[Article, list[Statement]]:
    """An article and a statement for each source, found one after the other."""
    statements, at = [], 0
    for i, source in enumerate(sources):
        at = text.index(source, at)
        statements.append(Statement(id, i, ((at, at + len(source)),), (), ((at + len(source), at + len(source) + 1),), "indirect", 1))
        at += len(source)
    return Article(id, text), statements


@pytest.mark.parametrize(
    ("text", "sources", "expected"),
    [
        (
            "Hillary Clinton met Donald Trump. Mrs. Clinton said no. Later he said yes. She said maybe.",
            ["Mrs. Clinton", "he", "She"],
            ["Hillary Clinton", "Donald Trump", "Hillary Clinton"],
        ),
        (
            "Bill Clinton spoke first. Former first lady Hillary Clinton said so too. Mr. Clinton agreed.",
            ["Hillary Clinton", "Mr. Clinton"],
            ["Hillary Clinton", "Bill Clinton"],
        ),
        (
            "Sen. Tom Cotton (R-Ark.) said yes. Sen. Chris Coons (D-Del.) said no. The Arkansas Republican said it again.",
            ["Sen. Tom Cotton (R-Ark.)", "The Arkansas Republican"],
            ["Tom Cotton", "Tom Cotton"],
        ),
        (
            "A spokesman for Donald Trump said no. Donald Trump said yes.",
            ["A spokesman for Donald Trump", "Donald Trump"],
            ["spokesman for Donald Trump", "Donald Trump"],
        ),
        (
            "Brian Fallon, a spokesman for Hillary Clinton, said so. Fallon said it twice.",
            ["Brian Fallon, a spokesman for Hillary Clinton,", "Fallon"],
            ["Brian Fallon", "Brian Fallon"],
        ),
        (
            "Trump's running mate, Indiana Gov. Mike Pence, said no. Pence, the Indiana governor, said it again.",
            ["Trump's running mate, Indiana Gov. Mike Pence,", "Pence, the Indiana governor,"],
            ["Mike Pence", "Mike Pence"],
        ),
        (
            "The International Monetary Fund warned. The IMF said so. The fund said more.",
            ["The International Monetary Fund", "The IMF", "The fund"],
            ["International Monetary Fund"] * 3,
        ),
        (
            "Senators Jeff Flake and John McCain said no. Flake said more. Jeff Flake and John McCain said it.",
            ["Senators Jeff Flake and John McCain", "Flake", "Jeff Flake and John McCain"],
            ["Jeff Flake and John McCain", "Jeff Flake", "Jeff Flake and John McCain"],
        ),
        (
            "The Wall Street Journal on May 2 said so. The WSJ said more.",
            ["The Wall Street Journal on May 2", "The WSJ"],
            ["Wall Street Journal", "Wall Street Journal"],
        ),
        (
            "The U.S. National Security Council said no. The NSC said it again.",
            ["The U.S. National Security Council", "The NSC"],
            ["U.S. National Security Council"] * 2,
        ),
        (
            "The Economic Community of West African States (ECOWAS) said so on Monday. Later ECOWAS said more.",
            ["The Economic Community of West African States (ECOWAS)", "ECOWAS"],
            ["Economic Community of West African States"] * 2,
        ),
        (
            "Jane Roe is here with his daughter, Ellie, a student. She said so.",
            ["She"],
            ["Ellie"],
        ),
        (
            "He met the board of the Washington Post. To the Washington Post Trump said no. Donald Trump left.",
            ["Trump"],
            ["Donald Trump"],
        ),
        (
            "A spokesman for Russian President Vladimir Putin said no. Spokesman Sean Spicer said yes. Spicer said it twice.",
            ["A spokesman for Russian President Vladimir Putin", "Spokesman Sean Spicer", "Spicer"],
            ["spokesman for Russian President Vladimir Putin", "Sean Spicer", "Sean Spicer"],
        ),
        (
            "A Russian foreign ministry statement said no. It added more.",
            ["A Russian foreign ministry statement", "It"],
            ["Russian foreign ministry"] * 2,
        ),
        (
            "Apple Inc. said no. A company statement said more. A Reuters news agency report said so. A news article said it.",
            ["Apple Inc.", "A company statement", "A Reuters news agency report", "A news article"],
            ["Apple Inc.", "Apple Inc.", "Reuters", "news article"],
        ),
        (
            "British Prime Minister Theresa May said so. She said more.",  # a source cut short within a name
            ["British Prime Minister Theresa", "She"],
            ["Theresa May"] * 2,
        ),
        ("A New York jury said so. A new Quinnipiac poll found it.", ["A New York jury", "A new Quinnipiac poll"],
         ["New York jury", "Quinnipiac poll"]),
        ("A recent Reforma newspaper poll found it.", ["A recent Reforma newspaper poll"], ["Reforma newspaper poll"]),
        ("The announcement published Tuesday said so.", ["The announcement published Tuesday"], ["announcement"]),
        ("Some experts said so. Experts said more.", ["Some experts", "Experts"], ["experts", "experts"]),
    ],
)
def test_within_an_article(text: str, sources: list[str], expected: list[str]) -> None:
    article, statements = say(text, *sources)
    assert names(identify([article], statements)) == expected


def test_two_unnamed_officials_may_be_two() -> None:
    article, statements = say("A senior official said no. A senior official said yes.", *["A senior official"] * 2)
    assert len(identify([article], statements).speakers) == 2


def test_across_articles() -> None:
    one, first = say("Sen. John McCain said no. McCain said it again.", "Sen. John McCain", "McCain", id="1")
    two, second = say("Cindy McCain said yes.", "Cindy McCain", id="2")
    three, third = say("U.S. Sen. John S. McCain III agreed.", "U.S. Sen. John S. McCain III", id="3")
    found = names(identify([one, two, three], first + second + third))
    assert found[0] == found[1] == found[3]
    assert found[2] == "Cindy McCain"


def test_namesakes_of_two_states_stay_two() -> None:
    one, first = say("Rep. Mike Rogers (R-Mich.) said no.", "Rep. Mike Rogers", id="1")
    two, second = say("Rep. Mike Rogers (R-Ala.) said yes.", "Rep. Mike Rogers", id="2")
    assert len(identify([one, two], first + second).speakers) == 2


def test_aliases_win() -> None:
    one, first = say("AMLO said no.", "AMLO", id="1")
    full = "President Andres Manuel Lopez Obrador"
    two, second = say(f"{full} said yes. Lopez Obrador left.", full, id="2")
    voices = identify([one, two], first + second, AMLO)
    assert names(voices) == ["Andrés Manuel López Obrador"] * 2
    assert voices.speakers[0].kind == "person"


def test_read_aliases(tmp_path: Path) -> None:
    file = tmp_path / "aliases.toml"
    file.write_text('[aliases]\n"Andrés Manuel López Obrador" = ["AMLO"]\n', encoding="utf-8")
    assert read_aliases(file) == {"Andrés Manuel López Obrador": ("AMLO",)}
    for wrong in ("", "[aliases", '[aliases]\nx = "y"', "[aliases]\nx = [1]", '[aliases]\nx = ["z"]\ny = ["z"]'):
        file.write_text(wrong, encoding="utf-8")
        with pytest.raises(ValueError, match=re.escape(str(file))):
            read_aliases(file)
    with pytest.raises(OSError):
        read_aliases(tmp_path / "none.toml")


def test_nothing_to_identify() -> None:
    assert identify([], []) == Voices((), ())
    assert identify([Article("a", "")], []) == Voices((), ())
    lost = identify([], [Statement("x", 0, (), (), ((0, 1),), "direct", 1.0)])
    assert [(m.speaker, m.reason) for m in lost.mentions] == [("", "its article is missing")]


WORDS = "he she they who said Mr. Mrs. Trump Clinton Hillary Bill Donald the president , . “ ” ' U.S. officials and of A شولتس José"
TEXTS = st.one_of(st.text(max_size=120), st.lists(st.sampled_from(WORDS.split()), max_size=40).map(" ".join))


@st.composite
def corpora(draw: st.DrawFn) -> tuple[list[Article], list[Statement]]:
    articles, statements = [], []
    for number in range(draw(st.integers(0, 3))):
        text = draw(TEXTS)
        articles.append(Article(f"a{number}", text, date=draw(st.none() | st.just(date(2020, 1, number + 1)))))
        spans = st.lists(st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted).map(tuple), max_size=2)
        for index in range(draw(st.integers(0, 4)) if text else 0):
            parts = [tuple(span for span in draw(spans) if span[0] < span[1]) for _ in range(3)]
            if any(parts):
                statements.append(Statement(f"a{number}", index, *parts, draw(st.sampled_from(["direct", "indirect", "mixed"])), 0.5))
    return articles, statements


@settings(max_examples=60, deadline=None)
@given(corpora(), st.randoms(use_true_random=False))
def test_any_text_and_spans(corpus: tuple[list[Article], list[Statement]], shuffle: random.Random) -> None:
    articles, statements = corpus
    voices = identify(articles, statements)
    assert [m.statement for m in voices.mentions] == [s.id for s in statements]
    ids = {speaker.id for speaker in voices.speakers}
    assert len(ids) == len(voices.speakers)
    assert {m.speaker for m in voices.mentions} - {""} == ids
    assert all(m.reason for m in voices.mentions)
    other = articles[:]
    shuffle.shuffle(other)
    assert identify(other, statements) == voices
