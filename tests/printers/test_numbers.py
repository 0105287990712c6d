"""Numbers in formulas are printed as what they are, in every printer and in every place."""

from __future__ import annotations

import pytest

import lme4math


def first_line(code: str) -> tuple[str, str]:
    equations = lme4math.parse(code).equations()
    assert equations.mathml()
    assert equations.typst()
    return equations.text().splitlines()[0], equations.latex()


@pytest.mark.parametrize(
    ("term", "text", "latex"),
    [
        ("I(x^(1/2))", "x_i^{1/2}", r"\text{x}_{i}^{\frac{1}{2}}"),
        ("I(2^(x/z))", "2^{x_i/z_i}", r"2^{\frac{\text{x}_{i}}{\text{z}_{i}}}"),
        ("I(x*1e-5)", "10⁻⁵", "10^{-5}"),
        ("I(x*2.5e-7)", "2.5 ⋅ 10⁻⁷", r"2.5 \cdot 10^{-7}"),
        ("I(x*1e16)", "10¹⁶", "10^{16}"),
        ("I(x*1.23456789)", "1.23456789", "1.23456789"),
        ("I(x*1234567.25)", "1234567.25", "1234567.25"),
        ("I(x*1e999)", "∞", r"\infty"),
    ],
)
def test_a_number_is_printed_as_it_is(term: str, text: str, latex: str) -> None:
    line, source = first_line(f"lmer(y ~ {term} + (1 | g))")
    assert text in line
    assert latex in source
