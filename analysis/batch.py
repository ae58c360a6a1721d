"""The command for large corpora: articles in, tables as partitioned Parquet datasets out, resumable at any moment.

Run as `python -m analysis.batch IN OUT`; `--help` shows how by example. What is done to a partition is in
`analysis.passes`, what joins the partitions in `analysis.identity`, where the work is done in `analysis.executor`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis import __version__
from analysis.command import INTERRUPTED, NOTHING, OK, STOPPED, USAGE, UsageError, aliases_of, places, probability
from analysis.issue import IssueError, load, shipped

if TYPE_CHECKING:
    from analysis.executor import Executor
    from analysis.passes import Plan

SIZE = 50  # articles of a partition
LONGEST = 200_000  # characters of an article
MANIFEST = "manifest.json"

_EXAMPLES = """
examples:
  python -m analysis.batch archive.parquet results
      all articles of a table, on all cores
  python -m analysis.batch archive results --issue my-issue.toml --workers 4
      a folder of articles, another issue, four processes
  python -m analysis.batch archive.parquet results --scheduler tcp://10.0.0.1:8786
      on a Dask cluster that sees the same folders (pip install '.[cluster]')

what it writes, as folders of Parquet files: OUT/articles, OUT/statements, OUT/speakers, OUT/judgements, OUT/skipped.
Stopped at any moment, the same command goes on where it was. OUT can be given to analysis.report and to Study.of.

exit codes: 0 done, 1 nothing could be read, 2 wrong use, 3 stopped by a fault of the machine, 130 stopped with Ctrl-C
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with these arguments (those of the process by default) and return the exit code."""
    from analysis.articles import NothingToRead
    from analysis.executor import WorkerLost

    options = _parser().parse_args(argv)
    go_on = f"The same command goes on where it stopped; what is done is in {options.out}."
    try:
        return _run(options)
    except (UsageError, IssueError, ImportError) as error:
        print(f"error: {error}", file=sys.stderr)
        return USAGE
    except NothingToRead as error:
        print(f"error: {error}", file=sys.stderr)
        return NOTHING
    except (OSError, MemoryError, WorkerLost) as error:
        print(f"error: {getattr(error, 'strerror', None) or error or 'not enough memory'}\n{go_on}", file=sys.stderr)
        return STOPPED
    except KeyboardInterrupt:
        print(f"\nstopped. {go_on}", file=sys.stderr)
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    from analysis.attribution import THRESHOLD
    from analysis.executor import cores

    parser = argparse.ArgumentParser(
        prog="python -m analysis.batch",
        description="Who speaks in any number of news articles, what they say, and where they stand on an issue.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("path", metavar="IN", help="articles: a folder, or a .parquet, .jsonl or .csv table")
    parser.add_argument("out", metavar="OUT", help="folder for the results")
    named = ", ".join(shipped())
    parser.add_argument("--issue", default="intervention", metavar="FILE", help=f"issue file, or one of: {named} (default: intervention)")
    parser.add_argument("--aliases", metavar="FILE", help="TOML file of names that are one speaker")
    less = f"leave out statements found with less than this probability (0 to 1; default: {THRESHOLD})"
    parser.add_argument("--threshold", type=probability, default=THRESHOLD, metavar="P", help=less)
    parser.add_argument("--workers", type=_positive, default=cores(), metavar="N", help="processes (default: one for each core)")
    parser.add_argument("--scheduler", default="", metavar="ADDRESS", help="address of a Dask scheduler, in place of processes")
    parser.add_argument("--size", type=_positive, default=SIZE, metavar="ARTICLES", help=f"articles of a partition (default: {SIZE})")
    parser.add_argument("--quiet", action="store_true", help="say nothing unless something is wrong")
    parser.add_argument("--version", action="version", version=f"newsvoices {__version__}")
    return parser


def _run(options: argparse.Namespace) -> int:
    from analysis.articles import NothingToRead
    from analysis.executor import executor
    from analysis.passes import Plan

    issue, aliases = load(options.issue), aliases_of(options.aliases) or {}
    _, out = places(options.path, options.out)
    plan = Plan(options.path, out.resolve(), issue, aliases, options.threshold, options.size, LONGEST)
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")  # the processes share the cores
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    with _alone(out):
        manifest = _begin(plan)
        if "counts" not in manifest:
            with closing(executor(options.workers, options.scheduler)) as workers:
                try:
                    manifest = run(plan, manifest, workers, _bar(options.quiet))
                except NothingToRead:  # so that the folder can be used when there is
                    shutil.rmtree(plan.steps)
                    (plan.out / MANIFEST).unlink()
                    raise
        shutil.rmtree(plan.steps, ignore_errors=True)
    if not options.quiet:
        counts = manifest["counts"]
        print(", ".join(f"{counts[name]:,} {name}" for name in ("articles", "statements", "speakers", "skipped")) + f" in {out}")
    return OK


def run(plan: Plan, manifest: dict[str, Any], workers: Executor, progress: Callable[..., Iterable[Any]]) -> dict[str, Any]:
    """All passes over all partitions, as far as they aren't done; returns the manifest with the counts of the results."""
    from analysis import identity, results
    from analysis.articles import NothingToRead
    from analysis.partitions import count, parts, read_rows, write_json
    from analysis.passes import attributed, done, judged, resolved, split

    def work(task: Callable[[Plan, int], None], numbers: Iterable[int], what: str, total: int | None = None) -> None:
        wanted = (number for number in numbers if not done(plan, task, number))
        for _ in progress(workers.run(partial(task, plan), wanted), what, total):
            pass

    read = plan.steps / "read.json"  # there once all articles are read, with the number of partitions
    if read.exists():
        total = int(json.loads(read.read_text()))
        work(attributed, range(total), "who said what", total)
    else:
        work(attributed, split(plan), "who said what")
        total = len(parts(plan.steps / "read"))
        write_json(total, read)
    if not any(count(path) for path in parts(plan.steps / "read")):
        left = [f"{row['path']}: {row['reason']}" for path in parts(plan.steps / "unread") for row in read_rows(path)[:4]]
        raise NothingToRead(f"{plan.source}: no article to read: " + "; ".join(left[:3] + ["…"] * (len(left) > 3)))
    register = plan.steps / "register.sqlite"
    if not register.exists():
        identity.enter(plan.steps / "persons", register, plan.steps / "spill")
    work(resolved, range(total), "whom they mean", total)
    gathered = plan.steps / "gathered.json"
    if not gathered.exists():
        identity.gather(plan.steps / "heard", plan.steps)
        write_json(total, gathered)
    work(judged, range(total), "where they stand", total)
    results.count_speakers(plan.out, plan.steps)
    counts = {
        name: sum(map(count, parts(plan.out / name))) for name in ("articles", "statements", "speakers", "judgements", "skipped")
    }
    manifest = {**manifest, "counts": counts}
    write_json(manifest, plan.out / MANIFEST)
    return manifest


