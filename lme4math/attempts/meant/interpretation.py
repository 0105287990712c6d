"""One way to read a text as a model in R: covariates, groups and blocks settled, with what was noticed on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product

from lme4math.attempts.meant.as_formula import (
    INTERCEPT,
    LevelIs,
    RAtom,
    RBlock,
    RColumn,
    RModel,
    RNumber,
    column_code,
    numbers_term,
)
from lme4math.attempts.meant.as_r import Key, code_of, keys_in, r_column, unreadable_in
from lme4math.attempts.meant.effect_kinds import SortedEffects, VaryingEffect, index_choices, sorted_effects
from lme4math.attempts.meant.evidence import Vocabulary
from lme4math.attempts.meant.group_matching import GroupChoice, group_choices
from lme4math.attempts.meant.prose_hints import Hints
from lme4math.attempts.meant.random_blocks import read_blocks
from lme4math.attempts.meant.symbol_matching import SymbolChoice, symbol_choices
from lme4math.attempts.said.told_model import TexColumn, ToldEffect, ToldModel
from lme4math.attempts.tex.tex_symbols import TexSymbol
from lme4math.attempts.tex.tex_terms import TexFactor, TexTerm
from lme4math.records import record
from lme4math.source import Span

MOST_READINGS = 200


@record
class Finding:
    """A difference or a note of the closed vocabulary that the text alone shows.

    Attributes:
        kind: its kind.
        fields: its fields.
        span: where in the text.
    """

    kind: str
    fields: tuple[tuple[str, object], ...]
    span: Span | None = None

    @property
    def told(self) -> dict[str, object]:
        """As a dict."""
        return {"kind": self.kind, **dict(self.fields)}


@record
class Interpretation:
    """One way to read a text.

    Attributes:
        symbols, groups: what was settled, and how.
        model: the model in R; None where a part has no form there.
        silent: grouping factors of which the text does not say whether their effects are correlated.
        joined: the model with the effects of those in one block; the same where there are none.
        findings: differences and notes that the text alone shows.
        spans: where the effects and coefficients stand, by what they are in R.
        unread: what could not be read.
        indices: what indices stand for, as the caller says or as is left.
    """

    symbols: SymbolChoice
    groups: GroupChoice
    model: RModel | None
    silent: frozenset[str]
    joined: RModel | None
    findings: tuple[Finding, ...]
    spans: Mapping[tuple[str, RColumn], tuple[Span, ...]]
    unread: tuple[str, ...]
    indices: Mapping[str, str]


def interpretations(
    told: ToldModel,
    vocabulary: Vocabulary,
    hints: Hints,
    given_symbols: Mapping[Key, tuple[RAtom, ...]],
    given_indices: Mapping[str, str],
    response: str,
) -> list[Interpretation]:
    """The ways to read a text that its words and letters leave open, the likeliest first.

    Args:
        response: R code of the response, where that is settled.
    """
    columns = [effect.column for effect in (*told.fixed, *told.effects)]
    keys = [key for column in (*columns, *told.offsets) for key in keys_in(column)]
    exposures = frozenset(key for column in told.offsets for key in keys_in(column))
    exposures -= {key for column in columns for key in keys_in(column)}
    found: list[Interpretation] = []
    for indices in index_choices(told, vocabulary, hints, given_indices):
        effects = sorted_effects(told, vocabulary, hints, indices)
        sets: dict[frozenset[str], list[TexSymbol]] = {}
        for varying in effects.varying:
            sets.setdefault(varying.group, []).append(varying.effect.symbol)
        groups = group_choices(sets, vocabulary, hints, indices)
        counted = frozenset(name for family in effects.families for name in family.factors)
        symbols = symbol_choices(keys, vocabulary, hints, given_symbols, counted, exposures)
        found += [
            _interpretation(told, effects, vocabulary, symbol, group, hints, response, indices)
            for symbol, group in islice(product(symbols, groups), MOST_READINGS)
        ]
    return found


def _interpretation(
    told: ToldModel,
    effects: SortedEffects,
    vocabulary: Vocabulary,
    symbols: SymbolChoice,
    groups: GroupChoice,
    hints: Hints,
    response: str,
    indices: Mapping[str, str],
) -> Interpretation:
    findings: list[Finding] = []
    unread: list[str] = []
    spans: dict[tuple[str, RColumn], tuple[Span, ...]] = {}
    fixed = list(_fixed(told, effects, vocabulary, symbols, findings, unread, spans))
    offsets = []
    for column in told.offsets:
        code = None if any(_is_vector(one) for one in unreadable_in(column)) else _offset(column, symbols)
        if code is None:
            unread.append("a term without a coefficient")
        else:
            offsets.append(code)
    blocks = read_blocks(told, _columns_of(effects, vocabulary, symbols, unread), groups, hints, vocabulary.repeated)
    for varying, made in blocks.columns:
        spans[groups.groups.get(varying.group, ""), made] = varying.effect.spans
    findings += [Finding(kind, fields, span) for kind, fields, span in blocks.findings]
    family = told.response.family or "gaussian"

    def model(parts: Sequence[RBlock]) -> RModel:
        return RModel(response, tuple(fixed), tuple(parts), tuple(offsets), family, told.response.link)

    if told.has_sum:
        unread.append("the sum")
    readable = not unread
    return Interpretation(
        symbols,
        groups,
        model(blocks.literal) if readable else None,
        blocks.silent,
        model(blocks.joined) if readable else None,
        tuple(findings),
        spans,
        tuple(dict.fromkeys(unread)),
        indices,
    )


def _is_vector(factor: TexFactor) -> bool:
    return isinstance(factor, TexSymbol) and factor.bold


def _offset(column: TexColumn, symbols: SymbolChoice) -> str | None:
    return code_of(tuple(TexTerm(number, factors) for number, factors in column), symbols.meaning)


def _fixed(
    told: ToldModel,
    effects: SortedEffects,
    vocabulary: Vocabulary,
    symbols: SymbolChoice,
    findings: list[Finding],
    unread: list[str],
    spans: dict[tuple[str, RColumn], tuple[Span, ...]],
) -> Iterator[RColumn]:
    seen: dict[RColumn, ToldEffect] = {}
    for effect in told.fixed:
        column = _in_r(effect, symbols, unread)
        if column is None:
            continue
        if column in seen and not told.joint:
            findings.append(Finding("repeated_term", (("coefficient", coefficient_name(column)),), effect.spans[0]))
        elif column not in seen:
            yield column
        seen.setdefault(column, effect)
        spans["", column] = effect.spans
    families: set[tuple[frozenset[str], RColumn]] = set()
    for family in effects.families:
        inner = _in_r(family.effect, symbols, unread)
        if inner is None:
            continue
        key = (frozenset(family.factors), inner)
        if key in families:
            name = ":".join(family.factors)
            findings.append(Finding("repeated_term", (("coefficient", name),), family.effect.spans[0]))
        families.add(key)
        for levels in product(*(levels_of(factor, vocabulary) for factor in family.factors)):
            atoms = (*inner[0][1], *levels)
            column = ((inner[0][0], tuple(atoms)),)
            spans["", column] = family.effect.spans
            yield column


def levels_of(factor: str, vocabulary: Vocabulary) -> list[RAtom]:
    """The indicators of a factor's levels; the factor itself where they are not known."""
    if factor in vocabulary.factors:
        return [LevelIs(factor, level) for level in vocabulary.factors[factor]]
    return [RNumber(factor if factor in vocabulary.open_factors else f"factor({factor})")]


