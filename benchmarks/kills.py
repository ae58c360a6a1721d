"""Kill runs at random moments, let them go on, and compare what they leave with an undisturbed run, byte by byte.

    python benchmarks/kills.py ARTICLES [--kills 20] [--workers 2] [--size 10] [--seed 0]

ARTICLES is anything that `python -m analysis.batch` reads; a few hundred articles will do. Each trial starts in an empty
folder, kills the run's process (SIGKILL) after a random part of the time that an undisturbed run takes, half of the
trials a second time, then lets it end. Prints a line for each; the exit code is 1 unless all results are identical.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path, help="a folder or table of articles")
    parser.add_argument("--kills", type=int, default=20, help="trials (20)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes (one for each core)")
    parser.add_argument("--size", type=int, default=10, help="articles of a partition (10)")
    parser.add_argument("--seed", type=int, default=0, help="of the moments")
    options = parser.parse_args()
    draw = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as place:
        begun = time.perf_counter()
        start(options, Path(place, "calm")).communicate()
        whole = time.perf_counter() - begun
        calm = digests(Path(place, "calm"))
        print(f"undisturbed: {whole:.1f} s, {len(calm)} files", flush=True)
        same = 0
        for trial in range(options.kills):
            out = Path(place, f"trial{trial}")
            moments = [draw.uniform(0, whole) for _ in range(1 + trial % 2)]
            for moment in moments:
                kill(start(options, out), moment)
            left = sum(1 for path in out.rglob("*") if path.is_file())
            running = start(options, out)
            _, wrong = running.communicate()
            identical = digests(out) == calm
            same += identical
            said = "identical" if identical else f"DIFFERENT {wrong.strip()[-500:]}"
            print(f"{trial + 1:3}: killed after {' and '.join(f'{m:.2f}' for m in moments)} s, {left} files there; then {said}", flush=True)
    print(f"{same} of {options.kills} identical")
    return 0 if same == options.kills else 1


def start(options: argparse.Namespace, out: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "analysis.batch", str(options.articles.resolve()), str(out), "--quiet"]
    command += ["--workers", str(options.workers), "--size", str(options.size)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def kill(running: subprocess.Popen[str], moment: float) -> None:
    time.sleep(moment)
    running.send_signal(signal.SIGKILL)
    running.communicate()


def digests(out: Path) -> dict[str, str]:
    """Every file below a folder, with a digest of its bytes."""
    return {str(p.relative_to(out)): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(out.rglob("*")) if p.is_file()}


if __name__ == "__main__":
    sys.exit(main())
