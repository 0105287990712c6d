"""Rewrites random terms in R code: the terms as they were typed, and the code after some of them were changed.

Where the formula is a plain sum, only the random terms that change are rewritten, and the rest of the text stays as it
was typed; any other formula becomes a sum of its fixed part and its random terms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from lme4math.english import quoted
from lme4math.errors import FormulaError
from lme4math.formula import is_single_operand, terms_of
from lme4math.model.mixed import MixedModel, RandomTerm
from lme4math.model.structures import STRUCTURES
from lme4math.r import Call, Expression, Literal, deparse, is_any_bar, literal_around, parse_expression, unwrap
from lme4math.records import record
from lme4math.script import ModelCall
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
        correlates: whether it has more than one effect, so that its structure matters.
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


def typed_terms(call: ModelCall, model: MixedModel) -> tuple[TypedTerm, ...]:
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
        if is_any_bar(node):
            yield node, wrapper
            continue
        inside = node if node.operator in STRUCTURES else wrapper if node.operator == "(" else None
        stack.extend((operand, inside) for operand in reversed(node.operands))


def _block(bar: Call, wrapper: Call | None, model: MixedModel) -> TypedTerm:
    terms = [term for term in map(model.random.__getitem__, model.as_written) if term.span == bar.span]
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


Changes = Mapping[TypedTerm, tuple[TypedTerm, ...]]
"""What replaces a random term: nothing, or one or more."""


@record
class Edit:
    """Changed R code.

    Attributes:
        code: the R code.
        fixed_formula: the formula without bars, which is as before.
        terms: the random terms that it should have.
    """

    code: str
    fixed_formula: str
    terms: tuple[TypedTerm, ...]

    def refuse_unless_made(self, call: ModelCall, model: MixedModel) -> None:
        """Check that the code was read as the model that it was written for.

        Raises:
            FormulaError: it is another model.
        """
        made = typed_terms(call, model)
        alike = len(made) == len(self.terms) and all(map(_is_made, self.terms, made))
        if not alike or model.fixed_formula != self.fixed_formula:
            what = f"With this change R would read another model than the one that is asked for: {model.formula}."
            raise FormulaError(
                what, hint="An effect is a variable or a product such as f:x, a grouping factor g or g:h."
            )


def rewrite(call: ModelCall, model: MixedModel, changed: Changes, added: Sequence[TypedTerm] = ()) -> Edit:
    """The code with some random terms replaced, and others added.

    Raises:
        FormulaError: no random term is left, or a new one would not end where its text does.
    """
    typed = typed_terms(call, model)
    left = [part for block in typed for part in changed.get(block, (block,))]
    if not [*left, *added]:
        raise FormulaError(
            "This is the last random effect, and a mixed model needs one.", typed[0].span, "Add another one first."
        )
    return Edit(_rewritten(call, model, left, changed, added), model.fixed_formula, (*left, *added))


def _rewritten(
    call: ModelCall, model: MixedModel, left: Sequence[TypedTerm], changed: Changes, added: Sequence[TypedTerm]
) -> str:
    within = literal_around(model.source, call.formula.span)
    typed = typed_terms(call, model)
    summands = _summands(call.formula.operands[-1])
    homes = {span: summand for summand in summands if (span := _bar_span(summand.node)) is not None}
    is_sum = all(block.span in homes and homes[block.span].sign != "-" for block in typed)
    first_goes = any(not parts and homes.get(block.span) is summands[0] for block, parts in changed.items())
    if not is_sum or first_goes:
        return _whole(call, model, [*left, *added], within)
    patches = {
        _place(homes[block.span], summands, bool(parts)): _sum(parts, model, within) for block, parts in changed.items()
    }
    if added:
        end = homes[typed[-1].span].node.span.end
        patches[Span(end, end)] = f" + {_sum(added, model, within)}"
    return _patched(model.source.text, patches)


def _place(summand: _Summand, summands: Sequence[_Summand], stays: bool) -> Span:
    """The characters of a summand, and where nothing takes its place those of the sign before it as well."""
    before = next((one for one, after in pairwise(summands) if after is summand), None)
    start = before.node.span.end if before and not stays else summand.node.span.start
    return Span(start, summand.node.span.end)


def _patched(text: str, patches: Mapping[Span, str]) -> str:
    for place, new in sorted(patches.items(), key=lambda patch: (patch[0].start, patch[0].end), reverse=True):
        text = text[: place.start] + new + text[place.end :]
    return text


def _sum(parts: Sequence[TypedTerm], model: MixedModel, within: Literal | None) -> str:
    """Random terms as they are written in the text: in a string, with its escapes."""
    if within is None:
        return " + ".join(_text(part, model) for part in parts)
    read = (replace(part, group_text=within.read(part.group_text)) for part in parts)
    return within.written(" + ".join(_text(part, model) for part in read))


def _is_made(asked: TypedTerm, made: TypedTerm) -> bool:
    effects = {*asked.effects, *(effect for code in asked.added for effect in effects_of(code))}
    structure = "us" if asked.structure == "||" and effects == {frozenset()} else asked.structure
    return (
        set(made.effects) == effects
        and made.structure == structure
        and (not asked.groups or made.groups == asked.groups)
    )


def effects_of(code: str) -> Iterator[Effect]:
    """The effects that R code stands for.

    Raises:
        FormulaError: it stands for none.
    """
    terms = terms_of(parse_expression(code))
    if not terms.terms and not (terms.constant and terms.intercept):
        raise FormulaError(f"{quoted(code)} is no effect: R makes no column of it.", hint="Name a variable, such as x.")
    if terms.constant and terms.intercept:
        yield frozenset()
    yield from (frozenset(terms.variables[number].label for number in term.variables) for term in terms.terms)


# --- Reading the sum --------------------------------------------------------------------------------------------------


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


def _bar_span(node: Expression) -> Span | None:
    """The bar in a summand that is nothing but a random term."""
    while isinstance(node, Call) and node.operands:
        if is_any_bar(node):
            return node.span
        if node.operator != "(" and node.operator not in STRUCTURES:
            return None
        node = node.operands[0]
    return None


# --- Writing ----------------------------------------------------------------------------------------------------------


def _whole(call: ModelCall, model: MixedModel, kept: Sequence[TypedTerm], within: Literal | None) -> str:
    """The code with another formula."""
    fixed = within.written(model.fixed_formula) if within else model.fixed_formula
    formula = f"{fixed} + {_sum(kept, model, within)}"
    start, end = call.formula.span
    return model.source.text[:start] + formula + model.source.text[end:]


def _text(block: TypedTerm, model: MixedModel) -> str:
    constant = "1" if frozenset() in block.effects else "0"
    names = [*(label(effect, model) for effect in block.effects if effect), *block.added]
    left = " + ".join([constant, *names])
    if block.structure in ("us", "||"):
        bar = "||" if block.structure == "||" and names else "|"
        return _closed(f"({left} {bar} {block.group_text})", block)
    hom = block.homogeneous
    argument = "" if hom == STRUCTURES[block.structure].homogeneous else f", hom = {'TRUE' if hom else 'FALSE'}"
    return _closed(f"{block.structure}({left} | {block.group_text}{argument})", block)


def _closed(text: str, block: TypedTerm) -> str:
    """A random term, checked that the bar separates its sides, as it does not in `if (a) b else 1 | g`.

    Raises:
        FormulaError: one does.
    """
    node = unwrap(parse_expression(text))
    if isinstance(node, Call) and node.operator in STRUCTURES:
        node = node.operands[0]
    group = deparse(parse_expression(block.group_text))
    if isinstance(node, Call) and is_any_bar(node) and deparse(node.operands[-1]) == group:
        return text
    what = f"R would read the bar of {quoted(text)} as a part of its effect or grouping factor."
    raise FormulaError(what, hint="Put the effect or the grouping factor in brackets, or compute it in the data.")


def label(effect: Effect, model: MixedModel) -> str:
    """A term as R text, in the order of the model's variables, bracketed where an operator would tear it apart."""
    chosen = (variable.expression for variable in model.variables if variable.name in effect)
    return ":".join(deparse(one) if is_single_operand(one) else f"({deparse(one)})" for one in chosen)
