import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from analysis.columns import COLUMNS
from analysis.keywords import concordance, keywords, texts
from analysis.records import Article
from analysis.terms import count, words

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))


@pytest.fixture(scope="module")
def articles():
    return [Article(path.name[:3], path.read_text(encoding="utf-8"), f"Outlet {i % 3}") for i, path in enumerate(SEEDS)]


def test_texts(articles):
    frame = texts(articles)
    assert frame.columns.tolist() == ["article", "source", "date", "title", "text"]
    assert frame["text"].tolist() == [a.text for a in articles]
    assert texts([]).empty


def test_weights_are_those_of_scikit_learn(articles):
    """The same words through TfidfVectorizer, an article a document."""
    frame = texts(articles)
    ours = keywords(frame, "article", n=None, min_count=1, phrases=False, stop_words=())
    vectorizer = TfidfVectorizer(analyzer=lambda text: [w for *_, w in words(text) if len(w) > 1 and re.search(r"[^\W\d_]", w)])
    weights = vectorizer.fit_transform(frame["text"])
    assert len(ours) == weights.nnz
    row = dict(zip(frame["article"], range(len(frame)), strict=True))
    for group, term, tfidf in ours[["group", "term", "tfidf"]].itertuples(index=False):
        assert tfidf == pytest.approx(weights[row[group], vectorizer.vocabulary_[term]], abs=1e-12)


def test_by_hand():
    """Two groups; `war` in both, `peace` in one: idf ln(3/3) + 1 = 1 and ln(3/2) + 1."""
    frame = pd.DataFrame({"g": ["x", "x", "y"], "text": ["war war", "peace", "war"]})
    found = keywords(frame, "g", min_count=1).set_index(["group", "term"])
    idf = 1.4054651081081644
    norm = (2**2 + idf**2) ** 0.5
    assert found.loc[("x", "war"), "tfidf"] == pytest.approx(2 / norm)
    assert found.loc[("x", "peace"), "tfidf"] == pytest.approx(idf / norm)
    assert found.loc[("y", "war"), "tfidf"] == 1
    assert found.loc[("x", "war")].drop("tfidf").to_dict() == {
        "count": 2, "group_words": 3, "texts_with_term": 1, "group_texts": 2, "groups_with_term": 2, "groups": 2,
    }  # fmt: skip


def test_columns_and_notes(articles):
    found = keywords(texts(articles), "source", n=5)
    assert set(found.columns) == set(COLUMNS["keywords"])
    assert found.groupby("group").size().tolist() == [5, 5, 5]
    assert found.attrs["title"] == "Keywords by source"
    assert "3 groups (source) of 5 texts" in found.attrs["notes"][0]
    assert all(part["tfidf"].is_monotonic_decreasing for _, part in found.groupby("group"))


def test_a_word_gives_way_to_its_phrase(articles):
    terms = keywords(texts(articles), "article").groupby("group")["term"].agg(set)["001"]
    assert "lopez obrador" in terms and not {"lopez", "obrador"} & terms


def test_every_count_can_be_looked_up(articles):
    """As many lines of concordance as occurrences, for every keyword."""
    frame = texts(articles)
    found = keywords(frame, "article", n=15)
    for group, term, times in found[["group", "term", "count"]].itertuples(index=False):
        lines = concordance(frame, term)
        assert (lines["article"] == group).sum() == times, term


def test_groups_that_are_empty_or_unnamed():
    frame = pd.DataFrame({"speaker": ["Ann", "", None, "Bob"], "content": ["war", "peace", "peace", ""]})
    found = keywords(frame, "speaker", text="content")
    assert found[["group", "term"]].values.tolist() == [["Ann", "war"]]
    assert "2 texts without speaker" in found.attrs["notes"][0]
    assert keywords(frame.iloc[:0], "speaker", text="content").empty
    assert keywords(frame.iloc[1:2], "speaker", text="content").empty


def test_a_series_and_counts_made_before():
    series = pd.Series({"a": "peace peace", "b": "war war"})
    frame = pd.DataFrame({"side": ["a", "b"], "text": series.to_list()})
    pd.testing.assert_frame_equal(keywords(series, "side"), keywords(frame, "side", counts=count(frame["text"])))


def test_no_such_column():
    with pytest.raises(ValueError, match="no column 'outlet' to take keywords from: source, text"):
        keywords(pd.DataFrame({"source": [], "text": []}), "outlet")


@pytest.mark.parametrize("text", ["", "one", "No quotes.", "“‘", "Téllez Téllez", "رفض الرئيس"])
def test_odd_texts(text):
    found = keywords(pd.Series([text], index=["x"]), "g")
    assert len(found) <= 10
    for term in found["term"]:
        assert len(concordance([Article("x", text)], term)) == found.set_index("term").loc[term, "count"]


def test_concordance():
    one = Article("1", "The U.S. troops left.\nUS troops’ return; US, troops.", "X", date(2025, 1, 1))
    found = concordance([one, Article("2", "")], "US Troops", width=8)
    assert found["keyword"].tolist() == ["U.S. troops", "US troops"]
    assert found["left"].tolist() == ["The ", "s left. "]
    assert found["right"].tolist() == [" left. U", "’ return"]
    assert all(one.text[s:e] == k for s, e, k in found[["start", "end", "keyword"]].itertuples(index=False))
    assert found["source"].tolist() == ["X", "X"]


@given(st.text(alphabet="ab .'’-\né", max_size=40), st.sampled_from(["a", "b", "a b", "ab", "é"]))
@settings(max_examples=60, deadline=None)
def test_concordance_points_into_the_text(text, term):
    for row in concordance([Article("1", text)], term, width=5).itertuples():
        assert text[row.start : row.end] == row.keyword
        assert [w for *_, w in words(row.keyword)] == term.split()


def test_concordance_inside_statements():
    one = Article("1", "War is bad, she said. War is good, he said.")
    columns = ["statement", "article", "speaker", "content", "start", "end"]
    statements = pd.DataFrame([("1-0", "1", "She", "War is bad", 0, 20)], columns=columns)
    found = concordance([one], "war", statements=statements)
    assert found[["start", "statement", "speaker"]].values.tolist() == [[0, "1-0", "She"]]
    assert set(found.columns) == set(COLUMNS["concordance"])
    assert concordance([one], "said", statements=statements).empty  # in the statement, but not what it says
    assert concordance([one], "peace", statements=statements).empty


def test_concordance_leads_to_the_sentence():
    one = Article("1", "Talks failed.\n\nMr. Diaz said no war would come. He left.")
    assert concordance([one], "war", width=3)["sentence"].tolist() == ["Mr. Diaz said no war would come."]


def test_keywords_of_a_speaker_can_be_looked_up():
    text = "“War,” war minister Ann said, “is war.” Bob said war is not a war-time cost."
    columns = ["statement", "article", "speaker", "content", "start", "end"]
    rows = [("1-0", "1", "Ann", "“War,” … “is war.”", 0, 39), ("1-1", "1", "Bob", "war is not a war-time cost", 40, 75)]
    statements = pd.DataFrame(rows, columns=columns)
    found = keywords(statements, "speaker", text="content", min_count=1)
    for speaker, term, times in found[["group", "term", "count"]].itertuples(index=False):
        own = statements[statements["speaker"] == speaker]
        assert len(concordance([Article("1", text)], term, statements=own)) == times, term


@pytest.mark.parametrize("term", ["", " ", "…", "war, peace"])
def test_nothing_to_look_for(term):
    with pytest.raises(ValueError, match="no word or phrase"):
        concordance([Article("1", "war")], term)
