"""Text as wide as asked for; brackets that are broken are alike at both ends."""

from __future__ import annotations

import re

import pytest

import lme4math

LONG = (
    "lmer(log_body_mass_index ~ baseline_body_mass_index * years_since_randomisation + "
    "(1 + years_since_randomisation | hospital_id) + (1 | attending_physician))"
)


@pytest.mark.parametrize("notation", ["expanded", "compact"])
@pytest.mark.parametrize("width", [72, 100])
def test_no_line_of_text_is_longer_than_asked(notation: str, width: int) -> None:
    lines = lme4math.parse(LONG).equations(notation).text(width=width).splitlines()
    assert max(map(len, lines)) <= width


def test_a_narrow_text_has_the_terms_of_a_wide_one() -> None:
    equations = lme4math.parse("lmer(y ~ aa + bb + cc + (1 | g))").equations()
    wide, narrow = (equations.text(width=width).partition("∼")[0].split() for width in (200, 24))
    assert narrow == wide


def test_levels_are_quoted_alike_at_every_width() -> None:
    equations = lme4math.parse("lmer(y ~ t + (1 | g))", factors={"t": ["a", "b"]}).equations()
    assert equations.text(width=200).splitlines()[0].split() == equations.text().splitlines()[0].split()


def test_long_responses_have_a_line_of_their_own() -> None:
    first, second, *_ = lme4math.parse(LONG).equations().text(width=72).splitlines()
    assert first.strip() == "log_body_mass_index_i"
    assert second.strip().startswith("= (β₀ + ")


def test_brackets_that_are_broken_have_one_height() -> None:
    broken = lme4math.parse(LONG.replace("hospital_id", "hospital_id_of_the_first_admission")).equations().mathml()
    signs = re.findall(r"<mo ([^>]*)>[()]</mo>", broken)
    assert signs
    assert all("stretchy=" in sign for sign in signs)


@pytest.mark.parametrize("width", [0, -1, float("nan"), "wide"])
def test_no_width_is_refused(width: float) -> None:
    with pytest.raises((ValueError, TypeError), match="width"):
        lme4math.parse("y ~ x + (1 | g)").equations().latex(width=width)


def test_a_law_with_a_long_left_side_has_one_line_where_it_fits() -> None:
    code = "yield ~ trt + rain + (trt | site) + (1 | site:plot)"
    model = lme4math.parse(code, factors={"trt": ["A", "B", "C"]})
    lines = model.equations().text(width=66).splitlines()
    assert any(line.strip() == "b_{0,k}^(site:plot) ∼ N(0, ω₀²)" for line in lines)
