from __future__ import annotations

import csv
import html
import json
import os
import re
import tempfile
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.articles import NothingToRead, day, read, stream
from analysis.records import Article, Corpus, Cut

SEEDS = Path(__file__).parent.parent / "seeds"
NEWS = "The president told reporters on Tuesday that he would not send the army to the border."
MORE = "“We said no,” the senator added, and that was the end of what they had to say about it."


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    return path


def one(folder: Path, name: str, content: str | bytes) -> Article:
    (article,) = read(write(folder, name, content)).articles
    return article


def why(folder: Path, name: str, content: str | bytes) -> str:
    """The reason for which a file is skipped beside one that is read."""
    write(folder, "good.txt", MORE)
    write(folder, name, content)
    corpus = read(folder)
    assert [a.text for a in corpus.articles] == [MORE]
    ((path, reason),) = [(s.path, s.reason) for s in corpus.skipped]
    assert path.startswith(str(folder / name))
    return reason


# The seeds


@pytest.fixture(scope="module")
def seeds() -> Corpus:
    return read(SEEDS)


def test_seeds_and_their_provenance(seeds: Corpus) -> None:
    assert [(a.id, a.source, a.date) for a in seeds.articles] == [
        ("000", "allthe.news", date(2026, 1, 7)),
        ("001", "Global Security Wire", date(2023, 12, 2)),
        ("002", "Fox News", date(2026, 1, 5)),
        ("003", "EconoTimes", date(2025, 5, 1)),
        ("004", "Puerto Vallarta Reporter", date(2025, 2, 1)),
    ]
    assert seeds.skipped == ()
    assert [a.title for a in seeds.articles] == [
        "",
        "Mexico President Asks Lawmakers to Let U.S. Military Trainers into Mexico",
        "Mexican president rejects US sending troops to her country: 'I don't believe in an invasion'",
        "Sheinbaum Rejects Trump’s Proposal to Deploy U.S. Troops in Mexico",
        "",
    ]
    assert [a.url for a in seeds.articles] == [
        "",
        "",
        "https://www.foxnews.com/world/mexican-president-rejects-us-sending-troops-her-country-i-dont-believe-invasion",
        "",
        "",
    ]
    assert {Path(a.path).parent for a in seeds.articles} == {SEEDS}
    with (SEEDS / "articles.csv").open(encoding="utf-8", newline="") as file:
        assert [row["file"] for row in csv.DictReader(file)] == [Path(a.path).name for a in seeds.articles]


CUTS = {
    "000": [],
    "001": [
        "U.S. President Joe Biden meets with Mexican President Andres Manuel Lopez Obrador on the sidelines of the "
        "Asia-Pacific Economic Cooperation (APEC) summit in San Francisco, California, U.S. November 17, 2023. "
        "REUTERS/Kevin Lamarque.",
        "– Writing by Dave Graham, Additional reporting by Drazen Jorgic Editing by Franklin Paul and Deepa Babington, "
        "Reuters.",
        "No Comments Yet",
        "Leave a Reply",
        "Your email address will not be published.",
        "©2024 Global Security Wire. Use Our Intel. All Rights Reserved. Washington, D.C.",
    ],
    "002": [
        "MADURO CAPTURE ECHOES NORIEGA TAKEDOWN THAT USED ROCK MUSIC AS PSYCHOLOGICAL WARFARE AGAINST DICTATOR",
        "VENEZUELAN PRESIDENT NICOLAS MADURO’S NARCO CASE ECHOES US HISTORY OF TARGETING ALLEGED FOREIGN DRUG KINGPINS",
        "GREENE HITS TRUMP OVER VENEZUELA STRIKES, ARGUES ACTION 'DOESN'T SERVE THE AMERICAN PEOPLE'",
    ],
    "003": [
        "Menu",
        "Search",
        "|   Politics",
        "Menu",
        "|   Politics",
        "Search",
        "Sheinbaum Rejects Trump’s Proposal to Deploy U.S. Troops in Mexico. Source: EneasMx, CC BY 4.0, via Wikimedia "
        "Commons",
        "• Market Data",
        "Close",
        "Welcome to EconoTimes",
        "Sign up for daily updates for the most important stories unfolding in the global economy.",
    ],
    "004": [],
}


