"""What the displayed statements compute: linear predictor, mean, and the marginal covariance of the observations."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from lme4math.data import FloatArray, IntArray, Observations, numbers_of
from lme4math.errors import DataError, number
from lme4math.evaluate.matrix_values import dense, is_matrix, matrix, vector
from lme4math.evaluate.parameters import term_parameters
from lme4math.evaluate.quantities import amount, places_of, solve_for_mean
from lme4math.evaluate.scope import State, definitions_of, model_equation, plain_statements, without_dimensions
from lme4math.evaluate.stored_columns import on_stored_frame
from lme4math.evaluate.term_parameters import TermParameters
from lme4math.evaluate.without_value import CannotEvaluateError
from lme4math.notation import (
    LAWS,
    Distributed,
    Document,
    Effect,
    Expr,
    MatrixSymbol,
    Parameter,
    Product,
    Residual,
    Sum,
    tree,
)
from lme4math.records import walk


@np.errstate(all="ignore")  # a weight of 0 is no reason for a warning of numpy's
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
    document, design = on_stored_frame(document, observations), observations.design
    # Coefficients are numbered by the columns of X before any is dropped.
    fixed = np.zeros(len(design.X_columns))
    fixed[list(design.kept)] = numbers_of(beta, len(design.kept), "beta")
    state = State(
        observations, definitions_of(document), dict(enumerate(fixed)), numbers_of(b, int(design.Gp[-1]), "b")
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
        match without_dimensions(waiting.pop()):
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
"""Which argument of a distribution is its mean; of a binomial one, the probability."""


@np.errstate(all="ignore")  # a weight of 0 is no reason for a warning of numpy's
def marginal_covariance(
    document: Document, observations: Observations, theta: Any, par: Any, sigma: float, rows: Any
) -> FloatArray:
    """The covariance between observations, m × m for the m `rows` that are asked for.

    Args:
        document: the tree that is shown.
        observations: the data.
        theta, par: exactly one of them, as in `term_parameters`.
        sigma: the standard deviation of the residuals.
        rows: 0-based places among the rows used; all of them if None.

    Raises:
        DataError: a wrong length, rows that do not exist or are too many, or a tree that was changed into one without
            a value.
    """
    document = on_stored_frame(document, observations)
    chosen, places = np.unique(_rows(rows, observations.n), return_inverse=True)
    sigma = number(sigma, "sigma", "from 0 on", lambda value: 0 <= value < math.inf)
    linear = observations.model.function == "lmer"
    parameters = term_parameters(observations, theta, par, sigma if linear else 1.0)
    state = _state(document, observations, parameters, sigma)
    by_matrices = in_matrices(model_equation(document).right)
    total = (_by_matrices if by_matrices else _by_effects)(document, state, chosen)
    return total[np.ix_(places, places)] if len(places) > len(chosen) or (np.diff(places) != 1).any() else total


MOST_ROWS = 20_000
"""More rows have a covariance of more than 3.2 GB."""


def _by_effects(document: Document, state: State, rows: IntArray) -> FloatArray:
    """What the distributions of effects and residuals add up to."""
    state = replace(state, observations=state.observations.at(rows))
    total = np.zeros((len(rows), len(rows)))
    for statement in plain_statements(document):
        if isinstance(statement, Distributed):
            total += _contribution(document, statement, state)
    return total


def _rows(rows: Any, n: int) -> IntArray:
    try:
        asked = np.arange(n) if rows is None else np.asarray(rows).reshape(-1)
    except ValueError:  # rows of unequal length
        asked = np.array([None])
    if len(asked) > MOST_ROWS:
        raise DataError(
            f"The covariance of {len(asked):,} rows is too large to compute: it has {len(asked) ** 2:,} numbers.",
            hint=f"Ask for {MOST_ROWS:,} rows at most, as in rows=range(100).",
        )
    if asked.size and asked.dtype.kind not in "iu":
        raise DataError("rows must be whole numbers, the places of rows among those used, from 0.")
    chosen = asked.astype(np.intp)
    if chosen.size and (chosen.min() < 0 or chosen.max() >= n):
        raise DataError(f"rows must be between 0 and {n - 1}.")
    return chosen


def _state(document: Document, observations: Observations, terms: tuple[TermParameters, ...], sigma: float) -> State:
    """Values for all parameters that the document shows; effects and coefficients are zero."""
    shown = {node for node in walk(document) if isinstance(node, Parameter)}
    known = (node for node in shown if node.term is None or node.term < len(terms))
    values = {node: sigma if node.term is None else terms[node.term].value(node) for node in known}
    coefficients = {node.row for node in walk(document) if isinstance(node, tree.Coefficient)}
    return State(
        observations,
        definitions_of(document),
        dict.fromkeys(coefficients, 0.0),
        np.zeros(int(observations.design.Gp[-1])),
        values,
        {number: np.array(term.covariance) for number, term in enumerate(terms) if term.covariance is not None},
    )


def _contribution(document: Document, statement: Distributed, state: State) -> FloatArray | float:
    """What one distribution adds: a random term's effects within each group, or the residuals."""
    if isinstance(statement.left, tree.Residual):
        variance = amount(statement.law.parameters[-1], state)
        return np.diag(np.broadcast_to(np.asarray(variance, dtype=np.float64), (state.observations.n,)))
    effects = _effects(statement.left)
    if not effects:
        return 0.0
    spread = statement.law.parameters[-1]
    covariance = np.atleast_2d(dense(matrix(spread, state)))
    if covariance.shape != (len(effects), len(effects)):
        raise CannotEvaluateError("A covariance matrix must have one row for each effect.")
    if isinstance(spread, tree.CovarianceMatrix) and spread not in state.definitions:
        shown = [effect.position for effect in effects]  # which the page need not have in the order of lme4's columns
        covariance = covariance[np.ix_(shown, shown)]
    design = np.column_stack([_multiplier(document, effect, state) for effect in effects])
    groups = state.observations.groups(effects[0].level)
    together: FloatArray = design @ covariance @ design.T
    together *= groups[:, None] == groups[None, :]
    return together


