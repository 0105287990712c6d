"""Effects of the levels of factors, as the analysis of variance writes them; letters by position and by words."""

from __future__ import annotations

import pytest

from lme4math import check, parse

FACTORS = {"A": ["1", "2", "3"], "B": ["1", "2"]}
LAWS = r", b_k \sim N(0, \sigma_b^2), e_{ijk} \sim N(0, \sigma^2)"
SUM = r"y_{ijk} = \mu + \alpha_i + \beta_j + b_k + e_{ijk}" + LAWS
CROSSED = r"y_{ijk} = \mu + \alpha_i + \beta_j + (\alpha\beta)_{ij} + b_k + e_{ijk}" + LAWS
SPLIT = CROSSED.replace("+ b_k", r"+ b_k + (\alpha b)_{ik}") + r", (\alpha b)_{ik} \sim N(0, \sigma_{ab}^2)"
WORDS = ("", r", \text{ where } i \text{ is } A \text{ and } j \text{ is } B", ", where i indexes A and j indexes B")


def verdict(latex: str, code: str) -> str:
    return check(latex, parse(code, factors=FACTORS)).verdict


@pytest.mark.parametrize("words", WORDS)
def test_two_factors_by_index(words: str) -> None:
    assert verdict(SUM + words, "lmer(y ~ A + B + (1 | Block))") == "right"
    assert verdict(CROSSED + words, "lmer(y ~ A * B + (1 | Block))") == "right"
    assert verdict(SUM + words, "lmer(y ~ A * B + (1 | Block))") == "wrong"
    assert verdict(CROSSED + words, "lmer(y ~ A + B + (1 | Block))") == "wrong"


def test_a_split_plot_has_its_whole_plots() -> None:
    assert verdict(SPLIT, "lmer(y ~ A * B + (1 | Block/A))") == "right"
    assert verdict(SPLIT, "lmer(y ~ A * B + (1 | Block/B))") == "wrong"
    assert verdict(SPLIT, "lmer(y ~ A * B + (1 | Block))") == "wrong"


@pytest.mark.parametrize(
    ("old", "new"),
    [(r"\alpha_i +", r"\alpha_k +"), (r"\beta_j +", r"\beta_i +"), (r"\beta_j + ", ""), ("b_k", "b_j"),
     (r"\alpha_i +", r"\alpha_i x_{ijk} +")],
)  # fmt: skip
@pytest.mark.parametrize("words", WORDS)
def test_an_index_changed_is_not_right(old: str, new: str, words: str) -> None:
    for latex, code in ((SUM, "lmer(y ~ A + B + (1 | Block))"), (CROSSED, "lmer(y ~ A * B + (1 | Block))")):
        assert verdict(latex.replace(old, new) + words, code) != "right"


def test_what_letters_leave_open_is_asked_only_where_it_matters() -> None:
    factors = {"trt": ["1", "2"], "dose": ["1", "2"]}
    latex = CROSSED.replace(r"\alpha", r"\kappa").replace(r"\beta", r"\lambda")
    assert check(latex, parse("lmer(y ~ trt * dose + (1 | Block))", factors=factors)).verdict == "right"
    whole_plots = latex.replace("+ b_k", "+ b_k + w_{ik}") + r", w_{ik} \sim N(0, \sigma_w^2)"
    found = check(whole_plots, parse("lmer(y ~ trt * dose + (1 | Block/trt))", factors=factors))
    assert found.verdict == "ambiguous"
    assert "“i” is `trt`" in found.questions[0]


ONE = r"y_{ij} = \mu + \tau_i + b_j + e_{ij}, \sum_i \tau_i = 0, b_j \sim N(0, \sigma_b^2), e_{ij} \sim N(0, \sigma^2)"


def test_a_sum_of_0_is_the_constraint_of_a_factor() -> None:
    assert verdict(ONE, "lmer(y ~ A + (1 | Block))") == "right"
    sums = r", \sum_i \alpha_i = \sum_j \beta_j = 0, \sum_i (\alpha\beta)_{ij} = \sum_j (\alpha\beta)_{ij} = 0"
    assert verdict(CROSSED + sums, "lmer(y ~ A * B + (1 | Block))") == "right"


@pytest.mark.parametrize(
    ("old", "new"),
    [(r"\mu + ", ""), (r"\sum_i \tau_i", r"\sum_j b_j"), (r"\sum_i \tau_i", r"\sum_i \tau_i^2"), ("= 0", "= 1"),
     (r"\sum_i \tau_i", r"\tau_i")],
)  # fmt: skip
def test_another_sum_is_no_constraint_of_a_factor(old: str, new: str) -> None:
    assert verdict(ONE.replace(old, new), "lmer(y ~ A + (1 | Block))") != "right"


RATE = (
    r"Y_{ij} \sim \text{Poisson}(\mu_{ij}), \quad \log(\mu_{ij} / T_{ij}) = \beta_0 + \beta_1 x_i + \beta_2 z_{ij} + "
)
RATE += r"\beta_3 x_i z_{ij} + u_i, \quad u_i \sim N(0, \sigma^2)"
RATES = "glmer(seizures ~ trt * period + offset(log(weeks)) + (1 | id), family = poisson)"


@pytest.mark.parametrize("words", ["", ", where T is weeks, x is trt and z is period"])
def test_an_exposure_is_what_only_the_offset_has(words: str) -> None:
    assert check(RATE + words, RATES).verdict == "right"
    assert check(RATE + words, RATES.replace(" + offset(log(weeks))", "")).verdict == "wrong"
    assert check(RATE + words, RATES.replace("trt * period", "trt + trt:period")).verdict == "wrong"
    assert check(RATE.replace("x_i z_{ij}", "x_i T_{ij}") + words, RATES).verdict == "wrong"
    assert check(RATE.replace("/ T_{ij}", "/ x_i") + words, RATES).verdict == "wrong"


