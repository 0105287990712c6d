"""A tree that was changed by hand into one without a value: the error says in words what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np
import pytest

import lme4math
from lme4math.errors import DataError
from lme4math.evaluate import without_dimensions
from lme4math.notation import Document, Equation, Index, Letter, Lookup, Size, Symbol, tree
from lme4math.records import walk

LINEAR = "lmer(y ~ x + f + (1 + x | g) + cs(0 + f | h))"
COUNTS = "glmer(y ~ x + f + (1 + x | g), family = poisson)"
TWO = tree.Numeral(2)

Change = Callable[[Any], Any]
"""A node in the place of the one given; the same one to leave it."""


def data(n: int = 40) -> dict[str, list[Any]]:
    random = np.random.default_rng(3)
    return {
        "y": random.poisson(3, n).tolist(),
        "x": random.normal(size=n).tolist(),
        "f": ["a", "b", "c", "a"] * (n // 4),
        "g": ["p", "q", "r", "s", "t"] * (n // 5),
        "h": random.choice(["u", "v", "w"], n).tolist(),
    }


def changed(node: Any, change: Change) -> Any:
    """The tree with every node changed, from the root down; what was changed is not looked into."""
    new = change(node)
    if new is not node:
        return new
    if isinstance(node, tuple):
        return tuple(changed(item, change) for item in node)
    if is_dataclass(node) and not isinstance(node, type):
        return replace(node, **{field.name: changed(getattr(node, field.name), change) for field in fields(node)})
    return node


def each(kind: type, new: Callable[[Any], Any]) -> Change:
    return lambda node: new(node) if isinstance(node, kind) else node


def holds(node: object, kind: type) -> bool:
    return any(isinstance(other, kind) for other in walk(node))


def is_matrix(node: Any, name: str) -> bool:
    return isinstance(without_dimensions(node), tree.MatrixSymbol) and without_dimensions(node).symbol.base.text == name


def without_the_meaning_of(name: str, of_a_group: bool = False) -> Change:
    """The statements, without the equation that says what a matrix is, or what its block for one group is."""

    def is_it(left: Any) -> bool:
        return is_matrix(left, name) and (without_dimensions(left).at is not None) == of_a_group

    def change(node: Any) -> Any:
        if not isinstance(node, tuple):
            return node
        kept = tuple(item for item in node if not (isinstance(item, Equation) and is_it(item.left)))
        return kept if len(kept) < len(node) else node

    return change


def without_term(name: str) -> Change:
    """Sums, without a matrix that stands in them alone."""

    def change(node: Any) -> Any:
        if isinstance(node, tree.Sum) and any(is_matrix(term, name) for term in node.terms):
            return replace(node, terms=tuple(term for term in node.terms if not is_matrix(term, name)))
        return node

    return change


def of_a_group(change: Change) -> Change:
    """Only within matrices that are given by a rule for a group."""

    def within(node: Any) -> Any:
        left = without_dimensions(node.left) if isinstance(node, Equation) else None
        if isinstance(left, tree.MatrixSymbol) and left.at is not None:
            return replace(node, right=changed(node.right, change))
        return node

    return within


COVARIATE = tree.Covariate
COUNT = Size(Symbol(Letter("Q")))
OBSERVATION = Index(Symbol(Letter("i")), COUNT)
ELSEWHERE = Index(Symbol(Letter("q")), COUNT, level=5)

MEAN = tree.Mean(Symbol(Letter("μ")), OBSERVATION)
MEMBERSHIP = tree.Membership(Lookup(ELSEWHERE, OBSERVATION), ELSEWHERE)
CASES = tree.Cases(Symbol(Letter("f")), "f", (("zz", TWO),), OBSERVATION)
NOWHERE = tree.Varying(Symbol(Letter("β")), 7, (ELSEWHERE,))

MEANS: list[tuple[str, str, Change, str]] = [
    (
        COUNTS,
        "expanded",
        each(tree.Apply, lambda node: replace(node, function="sin")),
        "not a link function of the mean",
    ),
    (
        COUNTS,
        "expanded",
        each(tree.Coefficient, lambda node: replace(node, row=9)),
        "number 9 is not one of the model's",
    ),
    (COUNTS, "expanded", each(tree.Effect, lambda node: replace(node, at=ELSEWHERE)), "only by its group"),
    (COUNTS, "expanded", each(tree.Indicator, lambda node: replace(node, level=ELSEWHERE)), "not one of the data's"),
    (
        COUNTS,
        "expanded",
        each(COVARIATE, lambda node: replace(node, at=ELSEWHERE)),
        "for each observation i, and for no",
    ),
    (COUNTS, "expanded", each(COVARIATE, lambda _: tree.Zero()), "Zero has no value for an observation"),
    (COUNTS, "expanded", each(COVARIATE, lambda _: COUNT), "A size is not known"),
    (COUNTS, "expanded", each(COVARIATE, lambda node: tree.Apply("gamma", (node,))), "gamma is not one that"),
    (
        COUNTS,
        "compact",
        each(tree.Weighted, lambda node: replace(node, coefficient=NOWHERE)),
        "for coefficient number 7",
    ),
    (
        COUNTS,
        "matrix",
        each(tree.Coefficient, lambda node: COVARIATE(node.symbol, "x", OBSERVATION)),
        "one number should",
    ),
    (COUNTS, "expanded", each(COVARIATE, lambda _: MEAN), "mean of the response is not known here"),
    (COUNTS, "expanded", each(COVARIATE, lambda node: tree.ByLevel(node.symbol, "f", ())), "for the coefficient of f"),
    (COUNTS, "expanded", each(COVARIATE, lambda _: CASES), "no level zz of f"),
    (COUNTS, "expanded", each(COVARIATE, lambda _: tree.Condition(TWO, "~", TWO)), "is not a relation of numbers"),
    (COUNTS, "expanded", each(COVARIATE, lambda _: MEMBERSHIP), "has a value only within the block of a group"),
    (COUNTS, "expanded", each(Document, lambda node: replace(node, statements=())), "has no equation to evaluate"),
    (COUNTS, "matrix", without_the_meaning_of("X"), "has no equation for X"),
    (COUNTS, "matrix", without_the_meaning_of("Z", of_a_group=True), "no equation for the block of a group"),
    (COUNTS, "matrix", of_a_group(each(tree.RowsByRule, lambda _: TWO)), "not given by the rule for its rows"),
    (COUNTS, "matrix", each(tree.Membership, lambda node: replace(node, group=ELSEWHERE)), "about another group"),
    (COUNTS, "matrix", of_a_group(each(tree.WrittenMatrix, lambda _: TWO)), "is not written out"),
    (COUNTS, "matrix", of_a_group(each(tree.Effect, lambda _: TWO)), "something that is not a random effect"),
]
"""A model, a notation, a change, and what is said when the mean is asked for."""

COVARIANCES: list[tuple[str, str, Change, str]] = [
    (
        LINEAR,
        "expanded",
        each(tree.WrittenMatrix, lambda node: node if holds(node, tree.Effect) else TWO),
        "one row for each effect",
    ),
    (
        LINEAR,
        "expanded",
        each(tree.Parameter, lambda node: replace(node, role="covariance", entries=())),
        "two columns",
    ),
    (LINEAR, "expanded", each(tree.Parameter, lambda node: replace(node, term=7)), "not one of the model's"),
    (LINEAR, "expanded", each(tree.Parameter, lambda node: replace(node, term=2)), "not one of the model's"),
    (LINEAR, "compact", each(tree.CovarianceMatrix, lambda node: replace(node, term=7)), "not one of the model's"),
    (LINEAR, "matrix", without_term("ε"), "does not contain ε"),
    (LINEAR, "matrix", each(tree.Identity, lambda node: replace(node, size=COUNT)), "identity matrix is not known"),
]
"""The same, when the covariance is asked for."""


@pytest.mark.parametrize(("code", "notation", "change", "message"), MEANS, ids=[row[3] for row in MEANS])
def test_no_mean(code: str, notation: str, change: Change, message: str) -> None:
    model = lme4math.parse(code, data())
    equations = model.equations(notation)
    design = model.design()
    mutant = equations.replace(changed(equations.tree, change))
    with pytest.raises(DataError, match=message) as caught:
        mutant.evaluate(np.ones(len(design.kept)), np.ones(design.Z.shape[1]), mean=True)
    assert caught.value.message[0] == caught.value.message[0].upper()
    assert caught.value.message.endswith(".")


@pytest.mark.parametrize(("code", "notation", "change", "message"), COVARIANCES, ids=[row[3] for row in COVARIANCES])
def test_no_covariance(code: str, notation: str, change: Change, message: str) -> None:
    model = lme4math.parse(code, data())
    equations = model.equations(notation)
    mutant = equations.replace(changed(equations.tree, change))
    with pytest.raises(DataError, match=message) as caught:
        mutant.covariance(theta=np.ones(model.design().n_theta))
    assert caught.value.message[0] == caught.value.message[0].upper()
    assert caught.value.message.endswith(".")
