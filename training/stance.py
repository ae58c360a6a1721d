"""Train the stance model: a pair encoder over (proposition; statement in its context).

    python training/stance.py BENCH_DIR --base MINILM_DIR --out stance.pt [--epochs 3]

BENCH_DIR holds `stance/*.jsonl.gz` (public stance and sentiment pairs whose licence allows it), `stance_labels/`, and the
texts that those labels and the ones in `training/labels` stand off: `allsides.parquet`, `polnear/train.jsonl`. MINILM_DIR is
the model folder of all-MiniLM-L6-v2. Needs torch and transformers; `training/export.py` turns the result into ONNX.

First the public pairs (arguments on debate motions; sentiment and directed sentiment in news), then reported speech with
our own labels. Negated propositions ("opposition to X") flip the sides; without them a model learns that some targets
are simply bad. Composed sentences (`training/composed.py`) show that a cue can turn the side of what it is said about; others
(`training/sovereignty.py`) that intervention, training by invitation, cooperation and presence are four matters.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import itertools
import json
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from composed import Composed, compose
from export import weights
from sovereignty import compose_on_force
from torch import nn
from transformers import BertModel

from analysis.encoder import SEP, encode
from analysis.records import Statement
from analysis.sentiment import marked
from analysis.stance import CONTENT, CONTEXT, LABELS, ROLES, SPEAKER, Part, pose, proposition, said

LABELLED = Path(__file__).parent / "labels"
HELD_OUT = set((LABELLED / "newsmtsc_held_out.txt").read_text().split("\n"))  # to measure sentiment on
SIDE = {"favor": 0, "positive": 0, "against": 1, "negative": 1, "neutral": 2}
NEGATIONS = ("opposition to {}", "against {}", "no {}", "rejecting {}", "stopping {}", "opposing {}", "ending {}")
TAKE = {
    "dse.train": 3000, "ibm_argq30k.train": 4000, "ibm_claim_stance.train": 1000, "newsmtsc.train": 4000,
    "perspectrum.train": 4000, "procon20.train": 1000,
}  # fmt: skip
UNRELATED = LABELS.index("unrelated")
FLIP = {0: 1, 1: 0}
Example = tuple[Part, list[tuple[Part, int]]]  # a text, and what is asked about it with the answers


class PairEncoder(nn.Module):
    """MiniLM with roles as token types; the means over proposition and content, and their product, give the label."""

    def __init__(self, base: str):
        super().__init__()
        self.encoder = BertModel.from_pretrained(
            base, add_pooling_layer=False, attention_probs_dropout_prob=0.0, attn_implementation="eager"
        )
        types = nn.Embedding(ROLES, self.encoder.config.hidden_size)
        types.weight.data[:] = self.encoder.embeddings.token_type_embeddings.weight.data[0]
        self.encoder.embeddings.token_type_embeddings = types
        self.encoder.config.type_vocab_size = ROLES
        width = self.encoder.config.hidden_size
        self.head = nn.Sequential(nn.Dropout(0.1), nn.Linear(3 * width, width), nn.Tanh(), nn.Linear(width, len(LABELS)))

    def forward(self, ids, roles, places, part):
        return self.head(self.read(ids, roles, places, part))

    def read(self, ids, roles, places, part):
        seen = (part.unsqueeze(1) == 0) | (part.unsqueeze(1) == part.unsqueeze(2))  # the text, and one's own part
        hidden = self.encoder(
            input_ids=ids, token_type_ids=roles, position_ids=places, attention_mask=(1 - seen.unsqueeze(1).float()) * -1e4
        ).last_hidden_state

        def mean(where):
            return where.float() @ hidden / where.float().sum(-1, keepdim=True).clamp(min=1)

        numbers = torch.arange(1, part.max() + 1)
        asked = mean(part.unsqueeze(1) == numbers.view(1, -1, 1))
        content = mean(((roles == CONTENT) & (part == 0)).unsqueeze(1)).expand_as(asked)
        return torch.cat([asked, content, asked * content], -1)


def public(folder: Path, rng: np.random.Generator, take: Mapping[str, int] = TAKE) -> list[Example]:
    """Public pairs, so many of each set, with a tenth as many mismatched pairs as "unrelated"."""
    found = []
    for name, number in take.items():
        rows = [row for row in lines(folder / f"{name}.jsonl.gz") if row["id"] not in HELD_OUT]
        if name == "dse.train":  # its neutrals are many and easy
            rows = [r for i, r in enumerate(rows) if r["label"] != "neutral" or i % 4 == 0]
        for row in (rows[i] for i in rng.permutation(len(rows))[:number]):
            source = row.get("source", "") if name.startswith("dse") else ""
            found.append((row["text"], row["target"], source, SIDE[row["label"]]))
    shuffled = [found[i] for i in rng.permutation(len(found))[: len(found) // 10]]
    found += [(a[0], b[1], "", UNRELATED) for a, b in itertools.pairwise(shuffled) if a[1] != b[1]]
    return [plain(*row) for row in found]


def plain(text: str, target: str, source: str, label: int) -> Example:
    words = encode(text).ids[:64]
    name = np.append(encode(source).ids[:10], 1024) if source else np.zeros(0, np.int64)
    roles = np.concatenate([np.full(len(name), SPEAKER), np.full(len(words), CONTENT), [CONTEXT]])
    turned = NEGATIONS[len(text) % len(NEGATIONS)].format(target)
    asked = [(proposition(target), label), (proposition(turned), FLIP.get(label, label))]
    return (np.concatenate([name, words, [SEP]]), roles), asked


def targeted(rows: Iterable[dict]) -> list[Example]:
    """Sentiment toward a person or group marked in a news sentence: rows of NewsMTSC."""
    pairs = [(marked(encode(row["text"]), row["target_span"]), SIDE[row["label"]]) for row in rows]
    return [(words, [(name, label)]) for (words, name), label in pairs]


def lines(path: Path) -> list[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def labelled(folder: Path) -> list[dict]:
    """The labels, joined to the articles they stand off; stops where a text is not the one that was labelled."""
    rows = lines(folder / "stance_labels" / "labels.jsonl.gz") + lines(LABELLED / "stance.jsonl.gz")
    written = lines(LABELLED / "written.jsonl.gz")  # articles of our own, most of them on the use of force
    written += lines(LABELLED / "contrast.jsonl.gz")  # and sentences, where small turns change the side
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
    """One epoch of statements, each with the propositions it bears on and some that it does not, in one or two wordings."""
    found = []
    nothing = np.zeros(0, np.int64)
    for row in rows:
        bad = set(row.get("bad", ()))
        for i, a in enumerate(row["attributions"]):
            labels = [row["label"].get((p["key"], i), UNRELATED) for p in row["propositions"]]
            empty = all(label == UNRELATED for label in labels)
            if not a["content"] or (empty and not row.get("contrast") and (i in bad or rng.random() > 0.2)):
                continue
            asked: list[tuple[Part, int]] = []
            for p, label in zip(row["propositions"], labels, strict=True):
                if label != UNRELATED or rng.random() < 0.35:
                    asked += [(proposition(text), answer) for text, answer in worded(p, label, rng)]
            if asked:
                spans = {k: tuple((s, e) for s, e in a[k]) for k in ("source", "cue", "content")}
                statement = Statement(row["id"], i, spans["source"], spans["cue"], spans["content"], "mixed", 1.0)
                name = row["name"].get(i, nothing) if rng.random() > 0.15 else nothing
                found.append((said(row["pieces"], statement, name), asked))
    return found


def composed(rows: list[dict], number: int, rng: np.random.Generator) -> list[Example]:
    """Composed sentences on propositions of the labels."""
    propositions = [p for row in rows for p in row["propositions"]]
    found = []
    for p in (propositions[i] for i in rng.integers(len(propositions), size=number)):
        made, side = compose(p.get("again", p["text"]) if rng.random() < 0.35 else p["text"], rng)
        label = {1: 0, -1: 1, 0: 2}[side]
        found.append((stated(made), [(proposition(words), answer) for words, answer in worded(p, label, rng)]))
    return found


def on_force(number: int, rng: np.random.Generator) -> list[Example]:
    """Composed sentences on foreign force, training, cooperation and presence."""
    made = (compose_on_force(rng) for _ in range(number))
    return [(stated(sentence), [(proposition(words), label) for words, label in asked]) for sentence, asked in made]


def stated(made: Composed) -> Part:
    """The model's input for a composed sentence."""
    spans = (((made.spans[part]),) for part in ("source", "cue", "content"))
    return said(encode(made.text), Statement("composed", 0, *spans, "indirect", 1.0), encode(made.name).ids)


