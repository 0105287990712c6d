"""Signs and spaces that are the same wherever they stand."""

from __future__ import annotations

from lme4math.printers.boxes import Gap, OperatorSign

PLUS, MINUS, DOT = OperatorSign("+", "binary"), OperatorSign("−", "binary"), OperatorSign("⋅", "binary")
EQUALS, TIMES = OperatorSign("=", "relation"), OperatorSign("×", "binary")
COMMA, INDEX_COMMA = OperatorSign(",", "punctuation"), OperatorSign(",", "plain")
THIN, WIDE = Gap(0.17), Gap(0.6)
