"""What one's own labels are worth on an issue of one's own: the shipped model, and what it learns from more and more of them.

    python benchmarks/adaptation.py ARTICLES.parquet

ARTICLES has the columns `id` and `text` (Baly et al. 2020). The labels are `benchmarks/labels/guns.jsonl.gz`: articles on gun
control that no weights of this package were trained on, labelled by a large language model reading. An article a line: `id`,
`sha256` of its text, `attributions`, and `labels` (proposition key → side → indices of attributions; what is not listed is
unrelated). For the first 10, 20, 40 and all of them, in one random order, prints what a user with so many would see: F avg of
the shipped model and of a judge that learned from four fifths of them at a time, on the remaining fifth
(`analysis.adaptation.adapt`), with the 95% interval of the difference.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from predict import present
from tqdm import tqdm

from analysis.adaptation import adapt
from analysis.issue import load
from analysis.records import Article, Corpus, Issue, Statement
from analysis.speakers import identify
from analysis.stance import judge
from analysis.study import Study

LABELS = Path(__file__).parent / "labels"
SIZES = (10, 20, 40)  # articles, and then all


def study_of(rows: list[dict[str, Any]], texts: dict[str, str], issue: Issue) -> Study:
    """The labelled statements as a study, judged by the shipped model."""
    articles, spoken = [], []
    for row in rows:
        articles.append(Article(row["id"], texts[row["id"]]))
        for i, a in enumerate(row["attributions"]):
            source, cue, content = (tuple((s, e) for s, e in a[part]) for part in ("source", "cue", "content"))
            spoken.append(Statement(row["id"], i, source, cue, content, a["mode"], a["probability"], a["within"], a["sort"]))
    voices = identify(articles, spoken)
    judged = [j for a in tqdm(articles, disable=None) for j in judge([a], [s for s in spoken if s.article == a.id], voices, issue)]
    return Study(Corpus(tuple(articles)), issue, voices, tuple(spoken), tuple(judged))


def sheet_of(rows: list[dict[str, Any]], study: Study) -> pd.DataFrame:
    """One row per statement and proposition, as `analysis.annotation.read` gives them."""
    side = {
        (f"{row['id']}-{i}", key): side
        for row in rows for key, sides in row["labels"].items() for side, indices in sides.items() for i in indices
    }  # fmt: skip
    columns = ["article", "statement", "proposition", "label"]
    found = [
        (s.article, s.id, p.key, side.get((s.id, p.key), "unrelated"))
        for s in study.spoken for p in study.issue.propositions
    ]  # fmt: skip
    return pd.DataFrame(found, columns=columns)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    args = parser.parse_args()
    present(parser, args.articles)
    with gzip.open(LABELS / "guns.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    texts: dict[str, str] = dict(pd.read_parquet(args.articles, columns=["id", "text"]).itertuples(index=False))
    for row in rows:
        if row["id"] not in texts:
            parser.exit(1, f"{args.articles}: article {row['id']} is not there\n")
        if hashlib.sha256(texts[row["id"]].encode()).hexdigest() != row["sha256"]:
            parser.exit(1, f"the text of {row['id']} is not the one that was labelled\n")
    study = study_of(rows, texts, load(LABELS / "guns.toml"))
    labels = sheet_of(rows, study)
    counts = labels["label"].value_counts()
    print(f"{study.issue.name}: {len(rows)} articles, {len(study.spoken)} statements, {len(labels)} labels, "
          + ", ".join(f"{n} {label}" for label, n in counts.items()))  # fmt: skip
    order = np.random.default_rng(0).permutation([row["id"] for row in rows])
    for size in [*(n for n in SIZES if n < len(rows)), len(rows)]:
        print(f"{size} articles: {adapt(study, labels[labels['article'].isin(order[:size])]).verdict}", flush=True)


if __name__ == "__main__":
    main()
