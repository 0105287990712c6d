"""Formulas of patsy and of what descends from it, in R's words."""

from __future__ import annotations

from dataclasses import replace

from lme4math.errors import DataError
from lme4math.r import Call, Expression, Name, Text, called_name, deparse, parse_expression
from lme4math.records import rewrite

_NUMPY = {"np", "numpy"}


def formula_in_r(formula: str) -> str:
    """A formula in R's words: `C(f)` is `factor(f)`, `np.log(x)` is `log(x)`, `Q("a b")` a name in backticks.

    Raises:
        DataError: it codes a factor in a way of its own.
    """
    return deparse(rewrite(parse_expression(formula), _in_r))


def _in_r(node: Expression) -> Expression:
    if not isinstance(node, Call) or not isinstance(node.function, Name):
        return node
    package, _, function = node.function.name.rpartition(".")
    if package in _NUMPY:
        return replace(node, function=Name(function, node.function.span))
    match called_name(node), node.operands:
        case "C", (_,):
            return replace(node, function=Name("factor", node.function.span))
        case "C", _:
            raise DataError("A coding of patsy, as in C(f, Sum), is not translated.", hint="Write C(f) alone.")
        case "Q", (Text(value=name, span=span),):
            return Name(name, span)
    return node
