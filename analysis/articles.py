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

import csv
import hashlib
import html
import json
import os
import re
import unicodedata
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date as Date
from itertools import chain, count
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from analysis import furniture
from analysis.records import Article, Corpus, Cut, Skipped

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

PROVENANCE = "articles.csv"
TEXTS = (".txt", ".md", ".html", ".htm")
TABLES = (".jsonl", ".csv", ".parquet")
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
_NUMBER = re.compile(r"\d{1,9}(?=[_ .]|-(?!\d)|$)")  # at the head of a file's name; 2026-01-05 is a date


class NothingToRead(ValueError):
    """A path holds no article that can be read. `skipped` says why, file by file."""

    def __init__(self, message: str, skipped: tuple[Skipped, ...] = ()) -> None:
        super().__init__(message)
        self.skipped = skipped


class _Unreadable(Exception):
    """Why one file or row is not read as an article, in plain words."""


@dataclass(frozen=True, slots=True)
class _Found:
    """One article as it was found: `fields` lists what is known, the most specific place first."""

    path: str
    ids: tuple[str, ...]
    text: str
    form: str  # the file type that says how the text is marked up
    fields: tuple[Mapping[str, object], ...]


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
        reasons = [s.reason if s.path == _shown(path) else f"{s.path}: {s.reason}" for s in skipped]
        reasons = reasons or [f"no file of type {', '.join(TEXTS + TABLES)}"]
        listed = "; ".join(reasons[:3] + ["…"] * (len(reasons) > 3))
        raise NothingToRead(f"{_shown(path)}: no article to read: {listed}", tuple(skipped))
    return Corpus(tuple(articles), tuple(skipped))


def stream(path: str | Path, *, max_bytes: int = 20_000_000) -> Iterator[Article | Skipped]:
    """What `read` reads, one by one in the same order; of what went by, only ids and digests are kept in memory."""
    root = Path(path)
    if not os.path.lexists(root):
        raise FileNotFoundError(f"{_shown(path)}: no such file or folder")
    if not root.is_dir() and not root.is_file():
        raise NothingToRead(f"{_shown(path)}: neither a file nor a folder")
    return _stream(root, max_bytes)


def _stream(root: Path, max_bytes: int) -> Iterator[Article | Skipped]:
    digests: dict[bytes, str] = {}
    ids: set[str] = set()
    for found in _found(root, max_bytes):
        if isinstance(found, Skipped):
            yield found
            continue
        try:
            article = _article(found)
        except Exception as error:  # whatever a file makes a parser do, the other files are read
            yield Skipped(found.path, _why(error))
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


# --- From paths to files and rows


def _found(root: Path, max_bytes: int) -> Iterator[_Found | Skipped]:
    files, notes, skipped = _files(root)
    yield from skipped
    described: dict[Path, Mapping[str, object]] = {}
    for note in notes:
        yield from _describe(note, described, set(files) if root.is_dir() else None, max_bytes)
    numbers = Counter(_number(file) for file in files if file.suffix.lower() in TEXTS)
    for file in files:
        fields = (described.get(file, {}),)
        kind = file.suffix.lower()
        try:
            if kind in TABLES:
                yield from _rows(file, kind, fields, root.is_dir(), max_bytes)
            elif kind in TEXTS:
                number = _number(file)
                ids = [number] if number and numbers[number] == 1 else []
                folders = file.relative_to(root).parts[:-1] if root.is_dir() else ()
                ids += [_slug(file.stem), _slug("-".join((*folders, file.stem)))]
                yield _Found(_shown(file), tuple(ids), _decode(_bytes(file, max_bytes)), kind, fields)
            else:
                yield Skipped(_shown(file), f"file type {_shown(kind) or 'unknown'} is not read")
        except Exception as error:  # as above
            yield Skipped(_shown(file), _why(error))


