"""An article's words in order: where each stands, in which sentence and paragraph, whether between quotation marks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.names import fold
from analysis.quotations import paragraphs, quotations
from analysis.vocabulary import FUNCTION_WORDS

_TOKEN = re.compile(
    r"(?:[^\W\d_]\.)+(?![^\W\d_])"
    r"|(?:Mrs?|Ms|Dr|Sens?|Reps?|Govs?|Gen|Lt|Col|Maj|Capt|Adm|Cmdr|Sgt|Cpl|Rev|Prof|Jr|Sr|St|Brig|Fr|Hon|Messrs|Atty"
    r"|Pres|Amb|Supt|Asst|Dist|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec|Inc|Corp|Co|Ltd|Bros|No|vs"
    r"|Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ga|Ill|Ind|Kan|Ky|La|Md|Mass|Mich|Minn|Miss|Mo|Mont|Neb|Nev|Okla|Ore|Pa|Tenn|Tex|Va|Vt|Wash|Wis|Wyo)\."
    r"|\w+(?:['’\-‐‑&]\w+|\.\d\w*)*"
    r"|[^\w\s]"
)
_SENTENCE_END = frozenset(".!?…")
_CLOSING = frozenset("\"”’')]»")
_STARTING = frozenset("\"“'‘(0123456789")
POSSESSIVES = frozenset(("'s", "’s", "'S", "’S"))


@dataclass(slots=True)
class Token:
    """One word or mark: its span, its folded form without a possessive, and where it stands.

    `opens` is True up to the first word of a sentence, `quoted` between double quotation marks. `line` counts the sentences
    up to here that have words of the article's own, so that a long quotation is no distance.
    """

    start: int
    end: int
    text: str
    low: str
    possessive: bool
    sentence: int
    paragraph: int
    opens: bool
    quoted: bool
    capital: bool
    line: int = 0

    @property
    def word(self) -> bool:
        """Whether this is a word or number rather than a mark."""
        return self.text[0].isalnum()


def tokenise(text: str) -> tuple[list[Token], frozenset[int]]:
    """The tokens of a text, and the numbers of the paragraphs that are headlines (most words capitalised)."""
    quoted = bytearray(len(text) + 1)
    for q in quotations(text):
        if q.double:
            quoted[q.start : q.end] = b"\1" * (q.end - q.start)
    tokens: list[Token] = []
    headlines: set[int] = set()
    sentence, line, counted = -1, 0, -1
    for number, (start, end) in enumerate(paragraphs(text)):
        opens = True
        first = len(tokens)
        for match in _TOKEN.finditer(text, start, end):
            word = match.group()
            if opens or ((word[0] in _STARTING or word[0].isupper()) and _new_sentence(tokens, first, word)):
                sentence += 1
                opens = True
            low, possessive = word, False
            if word[0].isalnum():
                bare = word[:-2] if word[-2:] in POSSESSIVES else word
                follows = text[match.end() : match.end() + 2] if word[-1] in "sSxz" else ""
                possessive = bare != word or (follows[:1] in ("'", "’") and bool(follows) and not follows[1:].strip())
                low = fold(bare)
                if not quoted[match.start()] and counted < sentence:
                    line, counted = line + 1, sentence
            tokens.append(
                Token(match.start(), match.end(), word, low, possessive, sentence, number, opens, bool(quoted[match.start()]),
                      word[0].isupper(), line)
            )  # fmt: skip
            opens = opens and not word[0].isalnum()
        if _is_headline(tokens[first:], number == 0):
            headlines.add(number)
    return tokens, frozenset(headlines)


def _new_sentence(tokens: list[Token], first: int, word: str) -> bool:
    last = len(tokens) - 1
    while last >= first and tokens[last].text in _CLOSING:
        last -= 1
    if last < first:
        return False
    before = tokens[last].text
    if before in _SENTENCE_END:
        # a closing straight mark that follows the full stop belongs to the sentence before
        return not (word in "\"'" and last == len(tokens) - 1 and tokens[last].quoted)
    return len(before) > 2 and before.endswith(".") and before[0].isupper() and fold(word) in FUNCTION_WORDS


def _is_headline(tokens: list[Token], first: bool) -> bool:
    words = [t for t in tokens if len(t.text) > 3 and t.text[0].isalpha()]
    ended = tokens[-1].text in ".”\""
    if len(words) < (5 if ended else 3) or len(tokens) > 30 or (ended and not first):
        return False
    return sum(t.capital for t in words) >= (0.85 if ended else 0.7) * len(words)
