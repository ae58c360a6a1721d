"""How often a difference between outlets is found, where there is one and where there is none, by simulation.

    python benchmarks/power.py [--simulations 100] [--resamples 199] [--seed 0]

Articles lean one way or the other, so statements of one article are alike. `sources.across` compares the stance of the
outlets; a test at 5% should raise 5% of false alarms without a difference, and find a planted one as often as theory
says it can be found at all (the power of a t-test, or F-test, on the means of the articles). `resampling.means` should
have the true mean inside its 95% interval 95 times in a hundred. `keyness.keyness` compares texts with bursts of words
that were dealt to two groups at random; G² taken by itself is shown beside it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis.keyness import keyness
from analysis.resampling import means
from analysis.sources import across
from analysis.terms import Counts

BETWEEN, WITHIN, SAID = 0.1, 0.2, 4  # spread of articles, of statements in an article, statements an article
LEVEL = 0.05


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--simulations", type=int, default=100, help="corpora for each line (100)")
    parser.add_argument("--resamples", type=int, default=199, help="permutations and bootstrap draws (199)")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    error = 1.96 * np.sqrt(0.05 * 0.95 / options.simulations)
    print(f"{options.simulations} corpora a line; a rate of .05 is met within ± {error:.3f}\n")

    print(f"{'stance of one speaker, a permutation test at 5%':52}{'found':>8}{'expected':>10}")
    for outlets, articles, shift in DESIGNS:
        found = np.mean([difference(rng, outlets, articles, shift, options.resamples) for _ in range(options.simulations)])
        name = f"{outlets} outlets of {articles} articles, {f'one shifted by {shift}' if shift else 'no difference'}"
        print(f"{name:52}{found:>8.3f}{expected(outlets, articles, shift):>10.3f}", flush=True)

    print(f"\n{'95% interval of a mean stance':52}{'covers':>8}{'expected':>10}")
    for articles in (3, 5, 10, 30):
        covered = np.mean([inside(rng, articles, options.resamples) for _ in range(options.simulations)])
        print(f"{f'{articles} articles':52}{covered:>8.3f}{0.95:>10.3f}", flush=True)

    print(f"\n{'words of two groups of texts, no difference':52}{'p':>8}{'G² alone':>10}{'q':>8}")
    for texts in (10, 40, 200):
        rates = np.mean([words(rng, texts) for _ in range(max(1, options.simulations // 10))], axis=0)
        print(f"{f'{texts} texts a group, below .05':52}{rates[0]:>8.3f}{rates[1]:>10.3f}{rates[2]:>8.3f}", flush=True)
    return 0


DESIGNS = [
    (2, 10, 0.0),
    (2, 40, 0.0),
    (3, 10, 0.0),
    (5, 12, 0.0),
    (20, 5, 0.0),
    (2, 10, 0.15),
    (2, 20, 0.1),
    (2, 40, 0.08),
    (3, 20, 0.12),
    (5, 20, 0.12),
    (20, 10, 0.18),
]


def judgements(rng: np.random.Generator, outlets: int, articles: int, shift: float) -> pd.DataFrame:
    """One speaker's statements on one proposition: the first outlet has them shifted towards support."""
    number = outlets * articles
    article = np.repeat(np.arange(number), SAID)
    outlet = np.repeat(np.arange(outlets), articles)[article]
    stance = rng.normal(0, BETWEEN, number)[article] + rng.normal(0, WITHIN, len(article)) + shift * (outlet == 0)
    support = 0.4 * (1 + stance)  # .8 is shared out between support and oppose
    return pd.DataFrame(
        {
            "article": article.astype(str),
            "source": np.char.add("outlet ", outlet.astype(str)),
            "speaker": "one",
            "proposition": "war",
            "support": support,
            "oppose": 0.8 - support,
            "neutral": 0.2,
        }
    )


def difference(rng: np.random.Generator, outlets: int, articles: int, shift: float, resamples: int) -> bool:
    found = across(judgements(rng, outlets, articles, shift), resamples=resamples, seed=int(rng.integers(1 << 31)))
    return bool(found["p"].iloc[0] <= LEVEL)


def expected(outlets: int, articles: int, shift: float) -> float:
    """The power of an F-test of the means of the articles."""
    variance = BETWEEN**2 + WITHIN**2 / SAID
    off = np.array([shift] + [0.0] * (outlets - 1))
    noncentral = articles * np.sum((off - off.mean()) ** 2) / variance
    freedom = outlets - 1, outlets * (articles - 1)
    return float(stats.ncf.sf(stats.f.isf(LEVEL, *freedom), *freedom, noncentral)) if shift else LEVEL


def inside(rng: np.random.Generator, articles: int, resamples: int) -> bool:
    frame = judgements(rng, 1, articles, 0.0).assign(stance=lambda f: (f["support"] - f["oppose"]) / 0.8)
    row = means(frame, ["speaker"], "stance", resamples=resamples, seed=int(rng.integers(1 << 31))).iloc[0]
    return bool(row["low"] <= 0 <= row["high"])


def words(rng: np.random.Generator, texts: int) -> tuple[float, float, float]:
    """The share of 500 words with p below .05, with G² beyond that, and with q below .05."""
    from scipy.sparse import csr_matrix

    rate = rng.gamma(0.5, 2, 500)
    counts = rng.poisson(rng.gamma(0.3, rate / 0.3, (2 * texts, 500)))
    names = np.array([f"w{i:03}" for i in range(500)], dtype=object)
    frame = pd.DataFrame({"source": np.repeat(["x", "y"], texts), "text": ""})
    counted = Counts(csr_matrix(counts), names, counts.sum(axis=1))
    found = keyness(frame, "source", target="x", counts=counted)
    return (
        float((found["p"] < LEVEL).mean()),
        float((stats.chi2.sf(found["g2"], 1) < LEVEL).mean()),
        float((found["q"] < LEVEL).mean()),
    )


if __name__ == "__main__":
    sys.exit(main())
