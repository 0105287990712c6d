"""The latent response of a binomial model: each trial succeeds where the linear predictor plus a residual exceeds 0.

The link says how the residual is distributed, and so its variance, which no other family implies (Goldstein, Browne &
Rasbash 2002; Nakagawa, Johnson & Schielzeth 2017).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from lme4math.model.family import Family
from lme4math.printers.boxes import Box, DigitsBox, Letters, OperatorSign, Prose, Row, Scripts
from lme4math.printers.signs import EQUALS, PLUS


@dataclass(frozen=True)
class Latent:
    """The distribution of the residual, in words, and its variance, in sympy and on the page."""

    distribution: str
    variance: Any
    shown: Box

    @property
    def remark(self) -> Box:
        """What correlations are of."""
        e = Letters("e")
        response = Row((Scripts(Letters("y"), None, Letters("*")), EQUALS, Letters("η"), PLUS, e))
        before = Prose("The ICC is that of the latent response of a trial, ")
        about = Prose(f" is {self.distribution}, with variance ")
        return Row((before, response, Prose(", in which "), e, about, self.shown))


ALONE: Box = Row(
    (
        Prose("The ICC is that of the linear predictor "),
        Letters("η"),
        Prose(" alone. It has no residual: how the observations vary around their means is left out"),
    )
)
"""What correlations are of where nothing implies a latent response."""


def _part_of_pi(divisor: str) -> Box:
    return Row((Scripts(Letters("π"), None, DigitsBox("2")), OperatorSign("/", "plain"), DigitsBox(divisor)))


BY_LINK = {
    "logit": Latent("logistic", sp.pi**2 / 3, _part_of_pi("3")),
    "probit": Latent("standard normal", sp.Integer(1), DigitsBox("1")),
    "cloglog": Latent("an extreme value (Gumbel)", sp.pi**2 / 6, _part_of_pi("6")),
}


def latent(family: Family) -> Latent | None:
    """What is added to the linear predictor, or None where the family and its link do not say."""
    return BY_LINK.get(family.link) if family.name == "binomial" else None
