"""Where a speaker stands, from the judgements of single statements.

Evidence is weighed, not counted: a statement counts by how sure it is that it was said and that it takes a side, what
is printed in several outlets counts once, and what a speaker reports of another's view counts for the other. With too
little evidence a speaker is "unclear", which is an answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.records import TRACE, Article, Issue, Judgement, Kind, Position, Statement, cut
from analysis.resampling import interval
from analysis.tables import table
from analysis.wording import opposed

if TYPE_CHECKING:
    from analysis.speakers import Voices

# Chosen on dev, by F avg of speakers found in raw text; `TAKEN` with the seeds in view too.
# Probability that some statement takes the side, from which a speaker may stand on it: more for a body, which is often named where
# somebody else speaks, and for who has no name; most for a group, whose members rarely all say what one sentence says of "lawmakers".
TAKEN: dict[Kind, float] = {"person": 0.25, "organisation": 0.5, "unnamed": 0.5, "group": 0.7}
LEANING = 0.1  # score from which a speaker is on one side
DOUBT = 0.25  # weight of an imagined statement without a side, which draws thin evidence to the middle

_COUNTS = frozenset(
    "some many most more several few all other others half both no two three four five six seven eight nine ten eleven twelve "
    "dozens hundreds thousands about over nearly almost at".split()
)

POSITIONS = ["speaker", "speaker_id", "kind", "proposition",
             "position", "score", "low", "high", "statements", "articles", "weight"]  # fmt: skip


def evidence(
    articles: Sequence[Article], statements: Sequence[Statement], voices: Voices, judgements: Sequence[Judgement]
) -> pd.DataFrame:
    """The statements that bear on a speaker's position, one row per speaker, proposition and statement.

    Columns: statement, article, speaker_id, proposition, lean (-1 oppose … 1 support), weight (0 … 1). Left out are
    judgements with less than `TRACE` (.25) probability of a side, what a speaker merely reports of someone else's view
    (unless that is nobody with a name), a view reported within the same speaker's own statement, and repetitions (the
    same words by the same speaker: the heaviest is kept).
    """
    spoken = {s.id: s for s in statements}
    texts = {a.id: a.text for a in articles}
    speaker = {m.statement: m.speaker for m in voices.mentions}
    reporting = _reporting(statements, speaker, {s.id for s in voices.speakers if s.kind == "unnamed"})
    rows: dict[tuple[str, str, str], dict[str, object]] = {}
    for j in judgements:
        s, who = spoken[j.statement], speaker.get(j.statement, "")
        if not who or j.sided < TRACE or j.statement in reporting:
            continue
        words = " ".join(re.findall(r"\w+", cut(texts[s.article], s.content).casefold()))
        weight = s.probability * j.sided
        row = {
            "statement": s.id,
            "article": s.article,
            "speaker_id": who,
            "proposition": j.proposition,
            "lean": (j.support - j.oppose) / j.sided,
            "weight": weight,
        }
        same = rows.get((who, j.proposition, words))
        if same is None or weight > float(str(same["weight"])):
            rows[who, j.proposition, words] = row
    columns = ["statement", "article", "speaker_id", "proposition", "lean", "weight"]
    return pd.DataFrame(list(rows.values()), columns=columns)


def _reporting(statements: Sequence[Statement], speaker: dict[str, str], nobody: set[str]) -> set[str]:
    """Statements that only pass on another's view, and views that a speaker reports of him- or herself.

    What is told of `nobody` with a name ("the bill would weaken us", "an aide wants war") is not passed on: it stays with
    whoever tells it, and the model judges what it says of them.
    """
    by_id = {(s.article, s.index): s for s in statements}
    found = set()
    for inner in statements:
        if inner.within is None:
            continue
        outer = by_id[inner.article, inner.within]
        if speaker.get(inner.id) in ("", speaker.get(outer.id)):
            found.add(inner.id)
        elif speaker.get(inner.id) not in nobody and inner.end - inner.start >= 0.6 * sum(e - s for s, e in outer.content):
            found.add(outer.id)
    return found


def positions(
    articles: Sequence[Article],
    statements: Sequence[Statement],
    voices: Voices,
    judgements: Sequence[Judgement],
    issue: Issue,
    seed: int = 0,
) -> pd.DataFrame:
    """Where each speaker stands on each proposition of the issue: one row per speaker and proposition.

    Columns: speaker, speaker_id, kind, proposition, position (support, oppose, mixed, unclear), score (-1 oppose … 1
    support: the weighted mean lean, drawn to 0 where evidence is thin), low and high (95% bootstrap interval over
    articles, NaN with fewer than two), statements and articles (those behind the score), weight (of the evidence).
    """
    found = evidence(articles, statements, voices, judgements)
    groups = dict(list(found.groupby(["speaker_id", "proposition"], sort=False)))
    out = []
    for s in voices.speakers:
        for p in issue.propositions:
            out.append((s.name, s.id, s.kind, p.key, *standing(groups.get((s.id, p.key), found.iloc[:0]), s.name, s.kind, seed)))
    return table(pd.DataFrame(out, columns=POSITIONS), f"Where each speaker stands: {issue.name}", notes(issue))


def notes(issue: Issue) -> list[str]:
    """How positions on the issue come about, for readers of a table of them."""
    return [
        f"Evidence: statements with at least {TRACE:.0%} probability of a side; repetitions count once.",
        "Score: weighted mean of P(support) - P(oppose), -1 to 1, drawn to 0 where evidence is thin, and its interval with it.",
        "Interval: 95%, articles drawn with replacement; none for a speaker with evidence in one article.",
        "A side is taken where it is likely enough that at least one statement takes it: "
        f"{TAKEN['person']:.0%} for a person or a group told by where it comes from (senators from Ohio), {TAKEN['organisation']:.0%} "
        f"for an organisation, {TAKEN['unnamed']:.0%} for a voice without a name, {TAKEN['group']:.0%} for another group.",
        f"Support or oppose: that side is taken, and the score is at least {LEANING} to it. Mixed: both sides are taken, and the "
        "score is nearer to 0. Unclear: all else.",
        *filter(None, map(opposed, issue.propositions)),
    ]


def standing(rows: pd.DataFrame, name: str, kind: Kind, seed: int = 0) -> tuple[Position, float, float, float, int, int, float]:
    """What the evidence of one speaker on one proposition amounts to: the last seven columns of `positions`."""
    weight = float(rows["weight"].sum())
    drawn = weight / (weight + DOUBT)  # to 0, the less evidence the more; the interval as far as the score
    score = drawn * float((rows["lean"] * rows["weight"]).sum() / weight) if weight else 0.0
    low, high = (drawn * end for end in interval(
        rows["lean"], rows["article"].tolist(), rows["weight"], limits=(-1.0, 1.0), seed=seed
    ))
    return position_of(rows, score, threshold(name, kind)), score, low, high, len(rows), rows["article"].nunique(), weight


def threshold(name: str, kind: Kind) -> float:
    """The probability of a side, 0 to 1, from which a speaker may stand on it; a group told by where it comes from is one voice.

    >>> threshold("Senators from Morena and PT", "group"), threshold("lawmakers", "group"), threshold("at least 20 men from Ohio", "group")
    (0.25, 0.7, 0.7)
    """
    words = [word for word in name.split() if word.casefold() != "the"]
    comes = any(word.casefold() == "from" and following[0].isupper() for word, following in pairwise(words))
    counted = words[:1] and (words[0].casefold() in _COUNTS or words[0][0].isdigit())
    return TAKEN["person" if kind == "group" and comes and not counted else kind]


def position_of(rows: pd.DataFrame, score: float, threshold: float) -> Position:
    """The position that evidence (`lean`, `weight`) of this score stands for, by the speaker's threshold.

    A side counts as taken where it is likely enough that at least one statement takes it (noisy or: Pearl 1988).
    """
    weight, lean = rows["weight"].to_numpy(float), rows["lean"].to_numpy(float)
    sides = {
        side: 1 - np.prod(1 - weight * (1 + sign * lean) / 2) >= threshold for side, sign in (("support", 1), ("oppose", -1))
    }
    if sides["support"] and score >= LEANING:
        return "support"
    if sides["oppose"] and score <= -LEANING:
        return "oppose"
    return "mixed" if all(sides.values()) else "unclear"
