"""What it costs not to judge articles that hold none of an issue's terms, on labelled statements about the use of force.

    python benchmarks/terms.py LABELS.jsonl.gz ARTICLES.parquet

LABELS has an article a line with `id`, `propositions` (`key`, `intervention`) and `labels` (key, side, indices of
statements); ARTICLES the columns `id` and `text`. Prints how many of the statements that take a side stand in an article
that would be left out, and how many of all articles would be, with the terms of the shipped issue.
"""

from __future__ import annotations

import argparse
import gzip
import json
from pathlib import Path

import pandas as pd
from predict import present

from analysis.issue import load, mention


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", type=Path)
    parser.add_argument("articles", type=Path)
    args = parser.parse_args()
    present(parser, args.labels, args.articles)
    named = mention(load())
    texts = pd.read_parquet(args.articles, columns=["id", "text"]).set_index("id")["text"]
    kept = sided = 0
    with gzip.open(args.labels, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            labels = [row["labels"].get(p["key"], {}) for p in row["propositions"] if p["intervention"]]
            here = sum(len(sides.get(side, ())) for sides in labels for side in ("support", "oppose"))
            sided += here
            kept += here * bool(named.search(texts[row["id"]]))
    print(f"{kept} of {sided} statements with a side on the use of force ({kept / sided:.1%}) stand in articles that are judged")
    judged = texts.str.contains(named).mean()
    print(f"{judged:.1%} of {len(texts)} articles of all sorts are judged")


if __name__ == "__main__":
    main()
