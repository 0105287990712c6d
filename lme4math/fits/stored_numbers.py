"""The numbers of a stored fit: the slots and fields of R's `merMod` → arrays, checked to belong together."""

from __future__ import annotations

import numpy as np

from lme4math.data import FloatArray
from lme4math.fits.byte_stream import damaged
from lme4math.fits.r_objects import RObject
from lme4math.fits.stored_values import column_names, matrix_of
from lme4math.records import record


@record(eq=False)
class StoredNumbers:
    """What lme4 stores of a fit with n rows, p fixed and q random effects.

    Attributes:
        theta, beta, u: θ, β and the spherical random effects.
        sigma: the residual standard deviation; None where the family has none.
        reml: whether REML was used; None for a generalised model.
        criterion: the REML criterion, or −2 log-likelihood; None where it is not stored.
        fitted: length n, the conditional means.
        X: n × p, without the columns that lme4 drops.
        X_columns: their names.
        factor: the entries of Λ′, by its columns; None where they are not stored.
        covariance: p × p, of β; None where it does not follow.
        levels: of each grouping factor by its name.
        columns: of each random term in lme4's order: its factor's name and the names of its columns.
    """

    theta: FloatArray
    beta: FloatArray
    u: FloatArray
    sigma: float | None
    reml: bool | None
    criterion: float | None
    fitted: FloatArray
    X: FloatArray
    X_columns: tuple[str, ...]
    factor: FloatArray | None
    covariance: FloatArray | None
    levels: dict[str, tuple[str, ...]]
    columns: tuple[tuple[str, tuple[str, ...]], ...]


def stored_numbers(fit: RObject, linear: bool) -> StoredNumbers:
    """The numbers of a `merMod`.

    Raises:
        DataError: some are missing, or do not belong together.
    """
    predictor, response = fit.attribute("pp"), fit.attribute("resp")
    theta, beta, u = (fit.attribute(name).numbers for name in ("theta", "beta", "u"))
    fitted, stored = response.element("mu").numbers, predictor.element("X")
    X, names = matrix_of(stored), column_names(stored)
    if X is None or X.shape != (len(fitted), len(beta)) or len(names) != len(beta) or not len(fitted):
        raise damaged("the fit's X, β and fitted values do not belong together")
    if not all(np.isfinite(numbers).all() for numbers in (theta, beta, u, X)):
        raise damaged("θ, β, u or X of the fit is not finite")
    parts = _named(fit.attribute("devcomp").element("cmp"))
    dims = _named(fit.attribute("devcomp").element("dims"))
    reml = bool(dims.get("REML", 0)) if linear else None
    scaled = linear or bool(dims.get("useSc", 0))
    sigma = parts.get("sigmaREML" if reml else "sigmaML") if scaled else None
    if scaled and (sigma is None or not np.isfinite(sigma) or sigma < 0):
        raise damaged("the fit has no residual standard deviation")
    return StoredNumbers(
        theta,
        beta,
        u,
        sigma,
        reml,
        _finite(parts.get("REML" if reml else "dev")),
        fitted,
        X,
        names,
        _factor(predictor),
        _covariance(fit, predictor, len(theta), 1.0 if sigma is None else sigma),
        dict(zip(fit.attribute("flist").names, _levels(fit.attribute("flist")), strict=False)),
        _columns(fit.attribute("cnms")),
    )


def _named(stored: RObject) -> dict[str, float]:
    return dict(zip(stored.names, stored.numbers.tolist(), strict=False))


def _finite(number: float | None) -> float | None:
    return number if number is not None and np.isfinite(number) else None


def _levels(factors: RObject) -> list[tuple[str, ...]]:
    return [factor.attribute("levels").texts for factor in factors.items]


def _columns(stored: RObject) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((name, one.texts) for name, one in zip(stored.names, stored.items, strict=False))


def _factor(predictor: RObject) -> FloatArray | None:
    numbers = predictor.element("Lambdat").attribute("x").numbers
    return numbers if len(numbers) else None


@np.errstate(all="ignore")  # numbers of a damaged file may be of any size
def _covariance(fit: RObject, predictor: RObject, n_theta: int, scale: float) -> FloatArray | None:
    """Of β, as `vcov(fit)` has it: by the second derivatives of a generalised fit where they are stored.

    Else σ² (R_X′ R_X)⁻¹ (Bates et al. 2015, eq. 54), where R_X′ R_X is V′V − R_ZX′ R_ZX.
    """
    second = matrix_of(fit.attribute("optinfo").element("derivs").element("Hessian"))
    if second is not None and second.shape[0] == second.shape[1] > n_theta:
        of_beta = _covariance_by_derivatives(second, n_theta)
        if of_beta is not None:
            return of_beta
    products, rest = matrix_of(predictor.element("VtV")), matrix_of(predictor.element("RZX"))
    if products is None or rest is None or products.shape != (rest.shape[1],) * 2:
        return None
    upper = np.triu(products)  # the other triangle is not kept up to date
    inverse = _positive(upper + np.triu(products, 1).T - rest.T @ rest)
    return None if inverse is None else scale**2 * inverse


def _covariance_by_derivatives(second: FloatArray, n_theta: int) -> FloatArray | None:
    """That of β; None where it is not positive definite, whatever the rest of the second derivatives is."""
    if not np.isfinite(second).all():
        return None
    try:
        of_beta = np.linalg.inv(second)[n_theta:, n_theta:]
    except np.linalg.LinAlgError:
        return None
    covariance = of_beta + of_beta.T
    return None if _positive(covariance) is None else covariance


def _positive(matrix: FloatArray) -> FloatArray | None:
    """The inverse of a matrix; None where it is not finite and positive definite."""
    if not np.isfinite(matrix).all():
        return None
    try:
        np.linalg.cholesky((matrix + matrix.T) / 2)
        return np.asarray(np.linalg.inv(matrix), dtype=np.float64)
    except np.linalg.LinAlgError:
        return None
