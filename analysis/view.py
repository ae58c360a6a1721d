"""What the page of a study shows, in words and plain values: the template only lays it out.

For a large corpus it is a choice: `Limits` says how much, and `View.notes` says what was left out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.cells import table
from analysis.occlusion import Carried
from analysis.passages import Piece, around, pieces
from analysis.positions import evidence
from analysis.quotations import paragraphs
from analysis.records import Article, Span, Statement
from analysis.wording import POSITIONS, UNKNOWN, count, day, opposed, signed

if TYPE_CHECKING:
    from analysis.study import Study

Row = Mapping[Any, Any]
Why = Mapping[tuple[str, str], Sequence[Carried]]
FIRST, ROWS = 4, 12  # statements of a speaker in sight; speakers in the first picture
_MARKS = "\"'“”‘’.,;:!?()—– "


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that a page holds: speakers, statements, articles listed, characters of their texts, rows of a table."""

    speakers: int = 300
    statements: int = 1_000
    articles: int = 500
    characters: int = 800_000
    rows: int = 200


class View:
    """The parts of the page of a study, as the template reads them."""

    def __init__(self, study: Study, limits: Limits, why: Why) -> None:
        self.study, self.limits, self._why = study, limits, why
        self.propositions = [
            {"key": p.key, "label": p.label or p.text, "text": p.text, "opposed": opposed(p)} for p in study.issue.propositions
        ]
        self._names = {p["key"]: p for p in self.propositions}
        self._articles = {a.id: a for a in study.corpus.articles}
        self._judged = {str(k): g.to_dict("records") for k, g in study.judgements.groupby("statement", sort=False)}
        self._places = {(row["speaker_id"], row["proposition"]): row for row in study.positions.to_dict("records")}
        self._changes = {(row["speaker_id"], row["proposition"]): row for row in study.changes.to_dict("records")}
        self._behind: dict[str, list[str]] = {}  # the propositions on which a statement is evidence
        found = evidence(study.corpus.articles, study.spoken, study.voices, study.judged)
        for name, proposition in zip(found["statement"], found["proposition"], strict=True):
            self._behind.setdefault(str(name), []).append(str(proposition))
        self._kept = self._keep(found.groupby("statement")["weight"].max())
        self._ids = set(self._kept["statement"])
        self._spans: dict[str, list[Statement]] = {}
        for statement in study.spoken:
            if statement.id in self._ids:
                self._spans.setdefault(statement.article, []).append(statement)
        self._embedded = self._embed()

    def _keep(self, weight: pd.Series[float]) -> pd.DataFrame:
        """The statements that are shown: all, or of each speaker those that tell most: by weight as evidence."""
        statements = self.study.statements.copy()
        statements["tells"] = statements["statement"].map(weight).fillna(0.0) + statements["relevant"]
        most = self.study.speakers["speaker_id"].head(self.limits.speakers)
        statements = statements[statements["speaker_id"].isin([*most, ""])]
        statements = statements.sort_values(["tells", "probability"], ascending=False, kind="stable")
        sizes = statements.groupby("speaker_id").size()
        most_of_one = range(1, int(sizes.max()) + 1 if len(sizes) else 1)
        each = bisect_right(most_of_one, self.limits.statements, key=lambda n: sizes.clip(upper=n).sum())
        return statements.groupby("speaker_id", sort=False).head(max(each, 1)).head(self.limits.statements)

    def _embed(self) -> set[str]:
        """The articles whose text is on the page: those with most statements shown, as long as there is room."""
        room, chosen = self.limits.characters, set()
        for article in self._listed:
            if len(article.text) <= room:
                room -= len(article.text)
                chosen.add(article.id)
        return chosen

    @cached_property
    def _listed(self) -> list[Article]:
        ranked = sorted(self._articles.values(), key=lambda a: -len(self._spans.get(a.id, ())))
        return ranked[: self.limits.articles]

    @cached_property
    def _speakers(self) -> pd.DataFrame:
        """The speakers who have a card, the most heard first."""
        speakers = self.study.speakers
        return speakers[speakers["speaker_id"].isin(self._kept["speaker_id"])]

    @property
    def notes(self) -> list[str]:
        """What the page leaves out of a large study."""
        study, notes = self.study, []
        if len(self._ids) < len(study.statements):
            notes.append(
                f"This page holds {len(self._ids):,} of {len(study.statements):,} statements, of each speaker those that "
                "tell most. All stand in the table “statements”."
            )
        if len(study.speakers) > self.limits.speakers:
            notes.append(
                f"It has {self.limits.speakers} of {len(study.speakers):,} speakers, the most heard; all stand in the table “speakers”."
            )
        if len(self._embedded) < len(self._articles):
            notes.append(f"It holds the text of {len(self._embedded):,} of {len(self._articles):,} articles.")
        return notes

    @property
    def unlisted(self) -> str:
        """What the list of articles leaves out, if anything."""
        listed, articles = len(self._listed), len(self._articles)
        cut = f"Listed here: {listed:,} of {articles:,}, those with most statements; all stand in the table “articles”."
        return cut if listed < articles else ""

    @property
    def scope(self) -> str:
        """What was read and heard, in a line."""
        table = self.study.articles
        dates, sources = table["date"].dropna(), table["source"][table["source"] != ""].nunique()
        when = "" if dates.empty else day(dates.min())
        if len(dates) and dates.min() != dates.max():
            when += f" to {day(dates.max())}"
        said = f"{count(len(self.study.statements), 'statement')} by {count(len(self.study.speakers), 'speaker')}"
        return " · ".join(filter(None, (f"{count(len(table), 'article')} from {count(sources, 'source')}", when, said)))

    @cached_property
    def _stands(self) -> list[dict[str, Any]]:
        """The speakers with evidence on any proposition, most evidence first."""
        rows = [
            {
                "id": s["speaker_id"],
                "name": s["speaker"],
                "role": _other(s["roles"].split("; ")[0], s["speaker"]),
                "places": [self._place(s["speaker_id"], p) for p in self.propositions],
            }
            for s in self._speakers.to_dict("records")
        ]
        rows = [row for row in rows if any(p["statements"] for p in row["places"])]
        return sorted(rows, key=lambda row: -sum(p["statements"] for p in row["places"]))

    @property
    def stands(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """The rows of the first picture, and those behind it, each from oppose to support on the first proposition."""
        return sorted(self._stands[:ROWS], key=_from_oppose), sorted(self._stands[ROWS:], key=_from_oppose)

    @property
    def silent(self) -> int:
        """How many speakers say nothing that takes a side."""
        return len(self._speakers) - len(self._stands)

    def _place(self, speaker: str, proposition: Row) -> dict[str, Any]:
        """Where a speaker stands on a proposition; places on the axis in per cent from its left end."""
        row = self._places.get((speaker, proposition["key"]), {"position": "unclear", "score": 0.0, "statements": 0})
        said = int(row["statements"])
        spread = said > 0 and not (pd.isna(row["low"]) or pd.isna(row["high"]))
        exact = signed(row["score"]) + (f", 95% interval {signed(row['low'])} to {signed(row['high'])}" if spread else "")
        return {
            **proposition,
            "position": row["position"],
            "word": POSITIONS[row["position"]],
            "score": float(row["score"]),
            "at": _percent(row["score"]),
            "low": _percent(row["low"]) if spread else None,
            "high": _percent(row["high"]) if spread else None,
            "size": 11 + min(said, 10),
            "statements": said,
            "counted": count(said, "statement"),
            "evidence": count(said, "statement") + (f" in {row['articles']} articles" if said and row["articles"] > 1 else ""),
            "exact": exact,
            "change": _change(self._changes.get((speaker, proposition["key"]))),
        }

    @property
    def why(self) -> bool:
        """Whether any judgement shown has words that carry it."""
        return any(spans and name in self._ids for (name, _), spans in self._why.items())

    @property
    def cards(self) -> list[dict[str, Any]]:
        """The speakers, with all that is shown of each; last those statements whose speaker isn't known."""
        own = {str(key): group.to_dict("records") for key, group in self._kept.groupby("speaker_id", sort=False)}
        tones = self.study.tone[self.study.tone["source"] == ""].set_index("speaker")
        cards = []
        for s in self._speakers.to_dict("records"):
            heard = f"{count(s['statements'], 'statement')} in {count(s['articles'], 'article')}"
            tone = _tone(tones.loc[s["speaker"]]) if s["speaker"] in tones.index else ""
            card = {"id": s["speaker_id"], "name": s["speaker"], "also": s["aliases"], "tone": tone}
            card["facts"] = " · ".join(filter(None, (s["kind"], _other(s["roles"], s["speaker"]), s["party"], heard)))
            places = [self._place(s["speaker_id"], p) for p in self.propositions]
            card["places"] = [place for place in places if place["statements"]]
            cards.append(card | self._said(own[s["speaker_id"]]))
        if "" in own:
            facts = f"{count(len(own['']), 'statement')} that nobody could be found for"
            card = {"id": "", "name": UNKNOWN, "also": "", "tone": "", "facts": facts, "places": []}
            cards.append(card | self._said(own[""]))
        return cards

    def _said(self, rows: Sequence[Row]) -> dict[str, Any]:
        said = [self._statement(row) for row in rows]
        return {"first": said[:FIRST], "more": said[FIRST:]}

    def _statement(self, row: Row) -> dict[str, Any]:
        article, name = self._articles[row["article"]], row["statement"]
        spans = next(s for s in self._spans[article.id] if s.id == name)
        within = f"{article.id}-{spans.within}" if spans.within is not None else ""
        judged = [{**j, **self._names[j["proposition"]], **self._carried(article, j)} for j in self._judged.get(name, ())]
        carrying = [(c.start, c.end) for j in judged for c in self._why.get((name, j["key"]), ())]
        return {
            "id": name,
            "article": article.id,
            "source": row["source"],
            "when": day(row["date"]),
            "date": "" if pd.isna(row["date"]) else f"{row['date']:%Y-%m-%d}",
            "sides": " ".join(f"{j['key']}:{j['side']}" for j in judged if j["side"] != "neutral"),
            "behind": self._behind.get(name, []),
            "counts_for": [self._names[key]["text"] for key in self._behind.get(name, ())],
            "taken": [j for j in judged if j["side"] != "neutral"],
            "judged": [{**j, **{k: f"{j[k]:.0%}" for k in ("support", "oppose", "neutral")}} for j in judged],
            "speaker": row["speaker"] or UNKNOWN,
            "within": within if within in self._ids else "",
            "tone": "" if pd.isna(row["polarity"]) else _numbers(row),
            "probability": f"{row['probability']:.0%}",
            "has_text": article.id in self._embedded,
            "pieces": _marked(article.text, around(article.text, spans.start, spans.end), spans, carrying),
            **{key: row[key] for key in ("reason", "said_by", "cue", "content", "mode", "sort")},
        }

    def _carried(self, article: Article, judged: Row) -> dict[str, str]:
        """The words that carry a judgement, each with the probability of its side without them."""
        whole = max(judged["support"], judged["oppose"])
        words = [
            f"“{article.text[c.start : c.end].strip(_MARKS)}” ({max(whole - c.weight, 0):.0%} without)"
            for c in self._why.get((judged["statement"], judged["proposition"]), ())
        ]
        return {"carried": ", ".join(words)}

    @property
    def articles(self) -> list[dict[str, Any]]:
        """The articles in the order they were read, with their texts cut at every statement."""
        speaker = dict(zip(self._kept["statement"], self._kept["speaker"], strict=True))
        counts = dict(zip(self.study.articles["article"], self.study.articles["statements"], strict=True))
        listed = {a.id for a in self._listed}
        shown = []
        for a in self.study.corpus.articles:
            if a.id not in listed:
                continue
            said = self._spans.get(a.id, [])
            text = [pieces(a.text, *span, said) for span in paragraphs(a.text)] if a.id in self._embedded else []
            shown.append(
                {
                    "id": a.id,
                    "title": a.title or (a.text[:80].strip() + "…" if len(a.text) > 80 else a.text.strip() or "(no text)"),
                    "source": a.source,
                    "when": day(a.date),
                    "author": a.author,
                    "path": a.path,
                    "url": a.url if a.url.lower().startswith(("http://", "https://")) else "",
                    "statements": count(int(counts[a.id]), "statement"),
                    "paragraphs": text,
                    "marks": {s.id: {"number": s.index, "speaker": speaker[s.id] or UNKNOWN} for s in said},
                }
            )
        return shown

    @property
    def sources(self) -> list[str]:
        """The outlets, for the filter."""
        return sorted(set(self.study.articles["source"]))

    def table(self, frame: pd.DataFrame, title: str = "") -> dict[str, Any]:
        """A table as the page shows it, no longer than the limit (`analysis.cells.table`)."""
        return table(frame, title, speakers=self._named, sources=self._outlets, most=self.limits.rows)

    @cached_property
    def _named(self) -> dict[str, str]:
        return dict(zip(self.study.speakers["speaker"], self.study.speakers["speaker_id"], strict=True))

    @cached_property
    def _outlets(self) -> set[str]:
        return {a.source for a in self._articles.values() if a.source}


def _marked(text: str, span: Span, statement: Statement, carrying: Sequence[Span]) -> list[tuple[Piece, bool]]:
    """The sentence of a statement in pieces, each with whether it carries a judgement."""
    shown, at = [], span[0]
    for piece in pieces(text, *span, [statement]):
        end = at + len(piece.text)
        cuts = sorted({at, end, *(c for bounds in carrying for c in bounds if at < c < end)})
        for a, b in pairwise(cuts):
            shown.append((replace(piece, text=text[a:b]), any(s <= a and b <= e for s, e in carrying)))
        at = end
    return shown


def _change(row: Row | None) -> str:
    """A speaker's position before and after, and whether they differ by more than chance."""
    if row is None:
        return ""
    found = f"Before {day(row['since'])} {signed(row['before'])}, from then on {signed(row['after'])}"
    if pd.isna(row["p"]):
        return f"{found}: too few articles to tell whether that is a change."
    chance = f"p = {row['p']:.3f}, {row['q']:.3f} corrected for the number of tests"
    return f"{found}: {'a change beyond chance' if row['q'] < 0.05 else 'no change beyond chance'} ({chance})."


def _tone(row: Any) -> str:
    if pd.isna(row["polarity"]):
        return ""
    mood = "positive" if row["polarity"] > 0.05 else "negative" if row["polarity"] < -0.05 else "neutral"
    words = f": {row['words']}" if row["words"] else ""
    return f"Tone (not position): {mood} words, {_numbers(row)}{words}."


def _numbers(row: Any) -> str:
    return f"polarity {signed(row['polarity'])}, subjectivity {row['subjectivity']:.2f}"


def _other(role: str, name: str) -> str:
    """A role that says more than the name does."""
    return "" if role == name else role


def _percent(score: float) -> float:
    return round(50 + 50 * max(-1.0, min(1.0, float(score))), 1)


def _from_oppose(row: Row) -> tuple[bool, bool, float, str]:
    first = row["places"][0]
    return not first["statements"], first["position"] == "unclear", first["score"], row["name"]
