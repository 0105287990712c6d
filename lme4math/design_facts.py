"""What the data of a model shows beyond its formula: which grouping factors nest, which columns depend on others."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from lme4math.errors import DataError
from lme4math.model import Cell, CellDesign, CovariatePiece, Variable, cell_designs
from lme4math.notation import power_of
from lme4math.pipeline import Compiled
from lme4math.records import kept_for_the_same

if TYPE_CHECKING:
    from lme4math.data import DesignStructure


def behind_of(compiled: Compiled) -> dict[tuple[int, int], frozenset[int]] | None:
    """The random columns that the data makes combinations of fixed ones; None where no rows are in memory."""
    if not compiled.in_memory:
        return None
    from lme4math.data import spanned_by_fixed

    return spanned_by_fixed(compiled.observations())


def structure_of(compiled: Compiled) -> DesignStructure:
    """Data → which of its grouping factors nest and which cross.

    Raises:
        DataError: the model was read without data.
    """
    if compiled.counts is None:
        raise DataError("This model has no data.", hint="Give the data to parse(code, data).")
    from lme4math.data import structure_of

    found, page = structure_of(compiled.model, compiled.counts), compiled.page
    called = tuple((level.name, page.group(level.name)) for level in found.levels)
    return replace(found, remarks=page.remarks(found.remarks), called=called)


def nestings_of(compiled: Compiled) -> tuple[tuple[str, str], ...]:
    """The grouping factors that nest in the data, the inner one and the outer; none without data."""
    if compiled.counts is None:
        return ()
    pairs = structure_of(compiled).pairs
    both_ways = ((pair.second, pair.first) for pair in pairs if pair.relation == "same")
    nested = ((pair.first, pair.second) for pair in pairs if pair.relation in ("nested", "same"))
    return (*nested, *both_ways)


@kept_for_the_same(2)
def cells_of(compiled: Compiled, most: int | None = None) -> tuple[CellDesign, ...]:
    """The cells of the fixed part: with data those that occur.

    Args:
        compiled: the model.
        most: designs with more cells times columns are not worked out; by default a large number.
    """

    def observed(variables: Sequence[Variable]) -> Collection[Cell] | None:
        if compiled.frame is None:
            return None
        from lme4math.data import observed_cells

        return observed_cells(compiled.frame, variables)

    fixed, dropped = compiled.model.fixed, compiled.dropped or frozenset()
    return cell_designs(fixed, dropped, observed) if most is None else cell_designs(fixed, dropped, observed, most)


def ranges_of_covariates(compiled: Compiled) -> dict[str, tuple[float, float]]:
    """The ranges of the numeric variables of the fixed part in the data; none where no rows are in memory."""
    if not compiled.in_memory:
        return {}
    from lme4math.data import ranges_of

    pieces = (piece for column in compiled.model.fixed.columns for piece in column.pieces)
    names = dict.fromkeys(power_of(piece).base for piece in pieces if isinstance(piece, CovariatePiece))
    return ranges_of(compiled.observations(), names)
