"""Every recorded model, in every notation and style, through every typesetter: `pytest tests/full/test_engines.py`."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from tests.engines import engines
from tests.engines.corpus import Shown, complained, recorded
from tests.oracle import designed_cases, wild_cases

SOURCES: dict[str, Callable[[], list[dict[str, object]]]] = {"designed": designed_cases, "wild": wild_cases}
FORMS: dict[str, Callable[[Shown], str]] = {
    "latex": lambda piece: piece.equations.latex(),
    "mathml": lambda piece: piece.equations.mathml(),
    "typst": lambda piece: piece.equations.typst(),
}
READ = [
    ("latex", engines.katex),
    ("latex", engines.mathjax),
    ("latex", engines.pdflatex),
    ("latex", engines.pandoc),
    ("mathml", engines.chromium),
    ("typst", engines.typst),
]


@cache
def pieces(source: str) -> list[Shown]:
    return list(recorded(SOURCES[source]()))


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize(("form", "engine"), READ, ids=[each.__name__ for _, each in READ])
def test_the_engine_has_no_complaint(form: str, engine: Callable[..., engines.Complaints], source: str) -> None:
    every = pieces(source)
    assert every
    assert not complained(every, engine([FORMS[form](piece) for piece in every]))
