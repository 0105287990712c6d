"""The linear predictor and the mean, from the equation that a document shows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from lme4math.data import FloatArray, Observations, numbers_of
from lme4math.evaluate.matrix_values import vector
from lme4math.evaluate.quantities import amount, solve_for_mean
from lme4math.evaluate.scope import State, definitions_of, model_equation, plain_statements, unsized
from lme4math.notation import LAWS, Distributed, Document, Effect, Expr, MatrixSymbol, Product, Residual, Sum
from lme4math.trees import walk


@np.errstate(all="ignore")  # a weight of 0 is no reason for a word of numpy's
def linear_predictor(document: Document, observations: Observations, beta: Any, b: Any, mean: bool) -> FloatArray:
    """What the displayed equation gives for each observation, residuals left out.

    Args:
        document: the tree that is shown.
        observations: the data.
        beta: the fixed effects, in the order of the kept columns of X.
        b: the random effects, in lme4's order.
        mean: apply the inverse of the displayed link.

    Returns:
        An array of length n.

    Raises:
        DataError: beta or b have the wrong length, or the tree was changed into one without a value.
    """
    design = observations.design
    # Coefficients are numbered by the columns of X before any is dropped.
    fixed = np.zeros(len(design.X_columns))
    fixed[list(design.kept)] = numbers_of(beta, len(design.kept), "beta")
    state = State(
        observations,
        definitions_of(document),
        dict(enumerate(fixed)),
        numbers_of(b, int(design.Gp[-1]), "b"),
    )
    predictor = displayed_predictor(document, state)
    return mean_response(document, state, predictor) if mean else predictor


def displayed_predictor(document: Document, state: State) -> FloatArray:
    """The right side of the model's equation, of length n."""
    right = model_equation(document).right
    value = vector(right, state) if in_matrices(right) else amount(right, state)
    return np.broadcast_to(np.asarray(value, dtype=np.float64), (state.observations.n,)).copy()


def in_matrices(node: Expr) -> bool:
    """Whether an equation's right side is written in matrices."""
    waiting = [node]
    while waiting:
        match unsized(waiting.pop()):
            case MatrixSymbol():
                return True
            case Sum(terms=parts) | Product(factors=parts):
                waiting.extend(parts)
            case _:
                pass
    return False


def mean_response(document: Document, state: State, predictor: FloatArray) -> FloatArray:
    """The mean of the response: the displayed link solved for μ, and μ put into the displayed distribution."""
    solved = solve_for_mean(model_equation(document).left, predictor)
    for statement in plain_statements(document):
        if isinstance(statement, Distributed) and statement.law.name in MEAN_ARGUMENTS and _is_response(statement.left):
            argument = statement.law.parameters[MEAN_ARGUMENTS[statement.law.name]]
            return np.broadcast_to(amount(argument, replace(state, mean=solved)), solved.shape).copy()
    return solved


def _is_response(left: Expr) -> bool:
    return not any(isinstance(node, Effect | Residual | MatrixSymbol) for node in walk(left))


MEAN_ARGUMENTS = {shape.name: shape.arguments.index(shape.mean) for shape in LAWS.values()}
"""Which argument of a distribution tells its mean; of a binomial one, the probability."""
