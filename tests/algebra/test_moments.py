"""Variances and covariances in symbols: which observations share what, and that the numbers are lme4's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sympy as sp

import lme4math
from lme4math.algebra.documents import scope_of
from lme4math.evaluate.parameters import term_parameters
from lme4math.evaluate.quantities import amount
from lme4math.evaluate.scope import State
from lme4math.notation import tree
from lme4math.records import walk
from tests.oracle import Case, designed_cases, frame, ids

FITTED = [case for case in designed_cases() if case.get("fit")]
TAU, OMEGA, PSI = (sp.IndexedBase(sp.Symbol(name, real=True)) for name in ("tau", "omega", "psi"))
SIGMA = sp.Symbol("sigma", positive=True)


def test_a_random_intercept() -> None:
    moments = lme4math.parse("lmer(y ~ x + (1 | g))").moments()
    assert moments.of == "response"
    assert moments.variance == TAU[0] ** 2 + SIGMA**2
    nothing, shared = moments.shared
    assert (nothing.factors, nothing.covariance, nothing.intraclass) == ((), 0, 0)
    assert (shared.factors, shared.covariance) == (("g",), TAU[0] ** 2)
    assert sp.simplify(shared.intraclass - TAU[0] ** 2 / (TAU[0] ** 2 + SIGMA**2)) == 0
    assert sp.simplify(shared.correlation - shared.intraclass) == 0


def test_a_random_slope() -> None:
    moments = lme4math.parse("lmer(y ~ x + (x | g))").moments()
    assert str(moments.covariance("g")) == "tau[0, 1]*x[i'] + tau[0, 1]*x[i] + tau[0]**2 + tau[1]**2*x[i']*x[i]"
    assert str(moments.variance) == "sigma**2 + 2*tau[0, 1]*x[i] + tau[0]**2 + tau[1]**2*x[i]**2"


@pytest.mark.parametrize(
    ("bars", "expected"),
    [
        ("(1 | a) + (1 | b)", [(), ("a",), ("b",), ("a", "b")]),
        ("(1 | a/b)", [(), ("a",), ("b:a", "a")]),
        ("(1 | a) + (1 | b) + (1 | a:b)", [(), ("a",), ("b",), ("a", "b", "a:b")]),
        ("(1 | a) + (1 | a:b) + (1 | a:b:c)", [(), ("a",), ("a", "a:b"), ("a", "a:b", "a:b:c")]),
    ],
)
def test_what_two_observations_can_share(bars: str, expected: list[tuple[str, ...]]) -> None:
    moments = lme4math.parse(f"lmer(y ~ 1 + {bars})").moments()
    assert sorted(map(set, (shared.factors for shared in moments.shared)), key=sorted) == sorted(
        map(set, expected), key=sorted
    )


def test_what_nests_in_the_data_is_shared_together() -> None:
    data = {"y": [1.0, 2, 3, 4, 5, 6, 7, 8], "site": list("aabbccdd"), "region": list("nnnnssss")}
    moments = lme4math.parse("lmer(y ~ 1 + (1 | region) + (1 | site))", data).moments()
    assert [shared.factors for shared in moments.shared] == [(), ("region",), ("region", "site")]
    with pytest.raises(ValueError, match="can share the groups of nothing; region; region, site"):
        moments.covariance("site")


def test_generalised_models_speak_of_the_linear_predictor() -> None:
    moments = lme4math.parse("glmer(y ~ x + (1 | g) + (1 | h), family = poisson)").moments()
    assert moments.of == "linear predictor"
    assert moments.variance == TAU[0] ** 2 + OMEGA[0] ** 2
    assert r"\text{Var}(\eta_{i})" in moments.latex()


@pytest.mark.parametrize(
    ("family", "residual", "said"),
    [
        ("binomial", sp.pi**2 / 3, "y^* = η + e, in which e is logistic, with variance π²/3."),
        ("binomial(probit)", sp.Integer(1), "e is standard normal, with variance 1."),
        ("binomial(cloglog)", sp.pi**2 / 6, "e is an extreme value (Gumbel), with variance π²/6."),
    ],
)
def test_the_latent_response_of_a_binomial_model_has_a_residual(family: str, residual: Any, said: str) -> None:
    moments = lme4math.parse(f"glmer(y ~ x + (1 | g), family = {family})").moments()
    assert (moments.of, moments.correlated, moments.residual) == ("linear predictor", "latent response", residual)
    assert moments.variance == TAU[0] ** 2
    shared = moments.shared[1]
    assert sp.simplify(shared.intraclass - TAU[0] ** 2 / (TAU[0] ** 2 + residual)) == 0
    assert sp.simplify(shared.correlation - shared.intraclass) == 0
    assert said in str(moments)
    assert r"\text{ICC}(y^{*})" in moments.latex()
    assert "latent response" in moments.latex()


@pytest.mark.parametrize("family", ["poisson", "Gamma(log)", "binomial(cauchit)", "gaussian(log)"])
def test_where_nothing_implies_a_residual_the_correlation_says_what_it_is_of(family: str) -> None:
    moments = lme4math.parse(f"glmer(y ~ x + (1 | g), family = {family})").moments()
    assert (moments.correlated, moments.residual) == ("linear predictor", None)
    assert moments.shared[1].intraclass == 1
    assert "The ICC is that of the linear predictor η alone." in str(moments)
    assert r"\text{ICC}(\eta)" in moments.latex()
    assert r"\text{ alone. It has no residual:" in moments.latex()


def test_a_linear_model_needs_no_remark() -> None:
    moments = lme4math.parse("lmer(y ~ x + (1 | g))").moments()
    assert (moments.correlated, moments.residual) == ("response", None)
    assert "The ICC" not in str(moments) + moments.latex()


def test_correlations_that_are_not_printed_have_no_remark() -> None:
    page = lme4math.parse("glmer(y ~ x + (x | g), family = binomial)").moments().latex()
    assert "ICC" not in page


def test_a_factor_of_many_levels_makes_one_sum_of_all_its_products(monkeypatch: pytest.MonkeyPatch) -> None:
    flatten, sums = sp.Add.flatten, []

    def counted(parts: list[Any]) -> Any:
        sums.append(sum(len(part.args) if part.is_Add else 1 for part in parts))
        return flatten(parts)

    monkeypatch.setattr(sp.Add, "flatten", staticmethod(counted))
    lme4math.parse("lmer(y ~ f + (f | g))", factors={"f": 16}).moments()
    assert max(sums) == 16**2
    assert sum(sums) < 16**3


def test_weights_divide_the_residual_variance() -> None:
    moments = lme4math.parse("lmer(y ~ 1 + (1 | g), weights = w)").moments()
    assert str(moments.variance) == "sigma**2/w[i] + tau[0]**2"


def test_a_factor_of_unknown_levels_gives_sums() -> None:
    moments = lme4math.parse("lmer(y ~ 1 + (1 + factor(f) | g))").moments()
    assert "Sum(KroneckerDelta(s, factor(f)[i])*KroneckerDelta(s', factor(f)[i'])" in str(moments.covariance("g"))


def test_no_observation_has_two_levels_of_a_factor() -> None:
    moments = lme4math.parse("lmer(y ~ f + (f | g))", factors={"f": ["p", "q", "r"]}).moments()
    assert "tau[1, 2]" not in str(moments.variance)
    assert "tau[1, 2]" in str(moments.covariance("g"))


def test_the_page_writes_symbols_as_the_equations_do() -> None:
    page = lme4math.parse("lmer(`my y` ~ 1 + (1 + type | `100%`))", factors={"type": ["a_b", "-"]}).moments().latex()
    assert r"\quad\text{same }\text{100}\%" in page
    assert r"1[{\text{type}}_{i} = \text{-}]" in page


def test_the_page_keeps_factors_of_a_product_apart_and_numbers_covariances_as_the_equations_do() -> None:
    page = lme4math.parse("lmer(y ~ x + (x | g))").moments().latex()
    assert r"2 \, {\tau}_{01} \, {\text{x}}_{i}" in page
    assert r"{\tau}_{1}^{2} \, {\text{x}}_{i'} \, {\text{x}}_{i}" in page
    many = lme4math.parse("lmer(y ~ 1 + (1 + f | g))", factors={"f": 11}).moments().latex()
    assert r"{\tau}_{0,10}" in many


def test_a_notebook_gets_latex_and_text() -> None:
    moments = lme4math.parse("lmer(y ~ x + (1 | g))").moments("lettered")
    assert moments._repr_latex_().startswith("$$\n\\begin{aligned}")
    assert r"| covariance | g | $\sigma_{\nu,\alpha} ^ {2}$ |" in moments._repr_markdown_()
    assert "sharing g: Cov = sigma_nu_alpha**2" in str(moments)


# --- The numbers ---------------------------------------------------------------------------------------------------


def numbers(shown: lme4math.Equations, fit: dict[str, Any], rows: tuple[int, int]) -> dict[Any, float]:
    """Values of the symbols of `moments`, for observations i and i′."""
    data, scope = shown.observe(), scope_of(shown.tree)
    assert data is not None
    found: dict[Any, float] = {}
    state = State(data, {}, {}, np.zeros(0))
    linear = data.model.function == "lmer"
    sigma = fit["sigma"] if linear else 1.0
    terms = term_parameters(data, fit["theta"], None, sigma)
    other = sp.Symbol("i'", integer=True, positive=True)
    for node in walk(shown.tree):
        if isinstance(node, tree.Parameter):
            found[scope.translate(node)] = sigma if node.term is None else terms[node.term].value(node)
        if (
            isinstance(node, tree.Covariate | tree.Indicator | tree.ContrastScore | tree.BasisFunction)
            and node.variable
        ):
            value = np.asarray(amount(node, state), float)
            for row, there in zip(rows, (scope, scope.with_indices({node.at: other})), strict=True):
                found[there.translate(node)] = float(value[row])
    return found


def shared_by(shown: lme4math.Equations, rows: tuple[int, int]) -> set[str]:
    data = shown.observe()
    assert data is not None
    levels = enumerate(data.model.levels, start=1)
    return {group.name for level, group in levels if np.ptp(data.groups(level)[list(rows)]) == 0}


@pytest.mark.parametrize("case", FITTED[::5], ids=ids(FITTED[::5]))
def test_moments_are_the_covariance_that_the_equations_give(case: Case) -> None:
    model = lme4math.parse(case["call"], frame(case["data"]))
    shown, fit, moments = model.equations(), case["fit"], model.moments()
    sigma = fit["sigma"] if moments.of == "response" else 1.0
    for rows in ((0, 1), (2, 7), (0, 11)):
        theirs = shown.covariance(theta=fit["theta"], sigma=sigma, rows=rows)
        values = sorted(numbers(shown, fit, rows).items(), key=lambda pair: -pair[0].count_ops())
        shared = next(each for each in moments.shared if set(each.factors) == shared_by(shown, rows))
        ours = [float(sp.sympify(each).subs(values)) for each in (moments.variance, shared.covariance)]
        np.testing.assert_allclose(ours, [theirs[0, 0], theirs[0, 1]], rtol=1e-8, atol=1e-10)
        correlation = float(sp.sympify(shared.correlation).subs(values))
        variances = np.diag(theirs) + (0 if moments.residual is None else float(moments.residual))
        np.testing.assert_allclose(correlation * np.sqrt(np.prod(variances)), theirs[0, 1], atol=1e-10)


def test_a_group_without_effects_is_nothing_that_observations_share() -> None:
    alone, beside = (lme4math.parse(f"lmer(y ~ x + (x | g){more})").moments() for more in ("", " + (0 | h)"))
    assert str(beside) == str(alone)
    assert "h" not in {name for moments in beside.shared for name in moments.factors}


def test_of_many_crossed_factors_combinations_are_told_when_asked_for() -> None:
    factors = [f"f{number}" for number in range(14)]
    moments = lme4math.parse("lmer(y ~ 1 + " + " + ".join(f"(1 | {name})" for name in factors) + ")").moments()
    assert not moments.complete
    assert [shared.factors for shared in moments.shared] == [(), *((name,) for name in factors)]
    both = moments.covariance("f3", "f1") - moments.covariance("f1") - moments.covariance("f3")
    assert (both, moments.covariance(*factors) == 0) == (0, False)
    with pytest.raises(ValueError, match="f13; and of several of these factors"):
        moments.covariance("f1", "nowhere")


def test_the_other_observation_is_told_by_the_letter_of_observations() -> None:
    moments = lme4math.parse("lmer(y ~ i + (i | g))").moments()
    assert "i[o']" in str(moments.covariance("g"))
    assert r"\text{Cov}(y_{o}, y_{o'})" in moments.latex()
