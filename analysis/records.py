"""The records that one step of the analysis hands to the next.

All are frozen, all spans are `(start, end)` character offsets into `Article.text`, end exclusive, and that text is never
changed once it is read: `article.text[start:end]` is the evidence, always.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Date
from typing import Literal

Span = tuple[int, int]
Mode = Literal["direct", "indirect", "mixed"]
Sort = Literal["statement", "belief", "act"]
Kind = Literal["person", "group", "organisation", "unnamed"]
Side = Literal["support", "oppose", "neutral"]
Position = Literal["support", "oppose", "mixed", "unclear"]
TRACE = 0.25  # probability of a side from which a statement is evidence of a position (chosen on dev, as the next)
SIDED = 0.4  # a statement counts as taking a side from this probability of either (chosen on dev, with the stance model)


@dataclass(frozen=True, slots=True)
class Cut:
    """Page furniture that was left out when an article was read: the words and the reason."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Article:
    """One news article. `source` is the outlet, `""` where nothing says which; `path` is where it was read from."""

    id: str
    text: str
    source: str = ""
    date: Date | None = None
    title: str = ""
    author: str = ""
    url: str = ""
    path: str = ""
    cuts: tuple[Cut, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or row that was not read as an article, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """What was read: the articles in a fixed order, and what was skipped."""

    articles: tuple[Article, ...]
    skipped: tuple[Skipped, ...] = ()

    def __len__(self) -> int:
        return len(self.articles)


@dataclass(frozen=True, slots=True)
class Statement:
    """One attribution in one article: who (source) says (cue) what (content).

    Each part is a tuple of spans in text order; source and cue may be empty. `mode` is direct where all content stands
    between quotation marks, mixed where some does. `probability` is that a reader would find this attribution too.
    `within` is the index of the statement in whose content this one is reported ("she said he wants war"), if any.
    `sort` is belief or act where the cue tells of one.
    """

    article: str
    index: int
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    mode: Mode
    probability: float
    within: int | None = None
    sort: Sort = "statement"

    @property
    def id(self) -> str:
        """The statement's name in tables and links, for example `003-7`."""
        return f"{self.article}-{self.index}"

    @property
    def start(self) -> int:
        return min(s for s, _ in self.source + self.cue + self.content)

    @property
    def end(self) -> int:
        return max(e for _, e in self.source + self.cue + self.content)


@dataclass(frozen=True, slots=True)
class Mention:
    """To which speaker one statement's source was resolved (`""`: nobody), and why."""

    statement: str
    speaker: str
    reason: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """One who speaks, over all articles. `id` is a slug of `name`; `roles` and `aliases` as the articles write them."""

    id: str
    name: str
    kind: Kind
    roles: tuple[str, ...] = ()
    party: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposition:
    """Something one can be for or against. `key` names it in tables, `text` is what the stance model reads.

    `contrary` is what those against it stand up for: who takes no side on `text` but is for one of these counts as against it, and
    who is against one as for it.
    """

    key: str
    text: str
    label: str = ""
    contrary: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if isinstance(self.contrary, str):
            raise TypeError(f"contrary is a text; several can be given, so write ({self.contrary!r},)")


@dataclass(frozen=True, slots=True)
class Issue:
    """What a study is about: a name, a question and the propositions that positions are taken on.

    `terms` are words that show that a text is about the issue. An article that holds none of them is not judged; they also choose
    the statements whose tone is measured, and the target of the sentiment.
    """

    name: str
    question: str
    propositions: tuple[Proposition, ...]
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """Where one statement stands on one proposition, as probabilities that sum to 1 (neutral includes unrelated).

    `contrary` is what it was judged by where that is contrary to the proposition; `""`: it was judged by the proposition itself.
    """

    statement: str
    proposition: str
    support: float
    oppose: float
    neutral: float
    contrary: str = ""

    @property
    def sided(self) -> float:
        """The probability that the statement takes a side."""
        return self.support + self.oppose

    @property
    def side(self) -> Side:
        """The likelier side, or neutral where it is not likely enough that there is one."""
        if self.sided < SIDED:
            return "neutral"
        return "support" if self.support >= self.oppose else "oppose"


def cut(text: str, spans: tuple[Span, ...]) -> str:
    """The words of some spans, gaps marked by an ellipsis.

    >>> cut("Yes, she said, no.", ((0, 3), (15, 17)))
    'Yes … no'
    """
    return " … ".join(text[s:e] for s, e in spans)
