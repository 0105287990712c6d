"""What a variable is when only R's text is known: numeric or a factor, and with which columns or levels.

The registry of R's functions says it of calls. A function that is not in it is taken to return one number per
observation.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from lme4math.formula.constants import constant
from lme4math.formula.nodes import Call, Constant, Expression, Name, Text
from lme4math.formula.vectors import WORDS
from lme4math.formula.walk import called_name, picked_column
from lme4math.model.functions import FUNCTIONS, LOGICAL, Asked, Known
from lme4math.model.variables import Kind, Numeric, OpenCategorical

Lookup = Callable[[str], Kind | None]
Result = TypeVar("Result")

MAX_DEPTH = 60
"""Of calls within calls, deeper ones are not looked at."""


def kind_of(expression: Expression, declared: Lookup) -> Kind:
    """The kind of a variable.

    Args:
        expression: a name, a literal or a call.
        declared: the declared kind of a name, or None where it is not declared.
    """
    return _KindReader(declared).kind(expression)


class _KindReader:
    """Reads one expression; what is found of its parts is kept, for a rule may ask twice."""

    def __init__(self, declared: Lookup) -> None:
        self._declared = declared
        self._kinds: dict[int, Kind] = {}
        self._vectors: dict[int, Known] = {}
        self._depth = 0

    def kind(self, expression: Expression) -> Kind:
        """What an expression is."""
        if id(expression) not in self._kinds:
            self._kinds[id(expression)] = self._kind(expression)
        return self._kinds[id(expression)]

    def vector(self, expression: Expression) -> Known:
        """What is known of an expression's value."""
        if id(expression) not in self._vectors:
            self._vectors[id(expression)] = self._vector(expression)
        return self._vectors[id(expression)]

    def _kind(self, expression: Expression) -> Kind:
        match expression:
            case Name():
                words_of_r = OpenCategorical() if expression.name in WORDS else None
                return self._declared(expression.name) or words_of_r or Numeric(assumed=True)
            case Text():
                return OpenCategorical()
            case Constant(name="TRUE" | "FALSE"):
                return LOGICAL
            case Call():
                picked = picked_column(expression)
                if picked is not None:
                    return self._declared(picked.name) or Numeric(assumed=True)
                row = FUNCTIONS.get(called_name(expression) or "")
                if row is None or self._depth >= MAX_DEPTH:
                    return Numeric(assumed=row is None)
                return self._within(lambda: row.kind(self._asked(expression, row.parameters)))
        return Numeric()

    def _vector(self, expression: Expression) -> Known:
        values = constant(expression)
        if values is not None:
            return Known(len(values.elements), values)
        row = FUNCTIONS.get(called_name(expression) or "") if isinstance(expression, Call) else None
        if row is None or not isinstance(expression, Call) or self._depth >= MAX_DEPTH:
            return Known()
        return Known(self._within(lambda: row.length(self._asked(expression, row.parameters))))

    def _asked(self, call: Call, parameters: tuple[str, ...]) -> Asked:
        return Asked(call, parameters, self.kind, self.vector)

    def _within(self, compute: Callable[[], Result]) -> Result:
        self._depth += 1
        try:
            return compute()
        finally:
            self._depth -= 1
