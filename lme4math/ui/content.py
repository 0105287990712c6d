"""What a view shows, as values: `assemble.py` makes them from a model, `fragment.py` draws them.

CSS classes (`printers/classes.py`) link what stands for the same thing. MathML and remarks come from our own printers
and are inserted as HTML; every other string is text, and is escaped when it is drawn. A picture is a data URI that
holds the opacity of its cells; its colour is that of a level.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import field
from typing import Any, NamedTuple, Protocol

from lme4math.errors import one_of
from lme4math.markup import plain
from lme4math.printers import is_key, is_of_level, lit_by
from lme4math.records import record


@record
class BlockPicture:
    """A block of [X Z]: its symbol, its grouping factor ("" for X), a caption, and its relative width."""

    symbol: str
    group: str
    caption: str
    level: int
    width: float
    picture: str


@record
class BandPicture:
    """The levels of a grouping factor side by side.

    Attributes:
        level, name: the index and the name of the factor.
        caption: how many levels it has, and of what size.
        edges: the first observation of each level, then n; only 0 and n where there are too many levels to draw.
        labels: the labels of the levels that are wide enough, by the number of the level.
    """

    level: int
    name: str
    caption: str
    edges: tuple[int, ...]
    labels: tuple[tuple[int, str], ...]


@record
class TableSide:
    """One of the two factors of a table: its index, its name, how many levels it has, and their labels if they fit."""

    level: int
    name: str
    size: int
    labels: tuple[str, ...] = ()


@record
class CrossTable:
    """How many observations the combinations of two factors have: as numbers, or as a picture where they are many."""

    caption: str
    down: TableSide
    across: TableSide
    counts: tuple[tuple[int, ...], ...] = ()
    picture: str = ""


@record
class DataPictures:
    """The structure of the data.

    Attributes:
        n: the number of observations.
        sentences: which factors nest and which cross, and remarks on them.
        chains: nested factors, the outermost first, as bands of one width.
        tables: crossed factors.
        blocks: the blocks of the matrices; none where the rows are not in memory.
        notes: how to read the picture of the matrices.
    """

    n: int
    sentences: tuple[str, ...]
    chains: tuple[tuple[BandPicture, ...], ...] = ()
    tables: tuple[CrossTable, ...] = ()
    blocks: tuple[BlockPicture, ...] = ()
    notes: tuple[str, ...] = ()


REMOVED = -1


class CodeMark(NamedTuple):
    """The characters `code[start:end]` and the classes they carry, separated by blanks; marks may nest and overlap."""

    start: int
    end: int
    classes: str


@record
class Notation:
    """The model in one notation: `name` for programs, `label` for readers, then the same mathematics in several forms.

    Each of `remarks` is a sentence of HTML about the equations, such as the range of an index. `details` is what the
    MathML says in short, written out; "" where it leaves nothing to write out. `write_text` writes the Unicode text,
    which of most notations is never asked for.
    """

    name: str
    label: str
    mathml: str
    latex: str
    write_text: Callable[[], str] = field(compare=False)
    remarks: tuple[str, ...] = ()
    typst: str = ""
    details: str = ""

    @property
    def text(self) -> str:
        """The equations as Unicode text."""
        return self.write_text()


@record
class Level:
    """What coefficients vary over: index 0 is the population, then the grouping factors, with their R code.

    The live table keeps the column of a factor that left the model, with the index `REMOVED`.
    """

    index: int
    name: str
    code: str = ""
    called: str = ""

    @property
    def shown(self) -> str:
        """The reader's own words for it, or its name."""
        return self.called or self.name


Others = tuple[tuple[int, str], ...]
"""The symbols, as MathML, of those notations that have another one than the rest, by their places."""


class TableCell(NamedTuple):
    """A coefficient at a level: its symbol, and its key, the class `lm-k-r-L` of all that stands for it."""

    mathml: str
    key: str
    others: Others = ()


