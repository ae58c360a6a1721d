"""What the words of saying tell: sorts against the hand-made gold, framings against hand-picked cues."""

import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from gold import load
from hypothesis import given
from hypothesis import strategies as st

import analysis.cues
from analysis.attribution import attribute
from analysis.cues import FRAMINGS, SORTS, framing, sort_of
from analysis.records import Article, cut


@pytest.mark.parametrize(
    ("cue", "expected"),
    [
        ("", ""), ("—", ""), ("said", "neutral"), ("According to", "neutral"), ("has long CLAIMED", "doubting"),
        ("acknowledging", "conceding"), ("pointed out", "vouching"), ("insists", "insisting"), ("called for", "demanding"),
        ("called", "neutral"), ("has been critical of", "attacking"), ("hailed", "praising"), ("thinks", "believing"),
        ("zumba", "other"), ("قال", "other"), ("fired back", "attacking"), ("pushed back on", "attacking"), ("backs", "praising"),
    ],
)  # fmt: skip
def test_framing(cue, expected):
    assert framing(cue) == expected


@pytest.mark.parametrize(
    ("word", "stem"), [("added", "add"), ("denies", "deni"), ("denied", "deni"), ("arguing", "argu"), ("criticises", "criticis"), ("", "")]
)
def test_stems_are_those_of_porters_second_stemmer(word, stem):
    assert analysis.cues._stem(word) == stem


def test_threads_stem_as_one_does():
    words = [f"{word}{end}" for words in FRAMINGS.values() for word in words.split() for end in ("", "ed", "s", "ingly")]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # threads take turns in the middle of a word
    try:
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(analysis.cues._stem.__wrapped__, words))
    finally:
        sys.setswitchinterval(before)
    assert found == [analysis.cues._stem.__wrapped__(word) for word in words]


def test_every_framing_has_words_of_its_own():
    assert all(framing(words.split()[0]) == name for name, words in FRAMINGS.items())
    every = [word for words in FRAMINGS.values() for word in words.split()]
    assert len(every) == len(set(every))


@pytest.mark.parametrize(
    ("cue", "expected"),
    [
        ("", "statement"), ("—", "statement"), ("said", "statement"), ("has said he believes", "statement"), ("قال", "statement"),
        ("is widely expected", "belief"), ("would like", "belief"), ("in the eyes of", "belief"), ("hoped", "belief"),
        ("is not planning", "belief"), ("voted 28 to 11 for", "act"), ("HAS SIGNED", "act"), ("their refusal", "act"),
        ("is charged with", "act"), ("charged that", "statement"), ("handed in", "act"), ("has not ruled out", "statement"),
        ("ruled", "act"), ("expressed concern about", "statement"), ("fired back", "statement"), ("ordered", "act"),
    ],
)  # fmt: skip
def test_sort(cue, expected):
    assert sort_of(cue) == expected


def test_sorts_of_the_gold():
    """By one reader's judgement, older than the lists of words."""
    told = Counter((a.sort, sort_of(cut(g.text, a.cue))) for g in load() for a in g.attributions)
    right = sum(n for (gold, found), n in told.items() if gold == found)
    assert right / told.total() >= 0.96
    for wanted in ("belief", "act"):
        assert told[wanted, wanted] / sum(n for (gold, _), n in told.items() if gold == wanted) >= 0.85
        assert told[wanted, wanted] / sum(n for (_, found), n in told.items() if found == wanted) >= 0.85


def test_statements_have_it_by_their_cue():
    text = "Mayor Ana Ruiz said the harbour was safe. Ruiz believes that the troops will leave. The senate approved the treaty."
    found = {text[s.cue[0][0] : s.cue[0][1]]: s.sort for s in attribute(Article("a", text))}
    assert found["said"] == "statement" and found["believes"] == "belief" and found["approved"] == "act"


@given(st.text())
def test_any_cue_has_one_of_three_sorts(cue):
    assert sort_of(cue) in {"statement", "belief", "act"}


def test_no_word_is_of_two_sorts():
    every = [word for words in SORTS.values() for word in words.split()]
    assert len(every) == len(set(every))
