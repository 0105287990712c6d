"""What a view shows, as values: made above this layer from a model, drawn here, tied to neither.

Classes tie the pieces together. Whatever belongs to level L carries `lm-lv lm-lv-L` (0 is the population, 1 … the
grouping factors in the order of the formula); whatever is coefficient row r at level L carries `lm-k-r-L` as well.
MathML and remarks come from our own printer and are taken as they are; every other string is text and is escaped when
drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol


class CodeMark(NamedTuple):
    """The characters `code[start:end]` and the classes they carry, separated by blanks; marks may nest and overlap."""

    start: int
    end: int
    classes: str


@dataclass(frozen=True, slots=True)
class Notation:
    """The model in one notation: `name` for programs, `label` for people, then the same mathematics in three forms.

    Each of `remarks` is a sentence of HTML that goes with the equations: what the indices run over and the like.
    """

    name: str
    label: str
    mathml: str
    latex: str
    text: str
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Level:
    """Something that coefficients vary over: index 0 is the population, then the grouping factors."""

    index: int
    name: str


class Cell(NamedTuple):
    """A coefficient at a level: its symbol and the class, `lm-k-r-L`, of all that it is."""

    mathml: str
    key: str


@dataclass(frozen=True, slots=True)
class Row:
    """A coefficient, and per level its cell, or None where it does not vary there; as long as `ViewContent.levels`."""

    name: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class LegendRow:
    """A symbol, what it means in words, and the R text it came from ("" if none)."""

    mathml: str
    meaning: str
    r_text: str = ""


@dataclass(frozen=True, slots=True)
class ViewContent:
    """All that a view shows. In `assumptions` and `warnings`, words between backticks are R code."""

    code: str
    notations: tuple[Notation, ...]
    levels: tuple[Level, ...]
    table: tuple[Row, ...] = ()
    code_marks: tuple[CodeMark, ...] = ()
    legend: tuple[LegendRow, ...] = ()
    assumptions: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def notation(self, name: str) -> Notation:
        """The notation of that name."""
        return self.notations[self.notation_index(name)]

    def notation_index(self, name: str) -> int:
        """Where the notation of that name stands."""
        names = [notation.name for notation in self.notations]
        if name not in names:
            raise ValueError(f"no notation {name!r} here; there are {', '.join(names)}")
        return names.index(name)

    def groups(self) -> tuple[int, ...]:
        """The indices of the grouping factors: what is marked at first."""
        return tuple(level.index for level in self.levels if level.index > 0)


class Viewable(Protocol):
    """What the magic shows: anything that can lay its content out in a style."""

    def content(self, style: str = "indexed") -> ViewContent:
        """The content in that style."""
