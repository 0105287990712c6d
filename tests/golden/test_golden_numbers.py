"""Equations with the numbers of prints, one file a fit, to be read side by side with R's summary.

A file begins with the print; the rest is what was last read and accepted, and `pytest tests/golden --accept` writes it
again. A new case is a file with a print only.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from lme4math import read_fit

CASES = sorted((Path(__file__).parent / "fits").glob("*.txt"))
RULE = "=" * 100


def numbered(text: str) -> str:
    """What is shown of a print: notices, the equations with numbers, and the words."""
    fit = read_fit(text)
    parts = [f"notice: {sentence}" for sentence in (*fit.model.assumptions, *fit.model.warnings, *fit.warnings)]
    parts += [f"{RULE}\nexpanded, with standard errors\n", fit.equations(errors=True).text()]
    parts += [f"{RULE}\ncompact, variances and covariances\n", fit.equations("compact", spread="variances").text()]
    parts += [f"{RULE}\nin words\n", fit.explain()]
    return "\n".join([text.rstrip(), RULE, *parts]) + "\n"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_numbers_stand_where_they_were_accepted(path: Path, request: pytest.FixtureRequest) -> None:
    before = path.read_text(encoding="utf-8")
    now = numbered(before.split(RULE)[0])
    if request.config.getoption("accept"):
        path.write_text(now, encoding="utf-8")
    assert now == before or request.config.getoption("accept"), f"{path.name}: the numbers have changed"
