from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.furniture import ends_sentence, is_prose, strip
from analysis.records import Cut
from analysis.webpage import page

PROSE = "The president told reporters on Tuesday that he would not send troops."

FURNITURE = [
    ("Advertisement", "advertisement"),
    ("Story Continued Below", "advertisement"),
    ("Leave a Reply", "comment form"),
    ("No Comments Yet", "comment form"),
    ("12 Comments", "comment form"),
    ("Your email address will not be published. Required fields are marked *", "comment form"),
    ("©2024 Global Security Wire. Use Our Intel. All Rights Reserved. Washington, D.C.", "copyright line"),
    ("Copyright 2018 The Daily Wire. All rights reserved.", "copyright line"),
    ("Sign up for our daily newsletter", "sign-up line"),
    ("Follow us on Twitter", "sign-up line"),
    ("We use cookies to make this site better.", "cookie notice"),
    ("READ MORE: Senate approves troops", "related link"),
    ("https://example.org/a?b=c", "related link"),
    ("FILE PHOTO: Soldiers march in Veracruz. REUTERS/Ana Ruiz/File Photo", "photo caption"),
    ("Soldiers march in Veracruz, January 5, 2026. REUTERS/Ana Ruiz", "photo caption"),
    ("Soldiers march in Veracruz. (Ana Ruiz/Reuters)", "photo caption"),
    ("Soldiers march in Veracruz on Monday (AP Photo/Ana Ruiz)", "photo caption"),
    ("Troops in Mexico. Source: EneasMx, CC BY 4.0, via Wikimedia Commons", "photo caption"),
    ("Photo: Ana Ruiz/AFP", "photo caption"),
    ("– Writing by Ana Ruiz, Additional reporting by Jo Li Editing by Sam Poe, Reuters.", "credit line"),
    ("(Reporting by Ana Ruiz in Mexico City; Editing by Sam Poe)", "credit line"),
    ("Ana Ruiz and The Daily Wire contributed to this report.", "credit line"),
    ("* * *", "separator"),
]

SENTENCES = [
    "He said no.",
    "Search parties left at dawn.",
    "Close the border, he said.",
    "Share prices fell.",
    "Politics is the art of the possible.",
    "Welcome to Mexico, the sign says.",
    "Sign up for health insurance by Dec. 15, the governor urged.",
    "Subscribe to that view and you must send troops.",
    "Get out of my country, she told him.",
    "Follow the money on Capitol Hill.",
    "Copyright law was written in 1976.",
    "The states have all rights reserved to them by the Tenth Amendment.",
    "(c) In 2020 the census shall be taken.",
    "Writing by hand is slow.",
    "Reporting by Reuters found that 11 soldiers came.",
    "Editing by Moscow of its own history angers Kyiv.",
    "Kushner contributed to the report.",
    "Smuggled weapons contributed to this story of violence, she said.",
    "More than 100 people died.",
    "More: he wants the army to come.",
    "Related companies were searched.",
    "Watch what he does.",
    "Forty percent approve, says a poll by Reuters/Ipsos.",
    "Forty percent approve (Reuters/Ipsos).",
    "“We will not go,” said the general. (AP Photo/Ana Ruiz)",
    "Source: Trump to send troops",
    "By Friday the border was shut.",
    "By March 2017 Sessions was in office",
    "“NO FOREIGN TROOPS ON OUR SOIL”",
    "NO FOREIGN TROOPS ON OUR SOIL, EVER!",
    "WHO IS IN CHARGE OF THE SENATE?",
    "Photo by photo, the story emerged.",
    "Comments by the president angered Mexico.",
    "Accept that, she said.",
    "Ad hoc troops came.",
    "WASHINGTON — They left.",
    "…",
    "“?!”",
]


@pytest.mark.parametrize(("line", "reason"), FURNITURE)
def test_furniture_is_cut_with_its_reason(line: str, reason: str) -> None:
    text, cuts = strip(f"{PROSE}\n\n{line}\n\n{PROSE[4:]}")
    assert text == f"{PROSE}\n\n{PROSE[4:]}"
    assert [(cut.text, cut.reason) for cut in cuts] == [(line, reason)]


