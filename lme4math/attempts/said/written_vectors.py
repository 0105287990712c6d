"""Products of vectors and matrices that are written out, as sums of numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from lme4math.attempts.said.said_laws import cells_of, is_dots
from lme4math.attempts.said.substitution import Definition
from lme4math.attempts.tex.tex_nodes import TexNode, TexRow, TexScripted, TexTable
from lme4math.attempts.tex.tex_sums import entry_of, sum_of
from lme4math.attempts.tex.tex_symbols import Alphabet, TexSymbol
from lme4math.attempts.tex.tex_terms import (
    Applied,
    Asked,
    Block,
    TexFactor,
    TexSum,
    TexTerm,
    multiplied_out,
    symbols_in,
)
from lme4math.records import record

_GROUP_LEVEL = re.compile(r"^(?P<group>[A-Za-z]+)_\{?\d+$|^(?P<letter>[A-Za-z])_\d")
_INDICATORS = re.compile(
    r"\b(?P<matrix>[A-Z]_?\w*)\s+(?:(?:is|are|has|holds|=|the|those|of)\s+)*"
    r"(?:indicators?|dummies|those)\s+(?:of|for)\s+(?P<group>\w+)"
)


Name = tuple[str, str, tuple[str, ...]]


@record
class Vectors:
    """What vectors and matrices a text writes out.

    Attributes:
        tables: their symbols and entries, by name, and by whether they have an index, as the block of one level has,
            and a bold letter.
        indicators: matrices that words call the indicators of a group.
        alphabet: the indices of the text.
    """

    tables: Mapping[tuple[Name, bool, bool], tuple[TexSymbol, TexNode]]
    indicators: Mapping[str, str]
    alphabet: Alphabet

    def table(self, factor: TexFactor) -> TexNode | None:
        """The entries of a vector or a matrix, where they are written."""
        if isinstance(factor, Block):
            return factor.table
        found = (
            self.tables.get((factor.name, bool(factor.indices), factor.bold)) if isinstance(factor, TexSymbol) else None
        )
        return found[1] if found is not None else None

    def of_level(self, factor: TexFactor) -> TexSymbol | None:
        """The symbol of one level's block: Z_j of Z."""
        found = self.tables.get((factor.name, True, factor.bold)) if isinstance(factor, TexSymbol) else None
        return found[0] if found is not None else None


def vectors_in(definitions: Iterable[Definition], prose: str, alphabet: Alphabet) -> Vectors:
    """The vectors and matrices of a text."""
    tables: dict[tuple[Name, bool, bool], tuple[TexSymbol, TexNode]] = {}
    for definition in definitions:
        factors = definition.value[0].factors if len(definition.value) == 1 else ()
        if len(factors) == 1 and isinstance(factors[0], Block):
            symbol, table = definition.symbol, factors[0].table
            drawn = tables.get((symbol.name, bool(symbol.indices), symbol.bold), (symbol, table))[1]
            if drawn is table or _is_drawn(table, drawn, alphabet):
                tables[symbol.name, bool(symbol.indices), symbol.bold] = (symbol, table)
    indicators = {match.group("matrix"): match.group("group") for match in _INDICATORS.finditer(prose)}
    return Vectors(tables, indicators, alphabet)


def _is_drawn(row: TexNode, matrix: TexNode, alphabet: Alphabet) -> bool:
    """Whether a matrix, in which dots may stand for columns, has the columns of a row."""
    drawn, columns = _first_row(matrix) or [], [_shape(cell, alphabet) for cell in _first_row(row) or ()]
    dots = next((place for place, cell in enumerate(drawn) if is_dots(cell)), len(drawn))
    before, after = ([_shape(cell, alphabet) for cell in part] for part in (drawn[:dots], drawn[dots + 1 :]))
    fits = len(before) + len(after) <= len(columns) if dots < len(drawn) else len(before) == len(columns)
    return fits and columns[: len(before)] == before and columns[len(columns) - len(after) :] == after


