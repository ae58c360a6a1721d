"""Terms: the words and phrases of many texts, counted once and in little memory.

A word is a run of letters and digits, with the apostrophes, hyphens and dots inside it (`don't`, `narco-terrorism`,
`u.s.`), in lower case; a possessive `'s` is left off, and `US` in capitals is the country, not the pronoun. A phrase is
two words side by side, with no punctuation between them, that belong together (see `count`).
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

# Words first, then whatever parts them: punctuation or an empty line, which no phrase may cross. What may stand inside
# a word: a hyphen, an apostrophe but that of a possessive, a dot between single letters, a dot or comma before a digit.
_LETTERS = r"[\w\u0300-\u036f]"  # with combining accents
_INSIDE = r"(?:[-'’.,](?:(?<=-)|(?<=['’])(?![sS]\b)|(?<=\b\w\.)(?=\w\b)|(?<=[.,])(?=\d))|\.-)"
_TOKEN = re.compile(rf"([^\W_]{_LETTERS}*(?:{_INSIDE}{_LETTERS}+)*)(?:(?<=\.\w)\.|['’][sS]\b)?|[^\w\s]+|\n\s*\n")
_COUNTRY = re.compile(r"\bUS(?=-|$)")
_ABBREVIATION = re.compile(r"\b((?:[^\W\d_]\.)+[^\W\d_])\.?(?=-|$)")  # U.S and U.S. are one word, u.s.
_NPMI, _RATIO = 0.3, 10.83
_CLITICS = frozenset({"t", "re", "ve", "ll", "d", "m"})
# scikit-learn's English list calls these stop words, but news is about bills, fires and interests (Nothman, Qin and
# Yurchak 2018, "Stop word lists in free open-source software packages").
_CONTENT = """
    amount bill bottom call cry detail empty fill fire front interest mill mine move name serious side sincere system
    thick thin top
"""
# What every report is full of whoever speaks, and what the list above misses.
_REPORTING = """
    say says said saying tell tells told telling according add added adds mr mrs ms did does doing just like
"""


def stopwords() -> frozenset[str]:
    """The words that are no terms by themselves and that no phrase begins or ends with.

    scikit-learn's English stop words, without those that carry meaning in news (`bill`, `fire`, `interest`, …), with
    the plainest words of reporting (`said`, `told`, `according`, `mr`).
    """
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return frozenset((ENGLISH_STOP_WORDS | set(_REPORTING.split())) - set(_CONTENT.split()))


def words(text: str) -> Iterator[tuple[int, int, str]]:
    """Each word of a text as `(start, end, word)`, and `(start, end, "")` for whatever no phrase may cross.

    >>> [w for _, _, w in words("The U.S. president's “No”: US troops don't leave.")]
    ['the', 'u.s.', 'president', '', 'no', '', 'u.s.', 'troops', "don't", 'leave', '']
    """
    for match in _TOKEN.finditer(text):
        yield (*(match.span(1) if match.group(1) else match.span()), _normal(match.group(1) or ""))


def _normal(surface: str) -> str:
    word = _COUNTRY.sub("U.S", surface) if "US" in surface else surface
    word = unicodedata.normalize("NFC", word).lower().replace("’", "'")
    return _ABBREVIATION.sub(r"\1.", word) if "." in word else word


class _Ids(dict[str, int]):
    """The number of every word by the form it is written in; each new form is put into normal form once."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {"": 0}
        self[""] = 0

    def __missing__(self, surface: str) -> int:
        number = self[surface] = self.numbers.setdefault(_normal(surface), len(self.numbers))
        return number


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each text has each term.

    `matrix` is sparse, texts × terms; `terms` names its columns, in alphabetical order; `words` is the number of all
    words of each text, stop words and numbers included: the denominator of a rate.
    """

    matrix: csr_matrix
    terms: NDArray[np.object_]
    words: NDArray[np.int64]

    def by(self, groups: ArrayLike) -> tuple[list[Any], Counts]:
        """The labels of some groups of texts, sorted, and their counts: one row a group, in the order of the labels."""
        labels, indicator = membership(groups)
        matrix = indicator @ self.matrix
        matrix.sort_indices()
        return labels, Counts(matrix, self.terms, indicator @ self.words)

    def presence(self) -> Counts:
        """The same with 1 wherever a text has a term at all."""
        parts = np.ones_like(self.matrix.data), self.matrix.indices, self.matrix.indptr
        return Counts(type(self.matrix)(parts, shape=self.matrix.shape), self.terms, self.words)

    def tfidf(self) -> csr_matrix:
        """scikit-learn's TF-IDF vectors of the texts, of length 1 (0 where a text has no terms)."""
        from sklearn.feature_extraction.text import TfidfTransformer

        return TfidfTransformer().fit_transform(self.matrix) if all(self.matrix.shape) else self.matrix.astype(float)

    def select(self, columns: NDArray[np.bool_]) -> Counts:
        """The same texts with some of the terms only."""
        return Counts(self.matrix[:, np.flatnonzero(columns)], self.terms[columns], self.words)


