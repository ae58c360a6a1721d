"""What the words of saying tell: whether something is said, thought or done, and how the outlet presents it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TypeVar

import pandas as pd

from analysis.records import Sort

T = TypeVar("T", bound=str)

# Words of saying by what an outlet lets the reader think of them, after the kinds of Caldas-Coulthard (1994, "On
# reporting reporting") and the bias lexicons of Recasens, Danescu-Niculescu-Mizil and Jurafsky (2013).
FRAMINGS = {
    "neutral": "say said saying tell told state add explain reply answer respond ask comment remark mention write wrote "
    "written tweet post report announce according describe call speak spoke spoken testify discuss recall quote cite "
    "statement interview words publish per",
    "doubting": "claim allege allegedly purport contend profess insinuate suggest imply assume suppose",
    "conceding": "admit acknowledge concede confess allow grant recognise recognize",
    "vouching": "reveal confirm point note show shown demonstrate prove disclose know knew known learn learned "
    "realise realize discover find found observe clear indicate conclude",
    "insisting": "insist stress emphasise emphasize underline underscore reiterate repeat assert argue maintain declare "
    "vow pledge promise swear swore affirm highlight defend warn caution",
    "demanding": "demand urge order request require press push seek sought propose recommend appeal instruct "
    "exhort call-for call-on call-upon",
    "attacking": "accuse accusation blame criticise criticize criticism critical condemn denounce slam blast attack mock "
    "dismiss reject deny denial decry lash rebuke object oppose question challenge lament complain deplore fire-back "
    "hit-back push-back shoot-back shot-back",
    "praising": "praise welcome hail applaud support endorse back thank tout laud celebrate agree",
    "believing": "believe belief think thought feel felt hope fear expect want consider plan doubt worry view see saw "
    "opinion predict wish wonder concern intend",
}

# Cues that name a state of mind or a deed, which PolNeAR (Newell, Margolin and Ruths 2018) counts among attributions; words of
# FRAMINGS that are in no list here are those of statements.
SORTS: dict[Sort, str] = {
    "belief": "believe belief think thought feel felt feeling hope hopeful fear fearful expect expectation want wish would-like "
    "doubt doubtful worry view see saw seen eyes opinion predict prefer preference favor favour favorite favourite "
    "wonder concern concerned consider plan intend intent intention aim mean meant goal priority prioritise "
    "prioritize prioritization know knew known unknown aware unaware learn learned remember forget forgot understand "
    "understood realise realize notice hear heard suspect assume assumption suppose presume imagine envision foresee "
    "foresaw contemplate mull ponder guess reckon anticipate await dread afraid scare regard deem perceive perception "
    "impression mind sense idea notion sentiment attitude faith conviction convinced confident confidence certain "
    "uncertain sure unsure obvious optimistic optimism pessimistic sceptical skeptical scepticism skepticism "
    "reluctant reluctance eager willing unwilling ready interest interested curious nervous anxious anxiety wary "
    "comfortable glad happy unhappy proud please thrill angry anger furious outrage shock alarm startle surprise "
    "upset disappoint frustrate bitter cynical upbeat desire ambition sympathy enthusiasm enamored weigh like dislike "
    "love hate admire revere despise distrust mistrust trust regret resent enjoy care disagreement divided split "
    "look-for look-forward count-on familiar satisfied dissatisfied",
    "act": "vote approve approval adopt pass enact ratify authorise authorize sign veto refuse refusal file sue charge-with "
    "indict arrest convict sentence acquit rule ruling order appoint nominate designate elect hire ban block bar "
    "prohibit restrict cancel cancellation suspend halt lift extend impose launch deploy send sent withdraw withdrew "
    "join resign cast choose chose chosen pick select opt decide decision award donate fund sponsor co-sponsor "
    "introduce submit hand-in allow grant permit acquiesce invite prosecute strike-down struck-down protest march "
    "rally boycott",
    "statement": "rule-out express voice raise",
}


def sort_of(cue: str) -> Sort:
    """Whether a cue tells of a statement, a belief (thoughts, wishes and plans too) or an act, by its first word that does.

    A cue without such a word, the empty one included, counts as that of a statement.

    >>> sort_of("has said he believes"), sort_of("is widely expected"), sort_of("voted 28 to 11 for"), sort_of("—")
    ('statement', 'belief', 'act', 'statement')
    """
    return next(_told(cue, _sorts()), "statement")


def framings(statements: pd.DataFrame) -> pd.DataFrame:
    """The statements with a column `framing`: how the outlet has the speaker speak, from the words of the cue.

    A value is a key of `FRAMINGS` for the first word of the cue that has one, `other` where none has, and empty where
    there is no cue. Use it with `sources.share(framings(statements), "framing")`.
    """
    return statements.assign(framing=[framing(cue) for cue in statements["cue"].fillna("")])


def framing(cue: str) -> str:
    """How a cue presents what is said.

    >>> framing("has claimed"), framing("said"), framing("admits to"), framing("sings"), framing("")
    ('doubting', 'neutral', 'conceding', 'other', '')
    >>> framing("called it"), framing("called on")
    ('neutral', 'demanding')
    """
    return next(_told(cue, _framings()), "other" if _words(cue) else "")


def _told(cue: str, known: Mapping[str, T]) -> Iterator[T]:
    """What each word of a cue is known for, or the word with the next one."""
    words = _words(cue)
    for word, after in zip(words, [*words[1:], ""], strict=False):
        stem = _stem(word)
        if found := known.get(f"{stem}-{after}", known.get(stem)):
            yield found


def _words(cue: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", cue.lower())


@cache
def _framings() -> dict[str, str]:
    return _stems(FRAMINGS)


@cache
def _sorts() -> dict[str, Sort]:
    said: dict[str, Sort] = dict.fromkeys(_framings(), "statement")
    return said | _stems(SORTS)


def _stems(lists: Mapping[T, str]) -> dict[str, T]:
    """The name of the list that each stem is in; two words are joined by a hyphen and the second stands as it is."""
    known: dict[str, T] = {}
    for name, words in lists.items():
        for word in words.split():
            first, hyphen, second = word.partition("-")
            known.setdefault(_stem(first) + hyphen + second, name)
    return known


@cache
def _stem(word: str) -> str:
    from snowballstemmer.english_stemmer import EnglishStemmer  # NLTK, which has one too, takes a second to import

    return EnglishStemmer().stemWord(word)  # type: ignore[no-any-return]  # a new one each time: threads can't share one
