"""A study: articles and an issue in, tables out. The front door for notebooks and other people's code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from analysis import results
from analysis.articles import read
from analysis.attribution import THRESHOLD, attribute
from analysis.change import changes
from analysis.executor import cores
from analysis.issue import load, mention
from analysis.positions import positions
from analysis.records import Article, Corpus, Issue, Judgement, Speaker, Statement, cut
from analysis.sentiment import named
from analysis.speakers import Voices, identify
from analysis.stance import judge as shipped
from analysis.tables import table
from analysis.tone import score, tone
from analysis.wording import opposed

T = TypeVar("T")
Judge = Callable[[Iterable[Article], Sequence[Statement], Voices, Issue], list[Judgement]]
Progress = Callable[[Iterable[Any], str], Iterable[Any]]


def _silent(items: Iterable[Any], _: str) -> Iterable[Any]:
    return items


@dataclass(frozen=True)
class Study:
    """Who says what in a corpus, and where each stands on an issue.

    Made by `Study.of`. Its tables are `articles`, `statements`, `judgements`, `positions`, `changes`, `speakers`, `facts`,
    `tone`, `skipped` and `cuts`, each a DataFrame with a title and notes in `attrs`, and `named`, with the sentiment of each
    statement that names a term of the issue; `analysis.columns.COLUMNS` documents every column. Beneath them lie the
    records: `corpus`, `spoken` (statements), `voices` (speakers and mentions) and `judged`; `judge` is what judged them.
    """

    corpus: Corpus
    issue: Issue
    voices: Voices
    spoken: tuple[Statement, ...]
    judged: tuple[Judgement, ...]
    judge: Judge = shipped

    @classmethod
    def of(
        cls,
        articles: str | Path | Corpus | Sequence[Article],
        issue: str | Path | Issue | None = None,
        *,
        aliases: Mapping[str, Sequence[str]] | None = None,
        threshold: float | None = None,
        judge: Judge = shipped,
        progress: Progress = _silent,
    ) -> Study:
        """Read, attribute, identify, judge.

        `articles` is a path that `analysis.read` takes, a corpus, or articles; `issue` a shipped name, a path or an
        `Issue`; `aliases` maps canonical names of speakers to other names of theirs, as the table of speakers shows them;
        statements below `threshold` probability (.35 by default) are left out; `judge` takes the place of
        `analysis.stance.judge` and is asked article by article (`analysis.adaptation` makes such); `progress(items, what)`
        may wrap what is worked through, as tqdm does. Works on all cores that the process may use, in threads. Raises what
        `analysis.read` and `analysis.load` raise where a path can't be used at all, `ValueError` where two articles have one id, an
        alias stands for two names or `threshold` is no probability, `TypeError` where a date is no `datetime.date`.

        The results of `analysis.batch` are a path too: they are taken as they are, with the issue they were judged by;
        raises `analysis.results.ResultError` where they are unfinished or were made with something else than is given.
        """
        if threshold is not None and not 0 <= threshold <= 1:
            raise ValueError(f"threshold is {threshold}; it is a probability, from 0 to 1")
        issue = issue if isinstance(issue, Issue) or issue is None else load(issue)
        if isinstance(articles, str | Path) and results.is_result(articles):
            if judge is not shipped:
                raise results.ResultError(f"{articles}: was judged already; load it and apply another judge to the study")
            return results.load(articles, issue, aliases, threshold)
        issue = issue or load()
        if isinstance(articles, str | Path):
            corpus = read(articles)
        else:
            corpus = _checked(articles if isinstance(articles, Corpus) else Corpus(tuple(articles)))
        find = partial(attribute, threshold=THRESHOLD if threshold is None else threshold)
        spoken = tuple(chain.from_iterable(_each(find, corpus.articles, progress, "who said what")))
        voices = identify(corpus.articles, spoken, aliases)
        ask = partial(_judged, judge, _by_article(spoken, voices), issue)
        judged = _each(ask, corpus.articles, progress, "where they stand", threads=judge is shipped)
        return cls(corpus, issue, voices, spoken, tuple(chain.from_iterable(judged)), judge)

    def statement(self, id: str) -> Statement:
        """The statement of this id; raises KeyError."""
        return self._statements[id]

    def article(self, id: str) -> Article:
        """The article of this id; raises KeyError."""
        return self._articles[id]

    @cached_property
    def _statements(self) -> dict[str, Statement]:
        return {s.id: s for s in self.spoken}

    @cached_property
    def _articles(self) -> dict[str, Article]:
        return {a.id: a for a in self.corpus.articles}

    @cached_property
    def _speaker_of(self) -> dict[str, Speaker | None]:
        speakers = {s.id: s for s in self.voices.speakers}
        return {m.statement: speakers.get(m.speaker) for m in self.voices.mentions}

    @cached_property
    def articles(self) -> pd.DataFrame:
        """One row per article that was read."""
        counts = pd.Series([s.article for s in self.spoken], dtype=object).value_counts()
        rows = [
            (a.id, a.source, a.date, a.title, a.author, a.url, a.path, len(a.text), int(counts.get(a.id, 0)))
            for a in self.corpus.articles
        ]
        columns = ["article", "source", "date", "title", "author", "url", "path", "characters", "statements"]
        frame = pd.DataFrame(rows, columns=columns)
        frame["date"] = pd.to_datetime(frame["date"])
        note = f"{len(rows)} articles read, {len(self.corpus.skipped)} skipped."
        return table(frame, "Articles", [note])

    @cached_property
    def statements(self) -> pd.DataFrame:
        """One row per statement: who said what, where, how."""
        reasons = {m.statement: m.reason for m in self.voices.mentions}
        sided = {j.statement for j in self.judged if j.side != "neutral"}
        named = mention(self.issue)
        rows = []
        for s in self.spoken:
            article, speaker = self._articles[s.article], self._speaker_of.get(s.id)
            content = cut(article.text, s.content)
            polarity, subjectivity, _ = score(content)
            rows.append(
                {
                    "statement": s.id,
                    "article": s.article,
                    "source": article.source,
                    "date": article.date,
                    "speaker": speaker.name if speaker else "",
                    "speaker_id": speaker.id if speaker else "",
                    "kind": speaker.kind if speaker else "",
                    "reason": reasons.get(s.id, ""),
                    "mode": s.mode,
                    "sort": s.sort,
                    "said_by": cut(article.text, s.source),
                    "cue": cut(article.text, s.cue),
                    "content": content,
                    "probability": s.probability,
                    "start": s.start,
                    "end": s.end,
                    "relevant": s.id in sided or named.search(content) is not None,
                    "polarity": polarity,
                    "subjectivity": subjectivity,
                }
            )
        frame = pd.DataFrame(rows, columns=STATEMENTS)
        frame["date"] = pd.to_datetime(frame["date"])
        frame["relevant"] = frame["relevant"].astype(bool)
        return table(frame, "Who said what", [f"{len(rows)} statements in {len(self.corpus)} articles."])

    @cached_property
    def judgements(self) -> pd.DataFrame:
        """One row per statement and proposition."""
        rows = []
        for j in self.judged:
            article = self._articles[self._statements[j.statement].article]
            speaker = self._speaker_of.get(j.statement)
            rows.append(
                (j.statement, article.id, article.source, article.date, speaker.name if speaker else "",
                 j.proposition, j.support, j.oppose, j.neutral, j.side, j.contrary)
            )  # fmt: skip
        columns = ["statement", "article", "source", "date", "speaker",
                   "proposition", "support", "oppose", "neutral", "side", "contrary"]  # fmt: skip
        frame = pd.DataFrame(rows, columns=columns)
        frame["date"] = pd.to_datetime(frame["date"])
        note = "Probabilities of each side; neutral includes what is not about the proposition."
        return table(frame, "Where each statement stands", [note, *filter(None, map(opposed, self.issue.propositions))])

    @cached_property
    def positions(self) -> pd.DataFrame:
        """One row per speaker and proposition."""
        return positions(self.corpus.articles, self.spoken, self.voices, self.judged, self.issue)

    @cached_property
    def changes(self) -> pd.DataFrame:
        """One row per speaker and proposition with evidence of two dates or more: before, after, and a test."""
        return changes(self.corpus.articles, self.spoken, self.voices, self.judged, self.issue)

    @cached_property
    def facts(self) -> pd.DataFrame:
        """One row per thing that an article says of a speaker, with the words that say so (`analysis.facts`)."""
        name = {s.id: s.name for s in self.voices.speakers}
        rows = [
            (name[f.speaker], f.speaker, f.about, f.value, f.article, f.date, *f.span)
            for f in self.voices.facts if f.speaker in name
        ]  # fmt: skip
        frame = pd.DataFrame(rows, columns=["speaker", "speaker_id", "about", "value", "article", "date", "start", "end"])
        frame["date"] = pd.to_datetime(frame["date"])
        return table(frame, "What the articles say of each speaker", [f"{len(rows)} facts; a pronoun is the one mostly used."])

    @cached_property
    def named(self) -> pd.DataFrame:
        """One row per statement that names a term of the issue: how it speaks of that (`analysis.sentiment`)."""
        return named(self.corpus.articles, self.spoken, self.issue)

    @cached_property
    def speakers(self) -> pd.DataFrame:
        """One row per speaker, most statements first."""
        said = self.statements[self.statements["speaker_id"] != ""].groupby("speaker_id")
        counts = said.agg(
            statements=("statement", "size"), articles=("article", "nunique"), sources=("source", "nunique"),
            polarity=("polarity", "mean"), subjectivity=("subjectivity", "mean"),
        )  # fmt: skip
        frame = pd.DataFrame(
            [(s.name, s.id, s.kind, "; ".join(s.roles), s.party, "; ".join(s.aliases)) for s in self.voices.speakers],
            columns=["speaker", "speaker_id", "kind", "roles", "party", "aliases"],
        ).merge(counts, how="left", left_on="speaker_id", right_index=True)
        frame = frame.fillna({"statements": 0, "articles": 0, "sources": 0})
        frame = frame.astype({"statements": int, "articles": int, "sources": int})
        frame = frame.sort_values(["statements", "speaker_id"], ascending=[False, True], ignore_index=True)
        return table(frame, "Who speaks", [f"{len(frame)} speakers in {len(self.corpus)} articles."])

    @cached_property
    def tone(self) -> pd.DataFrame:
        """One row per speaker: the tone of what each says about the issue."""
        return tone(self.statements)

    @cached_property
    def skipped(self) -> pd.DataFrame:
        """One row per file or row that was not read, with the reason."""
        rows = [(s.path, s.reason) for s in self.corpus.skipped]
        return table(pd.DataFrame(rows, columns=["path", "reason"]), "What was not read", [f"{len(rows)} skipped."])

    @cached_property
    def cuts(self) -> pd.DataFrame:
        """One row per piece of page furniture that was left out, with the reason."""
        rows = [(a.id, c.text, c.reason) for a in self.corpus.articles for c in a.cuts]
        note = f"{len(rows)} pieces of page furniture."
        return table(pd.DataFrame(rows, columns=["article", "text", "reason"]), "What was cut", [note])


STATEMENTS = ["statement", "article", "source", "date", "speaker", "speaker_id", "kind", "reason", "mode", "sort",
              "said_by", "cue", "content", "probability", "start", "end", "relevant", "polarity", "subjectivity"]  # fmt: skip


def _checked(corpus: Corpus) -> Corpus:
    """The corpus, of articles made by hand: raises ValueError and TypeError for what can't be told apart or put in order."""
    seen: set[str] = set()
    for article in corpus.articles:
        if article.id in seen:
            raise ValueError(f"two articles have the id {article.id!r}; each needs one of its own")
        if not isinstance(article.date, date | None):
            raise TypeError(f"article {article.id!r}: date is {article.date!r}; write datetime.date(2026, 1, 31), or None")
        seen.add(article.id)
    return corpus


