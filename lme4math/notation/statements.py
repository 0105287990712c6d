"""A model in one notation: its statements, and the remarks that are printed beneath them."""

from __future__ import annotations

from lme4math.notation.names.symbols import Index, Lookup, Symbol
from lme4math.notation.omitted import Omitted
from lme4math.notation.tree import Expr
from lme4math.records import record


@record
class Law:
    """A probability distribution and its parameters."""

    name: str
    parameters: tuple[Expr, ...]


@record
class Equation:
    """left = right"""

    left: Expr
    right: Expr


@record
class Distributed:
    """left ~ law"""

    left: Expr
    law: Law


@record
class Together:
    """Statements that are read as one line of thought, side by side where there is room."""

    statements: tuple[Equation | Distributed, ...]


Statement = Equation | Distributed | Together | Omitted


Called = str | Symbol
"""What a variable or a grouping factor is called: R's name of it, or the reader's own words or symbol."""


@record
class Range:
    """The values of an index: observations, or the levels of a factor; `within` one level of others where they nest."""

    index: Index
    factor: Called | None = None
    within: tuple[Called, ...] = ()


@record
class LookupMeaning:
    """The meaning of j[i]: the group of this factor that observation i belongs to."""

    lookup: Lookup
    factor: Called


@record
class Independent:
    """The random effects of these terms, and the residuals, are independent of each other and between groups.

    Attributes:
        factors: the grouping factor of each random term, in the order of the formula.
        residual: ε_i, or None where the model has no residual.
    """

    factors: tuple[Called, ...]
    residual: Expr | None


@record
class LawMeaning:
    """The names of a distribution's arguments, and its variance where it is not one of them."""

    name: str
    arguments: tuple[str, ...]
    variance: Expr | None = None


@record
class FunctionMeaning:
    """The values of a contrast's scores, by level.

    Attributes:
        called: the factor's label, where it has one.
        shown: the labels of its levels, where there are some.
    """

    function: Symbol
    variable: str
    scores: tuple[tuple[str, float], ...]
    called: Called | None = None
    shown: tuple[Symbol | None, ...] = ()


@record
class BasisMeaning:
    """The kind of a basis, and R's text for it."""

    symbol: Symbol
    kind: str
    variable: str


@record
class LikelihoodWeight:
    """The weight of observation i in the log-likelihood."""

    observation: Index
    weight: Expr


@record
class LinkMeaning:
    """R's text of a link function of the user's own."""

    symbol: Symbol
    code: str


@record
class TakenToVary:
    """Variables that are taken to vary within groups, as neither data nor the reader say which do not."""

    names: tuple[Called, ...]


@record
class OfLevel:
    """The statements are those of the observations of one level of a grouping factor."""

    factor: Called
    level: str


Remark = (
    OfLevel
    | TakenToVary
    | LikelihoodWeight
    | BasisMeaning
    | Range
    | LookupMeaning
    | Independent
    | LawMeaning
    | FunctionMeaning
    | LinkMeaning
)


@record
class Document:
    """A model in one notation: its statements, and remarks on their symbols.

    Attributes:
        brief: how many of the statements, the first ones, say the model in short; the others write out its parts. All
            of them if None.
    """

    notation: str
    statements: tuple[Statement, ...]
    where: tuple[Remark, ...]
    brief: int | None = None
