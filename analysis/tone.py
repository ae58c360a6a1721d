"""Tone: how positive or negative, and how personal, the words of a speaker are. It says nothing about their position.

Polarity and subjectivity are TextBlob's (its English lexicon is that of Pattern: De Smedt and Daelemans 2012): each
word of the lexicon has both, modifiers strengthen (`very`), negations turn (`not`), and a text gets the mean. A text
without such words has polarity 0 and subjectivity 0, an empty one none at all. One departure: `n't` is read as `not`,
since TextBlob parts it at the apostrophe before it looks for negations, and takes `isn't good` for good.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

import pandas as pd

from analysis.resampling import means
from analysis.tables import table

Words = tuple[tuple[str, float], ...]
_NOT = re.compile(r"(?<=\w)n['’]t\b", re.IGNORECASE)
_SHOWN = 8


def score(text: str) -> tuple[float, float, Words]:
    """The polarity (-1 to 1) and subjectivity (0 to 1) of a text, and the words that made them, each with its polarity.

    Numbers are NaN for a text without a word.

    >>> score("A tragic war, and not a very good plan")  # doctest: +ELLIPSIS
    (-0.509..., 0.605..., (('tragic', -0.75), ('not very good', -0.2692)))
    >>> score("")
    (nan, nan, ())
    """
    from textblob import TextBlob

    if not any(map(str.isalnum, text)):
        return math.nan, math.nan, ()
    found = TextBlob(_NOT.sub(" not", text)).sentiment_assessments
    words = tuple((" ".join(words), round(float(polarity), 4)) for words, polarity, *_ in found.assessments)
    return float(found.polarity), float(found.subjectivity), words


def scores(contents: Iterable[str]) -> pd.DataFrame:
    """`score` of each text: the columns `polarity`, `subjectivity` and `words`, with the index of a series."""
    index = contents.index if isinstance(contents, pd.Series) else None
    return pd.DataFrame([score(text) for text in contents], columns=["polarity", "subjectivity", "words"], index=index)


def tone(statements: pd.DataFrame, by: Sequence[str] = ("speaker",), *, resamples: int = 999, seed: int = 0) -> pd.DataFrame:
    """The tone of what each speaker says about the issue.

    `statements` is the table of that name; where it has the column `relevant` only those that bear on the issue count.
    `by` is any of its columns, rows where one of them is empty are left out: `("speaker", "source")` gives a row for each
    outlet that lets the speaker speak. The mean is over statements, the interval comes from drawing articles.

    Columns: those of `by` with `kind` after the speaker and `source` (empty = all outlets), then `statements`,
    `articles`, `polarity`, `low`, `high` (of the polarity; empty where the speaker is in one article), `subjectivity`,
    `words` (the words that made the polarity, strongest together first). Sorted by the number of statements,
    most first, then by the columns of `by`.
    """
    wanted = statements[statements["relevant"].astype(bool)] if "relevant" in statements.columns else statements
    named = wanted[(wanted[list(by)].astype(str) != "").all(axis=1) & wanted[list(by)].notna().all(axis=1)]
    scored = named.drop(columns=["polarity", "subjectivity", "words"], errors="ignore").join(scores(named["content"]))
    keys = list(by)
    mean = means(scored, keys, "polarity", resamples=resamples, seed=seed)
    heard = scored[scored["polarity"].notna()].groupby(keys, sort=True)
    mean["subjectivity"] = heard["subjectivity"].mean().to_list()
    mean["words"] = [strongest(words) for _, words in heard["words"]]
    if "speaker" in keys and "kind" in scored.columns:
        mean.insert(keys.index("speaker") + 1, "kind", heard["kind"].first().to_list())
    if "source" not in keys:
        mean.insert(len(mean.columns.intersection([*keys, "kind"])), "source", "")
    labels = [column for column in mean.columns if column in (*keys, "kind", "source")]
    columns = [*labels, "statements", "articles", "polarity", "low", "high", "subjectivity", "words"]
    shown = mean.sort_values(["statements", *keys], ascending=[False, *[True] * len(keys)], kind="stable")[columns]
    left = {
        "don't bear on the issue": len(statements) - len(wanted),
        f"have no {' or '.join(keys)}": len(wanted) - len(named),
        "have no words": int(scored["polarity"].isna().sum()),
    }
    notes = [
        f"{int(mean['statements'].sum())} of {len(statements)} statements"
        + "".join(f"; {number} {reason}" for reason, number in left.items() if number)
        + ".",
        "TextBlob polarity, -1 to 1: the tone of the words, not the position; 95% intervals from drawing articles.",
    ]
    return table(shown, f"Tone by {' and '.join(keys)}", notes)


def strongest(words: Iterable[Words]) -> str:
    """The words that made the polarity of some texts, those that moved it most together first.

    >>> strongest([(("tragic", -0.75), ("new", 0.14)), (("tragic", -0.75), ("plain", 0.0))])
    'tragic -0.75 ×2; new +0.14'
    """
    times = Counter(word for text in words for word in text if word[1])
    ranked = sorted(times.items(), key=lambda item: (-abs(item[0][1]) * item[1], item[0]))
    return "; ".join(f"{word} {value:+.2f}" + (f" ×{n}" if n > 1 else "") for (word, value), n in ranked[:_SHOWN])
