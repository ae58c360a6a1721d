from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import stance
from analysis.encoder import SEP, encode
from analysis.issue import load
from analysis.records import Article, Issue, Mention, Proposition, Speaker, Statement
from analysis.speakers import Voices
from analysis.stance import CONTENT, CONTEXT, CUE, PROPOSITION, SPEAKER, judge, pose, proposition, said


def spoken(text, content, source="", cue=""):
    def span(words):
        return ((text.index(words), text.index(words) + len(words)),) if words else ()

    return Statement("a", 0, span(source), span(cue), span(content), "indirect", 1.0)


def judged(text, content, target, source="", cue="said", name="Ann Ruiz"):
    statement = spoken(text, content, source, cue)
    voices = Voices((Speaker("ann", name, "person"),), (Mention("a-0", "ann", ""),))
    issue = Issue("Test", "?", (Proposition("p", target, target),))
    return judge([Article("a", text)], [statement], voices, issue)[0]


def test_input_tells_the_parts_apart():
    text = "It rained. Ruiz said troops must leave. Then it was over."
    ids, roles = said(encode(text), spoken(text, "troops must leave", "Ruiz", "said"), encode("Ana Ruiz").ids)
    words = {role: (roles == role).sum() for role in (SPEAKER, CUE, CONTENT)}
    assert words[CUE] == 1 and words[CONTENT] == 3
    assert ids[-1] == SEP and roles[-1] == CONTEXT
    read = pose((ids, roles), [proposition("foreign troops"), proposition("peace")])
    assert (read["roles"] == PROPOSITION).sum() == 4 + 3  # each with a mark before and after it
    assert read["part"].tolist() == [[0] * (len(ids) + 1) + [1] * 4 + [2] * 3]
    assert read["places"][0, -7:].tolist() == [0, 1, 2, 3, 0, 1, 2]


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1, max_size=200), st.data())
def test_any_statement_gives_probabilities(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    statement = Statement("a", 0, (), (), ((start, end),), "indirect", 1.0)
    (j, *_) = judge([Article("a", text)], [statement], Voices((), (Mention("a-0", "", ""),)), replace(load(), terms=()))
    assert j.support + j.oppose + j.neutral == pytest.approx(1)
    assert min(j.support, j.oppose, j.neutral) >= 0


CLEAR = [
    ("“We categorically reject intervention in the affairs of other countries,” Ruiz said.",
     "“We categorically reject intervention in the affairs of other countries,”", "foreign military intervention", "oppose"),
    ("“We must send troops now,” Ruiz said.", "“We must send troops now,”", "sending U.S. troops", "support"),
    ("“The alliance must step in, whatever it takes,” Ruiz said.",
     "“The alliance must step in, whatever it takes,”", "foreign military intervention", "support"),
    ("Ruiz said that the air strikes were a grave mistake and must end.",
     "that the air strikes were a grave mistake and must end", "air strikes", "oppose"),
    ("Ruiz said that the weather in the capital would be warm on Sunday.",
     "that the weather in the capital would be warm on Sunday", "foreign military intervention", "neutral"),
    ("Ruiz said that the United States must send troops to stop the massacre.",
     "that the United States must send troops to stop the massacre", "sending U.S. troops", "support"),
    ("“We reject military intervention in other countries,” Ruiz said.", "“We reject military intervention in other countries,”",
     "foreign military intervention", "oppose"),
    ("Ruiz said he categorically rejected intervention.", "he categorically rejected intervention",
     "foreign military intervention", "oppose"),
    ("Ruiz said NATO should step in and stop the killing.", "NATO should step in and stop the killing", "NATO intervention", "support"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "content", "target", "side"), CLEAR)
def test_clear_cases(text, content, target, side):
    assert judged(text, content, target, "Ruiz").side == side


def test_a_judgement_does_not_depend_on_the_other_propositions():
    for text, content, target, _ in CLEAR:
        statement, voices = spoken(text, content, "Ruiz", "said"), Voices((), (Mention("a-0", "", ""),))
        asked = Proposition("p", target)
        among, only = (
            judge([Article("a", text)], [statement], voices, Issue("Test", "?", (asked, *others)))[0]
            for others in (load().propositions, ())
        )
        assert (among.support, among.oppose) == pytest.approx((only.support, only.oppose), abs=1e-3)


@pytest.mark.parametrize(
    ("own", "contrary", "expected"),
    [
        ((0.05, 0.05), (0.8, 0.1), (0.1, 0.8)),  # for the contrary: against
        ((0.05, 0.05), (0.1, 0.8), (0.8, 0.1)),
        ((0.05, 0.05), (0.02, 0.01), (0.05, 0.05)),  # no side on either
        ((0.5, 0.1), (0.9, 0.05), (0.5, 0.1)),  # who takes a side on the proposition itself is judged by that
        ((0.25, 0.01), (0.9, 0.05), (0.25, 0.01)),  # as is who may well take one
        ((0.05, 0.05), (0.3, 0.05), (0.05, 0.05)),  # no side on the contrary
    ],
)
def test_contrary(monkeypatch, own, contrary, expected):
    logits = [[*np.log([s, o]) + stance.RARITY, np.log(1 - s - o), -99] for s, o in (own, contrary, (0.6, 0.2))]
    statement = spoken("“Hands off,” Ruiz said.", "“Hands off,”")
    answers = [(statement, np.array(logits) * stance.TEMPERATURE, None)]
    monkeypatch.setattr(stance, "_answers", lambda articles, statements, voices, texts: answers if texts == ["a", "b", "c"] else [])
    issue = Issue("Test", "?", (Proposition("p", "a", contrary=("b",)), Proposition("q", "c")))
    first, second = judge([Article("a", "“Hands off,” Ruiz said.")], [statement], Voices((), ()), issue)
    assert (first.support, first.oppose) == pytest.approx(expected)
    assert first.contrary == ("b" if expected != own else "") and second.contrary == ""
    assert (second.support, second.oppose) == pytest.approx((0.6, 0.2))


def test_nothing_to_judge():
    assert judge([], [], Voices((), ()), load()) == []
    assert judge([Article("a", "")], [], Voices((), ()), load()) == []


def test_the_opening_of_the_article_is_read_too():
    text = "Troops to leave the islands by the end of May\n\n" + "Nothing else was decided. " * 40 + "“The move is right,” Ruiz said."
    pieces = encode(text)
    ids, roles = said(pieces, spoken(text, "“The move is right,”", "Ruiz", "said"), np.zeros(0, np.int64))
    assert ids[-25:].tolist() == [*pieces.ids[:24], SEP] and set(roles[-25:]) == {CONTEXT}
    near = "Troops to leave. “The move is right,” Ruiz said."  # what stands around it anyway is not read twice
    ids, _ = said(encode(near), spoken(near, "“The move is right,”", "Ruiz", "said"), np.zeros(0, np.int64))
    assert ids.tolist() == [*encode(near).ids, SEP, SEP]


def test_long_statement_is_cut_not_refused():
    text = "Ruiz said " + "that troops must leave and " * 400
    ids, roles = said(encode(text), spoken(text, text[10:].strip(), "Ruiz", "said"), np.zeros(0, np.int64))
    assert len(ids) == len(roles) < 128
