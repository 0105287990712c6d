"""R expressions evaluated on rows that a model was not fitted to.

What a function takes from all rows, such as a mean, knots or levels, it takes from those that were fitted, at any depth
of an expression, so that a row is predicted alike whatever other rows are asked for. R does so for calls of `poly`,
`scale`, `ns` and `bs` that are whole variables (`makepredictcall`), and computes others of the new rows.
"""

from __future__ import annotations

import numpy as np

from lme4math.asking import asking
from lme4math.data.functions import implementation
from lme4math.data.interpreter import Environment, apply, known_function, leaf_value
from lme4math.data.values import Factor, Value, relabel
from lme4math.english import quoted
from lme4math.errors import DataError
from lme4math.model import COMPUTED, with_contrasts
from lme4math.r import Call, Expression, Name, deparse, fold
from lme4math.records import record


@record(eq=False)
class NewValues:
    """Evaluates variables of a model on new rows.

    Attributes:
        new: the new rows.
        fitted: those that the model was fitted to; None where R evaluated them, so that they are not at hand.
    """

    new: Environment
    fitted: Environment | None

    def __call__(self, expression: Expression) -> Value:
        """The values of an expression at the new rows.

        Raises:
            DataError: as `evaluate` does; or a function of the expression has no value for other rows.
        """
        with np.errstate(all="ignore"):
            return self._both(expression).new

    def _both(self, expression: Expression) -> _Both:
        return fold(expression, self._leaf, self._applied)

    def _leaf(self, node: Expression | None) -> _Both | None:
        if isinstance(node, Call) and (inner := with_contrasts(node)) is not None:
            return self._both(inner)
        new = leaf_value(node, self.new)
        if new is None:
            return None
        if not isinstance(node, Call) and not (isinstance(node, Name) and self.new.lookup(node.name)):
            return _Both(new, new)
        fitted = None if self.fitted is None else leaf_value(node, self.fitted)
        return _Both(fitted, _with_levels_of(fitted, new))

    def _applied(self, node: Call, given: list[_Both]) -> _Both:
        fitted = [one.fitted for one in given if one.fitted is not None]
        others = [one.new for one in given]
        if len(fitted) < len(given):
            return _Both(None, _without_fitted(node, others))
        was, rule = apply(node, fitted), COMPUTED[known_function(node)]
        if rule.remote.one_value or all(one.fitted is one.new for one in given):
            return _Both(was, was)
        if implementation(rule.name).learns:
            return _Both(was, _with_levels_of(was, apply(node, fitted, others)))
        if rule.remote.all_rows and not _picks_columns(node):
            raise _of_all_rows(node, "Compute the column beforehand, and fit the model with it.")
        return _Both(was, _with_levels_of(was, apply(node, others)))


@record(eq=False)
class _Both:
    """A value at the rows that were fitted, if these are at hand, and at the new ones."""

    fitted: Value | None
    new: Value


def _with_levels_of(fitted: Value | None, new: Value) -> Value:
    """A factor with the levels of the fitted one, in their order, and those that are new after them."""
    if not isinstance(fitted, Factor) or not isinstance(new, Factor):
        return new
    levels = tuple(dict.fromkeys((*fitted.levels, *new.levels)))
    return Factor(relabel(new.codes, [levels.index(level) for level in new.levels]), levels, fitted.ordered)


def _without_fitted(node: Call, others: list[Value]) -> Value:
    """The value at new rows of a call that needs no others, as `factor(x)`, whose levels are named as its values."""
    rule = COMPUTED[known_function(node)]
    value = apply(node, others)
    of_values = isinstance(value, Factor) and not any(one.name == "labels" for one in node.arguments)
    learns = implementation(rule.name).learns and not of_values
    if learns or rule.remote.one_value or (rule.remote.all_rows and not _picks_columns(node)):
        raise _of_all_rows(node, f"Read the model with its data: {asking().data}.")
    return value


def _picks_columns(node: Call) -> bool:
    """Whether it is `x[, columns]`, which every row has alike."""
    return node.operator == "[" and len(node.arguments) == 3 and node.arguments[1].value is None


def _of_all_rows(node: Call, hint: str) -> DataError:
    what = f"The values of {quoted(deparse(node))} depend on the rows that the model was fitted to."
    return DataError(what, node.span, hint)
