"""The equations as sympy: which symbols, how numbered, and that they compute what the tree computes."""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
import pytest
import sympy as sp

import lme4math
from lme4math.algebra.documents import RULES, Follows, scope_of
from lme4math.errors import DataError
from lme4math.evaluate import model_equation
from lme4math.evaluate.quantities import amount
from lme4math.evaluate.scope import State
from lme4math.notation import tree
from lme4math.records import UnknownNodeError, walk
from tests.oracle import Case, designed_cases, frame, ids

SEED = "lmer(prevalence ~ time + time:type + (1 + time + type:time | reg) + (1 + time + type:time | reg:spp))"
TYPE = {"type": ["-", "+"]}
NOTATIONS = ("expanded", "compact", "matrix")
FITTED = [case for case in designed_cases() if case.get("fit")]
INSIDE_OTHERS = {tree.ForEach}
"""Nodes that have a meaning only within a matrix, whose rule reads them."""


def test_every_node_of_the_maths_tree_is_known() -> None:
    assert set(get_args(tree.Expr)) == set(RULES) | INSIDE_OTHERS | {tree.Omitted}  # of excerpts, which have no value


def test_an_unknown_node_is_named() -> None:
    scope = scope_of(lme4math.parse(SEED).equations().tree)
    with pytest.raises(UnknownNodeError, match="does not know int"):
        scope.translate(3)


def test_the_seed_model_expanded() -> None:
    first, *laws = lme4math.parse(SEED, factors=TYPE).equations().sympy()
    assert isinstance(first, sp.Eq)
    assert str(first.lhs) == "prevalence[i]"
    terms = {str(term) for term in sp.expand(first.rhs).args}
    assert {"beta[0]", "b_reg[0, j[i]]", "b_reg:spp[1, k[i]]*time[i]", "epsilon[i]"} <= terms
    assert "KroneckerDelta('+', type[i])*beta[2]*time[i]" in terms
    assert len(terms) == 10
    assert [type(law) for law in laws] == [Follows] * 3
    assert str(laws[-1]) == "epsilon[i] ~ N(0, sigma**2)"
    assert str(laws[0].law.args[1][0, 1]) == "tau[0, 1]"


def test_the_seed_model_in_matrices() -> None:
    first, *others = lme4math.parse(SEED).equations("matrix").sympy()
    assert str(first) == "Eq(y, X*beta + Z*b + epsilon)"
    equations = {str(statement.args[0]): statement for statement in others}
    design = equations["Z_reg"].rhs
    assert str(design.shape) == "(n, 3*J)"
    assert str(design[4, 3]) == "KroneckerDelta(2, j[5])"
    assert "time[5]" in str(design[4, 4])
    assert str(equations["b_reg"].rhs[4, 0]) == "b_reg[1, 2]"
    assert str(equations["beta"].rhs[2, 0]) == "beta[2]"


def test_a_factor_of_unknown_levels_is_a_sum() -> None:
    equation, *_ = lme4math.parse("lmer(y ~ factor(f) + (1 | g))").equations().sympy()
    (total,) = equation.rhs.atoms(sp.Sum)
    assert str(total) == "Sum(KroneckerDelta(s, factor(f)[i])*beta[1, s], (s, 2, S))"


def test_nested_indices_are_an_index_each() -> None:
    shown = lme4math.parse("lmer(y ~ x + (1 | a/b))").equations(index="nested")
    equation, *_ = shown.sympy()
    assert str(equation.lhs) == "y[i, j, k]"
    assert str(equation.rhs) == "b_a[0, k] + b_b:a[0, j, k] + beta[0] + beta[1]*x[i, j, k] + epsilon[i, j, k]"


def test_a_factor_by_level_is_piecewise() -> None:
    shown = lme4math.parse("lmer(y ~ f + (1 | g))", factors={"f": ["p", "q"]}).equations(factor_index=True)
    equation, cases, *_ = shown.sympy()
    assert "beta_f[1, f[i]]" in str(equation)
    assert str(cases.rhs) == "Piecewise((0, Eq('p', f[i])), (beta[1], Eq('q', f[i])), (0, True))"


