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
    ],
)
@pytest.mark.parametrize("notation", NOTATIONS)
def test_models_of_many_kinds_read_back(code: str, notation: str) -> None:
    model = parse(code)
    assert check(model.equations(notation).latex(), model).verdict == "right"


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
