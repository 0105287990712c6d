"""Factors of many levels: the work grows with the number of levels, not with its square."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest

from lme4math.data import Factor, Value
from lme4math.data.interpreter import Environment, evaluate
from lme4math.data.table import Declared, FrameTable, with_declared
from lme4math.r import parse_expression

N = 3_000


class Label(str):
    """A label that counts how often it is compared."""

    __slots__ = ()
    compared = 0

    def __eq__(self, other: object) -> bool:
        Label.compared += 1
        return str.__eq__(self, other) is True

    __hash__ = str.__hash__


def many() -> Factor:
    return Factor(np.arange(N), tuple(Label(f"level {number}") for number in range(N)))


def declared(*levels: str, first: str | None = None) -> Value | None:
    table = FrameTable({"f": None}, N, {"f": many()})
    return with_declared(table, {"f": Declared(levels or None, reference=first)}).column("f")


def value(text: str) -> Value:
    factor = many()
    return evaluate(parse_expression(text), Environment(lambda name: factor if name == "f" else None, ("f",)))


WAYS: dict[str, Callable[[], Value | None]] = {
    "declared": declared,
    "declared, with its first level": lambda: declared(first="level 2000"),
    "declared, with its levels": lambda: declared(*reversed(many().levels)),
    **{
        text: partial(value, text)
        for text in (
            'relevel(f, ref = "level 2000")',
            "relevel(f, ref = 2000)",
            "factor(f, labels = levels(f))",
            "factor(f, levels = rev(levels(f)))",
            "c(f, f)",
            "dummy(f, levels(f))",
            "factor(paste(f))",
        )
    },
}


@pytest.mark.parametrize("way", WAYS)
def test_each_level_is_compared_a_few_times(way: str) -> None:
    Label.compared = 0
    assert WAYS[way]() is not None
    assert Label.compared < 20 * N


def test_the_levels_are_right_all_the_same() -> None:
    moved = declared(first="level 2000")
    assert isinstance(moved, Factor)
    assert moved.levels[:2] == ("level 2000", "level 0")
    assert [moved.levels[code] for code in moved.codes[[0, 1999, 2000, 2001]]] == [
        f"level {number}" for number in (0, 1999, 2000, 2001)
    ]
