"""A hostile input of every kind; `benchmarks/fuzz.py` takes thousands."""

import argparse
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))
import fuzz


def test_the_same_seed_makes_the_same_inputs(tmp_path: Path) -> None:
    for name in ("a", "b"):
        fuzz.write(tmp_path / name, 36, seed=7)
    both = [{p.relative_to(tmp_path / n): p.read_bytes() for p in (tmp_path / n).rglob("*.*") if p.is_file()} for n in ("a", "b")]
    assert both[0] == both[1]


def test_hostile_inputs_break_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = argparse.Namespace(inputs=len(fuzz.KINDS), seed=1, workers="1", limit=600)
    assert fuzz.check(options, tmp_path) == 0, capsys.readouterr().out
