"""Nothing is computed beside the tree: whatever is taken out of it is gone from the page and from the numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np
import pytest

import lme4math
from lme4math.errors import DataError
from lme4math.notation import NOTATIONS, Lookup, tree

CODE = "glmer(y ~ x + f + x:f + offset(z) + (x + f | g) + (1 | g:h), family = poisson)"
LINEAR = "lmer(y ~ x + f + (x | g) + cs(0 + f | h))"
LARGE = "lmer(y ~ poly(x, 3) * f + (f * x | g) + ar1(0 + f + f:x | h))"


def data(n: int = 80) -> dict[str, list[Any]]:
    random = np.random.default_rng(5)
    return {
        "y": random.poisson(3, n).tolist(),
        "x": random.normal(size=n).tolist(),
        "z": random.normal(size=n).tolist(),
        "f": random.choice(["a", "b", "c"], n).tolist(),
        "g": random.choice(["p", "q", "r", "s"], n).tolist(),
        "h": random.choice(["u", "v", "w"], n).tolist(),
    }


def changed(node: Any, wanted: type, path: tuple[str, ...] = ()) -> Iterator[tuple[Any, str]]:
    """The tree with one node of a kind taken out (a factor, a term, an entry) or turned to zero, for each of them."""
    if isinstance(node, wanted):
        yield tree.Numeral(0), "/".join(path)
    if isinstance(node, tuple):
        for place, item in enumerate(node):
            for new, where in changed(item, wanted, (*path, str(place))):
                yield (*node[:place], new, *node[place + 1 :]), where
    elif is_dataclass(node):
        for field in fields(node):
            for new, where in changed(getattr(node, field.name), wanted, (*path, field.name)):
                yield replace(node, **{field.name: new}), where


def numbers(equations: lme4math.Equations, model: lme4math.Model) -> tuple[Any, ...]:
    """What a tree computes, or the error that says why it cannot."""
    design = model.design()
    random = np.random.default_rng(1)
    beta, b = random.normal(size=len(design.kept)), random.normal(size=design.Z.shape[1])
    theta = random.uniform(0.5, 1.5, design.n_theta)
    try:
        return (
            equations.evaluate(beta, b).round(9).tolist(),
            equations.evaluate(beta, b, mean=True).round(9).tolist(),
            equations.covariance(theta=theta, sigma=1.3, rows=range(25)).round(9).tolist(),
        )
    except DataError as error:
        return (error.message,)


@pytest.mark.parametrize(
    "kind", [tree.Coefficient, tree.Effect, tree.Offset, tree.Parameter, tree.Indicator, tree.Mean]
)
@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("code", [CODE, LINEAR, LARGE])
def test_taking_a_node_out_changes_the_page_and_the_numbers(code: str, notation: str, kind: type) -> None:
    model = lme4math.parse(code, data())
    whole = model.equations(notation)
    page, values = whole.latex(), numbers(whole, model)
    for document, where in changed(whole.tree, kind):
        mutant = whole.replace(document)
        assert mutant.latex() != page, where
        assert numbers(mutant, model) != values, where


@pytest.mark.parametrize("notation", ["expanded", "compact"])
def test_another_index_is_another_model(notation: str) -> None:
    model = lme4math.parse("lmer(y ~ x + (1 | g) + (1 | h))", data())
    whole = model.equations(notation)
    g, h = (effect_index(model, level) for level in (1, 2))
    swapped = whole.replace(with_group(whole.tree, g, h))
    assert swapped.latex() != whole.latex()
    assert numbers(swapped, model) != numbers(whole, model)


def effect_index(model: lme4math.Model, level: int) -> Any:
    from lme4math.pipeline import names_of

    return names_of(model._compiled).groups[level - 1]


def with_group(node: Any, old: Any, new: Any) -> Any:
    """The tree with the look-ups of one group made those of another."""
    if isinstance(node, Lookup) and node.group == old:
        return replace(node, group=new)
    if isinstance(node, tuple):
        return tuple(with_group(item, old, new) for item in node)
    if is_dataclass(node) and not isinstance(node, type):
        return replace(node, **{field.name: with_group(getattr(node, field.name), old, new) for field in fields(node)})
    return node


def test_another_link_is_another_mean() -> None:
    model = lme4math.parse(CODE, data())
    whole = model.equations()

    def relinked(node: Any) -> Any:
        if isinstance(node, tree.Apply) and node.function == "log":
            return replace(node, function="sqrt")
        if isinstance(node, tuple):
            return tuple(map(relinked, node))
        if is_dataclass(node) and not isinstance(node, type):
            return replace(node, **{field.name: relinked(getattr(node, field.name)) for field in fields(node)})
        return node

    mutant = whole.replace(relinked(whole.tree))
    beta, b = np.ones(6), np.zeros(model.design().Z.shape[1])
    assert mutant.latex() != whole.latex()
    np.testing.assert_allclose(whole.evaluate(beta, b), mutant.evaluate(beta, b))
    np.testing.assert_allclose(mutant.evaluate(beta, b, mean=True), whole.evaluate(beta, b) ** 2)


@pytest.mark.parametrize(
    ("family", "eta", "expected"),
    [
        ('gaussian("log")', 0.5, np.exp(0.5)),
        ('gaussian("inverse")', 0.5, 2.0),
        ('poisson("sqrt")', 3.0, 9.0),
        ('Gamma("inverse")', 4.0, 0.25),
        ('inverse.gaussian("1/mu^2")', 4.0, 0.5),
        ("binomial", 0.0, 0.5),
        ('binomial("probit")', 1.959963985, 0.975),
        ('binomial("cloglog")', 0.0, 1.0 - np.exp(-1.0)),
        ('binomial("cauchit")', 1.0, 0.75),
    ],
)
@pytest.mark.parametrize("notation", NOTATIONS)
def test_the_mean_is_that_of_the_displayed_link(notation: str, family: str, eta: float, expected: float) -> None:
    given = {**data(), "y": [1, 2, 1, 3] * 20} if "binomial" not in family else {**data(), "y": [0, 1] * 40}
    model = lme4math.parse(f"glmer(y ~ 1 + (1 | g), family = {family})", given)
    mean = model.equations(notation).evaluate([eta], np.zeros(4), mean=True)
    np.testing.assert_allclose(mean, np.full(80, expected), rtol=1e-9)
