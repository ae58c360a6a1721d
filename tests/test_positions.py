import math

import pytest

from analysis.positions import DOUBT, evidence, positions
from analysis.records import Article, Issue, Judgement, Mention, Proposition, Speaker, Statement
from analysis.speakers import Voices

ISSUE = Issue("War", "?", (Proposition("war", "war", "War"),))


def case(*said):
    """Articles, statements, voices and judgements of (article, speaker, words, support, oppose, within) tuples."""
    texts: dict[str, str] = {}
    statements, mentions, judged, at = [], [], [], {}
    for article, speaker, words, support, oppose, within in said:
        start = len(texts.setdefault(article, ""))
        texts[article] += words + "\n"
        if within is not None:  # the words stand within those of the statement before
            start = statements[-1].start + texts[article][statements[-1].start :].index(words)
        index = at[article] = at.get(article, -1) + 1
        span = ((start, start + len(words)),)
        statements.append(Statement(article, index, (), (), span, "indirect", 1.0, within))
        mentions.append(Mention(f"{article}-{index}", speaker, "test"))
        judged.append(Judgement(f"{article}-{index}", "war", support, oppose, 1 - support - oppose))
    names = sorted({s[1] for s in said})
    kinds = {"lawmakers": "group", "senators from morena": "group", "bill": "unnamed", "un": "organisation"}
    voices = Voices(tuple(Speaker(n, n.title(), kinds.get(n, "person")) for n in names), tuple(mentions))
    return [Article(i, t) for i, t in texts.items()], statements, voices, judged


def of(*said):
    found = positions(*case(*said), ISSUE)
    return found.set_index("speaker_id")


def test_score_by_hand():
    row = of(("a", "ann", "send them", 0.8, 0.0, None), ("b", "ann", "keep out", 0.1, 0.5, None)).loc["ann"]
    weight = 0.8 + 0.6
    assert row["weight"] == pytest.approx(weight)
    assert row["score"] == pytest.approx((0.8 - 0.4) / (weight + DOUBT))
    assert (row["statements"], row["articles"]) == (2, 2)
    assert row["position"] == "support"  # a score of 0.24, and 1 - 0.2 * 0.9 that either is for it


def test_mixed_where_both_sides_are_taken_alike():
    found = of(("a", "ann", "send them", 0.8, 0.0, None), ("b", "ann", "keep out", 0.0, 0.8, None), ("a", "ben", "hm", 0.2, 0.2, None))
    assert found["position"].to_dict() == {"ann": "mixed", "ben": "unclear"}


def test_clear_sides_and_too_little():
    found = of(
        ("a", "ann", "send them", 0.9, 0.05, None),
        ("a", "ben", "never", 0.02, 0.9, None),
        ("a", "cal", "perhaps", 0.2, 0.1, None),
    )
    assert found["position"].to_dict() == {"ann": "support", "ben": "oppose", "cal": "unclear"}
    assert found.loc["cal", "statements"] == 1  # evidence, but not enough


def test_no_interval_from_one_article():
    found = of(("a", "ann", "send them", 0.9, 0.0, None), ("a", "ann", "send more", 0.4, 0.4, None))
    assert math.isnan(found.loc["ann", "low"])


def test_interval_over_articles_holds_the_mean():
    said = [(str(i), "ann", f"words {i}", 0.9 - 0.1 * (i % 3), 0.05 * (i % 4), None) for i in range(9)]
    row = of(*said).loc["ann"]
    assert -1 <= row["low"] < row["score"] < row["high"] <= 1


def test_repetition_counts_once():
    rows = evidence(*case(("a", "ann", "Send them!", 0.9, 0.0, None), ("b", "ann", "send them", 0.8, 0.0, None)))
    assert rows["weight"].tolist() == [pytest.approx(0.9)]


def test_reported_views_are_their_holders():
    found = of(
        ("a", "ann", "that Ben wants to send them", 0.8, 0.0, None), ("a", "ben", "wants to send them", 0.9, 0.0, 0)
    )
    assert found["position"].to_dict() == {"ann": "unclear", "ben": "support"}


def test_what_nobody_holds_is_the_view_of_who_tells_it():
    found = of(
        ("a", "ann", "that the bill would keep them out", 0.8, 0.0, None), ("a", "bill", "would keep them out", 0.1, 0.1, 0)
    )
    assert found.loc["ann", "position"] == "support"


@pytest.mark.parametrize(
    ("speaker", "needed"), [("ann", 0.25), ("senators from morena", 0.25), ("un", 0.5), ("bill", 0.5), ("lawmakers", 0.7)]
)
def test_a_body_takes_more_than_a_person_and_a_group_most(speaker, needed):
    for sure, expected in ((needed - 0.02, "unclear"), (needed + 0.02, "support")):
        assert of(("a", speaker, "send them", sure, 0.0, None)).loc[speaker, "position"] == expected


def test_what_is_contrary_is_noted():
    issue = Issue("War", "?", (Proposition("war", "war", "War", ("peace", "a truce")),))
    told = "Against war is also who takes no side on it but is for peace or for a truce; for it, who is against that."
    assert told in positions([], [], Voices((), ()), [], issue).attrs["notes"]


def test_view_within_ones_own_statement_counts_once():
    rows = evidence(
        *case(("a", "ann", "that she wants to send them", 0.8, 0.0, None), ("a", "ann", "to send them", 0.9, 0.0, 0))
    )
    assert rows["statement"].tolist() == ["a-0"]


def test_nothing():
    assert positions([], [], Voices((), ()), [], ISSUE).empty
