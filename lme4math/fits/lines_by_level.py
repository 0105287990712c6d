"""The line of each level of a grouping factor over a covariate: by the model, and by least squares on its own data."""

from __future__ import annotations

import numpy as np

from lme4math.data import FloatArray, IntArray, Observations
from lme4math.errors import DataError
from lme4math.fits.grouped_effects import grouped_effects
from lme4math.model import CovariatePiece
from lme4math.records import record


@record(eq=False)
class LevelLines:
    """Intercepts and slopes, and what they are of.

    Attributes:
        covariate: its name.
        own: L × 2, by least squares on the data of each level; NaN where these do not determine a line.
        fitted: L × 2, of the fitted values of each level.
        population: length 2, of what the fixed effects give.
    """

    covariate: str
    own: FloatArray
    fitted: FloatArray
    population: FloatArray


def level_lines(
    observations: Observations, group: str, responses: FloatArray, fitted: FloatArray, population: FloatArray
) -> LevelLines:
    """Lines over the one numeric covariate whose slope varies by a grouping factor.

    Args:
        group: the name of the factor.
        responses: length n.
        fitted: length n, with the random effects.
        population: length n, without them.

    Raises:
        DataError: not exactly one slope, that of a numeric covariate, varies by it beside the intercept.
    """
    model = observations.model
    terms = [model.random[place] for place in observations.design.term_order]
    columns = [column for term in terms if term.group.name == group for column in term.part.columns]
    slopes = [column for column in columns if column.pieces]
    numeric = len(slopes) == 1 and all(isinstance(piece, CovariatePiece) for piece in slopes[0].pieces)
    if not numeric or len(columns) != 2:
        raise DataError(
            f"Lines are drawn where the intercept and the slope of one numeric covariate vary by {group}.",
            hint="Draw the effects with plot_effects().",
        )
    effects = grouped_effects(observations)[group]
    x = effects.covariates[:, columns.index(slopes[0])]
    codes, n_levels = effects.codes, effects.n_levels
    return LevelLines(
        slopes[0].name,
        lines_by_level(x, responses, codes, n_levels),
        lines_by_level(x, fitted, codes, n_levels),
        lines_by_level(x, population, np.zeros_like(codes), 1)[0],
    )


def lines_by_level(x: FloatArray, y: FloatArray, codes: IntArray, n_levels: int) -> FloatArray:
    """Intercept and slope of each level by least squares, L × 2."""
    counts = np.bincount(codes, minlength=n_levels)
    with np.errstate(all="ignore"):
        x_mean = np.bincount(codes, x, n_levels) / counts
        y_mean = np.bincount(codes, y, n_levels) / counts
        away = x - x_mean[codes]
        squares = np.bincount(codes, away**2, n_levels)
        known = squares > 1e-12 * (1.0 + x_mean**2)
        slope = np.where(known, np.bincount(codes, away * y, n_levels) / squares, np.nan)
    return np.stack([y_mean - slope * x_mean, slope], axis=1)
