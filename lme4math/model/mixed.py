"""The statistical model: what lme4 would fit, with every part tied to its R text; and lme4's order of its terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from lme4math.model.columns import Column
from lme4math.model.lme4_checks import Lme4Checks
from lme4math.model.structures import STRUCTURES, Covariance
from lme4math.model.variables import Variable
from lme4math.r import Expression
from lme4math.records import record
from lme4math.source import Source, Span


@record
class Family:
    """A distribution of the response given the random effects, and its link.

    Attributes:
        name: "gaussian", "binomial", "poisson", "Gamma", "inverse.gaussian" or "negative binomial".
        link: R's name of the link ("identity", "logit", "log", "mu^0.25", …); the R code of one of the user's own.
        size: θ of a negative binomial where the call says it, `negative.binomial(2)`; None where it is estimated.
        exponent: λ of the link μ^λ that `power(λ)` makes; None for other links.
        own: what R calls a link of the user's own, whose formula is not read; "" for R's links.
    """

    name: str = "gaussian"
    link: str = "identity"
    size: float | None = None
    exponent: float | None = None
    own: str = ""


@record
class Term:
    """A product of variables in the fixed part or on the left of a bar (`time:type`).

    Attributes:
        variables: names of its variables, in R's order.
        spans: the characters that put it into the model.
    """

    variables: tuple[str, ...]
    spans: tuple[Span, ...] = ()

    @property
    def label(self) -> str:
        return ":".join(self.variables)

    @property
    def order(self) -> int:
        return len(self.variables)


@record
class LinearPart:
    """A formula's right side without bars, or the left side of a bar: terms, and the columns they make.

    Attributes:
        intercept: whether the constant column is among them.
        terms: in R's order (by degree).
        columns: in the order of the design matrix, before any is dropped for rank.
        offsets: names of the distinct `offset()` variables.
    """

    intercept: bool
    terms: tuple[Term, ...]
    columns: tuple[Column, ...]
    offsets: tuple[Variable, ...] = ()


@record
class GroupingFactor:
    """What is right of a bar: one level of the model's hierarchy.

    Attributes:
        name: lme4's name, such as `reg:spp`.
        variables: the variables whose observed combinations are its levels, in lme4's order.
        spans: where its variables stand in the R text.
        n_levels: the number of observed combinations; None where neither data nor a print tells it.
    """

    name: str
    variables: tuple[str, ...]
    spans: tuple[Span, ...] = ()
    n_levels: int | None = None


@record
class RandomTerm:
    """One bar after expansion: effects of a grouping factor, correlated within the term only.

    Attributes:
        bar: R's deparse of the bar, such as `0 + Days | Subject`.
        group: its grouping factor.
        part: its left side; a random term drops no columns.
        covariance: the structure of its covariance matrix.
        span: the characters of the bar that was typed, brackets left out.
    """

    bar: str
    group: GroupingFactor
    part: LinearPart
    covariance: Covariance
    span: Span

    @property
    def code(self) -> str:
        """The term as R code, with the function that asks for its structure."""
        structure = self.covariance.structure
        if structure == "us":
            return f"({self.bar})"
        usual = STRUCTURES[structure].homogeneous == self.covariance.homogeneous
        return f"{structure}({self.bar}{'' if usual else f', hom = {str(self.covariance.homogeneous).upper()}'})"

    @property
    def effects(self) -> str:
        """The bar without its grouping factor."""
        return self.bar.removesuffix(self.group.name)


@record
class Response:
    """The left side of the formula.

    Attributes:
        name: R's deparse; "" where the formula has no left side.
        expression: its syntax tree, or None.
        successes: R text of the first column where the response is `cbind(successes, failures)`.
        trials: the sum of both columns there, with what cancels left out: n of `cbind(s, n - s)`.
    """

    name: str
    expression: Expression | None
    successes: str = ""
    trials: Expression | None = None
    span: Span | None = None


@record
class MixedModel:
    """A mixed-effects model as lme4 would fit it (Bates et al. 2015, doi:10.18637/jss.v067.i01).

    Attributes:
        source: the R text that was read.
        function: "lmer", "glmer" or "glmer.nb".
        formula: R's deparse of what was typed, bars and `||` kept.
        fixed_formula: R's deparse without the bars.
        response: the left side.
        fixed: the fixed part.
        random: the random terms, in the order of the formula.
        family: distribution and link.
        reml: whether lmer maximises the restricted likelihood.
        variables: all variables of the model frame, in R's order.
        constants: names within calls that mean R's own constants, because no variable here is called so.
        words: names within calls of variables that are not numeric.
        offset_argument, weights_argument: the arguments' syntax trees, or None.
        checks: what lme4 does where its checks fail.
        assumptions: what was assumed where nothing is declared, as sentences.
        warnings: where R's reading differs from the plain sense of the text, as sentences.
    """

    source: Source
    function: str
    formula: str
    fixed_formula: str
    response: Response
    fixed: LinearPart
    random: tuple[RandomTerm, ...]
    family: Family
    reml: bool
    variables: tuple[Variable, ...]
    constants: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    offset_argument: Expression | None = None
    weights_argument: Expression | None = None
    checks: Lme4Checks = Lme4Checks()
    assumptions: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[LinearPart, ...]:
        """The fixed part, and the left sides of the random terms."""
        return (self.fixed, *(term.part for term in self.random))

    @property
    def n_covariance_parameters(self) -> int:
        """The number of parameters of the random terms, σ not counted; columns of unknown levels count as one."""
        return sum(term.covariance.n_parameters(len(term.part.columns)) for term in self.random)

    @property
    def n_symbols(self) -> int:
        """The number of fixed effects, columns of random effects and covariance parameters."""
        return sum(len(part.columns) for part in self.parts) + self.n_covariance_parameters

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of all parts."""
        return tuple(column for part in self.parts for column in part.columns)

    @property
    def as_written(self) -> tuple[int, ...]:
        """The places of the random terms as they are written: of `a/b` that of a first, though R makes it b:a and a."""
        places: list[int] = []
        for _, same_bar in groupby(enumerate(self.random), lambda one: (one[1].span, one[1].effects)):
            terms = list(same_bar)
            sizes = [len(term.group.variables) for _, term in terms]
            places += [place for place, _ in (terms[::-1] if sizes[0] > sizes[-1] else terms)]
        return tuple(places)

    @property
    def levels(self) -> tuple[GroupingFactor, ...]:
        """The distinct grouping factors, in the order in which they are written."""
        distinct: dict[str, GroupingFactor] = {}
        for term in (self.random[place] for place in self.as_written):
            distinct.setdefault(term.group.name, term.group)
        return tuple(distinct.values())

    def with_numbers_of_levels(self, counts: Mapping[str, int]) -> MixedModel:
        """The same model, with the numbers of levels that are known of its grouping factors, by their names."""

        def counted(group: GroupingFactor) -> GroupingFactor:
            return replace(group, n_levels=counts.get(group.name, group.n_levels))

        return replace(self, random=tuple(replace(term, group=counted(term.group)) for term in self.random))


def lme4_order(n_levels: Sequence[int]) -> tuple[int, ...]:
    """The positions of the terms of the formula in lme4's order (`mkReTrms` in the R package reformulas).

    Where the numbers of levels never increase, the order of the formula stays. Otherwise it is R's
    `rev(order(n_levels))`, which reverses the order of ties.

    Args:
        n_levels: of each term's grouping factor, in the order of the formula.
    """
    positions = range(len(n_levels))
    if all(a >= b for a, b in pairwise(n_levels)):
        return tuple(positions)
    return tuple(sorted(positions, key=n_levels.__getitem__)[::-1])