@pytest.mark.parametrize("place", ["head", "middle", "tail", "alone"])
@pytest.mark.parametrize("line", SENTENCES)
def test_sentences_stay_wherever_they_stand(line: str, place: str) -> None:
    text = {"head": f"{line}\n\n{PROSE}", "middle": f"{PROSE}\n\n{line}\n\n{PROSE[4:]}", "tail": f"{PROSE}\n\n{line}"}
    assert strip(text.get(place, line)) == (text.get(place, line), ())


def test_menus_go_before_and_after_the_article_only() -> None:
    menu = "Menu\n\n|   Politics\n\nWorld\n\nSearch"
    text, cuts = strip(f"{menu}\n\nTroops Arrive\n\n{PROSE}\n\nPolitics\n\nSearch\n\n{PROSE[4:]}\n\n• Market Data\nClose")
    assert text == f"Troops Arrive\n\n{PROSE}\n\nPolitics\n\nSearch\n\n{PROSE[4:]}"
    assert [cut.text for cut in cuts] == ["Menu", "|   Politics", "World", "Search", "• Market Data", "Close"]
    assert {cut.reason for cut in cuts} == {"menu"}


def test_the_name_of_a_section_alone_stays() -> None:
    assert strip(f"Politics\n\n{PROSE}") == (f"Politics\n\n{PROSE}", ())


def test_capitals_are_a_link_only_between_paragraphs_in_small_letters() -> None:
    link = "GREENE HITS TRUMP OVER STRIKES, ARGUES ACTION 'DOESN'T SERVE THE PEOPLE'"
    text, cuts = strip(f"{PROSE}\n\n{link}\n\n{PROSE[4:]}")
    assert link not in text
    assert [(cut.text, cut.reason) for cut in cuts] == [(link, "related link in capitals")]
    assert strip(f"{link}\n\n{PROSE}")[1] == ()  # a headline
    assert strip(f"{PROSE.upper()}\n\n{link}\n\n{PROSE.upper()}")[1] == ()  # a text all in capitals
    assert strip(f"{PROSE}\n\nThe banner over the square read\n{link}\nin red paint on white cloth.")[1] == ()
    assert strip(f"{PROSE}\n\nWHAT COMES NEXT\n\n{PROSE[4:]}")[1] == ()  # a heading


def test_byline_and_date_go_before_the_first_paragraph_only() -> None:
    text, cuts = strip(f"Troops arrive\nBy Ana Ruiz and Jo Li, Reuters\nPublished January 5, 2026\n\n{PROSE}\n\nMay 5, 2026")
    assert text == f"Troops arrive\n\n{PROSE}\n\nMay 5, 2026"
    assert [cut.reason for cut in cuts] == ["byline", "date line"]


def test_the_title_stays_once_even_if_it_looks_like_furniture() -> None:
    title = "WATCH: Senate debates troops"
    assert strip(f"{title}\n\n{PROSE}", title) == (f"{title}\n\n{PROSE}", ())
    text, cuts = strip(f"Troops arrive\n\nTroops arrive\n\n{PROSE}")
    assert text == f"Troops arrive\n\n{PROSE}"
    assert [cut.reason for cut in cuts] == ["repeated title"]
    assert strip("He said no.\n\nHe said no.") == ("He said no.\n\nHe said no.", ())


@pytest.mark.parametrize("text", ["", "No", "\n\n \n", "Ünï", "הוא אמר לא", "‘’“”«»", "\u202eabc"])
def test_small_and_odd_texts(text: str) -> None:
    assert strip(text) == (text.strip("\n "), ())


def test_ends_sentence_and_is_prose() -> None:
    assert all(map(ends_sentence, ["No.", "No!”", "Why?'", "Well…", "(No.)", "“Go.”) "]))
    assert not any(map(ends_sentence, ["", "No", "No:", "Politics", "no.1 choice"]))
    assert is_prose(PROSE)
    assert not is_prose("He said no.")
    assert not is_prose("Eight words that end no sentence at all")


