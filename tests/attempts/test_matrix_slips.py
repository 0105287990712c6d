"""Slips in a covariance matrix that is written out: the equation is not called right as it stands."""

from __future__ import annotations

import pytest

import lme4math

EQUATION = (
    r"y_{{ij}} = \beta_0 + \beta_1 x_{{ij}} + u_{{0j}} + u_{{1j}} x_{{ij}} + e_{{ij}}, e_{{ij}} \sim N(0, \sigma^2), "
    r"\begin{{pmatrix}} u_{{0j}} \\ u_{{1j}} \end{{pmatrix}} \sim "
    r"N\left(0, \begin{{pmatrix}} {0} & {1} \\ {1} & {2} \end{{pmatrix}}\right)"
)


@pytest.mark.parametrize(
    "entries",
    [
        (r"\tau_{00}", r"\tau_{01}", r"\tau_{11}"),
        (r"\tau_0^2", r"\tau_{01}", r"\tau_1^2"),
        (r"\tau_0^2", r"\rho \tau_0 \tau_1", r"\tau_1^2"),
        (r"\tau_0^2", r"\rho_{01} \tau_1 \tau_0", r"\tau_1^2"),
        (r"a^2", r"c", r"b^2"),
    ],
)
def test_variances_and_covariances_are_written_in_several_ways(entries: tuple[str, ...]) -> None:
    assert lme4math.check(EQUATION.format(*entries), "lmer(y ~ x + (x | g))").verdict == "right"


@pytest.mark.parametrize(
    "entries",
    [
        (r"\tau_{00}^1", r"\tau_{01}", r"\tau_{11}"),
        (r"\tau_{00}^2", r"\tau_{01}", r"\tau_{11}"),
        (r"\tau_0", r"\tau_{01}", r"\tau_1^2"),
        (r"\tau_0^2 + 1", r"\tau_{01}", r"\tau_1^2"),
        (r"\tau_0^2", r"\tau_0", r"\tau_1^2"),
        (r"\tau_0^2", r"\rho \tau_0", r"\tau_1^2"),
        (r"\tau_0^2", r"\rho \tau_0 \tau_0", r"\tau_1^2"),
        (r"\tau_0^2", r"\rho \tau_0^2 \tau_1", r"\tau_1^2"),
    ],
)
def test_an_entry_that_is_unlike_the_others_is_asked_about(entries: tuple[str, ...]) -> None:
    assert lme4math.check(EQUATION.format(*entries), "lmer(y ~ x + (x | g))").verdict == "ambiguous"
