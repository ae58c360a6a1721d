"""Fit what turns raw scores into probabilities, on dev data, and print how well they hold.

    python training/calibration.py attribution POLNEAR/dev.jsonl
    python training/calibration.py stance POLNEAR/dev.jsonl POLNEAR/dev_stance.jsonl ...

`attribution` fits the weights BIAS and FEATURES of `analysis/attribution.py` (a logistic regression of whether an
attribution is right: content and source), `stance` the TEMPERATURE of `analysis/stance.py`. The reliability that is
printed is measured on articles that were held out in turn.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from analysis import attribution
from analysis.agreement import match
from analysis.encoder import encode


def read(path: Path) -> list[dict]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def reliability(probability: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """Print the reliability table; give the expected calibration error (Guo et al. 2017)."""
    error = 0.0
    for low in np.arange(bins) / bins:
        inside = (probability >= low) & (probability < low + 1 / bins + (low + 1 / bins >= 1) * 1e-9)
        if inside.any():
            said, was = probability[inside].mean(), right[inside].mean()
            error += inside.mean() * abs(said - was)
            print(f"  {low:.1f}-{low + 1 / bins:.1f}  n {inside.sum():5d}  said {said:.3f}  was {was:.3f}")
    print(f"  expected calibration error {error:.3f}")
    return error


def fit_attribution(dev: Path) -> None:
    features, right, article = [], [], []
    for number, row in enumerate(read(dev)):
        pieces = encode(row["text"])
        groups = list(attribution._groups(*attribution._tagged(pieces)))
        found = [attribution._in_characters(g, pieces, 0) for g in groups]
        gold = [SimpleNamespace(**{k: [tuple(s) for s in a[k]] for k in ("source", "content")}) for a in row["attributions"]]
        pairs = {j: i for i, j in match(row["text"], gold, found)}
        for j, group in enumerate(groups):
            hit = j in pairs and (
                any(s < e2 and s2 < e for s, e in found[j].source for s2, e2 in gold[pairs[j]].source)
                or not (found[j].source or gold[pairs[j]].source)
            )
            features.append(group.features)
            right.append(hit)
            article.append(number)
    x, y, g = np.array(features), np.array(right), np.array(article)
    model = LogisticRegression(C=1.0, max_iter=1000)
    held_out = cross_val_predict(model, x, y, groups=g, cv=GroupKFold(10), method="predict_proba")[:, 1]
    print(f"{len(y)} attributions, {y.mean():.3f} right")
    reliability(held_out, y)
    model.fit(x, y)
    print(f"BIAS = {model.intercept_[0]:.3f}")
    for name, weight in zip(attribution.FEATURES, model.coef_[0], strict=True):
        print(f"    {name!r}: {weight:.3f},")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=("attribution", "stance"))
    parser.add_argument("paths", nargs="+", type=Path)
    args = parser.parse_args()
    if args.task == "attribution":
        fit_attribution(args.paths[0])


if __name__ == "__main__":
    main()
