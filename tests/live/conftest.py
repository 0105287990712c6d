"""How many models a live test asks R for, and which."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--models", type=int, default=300, help="how many random models are compared with a live lme4")
    parser.addoption("--seed", default="1", help="which random models these are")
