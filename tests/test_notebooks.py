"""The notebooks run from top to bottom, and stand in the repository with outputs and without what changes at each run.

Run as a program (`python tests/test_notebooks.py`) this executes them in place.
"""

from __future__ import annotations

import ast
import copy
import shutil
from pathlib import Path
from typing import Any

import pytest

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
WIDGET = "application/vnd.jupyter.widget-view+json"

notebooks = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


def executed(path: Path) -> Any:
    """The notebook as it is after a run in its own folder, cleaned. Raises for an error, in a widget too."""
    notebook = read(path)
    where = {"metadata": {"path": str(path.parent)}}
    client = nbclient.NotebookClient(notebook, kernel_name="python3", timeout=600, record_timing=False, resources=where)
    client.execute()
    for widget in client.widget_state.values():
        assert not [output for output in widget.get("outputs", ()) if output["output_type"] == "error"], widget
    return cleaned(notebook)


def cleaned(notebook: Any) -> Any:
    """The notebook without counts, time stamps, the version of Python, and widgets, which are nothing without a kernel."""
    notebook = copy.deepcopy(notebook)
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({})
        if cell.cell_type == "code":
            cell.execution_count = None
            cell.outputs = [output for output in cell.outputs if WIDGET not in output.get("data", {})]
            for output in cell.outputs:
                if "execution_count" in output:
                    output.execution_count = None
    return notebook


def code(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def kinds(cell: Any) -> list[tuple[str, ...]]:
    """What sort of outputs a cell has; the text of a run may differ in the last digit between computers."""
    return [(output.output_type, *sorted(output.get("data", {}))) for output in cell.outputs]


def test_they_tell_the_story_in_order() -> None:
    names = [path.stem for path in NOTEBOOKS]
    assert names == ["1_corpus", "2_voices", "3_stance", "4_sources", "5_your_own_study"]


@notebooks
def test_is_clean(path: Path) -> None:
    notebook = read(path)
    nbformat.validate(notebook)
    assert notebook == cleaned(notebook), f"run python tests/test_notebooks.py to clean {path.name}"


@notebooks
def test_has_outputs_and_no_complaints(path: Path) -> None:
    outputs = [output for cell in code(read(path)) for output in cell.outputs]
    assert outputs
    for output in outputs:
        assert output.output_type != "error"
        assert output.get("name") != "stderr", output.get("text")
        assert not {"application/javascript", WIDGET} & set(output.get("data", {}))
        for text in (output.get("text", ""), *output.get("data", {}).values()):
            assert "<script" not in text and str(ROOT) not in text and "/tmp/" not in text


@notebooks
def test_is_short_and_has_no_logic_of_its_own(path: Path) -> None:
    notebook = read(path)
    assert 8 <= len(notebook.cells) <= 14
    for cell in code(notebook):
        source = "\n".join(line for line in cell.source.splitlines() if not line.startswith("%"))
        tree = ast.parse(source)
        logic = ast.FunctionDef | ast.ClassDef | ast.For | ast.While | ast.If | ast.Try | ast.comprehension
        assert not [node for node in ast.walk(tree) if isinstance(node, logic)], cell.source
        assert len(tree.body) <= 8, cell.source


@notebooks
def test_runs(path: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    (tmp_path / "notebooks").mkdir()
    fresh = executed(Path(shutil.copy(path, tmp_path / "notebooks")))
    for now, then in zip(code(fresh), code(read(path)), strict=True):
        assert kinds(now) == kinds(then), f"run python tests/test_notebooks.py: other outputs of\n{now.source}"


if __name__ == "__main__":
    for path in NOTEBOOKS:
        print(path.relative_to(ROOT), flush=True)
        nbformat.write(executed(path), path)
