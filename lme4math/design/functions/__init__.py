"""R's functions of data as a fixed table: the only functions that a formula can call."""

from __future__ import annotations

from collections.abc import Mapping

from lme4math.design.functions.arithmetic import OPERATORS
from lme4math.design.functions.factors import FACTORS
from lme4math.design.functions.match import Builtin
from lme4math.design.functions.mathematics import MATHEMATICS
from lme4math.design.functions.polynomials import POLYNOMIALS
from lme4math.design.functions.splines import SPLINES
from lme4math.design.functions.statistics import STATISTICS
from lme4math.design.functions.vectors import VECTORS
from lme4math.model.literals import words

_STATS = frozenset({"stats"})

FUNCTIONS: dict[str, Builtin] = {
    **OPERATORS,
    **MATHEMATICS,
    **STATISTICS,
    **FACTORS,
    **VECTORS,
    **POLYNOMIALS,
    **SPLINES,
}

HOMES: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(FUNCTIONS, frozenset({"base"})),
    **dict.fromkeys(words("ave C median offset plogis pnorm poly polym qlogis qnorm quantile relevel sd var"), _STATS),
    **dict.fromkeys(SPLINES, frozenset({"splines"})),
    "dummy": frozenset({"lme4", "reformulas"}),
}
"""The packages that export each function, one of which may stand before `::`."""
