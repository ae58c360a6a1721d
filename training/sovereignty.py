"""Composed sentences on foreign force, in four matters: intervention, training by invitation, cooperation, a lasting presence.

What stands near each other in the news stands for different sides: whoever calls sovereignty sacred is against intervention,
whoever asks the senate to let instructors in is for training and says nothing of intervention, whoever would help a neighbour
without soldiers is for cooperation alone, whoever laments a withdrawal is for the presence. Each sentence is asked about the
matters that its entry in `labels/sovereignty.toml` names.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
from composed import FIRST, Composed, joined, person, pick

from analysis.stance import LABELS

SENTENCES = tomllib.loads((Path(__file__).parent / "labels" / "sovereignty.toml").read_text(encoding="utf-8"))["sentences"]
STATES = (  # a name, and what belongs to it; Mexico and Venezuela are left out, since the seed articles are about them
    "Peru Peruvian|Ecuador Ecuadorian|Honduras Honduran|Kenya Kenyan|Mali Malian|Georgia Georgian|Panama Panamanian|Chad Chadian"
    "|Haiti Haitian|Guatemala Guatemalan|Lebanon Lebanese|Nepal Nepalese|Serbia Serbian|Bolivia Bolivian|Ghana Ghanaian"
    "|Moldova Moldovan|Gabon Gabonese|Jordan Jordanian|Tunisia Tunisian|Paraguay Paraguayan"
)
POWERS = (
    "the United States American|France French|Russia Russian|China Chinese|Turkey Turkish|Britain British|Brazil Brazilian|India Indian"
)
ASKED = {  # wordings for each matter, and contrary ones
    "intervention": (
        "foreign military intervention|foreign military intervention in {c}|{a} military intervention in {c}"
        "|the use of foreign force in {c}|outside military involvement in {c}",
        "non-intervention in {c}|keeping foreign armies out of {c}|opposition to foreign military intervention",
    ),
    "training": (
        "the entry of foreign troops for joint training|{a} instructors for the {d} army|military training with {A}",
        "keeping foreign instructors out|no military training with {A}",
    ),
    "cooperation": (
        "security cooperation with {A}|security cooperation between {c} and {A}|working with {A} on security",
        "ending cooperation with {A}|distance from {A} in matters of security",
    ),
    "presence": (
        "{a} troop presence in {c}|keeping {a} soldiers in {c}|the {a} military mission in {c}|{a} troops in {c}",
        "a withdrawal of {a} troops from {c}|bringing the {a} soldiers home|the {a} pullout from {c}",
    ),
}
OPPOSITE = {"support": "oppose", "oppose": "support"}
OPENINGS = (
    "{c} and {A} at odds. |{c} debates foreign troops. |{A} talks of {c} again. |Crisis in {c}: what next? |The week in {c}. "
    "|{d} parliament goes on reviewing a request to admit {a} soldiers for joint training, put off after a raid abroad. "
    "|{c} may admit trainers of the {a} army. |{d} deputies postpone vote on {a} instructors. "
)
ROLES = "Senator |President |Foreign Minister |Deputy |General |opposition leader |Interior Minister |Governor |"
GROUPS = (
    "Deputies from the Union and Renewal parties|Senators of the ruling bloc|Lawmakers from PSD, UDM and the Greens"
    "|Three opposition parties|The party's deputies|Members of the {d} senate|Governors of the north"
)


def compose_on_force(rng: np.random.Generator) -> tuple[Composed, list[tuple[str, int]]]:
    """A composed text, and what is asked about it: propositions, each with its label (a place in `LABELS`)."""
    side = pick("support|oppose|", rng)
    entries = [e for e in SENTENCES if side in ("", e.get("intervention", e.get("presence")))]
    return sentence_of(entries[rng.integers(len(entries))], rng)


def sentence_of(entry: dict, rng: np.random.Generator) -> tuple[Composed, list[tuple[str, int]]]:
    """A sentence of an entry of the table, and what is asked about it."""
    c, d = pick(STATES, rng).rsplit(" ", 1)
    power, a = pick(POWERS, rng).rsplit(" ", 1)

    def fill(text: str) -> str:
        return text.format(c=c, d=d, A=power, a=a)

    cue, content = (fill(entry[part][rng.integers(len(entry[part]))]) for part in ("cues", "contents"))
    name = fill(pick(GROUPS, rng)) if rng.random() < 0.15 else person(rng)
    role = pick(ROLES, rng) if name.split()[0] in FIRST else ""
    parts = {"source": role + name, "cue": cue, "content": content}
    order = ("source", "cue", "content")
    if content.startswith("“"):
        first = rng.random() < 0.5
        order = ("content", "source", "cue") if first else order
        parts["content"] = content.replace("”", ",”" if first else ".”")
    found = joined(parts, order, name, fill(pick(OPENINGS, rng)), rng)
    asked = []
    for matter, (wordings, contrary) in ASKED.items():
        if side := entry.get(matter):
            asked.append((fill(pick(wordings, rng)), LABELS.index(side)))
            if side in OPPOSITE and rng.random() < 0.5:
                asked.append((fill(pick(contrary, rng)), LABELS.index(OPPOSITE[side])))
    return found, asked
