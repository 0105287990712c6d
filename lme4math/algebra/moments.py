"""Variances, covariances and intraclass correlations that the equations imply for two observations, as sympy.

They come from the displayed tree: the multiplier of each random effect in the equation and the covariance matrix in
its distribution. Two observations are correlated only through the effects of the groups that they share (Laird & Ware
1982, equation 2.2: Var(y) = Z D Zᵀ + σ² I).

The linear predictor of a `glmer` has no residual. Where the link implies one for a latent response, correlations are
those of that response (Goldstein, Browne & Rasbash 2002); else they are those of the linear predictor alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sympy as sp

from lme4math.algebra.documents import scope_of
from lme4math.algebra.forms import ALONE, effects_in, latent, quadratic_form
from lme4math.algebra.sympy_quantities import position
from lme4math.algebra.written import WrittenLine, written, written_value
from lme4math.errors import DataError, NotThereError
from lme4math.evaluate import model_equation, plain_statements
from lme4math.libraries import Cells
from lme4math.model import MixedModel
from lme4math.notation import Distributed, Document, Index, PageNames, Symbol, letter_of, tree
from lme4math.printers import Box, in_cell, text_of_box
from lme4math.records import walk
from lme4math.source import visible
from lme4math.tabular import ResultTable, Tabular

MOST_PRODUCTS = 1_600
"""The most products of two effects in a variance, those of 40 correlated effects; more take longer than ten seconds."""
MOST_COMBINATIONS = 64
"""With more combinations of grouping factors than this, those of several factors are computed on request."""


@dataclass(frozen=True)
class SharedMoments:
    """Two different observations i and i′ that share the groups of these factors, and of no others.

    Attributes:
        factors: the names of the grouping factors, in the order of the formula; none where nothing is shared.
        covariance: Cov(y_i, y_i′), or Cov(η_i, η_i′).
        correlation: the correlation of y_i and y_i′, or of what `Moments.correlated` names.
        intraclass: the same where the covariates of i′ are those of i: the intraclass correlation.
    """

    factors: tuple[str, ...]
    covariance: Any
    correlation: Any
    intraclass: Any


@dataclass(frozen=True)
class Moments(Tabular):
    """Variances and covariances that a model implies, given its covariates; a table of them.

    >>> from lme4math import parse
    >>> moments = parse("y ~ 1 + (1 | school)").moments()
    >>> [(one.factors, one.covariance, one.intraclass) for one in moments.shared]
    [((), 0, 0), (('school',), tau[0]**2, tau[0]**2/(sigma**2 + tau[0]**2))]

    Attributes:
        of: what they are moments of: "response" for `lmer`; for `glmer` "linear predictor", that is of η on the scale
            of the link, before the response's own variation.
        variance: Var(y_i), or Var(η_i).
        correlated: what correlations are of: "response"; "latent response", η_i plus a residual, for binomial models
            with the link logit, probit or cloglog; "linear predictor" for the others, where nothing but the groups
            varies, so that observations with all groups in common have the correlation 1.
        residual: the variance that the latent response has besides η: π²/3, 1 or π²/6; None if there is none.
        shared: for each combination of grouping factors that two observations can share. Sharing reg:spp implies
            sharing reg, and sharing a and b implies sharing a:b; what nests in the data does so as well. Of more than
            64 combinations only those of no factor and of one are here; `covariance` gives the others.
        complete: whether `shared` has every combination.
    """

    of: str
    variance: Any
    correlated: str
    residual: Any
    shared: tuple[SharedMoments, ...]
    complete: bool
    _sharing: Sharing
    _on_page: Mapping[Any, Symbol]
    _symbols: tuple[str, str]
    _page: PageNames
    _remark: Box | None

    def covariance(self, *factors: str) -> Any:
        """Cov(y_i, y_i′) for two observations that share the groups of these factors, and those that this implies.

        >>> from lme4math import parse
        >>> parse("y ~ 1 + (1 | subject) + (1 | item)").moments().covariance("subject", "item")
        omega[0]**2 + tau[0]**2

        Args:
            *factors: names of grouping factors, in any order; none for observations that share nothing.

        Raises:
            ValueError: no two observations share just these (`lme4math.errors.NotThereError`).
        """
        found = self._sharing.of(factors) if all(isinstance(factor, str) for factor in factors) else None
        if found is not None:
            return found.covariance
        known = "; ".join(", ".join(moments.factors) or "nothing" for moments in self.shared)
        more = "" if self.complete else "; and of several of these factors"
        raise NotThereError(f"Two observations can share the groups of {known}{more}.")

    def latex(self) -> str:
        r"""LaTeX that needs only amsmath, without delimiters; intraclass correlations where they have no covariates.

        >>> from lme4math import parse
        >>> print(parse("y ~ x + (x | g)").moments().latex())
        \begin{aligned}
        \text{Var}(y_{i}) &= ...
        \end{aligned}
        """
        plain = tuple(self._intraclass())
        return written((*self._lines(), *plain), self._on_page, self._remark if plain else None)

    def _lines(self) -> Iterator[WrittenLine]:
        y, i = self._symbols
        yield WrittenLine(rf"\text{{Var}}({y}_{{{i}}})", None, self.variance)
        for moments in self.shared:
            yield WrittenLine(rf"\text{{Cov}}({y}_{{{i}}}, {y}_{{{i}'}})", self._called(moments), moments.covariance)

    def _intraclass(self) -> Iterator[WrittenLine]:
        of = self._symbols[0] if self.residual is None else "y^{*}"
        for moments in self._without_covariates():
            yield WrittenLine(rf"\text{{ICC}}({of})", self._called(moments), moments.intraclass)

    def _called(self, moments: SharedMoments) -> tuple[str, ...]:
        """What the factors are called on the page."""
        return tuple(map(self._page.group, moments.factors))

    def _without_covariates(self) -> Iterator[SharedMoments]:
        """The groups that can be shared, where the covariance is the same whatever the covariates."""
        observations = {self._sharing.observation, self._sharing.other}
        for moments in self.shared:
            if moments.factors and not moments.covariance.free_symbols & observations:
                yield moments

    def __str__(self) -> str:
        lines = [f"Var = {self.variance}"]
        for moments in self.shared:
            who = ", ".join(self._called(moments)) or "nothing"
            lines.append(f"sharing {who}: Cov = {moments.covariance}; ICC = {moments.intraclass}")
        if not self.complete:
            lines.append("Of several factors in common: covariance(…) with their names.")
        lines += [f"{text_of_box(self._remark)}."] if self._remark else []
        return "\n".join([f"Moments of the {self.of}.", *map(visible, lines)])

    def _table(self) -> ResultTable:
        from lme4math.algebra.written_mathml import written_mathml

        on_page, called = self._on_page, self._page.group
        return ResultTable(
            ("Moment", "Groups in common", "Value"),
            tuple(
                (what, who, in_cell(written_value(value, on_page), str(value), written_mathml(value, on_page)))
                for what, who, value in self._rows(called)
            ),
            above=(f"Moments of the {self.of}.",),
            below=(f"{text_of_box(self._remark)}.",) if self._remark else (),
        )

    def _columns(self) -> dict[str, Cells]:
        moments, groups, values = zip(*self._rows(str), strict=True)
        return {"moment": moments, "groups_in_common": groups, "value": tuple(map(str, values))}

    def _rows(self, called: Callable[[str], str]) -> Iterator[tuple[str, str, Any]]:
        """What is computed, for observations with which groups in common, and its value."""
        yield "variance", "", self.variance
        for moments in self.shared:
            yield "covariance", ", ".join(map(called, moments.factors)) or "none", moments.covariance
        for moments in self._without_covariates():
            yield "intraclass correlation", ", ".join(map(called, moments.factors)), moments.intraclass

    def _repr_latex_(self) -> str:
        """What a converter to LaTeX takes."""
        return f"$$\n{self.latex()}\n$$"


def moments_of(document: Document, page: PageNames, nestings: Iterable[tuple[str, str]] = ()) -> Moments:
    """The moments that a document implies.

    Args:
        document: a model in a notation without matrices.
        page: what the grouping factors of the same model are called.
        nestings: names of grouping factors, the inner and the outer, that nest in the data.

    Raises:
        DataError: the tree was changed into one without covariances, or a variance has more than 1,600 products.
    """
    model, scope = page.model, scope_of(document)
    i = _observation(document)
    letter = letter_of(i)
    other = sp.Symbol(scope.names.name("other observation", f"{letter}'"), integer=True, positive=True)
    here, there = scope, scope.with_indices({i: other})
    laws = [law for law in plain_statements(document) if isinstance(law, Distributed)]
    terms = [(effects, law.law.parameters[-1]) for law in laws if (effects := effects_in(law.left))]
    _refuse_long(sum(len(effects) ** 2 for effects, _ in terms))
    noise = [scope.translate(law.law.parameters[-1]) for law in laws if isinstance(law.left, tree.Residual)]
    within, between = (
        [
            (effects[0].level, quadratic_form(document, (effects, covariance), here, who))
            for effects, covariance in terms
        ]
        for who in (here, there)
    )
    variance = sp.Add(*(form for _, form in within), *noise)
    linear = model.function == "lmer"
    threshold = None if linear else latent(model.family)
    total = variance + (threshold.variance if threshold else 0)
    sharing = Sharing(model, tuple(nestings), total, _by_level(within), _by_level(between), position(i, scope), other)
    combinations, complete = sharing.combinations({effects[0].level for effects, _ in terms})
    shared = tuple(map(sharing.moments, combinations))
    of, symbol = ("response", "y") if linear else ("linear predictor", r"\eta")
    remark = None if linear else threshold.remark if threshold else ALONE
    return Moments(
        of,
        variance,
        "latent response" if threshold else of,
        threshold and threshold.variance,
        shared,
        complete,
        sharing,
        scope.symbols,
        (symbol, letter),
        page,
        remark,
    )


def _refuse_long(n_products: int) -> None:
    """Raise an error for a variance of more products than are multiplied out in seconds."""
    if n_products > MOST_PRODUCTS:
        message = f"The variance of an observation is a sum of {n_products:,} products of two random effects each"
        hint = "Use fewer correlated effects, or the covariance method of the equations, which computes with data."
        raise DataError(f"{message}; the moments are derived for at most {MOST_PRODUCTS:,}.", hint=hint)


def _by_level(forms: Iterable[tuple[int, Any]]) -> dict[int, Any]:
    """The sum of the terms of each level."""
    found: dict[int, list[Any]] = {}
    for level, form in forms:
        found.setdefault(level, []).append(form)
    return {level: sp.Add(*parts) for level, parts in found.items()}


def _observation(document: Document) -> Index:
    """The index of observations."""
    found = (node for node in walk(model_equation(document)) if isinstance(node, Index) and node.level is None)
    index = next(found, None)
    if index is None:
        raise DataError("The document's equation has no index of observations.")
    return index


# --- What two observations can share -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sharing:
    """The groups that two observations can share, and their moments.

    Attributes:
        model: the model.
        nestings: names of grouping factors, the inner and the outer, that nest in the data.
        total: the variance of what correlations are of.
        within: what the effects of each level add to Var(y_i).
        between: what they add to Cov(y_i, y_i′) where the group is the same.
        observation, other: i and i′.
    """

    model: MixedModel
    nestings: tuple[tuple[str, str], ...]
    total: Any
    within: dict[int, Any]
    between: dict[int, Any]
    observation: Any
    other: Any

    @cached_property
    def levels(self) -> dict[str, int]:
        """The numbers of the grouping factors, by their names."""
        return {group.name: level for level, group in enumerate(self.model.levels, start=1)}

    def moments(self, shared: frozenset[int]) -> SharedMoments:
        """The moments of two observations that share some levels, and what that implies."""
        levels = self.implied(shared)
        names = tuple(name for name, level in self.levels.items() if level in levels)
        covariance = sp.Add(*(self.between.get(level, 0) for level in sorted(levels)))
        same = sp.Add(*(self.within.get(level, 0) for level in sorted(levels)))
        there = self.total.subs(self.observation, self.other)
        correlation = covariance / (sp.sqrt(self.total) * sp.sqrt(there))
        return SharedMoments(names, covariance, correlation, same / self.total if same != 0 else same)

    def of(self, factors: Sequence[str]) -> SharedMoments | None:
        """The moments of two observations that share just these factors, or None where no two do."""
        if not all(factor in self.levels for factor in factors):
            return None
        found = self.moments(frozenset(self.levels[factor] for factor in factors))
        return found if set(found.factors) == set(factors) else None

    def combinations(self, varying: Iterable[int]) -> tuple[list[frozenset[int]], bool]:
        """The sets of levels with effects that two observations can share, the smallest first, and whether these are
        all: of too many, those of none and of one level, and what each implies."""
        found, complete = {frozenset[int]()}, True
        for level in sorted(varying):
            found |= {self.implied(levels | {level}) for levels in found}
            if len(found) > MOST_COMBINATIONS:
                found, complete = {frozenset[int](), *(self.implied(frozenset({one})) for one in varying)}, False
                break
        return sorted(found, key=lambda levels: (len(levels), sorted(levels))), complete

    def implied(self, levels: frozenset[int]) -> frozenset[int]:
        """Levels with those that must be shared as well: all whose variables are shared, and the outer ones."""
        variables = [frozenset(group.variables) for group in self.model.levels]
        known = frozenset[str]().union(*(variables[level - 1] for level in levels))
        by_name = {level for level, needed in enumerate(variables, start=1) if needed <= known}
        by_data = {self.levels[outer] for inner, outer in self.nestings if self.levels[inner] in levels}
        larger = levels | by_name | by_data
        return larger if larger == levels else self.implied(larger)