@pytest.mark.parametrize("id", sorted(CUTS))
def test_seeds_lose_their_furniture_and_nothing_else(seeds: Corpus, id: str) -> None:
    (article,) = [a for a in seeds.articles if a.id == id]
    assert [cut.text for cut in article.cuts] == CUTS[id]
    raw = Path(article.path).read_text("utf-8").replace("\xa0", " ")
    if id == "002":  # by other means than the package's
        body = re.sub(r"<[^>]+>", "", raw.split("---\n")[2].replace("</p>", "\n"))
        raw = f"{article.title}\n{html.unescape(body)}"
    raw = raw.replace("most important\nstories", "most important stories")
    kept = [line.strip() for line in raw.split("\n") if line.strip() and line.strip() not in CUTS[id]]
    assert [line for line in article.text.split("\n") if line] == kept


def test_a_single_seed_has_the_same_id_and_provenance(seeds: Corpus) -> None:
    for article in seeds.articles:
        assert read(article.path).articles == (article,)


# Metadata


def test_the_provenance_file_goes_before_the_front_matter_and_this_before_the_text(tmp_path: Path) -> None:
    write(tmp_path, "a.md", f"---\nsource: Feed\ndate: 2020-01-02\ntitle: No Troops\n---\nBy Ana Ruiz\n\n{NEWS}")
    (article,) = read(tmp_path).articles
    assert (article.source, article.date, article.author) == ("Feed", date(2020, 1, 2), "Ana Ruiz")
    assert article.text == f"No Troops\n\n{NEWS}"
    write(tmp_path, "articles.csv", "file,Outlet,published,author,note\n./a.md,The Wire,2021-03,Jo Li,=cmd()\n")
    (article,) = read(tmp_path).articles
    assert (article.source, article.date, article.author) == ("The Wire", date(2021, 3, 1), "Jo Li")
    assert article.title == "No Troops"


def test_provenance_files_speak_of_the_folders_below_them_and_the_inner_goes_first(tmp_path: Path) -> None:
    for name in ("a.txt", "x/b.txt", "x/c.txt"):
        write(tmp_path, name, f"{name}: {NEWS}")
    write(tmp_path, "articles.csv", "file;source\na.txt;A\nx/b.txt;outer\nx\\c.txt;C\n")
    write(tmp_path, "x/articles.csv", "file,source\nb.txt,inner\n")
    corpus = read(tmp_path)
    assert [(a.id, a.source) for a in corpus.articles] == [("a", "A"), ("b", "inner"), ("c", "C")]
    assert corpus.skipped == ()


