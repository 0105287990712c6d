"""Equations that people wrote: whether they are the model of the code, and which model they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lme4math.api import Model, parse
from lme4math.attempts import given_indices, given_symbols, read_alone, sentence_of
from lme4math.check_results import Check, assumed, check_of, named_indices, named_symbols
from lme4math.errors import DataError, a_value
from lme4math.libraries import Cells
from lme4math.tabular import ResultTable, Tabular


@dataclass(frozen=True)
class LatexReading(Tabular):
    """What an equation stands for in R, and what had to be assumed: the result of `read_latex`.

    Attributes:
        means: the lme4 formula, or call, that the mathematics stands for; None where lme4 has none, or a part is open.
        symbols: of each covariate its R code, or the indicator of a level.
        indices: of each index, or group of indices, its grouping factor.
        notes: what was noticed, in the closed vocabulary of checks.
        latex: the text that was read.
    """

    means: str | None
    symbols: Mapping[str, str]
    indices: Mapping[str, str]
    notes: Sequence[Mapping[str, object]]
    latex: str = field(repr=False, default="")

    def text(self) -> str:
        """The reading in sentences.

        >>> from lme4math import read_latex
        >>> print(read_latex("y_i = a + u_school[i] + b * x_i + e_i").text())
        In R, it is `y ~ x + (1 | school)`.
        ...
        """
        opening = [f"In R, it is `{self.means}`." if self.means else "It is no model that lme4 has, or a part is open."]
        return "\n".join([*opening, *map(sentence_of, self.notes)])

    def _table(self) -> ResultTable:
        return ResultTable(
            ("Symbol", "Stands for"), assumed(self.symbols, self.indices), tuple(self.text().split("\n"))
        )

    def _columns(self) -> dict[str, Cells]:
        rows = assumed(self.symbols, self.indices)
        return {"symbol": [row[0] for row in rows], "stands_for": [row[1].text for row in rows]}


def check(
    latex: str,
    model: Model | str,
    *,
    symbols: Mapping[str, str] | None = None,
    indices: Mapping[str, str] | None = None,
) -> Check:
    """Hold an equation that a person wrote against a model.

    LaTeX is read, and Unicode or plain text as well; prose between formulas may name indices. An equation is right
    where it is the same model: the same response, family, link and offsets, the same space of fixed columns, and the
    same random blocks. Other letters, codings or baselines are noted. What the text leaves open makes it ambiguous.

    >>> text = "y_ij = b0 + b1 * x_ij + u_j + e_ij, u_j ~ N(0, t^2), e_ij ~ N(0, s^2)"
    >>> check(text, "lmer(y ~ x + (1 | g))").verdict
    'right'

    Args:
        latex: the equation, alone or with other text around it.
        model: the model, or its R code.
        symbols: what symbols stand for, as `{"T": "time", "Z": "1[type = +]"}`.
        indices: what indices stand for, as `{"j": "school", "c": "(factor) condition"}`.

    Raises:
        FormulaError: the text has no equation that can be read, or the R code is no model.
        DataError: an argument is of another type.
    """
    text = _text(latex)
    compiled = (parse(model) if isinstance(model, str) else _model(model))._compiled
    return check_of(text, compiled, given_symbols(symbols), given_indices(indices))


def read_latex(
    latex: str, *, symbols: Mapping[str, str] | None = None, indices: Mapping[str, str] | None = None
) -> LatexReading:
    """Read an equation that a person wrote as an lme4 formula.

    >>> read_latex("y_ij = b0 + b1 * x_ij + u_j + e_ij, u_j ~ N(0, t^2), e_ij ~ N(0, s^2)").means
    'y ~ x + (1 | j)'

    Args:
        latex: the equation, as in `check`.
        symbols: what symbols stand for, as in `check`; by default each stands for its own name.
        indices: what indices stand for, as in `check`.

    Raises:
        FormulaError: the text has no equation that can be read.
        DataError: an argument is of another type.
    """
    text = _text(latex)
    read = read_alone(text, given_symbols(symbols), given_indices(indices))
    reading = read.reading
    names = named_symbols(reading.symbols.meaning, "", "")
    return LatexReading(
        read.means, names, named_indices(reading.groups.groups), tuple(one.told for one in read.notes), text
    )


def _text(latex: object) -> str:
    if not isinstance(latex, str):
        raise DataError(f"latex must be a text; {a_value(latex)} was given.")
    return latex


def _model(model: object) -> Model:
    if not isinstance(model, Model):
        raise DataError(f"model must be a Model or R code; {a_value(model)} was given.")
    return model
