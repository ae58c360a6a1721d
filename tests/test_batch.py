"""The command for large corpora, in one process with stand-ins for the models, and as it is in processes that are killed."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow.dataset as dataset
import pytest
from made_up import archive, judge, stand_ins

from analysis import Study, batch, load, report, results
from analysis.tone import tone

ROOT = Path(__file__).parent.parent
TABLES = ("articles", "statements", "speakers", "judgements", "skipped")


def digests(out: Path) -> dict[str, str]:
    """Every file below a folder, with a digest of its bytes."""
    return {str(p.relative_to(out)): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(out.rglob("*")) if p.is_file()}


def read(out: Path, name: str) -> pd.DataFrame:
    return dataset.dataset(sorted((out / name).glob("*.parquet"))).to_table().to_pandas()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up archive of 60 articles, run with partitions of 7 and of 100."""
    folder = tmp_path_factory.mktemp("made")
    source = archive(folder / "archive.jsonl", 60)
    with stand_ins():
        for size in (7, 100):
            command = [str(source), str(folder / str(size)), "--workers", "1", "--size", str(size), "--quiet"]
            assert batch.main(command) == batch.OK
    return folder


@pytest.fixture(scope="module")
def study(made: Path) -> Study:
    """The same archive as a study, all of it in memory."""
    with stand_ins():
        return Study.of(made / "archive.jsonl", judge=judge)


@pytest.mark.parametrize("name", TABLES)
def test_partitions_make_no_difference(made: Path, name: str) -> None:
    pd.testing.assert_frame_equal(read(made / "7", name), read(made / "100", name), check_exact=True)
    assert len(list((made / "7" / name).iterdir())) > 5 or name == "speakers"


@pytest.mark.parametrize("name", [*TABLES, "positions", "tone", "cuts"])
def test_a_result_is_the_study_of_the_same_articles(made: Path, study: Study, name: str) -> None:
    pd.testing.assert_frame_equal(getattr(Study.of(made / "7"), name), getattr(study, name), check_exact=False)


def test_the_records_are_the_same_too(made: Path, study: Study) -> None:
    loaded = Study.of(str(made / "7"), "intervention")
    assert (loaded.issue, loaded.spoken, loaded.judged) == (study.issue, study.spoken, study.judged)
    assert loaded.corpus.articles == study.corpus.articles
    assert loaded.voices.mentions == study.voices.mentions


def test_sums_over_a_result_are_those_of_the_study(made: Path, study: Study) -> None:
    places = study.positions[study.positions["statements"] > 0].sort_values(["speaker_id", "proposition"], ignore_index=True)
    pd.testing.assert_frame_equal(results.positions(made / "7"), places)
    said = study.statements
    voices = results.share(made / "7")
    row = voices[(voices["source"] == "A") & (voices["value"] == "Claudia Sheinbaum")].iloc[0]
    own = said[(said["source"] == "A") & (said["speaker"] != "")]
    assert row["of_statements"] == len(own) and row["statements"] == (own["speaker"] == "Claudia Sheinbaum").sum()
    assert row["articles"] == own[own["speaker"] == "Claudia Sheinbaum"]["article"].nunique()
    assert len(results.share(made / "7", "kind", top=1)) == 3
    both = results.tone(made / "7").merge(tone(said, ("source",)), on="source")
    for column in ("statements", "articles", "polarity", "subjectivity"):
        assert both[f"{column}_x"].to_list() == pytest.approx(both[f"{column}_y"].to_list())
    assert both["low_x"].to_list() == pytest.approx(both["low_y"].to_list(), abs=0.1)  # normal against bootstrap


