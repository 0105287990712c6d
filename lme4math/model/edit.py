"""What-if: the R code after one effect, or one covariance structure, of a model is changed.

Only text comes out, and whoever wants the model parses it; so a model reached by changes is the model of its formula.
Where the formula is a plain sum, only the random term that changes is written anew, and the rest of the text stays as
it was typed; any other formula is written anew as a sum of its fixed part and its random terms.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from lme4math.errors import FormulaError
from lme4math.formula.call import ModelCall
from lme4math.formula.deparse import deparse
from lme4math.formula.nodes import Call, Expression
from lme4math.model.columns import Column
from lme4math.model.double_bar import is_tight
from lme4math.model.mixed import MixedModel, RandomTerm
from lme4math.model.structures import STRUCTURES
from lme4math.model.syntax import is_bar
from lme4math.records import record
from lme4math.source import Span

Effect = frozenset[str]
"""The variables of a term, in any order; none for the intercept."""

CHOICES = ("us", "||", "cs", "ar1", "diag")
"""The covariance structures that a random term can be given: lme4's, and `||`."""


@record
class Block:
    """A random term as it was typed.

    Attributes:
        effects: what varies, in R's order; the intercept first.
        groups: its grouping factors after expansion, in the order of the formula; `a/b` has two.
        group_text: what was typed right of the bar.
        structure: one of `CHOICES`.
        homogeneous: what `hom` says.
        span: the characters of the bar, brackets left out.
        correlates: whether it holds more than one effect, so that its structure matters.
    """

    effects: tuple[Effect, ...]
    groups: tuple[str, ...]
    group_text: str
    structure: str
    homogeneous: bool
    span: Span
    correlates: bool = True


def blocks(call: ModelCall, model: MixedModel) -> tuple[Block, ...]:
    """The random terms of a model as they were typed, in the order of the formula."""
    return tuple(_block(bar, wrapper, model) for bar, wrapper in _typed_bars(call.formula.operands[-1]))


def toggle_effect(call: ModelCall, model: MixedModel, effect: Effect, group: str) -> str:
    """The R code in which an effect varies over a grouping factor if it did not, and does not if it did.

    Raises:
        FormulaError: it is the last effect of the model.
    """
    typed = blocks(call, model)
    holding = [block for block in typed if group in block.groups and effect in block.effects]
    if holding:
        return _rewrite(call, model, {block: _without(block, effect, group) for block in holding})
    here = [block for block in typed if group in block.groups]
    alone = Block((effect,), (group,), group, "us", homogeneous=False, span=call.span)
    if len(here) != 1:  # effects in terms of their own are uncorrelated; the new one shall be, too
        return _rewrite(call, model, {}, (alone,))
    return _rewrite(call, model, {here[0]: _with(here[0], effect, group)})


def set_structure(call: ModelCall, model: MixedModel, number: int, structure: str) -> str:
    """The R code in which the random term of this number (0-based, as typed) has another covariance structure.

    Raises:
        ValueError: there is no such term or structure.
    """
    typed = blocks(call, model)
    if structure not in CHOICES or not 0 <= number < len(typed):
        raise ValueError(f"no covariance structure {structure!r} for random term {number}")
    default = STRUCTURES[structure].homogeneous if structure in STRUCTURES else False
    return _rewrite(call, model, {typed[number]: (replace(typed[number], structure=structure, homogeneous=default),)})


def effect_of(model: MixedModel, column: Column) -> Effect:
    """The term that a column belongs to; columns of one factor share it."""
    parts = (model.fixed, *(term.part for term in model.random))
    for term in (term for part in parts for term in part.terms):
        if term.label == column.term:
            return frozenset(term.variables)
    return frozenset()


# --- Reading -------------------------------------------------------------------------------------------------------


def _typed_bars(right_side: Expression) -> Iterator[tuple[Call, Call | None]]:
    """Every bar, from left to right, and the structure function around it."""
    stack: list[tuple[Expression, Call | None]] = [(right_side, None)]
    while stack:
        node, wrapper = stack.pop()
        if not isinstance(node, Call):
            continue
        if is_bar(node) or node.operator == "||":
            yield node, wrapper
            continue
        inside = node if node.operator in STRUCTURES else wrapper if node.operator == "(" else None
        stack.extend((operand, inside) for operand in reversed(node.operands))


def _block(bar: Call, wrapper: Call | None, model: MixedModel) -> Block:
    terms = [term for term in model.random if term.span == bar.span]
    effects = dict.fromkeys(effect for term in terms for effect in _effects(term))
    covariance = terms[0].covariance
    operator = "||" if bar.operator == "||" else covariance.structure
    ordered = sorted(effects, key=bool)  # the intercept first, whatever term it stands in
    return Block(
        tuple(ordered),
        tuple(dict.fromkeys(term.group.name for term in terms)),
        model.source.slice(bar.operands[1].span),
        operator,
        covariance.homogeneous and wrapper is not None,
        bar.span,
        len(effects) > 1 or any(len(term.part.columns) > 1 for term in terms),
    )


