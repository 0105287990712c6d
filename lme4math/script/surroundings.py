"""What holds at a place of a script that is followed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from lme4math.r import Argument, Expression
from lme4math.script.frames import Held, ScriptFrame
from lme4math.source import Span


@dataclass(slots=True)
class Surroundings:
    """The names of a place: in the script itself, in a function, or in a block with names of its own.

    Attributes:
        names: what the names hold; statements change it.
        outer: the environment around, which `<<-` reaches.
        attached: the data frames of `attach()` and `with()`, the last one first looked in.
        data: the data frame of the `with()` around.
        path, unbound: as in `Scene`.
        dots: what the call of the function hands on by `...`; None where the script does not call it.
    """

    names: dict[str, Held]
    outer: Surroundings | None = None
    attached: tuple[ScriptFrame, ...] = ()
    data: Expression | None = None
    path: tuple[Span, ...] = ()
    unbound: frozenset[str] = frozenset()
    dots: tuple[Argument, ...] | None = None

    def inner(self, **changed: Any) -> Surroundings:
        """One inside of it, whose names are its own."""
        return replace(self, **{"names": dict(self.names), "outer": self, **changed})
