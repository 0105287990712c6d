"""What each fixed effect is in means of cells, or in their slopes: μ(b) − μ(a), where `x` is 0; and the way back.

On the scale of a link the means are log odds, log rates or logarithms, and the exponentials of effects are ratios.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from math import sqrt

from lme4math.model import Cell, CellDesign, Column, CovariatePiece, vanishes
from lme4math.notation.names.labels import Labels
from lme4math.notation.names.naming import Names
from lme4math.notation.names.rows import CoefficientRow
from lme4math.notation.names.symbols import plain_text
from lme4math.notation.words.combinations import AVERAGE, LARGEST_DENOMINATOR, Combination, combination
from lme4math.notation.words.conditions import Reference, reference
from lme4math.notation.words.phrases import spoken
from lme4math.notation.words.scale import Scale, response_of, scale_of
from lme4math.records import record

Number = Fraction | float
RATIOS = {"logit": "odds", "log": "μ"}


@record
class Measure:
    """What is compared between cells: a mean, or a slope.

    Attributes:
        name: "μ", "log odds", "slope of x".
        spoken: the same in words, R code between backticks.
        is_mean: whether it is the linear predictor itself.
        exponential: what its exponential is called, "odds"; or "".
    """

    name: str
    spoken: str
    is_mean: bool
    exponential: str = ""

    def at(self, cell: Cell, labels: Sequence[Mapping[str, str]], name: str = "") -> str:
        """Its value in a cell: μ(b), or the slope of x at b."""
        name = name or self.name
        levels = ", ".join(_shown(own.get(level, level)) for own, level in zip(labels, cell, strict=True))
        if not cell:
            return name
        return f"{name}({levels})" if self.is_mean else f"{name} at {levels if len(cell) == 1 else f'({levels})'}"


def _shown(level: str) -> str:
    """A level among signs, in quotes where it might be taken for one."""
    return level if level == AVERAGE or _WORDS.fullmatch(level) else f"“{level}”"


_WORDS = re.compile(r"[\w. ]*\w[\w. ]*")


@record(eq=False)
class CellMeaning:
    """A fixed effect as a combination of the values of cells.

    Attributes:
        row: the coefficient.
        design: the cells of its columns.
        number: its place among these; None of a column that depends on earlier ones.
        measure: what is combined.
        combination: the shortest combination; None where it is not worked out.
        condition: finds `where`, which takes long beside many other products of covariates.
        labels: the reader's own words for levels, for each factor of the cells.
        ratio: what its exponential is, or "".
    """

    row: CoefficientRow
    design: CellDesign
    number: int | None
    measure: Measure
    combination: Combination | None
    condition: Callable[[], Reference]
    labels: tuple[Mapping[str, str], ...] = ()
    ratio: str = ""

    @property
    def where(self) -> Reference:
        """The values of numeric variables at which it is read."""
        return self.condition()

    @property
    def text(self) -> str:
        """The combination in signs; "" where it is not worked out."""
        if self.combination is None:
            return ""
        return self.combination.text(lambda cell: self.measure.at(cell, self.labels))

    @property
    def has_average(self) -> bool:
        """Whether a dot stands in it."""
        return self.combination is not None and any(AVERAGE in cell for _, cell in self.combination.terms)

    @property
    def weights(self) -> dict[Cell, Number]:
        """The weights of the cells, of least squares where several give the coefficient; empty if not worked out."""
        if self.number is None or self.design.weights is None:
            return {}
        square = 1 / self.design.squares[self.number]
        found = self.design.weights[self.number]
        return {self.design.cells[place]: number_of(factor, square) for place, factor in sorted(found.items())}


def number_of(factor: Fraction, square: Fraction) -> Number:
    """A number times a root."""
    if square == 1 and factor.denominator <= LARGEST_DENOMINATOR:
        return factor
    return float(factor) * sqrt(square)


def cell_meanings(names: Names, designs: Sequence[CellDesign]) -> Iterator[CellMeaning]:
    """What the fixed effects are, in their order.

    Args:
        names: the names of the model.
        designs: the cells of its fixed part.
    """
    scale = scale_of(names)
    numbers = {place: number for design in designs for number, place in enumerate(design.columns)}
    worded = [(design, tuple(labels_of(names.labels, design))) for design in designs]
    of_column = {place: pair for pair in worded for place in (*pair[0].columns, *pair[0].dropped)}
    for row in names.fixed_rows:
        (design, labels), number = of_column[row.number], numbers.get(row.number)
        measure = measure_of(names, scale, design)
        found = combination(design, number) if design.weights is not None and number is not None else None
        where = partial(_where, names, scale, designs, design, row, found)
        yield CellMeaning(row, design, number, measure, found, where, labels, _ratio(scale, measure, found, labels))


def _where(
    names: Names,
    scale: Scale,
    designs: Sequence[CellDesign],
    design: CellDesign,
    row: CoefficientRow,
    found: Combination | None,
) -> Reference:
    """The values of numeric variables at which a coefficient is the combination that was found of it."""
    at = reference(names, row.column.pieces)
    where = (at.of_rates if scale.is_rate else at).beside_cells
    return where if found is None else where.and_without(_not_taken_away(names, designs, design, found))


def _not_taken_away(
    names: Names, designs: Sequence[CellDesign], design: CellDesign, found: Combination
) -> Iterator[Sequence[CovariatePiece]]:
    """The products of covariates besides its own by which a combination of cells changes."""
    weights, own = found.weights([factor.levels for factor in design.factors]), frozenset(design.covariates)
    for other in designs:
        if own < frozenset(other.covariates):
            columns = [names.model.fixed.columns[place] for place in other.columns]
            if other.weights is None or not all(vanishes(design, weights, column) for column in columns):
                yield [piece for piece in other.covariates if piece not in own]


def labels_of(labels: Labels, design: CellDesign) -> Iterator[Mapping[str, str]]:
    """The reader's own words for the levels of each factor."""
    for factor in design.factors:
        name = factor.variable.frame_name
        own = ((level, labels.level(name, level)) for level in factor.levels)
        yield {level: plain_text(symbol) for level, symbol in own if symbol is not None}


