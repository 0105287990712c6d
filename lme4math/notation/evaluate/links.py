"""From the linear predictor to the mean: the displayed link, solved for μ."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import special

from lme4math.design.values import FloatArray
from lme4math.notation import tree
from lme4math.notation.evaluate.quantities import CannotEvaluateError
from lme4math.notation.evaluate.state import unsized
from lme4math.notation.tree import Expr, MatrixSymbol, Mean, Numeral, ResponseValue

INVERSES: dict[str, Callable[[Any], Any]] = {
    "log": np.exp,
    "sqrt": np.square,
    "logit": special.expit,
    "probit": special.ndtr,
    "cloglog": lambda eta: -np.expm1(-np.exp(eta)),
    "cauchit": lambda eta: np.arctan(eta) / np.pi + 0.5,
}


def solve_for_mean(left: Expr, predictor: FloatArray) -> FloatArray:
    """The mean for which the left side of an equation equals the linear predictor.

    Args:
        left: μ itself, or the link function of it; for a linear model the response.
        predictor: length n.

    Raises:
        CannotEvaluateError: the left side is not a link of the mean.
    """
    match unsized(left):
        case Mean() | MatrixSymbol() | ResponseValue():
            return predictor
        case tree.Apply(function=function, arguments=(argument,)) if function in INVERSES:
            return solve_for_mean(argument, INVERSES[function](predictor))
        case tree.Quotient(above=Numeral(value=above), below=below):
            return solve_for_mean(below, above / predictor)
        case tree.Power(base=base, exponent=Numeral(value=exponent)):
            return solve_for_mean(base, predictor ** (1.0 / exponent))
        case _:
            raise CannotEvaluateError("The left side of the equation is not a link function of the mean.")
