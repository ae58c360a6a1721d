import itertools
import re
from copy import copy
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from example import LONG, NAUGHTY, RTL, study

from analysis import view
from analysis.figures import save, speaker_by_source
from analysis.occlusion import Carried
from analysis.page import Picture, inline, page
from analysis.quotations import paragraphs
from analysis.records import Article, Corpus, Judgement, Mention, Speaker, Statement
from analysis.speakers import Voices
from analysis.study import Study
from analysis.view import Limits


@pytest.fixture(scope="module")
def html() -> str:
    return page(study(), version="9.9")


@pytest.fixture(scope="module")
def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def small(text: str = "“No war,” Ann said.", **about: str):
    """A study of one article in which one speaker says one thing."""
    fields = {"id": "a", "source": "The Daily", "title": "Title", "path": "a.txt", **about}
    name = fields.pop("speaker", "Ann")
    article = Article(text=text, **fields)
    statement = Statement(article.id, 0, (), (), ((0, len(text)),), "direct", 0.8)
    voices = Voices((Speaker("ann", name, "person"),), (Mention(statement.id, "ann", "named"),))
    judged = tuple(Judgement(statement.id, p.key, 0.1, 0.8, 0.1) for p in study().issue.propositions)
    return Study(Corpus((article,)), study().issue, voices, (statement,), judged)


def test_is_one_file_that_asks_for_nothing(soup):
    assert not soup.find_all(["link", "img", "iframe", "object", "embed", "video", "audio", "base"])
    assert not soup.find_all(src=True)
    policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert "default-src 'none'" in policy
    assert "url(" not in "".join(style.string for style in soup.find_all("style"))
    for link in soup.find_all("a", href=True):
        assert link["href"].startswith(("#", "https://www.foxnews.com/"))


def test_same_study_same_page(html):
    assert page(study(), version="9.9") == html


def test_is_light(html):
    assert len(html.encode()) < 5_000_000


def test_first_comes_question_and_answer(soup):
    assert soup.h1.text == "Should foreign forces intervene?"
    answer = soup.select_one(".answer").text
    assert "4 oppose foreign military intervention (among them Claudia Sheinbaum and" in answer
    assert "2 support it (Donald Trump and Lily Téllez)" in answer


def test_every_statement_is_there_with_its_words_marked(soup):
    example = study()
    for statement in example.spoken:
        item = soup.find(id=f"s-{statement.id}")
        text = example.article(statement.article).text
        for role in ("source", "cue", "content"):
            marked = "".join(e.text for e in item.select(f"blockquote .in-{role}"))
            assert marked == "".join(text[a:b] for a, b in getattr(statement, role))
        assert item.blockquote.text in text
        assert soup.find(id=f"t-{statement.id}")["href"] == f"#s-{statement.id}"


def test_why_is_told(soup):
    why = soup.find(id="s-000-3").select_one(".why").text
    assert "“He” is the last one named" in why or "“He” is the name" in why
    assert "oppose 80%, support 5%, neither 15%" in why


def test_words_that_carry_a_judgement_are_underlined_and_told():
    said = study().statement("000-1")
    (start, end), (cue_start, cue_end) = said.content[0], said.cue[0]
    why = {("000-1", "intervention"): (Carried(cue_start, cue_end, 0.6), Carried(start + 8, end, 0.2))}
    soup = BeautifulSoup(page(study(), why=why), "html.parser")
    item = soup.find(id="s-000-1")
    assert [e.text for e in item.select("blockquote .carries")] == ["criticized", "interventions"]
    assert item.select_one("blockquote .in-cue.carries").text == "criticized"
    assert item.select_one("blockquote").text in study().article("000").text
    assert "carried by “criticized” (33% without), “interventions” (73% without)" in item.select_one(".why").text
    assert len(soup.select("blockquote .carries")) == 2
    assert "an approximation" in soup.find(id="voices").select_one(".legend").text


def test_nothing_is_said_of_carrying_where_nothing_is_known(soup):
    assert not soup.select("blockquote .carries")
    assert "approximation" not in soup.find(id="voices").select_one(".legend").text


def test_change_over_time_stands_on_the_card(soup):
    card = soup.find(id="v-claudia-sheinbaum").select_one(".places").text
    assert "too few articles to tell whether that is a change" in card
    assert "Before" not in soup.find(id="v-lily-tellez").select_one(".places").text


