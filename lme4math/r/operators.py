"""R's operators: the precedence of each, and the side to which it groups.

The table is R's own, from `?Syntax` and the precedence section of its grammar. Levels only mean something in
comparison: an operator of a higher level takes its operands first.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import NamedTuple


class Side(Enum):
    """Which of two neighbours of one level goes first."""

    LEFT = "left"
    RIGHT = "right"
    NEITHER = "neither"


class Operator(NamedTuple):
    """An operator as the parser needs it: the function it calls, its level, and the side it groups to."""

    function: str
    level: int
    side: Side = Side.LEFT


# An open bracket, and the text itself, contain everything; the body of a keyword nearly everything.
OPEN = 0
HELP = 1
KEYWORD = 2
IF = 3
ELSE = 4
EQUALS = 5
ASSIGN = 6
ASSIGN_RIGHT = 7
TILDE = 8
OR = 9
AND = 10
NOT = 11
COMPARE = 12
SUM = 13
PRODUCT = 14
SPECIAL = 15
RANGE = 16
SIGN = 17
POWER = 18
BRACKET = 19
SELECTION = 20


def _binary() -> dict[str, Operator]:
    rows: tuple[tuple[int, Side, str], ...] = (
        (HELP, Side.LEFT, "?"),
        (EQUALS, Side.RIGHT, "="),
        (ASSIGN, Side.RIGHT, "<- <<- :="),
        (TILDE, Side.LEFT, "~"),
        (OR, Side.LEFT, "| ||"),
        (AND, Side.LEFT, "& &&"),
        (COMPARE, Side.NEITHER, "< > <= >= == !="),
        (SUM, Side.LEFT, "+ -"),
        (PRODUCT, Side.LEFT, "* /"),
        (SPECIAL, Side.LEFT, "|>"),
        (RANGE, Side.LEFT, ":"),
        (POWER, Side.RIGHT, "^"),
    )
    table = {name: Operator(name, level, side) for level, side, names in rows for name in names.split()}
    table["**"] = table["^"]
    table["->"] = Operator("<-", ASSIGN_RIGHT)
    table["->>"] = Operator("<<-", ASSIGN_RIGHT)
    return table


BINARY: Mapping[str, Operator] = MappingProxyType(_binary())
"""The operators between two operands, by the characters typed; every `%op%` is like `PERCENT`."""

PREFIX: Mapping[str, Operator] = MappingProxyType(
    {
        "-": Operator("-", SIGN),
        "+": Operator("+", SIGN),
        "!": Operator("!", NOT),
        "~": Operator("~", TILDE),
        "?": Operator("?", HELP),
    }
)
"""The operators before one operand."""

PERCENT = Operator("%%", SPECIAL)
"""The level of every `%op%`, whoever defined it."""

SUBSET = Operator("[", BRACKET)
"""`[` and `[[`, as an operator."""

SELECT = Operator("$", SELECTION)
"""`$`, `@`, `::` and `:::`, as operators."""

REVERSED = frozenset({"->", "->>"})
"""The operators that call their function with the operands swapped."""


ASSIGNMENTS = frozenset(name for name, operator in BINARY.items() if operator.level in (EQUALS, ASSIGN))
"""The functions that assign: `->` calls `<-`."""


def binary(text: str) -> Operator | None:
    """The operator that `text` is between two operands, or None if it is none."""
    if text.startswith("%"):
        return PERCENT._replace(function=text)
    return BINARY.get(text)
