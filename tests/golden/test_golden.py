"""The equations of known models, one file a case, to be read side by side with the R code.

A file begins with the R code; behind `factors:` is what is declared, behind `labels:`, as JSON, the reader's own words
and symbols, and behind `options:` what else is shown. The rest is the output that was last read and accepted.
`pytest tests/golden --accept` writes it again. A new case is a file with the beginning only.
"""

from __future__ import annotations

import json
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pytest

import lme4math
from lme4math.notation import NOTATIONS

CASES = sorted((Path(__file__).parent / "cases").glob("*.txt"))
RULE = "=" * 100
OPTIONS: dict[str, dict[str, Any]] = {"nested": {"index": "nested"}, "by_level": {"factor_index": True}}
SHOWN = [(notation, style) for style in ("indexed", "lettered") for notation in NOTATIONS]


def declared(line: str) -> dict[str, list[str]]:
    """`factors: type=-,+ site=a,b` as levels by variable."""
    pairs = (pair.partition("=") for pair in line.removeprefix("factors:").split())
    return {name: levels.split(",") for name, _, levels in pairs}


def model_of(head: str) -> lme4math.Model:
    """The model that the beginning of a golden file tells."""
    before, _, labels = head.partition("options:")[0].partition("labels:")
    code, _, factors = before.partition("factors:")
    return lme4math.parse(code, factors=declared(factors), labels=json.loads(labels) if labels else None)


def printed(head: str) -> str:
    """What all printers give for the beginning of a golden file."""
    options = head.partition("options:")[2]
    model = model_of(head)
    parts = [f"assumed: {sentence}" for sentence in model.assumptions]
    parts += [f"warning: {sentence}" for sentence in model.warnings]
    parts += [RULE, "in words\n", model.explain()]
    for style in ("indexed", "lettered"):
        parts += [RULE, f"legend, {style}\n"]
        parts += [" | ".join((entry.symbol, *astuple(entry)[2:6])) for entry in model.legend(style)]
    for option in options.split():
        for notation, style in (("expanded", "indexed"), ("compact", "lettered")):
            parts += [f"{RULE}\n{notation}, {style}, {option}\n"]
            parts += [model.equations(notation, style, **OPTIONS[option]).text()]
    for notation, style in SHOWN:
        equations = model.equations(notation, style)
        parts += [f"{RULE}\n{notation}, {style}\n", equations.text(), "", equations.latex()]
    return "\n".join([head.rstrip(), *parts]) + "\n"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_equations_are_those_that_were_accepted(path: Path, request: pytest.FixtureRequest) -> None:
    before = path.read_text(encoding="utf-8")
    head = before.split("assumed:")[0].split("warning:")[0].split(RULE)[0]
    now = printed(head)
    if request.config.getoption("accept"):
        path.write_text(now, encoding="utf-8")
    assert now == before or request.config.getoption("accept"), f"{path.name}: the equations have changed"
