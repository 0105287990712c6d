"""Readings that a text does not have to the letter, but that its other lines speak for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lme4math.attempts.meant.evidence import CLOSE, Vocabulary, likeness
from lme4math.attempts.said.said_covariances import Structure
from lme4math.attempts.said.said_laws import SaidLaw
from lme4math.attempts.said.told_model import RESIDUALS, ToldEffect, ToldModel
from lme4math.attempts.tex.tex_symbols import TexSymbol, symbols_standing_in
from lme4math.attempts.tex.tex_terms import Asked
from lme4math.records import record


@record
class KinderReading:
    """A text after a small mending.

    Attributes:
        told: the mended reading.
        question: what would settle it.
        is_incomplete: whether the text as it stands is no model.
    """

    told: ToldModel
    question: str
    is_incomplete: bool = False


def kinder_readings(told: ToldModel, vocabulary: Vocabulary) -> Iterator[KinderReading]:
    """The mended readings of a text."""
    yield from _of_sums(told)
    yield from _of_missing_lines(told)
    yield from _of_slips(told)
    yield from _of_bare_factors(told, vocabulary)
    yield from _of_one_index(told)


def _of_bare_factors(told: ToldModel, vocabulary: Vocabulary) -> Iterator[KinderReading]:
    """`β_1 dose` of a factor as a coefficient for each of its levels, unless a line says that dose is a number."""
    said = {one.name for line in told.said.statements for one in symbols_standing_in(line.left, told.alphabet)}
    factors = [(name, levels) for name, levels in vocabulary.factors.items() if len(levels) > 2]
    for symbol in {one for effect in told.fixed for _, column in effect.column for one in column}:
        if not isinstance(symbol, TexSymbol) or symbol.labels or symbol.name in said:
            continue
        for name, levels in factors:
            if likeness(symbol.base, name) >= CLOSE:
                fixed = [one for effect in told.fixed for one in _by_level(effect, symbol, name, levels)]
                question = f"Does “{symbol.text}” stand for the levels of `{name}`, each with a coefficient of its own?"
                yield KinderReading(replace(told, fixed=tuple(fixed)), question)


def _by_level(effect: ToldEffect, symbol: TexSymbol, name: str, levels: Sequence[str]) -> Iterator[ToldEffect]:
    """A coefficient of a factor as one for each level but the first; another as it is."""
    if not any(symbol in column for _, column in effect.column):
        yield effect
        return
    for level in levels[1:]:
        column = tuple(
            (number, tuple(Asked(name, level) if one == symbol else one for one in factors))
            for number, factors in effect.column
        )
        own = replace(effect.symbol, labels=(*effect.symbol.labels, level))
        yield replace(effect, symbol=own, column=column)


def _of_one_index(told: ToldModel) -> Iterator[KinderReading]:
    """`y_i = … + u_i + e_i`, `u ~ N(0, τ²)`: u with an index of its own."""
    others = [one for one in told.residuals if one.symbol.base not in RESIDUALS]
    own = others[0] if len(told.residuals) == len(others) + 1 == 2 else None
    if own is not None and own.law is not None and not any(one.indices for one in own.law.symbols):
        effect = replace(own, symbol=replace(own.symbol, indices=(own.symbol.base,), looked_up=1))
        residuals = tuple(one for one in told.residuals if one is not own)
        question = f"Is “{own.symbol.text}” one effect for each group, rather than for each observation?"
        yield KinderReading(replace(told, effects=(*told.effects, effect), residuals=residuals), question)


def _of_sums(told: ToldModel) -> Iterator[KinderReading]:
    """`α_{j[i],k[i]}` as the sum of a part for j and a part for k, though one statement speaks of both."""
    effects: list[ToldEffect] = []
    split: list[TexSymbol] = []
    for effect in told.effects:
        symbol = effect.symbol
        if symbol.joint and symbol.looked_up > 1 and effect.law is not None and len(symbol.indices) > 1:
            split.append(symbol)
            effects += [replace(effect, symbol=replace(symbol, indices=(one,), joint=False)) for one in symbol.indices]
        else:
            effects.append(effect)
    if split:
        yield KinderReading(
            replace(told, effects=tuple(effects)),
            f"Is “{_letters(split[0])}” one effect for each combination of {' and '.join(split[0].indices)}, or a sum "
            "of one effect for each of them? A sum needs a distribution, and a variance, for each.",
        )


def _letters(symbol: TexSymbol) -> str:
    return replace(symbol, accent="").text if symbol.accent == "deviation" else symbol.text


def _of_missing_lines(told: ToldModel) -> Iterator[KinderReading]:
    """A coefficient of a level that has no equation, with a mean and a deviation as its companions have."""
    fixed, effects = list(told.fixed), list(told.effects)
    mended: list[TexSymbol] = []
    for place, effect in enumerate(told.effects):
        siblings = [
            one for one in told.definitions
            if one.symbol.base == effect.symbol.base and set(one.symbol.indices) == set(effect.symbol.indices)
        ]  # fmt: skip
        if effect.law is None and siblings:
            mended.append(effect.symbol)
            fixed.append(
                ToldEffect(replace(effect.symbol, accent="mean", indices=()), effect.column, spans=effect.spans)
            )
            law = next(
                (
                    one.law
                    for one in told.effects
                    if one.law is not None and set(one.symbol.indices) == set(effect.symbol.indices)
                ),
                None,
            )
            wide = None if law is None else replace(law, symbols=(*law.symbols, effect.symbol), structure=_joined(law))
            effects[place] = replace(effect, law=wide, place=len(law.symbols) if law is not None else 0)
            effects = [replace(one, law=wide) if one.law is law and law is not None else one for one in effects]
    if mended:
        names = " and ".join(f"“{_letters(symbol)}”" for symbol in mended)
        has, does, its = ("has", "does it", "its own") if len(mended) == 1 else ("have", "do they", "their own")
        yield KinderReading(
            replace(told, fixed=tuple(fixed), effects=tuple(effects)),
            f"{names} {has} no equation: {does} have a mean and a deviation of {its}, or a mean only?",
            True,
        )


def _joined(law: SaidLaw) -> Structure:
    """Its covariance with one effect more."""
    return replace(law.structure, kind="us", apart=(tuple(range(len(law.symbols) + 1)),))


def _of_slips(told: ToldModel) -> Iterator[KinderReading]:
    """Effects with the indices that the statement of their distribution has."""
    effects: list[ToldEffect] = []
    slipped: dict[str, None] = {}
    for effect in told.effects:
        entry = effect.law.symbols[effect.place] if effect.law is not None else None
        own = effect.symbol.indices
        if entry is not None and entry.indices and len(entry.indices) == len(own) and set(entry.indices) != set(own):
            slipped[effect.symbol.base] = None
            effects.append(replace(effect, symbol=replace(effect.symbol, indices=entry.indices)))
        else:
            effects.append(effect)
    if slipped:
        yield KinderReading(
            replace(told, effects=tuple(effects)),
            f"Which index of {' and '.join(f'“{one}”' for one in slipped)} is meant?",
        )
