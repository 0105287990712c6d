"""Effects with indices, sorted: those of the levels of a factor in the fixed part, and those that vary over groups."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import islice, permutations

from lme4math.attempts.meant.evidence import CLOSE, INITIAL, Vocabulary, best_likeness, likeness
from lme4math.attempts.meant.prose_hints import Hints
from lme4math.attempts.said.said_covariances import Structure
from lme4math.attempts.said.told_model import ToldEffect, ToldModel
from lme4math.attempts.tex.tex_nodes import flat_text
from lme4math.attempts.tex.tex_symbols import TexSymbol
from lme4math.records import record

FACTOR_MARK = "(factor) "
MOST_LEFT = 4
MOST_CHOICES = 24
"""In how many ways four indices count four factors; where more factors are left, the equation lacks some anyway."""


@record
class FamilyEffect:
    """A population coefficient for each level of factors: `β_{diet[i]}`."""

    effect: ToldEffect
    factors: tuple[str, ...]


@record
class VaryingEffect:
    """An effect that varies over groups.

    Attributes:
        effect: the effect.
        group: the indices of its group.
        factors: factors for whose levels it has an effect each, as u_{s,c} with one law for all c.
        structure: the covariance among these, where a statement says it.
    """

    effect: ToldEffect
    group: frozenset[str]
    factors: tuple[str, ...] = ()
    structure: Structure | None = None


@record
class SortedEffects:
    """Effects of factors' levels, and effects that vary."""

    families: tuple[FamilyEffect, ...]
    varying: tuple[VaryingEffect, ...]


def with_means_of_levels(told: ToldModel, vocabulary: Vocabulary) -> ToldModel:
    """A text in which `μ_{trt}`, alone, is the mean of each level of the factor trt."""
    factors = {*vocabulary.factors, *vocabulary.open_factors}
    named = [
        effect for effect in told.fixed
        if effect.symbol.base == "mu" and len(effect.symbol.labels) == 1 and factors.issuperset(effect.symbol.labels)
        and effect.column == ((Fraction(1), ()),) and effect.law is None and not effect.symbol.indices
    ]  # fmt: skip
    means = tuple(
        replace(one, symbol=replace(one.symbol, labels=(), indices=one.symbol.labels, looked_up=1)) for one in named
    )
    fixed = tuple(effect for effect in told.fixed if effect not in named)
    return replace(told, fixed=fixed, effects=(*told.effects, *means)) if named else told


def index_choices(
    told: ToldModel, vocabulary: Vocabulary, hints: Hints, given: Mapping[str, str]
) -> list[dict[str, str]]:
    """What indices stand for: what the caller says, and each way in which others count levels of what factors are left.

    Letters that are initials, as α and β of A and B, settle it.
    """
    factors = (*vocabulary.factors, *vocabulary.open_factors)
    inner = {
        one: FACTOR_MARK + structured.factors[0]
        for structured in _all_structured(told, vocabulary, hints, given)
        if structured is not None
        for one in structured.effect.symbol.indices
        if one not in structured.group
    }
    given = {**inner, **given}
    choices = [{**one, **given} for one in _left_over(told, factors, vocabulary, hints, given)]
    return choices or [given]


def _all_structured(
    told: ToldModel, vocabulary: Vocabulary, hints: Hints, given: Mapping[str, str]
) -> list[VaryingEffect | None]:
    return [_structured(effect, told, vocabulary, hints, given) for effect in told.effects]


def sorted_effects(told: ToldModel, vocabulary: Vocabulary, hints: Hints, given: Mapping[str, str]) -> SortedEffects:
    """Sort the effects with indices of a text.

    Args:
        given: what indices stand for, one of the `index_choices`.
    """
    families: list[FamilyEffect] = []
    varying: list[VaryingEffect] = []
    factors = (*vocabulary.factors, *vocabulary.open_factors)
    grouped = {frozenset(effect.symbol.indices) for effect in told.effects if not _is_population(effect)}
    structures = _all_structured(told, vocabulary, hints, given)
    for effect, structured in zip(told.effects, structures, strict=True):
        if structured is not None:
            varying.append(structured)
            continue
        if _is_population(effect) and effect.law is not None:
            families.append(FamilyEffect(effect, _counted(effect.symbol, vocabulary, hints, given)))
            continue
        names = _factors_of(effect, factors, vocabulary, hints, given) if effect.law is None else None
        alone = frozenset(effect.symbol.indices) not in grouped
        if names is not None and (alone or _given_factor(effect.symbol, given)):
            families.append(FamilyEffect(effect, names))
        else:
            varying.append(VaryingEffect(effect, frozenset(effect.symbol.indices)))
    return SortedEffects(tuple(families), tuple(varying))


