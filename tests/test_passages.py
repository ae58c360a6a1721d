import pytest
from example import study
from hypothesis import given
from hypothesis import strategies as st

from analysis.passages import around, pieces
from analysis.records import Statement


def said(text: str, words: str, index: int = 0) -> Statement:
    start = text.index(words)
    return Statement("a", index, (), (), ((start, start + len(words)),), "indirect", 1.0)


@pytest.mark.parametrize(
    ("text", "words", "sentence"),
    [
        ("Talks failed. He left. Snow fell.", "left", "He left."),
        ("One. “No,” she said. “Never.” He left.", "Never", "“Never.”"),
        ("Mr. Diaz of the U.S. Senate spoke. It rained.", "spoke", "Mr. Diaz of the U.S. Senate spoke."),
        ("On Jan. 6 J. P. Ode spoke. It rained.", "spoke", "On Jan. 6 J. P. Ode spoke."),
        ("A price of 3.5 million was named. No more.", "named", "A price of 3.5 million was named."),
        ("Heading\n\nOnly this. Not that.", "this", "Only this."),
        ("قال نعم. Then no.", "no", "Then no."),
        ("word", "word", "word"),
        ("Éva left. Ágnes stayed.", "stayed", "Ágnes stayed."),
    ],
)
def test_sentence_around(text, words, sentence):
    start = text.index(words)
    assert text[slice(*around(text, start, start + len(words)))] == sentence


def test_around_spans_paragraphs():
    text = "First one. “We begin\n\n“and end here.” Last."
    start, end = around(text, text.index("We"), text.index("here"))
    assert text[start:end] == "“We begin\n\n“and end here.”"


def test_around_nothing():
    assert around("", 0, 0) == (0, 0)


@given(st.text("aB.!?” \n", max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_around_holds_what_it_is_around(text, a, b):
    start, end = sorted((min(a, len(text)), min(b, len(text))))
    left, right = around(text, start, end)
    assert left <= start
    if text[start:end].strip():  # a span of a statement is never empty
        assert right >= start + len(text[start:end].rstrip())


def test_pieces_of_nested_statements():
    text = "She said he wants war."
    outer, inner = said(text, "he wants war"), said(text, "war", 1)
    found = pieces(text, 0, len(text), [outer, inner])
    assert [(p.text, list(p.roles), p.begins) for p in found] == [
        ("She said ", [], ()),
        ("he wants ", [("a-0", "content")], ("a-0",)),
        ("war", [("a-0", "content"), ("a-1", "content")], ("a-1",)),
        (".", [], ()),
    ]


def test_pieces_of_nothing():
    assert pieces("", 0, 0, []) == []
    assert [p.text for p in pieces("word", 0, 4, [])] == ["word"]


def test_pieces_say_where_a_statement_begins_only_once():
    text = "“We begin\n\n“and end.”"
    statement = Statement("a", 0, (), (), ((1, 9), (12, 19)), "direct", 1.0)
    assert [p.begins for p in pieces(text, 0, 9, [statement]) if p.begins] == [("a-0",)]
    assert [p.begins for p in pieces(text, 11, len(text), [statement]) if p.begins] == []


def test_pieces_join_to_the_text_of_every_seed():
    example = study()
    for article in example.corpus.articles:
        own = [s for s in example.spoken if s.article == article.id]
        found = pieces(article.text, 0, len(article.text), own)
        assert "".join(p.text for p in found) == article.text
        for s in own:
            for role in ("source", "cue", "content"):
                spans = "".join(article.text[a:b] for a, b in getattr(s, role))
                assert "".join(p.text for p in found if (s.id, role) in p.roles) == spans
