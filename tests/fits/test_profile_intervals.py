"""Intervals of the profile likelihood, beside those of lme4's `confint(fit, oldNames = FALSE)` (lme4 1.1)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from lme4math import DataError, data, parse

FLAT = {"y": [5, 8, 3, 6, 7, 4, 6, 5, 4, 7, 6, 5, 8, 3, 5, 6, 4, 7, 5, 7], "g": list("aaaabbbbccccddddeeee")}
"""Groups that vary less than chance would have it: the standard deviation is estimated to be 0."""

SLEEP = "lmer(Reaction ~ Days + (Days | Subject))"
FIXED = [
    (SLEEP, "sleepstudy", {"(Intercept)": (237.68069551, 265.1295147), "Days": (7.35865328, 13.5759188)}),
    ("lmer(Yield ~ 1 + (1 | Batch))", "dyestuff", {"(Intercept)": (1486.4515, 1568.54849)}),
    (
        "glmer(cbind(incidence, size - incidence) ~ 1 + (1 | herd), family = binomial)",
        "cbpp",
        {"(Intercept)": (-2.57101474, -1.55564008)},
    ),
]
RANDOM = {
    SLEEP: (
        data.sleepstudy,
        0.95,
        {
            "sd_(Intercept)|Subject": (14.3814182, 37.7159953),
            "cor_Days.(Intercept)|Subject": (-0.481500758, 0.684986273),
            "sd_Days|Subject": (3.80116405, 8.75338075),
            "sigma": (22.8982669, 28.8579965),
        },
    ),
    "lmer(Reaction ~ Days + (Days || Subject))": (
        data.sleepstudy,
        0.95,
        {
            "sd_(Intercept)|Subject": (15.2586467, 37.7864709),
            "sd_Days|Subject": (3.96407386, 8.76915916),
            "sigma": (22.8805546, 28.7875976),
        },
    ),
    "lmer(y ~ 1 + (1 | g))": (
        lambda: FLAT,
        0.95,
        {"sd_(Intercept)|g": (0, 0.822148923), "sigma": (1.10651753, 2.07021094)},
    ),
    "lmer(Yield ~ 1 + (1 | Batch))": (
        data.dyestuff,
        0.99,
        {"sd_(Intercept)|Batch": (0, 113.687694), "sigma": (35.5631733, 75.6680313)},
    ),
    "lmer(diameter ~ 1 + (1 | plate) + (1 | sample))": (
        data.penicillin,
        0.95,
        {
            "sd_(Intercept)|plate": (0.633565967, 1.18210399),
            "sd_(Intercept)|sample": (1.09578919, 3.55629164),
            "sigma": (0.4858454, 0.629453478),
        },
    ),
    "lmer(strength ~ 1 + (1 | batch/cask))": (
        data.pastes,
        0.95,
        {
            "sd_(Intercept)|cask:batch": (2.15793371, 4.05358894),
            "sd_(Intercept)|batch": (0, 2.9465911),
            "sigma": (0.652023359, 1.0854481),
        },
    ),
    "glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), family = binomial)": (
        data.cbpp,
        0.95,
        {"sd_(Intercept)|herd": (0.346073203, 1.09997465)},
    ),
}


@pytest.mark.parametrize(("code", "name", "there"), FIXED)
def test_intervals_are_those_of_lme4(code: str, name: str, there: dict[str, tuple[float, float]]) -> None:
    fit = parse(code, getattr(data, name)()).fit()
    found = fit.intervals(method="profile")
    assert list(found) == list(there)
    for effect, ends in there.items():
        assert fit.se is not None
        assert found[effect] == pytest.approx(ends, abs=1e-3 * fit.se[effect])
        assert found[effect] != pytest.approx(fit.intervals()[effect], abs=1e-3 * fit.se[effect])


@pytest.mark.parametrize("code", RANDOM)
def test_intervals_of_deviations_correlations_and_sigma_are_those_of_lme4(code: str) -> None:
    """lme4 interpolates its ends between some ten points of a profile; here they are searched."""
    made, level, there = RANDOM[code]
    found = parse(code, made()).fit().intervals(level, "profile", "random")
    assert list(found) == list(there)
    for name, ends in there.items():
        assert found[name] == pytest.approx(ends, rel=1e-4, abs=1e-4)


def test_all_parameters_are_those_of_the_random_effects_and_the_fixed_ones() -> None:
    fit = parse("lmer(y ~ 1 + (1 | g))", FLAT).fit()
    each = [fit.intervals(method="profile", parameters=of) for of in ("random", "fixed", "all")]
    assert {**each[0], **each[1]} == each[2]


@pytest.mark.parametrize("structure", ["us", "cs"])
def test_the_deviance_has_risen_by_z_squared_at_the_ends_of_a_correlation(structure: str) -> None:
    """Three effects, of which lme4 1.1 gives no usable intervals: the density of y, by a search of its own."""
    from scipy.optimize import minimize

    frame = three_effects()
    fit = parse(f"lmer(y ~ x + z + {structure}(x + z | g))", frame).fit(reml=False)
    ends = fit.intervals(method="profile", parameters="random")
    name = "cor_x.(Intercept)|g" if structure == "us" else "cor|g"
    x = np.column_stack([np.ones(48), frame["x"], frame["z"]])
    rows, y = x.reshape(8, 6, 3), np.array(frame["y"]).reshape(8, 6)

    def deviance(parameters: Any, rho: float) -> float:
        row = [parameters[4], parameters[5], 1.0]
        root = np.array([[1.0, 0.0, 0.0], [rho, np.sqrt(1 - rho**2), 0.0], row / np.linalg.norm(row)])
        correlations = root @ root.T if structure == "us" else np.eye(3) * (1 - rho) + rho
        scale = np.exp(parameters[:3])
        covariances = rows @ (scale[:, None] * correlations * scale) @ rows.transpose(0, 2, 1)
        inverses = np.linalg.inv(covariances + np.exp(2 * parameters[3]) * np.eye(6))
        information = (rows.transpose(0, 2, 1) @ inverses @ rows).sum(axis=0)
        beta = np.linalg.solve(information, np.einsum("jnp,jnm,jm->p", rows, inverses, y))
        left = y - rows @ beta
        total = np.einsum("jn,jnm,jm->", left, inverses, left) - np.linalg.slogdet(inverses)[1].sum()
        return float(total + 48 * np.log(2 * np.pi))

    for end in ends[name]:
        starts = [[0.3, -0.2, -0.4, -0.9, first, second] for first in (-1.0, 1.0) for second in (-1.0, 1.0)]
        least = min(minimize(deviance, start, (end,), tol=1e-8).fun for start in starts)
        assert least - (fit.criterion or 0.0) == pytest.approx(1.959964**2, abs=2e-3)


def three_effects() -> dict[str, Any]:
    intercepts = [1.2, -0.8, 0.5, -1.5, 0.9, 2.0, -1.1, -1.2]
    of_x, of_z = [0.4, -0.6, 0.9, -0.3, -0.7, 0.8, 0.1, -0.6], [-0.5, 0.7, 0.3, 0.9, -0.8, -0.4, 0.6, -0.8]
    effects = np.column_stack([intercepts, of_x, of_z])
    number = np.arange(48)
    x, group = number % 6 - 2, number // 6
    z = (x**2 + number) % 5 - 2
    each = effects[group, 0] + effects[group, 1] * x + effects[group, 2] * z
    return {"x": x, "z": z, "g": list(map("abcdefgh".__getitem__, group)), "y": 2 + each + np.sin(37 * number)}


def test_a_homogeneous_structure_has_one_interval_of_each_parameter() -> None:
    fit = parse("lmer(Reaction ~ Days + cs(Days | Subject, hom = TRUE))", data.sleepstudy()).fit(reml=False)
    found = fit.intervals(method="profile", parameters="random")
    assert list(found) == ["sd|Subject", "cor|Subject", "sigma"]
    deviation, _, correlation, _ = (row["sdcor"] for row in fit.varcorr)
    assert isinstance(deviation, float)
    assert found["sd|Subject"][0] < deviation < found["sd|Subject"][1]
    assert found["cor|Subject"][0] < correlation < found["cor|Subject"][1]


def test_what_cannot_be_profiled_is_refused() -> None:
    fit = parse("lmer(Yield ~ 1 + (1 | Batch))", data.dyestuff()).fit()
    with pytest.raises(ValueError, match="method"):
        fit.intervals(method="bootstrap")
    with pytest.raises(ValueError, match="parameters"):
        fit.intervals(parameters="some")
    with pytest.raises(DataError, match="fixed effects only") as refused:
        fit.intervals(parameters="random")
    assert refused.value.hint == 'Ask for method="profile".'
    without = type(fit)(parse("lmer(Yield ~ 1 + (1 | Batch))"), "text", fit.estimates)
    for of in ("fixed", "random"):
        with pytest.raises(DataError, match="no data"):
            without.intervals(method="profile", parameters=of)


def test_a_size_that_is_estimated_is_not_profiled_over() -> None:
    fit = parse("glmer.nb(TICKS ~ YEAR + (1 | BROOD))", data.grouseticks()).fit()
    with pytest.raises(DataError, match="size of this negative binomial is estimated"):
        fit.intervals(method="profile", parameters="random")
