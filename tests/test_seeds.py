"""What a reader of the five seeds finds must be found: who speaks, and where each stands (`gold/seeds_stance.toml`)."""

import re
import unicodedata

import pytest
from gold import stance

GOLD = stance()
each_row = pytest.mark.parametrize("row", GOLD["row"], ids=lambda row: f"{row['speaker']}-{row['proposition']}")


def plain(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()


def rows_of(frame, name):
    return frame[frame["speaker"].map(plain) == plain(name)]


@each_row
def test_position(seeds, row):
    found = rows_of(seeds.positions, row["speaker"])
    found = found[found["proposition"] == row["proposition"]]
    assert len(found) == 1, f"{row['speaker']} is not one of {sorted(seeds.speakers['speaker'])}"
    assert found["position"].item() in row["expected"]


@each_row
def test_the_sentence_behind_it_is_there(seeds, row):
    own = rows_of(seeds.statements, row["speaker"])
    spoken = [seeds.statement(i) for i in own["statement"]]
    texts = {a.path.rsplit("/", 1)[-1].removesuffix(".txt"): a for a in seeds.corpus.articles}
    for evidence in row.get("evidence", []):
        article = texts[evidence["seed"]]
        start = article.text.index(evidence["words"])
        end = start + len(evidence["words"])
        if any(s.article == article.id and s.start < end and start < s.end for s in spoken):
            return
    assert not row.get("evidence"), f"none of the evidence was found for {row['speaker']}: {own['content'].tolist()}"


@pytest.mark.parametrize("name", ["Claudia Sheinbaum", "Donald Trump", "Lily Téllez", "Andrés Manuel López Obrador"])
def test_one_voice_one_name(seeds, name):
    surname = plain(name).split()[-1]
    persons = seeds.speakers[seeds.speakers["kind"] == "person"]
    assert [plain(n) for n in persons["speaker"] if surname in plain(n)] == [plain(name)]


@pytest.mark.parametrize("furniture", ["greene", "menu", "leave a reply", "econotimes", "market data", "search"])
def test_no_voice_from_page_furniture(seeds, furniture):
    assert not [n for n in seeds.speakers["speaker"] if furniture in plain(n)]


@pytest.mark.parametrize("name", sorted({entry["name"] for entry in GOLD["source"]}))
def test_sources_take_no_side(seeds, name):
    words = set(plain(name).removeprefix("the ").split())
    found = seeds.positions[seeds.positions["speaker"].map(lambda speaker: words <= set(re.findall(r"\w+", plain(speaker))))]
    assert len(found), f"{name} is not one of {sorted(seeds.speakers['speaker'])}"
    assert set(found["position"]) == {"unclear"}, found


def test_tone_and_position_are_apart(seeds):
    assert {"polarity", "subjectivity"}.isdisjoint(seeds.positions.columns)
    assert "position" not in seeds.tone.columns
