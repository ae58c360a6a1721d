"""Keywords: which words and phrases mark an article, a speaker or an outlet, and where they stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

import numpy as np
import pandas as pd

from analysis.passages import around
from analysis.records import Article, Span
from analysis.tables import table
from analysis.terms import Counts, count, words

_COVERED = 2 / 3


def texts(articles: Iterable[Article]) -> pd.DataFrame:
    """A row for each article with its whole text: `article`, `source`, `date`, `title`, `text`."""
    rows = [(a.id, a.source, a.date, a.title, a.text) for a in articles]
    return pd.DataFrame(rows, columns=["article", "source", "date", "title", "text"])


def keywords(
    frame: pd.DataFrame | pd.Series[Any],
    by: str,
    *,
    text: str = "text",
    n: int | None = 10,
    min_count: int = 2,
    phrases: bool = True,
    stop_words: Collection[str] | None = None,
    counts: Counts | None = None,
) -> pd.DataFrame:
    """The terms with the highest TF-IDF of each group.

    `frame` has a row per text, with the words in the column `text` (`content` for statements) and the group in the
    column `by`: `article`, `speaker`, `source` or any other; rows without a group are left out. A series of texts has
    its groups in the index. All texts of a group are one document. `terms.count` says what a term is; give its result
    for the same rows as `counts` where they are counted already.

    With c the times group g has term t, N groups, and d the groups that have t,

        tfidf(t, g) = c · (ln((1 + N) / (1 + d)) + 1), divided by the Euclidean norm of all terms of g.

    This is scikit-learn's `TfidfTransformer`. It departs from the textbook's c · ln(N / d) (Manning, Raghavan and
    Schütze 2008, 6.2) in three ways: 1 is added to N and d, as if one more group had every term once; 1 is added to the
    logarithm, so that a term that all groups have counts little instead of nothing; and the norm makes groups of
    different length comparable. With two or three groups the logarithm says little: use `keyness.keyness`.

    Terms that a group has fewer than `min_count` times don't become its keywords (once is enough where no term reaches
    that), and a word gives way to a phrase with it that has at least two thirds of its occurrences in the group.
    Sorted by group, weight and term. Columns: `group`, `term`, `tfidf`, `count`, `group_words`, `texts_with_term`,
    `group_texts`, `groups_with_term`, `groups`.

    >>> spoken = pd.Series({"a": "Peace now, peace!", "b": "War or peace? War."})
    >>> keywords(spoken, "side", n=1)[["group", "term", "count"]].values.tolist()
    [['a', 'peace', 2], ['b', 'war', 2]]
    """
    if isinstance(frame, pd.Series):
        frame = frame.rename(text).rename_axis(by).reset_index()
    for column in (by, text):
        if column not in frame.columns:
            raise ValueError(f"no column {column!r} to take keywords from: {', '.join(map(str, frame.columns))}")
    if counts is None:
        counts = count(frame[text].fillna(""), phrases=phrases, stop_words=stop_words)
    named = (frame[by].notna() & (frame[by].astype(str) != "")).to_numpy()
    counts = Counts(counts.matrix[np.flatnonzero(named)], counts.terms, counts.words[named])
    labels = frame.loc[named, by].tolist()
    groups, grouped = counts.by(labels)
    with_term = counts.presence().by(labels)[1].matrix
    sizes = Counter(labels)
    spread = np.bincount(grouped.matrix.indices, minlength=len(counts.terms))

    rows = []
    weights = grouped.tfidf()
    for i, group in enumerate(groups):
        inside = slice(grouped.matrix.indptr[i], grouped.matrix.indptr[i + 1])
        at, times, weight = grouped.matrix.indices[inside], grouped.matrix.data[inside], weights.data[inside]
        terms, texts_with = counts.terms[at], with_term.data[inside]
        for j in _best(terms, times, weight, n, min_count):
            row = terms[j], weight[j], times[j], grouped.words[i], texts_with[j], sizes[group]
            rows.append((group, *row, spread[at[j]], len(groups)))
    columns = ["group", "term", "tfidf", "count", "group_words", "texts_with_term"]
    columns += ["group_texts", "groups_with_term", "groups"]
    notes = [
        f"TF-IDF over {len(groups)} groups ({by}) of {len(labels)} texts with {int(counts.words.sum())} words; "
        f"{int((~named).sum())} texts without {by} are left out.",
        f"Words without stop words{', and collocations of two' if phrases else ''}, at least {min_count} times in the "
        "group where any term is; a word gives way to a phrase that has two thirds of its occurrences.",
    ]
    return table(pd.DataFrame(rows, columns=columns), f"Keywords by {by}", notes)


def _best(terms: Any, times: Any, weight: Any, n: int | None, least: int) -> list[int]:
    """The places of a group's keywords, best first."""
    enough = np.flatnonzero(times >= min(least, times.max(initial=0)))
    if n is not None and len(enough) > 8 * n:  # the rest can't be among the best
        enough = enough[weight[enough] >= np.partition(weight[enough], -8 * n)[-8 * n]]
    ranked = enough[np.lexsort((terms[enough].astype(str), -weight[enough].round(12)))]
    kept: list[int] = []
    pool = ranked if n is None else ranked[: 4 * n]
    phrases = [(set(terms[j].split()), times[j]) for j in pool if " " in terms[j]]
    for j in pool:
        if not any(terms[j] in parts and often >= _COVERED * times[j] for parts, often in phrases):
            kept.append(int(j))
    return kept[:n]