def _files(root: Path) -> tuple[list[Path], list[Path], list[Skipped]]:
    """The files of a folder in order, its provenance files (those of the outer folders first), and what is left out."""
    if root.is_file():
        note = root.with_name(PROVENANCE)
        return [root], [note] if note.is_file() and note != root else [], []
    home = os.path.realpath(root)
    files: list[Path] = []
    skipped: list[Skipped] = []

    def failed(error: OSError) -> None:
        skipped.append(Skipped(_shown(error.filename), _why(error)))

    for folder, folders, names in os.walk(root, onerror=failed):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for path in (Path(folder, name) for name in names + folders if not name.startswith(".")):
            try:
                if path.is_dir() and not path.is_symlink():
                    continue
                if not Path(os.path.realpath(path)).is_relative_to(home):
                    skipped.append(Skipped(_shown(path), "a symbolic link that leads out of the folder"))
                elif not path.is_file():
                    skipped.append(Skipped(_shown(path), "a link to a folder or nowhere, or a device: not read"))
                else:
                    files.append(path)
            except OSError as error:
                failed(error)
    files.sort(key=lambda path: path.relative_to(root).parts)
    notes = [path for path in files if path.name == PROVENANCE and _is_provenance(path)]
    return [path for path in files if path not in notes], sorted(notes, key=lambda p: len(p.parts)), skipped


def _is_provenance(path: Path) -> bool:
    try:
        _, row = next(_csv_rows(path, 1_000_000))
    except Exception:  # so that the fault is reported where the file is read
        return True
    return isinstance(row, str) or "text" not in _known(row)


def _describe(
    note: Path, described: dict[Path, Mapping[str, object]], files: set[Path] | None, max_bytes: int
) -> Iterator[Skipped]:
    """Enter what a provenance file says of each file, the inner folder's over the outer's."""
    try:
        for number, row in _csv_rows(note, max_bytes):
            fields = {} if isinstance(row, str) else _known(row)
            name = _plain(fields.get("file")).replace("\\", "/")
            path = note.parent.joinpath(*PurePosixPath(name).parts)
            if isinstance(row, str) or not name:
                yield Skipped(f"{_shown(note)}:{number}", row if isinstance(row, str) else "no file named")
            elif files is not None and path not in files:
                yield Skipped(f"{_shown(note)}:{number}", f"no such file in the folder: {name}")
            else:
                described[path] = fields
    except Exception as error:  # as above
        yield Skipped(_shown(note), _why(error))


def _rows(
    file: Path, kind: str, fields: tuple[Mapping[str, object], ...], in_folder: bool, max_bytes: int
) -> Iterator[_Found | Skipped]:
    reader = {".jsonl": _jsonl_rows, ".csv": _csv_rows, ".parquet": _parquet_rows}[kind]
    number = 0
    for number, row in reader(file, max_bytes):
        where = f"{_shown(file)}:{number}"
        if isinstance(row, str):
            yield Skipped(where, row)
            continue
        known = _known(row)
        text = known.get("text")
        if "text" not in known and kind != ".jsonl":
            raise _Unreadable(f"no column 'text' among {', '.join(map(repr, row)) or 'its columns'}")
        text = "\n\n".join(map(_plain, text)) if isinstance(text, list) else text
        if not isinstance(text, str) or not text.strip():
            yield Skipped(where, "no text")
        elif len(text) > max_bytes:
            yield Skipped(where, _too_large(len(text), max_bytes))
        else:
            id = _plain(known.get("id"))
            ids = [_slug(id)] if id else [] if in_folder else [str(number)]
            ids += [_slug(f"{file.stem}-{id or number}")] if in_folder else []
            yield _Found(where, tuple(ids), text, kind, (*fields, known))
    if not number:
        yield Skipped(_shown(file), "no rows")


