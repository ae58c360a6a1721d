"""Where a statement stands on a proposition.

Position is not tone: "a tragic, needless war" and "we will crush them" are both harsh, and stand on opposite sides. So
stance is not read off a lexicon but judged by a pair encoder that sees proposition and statement together (as in
natural language inference; for stance: Allaway and McKeown 2020). `training/stance.py` makes the model,
`analysis/models/stance.md` describes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from analysis.encoder import CLS, SEP, Pieces, encode, session
from analysis.issue import mention
from analysis.records import SIDED, TRACE, Article, Issue, Judgement, Statement

if TYPE_CHECKING:
    from analysis.speakers import Voices

LABELS = ("support", "oppose", "neutral", "unrelated")
# What a piece belongs to, read by the model as its token type.
PROPOSITION, CONTEXT, SPEAKER, CUE, CONTENT, TARGET = range(6)
ROLES = 6
Part = tuple[np.ndarray, np.ndarray]  # word pieces and their roles, each of shape (n,)
_COLON = 1024
_PROPOSITION, _NAME, _CORE, _BEFORE, _AFTER, _OPENING = 32, 10, 80, 40, 10, 24  # most pieces of each part
# Calibration (`training/calibration.py`): logits are divided by the first; the second is then taken off those of the
# sides, since training shows more statements with a side than articles hold.
TEMPERATURE, RARITY = 1.07, 0.85


def said(pieces: Pieces, statement: Statement, name: np.ndarray) -> Part:
    """The model's input for one statement in its context: `ids` and `roles`, each of shape (n,).

    `pieces` are those of the article, `name` the piece ids of the speaker's name. The parts of the statement are told
    apart by their roles. The context is what stands around the statement, and the opening of the article, its headline
    as a rule, without which few would know what "the move" is.
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
    opening = np.append(pieces.ids[: min(_OPENING, left)], SEP)
    return (
        np.concatenate([name, pieces.ids[left:right], [SEP], opening]),
        np.concatenate([np.full(len(name), SPEAKER), roles, np.full(1 + len(opening), CONTEXT)]),
    )


def proposition(text: str) -> Part:
    """The model's input for a proposition: `ids` and `roles`, each of shape (n,)."""
    ids = np.append(encode(text).ids[:_PROPOSITION], SEP)
    return ids, np.full(len(ids), PROPOSITION)


def pose(words: Part, asked: Sequence[Part]) -> dict[str, np.ndarray]:
    """What the model reads: a text, and beside it all that is asked about it, each array of shape (1, n).

    `part` is 0 for the text and 1, 2, ... for what is asked, `places` counts within each. A question attends to the text
    and to itself, the text to itself alone (as in the sparse cross-encoders of Schlatt, Fröbe and Hagen 2024): so one
    reading of the text serves all questions, and no answer depends on what else is asked.
    """
    parts = [(np.append(CLS, ids), np.append(roles[0] if k else CONTEXT, roles)) for k, (ids, roles) in enumerate([words, *asked])]
    return {
        "ids": np.concatenate([ids for ids, _ in parts])[None],
        "roles": np.concatenate([roles for _, roles in parts])[None],
        "places": np.concatenate([np.arange(len(ids)) for ids, _ in parts])[None],
        "part": np.concatenate([np.full(len(ids), k) for k, (ids, _) in enumerate(parts)])[None],
    }


def _inside(pieces: Pieces, start: int, end: int) -> tuple[int, int]:
    return int(np.searchsorted(pieces.ends, start, "right")), int(np.searchsorted(pieces.starts, end, "left"))


def judge(
    articles: Iterable[Article],
    statements: Sequence[Statement],
    voices: Voices,
    issue: Issue,
) -> list[Judgement]:
    """Where each statement stands on each proposition of the issue, in the order of the statements.

    The three probabilities of a judgement sum to 1; neutral is "about it without a side" and "not about it" together. Where a
    proposition has a `contrary` on which a statement takes a side (`SIDED`, a probability of .4), while it is not even evidence of
    one on the proposition itself (`TRACE`, .25), it is judged by the contrary on which it does so most clearly. In an article that
    holds none of the issue's terms all is neutral, and the model isn't asked (`benchmarks/terms.py` measures what that misses).
    """
    named, articles = mention(issue), list(articles)
    asked = [a for a in articles if not issue.terms or named.search(a.text)]
    texts = [text for p in issue.propositions for text in (p.text, *p.contrary)]
    answered = {s.id: iter(logits) for s, logits, _ in _answers(asked, statements, voices, texts)}
    given, found = {a.id for a in articles}, []
    for s in statements:
        if s.article in given:
            answers = answered.get(s.id)
            for p in issue.propositions:
                support, oppose, by = (0.0, 0.0, "") if answers is None else _sides(islice(answers, 1 + len(p.contrary)), p.contrary)
                found.append(Judgement(s.id, p.key, support, oppose, 1 - support - oppose, by))
    return found


def _sides(answers: Iterable[np.ndarray], contrary: Sequence[str]) -> tuple[float, float, str]:
    """For and against, from the model's logits on a proposition and on what is contrary to it; and by which of these, if by any."""
    own, *others = ((support, oppose) for support, oppose, *_ in map(calibrated, answers))
    (oppose, support), by = max(zip(others, contrary, strict=True), key=lambda one: sum(one[0]), default=(own, ""))
    return (support, oppose, by) if sum(own) < TRACE and support + oppose >= SIDED else (*own, "")


def vectors(
    articles: Iterable[Article], statements: Sequence[Statement], voices: Voices, issue: Issue
) -> dict[tuple[str, str], np.ndarray]:
    """How the model sees each statement on each proposition, by their ids: its last layer before the answer, shape (384,).

    What one learns from labels of one's own can build on them (`analysis.adaptation`). The issue's terms play no part, nor
    does what is contrary to a proposition.
    """
    return {
        (s.id, p.key): vector
        for s, _, seen in _answers(articles, statements, voices, [p.text for p in issue.propositions])
        for p, vector in zip(issue.propositions, seen, strict=True)
    }


def _answers(
    articles: Iterable[Article], statements: Sequence[Statement], voices: Voices, texts: Sequence[str]
) -> Iterator[tuple[Statement, np.ndarray, np.ndarray]]:
    """The statements of some articles, each with the model's logits and vectors, a row for each text of a proposition."""
    model = session("stance")
    spoken: dict[str, list[Statement]] = {}
    for statement in statements:
        spoken.setdefault(statement.article, []).append(statement)
    names = {s.id: encode(s.name).ids for s in voices.speakers}
    nobody = np.zeros(0, np.int64)
    speaker = {m.statement: names.get(m.speaker, nobody) for m in voices.mentions}
    targets = [proposition(text) for text in texts]
    for article in articles:
        if article.id in spoken:
            pieces = encode(article.text)
            for statement in spoken[article.id]:
                words = said(pieces, statement, speaker.get(statement.id, nobody))
                logits, seen = model.run(None, pose(words, targets))
                yield statement, logits[0], seen[0]


def calibrated(logits: np.ndarray, temperature: float = TEMPERATURE, rarity: float = RARITY) -> list[float]:
    """Probabilities of `LABELS` from the model's logits."""
    scaled = logits.astype(np.float64) / temperature
    scaled[:2] -= rarity
    shifted = np.exp(scaled - scaled.max())
    return [float(p) for p in shifted / shifted.sum()]
