"""Signs and spaces that are the same wherever they stand."""

from __future__ import annotations

from lme4math.printers.boxes import Gap, Operator

PLUS, MINUS, DOT = Operator("+", "binary"), Operator("−", "binary"), Operator("⋅", "binary")
EQUALS, TIMES = Operator("=", "relation"), Operator("×", "binary")
COMMA, INDEX_COMMA = Operator(",", "punctuation"), Operator(",", "plain")
THIN, WIDE = Gap(0.17), Gap(0.6)
