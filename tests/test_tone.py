import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textblob import TextBlob

from analysis.columns import COLUMNS
from analysis.tone import score, scores, strongest, tone

TEXTS = ["a tragic, needless war", "we will crush them", "a great plan", "not a bad idea", "“Great!”", "الرئيس رفض", "no"]


@pytest.mark.parametrize("text", TEXTS)
def test_score_is_textblobs(text):
    blob = TextBlob(text)
    assert score(text)[:2] == pytest.approx((blob.sentiment.polarity, blob.sentiment.subjectivity))


def test_words_that_made_it():
    assert score("a tragic, needless war")[2] == (("tragic", -0.75), ("needless", -0.5))
    assert score("we will crush them") == (0.0, 0.0, ())  # a harsh threat, and no word of the lexicon


@pytest.mark.parametrize("text", ["isn't good", "isn’t good", "ISN'T GOOD"])
def test_contracted_negation(text):
    assert score(text)[0] == score("is not good")[0] < 0


@pytest.mark.parametrize("text", ["", " ", "…", "“”", "🙂", "!!!"])
def test_no_words_no_tone(text):
    polarity, subjectivity, words = score(text)
    assert math.isnan(polarity) and math.isnan(subjectivity) and words == ()


@given(st.text(max_size=40) | st.sampled_from(TEXTS))
@settings(max_examples=60, deadline=None)
def test_range(text):
    polarity, subjectivity, words = score(text)
    if not math.isnan(polarity):
        assert -1 <= polarity <= 1 and 0 <= subjectivity <= 1
        assert bool(words) or polarity == 0


def test_scores_keep_the_index():
    found = scores(pd.Series(["great", ""], index=[7, 9]))
    assert found.index.tolist() == [7, 9] and found.columns.tolist() == ["polarity", "subjectivity", "words"]
    assert scores([]).empty


def statements(*rows):
    columns = ["speaker", "kind", "source", "article", "content", "relevant"]
    return pd.DataFrame(rows, columns=columns)


SAID = statements(
    ("Ann", "person", "X", "1", "a tragic war", True),
    ("Ann", "person", "X", "1", "a tragic plan", True),
    ("Ann", "person", "Y", "2", "a great plan", True),
    ("Ann", "person", "Y", "2", "a terrible lunch", False),
    ("Bob", "person", "Y", "2", "a bad idea", True),
    ("", "", "Y", "2", "awful", True),
    ("Ann", "person", "Y", "3", "", True),
)


def test_tone_by_speaker():
    found = tone(SAID)
    assert found["speaker"].tolist() == ["Ann", "Bob"]
    assert set(found.columns) == set(COLUMNS["tone"])
    ann = found.iloc[0]
    assert ann["source"] == "" and ann["kind"] == "person"
    assert ann["statements"] == 3 and ann["articles"] == 2
    assert ann["polarity"] == pytest.approx((-0.75 - 0.75 + 0.8) / 3)
    assert ann["subjectivity"] == pytest.approx(0.75)
    assert ann["low"] == -1 and ann["high"] == 1  # two articles that differ as much as these say nothing
    assert ann["words"] == "tragic -0.75 ×2; great +0.80"
    assert math.isnan(found.iloc[1]["low"])  # one article
    assert "1 don't bear on the issue; 1 have no speaker; 1 have no words" in found.attrs["notes"][0]


def test_tone_by_speaker_and_source():
    found = tone(SAID, ("speaker", "source"))
    assert found[["speaker", "source", "statements"]].values.tolist() == [["Ann", "X", 2], ["Ann", "Y", 1], ["Bob", "Y", 1]]
    assert tone(SAID, ("source",)).columns[0] == "source"


def test_tone_of_nothing():
    assert tone(SAID.iloc[:0]).empty
    assert tone(SAID[SAID["content"] == ""]).empty


def test_strongest():
    assert strongest([]) == ""
    assert strongest([(("odd", -0.2),), (("odd", -0.2), ("bad", -0.3), ("plain", 0.0))]) == "odd -0.20 ×2; bad -0.30"
