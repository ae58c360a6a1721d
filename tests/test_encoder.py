import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.encoder import SURFACES, encode


@given(st.text(max_size=200))
def test_offsets_point_into_the_text(text):
    pieces = encode(text)
    assert len(pieces.ids) == len(pieces.starts) == len(pieces.ends) == len(pieces.surface)
    assert (pieces.starts >= 0).all() and (pieces.ends <= len(text)).all()
    assert (pieces.starts < pieces.ends).all()
    assert (np.diff(pieces.starts) >= 0).all()
    assert ((pieces.surface >= 0) & (pieces.surface < SURFACES)).all()


@pytest.mark.parametrize("marks", ["“{}”", '"{}"', "«{}»", "„{}“", "''{}''", "``{}''"])
def test_style_of_quotation_marks_makes_no_difference(marks):
    plain, other = encode('"Never," she said.'), encode(marks.format("Never,") + " she said.")
    assert plain.ids.tolist() == other.ids.tolist()
    assert plain.surface.tolist() == other.surface.tolist()


def test_surface_tells_case_quotation_and_paragraph():
    pieces = encode('Téllez said "NO"\nthen left')
    written = dict(zip(["tell", "##ez", "said", '"', "no", '"', "then", "left"], pieces.surface.tolist(), strict=True))
    assert written["tell"] == 1 + 9
    assert written["said"] == 0
    assert written["no"] == 2 + 3
    assert written["then"] == 9


def test_empty():
    assert len(encode("")) == 0
