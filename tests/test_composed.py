"""The sentences that training puts together: their parts are where they are said to be, their answers what the table says."""

import re
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest

TRAINING = Path(__file__).parent.parent / "training"


@pytest.fixture
def training(monkeypatch):
    monkeypatch.syspath_prepend(str(TRAINING))
    import composed
    import sovereignty

    yield composed, sovereignty
    for name in ("composed", "sovereignty"):
        sys.modules.pop(name)


def test_parts_of_composed_sentences(training):
    composed, _ = training
    rng = np.random.default_rng(0)
    for _ in range(300):
        text, spans, name, side = composed.compose("air strikes on {x}", rng)
        cut = {part: text[a:b] for part, (a, b) in spans.items()}
        assert name in cut["source"] and cut["content"] and side in (-1, 0, 1)
        assert all(words == words.strip() for words in cut.values())


def test_sentences_on_foreign_force(training):
    _, sovereignty = training
    rng = np.random.default_rng(0)
    for _ in range(300):
        text, spans, name, asked = sovereignty.compose_on_force(rng)
        cut = {part: text[a:b] for part, (a, b) in spans.items()}
        assert name in cut["source"] and cut["cue"] and cut["content"] and "{" not in text
        assert asked and all(proposition and label in range(4) for proposition, label in asked)
        plain = [label for proposition, label in asked if proposition.startswith(("foreign military", "sending", "an invasion"))]
        if cut["cue"] in ("turned down", "ruled out", "denounced"):
            assert set(plain) <= {1}
        if "joint training" in cut["content"]:
            assert not {0, 1} & set(plain)  # consent to training says nothing of intervention


def test_the_seeds_are_not_among_them():
    """No sentence of the table is one of the seed articles', which are to be read afresh."""
    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"\w+", text.casefold())
        return {tuple(words[i : i + 6]) for i in range(len(words) - 5)}

    seeds = set().union(*(runs(p.read_text(encoding="utf-8")) for p in (TRAINING.parent / "seeds").glob("*.txt")))
    table = tomllib.loads((TRAINING / "labels" / "sovereignty.toml").read_text(encoding="utf-8"))["sentences"]
    for entry in table:
        for content in entry["contents"]:
            words = content.format(c="Mexico", d="Mexican", A="the United States", a="American")
            assert not runs(words) & seeds, content
