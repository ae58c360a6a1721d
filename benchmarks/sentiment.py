"""How well sentiment toward a named person or group is judged, on news sentences kept out of training.

    python benchmarks/sentiment.py NEWSMTSC_TRAIN.jsonl.gz [--kept training/labels/newsmtsc_held_out.txt | --answers folds.jsonl]

The file has a sentence a line: `id`, `text`, `target_span`, `label` (positive, negative, neutral). Prints macro-F1 with a
95% interval (articles drawn with replacement) for the model, for TextBlob's polarity of the sentence, and for the majority.
With --answers, those of `training/folds.py` stand in place of the model's, over all sentences that they answer.
"""

from __future__ import annotations

import argparse
import gzip
import json
from pathlib import Path

import numpy as np
from predict import present
from sklearn.metrics import f1_score
from tqdm import tqdm

from analysis.sentiment import toward
from analysis.tone import score

LABELS = ["positive", "negative", "neutral"]
KEPT = Path(__file__).parent.parent / "training" / "labels" / "newsmtsc_held_out.txt"


def learned(text: str, span: tuple[int, int]) -> str:
    good, bad = toward(text, span)
    return LABELS[int(np.argmax([good, bad, 1 - good - bad]))]


def lexicon(text: str) -> str:
    polarity = score(text)[0]
    return "positive" if polarity > 0.05 else "negative" if polarity < -0.05 else "neutral"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sentences", type=Path)
    parser.add_argument("--kept", type=Path, default=KEPT, help="ids of the sentences kept out of training")
    parser.add_argument("--answers", type=Path, help="`id` and `label` a line, to be scored in place of the model")
    args = parser.parse_args()
    present(parser, args.sentences)
    if args.answers:
        with args.answers.open(encoding="utf-8") as lines:
            answers = {row["id"]: row["label"] for row in map(json.loads, lines)}
    kept = set(answers if args.answers else args.kept.read_text(encoding="utf-8").split("\n"))
    with gzip.open(args.sentences, "rt", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["id"] in kept]
    gold = np.array([row["label"] for row in rows])
    article = np.array(["_".join(row["id"].split("_")[:3]) for row in rows])
    found = {
        "newsvoices": [
            answers[row["id"]] if args.answers else learned(row["text"], tuple(row["target_span"])) for row in tqdm(rows, disable=None)
        ],
        "TextBlob polarity": [lexicon(row["text"]) for row in rows],
        "always the majority": [max(LABELS, key=gold.tolist().count)] * len(rows),
    }
    names, codes = np.unique(article, return_inverse=True)
    of = [np.flatnonzero(codes == k) for k in range(len(names))]
    rng = np.random.default_rng(0)
    draws = [np.concatenate([of[k] for k in rng.integers(len(of), size=len(of))]) for _ in range(500)]
    print(f"{len(rows)} sentences of {len(names)} articles")
    for name, said in found.items():
        answer = np.array(said)

        def macro(i: np.ndarray, answer: np.ndarray = answer) -> float:
            return float(f1_score(gold[i], answer[i], labels=LABELS, average="macro", zero_division=0))

        low, high = np.quantile([macro(i) for i in draws], [0.025, 0.975])
        print(f"  {name:22} macro-F1 {macro(np.arange(len(rows))):.3f} ({low:.3f} to {high:.3f})")


if __name__ == "__main__":
    main()
