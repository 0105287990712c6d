"""Sentences on meanings in cells: what their signs are, which cells have no data, where data has no such value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lme4math.english import listed, quoted, typographic
from lme4math.model import Cell, CellDesign
from lme4math.notation.names.naming import Names
from lme4math.notation.words.cell_meanings import CellMeaning
from lme4math.notation.words.coding import dropped_sentence
from lme4math.notation.words.conditions import dropped_rows, reference
from lme4math.notation.words.phrases import success
from lme4math.notation.words.scale import average, response_of
from lme4math.notation.words.sentences import Sentence, coefficients, said

MOST_NAMED = 4
Ranges = Mapping[str, tuple[float, float]]
"""The least and the greatest value of numeric variables in data, by their R text."""


def cell_notes(names: Names, meanings: Sequence[CellMeaning], designs: Sequence[CellDesign]) -> Iterator[str]:
    """Sentences on the meanings of coefficients: signs, cells without data, columns that depend on others."""
    yield from _signs(names, meanings)
    yield from _of_cells(designs)
    if any(meaning.has_average for meaning in meanings):
        yield "A dot stands for the average over the levels of a factor."
    yield from _dependent(names, meanings)
    if too_many := [meaning.row for meaning in meanings if meaning.number is not None and not meaning.combination]:
        which = [quoted(row.column.name) for row in too_many]
        more = [f"{len(which) - MOST_NAMED} others"] if len(which) > MOST_NAMED else []
        yield f"The cells of {listed([*which[:MOST_NAMED], *more])} are too many to be worked out, or not known."


def _signs(names: Names, meanings: Sequence[CellMeaning]) -> Iterator[str]:
    """What is compared between cells, and in which groups."""
    link, signs = names.model.family.link, {meaning.measure.name for meaning in meanings if meaning.measure.is_mean}
    if signs & {"μ", "log μ"}:
        yield f"μ is the mean of {response_of(names)}."
    if "log odds" in signs and (event := success(names)):
        yield f"The odds are those that {event}."
    if "η" in signs:
        yield f"η is the linear predictor, on the scale of the link {quoted(link)}."
    if link != "identity" and (group := average(names)):
        yield f"The values of cells are those {group}, where the random effects are 0."


def _of_cells(designs: Sequence[CellDesign]) -> Iterator[str]:
    """The order of factors, cells without data, and that a coefficient may be several combinations."""
    several = [listed([quoted(one.name) for one in design.factors]) for design in designs if len(design.factors) > 1]
    for factors in dict.fromkeys(several):
        yield f"The levels of a cell are in the order {factors}."
    if any(design.weights is not None and not design.is_unique for design in designs):
        yield (
            "There are more cells than coefficients, as some factors do not interact: other combinations of cells give "
            "the same coefficients."
        )
    yield from dict.fromkeys(sentence for design in designs for sentence in _without_data(design))


def _dependent(names: Names, meanings: Sequence[CellMeaning]) -> Iterator[str]:
    """The columns that lme4 drops."""
    if dropped := dropped_rows(names):
        yield dropped_sentence(names, dropped)
    for meaning in meanings:
        if meaning.number is None and meaning.row.number in meaning.design.dropped:
            name = quoted(meaning.row.column.name)
            yield f"lme4 will drop {name}, whose column depends on those before it; the others are read without it."


def _without_data(design: CellDesign) -> Iterator[str]:
    lost = [cell for cell, row in design.empty if row is None]
    if len(lost) > MOST_NAMED:
        factors = listed([quoted(factor.name) for factor in design.factors])
        yield f"{len(lost)} combinations of levels of {factors} do not occur: their values are not estimable."
        return
    for cell in lost:
        yield f"No observation is one whose {_cell_name(design, cell)}: its value is not estimable."


def _cell_name(design: CellDesign, cell: Cell) -> str:
    """A cell in words: `A` is “a1” and `B` is “b2”."""
    pairs = zip(design.factors, cell, strict=True)
    return listed([f"{quoted(factor.name)} is {typographic(level)}" for factor, level in pairs])


def range_sentences(names: Names, ranges: Ranges) -> Iterator[Sentence]:
    """Which coefficients are read where a variable is 0 that is never 0 in the data, between the values that it has."""
    for name, (low, high) in ranges.items():
        condition = f"{quoted(name)} is 0"
        rows = [row for row in names.fixed_rows if condition in reference(names, row.column.pieces).numbers]
        if rows and (low > 0 or high < 0):
            verb = "is" if len(rows) == 1 else "are"
            span = f"runs from {low:.6g} to {high:.6g}" if low < high else f"is {low:.6g}"
            yield said(coefficients(names, rows), f" {verb} read where {condition}; in the data {quoted(name)} {span}.")