COLLIDING = [
    "lmer(beta ~ epsilon + i + j + n + (1 + sigma | b_g) + (tau | k))",
    "lmer(b_g ~ b_reg + J + mu + (b_g_2 | g) + (0 + x | g))",
    "glmer(mu ~ log(phi) + offset(eta) + (theta | `a b`), family = Gamma)",
    "lmer(y ~ `x y` + x_y + `'a'` + (1 | `<script>`) + (1 | `100%`) + (`\\\\` | `日本`))",
]


@pytest.mark.parametrize("style", ["indexed", "lettered"])
@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("code", COLLIDING)
def test_two_things_never_share_a_symbol(code: str, notation: str, style: str) -> None:
    document = lme4math.parse(code).equations(notation, style).tree
    scope = scope_of(document)
    kinds = tree.Covariate | tree.Coefficient | tree.Effect | tree.Varying | tree.Parameter | tree.Residual | tree.Mean
    things = {node for node in walk(document) if isinstance(node, kinds)}
    seen = {(type(node), *(getattr(node, name, None) for name in ("symbol", "at", "over"))) for node in things}
    symbols = {scope.translate(node) for node in things}
    assert len(symbols) == len(seen)


def test_what_the_user_named_keeps_its_name_and_ours_gets_a_prime() -> None:
    equation, *_ = lme4math.parse("lmer(y ~ beta + (1 | g))").equations().sympy()
    assert str(equation.rhs) == "b_g[0, j[i]] + beta'[0] + beta'[1]*beta[i] + epsilon[i]"


def test_a_hidden_group_and_the_index_of_a_group_are_two_symbols() -> None:
    equations = lme4math.parse("lmer(y ~ x + (1 | g))").equations("matrix").sympy()
    block = next(each.rhs for each in equations if str(each.args[0]) == "Z[j]")
    held = block[0, 0].subs(sp.Symbol("j", integer=True, positive=True), 7)
    assert str(held) == "KroneckerDelta(7, j[1])"


def test_a_tree_without_dimensions_has_no_sympy() -> None:
    shown = lme4math.parse("lmer(y ~ x + (1 | g))").equations("matrix")
    with pytest.raises(DataError, match="what size b has"):
        shown.replace(type(shown.tree)("matrix", shown.tree.statements[1:2], ())).sympy()


# --- The numbers ---------------------------------------------------------------------------------------------------

OF_DATA = tree.Covariate | tree.Indicator | tree.ContrastScore | tree.BasisFunction


@pytest.mark.parametrize("case", FITTED[::9], ids=ids(FITTED[::9]))
def test_the_predictor_in_sympy_is_the_one_that_is_shown(case: Case) -> None:
    model = lme4math.parse(case["call"], frame(case["data"]))
    shown, fit, row = model.equations(), case["fit"], 3
    data, scope, kept = shown.observe(), scope_of(shown.tree), model.design().kept
    assert data is not None
    equation = next(each for each in shown.sympy() if isinstance(each, sp.Eq))
    state = State(data, {}, dict(zip(kept, fit["fixef"], strict=True)), np.asarray(fit["b"]))
    numbers: dict[Any, float] = {}
    for node in walk(model_equation(shown.tree).right):
        if isinstance(node, OF_DATA | tree.Coefficient | tree.Effect | tree.Residual):
            value = np.broadcast_to(np.asarray(amount(node, state), float), (data.n,))
            numbers[scope.translate(node)] = float(value[row])
    largest_first = sorted(numbers.items(), key=lambda pair: -pair[0].count_ops())
    np.testing.assert_allclose(float(equation.rhs.subs(largest_first)), fit["eta"][row], rtol=1e-8, atol=1e-8)
