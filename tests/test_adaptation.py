import gzip
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.adaptation import adapt
from analysis.agreement import compare
from analysis.annotation import machine
from analysis.records import Article, Corpus, Issue, Judgement, Mention, Proposition, Statement
from analysis.speakers import Voices
from analysis.study import Study

ROOT = Path(__file__).parent.parent
ISSUE = Issue("Test", "?", (Proposition("war", "war"),))
SAID = {"we want it now": (0.8, 0.1), "we want none of it": (0.1, 0.8), "it was noon": (0.1, 0.1)}


def shipped(articles, statements, voices, issue):
    """A judge that knows three sentences by their beginning, in place of a model."""
    texts = {a.id: a.text for a in articles}
    found = []
    for s in statements:
        said = texts[s.article][s.start : s.end]
        support, oppose = next((p for words, p in SAID.items() if said.startswith(words)), (0.2, 0.2))
        found += [Judgement(s.id, p.key, support, oppose, 1 - support - oppose) for p in issue.propositions]
    return found


def study(articles=10, said=SAID):
    """Articles that hold each sentence once, and every other one the first of them twice."""
    corpus, spoken = [], []
    for n in range(articles):
        text = ""
        for i, words in enumerate([*said, *list(said)[: n % 2]]):
            spoken.append(Statement(str(n), i, (), (), ((len(text), len(text) + len(words)),), "direct", 1.0))
            text += words + "\n"
        corpus.append(Article(str(n), text))
    voices = Voices((), tuple(Mention(s.id, "", "") for s in spoken))
    return Study(Corpus(tuple(corpus)), ISSUE, voices, tuple(spoken), tuple(shipped(corpus, spoken, voices, ISSUE)), shipped)


TURNED = {"support": "oppose", "oppose": "support", "neutral": "unrelated"}


def test_what_the_model_always_gets_wrong_is_put_right():
    example = study()
    labels = machine(example)
    labels["label"] = labels["label"].map(TURNED)
    labels.loc[0, "label"] = "unrelated"
    own = adapt(example, labels)
    assert own.better and "better than the shipped model" in own.verdict
    assert own.verdict in own.comparison.attrs["notes"]
    row = own.comparison.set_index("measure").loc["F avg"]
    assert row["one"] > 0.9 and row["other"] == 0 and row["articles"] == 10
    assert row["difference"] == pytest.approx(row["one"]) and 0.5 < row["low"] < row["high"]
    new = own.applied(example)
    assert compare(labels, machine(new), machine(new)).set_index("measure").loc["F avg", "one"] > 0.9
    assert all(j.support + j.oppose + j.neutral == pytest.approx(1) for j in new.judged)
    assert own.judge([], [], Voices((), ()), ISSUE) == []


def test_where_the_model_is_right_nothing_is_better():
    own = adapt(study(), machine(study()))
    assert not own.better and "not shown to differ" in own.verdict


def test_words_help_where_probabilities_and_vectors_do_not(monkeypatch):
    def noise(_articles, spoken, _voices, issue):
        draw = np.random.default_rng(0)
        return {(s.id, p.key): draw.normal(size=8) for s in spoken for p in issue.propositions}

    monkeypatch.setattr("analysis.adaptation.vectors", noise)
    example = study(12, {"zzz yes indeed": 0, "zzz no way": 0, "it was noon": 0})
    told = {"yes": "support", "no": "oppose"}
    sides = [told.get(example.article(s.article).text[s.start : s.end].split()[1], "neutral") for s in example.spoken]
    sides[0] = "neutral"
    own = adapt(example, machine(example).assign(label=sides))
    assert own.better and "words" in own.model["seen"].named_transformers_


def test_another_proposition_and_a_study_of_other_articles():
    own = adapt(study(), machine(study()))
    other = Issue("Other", "?", (Proposition("peace", "peace"),))
    article = Article("x", "we want it now", "", None)
    statement = Statement("x", 0, (), (), ((0, 14),), "direct", 1.0)
    (j,) = own.judge([article], [statement], Voices((), ()), other)
    assert j.proposition == "peace" and j.side == "support"


def test_same_labels_same_judge():
    first, second = (adapt(study(), machine(study()), resamples=99) for _ in range(2))
    pd.testing.assert_frame_equal(first.comparison, second.comparison)
    assert first.applied(study()).judged == second.applied(study()).judged


@pytest.mark.parametrize(
    ("articles", "change", "complaint"),
    [
        (4, {}, "labels of 4 articles: to learn from them takes 5 or more"),
        (6, {"support": "neutral", "oppose": "neutral"}, "labels: neutral in 6 articles; to learn from them takes two sides or more"),
    ],
)
def test_too_few_labels(articles, change, complaint):
    labels = machine(study(articles))
    labels["label"] = labels["label"].replace(change)
    with pytest.raises(ValueError, match=complaint):
        adapt(study(articles), labels)


def test_too_few_of_one_side():
    labels = machine(study(6))
    labels = labels[(labels["label"] != "oppose") | (labels["article"] < "3")]
    with pytest.raises(ValueError, match="oppose in 3 articles; to learn"):
        adapt(study(6), labels)


@pytest.mark.parametrize("key", ["id", "sha256"])
def test_what_it_is_measured_on_was_not_learnt_from(key):
    """The articles of `benchmarks/adaptation.py` are none of those in `training/labels`, on which the stance model was trained."""

    def read(path):
        with gzip.open(ROOT / path, "rt", encoding="utf-8") as lines:
            return {json.loads(line)[key] for line in lines}

    assert not read("benchmarks/labels/guns.jsonl.gz") & read("training/labels/stance.jsonl.gz")
