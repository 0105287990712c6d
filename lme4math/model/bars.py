"""Random terms in a formula: finds the bars, takes them out, and expands `||` and nested grouping factors.

The reference is the R package reformulas 0.4.5 (`findbars`, `nobars`, `expandDoubleVerts`, `expandAllGrpVar`) as lme4
2.1 calls it: `||` is expanded first, then structured terms such as `cs(f | g)` are recognised, then every `|` is a
bar, wherever it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from lme4math.errors import FormulaError
from lme4math.formula import (
    FORMULA_OPERATORS,
    expand_double_bar,
    formula_operands,
    is_intercept_flag,
    operator_arity,
    product_of,
    terms_of,
)
from lme4math.model.structures import STRUCTURES, Covariance, covariance_of, refuse_foreign_structure
from lme4math.r import (
    Argument,
    Call,
    Constant,
    Expression,
    Name,
    Number,
    Text,
    bracketed,
    deparse,
    is_bar,
    operands_of,
    operation,
    operators_in,
    unwrap,
)
from lme4math.records import record, walk
from lme4math.source import Span


@record
class Bar:
    """One random term as lme4 sees it: `left | group`.

    Attributes:
        left: the effects.
        group: the grouping factor after expansion: a name, a call, or a product of them by `:`.
        covariance: its structure.
        span: the characters of the bar that was typed, of which this may be one part; brackets left out.
        inside: the function that the bar is an argument of, such as `I` or `ifelse`, or None.
    """

    left: Expression
    group: Expression
    covariance: Covariance
    span: Span
    inside: str | None = None

    @property
    def expression(self) -> Call:
        """The bar as R's tree."""
        return operation("|", self.left, self.group, self.span)


@record
class SplitFormula:
    """The right side of a mixed-model formula, taken apart.

    Attributes:
        fixed: the right side without its bars, or None if nothing is left.
        frame: the right side with a `+` for every bar; its variables are those of the model frame.
        bars: the random terms in the order of the formula, each with one grouping factor.
        dropped: the bars of which R makes no random term, `||` expanded.
    """

    fixed: Expression | None
    frame: Expression
    bars: tuple[Bar, ...]
    dropped: tuple[Call, ...] = ()


def split_formula(right_side: Expression) -> SplitFormula:
    """Take the bars out of the right side of a formula.

    Args:
        right_side: the expression right of `~`.

    Raises:
        FormulaError: `||` has nothing to expand, a bar stands inside a bar, a structure is not lme4's, `hom` is not
            TRUE or FALSE, or a grouping factor is no formula.
    """
    touched = calls_with_bars(right_side)
    if not touched:
        return SplitFormula(right_side, right_side, ())
    if any(call.operator == "||" for call in touched):
        right_side = rewrite(right_side, touched, lambda call, _: expand_double_bar(call)) or right_side
        touched = calls_with_bars(right_side)
    frame = rewrite(right_side, touched, plus_for_bar)
    assert frame is not None
    bars = tuple(find_bars(right_side))
    read = {bar.span for bar in bars}
    dropped = tuple(call for call in touched if is_bar(call) and call.span not in read)
    return SplitFormula(rewrite(right_side, touched, without_bar), frame, bars, dropped)


def calls_with_bars(root: Expression) -> list[Call]:
    """The calls that are bars or structures, or have some inside; a call comes before those inside it."""
    calls = [node for node in walk(root, into=operands_of) if isinstance(node, Call)]
    marked: set[int] = set()
    for call in reversed(calls):
        name = call.operator
        if name == "|" or name == "||" or name in STRUCTURES or not marked.isdisjoint(map(id, call.operands)):
            marked.add(id(call))
    return [call for call in calls if id(call) in marked]


def rewrite(root: Expression, calls: list[Call], rule: Callable[[Call, Call], Expression | None]) -> Expression | None:
    """Apply a rule to each of `calls`, the innermost first.

    The rule is given the call with its operands already rewritten, those dropped as empty arguments, and as it was.
    """
    results: dict[int, Expression | None] = {}
    for call in reversed(calls):
        arguments = tuple(
            Argument(results[id(argument.value)], argument.name, argument.span)
            if id(argument.value) in results
            else argument
            for argument in call.arguments
        )
        results[id(call)] = rule(Call(call.function, arguments, call.span), call)
    return results.get(id(root), root)


def plus_for_bar(call: Call, _: Call) -> Expression:
    """R's `sub_specials` and `noSpecials(delete = FALSE)`: `x | g` is `x + g`, and `cs(z)` is `(z)`."""
    if is_bar(call):
        return replace(call, function=Name("+", call.function.span))
    if call.operator in STRUCTURES and call.operands:
        return bracketed(call.operands[0], call.span)
    return call


