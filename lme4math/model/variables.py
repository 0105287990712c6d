"""The variables of a model frame, what is known of their types, and the two protocols by which a model asks for them.

A `Frame` is a data set, or the absence of one. `build_model` asks it for `columns`, for which `.` stands, and then, by
`model_frame(request)`, for the `FrameVariables` of one formula: what each variable is, and how many levels of each
grouping factor are observed. Without data the answers come from declarations and from the registry of R's functions
(`without_data.py`); with data, `data/model_frame.py` evaluates them and drops the rows and levels that R drops.
"""

from __future__ import annotations

from dataclasses import field
from typing import Protocol, TypeVar

from lme4math.r import Expression, Name, deparse
from lme4math.records import record
from lme4math.script import ModelCall
from lme4math.source import Span


@record
class Numeric:
    """One number per observation, or one per column where a function gives a matrix (`poly(x, 2)`).

    Attributes:
        components: the suffixes that name the columns of a matrix (`("1", "2")`); empty for a single column.
        assumed: nothing declares the variable; it is taken as numeric.
        single: the name of the column of a matrix of one, which `cbind()` hands on; None for a vector.
    """

    components: tuple[str, ...] = ()
    assumed: bool = False
    single: str | None = field(default=None, compare=False)


@record
class OpenMatrix:
    """Numbers in columns of which only the data tells how many there are, such as `ns(x, knots = k)` without data."""


@record
class Contrasts:
    """A contrast matrix, one row per level.

    Attributes:
        scheme: R's function, such as "contr.sum"; "" for a matrix of numbers in the code.
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
        ordered: R codes it by orthogonal polynomials unless it has other contrasts.
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
        reference: the baseline, where it is known; else empty.
    """

    ordered: bool = False
    coding: str = ""
    reference: str = ""


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
    def span(self) -> Span | None:
        """Where it stands first, if it is written in the text."""
        return self.spans[0] if self.spans else None

    @property
    def frame_name(self) -> str:
        """Its name as a column of the data or of the model frame: a plain name without backticks."""
        return frame_name(self.expression)


def frame_name(expression: Expression) -> str:
    """What R calls a variable in a model frame (`deparse(expression, backtick = FALSE)` for a plain name)."""
    return expression.name if isinstance(expression, Name) else deparse(expression)


@record
class FrameRequest:
    """The model frame that a formula asks for.

    Attributes:
        variables: every variable of the whole formula, in R's order, the response first where there is one.
        call: the model call, for `subset=`, `weights=` and `offset=`.
    """

    variables: tuple[Expression, ...]
    call: ModelCall

    @property
    def names(self) -> tuple[str, ...]:
        """R's names of the variables as columns of the model frame."""
        return tuple(frame_name(variable) for variable in self.variables)


class FrameVariables(Protocol):
    """The variables of one model, evaluated or assumed; every `variable` is, by its R name, one of the request's."""

    def kind(self, variable: Expression) -> Kind:
        """What a variable is, as a column of X or on the left of a bar."""
        ...

    def as_factor(self, variable: Expression) -> Categorical | OpenCategorical:
        """What a variable becomes on the left of a bar that it groups as well: R makes it a factor there."""
        ...

    def n_levels(self, group: Expression) -> int | None:
        """How many levels of a grouping factor (a variable, a call, a product by `:`) are observed; None: unknown."""
        ...

    def has_lost_levels(self, variable: Expression, /) -> bool:
        """Whether some levels of a factor do not occur in the rows used."""
        ...


AnyFrame = TypeVar("AnyFrame", bound=FrameVariables)
Gives_co = TypeVar("Gives_co", bound=FrameVariables, covariant=True)


class Frame(Protocol[Gives_co]):
    """A data set, or the absence of one; asking it leaves nothing behind on it."""

    @property
    def columns(self) -> tuple[str, ...] | None:
        """The names of the columns of the data, in order; None without data."""
        ...

    def has(self, name: str) -> bool:
        """Whether there is, or is declared to be, a column of this name."""
        ...

    def has_words(self, name: str) -> bool:
        """Whether there is such a column and it is not numeric, so that R compares it as text or by its levels."""
        ...

    def model_frame(self, request: FrameRequest) -> Gives_co:
        """The model frame that is asked for.

        Raises:
            FormulaError: a variable does not exist or cannot be evaluated, with its place.
            DataError: the data leaves nothing to fit.
        """
        ...
