"""The random terms of a model as they were typed, which is what a reader changes."""

from __future__ import annotations

from collections.abc import Iterator

from lme4math.formula.call import ModelCall
from lme4math.formula.nodes import Call, Expression
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
class TypedTerm:
    """A random term as it was typed.

    Attributes:
        effects: what varies, in R's order; the intercept first.
        groups: its grouping factors after expansion, in the order of the formula; `a/b` has two.
        group_text: what was typed right of the bar.
        structure: one of `CHOICES`.
        homogeneous: what `hom` says.
        span: the characters of the bar, brackets left out.
        correlates: whether it holds more than one effect, so that its structure matters.
        added: R code of more terms that vary, which the model does not have.
    """

    effects: tuple[Effect, ...]
    groups: tuple[str, ...]
    group_text: str
    structure: str
    homogeneous: bool
    span: Span
    correlates: bool = True
    added: tuple[str, ...] = ()


def blocks(call: ModelCall, model: MixedModel) -> tuple[TypedTerm, ...]:
    """The random terms of a model as they were typed, in the order of the formula; without bars that R drops."""
    made = {term.span for term in model.random}
    typed = _typed_bars(call.formula.operands[-1])
    return tuple(_block(bar, wrapper, model) for bar, wrapper in typed if bar.span in made)


def group_text(model: MixedModel, name: str) -> str:
    """The R code of a grouping factor; its name alone has no backticks."""
    group = next(level for level in model.levels if level.name == name)
    return ":".join(map(model.source.slice, group.spans))


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


def _block(bar: Call, wrapper: Call | None, model: MixedModel) -> TypedTerm:
    terms = [term for term in model.random if term.span == bar.span]
    effects = dict.fromkeys(effect for term in terms for effect in _effects(term))
    covariance = terms[0].covariance
    operator = "||" if bar.operator == "||" else covariance.structure
    ordered = sorted(effects, key=bool)  # the intercept first, whatever term it stands in
    return TypedTerm(
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
