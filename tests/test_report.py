import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from example import LONG, RTL, study

from analysis import report
from analysis.articles import NothingToRead
from analysis.records import Article, Corpus, Mention, Skipped, Speaker, Statement
from analysis.report import NOTHING, OK, USAGE, compare, drawings, main, summary, write
from analysis.speakers import Voices
from analysis.study import Study

ARTICLE = "“We reject any intervention,” Ann Lee said. The senator said troops should stay out."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place with a folder of articles in it, and a study that comes ready-made."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_text(ARTICLE, encoding="utf-8")
    monkeypatch.setattr(Study, "of", lambda *args, **kwargs: study())
    monkeypatch.setattr(report, "drawings", lambda *args: [])
    return tmp_path


def test_writes_page_tables_and_figures_into_one_folder_only(tmp_path):
    before = set(Path().iterdir())
    target = write(study(), tmp_path / "deep" / "out")
    assert target == tmp_path / "deep" / "out" / "report.html"
    out = target.parent
    names = {path.stem for path in out.glob("*.png")}
    assert names == {path.stem for path in out.glob("*.svg")}
    assert {"positions_intervention", "quoted", "share_of_voice", "similarity", "keywords_by_source"} <= names
    assert {"positions.csv", "statements.csv", "columns.csv"} <= {path.name for path in (out / "tables").iterdir()}
    text = target.read_text(encoding="utf-8")
    assert text.count("<figure>") == len(names)
    assert len(text.encode()) < 5_000_000
    assert set(Path().iterdir()) == before


@pytest.mark.parametrize("form", ["parquet", "xlsx"])
def test_tables_in_another_form(folder, form):
    assert main(["news", "--out", "out", "--tables", form, "--quiet"]) == OK
    read = pd.read_parquet if form == "parquet" else pd.read_excel
    assert set(read(f"out/tables/positions.{form}")["speaker"]) == set(study().positions["speaker"])
    assert {path.suffix for path in Path("out/tables").iterdir()} == {f".{form}"}


def test_sources_are_compared_by_their_words_and_by_what_they_carry():
    frames = {result.name: result.frame for result in compare(study())}
    assert set(frames["keyness_by_source"]["target"]) == set(study().articles["source"])
    assert "coverage" not in frames  # no two of them report one event
    said = "“We reject any intervention in our country,” Ann Lee said."
    articles = tuple(Article(name, said * 2, source=name, date=date(2026, 1, 5)) for name in ("one", "two"))
    spoken = tuple(Statement(a.id, 0, ((46, 53),), ((54, 58),), ((0, 45),), "direct", 0.9) for a in articles)
    voices = Voices((Speaker("ann", "Ann Lee", "person"),), tuple(Mention(s.id, "ann", "named") for s in spoken))
    again = Study(Corpus(articles), study().issue, voices, spoken, ())
    frames = {result.name: result.frame for result in compare(again)}
    assert frames["coverage"]["share"].tolist() == [1.0, 1.0]
    assert "coverage" in {drawing.name for drawing in drawings(again, frames)}


def test_same_bytes_again_over_the_files_of_an_earlier_run(folder):
    write(study(), "out")
    first = {path: path.read_bytes() for path in Path("out").rglob("*") if path.is_file()}
    Path("out/report.html").write_text("old", encoding="utf-8")
    write(study(), "out")
    assert {path: path.read_bytes() for path in Path("out").rglob("*") if path.is_file()} == first


def test_says_where_to_look_last(folder, capsys):
    assert main(["news", "--out", "out"]) == OK
    said = capsys.readouterr()
    assert said.out.rstrip().splitlines()[-1] == f"Open {Path('out') / 'report.html'} in a browser."
    assert said.err == ""