def _begin(plan: Plan) -> dict[str, Any]:
    """The manifest of this run: a new one, or that of the run which is to go on; raises where that was another run."""
    from analysis.partitions import write_json
    from analysis.results import FORMAT

    config: dict[str, Any] = {
        "format": FORMAT, "version": __version__, "models": _models(), "input": plan.source, "digest": digest(Path(plan.source)),
        "issue": asdict(plan.issue), "aliases": {k: list(v) for k, v in plan.aliases.items()}, "threshold": plan.threshold,
        "size": plan.size, "longest": plan.longest,
    }  # fmt: skip
    config = json.loads(json.dumps(config))
    path = plan.out / MANIFEST
    if path.exists():
        try:
            known: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise UsageError(f"{path}: is no manifest of a batch run; choose another folder for the results") from error
        other = [name for name in config if known.get(name) != config[name]]
        if other:
            names = ", ".join(_PLAIN.get(name, name) for name in other)
            raise UsageError(f"{plan.out}: holds a run with another {names}; choose another folder, or delete this one")
        return known
    if any(plan.out.iterdir()):
        raise UsageError(f"{plan.out}: holds other files; choose an empty folder for the results")
    write_json(config, path)
    return config


_PLAIN = {
    "digest": "content of the articles",
    "input": "path of the articles",
    "models": "version of the models",
    "size": "number of articles a partition (--size)",
    "version": "version of this package",
}


def _models() -> str:
    """A digest of the models, whose numbers the results are."""
    from importlib import resources

    found = hashlib.blake2b(digest_size=16)
    for item in sorted((resources.files("analysis") / "models").iterdir(), key=lambda item: item.name):
        if item.name.endswith((".onnx", ".json", ".txt")):
            found.update(item.name.encode() + item.read_bytes())
    return found.hexdigest()


def digest(source: Path) -> str:
    """A digest of a file, or of the files in a folder with their names; an `articles.csv` beside a file belongs to it."""
    if source.is_dir():
        files = sorted(
            Path(folder, name)
            for folder, folders, names in os.walk(source)
            for name in names
            if not name.startswith(".") and not any(p.startswith(".") for p in Path(folder).relative_to(source).parts)
        )
    else:
        files = [source, *(note for note in [source.with_name("articles.csv")] if note.is_file() and note != source)]
    found = hashlib.blake2b(digest_size=16)
    for path in files:
        found.update(os.fsencode(path.relative_to(source) if source.is_dir() else path.name) + b"\0")
        with suppress(OSError):  # the reader says what can't be read
            if path.is_file():
                with path.open("rb") as file:
                    found.update(hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).digest())
    return found.hexdigest()


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Holds the folder, so that no second run writes into it; what a killed run held is free."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    folder = os.open(out, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UsageError(f"{out}: another run is writing here; wait until it has ended") from error
        except OSError:  # a file system that knows no locks
            pass
        yield
    finally:
        os.close(folder)


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 upwards")
    return int(text)


def _bar(quiet: bool) -> Callable[..., Iterable[Any]]:
    """Progress on a terminal, nothing elsewhere."""
    from tqdm import tqdm

    def bar(items: Iterable[Any], what: str, total: int | None) -> Iterable[Any]:
        return tqdm(items, desc=what, total=total, unit="partition", file=sys.stderr, leave=False, disable=True if quiet else None)  # type: ignore[no-any-return]

    return bar


if __name__ == "__main__":
    sys.exit(main())
