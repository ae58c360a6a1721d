import os
from pathlib import Path

import pytest

from analysis.study import Study

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def seeds() -> Study:
    """The study of the five seed articles."""
    os.chdir(ROOT)
    return Study.of("seeds")
