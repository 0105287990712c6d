"""What the model needs to know of the data, and who tells it.

A `Frame` knows the data set, or knows that there is none. `build_model` asks it twice: first for `columns`, which `.`
stands for; then, once every variable of the formula is known, for a `FrameKinds`, by `model_frame(request)`, which it
hands on with the model. The `FrameKinds` answers for each variable what it is (`kind`), what it is where it also
groups (`as_factor`), and for each grouping factor how many levels are observed (`n_levels`).

Without data the answers come from declarations and from R's functions (`declared.py`). With data, `design/` supplies
a `Frame` whose `model_frame` evaluates the request's variables on all rows, drops the rows that R drops (by
`subset=`, and where any variable, weight or offset is missing), drops unused levels, and answers from what is left.
It raises `FormulaError` or `DataError` for what R could not evaluate.
"""

from __future__ import annotations

from typing import Protocol, TypeVar

from lme4math.formula.call import ModelCall
from lme4math.formula.nodes import Expression
from lme4math.model.variables import Categorical, Kind, OpenCategorical, frame_name
from lme4math.records import record


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


class FrameKinds(Protocol):
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


AnyFrame = TypeVar("AnyFrame", bound=FrameKinds)
Gives_co = TypeVar("Gives_co", bound=FrameKinds, covariant=True)


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
        """Whether there is such a column and it holds no numbers, so that R compares it as text or by its levels."""
        ...

    def model_frame(self, request: FrameRequest) -> Gives_co:
        """The model frame that is asked for.

        Raises:
            FormulaError: a variable does not exist or cannot be evaluated, with its place.
            DataError: the data leaves nothing to fit.
        """
        ...
