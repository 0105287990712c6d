"""What a view shows of a model's data, as values: its matrices as pictures, its grouping factors as bands and tables.

A picture is a data URI that says how opaque its cells are; its colour is that of a level.
"""

from __future__ import annotations

from lme4math.records import record


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
