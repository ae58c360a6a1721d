"""Names of persons: taking them apart, telling whether two may name one person, and choosing the form to show.

Two names are compared word by word rather than by a fixed split into given name and surname, because the split is what
newspapers leave open: *Andrés Manuel López Obrador* is *López Obrador* to one and *Obrador* to another.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from analysis.vocabulary import NICKNAMES, PARTICLES, SUFFIXES, TITLES

_PLAIN = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "‐": "-", "‑": "-", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
_NICKNAME = re.compile(r"[\"“'‘(]([^\"”'’)]+)[\"”'’)]")
_WORD = re.compile(r"[^\W_]+(?:['.\-][^\W_]+)*\.?")
_COUNTRY_BEFORE = re.compile(r"^(?:the )?(?:U\.?S\.? |U\.?K\.? |American |British )?", re.IGNORECASE)
_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$", re.IGNORECASE)


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """`text` in lower case, without accents, apostrophes and hyphens in their plain form.

    >>> fold("López O’Brien")
    "lopez o'brien"
    """
    text = text.translate(_PLAIN).casefold()
    if text.isascii():
        return text
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return plain.casefold().translate(_PLAIN)


def without_possessive(text: str) -> str:
    """`text` without a final possessive.

    >>> without_possessive("Trump’s"), without_possessive("lawmakers'")
    ('Trump', 'lawmakers')
    """
    return _POSSESSIVE.sub("", text)


@dataclass(frozen=True, slots=True)
class Name:
    """A personal name: `text` as written without titles, `parts` its folded words, `suffix` (jr, iii), `nickname`."""

    text: str
    parts: tuple[str, ...]
    suffix: str = ""
    nickname: str = ""

    @property
    def given(self) -> str:
        """The first word, where there are two or more."""
        return self.parts[0] if len(self.parts) > 1 else ""

    @property
    def family(self) -> str:
        """The last word."""
        return self.parts[-1] if self.parts else ""

    @property
    def surnames(self) -> tuple[str, ...]:
        """Every word that may stand for the person alone, initials and particles left out; the last one first."""
        rest = self.parts[1:] or self.parts
        return tuple(p for p in reversed(rest) if not _initial(p) and p not in PARTICLES)

    @property
    def full(self) -> bool:
        """Whether there is a given name beside a surname."""
        return len(self.parts) > 1 and self.parts[0] not in PARTICLES


@lru_cache(maxsize=1 << 14)
def parse(text: str) -> Name:
    """Take a name apart; titles before it, a possessive and the order "Surname, Given" are undone.

    >>> parse("Chief Justice John G. Roberts Jr.")
    Name(text='John G. Roberts Jr.', parts=('john', 'g', 'roberts'), suffix='jr', nickname='')
    >>> parse("Obama, Barack").text
    'Barack Obama'
    """
    text = without_possessive(" ".join(text.split()).strip(" ,;:"))
    if text.count(",") == 1:
        before, after = (part.strip() for part in text.split(","))
        text = f"{before} {after}" if fold(after).strip(".") in SUFFIXES else f"{after} {before}"
    nickname = ""
    if quoted := _NICKNAME.search(text):
        nickname = fold(quoted.group(1))
        text = " ".join((text[: quoted.start()] + text[quoted.end() :]).split())
    written = text.split()
    while len(written) > 1 and fold(written[0]).strip(".") in TITLES:
        written.pop(0)
    parts = [part for word in written for part in _parts(word)]
    suffix = parts.pop() if len(parts) > 1 and parts[-1] in SUFFIXES else ""
    return Name(" ".join(written), tuple(parts), suffix, nickname)


def _parts(word: str) -> list[str]:
    folded = fold(word)
    if re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]?\.?", folded):  # G.K. -> g, k
        return [c for c in folded if c != "."]
    return [w.strip(".") for w in _WORD.findall(folded)]


def _initial(part: str) -> bool:
    return len(part) == 1


def same_given(a: str, b: str) -> bool:
    """Whether two folded given names may be one: equal, an initial, or a customary short form.

    >>> same_given("joseph", "joe"), same_given("j", "joe"), same_given("bill", "hillary")
    (True, True, False)
    """
    if a == b or ((_initial(a) or _initial(b)) and a[:1] == b[:1]):
        return True
    return bool(NICKNAMES.get(a, frozenset()) & NICKNAMES.get(b, frozenset()))


def same_person(a: Name, b: Name) -> bool:
    """Whether two names may be one person's.

    A surname alone fits every name that carries it; two full names need a given name and a surname in common, and
    nothing that contradicts (another middle initial, another suffix).

    >>> same_person(parse("Hillary Clinton"), parse("Bill Clinton"))
    False
    >>> same_person(parse("Manuel Huerta Ladrón de Guevara"), parse("Sen. Huerta"))
    True
    >>> same_person(parse("George W. Bush"), parse("George H.W. Bush"))
    False
    """
    if not a.parts or not b.parts:
        return False
    short, long = sorted((a, b), key=lambda n: (len(n.parts), n.parts, n.suffix, n.nickname))
    if short.suffix and long.suffix and short.suffix != long.suffix:
        return False
    if short.parts == long.parts:
        return short.suffix == long.suffix or len(short.parts) == 1
    if len(short.parts) == 1 or short.parts[0] in PARTICLES or short.parts == long.parts[-len(short.parts) :]:
        return _run(short.parts, long.parts[1:] or long.parts)
    return _given_fits(short, long) and _surname_fits(short, long) and _middle_fits(short, long)


def _run(inner: tuple[str, ...], outer: tuple[str, ...]) -> bool:
    return any(outer[i : i + len(inner)] == inner for i in range(len(outer) - len(inner) + 1))


def _given_fits(short: Name, long: Name) -> bool:
    if same_given(short.parts[0], long.parts[0]):
        return True
    if (long.nickname and same_given(short.parts[0], long.nickname)) or short.nickname == long.parts[0]:
        return True
    return _initial(long.parts[0]) and len(long.parts) > 2 and same_given(short.parts[0], long.parts[1])


def _surname_fits(short: Name, long: Name) -> bool:
    return short.family == long.family or (
        len(long.parts) > 2 and not _initial(short.family) and short.family in long.surnames
    )


def _middle_fits(short: Name, long: Name) -> bool:
    """A middle word must be among the other's words, a middle initial that of its first middle word."""
    rest = long.parts[1:]
    return all(
        same_given(part, rest[0]) if _initial(part) else any(same_given(part, other) for other in rest)
        for part in short.parts[1:-1]
        if part not in PARTICLES
    )


