"""Vectors and matrices as boxes: the rule for a row applied to the rows that are shown, and dots for the others.

A large matrix is shown by its first, second and last row and column. Dots say that the hidden entries continue the
pattern; a zero among entries that are not zero would break it, so its row and column are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import accumulate, pairwise
from typing import TypeVar

from lme4math.notation import Fixed, Index, tree
from lme4math.printers.layout.boxes import COMMA, THIN, Box, Cell, Dots, Fence, FunctionName, Row, TableBox, is_tall
from lme4math.printers.layout.measure import width
from lme4math.printers.layout.spelling import joined, pointed
from lme4math.records import parts, record, rewrite, walk

Node = TypeVar("Node")


def at_value(node: Node, index: Index, value: Fixed) -> Node:
    """The same tree with `value` for `index`; the index of an inner rule is not replaced."""
    kind = type(index)
    return rewrite(
        node,
        lambda part: value if type(part) is kind and part == index else part,
        into=lambda part: () if type(part) is kind or getattr(part, "index", None) == index else parts(part),
    )


Shown = tuple[int | None, ...]
"""Places that are shown, in order; None for dots."""


def shown(count: int, most: int, exceptions: Collection[int] = ()) -> Shown:
    """Which of `count` rows, or columns, are shown.

    Args:
        most: how many are shown whole.
        exceptions: places that are shown in any case.
    """
    if count <= most:
        return tuple(range(count))
    places: list[int | None] = []
    before = -1
    for place in sorted({0, 1, count - 1, *exceptions}):
        places += [None, place] if place > before + 1 else [place]
        before = place
    return tuple(places)


def exceptions_in(entries: Sequence[tree.Expr]) -> frozenset[int]:
    """The places in a row or column where a zero stands that dots must not hide; zeros may be the rule."""
    if _holds_zero(entries[0]):
        return frozenset()
    return frozenset(place for place, entry in enumerate(entries) if _holds_zero(entry))


def exceptions_in_grid(rows: Sequence[Sequence[tree.Expr]]) -> tuple[frozenset[int], frozenset[int]]:
    """The rows and the columns where a zero stands that dots must not hide; off the diagonal zeros may be the rule."""
    off_diagonal_zeros_are_usual = _holds_zero(rows[0][-1])
    found = [
        (down, across)
        for down, entries in enumerate(rows)
        for across, entry in enumerate(entries)
        if not (off_diagonal_zeros_are_usual and down != across) and _holds_zero(entry)
    ]
    return frozenset(down for down, _ in found), frozenset(across for _, across in found)


def _holds_zero(entry: tree.Expr) -> bool:
    return any(isinstance(node, tree.Numeral) and node.value == 0 for node in walk(entry))


SHOWN_WHOLE = 3
"""A rule with at most this many rows is written out; a longer one keeps the first, second and last."""
SHOWN_CELLS, SHOWN_COLUMNS = 5, 8
"""The same for the rows and columns of a matrix whose entries differ, and for the columns of a design, and blocks."""
MATRIX_WIDTH = 33.0
"""The widest matrix, in em, of which all columns are shown."""


Cells = tuple[tuple[Cell, ...], ...]


def bracketed(rows: Cells, down: Shown | None = None, across: Shown | None = None) -> Box:
    """A matrix in brackets: the rows `down` and the columns `across`, or the first, second and last if it is large."""
    lines = shown(len(rows), SHOWN_CELLS) if down is None else down
    columns = shown(len(rows[0]), SHOWN_CELLS) if across is None else across
    return Fence("[", TableBox(tuple(tuple(_cell(rows, row, column) for column in columns) for row in lines)), "]")


def _cell(rows: Cells, row: int | None, column: int | None) -> Cell:
    if row is not None and column is not None:
        return rows[row][column]
    is_between_rows = row is None or rows[row][0].body == Dots("down")
    if column is None:
        return Cell(Dots("diagonal" if is_between_rows else "across"))
    return Cell(Dots("down"))


def shown_values(index: Index) -> tuple[Fixed | None, ...]:
    """The values of an index that a long rule shows; None where dots stand."""
    size = index.size
    if size.value is not None and size.value <= SHOWN_WHOLE:
        return tuple(Fixed(number) for number in range(1, size.value + 1))
    return (Fixed(1), Fixed(2), None, Fixed(size))


def _columns_that_fit(entries: tuple[tree.Expr, ...], rows: Cells) -> Shown:
    """As many columns as the page has room for: those of all entries, or of a few, or only a few of the columns."""
    boxes = [cell.body for cell in rows[0]]
    for most in (SHOWN_COLUMNS, SHOWN_WHOLE):
        places = _shown_cells(entries, boxes, most)
        cells = tuple(tuple(row[place] for place in places if place is not None) for row in rows)
        if width(TableBox(cells)) <= MATRIX_WIDTH:
            return places
    exceptions = {cell for entry in exceptions_in(entries) for cell in _cells_of(entries)[entry]}
    return _without_double_dots(shown(len(boxes), SHOWN_WHOLE, exceptions), boxes)


def _shown_cells(entries: tuple[tree.Expr, ...], boxes: list[Box], most: int = SHOWN_CELLS) -> Shown:
    """Which cells of a row or column are shown, where each entry fills one cell or, spread, three."""
    cells = _cells_of(entries)
    places: list[int | None] = []
    for entry in shown(len(entries), most, exceptions_in(entries) if len(entries) > most else ()):
        places += [None] if entry is None else cells[entry]
    return _without_double_dots(tuple(places), boxes)


def _without_double_dots(places: Shown, boxes: list[Box]) -> Shown:
    """The places without the dots of an entry for several columns beside those of the large matrix."""
    doubled = {at + step for at, place in enumerate(places) if place is None for step in (-1, 1)}
    return tuple(
        place
        for at, place in enumerate(places)
        if place is None or at not in doubled or not isinstance(boxes[place], Dots)
    )


def _cells_of(entries: tuple[tree.Expr, ...]) -> list[range]:
    """The cells that each entry fills."""
    ends = [0, *accumulate(SPREAD if isinstance(entry, tree.ForEach) else 1 for entry in entries)]
    return [range(start, end) for start, end in pairwise(ends)]


SPREAD = 3
"""The cells of an entry for several columns: the first, dots, and the last."""


def _spread_name(entry: tree.Expr, name: str) -> tuple[str, ...]:
    return ("", name, "") if isinstance(entry, tree.ForEach) else (name,)


HIDDEN = Cell(Dots("listed"))
"""An entry that is not shown, so that most of a large matrix need not be composed."""


@record(eq=False)
class Matrices:
    """How each kind of matrix is composed.

    Attributes:
        compose: gives the boxes of an entry.
    """

    compose: Callable[[tree.Expr], Box]

    def rows_by_rule(self, node: tree.RowsByRule) -> Box:
        names = node.names or ("",) * len(node.entries)
        headings = [name for entry, name in zip(node.entries, names, strict=True) for name in _spread_name(entry, name)]
        rows: list[tuple[Cell, ...]] = []
        for value in shown_values(node.index):
            if value is None:
                rows.append((Cell(Dots("down")),) * len(headings))
                continue
            boxes = [
                box
                for entry in node.entries
                for box in self._spread(at_value(entry, node.index, value), Dots("across"))
            ]
            above = headings if not rows else [""] * len(boxes)
            rows.append(tuple(Cell(box, name) for box, name in zip(boxes, above, strict=True)))
        return bracketed(tuple(rows), across=_columns_that_fit(node.entries, tuple(rows)))

    def stacked(self, node: tree.Stacked) -> Box:
        return bracketed(tuple((Cell(block),) for block in self._blocks(node.index, node.block, Dots("down"))))

    def beside(self, node: tree.Beside) -> Box:
        return bracketed((tuple(Cell(block) for block in self._blocks(node.index, node.block, Dots("across"))),))

    def _blocks(self, index: Index, block: tree.Expr, dots: Dots) -> tuple[Box, ...]:
        return tuple(
            dots if value is None else self.compose(at_value(block, index, value)) for value in shown_values(index)
        )

    def grid(self, node: tree.WrittenMatrix) -> Box:
        most = SHOWN_COLUMNS if isinstance(node.rows[0][0], tree.MatrixSymbol) else SHOWN_CELLS
        if all(len(row) == 1 for row in node.rows):
            column = tuple(row[0] for row in node.rows)
            boxes = [box for entry in column for box in self._spread(entry, Dots("down"))]
            return bracketed(tuple((Cell(box),) for box in boxes), down=_shown_cells(column, boxes, most))
        is_excerpt = max(len(node.rows), len(node.rows[0])) > most
        downward, sideward = exceptions_in_grid(node.rows) if is_excerpt else (frozenset(), frozenset())
        down = shown(len(node.rows), most, downward)
        across = shown(len(node.rows[0]), most, sideward)
        cells = tuple(
            tuple(
                Cell(self._in_grid(node.rows, row, column, entry)) if row in down and column in across else HIDDEN
                for column, entry in enumerate(entries)
            )
            for row, entries in enumerate(node.rows)
        )
        return bracketed(cells, down, across)

    def _in_grid(self, rows: Sequence[Sequence[tree.Expr]], row: int, column: int, entry: tree.Expr) -> Box:
        """An entry; of a row or column that an excerpt leaves out, dots."""
        if not isinstance(entry, tree.Omitted):
            return self.compose(entry)
        is_row, is_column = isinstance(rows[row][0], tree.Omitted), isinstance(rows[0][column], tree.Omitted)
        return Dots("diagonal" if is_row and is_column else "down" if is_row else "across")

    def diagonal(self, node: tree.Diagonal) -> Box:
        entries = joined(self._blocks(node.index, node.entry, Dots("listed")), COMMA)
        body = Row((FunctionName("diag"), Fence("(", entries, ")", small=not is_tall(entries))))
        return pointed(body, "function", "diag")

    def row_vector(self, node: tree.RowVector) -> Box:
        boxes = [box for entry in node.entries for box in self._spread(entry, Dots("listed"))]
        places = _shown_cells(node.entries, boxes)
        entries = tuple(Dots("listed") if place is None else boxes[place] for place in places)
        return Fence("[", joined(entries, Row((COMMA, THIN))), "]")

    def block_diagonal(self, node: tree.BlockDiagonal) -> Box:
        size = len(node.blocks)
        zero = Cell(self.compose(tree.Zero()))
        rows = tuple(
            tuple(Cell(self.compose(node.blocks[row])) if row == column else zero for column in range(size))
            for row in range(size)
        )
        places = shown(size, SHOWN_COLUMNS if width(TableBox(rows)) <= MATRIX_WIDTH else SHOWN_CELLS)
        return bracketed(rows, places, places)

    def _spread(self, node: tree.Expr, dots: Dots) -> tuple[Box, ...]:
        """The cells that an entry of a matrix fills: one, or the first and last of many."""
        if isinstance(node, tree.Omitted):
            return (dots,)
        if not isinstance(node, tree.ForEach):
            return (self.compose(node),)
        first = last = node.entry
        for index in node.indices:
            first, last = at_value(first, index, Fixed(index.first)), at_value(last, index, Fixed(index.size))
        return self.compose(first), dots, self.compose(last)
