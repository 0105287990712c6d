"""Remarks on the text of a formula that R silently reads in another way than it looks.

Each rule looks at one node of the formula as it was typed, and at the operators around it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import NamedTuple

from lme4math.english import quoted
from lme4math.formula import PRODUCTS, formula_operands, operator_arity
from lme4math.model.structures import STRUCTURES
from lme4math.r import Call, Constant, Expression, Name, Number, deparse_label, is_any_bar, is_bar, operands_of
from lme4math.records import walk
from lme4math.source import Span

LONGEST_QUOTE = 60
"""Longer pieces of a formula are shortened where a sentence quotes them."""


class NodePlace(NamedTuple):
    """A node of the right side, and the operators around it.

    Attributes:
        node: the node.
        outer: the operator or function directly around it, brackets apart; "" at the top.
        in_product: whether it is inside some `* / : ^ %in%`.
        subtracted: whether an odd number of minus signs applies to it.
        in_bar: whether it is on the left of a bar.
        bracketed: whether it is in brackets.
    """

    node: Expression
    outer: str = ""
    in_product: bool = False
    subtracted: bool = False
    in_bar: bool = False
    bracketed: bool = False


def text_remarks(right_side: Expression, dropped: frozenset[Span] = frozenset()) -> Iterator[str]:
    """Sentences about the right side of a formula as it was typed, in the order of the text.

    Args:
        right_side: the expression right of `~`.
        dropped: the places of bars of which R makes no random term; they are left out.
    """
    flags: dict[bool, set[bool]] = {False: set(), True: set()}
    only_bars = cache(partial(nodes_of_bars_only, right_side))
    for place in walk(NodePlace(right_side), into=partial(_inside, dropped)):
        yield from _of_leaf(place, flags)
        if isinstance(place.node, Call) and not _is_dropped(place.node, dropped):
            yield from _of_call(place, place.node, only_bars)
    if len(flags[False]) == 2:
        yield "The formula both adds and removes the intercept: the last of the two counts."


def _is_dropped(call: Call, dropped: frozenset[Span]) -> bool:
    return call.operator in ("|", "||") and call.span in dropped


def _inside(dropped: frozenset[Span], place: NodePlace) -> list[NodePlace]:
    """The operands of formula operators, bars and structures; the arguments of other functions are R's business."""
    call = place.node
    if not isinstance(call, Call) or _is_dropped(call, dropped):
        return []
    operator, arity = operator_arity(call)
    if operator == "(":
        return [NodePlace(call.operands[0], place.outer, place.in_product, place.subtracted, place.in_bar, True)]
    in_product = place.in_product or operator in PRODUCTS
    if operator:
        return [
            NodePlace(
                operand,
                operator if arity == 2 else f"unary {operator}",
                in_product,
                place.subtracted != (operator == "-" and position == arity - 1),
                place.in_bar,
            )
            for position, operand in enumerate(formula_operands(call))
        ]
    if is_any_bar(call):
        return [NodePlace(call.operands[0], call.operator or "", in_bar=True)]
    return [NodePlace(operand, call.operator or "") for operand in call.operands if _holds_bar_directly(operand)]


def _holds_bar_directly(node: Expression) -> bool:
    while isinstance(node, Call) and node.operator == "(" and node.operands:
        node = node.operands[0]
    return is_any_bar(node)


def _of_leaf(place: NodePlace, flags: dict[bool, set[bool]]) -> Iterator[str]:
    """What 0, 1, TRUE and FALSE do to the intercept."""
    node = place.node
    if isinstance(node, Constant) and node.name in ("TRUE", "FALSE"):
        yield f"{node.name} in a formula is {int(node.name == 'TRUE')}: it only switches the intercept."
        value = node.name == "TRUE"
    elif isinstance(node, Number) and node.value in (0, 1):
        value = node.value == 1
    else:
        return
    flags[place.in_bar].add(value != place.subtracted)
    if place.in_product and place.outer != "^":
        yield (
            f"The {node.text if isinstance(node, Number) else node.name} inside a product is not multiplied: it only "
            "switches the intercept on or off."
        )
    if place.subtracted and not value:
        yield "Subtracting 0 adds an intercept."


