"""Data frames of the library that the user has; none is needed, and none is imported before a frame is asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from lme4math.errors import DataError, one_of
from lme4math.records import record


@record
class Categories:
    """A column of categories with R's order of its levels.

    Attributes:
        codes: the place of each value's level, from 0.
        levels: in their order.
        ordered: whether they are more and less of something, as in R's ordered factors.
    """

    codes: tuple[int, ...]
    levels: tuple[str, ...]
    ordered: bool = False

    def __len__(self) -> int:
        return len(self.codes)

    def __iter__(self) -> Iterator[str]:
        return (self.levels[code] for code in self.codes)


Cells = Sequence[Any] | Categories


def frame_of(columns: Mapping[str, Cells], library: str | None = None) -> Any:
    """Columns as a data frame.

    Args:
        columns: names and values.
        library: "polars", "pandas" or "pyarrow"; if None, the first of these that is imported, else that is installed.

    Raises:
        NotThereError: there is no library of that name.
        DataError: none is installed.
    """
    name = available() if library is None else one_of(library, LIBRARIES, "library of data frames")
    if name is None or not _is_installed(name):
        missing = "No library of data frames is installed" if name is None else f"`{name}` is not installed"
        raise DataError(f"{missing}.", hint="Install pandas, polars or pyarrow.")
    return LIBRARIES[name](import_module(name), columns)


def available() -> str | None:
    """The library that a user has: one that is imported, else one that is installed."""
    imported = next((name for name in LIBRARIES if sys.modules.get(name)), None)
    return imported or next(filter(_is_installed, LIBRARIES), None)


def _is_installed(name: str) -> bool:
    return bool(sys.modules.get(name)) or find_spec(name) is not None


def _polars(polars: Any, columns: Mapping[str, Cells]) -> Any:
    def series(name: str, cells: Cells) -> Any:
        dtype = polars.Enum(cells.levels) if isinstance(cells, Categories) else None
        return polars.Series(name, list(cells), dtype=dtype)

    return polars.DataFrame([series(*column) for column in columns.items()])


def _pandas(pandas: Any, columns: Mapping[str, Cells]) -> Any:
    def column(cells: Cells) -> Any:
        if isinstance(cells, Categories):
            return pandas.Categorical.from_codes(cells.codes, categories=cells.levels, ordered=cells.ordered)
        return list(cells)

    return pandas.DataFrame({name: column(cells) for name, cells in columns.items()})


def _pyarrow(pyarrow: Any, columns: Mapping[str, Cells]) -> Any:
    def array(cells: Cells) -> Any:
        if isinstance(cells, Categories):
            return pyarrow.DictionaryArray.from_arrays(list(cells.codes), list(cells.levels), ordered=cells.ordered)
        return pyarrow.array(list(cells))

    return pyarrow.table({name: array(cells) for name, cells in columns.items()})


LIBRARIES: dict[str, Callable[[Any, Mapping[str, Cells]], Any]] = {
    "polars": _polars,
    "pandas": _pandas,
    "pyarrow": _pyarrow,
}
"""The libraries, the one first that a user of several is most likely to have imported on purpose."""
