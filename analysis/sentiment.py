"""Sentiment toward somebody or something named in a sentence, learned from labelled news sentences.

Not position (`analysis.stance`) and not the polarity of the words (`analysis.tone`): how well or badly a sentence speaks of
the thing that is marked in it. The model is the one behind `analysis.stance`, trained for this task as well, on NewsMTSC
(Hamborg and Donnay 2021).
"""

from __future__ import annotations

import math
import re

import numpy as np

from analysis.encoder import CLS, SEP, Pieces, encode, session
from analysis.records import Span, Statement
from analysis.stance import CONTENT, CONTEXT, TARGET

TEMPERATURE = 1.0  # `training/calibration.py` fits it
_TARGET, _TEXT = 12, 110  # most pieces of each part


def marked(pieces: Pieces, target: Span) -> tuple[np.ndarray, np.ndarray]:
    """The model's input for a text and a target in it (character offsets): `ids` and `roles`, each of shape (n,)."""
    first = int(np.searchsorted(pieces.ends, target[0], "right"))
    last = max(first + 1, int(np.searchsorted(pieces.starts, target[1], "left")))
    left = max(0, min(first - _TEXT // 2, len(pieces) - _TEXT))
    roles = np.full(len(pieces), CONTENT)
    roles[first:last] = TARGET
    name = pieces.ids[first : min(last, first + _TARGET)]
    words, roles = pieces.ids[left : left + _TEXT], roles[left : left + _TEXT]
    return (
        np.concatenate([[CLS], name, [SEP], words, [SEP]]),
        np.concatenate([[CONTEXT], np.full(len(name) + 1, TARGET), roles, [CONTEXT]]),
    )


def of(text: str, statement: Statement, terms: re.Pattern[str]) -> float:
    """How a statement speaks of the first of the `terms` (see `analysis.issue.mention`) that it names, -1 badly to 1 well.

    NaN where its content names none of them.
    """
    for start, end in statement.content:
        if found := terms.search(text, start, end):
            good, bad = toward(text[start:end], (found.start() - start, min(found.end(), end) - start))
            return good - bad
    return math.nan


def toward(text: str, target: Span) -> tuple[float, float]:
    """How likely `text` speaks well and badly of what stands at `target`; the rest to 1 is neutral."""
    ids, roles = marked(encode(text), target)
    (logits,) = session("stance").run(None, {"ids": ids[None], "surface": roles[None]})
    scaled = logits[0].astype(np.float64) / TEMPERATURE
    shifted = np.exp(scaled - scaled.max())
    good, bad, *_ = (shifted / shifted.sum()).tolist()
    return good, bad