def entry_row(vector: TexSymbol, vectors: Vectors) -> TexRow | None:
    """The first entry of a column that is written out, where the others are alike."""
    table = vectors.table(vector)
    node = table.base if isinstance(table, TexScripted) else table
    if table is None or not isinstance(node, TexTable) or any(len(row) != 1 for row in node.rows):
        return None
    first = node.rows[0][0]
    return None if is_dots(first) or not _rows_agree(table, vectors) else first


def symbol_of_column(block: Block, alphabet: Alphabet) -> TexSymbol | None:
    """The vector whose entries a column is, `(y_{i1}, …, y_{in_i})`: one symbol but for the numbers of its rows."""
    cells = cells_of(block.table)
    written = [sum_of(cell, alphabet) for cell in cells if not is_dots(cell)]
    symbols = [one for entry in written for one in symbols_in(_plain(entry, is_row=True))]
    if len(written) == len(cells) or len(symbols) != len(written) or len({one.base for one in symbols}) != 1:
        return None
    first = symbols[0]
    return replace(first, labels=tuple(one for one in first.labels if not one.isdigit()), bold=True, span=block.span)


def entry_sum(row: TexRow, vectors: Vectors) -> TexSum:
    """An entry of a column without the number of its row."""
    return _plain(sum_of(row, vectors.alphabet), is_row=True)


MOST_STEPS = 200


def scalars_for_vectors(value: TexSum, vectors: Vectors) -> TexSum:
    """A predictor with the products of its vectors written out, blocks of blocks too."""
    done: list[TexTerm] = []
    waiting = list(reversed(value))
    steps = 0
    while waiting:
        term = waiting.pop()
        made = _written_out(term, vectors) or _column_alone(term, vectors)
        steps += 1
        if made is None or steps > MOST_STEPS:
            done.append(replace(term, factors=tuple(one for one in term.factors if not _is_ones(one))))
        else:
            waiting += reversed(made)
    return tuple(done)


def _written_out(term: TexTerm, vectors: Vectors) -> TexSum | None:
    factors = [one for one in term.factors if not _is_ones(one)]
    for place, (matrix, vector) in enumerate(pairwise(factors)):
        made = _product(matrix, vector, vectors)
        if made is not None:
            before: TexSum = (TexTerm(term.number, tuple(factors[:place]), term.span),)
            after: TexSum = (TexTerm(Fraction(1), tuple(factors[place + 2 :]), term.span),)
            return multiplied_out(multiplied_out(before, made), after)
    return None


def _column_alone(term: TexTerm, vectors: Vectors) -> TexSum | None:
    """A vector that no matrix multiplies, of one covariate's values down to the last row: one row of it.

    A Greek letter would be a coefficient, and the vector's own letter a residual or an effect.
    """
    vector = term.factors[0] if len(term.factors) == 1 else None
    if isinstance(vector, Block) and (symbol := symbol_of_column(vector, vectors.alphabet)) is not None:
        return (replace(term, factors=(symbol,)),)
    if not isinstance(vector, TexSymbol) or vector.indices:
        return None
    row, table = entry_row(vector, vectors), vectors.table(vector)
    if row is None or table is None or not any(map(is_dots, cells_of(table))):
        return None
    first = sum_of(row, vectors.alphabet)
    symbols = list(symbols_in(first))
    own = any(one.base == vector.base and one.kind == vector.kind for one in symbols)
    if not symbols or own or any(one.kind == "greek" or not one.labels for one in symbols):
        return None
    return multiplied_out((TexTerm(term.number, (), term.span),), _plain(first, is_row=True))


def _is_ones(factor: TexFactor) -> bool:
    return isinstance(factor, TexSymbol) and factor.base == "1" and factor.bold


