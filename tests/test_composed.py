"""The sentences that training puts together: their parts are where they are said to be, their answers what the table says."""

import itertools
import re
import sys
from pathlib import Path

import numpy as np
import pytest

from analysis.stance import LABELS

ROOT = Path(__file__).parent.parent


@pytest.fixture
def training(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "training"))
    import composed
    import sovereignty

    yield composed, sovereignty
    for name in ("composed", "sovereignty"):
        sys.modules.pop(name)


def parts(made):
    return {part: made.text[a:b] for part, (a, b) in made.spans.items()}


def check(made):
    cut = parts(made)
    assert set(cut) == {"source", "cue", "content"} and made.name in cut["source"]
    assert all(words and words == words.strip() for words in cut.values())
    assert "{" not in made.text and ".”." not in made.text and ".." not in made.text


def test_composed_sentences_have_the_side_of_their_words(training):
    composed, _ = training
    rng = np.random.default_rng(0)
    seen = set()
    for _ in range(600):
        made, side = composed.compose("air strikes", rng)
        check(made)
        cut = parts(made)
        for sign, other in itertools.product((1, -1), repeat=2):
            views = [v.format(x="air strikes") for v in composed.VIEWS[other].split("|")]
            if cut["cue"] in composed.CUES[sign].split("|") and cut["content"].endswith(tuple(views)):
                assert side == sign * other
                seen.add((sign, other))
    assert len(seen) == 4


def test_sentences_on_foreign_force_have_the_answers_of_the_table(training):
    _, sovereignty = training
    rng = np.random.default_rng(0)
    for entry in sovereignty.SENTENCES:
        named = [matter for matter in sovereignty.ASKED if matter in entry]
        assert named and set(entry) == {*named, "cues", "contents"}
        for _ in range(4):
            made, asked = sovereignty.sentence_of(entry, rng)
            check(made)
            answers = " ".join(LABELS[label] for _, label in asked)
            contrary = {matter: sovereignty.OPPOSITE.get(entry[matter]) for matter in named}
            assert re.fullmatch(" ".join(f"{entry[m]}( {contrary[m]})?" if contrary[m] else entry[m] for m in named), answers)


def test_no_sentence_is_one_of_the_seeds(training):
    _, sovereignty = training

    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"\w+", text.casefold())
        return {tuple(words[i : i + 6]) for i in range(len(words) - 5)}

    paths = list((ROOT / "seeds").glob("*.txt"))
    seeds = set().union(*(runs(p.read_text(encoding="utf-8")) for p in paths))
    assert len(paths) == 5
    made = [f"{cue} {content}" for e in sovereignty.SENTENCES for cue, content in itertools.product(e["cues"], e["contents"])]
    for words, power in itertools.product([*made, *sovereignty.OPENINGS.split("|"), *sovereignty.GROUPS.split("|")], ["American", "U.S."]):
        filled = words.format(c="Mexico", d="Mexican", A="the United States", a=power)
        assert not runs(filled) & seeds, filled