def test_what_is_wrong_in_a_provenance_file_is_reported(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", NEWS)
    note = write(tmp_path, "articles.csv", 'file,source\ngone.txt,A\n../up.txt,B\n,C\na.txt,"D"x\na.txt,E\n')
    corpus = read(tmp_path)
    assert [a.source for a in corpus.articles] == ["E"]
    assert [(s.path, s.reason[:28]) for s in corpus.skipped] == [
        (f"{note}:1", "no such file in the folder: "),
        (f"{note}:2", "no such file in the folder: "),
        (f"{note}:3", "no file named"),
        (f"{note}:4", "broken CSV near line 5: ',' "),
    ]


def test_a_misspelt_column_of_a_provenance_file_is_reported(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", NEWS)
    note = write(tmp_path, "articles.csv", "file,sorce,note\na.txt,The Wire,by hand\n")
    corpus = read(tmp_path)
    assert [(s.path, s.reason) for s in corpus.skipped] == [(str(note), "column 'sorce' is not known and was left out; is it 'source'?")]


def test_a_table_named_as_the_provenance_file_is_a_table(tmp_path: Path) -> None:
    write(tmp_path, "articles.csv", f"file,text\na.txt,{NEWS}\n")
    assert [a.text for a in read(tmp_path).articles] == [NEWS]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-05", date(2026, 1, 5)),
        ("2026-01-05T23:59:00-06:00", date(2026, 1, 5)),
        ("2016/09/20", date(2016, 9, 20)),
        ("20260105", date(2026, 1, 5)),
        ("2025-05", date(2025, 5, 1)),
        ("2025", date(2025, 1, 1)),
        ("Mon, 05 Jan 2026 10:00:00 GMT", date(2026, 1, 5)),
        ("January 5, 2026", date(2026, 1, 5)),
        ("5th of May", None),
        ("Sept. 3rd, 2024", date(2024, 9, 3)),
        ("May 2024", date(2024, 5, 1)),
        ("01/02/2026", None),
        ("2026-13-01", None),
        ("2026-02-30", None),
        ("1467331200", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates_that_are_certain(text: str, expected: date | None) -> None:
    assert day(text) == expected


@settings(max_examples=50, deadline=None)
@given(st.dates(min_value=date(1000, 1, 1)))
def test_dates_are_read_as_they_are_written(value: date) -> None:
    assert day(value.isoformat()) == day(str(datetime(value.year, value.month, value.day, 9, 30))) == value
    assert day(f"{value:%B} {value.day}, {value.year}") == day(f"{value.day} {value:%b} {value.year}") == value


def test_a_date_that_cannot_be_read_is_logged_and_the_next_place_asked(tmp_path: Path) -> None:
    article = one(tmp_path, "a.md", f"---\ndate: 01/02/2026\n---\nPublished on March 3, 2026\n\n{NEWS}")
    assert article.date == date(2026, 3, 3)
    assert article.cuts[-1].text == "date: 01/02/2026"
    assert one(tmp_path, "b.txt", f"Updated March 3, 2026\n\n{NEWS}").date is None


def test_a_source_that_is_an_address_is_its_host_and_so_is_the_url_of_one_without(tmp_path: Path) -> None:
    assert one(tmp_path, "a.md", f"---\nsource: https://www.news.org/rss\n---\n{NEWS}").source == "news.org"
    assert one(tmp_path, "b.md", f"---\nlink: https://news.org/a\n---\n{NEWS}").source == "news.org"
    assert one(tmp_path, "c.md", f"---\nlink: a\nsource: 'http://['\n---\n{NEWS}").source == ""


def test_the_title_is_the_first_paragraph_once(tmp_path: Path) -> None:
    front = "---\ntitle: President's aide rejects troops\n---\n"
    joined = f"President's aide rejects troops\n\n{NEWS}"
    assert one(tmp_path, "a.md", front + NEWS).text == joined
    assert one(tmp_path, "b.md", f"{front}# President’s Aide Rejects Troops.\n\n{NEWS}").text.count("roops") == 1
    assert one(tmp_path, "c.html", f"<h1>President's aide rejects troops</h1><p>{NEWS}</p>").text == joined
    assert one(tmp_path, "d.txt", joined).title == "President's aide rejects troops"
    assert one(tmp_path, "e.txt", f"He said no.\n\n{NEWS}").title == ""


# Kinds of file


def test_a_page_with_meta_tags(tmp_path: Path) -> None:
    article = one(
        tmp_path,
        "a.html",
        f"""<!doctype html><html><head><meta charset="windows-1252"><title>No troops | The Wire</title>
        <meta property="og:site_name" content="The Wire"><meta property="og:title" content="No troops &amp; no war | The Wire">
        <meta property="article:published_time" content="2026-01-05T10:00:00Z"><meta name="author" content="Ana Ruiz">
        <meta property="og:url" content="https://wire.org/1"></head>
        <body><nav>Menu</nav><h1>No troops &amp; no war</h1><p>{NEWS}&nbsp;</p><p>{MORE}</p></body></html>""",
    )
    assert article.text == f"No troops & no war\n\n{NEWS}\n\n{MORE}"
    assert (article.source, article.date, article.author) == ("The Wire", date(2026, 1, 5), "Ana Ruiz")
    assert (article.title, article.url) == ("No troops & no war", "https://wire.org/1")
    assert article.cuts == (Cut("Menu", "menu"),)


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>No troops | The Wire</title><meta property='og:site_name' content='The Wire'>", "No troops"),
        ("<title>No troops</title><h1>The Wire</h1>", "No troops"),
        ("<title>No troops - The Wire</title><h1>No troops</h1>", "No troops"),
        ("<title>A\n  B</title>", "A B"),
        ("<meta name=publisher content='https://facebook.com/wire'>", ""),
    ],
)
def test_the_title_of_a_page(tmp_path: Path, head: str, title: str) -> None:
    article = one(tmp_path, "a.html", f"{head}<p>{NEWS}</p><p>{MORE}</p>")
    assert article.title == title or (not title and article.title == article.source == "")


def test_a_page_with_json_ld(tmp_path: Path) -> None:
    data = {
        "@graph": [
            {"@type": "WebSite"},
            {"headline": "No troops", "datePublished": "2026-01-05", "author": [{"name": "Ana Ruiz"}, {"name": "Jo Li"}],
             "publisher": {"name": "The Wire"}},
        ]
    }  # fmt: skip
    scripts = f"<script type='application/ld+json'>{{bad</script><script type='application/ld+json'>{json.dumps(data)}</script>"
    article = one(tmp_path, "a.htm", f"{scripts}<p>{NEWS}</p>")
    assert (article.title, article.source, article.author) == ("No troops", "The Wire", "Ana Ruiz, Jo Li")
    assert article.date == date(2026, 1, 5)
    assert article.text == f"No troops\n\n{NEWS}"


def test_markdown(tmp_path: Path) -> None:
    body = "# No *troops*\n\n**The** [president](http://x.org) of Mexico said\nno to f***ing war. ![a](b.png)"
    article = one(tmp_path, "a.md", f"{body}\n\n1984. {NEWS}\n\n> {MORE}")
    assert article.text == f"No troops\n\nThe president of Mexico said no to f***ing war.\n\n1984. {NEWS}\n\n{MORE}"


def test_tables_are_read_alike(tmp_path: Path) -> None:
    rows = [
        {"ID": "n 1/2", "body": NEWS, "Outlet": "Wire", "Published": "2026-01-05", "Headline": "No troops", "link": "http://a.b/c"},
        {"ID": "", "body": MORE, "Outlet": "", "Published": "", "Headline": "", "link": ""},
        {"ID": "x", "body": f"<p>{NEWS}</p><p>“{MORE}</p>", "Outlet": "Post", "Published": "", "Headline": "", "link": ""},
    ]
    frame = pd.DataFrame(rows)
    frame.to_csv(tmp_path / "a.csv", index=False)
    frame.to_parquet(tmp_path / "a.parquet")
    frame.to_json(tmp_path / "a.jsonl", orient="records", lines=True)
    for kind in ("csv", "jsonl", "parquet"):
        first, second, third = read(tmp_path / f"a.{kind}").articles
        assert (first.id, first.text, first.title) == ("n-1-2", f"No troops\n\n{NEWS}", "No troops")
        assert (first.source, first.date, first.url) == ("Wire", date(2026, 1, 5), "http://a.b/c")
        assert (second.id, second.text, second.source, second.date) == ("2", MORE, "", None)
        assert (third.id, third.text, third.path) == ("x", f"{NEWS}\n\n“{MORE}", f"{tmp_path / 'a'}.{kind}:3")


def test_a_parquet_table_with_dates_and_nulls(tmp_path: Path) -> None:
    frame = pd.DataFrame({"text": [NEWS, None, MORE], "date": pd.to_datetime(["2026-01-05", None, None]), "n": [1.0, None, 2]})
    frame.to_parquet(tmp_path / "a.parquet")
    corpus = read(tmp_path / "a.parquet")
    assert [(a.id, a.date) for a in corpus.articles] == [("1", date(2026, 1, 5)), ("3", None)]
    assert [(s.path[-2:], s.reason) for s in corpus.skipped] == [(":2", "no text")]


def test_broken_rows_are_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    lines = [
        json.dumps({"text": NEWS}), "{bad", "[1]", '{"text": ""}', "", '{"x": 1}', "[" * 100_000,
        '{"text": 5}', json.dumps({"text": NEWS}), json.dumps({"text": "x" * 3000}), json.dumps({"text": [NEWS, MORE]}),
    ]  # fmt: skip
    path = write(tmp_path, "a.jsonl", "\n".join(lines))
    corpus = read(path, max_bytes=2000)
    assert [(a.id, a.text) for a in corpus.articles] == [("1", NEWS), ("11", f"{NEWS}\n\n{MORE}")]
    assert [(int(s.path.split(":")[-1]), s.reason[:18]) for s in corpus.skipped] == [
        (2, "broken JSON: Expec"),
        (3, "not a JSON object"),
        (4, "no text"),
        (6, "no text"),
        (7, "too large: 100,001"),
        (8, "no text"),
        (9, f"the same text as {path}:1"[:18]),
        (10, "too large: 3,013 b"),
    ]
    assert [s.reason for s in read(path).skipped if s.path.endswith(":7")] == ["broken JSON: nested too deeply"]


def test_odd_quoting_in_a_csv_file_never_costs_a_quotation_mark(tmp_path: Path) -> None:
    rows = ["text;source", '"He said ""no"" to us";A', '"He said "no" to us";B', ";C", "a;b;c", f"{MORE};D", '"never closed;E']
    corpus = read(write(tmp_path, "a.csv", "\r\n".join([*rows, ""])))
    assert [(a.id, a.text, a.source) for a in corpus.articles] == [("1", 'He said "no" to us', "A"), ("5", MORE, "D")]
    assert [s.path[-1] for s in corpus.skipped] == ["2", "3", "4", "6"]


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_csv_file_in_any_code(tmp_path: Path, code: str) -> None:
    text = f"“No,” said Téllez to Peña. {NEWS}"
    assert one(tmp_path, "a.csv", f'text\n"{text}"\n'.encode(code)).text == text


# Characters


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman"])
def test_codes(tmp_path: Path, code: str) -> None:
    text = f"“No,” said Téllez — to Peña’s ‘friend’…\r\n\r\n{NEWS}"
    assert one(tmp_path, "a.txt", text.encode(code)).text == text.replace("\r\n", "\n")


def test_characters_that_are_none_of_a_text_go_and_marks_stay(tmp_path: Path) -> None:
    raw = f"\ufeff\u202e«No», „so“ ‹x› \"a\" 'b'\u2009\xa0c\x00d\x1b\xade\u200bf\x0b\u2028{NEWS}\rGo!\u200f"
    assert one(tmp_path, "a.txt", raw).text == f"\u202e«No», „so“ ‹x› \"a\" 'b'\u2009 cdef\n\n{NEWS}\nGo!\u200f"


def test_text_decoded_wrongly_once_is_put_right_and_right_text_left_alone(tmp_path: Path) -> None:
    right = f"“No,” said Téllez’s aide — {NEWS}"
    wrong = right.encode().replace(b"\x9d", b"\x9c").decode("cp1252")
    assert one(tmp_path, "a.txt", wrong).text == right.replace("”", "“")
    for text in (f"“CAFÉ” {NEWS}", f"«AMANHû {NEWS}", f"“São Paulo”, l’été, ñ {NEWS}", f"‘’‚‛“”„‟«»‹› {NEWS}"):
        assert one(tmp_path, "b.txt", text).text == text


def test_a_few_broken_bytes_do_not_cost_the_rest(tmp_path: Path) -> None:
    data = f"“No,” said Téllez. {NEWS}".encode() + b" \xe2\x80"
    assert one(tmp_path, "a.txt", data).text == f"“No,” said Téllez. {NEWS} \ufffd"


def test_entities_in_plain_text(tmp_path: Path) -> None:
    assert one(tmp_path, "a.txt", f"&quot;No&quot; &amp; AT&T; &copy=2&nbsp;. {NEWS}").text == f'"No" & AT&T; &copy=2 . {NEWS}'


def test_lines_broken_at_a_fixed_width_are_joined(tmp_path: Path) -> None:
    import textwrap

    text = f"{NEWS} {MORE} {NEWS}\n\n{MORE} {NEWS}"
    assert one(tmp_path, "a.txt", "\n\n".join(textwrap.fill(p, 66) for p in text.split("\n\n"))).text == text
    lines = f"{NEWS}\n{MORE}\n{NEWS}\nHe said no."
    assert one(tmp_path, "b.txt", lines).text == lines


# What is wrong with a file is said, and the others are read


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("x.txt", "", "empty"),
        ("x.txt", " \n\t", "empty"),
        ("x.txt", "“” !?", "no words"),
        ("x.txt", "Menu\n\nLeave a Reply", "nothing but page furniture"),
        ("x.txt", b"\x00\x01\x02\xff" * 99, "binary, not text"),
        ("x.html", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "binary, not text"),
        ("x.txt", bytes(range(128, 256)) * 9, "its characters are in no known code (save it as UTF-8)"),
        ("x.pdf", b"%PDF", "file type .pdf is not read"),
        ("x", NEWS, "file type unknown is not read"),
        ("x.txt", MORE + "\n", "the same text as "),
        ("x.csv", "", "no rows"),
        ("x.csv", "text\n", "no rows"),
        ("x.csv", "a,b\n1,2\n", "no column 'text' among 'a', 'b'"),
        ("x.jsonl", "", "no rows"),
        ("x.parquet", b"PAR1" + bytes(50), "can't be read: "),
        ("x.md", f"---\na: &a [b]\nc: [*a, *a]\n---\n{NEWS}", "front matter with YAML aliases"),
        ("x.md", f"---\na: &a {{b: 1}}\nc:\n  <<: [*a, *a]\n---\n{NEWS}", "front matter with YAML aliases"),
        ("x.md", f"---\na: {'[' * 9000}\n---\n{NEWS}", "front matter nested too deeply"),
        ("x.md", f"---\na:\n  {'- ' * 5000}\n---\n{NEWS}", "broken YAML in its front matter"),
        ("x.md", f"---\na: {'b' * 30_000}\n---\n{NEWS}", "front matter of more than 20,000 characters"),
        ("x.md", f"---\ntitle: No: troops\n---\n{NEWS}", "broken YAML in its front matter (line 2): mapping values"),
        ("x.md", f"---\ndate: 2026-02-30\n---\n{NEWS}", "broken YAML in its front matter: day is out of range"),
        ("x.md", f"---\na: !!python/name:os.system\n---\n{NEWS}", "broken YAML in its front matter (line 2): could"),
        ("x.html", "<div>" * 2000 + NEWS, "can't be read: HTML nested more than 500 deep"),
        ("x.html", "<b>" * 60_000 + NEWS, "HTML with more than 50,000 tags"),
        ("x.txt", "הנשיא אמר ביום שלישי כי לא ישלח את הצבא לגבול.", "not in English (most letters are not Latin)"),
        ("x.txt", "总统星期二表示，在当地政府没有请求帮助之前，该国不会向该地区派遣军队。" * 2, "not in English"),
        (
            "x.txt",
            "La presidenta de México, Claudia Sheinbaum, rechazó este lunes la intervención de Estados Unidos en Venezuela y "
            "dijo que no aceptará tropas extranjeras en el territorio.",
            "not in English (0 of 26 words are common English ones)",
        ),
        ("x.txt", "El presidente dijo que no habrá intervención en el país.", "not in English (0 of 10 words"),
    ],
)
def test_reasons(tmp_path: Path, name: str, content: str | bytes, reason: str) -> None:
    assert why(tmp_path, name, content).startswith(reason)


