"""A small study made by hand from the seeds: for tests of what is shown, without any model.

`crowd(n)` is a table of positions with n made-up speakers, and
`LONG`, `RTL` are names that a layout must bear.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pandas as pd
from bs4 import BeautifulSoup

from analysis.issue import load
from analysis.records import Article, Corpus, Cut, Judgement, Mention, Skipped, Speaker, Statement
from analysis.speakers import Voices
from analysis.study import Study

SEEDS = Path(__file__).parent.parent / "seeds"
LONG = "The Interparliamentary Working Group on Hemispheric Security and Defence Cooperation of the Organization of States"
RTL = "بنيامين نتنياهو"
NAUGHTY = "</script><script>alert(1)</script>\"'&amp;"

_ABOUT = {
    "000": ("allthe.news", date(2026, 1, 7), "", ""),
    "001": (
        "Global Security Wire",
        date(2023, 12, 2),
        "Mexico President Asks Lawmakers to Let U.S. Military Trainers into Mexico",
        "",
    ),
    "002": (
        "Fox News",
        date(2026, 1, 5),
        "Mexican president rejects US sending troops to her country: 'I don't believe in an invasion'",
        "https://www.foxnews.com/world/mexican-president-rejects-us-sending-troops-her-country-i-dont-believe-invasion",
    ),
    "003": ("EconoTimes", date(2025, 5, 4), "Sheinbaum Rejects Trump’s Proposal to Deploy U.S. Troops in Mexico", ""),
    "004": ("Puerto Vallarta Reporter", date(2025, 2, 12), "", ""),
}

_SPEAKERS = (
    Speaker("claudia-sheinbaum", "Claudia Sheinbaum", "person", ("Mexican President", "President"), "", ("Sheinbaum",)),
    Speaker("donald-trump", "Donald Trump", "person", ("U.S. President",), "", ("Trump",)),
    Speaker("lily-tellez", "Lily Téllez", "person", ("Senator",), "PAN", ("Téllez", "The senator")),
    Speaker("manuel-huerta", "Manuel Huerta Ladrón de Guevara", "person", ("Senator",), "Morena", ()),
    Speaker("senators", "Senators from Morena, PT, and PVEM", "group", (), "", ()),
    Speaker("lopez-obrador", "Andrés Manuel López Obrador", "person", ("President",), "", ("Lopez Obrador",)),
    Speaker("lawmakers", "lawmakers", "group", (), "", ()),
    Speaker("nsc", "spokesperson for the U.S. National Security Council", "unnamed", (), "", ("The NSC",)),
    Speaker("garcia-harfuch", "Omar García Harfuch", "person", ("Security Minister",), "", ()),
)

# article, speaker, source, cue, content, mode, (support, oppose) of intervention, training, cooperation
_SAID = (
    ("000", "claudia-sheinbaum", "Sheinbaum", "called for", "a fair trial for Maduro", "indirect", (0.05, 0.1)),
    ("000", "claudia-sheinbaum", "Sheinbaum", "criticized", "foreign interventions", "indirect", (0.02, 0.93)),
    (
        "000",
        "manuel-huerta",
        "Morena Senator Manuel Huerta Ladrón de Guevara",
        "stressed",
        "The authorization for foreign troops entry cannot be treated as a mere procedure. It requires integral "
        "review, comparisons, and guarantees.",
        "direct",
        (0.1, 0.6),
        (0.1, 0.55),
    ),
    (
        "000",
        "manuel-huerta",
        "He",
        "added",
        "Security in Mexico is not strengthened by weakening sovereignty, but with strong institutions, cooperation "
        "with limits, and adherence to international law.",
        "direct",
        (0.05, 0.8),
        (0.1, 0.4),
        (0.4, 0.1),
    ),
    (
        "000",
        "claudia-sheinbaum",
        "She",
        "condemned",
        "the US intervention in Venezuela",
        "indirect",
        (0.01, 0.97),
    ),
    (
        "000",
        "claudia-sheinbaum",
        "She",
        "stating",
        "intervention does not bring democracy to the peoples",
        "direct",
        (0.02, 0.95),
    ),
    (
        "000",
        "senators",
        "Senators from Morena, PT, and PVEM",
        "opposing",
        "subordination or external interference",
        "indirect",
        (0.03, 0.88),
    ),
    (
        "001",
        "lopez-obrador",
        "Mexico’s president",
        "requested permission",
        "to allow a group of U.S. military personnel to enter the country to train Mexican special forces in early 2024",
        "indirect",
        (0.2, 0.1),
        (0.95, 0.01),
        (0.7, 0.02),
    ),
    (
        "001",
        "lopez-obrador",
        "Lopez Obrador",
        "accusing",
        "U.S. Drug Enforcement Administration (DEA) agents of trampling on Mexican sovereignty",
        "indirect",
        (0.05, 0.7),
        (0.1, 0.2),
        (0.05, 0.8),
    ),
    (
        "002",
        "claudia-sheinbaum",
        "Sheinbaum",
        "said",
        "We categorically reject intervention in the internal affairs of other countries,",
        "direct",
        (0.01, 0.98),
    ),
    ("002", "donald-trump", "Trump", "told", 'the cartels are "running Mexico."', "mixed", (0.4, 0.1)),
    ("002", "donald-trump", "Trump", "said", "We’re going to have to do something.", "direct", (0.75, 0.03)),
    (
        "002",
        "claudia-sheinbaum",
        "Sheinbaum",
        "told",
        "We have said no very firmly — first because we defend our sovereignty, and second because it is not necessary",
        "direct",
        (0.01, 0.96),
        (0.05, 0.4),
    ),
    (
        "003",
        "claudia-sheinbaum",
        "Mexican President Claudia Sheinbaum",
        "rejected",
        "a proposal from U.S. President Donald Trump to deploy American troops to Mexico",
        "indirect",
        (0.01, 0.97),
        (0.05, 0.5),
    ),
    (
        "003",
        "nsc",
        "A spokesperson for the U.S. National Security Council",
        "saying",
        "Trump has been clear that Mexico must do more to stop drug cartels and that the U.S. is prepared to increase "
        "bilateral cooperation",
        "indirect",
        (0.36, 0.02),
        (0.2, 0.02),
        (0.9, 0.01),
    ),
    (
        "003",
        "claudia-sheinbaum",
        "she",
        "added",
        "We can collaborate—but each on our own territory,",
        "direct",
        (0.03, 0.7),
        (0.2, 0.3),
        (0.75, 0.1),
    ),
    (
        "003",
        "donald-trump",
        "Trump",
        "pushed for",
        "greater U.S. military involvement",
        "indirect",
        (0.92, 0.02),
        (0.5, 0.02),
    ),
    (
        "004",
        "lily-tellez",
        "National Action Party (PAN) Senator Lily Téllez",
        "called for",
        "increased U.S. military cooperation in Mexico’s fight against drug cartels",
        "indirect",
        (0.85, 0.03),
        (0.8, 0.02),
        (0.97, 0.01),
    ),
    (
        "004",
        "lawmakers",
        "lawmakers",
        "approved",
        "the entry of 10 U.S. soldiers to train Mexican marines",
        "indirect",
        (0.1, 0.05),
        (0.97, 0.01),
        (0.85, 0.01),
    ),
    ("004", "lily-tellez", "Téllez", "stated", "This is nothing new,", "direct", (0.55, 0.05), (0.7, 0.02)),
    ("004", "donald-trump", "Trump", "has not ruled out", "the possibility of deploying", "indirect", (0.7, 0.03)),
    (
        "004",
        "garcia-harfuch",
        "Security Minister Omar García Harfuch",
        "reporting",
        "11,600 arrests for high-impact crimes since October 1",
        "indirect",
        (0.02, 0.03),
    ),
    ("004", "", "", "showed", "the Mexican public divided on the issue", "indirect", (0.1, 0.1)),
)


@cache
def study() -> Study:
    """The five seeds with 23 statements by nine speakers, and one whose speaker isn't known."""
    articles = {key: _article(key) for key in _ABOUT}
    spoken, judged, mentions = [], [], []
    issue = load("intervention")
    for n, (article, speaker, source, cue, content, mode, *sides) in enumerate(_SAID):
        statement = _statement(articles[article], n, source, cue, content, mode)
        spoken.append(statement)
        reason = f"“{source}” is the name" if source[:1].isupper() else f"“{source}” is the last one named"
        mentions.append(Mention(statement.id, speaker, reason if speaker else "nobody is named"))
        for p, (support, oppose) in zip(issue.propositions, [*sides, (0.05, 0.03), (0.05, 0.03)], strict=False):
            judged.append(Judgement(statement.id, p.key, support, oppose, round(1 - support - oppose, 6)))
    skipped = (Skipped("seeds/empty.txt", "the file is empty"),)
    corpus = Corpus(tuple(articles.values()), skipped)
    return Study(corpus, issue, Voices(_SPEAKERS, tuple(mentions)), tuple(spoken), tuple(judged))


