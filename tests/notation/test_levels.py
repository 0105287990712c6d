"""Equations by level: each group's equation has what is the same in the group, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import lme4math
from lme4math.notation import NOTATIONS, Index, tree
from lme4math.records import walk


def pupils(n: int = 120) -> dict[str, Any]:
    """Pupils in 30 classes of 10 schools, each with an item of 8."""
    random = np.random.default_rng(4)
    school, room, item = np.repeat(np.arange(10), 12), np.repeat(np.arange(30), 4), random.integers(0, 8, n)
    return {
        "y": random.normal(size=n),
        "n": random.poisson(3, n),
        "x": random.normal(size=n),
        "z": random.normal(size=n),
        "w": random.uniform(1, 2, n),
        "school": [f"s{number}" for number in school],
        "room": [f"r{number}" for number in room],
        "item": [f"i{number}" for number in item],
        "pupil": [f"p{number}" for number in range(n)],
        "sector": [("catholic", "public")[number % 2] for number in school],
        "ses": random.normal(size=10)[school],
        "size": random.normal(size=30)[room],
        "freq": random.normal(size=8)[item],
    }


DATA = pupils()
FORMULAS = [
    "y ~ x * sector + z + (x | school)",
    "y ~ x * ses + size * sector + x:size + z + (x | school) + (size + x | room)",
    "y ~ x * sector + freq + sector:freq + (x | school) + (x | item)",
    "y ~ freq + x + (x + freq || school) + (1 | item)",
    "y ~ ses + (ses | school)",
    "y ~ x + ses + (1 | school/room) + (1 | item)",
    "y ~ sector:x + (0 + x | school)",
    "y ~ 0 + sector + (1 | school) + (0 + x | room)",
    "y ~ x + poly(ses, 2) + log(w) + I(x > 0) + (1 | school)",
    "y ~ x + C(factor(sector), contr.sum) * x + cs(1 + x | school)",
    "y ~ sector + ses + (1 | school) + (1 | room) + (1 | item) + (1 | school:item)",
    "y ~ x + size + ses + ar1(0 + sector | room) + (1 | pupil)",
    "y ~ x:size:ses + (x:size | school) + (1 | room)",
]
CALLS = ["lmer({})", "lmer({}, weights = w, offset = z)", "glmer({}, family = gaussian(log))"]


@pytest.mark.parametrize("style", ["indexed", "lettered"])
@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("formula", FORMULAS)
def test_the_equations_give_the_same_numbers_as_the_expanded_notation(formula: str, call: str, style: str) -> None:
    data = {**DATA, "y": np.abs(DATA["y"]) + 0.1}
    model = lme4math.parse(call.format(formula), data)
    design, random = model.design(), np.random.default_rng(2)
    beta, b = random.normal(size=len(design.kept)), random.normal(size=design.Z.shape[1])
    theta = random.uniform(0.5, 1.5, design.n_theta)
    shown, expanded = model.equations("levels", style), model.equations("expanded", style)
    np.testing.assert_allclose(shown.evaluate(beta, b), expanded.evaluate(beta, b), rtol=1e-10)
    np.testing.assert_allclose(shown.covariance(theta=theta), expanded.covariance(theta=theta), rtol=1e-10)


def own_variables(model: lme4math.Model) -> Iterator[tuple[int, str]]:
    """The level of each variable that has the index of groups, and its name."""
    for node in walk(model.equations("levels").tree.statements):
        of_variable = isinstance(node, tree.Covariate | tree.Indicator | tree.ContrastScore | tree.BasisFunction)
        if of_variable and isinstance(node.at, Index) and node.at.level:
            yield node.at.level, node.variable


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_variable_with_the_index_of_groups_is_the_same_in_each(formula: str) -> None:
    model = lme4math.parse(f"lmer({formula})", DATA)
    observations = model._compiled.observations()
    for level, variable in set(own_variables(model)):
        values = np.asarray(DATA.get(variable, DATA["ses"] if "ses" in variable else DATA["sector"]))
        groups = observations.groups(level)
        for group in np.unique(groups):
            assert len(set(values[groups == group])) == 1, variable


def lines(code: str, data: object = DATA, style: str = "indexed") -> list[str]:
    text = lme4math.parse(code, data).equations("levels", style).text()
    return [line.strip() for line in text.split("\n\ni = ")[0].splitlines()]


def test_a_predictor_of_groups_is_in_their_equations_and_an_interaction_in_that_of_the_slope() -> None:
    found = lines("lmer(y ~ x * sector + z + (x | school))")
    assert found[:4] == [
        "y_{ij} = β_{0,j} + β_{1,j} x_{ij} + γ₂₀ z_{ij} + ε_{ij}",
        "ε_{ij} ∼ N(0, σ²)",
        "β_{0,j} = γ₀₀ + γ₀₁ 1[sector_j = “public”] + u_{0,j}",
        "β_{1,j} = γ₁₀ + γ₁₁ 1[sector_j = “public”] + u_{1,j}",
    ]


def test_in_letters_the_equations_are_those_of_gelman_and_hill() -> None:
    found = lines("lmer(y ~ x * sector + (x | school))", style="lettered")
    assert found[0] == "y_{ij} = α_j + β_j x_{ij} + ε_{ij}"
    assert found[2] == "α_j = γ₀^(α) + γ₁^(α) 1[sector_j = “public”] + ν_j^(α)"


def test_three_levels_have_three_kinds_of_equations() -> None:
    found = lines("lmer(y ~ x + size * ses + (1 | school) + (x | room))")
    assert "y_{ijk} = π_{0,jk} + π_{1,jk} x_{ijk} + ε_{ijk}" in found
    assert "π_{0,jk} = β_{00,k} + β_{01,k} size_{jk} + r_{0,jk}" in found
    assert "π_{1,jk} = γ₁₀₀ + r_{1,jk}" in found
    assert "β_{00,k} = γ₀₀₀ + γ₀₀₁ ses_k + u_{00,k}" in found
    assert "β_{01,k} = γ₀₁₀ + γ₀₁₁ ses_k" in found


def test_where_groups_cross_each_has_its_own_equation() -> None:
    found = lines("lmer(y ~ x * sector + freq + sector:freq + (x | school) + (1 | item))")
    assert "β_{0,j,k} = γ₀₀ + β_{0,j}^(school) + β_{0,k}^(item) + γ₀₃ (1[sector_j = “public”] ⋅ freq_k)" in found
    assert "β_{0,j}^(school) = γ₀₁ 1[sector_j = “public”] + u_{0,j}^(school)" in found
    assert "β_{0,k}^(item) = γ₀₂ freq_k + u_{0,k}^(item)" in found
    assert "β_{1,j} = γ₁₀ + γ₁₁ 1[sector_j = “public”] + u_{1,j}^(school)" in found


def test_a_variable_of_items_whose_slope_varies_over_schools_belongs_to_the_observation() -> None:
    found = lines("lmer(y ~ freq + (freq || school) + (1 | item))")
    assert found[0] == "y_{ijk} = β_{0,j,k} + β_{1,j} freq_{ijk} + ε_{ijk}"


def test_a_level_for_each_observation_has_no_predictors() -> None:
    found = lines("glmer(n ~ x + (1 | pupil), family = poisson)")
    assert "β_{0,j} = γ₀₀ + u_{0,j}" in found
    assert "log(μ_{ij}) = β_{0,j} + γ₁₀ x_{ij}" in found


def test_effects_that_multiply_a_predictor_of_their_own_groups_have_symbols_of_their_own() -> None:
    text = lme4math.parse("lmer(y ~ ses + (ses | school))", DATA).equations("levels").text()
    assert "β_{0,j} = γ₀₀ + γ₀₁ ses_j + u_{0,j} + u_{01,j} ses_j" in text
    assert "τ_{0,01}" in text
    entries = lme4math.parse("lmer(y ~ ses + x + (ses + x | school))", DATA).legend(notation="levels")
    symbols = [entry.symbol for entry in entries]
    assert len(symbols) == len(set(symbols))


def test_without_data_predictors_are_taken_to_vary_and_the_page_says_so() -> None:
    equations = lme4math.parse("lmer(y ~ x * sector + (x | school))").equations("levels")
    assert "γ₂₀ sector_{ij} + γ₃₀ (x_{ij} ⋅ sector_{ij})" in equations.text()
    assert "x and sector are taken to vary within groups, as nothing says otherwise" in equations.text()
    with_data = lme4math.parse("lmer(y ~ x * sector + (x | school))", DATA).equations("levels")
    assert "taken to vary" not in with_data.text()
    derived = lme4math.parse("lmer(y ~ log(w) + I(x * z) + (1 | school))").equations("levels")
    assert "w, x and z are taken to vary" in derived.text()


def test_a_variable_of_the_grouping_factor_is_known_without_data() -> None:
    text = lme4math.parse("lmer(y ~ x + g + (1 | g:h))", factors={"g": ["a", "b"]}).equations("levels").text()
    assert "β_{0,j} = γ₀₀ + γ₀₁ 1[g_j = “b”] + u_{0,j}" in text
    assert "x is taken to vary within groups" in text


def test_a_factor_of_unknown_levels_is_summed_in_the_equation_that_it_is_in() -> None:
    found = lines("lmer(y ~ x * factor(g) + (1 | g))", None)
    assert "β_{0,j} = γ₀₀ +   ∑   γ_{01,s} 1[factor(g)_j = s] + u_{0,j}" in found


def test_symbols_do_not_depend_on_what_the_data_drops() -> None:
    data = {**DATA, "twice": 2 * DATA["x"]}
    found = lines("lmer(y ~ x + twice + z + (1 | school))", data)
    assert found[0] == "y_{ij} = β_{0,j} + γ₁₀ x_{ij} + γ₃₀ z_{ij} + ε_{ij}"


def test_more_nested_groups_than_letters_are_refused_with_what_to_use() -> None:
    chain = "/".join(f"g{number}" for number in range(9))
    model = lme4math.parse(f"lmer(y ~ 1 + (1 | {chain}))")
    with pytest.raises(lme4math.FormulaError, match="no letters for the indices of 9 groups") as caught:
        model.equations("levels")
    assert caught.value.hint == 'Use the notation "compact".'
    notation = model.content().notations[NOTATIONS.index("levels")]
    assert "no letters for the indices of 9 groups" in notation.mathml
    assert notation.latex == ""


def test_the_legend_says_what_each_coefficient_is() -> None:
    def meanings(code: str) -> dict[str, str]:
        return {entry.symbol: entry.meaning for entry in lme4math.parse(code, DATA).legend(notation="levels")}

    nested = meanings("lmer(y ~ x + size * ses + (1 | school) + (x | room))")
    assert nested["π_{1,jk}"] == "slope of `x` in one level of `room`"
    assert nested["β_{01,k}"] == "slope of `size` in one level of `school`"
    assert nested["γ₀₁₁"] == "population interaction of `size` and `ses`"
    crossed = meanings("lmer(y ~ freq + ses + (1 | school) + (1 | item))")
    assert crossed["β_{0,j,k}"] == "intercept in one level of each of `school` and `item`"
    assert crossed["β_{0,k}^(item)"] == "what one level of `item` adds to the intercept"


def test_the_table_and_the_legend_of_a_view_have_the_symbols_of_the_notation_shown() -> None:
    place = NOTATIONS.index("levels")
    style = lme4math.parse("lmer(y ~ x * sector + (x | school))", DATA).content().styles[0]
    population = [row.cells[0] for row in style.table]
    assert [">β<" in cell.mathml for cell in population if cell] == [True] * 4
    assert [">γ<" in dict(cell.others)[place] for cell in population if cell] == [True] * 4
    rows = [row for row in style.legend if row.places[place] is not None and row.meaning.startswith("population")]
    assert [">γ<" in dict(row.others).get(place, row.mathml) for row in rows] == [True] * 4
    html = lme4math.parse("lmer(y ~ x * sector + (x | school))", DATA).html("levels")
    assert f"<msub class='lm-of-{place} lm-in-0'><mi>γ</mi>" in html


SAID = {"school": ["sector"]}


@pytest.mark.parametrize("levels", [SAID, ["school = sector"]])
def test_without_data_the_reader_says_which_predictors_are_those_of_groups(levels: Any) -> None:
    model = lme4math.parse("lmer(y ~ x * sector + (x | school))", levels=levels)
    text = model.equations("levels").text()
    assert "β_{1,j} = γ₁₀ + γ₁₁ sector_j + u_{1,j}" in text
    assert "taken to vary" not in text
    place = NOTATIONS.index("levels")
    assert "sector" in model.content().notations[place].mathml
    kept = model.with_effect("x", "school").equations("levels").text()
    assert "β_{0,j} = γ₀₀ + γ₀₁ sector_j + u_{0,j}" in kept


def test_what_is_said_of_an_outer_group_holds_within_it() -> None:
    model = lme4math.parse(
        "lmer(y ~ size * ses + (1 | school/room))", levels={"room:school": ["size"], "school": ["ses"]}
    )
    text = model.equations("levels").text()
    assert "π_{0,jk} = β_{00,k} + β_{01,k} size_{jk} + r_{0,jk}" in text
    assert "β_{01,k} = γ₀₁₀ + γ₀₁₁ ses_k" in text


@pytest.mark.parametrize(
    ("levels", "message"),
    [
        ({"schol": ["sector"]}, "`schol` is no grouping factor of the model"),
        ({"school": ["sectr"]}, "`sectr` is no predictor of the model"),
        ({"school": "sector"}, 'levels must be a mapping such as {"school": ["sector"]}'),
        ({"school": ["x"]}, "`x` has more than one value in a level of `school`"),
    ],
)
def test_what_is_said_is_checked(levels: Any, message: str) -> None:
    with pytest.raises(lme4math.DataError) as caught:
        lme4math.parse("lmer(y ~ x * sector + (x | school))", DATA, levels=levels)
    assert message in caught.value.message


def test_words_name_the_symbols_of_the_notation() -> None:
    model = lme4math.parse("lmer(y ~ x * sector + (x | school))", DATA)
    by_level = model.explain(notation="levels")
    assert "γ₁₁ is how much greater the slope of `x` is" in by_level
    assert "u_{0,j} and u_{1,j} from γ₀₀ and γ₁₀" in by_level
    assert "β" not in by_level
    assert by_level.replace("γ₁₁", "β₃").splitlines()[4] == model.explain().splitlines()[4]
    assert "γ₀₀" not in model.explain()


def test_symbols_of_predictors_of_groups_are_no_range_of_those_of_level_1() -> None:
    data = {**DATA, **{name: np.sin(DATA["x"] * number) for number, name in enumerate("abcde", start=2)}}
    words = lme4math.parse("lmer(y ~ x + a + b + c + ses + (1 | school))", data).explain(notation="levels")
    assert "γ₁₀ to γ₄₀ and γ₀₁ are the slopes" in words


def test_the_words_of_a_view_have_the_symbols_of_each_notation_once() -> None:
    place = NOTATIONS.index("levels")
    words = lme4math.parse("lmer(y ~ x * sector + (x | school))", DATA).content().styles[0].words
    (slope,) = [one for one in words if "how much greater" in one]
    assert slope.count("how much greater") == 1
    assert f'<msub class="lm-of-{place}"><mi>γ</mi>' in slope
    assert "γ" in slope


def test_no_letter_of_the_notation_is_a_label_of_the_readers() -> None:
    labels = {"x": "$u$", "sector": r"$\gamma$"}
    text = lme4math.parse("lmer(y ~ x * sector + (x | school))", labels=labels).equations("levels").text()
    assert "β_{0,j} = δ₀₀ + r_{0,j}" in text
    assert "β_{1,j} u_{ij} + δ₂₀ γ_{ij}" in text
