"""In the view, what a coefficient is in means of cells, and the weights of the cells, stand with its symbol."""

from __future__ import annotations

import re

import lme4math
from lme4math.ui import fragment_of


def cells_of(model: lme4math.Model) -> dict[str, str]:
    """What stands beside each fixed effect, without tags, by R's names."""
    names = {row.cells[0].key: row.name for row in model.content().styles[0].table if row.cells and row.cells[0]}
    rows = model.content().styles[0].legend
    return {
        names[row.key]: " ".join(re.sub(r"<[^>]+>", " ", row.cells).split())
        for row in rows
        if row.key in names and row.cells
    }


def test_a_coefficient_of_one_factor_has_its_levels_and_weights() -> None:
    found = cells_of(lme4math.parse("y ~ f + (1 | g)", factors={"f": ["a", "b", "c"]}))
    assert found["fb"] == "= μ(b) − μ(a) a b c −1 1 0"


def test_two_factors_make_a_table() -> None:
    model = lme4math.parse("y ~ f * h + (1 | g)", factors={"f": ["a", "b"], "h": ["c", "d"]})
    found = cells_of(model)["fb:hd"]
    assert found == "= (μ(b, d) − μ(a, d)) − (μ(b, c) − μ(a, c)) c d a 1 −1 b −1 1"
    row = next(row for row in model.content().styles[0].legend if "fb:hd" in row.summary)
    assert "--lm-across:3" in row.cells
    assert 'aria-label="Weights of cells: a c 1, a d −1, b c −1, b d 1"' in row.cells


def test_slopes_without_factors_and_unknown_levels_have_none() -> None:
    assert not cells_of(lme4math.parse("y ~ x + factor(year) + (1 | g)"))


def test_many_cells_have_signs_alone() -> None:
    found = cells_of(lme4math.parse("y ~ f + (1 | g)", factors={"f": 20}))
    assert found["f2"] == "= μ(2) − μ(1)"


def test_levels_are_escaped() -> None:
    model = lme4math.parse("y ~ f + (1 | g)", factors={"f": ["a", "<b>"]})
    page = fragment_of(model.content())
    assert "<b><b></b>" not in page
    assert "<b>&lt;b&gt;</b>" in page


def test_both_styles_say_the_same() -> None:
    styles = lme4math.parse("y ~ f + (1 | g)", factors={"f": ["a", "b"]}).content().styles
    assert [row.cells for row in styles[0].legend] == [row.cells for row in styles[1].legend]