@record
class TableRow:
    """A coefficient, and for each of `ViewContent.levels` its cell, or None where it does not vary over that level.

    `code` is the R code of its term. The live table keeps the row of a coefficient that left the model, without cells.
    A gap stands for coefficients that are not shown, with their number and what they are of as its name.
    """

    name: str
    cells: tuple[TableCell | None, ...]
    code: str = ""
    is_gap: bool = False


@record
class LegendRow:
    """A symbol, its meaning and, if there are any, its R code, its key, and where `summary(fit)` shows it.

    `lit_by` is another key that its row is shown with: for the index of a grouping factor its own, for the number of
    levels the factor's. `places` is where it stands among the symbols of each notation; None where it does not appear.
    `among` are the notations that could have it, by their places; all if there are none.
    `label` is what a label for it is called by, `cells` HTML that says what it is in means of cells.
    """

    mathml: str
    meaning: str
    r_text: str = ""
    key: str = ""
    summary: str = ""
    places: tuple[int | None, ...] = ()
    lit_by: str = ""
    others: Others = ()
    among: tuple[int, ...] = ()
    label: str = ""
    cells: str = ""


class NameableWord(NamedTuple):
    """A word that stands for something which can have a label: its key, and that of its factor if it is a level."""

    key: str
    shown: str
    factor: str


@record
class StyledView:
    """All that depends on the style of symbols; `words` are sentences as HTML."""

    name: str
    label: str
    notations: tuple[Notation, ...]
    table: tuple[TableRow, ...] = ()
    legend: tuple[LegendRow, ...] = ()
    words: tuple[str, ...] = ()


@record
class TypedBlock:
    """A random term as it was typed: its R code, and its covariance structure by R's name (`||` is one)."""

    text: str
    structure: str


@record
class DeclaredVariable:
    """A variable whose type the reader can choose: its levels where it is a factor, else None."""

    name: str
    levels: tuple[str, ...] | None


@record
class WritingOption:
    """A way of writing that the reader can choose, in words; `name` is that of the argument of `with_options`."""

    name: str
    words: str
    chosen: bool


@record
class ModelChoices:
    """What can be changed in the model. `structures` are those that a block can have, by R's name and in words."""

    blocks: tuple[TypedBlock, ...] = ()
    structures: tuple[tuple[str, str], ...] = ()
    variables: tuple[DeclaredVariable, ...] = ()
    options: tuple[WritingOption, ...] = ()


@record
class LazyPicture:
    """A picture that is drawn when a reader asks for it: its title, and what makes its matplotlib figure."""

    title: str
    draw: Callable[[], Any]


