"""Expressions of one observation, computed for all of them at once, and the displayed link solved for the mean μ."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from typing import Any

import numpy as np
from scipy import special

from lme4math.data import FloatArray
from lme4math.english import quoted
from lme4math.evaluate.scope import State, as_defined, without_dimensions
from lme4math.evaluate.without_value import CannotEvaluateError
from lme4math.notation import Expr, Index, Lookup, MatrixSymbol, Mean, Numeral, Position, ResponseValue, Size, tree

Amount = FloatArray | float

FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    "log": np.log,
    "log2": np.log2,
    "log10": np.log10,
    "exp": np.exp,
    "sqrt": np.sqrt,
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "logit": special.logit,
}

CONSTANTS = {"pi": math.pi, "TRUE": 1.0, "FALSE": 0.0, "NA": math.nan, "NaN": math.nan}


def amount(node: Expr, state: State) -> Amount:
    """The value of an expression for every observation: a number, or an array of length n.

    Raises:
        CannotEvaluateError: the expression has no value for an observation.
    """
    try:
        rule = RULES[type(node)]
    except KeyError:
        raise CannotEvaluateError(f"{type(node).__name__} has no value for an observation.") from None
    return rule(node, state)


def _covariate(node: tree.Covariate, state: State) -> Amount:
    return _at(node.at, state.observations.numbers(node.variable, node.place), state)


def _statistic(node: tree.Statistic, state: State) -> Amount:
    return float(state.observations.numbers(node.variable)[0])


def _basis(node: tree.BasisFunction, state: State) -> Amount:
    return _at(node.at, state.observations.numbers(node.variable, node.place), state)


def _indicator(node: tree.Indicator, state: State) -> Amount:
    factor = state.observations.factor(node.variable)
    if not isinstance(node.level, str):
        raise CannotEvaluateError(f"The level in 1[{node.variable} = …] is not one of the data's.")
    compare = RELATIONS[node.relation]
    place = factor.levels.index(node.level) if node.level in factor.levels else len(factor.levels)  # of a typed level
    hits: FloatArray = compare(factor.codes, place).astype(np.float64)
    return _at(node.at, hits, state)


RELATIONS: dict[str, Callable[[Any, Any], Any]] = {
    ">": operator.gt,
    "<": operator.lt,
    "≥": operator.ge,
    "≤": operator.le,
    "=": operator.eq,
    "≠": operator.ne,
}


def _condition(node: tree.Condition, state: State) -> Amount:
    if node.relation not in RELATIONS:
        raise CannotEvaluateError(f"{node.relation} is not a relation of numbers.")
    true = RELATIONS[node.relation](amount(node.left, state), amount(node.right, state))
    return np.asarray(true, dtype=np.float64)


def _score(node: tree.ContrastScore, state: State) -> Amount:
    factor = state.observations.factor(node.variable)
    scores = dict(node.scores)
    by_level = np.array([scores.get(level, math.nan) for level in factor.levels])
    numbers: FloatArray = by_level[factor.codes]
    return _at(node.at, numbers, state)


def _membership(_node: tree.Membership, _state: State) -> Amount:
    raise CannotEvaluateError("1[j[i] = j] has a value only within the block of a group.")


def _coefficient(node: tree.Coefficient, state: State) -> Amount:
    if node.row not in state.beta:
        raise CannotEvaluateError(f"Coefficient number {node.row} is not one of the model's fixed effects.")
    return state.beta[node.row]


def _effect(node: tree.Effect, state: State) -> Amount:
    index = node.at.group if isinstance(node.at, Lookup) else node.at if state.is_inside(node.at) else None
    if not isinstance(index, Index) or index.level is None:
        raise CannotEvaluateError("A random effect has a value for an observation only by its group, such as j[i].")
    if isinstance(node.at, Lookup):
        _each_observation(node.at.of)
    return effects_of_term(node, state)[state.observations.groups(index.level)]


def effects_of_term(node: tree.Effect, state: State) -> FloatArray:
    """This effect of every group of its own level."""
    return state.b[places_of(node, state)]


def places_of(node: tree.Effect, state: State) -> slice:
    """The places in b of this effect of every group."""
    width = len(state.observations.model.random[node.term].part.columns)
    first = state.observations.first_effect(node.term) + node.position
    return slice(first, first + width * state.observations.n_groups(node.level), width)


def _varying(node: tree.Varying, state: State) -> Amount:
    defined = as_defined(node)
    if defined not in state.definitions:
        raise CannotEvaluateError(f"The document has no equation for coefficient number {node.row}.")
    inside = tuple(at for at in defined.at if isinstance(at, Index))
    return amount(state.definitions[defined], replace(state, inside=inside))


def _by_level(node: tree.ByLevel, state: State) -> Amount:
    if node not in state.definitions:
        raise CannotEvaluateError(f"The document has no equation for the coefficient of {node.variable}.")
    return amount(state.definitions[node], state)


def _cases(node: tree.Cases, state: State) -> Amount:
    """The value of the case that each observation is in; zero where none is given."""
    _each_observation(node.at)
    factor = state.observations.factor(node.variable)
    total = np.zeros(state.observations.n)
    for level, value in node.cases:
        if level not in factor.levels:
            raise CannotEvaluateError(f"There is no level {level} of {node.variable}.")
        total += (factor.codes == factor.levels.index(level)) * amount(value, state)
    return total


def _parameter(node: tree.Parameter, state: State) -> Amount:
    if node not in state.parameters:
        raise CannotEvaluateError("A covariance has a parameter that is not one of the model's.")
    return state.parameters[node]


def _mean(_node: tree.Mean, state: State) -> Amount:
    if state.mean is None:
        raise CannotEvaluateError("The mean of the response is not known here.")
    return state.mean


def _apply(node: tree.Apply, state: State) -> Amount:
    if node.function not in FUNCTIONS:
        raise CannotEvaluateError(f"The function {node.function} is not one that the equations use.")
    (argument,) = node.arguments
    value: Amount = FUNCTIONS[node.function](amount(argument, state))
    return value


def _own_link(node: tree.OwnLink, _state: State) -> Amount:
    raise unread_link(node)


def unread_link(link: tree.OwnLink) -> CannotEvaluateError:
    """The refusal of what only the formula of a link of the user's own could tell."""
    what = f"The link {quoted(link.code)} is a function of your own, whose formula is not read: the means are not known"
    return CannotEvaluateError(f"{what}.", hint="The linear predictor is computed without mean=True.")


