"""The verdict on an equation is what `compare()` says of its formula and the code: two ways to the same answer."""

from __future__ import annotations

import pytest

from lme4math import check, compare, parse
from tests.attempts.textbook_equations import EQUATIONS
from tests.oracle import further_attempts

WRITTEN = [
    *((case["code"], case["latex"], case["factors"] or None) for case in further_attempts()),
    *((one.code, one.latex, one.factors or None) for one in EQUATIONS),
]

IN_NO_FORMULA = {"extra_residual", "missing_residual", "repeated_term"}
"""What makes an equation wrong although its formula is right."""


@pytest.mark.parametrize(("code", "latex", "factors"), WRITTEN)
def test_an_equation_that_is_right_has_a_formula_of_the_same_model_and_one_that_is_wrong_another(
    code: str, latex: str, factors: dict[str, list[str]] | None
) -> None:
    model = parse(code, factors=factors)
    found = check(latex, model)
    if found.means is None:
        assert found.verdict != "right"
        return
    relation = compare(model, parse(found.means, factors=factors)).relation
    assert relation == "same" or found.verdict != "right"
    assert relation != "same" or {one["kind"] for one in found.differences} <= IN_NO_FORMULA
