import math

import numpy as np
import pandas as pd
import pytest
from sklearn.feature_extraction.text import TfidfTransformer

from analysis.columns import COLUMNS
from analysis.cues import framings
from analysis.sources import across, over_time, quoted, share, similarity, stance
from analysis.terms import count

ARTICLES = pd.DataFrame(
    {
        "article": list("abcdefg"),
        "source": ["X", "X", "X", "Y", "Y", "Z", ""],
        "text": [
            "war over oil", "war and peace talks", "oil and war", "peace talks fail", "talks on trade", "football final", "war",
        ],
    }
)  # fmt: skip


def pair(found, one, other):
    return found[(found["source"] == one) & (found["other"] == other)].iloc[0]


def test_similarity_by_hand():
    """The cosine of mean vectors, and the corrected one from the cosines of all pairs of articles."""
    found = similarity(ARTICLES, resamples=19)
    named = ARTICLES[ARTICLES["source"] != ""]
    vectors = TfidfTransformer().fit_transform(count(ARTICLES["text"]).matrix[:6]).toarray()
    cosine = vectors @ vectors.T
    x, y = vectors[:3].mean(axis=0), vectors[3:5].mean(axis=0)
    row = pair(found, "X", "Y")
    assert row["similarity"] == pytest.approx(x @ y / np.sqrt((x @ x) * (y @ y)))
    within_x, within_y = (cosine[0, 1] + cosine[0, 2] + cosine[1, 2]) / 3, cosine[3, 4]
    assert row["corrected"] == pytest.approx(cosine[:3, 3:5].mean() / np.sqrt(within_x * within_y))
    assert row[["articles", "other_articles"]].tolist() == [3, 2]
    assert len(found) == 3 and len(named) == 6
    assert set(found.columns) == set(COLUMNS["similarity"])


def test_no_correction_for_an_outlet_with_one_article():
    row = pair(similarity(ARTICLES, resamples=19), "X", "Z")
    assert row["similarity"] == 0 and row[["corrected", "low", "high"]].isna().all()


def test_two_halves_of_one_outlet_are_as_alike_as_can_be():
    rng = np.random.default_rng(0)
    topics = ["war troops army front", "trade tariffs goods ships", "courts judges law appeal"]
    words = [topics[i].split() for i in rng.integers(0, 3, 60)]
    text = [" ".join(rng.choice(w, 6)) for w in words]
    row = similarity(pd.DataFrame({"source": ["X", "Y"] * 30, "text": text}), resamples=99).iloc[0]
    assert row["low"] < 1 < row["high"] and row["corrected"] == pytest.approx(1, abs=0.25)


def test_statements_of_one_article_are_one_text():
    said = pd.DataFrame(
        {"article": ["1", "1", "2", "3"], "source": ["X", "X", "Y", "Y"], "content": ["war war", "oil", "war oil", "oil"]}
    )
    row = similarity(said, text="content", resamples=9).iloc[0]
    assert row["articles"] == 1 and row["other_articles"] == 2


@pytest.mark.parametrize("rows", [slice(0, 0), slice(0, 1), slice(6, 7)])
def test_similarity_of_too_little(rows):
    assert similarity(ARTICLES.iloc[rows]).empty


def said(*rows):
    frame = pd.DataFrame(rows, columns=["article", "source", "speaker", "mode", "cue", "polarity", "date"])
    frame["date"] = pd.to_datetime(frame["date"])
    return frame


SAID = said(
    ("1", "X", "Ann", "direct", "said", 0.5, "2025-01-01"),
    ("1", "X", "Bob", "direct", "has claimed", 0.1, "2025-01-01"),
    ("2", "X", "Ann", "indirect", "said", 0.3, "2025-01-30"),
    ("3", "Y", "Bob", "indirect", "admitted", -0.5, "2025-02-01"),
    ("4", "Y", "Bob", "direct", "", -0.4, "2025-02-02"),
    ("4", "Y", "", "direct", "sang", -0.4, "2025-02-02"),
    ("5", "", "Ann", "mixed", "said", math.nan, None),
)


def test_share_of_voice():
    found = share(SAID, min_statements=1)
    assert set(found.columns) == set(COLUMNS["share"])
    rows = found.set_index(["source", "value"])
    assert rows.loc[("", "Ann"), ["statements", "of_statements"]].tolist() == [3, 7]
    assert rows.loc[("X", "Ann"), "share"] == pytest.approx(2 / 3)
    assert rows.loc[("Y", "Bob"), "share"] == pytest.approx(2 / 3)
    assert rows.loc[("Y", "Ann"), ["statements", "articles", "of_articles"]].tolist() == [0, 0, 2]
    assert rows.loc[("X", "Bob"), "low"] <= 1 / 3 <= rows.loc[("X", "Bob"), "high"]
    assert found["p"].isna().all()  # four articles can be dealt in six ways
    assert "statements without any count among all: 1." in found.attrs["notes"][0]
    assert share(SAID)["value"].unique().tolist() == ["Ann", "Bob"]


