"""Predictions for new rows where a variable takes something from all rows: means, knots, polynomials, intervals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from lme4math import DataError, data, parse
from lme4math.estimating import Fit

NEW = {"x": [0.5, 3.25, 11, 25], "Subject": ["308", "309", "308", "330"]}
OF_R = {
    "scale(x) + (scale(x) | Subject)": (261.48151, 212.28330, 370.84736, 353.42021),
    "scale(log(x)) + (1 | Subject)": (271.27389, 208.51496, 363.72452, 351.56420),
    "poly(x, 3) + (1 | Subject)": (297.55170, 196.18285, 351.46577, 422.41907),
    "stats::poly(log(x), 2) + (1 | Subject)": (293.63496, 192.44335, 353.82914, 374.07534),
    "ns(x, 3) + (1 | Subject)": (297.84852, 195.85791, 351.30955, 403.59699),
    "bs(x, df = 5) + (1 | Subject)": (304.13630, 191.98270, 352.38321, 473.52872),
    "splines::bs(x, knots = c(4, 9), degree = 2) + (1 | Subject)": (304.44909, 191.18284, 350.28756, 422.49690),
    "scale(x, scale = FALSE) + (1 | Subject)": (297.21909, 194.85300, 353.10687, 395.47769),
    "scale(x) + (1 | Subject), subset = x < 12": (286.06604, 205.88459, 347.99476, 416.36673),
}
"""`predict(fit, newdata)` of lme4 1.1, at tight tolerances, by the right side of the formula."""

OF_COLUMNS = {
    "ns(scale(x), 2) + (1 | Subject)": (298.68597, 195.17987, 351.88068, 399.25086),
    "exp(scale(x)) + (1 | Subject)": (316.07266, 203.35732, 337.42433, 550.67280),
    "I(scale(x)^2) + (1 | Subject)": (349.18666, 224.55818, 320.80937, 403.23264),
    "I(x / max(x, na.rm = TRUE)) + offset(log(x / max(x, na.rm = TRUE))) + (1 | Subject)": (
        296.11590,
        195.10756,
        353.59318,
        394.61013,
    ),
}
"""The same of lme4, where the inner call was a column of its own: of the new rows R would compute it anew."""


def unbalanced(missing: bool) -> dict[str, Any]:
    """The data of sleepstudy without most of day 6, with an uneven covariate that may miss a value."""
    sleep = {name: np.asarray(data.sleepstudy()[name]) for name in ("Reaction", "Days", "Subject")}
    rows = (sleep["Days"] != 6) | np.isin(sleep["Subject"], ["308", "309", "310", "372"])
    number = np.unique(sleep["Subject"], return_inverse=True)[1] + 1
    x = np.round(sleep["Days"] ** 1.3 + number / 7, 2)[rows]
    x[4] = np.nan
    used = np.full(len(x), True) if missing else ~np.isnan(x)
    return {"Reaction": sleep["Reaction"][rows][used], "Subject": sleep["Subject"][rows][used], "x": x[used]}


def fitted(right: str) -> Fit:
    return parse(f"lmer(Reaction ~ {right})", unbalanced(missing="poly" not in right)).fit()


@pytest.mark.parametrize("right", OF_R | OF_COLUMNS)
def test_new_rows_have_what_the_fitted_ones_gave(right: str) -> None:
    assert fitted(right).predict(data=NEW) == pytest.approx((OF_R | OF_COLUMNS)[right], abs=2e-3)


ALONE = [
    "poly(scale(x), 2)[, 2]",
    "scale(cbind(x, x^2))",
    "poly(x, x^2, degree = 2)",
    "poly(x, 6)",
    "ns(x, knots = c(4, 9), intercept = TRUE)",
    "cut(x, 3)",
    "cut(x, 3, labels = c('low', 'middle', 'high'))",
    "cut(x, 3, labels = FALSE)",
    "cut(x, quantile(x, c(0, 0.3, 1)), include.lowest = TRUE)",
    "factor(round(x / 10), labels = c('a', 'b', 'c'))",
    "as.numeric(factor(round(x / 10)))",
    "C(factor(round(x / 10)), sum)",
    "ifelse(x > median(x), x - mean(x), 0)",
    "pmin(x, 5)",
]


@pytest.mark.parametrize("variable", ALONE)
def test_a_row_is_predicted_alike_whatever_other_rows_are_asked_for(variable: str) -> None:
    rows = unbalanced(missing=False)
    fit = parse(f"lmer(Reaction ~ {variable} + (1 | Subject))", rows).fit()
    wanted = fit.predict()
    assert fit.predict(data=rows) == pytest.approx(wanted, abs=1e-8)
    for row in (0, 7, 60, 101):
        one = {name: values[[row]] for name, values in rows.items()}
        assert fit.predict(data=one) == pytest.approx(wanted[[row]], abs=1e-8)


def test_a_value_beyond_the_intervals_is_missing_and_a_new_level_is_refused() -> None:
    rows = unbalanced(missing=False)
    cut = parse("lmer(Reaction ~ cut(x, 3) + (1 | Subject))", rows).fit()
    assert np.isnan(cut.predict(data={"x": [3, 300, None], "Subject": ["308"] * 3})).tolist() == [False, True, True]
    levels = parse("lmer(Reaction ~ factor(round(x / 10)) + (1 | Subject))", rows).fit()
    with pytest.raises(DataError, match="has new levels: `7`"):
        levels.predict(data={"x": [3, 70], "Subject": ["308"] * 2})


def test_what_has_no_value_for_other_rows_is_refused() -> None:
    with pytest.raises(DataError, match=r"`rank\(x\)` depend on the rows that the model was fitted to"):
        fitted("rank(x) + (1 | Subject)").predict(data=NEW)
