"""Rasters of matrices, and the places of nested factors."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from lme4math.design_facts import structure_of
from lme4math.pictures import bands, chains, raster
from lme4math.pipeline import compile_model
from tests.data.comparing import frame_of


@pytest.fixture
def matrix() -> sparse.csc_matrix:
    return sparse.random(997, 61, density=0.1, random_state=1, format="csc")


def test_a_small_matrix_is_its_own_raster(matrix: sparse.csc_matrix) -> None:
    small = matrix[:50]
    order = np.random.default_rng(1).permutation(50)
    expected = np.abs(small.toarray()) / np.abs(small.toarray()).max(axis=0)
    for made in (raster.raster_of_sparse(small, (0, 61), order), raster.raster_of_columns(small.toarray(), order)):
        assert (made.rows_per_cell, made.columns_per_cell) == (1, 1)
        np.testing.assert_allclose(made.shades, expected[order])


def test_a_large_matrix_loses_nothing_but_detail(matrix: sparse.csc_matrix) -> None:
    order = np.arange(997)
    made = raster.raster_of_sparse(matrix, (7, 61), order, most_columns=10)
    dense = raster.raster_of_columns(matrix[:, 7:].toarray(), order, most_columns=10)
    np.testing.assert_allclose(made.shades, dense.shades)
    assert made.shades.shape == (raster.MOST_ROWS, 10)
    assert (made.rows_per_cell, made.columns_per_cell) == (4, 6)
    relative = matrix[:, 7:].toarray() / matrix[:, 7:].toarray().max(axis=0)
    np.testing.assert_allclose(made.shades[0, 0], relative[:3, :5].mean())


def test_columns_of_zeros_are_empty() -> None:
    empty = sparse.csc_matrix((5, 3))
    assert not raster.raster_of_sparse(empty, (0, 3), np.arange(5)).shades.any()
    assert not raster.raster_of_columns(np.zeros((5, 2)), np.arange(5)).shades.any()


@pytest.mark.parametrize(
    ("formula", "data", "expected"),
    [
        ("y ~ x + (1 | region/site/plot)", "nest54", [("region", "site:region", "plot:site:region")]),
        ("y ~ x + (1 | g) + (1 | h) + (1 | g:h)", "toy60", [("g", "g:h"), ("h", "g:h")]),
        ("rt ~ 1 + (1 | item) + (1 | subj)", "cross36", [("item",), ("subj",)]),
        ("y ~ x + (1 | siteid) + (1 | region:site)", "nest54", [("region:site", "siteid")]),
    ],
)
def test_chains_go_from_the_outermost_to_the_innermost(
    formula: str, data: str, expected: list[tuple[str, ...]]
) -> None:
    assert sorted(chains(structure_of(compile_model(formula, frame_of(data))))) == sorted(expected)


def test_levels_stand_below_the_level_that_they_are_in() -> None:
    compiled = compile_model("y ~ x + (1 | region/site/plot)", frame_of("nest54"))
    groups = {group.name: group for group in compiled.model.levels}
    (chain,) = chains(structure_of(compiled))
    assert compiled.counts is not None
    outer, middle, inner = bands([groups[name] for name in chain], compiled.counts, compiled.page)
    assert outer.labels == ("North", "East", "West")
    assert (middle.labels[:4], inner.labels[:3]) == (("s1", "s2", "s3", "s4"), ("p1", "p2", "p3"))
    assert set(outer.edges) <= set(middle.edges) <= set(inner.edges)
    assert inner.edges[-1] == compiled.n
