"""Quadratic forms of the random effects, the contributions of a term to a variance or covariance; latent responses.

A factor of k levels makes a form of k² products. They are added in one step, as sympy sorts a sum whenever a term is
added. In the latent response of a binomial model, a trial succeeds if the linear predictor plus a residual exceeds 0;
the link gives the residual's distribution and so its variance, which no other family implies (Goldstein, Browne &
Rasbash 2002; Nakagawa, Johnson & Schielzeth 2017).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy as sp

from lme4math.algebra.sympy_matrices import n_values
from lme4math.algebra.sympy_quantities import index_symbol, size_of
from lme4math.algebra.sympy_scope import SympyScope
from lme4math.evaluate import model_equation
from lme4math.model import Family
from lme4math.notation import Document, Index, tree
from lme4math.printers import EQUALS, PLUS, Box, DigitsBox, Letters, OperatorSign, Prose, Row, Scripts
from lme4math.records import walk

Term = tuple[Sequence[tree.Effect], tree.Expr]
"""The effects of one group in a random term, and their covariance matrix."""


def quadratic_form(document: Document, term: Term, here: SympyScope, there: SympyScope) -> Any:
    """Σ x_a x′_b Cov(a, b) over the effects of one group.

    Args:
        document: a model in a notation without matrices.
        term: the effects and their covariance matrix.
        here, there: how the observation is written that x is of, and the one that x′ is of.
    """
    effects, covariance = term
    matrix = here.translate(here.definitions.get(covariance, covariance))
    is_matrix = getattr(matrix, "is_Matrix", False)
    holders = _holders(document)
    left, right = (_loadings(holders, effects, *who) for who in ((here, ""), (there, "'")))
    products: list[Any] = []
    for one in left:
        for two in right:
            limits, value = (*one.limits, *two.limits), one.value * two.value
            if here is there and not limits and _contradicts_itself(value):
                continue
            product = value * (matrix[one.place, two.place] if is_matrix else matrix)
            products.append(sp.Sum(product, *limits) if limits else product)
    return sp.Add(*products)


def effects_in(node: object) -> list[tree.Effect]:
    """The random effects in an expression or statement."""
    return [part for part in walk(node) if isinstance(part, tree.Effect)]


@dataclass(frozen=True)
class _Loading:
    """The multiplier of an effect, or of one for each value of some indices, and its place in the term."""

    value: Any
    place: Any
    limits: tuple[Any, ...] = ()


Holders = Mapping[tuple[int, int], Sequence[tuple[tree.Expr, tree.Effect]]]
"""The terms of the predictor that an effect stands in, by its random term and its position there."""


def _holders(document: Document) -> Holders:
    right = model_equation(document).right
    found: dict[tuple[int, int], list[tuple[tree.Expr, tree.Effect]]] = {}
    for term in right.terms if isinstance(right, tree.Sum) else (right,):
        body = term.body if isinstance(term, tree.SumOver) else term
        first = {(effect.term, effect.position): effect for effect in reversed(effects_in(body))}
        for which, effect in first.items():
            found.setdefault(which, []).append((body, effect))
    return found


def _loadings(holders: Holders, effects: Sequence[tree.Effect], scope: SympyScope, mark: str) -> list[_Loading]:
    """The effects of a term in their order; `mark` is added to the names of the running indices."""
    found: list[_Loading] = []
    start: Any = sp.Integer(0)
    for effect in effects:
        indices = tuple(index for index in effect.over if isinstance(index, Index))
        running = {index: sp.Symbol(f"{index_symbol(index, scope)}{mark}", integer=True) for index in indices}
        place, stride = start, sp.Integer(1)
        for index in indices:
            place += stride * (running[index] - index.first)
            stride *= n_values(index, scope)
        limits = tuple((running[index], index.first, size_of(index.size, scope)) for index in indices)
        found.append(_Loading(_multiplier(holders, effect, scope.with_indices(running)), place, limits))
        start += stride
    return found


def _multiplier(holders: Holders, effect: tree.Effect, scope: SympyScope) -> Any:
    """The multiplier of an effect in the displayed equation: the derivative of the predictor with respect to it."""
    shown = holders.get((effect.term, effect.position), ())
    return sp.Add(*(sp.diff(scope.translate(body), scope.translate(node)) for body, node in shown))


def _contradicts_itself(product: Any) -> bool:
    """Whether an observation would have two levels of a factor."""
    indicated = [next(iter(delta.atoms(sp.Indexed))) for delta in product.atoms(sp.KroneckerDelta)]
    return len(set(indicated)) < len(indicated)


@dataclass(frozen=True)
class LatentResidual:
    """The distribution of a latent response's residual, in words, and its variance, in sympy and as boxes."""

    distribution: str
    variance: Any
    shown: Box

    @property
    def remark(self) -> Box:
        """The sentence that names the latent response."""
        e = Letters("e")
        response = Row((Scripts(Letters("y"), None, Letters("*")), EQUALS, Letters("η"), PLUS, e))
        before = Prose("The ICC is that of the latent response of a trial, ")
        about = Prose(f" is {self.distribution}, with variance ")
        return Row((before, response, Prose(", in which "), e, about, self.shown))


ALONE: Box = Row(
    (
        Prose("The ICC is that of the linear predictor "),
        Letters("η"),
        Prose(" alone. It has no residual: how the observations vary around their means is left out"),
    )
)
"""The sentence for families and links without a latent response."""


def _part_of_pi(divisor: str) -> Box:
    return Row((Scripts(Letters("π"), None, DigitsBox("2")), OperatorSign("/", "plain"), DigitsBox(divisor)))


BY_LINK = {
    "logit": LatentResidual("logistic", sp.pi**2 / 3, _part_of_pi("3")),
    "probit": LatentResidual("standard normal", sp.Integer(1), DigitsBox("1")),
    "cloglog": LatentResidual("an extreme value (Gumbel)", sp.pi**2 / 6, _part_of_pi("6")),
}


def latent(family: Family) -> LatentResidual | None:
    """The residual of the latent response, or None where family and link imply none."""
    return BY_LINK.get(family.link) if family.name == "binomial" else None
