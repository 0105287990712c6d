"""The response as lme4 takes it."""

from __future__ import annotations

import numpy as np

from lme4math.data.infinite import infinite_response
from lme4math.data.model_frame import ModelFrame
from lme4math.data.values import Factor, FloatArray, Logicals, Matrix, Null, Numbers, Texts, as_numbers
from lme4math.english import quoted
from lme4math.errors import DataError
from lme4math.model import MixedModel, frame_name
from lme4math.records import record
from lme4math.source import Span


@record(eq=False)
class ResponseNumbers:
    """y and the prior weights, each of length n, or None where the model has none."""

    y: FloatArray | None
    weights: FloatArray | None


def response_numbers(model: MixedModel, frame: ModelFrame) -> ResponseNumbers:
    """The response of a model on its frame (R's `model.response` and `binomial()$initialize`).

    Raises:
        DataError: for a response that is not numeric, or not of a kind that its family takes.
    """
    expression = model.response.expression
    if expression is None:
        return ResponseNumbers(None, frame.weights)
    span, value = model.response.span, frame.values[frame_name(expression)]
    binomial = model.family.name == "binomial"
    match value:
        case Numbers() | Logicals():
            y, weights = as_numbers(value), frame.weights
        case Matrix() if value.values.shape[1] == 1:
            y, weights = value.values[:, 0], frame.weights
        case Matrix():
            if not np.isfinite(value.values).all():
                raise infinite_response(model.response)
            y, weights = _counts(value, frame.weights, binomial, span)
        case Factor() if binomial:
            y, weights = (value.codes > 0).astype(np.float64), frame.weights
        case _:
            raise _not_numeric(value, model.response.name, binomial, span)
    if not np.isfinite(y).all():
        raise infinite_response(model.response)
    return ResponseNumbers(y, weights)


def _counts(
    value: Matrix, weights: FloatArray | None, binomial: bool, span: Span | None
) -> tuple[FloatArray, FloatArray]:
    """Successes and failures: proportions, 0 where there are no trials, weighted by the trials."""
    if not binomial:
        raise DataError(
            "The response is a matrix.",
            span,
            "Only a binomial glmer takes cbind(successes, failures); give one column.",
        )
    if value.values.shape[1] != 2:
        raise DataError(
            "The response of a binomial model must have one column or two.", span, "Write cbind(successes, failures)."
        )
    if (value.values < 0).any():
        raise DataError(
            "Counts of successes and failures must not be negative.",
            span,
            "If the second column holds the trials, write cbind(successes, trials - successes).",
        )
    trials = value.values.sum(axis=1)
    y = np.divide(value.values[:, 0], trials, out=np.zeros(len(trials)), where=trials > 0)
    return y, trials if weights is None else trials * weights


def _not_numeric(value: object, name: str, binomial: bool, span: Span | None) -> DataError:
    kind = {Factor: "a factor", Texts: "text", Null: "NULL"}[type(value)]
    hint = "Use as.numeric(…) for its codes, or a binomial glmer for two categories."
    return DataError(
        f"The response must be numeric, but {quoted(name)} is {kind}.",
        span,
        "Make it a factor first." if binomial else hint,
    )
