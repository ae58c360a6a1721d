"""A made-up archive, and stand-ins for the models: for tests of what is done with many articles.

`archive(n)` writes a table of n articles in which the same people, bodies and groups turn up under different names;
`attribute` and `judge` find statements by a pattern, and where they stand by the letters of their words.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest import mock

from analysis.records import Article, Issue, Judgement, Statement

_SAID = re.compile(r"“([^”]*)” (said) ([^.\n]+)\.")
_WHO = (
    "President Claudia Sheinbaum", "Sheinbaum", "Claudia Sheinbaum", "she", "the president", "Sen. Lily Téllez", "Téllez",
    "the senator", "Hillary Clinton", "Bill Clinton", "Clinton", "Mr. Clinton", "the World Trade Council (WTC)", "the WTC",
    "World Trade Council", "lawmakers", "two officials", "a spokesman", "Lily Téllez and Bill Clinton", "John King", "King",
    "Andrés Manuel López Obrador", "Lopez Obrador", "a poll", "her campaign", "the ministry", "former president Bill Clinton",
    "Gov. Ann Reed of Texas", "Reed", "the governor", "they", "it", "an official (2)", "officials",
)  # fmt: skip
_WHAT = "We|They|It|troops|peace|must|can|not|never|go|stay|pay|fall|a great|a tragic|an ugly|the good|invasion|aid".split("|")


def archive(path: Path, number: int, seed: int = 0) -> Path:
    """Write a table of made-up articles, some of which are empty, and return its path."""
    draw = random.Random(seed)
    rows = []
    for n in range(number):
        cast = draw.sample(_WHO, 6)
        paragraphs = []
        for _ in range(draw.randrange(1, 7)):
            words = " ".join(draw.choices(_WHAT, k=draw.randrange(2, 9)))
            paragraphs.append(f"The talks went on in the city that day. “{words},” said {draw.choice(cast)}. Nobody left.")
        day = f"{draw.choice((2019, 2024, 2025))}-{draw.randrange(1, 13):02}-{draw.randrange(1, 28):02}"
        text = "" if draw.random() < 0.05 else f"Report number {n} of the talks.\n\n" + "\n\n".join(paragraphs)
        rows.append({"id": f"{n}", "source": draw.choice("ABC"), "date": day if draw.random() < 0.9 else "", "text": text})
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def attribute(article: Article, threshold: float = 0.0) -> list[Statement]:
    """A statement for each “…” said …."""
    return [
        Statement(article.id, n, (m.span(3),), (m.span(2),), (m.span(1),), "direct", 0.5 + len(m[1]) % 7 / 14)
        for n, m in enumerate(_SAID.finditer(article.text))
    ]


def judge(articles: Iterable[Article], statements: Sequence[Statement], voices: object, issue: Issue) -> list[Judgement]:
    """Sides by the letters of the words and of the speaker's name."""
    texts = {a.id: a.text for a in articles}
    names = {s.id: s.name for s in voices.speakers}  # type: ignore[attr-defined]
    speaker = {m.statement: names.get(m.speaker, "") for m in voices.mentions}  # type: ignore[attr-defined]
    found = []
    for s in statements:
        words = texts[s.article][slice(*s.content[0])] + speaker[s.id]
        for p in issue.propositions:
            a, b, c = hashlib.blake2b((p.key + words).encode(), digest_size=3).digest()
            found.append(Judgement(s.id, p.key, a / (a + b + c + 1), b / (a + b + c + 1), (c + 1) / (a + b + c + 1)))
    return found


@contextmanager
def stand_ins():  # type: ignore[no-untyped-def]
    """In this block studies and batch runs of one process use the stand-ins."""
    with ExitStack() as stack:
        for name in ("analysis.passes.attribute", "analysis.passes.judge", "analysis.study.attribute"):
            stack.enter_context(mock.patch(name, attribute if name.endswith("attribute") else judge))
        yield
