"""Covariance structures of random terms: their parameters, and the functions around a bar that choose one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from lme4math.errors import FormulaError
from lme4math.r import Argument, Call, Constant, is_bar
from lme4math.records import record

Structure = Literal["us", "diag", "cs", "ar1"]


@record
class Covariance:
    """The structure of the covariance matrix of a random term with p columns (lme4 2.1, reformulas 0.4.5).

    Attributes:
        structure: "us" unstructured, "diag" diagonal, "cs" compound symmetry, "ar1" first-order autoregressive.
        homogeneous: all standard deviations are one.
    """

    structure: Structure = "us"
    homogeneous: bool = False

    def n_parameters(self, p: int) -> int:
        """How many parameters a term with `p` columns has, σ not counted; none where there is no column."""
        if p == 0:
            return 0
        deviations = 1 if self.homogeneous else p
        correlations = {"us": p * (p - 1) // 2, "diag": 0, "cs": 1, "ar1": 1}[self.structure]
        return deviations + (correlations if p > 1 else 0)

    def n_theta(self, p: int) -> int:
        """How many elements of θ, the parameters of the relative covariance factor Λ, a term has."""
        if p == 0:
            return 0
        full = p * (p + 1) // 2
        if self.homogeneous:
            return {"us": full, "diag": 1, "cs": 2 * p - 1, "ar1": 2 * p - 1}[self.structure]
        return {"us": full, "diag": p, "cs": full, "ar1": full}[self.structure]


STRUCTURES: Mapping[str, Covariance] = {
    "us": Covariance("us"),
    "diag": Covariance("diag"),
    "cs": Covariance("cs"),
    "ar1": Covariance("ar1", homogeneous=True),
}
"""The covariance structures of lme4 2.1 by the function that asks for them, with lme4's default for `hom`."""

FOREIGN_STRUCTURES: Mapping[str, str] = {
    **dict.fromkeys(("toep", "rr", "ou", "exp", "gau", "mat", "homdiag", "homcs", "homtoep", "hetar1",
                     "propto", "equalto"), "glmmTMB"),
    **dict.fromkeys(("gr", "mm"), "brms"),
    **dict.fromkeys(("Matern", "AR1", "adjacency", "corrMatrix", "Cauchy", "IMRF"), "spaMM"),
}  # fmt: skip
"""Functions around a bar that other packages know, and the package."""


def covariance_of(call: Call) -> Covariance:
    """The covariance structure that `cs(effects | group, hom = TRUE)` asks for; arguments but `hom` are ignored.

    Raises:
        FormulaError: `hom` is not written as TRUE or FALSE.
    """
    covariance = STRUCTURES[call.operator or ""]
    if covariance.structure == "us":
        return covariance
    for argument in call.arguments[1:]:
        if argument.name == "hom":
            covariance = replace(covariance, homogeneous=literal_truth(argument))
    return covariance


def literal_truth(argument: Argument) -> bool:
    """The value of `hom =`, which must be written as TRUE or FALSE."""
    value = argument.value
    if isinstance(value, Constant) and value.name in ("TRUE", "FALSE"):
        return value.name == "TRUE"
    raise FormulaError("`hom` must be TRUE or FALSE, written out.", argument.span, "Write hom = TRUE or hom = FALSE.")


def refuse_foreign_structure(call: Call) -> None:
    """Raise FormulaError for a function around a bar that another package has."""
    name = call.operator or ""
    if name in STRUCTURES or not any(is_bar(operand) for operand in call.operands):
        return
    has = f"lme4 has {', '.join(f'{known}()' for known in STRUCTURES)}; without any the covariance is unstructured."
    package = FOREIGN_STRUCTURES.get(name)
    if package is None and _stem(name) not in map(_stem, STRUCTURES):
        return
    whose = f"; {package} has it" if package else ""
    raise FormulaError(f"lme4 has no covariance structure {name}(){whose}.", call.function.span, has)


def _stem(name: str) -> str:
    """A name without capitals and numbers: ar2() and CS() are meant for structures."""
    return name.lower().rstrip("0123456789")
