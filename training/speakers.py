"""Learn how much each feature of `analysis.coreference` says about who a pronoun or a description means.

    python training/speakers.py LABELS.jsonl.gz ARTICLES.parquet [OUT.json]

LABELS     one article a line: {"id", "attributions": [{"source", "cue", "content"}], "who": {name: [index, ...]}, "bad"}
ARTICLES   the texts by id (columns id, text)
OUT        where the weights go (default: analysis/models/coreference.json)

Each article is read as it is in use, but wherever a label says who is meant the right candidate is taken, and the
candidates' features are kept. A pronoun always means one of its candidates: its weights come from a logistic regression
on the differences between the right candidate and each other one (a conditional logit, McFadden 1974). A description may
mean none of them: its weights come from a plain logistic regression, with a bias that decides when nobody fits. Printed
is how often the first candidate is right, over articles held out in turn.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from datetime import date as Date
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

from analysis import coreference
from analysis.coreference import FEATURES, Walk
from analysis.mentions import read
from analysis.names import parse, same_person
from analysis.phrases import Phrase
from analysis.quotations import DOUBLE
from analysis.records import Article, Mode, Span, Statement
from analysis.referents import Cast, Referent
from analysis.register import Register

OUT = Path(coreference.__file__).parent / "models" / "coreference.json"
TASKS = ("pronoun", "description", "it", "they", "surname")
FOLDS, ROUNDS = 5, 2


class Taught(Walk):
    """A walk that takes the labelled candidate where there is one, and keeps what it looked like."""

    def __init__(self, article: Article, statements: list[Statement], who: dict[int, str], register: Register) -> None:
        super().__init__(article, statements, register)
        self.who = who
        self.examples: list[tuple[str, np.ndarray, np.ndarray]] = []

    def _choose(
        self, task: str, token: int, candidates: list[Referent], k: int = -1, said: Phrase | None = None,
        female: bool | None = None,
    ) -> Referent | None:  # fmt: skip
        if k < 0:
            k = next((j for j, p in enumerate(self.phrases) if p.name is not None and p.name.first == token), -1)
        if k not in self.who or not self.who[k]:
            return super()._choose(task, token, candidates, k, said, female)
        right = np.array([is_named(r, self.who[k]) for r in candidates])
        rows = np.array(self._features(token, candidates, k, said, female))
        self.examples.append((task, rows, right))
        if right.any():
            return max((r for r, good in zip(candidates, right, strict=True) if good), key=self._last)
        return super()._choose(task, token, candidates, k, said, female) if "bias" not in coreference.weights()[task] else None


def is_named(referent: Referent, name: str) -> bool:
    """Whether a label names this referent."""
    if referent.kind == "person":
        return any(same_person(parse(name), own) for own in referent.names)
    words = set(parse(name.replace("unnamed ", "")).parts) - {"the", "s"}
    own = {w for form in [referent.label, *referent.forms] for w in parse(form).parts}
    return bool(words) and words <= own


def read_labels(labels: Path, texts: Path) -> Iterator[tuple[Article, list[Statement], dict[int, str]]]:
    """The labelled articles; statements that are marked as garbled are left out of what is learned."""
    text = pd.read_parquet(texts, columns=["id", "text"]).set_index("id")["text"]
    with gzip.open(labels, "rt", encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            spans = [
                {part: tuple((s, e) for s, e in a[part]) for part in ("source", "cue", "content")}
                for a in entry["attributions"]
            ]
            statements = [
                Statement(entry["id"], i, mode=_mode(text[entry["id"]], a["content"]), probability=1.0, **a)
                for i, a in enumerate(spans)
            ]
            who = {i: name for name, indices in entry["who"].items() for i in indices}
            article = Article(entry["id"], text[entry["id"]], date=Date.fromisoformat(entry["date"]) if entry["date"] else None)
            yield article, statements, {i: w for i, w in who.items() if i not in entry["bad"]}


def _mode(text: str, content: tuple[Span, ...]) -> Mode:
    return "direct" if all(text[s:e].lstrip()[:1] in DOUBLE for s, e in content) else "indirect"


def fit(task: str, examples: list[tuple[np.ndarray, np.ndarray]]) -> dict[str, float]:
    """Weights by feature name for one task."""
    x, y = [], []
    for rows, right in examples:
        if task == "description":
            x += list(rows)
            y += list(right)
        elif right.any():
            best = rows[right][0]
            for other in rows[~right]:
                x += [best - other, other - best]
                y += [True, False]
    model = LogisticRegression(C=0.3, max_iter=2000, fit_intercept=task == "description")
    model.fit(np.array(x), np.array(y))
    table = {name: round(float(w), 3) for name, w in zip(FEATURES, model.coef_[0], strict=True) if abs(w) >= 0.0005}
    if task == "description":
        table["bias"] = round(float(model.intercept_[0]), 3)
    return table


def accuracy(task: str, table: dict[str, float], examples: list[tuple[np.ndarray, np.ndarray]]) -> list[bool]:
    """For each example whether its first candidate is right (or, for a description, rightly none)."""
    weight = np.array([table.get(name, 0.0) for name in FEATURES])
    correct = []
    for rows, right in examples:
        scores = rows @ weight + table.get("bias", 0.0)
        best = int(scores.argmax())
        none = task == "description" and scores[best] <= 0
        if right.any() or task == "description":
            correct.append(not right.any() if none else bool(right[best]))
    return correct


def main() -> None:
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    out = Path(sys.argv[3]) if len(sys.argv) == 4 else OUT
    data = list(read_labels(Path(sys.argv[1]), Path(sys.argv[2])))
    register = Register((Cast(read(article.text)), article.date) for article, _, _ in data)
    for _ in range(ROUNDS):
        examples: dict[str, list[tuple[int, np.ndarray, np.ndarray]]] = {task: [] for task in TASKS}
        for number, (article, statements, who) in enumerate(data):
            walk = Taught(article, statements, who, register)
            walk.resolutions()
            for task, rows, right in walk.examples:
                examples[task].append((number, rows, right))
        table = {}
        for task in TASKS:
            correct: list[bool] = []
            for fold in range(FOLDS):
                train = [(rows, right) for n, rows, right in examples[task] if n % FOLDS != fold]
                test = [(rows, right) for n, rows, right in examples[task] if n % FOLDS == fold]
                correct += accuracy(task, fit(task, train), test)
            found = sum(bool(right.any()) for _, _, right in examples[task])
            print(f"{task}: {len(examples[task])} examples, right one among them {found}, first is right {np.mean(correct):.3f}")
            table[task] = fit(task, [(rows, right) for _, rows, right in examples[task]])
        out.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
        coreference.weights.cache_clear()


if __name__ == "__main__":
    main()