def without_bar(call: Call, before: Call) -> Expression | None:
    """R's `nobars`, for a call whose operands have been through it; None where nothing is left."""
    if is_bar(before):
        return None
    if call.operator in STRUCTURES and call.arguments:
        first = call.arguments[0].value
        return None if first is None else bracketed(first, call.span)
    if any(is_bar(operand) for operand in before.operands):
        return None
    if call.operator == "^" and len(before.operands) == 2 and call.arguments[0].value is None:
        raise FormulaError(
            "A random term cannot be raised to a power.", before.arguments[1].span, "Write the random term without it."
        )
    if len(call.arguments) < 2:
        return call if call.operands or not before.operands else None
    left, right = (argument.value for argument in call.arguments[:2])
    if left is None:
        return right
    return left if right is None else call


def find_bars(root: Expression) -> Iterator[Bar]:
    """The bars of an expression without `||`, from left to right, their grouping factors expanded (R's `findbars`)."""
    stack: list[tuple[Expression, str | None]] = [(root, None)]
    while stack:
        node, inside = stack.pop()
        if type(node) is not Call:
            continue
        if node.operator in STRUCTURES and any(is_bar(operand) for operand in node.operands):
            yield from structured_bars(node)
        elif is_bar(node):
            bars = expanded_bars(node, STRUCTURES["us"])
            yield from bars if inside is None else (replace(bar, inside=inside) for bar in bars)
        else:
            refuse_foreign_structure(node)
            if not operator_arity(node)[0] and node.operator not in STRUCTURES:
                inside = node.operator or "a function"
            operands = [argument.value for argument in node.arguments[:2] if argument.value is not None]
            stack.extend((operand, inside) for operand in reversed(operands))


def structured_bars(call: Call) -> Iterator[Bar]:
    """The bars of `cs(f | g, hom = TRUE)`; nested groups are expanded only where there is no other argument."""
    first = call.arguments[0].value
    if not isinstance(first, Call) or not is_bar(first):
        hint = f"Write {call.operator}(effects | group, …)."
        raise FormulaError(f"The bar must come first in {call.operator}().", call.span, hint)
    covariance = covariance_of(call)
    if len(call.arguments) == 1:
        yield from expanded_bars(first, covariance)
        return
    refuse_nested_bars(first)
    left, group = first.operands
    _refuse_formula_operators(group)
    yield Bar(left, group, covariance, first.span)


def expanded_bars(bar: Call, covariance: Covariance) -> Iterator[Bar]:
    """One bar per grouping factor (R's `expandGrpVar`): `a/b` is `b:a` and `a`, `a + b` is `a` and `b`."""
    refuse_nested_bars(bar)
    left, group = bar.operands
    _refuse_constant(group)
    if isinstance(group, Name):
        yield Bar(left, group, covariance, bar.span)
        return
    terms = terms_of(group)
    products = [term.variables for term in terms.terms]
    if "/" in operators_in(group):
        products = [variables[::-1] for variables in reversed(products)]
    for variables in products:
        yield Bar(left, product_of(terms, variables, group.span), covariance, bar.span)


def _refuse_constant(group: Expression) -> None:
    """Raise FormulaError for `1 | 2`, `1 | g:2` and the like; beside a factor, 0 and 1 mean what they do elsewhere."""
    whole = unwrap(group)
    for node in walk(group, into=formula_operands):
        if isinstance(node, Number | Constant | Text) and (node is whole or not is_intercept_flag(node)):
            hint = f"Write the name {node.value} without quotes." if isinstance(node, Text) else "Name a variable."
            what = f"Right of the bar stands the grouping factor, a variable, and {deparse(node)} is a constant."
            raise FormulaError(what, node.span, hint)


def refuse_nested_bars(bar: Call) -> None:
    """Raise FormulaError for `x | g | h` and its like, and for `NULL | g`, of which R can make no effects."""
    left = bar.operands[0]
    if isinstance(left, Constant) and left.name == "NULL":
        raise FormulaError("There are no effects left of the bar.", left.span, "Write (1 | group) for an intercept.")
    for operand in bar.operands:
        if operators_in(operand) & {"|", "||"}:
            raise FormulaError(
                "There is a bar within a bar.",
                bar.span,
                "A random term has one `|`: effects | group. For two grouping factors write two terms.",
            )


def _refuse_formula_operators(group: Expression) -> None:
    """Raise FormulaError for a group that would have to be expanded, where lme4 does not expand it."""
    for part in factors_of(group):
        if isinstance(part, Call) and part.operator in FORMULA_OPERATORS:
            raise FormulaError(
                f"A structure with further arguments does not expand `{part.operator}` in its grouping factor.",
                part.span,
                "Write one term for each grouping factor.",
            )


def factors_of(group: Expression) -> tuple[Expression, ...]:
    """The factors of a product by `:`, brackets left out."""
    return tuple(node for node in walk(group, into=_factors) if not _is_product(node))


def _is_product(node: Expression) -> bool:
    return isinstance(node, Call) and node.operator in (":", "(")


def _factors(node: Expression) -> Sequence[Expression]:
    return operands_of(node) if _is_product(node) else ()
