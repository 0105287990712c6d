"""The refusals of infinite values in a model: the same for data in memory and for tables that are not."""

from __future__ import annotations

from lme4math.english import quoted
from lme4math.errors import DataError
from lme4math.model import CovariatePiece, Response, Variable
from lme4math.r import Expression
from lme4math.source import Span


def infinite_argument(name: str, expression: Expression) -> DataError:
    """The refusal of `weights` or `offset`."""
    return _infinite(quoted(name), expression.span)


def infinite_covariate(piece: CovariatePiece) -> DataError:
    """The refusal of numbers in a column of the model; a matrix is named as a whole."""
    return _infinite(quoted(piece.variable.name), piece.variable.span)


def infinite_offset(variable: Variable) -> DataError:
    """The refusal of an `offset()` of the formula."""
    return _infinite("An offset", variable.span)


def infinite_response(response: Response) -> DataError:
    """The refusal of a response, or of a count in it."""
    return _infinite(f"The response {quoted(response.name)}", response.span)


def _infinite(what: str, span: Span | None) -> DataError:
    hint = "Make them finite, or missing (NA): rows with missing values are left out."
    return DataError(f"{what} holds infinite values.", span, hint)