@pytest.mark.parametrize(
    "text",
    [
        "No.",
        "Sheinbaum",
        "Lily Téllez, Noroña, Huerta Ladrón de Guevara, Morena, PT y PVEM, El Universal, La Jornada",
        "“No a la intervención”, she said of the crowd's cry, “y no a las tropas”, and that was what it was about.",
        "¿No?",
        "Nein!",
    ],
)
def test_english_or_too_short_to_tell(tmp_path: Path, text: str) -> None:
    assert one(tmp_path, "a.txt", text).text == text


def test_front_matter_that_is_none_is_text(tmp_path: Path) -> None:
    assert one(tmp_path, "c.txt", "---\n" + "\n" * 5000 + NEWS).text == NEWS
    assert one(tmp_path, "d.txt", f"---\n# of the editor\n\nsource: Wire\n---\n{NEWS}").source == "Wire"
    assert one(tmp_path, "a.txt", f"---\n{NEWS}\n---\n{MORE}").text == f"{NEWS}\n\n{MORE}".replace("\n\n", "\n")
    assert one(tmp_path, "b.txt", f"---\n{NEWS}").text == NEWS


def test_a_large_file_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    write(tmp_path, "a.txt", NEWS)
    corpus = read(tmp_path)
    assert len(corpus) == 1
    assert [s.reason for s in corpus.skipped] == ["too large: 50,000,000 bytes, the limit is 20,000,000"]
    assert len(read(tmp_path / "a.txt", max_bytes=len(NEWS))) == 1
    with pytest.raises(NothingToRead, match="too large"):
        read(tmp_path / "a.txt", max_bytes=len(NEWS) - 1)


