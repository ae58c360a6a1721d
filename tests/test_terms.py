import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.collocations import BigramCollocationFinder
from nltk.metrics import BigramAssocMeasures

from analysis.terms import count, membership, stopwords, words

SEEDS = Path(__file__).parent.parent / "seeds"
ODD = [
    "",
    " ",
    "one",
    "No quotes here.",
    "“‘’”–—…",
    "Lily Téllez’s visit",
    "رفض الرئيس التدخل",
    "e\u0301 İstanbul",
    "'s",
    "-",
    "_",
]


@pytest.fixture(scope="module")
def seed_texts():
    return [path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt"))]


def plain(text):
    return [word for *_, word in words(text) if word]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("one", ["one"]),
        ("U.S. troops, US troops and U.S troops", ["u.s.", "troops", "u.s.", "troops", "and", "u.s.", "troops"]),
        ("The U.S.-led war and US-Mexico ties", ["the", "u.s.-led", "war", "and", "u.s.-mexico", "ties"]),
        ("tell us", ["tell", "us"]),
        ("Mexico's, Mexico’s; it's don’t O'Brien", ["mexico", "mexico", "it", "don't", "o'brien"]),
        ("11,600 arrests, 3.5% of 2,000.", ["11,600", "arrests", "3.5", "of", "2,000"]),
        ("Te\u0301llez Téllez", ["téllez", "téllez"]),
        ("رفض الرئيس التدخل", ["رفض", "الرئيس", "التدخل"]),
        ("He left.I stayed", ["he", "left", "i", "stayed"]),
    ],
)
def test_words(text, expected):
    assert plain(text) == expected


def test_what_no_phrase_crosses():
    marked = [word for *_, word in words("Special forces. Forces\n\nspecial (forces)\nleft")]
    assert marked == ["special", "forces", "", "forces", "", "special", "", "forces", "", "left"]


@given(st.text(max_size=60) | st.sampled_from(ODD))
@settings(deadline=None)
def test_words_are_where_they_say(text):
    end = 0
    for start, stop, _ in words(text):
        assert end <= start < stop <= len(text)
        end = stop


@given(st.lists(st.text(alphabet="abc. '’-US\n", max_size=30), max_size=5))
@settings(max_examples=50, deadline=None)
def test_counts_are_those_of_the_words(texts):
    counts = count(texts, stop_words=())
    assert counts.matrix.shape == (len(texts), len(counts.terms))
    assert counts.terms.tolist() == sorted(counts.terms)
    for row, text in enumerate(texts):
        own = plain(text)
        assert counts.words[row] == len(own)
        for column in counts.matrix[row].indices:
            if " " not in counts.terms[column]:
                assert counts.matrix[row, column] == own.count(counts.terms[column])


@pytest.mark.parametrize("texts", [[], [""], ["", "-"], ["the and of"]])
def test_nothing_to_count(texts):
    counts = count(texts)
    assert counts.matrix.shape == (len(texts), 0)
    assert counts.matrix.sum() == 0


def test_terms_leave_out_what_says_nothing():
    terms = set(count(["The US said on 5 January that it won't, can’t and didn't fire at J. D. Vance's bill."]).terms)
    assert terms == {"u.s.", "january", "fire", "vance", "bill"}
    assert "us" in stopwords()


def test_collocations_agree_with_nltk(seed_texts):
    """Every phrase has the count and the association that NLTK finds, and none that qualifies is missing."""
    counts = count(seed_texts)
    found = {term: int(n) for term, n in zip(counts.terms, counts.matrix.sum(axis=0).A1, strict=True) if " " in term}
    tokens = [word if word else None for text in seed_texts for word in [*(w for *_, w in words(text)), None]]
    finder = BigramCollocationFinder.from_words([token or f"break {i}" for i, token in enumerate(tokens)])
    breaks = sum(token is None for token in tokens)
    total = len(tokens) - breaks
    singles = set(count(seed_texts, phrases=False).terms)
    expected = {}
    for (first, second), together in finder.ngram_fd.items():
        if first in singles and second in singles and together >= 2:
            table = together, (finder.word_fd[first], finder.word_fd[second]), total
            npmi = BigramAssocMeasures.pmi(*table) / -math.log2(together / total)
            if npmi >= 0.3 and BigramAssocMeasures.likelihood_ratio(*table) >= 10.83:
                expected[f"{first} {second}"] = together
    assert found == expected
    assert {"lopez obrador", "special forces", "drug cartels"} <= set(found)
    assert not {"of the", "the u.s.", "said trump"} & set(found)


def test_no_phrase_has_a_dull_edge(seed_texts):
    dull = stopwords()
    for term in count(seed_texts).terms:
        assert not dull & set(term.split())


def test_groups():
    counts = count(["war war", "peace", "war peace"], phrases=False)
    labels, grouped = counts.by(["b", "a", "b"])
    assert labels == ["a", "b"]
    assert grouped.matrix.toarray().tolist() == [[1, 0], [1, 3]]
    assert grouped.words.tolist() == [1, 4]
    assert counts.presence().matrix.toarray().tolist() == [[0, 1], [1, 0], [1, 1]]
    assert membership([])[0] == []


def test_min_count_and_own_stop_words():
    assert count(["war war peace"], min_count=2).terms.tolist() == ["war"]
    assert count(["the war"], stop_words={"war"}).terms.tolist() == ["the"]