def worded(proposition: dict, label: int, rng: np.random.Generator) -> list[tuple[str, int]]:
    """The proposition, as it stands or in other words, and mostly its opposite, each with the label that goes with it."""
    text = proposition["text"]
    turned = NEGATIONS[rng.integers(len(NEGATIONS))].format(text)
    asked = [(proposition.get("again", text) if rng.random() < 0.35 else text, label)]
    if rng.random() < (0.7 if label in FLIP else 0.2):
        asked.append((proposition.get("opposite", turned) if rng.random() < 0.65 else turned, FLIP.get(label, label)))
    return asked


def batches(examples: list[Example], rng: np.random.Generator, pieces: int):
    """Batches of about `pieces` word pieces, of like length, in random order."""
    length = [size(e) for e in examples]
    order = sorted(range(len(examples)), key=lambda i: length[i] + rng.random() * 6)
    groups: list[list[int]] = [[]]
    for i in order:
        if (len(groups[-1]) + 1) * length[i] > pieces:
            groups.append([])
        groups[-1].append(i)
    for g in rng.permutation(len(groups)):
        yield [examples[i] for i in groups[g]]


def size(example: Example) -> int:
    (ids, _), asked = example
    return len(ids) + 1 + sum(len(part[0]) + 1 for part, _ in asked)


