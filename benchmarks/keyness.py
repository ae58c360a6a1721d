"""Keyness and TF-IDF against ConvoKit, scattertext, tidytext, scipy and scikit-learn: the same numbers, the time, the memory.

    python benchmarks/keyness.py ARTICLES.parquet [--articles 2000] [--by bias] [--groups left right] [--python PATH]

The table has a row per article with the columns `text` and the one to compare `--by`. Every job runs in a process of
its own, so that its time and peak memory are its own (read from /proc, so on Linux). ConvoKit and scattertext are
optional: where the Python given by `--python` (this one by default) doesn't have them, they are left out and the output
says so. They do the smaller job: no TF-IDF, no test over articles, and ConvoKit without its cleaning of texts and with
its own limit of 15,000 terms. R's tidytext (Debian: `apt install r-cran-tidytext`) is optional too.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
PRIOR = 500.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parquet", type=Path, help="table of articles")
    parser.add_argument("--articles", type=int, default=2000, help="how many of them (2000; 0 = all)")
    parser.add_argument("--by", default="bias", help="column of the groups (bias)")
    parser.add_argument("--groups", nargs=2, default=["left", "right"], help="the two groups to compare (left right)")
    parser.add_argument("--python", default=sys.executable, help="interpreter that has convokit and scattertext")
    parser.add_argument("--run", help=argparse.SUPPRESS)
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        print(json.dumps(JOBS[options.run](options)))
        return 0
    if not options.parquet.is_file():
        parser.error(f"{options.parquet}: no such file")
    with tempfile.TemporaryDirectory() as work:
        return compare(options, Path(work))


def compare(options: argparse.Namespace, work: Path) -> int:
    """Runs every job, prints what each took and how far apart the numbers are."""
    ours = run("ours", sys.executable, options, work)
    print(f"{ours['articles']} articles, {ours['words']:,} words; {options.by}: {' against '.join(options.groups)}\n")
    print(f"{'':42}{'CPU s':>9}{'wall s':>9}{'peak MB':>9}{'above texts':>13}")
    show("newsvoices: TF-IDF + keyness, phrases", ours)
    for name, job in (("scattertext: corpus + log-odds", "scattertext"), ("ConvoKit: corpus + fighting words", "convokit")):
        peer = run(job, options.python, options, work)
        show(name, peer)
        if "missing" not in peer:
            ratios = ours["cpu"] / peer["cpu"], ours["peak"] / peer["peak"], ours["above"] / max(peer["above"], 1)
            print(f"{'':44}ours: {ratios[0]:.2f} of its time, {ratios[1]:.2f} of its memory ({ratios[2]:.2f} above texts)")
    print(f"\n{'agreement on the same counts':42}{'terms':>9}{'largest difference':>22}")
    worst = 0.0
    own, peers = sys.executable, options.python
    for job, python in (("exact", own), ("exact_tidytext", own), ("exact_convokit", peers), ("exact_scattertext", peers)):
        result = run(job, python, options, work)
        if "missing" in result:
            print(f"{job:42}  left out: {result['missing']}")
            if job == "exact":  # which needs nothing that isn't here
                return 1
        for name, (terms, difference) in result.get("differences", {}).items():
            print(f"{name:42}{terms:>9}{difference:>22.2e}")
            worst = max(worst, difference if np.isfinite(difference) else np.inf)
    print(f"\n{'all agree' if worst < 1e-6 else 'NOT ALL AGREE'} to 1e-6")
    return 0 if worst < 1e-6 else 1


def run(job: str, python: str, options: argparse.Namespace, work: Path) -> dict[str, Any]:
    command = [python, __file__, str(options.parquet), "--run", job, "--work", str(work), "--by", options.by]
    command += ["--articles", str(options.articles), "--groups", *options.groups]
    environment = {**os.environ, "PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or [f"ended with {done.returncode}, out of memory perhaps"])[-1]
        return {"missing": reason}
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def show(name: str, result: dict[str, Any]) -> None:
    if "missing" in result:
        print(f"{name:42}  left out: {result['missing']}")
    else:
        print(f"{name:42}{result['cpu']:>9.1f}{result['wall']:>9.1f}{result['peak']:>9.0f}{result['above']:>13.0f}", flush=True)


def articles(options: argparse.Namespace) -> pd.DataFrame:
    import pyarrow.parquet as pq

    number = options.articles or pq.read_metadata(options.parquet).num_rows
    rows = next(pq.ParquetFile(options.parquet).iter_batches(number, columns=["text", options.by]))
    frame = pd.DataFrame({name: rows[name].to_pylist() for name in rows.schema.names}, dtype=object)
    return frame[frame["text"].notna() & frame[options.by].isin(options.groups)].reset_index(drop=True)


class Clock:
    """CPU and wall time and peak memory since it was made, once libraries and texts are there."""

    def __init__(self) -> None:
        gc.collect()
        with contextlib.suppress(OSError):
            Path("/proc/self/clear_refs").write_text("5")  # from here on the peak is that of the job
        self.base = memory("VmRSS")
        self.cpu, self.wall = time.process_time(), time.perf_counter()

    def read(self) -> dict[str, float]:
        cpu, wall = time.process_time() - self.cpu, time.perf_counter() - self.wall
        return {"cpu": cpu, "wall": wall, "peak": memory("VmHWM"), "above": memory("VmHWM") - self.base}


def memory(field: str) -> float:
    """A line of /proc/self/status in megabytes: VmRSS is what is held now, VmHWM the most that was held."""
    found = re.search(rf"^{field}:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
    return int(found[1]) / 1024 if found else float("nan")


def ours(options: argparse.Namespace) -> dict[str, Any]:
    import nltk.metrics  # noqa: F401
    import sklearn.feature_extraction.text  # noqa: F401

    from analysis.keyness import keyness
    from analysis.keywords import keywords
    from analysis.terms import count

    frame = articles(options)
    clock = Clock()
    counts = count(frame["text"], min_count=5)
    keywords(frame, options.by, counts=counts)
    keyness(frame, options.by, counts=counts)
    result: dict[str, Any] = clock.read()
    # What the others get for the check of agreement: counts of single words of the two groups.
    words = counts.select(np.array([" " not in term for term in counts.terms]))
    groups, grouped = words.by(frame[options.by].tolist())
    two = grouped.matrix[[groups.index(name) for name in options.groups]].toarray()
    kept = two.sum(axis=0) >= 5
    np.savez(options.work / "counts.npz", counts=two[:, kept], terms=words.terms[kept].astype(str))
    return {**result, "articles": len(frame), "words": int(counts.words.sum())}


def scattertext(options: argparse.Namespace) -> dict[str, Any]:
    import scattertext as st

    frame = articles(options)
    clock = Clock()
    corpus = st.CorpusFromPandas(frame, category_col=options.by, text_col="text", nlp=st.whitespace_nlp_with_sentences).build()
    terms = corpus.get_term_freq_df()
    first, second = (terms[f"{name} freq"] for name in options.groups)
    prior = st.LogOddsRatioInformativeDirichletPrior(first + second, PRIOR, "word")
    prior.get_zeta_i_j_given_separate_counts(first, second)
    return dict(clock.read())


def convokit(options: argparse.Namespace) -> dict[str, Any]:
    from convokit import Corpus, FightingWords, Speaker, Utterance

    frame = articles(options)
    clock = Clock()
    speaker = Speaker(id="speaker")
    corpus = Corpus(
        utterances=[
            Utterance(id=str(i), conversation_id=str(i), speaker=speaker, text=text, meta={"group": group})
            for i, (text, group) in enumerate(zip(frame["text"], frame[options.by], strict=True))
        ]
    )
    words = FightingWords(ngram_range=(1, 2), text_func=lambda utterance: utterance.text)  # three by default
    first, second = options.groups
    words.fit(corpus, lambda u: u.meta["group"] == first, lambda u: u.meta["group"] == second)
    return dict(clock.read())


def counted(options: argparse.Namespace) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    held = np.load(options.work / "counts.npz")
    counts = held["counts"]
    return counts, held["terms"], PRIOR * counts.sum(axis=0) / counts.sum()


def exact(options: argparse.Namespace) -> dict[str, Any]:
    """G² with scipy's contingency test, a thousand terms; TF-IDF with scikit-learn's vectoriser, the words as they are."""
    from scipy.stats import chi2_contingency
    from sklearn.feature_extraction.text import TfidfVectorizer

    from analysis.keyness import log_likelihood
    from analysis.keywords import keywords
    from analysis.terms import words

    counts, terms, _ = counted(options)
    totals = counts.sum(axis=1)
    some = np.linspace(0, len(terms) - 1, min(len(terms), 1000)).astype(int)
    tables = [np.array([counts[:, k], totals - counts[:, k]]) for k in some]
    expected = [chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic for table in tables]
    found = log_likelihood(counts[0, some], counts[1, some], *totals)
    differences = {"G²: scipy chi2_contingency": (len(some), relative(found, np.array(expected)))}

    few = articles(options).head(200)
    few["article"] = [f"{i:03}" for i in few.index]
    vectors = TfidfVectorizer(analyzer=lambda text: [w for *_, w in words(text) if len(w) > 1 and any(map(str.isalpha, w))])
    weights = vectors.fit_transform(few["text"])
    frame = keywords(few, "article", n=None, min_count=1, phrases=False, stop_words=())
    columns = frame["term"].map(vectors.vocabulary_).to_numpy()
    same = np.asarray(weights[frame["group"].astype(int).to_numpy(), columns]).ravel()
    differences["TF-IDF: scikit-learn TfidfVectorizer"] = len(frame), relative(frame["tfidf"].to_numpy(), same)
    return {"differences": differences}


def exact_tidytext(options: argparse.Namespace) -> dict[str, Any]:
    """Our weights made from the inverse document frequencies that R's tidytext finds in the same counts of words."""
    from analysis.keywords import keywords

    if shutil.which("Rscript") is None:
        raise SystemExit("Rscript is not installed")
    few = articles(options).head(200)
    few["article"] = [f"{i:03}" for i in few.index]
    frame = keywords(few, "article", n=None, min_count=1, phrases=False, stop_words=())
    given, found = (options.work / name for name in ("counts.csv", "tidytext.csv"))
    frame[["group", "term", "count"]].to_csv(given, index=False)
    script = (
        f'x <- read.csv("{given}", colClasses = c("character", "character", "integer"), na.strings = character(), encoding = "UTF-8");'
        f'write.csv(tidytext::bind_tf_idf(x, term, group, count), "{found}", row.names = FALSE)'
    )
    done = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr.strip().splitlines()[0])
    theirs = pd.read_csv(found, keep_default_na=False)
    groups = frame["group"].nunique()
    weight = theirs["count"] * (np.log((1 + groups) / (1 + groups / np.exp(theirs["idf"]))) + 1)
    length = np.sqrt((weight**2).groupby(frame["group"]).transform("sum"))
    differences = {"TF-IDF: R tidytext, smoothed as ours": (len(frame), relative(frame["tfidf"].to_numpy(), (weight / length).to_numpy()))}
    return {"differences": differences}


