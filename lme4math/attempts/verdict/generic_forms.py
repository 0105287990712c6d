"""`Y = Xβ + Zγ + ε` without X and Z: what is left open, and what is said of the effects all the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lme4math.attempts.meant.evidence import INITIAL, Vocabulary, best_likeness, candidates
from lme4math.attempts.meant.interpretation import Finding, coefficient_name
from lme4math.attempts.meant.prose_hints import Hints
from lme4math.attempts.said.said_laws import cells_of
from lme4math.attempts.said.substitution import Definition
from lme4math.attempts.said.told_model import ToldModel
from lme4math.attempts.said.told_response import is_moment
from lme4math.attempts.tex.tex_nodes import flat_text
from lme4math.attempts.tex.tex_sums import sum_of
from lme4math.attempts.tex.tex_symbols import TexSymbol, symbols_standing_in
from lme4math.attempts.tex.tex_terms import Asked, Block, TexTerm, symbols_in
from lme4math.model import MixedModel
from lme4math.records import record


@record
class GenericForm:
    """What a generic equation shows.

    Attributes:
        differences: effects of one group that are made of those of another, and what follows.
        notes: that the form is generic, and signs that do not multiply.
    """

    differences: tuple[Finding, ...]
    notes: tuple[Finding, ...]


def generic_form(told: ToldModel, code: MixedModel, vocabulary: Vocabulary, hints: Hints) -> GenericForm | None:
    """Look through a text whose matrices are nowhere written out; None where it is another."""
    response = told.response.symbol
    if response is None or response.indices:
        return None
    pairs = [term for term in told.response.predictor if _is_product(term)]
    written = {flat_text(row) for one in told.said.statements if one.relation == "=" for row in one.left}
    if len(pairs) < 2 or any(_matrix(term) in written for term in pairs):
        return None
    statement = next((one for one in told.said.statements if one.span in told.response.used), None)
    if statement is None:
        return None
    right = " ".join(flat_text(item) for item in statement.right.items)
    notes = [Finding("generic_form", (("of", f"{flat_text(statement.left[0])} = {right}"),), statement.span)]
    stacked = [one for one in told.definitions if _is_stacked(one, pairs)]
    differences = list(_of_levels(stacked, told, code, vocabulary, hints))
    if stacked:
        bases = dict.fromkeys(one for definition in stacked for one in _parts(definition, told))
        differences += [_without_distribution(base) for base in bases if not _has_law(base, told)]
        differences += [
            _without_distribution(one.symbol.base) for one in told.residuals if not _has_law(one.symbol.base, told)
        ]
        added = [definition for definition in stacked if _adds_a_row(definition)]
        if added:
            base = next(iter(bases), "")
            fields = (("symbol", base), ("by", "the row of indicators"))
            notes.append(Finding("not_multiplied", fields, added[0].span))
    return GenericForm(tuple(dict.fromkeys(differences)), tuple(notes))


def _matrix(term: TexTerm) -> str:
    return term.factors[0].text if isinstance(term.factors[0], TexSymbol) else ""


def _is_product(term: TexTerm) -> bool:
    """A matrix and a vector: `Zγ`."""
    factors = [one for one in term.factors if isinstance(one, TexSymbol)]
    return (
        len(factors) == 2 == len(term.factors) and factors[0].base.isupper() and not any(one.labels for one in factors)
    )


def _is_stacked(definition: Definition, pairs: Sequence[TexTerm]) -> bool:
    """Whether it makes the vector that Z multiplies of a product, or of rows and columns, of further effects."""
    vectors = {one.base for term in pairs for one in term.factors[1:] if isinstance(one, TexSymbol)}
    if definition.symbol.base not in vectors or not definition.symbol.indices:
        return False
    return any(_is_inner(term) for term in definition.value)


def _is_inner(term: TexTerm) -> bool:
    upper = [one for one in term.factors if isinstance(one, TexSymbol) and one.base.isupper()]
    return bool(upper and len(term.factors) > 1) or any(isinstance(one, Block) for one in term.factors)


def _parts(definition: Definition, told: ToldModel) -> Iterator[str]:
    """The vectors of effects within a definition, and what is added to them."""
    for term in definition.value:
        for factor in term.factors:
            if isinstance(factor, Block):
                for symbol in _of_block(factor, told):
                    if symbol.labels and symbol.labels[0].isdigit():
                        yield symbol.base
                        break
            elif isinstance(factor, TexSymbol) and not factor.base.isupper():
                yield factor.base


def _of_block(block: Block, told: ToldModel) -> Iterator[TexSymbol]:
    for cell in cells_of(block.table):
        terms = sum_of(cell, told.alphabet)
        if not any(isinstance(one, Asked) for term in terms for one in term.factors):
            yield from symbols_in(terms)


def _adds_a_row(definition: Definition) -> bool:
    """A row of indicators plus a column of effects, where their product is meant."""
    alone = [term for term in definition.value if len(term.factors) == 1 and isinstance(term.factors[0], Block)]
    return len(alone) > 1


def _of_levels(
    stacked: Sequence[Definition], told: ToldModel, code: MixedModel, vocabulary: Vocabulary, hints: Hints
) -> Iterator[Finding]:
    for definition in stacked:
        level = _group(definition, vocabulary, hints)
        others = [name for name in vocabulary.groups if name != level]
        if level is None or len(others) != 1:
            continue
        fields = (("symbol", definition.symbol.base), ("level", level), ("found", others[0]))
        yield Finding("level_mismatch", fields)
        for term in code.random:
            if set(term.group.variables) == set(vocabulary.groups[others[0]]):
                for column in term.part.columns:
                    yield Finding("missing_random_effect", (("group", others[0]), ("coefficient", column.name)))
        yield from _again(definition, told, vocabulary, hints)


def _group(definition: Definition, vocabulary: Vocabulary, hints: Hints) -> str | None:
    """The group whose letter, or whose word, an index is; of several that fit the one of fewest variables."""
    for index in definition.symbol.indices:
        words = [*hints.groups.get(index, ()), index]
        fits = [name for name, own in vocabulary.groups.items() if best_likeness(words, own[0]) >= INITIAL]
        fits += [name for name, own in vocabulary.groups.items() if best_likeness(words, own[-1]) >= INITIAL]
        if fits:
            return min(fits, key=lambda name: len(vocabulary.groups[name]))
    return None


def _again(definition: Definition, told: ToldModel, vocabulary: Vocabulary, hints: Hints) -> Iterator[Finding]:
    """Covariates in such a row, which the response's own matrix has already."""
    for term in definition.value:
        for block in term.factors:
            if not isinstance(block, Block):
                continue
            cells = cells_of(block.table)
            first = next(iter(cells), None)
            for inner in sum_of(first, told.alphabet) if first is not None else ():
                asked = any(isinstance(one, Asked) for one in inner.factors)
                for one in inner.factors if asked else ():
                    fits = candidates(one, vocabulary, hints) if isinstance(one, TexSymbol) else {}
                    best = max(fits, key=lambda atoms: (fits[atoms], len(atoms)), default=None)
                    if best is not None and fits[best]:
                        yield Finding("repeated_term", (("coefficient", coefficient_name(((inner.number, best),))),))


def _without_distribution(base: str) -> Finding:
    return Finding("missing_distribution", (("of", base),))


def _has_law(base: str, told: ToldModel) -> bool:
    return any(symbol.base == base for law in told.laws for symbol in law.symbols)


def marginal_form(told: ToldModel) -> Finding | None:
    """Means, variances and covariances of the response alone, from which the random effects are integrated out."""
    symbol = told.response.symbol
    for statement in told.said.statements if symbol is not None and not told.effects else ():
        if statement.relation != "=" or not all(map(is_moment, statement.left)) or "|" in flat_text(statement.left[0]):
            continue
        if any(one.base == symbol.base for one in symbols_standing_in(statement.left, told.alphabet) if symbol):
            return Finding("generic_form", (("of", "the marginal form"),), statement.span)
    return None
