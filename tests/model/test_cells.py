"""The design of the cells, on every recorded model: its inverse is exact, and it is made of the columns of X."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import prod, sqrt
from random import Random
from typing import Any

import numpy as np
import pytest

import lme4math
from lme4math.design_facts import cells_of
from lme4math.english import quoted
from lme4math.model import CellDesign, CovariatePiece
from lme4math.model.exact import exact_scores
from lme4math.notation import CellMeaning, cell_meanings
from lme4math.pipeline import Compiled, compile_model, names_of
from lme4math.r import Name
from tests import oracle

CASES = [case for case in oracle.designed_cases() if case["status"] == "ok" and case["fun"] in ("lmer", "glmer")]


def compiled(case: dict[str, Any]) -> Compiled:
    return compile_model(case["call"], oracle.frame(case["data"]))


def times(row: Mapping[int, Fraction], columns: Sequence[Mapping[int, Fraction]]) -> dict[int, Fraction]:
    """A row times a matrix."""
    found: dict[int, Fraction] = {}
    for place, value in row.items():
        for column, other in columns[place].items():
            found[column] = found.get(column, Fraction(0)) + value * other
    return {column: value for column, value in found.items() if value}


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=oracle.ids(CASES))
def test_cells_are_the_columns_of_x_and_their_inverse_is_exact(case: dict[str, Any]) -> None:
    model = compiled(case)
    observations = model.observations()
    x, seen = observations.design.X, set[int]()
    for design in cells_of(model):
        assert design.weights is not None
        for number, row in enumerate(design.weights):
            assert times(row, design.design) == {number: 1}
        in_cells = zip(*(_levels(model, factor.variable.frame_name) for factor in design.factors), strict=True)
        at = {cell: place for place, cell in enumerate(design.cells)}
        rows = [at[cell] for cell in in_cells] if design.factors else [0] * observations.n
        covariates = np.ones(observations.n)
        for piece in design.covariates:
            covariates = covariates * observations.numbers(piece.variable.frame_name, piece.place)
        for number, place in enumerate(design.columns):
            scores = [float(design.design[row].get(number, 0)) * sqrt(design.squares[number]) for row in rows]
            assert np.allclose(x[:, place], scores * covariates, rtol=1e-12, atol=1e-12)
        seen |= set(design.columns)
    assert seen == set(observations.design.kept)


def _levels(model: Compiled, name: str) -> list[str]:
    factor = model.observations().factor(name)
    return [factor.levels[code] for code in factor.codes]


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=oracle.ids(CASES))
def test_a_meaning_gives_the_coefficient_where_it_says_that_it_does(case: dict[str, Any]) -> None:
    model = compiled(case)
    designs = cells_of(model)
    covariates = {piece for design in designs for piece in design.covariates}
    for meaning in cell_meanings(names_of(model), designs):
        assert meaning.combination is not None
        assert meaning.number is not None
        _is_the_coefficient(meaning)
        if all(isinstance(piece.variable.expression, Name) and piece.place is None for piece in covariates):
            _holds_where_it_says(meaning, designs)


def _is_the_coefficient(meaning: CellMeaning) -> None:
    """The combination that is shown, dots written out, times the design is the coefficient."""
    design, shown = meaning.design, meaning.combination
    assert shown is not None
    weights = shown.weights([factor.levels for factor in design.factors])
    places = {design.cells.index(cell): weight for cell, weight in weights.items()}
    assert times(places, design.design) == {meaning.number: 1}


def _holds_where_it_says(meaning: CellMeaning, designs: Sequence[CellDesign]) -> None:
    """At other values of the other variables, and at any level of other factors, the cells give the coefficient."""
    random = Random(7)
    values = {
        piece: 0.0 if f"{quoted(piece.variable.name)} is 0" in meaning.where.numbers else random.uniform(1, 2)
        for design in designs
        for piece in design.covariates
    }
    beta = {place: random.uniform(1, 2) for design in designs for place in design.columns}
    own, total = frozenset(meaning.design.covariates), 0.0
    levels = {factor.name: random.choice(factor.levels) for design in designs for factor in design.factors}
    assert meaning.combination is not None
    weights = meaning.combination.weights([factor.levels for factor in meaning.design.factors])
    for cell, weight in weights.items():
        named = levels | {factor.name: level for factor, level in zip(meaning.design.factors, cell, strict=True)}
        for design in designs:
            if own <= frozenset(design.covariates):
                number = float(weight) / sqrt(meaning.combination.square)
                total += number * _value(design, named, beta) * _product(design, own, values)
    assert total == pytest.approx(beta[meaning.row.number], abs=1e-9)


def _value(design: CellDesign, named: Mapping[str, str], beta: Mapping[int, float]) -> float:
    cell = tuple(named[factor.name] for factor in design.factors)
    rows = dict(zip(design.cells, design.design, strict=True)) | {cell: row or {} for cell, row in design.empty}
    row = rows.get(cell, {})
    return sum(float(value) * sqrt(design.squares[place]) * beta[design.columns[place]] for place, value in row.items())


def _product(design: CellDesign, without: frozenset[CovariatePiece], values: Mapping[CovariatePiece, float]) -> float:
    return prod(values[piece] for piece in design.covariates if piece not in without)


@pytest.mark.parametrize(
    ("scores", "numbers", "square"),
    [
        ([1.0, 0.0, -1.0], ["1", "0", "-1"], "1"),
        ([-2 / 3, 1 / 3, 1 / 3], ["-2/3", "1/3", "1/3"], "1"),
        ([0.12345, 0.1 + 0.2], ["2469/20000", "3/10"], "1"),
        ([-(0.5**0.5), 0.0, 0.5**0.5], ["-1", "0", "1"], "1/2"),
        ([-(0.5**0.5), 1e-17, 0.5**0.5], ["-1", "0", "1"], "1/2"),
        ([2**0.5, -(8**0.5)], ["1", "-2"], "2"),
    ],
)
def test_scores_are_read_as_fractions_and_roots(scores: list[float], numbers: list[str], square: str) -> None:
    found = exact_scores(scores)
    assert (list(map(str, found.numbers)), str(found.square)) == (numbers, square)


def test_other_scores_stay_the_numbers_that_they_are() -> None:
    found = exact_scores([2**0.5, 1.0, 0.0])
    assert list(map(float, found.numbers)) == [2**0.5, 1.0, 0.0]
    assert found.square == 1


def test_a_condition_on_a_factor_has_no_cells_of_its_own() -> None:
    model = lme4math.parse('y ~ f + (f == "b"):h + (1 | g)', factors={"f": 3, "h": 2})
    cells = [one.levels for one in model.meanings().by_cell]
    assert all((levels[0] == "b") == (levels[1] == "TRUE") for levels in cells if len(levels) > 2)
