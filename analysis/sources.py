"""Sources: how outlets differ in their words, in whom they let speak, and in what those say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd

from analysis.records import SIDED
from analysis.resampling import Floats, adjust, bootstrap, means, percentiles, permutation, permute
from analysis.tables import table
from analysis.terms import Counts, count, membership

Every = Literal["day", "week", "month", "quarter", "year"]
_PERIODS = {"day": "D", "week": "W", "month": "M", "quarter": "Q", "year": "Y"}


def similarity(
    frame: pd.DataFrame,
    by: str = "source",
    *,
    text: str = "text",
    counts: Counts | None = None,
    resamples: int = 199,
    seed: int = 0,
) -> pd.DataFrame:
    """How alike the words of each two outlets are; for what they quote, give the table of statements and `content`.

    `frame` has a row per text, with the words in the column `text` and the outlet in `by`; rows without one are left
    out, and rows of one outlet with the same `article`, where there is such a column, are one text. Each article is a
    TF-IDF vector of length 1 (scikit-learn's, as in `keywords.keywords`, with articles for groups), each outlet the
    mean of its articles.

    `similarity` is the cosine of two means. It grows with the number of articles: two samples of one outlet are less
    alike the smaller they are. `corrected` takes that off: the mean cosine of an article of the one with an article of
    the other, divided by the geometric mean of that of two different articles within the one and within the other.
    1 = as alike as articles of one outlet are, chance may take it above. Its interval comes from drawing articles
    within outlets; both are NaN where an outlet has one article.

    Each pair once, most alike first. Columns: `source`, `other`, `similarity`, `corrected`, `low`, `high`, `articles`,
    `other_articles`.
    """
    if counts is None:
        counts = count(frame[text].fillna(""))
    used = (frame[by].notna() & (frame[by].astype(str) != "")).to_numpy()
    counts = Counts(counts.matrix[np.flatnonzero(used)], counts.terms, counts.words[used])
    articles = frame["article"].to_numpy() if "article" in frame.columns else np.arange(len(frame))
    codes, pairs = pd.factorize(pd.MultiIndex.from_arrays([frame.loc[used, by], articles[used]]))
    labels, members = membership([source for source, _ in pairs])
    sizes = np.diff(members.indptr)
    one, other = np.triu_indices(len(labels), 1)
    low = high = np.zeros(len(one))
    plain = corrected = np.zeros((len(labels), len(labels)))
    if len(one):
        vectors = counts.by(codes)[1].tfidf()
        plain, corrected = _cosines(members, vectors)
        rng = np.random.default_rng(seed)
        again = np.empty((resamples, len(one)))
        for resample in range(resamples):
            drawn = members.astype(float)
            drawn.data = np.concatenate([rng.multinomial(size, np.full(size, 1 / size)) for size in sizes]).astype(float)
            again[resample] = _cosines(drawn, vectors)[1][one, other]
        fewest = np.minimum(sizes[one], sizes[other])
        low, high = np.hstack(
            [percentiles(again[:, [k]], corrected[[one[k]], [other[k]]], int(few), limits=(0, np.inf)) for k, few in enumerate(fewest)]
        )
    names = np.array(labels, dtype=object)
    shown = pd.DataFrame(
        {
            "source": names[one],
            "other": names[other],
            "similarity": plain[one, other],
            "corrected": corrected[one, other],
            "low": low,
            "high": high,
            "articles": sizes[one],
            "other_articles": sizes[other],
        }
    )
    notes = [
        f"Cosine of TF-IDF vectors: {len(pairs)} articles of {len(labels)} groups ({by}), {len(counts.terms)} terms.",
        "Corrected: 1 = as alike as articles of one group are among themselves; 95% intervals from drawing articles.",
    ]
    shown = shown.sort_values("similarity", ascending=False, kind="stable")
    return table(shown, f"Similarity of each {by}, by the words of its {text}", notes)


def _cosines(weights: Any, vectors: Any) -> tuple[Floats, Floats]:
    """Plain and corrected similarity, groups × groups; `weights` is groups × texts, `vectors` texts × terms."""
    sums = weights @ vectors
    products = (sums @ sums.T).toarray().astype(float)
    length = np.sqrt(np.diag(products))
    total = np.asarray(weights.sum(axis=1), dtype=float).ravel()
    squares = weights.multiply(weights)
    number = np.outer(total, total)
    # A text is no evidence of how alike two texts are, nor is one that was drawn twice.
    mean = products.copy()
    mean[np.diag_indices_from(mean)] -= squares @ np.asarray(vectors.multiply(vectors).sum(axis=1)).ravel()
    number[np.diag_indices_from(number)] -= np.asarray(squares.sum(axis=1)).ravel()
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(number > 0, mean / number, np.nan)
        within = np.sqrt(np.where(np.diag(mean) > 1e-12, np.diag(mean), np.nan))
        return products / np.outer(length, length), mean / np.outer(within, within)


def share(
    statements: pd.DataFrame,
    of: str = "speaker",
    *,
    by: str = "source",
    min_statements: int = 3,
    n: int = 100,
    resamples: int = 999,
    seed: int = 0,
) -> pd.DataFrame:
    """What share of each outlet's statements has each value of a column: whom it lets speak, how it has them speak.

    `of` is `speaker` (share of voice; statements of unknown speakers count in the denominator and have no row), `kind`,
    `side` (with the judgements on one proposition), `mode` (direct against indirect), `sort` or `framing` (see `cues.framings`).
    The `n` most frequent values that have `min_statements` in all outlets together get a row. Rows with an empty `source`
    are all outlets together.

    The interval comes from drawing the outlet's articles; `p` tells whether the share of that value differs between
    outlets (any of them; articles are dealt to outlets by chance, 999 times) and is the same in all rows of the value;
    `q` is its false discovery rate over the values. Sorted by source, then share. Columns: `source`, `value`,
    `statements`, `of_statements`, `share`, `low`, `high`, `articles`, `of_articles`, `p`, `q`.
    """
    values = statements[of].fillna("").astype(str)
    times = values[values != ""].value_counts()
    often = times[times >= min_statements].rename_axis("value").reset_index(name="times")
    often = often.sort_values(["times", "value"], ascending=[False, True])
    wanted = sorted(often["value"][:n])
    article = statements.groupby("article")
    shown = values.isin(wanted)
    per_article = pd.crosstab(statements.loc[shown, "article"], values[shown])
    per_article = per_article.reindex(index=article.size().index, columns=wanted, fill_value=0)
    sources = article[by].first().fillna("").astype(str).to_numpy()
    total = article.size().to_numpy(dtype=float)[:, None]
    number = per_article.to_numpy(dtype=float)
    known = sources != ""
    p = permute(number[known], total[known], sources[known].tolist(), resamples=resamples, seed=seed)
    tests = {"p": p, "q": adjust(p)}
    parts = []
    for source in ["", *sorted(set(sources[known]))]:
        there = np.ones(len(sources), dtype=bool) if source == "" else sources == source
        low, high = bootstrap(number[there], total[there], limits=(0, 1), resamples=resamples, seed=seed)
        seen, everything = number[there].sum(axis=0), total[there].sum()
        columns = {
            "value": wanted,
            "statements": seen.astype(int),
            "of_statements": int(everything),
            "share": seen / max(everything, 1),
            "low": low,
            "high": high,
            "articles": np.count_nonzero(number[there], axis=0),
            "of_articles": int(there.sum()),
        }
        part = pd.DataFrame({"source": source, **columns, **tests}, index=range(len(wanted)))
        parts.append(part.sort_values(["share", "value"], ascending=[False, True], kind="stable"))
    notes = [
        f"{len(statements)} statements in {len(sources)} articles of {len(set(sources[known]))} groups ({by}); "
        f"{values[values != ''].nunique() - len(wanted)} rarer values of {of} have no row; statements without "
        f"any count among all: {int((values == '').sum())}.",
        "95% intervals from drawing articles; p from dealing articles to the groups by chance, q over the values.",
    ]
    return table(pd.concat(parts), f"Share of statements by {of}", notes)


_OWN = ("speaker", "sources", "statements", "articles")


def quoted(statements: pd.DataFrame, *, n: int | None = None) -> pd.DataFrame:
    """Who is quoted where: a row for each speaker, a column with the number of statements for each outlet.

    Statements of unknown speakers, or of articles without an outlet, are left out; `n` keeps those in most outlets. Sorted
    by the number of outlets, then of statements. Columns: `speaker`, `sources`, `statements`, `articles`, then the outlets.
    """
    known = statements[(statements["speaker"] != "") & (statements["source"] != "")]
    where = pd.crosstab(known["speaker"], known["source"])
    outlets = where.columns.tolist()
    speaker = known.groupby("speaker")
    where.columns = pd.Index([f"{name} (source)" if name in _OWN else name for name in outlets])
    where.insert(0, "sources", (where > 0).sum(axis=1))
    where.insert(1, "statements", speaker.size())
    where.insert(2, "articles", speaker["article"].nunique())
    shown = where.reset_index().sort_values(["sources", "statements", "speaker"], ascending=[False, False, True], kind="stable")
    shown.columns.name = None
    notes = [f"Statements of {len(where)} speakers in {len(outlets)} outlets; {len(known)} of {len(statements)} statements."]
    return table(shown[:n], "Who is quoted where", notes)


def stance(judgements: pd.DataFrame) -> pd.DataFrame:
    """The judgements that take a side, with `stance`, -1 (oppose) to 1 (support), and `weight`.

    The weight is the probability of a side, P(support) + P(oppose), the stance their difference divided by it; a
    judgement takes a side from a probability of `SIDED` (.4).
    """
    sided = judgements[judgements["support"] + judgements["oppose"] >= SIDED]
    weight = sided["support"] + sided["oppose"]
    return sided.assign(stance=(sided["support"] - sided["oppose"]) / weight, weight=weight)


def across(
    frame: pd.DataFrame,
    value: str = "stance",
    *,
    by: Sequence[str] | None = None,
    of: str = "source",
    resamples: int = 999,
    seed: int = 0,
) -> pd.DataFrame:
    """The same speaker's stance or tone in each outlet.

    `value` is `stance`, with the table of judgements (see `stance`), or a number of the table of statements, such as
    `polarity`. `by` is what is the same (`speaker`, and for a stance `proposition`); with `by=["proposition"]` the outlets
    themselves are compared. Rows where a column of `by` or `of` is empty are left out.

    The mean is over statements, its interval from drawing articles; `p` tells whether the outlets differ (articles are
    dealt to them by chance) and is the same in all their rows, `q` is its false discovery rate over all such tests; all
    NaN where articles are too few. Columns: those of `by`, `source`, the value, `low`, `high`, `statements`,
    `articles`, `p`, `q`.
    """
    rows = stance(frame) if value == "stance" else frame[frame[value].notna()]
    keys = list(by) if by is not None else ["speaker", *(["proposition"] if value == "stance" else [])]
    weight = "weight" if value == "stance" else None
    rows = rows[(rows[[*keys, of]].astype(str) != "").all(axis=1)]
    found = means(rows, [*keys, of], value, weight, resamples=resamples, seed=seed)
    tests = pd.DataFrame(
        [
            (
                *key,
                permutation(
                    part[value],
                    part[of].tolist(),
                    part["article"].tolist(),
                    None if weight is None else part[weight],
                    resamples=resamples,
                    seed=seed,
                ),
            )
            for key, part in rows.groupby(keys, sort=True)
        ],
        columns=[*keys, "p"],
    )
    tests["q"] = adjust(tests["p"])
    notes = [
        f"{len(rows)} of {len(frame)} rows have a {' and a '.join([value, *keys, of])}.",
        "95% intervals from drawing articles; p from dealing articles to the outlets by chance, q over all tests.",
    ]
    return table(found.merge(tests, on=keys, how="left"), f"{value.capitalize()} by {' and '.join(keys)} in each {of}", notes)


def over_time(
    frame: pd.DataFrame,
    value: str = "stance",
    *,
    by: Sequence[str] | None = None,
    every: Every = "month",
    resamples: int = 999,
    seed: int = 0,
) -> pd.DataFrame:
    """A stance or a tone over time: as `across`, for each stretch of time; `by` may have `source` too.

    Columns: those of `by`, `period` (its first day), the value, `low`, `high`, `statements`, `articles`.
    """
    rows = stance(frame) if value == "stance" else frame[frame[value].notna()]
    keys = list(by) if by is not None else ["speaker", *(["proposition"] if value == "stance" else [])]
    rows = rows[rows["date"].notna() & (rows[keys].astype(str) != "").all(axis=1)]
    rows = rows.assign(period=pd.to_datetime(rows["date"]).dt.to_period(_PERIODS[every]).dt.start_time)
    weight = "weight" if value == "stance" else None
    found = means(rows, [*keys, "period"], value, weight, resamples=resamples, seed=seed)
    notes = [f"{len(rows)} of {len(frame)} rows have a date and a {' and a '.join([value, *keys])}, by {every}."]
    return table(found, f"{value.capitalize()} over time", notes)
