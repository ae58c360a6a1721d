"""Sentences put together on foreign force, training by invitation, cooperation, and a presence that lasts, which are not the same.

What stands near each other in the news stands for different sides: who calls sovereignty sacred is against intervention, who
asks the senate to let instructors in is for training and says nothing of intervention, who would help a neighbour without
soldiers is for cooperation alone, and who laments a withdrawal is for the presence. Here a sentence is asked about several of these,
with an answer for each.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
from composed import FIRST, LAST

from analysis.stance import LABELS

SENTENCES = tomllib.loads((Path(__file__).parent / "labels" / "sovereignty.toml").read_text(encoding="utf-8"))["sentences"]

STATES = (  # a name, and what belongs to it; the countries of the seed articles are left out
    "Peru Peruvian|Ecuador Ecuadorian|Honduras Honduran|Kenya Kenyan|Mali Malian|Georgia Georgian|Panama Panamanian|Chad Chadian"
    "|Haiti Haitian|Guatemala Guatemalan|Lebanon Lebanese|Nepal Nepalese|Serbia Serbian|Bolivia Bolivian|Ghana Ghanaian"
    "|Moldova Moldovan|Gabon Gabonese|Jordan Jordanian|Tunisia Tunisian|Paraguay Paraguayan"
)
POWERS = (
    "the United States American|France French|Russia Russian|China Chinese|Turkey Turkish|Britain British|Brazil Brazilian|India Indian"
)
ASKED = (
    "foreign military intervention|foreign military intervention in {c}|sending {a} troops into {c}|{a} air strikes in {c}"
    "|an invasion of {c}|{A}'s use of force in {c}|the use of {a} soldiers against gangs in {c}",
    "the entry of foreign troops for joint training"
    "|{a} instructors for the {d} army|joint exercises with {A}|letting {a} soldiers train the army",
    "security cooperation with {A}|intelligence sharing with {A}|working with {A} against organised crime|cooperation with {a} agencies",
    "{a} troop presence in {c}|keeping {a} soldiers in {c}|the {a} military mission in {c}|{a} troops in {c}|{a} bases in {c}",
)
AGAINST = (
    "no foreign soldiers in {c}|non-intervention|keeping {A} out of {c}|respect for {d} sovereignty",
    "keeping foreign instructors out|no joint exercises with {A}|closing the border to foreign troops",
    "ending cooperation with {A}|keeping {a} agencies at a distance|going it alone against crime",
    "a withdrawal of {a} troops from {c}|bringing the {a} soldiers home|the {a} pullout from {c}",
)
MATTERS = ("intervention", "training", "cooperation", "presence")
OPPOSITE = {"support": "oppose", "oppose": "support"}
OPENINGS = "|{c} and {A} at odds. |{c} debates foreign troops. |{A} talks of {c} again. |Crisis in {c}: what next? |The week in {c}. "
ROLES = "Senator |President |Foreign Minister |Deputy |General |opposition leader |Interior Minister |Governor |"
AFTER = (
    "|The session went on until midnight.|{A} did not answer questions.|The army declined to comment.|Both sides will meet again in June."
)


def compose_on_force(rng: np.random.Generator) -> tuple[str, dict[str, tuple[int, int]], str, list[tuple[str, int]]]:
    """A text, its spans (source, cue, content), who speaks, and what is asked about it: propositions, each with its label."""

    def pick(options: str | list[str]) -> str:
        found = options.split("|") if isinstance(options, str) else options
        return found[rng.integers(len(found))]

    c, d = pick(STATES).rsplit(" ", 1)
    A, a = pick(POWERS).rsplit(" ", 1)

    def fill(text: str) -> str:
        return text.format(c=c, d=d, A=A, a=a)

    entry = SENTENCES[rng.integers(len(SENTENCES))]
    name = f"{pick(FIRST)} {pick(LAST)}"
    role, cue, content = pick(ROLES), fill(pick(entry["cues"])), fill(pick(entry["contents"]))
    source = f"{role}{name}"
    quoted = content.startswith("“")
    order = ["content", "source", "cue"] if quoted and rng.random() < 0.5 else ["source", "cue", "content"]
    if quoted:
        content = content.replace("”", ",”" if order[0] == "content" else ".”")
    opening = fill(pick(OPENINGS))
    text, spans = opening, {}
    for part in order:
        words = {"source": source, "cue": cue, "content": content}[part]
        spans[part] = len(text), len(text) + len(words)
        text += words + " "
    end = "" if text.endswith(".” ") else "."
    text = f"{text.strip()}{end} {fill(pick(AFTER))}".strip()
    asked = []
    for matter, positive, negative in zip(MATTERS, ASKED, AGAINST, strict=True):
        if side := entry.get(matter):
            asked.append((fill(pick(positive)), LABELS.index(side)))
            if rng.random() < 0.4:
                asked.append((fill(pick(negative)), LABELS.index(OPPOSITE.get(side, side))))
    return text, spans, name, asked
