"""Variables of the model frame, and what is known of their type."""

from __future__ import annotations

from dataclasses import field

from lme4math.formula.deparse import deparse
from lme4math.formula.nodes import Expression, Name
from lme4math.formula.vectors import WORDS
from lme4math.records import record
from lme4math.source import Span

R_CONSTANTS = frozenset({"T", "F", "pi", *WORDS})
"""Names that base R has values for; a column of the data goes before them."""


@record
class Numeric:
    """One number per observation, or one per column where a function gives a matrix (`poly(x, 2)`).

    Attributes:
        components: the suffixes that name the columns of a matrix (`("1", "2")`); empty for a single column.
        assumed: nobody said that the variable is numeric; it was taken to be.
    """

    components: tuple[str, ...] = ()
    assumed: bool = False


@record
class OpenMatrix:
    """Numbers in columns of which only the data tells how many there are, such as `ns(x, knots = k)` without data."""


@record
class Contrasts:
    """A contrast matrix, one row per level.

    Attributes:
        scheme: R's function, such as "contr.sum"; "" for a matrix that somebody wrote.
        suffixes: what R appends to the variable's name, per column.
        columns: the columns, each with one number per level.
    """

    scheme: str
    suffixes: tuple[str, ...]
    columns: tuple[tuple[float, ...], ...]


@record
class Categorical:
    """A factor with known levels; the first is the baseline.

    Attributes:
        levels: in R's order, unused ones already dropped.
        ordered: R codes it by orthogonal polynomials unless told otherwise.
        logical: it stands in R as a logical vector, whose levels are FALSE and TRUE.
        contrasts: those that the factor brings along (`C(f, contr.sum)`), or None for R's default.
    """

    levels: tuple[str, ...]
    ordered: bool = False
    logical: bool = False
    contrasts: Contrasts | None = None


@record
class OpenCategorical:
    """A factor whose levels are not known yet, such as `factor(year)` without data.

    Attributes:
        ordered: whether its levels have an order.
        coding: the contrasts that it is given, as `contr.sum` or R's text of them; empty where none are.
    """

    ordered: bool = False
    coding: str = ""


Kind = Numeric | OpenMatrix | Categorical | OpenCategorical

NUMBERS = Numeric | OpenMatrix
"""The kinds of numbers, in however many columns."""


@record
class Variable:
    """A variable of the model frame: a column of the data, or a call such as `log(time)`.

    Two variables are the same when R names them the same.

    Attributes:
        name: R's label, as in the names of terms and columns (backticks where R writes them).
        expression: its syntax tree.
        kind: its type.
        spans: where it stands in the R text.
    """

    name: str
    expression: Expression = field(compare=False)
    kind: Kind = field(compare=False)
    spans: tuple[Span, ...] = field(default=(), compare=False)

    @property
    def frame_name(self) -> str:
        """Its name as a column of the data or of the model frame: a plain name without backticks."""
        return frame_name(self.expression)


def frame_name(expression: Expression) -> str:
    """What R calls a variable in a model frame (`deparse(expression, backtick = FALSE)` for a plain name)."""
    return expression.name if isinstance(expression, Name) else deparse(expression)
