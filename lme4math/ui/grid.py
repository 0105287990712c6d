"""The rows and columns of the live table: those of the model, and those that a reader took out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lme4math.records import record
from lme4math.ui.content import AWAY, Level, TableRow, ViewContent


@record
class CoefficientTable:
    """What a table shows: its coefficients and its levels, in order."""

    rows: tuple[TableRow, ...]
    columns: tuple[Level, ...]


def grid_of(content: ViewContent) -> CoefficientTable:
    """What a model has."""
    return CoefficientTable(content.styles[0].table, content.levels)


def kept(shown: CoefficientTable, content: ViewContent) -> CoefficientTable:
    """What to show after a change: what left the model stays where it was, empty."""
    new = grid_of(content)
    return CoefficientTable(_kept_rows(shown.rows, new.rows), _kept_columns(shown.columns, new.columns))


def _kept_columns(shown: Sequence[Level], levels: Sequence[Level]) -> tuple[Level, ...]:
    """Those shown stay where they are; new levels come after them."""
    there = {level.name: level for level in levels}
    before = {level.name: level for level in shown}
    kept = (there.get(name, replace(level, index=AWAY)) for name, level in before.items())
    return (*kept, *(level for level in levels if level.name not in before))


def _kept_rows(shown: Sequence[TableRow], rows: Sequence[TableRow]) -> tuple[TableRow, ...]:
    """The model's in their order; those whose term is in the model no more follow the term that they followed."""
    terms = {row.code for row in rows}
    found = list(rows)
    after = 0
    for row in shown:
        if row.code not in terms:
            found.insert(after, replace(row, cells=()))
            after += 1
        else:
            after = 1 + max(place for place, one in enumerate(found) if one.code == row.code)
    return tuple(found)
