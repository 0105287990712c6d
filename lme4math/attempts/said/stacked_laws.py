"""Laws of stacked vectors as those of the entries of each block."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from lme4math.attempts.said.said_covariances import structure_of, table_in
from lme4math.attempts.said.said_laws import SaidLaw, cells_of, is_dots
from lme4math.attempts.said.written_vectors import MOST_STEPS, Vectors, is_block, symbol_of_cell
from lme4math.attempts.tex.tex_nodes import TexName, TexNode, TexRow, TexScripted, TexSign, flat_text
from lme4math.attempts.tex.tex_symbols import TexSymbol


def laws_of_scalars(laws: Iterable[SaidLaw], vectors: Vectors, matrices: Mapping[str, TexRow]) -> list[SaidLaw]:
    """The laws of stacked vectors as those of the entries of each block."""
    found: list[SaidLaw] = []
    for law in laws:
        symbol = law.symbols[0] if len(law.symbols) == 1 else None
        table = vectors.table(symbol) if symbol is not None and law.family == "gaussian" else None
        blocks = _blocks(symbol, vectors) if symbol is not None and table is not None else []
        cells = _diagonal(law.arguments[1], matrices, len(blocks)) if blocks and len(law.arguments) > 1 else None
        if cells is None:
            found.append(law)
            continue
        for (entries, elided), cell in zip(blocks, cells, strict=True):
            row = _of_one_level(cell, len(entries))
            structure = structure_of(row, len(entries), matrices)
            arguments = (law.arguments[0], row)
            found.append(SaidLaw(tuple(entries), "gaussian", (), structure, arguments, True, law.span, elided))
    return found


def _blocks(symbol: TexSymbol, vectors: Vectors) -> list[tuple[list[TexSymbol], bool]]:
    """The entries of each block of a stacked vector, for one level, and whether dots stand for some of them."""
    waiting, found = [symbol], list[tuple[list[TexSymbol], bool]]()
    while waiting and len(found) < MOST_STEPS:
        here = waiting.pop()
        table = vectors.table(here)
        cells = cells_of(table) if table is not None else []
        level = vectors.of_level(here)
        many = any(map(is_dots, cells)) or all(level is not None and is_block(one, level, vectors) for one in cells)
        if level is not None and not here.indices and many:
            waiting.append(level)
            continue
        symbols = [one for cell in cells if (one := symbol_of_cell(cell, vectors)) is not None]
        inner = [one for one in symbols if vectors.table(one) is not None]
        if inner and len(inner) == len(symbols):
            waiting += reversed(inner)
        else:
            found.append((symbols, any(map(is_dots, cells))))
    return found


def _diagonal(row: TexRow, matrices: Mapping[str, TexRow], number: int) -> list[TexRow] | None:
    """The blocks of a block-diagonal matrix; None where blocks beside the diagonal are not 0."""
    row = matrices.get(flat_text(row).replace(" ", ""), row)
    table = table_in(row) if len(row.items) == 1 else None
    if table is None:
        return [row] if number == 1 else None
    if number == 1 and len(table.rows) != 1:
        return [row]
    if len(table.rows) != number or any(len(cells) != number for cells in table.rows):
        return None
    others = [cell for one, cells in enumerate(table.rows) for other, cell in enumerate(cells) if one != other]
    if any(flat_text(cell).strip() not in ("0", "") for cell in others):
        return None
    return [table.rows[place][place] for place in range(number)]


def _of_one_level(row: TexRow, size: int) -> TexRow:
    """Σ of `I_J ⊗ Σ`; σ² of `σ² I_J` for one effect in each level."""
    items = row.items
    for place, item in enumerate(items):
        if isinstance(item, TexSign) and item.text == "otimes" and _is_identity(items[:place]):
            return TexRow(items[place + 1 :], row.span)
    if size == 1 and len(items) > 1 and _is_identity(items[-1:]):
        return TexRow(items[:-1], row.span)
    return row


def _is_identity(items: Sequence[TexNode]) -> bool:
    only = items[0] if len(items) == 1 else None
    base = only.base if isinstance(only, TexScripted) else only
    return isinstance(base, TexName) and base.text == "I"