def measure_of(names: Names, scale: Scale, design: CellDesign) -> Measure:
    """What the coefficients of a product of covariates compare between cells."""
    link = names.model.family.link
    exponential = RATIOS.get(link, "") if scale.ratio else ""
    if not design.covariates:
        named = {"μ": f"mean of {response_of(names)}", "η": "linear predictor"}
        return Measure(scale.sign, named.get(scale.sign, scale.sign), True, "rate" if scale.is_rate else exponential)
    words = spoken([Column(design.covariates)], names.fixed_part).removeprefix("the ")
    return Measure(words.replace("`", ""), words, False, exponential)


def _ratio(scale: Scale, measure: Measure, found: Combination | None, labels: Sequence[Mapping[str, str]]) -> str:
    """What the exponential of a coefficient is: odds(b) / odds(a), or an odds ratio for a unit of a covariate."""
    if found is None or not measure.exponential or not found.is_plain:
        return ""
    if measure.is_mean:
        return found.text(lambda cell: measure.at(cell, labels, measure.exponential), " / ")
    depth = sum(len(own) > 1 for own in found.pairs or ())
    kind = scale.ratio if not depth else f"ratio of {scale.ratio.replace('ratio', 'ratios', 1)}"
    return f"{kind} per unit" if depth < 2 else ""


@record(eq=False)
class CellValue:
    """The mean of a cell, or a slope in it, as a sum of coefficients.

    Attributes:
        design: the cells of the coefficients.
        cell: one of them.
        measure: what it is the value of.
        numbers: what the coefficients are multiplied by, by the places of their columns in X; None where the cell does
            not occur in the data and the columns that lme4 drops leave its value open.
        labels: the reader's own words for levels, for each factor.
    """

    design: CellDesign
    cell: Cell
    measure: Measure
    numbers: Mapping[int, Number] | None
    labels: tuple[Mapping[str, str], ...] = ()

    @property
    def name(self) -> str:
        """The value in signs, such as μ(b)."""
        return self.measure.at(self.cell, self.labels)

    def text(self, symbol: Mapping[int, str]) -> str:
        """The sum in signs, with these symbols of the coefficients."""
        if self.numbers is None:
            return "not estimable"
        parts: list[str] = []
        for place, number in sorted(self.numbers.items()):
            sign = ("−" if number < 0 else "") if not parts else (" − " if number < 0 else " + ")
            size = abs(number)
            times = "" if size == 1 else f"{size if isinstance(size, Fraction) else f'{size:.4g}'} "
            parts.append(f"{sign}{times}{symbol[place]}")
        return "".join(parts) or "0"


def cell_values(names: Names, designs: Sequence[CellDesign]) -> Iterator[CellValue]:
    """The values of all cells, those that do not occur in the data last."""
    scale = scale_of(names)
    for design in designs:
        if design.weights is None or not design.columns:
            continue
        measure, labels = measure_of(names, scale, design), tuple(labels_of(names.labels, design))
        for cell, row in (*zip(design.cells, design.design, strict=True), *design.empty):
            numbers = None if row is None else {
                design.columns[place]: number_of(factor, design.squares[place]) for place, factor in row.items()
            }  # fmt: skip
            yield CellValue(design, cell, measure, numbers, labels)