def _product(matrix: TexFactor, vector: TexFactor, vectors: Vectors) -> TexSum | None:
    """A row times a vector; None where they are not written out."""
    if isinstance(matrix, TexSymbol) and isinstance(vector, TexSymbol) and matrix.text in vectors.indicators:
        index = vectors.indicators[matrix.text]
        return (TexTerm(Fraction(1), (replace(vector, indices=(index,)),), vector.span),)
    table = vectors.table(matrix)
    if table is None or not isinstance(vector, TexSymbol | Block):
        return None
    cells = _first_row(table)
    if cells is None:
        return None
    if not _rows_agree(table, vectors):
        return None
    level = vectors.of_level(matrix)
    if level is not None and (any(map(is_dots, cells)) or all(is_block(cell, level, vectors) for cell in cells)):
        block = vectors.of_level(vector) or (
            replace(vector, indices=level.indices) if isinstance(vector, TexSymbol) else vector
        )
        return (TexTerm(Fraction(1), (level, block), level.span),)
    columns = [_plain(entry_of(cell, vectors.alphabet), _has_rows(table)) for cell in cells]
    grouped = _of_groups(columns)
    if grouped is None and any(map(is_dots, cells)):
        return None  # columns are left out, and nothing says which
    group, columns = grouped if grouped is not None else ("", columns)
    entries = _entries(vector, len(columns), vectors, group)
    if entries is None:
        return None
    terms: list[TexTerm] = []
    for column, entry in zip(columns, entries, strict=True):
        terms += multiplied_out(column, (TexTerm(Fraction(1), (entry,), entry.span),))
    return tuple(terms)


def _rows_agree(table: TexNode, vectors: Vectors) -> bool:
    """Whether all rows that are written have the columns of the first."""
    node = table.base if isinstance(table, TexScripted) else table
    if not isinstance(node, TexTable) or not _has_rows(table):
        return True
    rows = [
        row for row in node.rows if not any(map(is_dots, row)) or len(row) > len([one for one in row if is_dots(one)])
    ]
    shown = [[_shape(cell, vectors.alphabet) for cell in row if not is_dots(cell)] for row in rows]
    return all(row == shown[0] for row in shown if row)


def _shape(cell: TexRow, alphabet: Alphabet) -> str:
    """An entry of a design without what tells its row."""
    return _shape_of(entry_of(cell, alphabet))


def _shape_of(terms: TexSum) -> str:
    return " + ".join(f"{term.number} {sorted(map(_shape_of_factor, term.factors))}" for term in terms)


def _shape_of_factor(factor: TexFactor) -> str:
    match factor:
        case TexSymbol(kind="basis", base=base, labels=labels):
            return f"{base} {labels}"
        case TexSymbol(base=base):
            return base
        case Applied(function=function, argument=argument):
            return f"{function}({_shape_of(argument)})"
        case Asked(variable=variable, level=level):
            return f"1[{variable} = {level if variable else level.partition('_')[0]}]"  # `I(r_{1,n})` has its row
        case Block(text=text):
            return text


def is_block(cell: TexRow, level: TexSymbol, vectors: Vectors) -> bool:
    """Whether an entry is the block of one level, by its number: Z_1 of Z_j."""
    symbol = symbol_of_cell(cell, vectors)
    return symbol is not None and symbol.base == level.base and symbol.labels[1:] == level.labels


def _first_row(table: TexNode) -> list[TexRow] | None:
    node = table.base if isinstance(table, TexScripted) else table
    if isinstance(node, TexTable):
        if len(node.rows) > 1 and all(len(row) == 1 for row in node.rows):
            whole = [row[0] for row in node.rows]
            return whole[:1] if any(map(is_dots, whole)) else whole
        return list(node.rows[0])
    cells = cells_of(table)
    if len(cells) == 1 and cells[0].items and isinstance(cells[0].items[0], TexTable):
        return _first_row(cells[0].items[0])
    return cells if len(cells) > 1 else None


