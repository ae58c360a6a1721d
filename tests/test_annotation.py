from dataclasses import replace

import pandas as pd
import pytest
from example import study

from analysis import tables
from analysis.annotation import AnnotationError, machine, read, sheet, weights
from analysis.columns import COLUMNS
from analysis.records import Corpus
from analysis.speakers import Voices
from analysis.stance import LABELS
from analysis.study import Study


def filled(labels, n=30):
    """A sheet with these labels in its first rows."""
    shown = sheet(study(), n)
    shown["label"] = [*labels, *[""] * (len(shown) - len(labels))]
    return shown


def test_sheet_is_blind_and_as_the_dictionary_says():
    shown = sheet(study(), 30)
    assert list(shown.columns) == [c for c in COLUMNS["sheet"] if c != "machine"]
    assert list(sheet(study(), 30, machine=True).columns) == list(COLUMNS["sheet"])
    assert (shown["label"] == "").all() and len(shown) == 30
    assert not shown.duplicated(["statement", "proposition"]).any()
    assert shown.attrs["title"] and shown.attrs["notes"]


def test_rare_sides_are_there():
    drawn = sheet(study(), 27, machine=True)
    there = study().judgements.groupby(["proposition", "side"]).size()
    found = drawn.groupby(["proposition", "machine"]).size()
    assert set(found.index) == set(there.index)
    # 9 kinds, 3 of each; what a kind lacks is spread over the others
    assert all(found[key] >= min(3, there[key]) for key in there.index)
    assert found.sum() == 27


def test_turns_over_speakers():
    own = sheet(study(), 12, machine=True)
    about = own[(own["proposition"] == "intervention") & (own["machine"] == "oppose")]
    assert about["speaker"].nunique() == len(about)


def test_whole_study_is_the_most_there_is():
    assert len(sheet(study(), 10_000)) == len(study().judgements)
    assert sheet(study(), 0).empty
    nobody = Study(Corpus(()), study().issue, Voices((), ()), (), ())
    assert sheet(nobody).empty


def test_who_labels_is_told_what_is_contrary():
    (told,) = {about for about in sheet(study(), 50)["about"] if "Against" in about}
    assert told == (
        "foreign military intervention. Against foreign military intervention is also who takes no side on it "
        "but is for respect for national sovereignty; for it, who is against that."
    )


def test_same_seed_same_sheet():
    pd.testing.assert_frame_equal(sheet(study(), 20), sheet(study(), 20))
    assert sheet(study(), 20)["statement"].tolist() != sheet(study(), 20, seed=1)["statement"].tolist()


def test_rows_of_a_statement_stand_together():
    names = sheet(study(), 40)["statement"]
    assert (names != names.shift()).sum() == names.nunique()


def test_context_holds_what_is_said_between_marks():
    for row in sheet(study(), 40).to_dict("records"):
        said, text = study().statement(row["statement"]), study().article(row["statement"].rpartition("-")[0]).text
        for start, end in said.content:
            assert f"⟦{text[start:end]}⟧" in row["context"]
        assert row["context"].replace("⟦", "").replace("⟧", "") in text


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_there_and_back(tmp_path, ending):
    if ending == "xlsx":
        pytest.importorskip("openpyxl")
    shown = filled(["Support ", "oppose", "", "NEUTRAL", "unrelated"])
    found = read(tables.write(shown, tmp_path / f"sheet.{ending}"), study())
    assert found["label"].tolist() == ["support", "oppose", "neutral", "unrelated"]
    assert found["row"].tolist() == [2, 3, 5, 6]
    assert found["statement"].tolist() == shown["statement"][[0, 1, 3, 4]].tolist()
    assert all(study().statement(s).article == a for s, a in zip(found["statement"], found["article"], strict=True))
    assert "4 of 30 rows have a label" in found.attrs["notes"][0]


@pytest.mark.parametrize("way", [{"sep": ";"}, {"sep": "\t"}, {"encoding": "utf-8-sig"}, {"encoding": "utf-16"}, {"encoding": "cp1252"}])
def test_as_spreadsheets_of_many_countries_write_it(tmp_path, way):
    shown = filled(["support"] * 30)[["statement", "proposition", "label", "speaker"]]
    shown.to_csv(tmp_path / "a.csv", index=False, errors="replace", **way)
    assert len(read(tmp_path / "a.csv", study())) == 30


def test_an_id_that_looks_like_a_formula(tmp_path):
    example = study()
    article = replace(example.corpus.articles[0], id="=a")
    said = replace(example.spoken[0], article="=a")
    judged = tuple(replace(j, statement=said.id) for j in example.judged[:1])
    own = Study(Corpus((article,)), example.issue, Voices((), ()), (said,), judged)
    shown = sheet(own).assign(label="oppose")
    assert read(tables.write(shown, tmp_path / "a.csv"), own)["statement"].tolist() == [said.id]


def wrong(tmp_path, frame):
    with pytest.raises(AnnotationError) as error:
        read(tables.write(frame, tmp_path / "a.csv"), study())
    assert str(tmp_path / "a.csv") in str(error.value)
    return str(error.value)


def test_errors_say_which_row_and_what_is_wrong(tmp_path):
    assert "row 3: unknown label 'suport'; it must be one of support, oppose" in wrong(tmp_path, filled(["support", "suport"]))
    shown = filled(["support"] * 2)
    assert "row 2: no statement '07-Mar' in this study" in wrong(tmp_path, shown.assign(statement=["07-Mar", *shown["statement"][1:]]))
    assert "row 2: no proposition 'war' in this study; there are intervention" in wrong(tmp_path, shown.assign(proposition="war"))
    assert "is not the one that was labelled" in wrong(tmp_path, shown.assign(content="something else"))
    twice = pd.concat([shown, shown])
    assert f"row 32: {shown['statement'][0]} on {shown['proposition'][0]} has a label already, in row 2" in wrong(tmp_path, twice)
    assert "no row has a label" in wrong(tmp_path, filled([]))
    assert "no column 'label'" in wrong(tmp_path, shown.drop(columns="label"))
    assert wrong(tmp_path, filled(["nonsense"] * 9)).endswith("and 4 more")


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02" * 40 + b"\x01", b'statement,proposition,label\n"a'])
def test_files_that_are_no_tables(tmp_path, data):
    (tmp_path / "a.csv").write_bytes(data)
    with pytest.raises(AnnotationError, match=r"a\.csv: (not a table that can be read|no column)"):
        read(tmp_path / "a.csv", study())


def test_a_workbook_that_is_none(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"no workbook")
    with pytest.raises(AnnotationError, match=r"a\.xlsx: not a table"):
        read(tmp_path / "a.xlsx", study())


def test_labels_of_the_machine():
    found = machine(study())
    assert list(found.columns) == ["article", "statement", "proposition", "label"]
    assert len(found) == len(study().judged) and set(found["label"]) <= set(LABELS)


def test_weights_undo_the_drawing():
    labels = machine(study()).merge(sheet(study(), 27)[["statement", "proposition"]])
    weight = weights(labels, study())
    assert weight.mean() == pytest.approx(1)
    sides = study().judgements["side"].value_counts(normalize=True)
    found = weight.groupby(labels["label"]).sum() / weight.sum()
    assert found.to_dict() == pytest.approx(sides.to_dict())