def test_links_devices_and_hidden_files(tmp_path: Path) -> None:
    outside = write(tmp_path, "outside/secret.txt", MORE)
    home = tmp_path / "home"
    write(home, "a.txt", NEWS)
    write(home, ".hidden.txt", "Hidden.")
    write(home, ".git/x.txt", "Hidden.")
    (home / "out.txt").symlink_to(outside)
    (home / "folder").symlink_to(outside.parent)
    (home / "loop").symlink_to(home)
    (home / "broken.txt").symlink_to(home / "gone.txt")
    (home / "self.txt").symlink_to(home / "self.txt")
    (home / "in.txt").symlink_to(home / "a.txt")
    os.mkfifo(home / "pipe.txt")
    corpus = read(home)
    assert [a.text for a in corpus.articles] == [NEWS]
    assert sorted((Path(s.path).name, s.reason[:30]) for s in corpus.skipped) == [
        ("broken.txt", "a link to a folder or nowhere,"),
        ("folder", "a symbolic link that leads out"),
        ("in.txt", f"the same text as {home}"[:30]),
        ("loop", "a link to a folder or nowhere,"),
        ("out.txt", "a symbolic link that leads out"),
        ("pipe.txt", "a link to a folder or nowhere,"),
        ("self.txt", "a link to a folder or nowhere,"),
    ]


