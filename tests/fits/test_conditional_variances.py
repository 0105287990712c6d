"""Conditional standard deviations of random effects, beside R's `ranef(fit, condVar = TRUE)` (lme4 1.1)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lme4math import DataError, data, parse
from lme4math.fits import ConditionalEffects, conditional_effects

RECORDED: tuple[tuple[str, Any, str, list[float], float], ...] = (
    ("lmer(Reaction ~ Days + (Days | Subject))", data.sleepstudy, "Subject", [145.7055875, 5.312282912], 1e-3),
    ("lmer(diameter ~ 1 + (1 | plate) + (1 | sample))", data.penicillin, "plate", [0.07363587], 1e-3),
    ("lmer(diameter ~ 1 + (1 | plate) + (1 | sample))", data.penicillin, "sample", [0.04087299], 1e-3),
    ("lmer(strength ~ 1 + (1 | batch / cask))", data.pastes, "batch", [1.0577999], 1e-3),
    ("lmer(strength ~ 1 + (1 | batch / cask))", data.pastes, "cask:batch", [1.3035269], 1e-3),
    (
        "glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), family = binomial)",
        data.cbpp,
        "herd",
        [0.121259906],
        3e-3,
    ),
)


def effects(code: str, frame: Any, group: str) -> ConditionalEffects:
    fit = parse(code, frame()).fit()
    return conditional_effects(fit.model._compiled.observations(), fit.estimates, group)


@pytest.mark.parametrize(("code", "frame", "group", "variances", "error"), RECORDED)
def test_they_are_rs(code: str, frame: Any, group: str, variances: list[float], error: float) -> None:
    found = effects(code, frame, group)
    assert found.deviations[0] ** 2 == pytest.approx(variances, rel=error)
    assert found.values.shape == (len(found.levels), len(found.columns))


def test_terms_of_one_factor_are_side_by_side() -> None:
    found = effects("lmer(Reaction ~ Days + (Days || Subject))", data.sleepstudy, "Subject")
    assert found.columns == ("(Intercept)", "Days")
    assert (found.deviations > 0).all()


def test_what_has_no_variance_is_known() -> None:
    frame = {"y": [1.0, 2.0, 3.0, 4.0] * 4, "g": np.repeat(list("abcd"), 4)}
    found = effects("lmer(y ~ 1 + (1 | g))", lambda: frame, "g")
    assert found.deviations == pytest.approx(np.zeros((4, 1)), abs=1e-3)


def test_without_sigma_they_are_refused() -> None:
    fit = parse("lmer(Reaction ~ Days + (Days | Subject))", data.sleepstudy()).fit()
    with pytest.raises(DataError, match="residual standard deviation of this fit is not known"):
        replace(fit, estimates=replace(fit.estimates, sigma=None)).plot_effects("Subject")
