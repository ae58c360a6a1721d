"""A study of AllSides articles on one topic: how outlets and leanings differ in words, voices and positions.

    python benchmarks/allsides_study.py ARTICLES.parquet [--topic middle_east] [--articles 400] [--outlets 8]
        [--issue intervention] [--workers 2] [--out DIR]

The table has the columns `id`, `source`, `date`, `title`, `text`, `topic` and `bias`, the outlet's leaning (Baly et al.
2020). Of the topic those outlets with most articles are kept, and of theirs whole days, drawn by chance but the same at
every run, until there are as many articles as asked for: an event stays with all who report it. Prints what was found,
every table with intervals, denominators and notes, and how long each step took (to standard error). With `--out` the
tables are written there as CSV, and a run that was stopped goes on where it was when the same command is given again.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from predict import present

from analysis.study import Study
from analysis.tables import show, write

COLUMNS = ["id", "source", "date", "title", "text", "bias"]


@dataclass(frozen=True)
class Step:
    """A table of the study: the name of its file, how it is made, and what of it is printed."""

    name: str
    make: Callable[[], pd.DataFrame]
    columns: str
    rows: int = 24


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parquet", type=Path, help="table of articles")
    parser.add_argument("--topic", default="middle_east", help="which of its topics (middle_east)")
    parser.add_argument("--articles", type=int, default=400, help="about how many articles (400; 0 = all of those outlets)")
    parser.add_argument("--outlets", type=int, default=8, help="how many outlets, those with most articles (8)")
    parser.add_argument("--issue", default="intervention", help="issue file or shipped name (intervention)")
    parser.add_argument("--workers", type=int, default=2, help="processes (2)")
    parser.add_argument("--out", type=Path, help="folder for the tables")
    options = parser.parse_args()
    present(parser, options.parquet)
    started = time.perf_counter()
    rows = sample(pd.read_parquet(options.parquet, columns=[*COLUMNS, "topic"]), options.topic, options.outlets, options.articles)
    with tempfile.TemporaryDirectory() as scratch:
        made = read(rows, options.out or Path(scratch), options.issue, options.workers)
    dates = rows.loc[rows["date"] != "", "date"]
    print(f"{options.topic}: {len(made.articles)} articles of {rows['source'].nunique()} outlets, {dates.min()} to {dates.max()};", end=" ")
    print(f"{len(made.statements):,} statements, {len(made.speakers):,} speakers")
    for step in steps(made, dict(zip(rows["id"], rows["bias"], strict=True))):
        before = time.perf_counter()
        frame = step.make()
        print(f"{step.name:28}{time.perf_counter() - before:8.1f} s", file=sys.stderr, flush=True)
        print(f"\n{show(frame.replace({'source': {'': '(all)'}}), step.columns.split(), rows=step.rows)}", flush=True)
        if options.out:
            write(frame, options.out / f"{step.name}.csv")
    print(f"\n{time.perf_counter() - started:.0f} s in all")
    return 0


def sample(rows: pd.DataFrame, topic: str, outlets: int, articles: int) -> pd.DataFrame:
    """Whole days of the outlets with most articles on the topic, in the order of the articles' ids."""
    rows = rows[rows["topic"] == topic].fillna("")
    if rows.empty:
        raise SystemExit(f"no article on {topic!r}")
    often = rows["source"].value_counts(sort=False).sort_index().sort_values(ascending=False, kind="stable")
    rows = rows[rows["source"].isin(often.index[:outlets])]
    if articles:
        days = rows.groupby("date").size().sample(frac=1, random_state=0)
        rows = rows[rows["date"].isin(days.index[(days.cumsum() - days < articles).to_numpy()])]
    return rows.sort_values("id", ignore_index=True)[COLUMNS]


def read(rows: pd.DataFrame, out: Path, issue: str, workers: int) -> Study:
    """Who says what in the articles and where each stands: a batch run, which uses all workers and can be stopped."""
    from analysis import batch

    out.mkdir(parents=True, exist_ok=True)
    rows.drop(columns="bias").to_parquet(out / "articles.parquet", index=False)
    print(f"reading {len(rows)} articles; this takes longest", file=sys.stderr, flush=True)
    started = time.perf_counter()
    options = ["--issue", issue, "--workers", str(workers), "--size", "10", "--quiet"]
    failed = batch.main([str(out / "articles.parquet"), str(out / "results"), *options])
    if failed:
        raise SystemExit(failed)
    print(f"{'who said what':28}{time.perf_counter() - started:8.1f} s", file=sys.stderr, flush=True)
    return Study.of(out / "results")


