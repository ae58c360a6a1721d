"""How well attributions are found, on a corpus in PolNeAR's form and on the project's own gold.

    python benchmarks/attribution.py [POLNEAR/dev.jsonl]

Prints precision, recall and F1 of contents and of whole attributions, for all and for direct speech alone, the
reliability of the probabilities, characters a second on one core, and how well cues tell statement, belief and act: by the
gold, and for the corpus by `training/labels/sorts.jsonl` (400 attributions of PolNeAR's dev, labelled twice by reading).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from nltk.metrics.agreement import AnnotationTask
from sklearn.metrics import classification_report

from analysis.agreement import attributions, match
from analysis.attribution import attribute, mode_of
from analysis.cues import sort_of
from analysis.records import Article, cut

ROOT = Path(__file__).parent.parent
Case = tuple[str, Sequence[Any], Sequence[Any]]


def polnear(path: Path) -> list[tuple[str, list[Any]]]:
    """Texts and gold attributions of a file in PolNeAR's form."""
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        (r["text"], [SimpleNamespace(source=a["source"], content=a["content"]) for a in r["attributions"] if a["content"]])
        for r in rows
    ]


def polnear_sorts(path: Path) -> None:
    """How well the words of the cue tell statement, belief and act, and how far two readers agree."""
    with path.open(encoding="utf-8") as lines:
        texts = {row["id"]: row["text"] for row in map(json.loads, lines)}
    with (ROOT / "training" / "labels" / "sorts.jsonl").open(encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["id"] in texts]
    if not rows:
        print("statement, belief or act: skipped, no labels for these articles")
        return
    gold = [row["sort"] for row in rows]
    found = [sort_of(cut(texts[row["id"]], row["cue"])) for row in rows]
    alpha = AnnotationTask([(k, i, row[k]) for i, row in enumerate(rows) for k in ("sort", "again")]).alpha()
    print(f"statement, belief or act: {len(rows)} attributions, two readers' alpha {alpha:.2f}")
    print(classification_report(gold, found, digits=3))


def own() -> list[tuple[str, list[Any]]]:
    """Texts and attributions of `tests/gold`."""
    sys.path.insert(0, str(ROOT / "tests"))
    from gold import load

    return [(a.text, list(a.attributions)) for a in load()]


def report(name: str, gold: list[tuple[str, list[Any]]]) -> None:
    began = time.process_time()
    cases = [(text, said, [s for s in attribute(Article("a", text)) if s.within is None]) for text, said in gold]
    seconds = time.process_time() - began
    print(f"\n{name}: {len(cases)} articles, {sum(len(t) for t, _, _ in cases) / seconds:,.0f} characters a second of CPU")
    print(attributions(cases).round(3).to_string(index=False))
    print("direct speech alone:")
    print(attributions([direct(c) for c in cases]).round(3).to_string(index=False))
    reliability(cases)


def direct(case: Case) -> Case:
    text, gold, found = case

    def only(side: Sequence[Any]) -> list[Any]:
        return [a for a in side if mode_of(text, tuple((s, e) for s, e in a.content)) != "indirect"]

    return text, only(gold), only(found)


def reliability(cases: list[Case]) -> None:
    """How often attributions of like probability are right: content and source."""
    said, was = [], []
    for text, gold, found in cases:
        pairs = {j: i for i, j in match(text, gold, found)}
        for j, a in enumerate(found):
            said.append(a.probability)
            g = gold[pairs[j]].source if j in pairs else ()
            same = any(s < e2 and s2 < e for s, e in a.source for s2, e2 in g) or not (a.source or g)
            was.append(j in pairs and same)
    p, y = np.array(said), np.array(was)
    bins = np.minimum((p * 10).astype(int), 9)
    error = sum((bins == b).mean() * abs(p[bins == b].mean() - y[bins == b].mean()) for b in set(bins))
    print(f"probabilities: expected calibration error {error:.3f}")
    for b in sorted(set(bins)):
        print(f"  said {p[bins == b].mean():.2f}  right {y[bins == b].mean():.2f}  of {(bins == b).sum()}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("polnear", type=Path, nargs="?")
    args = parser.parse_args()
    gold = own()
    report("own gold", gold)
    said = [(a.sort, sort_of(cut(text, a.cue))) for text, attributions in gold for a in attributions]
    print(f"statement, belief or act: {len(said)} attributions\n{classification_report(*zip(*said, strict=True), digits=3)}")
    if args.polnear and args.polnear.is_file():
        report(args.polnear.name, polnear(args.polnear))
        polnear_sorts(args.polnear)
    elif args.polnear:
        print(f"skipped: {args.polnear} is not there (the corpora are not part of this project)")


if __name__ == "__main__":
    main()
