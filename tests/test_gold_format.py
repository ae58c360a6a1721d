"""The gold is well formed: its words are found, its spans make sense, and every construction is in it."""

from __future__ import annotations

import json
import re
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from gold import PARTS, SORTS, STANCE, GoldArticle, GoldError, load, locate, record, stance

from analysis.records import Span

CONSTRUCTIONS = {
    # who: linking a content to its source
    "source-absent", "source-possessive", "source-relative", "source-passive", "source-pronoun", "source-shared",
    "source-previous-sentence", "source-inside-quotation", "source-for", "unnamed-source", "according-to",
    "as-reported-by", "quotation-in-quotation", "relative-content", "asked", "cue-absent", "refusal",
    # direct speech
    "marks-straight", "marks-curly", "marks-two-apostrophes", "marks-angle", "marks-single", "marks-unbalanced",
    "marks-mixed", "apostrophes", "inches", "quotation-over-paragraphs", "both-sides-of-tag", "tag-before", "tag-after",
    "tag-inverted", "partial-quotation", "colon", "dash", "headline", "headline-colon", "headline-single-quoted",
    "social-media",
    # boundaries
    "coordinated-clauses", "mid-sentence-tag", "trailing-participle",
    # statement, belief, act
    "belief", "act", "noun-cue", "adjective-cue",
    # who and what else
    "poll", "document", "dateline", "page-furniture", "lower-case", "upper-case", "accents", "right-to-left",
    "no-attribution", "health", "trade", "editorial",
}  # fmt: skip
POSSESSIVE = re.compile(r"['’]s?\Z|\A(?:His|Her|Our)\Z")


@pytest.fixture(scope="module")
def articles() -> list[GoldArticle]:
    return load()


def letters(text: str, spans: tuple[Span, ...]) -> set[int]:
    return {i for start, end in spans for i in range(start, end) if text[i].isalnum()}


def test_there_are_enough_articles_and_all_seeds(articles: list[GoldArticle]) -> None:
    own = [a for a in articles if not a.seed]
    assert len(own) >= 24
    assert len(articles) - len(own) == 5
    assert len({a.id for a in articles}) == len(articles)
    for article in own:
        assert 80 <= len(article.text.split()) <= 250, article.id


def test_every_construction_occurs(articles: list[GoldArticle]) -> None:
    shown = [c for a in articles if not a.seed for c in a.constructions]
    assert set(shown) == CONSTRUCTIONS
    for article in articles:
        assert len(set(article.constructions)) == len(article.constructions) > 0, article.id


def test_spans_are_in_bounds_in_order_and_apart(articles: list[GoldArticle]) -> None:
    for article in articles:
        for number, attribution in enumerate(article.attributions, 1):
            where = f"{article.id}, attribution {number}"
            assert attribution.content, where
            for part in PARTS:
                spans = getattr(attribution, part)
                assert list(spans) == sorted(spans), where
                assert all(0 <= s < e <= len(article.text) for s, e in spans), where
                assert all(article.text[s:e] == article.text[s:e].strip() for s, e in spans), where
                assert all("\n" not in article.text[s:e] for s, e in spans), where
                assert all(a[1] <= b[0] for a, b in pairwise(spans)), where
            assert all(a[1] <= b[0] for a, b in pairwise(attribution.spans)), where


def test_the_gold_is_flat(articles: list[GoldArticle]) -> None:
    """No content overlaps another content, a source or a cue; no word is the cue of two."""
    for article in articles:
        for one, other in combinations(article.attributions, 2):
            content = letters(article.text, one.content)
            for part in PARTS:
                assert not content & letters(article.text, getattr(other, part)), (article.id, one, other)
            assert not letters(article.text, other.content) & letters(article.text, one.source + one.cue), article.id
            assert not set(one.cue) & set(other.cue), (article.id, one, other)


def test_labels_are_known_and_agree(articles: list[GoldArticle]) -> None:
    kinds: dict[tuple[str, str], set[str]] = {}
    for article in articles:
        for a in article.attributions:
            assert a.mode in {"direct", "indirect", "mixed"}
            assert a.sort in SORTS
            assert a.kind in ({"person", "group", "organisation", "unnamed"} if a.speaker else {""})
            assert bool(a.speaker) == bool(a.source), (article.id, a.speaker)
            kinds.setdefault((article.id, a.speaker), set()).add(a.kind)
    assert {who: found for who, found in kinds.items() if len(found) > 1} == {}


