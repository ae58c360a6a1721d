"""What a report holds beside the tables of a study: the tables that compare, and the figures, each in its section of the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from analysis.study import Study


@dataclass(frozen=True, slots=True)
class Result:
    """A table that compares: its section on the page, the name of its file, the table."""

    section: str
    name: str
    frame: pd.DataFrame


def compare(study: Study) -> list[Result]:
    """The tables that set sources, speakers, words and times side by side, as far as the study has what they need."""
    from analysis.cues import framings
    from analysis.events import coverage, events, reused
    from analysis.keyness import keyness
    from analysis.keywords import keywords, texts
    from analysis.sentiment import sentiment
    from analysis.sources import across, over_time, quoted, share, similarity
    from analysis.terms import count
    from analysis.tone import tone

    statements, judgements, articles = study.statements, study.judgements, texts(study.corpus.articles)
    several = articles["source"][articles["source"] != ""].nunique() > 1
    counts = count(articles["text"])
    found = [Result("keywords", "keywords_by_source", keywords(articles, "source", counts=counts))]
    if len(statements):
        found += [
            Result("keywords", "keywords_by_speaker", keywords(statements, "speaker", text="content")),
            Result("sources", "share_of_voice", share(statements, min_statements=1)),
            Result("sources", "quoted", quoted(statements)),
            Result("sources", "stance_by_source", across(judgements, by=["proposition"])),
            Result("sources", "stance_of_speakers", across(judgements)),
            Result("sources", "tone_by_source", tone(statements, ("source",))),
            Result("sources", "sentiment_by_source", sentiment(study.named, statements, ("source",))),
            Result("sources", "sentiment_by_speaker", sentiment(study.named, statements, ("speaker",))),
            Result("sources", "framing", share(framings(statements), "framing", min_statements=1)),
            Result("time", "over_time", over_time(judgements)),
            Result("time", "changes", study.changes),
        ]
    if several:
        printed = reused(statements, articles, event=events(articles, counts=counts).tolist())
        found += [
            Result("keywords", "keyness_by_source", keyness(articles, "source", n=20, counts=counts)),
            Result("sources", "similarity", similarity(articles, counts=counts)),
            Result("sources", "coverage", coverage(printed)),
            Result("sources", "reused", printed),
        ]
    return [result for result in found if len(result.frame)]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure to be drawn: its section on the page, the name of its files, how; `more` is shown on demand only."""

    section: str
    name: str
    plot: Callable[[], Axes]
    more: bool = False


def drawings(study: Study, frames: Mapping[str, pd.DataFrame]) -> list[Drawing]:
    """The figures of a study, in the order of the page; `frames` are the tables of `compare` by name."""
    from analysis import contrasts, figures

    found = [
        Drawing(section, name, partial(plot, frames[name]))
        for section, name, plot in (
            ("sources", "quoted", figures.speaker_by_source),
            ("sources", "share_of_voice", figures.share_of_voice),
            ("sources", "similarity", figures.similarity),
            ("sources", "coverage", contrasts.coverage),
            ("keywords", "keywords_by_source", figures.keywords_by_source),
            ("keywords", "keyness_by_source", contrasts.keyness),
        )
        if name in frames
    ]
    by_source = frames.get("stance_by_source", pd.DataFrame({"proposition": []}))
    several_days = study.statements["date"].nunique() > 1
    for n, p in enumerate(study.issue.propositions):
        about: dict[str, Any] = {"proposition": p.key, "label": p.label or p.text}
        place = partial(figures.positions, study.positions, **about)
        found.append(Drawing("stand", f"positions_{p.key}", place, more=True))
        if p.key in set(by_source["proposition"]):
            plot = partial(figures.stance_by_source, by_source, **about)
            found.append(Drawing("sources", f"stance_by_source_{p.key}", plot, more=n > 0))
        if several_days:
            plot = partial(figures.timeline, study.judgements, **about)
            found.append(Drawing("time", f"timeline_{p.key}", plot, more=n > 0))
    return found