def _has_rows(table: TexNode) -> bool:
    node = table.base if isinstance(table, TexScripted) else table
    if not isinstance(node, TexTable) or len(node.rows) < 2:
        return False
    return any(len(row) > 1 for row in node.rows) or any(is_dots(row[0]) for row in node.rows)


def _plain(column: TexSum, is_row: bool) -> TexSum:
    """An entry of a matrix without the number of its row, and without the indicator of its block's own level."""
    return tuple(
        replace(term, factors=tuple(_unnumbered(one, is_row) for one in term.factors if not _is_own_level(one)))
        for term in column
    )


def _continued(symbols: Sequence[TexSymbol], dots: int, number: int) -> list[TexSymbol]:
    """The entries of a vector with dots at a place, numbered on from the first; letters stay at their ends."""
    first = symbols[0] if symbols else None
    if first is None:
        return []
    if not first.labels or not first.labels[0].isdigit():
        *others, last = first.labels or ("",)
        left = (replace(first, labels=(*others, f"{last}{place}")) for place in range(number - len(symbols)))
        return [*symbols[:dots], *left, *symbols[dots:]]
    start = int(first.labels[0])
    return [replace(first, labels=(str(start + place), *first.labels[1:])) for place in range(number)]


def _is_own_level(factor: TexFactor) -> bool:
    """`1[j[1] = j]`."""
    return isinstance(factor, Asked) and factor.variable == factor.level and len(factor.level) <= 2


def _unnumbered(factor: TexFactor, is_row: bool) -> TexFactor:
    if isinstance(factor, TexSymbol) and is_row and factor.kind != "basis":
        labels = tuple(label for label in factor.labels if not label.isdigit() and not label.startswith("n_"))
        return replace(factor, labels=labels, indices=tuple(one for one in factor.indices if one != "n"))
    if isinstance(factor, Applied) and is_row:
        return replace(factor, argument=_plain(factor.argument, is_row))
    return factor


def _of_groups(columns: Sequence[TexSum]) -> tuple[str, list[TexSum]] | None:
    """Of a row such as `1·I(r_1), t·I(r_1), …, t·I(r_9)` the letter of the group and the columns of one level."""
    first = next((one for column in columns for term in column for one in term.factors if isinstance(one, Asked)), None)
    match = _GROUP_LEVEL.match(first.level) if first is not None and not first.variable else None
    if first is None or match is None:
        return None
    kept = []
    for column in columns:
        if any(isinstance(one, Asked) and one.level == first.level for term in column for one in term.factors):
            kept.append(tuple(_without_conditions(term) for term in column))
    return (match.group("group") or match.group("letter")), kept


def _without_conditions(term: TexTerm) -> TexTerm:
    return replace(term, factors=tuple(one for one in term.factors if not isinstance(one, Asked)))


def _entries(vector: TexSymbol | Block, number: int, vectors: Vectors, group: str) -> list[TexSymbol] | None:
    table = vectors.table(vector)
    if table is not None and not group:
        cells = cells_of(table)
        found = [one for cell in cells if not is_dots(cell) and (one := symbol_of_cell(cell, vectors)) is not None]
        dots = [place for place, cell in enumerate(cells) if is_dots(cell)]
        if len(found) < len(cells) - len(dots):
            return None  # an entry is no symbol: `β_0^2`, `2 + β_0`
        if len(found) < number and dots:
            found = _continued(found, dots[0], number)
        return found if len(found) == number else None
    if not isinstance(vector, TexSymbol):
        return None
    indices = vector.indices or ((group,) if group else ())
    return [
        replace(vector, labels=(str(place), *vector.labels), indices=indices, bold=False) for place in range(number)
    ]


def symbol_of_cell(cell: TexRow, vectors: Vectors) -> TexSymbol | None:
    """The one symbol that an entry is; None where it is more."""
    terms = sum_of(cell, vectors.alphabet)
    only = terms[0].factors[0] if len(terms) == 1 and len(terms[0].factors) == 1 else None
    return only if isinstance(only, TexSymbol) else None
