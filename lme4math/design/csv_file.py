"""A CSV file as a mapping of columns, typed as R's `read.csv` would type them."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from lme4math.design.table import refuse_twice
from lme4math.errors import DataError

MISSING = "NA"
LOGICALS = {
    **dict.fromkeys(("TRUE", "T", "true", "True"), True),
    **dict.fromkeys(("FALSE", "F", "false", "False"), False),
}
NUMBER = re.compile(r"\s*[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|0[xX][0-9a-fA-F]+|Inf|NaN)\s*")
INTEGER = re.compile(r"\s*[-+]?\d+\s*")
LARGEST_INTEGER = 2**31 - 1

Value = TypeVar("Value")

Column = list[bool | None] | list[int | None] | list[float | None] | list[str | None]


def read_csv(path: str | Path) -> dict[str, Column]:
    """The columns of a CSV file with a line of names.

    Types are R's (`type.convert`): logical, integer, double, else character; `NA` is missing, and so is an empty cell
    of a column that is not of characters.

    Args:
        path: the file, in UTF-8, separated by commas.

    Raises:
        DataError: the file cannot be read, is empty, its lines differ in length, or a column has no name of its own.
    """
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.reader(file) if row]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{path} cannot be read: {error}.", hint="It should be a CSV file in UTF-8.") from None
    if not rows:
        raise DataError(f"{path} is empty.", hint="Its first line should hold the names of the columns.")
    names, lines = rows[0], rows[1:]
    _refuse_nameless(names, path)
    refuse_twice(names)
    for number, line in enumerate(lines, start=2):
        if len(line) != len(names):
            raise DataError(
                f"Row {number} of {path} has {len(line)} cells where there are {len(names)} columns.",
                hint='Cells that hold a comma stand in double quotes: "1,5".',
            )
    columns = zip(*lines, strict=True) if lines else [() for _ in names]
    return {name: _typed(cells) for name, cells in zip(names, columns, strict=True)}


def _refuse_nameless(names: Sequence[str], path: str | Path) -> None:
    for number, name in enumerate(names, start=1):
        if not name.strip():
            raise DataError(
                f"Column {number} of {path} has no name.",
                hint="Give it one; R's write.csv(…, row.names = FALSE) leaves out the names of rows.",
            )


def _typed(cells: Sequence[str]) -> Column:
    """A column in the first of R's types that takes all its cells."""
    filled = [cell for cell in cells if cell not in (MISSING, "")]
    if filled and all(cell in LOGICALS for cell in filled):
        return _converted(cells, LOGICALS.__getitem__)
    if all(INTEGER.fullmatch(cell) and abs(float(cell)) <= LARGEST_INTEGER for cell in filled):
        return _converted(cells, lambda cell: int(float(cell)))  # int() refuses thousands of digits
    if all(NUMBER.fullmatch(cell) for cell in filled):
        return _converted(cells, _number)
    return [None if cell == MISSING else cell for cell in cells]


def _converted(cells: Sequence[str], convert: Callable[[str], Value]) -> list[Value | None]:
    return [None if cell in (MISSING, "") else convert(cell) for cell in cells]


def _number(cell: str) -> float:
    text = cell.strip()
    try:
        return float.fromhex(text) if "x" in text.lower() else float(text)
    except OverflowError:
        return -math.inf if text.startswith("-") else math.inf
