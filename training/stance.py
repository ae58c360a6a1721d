"""Train the stance model: a pair encoder over (proposition; statement in its context).

    python training/stance.py BENCH_DIR --base MINILM_DIR --out stance.pt [--epochs 3]

BENCH_DIR holds `stance/*.jsonl.gz` (public stance and sentiment pairs whose licence allows it), `stance_labels/`, and the
texts that those labels and the ones in `training/labels` stand off: `allsides.parquet`, `polnear/train.jsonl`. MINILM_DIR is
the model folder of all-MiniLM-L6-v2. Needs torch and transformers; `training/export.py` turns the result into ONNX.

First the public pairs (arguments on debate motions; sentiment and directed sentiment in news), then reported speech with
our own labels. Negated propositions ("opposition to X") flip the sides; without them a model learns that some targets
are simply bad.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import itertools
import json
import time
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from torch import nn
from transformers import BertModel

from analysis.encoder import SEP, encode
from analysis.records import Statement
from analysis.sentiment import marked
from analysis.stance import CONTENT, CONTEXT, LABELS, PROPOSITION, ROLES, SPEAKER, TARGET, join, proposition, said

LABELLED = Path(__file__).parent / "labels"
HELD_OUT = set((LABELLED / "newsmtsc_held_out.txt").read_text().split("\n"))  # to measure sentiment on
SIDE = {"favor": 0, "positive": 0, "against": 1, "negative": 1, "neutral": 2}
NEGATIONS = ("opposition to {}", "against {}", "no {}", "rejecting {}", "stopping {}", "opposing {}", "ending {}")
TAKE = {
    "dse.train": 3000, "ibm_argq30k.train": 4000, "ibm_claim_stance.train": 1000, "newsmtsc.train": 4000,
    "perspectrum.train": 4000, "procon20.train": 1000,
}  # fmt: skip
UNRELATED = LABELS.index("unrelated")
Example = tuple[np.ndarray, np.ndarray, int]  # pieces, their roles, label


class PairEncoder(nn.Module):
    """MiniLM with roles as token types; the means over proposition and content, and their product, give the label."""

    def __init__(self, base: str):
        super().__init__()
        self.encoder = BertModel.from_pretrained(base, add_pooling_layer=False, attention_probs_dropout_prob=0.0)
        types = nn.Embedding(ROLES, self.encoder.config.hidden_size)
        types.weight.data[:] = self.encoder.embeddings.token_type_embeddings.weight.data[0]
        self.encoder.embeddings.token_type_embeddings = types
        self.encoder.config.type_vocab_size = ROLES
        width = self.encoder.config.hidden_size
        self.head = nn.Sequential(nn.Dropout(0.1), nn.Linear(3 * width, width), nn.Tanh(), nn.Linear(width, len(LABELS)))

    def forward(self, ids, roles, mask=None):
        hidden = self.encoder(input_ids=ids, token_type_ids=roles, attention_mask=mask).last_hidden_state

        def mean(where):
            where = where.unsqueeze(-1).float()
            return (hidden * where).sum(1) / where.sum(1).clamp(min=1)

        target, content = mean((roles == PROPOSITION) | (roles == TARGET)), mean(roles == CONTENT)
        return self.head(torch.cat([target, content, target * content], -1))


def public(folder: Path, rng: np.random.Generator) -> list[Example]:
    """The public pairs, each set cut to its share, with a tenth as many mismatched pairs as "unrelated"."""
    found = []
    for path in sorted(folder.glob("*.train.jsonl.gz")):
        name = path.name.removesuffix(".jsonl.gz")
        rows = [row for row in lines(path) if row["id"] not in HELD_OUT]
        if name == "dse.train":  # its neutrals are many and easy
            rows = [r for i, r in enumerate(rows) if r["label"] != "neutral" or i % 4 == 0]
        for row in (rows[i] for i in rng.permutation(len(rows))[: TAKE[name]]):
            source = row.get("source", "") if name.startswith("dse") else ""
            found.append((row["text"], row["target"], source, SIDE[row["label"]]))
    shuffled = [found[i] for i in rng.permutation(len(found))[: len(found) // 10]]
    found += [(a[0], b[1], "", UNRELATED) for a, b in itertools.pairwise(shuffled) if a[1] != b[1]]
    return [plain(*row) for row in found]


def plain(text: str, target: str, source: str, label: int) -> Example:
    words = encode(text).ids[:64]
    name = np.append(encode(source).ids[:10], 1024) if source else np.zeros(0, np.int64)
    ids = np.concatenate([name, words, [SEP]])
    roles = np.concatenate([np.full(len(name), SPEAKER), np.full(len(words), CONTENT), [CONTEXT]])
    head = proposition(target)
    return (*join(head, (ids, roles)), label)


def targeted(folder: Path) -> list[Example]:
    """Sentiment toward a person or group marked in a news sentence."""
    rows = [row for row in lines(folder / "newsmtsc.train.jsonl.gz") if row["id"] not in HELD_OUT]
    return [(*marked(encode(row["text"]), row["target_span"]), SIDE[row["label"]]) for row in rows]


def lines(path: Path) -> list[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def labelled(folder: Path) -> list[dict]:
    """The labels, joined to the articles they stand off; stops where a text is not the one that was labelled."""
    rows = lines(folder / "stance_labels" / "labels.jsonl.gz") + lines(LABELLED / "stance.jsonl.gz")
    written = lines(LABELLED / "contrast.jsonl.gz")  # sentences of our own, where small turns change the side
    wordings = {row["text"]: row for row in lines(LABELLED / "wordings.jsonl.gz")}
    texts = dict(pd.read_parquet(folder / "allsides.parquet", columns=["id", "text"]).itertuples(index=False))
    with (folder / "polnear" / "train.jsonl").open(encoding="utf-8") as file:
        texts |= {row["id"]: row["text"] for row in map(json.loads, file)}
    for row in rows:
        row["text"] = texts[row["id"]]
        if hashlib.sha256(row["text"].encode()).hexdigest() != row["sha256"]:
            raise SystemExit(f"the text of {row['id']} is not the one that was labelled")
    for row in (rows := rows + written):
        row["pieces"] = encode(row["text"])
        row["name"] = {i: encode(who).ids for who, indices in row["who"].items() for i in indices if who}
        row["propositions"] = [wordings.get(p["text"], {}) | p for p in row["propositions"]]
        row["label"] = {
            (key, i): LABELS.index(side)
            for key, sides in row["labels"].items() for side, indices in sides.items() for i in indices
        }  # fmt: skip
    return rows


def reported(rows: list[dict], rng: np.random.Generator) -> list[Example]:
    """One epoch of statements, each with every proposition it bears on and some that it does not."""
    found = []
    nothing = np.zeros(0, np.int64)
    for row in rows:
        bad = set(row.get("bad", ()))
        for i, a in enumerate(row["attributions"]):
            labels = [row["label"].get((p["key"], i), UNRELATED) for p in row["propositions"]]
            empty = all(label == UNRELATED for label in labels)
            if not a["content"] or (empty and i in bad):
                continue
            spans = {k: tuple((s, e) for s, e in a[k]) for k in ("source", "cue", "content")}
            statement = Statement(row["id"], i, spans["source"], spans["cue"], spans["content"], "mixed", 1.0)
            for p, label in zip(row["propositions"], labels, strict=True):
                if label == UNRELATED and rng.random() > (0.1 if empty and not row.get("contrast") else 0.35):
                    continue
                text, label = worded(p, label, rng)
                name = row["name"].get(i, nothing) if rng.random() > 0.15 else nothing
                found.append((*join(proposition(text), said(row["pieces"], statement, name)), label))
    return found


def worded(proposition: dict, label: int, rng: np.random.Generator) -> tuple[str, int]:
    """The proposition as it stands, in other words, or turned round, and the label that goes with it."""
    draw = rng.random()
    if draw < 0.25:
        return proposition.get("again", proposition["text"]), label
    if draw < 0.6:
        text = NEGATIONS[rng.integers(len(NEGATIONS))].format(proposition["text"])
        if draw > 0.38:
            text = proposition.get("opposite", text)
        return text, {0: 1, 1: 0}.get(label, label)
    return proposition["text"], label


def batches(examples: list[Example], rng: np.random.Generator, pieces: int):
    """Batches of about `pieces` word pieces, of like length, in random order."""
    order = sorted(range(len(examples)), key=lambda i: len(examples[i][0]) + rng.random() * 6)
    groups: list[list[int]] = [[]]
    for i in order:
        if (len(groups[-1]) + 1) * len(examples[i][0]) > pieces:
            groups.append([])
        groups[-1].append(i)
    for g in rng.permutation(len(groups)):
        yield [examples[i] for i in groups[g]]


def tensors(batch: list[Example]):
    width = max(len(ids) for ids, _, _ in batch)
    ids = torch.zeros(len(batch), width, dtype=torch.long)
    roles, mask = torch.full_like(ids, CONTEXT), torch.zeros_like(ids)
    for k, (i, r, _) in enumerate(batch):
        ids[k, : len(i)], roles[k, : len(i)], mask[k, : len(i)] = torch.tensor(i), torch.tensor(r), 1
    return ids, roles, mask, torch.tensor([label for _, _, label in batch])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--base", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--stop", type=int, help="stop after this many epochs of a longer schedule")
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--start", type=Path, help="weights to go on from")
    parser.add_argument("--skip", action="store_true", help="leave the public pairs out")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--dry", action="store_true", help="count the work, train nothing")
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    torch.set_flush_denormal(True)
    rng = np.random.default_rng(args.seed)
    rows = labelled(args.bench)
    stages = [] if args.skip else [list(batches(public(args.bench / "stance", rng), rng, 2400))]
    for _ in range(args.epochs):
        stages.append(list(batches(reported(rows, rng) + targeted(args.bench / "stance"), rng, 2400)))
    for n, stage in enumerate(stages):
        print(f"stage {n}: {len(stage)} batches, {sum(map(len, stage))} pairs, "
              f"{sum(len(e[0]) for b in stage for e in b)} pieces", flush=True)  # fmt: skip
    if args.dry:
        return
    model = PairEncoder(args.base)
    if args.start:
        model.load_state_dict(torch.load(args.start, weights_only=True)["model"])
    model.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    body = [p for n, p in model.named_parameters() if n.startswith("encoder") and p.requires_grad]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": args.rate}, {"params": model.head.parameters(), "lr": 5e-4}], weight_decay=0.01
    )
    steps = sum(map(len, stages))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda i: min((i + 1) / (0.06 * steps), max(0.0, 1 - i / steps)) + 1e-3
    )
    began, step, running = time.time(), 0, 1.0
    model.train()
    for n, stage in enumerate(stages):
        for batch in stage:
            *inputs, gold = tensors(batch)
            loss = nn.functional.cross_entropy(model(*inputs), gold, label_smoothing=0.05)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
            running = 0.98 * running + 0.02 * loss.item()
            step += 1
            if step % 50 == 0:
                print(f"stage {n} step {step}/{steps} loss {running:.4f} {time.time() - began:.0f}s", flush=True)
        torch.save({"model": model.state_dict()}, args.out)
        if n == args.stop:
            return


if __name__ == "__main__":
    main()
