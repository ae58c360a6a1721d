"""Predictions in the form that scorers of attribution, speakers and stance read.

    python benchmarks/predict.py attribution ARTICLES.jsonl OUT.jsonl
    python benchmarks/predict.py statements  ARTICLES.jsonl STANCE.jsonl OUT.jsonl
    python benchmarks/predict.py speakers    ARTICLES.jsonl STANCE.jsonl OUT.jsonl

ARTICLES   one article a line: {"id", "text", "source"?, "date"?, "title"?, "attributions"? (gold, for `statements`)}
STANCE     one article a line: {"id", "propositions": [{"key", "text"}], "statements": [{"attribution": index}]} or, for
           articles with a single target, {"id", "text", "target"} (ARTICLES and STANCE may then be the same file)

`attribution` finds statements in the raw text and names their speakers; `statements` judges the given attributions;
`speakers` goes from the raw text to the position of each speaker, and reads it as a file of a user's is read, without
markup and page furniture.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from tqdm import tqdm

from analysis.articles import read as read_corpus
from analysis.attribution import attribute, mode_of
from analysis.positions import positions
from analysis.records import Article, Issue, Proposition, Statement
from analysis.speakers import identify
from analysis.stance import judge


def read(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


def present(parser: argparse.ArgumentParser, *paths: Path) -> None:
    """End with a word where a corpus is not there."""
    if missing := next((p for p in paths if not p.is_file()), None):
        parser.exit(0, f"skipped: {missing} is not there (the corpora are not part of this project)\n")


def article_of(row: dict[str, Any]) -> Article:
    try:
        day = date.fromisoformat(str(row.get("date", ""))[:10])
    except ValueError:
        day = None
    return Article(row["id"], row["text"], row.get("source") or "", day, row.get("title") or "")


def issue_of(row: dict[str, Any]) -> Issue:
    propositions = row.get("propositions") or [{"key": "stance", "text": row["target"]}]
    return Issue("gold", "", tuple(Proposition(p["key"], p["text"]) for p in propositions))


def attribution(articles: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in tqdm(articles, disable=None):
        article = article_of(row)
        statements = attribute(article)
        names = _names(article, statements)
        yield {
            "id": row["id"],
            "attributions": [
                {"source": s.source, "cue": s.cue, "content": s.content, "speaker": names[s.id], "p": s.probability}
                for s in statements
                if s.within is None  # a view reported in a statement is in that statement's content already
            ],
        }


def _names(article: Article, statements: list[Statement]) -> dict[str, str]:
    voices = identify([article], statements)
    name = {s.id: s.name for s in voices.speakers}
    return {m.statement: name.get(m.speaker, "") for m in voices.mentions}


def given(row: dict[str, Any], article: Article) -> list[Statement]:
    def spans(of: list[list[int]]) -> tuple[tuple[int, int], ...]:
        return tuple((s, e) for s, e in of)

    return [
        Statement(article.id, i, spans(a["source"]), spans(a["cue"]), spans(a["content"]),
                  mode_of(article.text, spans(a["content"])), 1.0)
        for i, a in enumerate(row["attributions"]) if a["content"]
    ]  # fmt: skip


def statements(articles: list[dict[str, Any]], stance: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    by_id = {a["id"]: a for a in articles}
    for row in tqdm(stance, disable=None):
        article = article_of(by_id[row["id"]])
        spoken = given(by_id[row["id"]], article)
        voices = identify([article], spoken)
        sides: dict[int, dict[str, Any]] = {s.index: {"attribution": s.index} for s in spoken}
        index = {s.id: s.index for s in spoken}
        for j in judge([article], spoken, voices, issue_of(row)):
            sides[index[j.statement]][j.proposition] = j.side
        yield {"id": row["id"], "statements": list(sides.values())}


def speakers(articles: list[dict[str, Any]], stance: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    by_id = {a["id"]: a for a in articles}
    for row in tqdm(stance, disable=None):
        article, issue = from_file(by_id[row["id"]]), issue_of(row)
        spoken = attribute(article)
        voices = identify([article], spoken)
        taken: dict[str, dict[str, Any]] = {
            s.id: {"name": s.name, "aliases": list(s.aliases)} for s in voices.speakers
        }
        for p in positions([article], spoken, voices, judge([article], spoken, voices, issue), issue).itertuples():
            taken[p.speaker_id][p.proposition] = p.position if p.position in ("support", "oppose") else "neutral"
        yield {"id": row["id"], "speakers": list(taken.values())}


def from_file(row: dict[str, Any]) -> Article:
    """The article as it is read from a file of a user's, without markup and page furniture."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "article.jsonl")
        write(path, [{field: row[field] for field in ("id", "text", "title", "date", "source") if row.get(field)}])
        return read_corpus(path).articles[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=("attribution", "statements", "speakers"))
    parser.add_argument("paths", type=Path, nargs="+", metavar="PATH")
    args = parser.parse_args()
    *inputs, out = args.paths
    if len(inputs) != (1 if args.task == "attribution" else 2):
        parser.error(f"{args.task} takes {'ARTICLES OUT' if args.task == 'attribution' else 'ARTICLES STANCE OUT'}")
    present(parser, *inputs)
    task = {"attribution": attribution, "statements": statements, "speakers": speakers}[args.task]
    write(out, task(*(read(p) for p in inputs)))


if __name__ == "__main__":
    main()
