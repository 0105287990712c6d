"""Data of no special form, on which models are compared that were read without data.

Every factor has all its levels, every combination of levels occurs, and numbers are random: two models that are the
same on such data are the same on any. `special_forms` are data in which that may be different: where groups nest, where
a group has one row, where a covariate is one of groups.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from lme4math.model import Categorical, Column, Kind, MixedModel, OpenCategorical, levels_asked, variables_in
from lme4math.r import Expression, Name, called_name, operands_of, parse_expression, walk_calls
from lme4math.records import record
from lme4math.script import FACTOR_FUNCTIONS

Columns = dict[str, list[Any]]

N_LEVELS = 3
N_GROUPS = 6
LEAST_ROWS = 240
MOST_ROWS = 1_500
RANGES = ((0.1, 0.9), (1.0, 9.0), (11.0, 99.0), (-3.0, 3.0))
"""In which covariates may lie, so that what is computed of them exists: `log(x)`, `asin(sqrt(x))`, `x > 5`."""

COUNTS = ((0, 2), (1, 5), (5, 10))
"""Between which the counts in a response lie: one alone, of successes, and of trials."""


@record
class Roles:
    """What the variables of models are, by name.

    Attributes:
        levels: of factors and groups.
        numbers: of numeric variables.
        responses: the family of each variable in a response.
        groups: those that only group.
        invented: factors whose levels are made up.
    """

    levels: Mapping[str, tuple[Any, ...]]
    numbers: tuple[str, ...]
    responses: Mapping[str, str]
    groups: tuple[str, ...]
    invented: tuple[str, ...] = ()


def roles_of(models: Sequence[MixedModel], declared: Mapping[str, Kind]) -> Roles:
    """What the variables of models are that were read without data.

    Args:
        declared: what is declared of variables, by name.
    """
    expressions = [variable for model in models for variable in _expressions(model)]
    names = dict.fromkeys(name for one in expressions for name in sorted(variables_in(one)))
    known = {variable.frame_name: variable.kind for model in models for variable in model.variables}
    constants = frozenset().union(*(model.constants for model in models))
    grouping = [name for model in models for level in model.levels for name in _names_in(level.variables)]
    in_columns = {name for model in models for one in model.columns for name in _names_of_column(one)}
    groups = [name for name in grouping if name not in in_columns]
    responses = {
        name: model.family.name
        for model in models
        if model.response.expression is not None
        for name in sorted(variables_in(model.response.expression))
    }
    levels: dict[str, tuple[Any, ...]] = {}
    for name in (one for one in names if one not in constants and one not in responses):
        kind = declared.get(name) or known.get(name)
        found = _levels(name, kind, expressions, N_GROUPS if name in groups else N_LEVELS, name in grouping)
        if found:
            levels[name] = found
    numbers = tuple(name for name in names if name not in {*levels, *responses, *constants})
    invented = tuple(
        name
        for name in levels
        if name not in groups and not isinstance(declared.get(name) or known.get(name), Categorical)
    )
    only_groups = tuple(dict.fromkeys(name for name in groups if name in levels))
    return Roles(levels, numbers, responses, only_groups, invented)


def _expressions(model: MixedModel) -> Iterator[Expression]:
    yield from (variable.expression for variable in model.variables)
    yield from (one for one in (model.weights_argument, model.offset_argument) if one is not None)
    for level in model.levels:
        yield from map(parse_expression, level.variables)


def _names_in(variables: Sequence[str]) -> Iterator[str]:
    for variable in variables:
        yield from sorted(variables_in(parse_expression(variable)))


def _names_of_column(column: Column) -> Iterator[str]:
    for piece in column.pieces:
        yield from sorted(variables_in(piece.variable.expression))


def _levels(
    name: str, kind: Kind | None, expressions: Sequence[Expression], many: int, groups: bool
) -> tuple[Any, ...]:
    """The levels of a variable; none of one that is numeric."""
    if isinstance(kind, Categorical):
        return tuple(level == "TRUE" for level in kind.levels) if kind.logical else kind.levels
    asked = [found for one in expressions for node in walk_calls(one) if (found := levels_asked(node))]
    named = dict.fromkeys(level for one in asked if one.factor.name == name and one.by_text for level in one.levels)
    if named:
        return (*named, "another")
    computed = any(_computes_with(one, name) for one in expressions)
    if isinstance(kind, OpenCategorical) or (groups and not computed):
        return tuple(f"{name}{number}" for number in range(1, many + 1))
    if groups or any(_makes_factor_of(one, name) for one in expressions):
        return tuple(round(1.37 * number**1.3, 2) for number in range(1, many + 1))  # no two differ by the same
    return ()


def _computes_with(expression: Expression, name: str) -> bool:
    return (
        not isinstance(expression, Name) and name in variables_in(expression) and not _makes_factor_of(expression, name)
    )


def _makes_factor_of(expression: Expression, name: str) -> bool:
    return any(
        called_name(node) in FACTOR_FUNCTIONS
        and any(isinstance(one, Name) and one.name == name for one in operands_of(node))
        for node in walk_calls(expression)
    )


def forms_of(roles: Roles) -> Iterator[Columns]:
    """Columns in which every variable is what it is said to be, and nothing else is special.

    Models may not exist on the first of them: covariates lie in other ranges each time, and of two counts in a
    response first the one, then the other is larger.
    """
    for within in RANGES:
        yield _generic_columns(roles, within, tuple(roles.responses))
        if len(roles.responses) > 1:
            yield _generic_columns(roles, within, tuple(roles.responses)[::-1])


def _generic_columns(roles: Roles, within: tuple[float, float], responses: Sequence[str]) -> Columns:
    chance = np.random.default_rng(3)
    cells = int(np.prod([len(levels) for levels in roles.levels.values()], dtype=float))
    n = min(max(LEAST_ROWS, 3 * cells), MOST_ROWS)
    made: Columns = {}
    for name, levels in roles.levels.items():
        codes = chance.permutation(np.arange(n) % len(levels))
        made[name] = [levels[code] for code in codes.tolist()]
    for name in roles.numbers:
        made[name] = chance.uniform(*within, n).tolist()
    for place, name in enumerate(responses):
        alone = len(responses) == 1
        made[name] = _response(roles.responses[name], 0 if alone else 1 + place % 2, n, chance)
    return made


def _response(family: str, place: int, n: int, chance: np.random.Generator) -> list[Any]:
    if family == "binomial":
        return [*map(int, chance.integers(*COUNTS[place], n))]
    if family in ("poisson", "negative binomial"):
        return [*map(int, chance.integers(0, 9, n))]
    return [*map(float, chance.uniform(0.1, 0.9, n))]


def special_forms(roles: Roles, columns: Columns) -> Iterator[tuple[str, Columns]]:
    """Sentences' beginnings, and data of which they are true."""
    for inner in roles.groups[:4]:
        for outer in roles.groups[:4]:
            if inner != outer:
                pairs = [f"{a}.{b}" for a, b in zip(columns[outer], columns[inner], strict=True)]
                yield f"Where each level of `{inner}` belongs to one level of `{outer}`", {**columns, inner: pairs}
    for group in roles.groups[:2]:
        for name in roles.numbers[:3]:
            values = dict(zip(dict.fromkeys(columns[group]), sorted(set(columns[name])), strict=False))
            yield (
                f"Where `{name}` has one value in each level of `{group}`",
                {**columns, name: [values[one] for one in columns[group]]},
            )
