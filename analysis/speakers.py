"""Who is who: the source of every statement brought to one speaker, within each article and over all of them.

Within an article `analysis.coreference` finds whom each source means. Here the articles are joined: a person by name
(and, where only an office is named, by office, place and date), an organisation by its name or the acronym that an
article explains, a group by its members or its proper name. Whoever has no name stays a speaker of the one article: two
speakers too many are easily seen and joined by an alias, one wrong merger spoils both.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.coreference import resolve
from analysis.facts import Fact, facts
from analysis.mentions import read
from analysis.names import acronyms, fold
from analysis.profiles import Distinct, Profile, bare
from analysis.records import Article, Mention, Speaker, Statement
from analysis.referents import Cast, Referent
from analysis.register import Entry, Register
from analysis.wording import listed

Aliases = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Voices:
    """The speakers of a corpus by id, and for each statement, in the order given, whom it was resolved to and why.

    `Mention.speaker` is a `Speaker.id`, or `""` where nobody can be said to speak. `facts` are what the articles say of the
    speakers, each with the words that say so and the date.
    """

    speakers: tuple[Speaker, ...]
    mentions: tuple[Mention, ...]
    facts: tuple[Fact, ...] = ()


def read_aliases(path: str | Path) -> dict[str, tuple[str, ...]]:
    """The aliases in a TOML file: a table `[aliases]` of canonical name = list of other names.

        [aliases]
        "Andrés Manuel López Obrador" = ["AMLO"]

    Raises `ValueError` with the file's path where it is no such file, `OSError` where it can't be read.
    """
    path = Path(path)
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: not a TOML file ({error})") from error
    aliases = table.get("aliases")
    if not isinstance(aliases, dict):
        raise ValueError(f'{path}: no table [aliases]; write for example [aliases] and "Full Name" = ["other name"]')
    for name, others in aliases.items():
        if not isinstance(others, list) or not all(isinstance(other, str) for other in others):
            raise ValueError(f'{path}: the aliases of "{name}" must be a list of names, like ["{name}"]')
    found = {name: tuple(others) for name, others in aliases.items()}
    try:
        _canonical(found)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error
    return found


def _canonical(aliases: Aliases) -> dict[str, str]:
    """The canonical name of each form; raises ValueError where a form stands for two, or aliases are a text instead of a list."""
    found: dict[str, str] = {}
    for name, others in aliases.items():
        if isinstance(others, str):
            raise ValueError(f'the aliases of "{name}" must be a list of names, like ["{others}"]')
        for form in (name, *others):
            if found.setdefault(fold(form), name) != name:
                raise ValueError(f'"{form}" can\'t stand for both "{found[fold(form)]}" and "{name}"')
    return found


def identify(articles: Sequence[Article], statements: Sequence[Statement], aliases: Aliases | None = None) -> Voices:
    """Who makes each statement.

    `aliases` maps a canonical name to a list of other names of the same speaker; it wins over all else. Raises `ValueError` where
    one name is an alias of two. The result doesn't depend
    on the order of the articles; mentions come in the order of `statements`, one for each. A statement whose article is
    not among `articles` gets no speaker.

    >>> text = "“No,” said President Claudia Sheinbaum. She added that Mexico is free."
    >>> said = [Statement("a", 0, ((11, 38),), ((6, 10),), ((0, 5),), "direct", 1.0),
    ...         Statement("a", 1, ((40, 43),), ((44, 49),), ((50, 69),), "indirect", 1.0)]
    >>> voices = identify([Article("a", text)], said)
    >>> [(s.name, s.kind, s.roles) for s in voices.speakers]
    [('Claudia Sheinbaum', 'person', ('President',))]
    >>> [m.reason for m in voices.mentions]
    ['full name', 'pronoun: nearest compatible speaker']
    """
    ordered = sorted({a.id: a for a in articles}.values(), key=lambda a: a.id)
    by_article: dict[str, list[Statement]] = {}
    for s in statements:
        by_article.setdefault(s.article, []).append(s)
    register = Register((Cast(read(a.text)), a.date) for a in ordered)
    meant: dict[tuple[str, int], Referent] = {}
    reasons: dict[tuple[str, int], str] = {}
    voices = _Gathering(register, aliases or {})
    for article in ordered:
        own = sorted(by_article.get(article.id, []), key=lambda s: s.index)
        for s, resolution in zip(own, resolve(article, own, register) if own else [], strict=True):
            reasons[s.article, s.index] = resolution.reason
            if resolution.referent is not None:
                meant[s.article, s.index] = resolution.referent
                voices.hear(resolution.referent, article)
    speakers = voices.speakers()
    mentions = []
    for s in statements:
        referent = meant.get((s.article, s.index))
        speaker = speakers[id(referent)].id if referent is not None else ""
        mentions.append(Mention(s.id, speaker, reasons.get((s.article, s.index), "its article is missing")))
    known = facts((speakers[key].id, referent, article) for key, (referent, article) in voices.heard.items())
    return Voices(tuple(sorted(set(speakers.values()), key=lambda speaker: speaker.id)), tuple(mentions), known)


class _Gathering:
    """The referents of all articles, heard one after the other and joined at the end."""

    def __init__(self, register: Register, aliases: Aliases) -> None:
        self._register = register
        self._canonical = _canonical(aliases)
        self.heard: dict[int, tuple[Referent, Article]] = {}
        self._profiles: dict[object, Profile] = {}
        self._expanded: dict[str, set[str]] = {}

    def hear(self, referent: Referent, article: Article) -> None:
        """Note somebody who speaks in an article."""
        if id(referent) in self.heard:
            return
        self.heard[id(referent)] = (referent, article)
        if referent.kind == "organisation":
            for form in referent.forms:
                for short in acronyms(form) & set(referent.forms) - {form}:
                    self._expanded.setdefault(short, set()).add(bare(referent.name))

    def speakers(self) -> dict[int, Speaker]:
        """The speaker that each referent heard is, by the id of the referent."""
        profile_of: dict[int, Profile] = {}
        for key, (referent, article) in self.heard.items():
            profile = profile_of[key] = self._profile(referent, article)
            profile.add(referent.name, [referent.kind], referent.forms, referent.roles, referent.party)
        distinct = Distinct()
        made = {id(profile): profile.speaker(*distinct.give(profile.name)) for profile in dict.fromkeys(profile_of.values())}
        return {key: made[id(profile)] for key, profile in profile_of.items()}

    def _profile(self, referent: Referent, article: Article) -> Profile:
        """The profile of a referent, by what it is recognised by in other articles too."""
        entry = self._entry(referent, article)
        forms = [referent.name, *sorted(referent.forms), *sorted(entry.forms if entry else ())]
        canonical = next((self._canonical[fold(form)] for form in forms if fold(form) in self._canonical), "")
        given = canonical
        key: object = ("alias", canonical)
        if canonical:
            pass
        elif referent.members:
            members = [self._profile(member, article) for member in referent.members]
            key, given = ("members", frozenset(map(id, members))), listed([member.name for member in members])
        elif referent.owner is not None:
            owner = self._profile(referent.owner, article)
            key, given = ("body", id(owner), referent.label.split()[-1]), referent.label
        elif entry is not None:
            key, given = ("entry", id(entry)), entry.name
        elif referent.kind == "person" or (referent.kind != "unnamed" and any(c.isupper() for c in referent.name)):
            full = self._expanded.get(referent.name.replace(".", ""), set())
            key = (referent.kind == "group", min(full) if len(full) == 1 else bare(referent.name))
        else:
            key = ("only here", id(referent))
        profile = self._profiles.setdefault(key, Profile(given))
        profile.label = profile.label or referent.name
        if entry is not None:
            profile.kinds["person"] += 1
        return profile

    def _entry(self, referent: Referent, article: Article) -> Entry | None:
        if referent.kind == "person":
            return self._register.entry(referent)
        if referent.kind == "unnamed" and referent.definite:
            return self._register.holder(referent.traits, article.date)
        return None
