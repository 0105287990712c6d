"""R's operators."""

from __future__ import annotations

from lme4math.model.functions.factors import crossed
from lme4math.model.functions.lengths import longest
from lme4math.model.functions.row import COMPUTED_THERE, KEEPS, KEEPS_FACTOR, NEVER, Asked, Elsewhere, RFunction, rows
from lme4math.model.functions.shapes import logical, number, numbers
from lme4math.model.variables import Categorical, Kind, OpenCategorical


def _ranged(asked: Asked) -> Kind:
    """`a:b`: the cells of two factors, else the whole numbers from one to the other."""
    kinds = [asked.kind_of(value) for value in asked.call.operands]
    if any(isinstance(kind, OpenCategorical) for kind in kinds):
        return OpenCategorical()
    factors = [kind for kind in kinds if isinstance(kind, Categorical) and not kind.logical]
    return crossed(kinds, ":", slow_first=True) if factors and len(factors) == len(kinds) else number(asked)


def _arithmetic(name: str, rule: str, form: str = "") -> dict[str, RFunction]:
    computed = "arithmetic.arithmetic({})"
    return rows(name, "e1 e2", numbers, computed, length=longest, form=form, elsewhere=Elsewhere(rule))


def _comparison(name: str, sign: str) -> dict[str, RFunction]:
    form = f"relation {sign}"
    return rows(name, "e1 e2", logical, "arithmetic.compare({})", length=longest, form=form, elsewhere=KEEPS)


OPERATORS = {
    **_arithmetic("+", "sum", "sum"),
    **_arithmetic("-", "sum", "difference"),
    **_arithmetic("*", "product", "product"),
    **_arithmetic("/", "quotient", "quotient"),
    **_arithmetic("^", "power", "power"),
    **_arithmetic("**", "power"),
    **_arithmetic("%%", "modulo"),
    **_arithmetic("%/%", "whole_quotient"),
    **_comparison(">", ">"),
    **_comparison("<", "<"),
    **_comparison(">=", "≥"),
    **_comparison("<=", "≤"),
    **_comparison("==", "="),
    **_comparison("!=", "≠"),
    **rows("&", "e1 e2", logical, "arithmetic.both", elsewhere=COMPUTED_THERE),
    **rows("|", "e1 e2", logical, "arithmetic.either", elsewhere=COMPUTED_THERE),
    **rows("&&", "e1 e2", logical, "arithmetic.one_and_other"),
    **rows("||", "e1 e2", logical, "arithmetic.one_or_other"),
    **rows("!", "x", logical, "arithmetic.negated", length=longest, elsewhere=KEEPS),
    **rows("xor", "x y", logical, "arithmetic.exclusive", elsewhere=COMPUTED_THERE),
    **rows("%in%", "x table", logical, "arithmetic.is_in", elsewhere=NEVER),
    **rows("is.element", "el set", logical, "arithmetic.is_element", elsewhere=NEVER),
    **rows(":", "e1 e2", _ranged, "arithmetic.colon", elsewhere=KEEPS_FACTOR),
}
