"""A study of AllSides articles on one topic: how outlets and leanings differ in words, voices and positions.

    python benchmarks/allsides_study.py ARTICLES.parquet --topic middle_east [--articles 400] [--issue intervention] [--out DIR]

The table has the columns `id`, `source`, `date`, `title`, `text`, `topic` and `bias` (Baly et al. 2020). Of the topic a
sample of articles is read, the same at every run. Prints what was found and how long it took; `--out` writes the tables.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parquet", type=Path, help="table of articles")
    parser.add_argument("--topic", default="middle_east", help="which of its topics (middle_east)")
    parser.add_argument("--articles", type=int, default=400, help="how many articles (400; 0 = all of the topic)")
    parser.add_argument("--outlets", type=int, default=8, help="how many outlets, those with most articles (8)")
    parser.add_argument("--issue", default="intervention", help="issue file or shipped name (intervention)")
    parser.add_argument("--out", type=Path, help="folder for the tables")
    options = parser.parse_args()
    if not options.parquet.is_file():
        parser.error(f"{options.parquet}: no such file")
    started = time.perf_counter()
    found = study(options)
    for name, frame in found.items():
        print(f"\n{frame.attrs['title']}\n{frame.head(24).round(3).to_string(index=False)}")
        for note in frame.attrs["notes"]:
            print(f"  {note}")
        if options.out:
            from analysis.tables import write

            options.out.mkdir(parents=True, exist_ok=True)
            write(frame, options.out / f"{name}.csv")
    print(f"\n{time.perf_counter() - started:.0f} s in all")
    return 0


def study(options: argparse.Namespace) -> dict[str, pd.DataFrame]:
    """The tables, by name."""
    from analysis.articles import day
    from analysis.events import events, reused
    from analysis.keyness import keyness
    from analysis.keywords import keywords, texts
    from analysis.records import Article
    from analysis.sources import across, framings, over_time, quoted, share, similarity
    from analysis.study import Study
    from analysis.terms import count
    from analysis.tone import tone

    rows = pd.read_parquet(options.parquet).fillna("")
    rows = rows[rows["topic"] == options.topic]
    if rows.empty:
        raise SystemExit(f"{options.parquet}: no article on {options.topic!r}")
    rows = rows[rows["source"].isin(rows["source"].value_counts().index[: options.outlets])]
    if options.articles:
        rows = rows.sample(min(options.articles, len(rows)), random_state=0)
    rows = rows.sort_values("id", ignore_index=True)
    leaning = dict(zip(rows["id"], rows["bias"], strict=True))
    articles = [Article(r.id, r.text, r.source, day(r.date), r.title) for r in rows.itertuples()]

    def clock(what: str, do: Callable[[], object]) -> object:
        start = time.perf_counter()
        done = do()
        print(f"{what:40}{time.perf_counter() - start:8.1f} s", file=sys.stderr, flush=True)
        return done

    made = clock(f"who said what in {len(articles)} articles", lambda: Study.of(articles, options.issue))
    assert isinstance(made, Study)
    frame = texts(articles).assign(bias=[leaning[a.id] for a in articles])
    counts = count(frame["text"], min_count=3)
    statements = made.statements.assign(bias=made.statements["article"].map(leaning))
    judgements = made.judgements.assign(bias=made.judgements["article"].map(leaning))
    steps: dict[str, Callable[[], pd.DataFrame]] = {
        "keywords_by_source": lambda: keywords(frame, "source", counts=counts, n=6),
        "keyness_by_leaning": lambda: keyness(frame, "bias", counts=counts, alpha=0.05, n=12),
        "keyness_of_quotations": lambda: keyness(statements, "bias", text="content", alpha=0.05, n=12),
        "similarity": lambda: similarity(frame, counts=counts),
        "similarity_of_quotations": lambda: similarity(statements, text="content"),
        "share_by_source": lambda: share(statements, n=20),
        "share_by_leaning": lambda: share(statements, by="bias", n=20),
        "mode": lambda: share(statements, "mode"),
        "framing": lambda: share(framings(statements), "framing", by="bias"),
        "quoted": lambda: quoted(statements, n=30),
        "stance_by_source": lambda: across(judgements, by=["proposition"]),
        "stance_by_leaning": lambda: across(judgements, by=["proposition"], of="bias"),
        "speakers_by_leaning": lambda: across(judgements, of="bias"),
        "tone_by_leaning": lambda: tone(statements, ("bias",)),
        "over_time": lambda: over_time(judgements, by=["proposition"], every="year"),
        "left_out": lambda: reused(statements, frame, event=events(frame, counts=counts).tolist()),
    }
    found = {}
    for name, step in steps.items():
        done = clock(name, step)
        assert isinstance(done, pd.DataFrame)
        found[name] = done
    return found


if __name__ == "__main__":
    sys.exit(main())
