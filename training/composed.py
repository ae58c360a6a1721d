"""Sentences put together so that their sides are known: what a cue does to what it is said about.

A word list can't tell that to challenge a stance against something is to be for it. Here a cue that is for or against is
joined to a content that is for or against, and the side is their product; clauses, neutral sentences of like words and
plain words for and against, quoted or not, are mixed in. The targets are the propositions of the labels, in one of their wordings.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

FIRST = "Ana Tomás Adeola Milan Grace Yusuf Petra Henri Leila Marco Ingrid Samuel Rosa Karim Nadia Victor Chen Paula".split()
LAST = "Ruiz Bankole Harker Lindqvist Okafor Moreau Haddad Novak Castellanos Whitfield Abdi Sørensen Tanaka Quintero Bower-Watt".split()
ROLES = "Senator|President|Foreign Minister|Congresswoman|General|opposition leader|the ambassador|Governor|Prime Minister|Rep."
WHOSE = "the government's|the president's|the senate's|{other}'s|the opposition's|the ministry's|her rival's|the administration's"
CUES = {
    1: "defended|praised|backed|welcomed|shared|applauded|stood by|endorsed|has long defended|supports|agreed with|thanked voters for",
    -1: "challenged|criticised|questioned|attacked|mocked|condemned|dismissed|rejected|denounced|took issue with|has been critical of"
    "|disagreed with|challenging|questioning|deplored",
}
VIEWS = {
    1: "support for {x}|call for {x}|push for {x}|readiness to accept {x}|embrace of {x}|request for {x}|vote for {x}|defence of {x}",
    -1: "stance against {x}|opposition to {x}|refusal to accept {x}|reluctance to accept {x}|resistance to {x}|rejection of {x}"
    "|veto of {x}|campaign against {x}|unwillingness to discuss {x}|fear of {x}|position against {x}",
}
SAYS = "said|argued|insisted|maintained|told reporters|added|stated|wrote|arguing|saying"
DENIES = "denied|disputed|rejected the claim|doubted|dismissed the notion|refused to believe|rejected the idea|was not convinced"
GOOD = (
    "that {x} would bring peace|that {x} would help|that {x} is needed|that there is a need for {x}|that {x} is justified"
    "|that {x} would make anyone safer|that the people want {x}|that {x} is the only way"
)
BAD = (
    "that {x} violates national sovereignty|that {x} is a mistake|that {x} would be an invasion|that {x} is illegal|that {x} would fail"
    "|that {x} weakens the country|that {x} goes too far|that {x} would make things worse"
)
CLAUSES = {
    1: "that {x} does not compromise national sovereignty|that {x} has historical precedent and harms nobody|that {x} is nothing new"
    "|that there is nothing wrong with {x}|that opposing {x} would be a mistake|that the country cannot do without {x}"
    "|that those who fear {x} have nothing else to offer|that without {x} the state is unable to cope|that {x} is long overdue"
    "|that nobody should be afraid of {x}|that {x} is not an invasion",
    -1: "that {x} is not needed|that supporting {x} would be a mistake|that {x} would weaken sovereignty|that nobody asked for {x}"
    "|that the country can do without {x}|that {x} is unacceptable|that {x} has never brought anything but harm"
    "|that those who call for {x} will not pay for it|that {x} is not the answer|that there will be no {x} while she holds office",
    0: "that {x} would be debated on Tuesday|that {other} had proposed {x}|that {other} was against {x}"
    "|that no decision on {x} had been taken|that voters are divided over {x}|that {other} had asked for {x}|that {x} had been discussed"
    "|that a report on {x} was due in May",
}
PLAIN = {
    1: "We support {x}|I am for {x}|We welcome {x}|We demand {x}|I have always favoured {x}|We fully back {x}|We ask for {x}"
    "|We will vote for {x}|Our country needs {x}|Now is the time for {x}|I will defend {x}|We say yes to {x}|We insist on {x}",
    -1: "We reject {x}|We categorically reject {x}|I oppose {x}|We are against {x}|We do not want {x}|We say no to {x}|I do not accept {x}"
    "|We will never accept {x}|We condemn {x}|I cannot support {x}|We will not tolerate {x}|I rule out {x}"
    "|We disagree with {x}|We must stop {x}|It is for us to decide, and we refuse {x}",
    0: "We have heard about {x}|I was asked about {x}|We will discuss {x}|I have no view on {x}|We know what {x} means|They talk of {x}",
}
ACTS = {
    1: "supports|backs|has called for|demanded|welcomed|approved|voted for|favours|asked for|is pushing for|wants",
    -1: "rejects|opposes|categorically rejected|condemned|voted against|has ruled out|warned against|criticised|refused|said no to"
    "|does not want|repudiated|is against|vetoed",
    0: "reported on|spoke about|was asked about|discussed|described|answered questions on|listened to a debate on",
}
AFTER = "|The vote is due next week.|It was the second such exchange in a month.|Aides gave no details.|The matter has split the chamber."
# What an article may begin with, so long that the sentence lies beyond it and the model is given the opening apart.
FILLER = (
    "The hall was full early in the morning, and the ushers had to bring chairs from the library for the guests who came last. ",
    "Outside, a brass band played for the anniversary of the railway, and the traffic stood still as far as the bridge. ",
    "It was the third sitting of the week, and the clerk had counted more than forty names on the list of those who wished to be heard. ",
    "Rain had kept most visitors away, and the few who came held their umbrellas over a stack of printed programmes. ",
    "The meeting began an hour late because a lift had failed, and it was noon before everybody had found a seat. ",
)


class Composed(NamedTuple):
    """A text put together, the spans of its parts (source, cue, content), and who speaks."""

    text: str
    spans: dict[str, tuple[int, int]]
    name: str


def pick(options: str, rng: np.random.Generator) -> str:
    found = options.split("|")
    return found[rng.integers(len(found))]


def person(rng: np.random.Generator) -> str:
    return f"{FIRST[rng.integers(len(FIRST))]} {LAST[rng.integers(len(LAST))]}"


def joined(parts: dict[str, str], order: Sequence[str], name: str, opening: str, rng: np.random.Generator) -> Composed:
    """The parts in this order as a sentence: at the start of an article, or some way into one that has this opening."""
    text, spans = "", {}
    if rng.random() < 0.5:
        text = opening + "".join(FILLER[i] for i in rng.permutation(len(FILLER))[:3])
    for part in order:
        spans[part] = len(text), len(text) + len(parts[part])
        text += parts[part] + " "
    end = "" if text.endswith(".” ") else "."
    return Composed(f"{text.strip()}{end} {pick(AFTER, rng)}".strip(), spans, name)


def compose(x: str, rng: np.random.Generator) -> tuple[Composed, int]:
    """A sentence on the target `x`, and its side: 1 for it, -1 against, 0 neither."""
    name, other = person(rng), person(rng)
    parts = {"source": f"{pick(ROLES, rng)} {name}" if rng.random() < 0.6 else name}
    order = ("source", "cue", "content")
    kind = rng.random()
    if kind < 0.35:
        first, second = (int(sign) for sign in rng.choice([1, -1], 2))
        cue, content, side = pick(CUES[first], rng), f"{pick(WHOSE, rng)} {pick(VIEWS[second], rng)}", first * second
    elif kind < 0.45:
        good = rng.random() < 0.5
        cue, content, side = pick(DENIES, rng), pick(GOOD if good else BAD, rng), -1 if good else 1
    else:
        side = int(rng.choice([1, -1, 1, -1, 0]))
        if kind < 0.65:
            cue, content = pick(SAYS, rng), pick(CLAUSES[side], rng)
        elif kind < 0.8:
            cue, content = pick(ACTS[side], rng), "{x}"
        else:
            cue, content = "said", f"“{pick(PLAIN[side], rng)},”"
            order = ("content", "source", "cue") if rng.random() < 0.5 else ("content", "cue", "source")
    parts |= {"cue": cue, "content": content.format(x=x, other=other)}
    return joined(parts, order, name, f"Debate over {x}. ", rng), side
