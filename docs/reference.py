"""Make `reference.md`: the functions and classes that one calls, in the words of their docstrings.

    python docs/reference.py

A test holds the page against the code, so run this after a docstring has changed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
ROOMS = {
    "A study": ("study", "records", "issue", "columns", "tables"),
    "Reading": ("articles", "furniture", "metadata"),
    "Who said what, and who is who": ("attribution", "cues", "speakers", "facts", "passages"),
    "Where they stand, and in what tone": ("stance", "positions", "occlusion", "change", "tone", "sentiment"),
    "Words": ("terms", "keywords", "keyness"),
    "Outlets": ("sources", "events", "resampling"),
    "Your own labels": ("annotation", "agreement", "adaptation"),
    "Figures and the page": ("figures", "sides", "contrasts", "page"),
    "Commands": ("report", "contents", "batch", "results"),
}
_HEAD = """# Reference

The functions and classes that one calls, in the words of their docstrings; made by `python docs/reference.py`. What each column
of a table means is in the data dictionary: `analysis.columns.dictionary()`, or `tables/columns.csv` of any report. To begin with,
[how it works](how-it-works.md).
"""
_DOCTEST = re.compile(r"(?:^>>> .*\n(?:(?!\s*$).+\n)*)+", re.MULTILINE)


def reference() -> str:
    """The whole page."""
    parts = [_HEAD]
    for room, modules in ROOMS.items():
        parts.append(f"## {room}\n")
        for name in modules:
            tree = ast.parse((HERE.parent / "analysis" / f"{name}.py").read_text(encoding="utf-8"))
            parts += [f"### analysis.{name}\n", prose(tree), *members(tree)]
    return "\n".join(part for part in parts if part).rstrip() + "\n"


def members(tree: ast.Module | ast.ClassDef, of: str = "") -> Iterator[str]:
    """What is public in a module or a class and has a docstring: its signature, then its words."""
    for node in tree.body:
        if not isinstance(node, ast.ClassDef | ast.FunctionDef) or node.name.startswith("_") or not ast.get_docstring(node):
            continue
        if isinstance(node, ast.ClassDef):
            fields = [f"    {ast.unparse(n)}\n" for n in node.body if isinstance(n, ast.AnnAssign) and not ast.unparse(n).startswith("_")]
            yield f"```py\nclass {node.name}\n{''.join(fields)}```\n\n{prose(node)}"
            yield from members(node, f"{node.name}.")
        else:
            column = any(isinstance(d, ast.Name) and d.id in ("property", "cached_property") for d in node.decorator_list)
            yield f"```py\n{of}{node.name}{'' if column else signature(node)}\n```\n\n{prose(node)}"


def signature(node: ast.FunctionDef) -> str:
    """The parameters and what comes back, as they are written in the code."""
    args = node.args
    for own in (args.posonlyargs, args.args):
        if own and own[0].arg in ("self", "cls"):
            del own[0]
    back = f" -> {ast.unparse(node.returns)}" if node.returns is not None else ""
    line = f"({ast.unparse(args)}){back}"
    if len(line) <= 100:
        return line
    return "(\n    " + re.sub(r", (?=\*|\w+:)", ",\n    ", ast.unparse(args)) + f",\n){back}"


def prose(node: ast.Module | ast.ClassDef | ast.FunctionDef) -> str:
    """A docstring as Markdown: what is a doctest, or stands indented, is code."""
    text = (ast.get_docstring(node) or "") + "\n"
    return _DOCTEST.sub(lambda found: f"```pycon\n{found[0]}```\n", text)


if __name__ == "__main__":
    (HERE / "reference.md").write_text(reference(), encoding="utf-8")
