"""The left side of a model formula."""

from __future__ import annotations

from lme4math.errors import FormulaError
from lme4math.formula.deparse import deparse
from lme4math.formula.nodes import Call, Expression, Name
from lme4math.formula.walk import called_name, walk
from lme4math.model.family import Family
from lme4math.model.mixed import Response
from lme4math.model.variables import Categorical, Kind, Numeric, OpenCategorical, frame_name


def read_response(left: Expression | None) -> Response:
    """The response; successes and failures apart where it is `cbind(successes, failures)`.

    Args:
        left: the expression left of `~`, or None.

    Raises:
        FormulaError: the left side is a constant, or has a bar.
    """
    if left is None:
        return Response("", None)
    for node in walk(left):
        if isinstance(node, Call) and node.operator in ("|", "||"):
            raise FormulaError(
                "A response has no bar in lme4.",
                node.span,
                "Write a binomial response as cbind(successes, failures); random terms go right of `~`.",
            )
    if not isinstance(left, Name | Call):
        raise FormulaError(
            "The response must be a variable, and this is a constant.", left.span, "Name the variable to be explained."
        )
    successes, failures = _trials(left)
    return Response(frame_name(left), left, successes, failures, left.span)


def _trials(left: Expression) -> tuple[str, str]:
    if isinstance(left, Call) and called_name(left) == "cbind" and len(left.operands) == 2:
        successes, failures = left.operands
        return deparse(successes), deparse(failures)
    return "", ""


def refuse_two_tildes(left: Expression | None) -> None:
    """Raise FormulaError for a response that is itself a formula: no data makes it a variable."""
    if isinstance(left, Call) and left.operator == "~":
        raise FormulaError(
            "A formula has one `~`, and this has two.", left.span, "Write response ~ terms + (1 | group)."
        )


def refuse_unfit(left: Expression, kind: Kind, family: Family) -> None:
    """Raise FormulaError for a response that the family cannot take: factors and matrices are for binomial models."""
    if family.name == "binomial":
        if isinstance(kind, Numeric) and len(kind.components) not in (0, 1, 2):
            raise FormulaError("A binomial response has two columns.", left.span, "Write cbind(successes, failures).")
        return
    if isinstance(kind, OpenCategorical) or (isinstance(kind, Categorical) and not kind.logical):
        raise FormulaError(
            f"The response {frame_name(left)} must be numeric, and it is a factor.",
            left.span,
            "For a response of two classes use glmer(…, family = binomial).",
        )
    if isinstance(kind, Numeric) and len(kind.components) > 1:
        raise FormulaError(
            "A response of several columns is for the binomial family.",
            left.span,
            "Use glmer(cbind(successes, failures) ~ …, family = binomial), or one variable.",
        )
