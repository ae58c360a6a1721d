"""Reading: a file, a folder or a table of news articles in, clean `Article` records out.

What is known about an article is taken, field by field, from the most specific place that says it:

1. the provenance file `articles.csv` beside the files, because a person wrote it for just this folder: columns `file`
   and any of source, date, title, author, url (and `note`, which is not read);
2. the article itself: YAML front matter, the columns of a table, the `<meta>` tags and JSON-LD of a web page;
3. what the text shows: a byline, a date line, a headline before the first paragraph;
4. for the source alone, the host of the url ("foxnews.com").

Nothing is guessed: a date that can't be read is left out and logged among the article's cuts; a month or a year stands
for its first day. The title is part of the text, since headlines quote people too: a title that comes from elsewhere
becomes the first paragraph, unless the text begins with it already.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date as Date
from itertools import chain, count
from pathlib import Path

from analysis import furniture
from analysis.decoding import BREAK, Unreadable, characters, check_language, shown, unescaped, unwrapped, why
from analysis.files import TABLES, TEXTS, Found, find
from analysis.metadata import day, first, front_matter, host, plain
from analysis.records import Article, Corpus, Cut, Skipped
from analysis.webpage import parse

_MARKUP = re.compile(r"(?i)</(?:p|div|body|html|article)\s*>|<br\s*/?>")


class NothingToRead(ValueError):
    """A path holds no article that can be read. `skipped` says why, file by file."""

    def __init__(self, message: str, skipped: tuple[Skipped, ...] = ()) -> None:
        super().__init__(message)
        self.skipped = skipped


def read(
    path: str | Path,
    *,
    max_bytes: int = 20_000_000,
    progress: Callable[[Iterable[Article | Skipped]], Iterable[Article | Skipped]] | None = None,
) -> Corpus:
    """Read a file, a folder (with all folders in it) or a table of articles.

    Articles are .txt, .md and .html files, with or without YAML front matter; tables are .jsonl, .csv and .parquet
    files with a column `text` and any of id, source, date, title, author, url (`FIELDS` lists other names for these). A
    file or row larger than `max_bytes` is not read. `progress` is a wrapper such as `tqdm.tqdm`, through which all that
    is read passes. Articles come in the order of their paths and rows. An id is the number that a file's name begins
    with where no other file has it, else the name in plain letters; in a table the column `id`, else the row's number.

    Raises FileNotFoundError where there is no such path, and NothingToRead (a ValueError) where it holds no article.
    Whatever is wrong with a single file or row is listed in `Corpus.skipped` with the reason.
    """
    items = stream(path, max_bytes=max_bytes)
    articles: list[Article] = []
    skipped: list[Skipped] = []
    for item in progress(items) if progress else items:
        if isinstance(item, Article):
            articles.append(item)
        else:
            skipped.append(item)
    if not articles:
        reasons = [s.reason if s.path == shown(path) else f"{s.path}: {s.reason}" for s in skipped]
        reasons = reasons or [f"no file of type {', '.join(TEXTS + TABLES)}"]
        listed = "; ".join(reasons[:3] + ["…"] * (len(reasons) > 3))
        raise NothingToRead(f"{shown(path)}: no article to read: {listed}", tuple(skipped))
    return Corpus(tuple(articles), tuple(skipped))


def stream(path: str | Path, *, max_bytes: int = 20_000_000) -> Iterator[Article | Skipped]:
    """What `read` reads, one by one in the same order; of what went by, only ids and digests are kept in memory."""
    root = Path(path)
    if not os.path.lexists(root):
        raise FileNotFoundError(f"{shown(path)}: no such file or folder")
    if not root.is_dir() and not root.is_file():
        raise NothingToRead(f"{shown(path)}: neither a file nor a folder")
    return _stream(root, max_bytes)


def _stream(root: Path, max_bytes: int) -> Iterator[Article | Skipped]:
    digests: dict[bytes, str] = {}
    ids: set[str] = set()
    for found in find(root, max_bytes):
        if isinstance(found, Skipped):
            yield found
            continue
        try:
            article = _article(found)
        except Exception as error:  # whatever a file makes a parser do, the other files are read
            yield Skipped(found.path, why(error))
            continue
        digest = hashlib.blake2b(" ".join(article.text.split()).encode(), digest_size=16).digest()
        if first := digests.get(digest):
            yield Skipped(found.path, f"the same text as {first}")
            continue
        digests[digest] = found.path
        names = chain(found.ids, (f"{found.ids[-1]}-{n}" for n in count(2)))
        id = next(name for name in names if name.casefold() not in ids)
        ids.add(id.casefold())
        yield replace(article, id=id)


def _article(found: Found) -> Article:
    text = characters(found.text)
    front, text = front_matter(text) if found.form in TEXTS else ({}, text)
    page: Mapping[str, object] = {}
    cuts: tuple[Cut, ...] = ()
    if found.form == ".md":
        from markdown_it import MarkdownIt

        text = MarkdownIt("commonmark", {"breaks": True}).disable(["list", "code", "reference"]).render(text)
    if found.form in (".md", ".html", ".htm") or _MARKUP.search(text):
        page, text, cuts = parse(text)
        text = characters(text)
    elif "&" in text:
        text = characters(unescaped(text))
    fields = (*found.fields, front, page)
    title = first(fields, "title")
    text, more = furniture.strip(unwrapped(text), title)
    cuts += more
    if not any(c.isalnum() for c in text):
        raise Unreadable("nothing but page furniture" if cuts else "no words" if text else "empty")
    check_language(text)
    if title and not _begins_with(text, title):
        text = f"{title}\n\n{text}"
    url = first(fields, "url")
    shown = [cut.text for cut in cuts if cut.reason == furniture.DATE and not cut.text.lower().startswith("updated")]
    date, misread = _date(fields, shown)
    byline = next((cut.text[3:] for cut in cuts if cut.reason == furniture.BYLINE), "")
    return Article(
        id="",
        text=text,
        source=host(first(fields, "source")) or host(url if "//" in url else ""),
        date=date,
        title=title or _headline(text),
        author=first(fields, "author") or byline,
        url=url,
        path=found.path,
        cuts=cuts + misread,
    )


def _date(fields: Sequence[Mapping[str, object]], shown: Sequence[str]) -> tuple[Date | None, tuple[Cut, ...]]:
    """The first date that can be read, and those before it that can't."""
    misread: list[Cut] = []
    for text in chain((plain(mapping.get("date")) for mapping in fields), shown):
        if date := day(text):
            return date, tuple(misread)
        if text:
            misread.append(Cut(f"date: {text}", "not a date that can be read (write it as 2026-01-31)"))
    return None, tuple(misread)


def _headline(text: str) -> str:
    """The first line, if it is short, ends no sentence, and a paragraph follows."""
    lines = [line for line in text.split("\n", 8) if line][:4]
    first = lines[0]
    if not 3 <= len(first.split()) <= 30 or len(first) > 200 or BREAK.search(first) or first.endswith(("-", "–", "—")):
        return ""
    return first if any(map(furniture.is_prose, lines[1:])) else ""


def _begins_with(text: str, title: str) -> bool:
    wanted = _words(title)
    lines = [_words(line[:400]) for line in text.split("\n", 8) if line][:3]
    return wanted in lines or (wanted.count(" ") >= 4 and lines[0].startswith(wanted + " "))


def _words(line: str) -> str:
    return " ".join(re.findall(r"\w+", line.casefold()))
