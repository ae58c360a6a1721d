"""Adaptation: a judge of one's own, learned from one's own labels on top of the shipped model.

A new kind of issue may word its sides in ways that the shipped model hasn't met. With the statements of some forty
articles labelled by hand (`analysis.annotation`) a logistic regression can put right what the model gets regularly wrong: it sees the
model's probabilities, which proposition they are on and, if that helps, the words or the model's own vectors of them.
Whether it is any better is measured on articles that it hasn't learnt from, and said.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.agreement import compare
from analysis.annotation import machine
from analysis.records import Article, Issue, Judgement, Statement, cut
from analysis.stance import vectors
from analysis.tables import table
from analysis.wording import count

if TYPE_CHECKING:
    from analysis.speakers import Voices
    from analysis.study import Judge, Study

FOLDS, INNER = 5, 3
LEAST = 5  # articles that have a label of each side that there is
STRENGTHS = (0.01, 0.1, 1.0, 10.0)  # of what is learnt: the C of the regression
_TINY = 1e-6
_VECTOR = "vector "
_KEPT = 0.9  # of the vectors' variance
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Adapted:
    """A judge learned from labels: `judge` takes the place of `analysis.stance.judge`, for instance in `Study.of`.

    `comparison` is its table against the shipped model (`agreement.compare`; one = adapted, other = as shipped), each
    label judged by a regression that hasn't seen its article. `better` tells whether that shows it to be better: the
    interval of the difference in F avg lies above 0. `verdict` says it in a sentence.
    """

    comparison: pd.DataFrame
    better: bool
    verdict: str
    model: Any
    base: Judge

    def judge(self, articles: Iterable[Article], statements: Sequence[Statement], voices: Voices, issue: Issue) -> list[Judgement]:
        """Where each statement stands on each proposition, as `analysis.stance.judge` has it.

        A proposition without labels is judged by what was learnt from the others. What is contrary to a proposition plays its
        part in the probabilities that are learnt from, not in the vectors.
        """
        articles = list(articles)
        if not (judged := self.base(articles, statements, voices, issue)):
            return []
        seen = vectors(articles, statements, voices, issue) if "vectors" in self.model["seen"].named_transformers_ else {}
        return _predict(self.model, judged, _features(judged, articles, statements, seen))

    def applied(self, study: Study) -> Study:
        """The same study with the judgements of this judge."""
        judged = self.judge(study.corpus.articles, study.spoken, study.voices, study.issue)
        return replace(study, judged=tuple(judged), judge=self.judge)


def adapt(study: Study, labels: pd.DataFrame, *, resamples: int = 999, seed: int = 0) -> Adapted:
    """Learn from labels of a study's statements, and compare with the judge that the study has.

    `labels` are what `annotation.read` gives (`article`, `statement`, `proposition`, `label`); unrelated is neutral. A
    logistic regression (scikit-learn's) on the log-odds of either side, the proposition, and perhaps either the words of cue
    and content (TF-IDF, apart for each proposition) or the shipped model's vectors; which, and how strongly it is
    regularised, is chosen by log loss in an inner cross-validation. Both cross-validations keep each article in one fold.
    Raises `ValueError` where labels are too few: fewer than five articles, one side only, or a side that there is in fewer
    than five articles; `KeyError` for a label of a statement or proposition that the study doesn't have.
    """
    from sklearn.model_selection import StratifiedGroupKFold

    given = labels.assign(label=labels["label"].replace("unrelated", "neutral"))
    if given["article"].nunique() < FOLDS:
        raise ValueError(f"labels of {count(given['article'].nunique(), 'article')}: to learn from them takes {FOLDS} or more")
    times = given.groupby("label")["article"].nunique().sort_values(ascending=False)
    if len(times) < 2 or times.min() < LEAST:
        counts = ", ".join(f"{label} in {count(n, 'article')}" for label, n in times.items())
        raise ValueError(f"labels: {counts}; to learn from them takes two sides or more, each that there is in {LEAST} articles")
    at = {(j.statement, j.proposition): j for j in study.judged}
    judged = [at[key] for key in zip(given["statement"], given["proposition"], strict=True)]
    labelled = set(given["statement"])
    spoken = [s for s in study.spoken if s.id in labelled]
    rows = _features(judged, study.corpus.articles, spoken, vectors(study.corpus.articles, spoken, study.voices, study.issue))
    sides, groups = given["label"].to_numpy(str), given["article"].to_numpy(str)
    again: list[Judgement] = []
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="The least populated class", category=UserWarning)
        for known, new in StratifiedGroupKFold(FOLDS).split(rows, sides, groups):
            model = _fit(rows.iloc[known], sides[known], groups[known])
            again += _predict(model, [judged[i] for i in new], rows.iloc[new])
        model = _fit(rows, sides, groups)
    own = pd.DataFrame([(j.statement, j.proposition, j.side) for j in again], columns=["statement", "proposition", "label"])
    compared = compare(given, own, machine(study), resamples=resamples, seed=seed)
    verdict, better = _verdict(compared)
    notes = [verdict, "One: adapted, on articles it has not learnt from; other: as the study has it.", *compared.attrs["notes"]]
    return Adapted(table(compared, "Adapted to these labels, and as shipped", notes), better, verdict, model, study.judge)


def _verdict(compared: pd.DataFrame) -> tuple[str, bool]:
    row = compared.set_index("measure").loc["F avg"]
    better, worse = row["low"] > 0, row["high"] < 0
    found = "better than" if better else "worse than" if worse else "not shown to differ from"
    spread = "no interval" if np.isnan(row["low"]) else f"95% interval {row['low']:+.2f} to {row['high']:+.2f}"
    return (
        f"On these {row['labels']:.0f} labels of {row['articles']:.0f} articles the adapted judge is {found} the shipped model: "
        f"F avg {row['one']:.2f} against {row['other']:.2f}, difference {row['difference']:+.2f} ({spread}).",
        bool(better),
    )


def _features(
    judged: Sequence[Judgement], articles: Iterable[Article], statements: Sequence[Statement], seen: Mapping[tuple[str, str], Any]
) -> pd.DataFrame:
    """What the regression sees of each judgement: support and oppose (log-odds against neutral), proposition, words, vectors."""
    texts = {a.id: a.text for a in articles}
    said = {s.id: cut(texts[s.article], s.cue + s.content).casefold() for s in statements if s.article in texts}
    rows = [
        (
            np.log((j.support + _TINY) / (j.neutral + _TINY)),
            np.log((j.oppose + _TINY) / (j.neutral + _TINY)),
            j.proposition,
            " ".join(f"{j.proposition}_{word}" for word in _WORD.findall(said[j.statement])),
            *seen.get((j.statement, j.proposition), ()),
        )
        for j in judged
    ]
    frame = pd.DataFrame(rows)
    return frame.set_axis(["support", "oppose", "proposition", "words", *(f"{_VECTOR}{i}" for i in range(frame.shape[1] - 4))], axis=1)


def _fit(rows: pd.DataFrame, sides: Any, groups: Any) -> Any:
    """The regression that an inner cross-validation by article finds best, learned from all rows."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedGroupKFold
    from sklearn.pipeline import Pipeline

    folds = [(known, new) for known, new in StratifiedGroupKFold(INNER).split(rows, sides, groups) if len(set(sides[known])) > 1]
    found = []
    for more in ("", "words", "vectors"):
        seen = _seen(more)
        matrix = seen.fit_transform(rows)
        for strength in STRENGTHS:
            regression = LogisticRegression(C=strength, max_iter=1000)
            chances = [_chance(regression.fit(matrix[known], sides[known]), matrix[new], sides[new]) for known, new in folds]
            found.append((float(np.mean(np.concatenate(chances))), seen, strength))
    _, seen, strength = max(found, key=lambda choice: choice[0])
    return Pipeline([("seen", seen), ("regression", LogisticRegression(C=strength, max_iter=1000))]).fit(rows, sides)


def _seen(more: str) -> Any:
    """What the regression is shown of the features: probabilities and proposition, and `more`."""
    from sklearn.compose import ColumnTransformer, make_column_selector
    from sklearn.decomposition import PCA
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    shown: list[tuple[str, Any, Any]] = [
        ("probabilities", StandardScaler(), ["support", "oppose"]),
        ("proposition", OneHotEncoder(handle_unknown="ignore"), ["proposition"]),
    ]
    if more == "vectors":
        shown.append((more, PCA(_KEPT), make_column_selector(f"^{_VECTOR}")))
    if more == "words":
        shown.append((more, TfidfVectorizer(token_pattern=r"\S+", ngram_range=(1, 2), sublinear_tf=True), "words"))
    return ColumnTransformer(shown, sparse_threshold=1.0)


def _chance(model: Any, matrix: Any, sides: Any) -> Any:
    """The log probability of each true side; one that the model has never met has next to none."""
    chances = dict(zip(model.classes_, model.predict_proba(matrix).T, strict=True))
    nothing = np.zeros(len(sides))
    return np.log(np.maximum([chances.get(side, nothing)[i] for i, side in enumerate(sides)], _TINY))


def _predict(model: Any, judged: Sequence[Judgement], rows: pd.DataFrame) -> list[Judgement]:
    chances = pd.DataFrame(model.predict_proba(rows), columns=model.classes_)
    support, oppose = (chances[side] if side in chances else np.zeros(len(chances)) for side in ("support", "oppose"))
    return [
        replace(j, support=float(s), oppose=float(o), neutral=1 - float(s) - float(o))
        for j, s, o in zip(judged, support, oppose, strict=True)
    ]
