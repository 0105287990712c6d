"""What-if on the text: what changes is one random term, and the rest stays as it was typed."""

from __future__ import annotations

import re

import pytest

import lme4math
from lme4math.errors import Error, FormulaError
from lme4math.model import (
    CHOICES,
    add_effect,
    effect_of,
    effect_text,
    group_text,
    set_structure,
    toggle_effect,
    typed_terms,
)
from lme4math.pipeline import Compiled, compile_model, names_of
from tests.oracle import designed_cases

TOGGLES = [
    ("y ~ x + (x | g)", "x", "g", "y ~ x + (1 | g)"),
    ("y ~ x + (1 | g)", "x", "g", "y ~ x + (1 + x | g)"),
    ("y ~ x + (x | g)", "", "g", "y ~ x + (0 + x | g)"),
    ("y ~ x + (0 + x | g)", "", "g", "y ~ x + (1 + x | g)"),
    ("y ~ x + (1 | g) + (1|h)", "", "g", "y ~ x + (1|h)"),
    ("y ~ (1 | g) + (1|h)", "", "g", "y ~ 1 + (1 | h)"),
    ("y ~ a * b + (a | g)", "b:a", "g", "y ~ a * b + (1 + a + a:b | g)"),
    ("y ~ x + (x | `a b`/c)", "x", "a b", "y ~ x + (1 + x | c:`a b`) + (1 | `a b`)"),
    ("y ~ x + (x || a/b)", "x", "b:a", "y ~ x + (1 + x || a) + (1 | b:a)"),
    ("y ~ x + z + (1|g)+(0+x|g)", "z", "g", "y ~ x + z + (1|g)+(0+x|g) + (0 + z | g)"),
    ("y ~ x + (x || g)", "x", "g", "y ~ x + (1 | g)"),
    ("y ~ x + z + cs(1 + x | g, hom = TRUE)", "z", "g", "y ~ x + z + cs(1 + x + z | g, hom = TRUE)"),
    ("y ~ x*(1|g) + (1|h)", "x", "g", "y ~ x + (1 + x | g) + (1 | h)"),
    ("y ~ `a b` + (1|g) - 1", "`a b`", "g", "y ~ `a b` + (1 + `a b` | g) - 1"),
    ("y ~ (x > 0) + (1|g)", "x > 0", "g", "y ~ (x > 0) + (1 + (x > 0) | g)"),
    (
        "f <- y ~ x +  # mine\n  (x | g) +\n  (1 | h)\nlmer(f, d, REML = FALSE)",
        "x",
        "h",
        "f <- y ~ x +  # mine\n  (x | g) +\n  (1 + x | h)\nlmer(f, d, REML = FALSE)",
    ),
]


def effects(compiled: Compiled, group: str) -> set[frozenset[str]]:
    return {
        effect
        for block in typed_terms(compiled.call, compiled.model)
        if group in block.groups
        for effect in block.effects
    }


@pytest.mark.parametrize(("code", "effect", "group", "wanted"), TOGGLES, ids=[case[0] for case in TOGGLES])
def test_an_effect_is_toggled_in_its_term(code: str, effect: str, group: str, wanted: str) -> None:
    compiled = compile_model(code)
    variables = frozenset(effect.split(":")) if effect else frozenset[str]()
    assert toggle_effect(compiled.call, compiled.model, variables, group).code == wanted
    assert effects(compile_model(wanted), group) == effects(compiled, group) ^ {variables}


def test_the_last_random_effect_stays() -> None:
    compiled = compile_model("y ~ x + (1 | g)")
    with pytest.raises(FormulaError, match="the last random effect"):
        toggle_effect(compiled.call, compiled.model, frozenset(), "g")


@pytest.mark.parametrize("before", ["(1 + x | g)", "(1 + x || g)", "us(1 + x | g)", "cs(1 + x | g)", "diag(1 + x | g)"])
@pytest.mark.parametrize("structure", CHOICES)
def test_a_structure_is_that_chosen_whatever_it_was(before: str, structure: str) -> None:
    compiled = compile_model(f"lmer(y ~ x + {before} + (1 | h), d)")
    code = set_structure(compiled.call, compiled.model, 0, structure).code
    wanted = {"us": "(1 + x | g)", "||": "(1 + x || g)"}.get(structure, f"{structure}(1 + x | g)")
    assert code == f"lmer(y ~ x + {wanted} + (1 | h), d)"
    again = compile_model(code)
    assert [block.structure for block in typed_terms(again.call, again.model)] == [structure, "us"]


def test_a_structure_that_is_not_there_is_refused() -> None:
    compiled = compile_model("y ~ x + (x | g)")
    with pytest.raises(ValueError, match="no covariance structure 'toep'"):
        set_structure(compiled.call, compiled.model, 0, "toep")
    with pytest.raises(ValueError, match="no random term 1; there is 0"):
        set_structure(compiled.call, compiled.model, 1, "us")


