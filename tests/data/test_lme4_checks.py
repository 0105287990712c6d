"""What lme4 checks before it fits, with and without a `control` that says otherwise."""

from __future__ import annotations

import pytest

import lme4math

N = 12
DATA = {
    "y": [0.1 * (7 * row % 11) for row in range(N)],
    "n": [row % 4 for row in range(N)],
    "x": [0.3 * (5 * row % 7) for row in range(N)],
    "each": [f"e{row}" for row in range(N)],
    "one": ["a"] * N,
    "h": ["a", "b", "c"] * 4,
}
IGNORE = 'check.nobs.vs.nlev = "ignore"'
NRE = 'check.nobs.vs.nRE = "ignore"'
RANK_Z = 'check.nobs.vs.rankZ = "stop"'


def warnings(code: str) -> str:
    return "\n".join(lme4math.parse(code, DATA).warnings)


@pytest.mark.parametrize(
    ("call", "begins"),
    [
        ("lmer(y ~ x + (1 | each))", "lme4 would stop: the grouping factor `each` has 12 levels"),
        (f"lmer(y ~ x + (1 | each), control = lmerControl({IGNORE}))", "lme4 would stop: the term `(1 | each)` has 12"),
        (
            'lmer(y ~ x + (1 | each), control = lmerControl(check.nobs.vs.nlev = "warning"))',
            "lme4 would warn: the grouping factor `each` has 12 levels",
        ),
        ("lmer(y ~ x + (1 | one))", "lme4 would stop: the grouping factor `one` has only one level"),
        (
            'ctl <- lmerControl(check.nlev.gtr.1 = "message")\nlmer(y ~ x + (1 | one), control = ctl)',
            "lme4 would stop: the grouping factor `one` has only one level",
        ),
        (
            'lmer(y ~ x + (1 | each), control = lmerControl(check.nobs.vs.nl = "ignore", check.nobs.vs.nR="warning"))',
            "lme4 would warn: the term `(1 | each)` has 12",
        ),
        (
            "lmer(y ~ x + (1 | each), control = lmerControl(check.nobs.vs.nlev = NULL))",
            "lme4 would stop: the term `(1 | each)` has 12",
        ),
        (
            'lmer(y ~ x + (1 | h), control = lmerControl(check.nlev.gtreq.5 = "warning"))',
            "lme4 would warn: the grouping factor `h` has only 3 levels",
        ),
        (
            'lmer(y ~ x + I(2 * x) + (1 | h), control = lmerControl(check.rankX = "stop"))',
            "lme4 would stop: columns of X depend on those before them (`I(2 * x)`).",
        ),
        (
            'lmer(y ~ x + I(2 * x) + (1 | h), control = lmerControl(check.rankX = "ignore"))',
            "lme4 would keep all columns, as `check.rankX` asks, and its fit may fail",
        ),
        (
            f"lmer(y ~ x + (1 | each), control = lmerControl({IGNORE}, {NRE}, {RANK_Z}))",
            "lme4 would stop: Z has rank 12 for 12 observations",
        ),
        (
            f'lmer(y ~ x + (1 | each), control = lmerControl({IGNORE}, {NRE}, check.nobs.vs.rankZ = "warningSmall"))',
            "lme4 would warn: Z has rank 12 for 12 observations",
        ),
        ("lmer(y ~ x + (1 | one), control = ctl)", "lme4 would stop (unless `ctl` says otherwise): the grouping"),
        ("lmer(~ x + (1 | h))", "The formula has no response: lmer() and glmer() refuse it"),
    ],
)
def test_a_check_that_fails_is_said_as_the_call_has_it(call: str, begins: str) -> None:
    assert warnings(call).startswith(begins)


@pytest.mark.parametrize(
    "call",
    [
        f'lmer(y ~ x + (1 | each), control = lmerControl({IGNORE}, check.nobs.vs.nRE = "ignore"))',
        'lmer(y ~ x + (1 | each), control = lmerControl(check.nobs.vs.nlev = "message", check.nobs.vs.nRE = "ignore"))',
        'lmer(y ~ x + (1 | one), control = lmerControl(check.nlev.gtr.1 = "ignore"))',
        'glmer(n ~ x + (x | each), family = poisson, control = glmerControl(check.nobs.vs.nRE = "ignore"))',
        "glmer(n ~ x + (1 | each), family = poisson)",
        f"glmer(n ~ x + (1 | each), family = poisson, control = glmerControl({RANK_Z}))",
        f"lmer(y ~ x + (x || h), control = lmerControl({NRE}, {RANK_Z}))",
    ],
)
def test_nothing_is_said_to_stop_that_the_control_lets_pass(call: str) -> None:
    assert "would" not in warnings(call)


@pytest.mark.parametrize("asked", ['check.rankX = "silent"', 'check.rankX = "warn"', ""])
def test_columns_are_dropped_unless_the_control_says_otherwise(asked: str) -> None:
    model = lme4math.parse(f"lmer(y ~ x + I(2 * x) + (1 | h), control = lmerControl({asked}))", DATA)
    assert not model.warnings
    assert "lme4 drops `I(2 * x)`" in model.explain()


def test_columns_that_the_control_keeps_are_not_said_to_be_dropped() -> None:
    model = lme4math.parse('lmer(y ~ x + I(2 * x) + (1 | h), control = lmerControl(check.rankX = "ignore"))', DATA)
    assert "lme4 drops" not in model.explain()


@pytest.mark.parametrize("asked", ['check.nobs.vs.nlev = "foo"', 'check.rankX = "foo"', 'check.nobs.vs.nRE = "Stop"'])
def test_an_action_that_lme4_does_not_know_is_refused_where_it_stands(asked: str) -> None:
    with pytest.raises(lme4math.FormulaError, match="lme4 knows no") as caught:
        lme4math.parse(f"lmer(y ~ x + (1 | h), control = lmerControl({asked}))")
    assert asked in str(caught.value)


def test_a_generalised_model_has_no_residual_variance() -> None:
    assert "residual" not in warnings("glmer(n ~ x + (x | each), family = poisson)")
    assert "residual variance" in warnings("lmer(y ~ x + (x | each))")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("lmer(y ~ x + (1 | each))", "not identifiable beside the residuals"),
        ("glmer(n ~ x + (1 | each), family = poisson)", "they take up overdispersion, for which"),
        ("glmer(cbind(n, 4 - n) ~ x + (1 | each), family = binomial)", "they take up overdispersion, for which"),
        ("glmer(n > 1 ~ x + (1 | each), family = binomial)", "with one trial in each observation"),
        ("glmer.nb(n ~ x + (1 | each))", "as the parameter of the distribution does already"),
    ],
)
def test_an_effect_for_each_observation_means_what_the_distribution_makes_of_it(call: str, said: str) -> None:
    (remark,) = lme4math.parse(call, DATA).structure().remarks
    assert said in remark
    assert ("residual" in remark) == call.startswith("lmer")
