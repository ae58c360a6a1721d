"""How well speakers are told apart, and where they stand, from raw text: predictions and their scores in one run.

    python benchmarks/speakers.py BENCH

BENCH holds the corpora as `predict.py` reads them, the labels of speakers and stance, and the scorers that belong to those
(`score_speakers.py`, `score_stance.py`, which say what each figure means). Prints what the scorers print.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from predict import present

PREDICT = Path(__file__).with_name("predict.py")


def run(*command: str | Path) -> None:
    subprocess.run([sys.executable, *map(str, command)], check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", type=Path)
    bench = parser.parse_args().bench
    polnear, force = bench / "polnear", bench / "intervention_dev.jsonl"
    needed = [bench / "score_speakers.py", bench / "score_stance.py", polnear / "dev_speakers.jsonl", polnear / "dev_stance.jsonl", force]
    present(parser, *needed)
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder, "found.jsonl")
        print("who is who, PolNeAR dev", flush=True)
        run(PREDICT, "attribution", polnear / "dev.jsonl", found)
        run(bench / "score_speakers.py", polnear / "dev.jsonl", polnear / "dev_speakers.jsonl", found)
        for articles, labels in ((polnear / "train.jsonl", polnear / "dev_stance.jsonl"), (force, force)):
            print(f"where speakers stand, {labels.name}", flush=True)
            run(PREDICT, "speakers", articles, labels, found)
            run(bench / "score_stance.py", "speakers", labels, found)


if __name__ == "__main__":
    main()
