"""Equations with the estimates of a fit in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from lme4math.defaults import options
from lme4math.equations import Equations
from lme4math.errors import DataError, one_of
from lme4math.model import MixedModel
from lme4math.notation import (
    BY_GROUPS,
    WITH_OPTIONS,
    Expr,
    LevelEffects,
    Names,
    Numeral,
    Parameter,
    Sentence,
    Values,
    excerpt,
    labelled,
    sentences_with_values,
    with_both,
    with_estimates,
    with_estimates_of_level,
    writer,
)
from lme4math.pipeline import Compiled, equations_of, names_of

if TYPE_CHECKING:
    from lme4math.evaluate import TermParameters
    from lme4math.fits import Estimates

NUMBERS = ("symbols", "numbers", "both")
"""What stands in the equations: the symbols, the estimates, or the symbols with their values beneath."""

SPREADS = ("deviations", "variances")
"""How the spread of random effects is written: standard deviations with correlations, or variances with covariances."""


def estimated_equations(
    compiled: Compiled,
    estimates: Estimates,
    notation: str,
    style: str,
    *,
    numbers: str = "numbers",
    spread: str = "deviations",
    digits: int | None = None,
    errors: bool = False,
    most: int | None = None,
) -> Equations:
    """Model and estimates → equations; with about `most` coefficients at most, if it is given.

    Raises:
        ValueError: there is no such notation, style, way of numbers or of spread.
        DataError: the levels of a factor are not known.
    """
    plain = equations_of(compiled, notation, style)
    if most is not None:
        options = compiled.writing.options if notation in WITH_OPTIONS else None
        shown = excerpt(names_of(compiled, style, options, notation in BY_GROUPS), most)
        plain = plain.replace(labelled(writer(notation)(shown), shown))
    one_of(spread, SPREADS, "spread")
    nothing_known = not estimates.fixef and not estimates.variances
    if one_of(numbers, NUMBERS, "way of numbers") == "symbols" or nothing_known:
        return plain
    names = names_of(compiled, style, by_groups=notation in BY_GROUPS)
    values = _values(compiled, estimates, names, digits, errors=errors, correlations=spread == "deviations")
    write = with_estimates if numbers == "numbers" else with_both
    return plain.replace(write(plain.tree, values))


def words_with_values(
    compiled: Compiled, estimates: Estimates, digits: int | None = None
) -> Callable[[Sequence[Sentence]], tuple[Sentence, ...]]:
    """What puts the values of symbols behind them, in all sentences of a model."""
    values = _values(compiled, estimates, names_of(compiled), digits, errors=False, correlations=True)
    return lambda sentences: tuple(sentences_with_values(sentences, values))


def equations_of_level(
    compiled: Compiled, estimates: Estimates, group: str, level: object, style: str, digits: int | None
) -> Equations:
    """Model and estimates → the equations of one level of a grouping factor, computed on its own observations.

    Raises:
        NotThereError: there is no such grouping factor, or no such level.
        DataError: the random effects are not known, or the model has no data.
    """
    groups = [factor.name for factor in compiled.model.levels]
    number = groups.index(one_of(group, groups, "grouping factor")) + 1
    if estimates.b is None:
        raise DataError("The random effects of this fit are not known.", hint="Fit the model here, or read its .rds.")
    observations = compiled.observations()
    levels = observations.design.levels[group]
    name = one_of(level, levels, f"level of {group}")
    place = levels.index(name)
    effects: dict[tuple[int, int], float] = {}
    for term, random in enumerate(compiled.model.random):
        width = len(random.part.columns)
        first = observations.first_effect(term) + place * width
        if random.group.name == group:
            own = estimates.b[first : first + width].tolist()
            effects.update({(term, position): value for position, value in enumerate(own)})
    plain = equations_of(compiled, "expanded", style)
    values = _values(compiled, estimates, names_of(compiled, style), digits, errors=False, correlations=True)
    rows = (observations.groups(number) == place).nonzero()[0]
    called = compiled.page.group(group), compiled.page.level(compiled.model.levels[number - 1], name)
    sizes = {each: len(set(observations.groups(each)[rows])) for each in range(1, len(groups) + 1)}
    tree = with_estimates_of_level(plain.tree, values, LevelEffects(number, *called, effects, len(rows), sizes))
    return Equations(tree, lambda: observations.at(rows))


def cells_of(compiled: Compiled, estimates: Estimates) -> dict[tuple[int, int], Expr]:
    """What stands in the table coefficient × level: estimates with their standard errors, and standard deviations.

    Returns: the number by the row of the table and the level, 0 being the population.
    """
    names = names_of(compiled)
    values = _values(compiled, estimates, names, None, errors=True, correlations=True)
    cells: dict[tuple[int, int], Expr] = {}
    for row in names.rows:
        if row.number in values.coefficients:
            value, error = values.coefficients[row.number]
            cells[row.number, 0] = values.number(value, Numeral(0), error)
        for place in reversed(row.places):
            covariance = values.covariance(place.term)
            if covariance is not None:
                deviation = covariance[place.position][place.position] ** 0.5
                cells[row.number, place.level] = values.number(deviation, Numeral(0))
    return cells


def _values(
    compiled: Compiled, estimates: Estimates, names: Names, digits: int | None, *, errors: bool, correlations: bool
) -> Values:
    return Values(
        coefficients=_coefficients(names, estimates),
        parameter=partial(_parameter, compiled.model, estimates, _terms(compiled.model, estimates)),
        covariance=partial(_covariance, estimates),
        order=lambda term: tuple(place.position for _, place in names.term_rows(term)),
        digits=options.digits if digits is None else digits,
        errors=errors,
        correlations=correlations,
    )


def _coefficients(names: Names, estimates: Estimates) -> dict[int, tuple[float, float | None]]:
    errors: Mapping[str, float] = estimates.se or {}
    known = ((row.number, row.column.name) for row in names.fixed_rows)
    return {number: (estimates.fixef[name], errors.get(name)) for number, name in known if name in estimates.fixef}


def _terms(model: MixedModel, estimates: Estimates) -> tuple[TermParameters | None, ...]:
    from lme4math.evaluate import parameters_of

    each = zip(model.random, estimates.covariances, strict=True)
    return tuple(None if known is None else parameters_of(term, known) for term, known in each)


def _parameter(
    model: MixedModel, estimates: Estimates, terms: tuple[TermParameters | None, ...], parameter: Parameter
) -> float | None:
    if parameter.term is not None:
        known = terms[parameter.term]
        return None if known is None else known.value(parameter)
    return _DISPERSIONS[model.family.name](estimates)


def _sigma(estimates: Estimates) -> float | None:
    return estimates.sigma


def _squared(estimates: Estimates) -> float | None:
    return None if estimates.sigma is None else estimates.sigma**2


_DISPERSIONS: Mapping[str, Callable[[Estimates], float | None]] = {
    "gaussian": _sigma,
    "Gamma": _squared,
    "inverse.gaussian": _squared,
    "negative binomial": lambda estimates: estimates.size,
}
"""The parameter of the response's own distribution, σ, φ or θ."""


def _covariance(estimates: Estimates, term: int) -> tuple[tuple[float, ...], ...] | None:
    return estimates.covariances[term]
