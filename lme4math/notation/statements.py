"""A model in one notation: its statements, and the remarks that are printed beneath them."""

from __future__ import annotations

from lme4math.notation.names.symbols import Index, Lookup, Symbol
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


Statement = Equation | Distributed | Together


@record
class Range:
    """Which values an index takes: observations, or the levels of a factor; `within` which other factor, if any."""

    index: Index
    factor: str | None = None
    within: str | None = None


@record
class LookupMeaning:
    """What j[i] means: the group of this factor that observation i belongs to."""

    lookup: Lookup
    factor: str


@record
class Independent:
    """The random effects of these terms, and the residuals, are independent of each other and between groups.

    Attributes:
        factors: the grouping factor of each random term, in the order of the formula.
        residual: ε_i, or None where the model has no residual.
    """

    factors: tuple[str, ...]
    residual: Expr | None


@record
class LawMeaning:
    """What the arguments of a distribution are, and its variance where the arguments do not say it."""

    name: str
    arguments: tuple[str, ...]
    variance: Expr | None = None


@record
class FunctionMeaning:
    """The values of a contrast's scores, by level."""

    function: Symbol
    variable: str
    scores: tuple[tuple[str, float], ...]


@record
class BasisMeaning:
    """What the functions of a basis are, and R's text for them."""

    symbol: Symbol
    kind: str
    variable: str


@record
class LikelihoodWeight:
    """How often observation i counts in the likelihood."""

    observation: Index
    weight: Expr


Remark = LikelihoodWeight | BasisMeaning | Range | LookupMeaning | Independent | LawMeaning | FunctionMeaning


@record
class Document:
    """A model in one notation: its statements, and remarks on their symbols."""

    notation: str
    statements: tuple[Statement, ...]
    where: tuple[Remark, ...]
