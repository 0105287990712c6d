"""Covariance structures asked for where they change nothing, or where their pattern has no meaning."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from lme4math.english import first_levels, listed, quoted
from lme4math.model.columns import IndicatorPiece, has_open_levels
from lme4math.model.mixed import RandomTerm
from lme4math.model.remarks.redundancy import factors_of, slopes_of, space_of, spoken, typed, typed_plain
from lme4math.model.variables import Categorical

MOST_NAMED = 3
"""Of more effects than this, only the first are named."""


def structure_remarks(term: RandomTerm) -> Iterator[str]:
    """What should be known about the structure of one random term."""
    columns, structure = term.part.columns, term.covariance.structure
    if structure == "us" or not columns:
        return
    if len(columns) == 1 and not has_open_levels(columns):
        as_factor = f"; with {spoken(columns[0])} as a factor it had one for each level" if columns[0].pieces else ""
        yield f"{typed(term)} has a single effect, so it is the same model as {typed_plain(term)}{as_factor}."
    elif structure == "diag":
        return
    elif not _is_of_levels(term):
        yield from _of_other_effects(term)
    elif structure == "ar1":
        yield from _order_of_levels(term)


def _is_of_levels(term: RandomTerm) -> bool:
    """Whether the effects are those of the levels of one factor, or for cs() of the combinations of several."""
    slopes, factors = slopes_of(term.part.columns[0]), factors_of(term.part.columns[0])
    enough = len(factors) == 1 or (len(factors) > 1 and term.covariance.structure == "cs")
    return enough and space_of(term).is_cells(slopes, factors)


def _of_other_effects(term: RandomTerm) -> Iterator[str]:
    columns, covariance = term.part.columns, term.covariance
    names = [spoken(column).replace("The ", "the ") for column in columns[:MOST_NAMED]]
    names += ["others"] if len(columns) > MOST_NAMED else []
    effects = listed(names) if len(names) > 1 else f"those of {names[0]}"
    if covariance.structure == "ar1":
        yield (
            "ar1() is meant for the levels of one factor in their order, as in `ar1(0 + time | g)` with a factor "
            f"`time`: the effects in {typed(term)}, {effects}, have no such order."
        )
    elif len(columns) == 2 and not covariance.homogeneous:
        yield f"Of two effects there is one correlation anyway: {typed(term)} is the same model as {typed_plain(term)}."
    else:
        what = "one variance and one correlation" if covariance.homogeneous else "one correlation"
        yield (
            f"cs() is meant for the levels of a factor, as in `cs(0 + f | g)`: in {typed(term)} it gives {what} to "
            f"effects of different kinds, {effects}."
        )


def _order_of_levels(term: RandomTerm) -> Iterator[str]:
    """Levels that are numbers, but not in their order or not evenly spaced; ar1() goes by their places alone."""
    pieces = (piece for piece in term.part.columns[0].pieces if isinstance(piece, IndicatorPiece))
    variable = next((piece.variable for piece in pieces), None)
    if variable is None or not isinstance(variable.kind, Categorical):
        return
    try:
        steps = [after - before for before, after in pairwise(map(float, variable.kind.levels))]
    except ValueError:
        return
    name = quoted(variable.frame_name)
    if not (all(step > 0 for step in steps) or all(step < 0 for step in steps)):
        yield (
            f"ar1() takes the levels of {name} as neighbours in the order "
            f"{first_levels(variable.kind.levels, MOST_NAMED)}, which is not that of the numbers."
        )
    elif any(abs(step - steps[0]) > SAME * abs(steps[0]) for step in steps):
        yield (
            f"ar1() takes every two neighbouring levels of {name} as one step apart, although the numbers are not "
            "evenly spaced."
        )


SAME = 1e-6
