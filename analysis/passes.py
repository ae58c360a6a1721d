"""What a batch run does to one partition: reading, who said what, whom each source means, where each statement stands.

Three passes, because who is who shows in the whole corpus only: between them `analysis.identity` folds the facts of all
partitions. Each pass reads what the one before wrote and writes files of its own; its last file says that it is done.
What an article makes any step raise is noted in `skipped` with the reason, and the other articles go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa

from analysis import identity
from analysis.articles import stream
from analysis.attribution import attribute
from analysis.decoding import shown
from analysis.partitions import article, articles, part, read_rows, rows, said, skipped, statement, table, write
from analysis.records import Article, Corpus, Issue, Mention, Skipped, Speaker, Statement
from analysis.speakers import Voices
from analysis.stance import judge
from analysis.study import Study

_MENTIONS = pa.schema([("article", pa.string()), ("statement", pa.string()), ("voice", pa.int32()), ("reason", pa.string())])
T = TypeVar("T")
_PATIENCE = 20  # files skipped for each article of a partition before it is closed all the same


@dataclass(frozen=True, slots=True)
class Plan:
    """All that the results of a run depend on, but for the texts; and where they are written."""

    source: str
    out: Path
    issue: Issue
    aliases: dict[str, tuple[str, ...]]
    threshold: float
    size: int
    longest: int

    @property
    def steps(self) -> Path:
        """The folder of what is needed only while the run goes on."""
        return self.out / ".steps"


def split(plan: Plan) -> Iterator[int]:
    """Read the articles, and write them in partitions of `plan.size`; yields the number of each that is there."""
    found: list[Article] = []
    left: list[Skipped] = []
    number = 0

    def close() -> int:
        if not part(plan.steps / "read", number).exists():
            write(skipped(left), part(plan.steps / "unread", number))
            write(articles(found), part(plan.steps / "read", number))
        found.clear()
        left.clear()
        return number

    for item in stream(plan.source):
        if isinstance(item, Skipped):
            left.append(item)
        elif len(item.text) > plan.longest:
            left.append(Skipped(item.path, f"{len(item.text):,} characters are more than an article ({plan.longest:,}) has"))
        else:
            found.append(item)
        if len(found) == plan.size or len(left) == _PATIENCE * plan.size:
            yield close()
            number += 1
    if found or left:
        yield close()


def attributed(plan: Plan, number: int) -> None:
    """The first pass: the statements of each article, and whom it names in full."""
    spoken: list[Statement] = []
    failed: dict[str, str] = {}

    def one(item: Article) -> pa.Table:
        spoken.extend(attribute(item, plan.threshold))
        return identity.persons([item])

    facts = _each(_read(plan, number), failed, one)
    write(pa.concat_tables([*facts, identity.PERSONS.empty_table()]), part(plan.steps / "persons", number))
    _fail(plan, "attributed", number, failed)
    write(rows("said", map(said, (s for s in spoken if s.article not in failed))), part(plan.steps / "said", number))


def resolved(plan: Plan, number: int) -> None:
    """The second pass: whom the source of each statement means, with what the corpus shows of everybody."""
    from analysis.coreference import resolve

    spoken = _said(plan, number)
    failed: dict[str, str] = {}
    mentions: list[dict[str, Any]] = []
    with closing(identity.Directory(plan.steps / "register.sqlite")) as register:
        hearing = identity.Hearing(register, plan.aliases)

        def one(item: Article) -> None:
            voices: dict[int, int] = {}
            own = spoken.get(item.id, [])
            found = resolve(item, own, register) if own else []
            for s, resolution in zip(own, found, strict=True):
                voice = None
                if (referent := resolution.referent) is not None:
                    if id(referent) not in voices:
                        voices[id(referent)] = len(voices)
                        hearing.hear(referent, item, len(voices) - 1)
                    voice = voices[id(referent)]
                mentions.append({"article": item.id, "statement": s.id, "voice": voice, "reason": resolution.reason})

        _each(_read(plan, number), failed, one)
        write(hearing.table(), part(plan.steps / "heard", number))
    _fail(plan, "resolved", number, failed)
    write(pa.Table.from_pylist(mentions, _MENTIONS), part(plan.steps / "mentions", number))


def judged(plan: Plan, number: int) -> None:
    """The third pass: where each statement stands and in what tone; writes the tables of the partition."""
    failed = {
        row["path"]: row["reason"]
        for name in ("attributed", "resolved")
        for row in read_rows(part(plan.steps / "failed" / name, number))
    }
    spoken = _said(plan, number)
    named = part(plan.steps / "named", number)
    voices = {(row["article"], row["number"]): row for row in (read_rows(named) if named.exists() else ())}
    speakers = {row["speaker_id"]: Speaker(row["speaker_id"], row["speaker"], row["kind"]) for row in voices.values()}
    mentions: dict[str, list[Mention]] = {}
    for row in read_rows(part(plan.steps / "mentions", number)):
        voice = voices.get((row["article"], row["voice"]))
        mention = Mention(row["statement"], voice["speaker_id"] if voice else "", row["reason"])
        mentions.setdefault(row["article"], []).append(mention)

    def one(item: Article) -> Study:
        own, meant = spoken.get(item.id, []), mentions.get(item.id, [])
        heard = Voices(tuple(speakers[id] for id in sorted({m.speaker for m in meant} - {""})), tuple(meant))
        sides = judge([item], own, heard, plan.issue) if own else []
        return Study(Corpus((item,)), plan.issue, heard, tuple(own), tuple(sides))

    read = _read(plan, number)
    studies = _each([item for item in read if item.id not in failed], failed, one)
    try:
        whole = _joined(studies, plan.issue)
    except Exception:  # of one of them: which?
        whole = _joined(_each(studies, failed, lambda study: _joined([study], plan.issue)), plan.issue)
    paths = {item.id: item.path for item in read}
    left = [Skipped(row["path"], row["reason"]) for row in read_rows(part(plan.steps / "unread", number))]
    left += [Skipped(paths[id], reason) for id, reason in failed.items()]
    texts = articles(whole.corpus.articles).select(["text", "cuts"])
    spans = rows("said", map(said, whole.spoken)).select(["number", "within", "source_spans", "cue_spans", "content_spans"])
    write(skipped(left), part(plan.out / "skipped", number))
    write(table("articles", whole.articles, texts), part(plan.out / "articles", number))
    write(table("statements", whole.statements, spans), part(plan.out / "statements", number))
    write(table("judgements", whole.judgements), part(plan.out / "judgements", number))


def _joined(studies: Sequence[Study], issue: Issue) -> Study:
    """One study of several articles, its tables made."""
    speakers = {s.id: s for study in studies for s in study.voices.speakers}
    study = Study(
        Corpus(tuple(a for s in studies for a in s.corpus.articles)),
        issue,
        Voices(tuple(speakers[id] for id in sorted(speakers)), tuple(m for s in studies for m in s.voices.mentions)),
        tuple(said for s in studies for said in s.spoken),
        tuple(side for s in studies for side in s.judged),
    )
    _ = study.articles, study.statements, study.judgements
    return study


def _each(items: Iterable[Any], failed: dict[str, str], one: Callable[[Any], T]) -> list[T]:
    """What `one` makes of each article (or study of one); where it fails, the reason is put into `failed`."""
    made = []
    for item in items:
        try:
            made.append(one(item))
        except (OSError, MemoryError):  # the machine's fault and not the article's
            raise
        except Exception as error:
            id = item.id if isinstance(item, Article) else item.corpus.articles[0].id
            failed[id] = f"could not be analysed ({type(error).__name__}: {shown(error)[:200]})"
    return made


def _fail(plan: Plan, name: str, number: int, failed: dict[str, str]) -> None:
    write(skipped([Skipped(id, reason) for id, reason in failed.items()]), part(plan.steps / "failed" / name, number))


def _read(plan: Plan, number: int) -> list[Article]:
    return [article(row) for row in read_rows(part(plan.steps / "read", number))]


def _said(plan: Plan, number: int) -> dict[str, list[Statement]]:
    found: dict[str, list[Statement]] = {}
    for row in read_rows(part(plan.steps / "said", number)):
        found.setdefault(row["article"], []).append(statement(row))
    return found


def done(plan: Plan, task: Callable[[Plan, int], None], number: int) -> bool:
    """Whether a pass over a partition was ended before."""
    last = plan.steps / "said" if task is attributed else plan.steps / "mentions" if task is resolved else plan.out / "judgements"
    return part(last, number).exists()
