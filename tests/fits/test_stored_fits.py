"""Fits in files of R's `saveRDS`, read without R: estimates, the model on the stored frame, and what it computes.

The small files in `stored/` are made by `stored/make_fits.R`, which records beside them what R says of each fit.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lme4math import Fit, data, parse, read_fit
from tests.fits.test_recorded_fits import check_estimates
from tests.oracle import designed_fits, stored_files

STORED = Path(__file__).parent / "stored"
RECORDED: Mapping[str, Any] = json.loads((STORED / "fits.json").read_text(encoding="utf-8"))
BY_ID = {case["id"]: case for case in designed_fits()}
AGREE = 1e-12


@cache
def stored(name: str) -> Fit:
    return read_fit(STORED / f"{name}.rds")


@pytest.mark.parametrize("name", RECORDED)
def test_estimates_are_rs(name: str) -> None:
    fit, there = stored(name), RECORDED[name]
    assert fit.fixef == pytest.approx(there["fixef"], rel=1e-9)
    assert list((fit.se or {}).values()) == pytest.approx(np.atleast_1d(there["se"]).tolist(), rel=1e-9)
    assert fit.theta == pytest.approx(np.atleast_1d(there["theta"]), rel=1e-9)
    assert fit.b == pytest.approx(np.atleast_1d(there["b"]), abs=1e-9)
    assert fit.criterion == pytest.approx(there["criterion"], rel=1e-9)
    assert (fit.n, list(fit.groups.values())) == (there["n"], list(there["groups"].values()))
    assert fit.reml == (there["reml"] if there["linear"] else None)
    if there["linear"]:
        assert fit.sigma == pytest.approx(there["sigma"], rel=1e-9)
        assert [row["vcov"] for row in fit.varcorr] == pytest.approx(
            [row["vcov"] for row in there["varcorr"]], rel=1e-7, abs=1e-12
        )


@pytest.mark.parametrize("name", RECORDED)
def test_every_notation_computes_the_fitted_values_of_the_file(name: str) -> None:
    found = stored(name).verify()
    assert found["rows"] == len(RECORDED[name]["fitted"])
    assert found["max_abs_difference"] < AGREE


@pytest.mark.parametrize("path", stored_files(), ids=lambda path: path.stem)
def test_files_as_lme4_writes_them(path: Path) -> None:
    """With methods and byte code of the reference classes; of lme4 2.1, with a structured covariance."""
    fit, case = read_fit(path), BY_ID[path.stem]
    check_estimates(fit, {**case, "tight": None})
    assert fit.fixef == pytest.approx(dict(zip(case["fit"]["fixef_names"], case["fit"]["fixef"], strict=True)))
    assert fit.verify()["max_abs_difference"] < AGREE


def test_a_file_of_lme4_1_1_as_it_is_written() -> None:
    fit = stored("whole")
    assert fit.verify()["max_abs_difference"] < AGREE
    assert fit.fixef == pytest.approx(parse("lmer(y ~ x + (1 | g))", _data_of("plain")).fit().fixef, rel=1e-6)


def _data_of(name: str) -> dict[str, list[Any]]:
    """The data of a fit of plain variables."""
    design = stored(name).model.design()
    groups = np.repeat(design.levels["g"], 6)
    assert design.y is not None
    return {"y": design.y.tolist(), "x": design.X[:, 1].tolist(), "g": groups.tolist()}


def test_bytes_and_paths_are_the_same_file() -> None:
    path = STORED / "plain.rds"
    assert read_fit(path).fixef == read_fit(str(path)).fixef == read_fit(path.read_bytes()).fixef


def test_the_call_is_that_of_the_fit() -> None:
    assert stored("holes").model.describe()["formula"] == "y ~ scale(x) + z + I(z - mean(z)):x + (1 | g)"
    assert stored("nested").model.describe()["reml"] is False
    assert stored("shares").model.describe()["link"] == "probit"
    assert repr(stored("plain")) == "<lme4math.Fit lmer: y ~ x + (x | g), REML criterion 263.829>"


def test_a_formula_and_weights_that_the_call_does_not_spell_out_come_from_the_frame() -> None:
    model = stored("called").model
    assert model.describe()["formula"] == "y ~ factor(k) + (1 | g:class) + (1 | school)"
    assert model.design().weights is not None


def test_contrasts_of_call_and_factor_are_those_of_the_fit() -> None:
    text = stored("contrasts_by_name").model.equations().text()
    assert "c_{bend}(f_i)" in text
    scores = {
        name: stored(name).model.design().X[:3, 1].tolist() for name in ("contrasts_of_call", "contrasts_of_frame")
    }
    assert scores == {"contrasts_of_call": [-1.0, 1.0, 0.0], "contrasts_of_frame": [1.0, 0.0, -1.0]}


def test_random_effects_have_the_contrasts_of_the_factor_not_those_of_the_call() -> None:
    assert [row["var1"] for row in stored("contrasts_of_frame").varcorr[:3]] == ["(Intercept)", "f1", "f2"]


def test_equations_are_the_pages_not_the_frames() -> None:
    """The frame has `I(x^2)` and no x; the page has x²."""
    assert "x_i²" in stored("squares").model.equations().text()
    assert "log(w_i)" in stored("offsets").model.equations().text()


def test_a_label_or_another_style_computes_the_same() -> None:
    fit = stored("squares")
    for model in (fit.model, fit.model.with_labels({"x": "$t$", "w": "width"})):
        for style in ("indexed", "lettered"):
            computed = model.equations("compact", style).evaluate(list(fit.fixef.values()), fit.b)
            assert np.abs(computed - RECORDED["squares"]["fitted"]).max() < AGREE


def test_marginal_covariances_are_computed_on_the_stored_frame() -> None:
    """Var(y) = σ² (Z Λ Λ′ Z′ + W⁻¹); the weights are a column of the frame that has no `w`."""
    fit = stored("offsets")
    design, covariance = fit.model.design(), fit.model.equations("expanded").covariance(fit.theta, sigma=fit.sigma)
    assert fit.sigma is not None
    assert fit.theta is not None
    assert design.weights is not None
    root = design.Z @ design.Lambda(fit.theta)
    assert np.allclose(covariance, fit.sigma**2 * ((root @ root.T).toarray() + np.diag(1 / design.weights)))


def test_the_model_of_a_file_can_be_changed_and_fitted() -> None:
    model = stored("plain").model
    assert model.fit().criterion == pytest.approx(stored("plain").criterion, abs=1e-6)
    smaller = model.with_effect("x", "g")
    assert smaller.describe()["formula"] == "y ~ x + (1 | g)"
    assert smaller.fit().n == 72


def test_the_view_of_a_file_is_shown() -> None:
    assert stored("squares").model.content().notations


def test_a_fit_that_was_made_here_is_verified_by_its_matrices() -> None:
    fit = parse("lmer(Reaction ~ Days + (Days | Subject))", data.sleepstudy()).fit()
    assert fit.verify()["rows"] == 180
    assert fit.verify()["max_abs_difference"] < 1e-9
    counts = parse("glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), family = binomial)", data.cbpp())
    assert counts.fit().verify()["max_abs_difference"] < AGREE