def _each(
    work: Callable[[Article], list[T]], articles: Sequence[Article], progress: Progress, what: str, *, threads: bool = True
) -> Iterator[list[T]]:
    """What `work` gives for each article, in order; with `threads` on all cores, as the models don't hold up other threads."""
    if not threads:
        yield from map(work, progress(articles, what))
        return
    pool = ThreadPoolExecutor(cores())
    try:
        for _, found in zip(progress(articles, what), pool.map(work, articles), strict=True):
            yield found
    finally:
        pool.shutdown(cancel_futures=True)


def _by_article(spoken: Sequence[Statement], voices: Voices) -> dict[str, tuple[list[Statement], Voices]]:
    """The statements of each article that has any, and whose they are."""
    speakers = {s.id: s for s in voices.speakers}
    meant = {m.statement: m for m in voices.mentions}
    statements: dict[str, list[Statement]] = {}
    for s in spoken:
        statements.setdefault(s.article, []).append(s)
    found = {}
    for article, own in statements.items():
        mentions = tuple(meant[s.id] for s in own if s.id in meant)
        heard = tuple(speakers[id] for id in dict.fromkeys(m.speaker for m in mentions) if id in speakers)
        found[article] = own, Voices(heard, mentions)
    return found


def _judged(judge: Judge, said: Mapping[str, tuple[list[Statement], Voices]], issue: Issue, article: Article) -> list[Judgement]:
    return judge([article], *said[article.id], issue) if article.id in said else []
