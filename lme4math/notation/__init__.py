"""Three ways of writing one model: expanded, compact and in matrices."""

from __future__ import annotations

from collections.abc import Callable

from lme4math.notation.compact import compact
from lme4math.notation.expanded import expanded
from lme4math.notation.matrix import matrix
from lme4math.notation.names import Names
from lme4math.notation.statements import Document

NOTATIONS: dict[str, Callable[[Names], Document]] = {"expanded": expanded, "compact": compact, "matrix": matrix}
