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
        (r"\tau_{00}", r"\rho\sqrt{\tau_{00}\tau_{11}}", r"\tau_{11}"),
        (r"\tau_{00}^2", r"\rho\tau_{00}\tau_{11}", r"\tau_{11}^2"),
        (r"\sigma_{u0}^2", r"\sigma_{u01}", r"\sigma_{u1}^2"),
        (r"\sigma_{u_0}^2", r"\sigma_{u_0u_1}", r"\sigma_{u_1}^2"),
        (r"d_{11}", r"d_{12}", r"d_{22}"),
        (r"\sigma_I^2", r"\sigma_{IS}", r"\sigma_S^2"),
        (r"\sigma_{\text{int}}^2", r"\sigma_{\text{int},\text{slope}}", r"\sigma_{\text{slope}}^2"),
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
        (r"\tau_{00}", r"\tau_{12}", r"\tau_{11}"),
        (r"\tau_0^2", r"\tau_{02}", r"\tau_1^2"),
        (r"\tau_0^2", r"\rho_{12}\tau_0\tau_1", r"\tau_1^2"),
        (r"\tau_0^2", r"\tau_{00}", r"\tau_1^2"),
        (r"\tau_0^2", r"\sigma^2", r"\tau_1^2"),
        (r"\tau_0^2", r"\sigma", r"\tau_1^2"),
        (r"\tau_0^2", r"\tau_{01}^2", r"\tau_1^2"),
        (r"\tau_0", r"\rho\tau_0\tau_1", r"\tau_1"),
        (r"\tau_{00}", r"\rho\tau_{00}\tau_{11}", r"\tau_{11}"),
        (r"\tau_{0^2}", r"\tau_{01}", r"\tau_1^2"),
        (r"\tau_{0^2}", r"\tau_{01}", r"\tau_{1^2}"),
        (r"\tau_{11}", r"\tau_{01}", r"\tau_{00}"),
        (r"\tau_1^2", r"\rho\tau_0\tau_1", r"\tau_0^2"),
        (r"\tau_{00}", r"\tau_{01}", r"\tau_{22}"),
        (r"\tau_0^2", r"x_{ij}", r"\tau_1^2"),
        (r"\tau_{0j}^2", r"\tau_{01}", r"\tau_{1j}^2"),
    ],
)
def test_an_entry_that_is_unlike_the_others_is_asked_about(entries: tuple[str, ...]) -> None:
    assert lme4math.check(EQUATION.format(*entries), "lmer(y ~ x + (x | g))").verdict == "ambiguous"


THREE = (
    r"y_{{ij}} = \beta_0 + \beta_1 x_{{ij}} + \beta_2 z_{{ij}} + u_{{0j}} + u_{{1j}} x_{{ij}} + u_{{2j}} z_{{ij}} "
    r"+ e_{{ij}}, e_{{ij}} \sim N(0, \sigma^2), "
    r"\begin{{pmatrix}} u_{{0j}} \\ u_{{1j}} \\ u_{{2j}} \end{{pmatrix}} \sim "
    r"N\left(0, \begin{{pmatrix}} {0} & & \\ {1} & {2} & \\ {3} & {4} & {5} \end{{pmatrix}}\right)"
)


