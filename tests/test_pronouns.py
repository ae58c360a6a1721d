"""Whom a personal pronoun means, by the reason given."""

import re

import pytest

from analysis.coreference import resolve
from analysis.records import Article, Statement


def meant(text: str, source: str, author: str = "") -> tuple[str, str]:
    """Who the source (its last occurrence) is, and why."""
    start = [m.start() for m in re.finditer(rf"\b{source}\b", text)][-1]
    said = Statement("a", 0, ((start, start + len(source)),), (), ((len(text) - 1, len(text)),), "indirect", 1.0)
    [found] = resolve(Article("a", text, author=author), [said])
    return (found.referent.name if found.referent else "", found.reason)


def test_he_and_she() -> None:
    text = "Mayor Ann Roe met Mr. Bob Poe. She said no."
    assert meant(text, "She") == ("Ann Roe", "pronoun: nearest compatible speaker")
    assert meant("It rained. He said no.", "He") == ("", "pronoun with nobody before it")


def test_first_and_second_person() -> None:
    assert meant("I say no.", "I", "By Jane Roe") == ("Jane Roe (author)", "first person: who writes the article")
    assert meant("I say no.", "I") == ("the author", "first person: who writes the article")
    assert meant("We say no.", "We")[1] == "first person plural"
    assert meant("You say no.", "You") == ("readers", "the reader")


@pytest.mark.parametrize("word", ["They", "It"])
def test_bodies(word: str) -> None:
    assert meant(f"The Cato Institute met. {word} said no.", word) == ("Cato Institute", "pronoun: nearest organisation")
    assert meant(f"{word} said no.", word) == ("", "pronoun with nothing before it that fits")


def test_who_is_quoted_says_i() -> None:
    text = "Mayor Ann Roe said: “I like it.”"
    outer = Statement("a", 0, ((0, 13),), ((14, 18),), ((20, 32),), "direct", 1.0)
    inner = Statement("a", 1, ((21, 22),), ((23, 27),), ((28, 30),), "indirect", 1.0)
    found = resolve(Article("a", text), [outer, inner])
    assert [r.referent.name if r.referent else "" for r in found] == ["Ann Roe", "Ann Roe"]
    assert found[1].reason == "first person within a quotation"
