"""Learn from news articles which of *he* and *she* they use for public persons, and what they call them in which year.

    python training/persons.py ARTICLES.parquet|ARTICLES.jsonl ... [--every N] [--out PERSONS.json]

ARTICLES   news articles with columns or keys id, text, date
N          take one in so many (default 1)
PERSONS    where the table goes (default: analysis/models/persons.json)

A person is one whom several articles name in full. Counted is in how many articles the pronouns and titles that can mean
nobody else are he's and she's, and in how many articles of each year a role is given. Nothing is read off a name.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date as Date
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from analysis import register as module
from analysis.mentions import read
from analysis.names import parse
from analysis.referents import Cast, Referent
from analysis.register import Entry, Register
from analysis.roles import NATIONS, OFFICES, OFFICIAL, PARTY_WORDS, STATES, normal
from analysis.vocabulary import PERSONS

OUT = Path(module.__file__).parent / "models" / "persons.json"
ARTICLES = 5  # that must name a person in full
ROLE = 3  # articles of a year that must give a role, and the share of the year's that must
SHARE = 0.05
LONGEST = 4  # words of a name
LONG = 6000  # characters read of an article
ROLES = {normal(word) for word in PERSONS} - {"man", "woman"} | {"former", "presidential"}
ROLES |= OFFICES | OFFICIAL | PARTY_WORDS | STATES | NATIONS


def articles(paths: list[Path], every: int) -> Iterator[tuple[str, Date | None]]:
    for path in paths:
        rows = pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_json(path, lines=True, dtype={"date": str})
        for row in rows.iloc[::every].itertuples():
            try:
                day = Date.fromisoformat(str(row.date)[:10])
            except ValueError:
                day = None
            yield row.text[:LONG], day


def is_name(text: str) -> bool:
    """Whether a name is no run of words that a page's furniture glued together: "Mitt Romney Willard Mitt RomneyFederal"."""
    parts = parse(text).parts
    return len(parts) <= LONGEST and len(set(parts)) == len(parts) and not re.search("[a-z]{3}[A-Z]", text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path, nargs="+")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    casts: list[tuple[list[Referent], Date | None]] = []

    def gather() -> Iterator[tuple[Cast, Date | None]]:
        for text, day in tqdm(articles(args.articles, args.every), disable=None):
            cast = Cast(read(text))
            casts.append((cast.persons, day))
            yield cast, day

    register = Register(gather(), known={})
    called: dict[Entry, Counter[str]] = defaultdict(Counter)
    years: dict[Entry, Counter[int]] = defaultdict(Counter)
    roles: dict[Entry, dict[int, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for persons, day in casts:
        for person in persons:
            entry = register.entry(person) if any(name.full for name in person.names) else None
            if entry is None:
                continue
            he, she = person.gender
            if abs(he - she) >= 1:
                called[entry]["she" if she > he else "he"] += 1
            if day is not None:
                years[entry][day.year] += 1
                roles[entry][day.year].update(person.traits & ROLES)
    table = {}
    for entry in register.entries:
        if entry.articles >= ARTICLES and is_name(entry.name):
            kept = {
                str(year): sorted(r for r, n in found.items() if n >= max(ROLE, SHARE * years[entry][year]))
                for year, found in sorted(roles[entry].items())
            }
            table[entry.name] = {
                "articles": entry.articles, "he": called[entry]["he"], "she": called[entry]["she"],
                "roles": {year: found for year, found in kept.items() if found},
            }  # fmt: skip
    lines = ",\n".join(f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(table[name])}" for name in sorted(table))
    args.out.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")
    print(f"{len(table)} persons, {sum(bool(p['he'] or p['she']) for p in table.values())} with he or she")


if __name__ == "__main__":
    main()
