"""The left side of a model formula."""

from __future__ import annotations

from lme4math.errors import FormulaError
from lme4math.formula.deparse import deparse
from lme4math.formula.nodes import Call, Expression, Name
from lme4math.formula.walk import walk
from lme4math.model.mixed import Response
from lme4math.model.variables import frame_name
from lme4math.source import Span


def read_response(left: Expression | None, elsewhere: Span) -> Response:
    """The response; successes and failures apart where it is `cbind(successes, failures)`.

    Args:
        left: the expression left of `~`, or None.
        elsewhere: what to point at where there is no left side.

    Raises:
        FormulaError: the left side is a constant, a formula, or has a bar.
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
    if isinstance(left, Call) and left.operator == "~":
        raise FormulaError("A formula has one `~`.", left.span, "Write response ~ terms + (1 | group).")
    if not isinstance(left, Name | Call):
        raise FormulaError(
            "The response must be a variable, and this is a constant.", left.span, "Name the variable to be explained."
        )
    successes, failures = _trials(left)
    return Response(frame_name(left), left, successes, failures, left.span)


def _trials(left: Expression) -> tuple[str, str]:
    if isinstance(left, Call) and left.operator == "cbind" and len(left.operands) == 2:
        successes, failures = left.operands
        return deparse(successes), deparse(failures)
    return "", ""