def coefficient_name(column: RColumn) -> str:
    """A column's name as R would have it, of treatment contrasts."""
    if column == INTERCEPT:
        return "(Intercept)"
    if len(column) > 1:
        return column_code(column)
    atoms = [atom for _, product_of_one in column for atom in product_of_one]
    numbers = numbers_term(atom for atom in atoms if isinstance(atom, RNumber))
    levels = (f"{atom.factor}{atom.level}" for atom in atoms if isinstance(atom, LevelIs))
    return ":".join((*[numbers] * bool(numbers), *levels))


def _in_r(effect: ToldEffect, symbols: SymbolChoice, unread: list[str]) -> RColumn | None:
    for factor in unreadable_in(effect.column):
        name = factor.text if isinstance(factor, TexSymbol) else "a vector"
        unread.append(f"{name} beside {effect.symbol.text}")
        return None
    made = r_column(effect.column, symbols.meaning)
    if made is None:
        unread.append(effect.symbol.text)
    return made


def _columns_of(
    effects: SortedEffects, vocabulary: Vocabulary, symbols: SymbolChoice, unread: list[str]
) -> list[tuple[VaryingEffect, list[RColumn]]]:
    """Each varying effect with its columns: one, or one for each level of a factor."""
    found = []
    for varying in effects.varying:
        column = _in_r(varying.effect, symbols, unread)
        if column is None:
            continue
        if not varying.factors:
            found.append((varying, [column]))
            continue
        choices = product(*(levels_of(factor, vocabulary) for factor in varying.factors))
        found.append((varying, [((column[0][0], (*column[0][1], *levels)),) for levels in choices]))
    return found
