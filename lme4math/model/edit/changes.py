"""Changes one effect, or one covariance structure, of a model, and gives the R code of the changed model.

The code is then parsed like any other, so a model reached by changes is the model of its formula. An effect may be any
R code, so the caller checks that the model is the one asked for (`Edit.refuse_unless_made`).
"""

from __future__ import annotations

from dataclasses import replace

from lme4math.errors import FormulaError, a_value, not_there, one_of
from lme4math.model.columns import Column
from lme4math.model.edit.rewriting import CHOICES, Edit, Effect, TypedTerm, group_text, label, rewrite, typed_terms
from lme4math.model.mixed import MixedModel
from lme4math.model.structures import STRUCTURES
from lme4math.r import deparse, parse_expression
from lme4math.script import ModelCall

INTERCEPT = "1"


def one_expression(code: str) -> str:
    """R code that is one expression, as R writes it: what a user adds to a model must not end its random term.

    Raises:
        FormulaError: it is not one expression.
    """
    if not isinstance(code, str):
        raise FormulaError(f"R code must be a string; {a_value(code)} was given.")
    return deparse(parse_expression(code))


def toggle_effect(call: ModelCall, model: MixedModel, effect: Effect, group: str) -> Edit:
    """The R code in which an effect varies over a grouping factor if it did not, and does not if it did.

    Raises:
        FormulaError: it is the last effect of the model.
    """
    typed = typed_terms(call, model)
    holding = [block for block in typed if group in block.groups and effect in block.effects]
    if holding:
        return rewrite(call, model, {block: _without(block, effect, group, model) for block in holding})
    return add_effect(call, model, effect_text(effect, model), group_text(model, group))


def add_effect(call: ModelCall, model: MixedModel, effect: str, group: str) -> Edit:
    """The R code in which one more effect varies over a grouping factor; both are R code, new to the model or not."""
    name = next((level.name for level in model.levels if group_text(model, level.name) == group), None)
    here = [block for block in typed_terms(call, model) if name in block.groups]
    if len(here) != 1:  # effects in terms of their own are uncorrelated; the new one shall be, too
        return add_term(call, model, effect, group)
    parts = (_with(part, effect) if name in part.groups else part for part in _split(here[0], model))
    return rewrite(call, model, {here[0]: tuple(parts)})


def add_term(call: ModelCall, model: MixedModel, effect: str, group: str) -> Edit:
    """The R code with one more random term, of an effect that varies over a grouping factor; both are R code."""
    alone = _with(TypedTerm((), (), group, "us", homogeneous=False, span=call.span), effect)
    return rewrite(call, model, {}, (alone,))


def set_structure(call: ModelCall, model: MixedModel, number: int, structure: str) -> Edit:
    """The R code in which the random term of this number (0-based, as typed) has another covariance structure.

    Raises:
        NotThereError: there is no such term or structure.
    """
    typed = typed_terms(call, model)
    structure = one_of(structure, CHOICES, "covariance structure")
    if not isinstance(number, int) or number not in range(len(typed)):
        raise not_there("random term", number, [str(place) for place in range(len(typed))])
    default = STRUCTURES[structure].homogeneous if structure in STRUCTURES else False
    return rewrite(call, model, {typed[number]: (replace(typed[number], structure=structure, homogeneous=default),)})


def effect_text(effect: Effect, model: MixedModel) -> str:
    """The R code of an effect."""
    return label(effect, model) if effect else INTERCEPT


def effect_of(model: MixedModel, column: Column) -> Effect:
    """The term that a column belongs to; columns of one factor share it."""
    for term in (term for part in model.parts for term in part.terms):
        if term.label == column.term:
            return frozenset(term.variables)
    return frozenset()


def _split(block: TypedTerm, model: MixedModel) -> tuple[TypedTerm, ...]:
    """One block per grouping factor."""
    if len(block.groups) == 1:
        return (block,)
    return tuple(replace(block, groups=(group,), group_text=group_text(model, group)) for group in block.groups)


def _without(block: TypedTerm, effect: Effect, group: str, model: MixedModel) -> tuple[TypedTerm, ...]:
    kept = tuple(other for other in block.effects if other != effect)
    changed = (replace(part, effects=kept) if group in part.groups else part for part in _split(block, model))
    return tuple(part for part in changed if part.effects)


def _with(block: TypedTerm, effect: str) -> TypedTerm:
    if effect == INTERCEPT:
        return replace(block, effects=(frozenset(), *block.effects))
    return replace(block, added=(*block.added, effect))