def test_a_change_beyond_chance_is_called_one():
    articles, spoken, mentions, judged = [], [], [], []
    for n in range(10):
        articles.append(Article(str(n), f"Words {n}.", date=date(2026, 1, n + 1)))
        spoken.append(Statement(str(n), 0, (), (), ((0, 8),), "direct", 0.9))
        mentions.append(Mention(f"{n}-0", "ann", ""))
        sides = (0.9, 0.0) if n < 5 else (0.0, 0.9)
        judged.append(Judgement(f"{n}-0", "intervention", *sides, 0.1))
    turned = Study(
        Corpus(tuple(articles)), study().issue, Voices((Speaker("ann", "Ann", "person"),), tuple(mentions)), tuple(spoken), tuple(judged)
    )
    card = BeautifulSoup(page(turned), "html.parser").select_one(".places").text
    assert re.search(r"Before 6 January 2026 \+1\.00, from then on −1\.00: a change beyond chance \(p = 0\.0\d\d", card)


def test_articles_are_there_whole(soup):
    for article in study().corpus.articles:
        box = copy(soup.find(class_="article", attrs={"data-article": article.id}))
        for anchor in box.select(".no"):
            anchor.extract()
        assert [p.text for p in box.select(".text p")] == [article.text[a:b] for a, b in paragraphs(article.text)]


def test_skipped_and_cut_are_told(soup):
    text = soup.find(id="articles").text
    assert "seeds/empty.txt" in text
    assert "the file is empty" in text
    assert "a comment form" in text


def test_links_lead_somewhere_and_ids_are_unique(soup):
    ids = [element["id"] for element in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    for link in soup.find_all("a", href=re.compile("^#.")):
        assert link["href"][1:] in ids


def test_headings_and_landmarks(soup):
    levels = [int(h.name[1]) for h in soup.find_all(re.compile("^h[1-6]$")) if h.find_parent("dialog") is None]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in itertools.pairwise(levels))
    assert len(soup.find_all("main")) == 1
    assert soup.select_one("a.skip")["href"] == "#stand"
    for field in soup.select("form input, form select"):
        assert field.find_parent("label") or field["type"] == "hidden"


@pytest.mark.parametrize("text", [NAUGHTY, "<img src=x onerror=alert(1)>", "{{ 7*7 }}", "\u202eabc", RTL, LONG, "word", "é"])
def test_what_articles_say_is_escaped(text):
    soup = BeautifulSoup(page(small(text, id=text, source=text, title=text, author=text, path=text, speaker=text)), "html.parser")
    assert len(soup.find_all("script")) == 1
    assert not soup.find_all("img")
    assert not soup.find_all(onerror=True)
    assert text in soup.select_one("blockquote").text
    assert soup.select_one(".speaker h3").text == text
    ids = [element["id"] for element in soup.find_all(id=True)]
    assert not [id for id in ids if re.search(r"\s", id)]
    for link in soup.find_all("a", href=re.compile("^#.")):
        assert link["href"][1:] in ids


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "ftp://x/y", "//evil.example/", "nonsense", ""])
def test_only_web_addresses_are_linked(url):
    assert "original</a>" not in page(small(url=url))


def test_web_address_is_linked():
    assert 'href="https://example.org/?a=1&amp;b=2"' in page(small(url="https://example.org/?a=1&b=2"))


def test_a_study_without_statements():
    for articles in ((Article("a", "The train left at nine."),), (Article("a", ""),)):
        silent = Study(Corpus(articles), study().issue, Voices((), ()), (), ())
        text = page(silent)
        assert "Of 0 speakers in 1 article, none says enough" in text


def test_a_large_study_is_cut_down_and_says_so():
    example = study()
    limits = Limits(speakers=3, statements=6, characters=4_000, rows=2)
    shown = {"sources": [example.speakers]}
    soup = BeautifulSoup(page(example, tables=shown, limits=limits), "html.parser")
    assert len(soup.select(".statement")) <= 6
    assert len(soup.select(".speaker")) <= 4
    voices = soup.find(id="voices").text
    assert "of 23 statements, of each speaker those that tell most. All stand in the table “statements”." in voices
    assert "of 9 speakers" in voices
    assert "articles" in voices
    assert "The first 2 of 9 rows" in soup.find(id="sources").text
    assert "Listed here" not in soup.find(id="articles").text
    ids = {element["id"] for element in soup.find_all(id=True)}
    assert all(link["href"][1:] in ids for link in soup.find_all("a", href=re.compile("^#.")))


