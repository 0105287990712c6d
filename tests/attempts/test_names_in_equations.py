"""Names in equations: grouping factors as subscripts, responses that are compared, labels, names with underscores."""

from __future__ import annotations

import pytest

from lme4math import check, parse

ONE = r"y_i = \beta_0 + \beta_1 x_i + {effect} + \epsilon_i, {effect} \sim N(0, {variance}), "
ONE += r"\epsilon_i \sim N(0, \sigma^2)"


@pytest.mark.parametrize(
    ("effect", "variance"),
    [
        (r"u_{school}", r"\sigma_u^2"), (r"u_{\text{school}}", r"\sigma_{\text{school}}^2"),
        (r"b_{0,school}", r"\tau_{0,school}^2"), (r"\alpha_{\text{school}}", r"\sigma_\alpha^2"),
    ],
)  # fmt: skip
def test_a_grouping_factor_s_name_is_the_index_of_its_effects(effect: str, variance: str) -> None:
    latex = ONE.format(effect=effect, variance=variance)
    assert check(latex, "lmer(y ~ x + (1 | school))").verdict == "right"
    assert check(latex, "lmer(y ~ x + (1 | class))").verdict != "right"
    assert check(latex, "lmer(y ~ x + (1 | school) + (1 | class))").verdict == "wrong"


def test_two_effects_with_names_for_indices() -> None:
    latex = ONE.replace("+ {effect}", "+ u_{{school}} + u_{{class}}").replace(
        r"{effect} \sim N(0, {variance})", "{laws}"
    )
    latex = latex.format(laws=r"u_{school} \sim N(0, \sigma_s^2), u_{class} \sim N(0, \sigma_c^2)")
    assert check(latex, "lmer(y ~ x + (1 | school) + (1 | class))").verdict == "right"
    assert (
        check(latex.replace("+ u_{class}", "+ u_{school}"), "lmer(y ~ x + (1 | school) + (1 | class))").verdict
        == "wrong"
    )


COMPARED = r"{response}, \quad u_j \sim N(0, \sigma_u^2)"


@pytest.mark.parametrize(
    "response",
    [
        r"\Pr(mpg_i {sign} {bound}) = \text{{logit}}^{{-1}}(\beta_0 + \beta_1 wt_i + u_{{j[i]}})",
        r"\text{{logit}}(P(mpg_i {sign} {bound})) = \beta_0 + \beta_1 wt_i + u_{{j[i]}}",
        r"1[mpg_i {sign} {bound}] \sim \text{{Bernoulli}}(p_i), \text{{logit}} p_i = a + \beta_1 wt_i + u_{{j[i]}}",
    ],
)
@pytest.mark.parametrize(("sign", "bound", "verdict"), [(">", 20, "right"), (">", 30, "wrong"), ("<", 20, "wrong")])
def test_a_response_may_be_compared_with_a_number(response: str, sign: str, bound: int, verdict: str) -> None:
    latex = COMPARED.format(response=response.format(sign=sign, bound=bound))
    assert check(latex, "glmer((mpg > 20) ~ wt + (1 | cyl), family = binomial)").verdict == verdict


@pytest.mark.parametrize(
    ("code", "verdict"), [("lmer(log(y) ~ x + (1 | g))", "right"), ("lmer(sqrt(y) ~ x + (1 | g))", "wrong")]
)
def test_a_function_of_the_response_may_have_the_distribution(code: str, verdict: str) -> None:
    latex = r"\log(y_i) \sim N(\beta_0 + \beta_1 x_i + u_{j[i]}, \sigma^2), u_j \sim N(0, \sigma_u^2)"
    assert check(latex, code).verdict == verdict


def test_a_caller_says_what_the_response_is() -> None:
    latex = ONE.format(effect="u_{j[i]}", variance=r"\tau^2").replace("y_i", "Y_i")
    code = "lmer(log(score) ~ x + (1 | g))"
    assert check(latex, code).verdict == "ambiguous"
    assert check(latex, code, symbols={"Y": "log(score)"}).verdict == "right"
    assert check(latex, code, symbols={"Y": "score"}).verdict == "wrong"


@pytest.mark.parametrize("notation", ["expanded", "compact", "matrix"])
@pytest.mark.parametrize(
    ("code", "labels"),
    [
        ("lmer(y ~ x + (1 | g))", {"y": "crop yield"}),
        ("lmer(log(y) ~ x + (1 | g))", {"y": "crop yield"}),
        ("lmer(log(y) ~ x + (1 | g))", {"log(y)": "log yield"}),
        ("glmer(cbind(s, f) ~ x + (1 | g), family = binomial)", {"s": "number of successes"}),
    ],
)
def test_an_equation_with_a_label_of_the_response_is_the_model_s(
    notation: str, code: str, labels: dict[str, str]
) -> None:
    model = parse(code, labels=labels)
    assert check(model.equations(notation).latex(), model).verdict == "right"


@pytest.mark.parametrize("notation", ["expanded", "compact", "matrix"])
@pytest.mark.parametrize(
    "code",
    [
        "lmer(~ x + y + (1 | g))",
        "lmer(log(n_eggs + 1) ~ nest_height_1 + nest_height_2 + scale(egg_mass) + (1 | site_id))",
        "glmer(n ~ x + offset(0.5 * w) + (1 | g), family = poisson)",
        "lmer(log(y + 0.000001) ~ x + (1 | g))",
        "glmer(Dead / (Alive + Dead) ~ x + (1 | g), family = binomial)",
        "lmer(as.numeric(B) ~ x + (1 | g))",
    ],
)
def test_names_of_many_kinds_read_back(notation: str, code: str) -> None:
    model = parse(code)
    assert check(model.equations(notation).latex(), model).verdict == "right"


def test_a_line_that_is_broken_within_brackets_loses_no_term() -> None:
    latex = r"y_i = (\beta_0 + u_{j[i]} \\ & \quad {} + v_{k[i]}) + \beta_1 x_i {} + e_i, "
    latex += r"u_j \sim N(0, \sigma_u^2), v_k \sim N(0, \sigma_v^2), e_i \sim N(0, \sigma^2)"
    assert check(latex, "lmer(y ~ x + (1 | g) + (1 | h))").verdict == "right"


REST = r"_{ij} = \beta_0 + \beta_1 x_{ij} + u_j + e_{ij}, u_j \sim N(0, \tau^2), e_{ij} \sim N(0, \sigma^2)"


@pytest.mark.parametrize(
    ("code", "left", "verdict"),
    [
        ("log(wage)", "lwage", "right"),
        ("log(wage)", r"\text{log\_wage}", "right"),
        ("log(wage)", r"\mathrm{lnwage}", "right"),
        ("log(w)", "logw", "right"),
        ("lwage", r"\log(\text{wage})", "right"),
        ("logw", r"\ln w", "right"),
        ("lwage", r"\ln w", "ambiguous"),
        ("log(w)", r"\log(\text{wage})", "ambiguous"),
        ("wage", r"\log(\text{wage})", "wrong"),
        ("wage", "lwage", "ambiguous"),
        ("log(wage)", r"\log(\text{income})", "wrong"),
        ("log(wage)", r"\sqrt{wage}", "wrong"),
    ],
)
def test_a_logarithm_may_have_a_name_of_one_word(code: str, left: str, verdict: str) -> None:
    assert check(f"${left}{REST}$", f"lmer({code} ~ x + (1 | g))").verdict == verdict