def test_quiet(folder, capsys):
    assert main(["news", "--out", "out", "--quiet"]) == OK
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["nowhere"], "nowhere: no such file or folder"),
        ([], "seeds: no such file or folder"),
        (["news", "--issue", "nothing"], "no issue named 'nothing'"),
        (["news", "--issue", "bad.toml"], "bad.toml"),
        (["news", "--aliases", "none.toml"], "none.toml"),
        (["news", "--aliases", "bad.toml"], "bad.toml"),
        (["news", "--aliases", "wrong.toml"], "Ann"),
        (["news", "--out", "bad.toml"], "bad.toml"),
        (["news", "--out", "news/report"], "lies in the folder of articles"),
        (["news", "--threshold", "2"], "'2' is not a number from 0 to 1"),
        (["news", "--threshold", "x"], "'x' is not a number from 0 to 1"),
        (["news", "--nonsense"], "--nonsense"),
    ],
)
def test_wrong_use_is_told_in_a_line(folder, capsys, arguments, complaint):
    Path("bad.toml").write_text("= nonsense", encoding="utf-8")
    Path("wrong.toml").write_text("[aliases]\nAnn = 3", encoding="utf-8")
    try:
        code = main(arguments)
    except SystemExit as exit:  # argparse
        code = exit.code
    said = capsys.readouterr()
    assert code == USAGE
    last = said.err.rstrip().splitlines()[-1]
    assert complaint in last
    assert "Traceback" not in said.err
    assert said.out == ""


def test_options_reach_the_study(folder, monkeypatch):
    asked = {}

    def of(path, issue, **options):
        asked.update(options, path=path, issue=issue)
        return study()

    monkeypatch.setattr(Study, "of", of)
    Path("names.toml").write_text('[aliases]\n"Ann Lee" = ["the senator"]', encoding="utf-8")
    assert main(["news", "--out", "out", "--issue", "intervention", "--aliases", "names.toml", "--threshold", "0.4"]) == OK
    assert asked["path"] == Path("news")
    assert asked["issue"].propositions[0].key == "intervention"
    assert asked["aliases"] == {"Ann Lee": ("the senator",)}
    assert asked["threshold"] == 0.4
    assert list(asked["progress"]([1, 2], "counting")) == [1, 2]


def test_nothing_to_read(folder, monkeypatch, capsys):
    def of(*args, **kwargs):
        raise NothingToRead("news: no article to read", (Skipped("news/a.txt", "the file is empty"),))

    monkeypatch.setattr(Study, "of", of)
    assert main(["news", "--out", "out"]) == NOTHING
    said = capsys.readouterr().err
    assert said.startswith("error: news: no article to read\n")
    assert "news/a.txt: the file is empty" in said


def test_stopped(folder, monkeypatch, capsys):
    def of(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(Study, "of", of)
    assert main(["news", "--out", "out"]) == 130
    assert "stopped" in capsys.readouterr().err


def test_help_teaches_by_example(capsys):
    with pytest.raises(SystemExit) as exit:
        main(["--help"])
    assert exit.value.code == 0
    said = capsys.readouterr().out
    assert "python -m analysis.report my-articles --issue my-issue.toml" in said
    assert "exit codes" in said


def test_version(capsys):
    with pytest.raises(SystemExit) as exit:
        main(["--version"])
    assert exit.value.code == 0
    assert capsys.readouterr().out.startswith("newsvoices ")


@pytest.mark.parametrize("width", [20, 40, 60, 80, 100, 200])
def test_summary_fits_the_terminal(width):
    for line in summary(study(), width).splitlines():
        assert len(line) <= max(width, 40), line


def test_summary_of_long_and_strange_names():
    example = study()
    names = {"donald-trump": LONG, "lily-tellez": RTL, "lawmakers": "bad\x1b[31m\u202ename"}
    speakers = tuple(replace(s, name=names.get(s.id, s.name)) for s in example.voices.speakers)
    text = summary(replace(example, voices=Voices(speakers, example.voices.mentions)), 80)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert RTL in text
    assert all(len(line) <= 80 for line in text.splitlines())


def test_summary_tells_that_something_was_not_read():
    corpus = study().corpus
    for skipped, told in (((), False), ((Skipped("a.pdf", "file type .pdf is not read"),), True)):
        assert ("Not read: 1 of" in summary(replace(study(), corpus=replace(corpus, skipped=skipped)))) == told


def test_summary_of_nobody():
    nobody = replace(study(), voices=Voices((), ()), spoken=(), judged=())
    assert "none says enough" in summary(nobody)


def test_runs_as_a_module_and_where_letters_are_few(tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(Path(report.__file__).parent.parent), "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "analysis.report", str(tmp_path / "nothing")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environment, timeout=600, check=False)
    assert done.returncode == USAGE
    assert done.stderr.startswith("error: ")
    assert len(done.stderr.splitlines()) == 1
