"""R's expressions of data as mathematics, and as R's text where they have no mathematical form."""

from __future__ import annotations

import pytest

import lme4math
from lme4math.notation import tree
from lme4math.records import walk


def shown(term: str, notation: str = "expanded", group: str = "(1 | g)") -> str:
    return lme4math.parse(f"lmer(y ~ {term} + {group})").equations(notation).text()


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("log(x)", "β₁ log(x_i)"),
        ("log(scale(x))", "β₁ log(scale(x)_i)"),
        ("I(scale(x)^2)", "β₁ scale(x)_i²"),
        ("I(x / mean(z))", "β₁"),
        ("exp(x = z)", "β₁ exp(x = z)_i"),
        ("log(x, base = 3)", "β₁ log(x, base = 3)_i"),
        ("log(x, 3)", "β₁ log(x, 3)_i"),
        ("I(+x)", "β₁ x_i"),
        ("cbind(x)", "β₁ x_i"),
        ("cbind(a = x, x^2, deparse.level = 0)", "β₁ x_i + β₂ x_i²"),
        ("cbind(x - mean(x), x > 0)", "β₁ (x_i − mean(x)) + β₂ 1[x_i > 0]"),
        ("cbind(x, 3)", "β₁ x_i + β₂ cbind(x, 3)[, 2]_i"),
        ("cbind(x, scale(x))", "β₁ cbind(x, scale(x))x_i"),
        ("cbind(poly(x, 2), NULL)", "β₁ cbind(poly(x, 2), NULL)1_i"),
        ("poly(degree = 2)", "β₁ poly(degree = 2)1_i"),
        ("I(x > 0, 3)", "β₁ 1[I(x > 0, 3)_i = TRUE]"),
    ],
)
def test_what_has_a_mathematical_form_has_it(term: str, text: str) -> None:
    assert text in shown(term)


def test_deeply_nested_brackets_are_written_as_r_has_them() -> None:
    def nested(depth: int) -> str:
        return "log(" * depth + "x" + ")" * depth

    assert shown(nested(40)).count("log(x_i)") == 1
    beyond = shown(nested(42))
    assert "log(log(x))_i" in beyond
    assert "x_i" not in beyond


def test_a_call_that_is_written_as_r_has_it_knows_its_characters() -> None:
    model = lme4math.parse("lmer(y ~ log(scale(x)) + (1 | g))")
    (node,) = {
        node
        for node in walk(model.equations().tree)
        if isinstance(node, tree.Covariate) and node.variable == "scale(x)"
    }
    assert [model._compiled.model.source.slice(span) for span in node.spans] == ["scale(x)"]


def test_two_offsets_are_one_vector() -> None:
    page = shown("offset(a) + offset(b)", "matrix")
    assert "a₁ + `b`₁" in page
    assert "a_n + `b`_n" in page


def test_a_link_that_is_none_shows_the_mean() -> None:
    page = lme4math.parse('glmer(y ~ x + (1 | g), family = poisson("identity"))').equations().text()
    assert "μ_i = (β₀" in page


def test_the_same_variables_in_another_order_are_no_nesting() -> None:
    model = lme4math.parse("lmer(y ~ x + (1 | a:b) + (1 | b:a))")
    with pytest.raises(lme4math.FormulaError, match="do not nest"):
        model.equations(index="nested")


def test_one_deviation_for_all_effects_belongs_to_their_level() -> None:
    model = lme4math.parse("lmer(y ~ 0 + f + cs(0 + f | g, hom = TRUE))", factors={"f": 3})
    nodes = [node for node in walk(model.equations().tree) if isinstance(node, tree.Parameter) and node.level]
    assert {(node.role, node.level, node.term) for node in nodes} == {("deviation", 1, 0), ("correlation", 1, 0)}


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("poly(log(x), 2)", "orthogonal polynomials poly(log(x), 2)"),
        ("splines::ns(log(x), df = 2)", "natural splines splines::ns(log(x), df = 2)"),
        ("bs(x, df = 4)", "B-splines bs(x, df = 4)"),
    ],
)
def test_the_page_says_what_the_functions_of_a_basis_are(code: str, said: str) -> None:
    assert said in lme4math.parse(f"lmer(y ~ {code} + (1 | g))").equations().text()
