"""Every symbol on the page: what it means, which R text it stands for, and at which level it lives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lme4math.model.columns import Column, Covariate, Indicator, LevelFamily
from lme4math.model.variables import Categorical
from lme4math.notation import tree
from lme4math.notation.covariances import covariance_of
from lme4math.notation.laws import covariance_symbol, has_residual, is_open, term_effects
from lme4math.notation.names import Names
from lme4math.notation.predictor import coefficient, residual, residual_variance, response
from lme4math.notation.symbols import Index
from lme4math.notation.tree import Expr, Grid, Parameter, Power, Product


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One symbol.

    Attributes:
        symbol: the symbol, as a node of the maths tree or an index.
        meaning: what it is, in plain words.
        r_text: R's name of it, or the R code that it stands for.
        level: "population", the name of a grouping factor, or "" for what belongs to no level.
    """

    symbol: Expr | Index
    meaning: str
    r_text: str
    level: str = ""


def legend(names: Names) -> tuple[LegendEntry, ...]:
    """The symbols of a model, in the order in which a reader meets them."""
    return (
        LegendEntry(response(names, names.observation), "the response of observation i", names.model.response.name),
        *_coefficients(names),
        *_effects(names),
        *_covariances(names),
        *_residuals(names),
        *_indices(names),
    )


def column_meaning(column: Column) -> str:
    """What the coefficient of a column is: an intercept, a slope, a difference from the baseline."""
    match column.pieces:
        case ():
            return "intercept"
        case (Covariate(variable=variable, component=""),):
            return f"slope of {variable.name}"
        case (Indicator(variable=variable, level=level),):
            return _indicator_meaning(variable.name, variable.kind, level, column)
        case (LevelFamily(variable=variable, full=full),):
            return f"{'value' if full else 'difference from the baseline'} for each level of {variable.name}"
        case _:
            return f"coefficient of {column.name}"


def _indicator_meaning(name: str, kind: object, level: str, column: Column) -> str:
    baseline = kind.levels[0] if isinstance(kind, Categorical) and kind.levels else level
    if baseline == level:
        return f"value where {name} is {level}"
    return f"coefficient of {column.name}: where {name} is {level} rather than {baseline}"


def _coefficients(names: Names) -> Iterator[LegendEntry]:
    for row in names.rows:
        if row.fixed:
            meaning = f"population {column_meaning(row.column)}"
            yield LegendEntry(coefficient(names, row), meaning, row.column.name, "population")


def _effects(names: Names) -> Iterator[LegendEntry]:
    for number in names.terms:
        term = names.model.random[number]
        for effect in term_effects(names, number):
            column = names.row(effect.row).column
            meaning = f"deviation of one level of {term.group.name} in the {column_meaning(column)}"
            yield LegendEntry(effect, meaning, f"{column.name} | {term.group.name}", term.group.name)


def _covariances(names: Names) -> Iterator[LegendEntry]:
    for number in names.terms:
        term = names.model.random[number]
        group = term.group.name
        if len(term.part.columns) > 1:
            meaning = f"covariance matrix of the random effects of {group}"
            yield LegendEntry(covariance_symbol(names, number), meaning, f"VarCorr(fit)${group}", group)
        if not is_open(names, number):
            columns = [column_meaning(column) for column in term.part.columns]
            for parameter in _parameters(covariance_of(names, number)):
                about = " and ".join(columns[entry] for entry in parameter.entries) or "random effects"
                meaning = f"{parameter_name(parameter)} of the {about} over the levels of {group}"
                yield LegendEntry(parameter, meaning, f"VarCorr(fit)${group}", group)


def parameter_name(parameter: Parameter) -> str:
    """What a parameter of a covariance matrix is called."""
    return "standard deviation" if parameter.role == "deviation" else parameter.role


def _parameters(node: Expr) -> tuple[Parameter, ...]:
    """The distinct parameters of a covariance matrix, in reading order."""
    found: dict[Parameter, None] = {}
    waiting: list[Expr] = [node]
    while waiting:
        match waiting.pop():
            case Parameter() as parameter:
                found.setdefault(parameter)
            case Power(base=base):
                waiting.append(base)
            case Product(factors=factors):
                waiting.extend(reversed(factors))
            case Grid(rows=rows):
                waiting.extend(entry for row in reversed(rows) for entry in reversed(row))
            case _:
                pass
    return tuple(found)


def _residuals(names: Names) -> Iterator[LegendEntry]:
    if has_residual(names):
        yield LegendEntry(residual(names.observation), "the residual of observation i", "residuals(fit)")
        variance = residual_variance(names)
        if isinstance(variance, tree.Power):
            yield LegendEntry(variance.base, "standard deviation of the residuals", "sigma(fit)")


def _indices(names: Names) -> Iterator[LegendEntry]:
    yield LegendEntry(names.observation, "index of observations", "rows of the data")
    for index, group in zip(names.groups, names.model.levels, strict=True):
        yield LegendEntry(index, f"index of the levels of {group.name}", group.name, group.name)
