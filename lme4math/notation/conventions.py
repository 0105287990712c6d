"""The remarks under the equations: ranges of indices, the meaning of j[i], what is independent of what."""

from __future__ import annotations

from lme4math.model import Score
from lme4math.notation.expressions import basis_of
from lme4math.notation.laws import has_residual, law_meanings, weights_in_likelihood
from lme4math.notation.names.naming import Names
from lme4math.notation.names.symbols import Index
from lme4math.notation.predictor import piece_value, residual
from lme4math.notation.statements import (
    BasisMeaning,
    Distributed,
    FunctionMeaning,
    Independent,
    LikelihoodWeight,
    LinkMeaning,
    LookupMeaning,
    Range,
    Remark,
    Statement,
)
from lme4math.notation.tree import ContrastScore


def remarks(names: Names, statements: tuple[Statement, ...]) -> tuple[Remark, ...]:
    """The remarks that go with a notation's statements."""
    return (
        *_ranges(names),
        *_factor_ranges(names),
        *_lookups(names),
        *_score_meanings(names),
        *_basis_meanings(names),
        *_link_meaning(names),
        *law_meanings(names, tuple(one.law for one in statements if isinstance(one, Distributed))),
        *_likelihood_weights(names),
        Independent(
            tuple(names.model.random[term].group.name for term in names.terms),
            residual(names.observation) if has_residual(names) else None,
        ),
    )


def _likelihood_weights(names: Names) -> tuple[LikelihoodWeight, ...]:
    weight = weights_in_likelihood(names)
    return () if weight is None else (LikelihoodWeight(names.observation, weight),)


def _link_meaning(names: Names) -> tuple[LinkMeaning, ...]:
    family = names.model.family
    return (LinkMeaning(names.link, family.link),) if family.own else ()


def _ranges(names: Names) -> tuple[Range, ...]:
    """The ranges of the indices of observations and groups; of nested ones within the outer group."""
    nested = names.observation.nested
    levels = names.hierarchy.inwards if nested else range(1, len(names.groups) + 1)
    counted = (level for level in levels if not (nested and names.is_combination(level)))
    indices = ((names.groups[level - 1], names.group(level)) for level in counted)
    groups = (Range(index, group, _within(names, index)) for index, group in indices)
    return Range(names.observation, None, _within(names, names.observation)), *groups


def _within(names: Names, index: Index) -> tuple[str, ...]:
    return tuple(map(names.group, names.outside(index)))


def _lookups(names: Names) -> tuple[LookupMeaning, ...]:
    if names.observation.nested:
        return ()
    levels = enumerate(names.model.levels, start=1)
    return tuple(LookupMeaning(names.lookup(level), group.name) for level, group in levels)


def _factor_ranges(names: Names) -> tuple[Range, ...]:
    """The ranges of the indices over levels that are not known."""
    ranges = ((names.factor_index(piece.variable, piece.full), piece.variable.frame_name) for piece in names.families)
    return tuple({index.symbol: Range(index, name) for index, name in ranges}.values())


def _score_meanings(names: Names) -> tuple[FunctionMeaning, ...]:
    pieces = {piece: None for row in names.rows for piece in row.column.pieces if isinstance(piece, Score)}
    values = (piece_value(names, piece, names.observation) for piece in pieces)
    return tuple(
        FunctionMeaning(value.function, value.variable, value.scores)
        for value in values
        if isinstance(value, ContrastScore)
    )


def _basis_meanings(names: Names) -> tuple[BasisMeaning, ...]:
    variables = {variable.frame_name: variable.expression for variable in names.model.variables}
    found = ((name, symbol, basis_of(variables[name])) for name, symbol in names.bases.items())
    return tuple(BasisMeaning(symbol, basis.form, name) for name, symbol, basis in found if basis is not None)
