import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.quotations import paragraphs, quotations

MARKS = st.text(alphabet=st.sampled_from("ab .,\n\"“”„«»'‘’‚`é שלום"), max_size=60)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("word", []),
        ('"', []),
        ('"We are," she said. "Never."', ['"We are,"', '"Never."']),
        ("“Nunca”, dijo Téllez.", ["“Nunca”"]),
        ("''Yes,'' he said.", ["''Yes,''"]),
        ("«Non», dit-il.", ["«Non»"]),
        ("„Nein“, sagte er.", ["„Nein“"]),
        ("“One.\n\n“Two.” He left.", ["“One.", "“Two.”"]),
        ('She said "no.\n\nHe left.', ['"no.']),
        ("Lawmakers' rights and Trump's troops", []),
        ("President: 'I don't believe in an invasion'", ["'I don't believe in an invasion'"]),
        ("a 6'2\" man said \"no\"", ['"no"']),
        ('“He told me ‘go’ twice,” she said', ["“He told me ‘go’ twice,”"]),
        ("שלום \"כן\" אמר", ['"כן"']),
    ],
)
def test_pairs(text, expected):
    assert [text[q.start : q.end] for q in quotations(text)] == expected


def test_unclosed_is_said_so():
    (quotation,) = quotations('"never')
    assert not quotation.closed
    assert (quotation.inner_start, quotation.inner_end) == (1, 6)


@given(MARKS | st.text(max_size=200))
def test_any_text(text):
    found = quotations(text)
    for q in found:
        assert 0 <= q.start < q.inner_start <= q.inner_end <= q.end <= len(text)
        assert "\n" not in text[q.start : q.end]
    for a, b in itertools.pairwise(found):
        assert a.end <= b.start or not (a.double and b.double)


@given(st.text(max_size=100))
def test_paragraphs_hold_all_words(text):
    inside = "".join(text[s:e] for s, e in paragraphs(text))
    assert [c for c in inside if not c.isspace()] == [c for c in text if not c.isspace()]
