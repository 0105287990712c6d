"""The legend follows the page: what a notation shows, in the order in which it appears there."""

from __future__ import annotations

import re

import pytest

import lme4math
from lme4math.notation import BY_GROUPS, NOTATIONS

SLEEP = "lmer(y ~ x + (x | g))"
EXPANDED = [
    "y_i",
    "i",
    "β₀",
    "b_{0,j}^(g)",
    "j[i]",
    "j",
    "β₁",
    "b_{1,j}^(g)",
    "x_i",
    "ε_i",
    "τ₀",
    "τ₀₁",
    "τ₁",
    "σ",
    "n",
    "J",
]
COMPACT = [
    "y_i",
    "i",
    "β_{0,j}",
    "j[i]",
    "j",
    "β_{1,j}",
    "x_i",
    "ε_i",
    "β₀",
    "b_{0,j}^(g)",
    "β₁",
    "b_{1,j}^(g)",
    "0",
    "Σ_g",
]
MATRIX = [
    "y",
    "n",
    "X",
    "β",
    "Z",
    "J",
    "b",
    "ε",
    "0",
    "I_J ⊗ Σ_g",
    "I_J",
    "Σ_g",
    "σ",
    "I_n",
    "i",
    "y_i",
    "x_i",
    "β₀",
    "β₁",
]


def shown(model: lme4math.Model, notation: str) -> list[str]:
    """The symbols that the view lists beside a notation, in its order."""
    number = NOTATIONS.index(notation)
    entries = model.legend(notation=notation) if notation in BY_GROUPS else model.legend()
    plain = {re.sub("<[^>]*>", "", entry.mathml): entry.symbol for entry in entries}
    rows = [row for row in model.content().styles[0].legend if row.places[number] is not None]
    there = sorted((row.places[number], dict(row.others).get(number, row.mathml)) for row in rows)
    return [plain[re.sub("<[^>]*>", "", mathml)] for _, mathml in there]


ADDITIVE = [
    "y_{ij}",
    "ij",
    "β₀",
    "β₁",
    "x_{ij}",
    "b_{0,j}^(g)",
    "j",
    "b_{1,j}^(g)",
    "ε_{ij}",
    "τ₀",
    "τ₀₁",
    "τ₁",
    "σ",
    "n_j",
    "J",
]
LEVELS = ["y_{ij}", "ij", "β_{0,j}", "j", "β_{1,j}", "x_{ij}", "ε_{ij}", "σ", "γ₀₀", "u_{0,j}", "γ₁₀", "u_{1,j}", "τ₀"]
FIRST = {"expanded": EXPANDED, "compact": COMPACT, "matrix": MATRIX, "additive": ADDITIVE, "levels": LEVELS}


@pytest.mark.parametrize(("notation", "first"), FIRST.items())
def test_symbols_are_in_the_order_in_which_a_notation_has_them(notation: str, first: list[str]) -> None:
    assert shown(lme4math.parse(SLEEP), notation)[: len(first)] == first


def test_the_legend_of_all_notations_begins_with_the_first() -> None:
    assert [entry.symbol for entry in lme4math.parse(SLEEP).legend()][: len(EXPANDED)] == EXPANDED


@pytest.mark.parametrize(
    "code",
    [
        "glmer(cbind(s, n - s) ~ f * x + offset(log(t)) + (f | g) + (1 | g:h), family = binomial)",
        "lmer(log(y) ~ poly(x, 2) + scale(z) + u:x + (0 + f | a/b) + ar1(0 + f | h), weights = w)",
        "glmer(y ~ C(f, contr.sum) + I(x > 3) + (x || g), family = Gamma(log))",
    ],
)
def test_every_symbol_appears_somewhere(code: str) -> None:
    rows = lme4math.parse(code, factors={"f": ["a", "b", "c"]}).content().styles[0].legend
    assert all(set(row.places) != {None} for row in rows)


def test_what_lme4_drops_is_listed_last_with_every_notation() -> None:
    data = {"y": [1.0, 2, 3, 5, 4, 6], "x": [1.0, 2, 3, 4, 5, 7], "z": [2.0, 4, 6, 8, 10, 14], "g": list("aabbcc")}
    model = lme4math.parse("lmer(y ~ x + z + (1 | g))", data)
    assert model.legend()[-1].meaning.startswith("not estimated: lme4 drops `z`")
    html = model.html()
    orders = ";".join(f"--lm-at-{place}:9999" for place in range(1, len(NOTATIONS)))  # in the first as they stand
    (row,) = re.findall(rf"<tr([^>]*)style={orders}>", html)
    assert not re.search("lm-(of|no|not)-", row)


SIX = "lmer(y ~ x + " + " + ".join(f"(x | g{number})" for number in range(6)) + ")"


@pytest.mark.parametrize(
    ("code", "brief"),
    [
        (SLEEP, ["y = Xβ + Zb + ε", "b ∼ N(0, I_J ⊗ Σ_g)", "ε ∼ N(0, σ² I_n)"]),
        (SIX, ["y = Xβ + Zb + ε", "b ∼ N(0, Σ)", "ε ∼ N(0, σ² I_n)"]),
        ("glmer(y ~ x + (1 | g), family = poisson)", ["y_i ∼ Poisson(μ_i)", "log(μ) = Xβ + Zb", "b ∼ N(0, τ₀² I_J)"]),
    ],
)
def test_the_matrix_notation_says_the_model_in_short_first(code: str, brief: list[str]) -> None:
    equations = lme4math.parse(code).equations("matrix")
    first = equations.tree.statements[: equations.tree.brief]
    assert len(first) == len(brief)
    lines = [line for line in equations.text().splitlines() if "=" in line or "∼" in line]
    plain = [line.replace(" ", "") for line in lines[: len(brief)]]
    assert [line.strip("⎛⎞") for line in plain[:1] + plain[-1:]] == [
        line.replace(" ", "") for line in (brief[0], brief[-1])
    ]


def test_the_view_folds_what_the_matrix_notation_writes_out() -> None:
    content = lme4math.parse(SLEEP).content()
    folded = [bool(notation.details) for notation in content.styles[0].notations]
    assert folded == [notation == "matrix" for notation in NOTATIONS]
    html = lme4math.parse(SLEEP).html("matrix")
    assert html.count("<details class=lm-detail><summary") == 1
