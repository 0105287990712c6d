"""lme4's covariance structures in random terms: which a term has, its number of parameters, where a word means none."""

from __future__ import annotations

import pytest

from lme4math.model import describe
from tests.model.cases import model


@pytest.mark.parametrize(
    ("term", "structure", "hom", "n_par", "n_theta"),
    [
        ("(1 + x | g)", "us", False, 3, 3),
        ("us(1 + x | g)", "us", False, 3, 3),
        ("us(1 + x | g, hom = TRUE)", "us", False, 3, 3),
        ("diag(1 + x | g)", "diag", False, 2, 2),
        ("diag(1 + x | g, hom = TRUE)", "diag", True, 1, 1),
        ("cs(1 + x + z | g)", "cs", False, 4, 6),
        ("cs(1 + x + z | g, hom = TRUE)", "cs", True, 2, 5),
        ("ar1(0 + B | g)", "ar1", True, 2, 5),
        ("ar1(0 + B | g, hom = FALSE)", "ar1", False, 4, 6),
        ("cs(1 | g)", "cs", False, 1, 1),
        ("cs(x | g, het = TRUE)", "cs", False, 3, 3),
        ("cs((x | g))", "us", False, 3, 3),
    ],
)
def test_structured_covariances(term: str, structure: str, hom: bool, n_par: int, n_theta: int) -> None:
    told = describe(model(f"y ~ x + {term}"))["random"][0]
    assert (told["structure"], told["hom"], told["n_par"], told["n_theta"]) == (structure, hom, n_par, n_theta)


def test_a_structure_without_a_bar_is_just_its_argument() -> None:
    assert [term.label for term in model("y ~ x + us(z) + (1 | g)").fixed.terms] == ["x", "z"]
    assert [column.name for column in model("y ~ x + cs(A) + (1 | g)").fixed.columns] == ["(Intercept)", "x", "Aa2"]


@pytest.mark.parametrize("code", ["y ~ cs() + (1 | g)", "y ~ f(cs()) + (1 | g)", "y ~ f(us(), x) + (1 | g)"])
def test_a_structure_of_nothing_is_a_variable_like_any_other(code: str) -> None:
    assert [term.bar for term in model(code).random] == ["1 | g"]


def test_a_double_bar_in_a_structure_becomes_unstructured() -> None:
    read = model("y ~ x + cs(x || g)")
    assert [(term.bar, term.covariance.structure) for term in read.random] == [("1 | g", "us"), ("0 + x | g", "us")]
    assert read.warnings