def _csv_rows(path: Path, max_bytes: int) -> Iterator[tuple[int, Mapping[str, object] | str]]:
    """The rows of a CSV file with their numbers from 1, or what is wrong with each.

    Strict, so that a stray quotation mark is reported, and neither vanishes from a text nor swallows the rows after it.
    """
    csv.field_size_limit(max(csv.field_size_limit(), max_bytes))
    with path.open("rb") as start:
        encoding = "utf-16" if start.read(2) in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    with path.open(encoding=encoding, errors="surrogateescape", newline="") as lines:
        header = lines.readline(100_000)
        delimiter = max(",;\t", key=header.count)
        parts = chain([header], iter(lambda: lines.readline(max_bytes), ""))
        rows = csv.reader(parts, delimiter=delimiter, strict=True)
        names = [name.strip() for name in next(rows, [])]
        for number in count(1):
            try:
                cells = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                yield number, f"broken CSV near line {rows.line_num}: {error}"
                continue
            if len(cells) > len(names):
                yield number, f"{len(cells)} cells under {len(names)} column names"
            elif any(cells):
                try:
                    yield number, dict.fromkeys(names, "") | dict(zip(names, map(_mended, cells), strict=False))
                except _Unreadable as error:
                    yield number, str(error)


def _mended(cell: str) -> str:
    """A cell whose bytes, where they were no UTF-8, are decoded as those of a file are."""
    return _decode(cell.encode("utf-8", "surrogateescape")) if _SURROGATE.search(cell) else cell


def _jsonl_rows(path: Path, max_bytes: int) -> Iterator[tuple[int, Mapping[str, object] | str]]:
    with path.open("rb") as lines:
        for number in count(1):
            line = lines.readline(max_bytes + 1)
            if not line:
                return
            if len(line) > max_bytes:
                size = len(line)
                while line and not line.endswith(b"\n"):
                    line = lines.readline(1 << 20)
                    size += len(line)
                yield number, _too_large(size, max_bytes)
            elif line.strip():
                try:
                    row = json.loads(_decode(line))
                except Exception as error:  # a broken line, deep nesting, unknown characters
                    yield number, f"broken JSON: {getattr(error, 'msg', None) or _why(error)}"
                else:
                    yield number, row if isinstance(row, dict) else "not a JSON object"


def _parquet_rows(path: Path, max_bytes: int) -> Iterator[tuple[int, Mapping[str, object] | str]]:
    from pyarrow.parquet import ParquetFile

    with ParquetFile(path) as table:
        known = {name for names in FIELDS.values() for name in names}
        columns = [name for name in table.schema_arrow.names if _key(name) in known]
        rows = (row for batch in table.iter_batches(batch_size=64, columns=columns) for row in batch.to_pylist())
        yield from enumerate(rows, 1)


# --- From bytes to paragraphs

_CONTROL_BYTES = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_MISREAD = re.compile("[\x80-\x9f]|[ÂÃâ][\x80-\xbfŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]")  # as UTF-8 looks when read as cp1252
_LINE_END = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACE = re.compile(r"[\xa0\u2007\u202f]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b\u2060\ufeff]")  # and soft hyphens, zero-width spaces
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[\da-fA-F]{1,6}|[a-zA-Z]{2,8});")
_KEY = re.compile(r"-{3,}[ \t]*\n(?:[ \t]*(?:#[^\n]*)?\n)*[^\s:#]{1,40} *:")
_SMALL = re.compile(r"(?!by )[a-z][a-z’'-]* ")
_BREAK = re.compile(r"[.!?…:;,][\"”’'»)\]]*\s*$")
_WORD = re.compile(r"[^\W\d_]+")
_NOT_LATIN = re.compile(r"[^\W\d_a-zß-ɏ]")
_ENGLISH = frozenset(  # of the commonest English words those that other languages do not have, or rarely
    _WORD.findall(
        "the of and to that with were are been has it its this but not from by which who would will said their they his "
        "he she you there what if can more than about after"
    )
)
_OTHER = frozenset(  # the commonest words of Spanish, Portuguese, French, Italian, German, Dutch and Danish
    _WORD.findall(
        "el la los las del de que en y un una por con su da do dos não em um os le les des et une du qui il di che per non "
        "gli della der das und den von zu mit ist ein eine het een van dat niet og det er til af ikke"
    )
)


