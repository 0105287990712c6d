"""What coefficients mean, as users get it: tables of combinations of cells, and of cells as sums of coefficients."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from fractions import Fraction
from typing import TYPE_CHECKING

from lme4math.design_facts import cells_of, ranges_of_covariates
from lme4math.libraries import Cells
from lme4math.markup import join, markdown, plain
from lme4math.notation import (
    CellMeaning,
    cell_meanings,
    cell_notes,
    cell_values,
    coefficient,
    labelled,
    range_sentences,
)
from lme4math.pipeline import Compiled, names_of
from lme4math.records import record
from lme4math.source import visible
from lme4math.tabular import Cell, RCode, ResultTable, Tabular, Typeset

if TYPE_CHECKING:
    from lme4math.model import CellDesign
    from lme4math.notation import Names

Number = Fraction | float
Levels = tuple[str, ...]
MOST_ROWS = 60
"""The most rows of a table that is shown; `to_frame()` has all."""


class Weights(dict[Levels, Number]):
    """Weights of cells, by the levels of a cell: a tuple of one level of each factor, in the order of `factors`.

    Other cells have the weight 0. Where there is one factor, a level alone may be asked for as well.

    >>> Weights({("b",): Fraction(1), ("a",): Fraction(-1)})["b"]
    Fraction(1, 1)
    """

    def __missing__(self, levels: Levels | str) -> Number:
        return self[(levels,)] if isinstance(levels, str) else Fraction(0)


@record(eq=False)
class Meaning:
    """What one fixed effect is: an entry of `Model.meanings()`.

    >>> from lme4math import parse
    >>> meaning = parse("y ~ x * f + (1 | g)", factors={"f": ["a", "b"]}).meanings()[2]
    >>> meaning.name, meaning.symbol, meaning.text, meaning.where
    ('fb', 'β₂', 'μ(b) − μ(a)', 'x is 0')
    >>> meaning.cells
    {('a',): Fraction(-1, 1), ('b',): Fraction(1, 1)}

    Attributes:
        name: R's name of the coefficient.
        symbol: its symbol as Unicode text.
        text: the coefficient as a combination of the values of cells, as short as there is one; a dot stands for the
            average over the levels of a factor. Empty where it is not worked out.
        cells: the weights of all cells, exact fractions, or numbers where the scores of contrasts are no fractions.
            They are the coefficient's row of the pseudo-inverse of the cells' design: of its inverse, where there are
            as many cells as coefficients; else, of all weights that give it, those of least squares.
        factors: the names of the factors of the cells.
        of: what of a cell is meant: "mean of y", "slope of x", "log odds".
        where: the values of numeric variables at which it holds, as "x is 0"; empty if it holds everywhere.
        ratio: what its exponential is on the scale of odds, rates or means, as "odds(b) / odds(a)"; or empty.
        latex: the symbol as LaTeX.
        mathml: the symbol as a `<math>` element.
    """

    name: str
    symbol: str
    text: str
    cells: Weights
    factors: tuple[str, ...]
    of: str
    where: str
    ratio: str
    latex: str = field(default="", repr=False)
    mathml: str = field(default="", repr=False)


@record(eq=False)
class CellSum:
    """The value of one cell as a sum of coefficients: an entry of `Meanings.by_cell`.

    Attributes:
        value: the value, as "μ(b)" or "slope of x at b".
        text: the sum, as "β₀ + β₁"; or "not estimable".
        levels: the level of each factor.
        factors: the names of the factors.
        of: what of the cell is meant, as in `Meaning`.
        coefficients: what each coefficient is multiplied by, by R's names; None for a cell that does not occur in the
            data and whose value lme4 cannot estimate, as it drops columns.
        occurs: whether the cell occurs in the data; without data all do.
    """

    value: str
    text: str
    levels: Levels
    factors: tuple[str, ...]
    of: str
    coefficients: dict[str, Number] | None
    occurs: bool = True


class CellSums(Tabular, tuple[CellSum, ...]):
    """The values of all cells as sums of coefficients: `Meanings.by_cell`."""

    __slots__ = ()

    def _table(self) -> ResultTable:
        rows = [
            (_signs(one.value), _signs(one.text + ("" if one.occurs else ", without observations")))
            for one in self[:MOST_ROWS]
        ]
        more = (f"{len(self) - MOST_ROWS} more cells are not shown.",) if len(self) > MOST_ROWS else ()
        return ResultTable(("Value in a cell", "Sum of coefficients"), tuple(rows), below=more)

    def _columns(self) -> dict[str, Cells]:
        names = ("value", "text", "of", "occurs")
        return {
            "levels": [", ".join(one.levels) for one in self],
            **{name: [getattr(one, name) for one in self] for name in names},
        }


class Meanings(Tabular, tuple[Meaning, ...]):
    """The result of `Model.meanings()`: a tuple of `Meaning`, and a table of them.

    >>> from lme4math import parse
    >>> print(parse("y ~ f + (1 | g)", factors={"f": ["a", "b"]}).meanings())
    Coefficient  R name       Meaning
    β₀           (Intercept)  μ(a)
    β₁           fb           μ(b) − μ(a)
    μ is the mean of `y`.
    <BLANKLINE>
    Value in a cell  Sum of coefficients
    μ(a)             β₀
    μ(b)             β₀ + β₁

    Attributes:
        by_cell: the value of each cell as a sum of coefficients.
        notes: sentences on what the table does not say, such as columns that lme4 drops.
    """

    by_cell: CellSums
    notes: tuple[str, ...]

    def __new__(cls, meanings: Iterable[Meaning], by_cell: CellSums, notes: tuple[str, ...]) -> Meanings:
        """The meanings of coefficients, the values of cells, and sentences below."""
        made = super().__new__(cls, tuple(meanings))
        made.by_cell, made.notes = by_cell, notes
        return made

    def __getnewargs__(self) -> tuple[tuple[Meaning, ...], CellSums, tuple[str, ...]]:
        return tuple(self), self.by_cell, self.notes

    def _table(self) -> ResultTable:
        columns: dict[str, list[Cell]] = {
            "Coefficient": [_symbol(one) for one in self],
            "R name": [RCode(one.name) for one in self],
            "Meaning": [_signs(one.text) for one in self],
            "Where": [_signs(one.where) for one in self],
            "Exponentiated": [_signs(one.ratio) for one in self],
        }
        shown = {
            heading: cells
            for heading, cells in columns.items()
            if heading == "Meaning" or any(not isinstance(cell, Typeset) or cell.text for cell in cells)
        }
        rows = tuple(zip(*(cells[:MOST_ROWS] for cells in shown.values()), strict=True))
        more = (f"{len(self) - MOST_ROWS} more coefficients are not shown.",) if len(self) > MOST_ROWS else ()
        return ResultTable(tuple(shown), rows, below=(*more, *self.notes))

    def _tables(self) -> tuple[ResultTable, ...]:
        return (self._table(), *([self.by_cell._table()] if self.by_cell else []))

    def _columns(self) -> dict[str, Cells]:
        names = ("name", "symbol", "text", "of", "where", "ratio")
        return {name: [getattr(one, name) for one in self] for name in names}


def _symbol(one: Meaning) -> Cell:
    from lme4math.printers import in_cell

    return in_cell(one.latex, one.symbol, one.mathml)


def _signs(text: str) -> Typeset:
    """Signs in a cell; levels may have any characters."""
    return Typeset(visible(text), markdown(text.replace("`", "ˋ")), join([text]))


def meanings_of(compiled: Compiled, style: str) -> Meanings:
    """What the coefficients of a model mean.

    Raises:
        ValueError: there is no style of that name.
    """
    from lme4math.printers import sentences_as_text

    names, designs = names_of(compiled, style), cells_of(compiled)
    found = tuple(cell_meanings(names, designs))
    symbols = {meaning.row.number: one for meaning, one in zip(found, _symbols(names, found), strict=True)}
    ranges = range_sentences(names, ranges_of_covariates(compiled))
    notes = (*cell_notes(names, found, designs), *sentences_as_text(ranges))
    meanings = (_meaning(one, *symbols[one.row.number]) for one in found)
    return Meanings(meanings, CellSums(_sums(names, designs, {n: one[0] for n, one in symbols.items()})), notes)


def _symbols(names: Names, meanings: Sequence[CellMeaning]) -> Iterator[tuple[str, str, str]]:
    """The symbols of coefficients as text, as LaTeX and as MathML."""
    from lme4math.printers import compose, in_one_font, inline, latex_of_box, text_of_box

    boxes = tuple(compose(labelled(coefficient(names, one.row), names)) for one in meanings)
    for box, signs in zip(boxes, in_one_font(boxes), strict=True):
        yield text_of_box(signs), latex_of_box(box), inline(box)


def _meaning(one: CellMeaning, symbol: str, latex: str, mathml: str) -> Meaning:
    factors = tuple(factor.name for factor in one.design.factors)
    where = plain(one.where.clause).removeprefix(" when ").removeprefix(", ")
    of = plain(one.measure.spoken)
    return Meaning(
        one.row.column.name, symbol, one.text, Weights(one.weights), factors, of, where, one.ratio, latex, mathml
    )


def _sums(names: Names, designs: Sequence[CellDesign], symbols: Mapping[int, str]) -> Iterator[CellSum]:
    columns = names.model.fixed.columns
    for one in cell_values(names, designs):
        numbers = None if one.numbers is None else {columns[place].name: n for place, n in one.numbers.items()}
        factors = tuple(factor.name for factor in one.design.factors)
        of = plain(one.measure.spoken)
        yield CellSum(one.name, one.text(symbols), one.cell, factors, of, numbers, one.cell in one.design.cells)
