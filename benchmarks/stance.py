"""How well the stance of given statements is judged, against labelled statements.

    python benchmarks/stance.py ARTICLES.jsonl STANCE.jsonl

ARTICLES and STANCE are as for `predict.py statements`, STANCE with a label for each statement and proposition. Prints F1 of
each side and their mean (F avg, SemEval-2016 task 6) over all propositions and over those on intervention, beside
TextBlob's and the majority's on the same statements; how often the right side is the likelier where there is one; how well
the probabilities hold; how often a proposition and its negation get opposite sides; and how far a probability hangs on what
else is asked.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from predict import article_of, given, issue_of, present, read
from sklearn.metrics import f1_score
from tqdm import tqdm

from analysis.records import Issue, Judgement, cut
from analysis.speakers import identify
from analysis.stance import judge
from analysis.tone import score

SIDES = ["support", "oppose", "neutral"]


def fold(label: str) -> str:
    return label if label in ("support", "oppose") else "neutral"


def line(name: str, gold: Sequence[str], found: Sequence[str]) -> None:
    f = f1_score(gold, found, labels=SIDES, average=None, zero_division=0)
    print(f"  {name:28} F avg {(f[0] + f[1]) / 2:.3f}  macro F1 {f.mean():.3f}  "
          f"support {f[0]:.3f}  oppose {f[1]:.3f}  neutral {f[2]:.3f}")  # fmt: skip


def lexicon(text: str) -> str:
    polarity = score(text)[0]
    return "support" if polarity > 0.05 else "oppose" if polarity < -0.05 else "neutral"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("stance", type=Path)
    args = parser.parse_args()
    present(parser, args.articles, args.stance)
    by_id = {a["id"]: a for a in read(args.articles)}
    gold: list[str] = []
    about: list[bool] = []
    judged: list[Judgement] = []
    turned: list[Judgement] = []
    alone: list[Judgement] = []
    words: list[str] = []
    for row in tqdm(read(args.stance), disable=None):
        article, issue = article_of(by_id[row["id"]]), issue_of(row)
        spoken = given(by_id[row["id"]], article)
        voices = identify([article], spoken)
        against = Issue("", "", tuple(replace(p, text=f"opposition to {p.text}") for p in issue.propositions))
        on_force = {p["key"]: bool(p.get("intervention")) for p in row["propositions"]}
        labels = {(f"{article.id}-{s['attribution']}", k): s[k] for s in row["statements"] for k in on_force if k in s}
        said = {s.id: cut(article.text, s.content) for s in spoken}
        one_by_one = [judge([article], spoken, voices, replace(issue, propositions=(p,))) for p in issue.propositions]
        each = [j for judgements in zip(*one_by_one, strict=True) for j in judgements]  # in the order of all asked at once
        among, turned_round = (judge([article], spoken, voices, asked) for asked in (issue, against))
        for j, t, a in zip(among, turned_round, each, strict=True):
            if (j.statement, j.proposition) in labels:
                gold.append(fold(labels[j.statement, j.proposition]))
                about.append(on_force[j.proposition])
                judged.append(j)
                turned.append(t)
                alone.append(a)
                words.append(said[j.statement])
    for name, rows in (("all", range(len(gold))), ("intervention", [i for i, a in enumerate(about) if a])):
        truth = [gold[i] for i in rows]
        print(f"{name}: {len(truth)} statements and propositions")
        line("newsvoices", truth, [judged[i].side for i in rows])
        line("TextBlob polarity", truth, [lexicon(words[i]) for i in rows])
        line("always the majority", truth, ["neutral"] * len(truth))
    leaning = [("oppose", "support")[judged[i].support >= judged[i].oppose] == g for i, g in enumerate(gold) if g != "neutral"]
    print(f"statements with a side: the likelier of the two is right for {np.mean(leaning):.3f} of {len(leaning)}")
    sided = [i for i, g in enumerate(gold) if g != "neutral" and judged[i].side != "neutral"]
    flipped = np.mean([{judged[i].side, turned[i].side} == {"support", "oppose"} for i in sided])
    print(f"negated propositions: {flipped:.3f} of {len(sided)} statements with a side turn round")
    apart = np.array([max(abs(j.support - a.support), abs(j.oppose - a.oppose)) for j, a in zip(judged, alone, strict=True)])
    print(f"asked alone or among others: probabilities differ by {apart.mean():.3f} on average, {apart.max():.3f} at most")
    for side in ("support", "oppose"):
        p = np.array([getattr(j, side) for j in judged])
        y = np.array([g == side for g in gold])
        bins = np.minimum((p * 10).astype(int), 9)
        error = sum((bins == b).mean() * abs(p[bins == b].mean() - y[bins == b].mean()) for b in set(bins))
        print(f"probability of {side}: expected calibration error {error:.3f}")


if __name__ == "__main__":
    main()
