"""The registry of R's functions of data: one row says all that the package knows of a function.

A new function is a row here, and its implementation in `data/functions/`.
"""

from __future__ import annotations

from lme4math.model.functions.basis_rows import BASES
from lme4math.model.functions.factor_rows import FACTORS
from lme4math.model.functions.numeric_rows import MATHEMATICS, NAMED, OPERATORS, STATISTICS, TEXT, VECTORS
from lme4math.model.functions.row import FunctionCall, Known, RFunction, Rows
from lme4math.model.functions.shapes import LOGICAL
from lme4math.r import Expression, called_name

FUNCTIONS: Rows = {**OPERATORS, **MATHEMATICS, **STATISTICS, **VECTORS, **TEXT, **FACTORS, **BASES, **NAMED}

COMPUTED: Rows = {name: row for name, row in FUNCTIONS.items() if row.computed}
"""Those that a formula can call where there is data."""


TO_NUMBERS = frozenset(
    name for name, row in FUNCTIONS.items() if row.computed in ("factors.as_numeric", "factors.as_integer")
)
"""Those that hand on numbers as they are, and make numbers of other values."""


def row_of(expression: Expression) -> RFunction | None:
    """The row of the function that an expression calls, or None for what is no call of one that is known."""
    return FUNCTIONS.get(called_name(expression) or "")


def form_of(expression: Expression) -> str:
    """The mathematical form of a call; "" for what is written as R writes it."""
    row = row_of(expression)
    return "" if row is None else row.form


__all__ = ["COMPUTED", "FUNCTIONS", "LOGICAL", "TO_NUMBERS", "FunctionCall", "Known", "RFunction", "form_of", "row_of"]
