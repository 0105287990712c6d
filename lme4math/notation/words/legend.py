"""The legend: each symbol of the equations, its meaning, its R code, and the level that it belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import is_dataclass, replace
from itertools import islice

from lme4math.english import listed, quoted
from lme4math.model import Column
from lme4math.notation import tree
from lme4math.notation.label_places import label_key_of
from lme4math.notation.labelling import labelled
from lme4math.notation.laws import (
    LAWS,
    covariance_symbol,
    has_residual,
    is_open,
    law_parameter,
    mean,
    parameters_of,
    shown_response,
    term_effects,
)
from lme4math.notation.names.naming import Names
from lme4math.notation.names.symbols import Index
from lme4math.notation.notations import NOTATIONS, names_in
from lme4math.notation.omitted import Omitted
from lme4math.notation.page_names import PageNames
from lme4math.notation.predictor import coefficient, piece_value, residual, residual_variance
from lme4math.notation.tree import Parameter
from lme4math.notation.words.appearance import Places, documents, first_places, key_of
from lme4math.notation.words.conditions import dropped_rows, reference, reference_among
from lme4math.notation.words.glossary import (
    LegendEntry,
    Nodes,
    column_meaning,
    lookups,
    matrices,
    signs,
    sizes,
    variables,
    which_term,
    whole_coefficients,
)
from lme4math.notation.words.phrases import letter_of, success
from lme4math.r import deparse_name
from lme4math.records import kept_for_the_same, walk


@kept_for_the_same(8)  # a view asks for those of all styles, and for the first again
def legend(names: Names, notation: str | None = None) -> tuple[LegendEntry, ...]:
    """The symbols of a model, in the order in which they appear; those that do not come last.

    Args:
        names: the names of the model.
        notation: a notation with symbols of its own; all those that have the model's if None.
    """
    own = names if notation is None else names_in(notation, names)
    page = PageNames(own.model, own.labels)
    return tuple(
        replace(
            entry,
            symbol=labelled(entry.symbol, own),
            meaning=page.sentence(entry.meaning),
            label=label_key_of(entry.symbol, own),
        )
        for entry in _unlabelled(names, own, notation)
    )


def _unlabelled(names: Names, own: Names, notation: str | None) -> tuple[LegendEntry, ...]:
    """The legend with R's names for what has no letter."""
    shown = documents(names, notation)
    nodes = [node for document in shown.values() for node in walk(document)]
    kinds = set(filter(is_dataclass, set(map(type, nodes))))
    found = tuple(_entries(own, tuple(node for node in nodes if type(node) in kinds)))
    orders = {place: _in_order(found, first_places(document)) for place, document in shown.items()}
    first = dict.fromkeys(number for order in orders.values() for number in order)
    return tuple(
        replace(found[number], places=tuple(orders.get(place, _NOTHING).get(number) for place in range(len(NOTATIONS))))
        for number in (*first, *(number for number in range(len(found)) if number not in first))
    )


_NOTHING: Mapping[int, int] = {}


def _in_order(entries: Sequence[LegendEntry], places: Places) -> dict[int, int]:
    """The numbers of the entries that a notation has, as they appear in it, and the place of each among them."""
    keys = [key_of(entry.symbol) for entry in entries]
    there = {number: places.get(key, -1) for number, key in enumerate(keys) if key is None or key in places}
    return {number: place for place, number in enumerate(sorted(there, key=there.__getitem__))}


def _entries(names: Names, nodes: Nodes) -> Iterator[LegendEntry]:
    """The entries by what they are of; `nodes` are those of the notations."""
    yield from (
        _response(names),
        *variables(names, nodes),
        *_coefficients(names),
        *_dropped(names),
        *_effects(names),
        *whole_coefficients(names, nodes),
        *_covariances(names),
        *_distribution(names),
        *_functions(names),
        *matrices(names, nodes),
        *_indices(names),
        *lookups(names, nodes),
        *signs(names, nodes),
        *_left_out(names),
        *sizes(names, nodes),
    )