def _effects(left: Expr) -> tuple[Effect, ...]:
    """The effects whose joint distribution is stated."""
    return tuple(node for node in walk(left) if isinstance(node, Effect))


def _multiplier(document: Document, effect: Effect, state: State) -> FloatArray:
    """What an effect is multiplied by in the displayed equation: how much the predictor moves when it moves by one."""
    moved = np.zeros_like(state.b)
    moved[places_of(effect, state)] = 1.0
    with_effect = State(state.observations, state.definitions, state.beta, moved)
    return displayed_predictor(document, with_effect) - displayed_predictor(document, state)


def _by_matrices(document: Document, state: State, rows: IntArray) -> FloatArray:
    """Z G Zᵀ plus the covariance of ε, from the statements about b and ε; of Z only these rows are made."""
    total = np.zeros((len(rows), len(rows)))
    at_rows = replace(state, observations=state.observations.at(rows))
    for statement in plain_statements(document):
        if isinstance(statement, Distributed) and isinstance(statement.left, tree.MatrixSymbol):
            spread = matrix(statement.law.parameters[-1], state)
            if not is_matrix(spread):
                raise CannotEvaluateError(f"The covariance of {statement.left.symbol.base.text} is not a matrix.")
            factor = _factor_of(document, statement.left, at_rows)
            if factor is None:  # picked, not multiplied by an identity: a weight of 0 makes a variance infinite
                total += dense(spread[rows][:, rows])
            else:
                total += dense(factor @ spread @ factor.T)
    return total


def _factor_of(document: Document, vector: tree.MatrixSymbol, state: State) -> Any:
    """The matrix that multiplies a vector in the displayed equation; None where the vector stands alone."""
    right = model_equation(document).right
    for term in right.terms if isinstance(right, tree.Sum) else (right,):
        factors = (
            [without_dimensions(factor) for factor in term.factors]
            if isinstance(term, tree.Product)
            else [without_dimensions(term)]
        )
        if factors[-1] == vector:
            return matrix(factors[0], state) if len(factors) > 1 else None
    raise CannotEvaluateError(f"The equation does not contain {vector.symbol.base.text}.")