def _of_call(place: NodePlace, call: Call, only_bars: Callable[[], set[int]]) -> Iterator[str]:
    operator, _ = operator_arity(call)
    if operator == "-":
        yield from _of_minus(call.operands, only_bars())
    elif operator in PRODUCTS:
        yield from _of_product(call, operator)
    elif is_any_bar(call):
        yield from _of_bar(place, call)
    elif call.operator in STRUCTURES:
        yield from _of_structure(call)


def _of_minus(operands: tuple[Expression, ...], only_bars: set[int]) -> Iterator[str]:
    """A minus sign alone, and one after nothing but random terms."""
    first, last = operands[0], operands[-1]
    if id(last) in only_bars:
        return
    if len(operands) == 1 and not _is_flag(first):
        yield f"{quoted(f'-{shown(first)}')} neither adds nor removes anything."
    elif len(operands) == 2 and id(first) in only_bars:
        yield f"With only random terms before it the minus is lost: R adds {code(last)}."


def _of_bar(place: NodePlace, call: Call) -> Iterator[str]:
    if not place.bracketed and place.outer not in STRUCTURES and not place.in_bar:
        if place.outer == "":
            yield (
                f"Without brackets all of {code(call.operands[0])} belongs to the random term: the fixed part is "
                "the intercept alone."
            )
        else:
            yield f"The `|` inside {place.outer}() counts as a bar: R reads {code(call)} as a random term."
    if place.subtracted:
        yield f"A minus removes no random term: ({shown(call)}) stays in the model."
    if place.in_product:
        yield f"A random term cannot be multiplied: ({shown(call)}) is a term of its own."
    yield from _of_grouping(call)


def _of_grouping(bar: Call) -> Iterator[str]:
    """Operators in a grouping factor other than `:` and `/`."""
    group = bar.operands[-1]
    if any(operator_arity(node)[0] in ("+", "*", "^", "-") for node in walk(group, into=formula_operands)):
        yield (
            f"The grouping {code(group)} stands for several terms, one for each of its factors and interactions; "
            "numbers and what is subtracted have no effect."
        )


def _of_structure(call: Call) -> Iterator[str]:
    name = call.operator
    if not call.operands:
        return
    if not is_bar(call.operands[0]):
        if _holds_bar_directly(call.operands[0]):
            yield f"{name}() takes a plain bar: here the covariance becomes unstructured."
        else:
            yield f"{code(call)} has no bar, and is just ({shown(call.operands[0])})."
        return
    for argument in call.arguments[1:]:
        if argument.name != "hom" or name == "us":
            yield f"lme4 ignores the argument {quoted(argument.name or shown(argument.value))} of {name}()."


def _of_product(call: Call, operator: str) -> Iterator[str]:
    """`x^2`, `x:x` and `x * x`, which are x."""
    first, second = call.operands
    if operator == "^":
        if isinstance(second, Number) and not isinstance(second.value, complex) and second.value != int(second.value):
            yield f"The power {second.text} acts as {int(second.value)}."
        if _is_variable(first):
            yield f"{code(call)} is just {code(first)} in a formula: for the power write I({shown(call)})."
    elif _is_variable(first) and _is_variable(second) and deparse_label(first) == deparse_label(second):
        yield f"{code(call)} is just {code(first)} in a formula."


def _is_variable(node: Expression) -> bool:
    return isinstance(node, Name) or (isinstance(node, Call) and not operator_arity(node)[0] and not is_bar(node))


def _is_flag(node: Expression) -> bool:
    while isinstance(node, Call) and node.operator in ("(", "-", "+") and len(node.operands) == 1:
        node = node.operands[0]
    return isinstance(node, Number | Constant)


def nodes_of_bars_only(root: Expression) -> set[int]:
    """The nodes of which nothing is left when the bars are taken out."""
    nodes = list(walk(root, into=lambda node: () if is_any_bar(node) else operands_of(node)))
    found: set[int] = set()
    for call in reversed(nodes):
        operands = operands_of(call)
        is_itself = is_any_bar(call) or any(is_bar(operand) for operand in operands)
        if is_itself or (operands and operator_arity(call)[0] and all(id(operand) in found for operand in operands)):
            found.add(id(call))
    return found


def shown(node: Expression | None) -> str:
    """A piece of the formula as a sentence shows it, cut where it is long."""
    text = "" if node is None else " ".join(deparse_label(node).split())
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"


def code(node: Expression | None) -> str:
    """A piece of the formula in a sentence, quoted."""
    return quoted(shown(node))