def _response(names: Names) -> LegendEntry:
    shown, letter = shown_response(names), letter_of(names.observation)
    what = "the response" if isinstance(shown, tree.ResponseValue) else "the number of successes"
    codes = f": 1 where {event}, else 0" if (event := success(names)) else ""
    return LegendEntry(shown, f"{what} of observation {letter}{codes}", names.model.response.name)


def _coefficients(names: Names) -> Iterator[LegendEntry]:
    for row in names.fixed_rows:
        name = row.column.name
        at = reference(names, row.column.pieces)
        meaning = f"population {column_meaning(row.column, names.fixed_part, at)}"
        summary = f"Fixed effects: {name}"
        yield LegendEntry(coefficient(names, row), meaning, _typed(names, row.column), "population", summary)


MOST_DROPPED = 12
"""The most columns that are named in an excerpt of those that lme4 drops."""


def _dropped(names: Names) -> Iterator[LegendEntry]:
    """Columns that are in no equation, with the symbols that they would have."""
    for row in islice(dropped_rows(names), MOST_DROPPED if names.excerpt_of else None):
        meaning = f"not estimated: lme4 drops {quoted(row.column.name)}, which depends on columns before it"
        yield LegendEntry(coefficient(names, row), meaning, _typed(names, row.column), "population")


def _left_out(names: Names) -> Iterator[LegendEntry]:
    """What an excerpt leaves out."""
    for one in names.shown(names.all_rows):
        if isinstance(one, Omitted):
            yield LegendEntry(one, f"{one.phrase}, which are not shown", "")


def _typed(names: Names, column: Column) -> str:
    """The R code that asks for a column; R's name of it where nothing was typed, as for an implicit intercept."""
    return names.model.source.slice(column.spans[0]) if column.spans else column.name


def _effects(names: Names) -> Iterator[LegendEntry]:
    for number in names.terms:
        term = names.model.random[number]
        for effect, column in zip(term_effects(names, number), names.term_columns(number), strict=True):
            part = names.term_part(number)
            what = column_meaning(column, part, reference_among(part, column.pieces))
            meaning = f"deviation of one level of {quoted(term.group.name)} in the {what}"
            r_text = f"{_typed(names, column)} | {term.group.name}"
            summary = f"ranef(fit)${deparse_name(term.group.name)}: {column.name}"
            yield LegendEntry(effect, meaning, r_text, term.group.name, summary)


def _covariances(names: Names) -> Iterator[LegendEntry]:
    for number in names.terms:
        term = names.model.random[number]
        group, r_text = term.group.name, term.bar
        if len(term.part.columns) > 1:
            named = covariance_symbol(names, number)
            meaning = f"covariance matrix of the random effects of {quoted(group)}{which_term(named.symbol.sub)}"
            yield LegendEntry(named, meaning, r_text, group, f"Random effects: {group}")
        if not is_open(names, number):
            yield from _parameters_of(names, number)


def _parameters_of(names: Names, number: int) -> Iterator[LegendEntry]:
    """The parameters of one covariance matrix; summary shows deviations, and correlations in place of covariances."""
    term, part = names.model.random[number], names.term_part(number)
    group, columns = term.group.name, term.part.columns
    for parameter in parameters_of(names, number):
        about = [columns[entry] for entry in parameter.entries]
        what = listed([f"the {column_meaning(column, part)}" for column in about] or ["the random effects"])
        meaning = f"{parameter_name(parameter)} of {what} over the levels of {quoted(group)}"
        shown = _deviation_in_summary(names) if parameter.role == "deviation" else IN_SUMMARY[parameter.role]
        row = listed([columns[entry].name for entry in sorted(parameter.entries)]) or columns[0].name
        yield LegendEntry(parameter, meaning, term.bar, group, f"Random effects: {group}, {row}, {shown}")


IN_SUMMARY = {"covariance": "Corr times both Std.Dev.", "correlation": "Corr"}