@pytest.mark.parametrize("call", ["open", "is_file"])
def test_files_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    path = write(tmp_path, "x.txt", NEWS)
    write(tmp_path, "a.txt", MORE)
    allowed = getattr(Path, call)

    def refuse(self: Path, *args: object, **options: object) -> object:
        if self == path:
            raise PermissionError(13, "Permission denied", str(self))
        return allowed(self, *args, **options)

    monkeypatch.setattr(Path, call, refuse)
    assert [(s.path, s.reason) for s in read(tmp_path).skipped] == [(str(path), "can't be read: Permission denied")]


def test_paths_that_hold_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no such file or folder"):
        read(tmp_path / "gone")
    with pytest.raises(FileNotFoundError):
        read("a\0b")
    with pytest.raises(NothingToRead, match=r"no article to read: no file of type \.txt"):
        read(tmp_path)
    write(tmp_path, "a.txt", "")
    with pytest.raises(NothingToRead, match=r"a\.txt: empty") as raised:
        read(tmp_path)
    assert [s.reason for s in raised.value.skipped] == ["empty"]
    with pytest.raises(ValueError, match=r"a\.txt: no article to read: empty"):
        read(tmp_path / "a.txt")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(NothingToRead, match="neither a file nor a folder"):
        read(tmp_path / "pipe")


