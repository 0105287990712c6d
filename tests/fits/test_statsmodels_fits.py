"""Fits of statsmodels' MixedLM, beside the same models fitted here."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lme4math import DataError, data, parse, read_fit

smf = pytest.importorskip("statsmodels.formula.api")

DATA = pd.DataFrame({name: np.asarray(data.sleepstudy()[name]) for name in ("Reaction", "Days", "Subject")})
DATA["Subject"] = DATA["Subject"].astype(str)
DATA["f"] = np.array(["b", "a", "c"])[np.arange(180) % 7 % 3]
DATA["k"] = np.arange(180) % 11 % 3
DATA["z"] = 1 + (np.arange(180) % 13) / 13
DATA["a b"] = (np.arange(180) % 17) / 17


def fitted(formula: str, reml: bool = True, **given: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return smf.mixedlm(formula, DATA, **{"groups": "Subject", **given}).fit(reml=reml)


@pytest.mark.parametrize(
    ("result", "code"),
    [
        (lambda: fitted("Reaction ~ Days", re_formula="~Days"), "Reaction ~ Days + (Days | Subject)"),
        (lambda: fitted("Reaction ~ Days", re_formula="~0 + Days"), "Reaction ~ Days + (0 + Days | Subject)"),
        (
            lambda: fitted("Reaction ~ Days*C(k) + np.log(z) + Q('a b') + I(z**2)", reml=False),
            "lmer(Reaction ~ Days * factor(k) + log(z) + `a b` + I(z^2) + (1 | Subject), REML = FALSE)",
        ),
        (lambda: fitted("np.log(Reaction) ~ 0 + f", groups=DATA["Subject"]), "log(Reaction) ~ 0 + f + (1 | Subject)"),
    ],
)
def test_estimates_are_those_of_the_same_model_here(result: Any, code: str) -> None:
    fit, there = read_fit(result()), parse(code, DATA).fit()
    assert list(fit.fixef) == list(there.fixef)
    assert fit.criterion == pytest.approx(there.criterion, abs=1e-4)
    assert fit.reml == there.reml
    assert list(fit.fixef.values()) == pytest.approx(list(there.fixef.values()), rel=1e-3, abs=1e-3)
    assert list((fit.se or {}).values()) == pytest.approx(list((there.se or {}).values()), rel=1e-2)
    assert fit.theta == pytest.approx(there.theta, rel=1e-2, abs=1e-2)
    assert fit.b == pytest.approx(there.b, rel=1e-2, abs=0.2)
    assert [(row["grp"], row["var1"], row["var2"]) for row in fit.varcorr] == [
        (row["grp"], row["var1"], row["var2"]) for row in there.varcorr
    ]


def test_the_equations_compute_the_fitted_values_of_statsmodels() -> None:
    fit = read_fit(fitted("Reaction ~ Days + f", re_formula="~f"))
    assert fit.verify()["max_abs_difference"] < 1e-9
    assert fit.source == "statsmodels"


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (lambda: fitted("Reaction ~ Days", vc_formula={"f": "0 + C(f)"}), "Variance components"),
        (lambda: fitted("Reaction ~ C(f, Sum)"), "A coding of patsy"),
        (lambda: fitted("Reaction ~ Days", groups=np.arange(180) % 9), "no column of its data"),
        (lambda: fitted("Reaction ~ center(Days)"), "lme4math"),
    ],
)
def test_what_is_not_the_same_in_lme4_is_refused(result: Any, said: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - of this package, as the next line says
        read_fit(result())
    assert said in str(caught.value) or type(caught.value).__module__.startswith(said)


def test_nothing_is_given_beside_a_fit() -> None:
    with pytest.raises(DataError, match="comes with its data"):
        read_fit(fitted("Reaction ~ Days"), DATA)
