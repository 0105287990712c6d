"""Contrast matrices that a call writes out: `matrix(c(1, 0, -1, 0, 1, -1), 3)`, `cbind(c(1, 0, -1), c(0, 1, -1))`."""

from __future__ import annotations

import math
from collections.abc import Sequence

from lme4math.errors import FormulaError
from lme4math.formula.nodes import Call, Expression
from lme4math.formula.walk import called_name, unwrap
from lme4math.model.literals import (
    arguments_by_parameter,
    elements_of,
    names_bound,
    number_in,
    numbers_in,
    strings_in,
    truth_in,
)
from lme4math.model.variables import Contrasts

_Numbers = tuple[float, ...] | None
_Matrix = tuple[tuple[tuple[float, ...], ...], Sequence[str]]
_PARAMETERS = ("data", "nrow", "ncol", "byrow", "dimnames")


def contrasts_written(asked: Expression, n_levels: int) -> Contrasts | None:
    """The contrasts that an expression writes out number by number, or None if it does not.

    R takes any number of columns from the argument `contrasts`.

    Args:
        asked: the expression.
        n_levels: of the factor.

    Raises:
        FormulaError: there is not one row for each level, or not one name for each row or column that has names.
    """
    readers = {"matrix": _filled, "cbind": _bound}
    reader = readers.get(called_name(asked) or "")
    found = reader(asked) if reader and isinstance(asked, Call) else None
    if found is None:
        return None
    columns, names = found
    if any(len(column) != n_levels for column in columns):
        raise FormulaError(
            f"These contrasts are {len(columns[0])} × {len(columns)} numbers, and the factor has {n_levels} levels.",
            asked.span,
            f"Write {n_levels} rows, one for each level.",
        )
    return Contrasts("", tuple(names) or tuple(map(str, range(1, len(columns) + 1))), columns)


def _filled(call: Call) -> _Matrix | None:
    """`matrix(data, nrow, ncol, byrow, dimnames)` of numbers that fill it."""
    arguments = arguments_by_parameter(call, _PARAMETERS)
    numbers = numbers_written(arguments.get("data"))
    rows, columns = (number_in(arguments.get(name)) for name in ("nrow", "ncol"))
    if not numbers or not (rows or columns) or not all(math.isfinite(size or 0) for size in (rows, columns)):
        return None
    n_rows = int(rows or len(numbers) / (columns or 1))
    if n_rows < 1 or len(numbers) % n_rows or (columns and n_rows * columns != len(numbers)):
        return None
    n_columns = len(numbers) // n_rows
    by_row = truth_in(arguments.get("byrow")) is True
    found = tuple(numbers[k::n_columns] if by_row else numbers[k * n_rows : (k + 1) * n_rows] for k in range(n_columns))
    return found, _column_names(arguments.get("dimnames"), (n_rows, n_columns))


def _column_names(dimnames: Expression | None, sizes: tuple[int, int]) -> tuple[str, ...]:
    """The names of the columns, or () where they have none."""
    given = elements_of_list(dimnames)
    names = [strings_in(one) or () for one in given]
    for found, size, what in zip(names, sizes, ("rows", "columns"), strict=False):
        if found and len(found) != size and dimnames is not None:
            raise FormulaError(
                f"`dimnames` names {len(found)} {what}, and this matrix has {size}.",
                dimnames.span,
                f"Write {size} names, or NULL.",
            )
    return names[1] if len(names) == 2 else ()


def elements_of_list(node: Expression | None) -> tuple[Expression, ...]:
    """The elements of `list(…)`."""
    return node.operands if isinstance(node, Call) and called_name(node) == "list" else ()


def _bound(call: Call) -> _Matrix | None:
    """`cbind(…)` of vectors of numbers."""
    columns: list[tuple[float, ...]] = []
    names: list[str] = []
    for argument, name in names_bound(call):
        if argument.name == "deparse.level":
            continue
        numbers = numbers_written(argument.value)
        if not numbers:
            return None
        columns.append(numbers)
        names.append(name or "")
    return (tuple(columns), names if any(names) else ()) if columns else None


def numbers_written(node: Expression | None) -> _Numbers:
    """The numbers of a literal vector, in which `1/3` counts as one, or None."""
    if node is None:
        return None
    found = numbers_in(node) or [_number(element) for element in elements_of(node)]
    finite = tuple(number for number in found if number is not None and math.isfinite(number))
    return finite if len(finite) == len(found) else None


def _number(node: Expression) -> float | None:
    bare = unwrap(node)
    if isinstance(bare, Call) and bare.operator == "-" and len(bare.operands) == 1:
        number = _number(bare.operands[0])
        return None if number is None else -number
    if isinstance(bare, Call) and bare.operator == "/" and len(bare.operands) == 2:
        above, below = (_number(operand) for operand in bare.operands)
        return None if above is None or not below else above / below
    return number_in(bare)
