"""Events: which articles report the same one, and which quotations each outlet carries of it or leaves out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.quotations import quotations
from analysis.resampling import bootstrap
from analysis.tables import table
from analysis.terms import Counts, count, words
from analysis.wording import count as numbered

_RUN = 3  # words in a run; quotations are compared by the runs that they share
_BLOCK = 500  # rows compared with others at once
_COMMON = 50  # a run in more quotations than that is a turn of phrase and joins nothing
Runs = NDArray[np.int64]
Places = NDArray[np.int64]


def events(frame: pd.DataFrame, *, similarity: float = 0.3, days: int = 3, counts: Counts | None = None) -> pd.Series[int]:
    """The number of the event that each article reports.

    `frame` has a row per article with `text` and `date`. Two articles report one event where the cosine of their TF-IDF
    vectors is at least `similarity` and they are no more than `days` apart (an article without a date counts as close
    to all); articles linked through others belong to one event too. `counts` are the terms of the texts, where they were
    counted already (`terms.count`). The result has the index of `frame`; numbers begin at 0.
    """
    if not len(frame):
        return pd.Series([], index=frame.index, dtype=int)
    vectors = (counts or count(frame["text"].fillna(""))).tfidf()
    date = pd.to_datetime(frame["date"])
    undated = date.isna().to_numpy()
    day = date.fillna(pd.Timestamp(0)).to_numpy().astype("datetime64[D]").astype(int)
    in_time = np.argsort(day, kind="stable")
    in_time = in_time[~undated[in_time]]
    everything, dateless = np.arange(len(frame)), np.flatnonzero(undated)
    pairs = [_alike(vectors, dateless[i : i + _BLOCK], everything, similarity) for i in range(0, len(dateless) or 1, _BLOCK)]
    for first in range(0, len(in_time), _BLOCK):
        these = in_time[first : first + _BLOCK]
        end = np.searchsorted(day[in_time], day[these[-1]] + days, side="right")
        one, other = _alike(vectors, these, in_time[first:end], similarity)
        close = np.abs(day[one] - day[other]) <= days
        pairs.append((one[close], other[close]))
    return pd.Series(_joined(pairs, len(frame)), index=frame.index)


def _alike(vectors: Any, these: Places, those: Places, least: float) -> tuple[Places, Places]:
    cosine = (vectors[these] @ vectors[those].T).tocoo()
    near = cosine.data >= least
    return these[cosine.row[near]], those[cosine.col[near]]


def reused(
    statements: pd.DataFrame,
    frame: pd.DataFrame,
    *,
    min_words: int = 5,
    overlap: float = 0.6,
    event: Sequence[int] | None = None,
) -> pd.DataFrame:
    """What one outlet quotes of an event and another leaves out.

    `statements` is the table of that name, `frame` has a row per article with `article`, `source`, `date` and `text`;
    `event` is the event of each (by default `events(frame)`). Quotations are what stands between quotation marks in
    direct and mixed statements, of `min_words` words or more. Two are the same where they share the part `overlap` of
    the runs of three words of the shorter (the overlap coefficient of shingles: Broder 1997), so that a fragment is
    found in the whole; so are two that others in between join. An outlet carries a quotation where one of its articles
    on the event states it, or has that part of its runs anywhere: what was not found as a statement is not left out.

    A row for each quotation, event and outlet that reports the event, for events that two outlets or more report.
    Columns: `quotation`, `words` (its longest form), `speaker`, `event`, `source`, `carried`, `overlap` (part of its
    runs in the article), `article` (the one with most of them; empty where not carried), `statement`,
    `event_articles`. What outlets leave out: `table[~table["carried"]]`.
    """
    frame = frame.reset_index(drop=True)
    number = np.asarray(event if event is not None else events(frame), dtype=int)
    said = _stretches(statements, min_words)
    ids: dict[str, int] = {}
    runs = [_runs(text, ids) for text in said["words"]]
    said["quotation"] = _same(runs, overlap)
    place = {article: i for i, article in enumerate(frame["article"])}
    known = (frame["source"] != "").to_numpy()
    at = np.flatnonzero(known)
    grouped: Any = frame[known].groupby(number[known])
    reports = {int(event): at[own] for event, own in grouped.indices.items()}
    shared = {int(event) for event, outlets in grouped["source"].nunique().items() if outlets > 1}
    texts: dict[int, Runs] = {}
    rows = []
    for quotation, same in said.groupby("quotation", sort=True):
        longest = max(same.index, key=lambda i: (len(runs[i]), -i))
        names = Counter(name for name in same["speaker"] if name)
        stated = {
            place[article]: statement
            for article, statement in zip(same["article"][::-1], same["statement"][::-1], strict=True)
            if article in place
        }
        for this in sorted({int(number[i]) for i in stated} & shared):
            there = pd.Series(reports[this], dtype=int)
            for source, own in there.groupby(frame["source"].loc[there].to_numpy()):
                part = {}
                for i in own:
                    if i not in texts:
                        texts[i] = _runs(str(frame["text"][i]), ids)
                    part[i] = len(np.intersect1d(runs[longest], texts[i])) / len(runs[longest])
                best = max(own, key=lambda i: (i in stated, part[i], -i))
                carried = best in stated or part[best] >= overlap
                article, statement = (frame["article"][best], stated.get(best, "")) if carried else ("", "")
                start = quotation, said["words"][longest], "; ".join(name for name, _ in names.most_common()), this
                rows.append((*start, source, carried, part[best], article, statement, len(own)))
    columns = ["quotation", "words", "speaker", "event", "source", "carried"]
    columns += ["overlap", "article", "statement", "event_articles"]
    shown = pd.DataFrame(rows, columns=columns).astype({"carried": bool})
    notes = [
        f"{len(said)} stretches of {min_words} words or more between quotation marks in {len(statements)} statements are "
        f"{said['quotation'].nunique()} quotations; {shown['quotation'].nunique()} in events of two outlets or more.",
        f"The same: {overlap:.0%} of the runs of {_RUN} words of the shorter.",
    ]
    return table(shown, "Quotations that outlets carry or leave out", notes)


def coverage(carried: pd.DataFrame, *, resamples: int = 999, seed: int = 0) -> pd.DataFrame:
    """How much of what others quote of the events that it reports each outlet has too.

    `carried` is the table of `reused`. Quotations that only one outlet has are counted apart (`alone`): otherwise an
    outlet would seem thorough for quoting what nobody else does. The interval comes from drawing events, which hang
    together as articles do; there is none where an outlet shares one event with others. Sorted by share, then outlet.
    Columns: `source`, `events`, `quotations`, `carried`, `share`, `low`, `high`, `left_out`, `alone`.
    """
    held = carried["carried"].astype(int)
    others = held.groupby([carried["quotation"], carried["event"]]).transform("sum") - held
    rows = []
    for source, own in carried.assign(held=held, others=others).groupby("source", sort=True):
        shared = own[own["others"] > 0].groupby("event")["held"].agg(["sum", "size"])
        had, due = int(shared["sum"].sum()), int(shared["size"].sum())
        low, high = bootstrap(
            shared[["sum"]].to_numpy(float), shared[["size"]].to_numpy(float), limits=(0, 1), resamples=resamples, seed=seed
        )
        alone = int(((own["others"] == 0) & (own["held"] == 1)).sum())
        part = had / due if due else np.nan
        rows.append((source, own["event"].nunique(), due, had, part, float(low[0]), float(high[0]), due - had, alone))
    columns = ["source", "events", "quotations", "carried", "share", "low", "high", "left_out", "alone"]
    shown = pd.DataFrame(rows, columns=columns).sort_values(["share", "source"], ascending=[False, True], kind="stable")
    kinds = " of ".join(numbered(carried[kind].nunique(), kind) for kind in ("quotation", "event"))
    notes = [
        f"{kinds} that two outlets or more report.",
        "Share: of the quotations that another outlet carries of an event which both report; 95% intervals from drawing events.",
    ]
    return table(shown, "How much of what others quote each outlet carries", notes)


def _stretches(statements: pd.DataFrame, min_words: int) -> pd.DataFrame:
    """The quoted stretches of statements that are long enough: `words`, `article`, `statement`, `speaker`."""
    rows = []
    for row in statements[statements["mode"].isin(["direct", "mixed"])].itertuples():
        content = str(row.content)
        inner = [content[q.inner_start : q.inner_end] for q in quotations(content)]
        for stretch in inner or ([content] if row.mode == "direct" else []):
            if sum(1 for *_, word in words(stretch) if word) >= max(min_words, _RUN):
                rows.append((stretch.strip(), row.article, row.statement, row.speaker))
    return pd.DataFrame(rows, columns=["words", "article", "statement", "speaker"])


def _runs(text: str, ids: dict[str, int]) -> Runs:
    """The distinct runs of three words of a text, as numbers; the words get theirs from `ids`."""
    at = np.array([ids.setdefault(word, len(ids)) for *_, word in words(text) if word], dtype=np.int64)
    return np.unique((at[:-2] << 42) | (at[1:-1] << 21) | at[2:])  # two million words at most


def _same(runs: Sequence[Runs], overlap: float) -> Places:
    """The number of the quotation that each set of runs is a form of."""
    from scipy.sparse import csr_matrix

    if not runs:
        return np.zeros(0, dtype=np.int64)
    size = np.array([len(own) for own in runs])
    column, times = np.unique(np.concatenate(runs), return_inverse=True, return_counts=True)[1:]
    shape = len(runs), len(times)
    has = csr_matrix((np.ones(len(column), np.int32), column, np.concatenate([[0], np.cumsum(size)])), shape=shape)
    telling = has[:, np.flatnonzero(times <= _COMMON)]
    pairs = []
    for first in range(0, len(runs), _BLOCK):
        shared = (telling[first : first + _BLOCK] @ telling.T).tocoo()
        one, other = shared.row + first, shared.col
        near = shared.data >= overlap * np.minimum(size[one], size[other])
        pairs.append((one[near], other[near]))
    return _joined(pairs, len(runs))


def _joined(pairs: Sequence[tuple[Places, Places]], number: int) -> Places:
    """The connected component of each of so many things, from pairs that belong together."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    one, other = (np.concatenate(side) for side in zip(*pairs, strict=True))
    graph = coo_matrix((np.ones(len(one)), (one, other)), shape=(number, number))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)
