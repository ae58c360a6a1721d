"""Learn how much each feature of `analysis.salience` says about who a pronoun or a description means.

    python training/speakers.py LABELS.jsonl.gz [LABELS.jsonl ...] [--texts ARTICLES.parquet] [--out WEIGHTS.json]

LABELS     one article a line: {"id", "attributions": [{"source", "cue", "content"}], "who": {name: [index, ...]}, "bad",
           "date"?, "text"?}
ARTICLES   the texts by id (columns id, text) of the articles that don't bring theirs
WEIGHTS    where the weights go (default: analysis/models/coreference.json)

Each article is read as it is in use, every other one by itself and the rest as part of the corpus that they make, but
wherever a label says who is meant the right candidate is taken, and the candidates' features are kept. The weights come
from a logistic regression on the differences between the right candidate and each other one (a conditional logit, McFadden
1974). He and she, a shared surname, *it* and *they* always mean one of their candidates; a description may mean none, so
there *nobody* is one candidate more. Printed is how often the first candidate is right, over articles held out in turn.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterator, Sequence
from datetime import date as Date
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

from analysis import salience
from analysis.coreference import resolutions
from analysis.names import parse, same_person
from analysis.phrases import Phrase
from analysis.quotations import DOUBLE
from analysis.records import Article, Mode, Span, Statement
from analysis.referents import Referent
from analysis.register import Register
from analysis.salience import FEATURES, Task, features, last_mention, weights
from analysis.scene import Scene

OUT = Path(salience.__file__).parent / "models" / "coreference.json"
TASKS: tuple[Task, ...] = ("pronoun", "holder", "description", "it", "they", "surname")
NEAR = (*FEATURES[:8], "subject", "possessive", "quoted", "spoke last", "spoke before")
USED = {"pronoun": {*FEATURES} - {"known"}, "surname": {*NEAR, "in full", "known"}}
OPEN = ("description",)  # may mean none of the candidates
FOLDS, ROUNDS = 5, 2


class Taught(Scene):
    """A scene that takes the labelled candidate where there is one, and keeps what the candidates looked like."""

    def __init__(self, article: Article, statements: list[Statement], who: dict[int, str]) -> None:
        self.who = who
        super().__init__(article, statements)

    def begin(self) -> None:
        super().begin()
        self.examples: list[tuple[Task, np.ndarray, np.ndarray]] = []

    def choose(
        self, task: Task, token: int, candidates: Sequence[Referent], k: int = -1, said: Phrase | None = None,
        female: bool | None = None,
    ) -> Referent | None:  # fmt: skip
        if k < 0:
            k = next((j for j, p in enumerate(self.phrases) if p.name is not None and p.name.first == token), -1)
        if not self.who.get(k) or not candidates:
            return super().choose(task, token, candidates, k, said, female)
        right = np.array([is_named(r, self.who[k]) for r in candidates])
        rows = np.array(features(task, self.point(token, k, said, female), candidates))
        self.examples.append((task, rows, right))
        if right.any():
            return max((r for r, good in zip(candidates, right, strict=True) if good), key=last_mention)
        return None if task in OPEN else super().choose(task, token, candidates, k, said, female)


def is_named(referent: Referent, name: str) -> bool:
    """Whether a label names this referent."""
    if referent.kind == "person":
        return any(same_person(parse(name), own) for own in referent.names)
    words = set(parse(name.replace("unnamed ", "")).parts) - {"the", "s"}
    own = {w for form in [referent.label, *referent.forms] for w in parse(form).parts}
    return bool(words) and words <= own


def read_labels(labels: Sequence[Path], texts: Path | None) -> Iterator[tuple[Article, list[Statement], dict[int, str]]]:
    """The labelled articles; statements that are marked as garbled are left out of what is learned."""
    stored = pd.read_parquet(texts, columns=["id", "text"]).set_index("id")["text"] if texts else {}
    for path in labels:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
            for entry in map(json.loads, lines):
                text = entry.get("text") or stored[entry["id"]]
                spans = [
                    {part: tuple((s, e) for s, e in a[part]) for part in ("source", "cue", "content")}
                    for a in entry["attributions"]
                ]
                statements = [
                    Statement(entry["id"], i, mode=_mode(text, a["content"]), probability=1.0, **a) for i, a in enumerate(spans)
                ]
                who = {i: name for name, indices in entry["who"].items() for i in indices}
                day = Date.fromisoformat(entry["date"]) if entry.get("date") else None
                yield Article(entry["id"], text, date=day), statements, {i: w for i, w in who.items() if i not in entry["bad"]}


def _mode(text: str, content: tuple[Span, ...]) -> Mode:
    return "direct" if all(text[s:e].lstrip()[:1] in DOUBLE for s, e in content) else "indirect"


def fit(task: str, examples: list[tuple[np.ndarray, np.ndarray]]) -> dict[str, float]:
    """Weights by feature name for one task."""
    differences = []
    for rows, right in examples:
        rows, right = with_nobody(task, rows, right)
        if right.any():
            differences += [rows[right][0] - other for other in rows[~right]]
    used = [name in USED.get(task, FEATURES) for name in FEATURES] + [True] * (task in OPEN)
    x = np.array(differences) * used
    model = LogisticRegression(C=0.3, max_iter=2000, fit_intercept=False)
    model.fit(np.concatenate([x, -x]), np.repeat([1, 0], len(x)))
    names = (*FEATURES, "nobody")
    return {name: round(float(w), 3) for name, w in zip(names, model.coef_[0], strict=False) if abs(w) >= 0.0005}


def with_nobody(task: str, rows: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where a task allows it, nobody is one candidate more, and right where no other is."""
    if task not in OPEN:
        return rows, right
    rows = np.pad(rows, ((0, 1), (0, 1)))
    rows[-1, -1] = 1.0
    return rows, np.append(right, not right.any())


def accuracy(task: str, table: dict[str, float], examples: list[tuple[np.ndarray, np.ndarray]]) -> list[bool]:
    """For each example that has a right candidate whether that one comes first."""
    weight = np.array([table.get(name, 0.0) for name in (*FEATURES, "nobody")])
    correct = []
    for rows, right in examples:
        rows, right = with_nobody(task, rows, right)
        if right.any():
            correct.append(bool(right[int((rows @ weight[: rows.shape[1]]).argmax())]))
    return correct


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", type=Path, nargs="+")
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    scenes = [Taught(*labelled) for labelled in read_labels(args.labels, args.texts)]
    register = Register((scene.cast, scene.article.date) for scene in scenes)
    for number, scene in enumerate(scenes):
        own = register if number % 2 else Register([(scene.cast, scene.article.date)])
        own.introduce(scene.cast, scene.article.date)
    for _ in range(ROUNDS):
        examples: dict[str, list[tuple[int, np.ndarray, np.ndarray]]] = {task: [] for task in TASKS}
        for number, scene in enumerate(scenes):
            genders = [(person, list(person.gender)) for person in scene.cast.persons]
            resolutions(scene)
            for person, gender in genders:
                person.gender = gender
            for task, rows, right in scene.examples:
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
        args.out.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
        weights.cache_clear()


if __name__ == "__main__":
    main()