# Ids, order, progress


def test_ids(tmp_path: Path) -> None:
    ids = {
        "000_a.txt": "000",
        "001.txt": "001",
        "001_b.txt": "001_b",
        "2026-01-05 no.txt": "2026-01-05-no",
        "A b!.txt": "A-b",
        "a_b.txt": "a_b",
        "x/a_b.txt": "x-a_b",
        "Ü é.txt": "U-e",
        "总统.txt": "article-89cf2b",
        "z.jsonl:1": "z-1",
        "z.jsonl:2": "z-000",
    }
    for name in [name for name in ids if not name.startswith("z")]:
        write(tmp_path, name, f"{name} {NEWS}")
    write(tmp_path, "z.jsonl", "\n".join(json.dumps({"text": f"{id} {NEWS}", "id": id}) for id in ("", "000")))
    assert {Path(a.path).relative_to(tmp_path).as_posix(): a.id for a in read(tmp_path).articles} == ids


def test_order_is_that_of_the_paths(tmp_path: Path) -> None:
    for name in ("b/2.txt", "a.txt", "b/1.txt", "B.txt", "c.txt"):
        write(tmp_path, name, f"{name} {NEWS}")
    assert [Path(a.path).name for a in read(tmp_path).articles] == ["B.txt", "a.txt", "1.txt", "2.txt", "c.txt"]
    assert read(tmp_path) == read(str(tmp_path))
    assert list(stream(tmp_path)) == list(read(tmp_path).articles)