def tensors(batch: list[Example]):
    posed = [pose(words, [part for part, _ in asked]) for words, asked in batch]
    width, most = max(p["ids"].shape[1] for p in posed), max(len(asked) for _, asked in batch)
    blank = {"ids": 0, "roles": CONTEXT, "places": 0, "part": -1}
    inputs = {k: torch.full((len(batch), width), v, dtype=torch.long) for k, v in blank.items()}
    gold = torch.full((len(batch), most), -100)
    for n, (p, (_, asked)) in enumerate(zip(posed, batch, strict=True)):
        for k, values in p.items():
            inputs[k][n, : values.shape[1]] = torch.from_numpy(values[0])
        gold[n, : len(asked)] = torch.tensor([label for _, label in asked])
    return inputs, gold


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--base", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--steps", type=int, help="steps of training, over which the rate falls to nothing (all)")
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--start", type=Path, help="weights to go on from; an exported .onnx does as well")
    parser.add_argument("--skip", action="store_true", help="leave the public pairs out")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--share", type=float, default=1.0, help="of articles and NewsMTSC; whole: --newest, or else the use of force")
    parser.add_argument("--newest", type=int, help="take all of so many articles labelled last, and --share of the others")
    parser.add_argument("--composed", type=int, default=3000, help="composed sentences on the labels' propositions, an epoch")
    parser.add_argument("--on-force", type=int, default=1200, help="composed sentences on foreign force, an epoch")
    parser.add_argument("--half", action="store_true", help="products of sixteen bits (bfloat16), quick where the processor has them")
    parser.add_argument("--dry", action="store_true", help="count the work, train nothing")
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    torch.set_flush_denormal(True)
    rng = np.random.default_rng(args.seed)

    def examples(stage: int) -> list[Example]:
        if stage == 0 and not args.skip:
            return public(args.bench / "stance", rng)
        rows = labelled(args.bench)
        if args.newest is None:
            whole = {r["id"] for r in rows if any(p.get("intervention") for p in r["propositions"])}
        else:
            ids = [r["id"] for r in rows if "sha256" in r]  # in the order in which they were labelled
            whole = set(ids[len(ids) - args.newest :])
        rows = [r for r in rows if r["id"] in whole or rng.random() < args.share]
        made = composed(rows, args.composed, rng) + on_force(args.on_force, rng)
        news = (row for row in lines(args.bench / "stance" / "newsmtsc.train.jsonl.gz") if row["id"] not in HELD_OUT)
        return reported(rows, rng) + made + [e for e in targeted(news) if rng.random() < args.share]

    stages = args.epochs + (not args.skip)
    upcoming = list(batches(examples(0), rng, 2400))
    print(f"{len(upcoming)} batches, {sum(len(asked) for b in upcoming for _, asked in b)} pairs, "
          f"{sum(size(e) for b in upcoming for e in b)} pieces in the first of {stages} stages", flush=True)  # fmt: skip
    if args.dry:
        return
    model = PairEncoder(args.base)
    if args.start:
        model.load_state_dict(weights(args.start, model))
    fit(model, itertools.chain([upcoming], (list(batches(examples(n), rng, 2400)) for n in range(1, stages))),
        args.steps or stages * len(upcoming), args.rate, half=args.half, out=args.out)  # fmt: skip


def fit(
    model: PairEncoder, stages: Iterable[list[list[Example]]], steps: int, rate: float, *, half: bool = False, out: Path | None = None
) -> None:
    """Train on the batches of some stages, the rate falling to nothing over `steps`; `half`: products of sixteen bits."""
    model.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    body = [p for n, p in model.named_parameters() if n.startswith("encoder") and p.requires_grad]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": rate}, {"params": model.head.parameters(), "lr": 5e-4}], weight_decay=0.01
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda i: min((i + 1) / (0.06 * steps), max(0.0, 1 - i / steps)) + 1e-3
    )
    began, running = time.time(), 1.0
    model.train()
    for step, batch in enumerate(itertools.islice(itertools.chain.from_iterable(stages), steps), 1):
        inputs, gold = tensors(batch)
        with torch.autocast("cpu", torch.bfloat16, enabled=half):
            answers = model(**inputs).float()
        loss = nn.functional.cross_entropy(answers.flatten(0, 1), gold.flatten(), label_smoothing=0.05)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        running = 0.98 * running + 0.02 * loss.item()
        if step % 50 == 0:
            print(f"step {step}/{steps} loss {running:.4f} {time.time() - began:.0f}s", flush=True)
        if out and step % 500 == 0:
            torch.save({"model": model.state_dict()}, out)
    if out:
        torch.save({"model": model.state_dict()}, out)


if __name__ == "__main__":
    main()
