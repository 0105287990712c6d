"""R's model frame: every variable of a model evaluated on all rows, then the rows that the model uses.

The order matters and is R's (`model.frame`): functions of data such as `scale` and `poly` see all rows; `subset` picks
rows afterwards; then a row goes if any variable, weight or offset is missing there; then unused levels go.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from functools import partial

import numpy as np

from lme4math.data.functions.scalars import numeric
from lme4math.data.functions.short_vectors import picked_places
from lme4math.data.infinite import infinite_argument
from lme4math.data.interpreter import Environment, evaluate
from lme4math.data.table import Table
from lme4math.data.values import (
    LOGICAL_LEVELS,
    BoolArray,
    Factor,
    FloatArray,
    IntArray,
    Logicals,
    Matrix,
    Null,
    Numbers,
    Texts,
    Value,
    as_factor,
    as_numbers,
    drop_unused,
    length,
    missing,
    take,
)
from lme4math.english import quoted
from lme4math.errors import DataError
from lme4math.model import Categorical, Contrasts, Kind, Numeric
from lme4math.r import Expression, Text, referred
from lme4math.records import record


@record(eq=False)
class ModelFrame:
    """The variables of a model at the rows that it uses.

    Attributes:
        values: by the variable's name in the model frame, `(weights)` and `(offset)` among them; vectors of length `n`,
            unused levels dropped.
        n: the number of rows used.
        rows: their 0-based places in the data, or None where all rows are used in order.
        left_out: the number of rows that are not used because a value is missing.
        weights, offset: the arguments of those names, length n, or None.
        lost_levels: the factors that lost levels, and so the contrasts that came with them.
        stored: whether R evaluated it, so that the data itself is not at hand.
        contrasts: those that R stored with factors.
    """

    values: Mapping[str, Value]
    n: int
    rows: IntArray | None
    left_out: int = 0
    weights: FloatArray | None = None
    offset: FloatArray | None = None
    lost_levels: frozenset[str] = frozenset()
    stored: bool = False
    contrasts: Mapping[str, Contrasts] = field(default_factory=dict)
    _factors: dict[str, Factor] = field(default_factory=dict, repr=False)

    def factor(self, name: str) -> Factor:
        """A variable as a factor without unused levels, whatever its type; logicals keep both."""
        if name not in self._factors:
            value = self.values[name]
            factor = Factor(value.codes, LOGICAL_LEVELS) if isinstance(value, Logicals) else None
            self._factors[name] = factor or drop_unused(as_factor(value))
        return self._factors[name]

    def kind(self, name: str) -> Kind:
        """What the model needs to know of a variable: numeric or a factor with its levels."""
        value = self.values[name]
        match value:
            case Matrix() if value.values.shape[1] != 1:
                return Numeric(component_names(value))
            case Matrix():
                return Numeric(single="".join(value.names))
            case Numbers() | Null():
                return Numeric()
            case Logicals():
                return Categorical(LOGICAL_LEVELS, logical=True)
            case Texts() | Factor():
                factor = self.factor(name)
                return Categorical(factor.levels, ordered=factor.ordered, contrasts=self.contrasts.get(name))


def component_names(matrix: Matrix) -> tuple[str, ...]:
    """The suffixes of a matrix's columns in R's model matrix: their names, or 1, 2, …"""
    return matrix.names or tuple(str(column + 1) for column in range(matrix.values.shape[1]))


def scope_of(table: Table) -> Environment:
    """The columns of a table as what names mean."""
    return Environment(table.column, table.names)


def model_frame(
    table: Table,
    variables: Mapping[str, Expression],
    *,
    rows: IntArray | None = None,
    subset: Expression | None = None,
    weights: Expression | None = None,
    offset: Expression | None = None,
    evaluated: Callable[[Expression], Value] | None = None,
) -> ModelFrame:
    """R's `model.frame` with `na.omit` and unused levels dropped.

    Args:
        table: the data.
        variables: the variables' expressions by their names, in R's order.
        rows: the places of the rows to pick, where they are known without `subset`.
        subset, weights, offset: the arguments of those names, or None.
        evaluated: what evaluates a variable, if the data alone does not.

    Raises:
        DataError: for what R refuses: unknown variables, wrong lengths, no rows left, negative weights.
    """
    scope = scope_of(table)
    evaluated = evaluated or partial(evaluate, scope=scope)
    values = {name: evaluated(expression) for name, expression in variables.items()}
    expressions = dict(variables)
    for name, extra in (("(weights)", weights), ("(offset)", offset)):
        if extra is not None:
            values[name], expressions[name] = evaluated(extra), extra
    size = _common_length(values, expressions, table.n_rows)
    picked = rows if subset is None else _picked(subset, scope, size)
    rows, n = _rows_used(values, picked, size)
    if n == 0:
        raise no_cases(size, subset if picked is not None and not len(picked) else None)
    if rows is not None:
        values = {name: take(value, rows) for name, value in values.items()}
    used = {name: _without_unused(value) for name, value in values.items()}
    return ModelFrame(
        used,
        n,
        rows,
        (size if picked is None else len(picked)) - n,
        weights_of(values.get("(weights)"), weights),
        offset_of(values.get("(offset)"), offset),
        frozenset(name for name, value in values.items() if _n_levels(value) > _n_levels(used[name])),
    )


def _common_length(values: Mapping[str, Value], expressions: Mapping[str, Expression], n_rows: int) -> int:
    """The number of rows, which every variable must have."""
    for name, value in values.items():
        if length(value) != n_rows:
            raise DataError(
                f"Variable lengths differ: {quoted(name)} has {length(value)}, the data has {n_rows} rows.",
                expressions[name].span,
                "Every variable needs one value per row.",
            )
    return n_rows


def _picked(subset: Expression, scope: Environment, size: int) -> IntArray | None:
    """The places of the rows that `subset` picks; a place that is missing or beyond the data is a row of nothing."""
    value = evaluate(subset, scope)
    match value:
        case Null():
            return None
        case Logicals():
            return np.flatnonzero(np.resize(value.codes == 1, size))
        case Numbers() | Factor():
            positions = as_numbers(value)
            try:
                return picked_places(Numbers(positions[np.abs(positions) <= size]), size)
            except DataError as error:
                raise DataError(
                    error.message, subset.span, "Write a condition, such as x > 0, or places as 1:10."
                ) from None
        case _:
            what = "`subset` must be a condition on the rows, or their places."
            raise DataError(what, subset.span, "Write a condition, such as x > 0, or places as 1:10.")


def _rows_used(values: Mapping[str, Value], picked: IntArray | None, size: int) -> tuple[IntArray | None, int]:
    absent: BoolArray | None = None
    for value in values.values():
        mask = missing(value)
        if mask is not None:
            absent = mask if absent is None else absent | mask
    rows = picked
    if absent is not None:
        rows = np.flatnonzero(~absent) if picked is None else picked[~absent[picked]]
    return rows, size if rows is None else len(rows)


def refuse_left_out(action: Expression | None, left_out: int) -> None:
    """Raise DataError where rows miss a value, and the argument `na.action` does not say to leave them out."""
    if action is None or not left_out:
        return
    name = action.value if isinstance(action, Text) else referred(action)[1]
    if name not in ("na.omit", "na.exclude"):
        raise DataError(
            f"{left_out:,} rows miss a value, and `na.action` does not leave them out.",
            action.span,
            "Write na.action = na.omit, which is R's default.",
        )


def no_cases(size: int, subset: Expression | None) -> DataError:
    """The refusal of data without a row to use, the condition to blame given where it picks none."""
    if not size:
        return DataError(
            "The data has no rows.", hint="Give data with at least one row; without data the equations need none."
        )
    if subset is not None:
        hint = "Change the condition, or leave `subset` out."
        return DataError("No cases are left: `subset` picks no row.", subset.span, hint)
    hint = "A row is used only if every variable of the formula has a value there: leave out one that is often missing."
    return DataError("No cases are left: every row misses some variable.", hint=hint)


def _without_unused(value: Value) -> Value:
    return drop_unused(value) if isinstance(value, Factor) else value


def _n_levels(value: Value) -> int:
    return len(value.levels) if isinstance(value, Factor) else 0


def weights_of(value: Value | None, expression: Expression | None) -> FloatArray | None:
    """The argument `weights`, length n; None where there is none.

    Raises:
        DataError: it is not one number per row, or some are negative or infinite.
    """
    if value is None or expression is None:
        return None
    weights = _plain_numbers(value, "weights", expression)
    if (weights < 0).any():
        raise DataError("Weights must not be negative.", expression.span, "Give a weight of 0 or more for each row.")
    return weights


def offset_of(value: Value | None, expression: Expression | None) -> FloatArray | None:
    """The argument `offset`, length n; None where there is none.

    Raises:
        DataError: it is not one number per row, or some are infinite.
    """
    if value is None or expression is None:
        return None
    return _plain_numbers(value, "offset", expression)


def _plain_numbers(value: Value, what: str, expression: Expression) -> FloatArray:
    try:
        found = numeric(value, f"`{what}`")
    except DataError as error:
        raise DataError(error.message, expression.span, error.hint) from None
    numbers = found.values.reshape(-1)
    if len(numbers) != length(value):
        raise DataError(f"`{what}` must be one number per row.", expression.span, "Name one numeric column.")
    if not np.isfinite(numbers).all():
        raise infinite_argument(what, expression)
    return numbers