@pytest.mark.slow
def test_every_cell_of_every_model_that_lme4_fitted_can_be_toggled() -> None:
    toggled = 0
    for code in dict.fromkeys(case["call"] for case in designed_cases()):
        try:
            compiled = compile_model(code)
        except Error:
            continue
        for row in names_of(compiled).rows:
            for group in compiled.model.levels:
                toggled += toggles_one(compiled, effect_of(compiled.model, row.column), group.name)
    assert toggled > 1000


def toggles_one(compiled: Compiled, effect: frozenset[str], group: str) -> bool:
    """Toggle an effect and see that nothing else has changed; False where it is the only one of the model."""
    if {(level.name, one) for level in compiled.model.levels for one in effects(compiled, level.name)} == {
        (group, effect)
    }:
        return False
    change = toggle_effect(compiled.call, compiled.model, effect, group)
    code, again = change.code, compile_model(change.code)
    change.refuse_unless_made(again.call, again.model)
    for level in compiled.model.levels:
        changed = {effect} if level.name == group else set()
        assert effects(again, level.name) == effects(compiled, level.name) ^ changed, code
    assert again.model.fixed_formula == compiled.model.fixed_formula
    typed = effect_text(effect, compiled.model), group_text(compiled.model, group)
    back = again if effect in effects(again, group) else compile_model(add_effect(again.call, again.model, *typed).code)
    assert effects(back, group) == effects(compiled, group) | {effect}, code
    return True


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ('lmer("y ~ x + (1 | g)", d)', r'lmer("y ~ x + (1 | g) + (0 + cut(x, \"k\") | h)", d)'),
        ("lmer('y ~ x + (1 | g)', d)", """lmer('y ~ x + (1 | g) + (0 + cut(x, "k") | h)', d)"""),
        ('f <- as.formula("y ~ x + (1 | g)")\nlmer(f)', r'as.formula("y ~ x + (1 | g) + (0 + cut(x, \"k\") | h)")'),
        (
            "lmer(\"y ~ cut(x, 'a') + (1 | g) * z\")",
            r'lmer("y ~ cut(x, \"a\") + z + (1 | g) + (0 + cut(x, \"k\") | h)")',
        ),
        ('lmer(r"(y ~ x + (1 | g))", d)', 'lmer(r"(y ~ x + (1 | g) + (0 + cut(x, "k") | h))", d)'),
    ],
)
def test_what_is_written_into_a_string_is_escaped(code: str, wanted: str) -> None:
    compiled = compile_model(code)
    changed = add_effect(compiled.call, compiled.model, 'cut(x, "k")', "h").code
    assert wanted in changed
    assert [term.group.name for term in compiled.with_code(changed).model.random] == ["g", "h"]


@pytest.mark.parametrize(
    ("effect", "group", "why"),
    [
        ("if (y) f else 1", "g", "would read the bar of"),
        ("for (i in 1:3) y", "h", "would read the bar of"),
        ("function(u) u", "g", "would read the bar of"),
        ("x ~ z", "h", "would read the bar of"),
        ("1", "h || k", "would read the bar of"),
        ("z | h", "g", "a bar within a bar"),
        ("z) + (w", "g", "is not possible here"),
        ("z; w", "g", "more than one expression"),
        ("x > 0", "g", "another model than the one that is asked for"),
        ("0 + z", "g", "another model than the one that is asked for"),
        ("1", "-0", "another model than the one that is asked for"),
        ("1", "h - h", "another model than the one that is asked for"),
        ("-x", "h", "is no effect"),
        ("offset(z)", "g", "is no effect"),
    ],
)
def test_code_that_would_change_more_than_a_random_term_is_refused(effect: str, group: str, why: str) -> None:
    model = lme4math.parse("y ~ x + (1|g)")
    with pytest.raises(FormulaError, match=re.escape(why)):
        model.with_random(effect, group)


@pytest.mark.parametrize(
    ("effect", "group", "formula"),
    [
        ("(if (y) f else 1)", "g", "y ~ x + (1 + (if (y) f else 1) | g)"),
        ("(x > 0)", "h", "y ~ x + (1 | g) + (0 + (x > 0) | h)"),
        ("x*f", "g", "y ~ x + (1 + x * f | g)"),
        ("1 + z", "h/k", "y ~ x + (1 | g) + (0 + 1 + z | h/k)"),
    ],
)
def test_code_that_is_a_random_term_alone_is_taken(effect: str, group: str, formula: str) -> None:
    assert lme4math.parse("y ~ x + (1|g)").with_random(effect, group).describe()["formula"] == formula


@pytest.mark.parametrize("dropped", ["(1|-a)", "(1|a-a)", "(x||-a)", "cs(x|-a)", "(0 + if (a) b else c|h)"])
def test_a_bar_of_which_r_makes_no_random_term_stays_out_of_everything(dropped: str) -> None:
    model = lme4math.parse(f"y ~ x + {dropped} + (1|g)")
    assert [term["term"] for term in model.describe()["random"]] == ["1 | g"]
    assert any(sentence.startswith("R drops `") for sentence in model.warnings)
    assert "R drops" in model.html()
    changed = model.with_structure(0, "cs").with_effect("x", "g").describe()
    assert changed["formula"].endswith("cs(1 + x | g)")
    with pytest.raises(ValueError, match="no random term 1"):
        model.with_structure(1, "cs")
