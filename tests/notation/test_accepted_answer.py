"""The lettered style has the letters and indices of the accepted answer on Cross Validated, slips mended."""

from __future__ import annotations

import pytest

import lme4math

SEED = "lmer(prevalence ~ time + time:type + (1 + time + type:time | reg) + (1 + time + type:time | reg:spp))"
DUMMY = r"1[\text{type}_{i} = \text{“+”}]"


@pytest.fixture(scope="module")
def model() -> lme4math.Model:
    return lme4math.parse(SEED, factors={"type": ["-", "+"]})


def flat(latex: str) -> str:
    """LaTeX without line breaks, alignment and spaces of its own."""
    for layout in (r"\\[1ex]", r"\quad {}", r"\,", "&", "\n", " "):
        latex = latex.replace(layout, "")
    return latex


def group(letter: str) -> str:
    return rf"\left({letter} + \nu_{{j[i]}}^{{({letter})}} + \eta_{{k[i]}}^{{({letter})}}\right)"


def test_expanded(model: lme4math.Model) -> None:
    latex = flat(model.equations("expanded", "lettered").latex())
    product = rf"(\text{{time}}_{{i}} \cdot {DUMMY})"
    line = (
        rf"\text{{prevalence}}_{{i}} = {group(chr(92) + 'alpha')} + {group(chr(92) + 'beta')} \text{{time}}_{{i}}"
        rf" + {group(chr(92) + 'delta')} {product} + \varepsilon_{{i}}"
    )
    assert flat(line) in latex


def test_each_level_has_its_own_index_in_its_covariance_line(model: lme4math.Model) -> None:
    latex = flat(model.equations("compact", "lettered").latex())
    for letter, index in ((r"\nu", "j"), (r"\eta", "k")):
        members = ",".join(rf"{letter}_{{{index}}}^{{({name})}}" for name in (r"\alpha", r"\beta", r"\delta"))
        law = rf"\left[{members}\right] \sim \text{{N}}(\mathbf{{0}}, \boldsymbol{{\Sigma}}_{{{letter}}})"
        assert flat(law) in latex


def test_compact(model: lme4math.Model) -> None:
    latex = flat(model.equations("compact", "lettered").latex())
    for name in (r"\alpha", r"\beta", r"\delta"):
        line = rf"{name}_{{j[i],k[i]}} = {name} + \nu_{{j[i]}}^{{({name})}} + \eta_{{k[i]}}^{{({name})}}"
        assert flat(line) in latex


def test_the_second_argument_of_normal_is_said_to_be_a_variance(model: lme4math.Model) -> None:
    equations = model.equations("expanded", "lettered")
    assert flat(r"\varepsilon_{i} \sim \text{N}(0, \sigma_{\varepsilon}^{2})") in flat(equations.latex())
    assert "N(mean, covariance matrix or variance)" in equations.text()


def test_matrix_has_both_grouping_factors_as_blocks_of_z(model: lme4math.Model) -> None:
    text = model.equations("matrix", "lettered").text()
    assert "Z = [Z^(reg)  Z^(reg:spp)]" in text
    assert "1[j[1] = j] ⋅ time₁ ⋅ 1[type₁ = “+”]" in text
    assert "1[k[n] = k] ⋅ time_n ⋅ 1[type_n = “+”]" in text
    assert "I_J ⊗ Σ_ν" in text
    assert "I_K ⊗ Σ_η" in text