def test_words_say_what_letters_stand_for() -> None:
    latex = "y_ij = b0 + b1*x_ij + b2*z_ij + b3*x_ij*w_ij + u_j + e_ij, u_j ~ N(0, t^2), e_ij ~ N(0, s^2), "
    code = "lmer(y ~ iq + ses + iq:age + (1 | g))"
    assert check(latex + "where x is iq, z is ses and w is age", code).verdict == "right"
    assert check(latex + "where x is ses, z is iq and w is age", code).verdict == "wrong"


LAW = r"y_{ij} = \beta_0 + \beta_1 x_{ij} + u_j + e_{ij}, u_j \sim LAW, e_{ij} \sim "


@pytest.mark.parametrize(
    "law",
    [r"\text{iid } N(0, \tau^2)", r"NID(0, \tau^2)", r"NI(0, \tau^2)", r"\mathrm{IID}(0, \tau^2)", r"IIDN(0, \tau^2)",
     r"i.i.d. N(0, \tau^2)", r"\text{i.i.d. } \text{Normal}(0, \tau^2)", r"iid N(0, \tau^2)"],
)  # fmt: skip
def test_identically_distributed_in_letters(law: str) -> None:
    latex = LAW.replace("LAW", law) + law
    assert check(latex.replace("tau", "sigma_u", 1), "lmer(y ~ x + (1 | g))").verdict == "right"
    assert check(latex, "lmer(y ~ x + (1 | g))").verdict == "wrong"


CODED = r"RT_{si} = \beta_0 + \beta_1 c_i + u_{0s} + u_{1s} c_i + e_{si}, CODE; (u_{0s}, u_{1s}) \sim N(0, \Sigma), "
CODED += r"e_{si} \sim N(0, \sigma^2)"
OF_COND = {"cond": ["related", "unrelated"]}


@pytest.mark.parametrize(
    "coding",
    [r"c_i = +1 \text{ for related}, -1 \text{ for unrelated}",
     r"c_i = 1/2 \text{ (related)}, -1/2 \text{ (unrelated)}",
     r"c_i = -0.5 \text{ if related and } 0.5 \text{ otherwise}",
     r"c_i = \frac12 \text{ for related and } c_i = -\frac{1}{2} \text{ for unrelated}"],
)  # fmt: skip
def test_numbers_for_the_levels_of_a_factor(coding: str) -> None:
    latex = CODED.replace("CODE", coding)

    def of(text: str, code: str, factors: dict[str, list[str]] = OF_COND) -> str:
        return check(text, parse(code, factors=factors)).verdict

    assert of(latex, "lmer(RT ~ cond + (cond | subj))") == "right"
    assert of(latex, "lmer(RT ~ cond + (1 | subj))") == "wrong"
    assert of(latex.replace(r"\beta_0 + ", ""), "lmer(RT ~ cond + (cond | subj))") == "wrong"
    apart = r"\begin{pmatrix}\tau_0^2 & 0 \\ 0 & \tau_1^2\end{pmatrix}"
    assert of(latex.replace(r"\Sigma", apart), "lmer(RT ~ cond + (cond | subj))") == "wrong"
    primed = {"cond": ["primed", "unrelated"]}
    assert of(latex.replace("otherwise", "if unrelated"), "lmer(RT ~ cond + (cond | subj))", primed) != "right"
    three = {"cond": ["related", "unrelated", "neutral"]}
    assert of(latex, "lmer(RT ~ cond + (cond | subj))", three) != "right"


@pytest.mark.parametrize("residual", ["u_{ij}", "w_{ij}", "Z_{ij}", r"\eta_{ij}"])
def test_a_residual_may_have_any_letter(residual: str) -> None:
    latex = rf"y_{{ij}} = \beta_0 + \beta_1 x_{{ij}} + c_j + {residual}, c_j \sim N(0, \tau^2), "
    latex += rf"{residual} \sim N(0, \sigma^2)"
    code = "lmer(y ~ x + (1 | g))"
    assert check(latex, code).verdict == "right"
    assert check(latex.replace(f"+ {residual}", f"+ x_{{ij}} {residual}"), code).verdict == "wrong"
    assert check(latex.replace(r"\sigma", r"\tau"), code).verdict == "wrong"
    assert check(latex, code.replace("g)", "g/h)")).verdict != "right"
    assert check(latex.replace("+ c_j", "+ c_j + e_{ij}") + r", e_{ij} \sim N(0, \omega^2)", code).verdict != "right"


def test_five_letters_are_five_indices() -> None:
    sizes = {name: ["u", "v"] for name in ("P", "Q", "R", "S")}
    laws = r", v_m \sim N(0, \tau^2), e_{ijklm} \sim N(0, \sigma^2)"
    text = rf"y_{{ijklm}} = \mu + \alpha_i + \beta_j + \gamma_k + \delta_l + v_m + e_{{ijklm}}{laws}"
    assert check(text, parse("lmer(y ~ P + Q + R + S + (1 | Block))", factors=sizes)).verdict == "right"
    assert (
        check(text.replace(r" + \delta_l", ""), parse("lmer(y ~ P + Q + R + S + (1 | Block))", factors=sizes)).verdict
        == "wrong"
    )