def _effects(term: RandomTerm) -> Iterator[Effect]:
    if term.part.intercept:
        yield frozenset()
    yield from (frozenset(inner.variables) for inner in term.part.terms)


# --- Changing ------------------------------------------------------------------------------------------------------


def _split(block: Block) -> tuple[Block, ...]:
    """One block per grouping factor."""
    if len(block.groups) == 1:
        return (block,)
    return tuple(replace(block, groups=(group,), group_text=group) for group in block.groups)


def _without(block: Block, effect: Effect, group: str) -> tuple[Block, ...]:
    kept = tuple(other for other in block.effects if other != effect)
    changed = (replace(part, effects=kept) if group in part.groups else part for part in _split(block))
    return tuple(part for part in changed if part.effects)


def _with(block: Block, effect: Effect, group: str) -> tuple[Block, ...]:
    effects = (*block.effects, effect) if effect else (effect, *block.effects)
    return tuple(replace(part, effects=effects) if group in part.groups else part for part in _split(block))


# --- Writing -------------------------------------------------------------------------------------------------------


def _text(block: Block, model: MixedModel) -> str:
    constant = "1" if frozenset() in block.effects else "0"
    names = [_label(effect, model) for effect in block.effects if effect]
    left = " + ".join([constant, *names])
    if block.structure in ("us", "||"):
        bar = "||" if block.structure == "||" and names else "|"
        return f"({left} {bar} {block.group_text})"
    hom = block.homogeneous
    said = "" if hom == STRUCTURES[block.structure].homogeneous else f", hom = {'TRUE' if hom else 'FALSE'}"
    return f"{block.structure}({left} | {block.group_text}{said})"


def _label(effect: Effect, model: MixedModel) -> str:
    """A term as R text, in the order of the model's variables, bracketed where an operator would tear it apart."""
    chosen = (variable.expression for variable in model.variables if variable.name in effect)
    return ":".join(deparse(one) if is_tight(one) else f"({deparse(one)})" for one in chosen)


@record
class _Summand:
    """A part of a sum, and the sign before it."""

    node: Expression
    sign: str


def _summands(right_side: Expression) -> list[_Summand]:
    found: list[_Summand] = []
    node = right_side
    while isinstance(node, Call) and node.operator in ("+", "-") and len(node.operands) == 2:
        found.append(_Summand(node.operands[1], node.operator))
        node = node.operands[0]
    return [_Summand(node, ""), *reversed(found)]


def _rewrite(
    call: ModelCall, model: MixedModel, changed: dict[Block, tuple[Block, ...]], added: Sequence[Block] = ()
) -> str:
    """The code with some random terms replaced, by nothing or by several, and others added."""
    typed = blocks(call, model)
    left = [part for block in typed for part in changed.get(block, (block,))]
    if not [*left, *added]:
        raise FormulaError(
            "This is the last random effect, and a mixed model needs one.", typed[0].span, "Add another one first."
        )
    summands = _summands(call.formula.operands[-1])
    homes = {_bar_span(summand.node): summand for summand in summands}
    first = summands[0]
    if any(block.span not in homes or homes[block.span].sign == "-" for block in typed) or any(
        not parts and homes[block.span] is first for block, parts in changed.items()
    ):
        return _whole(call, model, [*left, *added])
    text = model.source.text
    ends = {id(after): before.node.span.end for before, after in pairwise(summands)}
    cuts = [(homes[block.span], " + ".join(_text(part, model) for part in parts)) for block, parts in changed.items()]
    pieces = [
        (summand.node.span.start if new else ends[id(summand)], summand.node.span.end, new) for summand, new in cuts
    ]
    if added:
        end = homes[typed[-1].span].node.span.end
        pieces.append((end, end, "".join(f" + {_text(block, model)}" for block in added)))
    for start, end, new in sorted(pieces, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _bar_span(node: Expression) -> Span | None:
    """The bar in a summand that is nothing but a random term."""
    while isinstance(node, Call) and node.operands:
        if is_bar(node) or node.operator == "||":
            return node.span
        if node.operator != "(" and node.operator not in STRUCTURES:
            return None
        node = node.operands[0]
    return None


def _whole(call: ModelCall, model: MixedModel, kept: Sequence[Block]) -> str:
    """The code with its formula written anew."""
    formula = " + ".join([model.fixed_formula, *(_text(block, model) for block in kept)])
    start, end = call.formula.span
    return model.source.text[:start] + formula + model.source.text[end:]
