"""The work that a notation takes grows with what it writes, not with the square of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import pytest

from lme4math.model import Column
from lme4math.notation import NOTATIONS, CoefficientRow, Names, Symbol, explain, legend, name_parts, writer
from lme4math.notation.names.level_styles import IndexedByLevel
from lme4math.notation.names.rows import Place
from lme4math.notation.names.styles import Indexed
from lme4math.notation.words import conditions
from lme4math.pipeline import compile_model

GROUPS = 60
MOST_NAMINGS = 4
"""How often one effect may be named in one document."""


@dataclass
class Counting(Indexed):
    """The indexed style, which counts how often it is asked for the name of an effect, or of its standard deviation."""

    asked: list[Place] = field(default_factory=list)
    asked_deviations: list[Place] = field(default_factory=list)

    def effect(self, row: CoefficientRow, place: Place) -> Symbol:
        self.asked.append(place)
        return super().effect(row, place)

    def deviation(self, row: CoefficientRow, place: Place) -> Symbol:
        self.asked_deviations.append(place)
        return super().deviation(row, place)


def names_of_many_groups(style: Counting) -> Names:
    code = "y ~ x + " + " + ".join(f"(1 | g{number})" for number in range(GROUPS))
    return name_parts(compile_model(code).model, style)


OWN_SYMBOLS = ("levels",)
"""Notations that do not ask the style for the names of effects."""


@pytest.mark.parametrize("notation", [notation for notation in NOTATIONS if notation not in OWN_SYMBOLS])
def test_each_effect_is_named_a_few_times(notation: str) -> None:
    style = Counting()
    writer(notation)(names_of_many_groups(style))
    assert GROUPS <= len(style.asked) <= MOST_NAMINGS * GROUPS


def test_equations_by_level_name_each_effect_a_few_times(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Place] = []
    effect = IndexedByLevel.effect
    monkeypatch.setattr(IndexedByLevel, "effect", lambda *given: asked.append(given[2]) or effect(*given))
    writer("levels")(names_of_many_groups(Counting()))
    assert GROUPS <= len(asked) <= MOST_NAMINGS * GROUPS


@pytest.mark.parametrize("notation", [notation for notation in NOTATIONS if notation not in OWN_SYMBOLS])
def test_each_standard_deviation_of_a_structured_matrix_is_named_a_few_times(notation: str) -> None:
    style = Counting()
    slopes = " + ".join(f"x{number}" for number in range(GROUPS))
    model = compile_model(f"lmer(y ~ 1 + ar1(0 + {slopes} | g, hom = FALSE))").model
    writer(notation)(name_parts(model, style))
    assert GROUPS <= len(style.asked_deviations) <= MOST_NAMINGS * GROUPS


def test_the_legend_names_each_effect_a_few_times() -> None:
    style = Counting()
    legend(names_of_many_groups(style))  # which reads every notation once
    assert GROUPS <= len(style.asked) <= MOST_NAMINGS * GROUPS * (1 + len(NOTATIONS))


@dataclass(frozen=True)
class CountingColumns(Sequence[Column]):
    """The columns of X, which count how often one of them is looked at."""

    columns: tuple[Column, ...]
    looks: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.columns)

    def __getitem__(self, place: int) -> Column:
        self.looks.append(place)
        return self.columns[place]


@pytest.mark.parametrize("words", [explain, legend])
def test_words_look_at_the_columns_a_few_times(words: Callable[[Names], object]) -> None:
    code = "y ~ " + " + ".join(f"x{number}" for number in range(GROUPS)) + " + (1 | g)"
    names = name_parts(compile_model(code).model, Indexed())
    columns = CountingColumns(names.model.fixed.columns)
    counted = replace(names, model=replace(names.model, fixed=replace(names.model.fixed, columns=columns)))
    words(counted)
    assert len(columns.looks) <= 5 * GROUPS


@pytest.mark.parametrize("words", [explain, legend])
@pytest.mark.parametrize("fixed", ["x * f", "0 + f:x", "0 + f + x"])
def test_words_compare_each_level_with_few_columns(
    fixed: str, words: Callable[[Names], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[object] = []
    monkeypatch.setattr(conditions, "_extra", lambda other, *_: compared.append(other) or [])
    words(name_parts(compile_model(f"y ~ {fixed} + (1 | g)", factors={"f": GROUPS}).model, Indexed()))
    assert len(compared) <= 8 * GROUPS