@record
class ViewContent:
    """All that a view shows. In `of_fit`, `assumptions` and `warnings`, words between backticks are R code.

    `nameables` are the words that stand for what can have a label, `labels` the labels that there are, by their keys.
    `pictures` are those that a live view draws on demand.
    `unfolds` is whether a longer excerpt of the model can be shown.

    `beside` is how a changed model lies to the first one, a sentence of HTML.

    `models` is what the models of the code are called, and `place` which of them is shown.

    `data` is None for a model without data. Every style has the same notations, the same remarks, the same rows and
    cells in its table, and the same legend but for the symbols.
    """

    code: str
    styles: tuple[StyledView, ...]
    levels: tuple[Level, ...]
    code_marks: tuple[CodeMark, ...] = ()
    formula: str = ""
    data: DataPictures | None = None
    of_fit: tuple[str, ...] = ()
    beside: str = ""
    assumptions: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    choices: ModelChoices = ModelChoices()
    models: tuple[str, ...] = ()
    place: int = 0
    nameables: tuple[NameableWord, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    unfolds: bool = False
    pictures: tuple[LazyPicture, ...] = ()

    @property
    def notations(self) -> tuple[Notation, ...]:
        """The notations, in the first style."""
        return self.styles[0].notations

    def notation(self, name: str, style: str | None = None) -> Notation:
        """The notation of that name, in a style (the first if None)."""
        return self.styles[self.style_index(style)].notations[self.notation_index(name)]

    def notation_index(self, name: str | None) -> int:
        """The place of the notation of that name; 0 if None."""
        return _place(name, [notation.name for notation in self.notations], "notation")

    def style_index(self, name: str | None) -> int:
        """The place of the style of that name; 0 if None."""
        return _place(name, [style.name for style in self.styles], "style")

    def keys(self) -> tuple[str, ...]:
        """The keys of everything that can be pointed at, variables first."""
        cells = (cell.key for row in self.styles[0].table for cell in row.cells if cell is not None)
        named = (key for row in self.styles[0].legend for key in (row.key, row.lit_by) if key)
        coded = (name for mark in self.code_marks for name in mark.classes.split() if is_key(name))
        return tuple(sorted(dict.fromkeys((*coded, *named, *cells)), key=lambda key: key[:5], reverse=True))

    def lights_others(self, key: str) -> bool:
        """Whether something is lit with a key that is not that thing itself: with a level its covariances."""
        in_code = any(lit_by(key) in mark.classes.split() for mark in self.code_marks)
        return is_of_level(key) or in_code or any(row.lit_by == key for row in self.styles[0].legend)

    def meanings(self) -> dict[str, str]:
        """The meanings of the keys, in words, with the place in R's output."""
        rows = [row for row in reversed(self.styles[0].legend) if row.key]
        return {row.key: ", ".join(filter(None, (plain(row.meaning), row.summary))) for row in rows}

    def groups(self) -> tuple[int, ...]:
        """The indices of the grouping factors, which are marked at first."""
        return tuple(level.index for level in self.levels if level.index > 0)


def _place(name: str | None, names: list[str], what: str) -> int:
    if name is None:
        return 0
    return names.index(one_of(name, names, what))


class Checked(Protocol):
    """The answer to an equation that a reader wrote."""

    @property
    def verdict(self) -> str:
        """ "right", "wrong" or "ambiguous"."""

    def body(self) -> str:
        """The answer as HTML, without style sheets."""


class Viewable(Protocol):
    """A model that a view can show and change, such as `lme4math.Model`.

    Each change returns another model, and raises an `Error` where lme4 would not fit it.
    """

    def content(self, unfolded: bool = False) -> ViewContent:
        """The content of a view of the model; of a long one an excerpt, which is longer if it is unfolded."""

    def latex(self, notation: str, style: str) -> str:
        """The equations in LaTeX, whole."""

    def markdown(self, notation: str, style: str) -> str:
        """The equations in Markdown, whole, and the notes to them as a paragraph."""

    def checked(self, latex: str) -> Checked:
        """An equation that a reader wrote, held against the model; an `Error` where it cannot be read."""

    def beside(self, first: Any) -> str:
        """How it lies to the model that it was made from by changes, a sentence of HTML; "" if that is unknown."""

    @property
    def n_symbols(self) -> int:
        """The number of fixed effects, columns of random effects and covariance parameters; a view grows with it."""

    def save(self, path: str, notation: str, style: str) -> None:
        """Write the equations to a file, of the kind that its name ends in."""

    def with_model(self, which: str | int) -> Viewable:
        """Another model of the same code, by its name or its place."""

    def on_lme4_data(self, taken: Container[str] = ()) -> Viewable:
        """The model on lme4's data set that its code names, unless the name stands for something else."""

    def with_effect(self, coefficient: str, group: str) -> Viewable:
        """Add the random effect of a coefficient over a grouping factor, or remove it where the model has it."""

    def with_random(self, effect: str, group: str) -> Viewable:
        """Add a random effect over a grouping factor, both given as R code."""

    def with_structure(self, block: int, structure: str) -> Viewable:
        """Give a random term another covariance structure."""

    def with_variable(self, name: str, levels: Sequence[str] | int | None) -> Viewable:
        """Declare a variable as a factor with these levels, or as numeric if there are none."""

    def with_options(self, *, factor_index: bool | None = None, index: str | None = None) -> Viewable:
        """Write factors as coefficients by level, and groups with nested indices, or not."""

    def with_label(self, name: str, words: str | None) -> Viewable:
        """Give something the reader's own words or symbol, or R's name again."""