def test_what_articles_claim_to_show_is_there(articles: list[GoldArticle]) -> None:
    wrong: dict[str, list[str]] = {}
    for article in articles:
        shown, text = article.constructions, article.text
        cues = {text[s:e] for a in article.attributions for s, e in a.cue}
        spans = [span for a in article.attributions for span in a.source]
        sources = [text[s:e] for s, e in spans]
        assert ("no-attribution" in shown) == (not article.attributions), article.id
        checks = {
            "source-absent": any(not a.source for a in article.attributions),
            "cue-absent": any(not a.cue for a in article.attributions),
            "source-possessive": any(POSSESSIVE.search(s) for s in sources),
            "source-relative": bool({"who", "whose"} & set(sources)),
            "source-shared": len(spans) > len(set(spans)),
            "belief": any(a.sort == "belief" for a in article.attributions),
            "act": any(a.sort == "act" for a in article.attributions),
            "dash": bool(cues & {"—", "–"}),
            "headline-colon": ":" in cues,
            "according-to": bool(cues & {"according to", "According to"}),
            "quotation-over-paragraphs": any(len(_paragraphs(text, a.content)) > 1 for a in article.attributions),
            "upper-case": any(line.isupper() for line in text.splitlines()),
            "lower-case": text.islower(),
            "accents": any(ord(c) > 127 and c.isalpha() for c in text),
            "partial-quotation": any(a.mode == "mixed" for a in article.attributions),
        }
        if missing := [c for c in shown if not checks.get(c, True)]:
            wrong[article.id] = missing
    assert wrong == {}


def _paragraphs(text: str, spans: tuple[Span, ...]) -> set[int]:
    return {text.count("\n", 0, start) for start, _ in spans}


def test_nobody_is_taken_from_inside_a_quotation(articles: list[GoldArticle]) -> None:
    envoy = next(a for a in articles if a.id == "ex-envoy")
    assert {a.speaker for a in envoy.attributions} == {"Paulette Sanon-Roy", ""}


def test_the_record_is_what_scorers_read(articles: list[GoldArticle]) -> None:
    for article in articles:
        row = json.loads(json.dumps(record(article)))
        assert row["id"] == article.id
        for mine, theirs in zip(article.attributions, row["attributions"], strict=True):
            assert theirs["speaker"] == mine.speaker
            assert [tuple(span) for span in theirs["content"]] == list(mine.content)


def test_words_that_are_not_there_or_not_alone_are_refused() -> None:
    text = "She left.\n\nShe said she would.\n\nHe said no."
    with pytest.raises(GoldError, match="she"):
        locate("she said she would", {"source": ["she"], "content": ["would"]})
    with pytest.raises(GoldError, match="yes"):
        locate(text, {"source": ["He"], "content": ["yes"]})
    with pytest.raises(GoldError, match="left"):
        locate(text, {"content": ["left"]}, start=12)
    assert locate(text, {"source": ["She"], "cue": ["said"], "content": ["she would"]})["source"] == ((11, 14),)
    with pytest.raises(GoldError, match="anything"):
        locate("", {"content": ["anything"]})


def test_an_attribution_out_of_order_is_refused(tmp_path: Path) -> None:
    row = '\n[[attribution]]\nsource = ["{}"]\ncue = ["said"]\ncontent = ["{}"]\nmode = "indirect"\n'
    text = 'constructions = ["x"]\ntext = """\nAna said yes.\n\nBen said no.\n"""\n'
    (tmp_path / "good.toml").write_text(text + row.format("Ana", "yes") + row.format("Ben", "no"), encoding="utf-8")
    assert len(load(tmp_path)[0].attributions) == 2
    (tmp_path / "good.toml").write_text(text + row.format("Ben", "no") + row.format("Ana", "yes"), encoding="utf-8")
    with pytest.raises(GoldError, match=r"good\.toml"):
        load(tmp_path)


def test_the_stance_rows_quote_the_seeds(articles: list[GoldArticle]) -> None:
    texts = {a.id: a for a in articles if a.seed}
    told = stance()
    for row in told["row"]:
        assert row["proposition"] in {"intervention", "training", "cooperation"}
        assert set(row["expected"]) <= {"support", "oppose", "mixed", "unclear"}
        for piece in row["evidence"]:
            article = texts[piece["seed"]]
            assert piece["side"] in {"support", "oppose", "neutral"}
            assert article.text.count(piece["words"]) >= 1, piece
            at = article.text.index(piece["words"])
            quoted = letters(article.text, ((at, at + len(piece["words"])),))
            spoken = {a.speaker for a in article.attributions if letters(article.text, a.content) & quoted}
            assert (row["speaker"] in spoken) != piece.get("nested", False), piece
    for source in told["source"]:
        assert source["words"] in texts[source["seed"]].text
        assert source["name"] not in {row["speaker"] for row in told["row"]}
    assert STANCE.exists()
