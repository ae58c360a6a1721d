import filecmp
import itertools
import re

import matplotlib
import pandas as pd
import pytest
from example import LONG, RTL, crowd, study
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis import figures
from analysis.style import LOOKS, PALETTE, house, short

LABEL = "Foreign military intervention"
SHARE = ["source", "value", "statements", "of_statements", "share", "low", "high"]


def words(ax: Axes) -> list[str]:
    """All that is written on a figure."""
    ticks = [*ax.get_xticklabels(), *ax.get_yticklabels()]
    return [t.get_text() for t in [*ax.texts, *ticks] if t.get_text()]


def notes(ax: Axes) -> str:
    return " ".join(words(ax)).replace("\n", " ")


def quoted(speakers: int, sources: int) -> pd.DataFrame:
    names = [f"Speaker {i}" for i in range(speakers)]
    counts = {f"Source {j}": [(i * 3 + j) % 5 for i in range(speakers)] for j in range(sources)}
    return pd.DataFrame({"speaker": names, "sources": sources, "statements": 9, "articles": 3, **counts})


def shares(n: int) -> pd.DataFrame:
    rows = [("", f"Speaker {i}", i + 1, n * (n + 1) // 2, (i + 1) / (n * (n + 1) / 2), 0.0, 0.5) for i in range(n)]
    return pd.DataFrame([*rows, ("Fox", "Speaker 0", 1, 1, 1.0, 1.0, 1.0)], columns=SHARE)


def keywords(sources: int) -> pd.DataFrame:
    rows = [(f"Source {i}", f"word {j}", 1 / (j + 1), 100 * i) for i in range(sources) for j in range(10)]
    return pd.DataFrame(rows, columns=["group", "term", "tfidf", "group_words"])


def alike(sources: int) -> pd.DataFrame:
    rows = [(f"S{i}", f"S{j}", 1 / (i + j), i, j) for i in range(sources) for j in range(i + 1, sources)]
    return pd.DataFrame(rows, columns=["source", "other", "similarity", "articles", "other_articles"])


def across(n: int) -> pd.DataFrame:
    rows = [("intervention", f"Source {i}", i / n - 0.5, -0.9, 0.9, i + 1, 2) for i in range(n)]
    return pd.DataFrame(rows, columns=["proposition", "source", "stance", "low", "high", "statements", "articles"])


def all_figures() -> dict[str, Axes]:
    example = study()
    return {
        "positions": figures.positions(example.positions, "intervention", label=LABEL),
        "stance_by_source": figures.stance_by_source(across(5), label=LABEL),
        "speaker_by_source": figures.speaker_by_source(quoted(5, 5)),
        "keywords_by_source": figures.keywords_by_source(keywords(5)),
        "similarity": figures.similarity(alike(4)),
        "share_of_voice": figures.share_of_voice(shares(5)),
        "timeline": figures.timeline(example.judgements, "intervention", label=LABEL),
    }


def test_every_figure_says_what_is_seen_and_is_written_the_same_twice(tmp_path):
    first, second = all_figures(), all_figures()
    assert set(first) == set(figures.__all__) - {"save"}
    for name, ax in first.items():
        assert isinstance(ax, Axes)
        assert ax.get_label()
        one = figures.save(ax, tmp_path / "one" / name)
        two = figures.save(second[name].figure, tmp_path / "two" / name)
        assert [path.suffix for path in one] == [".png", ".svg"]
        for a, b in zip(one, two, strict=True):
            assert filecmp.cmp(a, b, shallow=False), name
        svg = one[1].read_text(encoding="utf-8")
        assert "<dc:date>" not in svg
        assert set(PALETTE.values()) >= set(re.findall(r"#[0-9a-f]{6}", svg)), name


def test_settings_and_pyplot_are_left_alone():
    before = dict(matplotlib.rcParams)
    figures.share_of_voice(shares(2))
    assert dict(matplotlib.rcParams) == before
    import matplotlib.pyplot as plt

    assert plt.get_fignums() == []


def test_draws_on_the_axes_given():
    ax = Figure().subplots()
    assert figures.positions(crowd(3), ax=ax) is ax


def test_positions_say_who_and_on_how_much():
    table = study().positions.copy()
    table.loc[table["speaker"].str.startswith("spokesperson"), "position"] = "unclear"
    ax = figures.positions(table, "intervention", label=LABEL)
    said = words(ax)
    assert ax.get_label() == f"{LABEL}: 4 oppose, 2 support, 1 unclear"
    assert "7 statements in 3 articles" in said
    assert "Not shown: 2 speakers with no statement that takes a side on it." in notes(ax)
    rows = [t.get_text() for t in ax.get_yticklabels()]
    assert rows[-1].startswith("spokesperson")  # unclear, so last, whatever the score
    assert rows.index("Claudia Sheinbaum") < rows.index("Donald Trump")


@pytest.mark.parametrize("n", [0, 1, 5, 20, 60])
def test_any_number_of_speakers(n):
    ax = figures.positions(crowd(n, (LONG, RTL)[: n // 2]) if n else crowd(1).iloc[:0])
    rows = [t.get_text() for t in ax.get_yticklabels()]
    assert len(rows) == min(n, 30)
    assert ("left out: 30 speakers" in notes(ax)) == (n == 60)


@pytest.mark.parametrize("n", [1, 5, 20, 60])
def test_nothing_overlaps_or_is_cut_off(n):
    ax = figures.positions(crowd(n, (LONG, RTL, "W" * 80, "GRAND $5 $6 COUNCIL OF ALL")[: max(n - 1, 0)]))
    figure = ax.figure
    with house():
        figure.draw_without_rendering()
    page = figure.bbox
    names = [t.get_window_extent() for t in ax.get_yticklabels()]
    for box in [*names, *(t.get_window_extent() for t in ax.texts)]:
        assert box.x0 >= page.x0 - 1
        assert box.x1 <= page.x1 + 1
        assert box.y0 >= page.y0 - 1
        assert box.y1 <= page.y1 + 1
    tops = sorted(names, key=lambda box: -box.y1)
    assert all(above.y0 >= below.y1 - 1 for above, below in itertools.pairwise(tops))


@pytest.mark.parametrize("name", [LONG.upper(), "W" * 200, "Ann Lee"])
def test_titles_and_what_stands_for_nothing_fit_on_the_figure(name):
    alone = pd.DataFrame([("", name, 1, 1, 1.0, 0.2, 1.0)], columns=SHARE)
    for ax in (figures.share_of_voice(alone), figures.similarity(alike(1)), figures.speaker_by_source(quoted(0, 0))):
        with house():
            ax.figure.draw_without_rendering()
        for text in ax.texts:
            box = text.get_window_extent()
            assert box.x0 >= -1, text.get_text()
            assert box.x1 <= ax.figure.bbox.x1 + 1, text.get_text()


def test_which_proposition():
    table = study().positions
    with pytest.raises(ValueError, match="which proposition"):
        figures.positions(table)
    with pytest.raises(ValueError, match="no proposition 'peace'"):
        figures.positions(table, "peace")


@pytest.mark.parametrize(("speakers", "sources"), [(1, 1), (60, 20)])
def test_many_and_few(speakers, sources):
    ax = figures.speaker_by_source(quoted(speakers, sources))
    assert ("Shown: 30 of 60 speakers, those with most statements." in notes(ax)) == (speakers == 60)
    assert ("Source 0" in words(figures.keywords_by_source(keywords(sources)))) == (sources == 1)  # it has the fewest words
    assert ("Shown: 12 of 20 sources" in notes(figures.similarity(alike(sources)))) == (sources == 20)
    figures.stance_by_source(across(sources))
    ax = figures.share_of_voice(shares(speakers))
    assert ("left out" in notes(ax)) == (speakers == 60)


def test_empty_tables_draw_that_there_is_nothing():
    example = study()
    for ax in (
        figures.speaker_by_source(quoted(0, 0)),
        figures.keywords_by_source(keywords(0)),
        figures.similarity(alike(0)),
        figures.share_of_voice(shares(1).iloc[:0]),
        figures.stance_by_source(across(1).iloc[:0]),
        figures.timeline(example.judgements.iloc[:0]),
    ):
        assert isinstance(ax, Axes)


def test_marks_lead_to_their_statements(tmp_path):
    example = study()
    _, svg = figures.save(figures.timeline(example.judgements, "intervention"), tmp_path / "timeline")
    text = svg.read_text(encoding="utf-8")
    days = example.judgements.query("proposition == 'intervention' and speaker != ''").groupby(["speaker", "date", "side"])
    assert text.count('<a xlink:href="report.html#?') == len(days)
    assert "speaker=Claudia+Sheinbaum&amp;proposition=intervention&amp;side=oppose&amp;from=" in text
    _, svg = figures.save(figures.speaker_by_source(quoted(3, 2)), tmp_path / "quoted")
    assert svg.read_text(encoding="utf-8").count('<a xlink:href="report.html#?speaker=') == int((quoted(3, 2).iloc[:, 4:] > 0).sum().sum())


def test_timeline_counts_what_has_no_date():
    table = study().judgements.copy()
    table.loc[table["article"] == "001", "date"] = pd.NaT
    ax = figures.timeline(table, "intervention")
    assert "Not shown: 3 statements without a date or a known speaker." in notes(ax)


def test_own_notes_of_a_table_are_shown():
    table = shares(3)
    table.attrs["notes"] = ["Only statements of Tuesdays."]
    assert "Only statements of Tuesdays." in notes(figures.share_of_voice(table))


def lightness(colour: str) -> float:
    """CIE lightness, 0 to 100."""
    r, g, b = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (r, g, b)]
    y = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 116 * y ** (1 / 3) - 16 if y > 0.008856 else 903.3 * y


def test_sides_survive_greyscale():
    oppose, support, unclear = (lightness(LOOKS[side].colour) for side in ("oppose", "support", "unclear"))
    assert oppose + 20 < support < unclear - 10
    assert len({LOOKS[side].marker for side in ("oppose", "mixed", "unclear", "support")}) == 4


@pytest.mark.parametrize("name", ["", "word", LONG, RTL, "X" * 200, "Llanfair " * 30, "\u202e\u0000"])
def test_short_names_fit(name):
    lines = short(name, 20).split("\n")  # in letters of common width
    assert len(lines) <= 2
    assert all(len(line) <= 20 for line in lines)
