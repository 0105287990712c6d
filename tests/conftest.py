"""Options of the whole test run."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# Before numpy is loaded: the workers of pytest share the cores, and threads of BLAS would only wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# No test here is about time. Continuous integration tries the same examples each time; a person, new ones.
settings.register_profile("person", deadline=None)
settings.register_profile("integration", deadline=None, derandomize=True)
settings.load_profile("integration" if os.environ.get("CI") else "person")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept", action="store_true", help="write the golden files again; read the difference before committing"
    )
    parser.addoption(
        "--in-browser", choices=("chromium", "firefox"), default="chromium", help="the browser of tests/browser"
    )