def concordance(
    articles: Iterable[Article] | pd.DataFrame,
    term: str,
    *,
    width: int = 60,
    statements: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Every occurrence of a term with the words around it (keyword in context).

    `articles` are records or a table with the columns `article`, `text` and, optionally, `source`. The term is found
    as it is counted: whatever the case, a possessive `'s` apart, never across punctuation; a term of any number of
    words will do. `width` is the number of characters on either side. With a table of `statements` only what stands in
    the content of one is shown, with its `statement` and `speaker`: give those of a speaker for the keywords of that
    speaker.

    Sorted as the articles are. Columns: `article`, `source`, `start`, `end` (characters of the article's text), `left`,
    `keyword`, `right`, `sentence` (the whole of it); with `statements` also `statement` and `speaker`.

    >>> one = Article("1", "“No war,” she said. War’s cost is a war-time cost.")
    >>> concordance([one], "war", width=6)[["start", "left", "keyword", "right"]].values.tolist()
    [[4, '“No ', 'war', ',” she'], [20, 'said. ', 'War', '’s cos']]
    """
    sought = [word for _, _, word in words(term)]
    if not all(sought) or not sought:
        raise ValueError(f"{term!r} is no word or phrase to look for")
    plainest = max(re.findall("[a-z]{3,}", " ".join(sought)), key=len, default="")  # a text without it needs no reading
    frame = articles if isinstance(articles, pd.DataFrame) else texts(articles)
    sources = frame["source"] if "source" in frame.columns else [""] * len(frame)
    rows = []
    for article, source, text in zip(frame["article"], sources, frame["text"], strict=True):
        if plainest not in text.lower():
            continue
        found = list(words(text))
        plain = [word for _, _, word in found]
        for i in range(len(found) - len(sought) + 1):
            if plain[i : i + len(sought)] == sought:
                start, end = found[i][0], found[i + len(sought) - 1][1]
                beside = text[max(0, start - width) : start], text[start:end], text[end : end + width]
                sentence = text[slice(*around(text, start, end))]
                rows.append((article, source, start, end, *(" ".join(part.split("\n")) for part in (*beside, sentence))))
    shown = pd.DataFrame(rows, columns=["article", "source", "start", "end", "left", "keyword", "right", "sentence"])
    notes = [f"{len(shown)} occurrences in {shown['article'].nunique()} of {len(frame)} articles."]
    if statements is not None:
        of = dict(zip(frame["article"], frame["text"], strict=True))
        columns = ["statement", "article", "speaker", "content", "start", "end"]
        near = statements.loc[statements["article"].isin(set(shown["article"])), columns]
        spans = [
            (name, article, speaker, *span)
            for name, article, speaker, content, start, end in near.itertuples(index=False)
            for span in _content(of[article], content, start, end)
        ]
        said = pd.DataFrame(spans, columns=["statement", "article", "speaker", "start_of", "end_of"])
        both = shown.merge(said, on="article")
        inside = (both["start"] >= both["start_of"]) & (both["end"] <= both["end_of"])
        shown = both[inside].drop(columns=["start_of", "end_of"])
        notes.append(f"Only in what {len(statements)} statements say: {len(shown)}.")
    return table(shown, f"“{term}” in context", notes)


def _content(text: str, content: str, start: int, end: int) -> list[Span]:
    """Where the content of a statement stands in the article: its pieces are joined by an ellipsis (`records.cut`)."""
    spans: list[Span] = []
    at = start
    for piece in content.split(" … "):
        found = text.find(piece, at, end)
        if piece and found >= 0:
            at = found + len(piece)
            spans.append((found, at))
    return spans
