"""Fits of Python's packages that are not installed with the tests: stand-ins of what they hand over.

The packages themselves are asked in tests/full/test_package_fits.py.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from lme4math import DataError, Fit, data, parse, read_fit

STORED = Path(__file__).parent / "stored"


class Formula(SimpleNamespace):
    def __str__(self) -> str:
        return str(self.text)


class MixedlmResult(SimpleNamespace):
    """What `mixedlm.lmer` gives, with its effects in an order of its own: the groups by level backwards."""

    def vcov(self) -> Any:
        return self.covariance

    def getME(self, name: str) -> Any:  # noqa: N802 - its name there
        return {"Lambda": self.relative, "b": self.effects}[name]

    def logLik(self) -> float:  # noqa: N802 - its name there
        return float(self.likelihood)

    def isSingular(self) -> bool:  # noqa: N802 - its name there
        return False

    def fitted(self, na_expand: bool = True) -> Any:
        assert not na_expand
        return self.means


MixedlmResult.__module__ = "mixedlm.models.lmer"


@pytest.fixture
def fit() -> Fit:
    return parse("lmer(Reaction ~ Days + (Days | Subject))", data.sleepstudy()).fit()


def as_mixedlm(fit: Fit) -> MixedlmResult:
    """The fit with the columns of X and the levels of the groups turned round."""
    design = fit.model.design()
    backwards = np.arange(18)[::-1]
    order = (2 * backwards[:, None] + np.arange(2)).ravel()
    source = data.sleepstudy()
    frame = pd.DataFrame({name: np.asarray(source[name]) for name in ("Reaction", "Days", "Subject")})
    levels = [str(level) for level in design.levels["Subject"]]
    frame["Subject"] = frame["Subject"].astype(str)
    codes = np.array([17 - levels.index(label) for label in frame["Subject"]])
    structure = SimpleNamespace(
        grouping_factor="Subject", n_levels=18, n_terms=2, cov_type="us", level_indices=codes.astype(np.int32)
    )
    assert fit.theta is not None
    assert fit.b is not None
    assert fit.estimates.covariance is not None
    block = np.array([[fit.theta[0], 0.0], [fit.theta[1], fit.theta[2]]])
    return MixedlmResult(
        formula=Formula(text="Reaction ~ Days + (1 + Days | Subject)"),
        matrices=SimpleNamespace(
            frame=frame,
            X=design.X[:, ::-1],
            Z=sparse.csc_matrix(design.Z)[:, order],
            weights=np.ones(180),
            offset=np.zeros(180),
            random_structures=[structure],
        ),
        beta=np.array(list(fit.fixef.values()))[::-1],
        covariance=fit.estimates.covariance[::-1, ::-1],
        relative=sparse.block_diag([block] * 18, format="csc"),
        effects=fit.b[order],
        sigma=fit.sigma,
        REML=True,
        likelihood=-(fit.criterion or 0.0) / 2,
        converged=True,
        means=fit.predict(),
    )


def test_a_fit_of_mixedlm_is_read_by_the_numbers_of_its_columns(fit: Fit) -> None:
    read = read_fit(as_mixedlm(fit))
    assert read.source == "mixedlm"
    assert read.fixef == pytest.approx(fit.fixef)
    assert read.se == pytest.approx(fit.se)
    assert read.b == pytest.approx(fit.b)
    assert read.theta == pytest.approx(fit.theta)
    assert [row["sdcor"] for row in read.varcorr] == pytest.approx([row["sdcor"] for row in fit.varcorr])
    assert read.verify()["max_abs_difference"] < 1e-9
    assert str(read.model) == str(parse("lmer(Reaction ~ Days + (1 + Days | Subject))"))


def test_weights_and_offsets_of_mixedlm_are_in_the_call(fit: Fit) -> None:
    result = as_mixedlm(fit)
    result.matrices.weights, result.matrices.offset = (
        1.0 + np.arange(180) % 2,
        np.asarray(result.matrices.frame["Days"]),
    )
    result.REML = False
    written = read_fit(result).model.content().code
    assert written.endswith("(1 + Days | Subject), REML = FALSE, weights = weights, offset = Days)")


def test_other_columns_than_lme4s_are_refused(fit: Fit) -> None:
    result = as_mixedlm(fit)
    result.matrices.X = result.matrices.X + 0.5
    with pytest.raises(DataError, match="other columns"):
        read_fit(result)
    result = as_mixedlm(fit)
    result.matrices.Z = result.matrices.Z[:, ::-1]
    with pytest.raises(DataError, match="random effects"):
        read_fit(result)
    result.matrices.random_structures[0].cov_type = "ar1"
    with pytest.raises(DataError, match="ar1"):
        read_fit(result)


class Held:
    """An object of R, by the name of a file that R wrote of it."""

    def __init__(self, file: str) -> None:
        self.file = STORED / file


Held.__module__ = "rpy2.robjects.methods"


class Pymer4:
    """A model of pymer4, before it is fitted and after."""

    r_model: Held | None = None


Pymer4.__module__ = "pymer4.models.lmer"


@pytest.fixture
def _r(monkeypatch: pytest.MonkeyPatch) -> None:
    def save(held: Held, path: str) -> None:
        Path(path).write_bytes(held.file.read_bytes())

    package, interface = ModuleType("rpy2"), ModuleType("rpy2.rinterface")
    monkeypatch.setattr(interface, "baseenv", {"saveRDS": save}, raising=False)
    monkeypatch.setattr(package, "rinterface", interface, raising=False)
    monkeypatch.setitem(sys.modules, "rpy2", package)
    monkeypatch.setitem(sys.modules, "rpy2.rinterface", interface)


@pytest.mark.usefixtures("_r")
def test_what_rpy2_holds_is_read_as_a_file_of_r() -> None:
    fit = read_fit(Held("pymer4_lmer.rds"))
    assert fit.source == "rpy2"
    assert fit.fixef["Days"] == pytest.approx(10.46729, abs=1e-5)
    assert fit.verify()["max_abs_difference"] < 1e-8


@pytest.mark.usefixtures("_r")
def test_a_model_of_pymer4_is_read_once_it_is_fitted() -> None:
    model = Pymer4()
    with pytest.raises(DataError, match="not fitted"):
        read_fit(model)
    model.r_model = Held("pymer4_glmer.rds")
    fit = read_fit(model)
    assert fit.source == "pymer4"
    assert list(fit.fixef) == ["(Intercept)", "period2", "period3", "period4"]
    assert fit.verify()["max_abs_difference"] < 1e-8
