"""The registry of R's functions: every row says enough, and no other table names functions."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import lme4math
from lme4math.algebra import sympy_quantities as symbols
from lme4math.data.functions import implementation
from lme4math.data.remote.computing import COMPUTATIONS
from lme4math.data.remote.rules import RULES
from lme4math.evaluate import quantities as computed
from lme4math.model import BASIS_FORMS, COMPUTED
from lme4math.model.functions import FUNCTIONS
from lme4math.notation.expressions import FORMS, RELATION, STATISTIC
from lme4math.r import VECTOR_FUNCTIONS
from lme4math.script import FACTOR_FUNCTIONS

PACKAGE = Path(lme4math.__file__).parent


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_row_says_enough(name: str) -> None:
    row = FUNCTIONS[name]
    assert row.packages
    assert row.parameters
    assert row.inert <= set(row.parameters)
    assert bool(row.computed) != bool(row.why_not)
    assert row.remote.rule in {"", *RULES}
    assert row.remote.computed in {"", *COMPUTATIONS}
    if row.form.startswith(RELATION):
        sign = row.form.removeprefix(RELATION)
        assert sign in computed.RELATIONS
        assert sign in symbols.RELATIONS
    else:
        assert row.form in {"", STATISTIC, *BASIS_FORMS, *(form for form, _ in FORMS)}
    if row.form == "applied":
        assert name in computed.FUNCTIONS
        assert name in symbols.FUNCTIONS


@pytest.mark.parametrize("name", COMPUTED)
def test_what_computes_a_row_is_there_and_takes_its_parameters(name: str) -> None:
    found = implementation(name)
    names = {"dots" if parameter == "..." else parameter.replace(".", "_") for parameter in found.parameters}
    assert {used.removesuffix("_") for used in found.used} <= names


def test_every_rule_and_form_is_some_rows() -> None:
    assert {row.remote.rule for row in FUNCTIONS.values()} == {"", *RULES}
    assert {row.remote.computed for row in FUNCTIONS.values()} == {"", *COMPUTATIONS}
    assert {row.form for row in FUNCTIONS.values()} >= {STATISTIC, *BASIS_FORMS, *(form for form, _ in FORMS)}


MOST_NAMES = 3
"""Of functions that a table elsewhere may hold, such as links; operators have a grammar of their own in formulas."""


def strings_in(node: ast.AST) -> Iterator[str]:
    """The strings of a display, or of a text of words, one by one."""
    match node:
        case ast.Dict(keys=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
            found: list[ast.expr | None] = [*parts]
        case ast.Call(args=parts):
            found = [*parts]
        case _:
            return
    for part in found:
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield from part.value.split()


@pytest.mark.parametrize("name", sorted({**VECTOR_FUNCTIONS, **FACTOR_FUNCTIONS}.keys() & FUNCTIONS.keys()))
def test_a_function_has_the_same_parameters_in_a_constant_and_of_data(name: str) -> None:
    assert FUNCTIONS[name].parameters == {**VECTOR_FUNCTIONS, **FACTOR_FUNCTIONS}[name].parameters


@pytest.mark.parametrize("stage", ["model", "data", "notation"])
def test_no_other_table_names_functions(stage: str) -> None:
    """In each display and text of words of a module after the registry; implementations name what they compute."""
    names = {name for name in FUNCTIONS if name[0].isalpha()}
    for path in (PACKAGE / stage).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert len(names & set(strings_in(node))) <= MOST_NAMES, f"{path.name}: {ast.unparse(node)}"
