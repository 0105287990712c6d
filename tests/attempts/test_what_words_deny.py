"""Words, macros and matrices that make another model of a right equation; and their twins, which leave it as it is."""

from __future__ import annotations

import pytest

from lme4math import check

PLAIN = "lmer(y ~ x + (1 | g))"
INCOME = "lmer(income ~ x + (1 | g))"
LOGGED = "lmer(log(income) ~ x + (1 | g))"
EVENTS = "glmer(y ~ x + (1 | g), family = binomial)"

MEAN = r"\beta_0 + \beta_1 x_{ij} + u_j"
SUM = rf"$y_{{ij}} = {MEAN} + e_{{ij}}$"
LAWS = r"$u_j \sim N(0, \tau^2)$, $e_{ij} \sim N(0, \sigma^2)$"
BOTH = r"\begin{pmatrix} u \\ e \end{pmatrix}"
BLOCKS = (
    r"$\begin{{pmatrix}} u \\ e \end{{pmatrix}} \sim N(0, \begin{{pmatrix}} {0} & {1} \\ {1} & {2} \end{{pmatrix}})$"
)
DESIGN = r"$X = \begin{pmatrix} 1 & x_1 \\ \vdots & \vdots \\ 1 & x_n \end{pmatrix}$, $Z$ are the indicators of g"
OF_VECTORS = r"$u \sim N(0, \tau^2 I), \epsilon \sim N(0, \sigma^2 I)$"


@pytest.mark.parametrize(
    ("blocks", "right"),
    [
        ((r"\tau^2 I", "0", r"\sigma^2 I"), True),
        ((r"\tau^2 I_q", "0", r"\sigma^2 I_n"), True),
        ((r"\tau^2 I", "0", r"\sigma^2 J"), False),
        ((r"\mathbf{J} \tau^2", "0", r"\mathbf{I} \sigma^2"), False),
        ((r"\tau^2 I", "0", r"\sigma^2 \mathbf{1} \mathbf{1}^\top"), False),
        ((r"\tau^2 A", "0", r"\sigma^2 I"), False),
        (("G", "0", "R"), False),
        ((r"\tau^2 I", "C", r"\sigma^2 I"), False),
        ((r"\tau^2", r"\rho\tau\sigma", r"\sigma^2"), False),
    ],
)
def test_blocks_of_a_joint_distribution_are_multiples_of_the_identity(blocks: tuple[str, ...], right: bool) -> None:
    assert (check(f"{SUM}, {BLOCKS.format(*blocks)}", PLAIN).verdict == "right") is right


@pytest.mark.parametrize(
    ("law", "right"),
    [
        (r"$(u, e) \sim N(0, blockdiag(\tau^2 I, \sigma^2 I))$", True),
        (r"$(u, e) \sim N(0, blockdiag(\tau^2 I, \sigma^2 J))$", False),
        (r"$(u, e) \sim N(0, \tau^2 I \oplus \sigma^2 J)$", False),
        (r"$(u, e) \sim N(0, \begin{pmatrix} G & 0 \\ 0 & R \end{pmatrix})$, $G = \tau^2 I$, $R = \sigma^2 I$", True),
        (r"$(u, e) \sim N(0, \begin{pmatrix} G & 0 \\ 0 & R \end{pmatrix})$, $G = \tau^2 I$, $R = \sigma^2 J$", False),
        (rf"$Var{BOTH} = \begin{{pmatrix}} \tau^2 I & 0 \\ 0 & \sigma^2 I \end{{pmatrix}}$", True),
        (rf"$Var{BOTH} = \begin{{pmatrix}} \tau^2 I & 0 \\ 0 & \sigma^2 J \end{{pmatrix}}$", False),
        (r"$u \sim N(0, \tau^2 \mathbf 1 \mathbf 1^\top)$, $e_{ij} \sim N(0, \sigma^2)$", False),
        (r"$u_j \sim N(0, \tau^2)$, $e \sim N(0, \sigma^2 \mathbf 1 \mathbf 1')$", False),
    ],
)  # fmt: skip
def test_so_are_those_that_are_named_or_written_otherwise(law: str, right: bool) -> None:
    assert (check(f"{SUM}, {law}", PLAIN).verdict == "right") is right


