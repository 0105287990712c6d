"""Which random term of the formula the rows of a print belong to, and the covariances that they give."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from lme4math.evaluate import SquareMatrix
from lme4math.fits.estimates import Variance, names_of_terms, unique_names, valid_name
from lme4math.fits.matched_names import PartNames, names_of_part
from lme4math.fits.printed_head import PrintedCounts
from lme4math.fits.printed_lines import Figure, damaged
from lme4math.fits.printed_random import PrintedEffect, PrintedRandom, PrintedTerm
from lme4math.fits.printed_sections import PrintedFit
from lme4math.model import Covariance, GroupingFactor, MixedModel, RandomTerm
from lme4math.source import Span

_MOST_STEPS = 10_000
"""Of the search for the terms that rows are of, which takes one for each term but where their columns are alike."""


def labels_of(model: MixedModel) -> dict[str, list[PartNames]]:
    """What can stand under Groups, each with the names that columns can have there."""
    found: dict[str, list[PartNames]] = {}
    for term in model.random:
        names = names_of_part(model, term.part)
        for label in _labels(model, term.group):
            found.setdefault(label, []).append(names)
    return found


def _labels(model: MixedModel, group: GroupingFactor) -> Iterator[str]:
    """What a grouping factor can be called: all have points where one has several terms, and that one numbers."""
    names = [term.group.name for term in model.random]
    count = sum(valid_name(name) == valid_name(group.name) for name in names)
    for name in dict.fromkeys((group.name, _nested_name(group))):
        yield name
        if len(set(names)) < len(names):
            yield valid_name(name)
            yield from (f"{valid_name(name)}.{number}" for number in range(1, count))


def _nested_name(group: GroupingFactor) -> str:
    """The name of nested factors with brackets, `c:(b:a)`, as lme4 1.1 writes it."""
    *outer, last = group.variables
    for name in reversed(outer):
        last = f"{name}:({last})" if ":" in last else f"{name}:{last}"
    return last


def order_of(model: MixedModel, printed: PrintedFit, random: PrintedRandom) -> tuple[int, ...]:
    """The places in the formula of the random terms of a print, in the order of the print, which is lme4's.

    Raises:
        FormulaError: they are not the random terms of the formula.
    """
    own = [[place for place, one in enumerate(model.random) if _belongs(term, model, one)] for term in random.terms]
    found = _one_each(own)
    if len(found) < len(random.terms):
        term = random.terms[len(found)]
        raise damaged(f"The formula has no further random effects of {term.label} with these names.", term.span)
    left = [place for place in range(len(model.random)) if place not in found]
    if left:
        missing = model.random[left[0]].bar
        raise damaged(f"The random effects of ({missing}) are missing in this print.", _table(printed))
    groups = [model.random[place].group for place in found]
    ways = zip(names_of_terms(model, found), unique_names([*map(_nested_name, groups)]), strict=True)
    for term, labels in zip(random.terms, ways, strict=True):
        if term.label not in labels:
            raise damaged(f"These random effects should stand under the name {labels[0]}, not {term.label}.", term.span)
    return tuple(found)


def _one_each(choices: Sequence[Sequence[int]]) -> list[int]:
    """From each of some choices another one, those that stand first before others; as far as that is possible."""
    best: list[int] = []
    stack: list[list[int]] = [[]]
    steps = 0
    while stack and len(best) < len(choices) and steps < _MOST_STEPS:
        steps += 1
        found = stack.pop()
        best = max(best, found, key=len)
        if len(found) < len(choices):
            stack += [[*found, place] for place in reversed(choices[len(found)]) if place not in found]
    return best


def _table(printed: PrintedFit) -> Span:
    return printed.needed("random", "Random effects:").first.span


def _belongs(printed: PrintedTerm, model: MixedModel, term: RandomTerm) -> bool:
    names = names_of_part(model, term.part)
    return printed.label in _labels(model, term.group) and all(names.has(one.column) for one in printed.effects)


def refuse_other_counts(model: MixedModel, printed: PrintedFit, counts: PrintedCounts, order: Sequence[int]) -> None:
    """The grouping factors must be those of the formula, and the terms in the order of their numbers of levels.

    Raises:
        FormulaError: they are not.
    """
    section = printed.section("number")
    if section is None:
        return
    sizes = groups_of(model, counts)
    names = {term.group.name for term in model.random}
    if {*sizes} != names or len(counts.groups) != len(names):
        raise damaged("The grouping factors of this line are not those of the formula.", section.first.span)
    in_order = [sizes[model.random[place].group.name] for place in order]
    if any(before < after for before, after in pairwise(in_order)):
        message = "The random effects are not in the order of their numbers of levels, as lme4 has them."
        raise damaged(message, section.first.span)


def groups_of(model: MixedModel, counts: PrintedCounts) -> dict[str, int]:
    """The printed numbers of levels, by the grouping factors of the model, in the order of the print."""
    names = {
        " ".join(name.split()): term.group.name
        for term in model.random
        for name in (term.group.name, _nested_name(term.group))
    }
    return {names[name]: count for name, count in counts.groups if name in names}


def structured(
    term: PrintedTerm, covariance: Covariance, columns: Sequence[str], titles: Sequence[str]
) -> tuple[list[PrintedEffect], list[list[float | None]]]:
    """The rows of all columns of a term, and their correlations.

    Args:
        term: the rows of the print.
        covariance: the structure by the formula.
        columns: the names of all columns.
        titles: the columns of the table.

    Returns:
        the row of each column, and p × p correlations, None where the print does not show them.

    Raises:
        FormulaError: the rows are not those of such a structure.
    """
    size, first = len(columns), term.effects[0]
    wanted = [first.column] if covariance.homogeneous else [*columns]
    effects = [first] * size if covariance.homogeneous else [*term.effects]
    if [effect.column for effect in term.effects] != wanted or first.column != columns[0]:
        raise damaged(f"The rows of {term.label} should be {', '.join(wanted)}, in this order.", term.span)
    correlations: list[list[float | None]] = [[1.0 if a == b else None for b in range(size)] for a in range(size)]
    for at, effect in enumerate(term.effects):
        marked = covariance.structure in ("cs", "ar1")
        count = {"us": at, "diag": 0}.get(covariance.structure, 1 if at == 0 else 0)
        if "Corr" not in titles and (covariance.structure == "diag" or size == 1):
            count = 0
        if len(effect.correlations) != count or bool(effect.structure) != (marked and count > 0):
            raise damaged("The correlations of this row are not those that R prints here.", effect.span)
    for a, b in ((a, b) for a in range(size) for b in range(size) if a != b):
        correlations[a][b] = _correlation(term.effects, covariance.structure, max(a, b), min(a, b))
    if covariance.structure in ("cs", "ar1") and first.structure and first.structure != covariance.structure:
        raise damaged(f"This is not the structure of the formula, {covariance.structure}.", first.span)
    return effects, correlations


def _correlation(effects: Sequence[PrintedEffect], structure: str, row: int, column: int) -> float | None:
    match structure:
        case "us":
            return effects[row].correlations[column].value
        case "diag":
            return 0.0
        case "cs":
            return effects[0].correlations[0].value
    return float(effects[0].correlations[0].value ** (row - column))


def variances_of_term(
    label: str,
    columns: Sequence[str],
    effects: Sequence[PrintedEffect],
    correlations: Sequence[Sequence[float | None]],
    structure: str,
) -> Iterator[Variance]:
    """The rows of R's `as.data.frame(VarCorr(fit))` of one term, with the numbers that are printed."""
    for column, effect in zip(columns, effects, strict=True):
        yield Variance(label, column, None, value_of(effect.variance), value_of(effect.deviation))
    for first in range(len(columns)):
        for second in range(first + 1, len(columns)):
            correlation = correlations[second][first]
            yield Variance(label, columns[first], columns[second], 0.0 if structure == "diag" else None, correlation)


def value_of(figure: Figure | None) -> float | None:
    """A number, if it is printed."""
    return None if figure is None else figure.value


def covariance_matrix(
    effects: Sequence[PrintedEffect], correlations: Sequence[Sequence[float | None]]
) -> SquareMatrix | None:
    """The covariances of a term, p × p, from the numbers that are printed; None where they are not known."""
    deviations = [_deviation(effect) for effect in effects]
    known = [[math.nan if one is None else one for one in row] for row in correlations]
    matrix = tuple(
        tuple(one * first * second for one, second in zip(row, deviations, strict=True))
        for row, first in zip(known, deviations, strict=True)
    )
    return matrix if all(math.isfinite(one) for row in matrix for one in row) else None


def _deviation(effect: PrintedEffect) -> float:
    """A standard deviation, from its variance where that is printed more exactly."""
    variance, deviation = effect.variance, effect.deviation
    if deviation is None:
        return math.nan if variance is None else math.sqrt(variance.value)
    is_rougher = variance is not None and 2 * deviation.value * deviation.half > variance.half
    return math.sqrt(variance.value) if variance is not None and is_rougher else deviation.value