def membership(groups: ArrayLike) -> tuple[list[Any], csr_matrix]:
    """The sorted labels of some groups and the sparse matrix, groups × texts, that tells which text is in which.

    >>> labels, indicator = membership(["b", "a", "b"])
    >>> labels, indicator.toarray().tolist()
    (['a', 'b'], [[0, 1, 0], [1, 0, 1]])
    """
    from scipy.sparse import csr_matrix

    labels, codes = np.unique(np.asarray(groups, dtype=object), return_inverse=True)
    ones = np.ones(len(codes), dtype=np.int32)
    return labels.tolist(), csr_matrix((ones, (codes, np.arange(len(codes)))), shape=(len(labels), len(codes)))


def count(texts: Iterable[str], *, phrases: bool = True, stop_words: Collection[str] | None = None, min_count: int = 1) -> Counts:
    """Counts the terms of some texts.

    Terms are the words of two characters and more that hold a letter and are not among `stop_words` (by default those
    of `stopwords()` and contractions such as `don't`), and, with `phrases`, the pairs of such words that are
    collocations: pairs seen at least twice and at least once in a million words, with a log-likelihood ratio (Dunning
    1993) of 10.83 or more (p < .001) and a normalised pointwise mutual information (Bouma 2009) of .3 or more. A word
    that stands in a phrase counts as a word too. `min_count` leaves out terms with fewer occurrences in all texts together.

    >>> counts = count(["Our special forces train others.", "Their special forces left us and them alone again.", ""])
    >>> counts.terms.tolist()
    ['forces', 'left', 'special', 'special forces', 'train']
    >>> counts.matrix.toarray().tolist(), counts.words.tolist()
    ([[1, 0, 1, 1, 1], [1, 1, 1, 1, 0], [0, 0, 0, 0, 0]], [5, 9, 0])
    """
    ids = _Ids()
    flat = array("i")  # every word of every text by its number, 0 for what no phrase may cross
    ends = [0]
    for text in texts:
        flat.extend(map(ids.__getitem__, _TOKEN.findall(text)))
        flat.append(0)
        ends.append(len(flat))
    stream = np.array(flat, dtype=np.int32, copy=None)
    bounds = np.array(ends)
    names = np.array(list(ids.numbers), dtype=object)
    dull = stopwords() if stop_words is None else frozenset(stop_words)
    eligible = np.array([_eligible(word, dull, stop_words is None) for word in names], dtype=bool)
    seen = np.bincount(stream, minlength=len(names))
    kept = np.flatnonzero(eligible & (seen >= min_count))
    places, pairs = _collocations(stream, names, eligible, seen, min_count) if phrases else (stream[:0], stream[:0])
    distinct, pairs = np.unique(pairs, return_inverse=True)

    terms = np.concatenate([names[kept], names[distinct // len(names)] + " " + names[distinct % len(names)]])
    order = np.argsort(terms, kind="stable")
    column = np.empty(len(terms), dtype=np.int32)
    column[order] = np.arange(len(terms), dtype=np.int32)
    of_word = np.full(len(names), -1, dtype=np.int32)
    of_word[kept] = column[: len(kept)]
    at = np.flatnonzero(of_word[stream] >= 0)
    matrix = _matrix(at, of_word[stream[at]], bounds, len(terms))
    if len(places):
        matrix = matrix + _matrix(places, column[len(kept) :][pairs], bounds, len(terms))
    words = np.diff(bounds - np.searchsorted(np.flatnonzero(stream == 0), bounds))
    return Counts(matrix, terms[order], words)


def _eligible(word: str, dull: Collection[str], contractions: bool) -> bool:
    if len(word) < 2 or word in dull or not any(map(str.isalpha, word)):
        return False
    return not (contractions and "'" in word and word.rsplit("'", 1)[1] in _CLITICS)


def _matrix(places: NDArray[Any], columns: NDArray[np.int32], bounds: NDArray[Any], width: int) -> csr_matrix:
    """Texts × terms from where in the stream (ascending) which column stands."""
    from scipy.sparse import csr_matrix

    starts = np.searchsorted(places, bounds)
    matrix = csr_matrix((np.ones(len(places), dtype=np.int32), columns, starts), shape=(len(bounds) - 1, width))
    matrix.sum_duplicates()
    return matrix


def _collocations(
    stream: NDArray[np.int32], names: NDArray[np.object_], eligible: NDArray[np.bool_], seen: NDArray[Any], least: int
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Where collocations begin in the stream, and which pair of words each is (first × number of names + second)."""
    from nltk.metrics import BigramAssocMeasures

    total = int(seen[1:].sum())
    places = np.flatnonzero(eligible[stream[:-1]] & eligible[stream[1:]])
    pairs = stream[places].astype(np.int64) * len(names) + stream[places + 1]
    distinct, times = np.unique(pairs, return_counts=True)
    often = times >= max(2, least, round(total / 1e6))
    good = []
    for pair, together in zip(distinct[often].tolist(), times[often].tolist(), strict=True):
        table = together, (int(seen[pair // len(names)]), int(seen[pair % len(names)])), total
        npmi = BigramAssocMeasures.pmi(*table) / -np.log2(together / total)
        good.append(npmi >= _NPMI and BigramAssocMeasures.likelihood_ratio(*table) >= _RATIO)
    chosen = np.isin(pairs, distinct[often][np.array(good, dtype=bool)])
    return places[chosen], pairs[chosen]
