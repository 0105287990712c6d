"""Where the estimates of a print stand in the text that was pasted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from lme4math.model import MixedModel
from lme4math.records import record
from lme4math.source import Span

if TYPE_CHECKING:
    from lme4math.fits.prints import PrintedTables

Spans = tuple[Span, ...]


@record
class PrintedPlaces:
    """The rows of a print.

    Attributes:
        text: what was pasted, whole.
        fixed: by R's name of a fixed effect, its name and its numbers.
        random: by the place of a random term in the formula, the row of each of its columns that is printed.
        residual: the row of the residual.
    """

    text: str
    fixed: Mapping[str, Spans]
    random: Mapping[int, Spans]
    residual: Spans


def places_in_print(text: str, tables: PrintedTables, model: MixedModel) -> PrintedPlaces:
    """The places of a print's rows.

    Args:
        text: what was pasted.
        tables: the tables of the print.
        model: its model.
    """
    found = {
        one.name: (one.span, *(figure.span for figure in one.figures.values())) for one in tables.fixed.coefficients
    }
    random = {
        place: tuple(effect.span for effect in term.effects)
        for place, term in zip(tables.order, tables.random.terms, strict=True)
    }
    for place, spans in random.items():  # of equal standard deviations one row is printed for all columns
        width = len(model.random[place].part.columns)
        random[place] = spans * width if len(spans) == 1 else spans
    residual = tables.random.residual
    return PrintedPlaces(text, found, random, () if residual is None else (residual.span,))