def test_what_is_done_is_not_done_again(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {p: p.stat().st_mtime_ns for p in (made / "7").rglob("*")}
    assert batch.main([str(made / "archive.jsonl"), str(made / "7"), "--size", "7"]) == batch.OK
    assert {p: p.stat().st_mtime_ns for p in (made / "7").rglob("*")} == before
    assert "56 articles" in capsys.readouterr().out


def test_another_run_in_the_same_folder_is_refused(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = archive(tmp_path / "archive.jsonl", 3)
    source = made / "archive.jsonl"
    for command, said in (
        ([str(source), str(made / "7"), "--size", "8"], "another number of articles a partition (--size)"),
        ([str(source), str(made / "7"), "--size", "7", "--threshold", "0.9"], "another threshold"),
        ([str(other), str(made / "7"), "--size", "7"], "another path of the articles, content of the articles"),
        ([str(source), str(source.parent)], "holds other files"),
        ([str(source.parent), str(source.parent / "out")], "lies in the folder of articles"),
        ([str(source.parent / "nothing"), str(tmp_path / "out")], "no such file or folder"),
    ):
        assert batch.main(command) == batch.USAGE
        assert said in capsys.readouterr().err


def test_a_threshold_is_a_probability(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        batch.main(["in", "out", "--threshold", "2"])
    assert "'2' is not a number from 0 to 1" in capsys.readouterr().err


def test_another_issue_or_an_unfinished_run_is_no_study(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    issue = tmp_path / "issue.toml"
    issue.write_text('name = "Tax"\nquestion = "?"\n[[propositions]]\nkey = "tax"\ntext = "a tax"\n')
    with pytest.raises(results.ResultError, match=r"judged by another issue \(Foreign intervention, with another name"):
        Study.of(made / "7", issue)
    judged_by = results.issue(made / "7")
    assert judged_by == load() and judged_by.propositions[0].contrary
    without = replace(judged_by, propositions=tuple(replace(p, contrary=()) for p in judged_by.propositions))
    with pytest.raises(results.ResultError, match="with another propositions"):
        Study.of(made / "7", without)
    with pytest.raises(results.ResultError, match="another threshold"):
        Study.of(made / "7", threshold=0.9)
    with pytest.raises(results.ResultError, match="judged already"):
        Study.of(made / "7", judge=lambda *_: [])
    with pytest.raises(results.ResultError, match="other aliases"):
        Study.of(made / "7", aliases={"A B": ["C D"]})
    known = json.loads((made / "7" / "manifest.json").read_text())
    del known["counts"]
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "manifest.json").write_text(json.dumps(known))
    assert report.main([str(tmp_path / "out"), "--out", str(tmp_path / "page")]) == report.USAGE
    assert "has not ended; give its command again" in capsys.readouterr().err
    (tmp_path / "out" / "manifest.json").write_text(json.dumps(known | {"format": 1}))
    with pytest.raises(results.ResultError, match="its tables have other columns than this version"):
        Study.of(tmp_path / "out")
    assert not results.is_result(made) and not results.is_result(tmp_path / "nowhere")


def test_nothing_to_read_is_said_plainly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty.jsonl").write_text('{"text": ""}\n')
    assert batch.main([str(tmp_path / "empty.jsonl"), str(tmp_path / "out"), "--workers", "1"]) == batch.NOTHING
    assert "no article to read" in capsys.readouterr().err
    assert list((tmp_path / "out").iterdir()) == []


def test_a_bad_article_is_skipped_with_its_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from made_up import attribute as well

    source = archive(tmp_path / "archive.jsonl", 12)
    steps = ("analysis.passes.attribute", "analysis.coreference.resolve", "analysis.passes.judge", "analysis.study.score")
    for n, name in enumerate(steps):

        def broken(item, *rest, well=well, n=n):  # type: ignore[no-untyped-def]
            if isinstance(item, str):
                if "tragic" in item:
                    raise ValueError("too sad")
                return 0.0, 0.0, ()
            item = item[0] if isinstance(item, list) else item
            if item.id == "3":
                raise ValueError("broken on purpose")
            if n == 1:
                return resolve(item, *rest)
            return well(item, *rest) if n == 0 else judge([item], *rest)

        from analysis.coreference import resolve

        with stand_ins(), monkeypatch.context() as context:
            context.setattr(name, broken)
            assert batch.main([str(source), str(tmp_path / str(n)), "--workers", "1", "--size", "5", "--quiet"]) == batch.OK
        left = read(tmp_path / str(n), "skipped")
        reasons = left[left["reason"].str.contains("could not be analysed")]
        if n < 3:
            assert reasons["path"].to_list() == [f"{source}:4"]
            assert reasons["reason"].item() == "could not be analysed (ValueError: broken on purpose)"
        assert len(reasons) >= 1 and not set(reasons["path"]) & set(read(tmp_path / str(n), "articles")["path"])
        assert (read(tmp_path / str(n), "speakers")["statements"] > 0).all()


def test_a_full_disk_stops_the_run_and_it_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from analysis import passes

    source = archive(tmp_path / "archive.jsonl", 10)
    command = [str(source), str(tmp_path / "out"), "--workers", "1", "--size", "2", "--quiet"]
    written: list[Path] = []

    def write(table: object, path: Path) -> None:
        if len(written) == 9:
            raise OSError(28, "No space left on device")
        written.append(path)
        plain(table, path)  # type: ignore[arg-type]

    plain = passes.write
    with stand_ins():
        with monkeypatch.context() as context:
            context.setattr(passes, "write", write)
            assert batch.main(command) == batch.STOPPED
        assert "No space left on device\nThe same command goes on where it stopped" in capsys.readouterr().err
        assert batch.main(command) == batch.OK
        assert batch.main([*command[:1], str(tmp_path / "calm"), *command[2:]]) == batch.OK
    assert digests(tmp_path / "out") == digests(tmp_path / "calm")


def test_only_one_run_writes_into_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("fcntl")
    source = archive(tmp_path / "archive.jsonl", 2)
    (tmp_path / "out").mkdir()
    with batch._alone(tmp_path / "out"):
        assert batch.main([str(source), str(tmp_path / "out"), "--workers", "1"]) == batch.USAGE
    assert "another run is writing here" in capsys.readouterr().err


# With the models, in processes of their own


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve short articles."""
    return archive(tmp_path_factory.mktemp("texts") / "archive.jsonl", 12, seed=1)


@pytest.fixture(scope="module")
def calm(texts: Path) -> dict[str, str]:
    """The digests of an undisturbed run."""
    out = texts.parent / "calm"
    assert batch.main([str(texts), str(out), "--workers", "1", "--size", "3", "--quiet"]) == batch.OK
    return digests(out)


def start(texts: Path, out: Path, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "analysis.batch", str(texts), str(out), "--size", "3", *more]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # tests started with & inherit that it is ignored
    )  # fmt: skip


def wait_for(out: Path, files: int, running: subprocess.Popen[str]) -> None:
    """Until so many files are there, drafts included, or the run has ended."""
    while running.poll() is None and sum(1 for p in out.rglob("*") if p.is_file()) < files:
        time.sleep(0.005)


@pytest.mark.skipif(os.name != "posix", reason="kills processes")
def test_a_run_that_is_killed_again_and_again_ends_with_the_same_bytes(texts: Path, calm: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "out"
    for files in (2, 11, 30):
        running = start(texts, out, "--workers", "1")
        wait_for(out, files, running)
        running.send_signal(signal.SIGKILL)
        running.communicate()
    running = start(texts, out, "--workers", "2")
    said, wrong = running.communicate(timeout=300)
    assert running.returncode == batch.OK, wrong
    assert digests(out) == calm
    assert said.startswith(f"{json.loads((out / 'manifest.json').read_text())['counts']['articles']} articles")


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ctrl_c_ends_in_seconds_and_says_how_to_go_on(texts: Path, calm: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "out"
    running = start(texts, out, "--workers", "2")
    wait_for(out, 4, running)
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does, the processes of the pool included
    before = time.monotonic()
    _, said = running.communicate(timeout=60)
    assert running.returncode == batch.INTERRUPTED
    assert "The same command goes on where it stopped" in said
    assert "Traceback" not in said
    assert time.monotonic() - before < 30
    assert batch.main([str(texts), str(out), "--workers", "1", "--size", "3", "--quiet"]) == batch.OK
    assert digests(out) == calm


@pytest.mark.skipif(os.name != "posix", reason="kills processes")
def test_the_processes_end_with_a_run_that_is_killed(texts: Path, tmp_path: Path) -> None:
    psutil = pytest.importorskip("psutil")
    running = start(texts, tmp_path / "out", "--workers", "2")
    wait_for(tmp_path / "out", 4, running)
    children = psutil.Process(running.pid).children(recursive=True)
    running.send_signal(signal.SIGKILL)
    running.communicate()
    _, alive = psutil.wait_procs(children, timeout=30)
    assert not alive


@pytest.mark.skipif(os.name != "posix", reason="kills processes")
def test_a_cluster_that_loses_a_worker_loses_and_doubles_nothing(texts: Path, calm: dict[str, str], tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    out, killed = tmp_path / "out", []

    def kill(worker: object) -> None:
        while not (out / ".steps" / "said").exists() or not list((out / ".steps" / "said").glob("*.parquet")):
            time.sleep(0.01)
        killed.append(worker.process.process.pid)  # type: ignore[attr-defined]
        os.kill(killed[0], signal.SIGKILL)

    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster:
        killer = threading.Thread(target=kill, args=(cluster.workers[0],), daemon=True)
        killer.start()
        command = [str(texts), str(out), "--size", "3", "--scheduler", cluster.scheduler_address, "--quiet"]
        assert batch.main(command) == batch.OK
        killer.join(10)
    assert killed
    assert digests(out) == calm


def test_the_report_reads_a_result(texts: Path, calm: dict[str, str], tmp_path: Path) -> None:
    assert calm
    assert report.main([str(texts.parent / "calm"), "--out", str(tmp_path), "--quiet"]) == report.OK
    assert (tmp_path / "report.html").stat().st_size > 10_000