def steps(made: Study, leanings: dict[str, str]) -> list[Step]:
    """The tables, in the order in which they are told: words, voices, positions, events."""
    from analysis.cues import framings
    from analysis.events import coverage, events, reused
    from analysis.keyness import keyness
    from analysis.keywords import keywords, texts
    from analysis.sources import across, over_time, quoted, share, similarity
    from analysis.terms import count
    from analysis.tone import tone

    def leaning(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.assign(bias=[leanings.get(article, "") for article in frame["article"]])

    frame = leaning(texts(made.corpus.articles))
    counts = count(frame["text"], min_count=3)
    statements, judgements = leaning(made.statements), leaning(made.judgements)
    first = made.issue.propositions[0].key
    sided = judgements[(judgements["proposition"] == first) & (judgements["side"] != "neutral")]
    carried = reused(statements, frame, event=events(frame, counts=counts).tolist())
    tests = "share low high statements of_statements articles of_articles q"
    stance = "stance low high statements articles p q"
    pairs = "source other similarity corrected low high articles other_articles"
    marks = "target term log_ratio low high n_target n_reference words_target words_reference q"
    return [
        Step("keywords_by_source", lambda: keywords(frame, "source", counts=counts, n=6), "group term tfidf count group_words", 48),
        Step("keyness_by_leaning", lambda: keyness(frame, "bias", counts=counts, alpha=0.05, n=8), marks),
        Step("keyness_of_quotations", lambda: keyness(statements, "bias", text="content", alpha=0.05, n=8), marks),
        Step("similarity", lambda: similarity(frame, counts=counts), pairs, 10),
        Step("similarity_of_quotations", lambda: similarity(statements, text="content"), pairs, 10),
        Step("share_by_source", lambda: share(statements, n=8), f"source value {tests}", 72),
        Step("share_by_leaning", lambda: share(statements, by="bias", n=10), f"source value {tests}", 40),
        Step("kind_by_leaning", lambda: share(statements, "kind", by="bias"), f"source value {tests}", 24),
        Step("side_by_leaning", lambda: share(sided, "side", by="bias"), f"source value {tests}"),
        Step("mode_by_source", lambda: share(statements, "mode"), f"source value {tests}", 27),
        Step("framing_by_leaning", lambda: share(framings(statements), "framing", by="bias"), f"source value {tests}", 40),
        Step("quoted", lambda: quoted(statements), "speaker sources statements articles", 20),
        Step("positions", lambda: _heard(made.positions), "speaker proposition position score low high statements articles", 24),
        Step("stance_by_source", lambda: across(judgements, by=["proposition"]), f"proposition source {stance}", 30),
        Step("stance_by_leaning", lambda: across(judgements, by=["proposition"], of="bias"), f"proposition bias {stance}"),
        Step("speakers_by_leaning", lambda: _tested(across(judgements, of="bias")), f"speaker proposition bias {stance}"),
        Step("tone_by_leaning", lambda: tone(statements, ("bias",)), "bias polarity low high subjectivity statements articles words"),
        Step(
            "over_time",
            lambda: over_time(judgements, by=["proposition"], every="year"),
            "proposition period stance low high statements articles",
            30,
        ),
        Step("coverage", lambda: coverage(carried), "source share low high carried quotations left_out alone events"),
        Step("carried", lambda: carried, "words speaker source carried overlap article"),
    ]


def _heard(positions: pd.DataFrame) -> pd.DataFrame:
    """Those with most evidence first."""
    return positions.sort_values(["statements", "speaker"], ascending=[False, True], kind="stable", ignore_index=True)


def _tested(found: pd.DataFrame) -> pd.DataFrame:
    """The comparisons that could be tested, surest first."""
    keys = ["p", "speaker", "proposition", "bias"]
    return found[found["p"].notna()].sort_values(keys, kind="stable", ignore_index=True)


if __name__ == "__main__":
    sys.exit(main())