def fullest(forms: Mapping[str, int]) -> str:
    """The form to show: of the usual ones (at least one in twenty) that with most words written out, accents kept.

    `forms` maps each form as written to how often it was found.

    >>> fullest({"Lopez Obrador": 9, "Andres Manuel Lopez Obrador": 2, "Andrés Manuel López Obrador": 1})
    'Andrés Manuel López Obrador'
    >>> fullest({"Donald Trump": 99, "Donald J. Trump": 9})
    'Donald Trump'
    """
    if not forms:
        return ""
    spellings: dict[tuple[str, ...], int] = {}
    for form, count in forms.items():
        key = (*parse(form).parts, parse(form).suffix)
        spellings[key] = spellings.get(key, 0) + count
    full = {key: n for key, n in spellings.items() if len(key) > 2} or spellings
    enough = sum(full.values()) / 20
    best = max(
        (key for key, n in full.items() if n >= enough),
        key=lambda key: (sum(len(part) > 1 for part in key[:-1]), full[key], key),
    )
    written = [form for form in forms if (*parse(form).parts, parse(form).suffix) == best]
    return parse(max(written, key=lambda form: (not form.isupper(), accents(form), forms[form], form))).text


def accents(text: str) -> int:
    """How many letters of `text` carry an accent."""
    return sum(unicodedata.combining(c) > 0 for c in unicodedata.normalize("NFD", text))


def acronyms(name: str) -> set[str]:
    """The capitals that a name may be shortened to, with and without its small words.

    >>> sorted(acronyms("Alliance to Reclaim Our Schools"))
    ['AROS', 'ATROS']
    """
    words = re.findall(r"[^\W\d_][\w'’]*", _COUNTRY_BEFORE.sub("", name))
    large = "".join(w[0] for w in words if w[0].isupper())
    return {large, "".join(w[0] for w in words).upper()} if len(large) > 1 else set()


def initials(words: Iterable[str]) -> str:
    """The first letters of `words`."""
    return "".join(w[0] for w in words if w)