def test_share_finds_a_difference():
    rows = [(str(i), "XY"[i % 2], "Ann" if (i % 2 and k < 3) or not k else "Bob") for i in range(20) for k in range(4)]
    frame = pd.DataFrame(rows, columns=["article", "source", "speaker"])
    found = share(frame)
    assert (found["q"] < 0.01).all()
    assert found[(found["source"] == "X") & (found["value"] == "Ann")]["share"].iloc[0] == 0.25


def test_mode_and_framing():
    modes = share(SAID, "mode", min_statements=1).set_index(["source", "value"])["share"]
    assert modes["X", "direct"] == pytest.approx(2 / 3)
    framed = framings(SAID)
    assert framed["framing"].tolist() == ["neutral", "doubting", "neutral", "conceding", "", "other", "neutral"]
    shares = share(framed, "framing", min_statements=1).set_index(["source", "value"])["share"]
    assert shares["Y", "conceding"] == pytest.approx(1 / 3)


def test_quoted():
    found = quoted(SAID)
    assert found.columns.tolist() == ["speaker", "sources", "statements", "articles", "X", "Y"]
    assert found.values.tolist() == [["Bob", 2, 3, 3, 1, 2], ["Ann", 1, 2, 2, 2, 0]]
    assert quoted(SAID, n=1)["speaker"].tolist() == ["Bob"]


def test_an_outlet_may_be_called_as_a_column_is():
    found = quoted(SAID.assign(source="statements"))
    assert (found["statements (source)"] == found["statements"]).all()


def judged(*rows):
    columns = ["article", "source", "speaker", "proposition", "support", "oppose", "neutral"]
    return pd.DataFrame(rows, columns=columns).assign(date=pd.Timestamp("2025-01-01"))


JUDGED = judged(
    ("1", "X", "Ann", "war", 0.9, 0.0, 0.1),
    ("2", "X", "Ann", "war", 0.3, 0.3, 0.4),
    ("3", "Y", "Ann", "war", 0.0, 0.8, 0.2),
    ("3", "Y", "Ann", "war", 0.1, 0.0, 0.9),
    ("3", "Y", "", "war", 0.9, 0.0, 0.1),
)


def test_stance():
    found = stance(JUDGED)
    assert found["stance"].tolist() == [1, 0, -1, 1] and found["weight"].tolist() == pytest.approx([0.9, 0.6, 0.8, 0.9])


def test_the_same_speaker_across_outlets():
    found = across(JUDGED).set_index("source")
    assert found["stance"].tolist() == pytest.approx([0.9 / 1.5, -1])
    assert found["statements"].tolist() == [2, 1]
    assert found.loc["X", "low"] == -1 and found.loc["X", "high"] == 1
    assert math.isnan(found.loc["Y", "low"]) and found["p"].isna().all()
    tone = across(SAID, "polarity")
    assert tone.columns.tolist() == ["speaker", "source", "polarity", "low", "high", "statements", "articles", "p", "q"]
    assert tone.set_index(["speaker", "source"]).loc[("Bob", "Y"), "polarity"] == pytest.approx(-0.45)
    assert set(across(JUDGED, by=["proposition"]).columns) <= set(COLUMNS["across"])


def test_a_planted_difference_is_found_among_many_speakers():
    rng = np.random.default_rng(0)
    rows = []
    for article in range(60):
        lean = rng.normal(0, 0.15)
        for speaker in range(10):
            support = np.clip(0.5 + lean + (0.35 if speaker == 0 and article % 3 == 0 else 0) + rng.normal(0, 0.1), 0, 1)
            rows.append((str(article), "XYZ"[article % 3], f"s{speaker}", "war", 0.9 * support, 0.9 * (1 - support), 0.1))
    found = across(judged(*rows), resamples=499)
    assert set(found.loc[found["q"] < 0.05, "speaker"]) == {"s0"}


def test_over_time():
    found = over_time(SAID, "polarity")
    assert found["period"].dt.strftime("%Y-%m-%d").tolist() == ["2025-01-01", "2025-01-01", "2025-02-01"]
    assert found["polarity"].tolist() == pytest.approx([0.4, 0.1, -0.45])
    assert over_time(SAID, "polarity", by=["source"], every="year")["source"].tolist() == ["X", "Y"]
    assert set(over_time(JUDGED).columns) - {"proposition"} <= set(COLUMNS["over_time"])


def test_nothing_said():
    for found in (share(SAID.iloc[:0]), quoted(SAID.iloc[:0]), across(JUDGED.iloc[:0]), over_time(JUDGED.iloc[:0])):
        assert found.empty and found.attrs["notes"]
    assert framings(SAID.iloc[:0])["framing"].empty


def test_the_same_every_time():
    pd.testing.assert_frame_equal(share(SAID, min_statements=1), share(SAID, min_statements=1))
    pd.testing.assert_frame_equal(similarity(ARTICLES, resamples=19), similarity(ARTICLES, resamples=19))