def exact_convokit(options: argparse.Namespace) -> dict[str, Any]:
    """ConvoKit's own comparison, given the counts in place of a vectoriser's."""
    from convokit import FightingWords
    from scipy.sparse import csr_matrix

    from analysis.keyness import log_odds

    counts, terms, prior = counted(options)
    same = SimpleNamespace(fit_transform=lambda texts: csr_matrix(counts), vocabulary_={str(term): i for i, term in enumerate(terms)})
    words = FightingWords(cv=same, prior=prior, text_func=str)
    theirs = words._bayes_compare_language([0], [1])
    z = log_odds(*counts, *counts.sum(axis=1), prior, float(prior.sum()))[1]
    expected = np.array([theirs[str(term)] for term in terms])
    return {"differences": {"z: ConvoKit FightingWords": (len(terms), relative(z, expected))}}


def exact_scattertext(options: argparse.Namespace) -> dict[str, Any]:
    """scattertext divides by a standard error with two terms more; without them, its log-odds are compared."""
    import scattertext as st

    from analysis.keyness import log_odds

    counts, terms, prior = counted(options)
    totals = counts.sum(axis=1)
    their = st.LogOddsRatioInformativeDirichletPrior(pd.Series(counts.sum(axis=0), index=terms), PRIOR, "word")
    zeta = their.get_zeta_i_j_given_separate_counts(*(pd.Series(row, index=terms) for row in counts)).to_numpy()
    own = sum(1 / (y + prior) + 1 / (n + PRIOR - y - prior) for y, n in zip(counts, totals, strict=True))
    difference = log_odds(*counts, *totals, prior, PRIOR)[0]
    name = "log-odds: scattertext, informative prior"
    return {"differences": {name: (len(terms), relative(difference, zeta * np.sqrt(own)))}}


def relative(found: np.ndarray, expected: np.ndarray) -> float:
    """The largest difference, relative where the number is above 1."""
    return float(np.max(np.abs(found - expected) / np.maximum(np.abs(expected), 1)))


JOBS = {
    "ours": ours,
    "scattertext": scattertext,
    "convokit": convokit,
    "exact": exact,
    "exact_tidytext": exact_tidytext,
    "exact_convokit": exact_convokit,
    "exact_scattertext": exact_scattertext,
}

if __name__ == "__main__":
    sys.exit(main())
