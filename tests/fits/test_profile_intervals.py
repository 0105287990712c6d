"""Intervals of the profile likelihood, beside those of lme4's `confint(fit, parm = "beta_")` (lme4 1.1)."""

from __future__ import annotations

import pytest

from lme4math import DataError, data, parse

CONFINT = [
    (
        "lmer(Reaction ~ Days + (Days | Subject))",
        "sleepstudy",
        {"(Intercept)": (237.68069551, 265.1295147), "Days": (7.35865328, 13.5759188)},
    ),
    ("lmer(Yield ~ 1 + (1 | Batch))", "dyestuff", {"(Intercept)": (1486.4515, 1568.54849)}),
    (
        "glmer(cbind(incidence, size - incidence) ~ 1 + (1 | herd), family = binomial)",
        "cbpp",
        {"(Intercept)": (-2.57101474, -1.55564008)},
    ),
]


@pytest.mark.parametrize(("code", "name", "there"), CONFINT)
def test_intervals_are_those_of_lme4(code: str, name: str, there: dict[str, tuple[float, float]]) -> None:
    fit = parse(code, getattr(data, name)()).fit()
    found = fit.intervals(method="profile")
    assert list(found) == list(there)
    for effect, ends in there.items():
        assert fit.se is not None
        assert found[effect] == pytest.approx(ends, abs=1e-3 * fit.se[effect])
        assert found[effect] != pytest.approx(fit.intervals()[effect], abs=1e-3 * fit.se[effect])


def test_what_cannot_be_profiled_is_refused() -> None:
    fit = parse("lmer(Yield ~ 1 + (1 | Batch))", data.dyestuff()).fit()
    with pytest.raises(ValueError, match="method"):
        fit.intervals(method="bootstrap")
    without = type(fit)(parse("lmer(Yield ~ 1 + (1 | Batch))"), "text", fit.estimates)
    with pytest.raises(DataError, match="no data"):
        without.intervals(method="profile")