def test_a_long_list_of_articles_is_cut_and_says_so():
    soup = BeautifulSoup(page(study(), limits=Limits(articles=2)), "html.parser")
    assert len(soup.select("details.article")) == 2
    assert "Listed here: 2 of 5, those with most statements; all stand in the table “articles”." in soup.find(id="articles").text


def test_how_often_it_is_right_is_told_as_the_model_cards_have_it(soup):
    tables = soup.find(id="methods").select("table")
    assert [table.caption.strong.text for table in tables] == ["Who said what.", "Where they stand."]
    cards = "".join((Path(view.__file__).parent / "models" / f"{card}.md").read_text("utf-8") for card in ("attribution", "stance"))
    lines = [[cell.strip(" *") for cell in line.strip("|").split("|")] for line in cards.splitlines()]
    for table in tables:
        rows = [[cell.text for cell in row.find_all(["th", "td"])] for row in table.select("tr")]
        assert len(rows) >= 4
        assert all(len(row) == len(rows[0]) and row in lines for row in rows)


def test_tables_lead_to_statements():
    table = pd.DataFrame({"speaker": ["Lily Téllez"], "source": ["Fox News"], "statements": [3], "share": [-0.5], "p": [float("nan")]})
    table.attrs = {"title": "A table", "notes": ["of three"]}
    soup = BeautifulSoup(page(study(), tables={"sources": [table]}), "html.parser")
    cells = soup.find(id="sources").select("td")
    assert [cell.text for cell in cells] == ["Lily Téllez", "Fox News", "3", "−0.50", "–"]
    assert cells[2].a["data-filter"] == "speaker=lily-tellez&source=Fox+News"
    assert "of three" in soup.find(id="sources").text


def test_inline_svg_is_the_pages_own():
    svg = '<?xml version="1.0"?><svg width="72pt" height="36pt"><metadata>x</metadata><style>*{}</style>'
    svg += '<g id="a" style="fill: #a63c06"/><use xlink:href="#a"/><g clip-path="url(#a)"/></svg>'
    done = inline(svg, "one", 'Who "stands" <where>')
    assert done.startswith('<svg role="img" aria-label="Who &quot;stands&quot; &lt;where&gt;" style="--width: 96px">')
    assert 'id="one-a"' in done
    assert 'href="#one-a"' in done
    assert "url(#one-a)" in done
    assert "fill: var(--oppose)" in done
    assert "metadata" not in done
    assert "<style" not in done


def test_links_of_a_picture_become_filters_of_the_page():
    svg = '<svg><a xlink:href="report.html#?speaker=A+%3C&amp;side=oppose" target="_blank"><path id="a"/></a></svg>'
    found = BeautifulSoup(inline(svg, "one", "First"), "html.parser")
    assert found.select_one(".leads")["data-filter"] == "speaker=A+%3C&side=oppose"
    assert found.select_one(".leads path")
    assert not found.find("a")


def test_a_name_of_any_kind_leads_from_a_figure_to_its_statements(tmp_path):
    table = pd.DataFrame({"speaker": [NAUGHTY], "sources": 1, "statements": 2, "articles": 1, 'R&B "100%" <a>': [2]})
    _, svg = save(speaker_by_source(table), tmp_path / "quoted")
    found = BeautifulSoup(inline(svg.read_text(encoding="utf-8"), "one", "First"), "html.parser")
    (mark,) = found.select(".leads")
    assert parse_qs(mark["data-filter"]) == {"speaker": [NAUGHTY], "source": ['R&B "100%" <a>']}
    assert not found.find("a") and not found.find("script")


def test_tables_say_yes_and_no_and_lead_nowhere_from_an_empty_cell():
    frame = pd.DataFrame({"source": ["The Daily"], "carried": [False], "article": [""]})
    soup = BeautifulSoup(page(small(), tables={"sources": [frame]}), "html.parser").find(id="sources")
    assert [cell.text for cell in soup.select("tbody td")] == ["The Daily", "no", ""]
    assert len(soup.select("tbody a")) == 1


def test_pictures_stand_in_their_sections():
    svg = '<svg width="72pt" height="36pt"><g id="a"/></svg>'
    pictures = {"time": [Picture("one", "First", svg), Picture("two", "Second", svg, more=True)]}
    soup = BeautifulSoup(page(study(), pictures), "html.parser")
    assert [s["aria-label"] for s in soup.find(id="time").select("svg")] == ["First", "Second"]
    assert soup.find(id="two-a").find_parent("details")
