"""R's functions of data as a fixed table: the only functions that a formula can call."""

from __future__ import annotations

from lme4math.design.functions.arithmetic import OPERATORS
from lme4math.design.functions.factors import FACTORS
from lme4math.design.functions.match import Builtin
from lme4math.design.functions.mathematics import MATHEMATICS
from lme4math.design.functions.polynomials import POLYNOMIALS
from lme4math.design.functions.splines import SPLINES
from lme4math.design.functions.statistics import STATISTICS
from lme4math.design.functions.vectors import VECTORS

FUNCTIONS: dict[str, Builtin] = {
    **OPERATORS,
    **MATHEMATICS,
    **STATISTICS,
    **FACTORS,
    **VECTORS,
    **POLYNOMIALS,
    **SPLINES,
}

PACKAGES = frozenset({"base", "stats", "splines", "lme4", "reformulas", "Matrix", "methods"})
"""Packages that may stand before `::`."""
