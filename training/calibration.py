"""Fit what turns raw scores into probabilities, on dev data, and print how well they hold.

    python training/calibration.py attribution POLNEAR/dev.jsonl
    python training/calibration.py stance POLNEAR/train.jsonl POLNEAR/dev_stance.jsonl

`attribution` fits the weights BIAS and FEATURES of `analysis/tagger.py` (a logistic regression of whether an
attribution is right: content and source), `stance` TEMPERATURE and RARITY of `analysis/stance.py`. The reliability that is
printed is measured on articles that were held out in turn.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))

from analysis import attribution, tagger
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
        groups = tagger.read(pieces)
        found = [attribution._in_characters(g, pieces, []) for g in groups]
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
    for name, weight in zip(tagger.FEATURES, model.coef_[0], strict=True):
        print(f"    {name!r}: {weight:.3f},")


def fit_stance(articles: Path, stance: Path) -> None:
    """Temperature and rarity by likelihood, and what the threshold of a side does to F avg."""
    import predict
    from scipy.optimize import minimize

    from analysis import stance as model
    from analysis.speakers import identify

    by_id = {a["id"]: a for a in read(articles)}
    logits, gold, inside = [], [], []
    plain = model.calibrated
    seen: list[np.ndarray] = []
    model.calibrated = lambda x: (seen.append(x), plain(x))[1]
    for row in read(stance):
        article = predict.article_of(by_id[row["id"]])
        spoken = predict.given(by_id[row["id"]], article)
        seen.clear()
        judged = model.judge([article], spoken, identify([article], spoken), predict.issue_of(row))
        labels = {(f"{article.id}-{s['attribution']}", k): s[k] for s in row["statements"] for k in s if k != "attribution"}
        for j, x in zip(judged, list(seen), strict=True):
            label = labels.get((j.statement, j.proposition))
            if label:
                logits.append(x)
                gold.append({"support": 0, "oppose": 1}.get(label, 2))
                inside.append(row["id"])
    x, y = np.array(logits), np.array(gold)

    def probabilities(values: np.ndarray, rows: np.ndarray) -> np.ndarray:
        p = np.array([plain(row, *values) for row in x[rows]])
        return np.stack([p[:, 0], p[:, 1], p[:, 2] + p[:, 3]], 1)

    def loss(values: np.ndarray, rows: np.ndarray) -> float:
        return float(-np.log(probabilities(values, rows)[np.arange(len(rows)), y[rows]] + 1e-9).mean())

    def fitted(rows: np.ndarray) -> np.ndarray:
        return minimize(loss, [1.0, 0.5], (rows,), method="Nelder-Mead", options={"maxiter": 60}).x

    every = np.arange(len(y))
    best = fitted(every)
    print(f"{len(y)} pairs, TEMPERATURE, RARITY = {best.round(2)}, loss {loss(best, every):.3f} (raw: {loss(np.array([1, 0]), every):.3f})")
    p, held_out = probabilities(best, every), np.zeros((len(y), 3))
    for learnt, rest in GroupKFold(10).split(x, groups=inside):
        held_out[rest] = probabilities(fitted(learnt), rest)
    for side in (0, 1):
        reliability(held_out[:, side], y == side)
    for threshold in (0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6):
        found = np.where(1 - p[:, 2] >= threshold, p[:, :2].argmax(1), 2)
        f = [2 * ((found == s) & (y == s)).sum() / max(1, (found == s).sum() + (y == s).sum()) for s in (0, 1)]
        print(f"side from {threshold:.2f}: F avg {np.mean(f):.3f} (support {f[0]:.3f}, oppose {f[1]:.3f})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=("attribution", "stance"))
    parser.add_argument("paths", nargs="+", type=Path)
    args = parser.parse_args()
    if args.task == "attribution":
        fit_attribution(args.paths[0])
    else:
        fit_stance(*args.paths)


if __name__ == "__main__":
    main()
