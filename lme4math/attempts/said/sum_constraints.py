"""Constraints of the effects of a factor's levels: that they sum to 0."""

from __future__ import annotations

from collections.abc import Iterator

from lme4math.attempts.said.told_model import ToldModel
from lme4math.attempts.tex.statements_said import Statement
from lme4math.attempts.tex.tex_nodes import TexScripted, flat_text
from lme4math.attempts.tex.tex_symbols import TexSymbol, symbol_of


def has_intercept(told: ToldModel) -> bool:
    """Whether a coefficient stands alone."""
    return any(one.column == ((one.column[0][0], ()),) for one in told.fixed if one.column)


def sums_to_zero(told: ToldModel) -> Iterator[tuple[TexSymbol, Statement]]:
    """Effects of levels, none of which has a distribution, that sum to 0 over one of their indices: `Σ_i τ_i = 0`."""
    if not has_intercept(told):
        return
    free = {effect.symbol.name: set(effect.symbol.indices) for effect in told.effects if effect.law is None}
    for statement in told.said.statements:
        items = statement.left[0].items if len(statement.left) == 1 and statement.relation == "=" else ()
        if len(items) != 2 or not isinstance(items[0], TexScripted) or flat_text(statement.right).strip() != "0":
            continue
        symbol = symbol_of(items[1], told.alphabet)
        over = flat_text(items[0].below)[:1] if items[0].below is not None else ""
        if symbol is None or flat_text(items[0].base).strip("\\") != "sum" or symbol.power != 1:
            continue
        if free.get(symbol.name) == set(symbol.indices) and over in symbol.indices:
            yield symbol, statement
