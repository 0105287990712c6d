"""The maths tree: a node for each kind of thing in an equation.

Nodes carry meaning, never layout: a coefficient, a random effect of a level, a covariate of observation i, a matrix
given by the rule for its rows. Brackets, spacing and line breaks belong to the printers, which need only the tree.

Levels are numbered as everywhere in the package: 0 is the population, 1, 2, … are the grouping factors in the order of
the formula. A coefficient's `row` is its row in the table coefficient × level.
"""

from __future__ import annotations

from typing import Literal

from lme4math.notation.names.symbols import Fixed, Index, Lookup, Position, Size, Symbol
from lme4math.notation.omitted import Omitted as Omitted
from lme4math.notation.tree_of_matrices import (
    Beside as Beside,
    BlockDiagonal as BlockDiagonal,
    CovarianceMatrix as CovarianceMatrix,
    Diagonal as Diagonal,
    ForEach as ForEach,
    Identity as Identity,
    Kronecker as Kronecker,
    MatrixSymbol as MatrixSymbol,
    RowsByRule as RowsByRule,
    RowVector as RowVector,
    Sized as Sized,
    Stacked as Stacked,
    WrittenMatrix as WrittenMatrix,
    Zero as Zero,
)
from lme4math.records import record
from lme4math.source import Span

# --- Quantities ----------------------------------------------------------------------------------------------------


@record
class Numeral:
    """A number."""

    value: float


@record
class NamedConstant:
    """A number that R has a name for, `name`: `pi`, `TRUE`, `FALSE`, `NA` or `NaN`."""

    symbol: Symbol
    name: str


@record
class Statistic:
    """One number made from all observations, such as `mean(x)`; `variable` is its R text."""

    symbol: Symbol
    variable: str
    spans: tuple[Span, ...] = ()


@record
class ResponseValue:
    """The response of an observation, y_i."""

    value: Expr
    """A covariate, or a function of several where the response is transformed."""


@record
class Residual:
    """The residual of an observation, ε_i."""

    symbol: Symbol
    at: Position


@record
class Covariate:
    """A numeric variable of an observation, time_i; `place` is the column, 0-based, of a matrix-valued one."""

    symbol: Symbol
    variable: str
    at: Position
    place: int | None = None
    spans: tuple[Span, ...] = ()


@record
class BasisFunction:
    """One function of a basis, of an observation's covariate: P₁(x_i). `variable` is R's text of the whole basis."""

    symbol: Symbol
    variable: str
    place: int
    argument: Expr
    at: Position
    spans: tuple[Span, ...] = ()


@record
class Indicator:
    """1 where a factor has, or has not, a level (or one of an index over levels): 1[type_i = +]. `shown` labels it."""

    symbol: Symbol
    variable: str
    level: str | Index | Fixed
    at: Position
    spans: tuple[Span, ...] = ()
    relation: Literal["=", "≠"] = "="
    shown: Symbol | None = None


@record
class Condition:
    """1 where a comparison of numbers is true, else 0: 1[x_i > 3]. `relation` is one of > < ≥ ≤ = ≠."""

    left: Expr
    relation: str
    right: Expr


@record
class ContrastScore:
    """The score that a contrast matrix gives to an observation's level: c₁(type_i)."""

    symbol: Symbol
    variable: str
    function: Symbol
    scores: tuple[tuple[str, float], ...]
    at: Position
    spans: tuple[Span, ...] = ()


@record
class Membership:
    """1 where an observation belongs to a group, else 0: 1[j[i] = j]."""

    lookup: Lookup
    group: Position


@record
class Coefficient:
    """A fixed effect: the population's value of a coefficient. `over` are indices over the levels of factors."""

    symbol: Symbol
    row: int
    over: tuple[Position, ...] = ()


@record
class Effect:
    """A random effect: how one group's coefficient differs from the population's.

    Attributes:
        level: the number of the level.
        term: which random term it belongs to, in the order of the formula, 0-based.
        position: its column in the term, 0-based.
    """

    symbol: Symbol
    row: int
    level: int
    term: int
    position: int
    at: Position
    over: tuple[Position, ...] = ()


@record
class Varying:
    """A whole coefficient that varies over groups: α_{j[i],k[i]}; `step` is that of its equation among several."""

    symbol: Symbol
    row: int
    at: tuple[Position, ...]
    over: tuple[Position, ...] = ()
    step: int = 0


@record
class ByLevel:
    """A coefficient that depends on a factor's level: α_{type[i]}. `variable` is R's text of the factor."""

    symbol: Symbol
    variable: str
    at: tuple[Position, ...]


@record
class Cases:
    """A value for each level of a factor of the observation; `shown` are the levels' labels, where there are some."""

    symbol: Symbol
    variable: str
    cases: tuple[tuple[str, Expr], ...]
    at: Position
    shown: tuple[Symbol | None, ...] = ()


@record
class Offset:
    """A known part of the linear predictor, with no coefficient."""

    value: Expr


@record
class Parameter:
    """A parameter of a covariance structure: a standard deviation τ₀, a covariance τ₀₁, a correlation ρ.

    `entries` are the columns of the term that it is about, 0-based.
    """

    symbol: Symbol
    role: Literal["deviation", "covariance", "correlation"]
    level: int | None
    term: int | None
    entries: tuple[int, ...] = ()


@record
class Estimate:
    """A symbol's estimate in its place, as a number from 0 on.

    Attributes:
        value: the number itself.
        written: its digits as they are shown.
        of: the symbol.
        error: the digits of its standard error, which is then shown after it.
    """

    value: float
    written: str
    of: Expr
    error: str = ""


@record
class Mean:
    """The mean of an observation's distribution given the random effects, μ_i."""

    symbol: Symbol
    at: Position


# --- Composition ---------------------------------------------------------------------------------------------------


@record
class Sum:
    """a + b + …"""

    terms: tuple[Expr, ...]


@record
class Product:
    """a · b · …"""

    factors: tuple[Expr, ...]


@record
class Quotient:
    """a / b"""

    above: Expr
    below: Expr


@record
class Power:
    """base to the power of exponent."""

    base: Expr
    exponent: Expr


@record
class Negative:
    """-a"""

    value: Expr


@record
class Apply:
    """A named mathematical function of its arguments: log(time_i), logit(μ_i)."""

    function: str
    arguments: tuple[Expr, ...]


@record
class OwnLink:
    """A link function of the user's own, of the mean: g(μ_i). Its formula is not known; `code` is its R text."""

    symbol: Symbol
    code: str
    argument: Expr


@record
class Weighted:
    """A coefficient (population and level effects together) times its column; the intercept has no column."""

    coefficient: Expr
    column: Expr | None
    row: int


@record
class SumOver:
    """A sum over running indices."""

    indices: tuple[Index, ...]
    body: Expr


Expr = (
    Numeral | Size | NamedConstant | Statistic | ResponseValue | Residual | Covariate | BasisFunction | Indicator |
    Condition | ContrastScore | Membership | Coefficient | Effect | Varying | ByLevel | Cases | Offset | Parameter |
    Estimate | Mean | Sum | Product | Quotient | Power | Negative | Apply | OwnLink | Weighted | SumOver |
    MatrixSymbol |
    CovarianceMatrix | Sized | RowsByRule | ForEach | Diagonal | Stacked | Beside | WrittenMatrix | RowVector |
    BlockDiagonal | Kronecker | Identity | Zero | Omitted
)  # fmt: skip