@pytest.mark.parametrize(
    ("macro", "predictor", "right"),
    [
        (r"\newcommand{\X}{X}", r"\X\beta + Z u", True),
        (r"\newcommand{\X}{X^\top}", r"\X\beta + Z u", False),
        ("", r"X'\beta + Z u", False),
        ("", r"X\beta^\top + Z u", False),
        ("", r"X\beta + Z^\top u", False),
    ],
)
def test_a_matrix_is_multiplied_as_it_is_written_out(macro: str, predictor: str, right: bool) -> None:
    text = rf"{macro} $\mathbf y = {predictor} + \epsilon$, {DESIGN}, {OF_VECTORS}"
    assert (check(text, PLAIN).verdict == "right") is right


@pytest.mark.parametrize("entries", [r"(1, x_{ij})^\top", "(1, x_{ij})", r"\begin{pmatrix} 1 \\ x_{ij} \end{pmatrix}"])
@pytest.mark.parametrize("row", [r"X_{ij}^\top", "X_{ij}"])
def test_a_single_row_may_be_written_as_a_column(row: str, entries: str) -> None:
    text = rf"$y_{{ij}} = {row}\beta + u_j + e_{{ij}}$, $X_{{ij}} = {entries}$, {LAWS}"
    assert check(text, PLAIN).verdict == "right"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (r"logit P(y_{ij} = 1)", True),
        (r"\log\frac{P(y_{ij} = 1)}{P(y_{ij} = 0)}", True),
        (r"logit P(y_{ij} 1)", False),
        (r"logit P(Y 1)", False),
        (r"logit \Pr(y_{ij} 1 \mid u_j)", False),
        (r"logit P(y_{ij} \mid 1)", False),
        (r"logit E(y_{ij} 1)", False),
        (r"\log\frac{P(y_{ij} = 1)}{P(y_{ij} 0)}", False),
        (r"\log\frac{P(y_{ij} = 0)}{P(y_{ij} = 1)}", False),
    ],
)
def test_an_event_needs_its_sign(left: str, right: bool) -> None:
    assert (check(rf"${left} = {MEAN}$, $u_j \sim N(0, \tau^2)$", EVENTS).verdict == "right") is right


@pytest.mark.parametrize(
    ("words", "is_logged"),
    [
        ("where $y$ is income", False),
        ("where $y$ is the logarithm of income", True),
        ("where $y_{ij}$ is the log of the income of person i", True),
        ("where $y_{ij}$ denotes log-income", True),
        ("$y$: logged income", True),
        ("where income was log-transformed", True),
        ("with $y_{ij}$ the income on the log scale", True),
        (r"where $y = \log(income)$", True),
        (r"where $y_{ij} = \text{income}_{ij}$", False),
    ],
)
def test_a_function_of_the_response_may_be_said_in_words(words: str, is_logged: bool) -> None:
    verdicts = [check(f"{SUM}, {LAWS}, {words}", code).verdict for code in (INCOME, LOGGED)]
    assert [one == "right" for one in verdicts] == [not is_logged, is_logged]


@pytest.mark.parametrize("words", ["where $y$ is the logarithm of the wage", "where $x$ is the logarithm of the dose"])
def test_letters_may_stand_for_what_the_code_has_under_them(words: str) -> None:
    assert check(f"{SUM}, {LAWS}, {words}", PLAIN).verdict == "right"


@pytest.mark.parametrize(
    ("words", "right"),
    [
        ("with g fixed effects", False),
        ("with fixed effects for g", False),
        ("with fixed g effects", False),
        ("where $u_j$ is a fixed effect", False),
        ("where g is treated as fixed", False),
        ("with school fixed effects, where j indexes schools", False),
        ("with random slopes of x", False),
        ("where x is a random effect", False),
        ("with g random effects", True),
        ("with x as a fixed effect and g as a random effect", True),
        ("where the effect of x is fixed and that of g is random", True),
        ("with fixed effects of x and random intercepts of g", True),
    ],
)
def test_effects_are_called_what_they_are(words: str, right: bool) -> None:
    assert (check(f"{SUM}, {LAWS}, {words}", PLAIN).verdict == "right") is right
