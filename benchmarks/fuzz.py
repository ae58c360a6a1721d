"""Hostile inputs by the thousand: none may crash or hang a run, reach the page unescaped, or leave the output folder.

    python benchmarks/fuzz.py [--inputs 10000] [--seed 0] [--workers N] [--limit SECONDS] [--keep FOLDER]

Writes a folder of files made to break a reader (the kinds are the functions listed in `KINDS`), runs
`python -m analysis.batch` and then `python -m analysis.report` over it in processes of their own, and checks what came
out: every file is accounted for, nothing was written anywhere else, no markup from an article is markup on the page, and
no cell of a table can be taken for a formula. Prints each check; the exit code is 1 if one failed. The same seed makes
the same inputs.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
MARK = "fuzz-x"  # an element that no page of ours has
PAYLOADS = (
    f"<{MARK} onclick=alert(1)>", f"</script><script>{MARK}()</script>", f"\"><img src=x onerror={MARK}()>", f"<svg/onload={MARK}()>",
    f"]]><{MARK}>", f"--><{MARK}>", f"</style><{MARK}>", f"javascript:{MARK}()", f"{{{{{MARK}}}}}{{% raw %}}", f"&lt;{MARK}&gt;",
    "=cmd|' /C calc'!A0", "@SUM(1+1)*cmd|' /C calc'!A0", "+1+cmd", "-2+3+cmd", "\t=1+1", "\r=1+1", "＝1+1",
    "../../../../etc/passwd", "..\\..\\boot.ini", "/etc/passwd", "%2e%2e%2f", "con", "\u202eevil\u202c", "\u0000nul", "𝓝ame\ud83d"[:-1],
)  # fmt: skip
WORDS = (
    "the senator said that troops must not go there and the president told reporters she would never agree to it because war "
    "is no way to peace while officials in the city asked for help from their neighbours who have been silent about this"
).split()
NAMES = ("Ann Lee", "President Claudia Sheinbaum", "Sen. O’Brien", "the U.N.", "“Bob” Ray", "lawmakers", "Ærø Ñandú", "شيرين", "李小龍")
MARKS = "\"\"''“”‘’„‟«»‹›`´＂—–-…()[]{}"
ODD = (
    "\u200b\u200e\u200f\u202a\u202b\u202d\u202e\u2066\u2069\ufeff\u00ad\u0301\u0336"
    "\x00\x01\x07\x08\x0b\x0c\x1b\x7f\x85\u2028\u2029\ufffd\uffff🤯"
)
File = tuple[str, bytes]  # its ending and its content


def prose(draw: random.Random, sentences: int = 4) -> str:
    """A text that passes for English, with statements in it, some of which name a payload."""
    found = []
    for _ in range(sentences):
        words = " ".join(draw.choices(WORDS, k=draw.randrange(4, 16)))
        who = draw.choice(NAMES) if draw.random() < 0.7 else draw.choice(PAYLOADS)
        found.append(draw.choice((f"“{words},” said {who}.", f"{who} said that {words}.", f"{words.capitalize()}.")))
    return draw.choice((" ", "\n\n")).join(found)


def random_bytes(draw: random.Random) -> File:
    return draw.choice((".txt", ".md", ".html", ".csv", ".jsonl", ".parquet", ".exe", "")), draw.randbytes(draw.randrange(3000))


def broken_text(draw: random.Random) -> File:
    text = bytearray(prose(draw).encode())
    for _ in range(draw.randrange(1, 20)):
        text[draw.randrange(len(text))] = draw.randrange(128, 256)
    return ".txt", draw.choice((b"", b"\xff\xfe", b"\xef\xbb\xbf")) + bytes(text)


def nested(draw: random.Random) -> File:
    tag, depth = draw.choice(("div", "p", "b", "table", "ul><li", "svg", "q")), draw.choice((50, 300, 2000, 2000, 50_000))
    return ".html", f"<html><title>{draw.choice(PAYLOADS)}</title>{f'<{tag}>' * depth}{prose(draw)}".encode("utf-8", "replace")


def nested_json(draw: random.Random) -> File:
    depth = draw.choice((10, 900, 100_000))
    return ".jsonl", ('{"text": ' + draw.choice(("[", '{"a":')) * depth + "\n" + json.dumps({"text": prose(draw)}) + "\n").encode()


def long_line(draw: random.Random) -> File:
    size = draw.choice((20_000, 60_000, 60_000, 1_500_000))
    piece = draw.choice((" ".join(WORDS) + " ", "a", "“", "said ", "(", "A. ", "Ann Lee ", "<", "&", "a-", "\u0301", "NAME: yes "))
    ending = draw.choice((".txt", ".html", ".md", ".csv"))
    return ending, ("text\n" * (ending == ".csv") + prose(draw) + " " + piece * (size // len(piece))).encode()


def marks_only(draw: random.Random) -> File:
    return ".txt", "".join(draw.choices(MARKS + " \n", k=draw.randrange(1, 3000))).encode()


def odd_characters(draw: random.Random) -> File:
    text = [c + (draw.choice(ODD) if draw.random() < 0.2 else "") for c in prose(draw)]
    return draw.choice((".txt", ".html", ".md")), "".join(text).encode("utf-8", "surrogatepass")


def unbalanced(draw: random.Random) -> File:
    text = [c + (draw.choice(MARKS) if draw.random() < 0.08 else "") for c in prose(draw, 8)]
    return ".txt", "".join(text).encode("utf-8", "replace")


def front_matter(draw: random.Random) -> File:
    bomb = "a0: &a0 [lol]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, draw.choice((3, 12))))
    head = draw.choice((
        bomb + "title: *a2\nsource: *a1\n", f"title: {'x' * 300_000}\n", f"title: {json.dumps(draw.choice(PAYLOADS))}\ndate: 0000-99-99\n",
        "? [" * 300 + "\n", "title: !!python/object/apply:os.system ['touch /tmp/fuzzed']\n", "- " * 5000, "date: 9999999999-01-01\n",
        "".join(f"k{n}: {n}\n" for n in range(20_000)), "title: |\n" + "  line\n" * 5000,
        "date: 0001-01-01\ntitle: 1\nauthor: [1, {a: b}]\n",
    ))  # fmt: skip
    return draw.choice((".txt", ".md")), f"---\n{head}---\n{prose(draw)}".encode("utf-8", "replace")


def formulas(draw: random.Random) -> File:
    cells = [[draw.choice(PAYLOADS) for _ in range(4)] + [prose(draw)] for _ in range(3)]
    lines = ["id,source,title,author,text"] + [",".join('"' + c.replace('"', '""') + '"' for c in row) for row in cells]
    return ".csv", draw.choice(("\n", "\r\n")).join(lines[: draw.randrange(1, 5)]).encode("utf-8", "replace")


def broken_table(draw: random.Random) -> File:
    text = "text,title\n" + "\n".join('"' * draw.randrange(4) + prose(draw) + '",' * draw.randrange(3) for _ in range(4))
    return draw.choice((".csv", ".jsonl")), text.encode("utf-8", "replace")


def odd_rows(draw: random.Random) -> File:
    rows = [
        {"text": draw.choice((prose(draw), 17, None, True, [prose(draw), 3], {"a": 1}, "", " \u200b", [[]], "NaN")),
         "title": draw.choice((draw.choice(PAYLOADS), 3, None, ["a"])), "date": draw.choice(("2025-13-45", -1, 1e308, "now", None, [1])),
         "url": draw.choice((draw.choice(PAYLOADS), "http://[", "data:text/html,<b>", "https://a.example/" + "b" * 5000)),
         draw.choice(("id", "source", "ID", "path", "")): draw.choice((draw.choice(PAYLOADS), 1, None))}
        for _ in range(draw.randrange(1, 4))
    ]  # fmt: skip
    return ".jsonl", "\n".join(json.dumps(row) for row in rows).encode()


def parquet(draw: random.Random) -> File:
    import io

    import pyarrow as pa
    import pyarrow.parquet as pq

    table = draw.choice((
        pa.table({"text": [prose(draw).encode("utf-8", "replace").decode(), None], "title": [PAYLOADS[0], PAYLOADS[1]]}),
        pa.table({"text": pa.array([b"\xff\xfe", b"said"])}), pa.table({"text": [1.5, float("nan")]}), pa.table({"body": [{"a": 1}]}),
        pa.table({"other": [1]}), pa.table({"text": pa.array([], pa.string())}),
    ))  # fmt: skip
    target = io.BytesIO()
    pq.write_table(table, target)
    data = target.getvalue()
    return ".parquet", data if draw.random() < 0.5 else data[: draw.randrange(len(data))]


def page(draw: random.Random) -> File:
    a, b, c = draw.choices(PAYLOADS, k=3)
    return ".html", (
        f"<!doctype html><title>{a}</title><meta name=author content='{b}'><meta property=og:title content=\"{c}\">"
        f"<script type=application/ld+json>{{\"@type\": \"NewsArticle\", \"headline\": {json.dumps(b)}, \"author\": [[[]]]}}</script>"
        f"<h1>{a}</h1><p>{prose(draw)}</p><p onclick={MARK}()>{prose(draw)}</p><!-- {c} --><style>{c}</style>"
        f"&#x{draw.randrange(1 << 24):x};"
    ).encode("utf-8", "replace")


def transcript(draw: random.Random) -> File:
    lines = [f"{draw.choice(NAMES).upper()}: {' '.join(draw.choices(WORDS, k=8))}." for _ in range(draw.choice((3, 60)))]
    return ".txt", "\n".join(lines).encode()


def many_names(draw: random.Random) -> File:
    names = [f"{draw.choice('ABCDEFG')}{draw.choice('aeiou')}nn {draw.choice('KLMNOP')}{draw.choice('aeiou')}rr" for _ in range(400)]
    return ".txt", ("Those are " + ", ".join(names) + f". {prose(draw)} He said so. She said no.").encode("utf-8", "replace")


def nothing(draw: random.Random) -> File:
    data = draw.choice((b"", b" \n\t", b"\x00" * 50, b"\xef\xbb\xbf", b"---\n---"))
    return draw.choice((".txt", ".html", ".csv", ".jsonl", ".md", ".parquet")), data


def provenance(draw: random.Random) -> File:
    files = ("../../x.txt", "/etc/passwd", "a\0b", ".", "")
    rows = [f"{draw.choice(files)},{draw.choice(NAMES)}" for _ in range(3)]
    return "/articles.csv", ("file,source\n" + "\n".join(rows)).encode()


KINDS: tuple[Callable[[random.Random], File], ...] = (
    random_bytes, broken_text, nested, nested_json, long_line, marks_only, odd_characters, unbalanced, front_matter, formulas,
    broken_table, odd_rows, parquet, page, transcript, many_names, nothing, provenance,
)  # fmt: skip


def write(folder: Path, inputs: int, seed: int = 0) -> int:
    """Write so many hostile files, and a few good articles among them; returns the number of those that are not hidden."""
    for n in range(inputs):
        draw = random.Random(f"{seed}-{n}")
        kind = KINDS[n % len(KINDS)]
        ending, data = kind(draw)
        name = draw.choice((f"{n}", f"{n}_..", f"..{n}", f"{n} =1+1", f"{n}_<b>", f"{n}_\u202e", f"{n}_é", f"-{n}", f"{n}_{'x' * 150}"))
        path = folder / f"{n % 50:02}" / (name + ending)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    for n in range(max(inputs // 100, 2)):
        draw = random.Random(f"good-{seed}-{n}")
        text = f"Ann Lee said the troops must leave in {n} days. “We reject any invasion,” the senator told reporters on Monday."
        (folder / f"good{n}.txt").write_text(text + "\n\n" + " ".join(draw.choices(WORDS, k=60)) + ".", encoding="utf-8")
    with suppress(OSError):
        (folder / "out.txt").symlink_to("/etc/passwd")
        (folder / "loop").symlink_to(folder)
        os.mkfifo(folder / "pipe.txt")
    return sum(not name.startswith(".") for _, _, names in os.walk(folder) for name in names)


def faults(out: Path, page: Path, files: int) -> Iterator[str]:
    """What is wrong with the results and the page of a run over so many files."""
    import pyarrow.dataset as dataset
    from bs4 import BeautifulSoup

    known = {
        re.sub(r":\d+$", "", path)
        for name in ("articles", "skipped")
        for path in dataset.dataset(sorted((out / name).glob("*.parquet"))).to_table(columns=["path"])["path"].to_pylist()
    }
    if len(known) < 0.99 * files:  # a provenance file that describes nothing is not listed
        yield f"{files} files, but only {len(known)} are listed as read or skipped"
    soup = BeautifulSoup((page / "report.html").read_text(encoding="utf-8"), "lxml")
    for element in soup.find_all(True):
        if element.name == MARK or (element.name == "script" and (element.string or "").lstrip().startswith(MARK)):
            yield f"markup of an article on the page: {str(element)[:100]}"
        for attribute, value in element.attrs.items():
            runs = attribute in ("href", "src") and str(value).strip().lower().startswith(("javascript:", "data:text"))
            if attribute.startswith("on") or runs:
                yield f"an attribute that acts on the page: {attribute}={str(value)[:100]}"
    for table in sorted((page / "tables").glob("*.csv")):
        csv.field_size_limit(1 << 30)
        with table.open(encoding="utf-8", newline="") as lines:
            for row in csv.reader(lines):
                for cell in row:
                    if re.match(r"[=+\-@\t\r＝＋－＠]", cell) and not re.fullmatch(r"-?\d[\d.e+-]*|-?inf|-?nan", cell):
                        yield f"{table.name}: a cell that a spreadsheet runs: {cell[:60]!r}"


def tree(folder: Path, *without: Path) -> dict[str, tuple[int, int]]:
    """Every path below a folder with size and time of change, but for those below some folders."""
    return {
        str(path): (path.lstat().st_size, path.lstat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if not any(path == other or other in path.parents for other in without) and not path.is_dir()
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=10_000, help="hostile files (10000)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", default=str(os.cpu_count() or 1), help="processes (one for each core)")
    parser.add_argument("--limit", type=float, default=7200, help="seconds after which a run counts as hung (7200)")
    parser.add_argument("--keep", type=Path, help="an empty folder in which inputs and outputs stay")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return check(options, options.keep or Path(folder))


def check(options: argparse.Namespace, place: Path) -> int:
    """Write, run, look; returns the exit code."""
    place = place.resolve()
    source, out, page = place / "in", place / "out", place / "page"
    source.mkdir(parents=True)
    files = write(source, options.inputs, options.seed)
    (place / "etc").mkdir()
    (place / "home").mkdir()
    (place / "etc" / "passwd").write_text("untouched")
    before = tree(place, out, page, place / "home")
    wrong: list[str] = []
    home = place / "home"  # where libraries keep what is theirs: matplotlib a list of fonts, onnxruntime a number of its own
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(home)}
    for name, command in (
        ("analysis.batch", [str(source), str(out), "--workers", options.workers]),
        ("analysis.report", [str(out), "--out", str(page), "--quiet"]),
    ):
        start = time.perf_counter()
        try:
            done = subprocess.run(
                [sys.executable, "-m", name, *command], cwd=place, env=environment, capture_output=True, text=True, timeout=options.limit,
                check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            wrong.append(f"{name} hangs: no end after {options.limit:.0f} s")
            break
        print(f"{name}: exit code {done.returncode} after {time.perf_counter() - start:.0f} s. {done.stdout.strip()}", flush=True)
        if done.returncode:
            wrong.append(f"{name} ended with {done.returncode}: {done.stderr.strip()[-2000:]}")
            break
    else:
        wrong += faults(out, page, files)
    if tree(place, out, page, place / "home") != before:
        wrong.append("files outside the output folders were changed")
    for fault in wrong[:50]:
        print(f"FAULT {fault}")
    print(f"{files} files, {len(wrong)} faults")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
