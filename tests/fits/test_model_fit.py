"""`Model.fit()` as a user calls it."""

from __future__ import annotations

import numpy as np
import pytest

from lme4math import DataError, data, parse

DATA = {
    "y": [1.2, 0.7, 2.1, 1.9, 0.4, 1.1, 2.6, 0.3],
    "x": [0, 1, 2, 3, 0, 1, 2, 3],
    "g": ["a", "a", "a", "a", "b", "b", "b", "b"],
    "w": [0, 1, 1, 1, 1, 1, 1, 1],
}


def test_the_numbers_that_everybody_knows() -> None:
    """sleepstudy, as in Bates et al. (2015), table 1 and section 5.1."""
    fit = parse("lmer(Reaction ~ Days + (Days | Subject))", data.sleepstudy()).fit()
    assert fit.criterion == pytest.approx(1743.6, abs=0.05)
    assert fit.fixef == pytest.approx({"(Intercept)": 251.405, "Days": 10.467}, abs=5e-4)
    assert fit.se == pytest.approx({"(Intercept)": 6.825, "Days": 1.546}, abs=5e-4)
    assert [row["sdcor"] for row in fit.varcorr] == pytest.approx([24.74, 5.92, 0.07, 25.59], abs=6e-3)
    assert (fit.singular, fit.warnings) == (False, ())


def test_standard_errors_of_a_generalised_model_are_those_of_summary() -> None:
    """cbpp: from the second derivatives, as lme4 computes them with `tolPwrss = 1e-10` (its default is less exact)."""
    call = "glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), family = binomial)"
    fit = parse(call, data.cbpp()).fit()
    assert fit.criterion == pytest.approx(184.05, abs=6e-3)
    assert list(fit.fixef.values()) == pytest.approx([-1.398, -0.992, -1.128, -1.580], abs=1e-3)
    assert list((fit.se or {}).values()) == pytest.approx([0.232473, 0.306642, 0.326638, 0.427438], abs=5e-6)
    assert fit.sigma is None


@pytest.mark.parametrize(("points", "said"), [("9", True), ("0", True), ("1L", False)])
def test_that_the_likelihood_is_approximated_otherwise_than_the_call_asks_is_said(points: str, said: bool) -> None:
    call = f"glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), family = binomial, nAGQ = {points})"
    warnings = parse(call, data.cbpp()).fit().warnings
    assert any(f"asks for `nAGQ = {points}`" in warning for warning in warnings) == said


def test_reml_or_not_is_taken_from_the_call_and_can_be_asked_for() -> None:
    model = parse("lmer(Reaction ~ Days + (Days | Subject), REML = FALSE)", data.sleepstudy())
    assert model.fit().reml is False
    assert model.fit().criterion == pytest.approx(1751.94, abs=6e-3)
    assert model.fit(reml=True).criterion == pytest.approx(1743.63, abs=6e-3)


def test_the_size_of_a_negative_binomial_is_estimated() -> None:
    """The best of several sizes that are given is no better than the one that is found."""
    frame = data.grouseticks()
    free = parse("glmer.nb(TICKS ~ YEAR + (1 | BROOD))", frame).fit()
    assert free.estimates.size is not None
    assert free.criterion is not None
    for size in (0.5 * free.estimates.size, 1.1 * free.estimates.size):
        given = parse(f"glmer(TICKS ~ YEAR + (1 | BROOD), family = negative.binomial({size}))", frame).fit()
        assert given.criterion is not None
        assert given.criterion > free.criterion


def test_what_has_no_variance_is_said_in_words() -> None:
    fit = parse("lmer(y ~ x + (x | g))", DATA).fit()
    assert fit.singular
    assert fit.warnings
    assert all("no variance" in sentence for sentence in fit.warnings)
    assert fit.warnings[0] in str(fit)


def test_scales_of_covariates_do_not_matter() -> None:
    known_days = data.sleepstudy()
    frame = {name: np.asarray(known_days[name]) for name in ("Reaction", "Days", "Subject")}
    small = {**frame, "Days": frame["Days"] * 1e-6}
    known = parse("lmer(Reaction ~ Days + (Days | Subject))", frame).fit()
    fit = parse("lmer(Reaction ~ Days + (Days | Subject))", small).fit()
    assert fit.fixef["Days"] == pytest.approx(1e6 * known.fixef["Days"], rel=1e-6)
    assert fit.criterion == pytest.approx((known.criterion or 0) + 2 * np.log(1e-6), abs=1e-6)


def test_intervals_are_walds() -> None:
    fit = parse("lmer(Reaction ~ Days + (Days | Subject))", data.sleepstudy()).fit()
    assert fit.intervals()["Days"] == pytest.approx((10.467 - 1.96 * 1.546, 10.467 + 1.96 * 1.546), abs=2e-3)
    with pytest.raises(ValueError, match="between 0 and 1"):
        fit.intervals(95)


@pytest.mark.parametrize(
    ("call", "given", "said"),
    [
        ("y ~ x + (1 | g)", None, "This model has no data."),
        ("~ x + (1 | g)", DATA, "This model has no response."),
        ("lmer(y ~ x + (1 | g), weights = w)", DATA, "A linear model is fitted with weights above 0."),
    ],
)
def test_what_cannot_be_fitted_is_refused_in_words(call: str, given: object, said: str) -> None:
    with pytest.raises(DataError, match=said):
        parse(call, given).fit()
