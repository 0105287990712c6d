"""Fits of Python's packages that no environment of the tests has: each is installed by itself, fitted and read."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.full.environments import ROOT, environment, install, run

pytestmark = pytest.mark.xdist_group("package fits")

DATA = """
import json, warnings
import numpy as np
import pandas as pd
from lme4math import data, parse, read_fit

warnings.simplefilter("ignore")
sleep = pd.DataFrame({name: np.asarray(data.sleepstudy()[name]) for name in ("Reaction", "Days", "Subject")})
sleep["Subject"] = sleep["Subject"].astype(str)
sleep["f"] = np.array(["b", "a", "c"])[np.arange(180) % 7 % 3]
sleep["h"] = (np.arange(180) % 5).astype(str)
cbpp = pd.DataFrame({name: np.asarray(data.cbpp()[name]) for name in ("incidence", "size", "period", "herd")})
cbpp["period"], cbpp["herd"] = cbpp["period"].astype(str), cbpp["herd"].astype(str)

def compared(result):
    fit = read_fit(result)
    there = fit.model.fit(fit.reml)
    print(json.dumps({
        "code": fit.model.content().code,
        "source": fit.source,
        "criterion": [fit.criterion, there.criterion],
        "fixef": [list(fit.fixef.values()), list(there.fixef.values())],
        "b": [fit.b.tolist(), there.b.tolist()],
        "sigma": [fit.sigma, there.sigma],
        "verified": fit.verify()["max_abs_difference"],
    }))
"""
MIXEDLM = """
import mixedlm
from mixedlm import families

weights, offset = 1.0 + np.arange(180) % 3, np.arange(180) % 4 / 4
compared(mixedlm.lmer("Reaction ~ Days + (Days | Subject)", sleep))
compared(mixedlm.lmer("Reaction ~ Days*f + (Days || Subject) + (1|h)", sleep, weights=weights, offset=offset))
compared(mixedlm.lmer("Reaction ~ Days + I(Days**2) + (1 | h/f)", sleep, REML=False))
compared(mixedlm.glmer("incidence/size ~ period + (1 | herd)", cbpp, family=families.Binomial()))
compared(mixedlm.glmer("incidence ~ period + (1 | herd)", cbpp, family=families.Poisson()))
"""
RPY2 = """
import rpy2.robjects as ro

ro.r("library(lme4)")
compared(ro.r("lmer(Reaction ~ Days + (Days | Subject), sleepstudy)"))
compared(ro.r("glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), cbpp, binomial)"))
"""
PYMER4 = """
from pymer4.models import Lmer

model = Lmer("Reaction ~ Days + (Days | Subject)", data=sleep)
try:
    read_fit(model)
except ValueError as error:
    assert "not fitted" in str(error), error
model.fit(summarize=False)
compared(model)
model = Lmer("incidence ~ period + (1 | herd)", data=cbpp, family="poisson")
model.fit(summarize=False, factors={"period": ["1", "2", "3", "4"]})
compared(model)
"""

BAMBI = """
import logging
import bambi

logging.disable(logging.WARNING)
model = bambi.Model("Reaction ~ Days + C(f) + (f | Subject)", sleep)
prior = read_fit(model)
draws = model.fit(draws=100, tune=100, chains=1, progressbar=False, random_seed=1)
fit = read_fit((model, draws))
model.predict(draws)
mean = np.asarray(draws.posterior["mu"]).mean(axis=(0, 1))
trials = bambi.Model("p(incidence, size) ~ period + (1 | herd)", cbpp, family="binomial")
try:
    prior.predict()
    refused = ""
except ValueError as error:
    refused = str(error)
print(json.dumps({
    "priors": prior.warnings,
    "equations": prior.equations().text(),
    "refused": refused,
    "code": [prior.model.content().code, read_fit(trials).model.content().code],
    "numbers": fit.equations().text(),
    "difference": float(abs(fit.predict() - mean).max()),
}))
"""


def fits(folder: Path, script: str, *wanted: str) -> list[dict[str, Any]]:
    programs = environment(folder / "environment", str(ROOT))
    install(programs, "pandas", *wanted)
    shown = run(programs / "python", "-c", DATA + script, folder=folder)
    return [json.loads(line) for line in shown.splitlines() if line.startswith("{")]


def check(found: list[dict[str, Any]], count: int, source: str) -> None:
    assert len(found) == count
    for fit in found:
        assert fit["source"] == source
        assert fit["verified"] < 1e-8, fit["code"]
        for name, size in (("criterion", 1e-3), ("fixef", 1e-3), ("b", 2e-2), ("sigma", 1e-3)):
            read, there = fit[name]
            assert read == (None if there is None else pytest.approx(there, rel=1e-3, abs=size)), (fit["code"], name)


def with_lme4() -> bool:
    if shutil.which("Rscript") is None:
        return False
    try:
        run("Rscript", "-e", "stopifnot(requireNamespace('lme4'))", folder=ROOT)
    except AssertionError:
        return False
    return True


needs_lme4 = pytest.mark.skipif(not with_lme4(), reason="R with lme4 is needed (on Debian r-cran-lme4)")


def test_mixedlm(tmp_path: Path) -> None:
    check(fits(tmp_path, MIXEDLM, "mixedlm>=1.3"), 5, "mixedlm")


@needs_lme4
def test_rpy2(tmp_path: Path) -> None:
    check(fits(tmp_path, RPY2, "rpy2==3.5.17"), 2, "rpy2")


@needs_lme4
def test_pymer4_before_0_9(tmp_path: Path) -> None:
    """It imports lmerTest and emmeans of R as well."""
    old = ("pymer4==0.8.2", "rpy2==3.5.17", "pandas<2.2", "numpy<2", "scipy<1.13")
    check(fits(tmp_path, PYMER4, *old, "matplotlib", "seaborn", "patsy", "joblib", "scikit-learn"), 2, "pymer4")


def test_bambi(tmp_path: Path) -> None:
    """Its priors are said; posterior means, put into the equations, give the posterior mean of its predictor."""
    (found,) = fits(tmp_path, BAMBI, "bambi>=0.17", "matplotlib<3.11")
    assert "The prior of `Days` is Normal(mu: 0.0, sigma: 48.8915)." in found["priors"]
    assert any(
        one.startswith("The prior of the standard deviation of `1|Subject` is HalfNormal") for one in found["priors"]
    )
    assert "β₁ Days_i" in found["equations"]
    assert "not known" in found["refused"]
    assert found["code"] == [
        "lmer(Reaction ~ Days + factor(f) + diag(f | Subject))",
        'glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), family = binomial(link = "logit"))',
    ]
    assert "β₁" not in found["numbers"]
    assert found["difference"] < 1e-9
