"""A model frame that R evaluated and stored with a fit, as `build_model` asks for data.

Its columns are the variables of the formula, `I(x^2)` and `poly(x, 2)` among them, at the rows that the fit used. A
variable that is none of them, as an edit of the formula may name, is evaluated on the others.
"""

from __future__ import annotations

from collections.abc import Mapping

from lme4math.asking import asking
from lme4math.data.asked_tables import AskedTable
from lme4math.data.groups import EvaluatedFrame
from lme4math.data.interpreter import evaluate
from lme4math.data.model_frame import ModelFrame, offset_of, scope_of, weights_of
from lme4math.data.table import Table
from lme4math.data.values import Factor, Value, drop_unused, length, missing
from lme4math.english import quoted
from lme4math.errors import DataError
from lme4math.model import Contrasts, FrameRequest
from lme4math.r import Expression
from lme4math.records import record

EXTRAS = ("(weights)", "(offset)")
"""What the arguments `weights` and `offset` are called in a model frame."""


@record(eq=False)
class StoredFrame:
    """A model frame as R stored it: a table of evaluated variables.

    Attributes:
        values: the variables by their names in the model frame, `(weights)` and `(offset)` among them.
        n_rows: the number of rows used.
        contrasts: of the factors that have their own.
    """

    values: Mapping[str, Value]
    n_rows: int
    contrasts: Mapping[str, Contrasts]

    @property
    def names(self) -> tuple[str, ...]:
        """The variables' names."""
        return tuple(name for name in self.values if name not in EXTRAS)

    def column(self, name: str) -> Value | None:
        """A variable, length `n_rows`, or None if there is none of this name."""
        return self.values.get(name)


@record(eq=False)
class StoredSource(AskedTable):
    """A stored model frame as `build_model` asks for data.

    Attributes:
        table: its variables, some of them declared to be other factors.
        contrasts: of the factors that have their own.
    """

    table: Table
    contrasts: Mapping[str, Contrasts]

    def model_frame(self, request: FrameRequest) -> EvaluatedFrame:
        """The variables of a formula: those stored, and what can be evaluated on them.

        Raises:
            DataError: a variable is neither.
        """
        call = request.call
        wanted = {
            **dict(zip(request.names, request.variables, strict=True)),
            **{name: given for name in EXTRAS if (given := call.argument(name.strip("()"))) is not None},
        }
        values = {name: self._value(name, expression) for name, expression in wanted.items()}
        frame = ModelFrame(
            values,
            self.table.n_rows,
            None,
            weights=weights_of(values.get("(weights)"), wanted.get("(weights)")),
            offset=offset_of(values.get("(offset)"), wanted.get("(offset)")),
            stored=True,
            contrasts=self.contrasts,
        )
        return EvaluatedFrame(self.table, frame)

    def _value(self, name: str, expression: Expression) -> Value:
        stored = self.table.column(name)
        if stored is not None:
            return stored
        value = evaluate(expression, scope_of(self.table))
        if length(value) != self.table.n_rows or missing(value) is not None:
            raise DataError(
                f"{quoted(name)} has not one value for each row that the fit used.",
                expression.span,
                f"Read the model with its data: {asking().data}.",
            )
        return drop_unused(value) if isinstance(value, Factor) else value
