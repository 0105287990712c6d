"""Products of vectors and matrices that are written out, as sums of numbers."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from lme4math.attempts.said_laws import cells_of
from lme4math.attempts.substitution import Definition
from lme4math.attempts.tex_nodes import TexNode, TexRow, TexScripted, TexSign, TexTable
from lme4math.attempts.tex_sums import Applied, Asked, Block, TexFactor, TexSum, TexTerm, multiplied_out, sum_of
from lme4math.attempts.tex_symbols import Alphabet, TexSymbol
from lme4math.records import record

_GROUP_LEVEL = re.compile(r"^(?P<group>[A-Za-z]+)_\{?\d+$|^(?P<letter>[A-Za-z])_\d")
_INDICATORS = re.compile(
    r"\b(?P<matrix>[A-Z]_?\w*)\s+(?:(?:is|are|has|holds|=|the|those|of)\s+)*"
    r"(?:indicators?|dummies|those)\s+(?:of|for)\s+(?P<group>\w+)"
)


@record
class Vectors:
    """What vectors and matrices a text writes out.

    Attributes:
        tables: their entries, by the names of their symbols.
        indicators: matrices that words call the indicators of a group.
        alphabet: the indices of the text.
    """

    tables: Mapping[tuple[str, str, tuple[str, ...]], TexNode]
    indicators: Mapping[str, str]
    alphabet: Alphabet


def vectors_in(definitions: Iterable[Definition], prose: str, alphabet: Alphabet) -> Vectors:
    """The vectors and matrices of a text."""
    tables: dict[tuple[str, str, tuple[str, ...]], TexNode] = {}
    for definition in definitions:
        factors = definition.value[0].factors if len(definition.value) == 1 else ()
        if len(factors) == 1 and isinstance(factors[0], Block):
            tables[definition.symbol.name] = factors[0].table
    indicators = {match.group("matrix"): match.group("group") for match in _INDICATORS.finditer(prose)}
    return Vectors(tables, indicators, alphabet)


def scalars_for_vectors(value: TexSum, vectors: Vectors) -> TexSum:
    """A predictor with the products of its vectors written out."""
    return tuple(made for term in value for made in _written_out(term, vectors))


def _written_out(term: TexTerm, vectors: Vectors) -> TexSum:
    factors = [one for one in term.factors if not _is_ones(one)]
    for place, (matrix, vector) in enumerate(itertools.pairwise(factors)):
        made = _product(matrix, vector, vectors)
        if made is not None:
            before: TexSum = (TexTerm(term.number, tuple(factors[:place]), term.span),)
            after: TexSum = (TexTerm(Fraction(1), tuple(factors[place + 2 :]), term.span),)
            return multiplied_out(multiplied_out(before, made), after)
    return (replace(term, factors=tuple(factors)),)


def _is_ones(factor: TexFactor) -> bool:
    return isinstance(factor, TexSymbol) and factor.base == "1" and factor.bold


def _table(factor: TexFactor, vectors: Vectors) -> TexNode | None:
    if isinstance(factor, Block):
        return factor.table
    return vectors.tables.get(factor.name) if isinstance(factor, TexSymbol) else None


def _product(matrix: TexFactor, vector: TexFactor, vectors: Vectors) -> TexSum | None:
    """A row times a vector; None where they are not written out."""
    if isinstance(matrix, TexSymbol) and isinstance(vector, TexSymbol) and matrix.text in vectors.indicators:
        index = vectors.indicators[matrix.text]
        return (TexTerm(Fraction(1), (replace(vector, indices=(index,)),), vector.span),)
    table = _table(matrix, vectors)
    if table is None or not isinstance(vector, TexSymbol | Block):
        return None
    cells = _first_row(table)
    if cells is None:
        return None
    columns = [_plain(sum_of(cell, vectors.alphabet), _has_rows(table)) for cell in cells]
    grouped = _of_groups(columns)
    group, columns = grouped if grouped is not None else ("", columns)
    entries = _entries(vector, len(columns), vectors, group)
    if entries is None:
        return None
    terms: list[TexTerm] = []
    for column, entry in zip(columns, entries, strict=True):
        terms += multiplied_out((TexTerm(Fraction(1), (entry,), entry.span),), column)
    return tuple(terms)


def _first_row(table: TexNode) -> list[TexRow] | None:
    node = table.base if isinstance(table, TexScripted) else table
    if isinstance(node, TexTable):
        if len(node.rows) > 1 and all(len(row) == 1 for row in node.rows):
            return [row[0] for row in node.rows]
        return list(node.rows[0])
    cells = cells_of(table)
    if len(cells) == 1 and cells[0].items and isinstance(cells[0].items[0], TexTable):
        return _first_row(cells[0].items[0])
    return cells if len(cells) > 1 else None


def _has_rows(table: TexNode) -> bool:
    node = table.base if isinstance(table, TexScripted) else table
    return isinstance(node, TexTable) and len(node.rows) > 1 and any(len(row) > 1 for row in node.rows)


def _plain(column: TexSum, is_row: bool) -> TexSum:
    """An entry of a matrix without the number of its row."""
    return tuple(replace(term, factors=tuple(_unnumbered(one, is_row) for one in term.factors)) for term in column)


def _unnumbered(factor: TexFactor, is_row: bool) -> TexFactor:
    if isinstance(factor, TexSymbol) and is_row:
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
    table = _table(vector, vectors)
    if table is not None and not group:
        cells = [cell for cell in cells_of(table) if not _is_dots(cell)]
        sums = [sum_of(cell, vectors.alphabet) for cell in cells]
        symbols = [one[0].factors[0] for one in sums if len(one) == 1 and len(one[0].factors) == 1]
        found = [one for one in symbols if isinstance(one, TexSymbol)]
        return found if len(found) == number else None
    if not isinstance(vector, TexSymbol):
        return None
    indices = vector.indices or ((group,) if group else ())
    return [
        replace(vector, labels=(str(place), *vector.labels), indices=indices, bold=False) for place in range(number)
    ]


def _is_dots(cell: TexRow) -> bool:
    return all(isinstance(item, TexSign) and item.text in ("dots", "blank") for item in cell.items)
