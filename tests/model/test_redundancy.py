"""What is said to be redundant is redundant, and nothing else: the rank of the covariances' derivatives decides."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

import lme4math

CELLS = list(product(range(4), "abc", "uv", (0.3, 1.1, 2.0)))
DATA = {
    "y": list(np.linspace(0, 1, len(CELLS))),
    "g": [f"g{g}" for g, _, _, _ in CELLS],
    "A": [a for _, a, _, _ in CELLS],
    "B": [b for _, _, b, _ in CELLS],
    "x": [x + 0.1 * number % 0.7 for number, (_, _, _, x) in enumerate(CELLS)],
    "z": [(number * 7919 % 31) / 31 for number in range(len(CELLS))],
}
SAID = ("only the sum of", "estimated separately")

TERMS = [
    "(1 | g) + (0 + A | g)",
    "(1 | g) + diag(0 + A | g)",
    "(1 | g) + cs(0 + A | g)",
    "(1 | g) + cs(0 + A | g, hom = TRUE)",
    "(1 | g) + cs(0 + B | g)",
    "(1 | g) + ar1(0 + B | g)",
    "(1 | g) + ar1(0 + A | g, hom = FALSE)",
    "(A || g)",
    "(x || g)",
    "(1 + x | g) + (1 | g)",
    "(1 | g) + cs(1 + x | g)",
    "(1 | g) + cs(1 + x | g, hom = TRUE)",
    "(1 | g) + diag(1 + x | g)",
    "(x | g) + (z | g)",
    "(x | g) + (0 + z | g)",
    "(0 + x | g) + (0 + x:A | g)",
    "(0 + A | g) + (0 + A:B | g)",
    "(0 + A | g) + (0 + B | g)",
    "(0 + A | g) + cs(0 + B | g, hom = TRUE)",
    "(0 + A | g) + diag(0 + B | g)",
    "(0 + x:A | g) + (0 + x:B | g)",
    "(1 | g:A) + (A | g)",
    "(1 | g:A) + (1 | g)",
    "(1 | g:A) + (B | g)",
    "(x | g:A) + (A | g)",
    "(x | g:A) + (A * x | g)",
    "(1 | g:A) + diag(0 + A | g)",
    "(1 | g:A) + diag(0 + A | g, hom = TRUE)",
    "(1 | g:A) + cs(0 + A | g)",
    "(1 | g:A) + cs(0 + A | g, hom = TRUE)",
    "(1 | g) + (1 | g)",
]


@pytest.mark.slow
@pytest.mark.parametrize("terms", TERMS)
def test_a_pair_is_called_redundant_if_its_parameters_are_more_than_the_covariances_tell(terms: str) -> None:
    model = lme4math.parse(f"lmer(y ~ 1 + {terms})", DATA)
    shown = model.equations("compact")
    start = np.array([*np.linspace(0.6, 1.3, _n_parameters(model))])
    start = _with_correlations(model, start)
    step = 1e-5

    def covariance(par: np.ndarray) -> np.ndarray:
        return np.asarray(shown.covariance(par=list(par), rows=range(36))).ravel()

    slopes = [(covariance(start + d) - covariance(start - d)) / (2 * step) for d in step * np.eye(len(start))]
    rank = np.linalg.matrix_rank(np.array(slopes), tol=1e-5)
    assert any(said in sentence for sentence in model.warnings for said in SAID) == (rank < len(start))


def _n_parameters(model: lme4math.Model) -> int:
    return sum(term["n_par"] for term in model.describe()["random"])


def _with_correlations(model: lme4math.Model, par: np.ndarray) -> np.ndarray:
    """The last parameter of cs and ar1 is a correlation."""
    end = 0
    for term in model.describe()["random"]:
        end += term["n_par"]
        if term["structure"] in ("cs", "ar1"):
            par[end - 1] = 0.4
    return par


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ("(1 | g) + (0 + factor(t) | g)", "The intercept varies by `g` in `(1 | g)`, and in `(0 + factor(t) | g)` as"),
        ("(factor(t) | g) + (1 | g)", "in both `(factor(t) | g)` and `(1 | g)`"),
        (
            "(1 | `my g`) + cs(0 + A | `my g`, hom = TRUE)",
            "by `my g` in `` (1 | `my g`) ``, and in `` cs(0 + A | `my g`) `` as",
        ),
        ("(1 | g:A) + (A | g)", "`(A | g)` has a variance for each level of `A` already, and `(1 | g:A)` adds"),
    ],
)
def test_without_data_the_terms_are_named(terms: str, said: str) -> None:
    model = lme4math.parse(f"lmer(y ~ 1 + {terms})", factors={"A": ["a", "b", "c"]} if "A" in terms else {})
    assert any(said in sentence for sentence in model.warnings)
