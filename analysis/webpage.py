"""Web pages: the article on a page as paragraphs, what the page says about it, and what stands beside it.
"""

from __future__ import annotations

import json
import re
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from analysis.decoding import Unreadable
from analysis.furniture import MENU, ends_sentence
from analysis.metadata import plain
from analysis.records import Cut

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag


_WHITE = re.compile(r"[ \t\n\r\f]{2,}|[\t\n\r\f]")
# What a page holds beside its article; what no reader sees is left out without a word.
_UNSEEN = {"head", "iframe", "noscript", "script", "style", "svg", "template"}
_BESIDE = {
    "nav": MENU, "menu": MENU, "footer": "page footer", "aside": "aside", "dialog": "dialog", "button": "button",
    "label": "form", "select": "form", "textarea": "form", "figure": "photo caption", "figcaption": "photo caption",
}  # fmt: skip
_CLASSES = {
    "advertisement": "advertisement", "caption": "photo caption", "wp-caption-text": "photo caption",
    "comments": "comment form", "respond": "comment form", "related": "related link", "sidebar": "aside",
    "newsletter": "sign-up line", "breadcrumb": MENU, "breadcrumbs": MENU, "cookie-notice": "cookie notice",
}  # fmt: skip
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_BLOCKS = _HEADINGS | {
    "address", "article", "aside", "blockquote", "body", "dd", "details", "dialog", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "header", "hr", "html", "li", "main", "menu", "nav", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
_DEEPEST = 500  # nested elements; pages have some 30
_MOST_TAGS = 50_000


def parse(markup: str) -> tuple[Mapping[str, object], str, tuple[Cut, ...]]:
    """What a page says about its article, the article's text, and what was cut; raises as `page` does."""
    from bs4 import BeautifulSoup

    if markup.count("<") > _MOST_TAGS:
        raise Unreadable(f"HTML with more than {_MOST_TAGS:,} tags")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a short text looks like a file name, or HTML like XML
        soup = BeautifulSoup(markup, "lxml")
    text, cuts = page(soup)
    return _page_fields(soup), text, cuts


class _Place(NamedTuple):
    """Where on a page a stretch of text stands: `articles` are the elements around it that may be the article."""

    reason: str = ""
    articles: tuple[tuple[int, int], ...] = ()
    linked: bool = False
    heading: bool = False
    exact: bool = False
    depth: int = 0


def page(soup: BeautifulSoup) -> tuple[str, tuple[Cut, ...]]:
    """The article on a web page as paragraphs with blank lines between, and what was cut by the page's own markup.

    The article is the largest `itemprop="articleBody"`, `<article>` or `<main>`, the first of these that holds half
    of the page's text, else the whole page. Within it go navigation, asides, captions and paragraphs that are nothing
    but a link. White space is as a browser shows it; words stay whole, whatever markup stands between their letters.
    Raises ValueError for elements nested more than 500 deep.
    """
    blocks = [(text, place) for text, place in _blocks(soup)]
    article = _article(blocks)
    kept: list[str] = []
    cuts: list[Cut] = []
    for text, place in blocks:
        reason = place.reason or ("outside the article" if article and article not in place.articles else "")
        if not reason and place.linked and not place.heading and not ends_sentence(text):
            reason = "related link"
        if reason:
            cuts.append(Cut(text, reason))
        else:
            kept.append(text)
    return "\n\n".join(kept), tuple(cuts)


def _article(blocks: Sequence[tuple[str, _Place]]) -> tuple[int, int] | None:
    sizes: Counter[tuple[int, int]] = Counter()
    for text, place in blocks:
        if not place.reason and not place.linked:
            sizes.update(dict.fromkeys(((9, 0), *place.articles), len(text)))  # (9, 0) stands for the page
    most = [element for element, size in sizes.items() if element != (9, 0) and size * 2 >= sizes[(9, 0)]]
    return min(most, key=lambda element: (element[0], -sizes[element], element[1]), default=None)


def _blocks(soup: BeautifulSoup) -> Iterator[tuple[str, _Place]]:
    """The text of each block of a page with its place, in order, without recursion."""
    from bs4.element import NavigableString, Tag

    run: list[tuple[str, _Place]] = []
    stack: list[tuple[object, _Place]] = [(soup, _Place())]
    while stack:
        node, place = stack.pop()
        if type(node) is NavigableString:
            if run and run[-1][1][:2] != place[:2] and not node.isspace():
                yield from _joined(run)
            run.append((str(node) if place.exact else _WHITE.sub(" ", node), place))
        elif isinstance(node, Tag):
            if node.name == "br":
                run.append(("\n", place))
            elif node.name not in _UNSEEN:
                if node.name in _BLOCKS:
                    yield from _joined(run)
                    stack.append((None, place))
                inner = _enter(node, place)
                stack += [(child, inner) for child in reversed(node.contents)]
        elif node is None:
            yield from _joined(run)
    yield from _joined(run)


def _enter(tag: Tag, place: _Place) -> _Place:
    if place.depth > _DEEPEST:
        raise ValueError(f"HTML nested more than {_DEEPEST} deep")
    names = [*(tag.get_attribute_list("class")), tag.get("id")]
    rank = 1 if tag.get("itemprop") == "articleBody" else {"article": 2, "main": 3}.get(tag.name, 0)
    reason = "" if rank or tag.name in ("html", "body") else next((_CLASSES[n] for n in names if n in _CLASSES), "")
    return _Place(
        reason=place.reason or _BESIDE.get(tag.name, "") or ("hidden" if tag.has_attr("hidden") else reason),
        articles=(*place.articles, (rank, id(tag))) if rank else place.articles,
        linked=place.linked or tag.name == "a",
        heading=place.heading or tag.name in _HEADINGS,
        exact=place.exact or tag.name == "pre",
        depth=place.depth + 1,
    )


def _joined(run: list[tuple[str, _Place]]) -> Iterator[tuple[str, _Place]]:
    """The block that the run of texts makes, if it has any words; empties the run."""
    places = [place for text, place in run if not text.isspace()]
    lines = "".join(text for text, _ in run).split("\n")
    run.clear()
    if places:
        linked, heading = all(p.linked for p in places), any(p.heading for p in places)
        yield "\n".join(" ".join(x for x in line.split(" ") if x) for line in lines).strip(), places[0]._replace(
            linked=linked, heading=heading
        )


def _page_fields(soup: BeautifulSoup) -> Mapping[str, object]:
    """What a page's `<meta>` tags, and after them its JSON-LD, say."""
    metas: dict[str, str] = {}
    for tag in soup.find_all("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop")
        metas.setdefault(str(name).lower(), str(tag.get("content") or ""))
    linked = _json_ld(soup)
    heading = soup.find("h1")
    named = {
        "source": ("og:site_name", "publisher"),
        "date": ("article:published_time", "datepublished", "date", "dc.date", "pubdate"),
        "title": ("og:title", "headline"),
        "author": ("author", "article:author"),
        "url": ("og:url", "url"),
    }
    fields = {
        key: next((value for name in names if (value := metas.get(name) or plain(linked.get(name)))), "")
        for key, names in named.items()
    }
    for key in ("source", "author"):
        if "://" in fields[key]:  # a profile on some network
            fields[key] = ""
    title = " ".join((fields["title"] or (soup.title.get_text() if soup.title else "")).split())
    h1 = " ".join(heading.get_text().split()) if heading else ""
    if h1 and (not title or title.startswith(h1)):  # without "| The Daily News"
        title = h1
    return fields | {"title": title.removesuffix(fields["source"]).rstrip(" |-–—·»")}


def _json_ld(soup: BeautifulSoup) -> Mapping[str, object]:
    """The first thing with a headline that a page describes in JSON-LD, keys in lower case."""
    for script in soup.find_all("script", type="application/ld+json", limit=20):
        try:
            data = json.loads(script.get_text())
        except (ValueError, RecursionError):
            continue
        things = data if isinstance(data, list) else data.get("@graph", [data]) if isinstance(data, dict) else []
        for thing in things if isinstance(things, list) else []:
            if isinstance(thing, dict) and "headline" in thing:
                return {str(key).lower(): value for key, value in thing.items()}
    return {}
