"""Three ways of writing one model: expanded, compact and in matrices."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lme4math.notation.by_matrix import matrix
from lme4math.notation.by_observation import compact, expanded
from lme4math.notation.names.naming import Names
from lme4math.notation.statements import Document

_WRITERS: Mapping[str, Callable[[Names], Document]] = {"expanded": expanded, "compact": compact, "matrix": matrix}
NOTATIONS = tuple(_WRITERS)


def writer(name: str) -> Callable[[Names], Document]:
    """The function that writes a model in one of `NOTATIONS`."""
    return _WRITERS[name]
