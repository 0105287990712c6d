"""One formula changed by another: R's `update.formula`.

A `.` on a side of the new formula stands for that side of the old one; the result is then written as the sum of its
terms, as `terms.formula(simplify = TRUE)` does: by degree, offsets last, terms with a bar in brackets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce

from lme4math.errors import FormulaError
from lme4math.formula.double_bars import expand_double_bar, is_single_operand, product_of
from lme4math.formula.terms import FormulaTerm, Terms, terms_of
from lme4math.r import (
    Argument,
    Call,
    Expression,
    Name,
    Number,
    bracketed,
    deparse,
    fold,
    operation,
    parse_expression,
    walk,
)
from lme4math.source import Span

MAX_NODES = 100_000
"""The largest number of names, literals and calls in a formula that is put together."""


def update_formula(old: Call, new: Call, span: Span) -> Call:
    """The formula that R's `update(old, new)` gives; parts keep the places where they were typed.

    Args:
        old, new: calls of `~`.
        span: the place of what is typed nowhere.

    Raises:
        FormulaError: R would refuse it, or the result would be too large.
    """
    left, right = _substituted(old, new, span)
    if any(isinstance(node, Name) and node.name == "." for node in walk(right)):
        raise FormulaError(
            "R's update() cannot tell what the `.` of the first formula stands for.",
            span,
            "Write the columns out that `.` stands for, or the whole formula.",
        )
    terms = terms_of(right, left)
    simplified = _sum_of(terms, span)
    sides = (simplified,) if left is None else (left, simplified)
    return Call(Name("~", new.function.span), tuple(Argument(side, None, side.span) for side in sides), span)


def expanded(formula: Call) -> Call:
    """A formula with every `||` expanded, which is the one that lme4 keeps of a model."""

    def rebuilt(call: Call, values: list[tuple[Expression | None]]) -> tuple[Expression | None]:
        return (expand_double_bar(_with_arguments(call, [value for (value,) in values])),)

    if not any(isinstance(node, Call) and node.operator == "||" for node in walk(formula)):
        return formula
    (result,) = fold(formula, lambda node: None if isinstance(node, Call) else (node,), rebuilt)
    assert isinstance(result, Call)
    return result


# --- The dots ---------------------------------------------------------------------------------------------------------


def _substituted(old: Call, new: Call, span: Span) -> tuple[Expression | None, Expression]:
    """The sides of the new formula with the old one's in place of dots; its left side is None where it has none."""
    *before_left, before = old.operands
    *given_left, given = new.operands
    right = _without_dots(given, before, span)
    if not before_left:
        return (given_left[0] if given_left else None), right
    return _without_dots((given_left or before_left)[0], before_left[0], span), right


_SUMS = frozenset({"+", "-"})
_BRACKETED: Mapping[tuple[str, int], frozenset[str]] = {
    **{(operator, place): _SUMS for operator in ("-", "*", "/", ":", "^") for place in (0, 1)},
    (":", 0): _SUMS | {"*", "/"},
    ("^", 0): _SUMS | {"*", "/", ":"},
}
"""What R's C function `ExpandDots` brackets where it takes the place of a dot, by operator and operand."""


def _without_dots(node: Expression, value: Expression, span: Span) -> Expression:
    dots = sum(_is_dot(part) for part in walk(node))
    if dots and dots * sum(1 for _ in walk(value)) > MAX_NODES:
        raise FormulaError("The updated formula is too large.", span, "Use fewer dots, or fewer terms.")

    def leaf(part: Expression | None) -> tuple[Expression | None] | None:
        if isinstance(part, Call):
            return None
        return (value,) if _is_dot(part) else (part,)

    def rebuilt(call: Call, values: list[tuple[Expression | None]]) -> tuple[Expression | None]:
        closed = [_closed(call, place, filled, value) for place, (filled,) in enumerate(values)]
        return (_with_arguments(call, closed),)

    (result,) = fold(node, leaf, rebuilt)
    assert result is not None
    return result


def _closed(call: Call, place: int, filled: Expression | None, value: Expression) -> Expression | None:
    operator = value.operator if isinstance(value, Call) else None
    dot = _is_dot(call.arguments[place].value)
    if filled is not None and dot and operator in _BRACKETED.get((call.operator or "", place), ()):
        return bracketed(filled, filled.span)
    return filled


def _is_dot(node: Expression | None) -> bool:
    return isinstance(node, Name) and node.name == "."


def _with_arguments(call: Call, values: list[Expression | None]) -> Call:
    pairs = zip(call.arguments, values, strict=True)
    arguments = tuple(item if item.value is new else Argument(new, item.name, item.span) for item, new in pairs)
    return Call(call.function, arguments, call.span)


# --- The terms --------------------------------------------------------------------------------------------------------


def _sum_of(terms: Terms, span: Span) -> Expression:
    """The right side that R pastes together from the labels of terms, and reads again."""
    offsets = [terms.variables[number] for number in terms.offsets]
    if all(_stays_whole(terms, term) for term in terms.terms):
        summands = [*(_summand(terms, term) for term in terms.terms), *(offset.expression for offset in offsets)]
        one = Number(1.0, "1", span)
        total = reduce(lambda left, right: operation("+", left, right, span), summands) if summands else one
        return total if terms.intercept else operation("-", total, one, span)
    text = " + ".join([*_labels(terms), *(offset.label for offset in offsets)])
    text = text if terms.intercept else f"{text} - 1"
    read = parse_expression(f"~{text}", [span.start] * (len(text) + 1) + [span.end])
    if isinstance(read, Call) and read.operator == "~" and len(read.operands) == 1:
        return read.operands[0]
    raise FormulaError("R cannot put the terms of this formula together.", span, "Put them in brackets, or in I().")


def _labels(terms: Terms) -> Iterator[str]:
    for term in terms.terms:
        label = terms.label(term)
        yield f"( {label} )" if "|" in label else label


def _stays_whole(terms: Terms, term: FormulaTerm) -> bool:
    """Whether the pasted label is read as the term that it is the label of."""
    chosen = [terms.variables[number] for number in term.variables]
    alone = len(chosen) == 1 and "|" in chosen[0].label  # in brackets
    return all((alone or is_single_operand(one.expression)) and deparse(one.expression) == one.label for one in chosen)


def _summand(terms: Terms, term: FormulaTerm) -> Expression:
    place = term.spans[0]
    product = product_of(terms, term.variables, place)
    return bracketed(product, product.span) if "|" in terms.label(term) else product
