"""What is known about an article: fields under their many names, front matter, dates, sources.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date as Date
from typing import Any
from urllib.parse import urlsplit

from analysis.decoding import Unreadable, characters, unescaped

FIELDS: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "article", "article_text", "full_text", "maintext"),
    "source": ("source", "outlet", "publication", "publisher", "newspaper", "media", "site_name"),
    "date": ("date", "published", "published_at", "publish_date", "publication_date", "date_published", "pubdate"),
    "title": ("title", "headline"),
    "author": ("author", "authors", "byline"),
    "url": ("url", "link"),
    "id": ("id", "article_id"),
    "file": ("file", "filename", "path"),
}  # a column's name in lower case, the first that is there
_KEY = re.compile(r"-{3,}[ \t]*\n(?:[ \t]*(?:#[^\n]*)?\n)*[^\s:#]{1,40} *:")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = re.compile(
    rf"(?i)(?<!\d)(?:(?P<day>\d\d?)(?:st|nd|rd|th)?\s+)?\b(?P<month>(?:{'|'.join(_MONTHS)})[a-z]{{0,6}})\.?,?"
    r"(?:\s+(?P<day2>\d\d?)(?:st|nd|rd|th)?,?)?\s+(?P<year>\d{4})(?!\d)"
)
_ISO = re.compile(
    r"(?P<year>\d{4})(?:[-/.](?P<month>\d\d?)(?:[-/.](?P<day>\d\d?))?|(?P<month2>\d\d)(?P<day2>\d\d))?(?:[T ].*)?"
)


def key(name: object) -> str:
    return re.sub(r"\W+", "_", str(name).strip().casefold())


def known_fields(row: Mapping[Any, object]) -> dict[str, object]:
    """A row or front matter under the names of our own fields; the rest is left out."""
    keys = {key(name): value for name, value in row.items()}
    found = {field: next((name for name in names if name in keys), None) for field, names in FIELDS.items()}
    return {field: keys[name] for field, name in found.items() if name is not None}


def plain(value: object) -> str:
    """A value of a field as one line of text: `""` for none, names of people joined by commas."""
    if isinstance(value, Mapping):
        value = value.get("name")
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, map(plain, value)))
    if value is None or value != value or isinstance(value, bool | bytes):
        return ""
    text = value.isoformat() if isinstance(value, Date) else str(value)
    return " ".join(characters(unescaped(text[:1000])).split())


def first(fields: Iterable[Mapping[str, object]], name: str) -> str:
    return next((text for mapping in fields if (text := plain(mapping.get(name)))), "")


def day(text: str) -> Date | None:
    """The day a date names, None for what is not certainly a date ("01/02/2026" is in January or in February).

    ISO dates with or without a time, and days with the month's English name, are read; a month or a year stands for its
    first day.

    >>> day("2026-01-05T10:00:00Z"), day("Mon, 5 Jan 2026"), day("2025-05")
    (datetime.date(2026, 1, 5), datetime.date(2026, 1, 5), datetime.date(2025, 5, 1))
    """
    if iso := _ISO.fullmatch(text.strip()):
        year, month, number = iso["year"], iso["month"] or iso["month2"] or 1, iso["day"] or iso["day2"] or 1
    elif named := _NAMED.search(text):
        year, month = named["year"], _MONTHS.index(named["month"][:3].lower()) + 1
        number = named["day"] or named["day2"] or 1
    else:
        return None
    try:
        return Date(int(year), int(month), int(number))
    except ValueError:
        return None


def host(source: str) -> str:
    """A source as it stands, or the host where it is an address."""
    if not re.match(r"https?://|//|www\.", source):
        return source
    try:
        host = urlsplit(source if "//" in source else f"//{source}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def front_matter(text: str) -> tuple[Mapping[str, object], str]:
    """Metadata and body. YAML is read without aliases and in plain Python, which a hostile file can't crash."""
    import yaml
    from frontmatter.default_handlers import YAMLHandler

    handler = YAMLHandler()
    text = text.lstrip()
    if not handler.detect(text) or not _KEY.match(text):
        return {}, text
    try:
        _, front, body = handler.FM_BOUNDARY.split(text, 2)
    except ValueError:
        return {}, text
    if len(front) > 20_000:
        raise Unreadable("front matter of more than 20,000 characters")
    if front.count("[") + front.count("{") > 500:
        raise Unreadable("front matter nested too deeply")
    try:
        if "*" in front and any(isinstance(token, yaml.AliasToken) for token in yaml.scan(front)):
            raise Unreadable("front matter with YAML aliases")
        data = handler.load(front, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f" (line {mark.line + 1})" if mark else ""
        raise Unreadable(f"broken YAML in its front matter{line}: {getattr(error, 'problem', None) or error}") from None
    return (known_fields(data), body) if isinstance(data, dict) else ({}, text)