def _weighted(node: tree.Weighted, state: State) -> Amount:
    coefficient = amount(node.coefficient, state)
    return coefficient if node.column is None else coefficient * amount(node.column, state)


def _at(at: Position, values: FloatArray, state: State) -> FloatArray:
    """The values of observations; in the equation of a group those of its first one, which stand for all of them."""
    if isinstance(at, Index) and at.level and state.is_inside(at):
        _, first, group = np.unique(state.observations.groups(at.level), return_index=True, return_inverse=True)
        of_groups: FloatArray = values[first][group]
        return of_groups
    _each_observation(at)
    return values


def _each_observation(at: Position) -> None:
    if not (isinstance(at, Index) and at.level is None):
        raise CannotEvaluateError("A covariate has a value for each observation i, and for no other index.")


def _size(node: Size, _state: State) -> Amount:
    if node.value is None:
        raise CannotEvaluateError("A size is not known.")
    return float(node.value)


RULES: dict[type, Callable[[Any, State], Amount]] = {
    tree.Numeral: lambda node, _: node.value,
    tree.NamedConstant: lambda node, _state: CONSTANTS[node.name],
    tree.Statistic: _statistic,
    Size: _size,
    tree.ResponseValue: lambda node, state: amount(node.value, state),
    tree.Residual: lambda _node, _state: 0.0,
    tree.Covariate: _covariate,
    tree.BasisFunction: _basis,
    tree.Indicator: _indicator,
    tree.Condition: _condition,
    tree.ContrastScore: _score,
    tree.Membership: _membership,
    tree.Coefficient: _coefficient,
    tree.Effect: _effect,
    tree.Varying: _varying,
    tree.Offset: lambda node, state: amount(node.value, state),
    tree.ByLevel: _by_level,
    tree.Cases: _cases,
    tree.Parameter: _parameter,
    tree.Estimate: lambda node, _: node.value,
    tree.Mean: _mean,
    tree.Sum: lambda node, state: reduce(operator.add, (amount(term, state) for term in node.terms), 0.0),
    tree.Product: lambda node, state: reduce(operator.mul, (amount(factor, state) for factor in node.factors), 1.0),
    tree.Quotient: lambda node, state: amount(node.above, state) / amount(node.below, state),
    tree.Power: lambda node, state: amount(node.base, state) ** amount(node.exponent, state),
    tree.Negative: lambda node, state: -amount(node.value, state),
    tree.Apply: _apply,
    tree.OwnLink: _own_link,
    tree.Weighted: _weighted,
}


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
    match without_dimensions(left):
        case Mean() | MatrixSymbol() | ResponseValue():
            return predictor
        case tree.Apply(function=function, arguments=(argument,)) if function in INVERSES:
            return solve_for_mean(argument, INVERSES[function](predictor))
        case tree.OwnLink() as link:
            raise unread_link(link)
        case tree.Quotient(above=Numeral(value=above), below=below):
            return solve_for_mean(below, above / predictor)
        case tree.Power(base=base, exponent=Numeral(value=exponent)):
            return solve_for_mean(base, predictor ** (1.0 / exponent))
        case tree.Power(base=base, exponent=tree.Quotient(above=Numeral(value=above), below=Numeral(value=below))):
            return solve_for_mean(base, predictor ** (below / above))
        case _:
            raise CannotEvaluateError("The left side of the equation is not a link function of the mean.")