LINES = st.one_of(
    st.sampled_from([line for line, _ in FURNITURE] + SENTENCES + [PROSE, "Menu", "Search", "Politics", "", "  ", "\t"]),
    st.text("aB é…“'|•©:/.\u202e", max_size=20),
)


def test_what_pops_up_over_a_name_is_cut_out_of_the_sentence():
    popup = " Ana María (Nita) RuizSenate to vote on troops Five things to know: 'It depends' MORE"
    other = " Jo Li RuizPoll shows a close race Ruiz wins by 2 MORE"
    text = f"Sen. Nita Ruiz{popup} (D-Calif.) said no. Gov. Jo Ruiz{other}’s aides want MORE money."
    kept, cuts = strip(text)
    assert kept == "Sen. Nita Ruiz (D-Calif.) said no. Gov. Jo Ruiz’s aides want MORE money."
    assert cuts == (Cut(popup.strip(), "pop-up about a person"), Cut(other.strip(), "pop-up about a person"))


@pytest.mark.parametrize(
    "text",
    [
        "Sen. Nita Ruiz told Ana María Ruiz that the senate wants MORE money.",
        "The Ruiz Commission and Mayor Ruiz agreed; one of them wanted MORE.",
        "THE PLAN, SAYS CHINA. CHINA GROWS AND CHINA’S COAL WILL NOT, SHE SAID. THAT IS MORE THAN BEFORE.",
        "Ruiz Ruiz Ruiz",
        "Unlike South Korea North Korea's leaders ask for aid. He said no. She wrote that they want MORE every day.",
        "Unlike New Ruiz Old RuizTown asked for aid. He said that they want MORE every day.",
        "The Hill TheHill.com reported on Tuesday that he wants MORE troops.",
        "In New York New York is said to be loud, and MORE.",
    ],
)
def test_a_name_said_again_is_no_pop_up(text):
    assert strip(text) == (text, ())


def test_a_title_is_never_cut():
    title = "Obama Says ObamaCare Will Cost Americans Ten Billion Dollars MORE"
    assert strip(f"{title}\n\n{PROSE}", title) == (f"{title}\n\n{PROSE}", ())


@settings(max_examples=50, deadline=None)
@given(st.lists(LINES, max_size=12))
def test_text_and_cuts_account_for_every_line(lines: list[str]) -> None:
    text, cuts = strip("\n".join(lines))
    kept = [line for line in text.split("\n") if line]
    assert sorted(kept + [cut.text for cut in cuts]) == sorted(line.strip() for line in lines if line.strip())
    assert "\n\n\n" not in text
    assert text == text.strip("\n")
    order = [line.strip() for line in lines]
    for chosen in (kept, [cut.text for cut in cuts]):  # both in the order of the input
        rest = iter(order)
        assert all(line in rest for line in chosen)


def test_a_line_of_a_million_characters_is_read_at_once() -> None:
    line = "Photo Aa/" * 120_000
    assert strip(line) == (line, ())


# Web pages


def shown(markup: str) -> tuple[str, list[tuple[str, str]]]:
    text, cuts = page(BeautifulSoup(markup, "lxml"))
    return text, [(cut.text, cut.reason) for cut in cuts]


def test_markup_in_a_paragraph_never_breaks_words_and_white_space_is_as_shown() -> None:
    text, cuts = shown("<p>The <b>Sen</b>ate\n  said\t<i>“no”</i>.</p><p>One<br>two<br/><br/>three</p><pre>a  b\nc</pre>")
    assert text == "The Senate said “no”.\n\nOne\ntwo\n\nthree\n\na b\nc"
    assert cuts == []


