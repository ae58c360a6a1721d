"""Tables: results with a title and notes, the dictionary of all their columns, and files that are safe to open."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from importlib.util import find_spec
from pathlib import Path

import pandas as pd

_ARTICLE = {"article": "id of the article", "source": "the outlet that published it; empty where nothing says which"}
_STATEMENT = {"statement": "id of the statement: article and number", **_ARTICLE, "date": "when it was published"}
_SPEAKER = {"speaker": "canonical name of who speaks; empty where unknown", "speaker_id": "the speaker's id"}
_KIND = {"kind": "person, group, organisation or unnamed"}
_INTERVAL = {
    "low": "lower end of the 95% interval from drawing articles; empty where it can't be said",
    "high": "upper end of that interval",
}
_EVIDENCE = {"statements": "statements the row rests on", "articles": "articles those stand in"}
_TEST = {
    "p": "probability of a difference as large if articles were dealt to the groups by chance",
    "q": "false discovery rate over all tests of the table (Benjamini and Hochberg)",
}
_TONE = {
    "polarity": "TextBlob polarity, -1 (negative words) to 1 (positive words); tone, not position",
    "subjectivity": "TextBlob subjectivity, 0 (factual words) to 1 (personal words)",
}

COLUMNS: dict[str, dict[str, str]] = {
    "articles": {
        **_ARTICLE,
        "date": "when it was published",
        "title": "its headline",
        "author": "who wrote it",
        "url": "its address",
        "path": "the file it was read from",
        "characters": "length of its text",
        "statements": "statements found in it",
    },
    "statements": {
        **_STATEMENT,
        **_SPEAKER,
        **_KIND,
        "reason": "why the words are taken to mean that speaker",
        "mode": "direct (between quotation marks), indirect or mixed",
        "said_by": "the words that name who speaks, as printed",
        "cue": "the words of saying, as printed",
        "content": "what is said, as printed; gaps are marked by an ellipsis",
        "probability": "how sure the model is that a reader would find this statement too",
        "start": "where the statement begins in the article's text (characters from 0)",
        "end": "where it ends",
        "relevant": "whether it bears on the issue",
        **_TONE,
    },
    "judgements": {
        **_STATEMENT,
        "speaker": _SPEAKER["speaker"],
        "proposition": "key of the proposition",
        "support": "probability that the statement is for it",
        "oppose": "probability that it is against it",
        "neutral": "probability that it takes no side or is about something else",
        "side": "the likeliest of the three",
    },
    "positions": {
        **_SPEAKER,
        **_KIND,
        "proposition": "key of the proposition",
        "position": "support, oppose, mixed or unclear",
        "score": "-1 (opposes) to 1 (supports)",
        **_INTERVAL,
        **_EVIDENCE,
        "weight": "the evidence in whole statements: each counts by its probability of taking a side",
    },
    "changes": {
        **_SPEAKER,
        "proposition": "key of the proposition",
        "first": "date of the speaker's earliest evidence",
        "last": "date of the latest",
        "dates": "different dates with evidence",
        "since": "first date of the later part; parted where the two parts differ most",
        "before": "the speaker's mean lean before that date, -1 (opposes) to 1 (supports)",
        "after": "the same from that date on",
        "change": "after less before",
        "p": "probability of so large a difference if the articles were dealt out over the dates by chance; empty: too few",
        "q": _TEST["q"],
        **_EVIDENCE,
    },
    "speakers": {
        **_SPEAKER,
        **_KIND,
        "roles": "roles as the articles give them",
        "party": "party, where the articles give one",
        "aliases": "other forms of the name in the articles",
        **_EVIDENCE,
        "sources": "outlets that let the speaker speak",
        **_TONE,
    },
    "facts": {
        **_SPEAKER,
        "about": "role, party, affiliation or pronoun",
        "value": "what the article says of it",
        "article": _ARTICLE["article"],
        "date": "when that article was published",
        "start": "where the words that say so begin in its text (characters from 0)",
        "end": "where they end",
    },
    "tone": {
        "speaker": _SPEAKER["speaker"],
        **_KIND,
        "source": "the outlet; empty = all outlets together",
        **_EVIDENCE,
        "polarity": _TONE["polarity"],
        **_INTERVAL,
        "subjectivity": _TONE["subjectivity"],
        "words": "the words that made the polarity, strongest first, with their polarity and how often they count",
    },
    "sentiment": {
        "speaker": _SPEAKER["speaker"],
        "source": "the outlet",
        **_EVIDENCE,
        "sentiment": "learned sentiment toward the first term of the issue that a statement names, -1 (badly) to 1 (well)",
        **_INTERVAL,
        "statement": _STATEMENT["statement"],
        "target": "that term, as printed",
        "positive": "probability that the statement speaks well of it",
        "negative": "probability that it speaks badly of it",
    },
    "skipped": {"path": "file or row that was not read as an article", "reason": "why"},
    "cuts": {"article": "id of the article", "text": "the words left out when it was read", "reason": "why"},
    "keywords": {
        "group": "the value of the column that was asked for",
        "term": "word or phrase",
        "tfidf": "weight of the term in the group, 0 to 1",
        "count": "times the group has the term",
        "group_words": "all words of the group",
        "texts_with_term": "texts of the group that have the term",
        "group_texts": "texts of the group",
        "groups_with_term": "groups that have the term",
        "groups": "groups in all",
    },
    "concordance": {
        **_ARTICLE,
        "start": "where the term begins in the article's text (characters from 0)",
        "end": "where it ends",
        "left": "the words before",
        "keyword": "the term as printed",
        "right": "the words after",
        "sentence": "the sentence it stands in",
        "statement": "the statement that says it, where statements were given",
        "speaker": "who makes that statement",
    },
    "keyness": {
        "target": "the group looked at",
        "reference": "what it is compared with",
        "term": "word or phrase",
        "n_target": "times the target has the term",
        "n_reference": "times the reference has it",
        "words_target": "all words of the target",
        "words_reference": "all words of the reference",
        "texts_target": "texts of the target that have the term",
        "texts_reference": "texts of the reference that have it",
        "g2": "log-likelihood ratio G² of the term's 2 × 2 table",
        "log_ratio": "binary logarithm of the ratio of rates: 1 = twice as often in the target",
        "low": "lower end of the log ratio's 95% interval, texts being the sample; empty where it can't be said",
        "high": "upper end of that interval",
        "log_odds": "difference of log-odds, shrunk by an informative Dirichlet prior",
        "z": "that difference in standard errors, words being the sample",
        "p": "probability of rates as different by chance, texts being the sample",
        "q": "false discovery rate over the terms compared for the target",
        "favours": "the group that has more of the term",
    },
    "similarity": {
        "source": "one outlet (or other group)",
        "other": "another",
        "similarity": "cosine of their mean TF-IDF vectors, 0 to 1",
        "corrected": "the same without what few articles take off: 1 = as alike as articles of one outlet are",
        "low": "lower end of the corrected similarity's 95% interval from drawing articles",
        "high": "upper end of that interval",
        "articles": "articles of the one",
        "other_articles": "articles of the other",
    },
    "share": {
        "source": "the outlet; empty = all outlets together",
        "value": "the speaker, kind, side, mode or framing that was asked for",
        "statements": "the outlet's statements with that value",
        "of_statements": "all statements of the outlet that were counted",
        "share": "the one divided by the other",
        **_INTERVAL,
        "articles": "articles of the outlet with that value",
        "of_articles": "articles of the outlet that were counted",
        **_TEST,
    },
    "quoted": {
        "speaker": _SPEAKER["speaker"],
        "sources": "outlets that let the speaker speak",
        **_EVIDENCE,
        "(one column an outlet)": "statements of the speaker there",
    },
    "across": {
        "speaker": _SPEAKER["speaker"],
        "proposition": "key of the proposition, where the value is a stance",
        "source": "the outlet",
        "stance": "-1 (opposes) to 1 (supports): mean over statements, each counting by its probability of a side",
        **_TONE,
        **_INTERVAL,
        **_EVIDENCE,
        **_TEST,
    },
    "over_time": {
        "speaker": _SPEAKER["speaker"],
        "proposition": "key of the proposition",
        "period": "first day of the stretch of time",
        "stance": "see the table across",
        **_INTERVAL,
        **_EVIDENCE,
    },
    "sheet": {
        "statement": _STATEMENT["statement"],
        "proposition": "key of the proposition",
        "about": "what the statement is to be labelled on",
        "speaker": _SPEAKER["speaker"],
        "said_by": "the words that name who speaks, as printed",
        "cue": "the words of saying, as printed",
        "content": "what is said, as printed",
        "context": "the sentences around; what is said stands between ⟦ and ⟧",
        "label": "yours: support, oppose, neutral, unrelated, or empty",
        "remark": "yours",
        "machine": "what the machine says, if it was asked for",
    },
    "agreement": {
        "proposition": "key of the proposition; empty = all",
        "measure": "alpha: Krippendorff's, 1 = all agree, 0 = as by chance; F1: of each label; F avg: mean of support and oppose",
        "value": "the measure; empty where there is nothing to measure",
        **_INTERVAL,
        "labels": "labels compared",
        "articles": "articles those stand in",
    },
    "compare": {
        "measure": "see the table agreement",
        "one": "the measure of the one against gold",
        "other": "the measure of the other",
        "difference": "the one less the other",
        "low": "lower end of the difference's 95% interval, the same articles drawn for both; empty where it can't be said",
        "high": "upper end of that interval",
        "labels": "labels that all three have",
        "articles": "articles those stand in",
    },
    "why": {
        "words": "words of the statement",
        "part": "cue (the words of saying) or content (what is said)",
        "weight": "probability of the side less that without these words",
        "start": "where they begin in the article's text (characters from 0)",
        "end": "where they end",
    },
    "reused": {
        "quotation": "number of the quotation; the same words in several articles have one",
        "words": "its longest form in print",
        "speaker": "to whom it is ascribed, most often first",
        "event": "number of the event its articles report",
        "source": "the outlet",
        "carried": "whether an article of the outlet on that event has the words",
        "overlap": "share of the quotation's runs of three words that the article has",
        "article": "the article that has most of the words",
        "statement": "the statement there, where it was found as one",
        "event_articles": "articles of the outlet on that event",
    },
    "coverage": {
        "source": "the outlet",
        "events": "events that it and another outlet report, with a quotation",
        "quotations": "quotations that another outlet carries of them",
        "carried": "how many of those it carries too",
        "share": "the one divided by the other",
        "low": "lower end of the 95% interval from drawing events; empty where it can't be said",
        "high": "upper end of that interval",
        "left_out": "how many of those it leaves out",
        "alone": "quotations of these events that it alone carries",
    },
}

# What a spreadsheet takes for a formula when a cell begins with it (OWASP, "CSV Injection"), wide forms included.
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CELL = 32_767  # characters, the most that Excel holds
_WIDE = 60  # characters of a cell in print


def table(frame: pd.DataFrame, title: str, notes: Iterable[str] = ()) -> pd.DataFrame:
    """The same rows with a fresh index, and `attrs["title"]` and `attrs["notes"]` to be shown with them.

    >>> shown = table(pd.DataFrame({"a": [1]}), "One", ["of one"])
    >>> shown.attrs
    {'title': 'One', 'notes': ['of one']}
    """
    shown = frame.reset_index(drop=True)
    shown.attrs = {"title": title, "notes": list(notes)}
    return shown


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """A table made to be read, with its title over it and its notes under it: text when printed, HTML in a notebook."""

    frame: pd.DataFrame
    title: str
    notes: tuple[str, ...]
    digits: int

    def __repr__(self) -> str:
        rows = self.frame.to_string(index=False, na_rep="–", float_format=self._number, max_colwidth=_WIDE)
        return "\n".join([self.title, rows if len(self.frame) else "(no rows)", *(f"  {note}" for note in self.notes)])

    def _repr_html_(self) -> str:
        with pd.option_context("display.max_colwidth", 2 * _WIDE):
            rows = self.frame.to_html(index=False, na_rep="–", float_format=self._number, border=0)
        notes = "<br>".join(map(escape, self.notes))
        return f"<p><strong>{escape(self.title)}</strong></p>\n{rows}\n<p><small>{notes}</small></p>"

    def _number(self, value: float) -> str:
        return f"{value:.{self.digits}f}"


def show(frame: pd.DataFrame, columns: Sequence[str] | None = None, *, rows: int = 20, digits: int = 3) -> Shown:
    """The first `rows` of a table, and of its columns those that are asked for, to be printed or shown in a notebook.

    Numbers have so many digits after the point; a dash is what can't be said. The notes tell where rows are left out.

    >>> show(table(pd.DataFrame({"who": ["Ann", "Bo"], "share": [0.75, None]}), "Who speaks", ["8 statements."]), rows=1)
    Who speaks
    who  share
    Ann  0.750
      8 statements.
      1 of 2 rows.
    """
    notes = tuple(map(str, frame.attrs.get("notes", [])))
    if len(frame) > rows:
        notes += (f"{rows:,} of {len(frame):,} rows.",)
    chosen = frame if columns is None else frame[list(columns)]
    return Shown(chosen.head(rows), str(frame.attrs.get("title", "")), notes, digits)


def dictionary() -> pd.DataFrame:
    """What every column of every table means: `table`, `column`, `description`."""
    rows = [(name, column, text) for name, columns in COLUMNS.items() for column, text in columns.items()]
    return table(pd.DataFrame(rows, columns=["table", "column", "description"]), "What the columns mean")


def write(frame: pd.DataFrame, path: str | Path) -> Path:
    """Writes a table to a `.csv`, `.parquet` or `.xlsx` file and returns its path.

    In `.csv` and `.xlsx`, text that a spreadsheet would run as a formula (it begins with `=`, `+`, `-`, `@`, a tab or a
    line break) gets an apostrophe before it; numbers stay as they are. `.parquet` keeps every text as it is, and title
    and notes in its metadata; `.xlsx` has title and notes on a second sheet and needs the package openpyxl. Raises
    `ValueError` for any other ending.
    """
    path = Path(path)
    if path.suffix == ".parquet":
        frame.to_parquet(path, index=False)
    elif path.suffix == ".csv":
        harmless(frame).to_csv(path, index=False, lineterminator="\n", encoding="utf-8")
    elif path.suffix == ".xlsx":
        _write_sheets(frame, path)
    else:
        raise ValueError(f"{path}: a table is written to .csv, .parquet or .xlsx, not to {path.suffix or 'no ending'!r}")
    return path


def harmless(frame: pd.DataFrame) -> pd.DataFrame:
    """A copy in which no text, column names included, can be taken for a formula.

    >>> harmless(pd.DataFrame({"said": ["=1+1", "-- no", "yes"], "score": [-1.0, 0.0, 1.0]}))["said"].tolist()
    ["'=1+1", "'-- no", 'yes']
    """
    copy = _texts(frame, _disarmed)
    copy.columns = pd.Index([_disarmed(name) if isinstance(name, str) else name for name in frame.columns])
    return copy


def _disarmed(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")  # a lone return would begin a new row in some readers
    return f"'{text}" if _FORMULA.match(text) else text


def _texts(frame: pd.DataFrame, change: Callable[[str], str]) -> pd.DataFrame:
    """A copy with every text changed, and all else as it was."""
    texts = frame.select_dtypes(exclude=["number", "bool", "datetime", "datetimetz", "timedelta"]).columns
    changed = {name: frame[name].map(lambda cell: change(cell) if isinstance(cell, str) else cell) for name in texts}
    return frame.assign(**changed)


def _write_sheets(frame: pd.DataFrame, path: Path) -> None:
    if find_spec("openpyxl") is None:
        raise ImportError(f"{path}: .xlsx files need the package openpyxl: pip install openpyxl")

    about = [frame.attrs.get("title", ""), *frame.attrs.get("notes", [])]
    with pd.ExcelWriter(path, engine="openpyxl") as book:
        fitting = _texts(frame, lambda text: _UNPRINTABLE.sub("", text)[: _CELL - 1])
        harmless(fitting).to_excel(book, sheet_name="table", index=False)
        harmless(pd.DataFrame({"about": about})).to_excel(book, sheet_name="about", index=False)
