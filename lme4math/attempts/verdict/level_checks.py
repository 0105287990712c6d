"""Predictors that stand at the level of a group, though they vary within it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lme4math.attempts.meant.effect_kinds import SortedEffects
from lme4math.attempts.meant.evidence import Vocabulary
from lme4math.attempts.meant.interpretation import Finding
from lme4math.attempts.said.substitution import Definition
from lme4math.attempts.said.told_model import ToldModel
from lme4math.attempts.tex.tex_symbols import TexSymbol
from lme4math.attempts.tex.tex_terms import symbols_in


def level_mismatches(told: ToldModel) -> Iterator[Finding]:
    """Covariates in the mean of a group's coefficient that the response's own line has as well, without an index."""
    own = {_covariate(one) for one in symbols_in(told.response.predictor) if _is_word(one) and not one.indices}
    for definition in told.definitions:
        if not definition.symbol.indices:
            continue
        for one in symbols_in(definition.value):
            if _is_word(one) and not one.indices and _covariate(one) in own:
                level = ",".join(definition.symbol.indices)
                fields = (("symbol", one.base), ("level", level), ("found", "observation"))
                yield Finding("level_mismatch", fields, one.span)
    yield from _effects_of_lower_levels(told)


def _effects_of_lower_levels(told: ToldModel) -> Iterator[Finding]:
    """Coefficients of a group in whose line stands an effect of the groups within it: `β_k = γ + v_k + u_{jk}`."""
    effects = {effect.symbol.name for effect in told.effects if effect.law is not None}
    means = {one.name for one in told.response.means}
    for definition in told.definitions:
        level = set(definition.symbol.indices)
        if not level or definition.symbol.joint or definition.symbol.name in means:
            continue
        for one in symbols_in(definition.value):
            if one.name in effects and level < set(one.indices):
                of, found = ",".join(definition.symbol.indices), ",".join(one.indices)
                fields = (("symbol", definition.symbol.base), ("level", of), ("found", found))
                yield Finding("level_mismatch", fields, one.span)


def level_doubts(told: ToldModel, *, crossed: bool) -> Iterator[Finding]:
    """Covariates of a group's line whose index, or the lack of one, leaves open whether they are the group's.

    Args:
        crossed: whether the code has groups of which none contains the other.
    """
    for definition in told.definitions:
        if not definition.symbol.indices:
            continue
        for one in symbols_in(definition.value):
            if _is_word(one) and not one.indices and definition.is_mean and crossed:
                yield Finding("undefined_symbol", (("symbol", one.base),), one.span)
            elif one.indices and _is_of_observation(one, definition, told):
                found = ",".join(one.indices)
                expected = ",".join(definition.symbol.indices)
                yield Finding("index_slip", (("symbol", one.base), ("found", found), ("expected", expected)), one.span)


def label_doubts(told: ToldModel, groups: Mapping[frozenset[str], str], vocabulary: Vocabulary) -> Iterator[Finding]:
    """A nested factor with the index of the inner one alone, or a factor with the index of another beside its own.

    The models are the same only if labels of the inner factor do not repeat in other groups of the outer one.
    """
    members, within = vocabulary.groups, vocabulary.within
    for indices, name in groups.items():
        outer = [other for inside, other in groups.items() if inside < indices]
        if len(indices) > max(1, len(within.get(name, indices))) or any(
            not set(members.get(other, ())) <= within.get(name, frozenset()) for other in outer
        ):
            yield Finding("depends_on_labels", (("group", name),))
    if len(told.observation) < 3 or re.search(r"\b(?:within|nested)\b", told.said.text):
        return
    looked = {frozenset(effect.symbol.indices) for effect in told.effects if effect.symbol.looked_up}
    for indices, name in groups.items():
        if len(indices) == 1 and len(members.get(name, ())) > 1 and indices not in looked:
            yield Finding("depends_on_labels", (("group", name),))


def _is_of_observation(symbol: TexSymbol, definition: Definition, told: ToldModel) -> bool:
    if not told.observation or set(definition.symbol.indices) >= told.observation:
        return False
    if definition.symbol.joint or definition.symbol.looked_up:
        return False
    return not set(symbol.indices) <= set(definition.symbol.indices) and _is_covariate(symbol, told)


def _is_covariate(symbol: TexSymbol, told: ToldModel) -> bool:
    own = {law_symbol.base for law in told.laws for law_symbol in law.symbols}
    defined = {definition.symbol.base for definition in told.definitions}
    return symbol.kind in ("letter", "word", "text") and symbol.base not in own | defined


def _is_word(symbol: TexSymbol) -> bool:
    return symbol.kind in ("word", "text")


def _covariate(symbol: TexSymbol) -> tuple[str, tuple[str, ...]]:
    return symbol.base, symbol.labels


def variable_doubts(
    effects: SortedEffects, groups: Mapping[frozenset[str], str], vocabulary: Vocabulary
) -> Iterator[Finding]:
    """One variable counted by two indices, or two by one."""
    found: dict[str, str] = {}
    for family in effects.families:
        if len(family.effect.symbol.indices) == len(family.factors):
            found.update(zip(family.effect.symbol.indices, family.factors, strict=True))
    for indices, name in sorted(groups.items(), key=lambda one: len(one[0])):
        variables = set(vocabulary.groups.get(name, ()))
        if len(indices) != len(variables):
            continue
        left = variables - {found[one] for one in indices if one in found}
        new = [one for one in indices if one not in found]
        if len(new) == 1 and len(left) == 1:
            found[new[0]] = left.pop()
        elif len(left) != len(new):
            yield Finding("index_slip", (("symbol", name), ("found", ",".join(sorted(indices))), ("expected", name)))
    by_variable: dict[str, str] = {}
    for index, variable in found.items():
        other = by_variable.setdefault(variable, index)
        if other != index:
            yield Finding("index_slip", (("symbol", variable), ("found", index), ("expected", other)))
