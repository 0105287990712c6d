"""What our own printers write is read back as the model that it was written for."""

from __future__ import annotations

import pytest

from lme4math import check, parse, read_latex
from tests import oracle

CASES = [case for case in oracle.designed_cases() if case["status"] == "ok"]
NOTATIONS = ("expanded", "compact", "additive", "levels")
SEED = (
    "lmer(prevalence ~ time + time:type + (1 + time + type:time | reg) + (1 + time + type:time | reg:spp))",
    {"type": ["-", "+"]},
)


@pytest.mark.parametrize("style", ["indexed", "lettered"])
@pytest.mark.parametrize("notation", [*NOTATIONS, "matrix"])
def test_the_question_s_model_reads_back_in_every_notation(notation: str, style: str) -> None:
    model = parse(SEED[0], factors=SEED[1])
    assert check(model.equations(notation, style).latex(), model).verdict == "right"


@pytest.mark.parametrize(
    "code",
    [
        "lmer(y ~ x + (x | g))",
        "lmer(y ~ x + z + x:z + (x || g) + (1 | h))",
        "lmer(y ~ 0 + x + (0 + x | g))",
        "lmer(y ~ x + cs(1 + x + z | g))",
        "lmer(y ~ x + diag(1 + x | g, hom = TRUE))",
        "lmer(log(y) ~ x + I(x^2) + (1 | g/h))",
        "glmer(n ~ x + offset(log(w)) + (1 | g), family = poisson)",
        'glmer(n ~ x + (1 | g), family = binomial(link = "probit"))',
        "glmer(cbind(s, n - s) ~ x + (x | g), family = binomial)",
        "lmer(y ~ x + (x | g) + (0 + x | g))",
        "lmer(z ~ x + (x | g))",
        "lmer(x ~ z + y + (z | g))",
        "lmer(y ~ x + (1 | g) + (1 | g:h) + (1 | g:k))",
        "lmer(y ~ x + offset(o) + (1 | g))",
        "glmer(round(n) ~ 1 + (1 | g), family = poisson)",
        "lmer(y ~ x + (0 + x | g) + (0 + dummy(f) | h))",
        "lmer(y ~ x + cs(1 + x | a) + diag(1 + x | a:b))",
        "lmer(y ~ x + (1 | a/b/c))",
        "glmer(y ~ x + (1 | g), family = Gamma)",
        "glmer(y ~ x + (1 | g), family = inverse.gaussian)",
        'glmer(y ~ x + (1 | g), family = gaussian(link = "inverse"))',
        "lmer(1/y ~ x + (1 | g))",
        "lmer(y^2 ~ x + (1 | g))",
        "glmer(cbind(4 * s, 4 - 4 * s) ~ x + (1 | g), family = binomial)",
        "lmer(log(net.profit + 1) ~ soil.ph * soil.co + (1 | g))",
        "lmer(y ~ text + (1 | g))",
    ],
)
@pytest.mark.parametrize("notation", [*NOTATIONS, "matrix"])
@pytest.mark.parametrize("style", ["indexed", "lettered"])
def test_models_of_many_kinds_read_back(code: str, notation: str, style: str) -> None:
    model = parse(code)
    assert check(model.equations(notation, style).latex(), model).verdict == "right"


@pytest.mark.parametrize("case", CASES[::11], ids=lambda case: case["id"])
def test_no_recorded_model_s_equations_are_right_for_another(case: oracle.Case) -> None:
    """A model with an effect more is another."""
    data = oracle.frame(case["data"])
    model = parse(case["call"], data)
    latex = model.equations("expanded").latex()
    other = parse(case["call"].replace("~", "~ unseen +", 1), data.assign(unseen=range(len(data))))
    assert check(latex, other).verdict != "right"


def test_it_is_read_without_a_model_beside_it() -> None:
    assert read_latex(parse("lmer(y ~ x + (x | g))").equations().latex()).means == "y ~ x + (1 + x | g)"


KINDS = (
    "dummy(", "interaction(", "cs(", "ar1(", "diag(", "x > 0", "%%", "mean(", "ifelse", "`", "10 * log10", "y + x",
    "y - x", "log(`resp", "contr.sum", "temperature", "factor(A)", "ybf", "(1 | obs)", "(1 | c1)", "sample",
)  # fmt: skip
"""What is read back by rules of its own: a recorded model of each."""
SAMPLE = list(
    {
        case["id"]: case
        for case in (*CASES[::12], *(next(one for one in CASES if kind in one["call"]) for kind in KINDS))
    }.values()
)