def _article(key: str) -> Article:
    path = next(SEEDS.glob(f"{key}_*"))
    text = path.read_text(encoding="utf-8")
    if key == "002":
        soup = BeautifulSoup(text.split("---\n", 2)[2], "html.parser")
        text = "\n\n".join(p.get_text() for p in soup.find_all("p") if not p.get_text().isupper())
    source, day, title, url = _ABOUT[key]
    cuts = (Cut("Leave a Reply", "a comment form"),) if key == "001" else ()
    return Article(key, text, source, day, title, "", url, f"seeds/{path.name}", cuts)


def _statement(article: Article, index: int, source: str, cue: str, content: str, mode: str) -> Statement:
    """The spans of some words: the content where it first stands, cue and source where they stand nearest to it."""
    start = article.text.index(content)
    spans = [()]
    for part in (cue, source):
        places = [m for m in range(len(article.text)) if part and article.text.startswith(part, m)]
        outside = [m for m in places if m + len(part) <= start or m >= start + len(content)]
        near = min(outside, key=lambda m: abs(m - start), default=None)
        spans.append(((near, near + len(part)),) if near is not None else ())
    return Statement(article.id, index, spans[2], spans[1], ((start, start + len(content)),), mode, 0.9)


def crowd(n: int, names: tuple[str, ...] = ()) -> pd.DataFrame:
    """Positions of n made-up speakers on the proposition "intervention", the first of them with the `names` given."""
    rows = []
    for i in range(n):
        score = ((i * 37) % 41) / 20 - 1
        statements = 1 + (i * 7) % 12
        name = names[i] if i < len(names) else f"{_FIRST[i % len(_FIRST)]} {_LAST[(i * 3) % len(_LAST)]} {i}"
        lone = statements < 3
        rows.append(
            {
                "speaker": name,
                "speaker_id": f"speaker-{i}",
                "kind": "person",
                "proposition": "intervention",
                "position": "unclear" if lone else "support" if score > 0.25 else "oppose" if score < -0.25 else "mixed",
                "score": score,
                "low": float("nan") if lone else max(-1.0, score - 1 / statements),
                "high": float("nan") if lone else min(1.0, score + 1 / statements),
                "statements": statements,
                "articles": max(1, statements // 2),
                "weight": statements / 2,
            }
        )
    return pd.DataFrame(rows)


_FIRST = ("Maria", "John", "Olúfẹ́mi", "Ann-Kathrin", "José", "Li", "Nadia")
_LAST = ("Smith", "Ōkubo", "García Márquez", "O’Neill", "Weiß", "van der Berg", "Kovač", "Chen")
