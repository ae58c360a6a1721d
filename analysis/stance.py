"""Where a statement stands on a proposition, and where a speaker stands by all that he or she said.

Position is not tone: "a tragic, needless war" and "we will crush them" are both harsh, and stand on opposite sides. So
stance is not read off a lexicon but judged by a pair encoder that sees proposition and statement together (as in
natural language inference; for stance: Allaway and McKeown 2020). `training/stance.py` makes the model,
`analysis/models/stance.md` describes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from analysis.encoder import CLS, SEP, Pieces, encode, session
from analysis.issue import mention
from analysis.records import Article, Issue, Judgement, Statement

if TYPE_CHECKING:
    from analysis.speakers import Voices

LABELS = ("support", "oppose", "neutral", "unrelated")
# What a piece belongs to, read by the model as its token type.
PROPOSITION, CONTEXT, SPEAKER, CUE, CONTENT, TARGET = range(6)
ROLES = 6
_COLON = 1024
_PROPOSITION, _NAME, _CORE, _BEFORE, _AFTER = 32, 10, 72, 24, 8  # most pieces of each part
# Calibration (`training/calibration.py`): logits are divided by the first; the second is then taken off those of the
# sides, since training shows more statements with a side than articles hold.
TEMPERATURE, RARITY = 1.19, 1.18


def said(pieces: Pieces, statement: Statement, name: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The model's input for one statement in its context: `ids` and `roles`, each of shape (n,).

    `pieces` are those of the article, `name` the piece ids of the speaker's name. The parts of the statement are told
    apart by their roles.
    """
    first, last = _inside(pieces, statement.start, statement.end)
    last = min(last, first + _CORE)
    room = _CORE - (last - first)
    left, right = max(0, first - min(_BEFORE, room)), min(len(pieces), last + min(_AFTER, room))
    roles = np.full(right - left, CONTEXT)
    for spans, role in ((statement.content, CONTENT), (statement.source, SPEAKER), (statement.cue, CUE)):
        for span in spans:
            a, b = _inside(pieces, *span)
            roles[max(a - left, 0) : max(b - left, 0)] = role
    name = np.append(name[:_NAME], _COLON) if len(name) else name
    return (
        np.concatenate([name, pieces.ids[left:right], [SEP]]),
        np.concatenate([np.full(len(name), SPEAKER), roles, [CONTEXT]]),
    )


def proposition(text: str) -> tuple[np.ndarray, np.ndarray]:
    """The model's input for a proposition: `ids` and `roles`, each of shape (n,)."""
    ids = np.append(encode(text).ids[:_PROPOSITION], SEP)
    return ids, np.full(len(ids), PROPOSITION)


def join(*parts: tuple[np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Proposition and statement as one input."""
    return np.concatenate([[CLS], *(ids for ids, _ in parts)]), np.concatenate([[CONTEXT], *(r for _, r in parts)])


def _inside(pieces: Pieces, start: int, end: int) -> tuple[int, int]:
    return int(np.searchsorted(pieces.ends, start, "right")), int(np.searchsorted(pieces.starts, end, "left"))


def judge(
    articles: Iterable[Article],
    statements: Sequence[Statement],
    voices: Voices,
    issue: Issue,
) -> list[Judgement]:
    """Where each statement stands on each proposition of the issue, in the order of the statements.

    The three probabilities of a judgement sum to 1; neutral is "about it without a side" and "not about it" together. In
    an article that holds none of the issue's terms all is neutral, and the model isn't asked (`benchmarks/terms.py` measures
    what that misses).
    """
    model, named = session("stance"), mention(issue)
    spoken: dict[str, list[Statement]] = {}
    for statement in statements:
        spoken.setdefault(statement.article, []).append(statement)
    names = {s.id: encode(s.name).ids for s in voices.speakers}
    speaker = {m.statement: names.get(m.speaker, np.zeros(0, np.int64)) for m in voices.mentions}
    targets = {p.key: proposition(p.text) for p in issue.propositions}
    found = []
    for article in articles:
        here = spoken.get(article.id, ())
        if issue.terms and not named.search(article.text):
            found += [Judgement(s.id, key, 0.0, 0.0, 1.0) for s in here for key in targets]
            continue
        pieces = encode(article.text)
        for statement in here:
            words = said(pieces, statement, speaker[statement.id])
            for key, target in targets.items():
                ids, roles = join(target, words)
                (logits,) = model.run(None, {"ids": ids[None], "surface": roles[None]})
                support, oppose, *_ = calibrated(logits[0])
                found.append(Judgement(statement.id, key, support, oppose, 1 - support - oppose))
    return found


def calibrated(logits: np.ndarray, temperature: float = TEMPERATURE, rarity: float = RARITY) -> list[float]:
    """Probabilities of `LABELS` from the model's logits."""
    scaled = logits.astype(np.float64) / temperature
    scaled[:2] -= rarity
    shifted = np.exp(scaled - scaled.max())
    return [float(p) for p in shifted / shifted.sum()]
