"""Sentiment toward what the issue is about, learned from labelled news sentences.

Not position (`analysis.stance`) and not the polarity of all the words (`analysis.tone`): how well or badly a sentence speaks
of one thing that it names. The model is the one behind `analysis.stance`, which was trained for this task as well, on
NewsMTSC (Hamborg and Donnay 2021), whose targets are persons and groups; here the target is the first word of the
statement that is a term of the issue ("troops", "intervention").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from analysis.encoder import SEP, Pieces, encode, session
from analysis.issue import mention
from analysis.records import Article, Issue, Span, Statement
from analysis.resampling import means
from analysis.stance import CONTENT, CONTEXT, TARGET, Part, calibrated, pose
from analysis.tables import table

_TARGET, _TEXT = 12, 110  # most pieces of each part


def toward(text: str, target: Span) -> tuple[float, float]:
    """How likely `text` speaks well and badly of what stands at `target` (characters); the rest to 1 is neutral."""
    words, name = marked(encode(text), target)
    logits, _ = session("stance").run(None, pose(words, [name]))
    good, bad, *_ = calibrated(logits[0, 0], temperature=1, rarity=0)
    return good, bad


def marked(pieces: Pieces, target: Span) -> tuple[Part, Part]:
    """The model's input for a text and a target in it: the text with the target marked, and the target's words."""
    first = int(np.searchsorted(pieces.ends, target[0], "right"))
    last = max(first + 1, int(np.searchsorted(pieces.starts, target[1], "left")))
    left = max(0, min(first - _TEXT // 2, len(pieces) - _TEXT))
    roles = np.full(len(pieces), CONTENT)
    roles[first:last] = TARGET
    name = pieces.ids[first : min(last, first + _TARGET)]
    words, roles = pieces.ids[left : left + _TEXT], roles[left : left + _TEXT]
    return (
        (np.append(words, SEP), np.append(roles, CONTEXT)),
        (np.append(name, SEP), np.full(len(name) + 1, TARGET)),
    )


def named(articles: Sequence[Article], statements: Iterable[Statement], issue: Issue) -> pd.DataFrame:
    """The statements whose content names a term of the issue, and how each speaks of the first one.

    Columns: `statement`, `target` (the word as printed), `positive`, `negative` (probabilities) and `sentiment` (the one less
    the other, -1 to 1). No rows where the issue has no terms.
    """
    terms, texts = mention(issue), {a.id: a.text for a in articles}
    rows = []
    for s in statements:
        text = texts[s.article]
        hits = ((span, found) for span in s.content if (found := terms.search(text, *span)))
        for (start, end), found in hits:
            good, bad = toward(text[start:end], (found.start() - start, found.end() - start))
            rows.append((s.id, found.group(), good, bad, good - bad))
            break
    return pd.DataFrame(rows, columns=["statement", "target", "positive", "negative", "sentiment"])


def sentiment(
    found: pd.DataFrame, statements: pd.DataFrame, by: Sequence[str] = ("speaker",), *, resamples: int = 999, seed: int = 0
) -> pd.DataFrame:
    """How speakers, or outlets through the speakers they quote, speak of what the issue is about.

    `found` is the table of `named`, `statements` that of `analysis.Study`; `by` is any of its columns. Columns: those of
    `by`, `statements`, `articles`, `sentiment` (mean, -1 badly to 1 well), `low` and `high` (95%, drawing articles).
    """
    joined = found.merge(statements[["statement", "article", *by]], on="statement")
    joined = joined[(joined[list(by)].astype(str) != "").all(axis=1)]
    mean = means(joined, by, "sentiment", resamples=resamples, seed=seed)
    shown = mean.sort_values(["statements", *by], ascending=[False, *[True] * len(by)], kind="stable")
    notes = [
        f"{len(joined)} of {len(statements)} statements name a term of the issue and have {' and '.join(by)}.",
        "Learned sentiment toward the first term named, -1 to 1 (NewsMTSC); neither position nor the tone of all the words.",
    ]
    return table(
        shown[[*by, "statements", "articles", "sentiment", "low", "high"]].reset_index(drop=True),
        f"Sentiment toward the issue by {' and '.join(by)}",
        notes,
    )
