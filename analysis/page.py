"""The page: a study as one self-contained HTML file, with every number leading to its sentences.

Of a large study it shows the statements that weigh most (`analysis.view.Limits`); all stand in the tables.

Nothing is fetched: styles, script and pictures stand in the file, and its content security policy forbids the rest.
All that comes from articles is escaped; addresses that are not http or https are not linked. `analysis.view` says what
the page shows, the templates in `analysis/templates` how.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import pandas as pd

from analysis.style import PAGE, PALETTE
from analysis.view import Limits, View, Why
from analysis.wording import answer, count, listed

if TYPE_CHECKING:
    from analysis.study import Study

SECTIONS = {
    "stand": "Who stands where",
    "voices": "Speakers",
    "sources": "Sources",
    "keywords": "Keywords",
    "time": "Time line",
    "articles": "What was read",
    "methods": "Method",
}
_OPTIONAL = ("sources", "keywords", "time")


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure as SVG text; `name` is unique on the page, `label` says what is seen. `more`: shown on demand only."""

    name: str
    label: str
    svg: str
    more: bool = False


def page(
    study: Study,
    pictures: Mapping[str, Sequence[Picture]] | None = None,
    tables: Mapping[str, Sequence[pd.DataFrame]] | None = None,
    *,
    why: Why | None = None,
    version: str = "",
    limits: Limits | None = None,
) -> str:
    """The HTML of a study.

    `pictures` go by section, `stand`, `sources`, `keywords` or `time`; `tables` too, but for `stand`. A table's title and
    notes are its `attrs["title"]` and `attrs["notes"]`. `why` are the words that carry judgements (`occlusion.carried`).
    The same study gives the same text.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    templates = Environment(
        loader=PackageLoader("analysis"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {"fragment": fragment, "query": urlencode}
    css, js = (Markup(templates.get_template(name).render()) for name in ("report.css", "report.js"))
    view = View(study, limits or Limits(), why or {})
    drawn = {
        section: [{"svg": Markup(inline(p.svg, p.name, p.label)), "more": p.more} for p in (pictures or {}).get(section, ())]
        for section in SECTIONS
    }
    shown = {section: [view.table(t) for t in (tables or {}).get(section, ())] for section in SECTIONS}
    heard = len(study.speakers), len(study.articles)
    sentences = [answer(study.positions[study.positions["proposition"] == p.key], p.text, *heard) for p in study.issue.propositions]
    maker = f"newsvoices {version}".strip()
    return templates.get_template("report.html").render(
        view=view,
        issue=study.issue,
        answer=sentences[0],
        also=sentences[1:],
        pictures=drawn,
        tables=shown,
        sections={id: label for id, label in SECTIONS.items() if id not in _OPTIONAL or drawn[id] or shown[id]},
        n_articles=count(len(study.articles), "article"),
        n_statements=count(len(study.statements), "statement"),
        n_speakers=count(len(study.speakers), "speaker"),
        n_skipped=len(study.skipped) or "none",
        n_cuts=count(len(study.cuts), "piece"),
        skipped=view.table(study.skipped, "Skipped: what was not read, and why"),
        cuts=view.table(study.cuts, "Cut: page furniture that was left out, and why"),
        palette=PALETTE,
        css=css,
        js=js,
        script_hash="sha256-" + base64.b64encode(hashlib.sha256(js.encode()).digest()).decode(),
        maker=maker,
        accuracy=accuracy(),
        citation=_citation(study, maker),
    )


def inline(svg: str, name: str, label: str) -> str:
    """An SVG file as an element of the page: its ids made its own, its colours those of the page, light or dark.

    Its links to statements become places to click on; by the keyboard the same statements are reached from tables and filter.
    """
    svg = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", "", svg[svg.index("<svg") :], flags=re.S)
    svg = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{name}-", svg)
    svg = _LINK.sub(r'<g class="leads" data-filter="\1">\2</g>', svg)
    for colour_name, colour in PALETTE.items():
        svg = svg.replace(f": {colour}", f": var(--{colour_name})")
    width = re.search(r'width="([\d.]+)pt"', svg)
    svg = re.sub(r' (?:width|height)="[\d.]+pt"', "", svg, count=2)
    size = f' style="--width: {float(width.group(1)) * 4 / 3:.0f}px"' if width else ""
    return svg.replace("<svg", f'<svg role="img" aria-label="{html.escape(label)}"{size}', 1)


_LINK = re.compile(rf'<a xlink:href="{re.escape(PAGE)}#\?([^"]*)"[^>]*>(.*?)</a>', re.S)


def fragment(id: str) -> str:
    """An id as it stands in the page and in links to it.

    >>> fragment("a b-1"), fragment("")
    ('a%20b-1', '-')
    """
    return quote(id, safe="") or "-"


_CARDS = {"attribution": "Who said what", "stance": "Where they stand"}
_HOW_GOOD = re.compile(r"\*\*How good\.\*\* ((?:.+\n)+)\n((?:\|.*\n)+)")


def accuracy() -> list[dict[str, Any]]:
    """How often the models err, as their cards have it: `title`, what was `measured`, `head` and `rows` of the figures.

    >>> [figures["title"] for figures in accuracy()]
    ['Who said what', 'Where they stand']
    """
    found = []
    for card, title in _CARDS.items():
        for told, table in _HOW_GOOD.findall(files("analysis").joinpath("models", f"{card}.md").read_text(encoding="utf-8")):
            head, _, *rows = ([cell.strip(" *") for cell in line.strip("|").split("|")] for line in table.splitlines())
            measured = " ".join(told.split()).rstrip(":").replace("`", "")
            found.append({"title": title, "measured": measured, "head": head, "rows": rows})
    return found


def _citation(study: Study, maker: str) -> str:
    sources = sorted({a.source for a in study.corpus.articles if a.source})
    where = listed(sources) if len(sources) <= 6 else f"{len(sources)} sources"
    return f"{maker}, “{study.issue.name}”: {count(len(study.articles), 'article')}{' from ' * bool(where)}{where}."