@pytest.mark.parametrize(
    ("entries", "verdict"),
    [
        (r"\tau_{00}  \tau_{10}  \tau_{11}  \tau_{20}  \tau_{21}  \tau_{22}", "right"),
        (r"\sigma_1^2  \sigma_{12}  \sigma_2^2  \sigma_{13}  \sigma_{23}  \sigma_3^2", "right"),
        (r"\tau_0^2  \rho_1\tau_0\tau_1  \tau_1^2  \rho_2\tau_0\tau_2  \rho_3\tau_1\tau_2  \tau_2^2", "right"),
        (r"\tau_0^2  \tau_{0x}  \tau_x^2  \tau_{0z}  \tau_{xz}  \tau_z^2", "right"),
        (r"\tau_{00}  \tau_{10}  \tau_{11}  \tau_{21}  \tau_{20}  \tau_{22}", "ambiguous"),
        (r"\tau_{00}  \tau_{10}  \tau_{11}  \tau_{10}  \tau_{21}  \tau_{22}", "ambiguous"),
        (r"\tau_0^2  \rho_1\tau_0\tau_1  \tau_1^2  \rho_2\tau_0\tau_1  \rho_3\tau_1\tau_2  \tau_2^2", "ambiguous"),
        (r"\tau_0^2  c  \tau_1^2  c  c  \tau_2^2", "ambiguous"),
    ],
)
def test_each_of_six_entries_is_that_of_its_effects(entries: str, verdict: str) -> None:
    latex = THREE.format(*entries.split("  "))
    assert lme4math.check(latex, "lmer(y ~ x + z + (x + z | g))").verdict == verdict


LOOKED_UP = (
    r"y_{ij} = \alpha_j + \beta_j x_{ij} + e_{ij}, e_{ij} \sim N(0, \sigma^2), "
    r"\begin{pmatrix} \alpha_j \\ \beta_j \end{pmatrix} \sim N\left(\begin{pmatrix} a \\ b \end{pmatrix}, S\right)"
)


@pytest.mark.parametrize(
    ("covariance", "verdict"),
    [
        (r"\begin{pmatrix} \sigma_\alpha^2 & \sigma_{\alpha\beta} \\ & \sigma_\beta^2\end{pmatrix}", "right"),
        (r"\begin{pmatrix} \sigma_{\alpha_j}^2 & \rho_{\alpha_j\beta_j} \\ & \sigma_{\beta_j}^2\end{pmatrix}", "right"),
        (r"\begin{pmatrix} \sigma_\beta^2 & \sigma_{\alpha\beta} \\ & \sigma_\alpha^2\end{pmatrix}", "ambiguous"),
        (r"\begin{pmatrix} \sigma_\alpha^2 & \sigma_{\alpha\alpha} \\ & \sigma_\beta^2\end{pmatrix}", "ambiguous"),
    ],
)
def test_entries_named_by_letters_are_those_of_their_effects(covariance: str, verdict: str) -> None:
    assert lme4math.check(LOOKED_UP.replace("S", covariance), "lmer(y ~ x + (x | g))").verdict == verdict


ALONE = (
    r"y_{{ij}} = \beta_0 + u_{{0j}} + (\beta_1 + u_{{1j}}) x_{{ij}} + e_{{ij}}, u_{{0j}} \sim N(0, {0}), "
    r"u_{{1j}} \sim N(0, {1}), e_{{ij}} \sim N(0, {2}), \text{{ independent}}"
)


@pytest.mark.parametrize(
    ("variances", "verdict"),
    [
        ((r"\tau_{00}", r"\tau_{11}", r"\sigma^2"), "right"),
        ((r"\sigma_1^2", r"\sigma_2^2", r"\sigma_3^2"), "right"),
        ((r"\sigma_{u0}^2", r"\sigma_{u1}^2", r"\sigma_e^2"), "right"),
        ((r"\tau_{11}", r"\tau_{00}", r"\sigma^2"), "ambiguous"),
        ((r"\tau_1^2", r"\tau_0^2", r"\sigma^2"), "ambiguous"),
        ((r"\sigma_{u0}^2", r"\sigma_{u1}^2", r"\sigma_u^2"), "ambiguous"),
        ((r"\sigma_e^2", r"\sigma_{u1}^2", r"\sigma_{u0}^2"), "ambiguous"),
        ((r"\tau_0^2", r"\tau_1^2", r"\sigma_{ij}^2"), "ambiguous"),
        ((r"\tau_0^2", r"\tau_1^x", r"\sigma^2"), "ambiguous"),
    ],
)
def test_variances_in_lines_of_their_own_are_those_of_their_effects(variances: tuple[str, ...], verdict: str) -> None:
    assert lme4math.check(ALONE.format(*variances), "lmer(y ~ x + (x || g))").verdict == verdict
