import math
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.columns import COLUMNS
from analysis.occlusion import PHRASES, carried, phrases, why, without
from analysis.records import Article, Corpus, Issue, Judgement, Mention, Proposition, Speaker, Statement
from analysis.speakers import Voices
from analysis.stance import judge
from analysis.study import Study

WEIGHTS = {"rejected": -2.0, "never": -1.0, "welcome": 1.0, "please": 0.5}


def of_words(articles, statements, voices, issue):
    """A judge that adds up words of cue and content, in place of a model."""
    texts = {a.id: a.text for a in articles}
    found = []
    for s in statements:
        said = " ".join(texts[s.article][a:b] for a, b in (*s.cue, *s.content))
        lean = sum(WEIGHTS.get(word.strip(".,“”"), 0) for word in said.split())
        chance = 1 / (1 + math.exp(-lean))
        found += [Judgement(s.id, p.key, 0.9 * chance, 0.9 * (1 - chance), 0.1) for p in issue.propositions]
    return found


def study(text, content, cue="said", source="Ann"):
    def span(words):
        return ((text.index(words), text.index(words) + len(words)),) if words else ()

    said = Statement("a", 0, span(source), span(cue), tuple(s for part in content for s in span(part)), "direct", 0.9)
    voices = Voices((Speaker("ann", "Ann Ruiz", "person"),), (Mention("a-0", "ann", ""),))
    issue = Issue("Test", "?", (Proposition("war", "war"), Proposition("aid", "aid")))
    articles = [Article("a", text)]
    return Study(Corpus(tuple(articles)), issue, voices, (said,), tuple(of_words(articles, [said], voices, issue)), of_words)


def test_words_that_carry_by_hand():
    example = study("Ann rejected troops that never leave, please.", ["troops that never leave, please."], cue="rejected")
    found = why(example, "a-0", "war")
    assert list(found.columns) == list(COLUMNS["why"])
    assert found["words"].tolist() == ["rejected", "that never leave,", "troops", "please."]
    assert found["part"].tolist() == ["cue", "content", "content", "content"]
    whole = 0.9 / (1 + math.exp(-2.5))
    assert found["weight"][0] == pytest.approx(whole - 0.9 / (1 + math.exp(-0.5)))
    assert found["weight"][1] == pytest.approx(whole - 0.9 / (1 + math.exp(-1.5)))
    assert found["weight"][2] == pytest.approx(0)
    assert found["weight"][3] < 0  # it speaks for the other side
    text = example.article("a").text
    assert [text[a:b] for a, b in zip(found["start"], found["end"], strict=True)] == found["words"].tolist()


def test_only_what_carries_much_is_shown():
    example = study("Ann rejected troops, please.", ["troops, please."], cue="rejected")
    shown = carried(example)
    assert set(shown) == {("a-0", "war"), ("a-0", "aid")}
    assert [example.article("a").text[c.start : c.end] for c in shown["a-0", "war"]] == ["rejected"]
    assert len(carried(example, n=1)) == 1 and carried(example, n=0) == {}


def test_a_judgement_made_by_other_means_is_left_out():
    example = study("Ann rejected troops.", ["troops."], cue="rejected")
    others = replace(example, judged=tuple(replace(j, support=0.8, oppose=0.1) for j in example.judged))
    assert carried(others) == {}
    assert "another judgement" in why(others, "a-0", "war").attrs["notes"][-1]


def test_one_word_and_nothing():
    assert why(study("Ann rejected it.", ["it."], cue="rejected"), "a-0", "war")["words"].tolist() == ["rejected"]
    assert why(study("never", ["never"], cue="", source=""), "a-0", "war").empty
    with pytest.raises(KeyError):
        why(study("never", ["never"], cue="", source=""), "a-0", "peace")


def test_the_shipped_model_too():
    text = "We categorically reject foreign troops on our soil, Ann said."
    example = study(text, ["We categorically reject foreign troops on our soil"])
    issue = replace(example.issue, propositions=(Proposition("war", "foreign troops"),), terms=("foreign troops",))
    judged = judge(example.corpus.articles, example.spoken, example.voices, issue)
    found = why(replace(example, issue=issue, judged=tuple(judged), judge=judge), "a-0", "war")
    assert "reject" in found["words"][0]
    assert found["weight"].max() < 0.9  # the only term of the issue left out is not the end of the matter


def test_what_the_judge_reads_is_left_in_long_articles():
    told = "We never leave troops there."
    text = "Troops to leave. " + "It rained. " * 400 + f"Ann rejected: {told} " + "It snowed. " * 400
    example, seen = study(text, [told], cue="rejected"), []

    def watched(articles, statements, voices, issue):
        seen.extend((a.text, s) for a, s in zip(articles, statements, strict=True))
        return of_words(articles, statements, voices, issue)

    found = why(replace(example, judge=watched), "a-0", "war")
    assert found["words"][0] == "rejected"
    assert [text[a:b] for a, b in zip(found["start"], found["end"], strict=True)] == found["words"].tolist()
    for variant, said in seen[1:]:  # the first is the whole
        assert len(variant) < 3200 and variant.startswith(text[:1000])
        assert variant[said.start - 300 : said.start] in text and variant[said.end : said.end + 300] in text


def test_phrases_are_cut_at_marks_and_small_words():
    def cut(text, most=PHRASES):
        return [text[a:b] for a, b in phrases(text, [(0, len(text))], most)]

    assert cut("") == [] and cut("  ") == [] and cut("No") == ["No"] and cut("—") == ["—"]
    assert cut("we will not go") == ["we will not go"]
    assert cut("“We don’t fight,” for now") == ["“We don’t fight,”", "for now"]
    assert cut("a b c d. Then e f g", 2) == ["a b c d.", "Then e f g"]
    long = " ".join(f"word{i}" for i in range(100))
    assert len(cut(long)) == PHRASES and " ".join(cut(long)) == long
    assert [len(phrases("ab cd ef", [(0, 2), (3, 5), (6, 8)], 1))] == [3]  # gaps are never bridged


@given(st.text(max_size=80), st.integers(1, 6))
def test_phrases_hold_every_letter(text, most):
    found = phrases(text, [(0, len(text))], most)
    assert all(a < b for a, b in found) and all(x[1] <= y[0] for x, y in pairwise(found))
    assert "".join("".join(text[a:b] for a, b in found).split()) == "".join(text.split())
    assert len(found) <= most or not found


spans = st.tuples(st.integers(0, 20), st.integers(0, 20)).map(sorted).map(tuple)


@given(spans, spans)
def test_what_is_left_out_is_gone_and_the_rest_is_in_its_place(content, span):
    text = "abcdefghijklmnopqrstuvwxyz"
    left, said = without(text, Statement("a", 0, (), (), (content,), "direct", 1.0), span)
    assert left == text[: span[0]] + text[span[1] :]
    kept = "".join(text[i] for i in range(*content) if not span[0] <= i < span[1])
    assert "".join(left[a:b] for a, b in said.content) == kept
