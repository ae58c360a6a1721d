import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.encoder import encode
from analysis.tagger import AFTER, BEFORE, CONTENT, TAGS, WINDOW, _shared_out, _spans, cuts, read


@given(st.integers(1, 3000), st.lists(st.integers(1, 400)))
def test_windows_cover_everything_and_give_context(n, lengths):
    begins = np.zeros(n, dtype=bool)
    begins[[i for i in itertools.accumulate(lengths, initial=0) if i < n]] = True
    windows = cuts(begins)
    assert windows[0][:2] == (0, 0) and windows[-1][2] == n
    assert all(start <= first < end <= start + WINDOW - 2 for start, first, end in windows)
    for (_, _, before), (start, first, _) in itertools.pairwise(windows):
        assert begins[first] or first + AFTER == before, "cut at a paragraph, or with context on the right"
        assert start <= first - BEFORE or begins[start] or start == 0, "with context on the left"
        assert first <= before


def test_windows_by_hand():
    begins = np.isin(np.arange(700), [0, 100, 200, 260, 700 - 30])
    assert cuts(begins) == [(0, 0, 200), (152, 200, 260), (212, 260, 466), (386, 434, 640), (560, 608, 700)]


def test_spans_by_hand():
    tags = ["O", "B-content", "I-content", "B-cue", "O", "I-content"]
    logits = np.full((len(tags), len(TAGS)), -5.0, dtype=np.float32)
    for i, tag in enumerate(tags):
        logits[i, TAGS.index(tag)] = 0
    logits[5, TAGS.index("B-content")] = -1  # an I can't stand after an O: the next best is taken
    found = [(TAGS[f.kind], f.start, f.end) for f in _spans(logits)]
    assert found == [("B-content", 1, 3), ("B-cue", 3, 4), ("B-content", 5, 6)]


@given(st.lists(st.lists(st.floats(-9, 0), min_size=7, max_size=7), min_size=1, max_size=12))
def test_spans_are_well_formed(rows):
    found = _spans(np.array(rows, dtype=np.float32))
    assert all(f.start < f.end for f in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


@given(st.lists(st.lists(st.integers(-9, 0), min_size=7, max_size=7), min_size=1, max_size=4))
def test_no_legal_sequence_is_better(rows):
    def legal(tags):
        return all(TAGS[b][0] != "I" or (a is not None and TAGS[a][1:] == TAGS[b][1:]) for a, b in itertools.pairwise((None, *tags)))

    sequences = filter(legal, itertools.product(range(7), repeat=len(rows)))
    scores = [sum(row[t] for row, t in zip(rows, tags, strict=True)) for tags in sequences]
    spans = _spans(np.array(rows, dtype=np.float32))
    inside = {i for f in spans for i in range(f.start, f.end)}
    found = sum(f.score * (f.end - f.start) for f in spans) + sum(row[0] for i, row in enumerate(rows) if i not in inside)
    assert found == pytest.approx(max(scores), abs=1e-4)


def test_a_source_is_not_left_without_anything_said():
    near, far, none = np.log([0.1, 0.6, 0.3]), np.log([0.05, 0.9, 0.05]), np.log([0.8, 0.1, 0.1])
    assert _shared_out([near, far, none]) == [2, 1, 0], "the first group gives the second source what it says, the last has none"
    assert _shared_out([near]) == [1], "its only group keeps the first source"
    assert _shared_out([]) == []


def test_nothing_to_read():
    assert read(encode("")) == []


def test_what_is_found_does_not_depend_on_what_stands_far_away():
    near = "“We will not go,” Mr. Ruiz said on Friday in the capital."
    far = "\n\n" + "The harbour was quiet and the boats lay still. " * 60
    alone, followed = read(encode(near + far)), read(encode(near + far + far))
    first = next(g for g in alone if g.contents[0].kind == CONTENT)
    assert (first.contents, first.source, first.cue) == (followed[0].contents, followed[0].source, followed[0].cue)
