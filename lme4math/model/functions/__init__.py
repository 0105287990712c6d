"""The registry of R's functions of data: one row says all that the package knows of a function.

A new function is a row here, and its implementation in `design/functions`.
"""

from __future__ import annotations

from lme4math.model.functions.arithmetic import OPERATORS
from lme4math.model.functions.bases import BASES
from lme4math.model.functions.factors import FACTORS
from lme4math.model.functions.making import TEXT, VECTORS
from lme4math.model.functions.mathematics import MATHEMATICS
from lme4math.model.functions.named import NAMED
from lme4math.model.functions.row import Asked, Known, RFunction, Rows
from lme4math.model.functions.shapes import LOGICAL
from lme4math.model.functions.statistics import STATISTICS

FUNCTIONS: Rows = {**OPERATORS, **MATHEMATICS, **STATISTICS, **VECTORS, **TEXT, **FACTORS, **BASES, **NAMED}

COMPUTED: Rows = {name: row for name, row in FUNCTIONS.items() if row.computed}
"""Those that a formula can call where there is data."""

__all__ = ["COMPUTED", "FUNCTIONS", "LOGICAL", "Asked", "Known", "RFunction"]
