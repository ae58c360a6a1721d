import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest

from analysis import encoder
from analysis.articles import read
from analysis.columns import COLUMNS
from analysis.issue import IssueError
from analysis.records import Article, Judgement
from analysis.study import Study

SEEDS = "seeds"
TABLES = ["articles", "statements", "judgements", "positions", "changes", "speakers", "facts", "tone", "skipped", "cuts"]


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_as_the_dictionary_says(seeds, name):
    frame = getattr(seeds, name)
    assert list(frame.columns) == list(COLUMNS[name])
    assert frame.attrs["title"]
    assert isinstance(frame.attrs["notes"], list)


@pytest.mark.parametrize("name", TABLES)
def test_nothing_in_nothing_out(name):
    empty = Study.of([])
    assert getattr(empty, name).empty
    assert list(getattr(empty, name).columns) == list(COLUMNS[name])


@pytest.mark.parametrize(
    ("articles", "options", "error", "told"),
    [
        ([Article("t", "No."), Article("t", "Yes.")], {}, ValueError, "two articles have the id 't'"),
        ([Article("t", "No.", date="2024-01-01")], {}, TypeError, "datetime.date"),
        ([], {"threshold": 35}, ValueError, "from 0 to 1"),
        ([], {"aliases": {"Tom Rudd": "Rudd"}}, ValueError, 'a list of names, like \\["Rudd"\\]'),
        ([], {"aliases": {"Ann": ["A."], "Abe": ["A."]}}, ValueError, "both"),
    ],
)
def test_what_can_not_be_meant_is_refused(articles, options, error, told):
    with pytest.raises(error, match=told):
        Study.of(articles, **options)


def test_facts_stand_where_they_say(seeds):
    roles = seeds.facts[seeds.facts["about"] == "role"]
    assert len(roles) >= 5
    for row in roles.itertuples():
        assert " ".join(seeds.article(row.article).text[row.start : row.end].split()) == row.value


def test_every_number_leads_to_its_sentence(seeds):
    for row in seeds.statements.itertuples():
        text = seeds.article(row.article).text
        for part in row.content.split(" … "):
            assert part in text[row.start : row.end]


def test_same_input_same_output(seeds):
    again = Study.of("seeds")
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(seeds, name), getattr(again, name))


def test_order_and_company_of_articles_do_not_change_what_was_said(seeds):
    corpus = read(SEEDS)
    alone = Study.of([corpus.articles[2]])
    mine = seeds.statements[seeds.statements["article"] == corpus.articles[2].id]
    assert alone.statements["content"].tolist() == mine["content"].tolist()
    backwards = Study.of(corpus.articles[::-1])
    assert sorted(backwards.statements["content"]) == sorted(seeds.statements["content"])
    assert set(backwards.speakers["speaker"]) == set(seeds.speakers["speaker"])


def test_article_without_a_voice():
    study = Study.of([Article("a", "The train left at nine. It rained."), Article("b", ""), Article("c", "Word")])
    assert len(study.articles) == 3
    assert study.positions.empty or (study.positions["position"] == "unclear").all()


def test_aliases_win():
    text = "“No,” Big Bird said. The mayor said it would rain."
    study = Study.of([Article("a", text)], aliases={"Caroll Spinney": ["Big Bird"]})
    assert "Caroll Spinney" in set(study.speakers["speaker"])


def test_wrong_issue_is_said():
    with pytest.raises(IssueError):
        Study.of([], issue="nosuch")


def test_a_judge_of_ones_own_is_asked_in_the_same_thread():
    threads = set()

    def neutral(articles, statements, voices, issue):
        threads.add(threading.get_ident())
        return [Judgement(s.id, p.key, 0, 0, 1) for s in statements for p in issue.propositions]

    Study.of([Article(name, "“No war,” Ann Lee said.") for name in "abc"], judge=neutral)
    assert threads == {threading.get_ident()}


def test_what_is_stopped_leaves_the_rest_undone(monkeypatch):
    begun = []

    def attribute(article, threshold):
        begun.append(article.id)
        if article.id == "0":
            raise KeyboardInterrupt
        time.sleep(0.3)
        return []

    monkeypatch.setattr("analysis.study.cores", lambda: 2)
    monkeypatch.setattr("analysis.study.attribute", attribute)
    with pytest.raises(KeyboardInterrupt):
        Study.of([Article(str(n), "No war.") for n in range(200)])
    assert len(begun) < 100


def test_one_copy_of_a_model_for_all_threads(monkeypatch):
    made = []
    monkeypatch.setattr("onnxruntime.InferenceSession", lambda *_, **__: made.append(time.sleep(0.05)))
    encoder._session.cache_clear()
    try:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(encoder.session, ["attribution"] * 8))
    finally:
        encoder._session.cache_clear()
    assert len(made) == 1


def test_a_judge_of_ones_own():
    def always(articles, statements, voices, issue):
        list(articles)
        return [Judgement(s.id, p.key, 0.9, 0.05, 0.05) for s in statements for p in issue.propositions]

    study = Study.of([Article("a", "“No war,” Ann Lee said.")], judge=always)
    assert study.judge is always and set(study.judgements["side"]) == {"support"}
