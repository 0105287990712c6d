"""R's functions of one number, applied to each, and rounding."""

from __future__ import annotations

import sys
from math import inf

from lme4math.model.functions import lengths
from lme4math.model.functions.row import COMPUTED_THERE, KEEPS, UNBOUNDED, Elsewhere, RFunction, rows
from lme4math.model.functions.shapes import logical, numbers

EXPONENTIAL = Elsewhere("exponential")
LOGARITHM = Elsewhere("domain", (0, inf), (0, inf))
PERIODIC = Elsewhere("domain", (-sys.float_info.max, sys.float_info.max))
QUANTILE = Elsewhere("domain", (0, 1), (0, 1))


def _each(name: str, elsewhere: Elsewhere, form: str = "") -> dict[str, RFunction]:
    computed = "mathematics.elementwise({})"
    return rows(name, "x", numbers, computed, length=lengths.first, form=form, elsewhere=elsewhere)


def _keeping(name: str, elsewhere: Elsewhere = UNBOUNDED) -> dict[str, RFunction]:
    """Functions that make integers of integers."""
    return rows(name, "x", numbers, "mathematics.keeping({})", length=lengths.first, elsewhere=elsewhere)


MATHEMATICS = {
    **rows("log", "x base", numbers, "mathematics.log", length=lengths.first, form="applied", elsewhere=LOGARITHM),
    **_each("log2", LOGARITHM, "applied"),
    **_each("log10", LOGARITHM, "applied"),
    **_each("log1p", Elsewhere("domain", (-1, inf), (-1, inf))),
    **_each("exp", EXPONENTIAL, "applied"),
    **_each("expm1", EXPONENTIAL),
    **_each("sqrt", Elsewhere("domain", (0, inf), (inf,)), "applied"),
    **_each("sin", PERIODIC, "applied"),
    **_each("cos", PERIODIC, "applied"),
    **_each("tan", PERIODIC, "applied"),
    **_each("asin", Elsewhere("domain", (-1, 1))),
    **_each("acos", Elsewhere("domain", (-1, 1))),
    **_each("atan", KEEPS),
    **_each("sinh", UNBOUNDED),
    **_each("cosh", UNBOUNDED),
    **_each("tanh", KEEPS),
    **_each("asinh", UNBOUNDED),
    **_each("acosh", Elsewhere("domain", (1, inf), (inf,))),
    **_each("atanh", Elsewhere("domain", (-1, 1), (-1, 1))),
    **_each("gamma", Elsewhere()),
    **_each("lgamma", UNBOUNDED),
    **_keeping("abs"),
    **_keeping("sign", KEEPS),
    **_keeping("floor"),
    **_keeping("ceiling"),
    **rows("trunc", "x", numbers, "mathematics.truncated", length=lengths.first, elsewhere=UNBOUNDED),
    **rows("round", "x digits", numbers, "mathematics.round_to", length=lengths.first, elsewhere=UNBOUNDED),
    **rows("signif", "x digits", numbers, "mathematics.significant", elsewhere=UNBOUNDED),
    **rows("atan2", "y x", numbers, "arithmetic.angle", length=lengths.longest, elsewhere=KEEPS),
    **rows(
        "plogis",
        "q location scale lower.tail log.p",
        numbers,
        "mathematics.plogis",
        packages="stats",
        elsewhere=KEEPS,
    ),
    **rows(
        "qlogis",
        "p location scale lower.tail log.p",
        numbers,
        "mathematics.qlogis",
        packages="stats",
        elsewhere=QUANTILE,
    ),
    **rows("pnorm", "q mean sd lower.tail log.p", numbers, "mathematics.pnorm", packages="stats", elsewhere=KEEPS),
    **rows("qnorm", "p mean sd lower.tail log.p", numbers, "mathematics.qnorm", packages="stats", elsewhere=QUANTILE),
    **rows("is.na", "x", logical, "mathematics.is_na", elsewhere=COMPUTED_THERE),
    **rows("is.finite", "x", logical, "mathematics.is_finite", elsewhere=Elsewhere("finite")),
}