def _bytes(file: Path, max_bytes: int) -> bytes:
    size = file.stat().st_size
    if size > max_bytes:
        raise _Unreadable(_too_large(size, max_bytes))
    if not size:
        raise _Unreadable("empty")
    with file.open("rb") as data:
        return data.read(max_bytes)


def _decode(data: bytes) -> str:
    """UTF-8, UTF-16, UTF-8 with a few broken bytes, else what charset-normalizer finds of the old English codes."""
    head = data[:4096]
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    if len(_CONTROL_BYTES.findall(head)) * 50 > len(head):
        wide = [head[half::2].count(0) * 4 > len(head) for half in (0, 1)]
        if wide[0] == wide[1]:
            raise _Unreadable("binary, not text")
        return data.decode("utf-16-be" if wide[0] else "utf-16-le", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("utf-8-sig", "replace")
    broken = text.count("\ufffd")
    if len(_NOT_ASCII.findall(text)) > 2 * broken:
        return text
    from charset_normalizer import from_bytes

    best = from_bytes(data[:200_000], cp_isolation=["cp1252", "mac_roman"]).best()
    if best is None:
        raise _Unreadable("its characters are in no known code (save it as UTF-8)")
    return data.decode(best.encoding, "replace")


def _characters(text: str) -> str:
    """The same words without what is no character of a text. Quotation marks and marks of direction stay as they are.

    What was once decoded wrongly (`â€œ` for a quotation mark) is put right by ftfy, which leaves it alone if in doubt.
    """
    text = _SURROGATE.sub("\ufffd", text)
    if _MISREAD.search(text):
        from ftfy import fix_encoding

        text = fix_encoding(text)
    text = _LINE_END.sub("\n", text)
    return _CONTROL.sub("", _SPACE.sub(" ", text))


def _unescaped(text: str) -> str:
    return _ENTITY.sub(lambda entity: html.unescape(entity.group()), text)


def _front_matter(text: str) -> tuple[Mapping[str, object], str]:
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
        raise _Unreadable("front matter of more than 20,000 characters")
    if front.count("[") + front.count("{") > 500:
        raise _Unreadable("front matter nested too deeply")
    try:
        if "*" in front and any(isinstance(token, yaml.AliasToken) for token in yaml.scan(front)):
            raise _Unreadable("front matter with YAML aliases")
        data = handler.load(front, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f" (line {mark.line + 1})" if mark else ""
        raise _Unreadable(f"broken YAML in its front matter{line}: {getattr(error, 'problem', None) or error}") from None
    return (_known(data), body) if isinstance(data, dict) else ({}, text)


def _unwrapped(text: str) -> str:
    """Lines that were broken at a fixed width, joined again.

    A text is wrapped if no line is longer than 120 characters, most lines that another follows end no sentence, and
    the first word of the next would nearly always (9 times in 10) not have fitted on them. Besides, a line that starts
    small after one that ends no sentence goes on in any text.
    """
    lines = text.split("\n")
    width = max(map(len, lines))
    full: set[int] = set()
    if 40 <= width <= 120:
        pairs = [i for i in range(1, len(lines)) if lines[i].strip() and lines[i - 1].strip()]
        full = {i for i in pairs if len(lines[i - 1].rstrip()) + 1 + len(lines[i].split(None, 1)[0]) > width}
        open_ends = sum(not furniture.ends_sentence(lines[i - 1]) for i in full)
        if len(pairs) < 3 or len(full) < 0.9 * len(pairs) or 2 * open_ends <= len(full):
            full = set()
    joined: list[str] = []
    for i, line in enumerate(lines):
        goes_on = joined and len(lines[i - 1]) >= 20 and _SMALL.match(line) and not _BREAK.search(lines[i - 1])
        if i in full or goes_on:
            joined[-1] = f"{joined[-1].rstrip()} {line.strip()}"
        else:
            joined.append(line)
    return "\n".join(joined)


def _check_language(text: str) -> None:
    """Raise if a text is surely not English.

    It isn't if most letters aren't Latin, or if less than one word in 25 is among the commonest English ones (in English
    news it is one in four) and there are 60 words to tell by, or 20 of which one in four is a common word elsewhere.
    """
    sample = text[:6000].lower()
    words = _WORD.findall(sample)
    if 2 * len(_NOT_LATIN.findall(sample)) > max(50, len("".join(words))):
        raise _Unreadable("not in English (most letters are not Latin)")
    english = sum(map(_ENGLISH.__contains__, words))
    other = sum(map(_OTHER.__contains__, words))
    if english * 25 < len(words) and (len(words) >= 60 or (len(words) >= 20 and other * 4 > len(words))):
        raise _Unreadable(f"not in English ({english} of {len(words)} words are common English ones)")


# --- From paragraphs and metadata to an article

_MARKUP = re.compile(r"(?i)</(?:p|div|body|html|article)\s*>|<br\s*/?>")
_MOST_TAGS = 50_000
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = re.compile(
    rf"(?i)(?<!\d)(?:(?P<day>\d\d?)(?:st|nd|rd|th)?\s+)?\b(?P<month>(?:{'|'.join(_MONTHS)})[a-z]{{0,6}})\.?,?"
    r"(?:\s+(?P<day2>\d\d?)(?:st|nd|rd|th)?,?)?\s+(?P<year>\d{4})(?!\d)"
)
_ISO = re.compile(
    r"(?P<year>\d{4})(?:[-/.](?P<month>\d\d?)(?:[-/.](?P<day>\d\d?))?|(?P<month2>\d\d)(?P<day2>\d\d))?(?:[T ].*)?"
)


def _article(found: _Found) -> Article:
    text = _characters(found.text)
    front, text = _front_matter(text) if found.form in TEXTS else ({}, text)
    page: Mapping[str, object] = {}
    cuts: tuple[Cut, ...] = ()
    if found.form == ".md":
        from markdown_it import MarkdownIt

        text = MarkdownIt("commonmark", {"breaks": True}).disable(["list", "code", "reference"]).render(text)
    if found.form in (".md", ".html", ".htm") or _MARKUP.search(text):
        page, text, cuts = _page(text)
        text = _characters(text)
    elif "&" in text:
        text = _characters(_unescaped(text))
    fields = (*found.fields, front, page)
    title = _first(fields, "title")
    text, more = furniture.strip(_unwrapped(text), title)
    cuts += more
    if not any(c.isalnum() for c in text):
        raise _Unreadable("nothing but page furniture" if cuts else "no words" if text else "empty")
    _check_language(text)
    if title and not _begins_with(text, title):
        text = f"{title}\n\n{text}"
    url = _first(fields, "url")
    shown = [cut.text for cut in cuts if cut.reason == furniture.DATE and not cut.text.lower().startswith("updated")]
    date, misread = _date(fields, shown)
    byline = next((cut.text[3:] for cut in cuts if cut.reason == furniture.BYLINE), "")
    return Article(
        id="",
        text=text,
        source=_host(_first(fields, "source")) or _host(url if "//" in url else ""),
        date=date,
        title=title or _headline(text),
        author=_first(fields, "author") or byline,
        url=url,
        path=found.path,
        cuts=cuts + misread,
    )


def _page(markup: str) -> tuple[Mapping[str, object], str, tuple[Cut, ...]]:
    from bs4 import BeautifulSoup

    if markup.count("<") > _MOST_TAGS:
        raise _Unreadable(f"HTML with more than {_MOST_TAGS:,} tags")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a short text looks like a file name, or HTML like XML
        soup = BeautifulSoup(markup, "lxml")
    text, cuts = furniture.page(soup)
    return _page_fields(soup), text, cuts


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
        key: next((value for name in names if (value := metas.get(name) or _plain(linked.get(name)))), "")
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


def _key(name: object) -> str:
    return re.sub(r"\W+", "_", str(name).strip().casefold())


def _known(row: Mapping[Any, object]) -> dict[str, object]:
    """A row or front matter under the names of our own fields; the rest is left out."""
    keys = {_key(name): value for name, value in row.items()}
    found = {field: next((name for name in names if name in keys), None) for field, names in FIELDS.items()}
    return {field: keys[name] for field, name in found.items() if name is not None}


def _plain(value: object) -> str:
    """A value of a field as one line of text: `""` for none, names of people joined by commas."""
    if isinstance(value, Mapping):
        value = value.get("name")
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, map(_plain, value)))
    if value is None or value != value or isinstance(value, bool | bytes):
        return ""
    text = value.isoformat() if isinstance(value, Date) else str(value)
    return " ".join(_characters(_unescaped(text[:1000])).split())


