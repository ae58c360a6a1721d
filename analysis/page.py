"""The page: a study as one self-contained HTML file, with every number leading to its sentences.

Nothing is fetched: styles, script and pictures stand in the file, and its content security policy forbids the rest.
All that comes from articles is escaped; addresses that are not http or https are not linked.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

import pandas as pd

from analysis.passages import around, pieces
from analysis.positions import evidence
from analysis.quotations import paragraphs
from analysis.style import PALETTE
from analysis.wording import POSITIONS, UNKNOWN, answer, count, day, listed, signed

if TYPE_CHECKING:
    from analysis.study import Study

FIRST, ROWS = 4, 12  # statements of a speaker in sight; speakers in the first picture
_SECTIONS = (
    ("stand", "Who stands where"),
    ("voices", "Speakers"),
    ("sources", "Sources"),
    ("keywords", "Keywords"),
    ("time", "Time line"),
    ("articles", "What was read"),
    ("methods", "Method"),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a large corpus the page holds: the number of speakers and statements, and characters of articles."""

    speakers: int = 300
    statements: int = 2_000
    characters: int = 1_200_000
    rows: int = 200


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure as SVG text; `name` is unique on the page, `label` says what is seen. `more`: shown on demand only."""

    name: str
    label: str
    svg: str
    more: bool = False


def page(
    study: Study,
    pictures: Mapping[str, Sequence[Picture]] | None = None,
    tables: Mapping[str, Sequence[pd.DataFrame]] | None = None,
    *,
    version: str = "",
    limits: Limits = Limits(),
) -> str:
    """The HTML of a study.

    `pictures` and `tables` go by section: `stand`, `sources`, `keywords` or `time`. A table's title and notes are its
    `attrs["title"]` and `attrs["notes"]`. The same study gives the same text.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    templates = Environment(
        loader=PackageLoader("analysis"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {"fragment": _fragment, "query": urlencode}
    css, js = (Markup(_source(templates, name)) for name in ("report.css", "report.js"))
    drawn = {
        section: [{"svg": Markup(inline(p.svg, p.name, p.label)), "more": p.more} for p in (pictures or {}).get(section, ())]
        for section, _ in _SECTIONS
    }
    shown = {section: [_table(t, study, limits) for t in (tables or {}).get(section, ())] for section, _ in _SECTIONS}
    view = _View(study, limits).everything()
    maker = f"newsvoices {version}".strip()
    return templates.get_template("report.html").render(
        **view,
        study=study,
        pictures=drawn,
        tables=shown,
        sections=[(id, label) for id, label in _SECTIONS if id not in shown or drawn[id] or shown[id] or id in _ALWAYS],
        skipped=_table(study.skipped, study, limits, "Skipped: what was not read, and why"),
        cuts=_table(study.cuts, study, limits, "Cut: page furniture that was left out, and why"),
        palette=PALETTE,
        css=css,
        js=js,
        script_hash="sha256-" + base64.b64encode(hashlib.sha256(js.encode()).digest()).decode(),
        maker=maker,
        citation=_citation(study, maker),
    )


_ALWAYS = ("stand", "voices", "articles", "methods")


def inline(svg: str, name: str, label: str) -> str:
    """An SVG file as an element of the page: its ids made its own, its colours those of the page, light or dark."""
    svg = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>", "", svg[svg.index("<svg") :], flags=re.S)
    svg = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{name}-", svg)
    for colour_name, colour in sorted(PALETTE.items(), reverse=True):
        svg = svg.replace(f": {colour}", f": var(--{colour_name})")
    width = re.search(r'width="([\d.]+)pt"', svg)
    svg = re.sub(r' (?:width|height)="[\d.]+pt"', "", svg, count=2)
    size = f' style="--width: {float(width.group(1)) * 4 / 3:.0f}px"' if width else ""
    return svg.replace("<svg", f'<svg role="img" aria-label="{html.escape(label)}"{size}', 1)


class _View:
    """What the template shows, in words and plain values."""

    def __init__(self, study: Study, limits: Limits) -> None:
        self.study, self.limits = study, limits
        self.propositions = [{"key": p.key, "label": p.label or p.text, "text": p.text} for p in study.issue.propositions]
        self.articles = {a.id: a for a in study.corpus.articles}
        self.spans = {s.id: s for s in study.spoken}
        self.judged = {k: g.to_dict("records") for k, g in study.judgements.groupby("statement", sort=False)}
        self.kept = self._keep()
        self.embedded = self._embed()
        self.places = {(row["speaker_id"], row["proposition"]): row for row in study.positions.to_dict("records")}
        self.behind: dict[str, list[str]] = {}  # the propositions that a statement is evidence on
        found = evidence(study.corpus.articles, study.spoken, study.voices, study.judged)
        for statement, proposition in zip(found["statement"], found["proposition"], strict=True):
            self.behind.setdefault(statement, []).append(proposition)

    def everything(self) -> dict[str, Any]:
        study = self.study
        speakers = study.speakers.sort_values(["statements", "speaker"], ascending=[False, True])
        with_card = speakers[speakers["speaker_id"].isin(self.kept["speaker_id"])]
        rows = [self._row(s) for s in with_card.to_dict("records")]
        told = sorted((r for r in rows if r["evidence"]), key=lambda r: -r["evidence"])
        silent = len(rows) - len(told)
        number = (len(study.statements), len(study.articles))
        sentences = [
            answer(study.positions[study.positions["proposition"] == p["key"]], p["text"], len(speakers), number[1])
            for p in self.propositions
        ]
        return {
            "answer": sentences[0],
            "also": sentences[1:],
            "scope": self._scope(),
            "propositions": self.propositions,
            "rows": sorted(told[:ROWS], key=_stand),
            "rest": sorted(told[ROWS:], key=_stand),
            "silent": count(silent, "speaker") if silent else "",
            "silent_one": silent == 1,
            "cards": self._cards(with_card),
            "articles": [self._article(row) for row in study.articles.to_dict("records")],
            "sources": sorted(set(study.articles["source"])),
            "n_articles": count(number[1], "article"),
            "n_statements": count(number[0], "statement"),
            "n_skipped": len(study.skipped) or "none",
            "n_cuts": count(len(study.cuts), "piece"),
            "n_speakers": count(len(speakers), "speaker"),
            "cap_notes": self._cap_notes(speakers),
            "speaker_of": {s: n or UNKNOWN for s, n in self._column("speaker").items()},
            "number_of": {s.id: s.index for s in study.spoken},
        }

    def _column(self, name: str) -> dict[str, Any]:
        return dict(zip(self.study.statements["statement"], self.study.statements[name], strict=True))

    def _keep(self) -> pd.DataFrame:
        """The statements that are shown: all, or of each speaker those that tell most."""
        statements = self.study.statements.copy()
        side = {s: max((1 - j["neutral"] for j in js), default=0.0) for s, js in self.judged.items()}
        statements["tells"] = statements["statement"].map(side).fillna(0.0) + statements["relevant"]
        most = self.study.speakers.sort_values("statements", ascending=False)["speaker_id"].head(self.limits.speakers)
        statements = statements[statements["speaker_id"].isin([*most, ""])]
        statements = statements.sort_values(["tells", "probability"], ascending=False, kind="stable")
        sizes = statements.groupby("speaker_id").size()
        each = int(sizes.max()) if len(sizes) else 0
        while each > 1 and sizes.clip(upper=each).sum() > self.limits.statements:
            each -= 1
        return statements.groupby("speaker_id", sort=False).head(each).head(self.limits.statements)

    def _embed(self) -> set[str]:
        """The articles whose text is on the page: those with most statements shown, as long as there is room."""
        room, chosen = self.limits.characters, set()
        used = self.kept["article"].value_counts()
        for article in sorted(self.articles.values(), key=lambda a: (-used.get(a.id, 0), a.id)):
            if len(article.text) <= room:
                room -= len(article.text)
                chosen.add(article.id)
        return chosen

    def _cap_notes(self, speakers: pd.DataFrame) -> list[str]:
        notes = []
        if len(self.kept) < len(self.study.statements):
            notes.append(
                f"This page holds {len(self.kept):,} of {len(self.study.statements):,} statements, of each speaker those that "
                "tell most. All are in tables/statements.csv."
            )
        if len(speakers) > self.limits.speakers:
            notes.append(
                f"It has {self.limits.speakers:,} of {len(speakers):,} speakers, the most heard. All: tables/speakers.csv."
            )
        if len(self.embedded) < len(self.articles):
            notes.append(f"It holds the text of {len(self.embedded):,} of {len(self.articles):,} articles.")
        return notes

    def _scope(self) -> str:
        table = self.study.articles
        dates = table["date"].dropna()
        when = "" if dates.empty else day(dates.min())
        if len(dates) and dates.min() != dates.max():
            when += f" to {day(dates.max())}"
        sources = table["source"][table["source"] != ""].nunique()
        parts = [f"{count(len(table), 'article')} from {count(sources, 'source')}", when]
        parts.append(f"{count(len(self.study.statements), 'statement')} by {count(len(self.study.speakers), 'speaker')}")
        return " · ".join(p for p in parts if p)

    def _row(self, speaker: Mapping[str, Any]) -> dict[str, Any]:
        places = [self._place(speaker["speaker_id"], p) for p in self.propositions]
        first = places[0]
        return {
            "id": speaker["speaker_id"],
            "name": speaker["speaker"],
            "role": str(speaker["roles"]).split("; ")[0],
            "places": places,
            "evidence": sum(p["statements"] for p in places),
            "order": (not first["statements"], first["position"] == "unclear", first["score"], speaker["speaker"]),
        }

    def _place(self, speaker: str, proposition: Mapping[str, str]) -> dict[str, Any]:
        row = self.places.get((speaker, proposition["key"]))
        empty = {"position": "unclear", "score": 0.0, "low": None, "high": None, "statements": 0, "articles": 0}
        row = row if row is not None and not pd.isna(row["score"]) else empty
        spread = not (pd.isna(row["low"]) or pd.isna(row["high"]))
        exact = signed(row["score"]) + (f", 95% interval {signed(row['low'])} to {signed(row['high'])}" if spread else "")
        statements, articles = int(row["statements"]), int(row["articles"])
        return {
            **proposition,
            "position": row["position"],
            "word": POSITIONS[row["position"]],
            "score": float(row["score"]),
            "at": _percent(row["score"]),
            "low": _percent(row["low"]) if spread else None,
            "high": _percent(row["high"]) if spread else None,
            "size": 11 + min(statements, 10),
            "statements": statements,
            "counted": count(statements, "statement"),
            "evidence": count(statements, "statement") + (f" in {articles} articles" if articles > 1 else ""),
            "exact": exact,
        }

    def _cards(self, speakers: pd.DataFrame) -> list[dict[str, Any]]:
        own = {key: group.to_dict("records") for key, group in self.kept.groupby("speaker_id", sort=False)}
        tones = self.study.tone[self.study.tone["source"] == ""].set_index("speaker")
        cards = []
        for s in speakers.to_dict("records"):
            facts = [s["kind"], *([s["roles"]] if s["roles"] else []), *([s["party"]] if s["party"] else [])]
            facts.append(f"{count(s['statements'], 'statement')} in {count(s['articles'], 'article')}")
            tone = tones.loc[s["speaker"]].to_dict() if s["speaker"] in tones.index else None
            said = [self._statement(row) for row in own[s["speaker_id"]]]
            cards.append(
                {
                    "id": s["speaker_id"],
                    "name": s["speaker"],
                    "facts": " · ".join(facts),
                    "also": s["aliases"],
                    "places": [self._place(s["speaker_id"], p) for p in self.propositions],
                    "tone": _tone_words(tone) if tone else "",
                    "first": said[:FIRST],
                    "more": said[FIRST:],
                }
            )
        if "" in own:
            said = [self._statement(row) for row in own[""]]
            facts_unknown = f"{count(len(said), 'statement')} that nobody could be found for"
            cards.append(
                {"id": "", "name": UNKNOWN, "facts": facts_unknown, "also": "", "places": [], "tone": ""}
                | {"first": said[:FIRST], "more": said[FIRST:]}
            )
        return cards

    def _statement(self, row: Mapping[str, Any]) -> dict[str, Any]:
        article, spans = self.articles[row["article"]], self.spans[row["statement"]]
        names = {p["key"]: p for p in self.propositions}
        judged = [{**j, **names[j["proposition"]]} for j in self.judged.get(row["statement"], ())]
        polarity = row["polarity"]
        return {
            "id": row["statement"],
            "article": row["article"],
            "source": row["source"],
            "when": day(row["date"]),
            "date": "" if pd.isna(row["date"]) else f"{row['date']:%Y-%m-%d}",
            "sides": " ".join(f"{j['key']}:{_side(j)}" for j in judged if _side(j)),
            "behind": " ".join(self.behind.get(row["statement"], ())),
            "taken": [j for j in judged if j["side"] != "neutral"],
            "judged": [{**j, **{k: f"{j[k]:.0%}" for k in ("support", "oppose", "neutral")}} for j in judged],
            "speaker": row["speaker"] or UNKNOWN,
            "tone": "" if pd.isna(polarity) else f"polarity {signed(polarity)}, subjectivity {row['subjectivity']:.2f}",
            "probability": f"{row['probability']:.0%}",
            "has_text": row["article"] in self.embedded,
            "pieces": pieces(article.text, *around(article.text, spans.start, spans.end), [spans]),
            **{k: row[k] for k in ("reason", "said_by", "cue", "content", "mode")},
        }

    def _article(self, row: Mapping[str, Any]) -> dict[str, Any]:
        article = self.articles[row["article"]]
        kept = set(self.kept["statement"])
        said = [s for s in self.study.spoken if s.article == article.id and s.id in kept]
        text = []
        if article.id in self.embedded:
            for start, end in paragraphs(article.text):
                text.append(pieces(article.text, start, end, said))
        return {
            "id": article.id,
            "title": article.title or article.text[:80].strip() + ("…" if len(article.text) > 80 else ""),
            "source": article.source,
            "when": day(row["date"]),
            "author": article.author,
            "path": article.path,
            "url": article.url if urlsplit(article.url).scheme in ("http", "https") else "",
            "statements": count(row["statements"], "statement"),
            "paragraphs": text,
        }


def _table(frame: pd.DataFrame, study: Study, limits: Limits, title: str = "") -> dict[str, Any]:
    """A table's rows as cells; names of speakers, sources and articles, words and counts lead to the statements."""
    ids = dict(zip(study.speakers["speaker"], study.speakers["speaker_id"], strict=True))
    sources = set(study.articles["source"])
    columns = [{"name": str(c).replace("_", " "), "number": pd.api.types.is_numeric_dtype(frame[c])} for c in frame]
    rows = []
    for row in frame.head(limits.rows).to_dict("records"):
        keys = _keys(row, ids, sources)
        rows.append([_cell(str(column), value, keys, sources) for column, value in row.items()])
    notes = [str(note) for note in frame.attrs.get("notes", [])]
    if len(frame) > limits.rows:
        notes.append(f"The first {limits.rows} of {len(frame):,} rows; all are in the CSV file.")
    return {"title": title or frame.attrs.get("title", "Table"), "columns": columns, "rows": rows, "notes": notes}


def _keys(row: Mapping[Any, Any], ids: Mapping[str, str], sources: set[str]) -> dict[str, str]:
    """What of a row the filter of the page can look for, by the row's columns; nothing where it can't tell the row."""
    keys = {}
    for column, value in row.items():
        if column in ("speaker", "value", "group") and value in ids:
            keys[column] = ("speaker", ids[value])
        elif column in ("source", "group") and value in sources:
            keys[column] = ("source", value)
        elif column in ("article", "proposition"):
            keys[column] = (column, str(value))
        elif column == "term":
            keys[column] = ("search", str(value))
        elif column == "period":
            keys[column] = ("from", f"{value:%Y-%m-%d}")
            keys["(end)"] = ("to", f"{value + pd.offsets.MonthEnd(0):%Y-%m-%d}")
        elif column == "value":
            return {}
    return keys


def _cell(column: str, value: Any, keys: Mapping[str, tuple[str, str]], sources: set[str]) -> dict[str, Any]:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if column in keys:
        chosen = [keys[column]]
    elif number and value and column in ("statements", "articles", "count"):
        chosen = [key for key in keys.values() if key[1]]
    elif number and value and column in sources:  # the counts of a speaker, one column a source
        chosen = [*keys.values(), ("source", column)]
    else:
        chosen = []
    return {
        "text": _say(value),
        "number": number,
        "href": "#voices" if chosen else "",
        "filter": urlencode(chosen),
    }


def _side(judged: Mapping[str, Any]) -> str:
    """The side of a judgement, `near` where it leans to either without being likelier than neutral."""
    if judged["side"] != "neutral":
        return str(judged["side"])
    return "near" if judged["support"] + judged["oppose"] >= 0.5 else ""


def _say(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None or pd.isna(value):
        return "–"
    if isinstance(value, pd.Timestamp):
        return day(value)
    if isinstance(value, float) and not value.is_integer():
        return f"{value:.2f}".replace("-", "−")
    return f"{int(value):,}".replace("-", "−") if isinstance(value, (int, float)) else str(value)


def _tone_words(tone: Mapping[str, Any]) -> str:
    if pd.isna(tone["polarity"]):
        return ""
    mood = "positive" if tone["polarity"] > 0.05 else "negative" if tone["polarity"] < -0.05 else "neutral"
    numbers = f"polarity {signed(tone['polarity'])}, subjectivity {tone['subjectivity']:.2f}"
    return f"Tone (not position): {mood} words, {numbers}" + (f"; {tone['words']}" if tone["words"] else "") + "."


def _citation(study: Study, maker: str) -> str:
    sources = sorted({a.source for a in study.corpus.articles if a.source})
    where = listed(sources) if len(sources) <= 6 else f"{len(sources)} sources"
    return f"{maker}, “{study.issue.name}”: {count(len(study.articles), 'article')} from {where}."


def _source(templates: Any, name: str) -> str:
    return str(templates.loader.get_source(templates, name)[0])


def _fragment(id: str) -> str:
    return quote(str(id), safe="") or "-"


def _percent(score: float) -> float:
    return round(50 + 50 * max(-1.0, min(1.0, float(score))), 1)


def _stand(row: Mapping[str, Any]) -> Any:
    return row["order"]
