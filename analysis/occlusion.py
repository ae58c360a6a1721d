"""Why a statement was judged so: the words without which the judgement would have been another.

Occlusion (Zeiler and Fergus 2014; for words: Li, Monroe and Jurafsky 2016, "Understanding Neural Networks through
Representation Erasure"): each phrase is left out in turn and the statement judged again; how far the probability of its
side falls is the weight of the phrase. It is an approximation: what two phrases say both, neither seems to carry, and a
text with a hole is not one that the model has learnt from.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from analysis.positions import evidence
from analysis.records import Judgement, Mention, Span, Statement
from analysis.speakers import Voices
from analysis.tables import table

if TYPE_CHECKING:
    from analysis.study import Progress, Study

PHRASES = 10  # of one content, at most
CARRIES = 0.1  # fall of the probability from which a phrase is said to carry a judgement
SHOWN = 3  # phrases of one judgement, at most
_SAME = 0.02  # probabilities that differ by less are the same judgement: sums come out a little differently in another order
_AROUND = 1000  # characters that are kept of the opening, before and after a statement: more than the judge reads
_WORD = re.compile(r"[^\s—–]+[—–]*|[—–]+")
_ENDS = re.compile(r"[.,;:!?…—–)\]]+[\"'”’»]*$")
_JOINS = frozenset(  # words that begin a phrase
    (
        "about above across after against along although and around as at because before behind below beneath between beyond but "
        "by despite during except for from how if in inside into like near of off on onto or out outside over per since so than "
        "that though through till to toward towards under until unless upon what when where whether which while who whom whose "
        "why with within without"
    ).split()
)
_LEANS = _JOINS | frozenset(  # words that are one phrase with what follows
    (
        "a an the this that these those my your his her its our their some any no not never more most very is are was were be "
        "been being am has have had do does did will would can could may might must shall should don't doesn't didn't won't "
        "can't cannot i we you he she it they there"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Carried:
    """A stretch of an article's text, and how much of a judgement it carries: the fall of the probability without it."""

    start: int
    end: int
    weight: float


def why(study: Study, statement: str, proposition: str) -> pd.DataFrame:
    """The words that carried a judgement: one row per phrase of what is said, and one for the words of saying.

    `statement` is an id, `proposition` a key. Columns: `words`, `part` (cue or content), `weight` (the probability of
    the side, of the likelier one where it takes none, less that without these words: above 0 they carry it, below 0 they
    speak against it), `start` and `end` in the article's text. Most telling first. Raises `KeyError` for a statement or
    proposition that the study doesn't have.
    """
    j = {(j.statement, j.proposition): j for j in study.judged}.get((statement, proposition))
    if j is None:
        raise KeyError(f"no judgement of a statement {statement!r} on a proposition {proposition!r} in this study")
    again, said = _again(study, j), study.statement(statement)
    text, side = study.article(said.article).text, _side(again)
    rows = [
        (text[c.start : c.end], "cue" if (c.start, c.end) in said.cue else "content", c.weight, c.start, c.end)
        for c in _weigh(study, again)
    ]
    notes = [
        f"P({side}) {getattr(again, side):.0%}. Weight: what it loses when the words are left out and the statement is judged again.",
        "An approximation: words that say the same thing twice carry little each.",
    ]
    if not _same(again, j):
        notes.append("The study has another judgement: made by other means, or as the article holds no term of the issue.")
    shown = pd.DataFrame(rows, columns=["words", "part", "weight", "start", "end"])
    return table(shown, f"Why {statement} stands so on {proposition}", notes)


def carried(
    study: Study, n: int = 30, each: int = 2, progress: Progress = lambda items, _: items
) -> dict[tuple[str, str], tuple[Carried, ...]]:
    """The words that carry the judgements that positions rest on most, by statement and proposition.

    Of each speaker on each proposition the `each` heaviest statements that take a side, `n` in all at most; of each the
    phrases with a weight of at least `CARRIES` (.1), at most `SHOWN` (3). A judgement that the study's judge doesn't give again,
    because it was made by other means, is left out.
    """
    behind = evidence(study.corpus.articles, study.spoken, study.voices, study.judged)
    behind = behind.sort_values("weight", ascending=False, kind="stable").groupby(["speaker_id", "proposition"]).head(each).head(n)
    wanted = set(zip(behind["statement"], behind["proposition"], strict=True))
    chosen = [j for j in study.judged if (j.statement, j.proposition) in wanted and j.side != "neutral"]
    found = {}
    for j in progress(chosen, "why"):
        if _same(again := _again(study, j), j):
            found[j.statement, j.proposition] = tuple(c for c in _weigh(study, again) if c.weight >= CARRIES)[:SHOWN]
    return found


