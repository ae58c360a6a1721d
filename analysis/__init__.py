"""Who speaks in the news, what they say, where they stand, and how the outlets differ.

>>> from analysis import Study
>>> study = Study.of("seeds")                                    # doctest: +SKIP
>>> study.positions                                              # doctest: +SKIP

The names below are loaded when first used, so that `import analysis` is quick. The rest is in the modules: `keywords`,
`keyness`, `sources`, `tone`, `figures`, ... (`from analysis import figures`).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.articles import read as read
    from analysis.attribution import attribute as attribute
    from analysis.issue import load as load
    from analysis.keywords import concordance as concordance
    from analysis.records import Article as Article
    from analysis.speakers import identify as identify
    from analysis.speakers import read_aliases as read_aliases
    from analysis.stance import judge as judge
    from analysis.study import Study as Study
    from analysis.tables import write as write

__version__ = "0.1.0"

_HOME = {
    "Article": "records",
    "Study": "study",
    "attribute": "attribution",
    "concordance": "keywords",
    "identify": "speakers",
    "judge": "stance",
    "load": "issue",
    "read": "articles",
    "read_aliases": "speakers",
    "write": "tables",
}
__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'analysis' has no attribute {name!r}")
    return getattr(import_module(f"analysis.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
