"""Covariance structures of a random term, and how many parameters each has."""

from __future__ import annotations

from typing import Literal

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