def _is_population(effect: ToldEffect) -> bool:
    """Whether nothing says that it varies: it has no distribution, or a prior whose parameters are numbers."""
    if effect.law is None:
        return True
    return effect.law.structure.constant and effect.symbol.accent != "deviation"


def _counted(symbol: TexSymbol, vocabulary: Vocabulary, hints: Hints, given: Mapping[str, str]) -> tuple[str, ...]:
    """The variables whose levels the indices of a coefficient with a prior of numbers count."""
    names = [variable for variables in vocabulary.groups.values() for variable in variables]
    known = (*vocabulary.factors, *vocabulary.open_factors, *names)
    return tuple(factor_of(one, symbol, known, hints, given) or one for one in symbol.indices)


def _left_over(
    told: ToldModel, factors: Sequence[str], vocabulary: Vocabulary, hints: Hints, given: Mapping[str, str]
) -> list[dict[str, str]]:
    """Factors that nothing else stands for, for the indices whose effects have no distribution."""
    lawful = {frozenset(effect.symbol.indices) for effect in told.effects if effect.law is not None}
    variables = [variable for own in vocabulary.groups.values() for variable in own]
    symbols: dict[str, TexSymbol] = {}
    for effect in told.effects:
        if effect.law is None and effect.symbol.kind in ("greek", "pair"):
            for one in effect.symbol.indices if len(effect.symbol.indices) < 3 else ():
                if len(effect.symbol.indices) == 1 or one not in symbols:
                    symbols[one] = effect.symbol
    known = {one: factor_of(one, symbol, factors, hints, given) for one, symbol in symbols.items()}
    indices = [
        one
        for one in symbols
        if known[one] is None
        and frozenset([one]) not in lawful
        and not any(best_likeness(hints.groups.get(one, ())[:1], variable) >= CLOSE for variable in variables)
    ]
    left = [factor for factor in factors if factor not in known.values()]
    if not len(lawful) >= len(vocabulary.groups) > 0 or not 0 < len(indices) <= min(len(left), MOST_LEFT):
        return []
    choices = list(permutations(left, len(indices)))
    fits = [sum(_begins(symbols[one], name) for one, name in zip(indices, each, strict=True)) for each in choices]
    most = max(fits)
    best = (each for each, score in zip(choices, fits, strict=True) if score == most)
    return [
        {one: FACTOR_MARK + name for one, name in zip(indices, each, strict=True)}
        for each in islice(best, MOST_CHOICES)
    ]


def _begins(symbol: TexSymbol, name: str) -> bool:
    """Whether a letter is the initial of a name: the α of `A`."""
    return len(symbol.indices) == 1 and symbol.base[:1].lower() == name[:1].lower()


def _given_factor(symbol: TexSymbol, given: Mapping[str, str]) -> bool:
    return any(given.get(one, "").startswith(FACTOR_MARK) for one in symbol.indices)


def _factors_of(
    effect: ToldEffect, factors: Sequence[str], vocabulary: Vocabulary, hints: Hints, given: Mapping[str, str]
) -> tuple[str, ...] | None:
    """The factors whose levels the indices of a coefficient without a distribution count."""
    found = []
    for one in effect.symbol.indices:
        name = factor_of(one, effect.symbol, factors, hints, given)
        if name is None:
            return None
        found.append(name)
    single = {variables[0] for variables in vocabulary.groups.values() if len(variables) == 1}
    if len(found) == 1 and found[0] in single and not _is_fixed(found[0], vocabulary):
        return None
    return tuple(dict.fromkeys(found))


def _is_fixed(name: str, vocabulary: Vocabulary) -> bool:
    return name in vocabulary.factors or name in vocabulary.open_factors or name in vocabulary.plain


