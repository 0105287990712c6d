"""`subset=` as a filter that a data base computes."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from lme4math.design.evaluate import Scope, evaluate, fold, known_function, picked_column
from lme4math.design.functions.scalars import words
from lme4math.design.values import Logicals, Numbers, Texts, as_numbers, length
from lme4math.errors import DataError
from lme4math.formula.nodes import Call, Expression, Name
from lme4math.formula.walk import called_name

_OPERATORS: dict[str, Callable[..., Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "&": operator.and_,
    "|": operator.or_,
}

_ONE_OPERAND: dict[str, Callable[[Any], Any]] = {
    "!": operator.invert,
    "(": lambda operand: operand,
    "+": lambda operand: operand,
    "-": operator.neg,
    "is.na": lambda operand: operand.is_null(),
    "abs": lambda operand: operand.abs(),
}

_NOWHERE = Scope(lambda _: None, (), "the formula")


def filter_of(subset: Expression, schema: Any) -> Any:
    """A narwhals expression that is true where `subset` picks a row.

    Args:
        subset: the argument's syntax tree.
        schema: the frame's column types.

    Raises:
        DataError: for a function that data bases are not asked to compute.
    """
    import narwhals as nw

    def leaf(node: Expression | None) -> Any:
        if isinstance(node, Name) or (isinstance(node, Call) and picked_column(node) is not None):
            name = node if isinstance(node, Name) else picked_column(node)
            assert name is not None
            if name.name in schema:
                textual = type(schema[name.name]).__name__ in ("Categorical", "Enum")
                return nw.col(name.name).cast(nw.String) if textual else nw.col(name.name)
        if node is not None and called_name(node) in ("c", ":", "seq"):
            return evaluate(node, _NOWHERE)
        if node is None:
            raise DataError("An argument is empty.", subset.span, "Give it a value, or take out the comma.")
        return None if isinstance(node, Call) else _plain_list(evaluate(node, _NOWHERE))[0]

    def apply(node: Call, values: list[Any]) -> Any:
        name = known_function(node)
        if name == "%in%" and len(values) == 2:
            return values[0].is_in(_plain_list(values[1]))
        table = _ONE_OPERAND if len(values) == 1 else _OPERATORS
        if name not in table or len(values) > 2:
            raise DataError(
                f"`subset` uses {name}(), which the data base is not asked to compute.",
                node.span,
                "Filter the table before, or take it into memory.",
            )
        return table[name](*values)

    return fold(subset, leaf, apply)


def _plain_list(value: Any) -> list[Any]:
    if isinstance(value, Texts):
        return list(words(value, "subset"))
    if isinstance(value, Logicals):
        return [bool(code) for code in value.codes]
    if isinstance(value, Numbers) and length(value):
        return list(as_numbers(value).tolist())
    return [value]
