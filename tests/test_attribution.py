import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.attribution import attribute, mode_of
from analysis.records import Article, cut


def of(text, **kwargs):
    return attribute(Article("a", text), **kwargs)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300) | st.text(alphabet="ab \n\"“”'’.,:—said", max_size=300))
def test_any_text_gives_spans_on_its_own_characters(text):
    for s in of(text, threshold=0.0):
        for spans in (s.source, s.cue, s.content):
            for start, end in spans:
                assert 0 <= start < end <= len(text)
                assert not text[start].isspace() and not text[end - 1].isspace()
            assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
        assert s.content
        assert 0 <= s.probability <= 1


@pytest.mark.parametrize("text", ["", "Word", "\n\n", '"', "The train left at nine.", "''''", "שלום עולם"])
def test_little_texts(text):
    assert isinstance(of(text), list)


@pytest.mark.parametrize(
    "marks", [("“", "”"), ('"', '"'), ("''", "''"), ("«", "»")], ids=["curly", "straight", "apostrophes", "angle"]
)
def test_both_sides_of_the_tag(marks):
    left, right = marks
    text = f"{left}We reject any intervention,{right} President Sheinbaum said. {left}Our sovereignty is not for sale.{right}"
    found = of(text)
    said = " ".join(cut(text, s.content) for s in found)
    assert "reject any intervention" in said and "not for sale" in said
    assert "Sheinbaum" in cut(text, found[0].source)
    assert "said" in cut(text, found[0].cue)
    assert {s.mode for s in found} == {"direct"}


def test_indirect():
    text = "Mexico's president said on Monday that foreign troops would not enter the country."
    (found,) = [s for s in of(text) if s.within is None]
    assert "president" in cut(text, found.source)
    assert "foreign troops would not enter" in cut(text, found.content)
    assert found.mode == "indirect"


def test_reported_view_within_a_statement():
    text = "Sheinbaum said that Trump insisted that the U.S. Army be allowed to enter Mexico."
    inner = [s for s in of(text) if s.within is not None]
    assert inner and "Trump" in cut(text, inner[0].source)
    outer = next(s for s in of(text) if s.index == inner[0].within)
    assert "Sheinbaum" in cut(text, outer.source)


def test_threshold_leaves_out():
    text = 'Analysts say it may work. "No," said Vance.'
    all_found, none = of(text, threshold=0.0), of(text, threshold=1.0)
    assert len(all_found) >= 2 and not none


def test_same_alone_or_after_others():
    text = "“We will not go,” Mr. Ruiz said. The minister added that talks go on."
    before = of(text)
    of("Something else entirely, the senator said. " * 40)
    assert of(text) == before


@pytest.mark.parametrize(
    ("words", "mode"), [("“no”", "direct"), ("that it “was no” use", "mixed"), ("that it was", "indirect")]
)
def test_mode(words, mode):
    text = f"He said {words}."
    start = text.index(words)
    assert mode_of(text, ((start, start + len(words)),)) == mode


def test_signed_quotations_and_transcripts():
    text = "“Nobody asked us.” — Ana Ruiz\n\n“We were never told.” ― Bo Li\n\nRAMOS: Will you go?\n\nPAZ: Never in my life."
    found = {cut(text, s.source): cut(text, s.content) for s in of(text)}
    assert found["Ana Ruiz"] == "“Nobody asked us.”" and found["Bo Li"] == "“We were never told.”"
    assert found["PAZ"] == "Never in my life."


def test_spans_hold_whole_words_and_names():
    text = "The ministry defends its record, with Security Minister Omar García Harfuch reporting 11,600 arrests."
    for s in of(text, threshold=0.0):
        for start, end in s.source + s.content:
            assert not (start and text[start - 1].isalnum() and text[start].isalnum())
            assert not (end < len(text) and text[end - 1].isalnum() and text[end].isalnum())
        assert not cut(text, s.source).endswith("García")
