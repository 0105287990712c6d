"""What a program reads off the tree: whose each node is, and which characters of R code it came from."""

from __future__ import annotations

from typing import Any

import pytest

import lme4math
from lme4math.errors import FormulaError
from lme4math.notation import NOTATIONS, Index, tree
from lme4math.records import walk

CODE = "lmer(y ~ log(x) + I(z - mean(z)) + f + poly(w, 2) + (1 + f | g) + cs(0 + x + z | h) + (1 | g:h))"


def nodes(kind: type, code: str = CODE, notation: str = "expanded", **options: Any) -> list[Any]:
    model = lme4math.parse(code, factors={"f": ["a", "b"]})
    return [node for node in walk(model.equations(notation, **options).tree) if isinstance(node, kind)]


@pytest.mark.parametrize("notation", NOTATIONS)
def test_a_tree_says_which_notation_it_is(notation: str) -> None:
    assert lme4math.parse(CODE).equations(notation).tree.notation == notation


def test_parameters_say_their_role_level_term_and_entries() -> None:
    found = {(node.symbol, node.role, node.level, node.term, node.entries) for node in nodes(tree.Parameter)}
    assert sorted((role, level, term, entries) for _, role, level, term, entries in found if level) == [
        ("correlation", 2, 1, ()),
        ("covariance", 1, 0, (0, 1)),
        ("deviation", 1, 0, (0,)),
        ("deviation", 1, 0, (1,)),
        ("deviation", 2, 1, (0,)),
        ("deviation", 2, 1, (1,)),
        ("deviation", 3, 2, (0,)),
    ]
    assert [(role, term, entries) for _, role, level, term, entries in found if not level] == [("deviation", None, ())]


@pytest.mark.parametrize("family", ["Gamma", "inverse.gaussian", "gaussian('log')"])
def test_the_parameter_of_a_distribution_is_a_deviation_of_no_level(family: str) -> None:
    code = f"glmer(y ~ x + (1 | g), family = {family})"
    found = {(node.role, node.term) for node in nodes(tree.Parameter, code) if node.level is None}
    assert found == {("deviation", None)}


def test_matrices_of_a_term_say_its_level() -> None:
    tagged = [node for node in nodes(tree.MatrixSymbol, notation="matrix") if node.symbol.tag]
    levels = {"g": 1, "h": 2, "g:h": 3}
    assert {node.symbol.base.text for node in tagged} == {"Z", "b"}
    assert all(node.level == levels[node.symbol.tag[0].text] for node in tagged)
    assert {node.level for node in nodes(tree.MatrixSymbol, notation="matrix") if not node.symbol.tag} == {None}
    assert {node.term for node in nodes(tree.CovarianceMatrix, notation="matrix")} == {0, 1}


def test_a_factor_by_level_belongs_to_its_first_coefficient() -> None:
    code = "lmer(y ~ x + f + (1 | g))"
    found = [(type(node.coefficient).__name__, node.row) for node in nodes(tree.Weighted, code, factor_index=True)]
    assert found == [("Sum", 0), ("Coefficient", 1), ("ByLevel", 2)]


@pytest.mark.parametrize("notation", NOTATIONS)
def test_variables_know_their_characters(notation: str) -> None:
    source = lme4math.parse(CODE)._compiled.model.source
    for kind in (tree.Covariate, tree.Indicator, tree.Statistic, tree.BasisFunction):
        found = nodes(kind, notation=notation)
        assert found
        assert all(node.spans and source.slice(node.spans[0]) == node.variable for node in found)


@pytest.mark.parametrize(
    ("code", "kind", "text"),
    [
        ("lmer(y ~ cbind(x, scale(z)) + (1 | g))", tree.Covariate, "cbind(x, scale(z))"),
        ("lmer(y ~ factor(h) + (1 | g))", tree.Indicator, "factor(h)"),
        ('lmer(y ~ f + (1 | g), contrasts = list(f = "contr.sum"))', tree.ContrastScore, "f"),
    ],
)
def test_columns_of_every_kind_know_their_characters(code: str, kind: type, text: str) -> None:
    source = lme4math.parse(code)._compiled.model.source
    found = {node for node in nodes(kind, code) if node.variable == text}
    assert found
    assert {source.slice(span) for node in found for span in node.spans} == {text}
    assert all(node.spans for node in found)


def test_coefficients_know_their_row_however_they_are_written() -> None:
    rows = {node.row for node in nodes(tree.Coefficient)}
    assert rows == {0, 1, 2, 3, 4, 5}
    assert {node.row for node in nodes(tree.Weighted)} >= rows
    assert {node.row for node in nodes(tree.Varying, notation="compact")} == {0, 3, 6, 7}


def test_an_index_over_a_factors_own_levels_belongs_to_no_group() -> None:
    indices = nodes(Index, "lmer(y ~ factor(a) + (1 | g))")
    assert {index.level for index in indices} == {None, 1, -1}


def test_crossed_groups_have_no_nested_indices_and_the_error_says_where_and_what_to_do() -> None:
    model = lme4math.parse("lmer(y ~ x + (1 | f) + (1 | g) + (1 | h))")
    with pytest.raises(
        FormulaError, match=r"^The groups do not nest in one another, so an observation has no"
    ) as error:
        model.equations(index="nested")
    assert "(1 | g) + (1 | h))\n" + " " * 38 + "^" in str(error.value)
    assert error.value.hint == 'Use index="lookup".'


def test_nested_sizes_are_numbers_only_for_the_outermost_groups() -> None:
    data = {"y": [1.0, 2, 4, 3, 5, 7, 6, 9], "x": list(range(8)), "a": list("ppppqqqq"), "b": list("uvuvuvuv")}
    text = lme4math.parse("lmer(y ~ x + (1 | a/b))", data).equations(index="nested").text()
    assert "k = 1, 2 (levels of a)" in text or "k = 1, …, 2 (levels of a)" in text
    assert "j = 1, …, J_k (levels of b:a within a)" in text
    assert "i = 1, …, n_{jk} (observations within b:a)" in text
