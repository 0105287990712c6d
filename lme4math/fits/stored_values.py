"""Columns of a stored model frame: R's objects → vectors, and the contrasts that come with factors."""

from __future__ import annotations

import numpy as np

from lme4math.data import (
    NA_LEVEL,
    Calendar,
    Factor,
    FloatArray,
    Logicals,
    Matrix,
    Numbers,
    StoredFrame,
    Value,
    from_strings,
    length,
    missing,
)
from lme4math.english import quoted
from lme4math.errors import DataError, Error
from lme4math.fits.byte_stream import damaged
from lme4math.fits.r_objects import RObject
from lme4math.model import Contrasts, contrast_matrix
from lme4math.r import Text
from lme4math.source import Span


def stored_frame(frame: RObject) -> StoredFrame:
    """A data frame of R's as the frame of a fit.

    Raises:
        DataError: it is no data frame, or has columns that are neither numbers, text, factors nor matrices.
    """
    names = frame.names
    if "data.frame" not in frame.classes or len(names) != len(frame.items) or len(set(names)) != len(names):
        raise damaged("the model frame of the fit is not a data frame")
    columns = dict(zip(names, frame.items, strict=True))
    values = {name: value_of(name, column) for name, column in columns.items()}
    gap = next((name for name, value in values.items() if missing(value) is not None), None)
    if gap is not None:
        raise damaged(f"{quoted(gap)} has missing values in the model frame, which R leaves out")
    sizes = {length(value) for value in values.values()}
    if len(sizes) != 1:
        raise damaged("the variables of the model frame differ in length")
    contrasts = {
        name: contrasts_of(column.attribute("contrasts"), value.levels)
        for name, column in columns.items()
        if isinstance(value := values[name], Factor) and column.attribute("contrasts")
    }
    return StoredFrame(values, sizes.pop(), contrasts)


def value_of(name: str, column: RObject) -> Value:
    """A column as a vector.

    Raises:
        DataError: it is of a type that a mixed model has no use for.
    """
    if "factor" in column.classes and column.kind == "integer":
        return _factor(name, column)
    if column.kind in ("double", "integer", "logical") and len(column.dim) == 2:
        return _matrix(name, column)
    match column.kind:
        case "double" | "integer":
            known = (_CALENDARS[one] for one in column.classes if one in _CALENDARS)
            calendar: Calendar = next(known, "")
            return Numbers(column.numbers, column.kind == "integer", calendar)
        case "logical":
            truths = column.whole
            return Logicals(np.where((truths == 0) | (truths == 1), truths, -1).astype(np.intp))
        case "character":
            return from_strings(column.value)
        case _:
            kind = next(iter(column.classes), column.kind)
            raise DataError(f"The variable {quoted(name)} of the fit is of R's type {kind}, which is not read.")


_CALENDARS: dict[str, Calendar] = {"Date": "date", "POSIXct": "moment"}


def _factor(name: str, column: RObject) -> Factor:
    levels = column.attribute("levels")
    if levels.kind != "character" or len(set(levels.value)) != len(levels):
        raise damaged(f"the levels of {quoted(name)} are not text")
    codes = column.whole.astype(np.intp) - 1
    codes[codes < 0] = -1
    if len(codes) and codes.max() >= len(levels):
        raise damaged(f"{quoted(name)} has a value beyond its levels")
    named = tuple(NA_LEVEL if level is None else level for level in levels.value)
    return Factor(codes, named, "ordered" in column.classes)


def _matrix(name: str, column: RObject) -> Matrix:
    columns = matrix_of(column)
    if columns is None:
        raise damaged(f"the matrix {quoted(name)} has not its numbers")
    return Matrix(columns, column_names(column))


def matrix_of(stored: RObject) -> FloatArray | None:
    """A matrix of numbers; None where it is none."""
    numbers, dim = stored.numbers, stored.dim
    if len(dim) != 2 or dim[0] * dim[1] != len(numbers):
        return None
    return np.ascontiguousarray(numbers.reshape(dim, order="F"))


def column_names(stored: RObject) -> tuple[str, ...]:
    """The names of a matrix's columns; nothing where it has none."""
    names = stored.attribute("dimnames").items
    return names[1].texts if len(names) == 2 else ()


def contrasts_of(stored: RObject, levels: tuple[str, ...]) -> Contrasts:
    """Contrasts as R keeps them with a factor: the name of a function, or the matrix.

    Raises:
        DataError: they are neither, or not of these levels.
    """
    if len(stored.texts) == 1:
        try:
            return contrast_matrix(Text(stored.texts[0], Span(0, 0)), levels)
        except Error as error:
            raise DataError(f"The contrasts {quoted(stored.texts[0])} are not known here.", hint=error.hint) from None
    matrix = matrix_of(stored)
    if matrix is None or len(matrix) != len(levels) or not np.isfinite(matrix).all():
        raise damaged("the contrasts of a factor are not a matrix with one row for each level")
    names = column_names(stored)
    suffixes = names if len(names) == matrix.shape[1] else tuple(str(place + 1) for place in range(matrix.shape[1]))
    return Contrasts("", suffixes, tuple(tuple(column) for column in matrix.T.tolist()))
