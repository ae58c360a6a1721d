"""How far two independent readings of the same articles agree on stance: the ceiling of any model that learns from them.

    python benchmarks/labels.py training/labels/stance.jsonl.gz

LABELS holds one article a line: `attributions`, `propositions` (`key`, `intervention`), `labels` and, where it was read
twice, `second` (proposition key → side → indices of attributions; every index not listed is unrelated), `bad` (indices of
garbled attributions). The second reader had the first one's propositions, not the labels. Prints Krippendorff's alpha and
F1 of the one reading against the other, with four labels and with the three that a model tells (neutral and unrelated as
one), each with a 95% interval from drawing articles.
"""

from __future__ import annotations

import argparse
import gzip
import json
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.agreement import SIDES, agree, confusion
from analysis.stance import LABELS


def labels_of(row: dict[str, Any], reading: str) -> list[tuple[str, str, str, str, bool, bool]]:
    """One row per attribution and proposition: article, statement, proposition, label, on intervention, garbled."""
    given = {(key, i): side for key, sides in row[reading].items() for side, indices in sides.items() for i in indices}
    bad = set(row.get("bad", ()))
    return [
        (row["id"], f"{row['id']}-{i}", p["key"], given.get((p["key"], i), "unrelated"), bool(p["intervention"]), i in bad)
        for p in row["propositions"]
        for i in range(len(row["attributions"]))
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", type=Path)
    args = parser.parse_args()
    if not args.labels.is_file():
        parser.exit(0, f"skipped: {args.labels} is not there\n")
    with gzip.open(args.labels, "rt", encoding="utf-8") as lines:
        twice = [row for row in map(json.loads, lines) if row.get("second")]
    if not twice:
        parser.exit(0, "skipped: no article was read twice\n")
    columns = ["article", "statement", "proposition", "label", "intervention", "bad"]
    first, second = (pd.DataFrame([x for row in twice for x in labels_of(row, r)], columns=columns) for r in ("labels", "second"))
    print(f"{len(twice)} articles read twice, {first['statement'].nunique()} statements, {len(first)} labels of each reading")
    kinds = {"all": first.index >= 0, "without garbled ones": ~first["bad"], "on intervention": first["intervention"]}
    for name, rows in kinds.items():
        print(f"\n{name}: {int(rows.sum())} labels")
        for known in (LABELS, SIDES):
            found = agree(first[rows], second[rows], known)
            print(f"  {len(known)} labels")
            for r in found[found["proposition"] == ""].itertuples():
                print(f"    {r.measure:13} {r.value:.3f}  ({r.low:.3f} to {r.high:.3f})")
    print("\nfirst reading (rows) and second (columns)")
    print(confusion(first, second, LABELS).to_string(index=False))


if __name__ == "__main__":
    main()
