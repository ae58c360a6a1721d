import pytest

from analysis.issue import IssueError, load, parse, shipped
from analysis.records import Proposition

GOOD = {"name": "Tariffs", "question": "Should tariffs rise?", "propositions": [{"key": "raise", "text": "higher tariffs"}]}


def test_shipped_issue():
    issue = load()
    assert [p.key for p in issue.propositions] == ["intervention", "training", "cooperation"]
    assert "intervention" in shipped()


def test_a_folder_of_a_shipped_issues_name_is_not_in_the_way(tmp_path, monkeypatch):
    (tmp_path / "intervention").mkdir()
    monkeypatch.chdir(tmp_path)
    assert load("intervention") == load()


def test_own_issue(tmp_path):
    path = tmp_path / "tariffs.toml"
    path.write_text('name = "Tariffs"\nquestion = "?"\n[[propositions]]\nkey = "up"\ntext = "higher tariffs"\n')
    issue = load(path)
    assert issue.propositions[0].label == "higher tariffs"
    assert issue.propositions[0].contrary == ()
    assert issue.terms == ()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": ""}, "name is missing"),
        ({"question": 3}, "question is missing"),
        ({"propositions": []}, "at least one"),
        ({"propositions": ["x"]}, "proposition 1: must be a table"),
        ({"propositions": [{"key": "A b", "text": "x"}]}, "lower-case"),
        ({"propositions": [{"key": "a", "text": "x"}] * 2}, "two propositions"),
        ({"propositions": [{"key": "a", "text": "x", "txt": "y"}]}, "unknown key 'txt'"),
        ({"terms": "war"}, "list of words"),
        ({"propositions": [{"key": "a", "text": "x", "contrary": "y"}]}, "contrary must be a list"),
        ({"propositions": [{"key": "a", "text": "x", "contrary": ["X"]}]}, "can't be contrary to itself"),
        ({"extra": 1}, "unknown key 'extra'"),
    ],
)
def test_mistakes_are_named(change, says):
    with pytest.raises(IssueError, match=says):
        parse({**GOOD, **change}, where="mine.toml")


def test_missing_and_broken_files(tmp_path):
    with pytest.raises(IssueError, match="no issue named"):
        load("nosuch")
    with pytest.raises(IssueError, match="can't be read"):
        load(tmp_path / "nosuch.toml")
    broken = tmp_path / "broken.toml"
    broken.write_bytes(b"name = \xff")
    with pytest.raises(IssueError, match="not a TOML file"):
        load(broken)


def test_a_contrary_in_python_is_no_text():
    with pytest.raises(TypeError, match="'peace',"):
        Proposition("war", "war", contrary="peace")