def _deviation_in_summary(names: Names) -> str:
    """The column of summary's table; of a generalised model with a dispersion it is larger by the factor sigma(fit).

    Source: `lme4::VarCorr`, which scales by `sc` wherever `useSc` is true, also where the fit itself does not.
    """
    has_dispersion = not has_residual(names) and LAWS[names.model.family.name].weighted
    return "Std.Dev. / sigma(fit)" if has_dispersion else "Std.Dev."


def parameter_name(parameter: Parameter) -> str:
    """What a parameter of a covariance matrix is called."""
    return "standard deviation" if parameter.role == "deviation" else parameter.role


SIGMA = "Random effects: Residual, Std.Dev."
SUMMARIES = {"σ": SIGMA, "φ": "Random effects: Residual, Variance", "θ": "Family: Negative Binomial"}
"""The place of a distribution's parameter besides the mean in R's summary."""


def _distribution(names: Names) -> Iterator[LegendEntry]:
    """The residuals and their deviation; of a generalised model the mean, and its other parameter."""
    letter = letter_of(names.observation)
    if has_residual(names):
        yield LegendEntry(residual(names.observation), f"the residual of observation {letter}", "residuals(fit)")
        variance = residual_variance(names)
        if isinstance(variance, tree.Power):
            yield LegendEntry(variance.base, "standard deviation of the residuals", "sigma(fit)", "", SIGMA)
        return
    shape, parameter = LAWS[names.model.family.name], law_parameter(names)
    of = f"of observation {letter}"
    what = f"probability {of}" if shape.mean == "probability" else f"mean of the response {of}"
    if event := success(names):
        what = f"probability that {event} in observation {letter}"
    yield LegendEntry(mean(names), f"{what}, given the random effects", "fitted(fit)")
    if isinstance(parameter, tree.Parameter):
        role = "standard deviation" if names.model.family.name == "gaussian" else shape.arguments[-1]
        meaning = f"{role} of the {shape.spoken} distribution"
        yield LegendEntry(parameter, meaning, shape.in_r, "", SUMMARIES[shape.parameter])


def _functions(names: Names) -> Iterator[LegendEntry]:
    """The functions that stand for columns: scores of contrasts, polynomials, splines."""
    pieces = dict.fromkeys(piece for row in names.rows for piece in row.column.pieces)
    for piece in pieces:
        value = piece_value(names, piece, names.observation)
        if isinstance(value, tree.ContrastScore):
            whose = letter_of(names.observation)
            meaning = f"score of the level of {quoted(value.variable)} that observation {whose} has"
            yield LegendEntry(value, meaning, piece.label)
        elif isinstance(value, tree.BasisFunction):
            yield LegendEntry(value, f"column {value.place + 1} of {quoted(value.variable)}", piece.label)


def _indices(names: Names) -> Iterator[LegendEntry]:
    yield LegendEntry(names.observation, _index_meaning(names, names.observation, "observation"), "rows of the data")
    for index, group in zip(names.groups, names.model.levels, strict=True):
        yield LegendEntry(index, _index_meaning(names, index, "level", group.name), group.name, group.name)
    for variable in {piece.variable.name: piece.variable for piece in names.families}.values():
        name = variable.frame_name
        yield LegendEntry(names.factor_index(variable, full=True), f"index of the levels of {quoted(name)}", name)


def _index_meaning(names: Names, index: Index, what: str, group: str = "") -> str:
    """What an index counts; of one such as jk, what its first letter counts and within what."""
    of = f" of {quoted(group)}" if group else ""
    around = [f"level {letter_of(names.groups[one - 1])} of {quoted(names.group(one))}" for one in names.outside(index)]
    if not around:
        return f"index of the {what}s{of}" if group else f"index of {what}s"
    if index.level and names.is_combination(index.level):
        return f"the {what}{of} for {listed(around)}"
    return f"{what} number {letter_of(index)[0]}{of} in {listed(around)}"
