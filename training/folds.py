"""How well the recipe learns sentiment toward a target: ten folds over NewsMTSC, by article.

    python training/folds.py BENCH_DIR --base MINILM_DIR --trunk trunk.pt --out folds.jsonl [--half]

The shipped weights have seen nine tenths of NewsMTSC, so for this a trunk is trained without it, on the other public pairs,
a share of our own labels and directed sentiment once more, as `training/stance.py` trains; then ten times a copy of it on
nine folds, to answer the tenth. Writes a line for each sentence, `id` and `label`, fold by fold; a run that was stopped goes
on with the next fold. `python benchmarks/sentiment.py newsmtsc.train.jsonl.gz --answers folds.jsonl` scores them. All in floats,
not in the eight bits of the export, and the likeliest of three answers is taken, where the shipped model adds "not about it" to
neutral. After a change to the recipe both files must be begun anew.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from sklearn.model_selection import GroupKFold
from stance import SIDE, TAKE, PairEncoder, batches, fit, labelled, lines, public, reported, targeted, tensors
from tqdm import tqdm

FOLDS, EPOCHS, RATE = 10, 3, 1.5e-4
SHARE, TRUNK_RATE, LAST_RATE = 0.15, 1.5e-4, 1e-4  # share of the labelled articles, once
PIECES = 2400, 1200  # in a batch, of the trunk and of the folds
SIDES = {number: label for label, number in SIDE.items() if label in ("positive", "negative", "neutral")}


def trunk(args: argparse.Namespace, rng: np.random.Generator) -> dict[str, torch.Tensor]:
    """Weights that have seen no sentence of NewsMTSC (but for six that stand in another set too); made once and kept in a file."""
    if not args.trunk.exists():
        part = args.trunk.with_suffix(".part")
        rows = [row for row in labelled(args.bench) if rng.random() < SHARE]
        pairs = public(args.bench / "stance", rng, {name: number for name, number in TAKE.items() if name != "newsmtsc.train"})
        directed = public(args.bench / "stance", rng, {"dse.train": 7000})  # nearest to the task, so all that there is
        model = PairEncoder(args.base)
        for some, rate in (((pairs, reported(rows, rng)), TRUNK_RATE), ((directed,), LAST_RATE)):
            stages = [list(batches(examples, rng, PIECES[0])) for examples in some]
            fit(model, stages, sum(map(len, stages)), rate, half=args.half, out=part)
        part.rename(args.trunk)
    return torch.load(args.trunk, weights_only=True)["model"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--base", required=True)
    parser.add_argument("--trunk", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--half", action="store_true", help="products of sixteen bits (bfloat16), quick where the processor has them")
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    torch.set_flush_denormal(True)
    weights = trunk(args, np.random.default_rng(args.seed))
    rows = lines(args.bench / "stance" / "newsmtsc.train.jsonl.gz")
    examples = targeted(rows)
    article = ["_".join(row["id"].split("_")[:3]) for row in rows]
    done = {json.loads(line)["id"] for line in args.out.open()} if args.out.exists() else set()
    for n, (known, new) in enumerate(GroupKFold(FOLDS).split(rows, groups=article)):
        if {rows[i]["id"] for i in new} <= done:
            continue
        rng = np.random.default_rng(args.seed + n)
        torch.manual_seed(args.seed + n)  # so that it is all the same whether a run was stopped
        model = PairEncoder(args.base)
        model.load_state_dict(weights)
        stages = [list(batches([examples[i] for i in known], rng, PIECES[1])) for _ in range(EPOCHS)]
        fit(model, stages, sum(map(len, stages)), RATE, half=args.half)
        model.eval()
        answers = []
        with torch.no_grad():
            for group in tqdm(np.array_split(new, len(new) // 32 + 1), desc=f"fold {n + 1}", disable=None):
                logits = model(**tensors([examples[i] for i in group])[0])[:, 0]
                answers += logits[:, :3].argmax(-1).tolist()
        with args.out.open("a") as out:
            out.writelines(json.dumps({"id": rows[i]["id"], "label": SIDES[a]}) + "\n" for i, a in zip(new, answers, strict=True))


if __name__ == "__main__":
    main()
