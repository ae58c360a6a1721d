"""Sentiment toward what a statement names: the input that the model reads, and sentences with a plain side."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.encoder import encode
from analysis.issue import parse
from analysis.records import Article, Statement
from analysis.sentiment import marked, named, sentiment, toward
from analysis.stance import CONTENT, CONTEXT, TARGET

ISSUE = parse({"name": "n", "question": "q", "terms": ["troops"], "propositions": [{"key": "a", "text": "troops"}]})


def test_the_target_is_marked_in_its_sentence_and_stands_beside_it():
    text = "We love the troops here."
    pieces = encode(text)
    (ids, roles), (name, kinds) = marked(pieces, (12, 18))
    assert roles.tolist() == [CONTENT, CONTENT, CONTENT, TARGET, CONTENT, CONTENT, CONTEXT]
    assert name[0] == ids[3] == pieces.ids[3] and kinds.tolist() == [TARGET, TARGET]


@given(st.text(min_size=1, max_size=400), st.data())
def test_any_text_and_any_target(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    (ids, roles), (name, kinds) = marked(encode(text), (start, end))
    assert len(ids) == len(roles) <= 110 + 1
    assert len(name) == len(kinds) <= 12 + 1


@pytest.mark.parametrize(
    ("text", "well"),
    [
        ("Senator Ruiz is a brave and honest leader whom everybody admires.", True),
        ("Senator Ruiz is a corrupt liar who has betrayed the country.", False),
    ],
)
def test_plain_sentences(text, well):
    good, bad = toward(text, (0, 12))
    assert (good > bad) is well and max(good, bad) > 0.5 and good + bad <= 1


def statement(article: str, index: int, *content: tuple[int, int]) -> Statement:
    return Statement(article, index, (), (), content, "direct", 1.0)


def test_only_what_the_content_names():
    text = "No word of it. Our troops are heroes. Nothing."
    spoken = [statement("a", 0, (0, 14)), statement("a", 1, (0, 8), (15, 37)), statement("a", 2, (38, 46))]
    found = named([Article("a", text)], spoken, ISSUE)
    assert found["statement"].tolist() == [spoken[1].id] and found["target"].tolist() == ["troops"]
    assert found["sentiment"].item() == pytest.approx(found["positive"].item() - found["negative"].item())


def test_mean_by_speaker_and_nobody_left_out_in_silence():
    found = pd.DataFrame({"statement": ["1", "2", "3", "4"], "target": "troops", "positive": 0.0, "negative": 0.0,
                          "sentiment": [1.0, 0.0, -1.0, 0.5]})  # fmt: skip
    statements = pd.DataFrame({"statement": ["1", "2", "3", "4", "5"], "article": ["a", "b", "a", "a", "b"],
                               "speaker": ["Ann", "Ann", "Ben", "", "Ben"]})  # fmt: skip
    by = sentiment(found, statements)
    assert by[["speaker", "statements", "articles", "sentiment"]].values.tolist() == [["Ann", 2, 2, 0.5], ["Ben", 1, 1, -1.0]]
    assert pd.isna(by["low"].tolist()[1])
    assert "3 of 5 statements" in by.attrs["notes"][0]


def test_nothing_to_say():
    assert named([], [], ISSUE).empty
    assert sentiment(named([], [], ISSUE), pd.DataFrame(columns=["statement", "article", "speaker"])).empty
