"""A CSV file as a mapping of columns, typed as R's `read.csv` would type them."""

from __future__ import annotations

import csv
import gc
import math
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TypeVar

from lme4math.data.table import refuse_twice
from lme4math.data.values import TRUTHS
from lme4math.errors import DataError
from lme4math.r import LARGEST_INTEGER

MISSING = "NA"
LOGICALS = {text: bool(truth) for text, truth in TRUTHS.items()}
NUMBER = re.compile(r"\s*[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?|0[xX][0-9a-fA-F]+|Inf|NaN)\s*")
DIGITS = frozenset("0123456789+-.,eE ")

Value = TypeVar("Value")

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}

Column = Sequence[bool | None] | Sequence[int | None] | Sequence[float | None] | Sequence[str | None]


def read_csv(path: str | Path) -> dict[str, Column]:
    """The columns of a file of separated values with a line of names.

    Types are R's (`type.convert`): logical, integer, double, else character; `NA` is missing, and so is an empty cell
    of a column that is not of characters. The separator is the one of comma, semicolon and tab that makes most names of
    the first line; beside semicolons, numbers may have a decimal comma, as in R's `read.csv2`. A first column without a
    name, the names of rows that R's `write.csv` writes, is called `X`, as in R.

    Args:
        path: the file, in UTF-8.

    Raises:
        DataError: the file cannot be read, is empty, its lines differ in length, or a column has no name of its own.
    """
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            separator = _separator(file.readline())
            file.seek(0)
            with _without_collector():
                names, columns = _columns(filter(None, csv.reader(file, delimiter=separator)), separator, path)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{path} cannot be read: {error}.", hint="It should be a CSV file in UTF-8.") from None
    return {name: _typed(cells, separator == ";") for name, cells in zip(names, columns, strict=True)}


@contextmanager
def _without_collector() -> Iterator[None]:
    """Cells refer to nothing, but the collector of cycles would look at them all, again and again: half of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _separator(line: str) -> str:
    """The separator that makes most names of the first line; the comma where none makes more than another."""
    return max(SEPARATORS, key=lambda separator: len(next(csv.reader([line], delimiter=separator), ())))


def _columns(lines: Iterator[list[str]], separator: str, path: str | Path) -> tuple[list[str], list[list[str]]]:
    """The names and the cells of the columns."""
    names = next(lines, None)
    if names is None:
        raise DataError(f"{path} is empty.", hint="Its first line should hold the names of the columns.")
    columns: list[list[str]] = [[] for _ in names]
    number = 2
    while chunk := list(islice(lines, 4096)):
        if set(map(len, chunk)) != {len(names)}:
            wrong = next(place for place, line in enumerate(chunk) if len(line) != len(names))
            raise DataError(
                f"Row {number + wrong} of {path} has {len(chunk[wrong])} cells where there are {len(names)} columns.",
                hint=f"Cells are separated by {SEPARATORS[separator]}; a cell that holds one stands in double quotes.",
            )
        for column, cells in zip(columns, zip(*chunk, strict=True), strict=True):
            column.extend(cells)
        number += len(chunk)
    names = _with_row_names(names)
    _refuse_nameless(names, path)
    refuse_twice(names)
    return names, columns


def _with_row_names(names: list[str]) -> list[str]:
    """The names of columns, the first being `X` where it has none beside others."""
    row_names = len(names) > 1 and not names[0].strip() and "X" not in names
    return ["X", *names[1:]] if row_names else names


def _refuse_nameless(names: Sequence[str], path: str | Path) -> None:
    for number, name in enumerate(names, start=1):
        if not name.strip():
            raise DataError(
                f"Column {number} of {path} has no name.",
                hint="Give it one; R's write.csv(…, row.names = FALSE) leaves out the names of rows.",
            )


def _typed(cells: Sequence[str], decimal_comma: bool) -> Column:
    """A column in the first of R's types that takes all its cells."""
    if (numbers := _all_numbers(cells)) is not None:
        return numbers
    filled = set(cells) - {MISSING, ""}
    if filled and filled <= LOGICALS.keys():
        return _converted(cells, LOGICALS.__getitem__)
    decimal = "," if decimal_comma and not any("." in cell for cell in filled) else "."
    number = _reader(filled, decimal)
    return [None if cell == MISSING else cell for cell in cells] if number is None else _converted(cells, number)


def _all_numbers(cells: Sequence[str]) -> Column | None:
    """A column of nothing but numbers in digits, which needs no look at each cell; None for any other."""
    try:
        numbers = list(map(float, cells))
    except ValueError:
        return None
    used = set("".join(cells))
    if not numbers or not used <= DIGITS:  # Python reads more as numbers than R
        return None
    if used.isdisjoint(".eE") and max(map(abs, numbers)) <= LARGEST_INTEGER:
        return [int(number) for number in numbers]
    return numbers


def _reader(cells: Collection[str], decimal: str) -> Callable[[str], float] | None:
    """What reads each of some distinct cells as a number, all as integers or all as doubles, or None if one is none."""
    plain: Callable[[str], float] = float if decimal == "." else lambda cell: float(cell.replace(decimal, "."))
    used = set("".join(cells))
    if used <= DIGITS:  # what Python reads of these is what R reads
        try:
            largest = max(map(abs, map(plain, cells)), default=0.0)
        except ValueError:
            return None
        whole = used.isdisjoint(f"{decimal}eE") and largest <= LARGEST_INTEGER
        return (lambda cell: int(plain(cell))) if whole else plain  # int() refuses thousands of digits
    return _number if decimal == "." and all(map(NUMBER.fullmatch, cells)) else None


def _converted(cells: Sequence[str], convert: Callable[[str], Value]) -> list[Value | None]:
    return [None if cell == MISSING or not cell else convert(cell) for cell in cells]


def _number(cell: str) -> float:
    text = cell.strip()
    try:
        return float.fromhex(text) if "x" in text.lower() else float(text)
    except OverflowError:
        return -math.inf if text.startswith("-") else math.inf
