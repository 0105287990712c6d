"""What a view shows of a model's data, as values: its matrices as pictures, its grouping factors as bands and tables.

A picture is a data URI that says how opaque its cells are; its colour is that of a level.

What a view shows, as values: made above this layer from a model, drawn here, tied to neither.

Classes tie the pieces together (`printers/classes.py`).
MathML and remarks come from our own printer and are taken as they are; every other string is text and is escaped when
drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from lme4math.errors import one_of
from lme4math.printers import is_key
from lme4math.records import record
from lme4math.ui.markup import plain


@record
class BlockPicture:
    """A block of [X Z]: its symbol, its grouping factor ("" for X), what it is, and how wide it wants to be."""

    symbol: str
    group: str
    says: str
    level: int
    width: float
    picture: str


@record
class BandPicture:
    """The levels of a grouping factor side by side.

    Attributes:
        level, name: of the factor.
        says: how many levels it has, and of what size.
        edges: where its levels begin, and the end of the last; only the ends where they are too many to be told apart.
        labels: of the levels that are wide enough, by their number.
    """

    level: int
    name: str
    says: str
    edges: tuple[int, ...]
    labels: tuple[tuple[int, str], ...]


@record
class TableSide:
    """One of the two factors of a table: its level, its name, how many levels it has, and their labels if they fit."""

    level: int
    name: str
    size: int
    labels: tuple[str, ...] = ()


@record
class CrossTable:
    """How many observations the combinations of two factors have: as numbers, or as a picture where they are many."""

    says: str
    down: TableSide
    across: TableSide
    counts: tuple[tuple[int, ...], ...] = ()
    picture: str = ""


@record
class DataPictures:
    """How the data lie.

    Attributes:
        n: the number of observations.
        sentences: which factors nest and which cross, and what a person should know.
        chains: factors that nest, the outermost first, as bands of one width.
        tables: factors that cross.
        blocks: of the matrices; none where the rows are not at hand.
        notes: how their picture is to be read.
    """

    n: int
    sentences: tuple[str, ...]
    chains: tuple[tuple[BandPicture, ...], ...] = ()
    tables: tuple[CrossTable, ...] = ()
    blocks: tuple[BlockPicture, ...] = ()
    notes: tuple[str, ...] = ()


AWAY = -1


class CodeMark(NamedTuple):
    """The characters `code[start:end]` and the classes they carry, separated by blanks; marks may nest and overlap."""

    start: int
    end: int
    classes: str


@record
class Notation:
    """The model in one notation: `name` for programs, `label` for people, then the same mathematics in several forms.

    Each of `remarks` is a sentence of HTML that goes with the equations: what the indices run over and the like.
    """

    name: str
    label: str
    mathml: str
    latex: str
    text: str
    remarks: tuple[str, ...] = ()
    typst: str = ""


@record
class Level:
    """Something that coefficients vary over: index 0 is the population, then the grouping factors, with their R code.

    A live table keeps a column for a factor that left the model: its index is `AWAY`.
    """

    index: int
    name: str
    code: str = ""


class TableCell(NamedTuple):
    """A coefficient at a level: its symbol and the class, `lm-k-r-L`, of all that it is."""

    mathml: str
    key: str


@record
class TableRow:
    """A coefficient, and per level its cell, or None where it does not vary there; as long as `ViewContent.levels`.

    `code` is the R code of its term. A live table keeps a row for a coefficient that left the model: it has no cells.
    """

    name: str
    cells: tuple[TableCell | None, ...]
    code: str = ""


@record
class LegendRow:
    """A symbol, what it means in words, and, each "" if there is none: the R text it came from, its key, and where R's
    `summary(fit)` shows it."""

    mathml: str
    meaning: str
    r_text: str = ""
    key: str = ""
    summary: str = ""


@record
class StyledView:
    """All that depends on how coefficients are named."""

    name: str
    label: str
    notations: tuple[Notation, ...]
    table: tuple[TableRow, ...] = ()
    legend: tuple[LegendRow, ...] = ()


@record
class TypedBlock:
    """A random term as it was typed: its R text, and its covariance structure by R's name (`||` is one)."""

    text: str
    structure: str


@record
class DeclaredVariable:
    """A variable whose kind the reader may choose: its levels where it is a factor, else None."""

    name: str
    levels: tuple[str, ...] | None


@record
class ModelChoices:
    """What can be changed in the model: the structures of `blocks` are `structures`, by R's name and in words."""

    blocks: tuple[TypedBlock, ...] = ()
    structures: tuple[tuple[str, str], ...] = ()
    variables: tuple[DeclaredVariable, ...] = ()


@record
class ViewContent:
    """All that a view shows. In `words`, `assumptions` and `warnings`, words between backticks are R code.

    `data` shows how the data lie, where there is data. Every style has the same notations, and the same rows and cells
    in its table.
    """

    code: str
    styles: tuple[StyledView, ...]
    levels: tuple[Level, ...]
    code_marks: tuple[CodeMark, ...] = ()
    formula: str = ""
    words: tuple[str, ...] = ()
    data: DataPictures | None = None
    assumptions: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    choices: ModelChoices = ModelChoices()

    @property
    def notations(self) -> tuple[Notation, ...]:
        """The notations, in the first style."""
        return self.styles[0].notations

    def notation(self, name: str, style: str | None = None) -> Notation:
        """The notation of that name, in a style (the first)."""
        return self.styles[self.style_index(style)].notations[self.notation_index(name)]

    def notation_index(self, name: str | None) -> int:
        """Where the notation of that name stands; the first without a name."""
        return _place(name, [notation.name for notation in self.notations], "notation")

    def style_index(self, name: str | None) -> int:
        """Where the style of that name stands; the first without a name."""
        return _place(name, [style.name for style in self.styles], "style")

    def keys(self) -> tuple[str, ...]:
        """The keys of all that can be pointed at, variables first."""
        cells = (cell.key for row in self.styles[0].table for cell in row.cells if cell is not None)
        named = (row.key for row in self.styles[0].legend if row.key)
        coded = (name for mark in self.code_marks for name in mark.classes.split() if is_key(name))
        return tuple(sorted(dict.fromkeys((*coded, *named, *cells)), key=lambda key: key[:5], reverse=True))

    def meanings(self) -> dict[str, str]:
        """What the keys stand for, in words."""
        return {row.key: plain(row.meaning) for row in reversed(self.styles[0].legend) if row.key}

    def groups(self) -> tuple[int, ...]:
        """The indices of the grouping factors: what is marked at first."""
        return tuple(level.index for level in self.levels if level.index > 0)


def _place(name: str | None, names: list[str], what: str) -> int:
    if name is None:
        return 0
    return names.index(one_of(name, names, what))


class Viewable(Protocol):
    """What a view shows: a model that can lay its content out, and say what it would be if something were changed.

    Each change raises lme4math's errors where lme4 would not fit the model.
    """

    def content(self) -> ViewContent:
        """All that a view of the model shows."""

    @property
    def n_symbols(self) -> int:
        """How many coefficients, random effects and covariance parameters it has, on which the size of a view hangs."""

    def with_effect(self, coefficient: str, group: str) -> Viewable:
        """The model in which a coefficient varies over a grouping factor if it did not, and else does not."""

    def with_random(self, effect: str, group: str) -> Viewable:
        """The model in which one more effect varies over a grouping factor, both given as R code."""

    def with_structure(self, block: int, structure: str) -> Viewable:
        """The model in which a random term has another covariance structure."""

    def with_variable(self, name: str, levels: Sequence[str] | int | None) -> Viewable:
        """The model in which a variable is a factor with these levels, or numeric if there are none."""
