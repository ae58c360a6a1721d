import pandas as pd
import pytest

from analysis.columns import COLUMNS
from analysis.events import coverage, events, reused

WHOLE = "We will never accept foreign troops on our soil, and nobody will make us change our minds about it."
FRAGMENT = "never accept foreign troops on our soil"
RAID = "The army raided the port of Veracruz on Monday with two hundred soldiers and three ships."
CUP = "The football cup final was played before a crowd of eighty thousand people in the old stadium."


def frame(*rows):
    found = pd.DataFrame(rows, columns=["article", "source", "date", "text"])
    found["date"] = pd.to_datetime(found["date"])
    return found


ARTICLES = frame(
    ("1", "X", "2025-01-01", f"{RAID} “{WHOLE}” the president said."),
    ("2", "Y", "2025-01-02", f"{RAID} The president vowed to “{FRAGMENT}”."),
    ("3", "Z", "2025-01-02", f"{RAID} The weather was fine."),
    ("4", "X", "2025-01-02", f"{CUP} “It was the best game that I have ever played in,” said the captain."),
    ("5", "Y", "2025-06-01", f"{RAID} The weather was fine."),
)
STATEMENTS = pd.DataFrame(
    [
        ("1-0", "1", "The president", "direct", f"“{WHOLE}”"),
        ("2-0", "2", "", "mixed", f"vowed to “{FRAGMENT}”"),
        ("4-0", "4", "The captain", "direct", "It was the best game that I have ever played in,"),
        ("1-1", "1", "The president", "indirect", "nobody will ever make them change their minds"),
        ("2-1", "2", "He", "direct", "“No.”"),
    ],
    columns=["statement", "article", "speaker", "mode", "content"],
)


def test_events_are_alike_and_near_in_time():
    found = events(ARTICLES)
    assert found.iloc[0] == found.iloc[1] == found.iloc[2]
    assert len({found.iloc[0], found.iloc[3], found.iloc[4]}) == 3
    assert events(ARTICLES, days=365).iloc[4] == found.iloc[0]


def test_an_article_without_a_date_is_near_all():
    undated = ARTICLES.assign(date=pd.NaT)
    found = events(undated)
    assert found.iloc[0] == found.iloc[4] != found.iloc[3]


def test_what_is_carried_and_what_is_left_out():
    found = reused(STATEMENTS, ARTICLES)
    assert set(found.columns) == set(COLUMNS["reused"])
    assert found["quotation"].nunique() == 1  # the final is in one outlet only
    rows = found.set_index("source")
    assert rows["carried"].to_dict() == {"X": True, "Y": True, "Z": False}
    assert rows["words"].unique().tolist() == [WHOLE]
    assert rows["speaker"].unique().tolist() == ["The president"]
    assert rows["statement"].to_dict() == {"X": "1-0", "Y": "2-0", "Z": ""}
    assert rows["article"].to_dict() == {"X": "1", "Y": "2", "Z": ""}
    assert rows.loc["X", "overlap"] == 1 and 0 < rows.loc["Y", "overlap"] < 0.6 and rows.loc["Z", "overlap"] == 0


def test_a_quotation_missed_by_attribution_is_not_left_out():
    found = reused(STATEMENTS[STATEMENTS["statement"] == "1-0"], ARTICLES.assign(text=ARTICLES["text"].replace(
        ARTICLES["text"][2], f"{RAID} {WHOLE}")))  # fmt: skip
    rows = found.set_index("source")
    assert rows.loc["Z", "carried"] and rows.loc["Z", "statement"] == ""


def test_given_events():
    found = reused(STATEMENTS, ARTICLES, event=[0] * 5)
    assert found["quotation"].nunique() == 2
    assert found.groupby("quotation")["source"].agg(list).tolist() == [["X", "Y", "Z"]] * 2
    assert found.set_index(["quotation", "source"])["event_articles"].tolist() == [2, 2, 1] * 2


def test_coverage_by_hand():
    """Event 0: X and Y carry the first quotation, X alone the second. Event 1: Y alone. Z reports event 0 only."""
    rows = [
        (0, 0, "X", True), (0, 0, "Y", True), (0, 0, "Z", False),
        (1, 0, "X", True), (1, 0, "Y", False), (1, 0, "Z", False),
        (2, 1, "X", False), (2, 1, "Y", True),
    ]  # fmt: skip
    found = coverage(pd.DataFrame(rows, columns=["quotation", "event", "source", "carried"]))
    assert set(found.columns) == set(COLUMNS["coverage"])
    assert found["source"].tolist() == ["X", "Y", "Z"]
    counts = found.set_index("source")[["events", "quotations", "carried", "left_out", "alone"]]
    assert counts.loc["X"].tolist() == [2, 2, 1, 1, 1]  # of what Y has it has the first, and the second alone
    assert counts.loc["Y"].tolist() == [2, 2, 1, 1, 1]
    assert counts.loc["Z"].tolist() == [1, 2, 0, 2, 0]
    assert found["share"].tolist() == [0.5, 0.5, 0]
    assert found["low"].isna().tolist() == [False, True, True]  # all that is due to Y and Z is of one event


def test_coverage_of_nothing():
    assert coverage(reused(STATEMENTS.iloc[:0], ARTICLES)).empty


@pytest.mark.parametrize("said", [STATEMENTS.iloc[:0], STATEMENTS.iloc[3:]])
def test_nothing_quoted(said):
    assert reused(said, ARTICLES).empty


def test_nothing_at_all():
    assert events(ARTICLES.iloc[:0]).empty
    assert reused(STATEMENTS.iloc[:0], ARTICLES.iloc[:0]).empty
    odd = frame(("a", "X", None, ""), ("b", "Y", None, "“‘"), ("c", "Y", None, "رفض الرئيس"))
    assert len(events(odd)) == 3