@pytest.mark.parametrize("style", ["indexed", "lettered"])
@pytest.mark.parametrize("notation", [*NOTATIONS, "matrix"])
def test_a_sample_of_the_recorded_models_reads_back(notation: str, style: str) -> None:
    models = [parse(case["call"], oracle.frame(case["data"])) for case in SAMPLE]
    checks = [check(model.equations(notation, style).latex(), model) for model in models]
    assert [found.code for found in checks if found.verdict != "right"] == []


WIDE = "lmer(y ~ A * B + (A * B | g))"
LEVELS = {"A": ["a", "b"], "B": ["u", "v", "w"]}


@pytest.mark.parametrize("form", ["body", "display"])
def test_columns_for_which_dots_stand_are_said_and_read(form: str) -> None:
    model = parse(WIDE, factors=LEVELS)
    latex = model.equations("matrix").latex(form=form)
    assert check(latex, model).verdict == "right"
    for other in ("lmer(y ~ A + B + (A * B | g))", "lmer(y ~ A * B + (A:B || g))", "lmer(y ~ A + B + x + (A * B | g))"):
        assert check(latex, parse(other, factors=LEVELS)).verdict == "wrong"


@pytest.mark.parametrize("style", ["indexed", "lettered"])
def test_a_number_that_counts_groups_as_well_stays_a_number(style: str) -> None:
    model = parse("lmer(y ~ year + (1 | year))", {"y": [3.0, 1.0, 4.0, 1.5, 5.0, 9.0], "year": [1, 1, 2, 2, 3, 3]})
    assert check(model.equations("expanded", style).latex(), model).verdict == "right"


def test_without_notes_there_are_none() -> None:
    model = parse(WIDE, factors=LEVELS)
    for form in ("body", "display"):
        assert "columns of" in model.equations("matrix").latex(form=form)
        assert "columns of" not in model.equations("matrix").latex(form=form, notes=False)


def test_columns_of_a_design_in_a_person_s_words() -> None:
    latex = r"""$$y = X\beta + Zb + e,\quad \beta = (\beta_0, \beta_1, \beta_2, \beta_3)',\quad
    X = \begin{bmatrix} 1 & age_1 & \dots & mass_1 \\ \vdots & & & \\ 1 & age_n & \dots & mass_n\end{bmatrix}$$
    $Z$ holds the indicators of g, $b \sim N(0, \tau^2 I)$, $e \sim N(0, \sigma^2 I)$.
    The columns of $X$ are $1$, $age_i$, $sex_i$ and $mass_i$."""
    assert check(latex, "lmer(y ~ age + sex + mass + (1 | g))").verdict == "right"
    other = "lmer(y ~ age + site + mass + (1 | g))"
    assert check(latex, other).verdict == "ambiguous"  # “sex” may be a level of `site`
    assert check(latex, parse(other, factors={"site": ["north", "south"]})).verdict == "wrong"
    moved = latex.replace("$sex_i$ and $mass_i$", "$mass_i$ and $sex_i$")  # not those that are drawn
    assert check(moved, "lmer(y ~ age + sex + mass + (1 | g))").verdict != "right"


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        (r"\text{z}_{1}", r"\text{x}_{1}", "lmer(y ~ x + offset(z) + (1 | g))"),
        (r"\log(\text{y}_{1})", r"\text{y}_{1}", "lmer(log(y) ~ x + (1 | g))"),
    ],
)
def test_another_entry_in_a_vector_is_seen(right: str, wrong: str, code: str) -> None:
    model = parse(code)
    latex = model.equations("matrix").latex()
    assert check(latex, model).verdict == "right"
    assert right in latex
    others = [right.replace("_{1}", f"_{{{row}}}") for row in ("1", "2", "n")]
    for one, row in zip(others, ("1", "2", "n"), strict=True):
        latex = latex.replace(one, wrong.replace("_{1}", f"_{{{row}}}"))
    assert check(latex, model).verdict != "right"


@pytest.mark.parametrize("label", ["rainfall", "mean rainfall", "$r$"])
@pytest.mark.parametrize("notation", ["expanded", "compact", "additive"])
def test_equations_with_labels_read_back_as_the_model_that_has_them(label: str, notation: str) -> None:
    model = parse("lmer(y ~ x + (x | g))", labels={"x": label})
    assert check(model.equations(notation).latex(form="display"), model).verdict == "right"
    assert model.checked(model.equations(notation).latex()).verdict == "right"


@pytest.mark.parametrize("notation", NOTATIONS)
def test_columns_of_a_polynomial_read_back_in_products(notation: str) -> None:
    model = parse("lmer(y ~ poly(x, 2) * f + (0 + poly(x, 2) | g))", factors={"f": ["a", "b"]})
    assert check(model.equations(notation).latex(), model).verdict == "right"