def test_what_stands_beside_the_article_is_cut_with_its_reason() -> None:
    text, cuts = shown(
        f"<html><head><title>x</title><script>var a;</script></head><body><nav><a href=/>Home</a> <a href=/w>World</a></nav>"
        f"<div>Most read today</div><article><header><h1><a href=/a>Troops arrive</a></h1></header><p>{PROSE}</p>"
        "<figure><img src=a><figcaption>Soldiers march</figcaption></figure><aside>Also today</aside>"
        f"<p><a href=/b><strong>GREENE HITS TRUMP</strong></a></p><p><a href=/c>He said no.</a></p><p>{PROSE[4:]}</p>"
        "<div class='share related'>More</div><style>p {}</style></article>"
        "<footer>Privacy</footer></body></html>"
    )
    assert text == f"Troops arrive\n\n{PROSE}\n\nHe said no.\n\n{PROSE[4:]}"
    assert cuts == [
        ("Home World", "menu"),
        ("Most read today", "outside the article"),
        ("Soldiers march", "photo caption"),
        ("Also today", "aside"),
        ("GREENE HITS TRUMP", "related link"),
        ("More", "related link"),
        ("Privacy", "page footer"),
    ]


def test_an_article_element_that_holds_little_of_the_page_is_not_taken_for_the_article() -> None:
    teaser = "<article><p>Weather: rain.</p></article>"
    text, cuts = shown(f"<main>{teaser}</main><div><p>{PROSE}</p><p>{PROSE[4:]}</p></div>{teaser}")
    assert text == f"Weather: rain.\n\n{PROSE}\n\n{PROSE[4:]}\n\nWeather: rain."
    assert cuts == []


def test_article_body_goes_before_article_and_the_largest_goes_first() -> None:
    text, cuts = shown(
        f"<article><p>Kicker</p><div itemprop=articleBody><p>{PROSE}</p><p>{PROSE[4:]}</p></div></article>"
        "<article><p>Other</p></article>"
    )
    assert text == f"{PROSE}\n\n{PROSE[4:]}"
    assert cuts == [("Kicker", "outside the article"), ("Other", "outside the article")]


def test_a_form_around_the_whole_page_keeps_the_article() -> None:
    text, cuts = shown(f"<form><p>{PROSE}</p><label>Your name</label><button>Send</button></form>")
    assert text == PROSE
    assert cuts == [("Your name", "form"), ("Send", "button")]


@pytest.mark.parametrize("markup", ["", "<p></p>", "<!-- no -->", "<script>x</script>", "<<<>>>"])
def test_pages_without_text(markup: str) -> None:
    text, cuts = shown(markup)
    assert text.strip("<>") == ""
    assert cuts == []


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(ValueError, match="nested more than 500 deep"):
        shown("<div>" * 2000 + PROSE)
    assert shown("<div>" * 100 + PROSE)[0] == PROSE


TAGS = ("p", "a", "nav", "article", "b", "pre", "ul", "li")
PARTS = [f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS] + ["<br>", "one", "two ", "three.", " "]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=25))
def test_page_text_and_cuts_hold_every_letter(parts: list[str]) -> None:
    text, cuts = page(BeautifulSoup("".join(parts), "lxml"))
    letters = sorted("".join([text, *(cut.text for cut in cuts)]).replace(" ", "").replace("\n", ""))
    assert letters == sorted("".join(part for part in parts if not part.startswith("<")).replace(" ", ""))


def test_every_line_cut_from_the_seeds_is_furniture() -> None:
    """What a reader would leave out of the seeds that are plain text, line by line."""
    seeds = Path(__file__).parent.parent / "seeds"
    cut = {path.name[:3]: [c.text[:36] for c in strip(path.read_text("utf-8"))[1]] for path in sorted(seeds.glob("00[0134]*"))}
    assert cut == {
        "000": [],
        "001": [
            "U.S. President Joe Biden meets with ",
            "– Writing by Dave Graham, Additional",
            "No Comments Yet",
            "Leave a Reply",
            "Your email address will not be publi",
            "©2024 Global Security Wire. Use Our ",
        ],
        "003": [
            "Menu",
            "Search",
            "|\xa0\xa0 Politics",
            "Menu",
            "|\xa0\xa0 Politics",
            "Search",
            "Sheinbaum Rejects Trump’s Proposal t",
            "• Market Data",
            "Close",
            "Welcome to EconoTimes",
            "Sign up for daily updates for the mo",
        ],
        "004": [],
    }