def _weigh(study: Study, j: Judgement) -> list[Carried]:
    """Every phrase of a judged statement with its weight, most telling first."""
    said, side = study.statement(j.statement), _side(j)
    text = study.article(said.article).text
    parts = phrases(text, said.content)
    spans = [*said.cue, *(parts if len(parts) > 1 else [])]  # without its only phrase nothing would be said
    ends = [at for span in (*said.source, *said.cue, *said.content) for at in span]
    after, before = min(max(ends) + _AROUND, len(text)), max(min(ends) - _AROUND, _AROUND)
    near = without(*without(text, said, (after, len(text))), (_AROUND, before))
    cut = before - _AROUND
    left = _judge(study, [without(*near, (start - cut, end - cut)) for start, end in spans], j)
    weighed = [Carried(*span, getattr(j, side) - getattr(rest, side)) for span, rest in zip(spans, left, strict=True)]
    return sorted(weighed, key=lambda c: (-c.weight, c.start))


def phrases(text: str, content: Sequence[Span], most: int = PHRASES) -> list[Span]:
    """The content cut into phrases: at marks, before words that begin a phrase, else between words.

    Small words go with what follows. While there are more than `most`, the two that belong together most are joined;
    gaps in the content are never bridged.

    >>> text = "We will never send troops, because it is not our war"
    >>> [text[s:e] for s, e in phrases(text, [(0, len(text))])]
    ['We will never send', 'troops,', 'because it is not our war']
    """
    spans: list[Span] = []
    apart: list[float] = []  # how far each phrase is from the one before
    for start, end in content:
        before = ""
        for match in _WORD.finditer(text, start, end):
            word = match.group()
            spans.append(match.span())
            apart.append(_apart(before, word) if before else math.inf)
            before = word
    while len(spans) > 1:
        i = min(range(1, len(spans)), key=lambda i: (apart[i], spans[i][1] - spans[i - 1][0]))
        if apart[i] == math.inf or (apart[i] > 0 and len(spans) <= most):
            break
        spans[i - 1 : i + 1] = [(spans[i - 1][0], spans[i][1])]
        del apart[i]
    return spans


def _apart(word: str, following: str) -> float:
    bare, after = (w.casefold().replace("’", "'").strip("\"'“”‘(),.;:") for w in (word, following))
    if not any(map(str.isalnum, following)):
        return 0
    if _ENDS.search(word):
        return 3
    if bare in _LEANS or not any(map(str.isalnum, word)):
        return 0
    return 2 if after in _JOINS else 1


def without(text: str, said: Statement, span: Span) -> tuple[str, Statement]:
    """A text without a stretch of it, and the statement's place in it.

    >>> text, said = without("She did not go", Statement("a", 0, ((0, 3),), (), ((4, 14),), "indirect", 1.0), (8, 12))
    >>> text, text[slice(*said.content[0])]
    ('She did go', 'did go')
    """
    start, end = span

    def shifted(spans: tuple[Span, ...]) -> tuple[Span, ...]:
        places = ((at - min(max(at - start, 0), end - start) for at in old) for old in spans)
        return tuple((a, b) for a, b in places if a < b)

    left = replace(said, source=shifted(said.source), cue=shifted(said.cue), content=shifted(said.content))
    return text[:start] + text[end:], left


def _side(j: Judgement) -> str:
    return "support" if j.support >= j.oppose else "oppose"


def _again(study: Study, j: Judgement) -> Judgement:
    """The judgement that the study's judge gives now."""
    said = study.statement(j.statement)
    (again,) = _judge(study, [(study.article(said.article).text, said)], j)
    return replace(again, statement=j.statement)


def _same(one: Judgement, other: Judgement) -> bool:
    return max(abs(one.support - other.support), abs(one.oppose - other.oppose)) < _SAME


def _judge(study: Study, variants: Sequence[tuple[str, Statement]], j: Judgement) -> list[Judgement]:
    """The same judgement of variants of a statement and its text."""
    mention = next(m for m in study.voices.mentions if m.statement == j.statement)
    speakers = tuple(s for s in study.voices.speakers if s.id == mention.speaker)
    article = study.article(study.statement(j.statement).article)
    articles, statements, mentions = [], [], []
    for n, (text, said) in enumerate(variants):
        articles.append(replace(article, id=str(n), text=text))
        statements.append(replace(said, article=str(n)))
        mentions.append(Mention(statements[-1].id, mention.speaker, mention.reason))
    asked = tuple(p for p in study.issue.propositions if p.key == j.proposition)
    issue = replace(study.issue, propositions=asked, terms=())  # a term left out must not silence the judge
    return study.judge(articles, statements, Voices(speakers, tuple(mentions)), issue)