def _first(fields: Iterable[Mapping[str, object]], name: str) -> str:
    return next((text for mapping in fields if (text := _plain(mapping.get(name)))), "")


def _date(fields: Sequence[Mapping[str, object]], shown: Sequence[str]) -> tuple[Date | None, tuple[Cut, ...]]:
    """The first date that can be read, and those before it that can't."""
    misread: list[Cut] = []
    for text in chain((_plain(mapping.get("date")) for mapping in fields), shown):
        if date := day(text):
            return date, tuple(misread)
        if text:
            misread.append(Cut(f"date: {text}", "not a date that can be read (write it as 2026-01-31)"))
    return None, tuple(misread)


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


def _host(source: str) -> str:
    """A source as it stands, or the host where it is an address."""
    if not re.match(r"https?://|//|www\.", source):
        return source
    try:
        host = urlsplit(source if "//" in source else f"//{source}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def _headline(text: str) -> str:
    """The first line, if it is short, ends no sentence, and a paragraph follows."""
    lines = [line for line in text.split("\n", 8) if line][:4]
    first = lines[0]
    if not 3 <= len(first.split()) <= 30 or len(first) > 200 or _BREAK.search(first) or first.endswith(("-", "–", "—")):
        return ""
    return first if any(map(furniture.is_prose, lines[1:])) else ""


def _begins_with(text: str, title: str) -> bool:
    wanted = _words(title)
    lines = [_words(line[:400]) for line in text.split("\n", 8) if line][:3]
    return wanted in lines or (wanted.count(" ") >= 4 and lines[0].startswith(wanted + " "))


def _words(line: str) -> str:
    return " ".join(re.findall(r"\w+", line.casefold()))


def _number(file: Path) -> str:
    found = _NUMBER.match(file.stem)
    return found.group() if found else ""


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^A-Za-z0-9_]+", "-", plain).strip("-")[:60]
    return slug or f"article-{hashlib.blake2b(name.encode('utf-8', 'replace'), digest_size=3).hexdigest()}"


def _shown(path: object) -> str:
    """A path as it can be printed anywhere: control characters and bytes that are no text as escapes."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]", lambda m: ascii(m.group())[1:-1], str(path))


def _too_large(size: int, limit: int) -> str:
    return f"too large: {size:,} bytes, the limit is {limit:,}"


def _why(error: BaseException) -> str:
    if isinstance(error, OSError):
        return f"can't be read: {error.strerror or type(error).__name__}"
    if isinstance(error, RecursionError):
        return "nested too deeply"
    text = _shown(" ".join(str(error).split()))[:200]
    return text if isinstance(error, _Unreadable) else f"can't be read: {text or type(error).__name__}"