def test_progress_sees_everything(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", NEWS)
    write(tmp_path, "b.txt", "")
    seen: list[object] = []

    def progress(items):  # type: ignore[no-untyped-def]
        for item in items:
            seen.append(item)
            yield item

    corpus = read(tmp_path, progress=progress)
    assert seen == [*corpus.articles, *corpus.skipped]


# Hostile input


NAMES = st.sampled_from(["a.txt", "b.md", "c.html", "d.jsonl", "e.csv", "f.parquet", "articles.csv", "x/g.txt", "0_h.txt"])
PIECES = st.sampled_from(
    [b"---\n", b"title: x\n", b"text,source\n", b'{"text": "', b'"}\n', b"<p>", b"</p>", b"<script>", b"\n\n", b'"', b"\x00",
     b"PAR1", b"\xff\xfe", b"\xe2\x80", "“’\u202e".encode(), b"&#0;&#x110000;", b"Menu\n", b"file,source\n", b"[[[", b"*a",
     NEWS.encode()]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(NAMES, st.one_of(st.binary(max_size=60), st.lists(PIECES, max_size=12).map(b"".join)), max_size=5))
def test_no_bytes_make_reading_fail(files: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            write(Path(folder), name, data)
        try:
            corpus = read(folder)
        except NothingToRead as nothing:
            corpus = Corpus((), nothing.skipped)
    ids = [article.id for article in corpus.articles]
    assert len({id.casefold() for id in ids}) == len(ids)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]+", id) for id in ids)
    for article in corpus.articles:
        assert article.text == article.text.strip("\n")
        assert any(map(str.isalnum, article.text))
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", article.text + article.title + article.source)
    assert all(skipped.reason and "\n" not in skipped.reason for skipped in corpus.skipped)