def factor_of(
    index: str, symbol: TexSymbol, factors: Sequence[str], hints: Hints, given: Mapping[str, str]
) -> str | None:
    """The factor whose levels an index counts, by a word of the text or by its letter."""
    if index in given:
        name = given[index].removeprefix(FACTOR_MARK)
        return next((factor for factor in factors if factor == name), None)
    words = [index] if len(index) > 1 else list(hints.groups.get(index, ()))
    close = [factor for factor in factors if best_likeness(words[:1], factor) >= CLOSE]
    close = close or [factor for factor in factors if best_likeness(words, factor) >= CLOSE]
    if close:
        return close[0]
    if words:
        return None
    if symbol.kind == "letter":
        initial = [factor for factor in factors if likeness(symbol.base, factor) == INITIAL]
        if len(initial) == 1:
            return initial[0]
    initial = [factor for factor in factors if likeness(index, factor) == INITIAL]
    if len(initial) == 1 and index not in "ijklmn":
        return initial[0]
    return None


_COVARIANCE = re.compile(r"^Cov\((?P<one>.*?)\s*,\s*(?P<other>.*)\)$")
_LAG = re.compile(r"\^\(?\|?(?P<one>[^-^|(]*)-(?P<other>[^-|)]*)")


def _structured(
    effect: ToldEffect, told: ToldModel, vocabulary: Vocabulary, hints: Hints, given: Mapping[str, str]
) -> VaryingEffect | None:
    """An effect for each level of a factor within a group, whose covariance over the levels is said."""
    symbol = effect.symbol
    if len(symbol.indices) < 2:
        return None
    factors = (*vocabulary.factors, *vocabulary.open_factors)
    inner: str | None = None
    structure: Structure | None = None
    written = 0
    for law in told.laws:
        for entry in law.symbols:
            outside = [one for one in symbol.indices if one not in entry.indices]
            if entry.base == symbol.base and entry.bold and entry.indices and len(outside) == 1:
                inner, structure = outside[0], law.structure
        if is_vector_of(symbol, law.symbols) and (law.structure.kind != "diag" or law.structure.hom):
            outside = [one for one in symbol.indices if one not in law.symbols[0].indices]
            inner, structure, written = outside[0], law.structure, len(law.symbols)
    said = _said_covariance(symbol, told)
    if said is not None:
        inner, structure = said
    if inner is None or structure is None:
        return None
    name = factor_of(inner, symbol, factors, hints, given) or (factors[0] if len(factors) == 1 else None)
    if name is None or (written and written != len(vocabulary.factors.get(name, ()))):
        return None
    group = frozenset(one for one in symbol.indices if one != inner)
    return VaryingEffect(effect, group, (name,), structure)


def is_vector_of(symbol: TexSymbol, entries: Sequence[TexSymbol]) -> bool:
    """Whether these are a symbol's values for each level of one of its indices: of `b_{ij}` b_i1, b_i2 and b_i3."""
    numbers = ["".join(one.labels) for one in entries]
    counted = len(entries) > 1 and sorted(numbers) == [str(place + 1) for place in range(len(entries))]
    alike = {(one.base, frozenset(one.indices)) for one in entries}
    base, indices = next(iter(alike), ("", frozenset[str]()))
    left = len(set(symbol.indices) - indices)
    return counted and len(alike) == 1 and base == symbol.base and indices < set(symbol.indices) and left == 1


def _said_covariance(symbol: TexSymbol, told: ToldModel) -> tuple[str, Structure] | None:
    for statement in told.said.statements:
        left = flat_text(statement.left[0]).replace(" ", "") if len(statement.left) == 1 else ""
        match = _COVARIANCE.match(left)
        if statement.relation != "=" or match is None or not match.group("one").startswith(f"{symbol.base}_"):
            continue
        primed = set(_letters(match.group("other"))) - set(_letters(match.group("one")))
        here = [one for one in symbol.indices if one not in _letters(match.group("other"))]
        if len(here) != 1 or primed != {f"{here[0]}'"} or set(_letters(match.group("one"))) != set(symbol.indices):
            continue
        right = flat_text(statement.right).replace(" ", "")
        lag = _LAG.search(right)
        if lag is None or lag["one"] != lag["other"]:
            return here[0], Structure("ar1" if lag else "cs", not _indexed_scale(right), ((0,),), (right,))
    return None


def _letters(text: str) -> list[str]:
    """The indices of `u_pc'`, a prime with its letter."""
    _, _, below = text.partition("_")
    return re.findall(r"[a-z]'*", below.replace("^", ""))


def _indexed_scale(text: str) -> bool:
    """Whether the standard deviations in a covariance differ: `ρ τ_c τ_{c'}`."""
    return len(re.findall(r"(?:tau|sigma|omega)_[a-z]", text)) > 1
