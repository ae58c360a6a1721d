import os
from pathlib import Path

import pytest
from hypothesis import settings

from analysis.study import Study

settings.register_profile("steady", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("steady")

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def seeds() -> Study:
    """The study of the five seed articles."""
    os.chdir(ROOT)
    return Study.of("seeds")
