"""From bytes to words: codes, characters, lines, language.

All raise `Unreadable`, with the reason in plain words, for what can't be read as an English text.
"""

from __future__ import annotations

import html
import re

from analysis import furniture

_CONTROL_BYTES = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
SURROGATE = re.compile(r"[\ud800-\udfff]")
_MISREAD = re.compile("[\x80-\x9f]|[ÂÃâ][\x80-\xbfŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]")  # as UTF-8 looks when read as cp1252
_LINE_END = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACE = re.compile(r"[\xa0\u2007\u202f]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b\u2060\ufeff]")  # and soft hyphens, zero-width spaces
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[\da-fA-F]{1,6}|[a-zA-Z]{2,8});")
_SMALL = re.compile(r"(?!by )[a-z][a-z’'-]* ")
BREAK = re.compile(r"[.!?…:;,][\"”’'»)\]]*\s*$")
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


class Unreadable(Exception):
    """Why one file or row is not read as an article, in plain words."""


def decode(data: bytes) -> str:
    """UTF-8, UTF-16, UTF-8 with a few broken bytes, else what charset-normalizer finds of the old English codes."""
    head = data[:4096]
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    if len(_CONTROL_BYTES.findall(head)) * 50 > len(head):
        wide = [head[half::2].count(0) * 4 > len(head) for half in (0, 1)]
        if wide[0] == wide[1]:
            raise Unreadable("binary, not text")
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
        raise Unreadable("its characters are in no known code (save it as UTF-8)")
    return data.decode(best.encoding, "replace")


def characters(text: str) -> str:
    """The same words without what is no character of a text. Quotation marks and marks of direction stay as they are.

    What was once decoded wrongly (`â€œ` for a quotation mark) is put right by ftfy, which leaves it alone if in doubt.
    """
    text = SURROGATE.sub("\ufffd", text)
    if _MISREAD.search(text):
        from ftfy import fix_encoding

        text = fix_encoding(text)
    text = _LINE_END.sub("\n", text)
    return _CONTROL.sub("", _SPACE.sub(" ", text))


def unescaped(text: str) -> str:
    return _ENTITY.sub(lambda entity: html.unescape(entity.group()), text)


def unwrapped(text: str) -> str:
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
        goes_on = joined and len(lines[i - 1]) >= 20 and _SMALL.match(line) and not BREAK.search(lines[i - 1])
        if i in full or goes_on:
            joined[-1] = f"{joined[-1].rstrip()} {line.strip()}"
        else:
            joined.append(line)
    return "\n".join(joined)


def check_language(text: str) -> None:
    """Raise if a text is surely not English.

    It isn't if most letters aren't Latin, or if less than one word in 25 is among the commonest English ones (in English
    news it is one in four) and there are 60 words to tell by, or three common words of another language that are one
    word in five.
    """
    sample = text[:6000].lower()
    words = _WORD.findall(sample)
    if 2 * len(_NOT_LATIN.findall(sample)) > max(50, len("".join(words))):
        raise Unreadable("not in English (most letters are not Latin)")
    english = sum(map(_ENGLISH.__contains__, words))
    other = sum(map(_OTHER.__contains__, _WORD.findall(text[:6000])))  # not in "El Universal"
    if english * 25 < len(words) and (len(words) >= 60 or (other >= 3 and other * 5 >= len(words))):
        raise Unreadable(f"not in English ({english} of {len(words)} words are common English ones)")


def shown(path: object) -> str:
    """A path as it can be printed anywhere: control characters and bytes that are no text as escapes."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]", lambda m: ascii(m.group())[1:-1], str(path))


def too_large(size: int, limit: int) -> str:
    return f"too large: {size:,} bytes, the limit is {limit:,}"


def why(error: BaseException) -> str:
    if isinstance(error, OSError):
        return f"can't be read: {error.strerror or type(error).__name__}"
    if isinstance(error, RecursionError):
        return "nested too deeply"
    text = shown(" ".join(str(error).split()))[:200]
    return text if isinstance(error, Unreadable) else f"can't be read: {text or type(error).__name__}"
