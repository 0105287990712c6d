"""What a model fits over a numeric covariate, beside the data: the line of each level, and that of the population."""

from __future__ import annotations

import numpy as np

from lme4math.data import FloatArray, IntArray, Numbers, Observations
from lme4math.errors import DataError
from lme4math.fits.lines_by_level import lines_by_level
from lme4math.model import CovariatePiece, variables_in
from lme4math.records import record


@record(eq=False)
class LinesOverData:
    """Observations and lines.

    Attributes:
        covariate: its R text.
        x: length n.
        responses: length n.
        codes: length n, the level of each observation.
        levels: the labels of the levels.
        fitted: of each level the points that its line connects, by x: two rows, k columns.
        population: the same without random effects.
        straight: whether lines are by least squares through fitted values, since these differ at one x.
    """

    covariate: str
    x: FloatArray
    responses: FloatArray
    codes: IntArray
    levels: tuple[str, ...]
    fitted: tuple[FloatArray, ...]
    population: tuple[FloatArray, ...]
    straight: bool


def numeric_covariates(observations: Observations) -> list[str]:
    """The variables that the numeric columns of the model are made of, by their R text, in the formula's order."""
    model = observations.model
    pieces = [piece for column in model.columns for piece in column.pieces if isinstance(piece, CovariatePiece)]
    names = [name for piece in pieces for name in sorted(variables_in(piece.variable.expression))]
    table = observations.data.table
    return [name for name in dict.fromkeys(names) if isinstance(table.column(name), Numbers)]


def lines_over_data(
    observations: Observations, covariate: str, group: int, fitted: FloatArray, population: FloatArray
) -> LinesOverData:
    """The lines of the levels of a grouping factor over a covariate.

    Args:
        covariate: a name of `numeric_covariates`.
        group: the place of the factor among the model's, from 1.
        fitted: length n, the fitted values with the random effects.
        population: length n, those without them.

    Raises:
        DataError: the model has no response.
    """
    model, design = observations.model, observations.design
    x, codes = observations.numbers(covariate), observations.groups(group)
    levels = tuple(map(str, design.levels[model.levels[group - 1].name]))
    pieces = (piece for column in model.columns for piece in column.pieces)
    others = {name for piece in pieces for name in variables_in(piece.variable.expression)} - {covariate}
    straight = bool(others) or len(model.levels) > 1 or design.offset is not None
    if design.y is None:
        raise DataError("The model has no response, and so no data to draw lines over.")
    draw = _straight if straight else _connected
    return LinesOverData(
        covariate,
        x,
        design.y,
        codes,
        levels,
        draw(x, fitted, codes, len(levels)),
        draw(x, population, codes, len(levels)),
        straight,
    )


def _connected(x: FloatArray, y: FloatArray, codes: IntArray, n_levels: int) -> tuple[FloatArray, ...]:
    """Each level's own points, one for each x."""
    each = [np.unique(np.stack([x[codes == level], y[codes == level]]), axis=1) for level in range(n_levels)]
    return tuple(points[:, np.unique(points[0], return_index=True)[1]] for points in each)


def _straight(x: FloatArray, y: FloatArray, codes: IntArray, n_levels: int) -> tuple[FloatArray, ...]:
    """The ends of each level's line by least squares; a level at one x has no line."""
    lines = lines_by_level(x, y, codes, n_levels)
    ends = [np.array([x[codes == level].min(), x[codes == level].max()]) for level in range(n_levels)]
    found = [np.stack([end, line[0] + line[1] * end]) for end, line in zip(ends, lines, strict=True)]
    return tuple(points if np.isfinite(points).all() else points[:, :0] for points in found)
