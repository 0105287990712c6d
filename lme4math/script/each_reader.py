"""Follows what is done once for each of several things: loops, `lapply`, `purrr::map2`, `mapply` and their kin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from lme4math.errors import FormulaError
from lme4math.r import (
    DOTS,
    Argument,
    Call,
    Expression,
    Function,
    Name,
    Number,
    Text,
    called_name,
    deparse,
    exact_arguments,
    further_arguments,
    quote,
    referred,
    unwrap,
    walk_calls,
)
from lme4math.records import record
from lme4math.script.evaluation import Evaluation, Follow
from lme4math.script.frame_reader import rows_spelled_out
from lme4math.script.frames import Closure, Declaration, Held, Listing, ScriptFit, ScriptFrame
from lme4math.script.holding import Element, Key, around, elements_of, model_function
from lme4math.script.making import made
from lme4math.script.other_models import OURS
from lme4math.script.update import is_update
from lme4math.source import Span

MOST_TURNS = 50


@record(eq=False)
class EachFunction:
    """A function that calls a function on each element of one or several lists.

    Attributes:
        parameters: its parameters.
        over: those that are given the lists; that one is `...` where any number of lists may be.
        function: the one that is given the function.
        texts_name: whether results are called by the elements where these are strings.
    """

    parameters: tuple[str, ...]
    over: tuple[str, ...]
    function: str
    texts_name: bool = False


EACH: Mapping[str, EachFunction] = {
    **dict.fromkeys(("lapply", "mclapply"), EachFunction(("X", "FUN", DOTS), ("X",), "FUN")),
    **dict.fromkeys(("sapply", "vapply"), EachFunction(("X", "FUN", DOTS), ("X",), "FUN", texts_name=True)),
    **dict.fromkeys(
        ("map", "future_map", "imap", "future_imap", "walk", "iwalk"), EachFunction((".x", ".f", DOTS), (".x",), ".f")
    ),
    **dict.fromkeys(("map2", "future_map2", "walk2"), EachFunction((".x", ".y", ".f", DOTS), (".x", ".y"), ".f")),
    **dict.fromkeys(("pmap", "future_pmap", "pwalk"), EachFunction((".l", ".f", DOTS), (".l",), ".f")),
    "Map": EachFunction(("f", DOTS), (DOTS,), "f", texts_name=True),
    "mapply": EachFunction(("FUN", DOTS, "MoreArgs", "SIMPLIFY", "USE.NAMES"), (DOTS,), "FUN", texts_name=True),
}
"""Functions that call a function on each element."""

_ITEMS = (".x", ".y")
"""The names by which a function of R's that is called on each element is given it, and a second one."""


@record(eq=False)
class _Asked:
    """What a call of one of `EACH` goes over, the function, and the arguments that are handed on."""

    over: tuple[Argument, ...]
    function: Expression
    further: tuple[Argument, ...]


@record(eq=False)
class _Turn:
    """The elements of one turn, the parameters that they are given to, and what the result is called."""

    items: tuple[Element, ...]
    parameters: tuple[str | None, ...]
    key: Key


def _elements(evaluation: Evaluation, over: Expression) -> list[Element] | None:
    """What a loop goes over; None where the text does not tell, or where there are too many."""
    names = evaluation.now.names
    held = names.get(over.name) if isinstance(over, Name) else None
    if isinstance(held, Listing):
        return [Element(key, None, {}, one) for key, one in held.items.items()]
    items = elements_of(over, names)
    if items and len(items) > MOST_TURNS:
        evaluation.note(f"Of the {len(items)} turns in line {{line}} none is followed by itself.", over.span)
    return list(items) if items and len(items) <= MOST_TURNS else None


def _bound(name: str, item: Element, span: Span) -> Held | None:
    """What the variable of a loop holds in one of its turns."""
    value = item.value
    if value is None:
        return item.held
    if isinstance(value, Text | Number):
        return Declaration(name, value, None, span, written=value)
    if isinstance(value, Name):
        return item.names.get(value.name)
    return replace(made(name, value, span, None, item.names), around=around(value, item.names))


def _loop(evaluation: Evaluation, node: Call) -> None:
    """`for (v in c("a", "b")) d[[v]] <- factor(d[[v]])`."""
    if len(node.operands) != 3:
        return
    variable, over, body = node.operands
    items = _elements(evaluation, over)
    if not isinstance(variable, Name) or items is None:
        evaluation.untold_turns += 1
        evaluation.run(body)
        evaluation.untold_turns -= 1
        return
    now, path = evaluation.now, evaluation.now.path
    for turn, item in enumerate(items):
        held = _bound(variable.name, item, variable.span)
        if held is None:
            now.names.pop(variable.name, None)
        else:
            now.names[variable.name] = held
        now.path = (*path, Span(node.span.start, node.span.start + turn))
        evaluation.run(body)
    now.path = path


def _each(evaluation: Evaluation, node: Call) -> Held | None:
    """`lapply(formulas, lmer, data = d)`, `map2(formulas, names, ~ lmer(.x, d))`: a model for each element."""
    asked = _asked(node)
    if asked is None or not _fits(evaluation, asked.function):
        return evaluation.call(node)
    for item in asked.over:
        if item.value is not None:
            evaluation.run(item.value)
    turns = _turns(evaluation, node, asked)
    if turns is None:
        return _untold(evaluation, node, asked)
    fits: dict[Key, Held | None] = {}
    for place, turn in enumerate(turns):
        path = (*evaluation.now.path, Span(node.span.start, node.span.start + place))
        held = _turn(evaluation, asked, turn, node.span, path)
        fits[turn.key] = held if isinstance(held, ScriptFit | Listing) else None
    return Listing(fits) if any(fits.values()) else None


def _turns(evaluation: Evaluation, node: Call, asked: _Asked) -> list[_Turn] | None:
    """The turns, of which lists of one element take part in each; None where the text does not tell them."""
    name = called_name(node) or ""
    over = list(_columns(evaluation, asked.over[0]) or ()) if name in _OF_LISTS else list(asked.over)
    lists = [_elements(evaluation, item.value) if item.value is not None else None for item in over]
    n = max((len(items) for items in lists if items), default=0)
    if not n or not all(items and len(items) in (1, n) for items in lists):
        return None
    every = [items * n if len(items) < n else items for items in lists if items]
    if name in _OF_KEYS:
        every.append([_key_as_element(item, node.span) for item in every[0]])
        over.append(Argument(None, None, node.span))
    parameters = tuple(item.name for item in over)
    return [_Turn(items, parameters, _key(items[0], EACH[name].texts_name)) for items in zip(*every, strict=True)]


def _columns(evaluation: Evaluation, given: Argument) -> Iterator[Argument]:
    """The lists in a list, or the columns of a data frame that the text spells out."""
    whole = given.value
    held = evaluation.run(whole) if whole is not None else None
    if isinstance(held, ScriptFrame):
        yield from rows_spelled_out(held, given.span)
    elif whole is not None:
        for item in elements_of(whole, evaluation.now.names) or ():
            yield Argument(item.value, item.key if isinstance(item.key, str) else None, given.span)


def _turn(evaluation: Evaluation, asked: _Asked, turn: _Turn, span: Span, path: tuple[Span, ...]) -> Held | None:
    """A function called on one element of each list, with further arguments."""
    bound: dict[str, Held] = {}
    arguments: list[Argument] = []
    for place, (item, parameter) in enumerate(zip(turn.items, turn.parameters, strict=True)):
        names = _names_of_item(place)
        held = _bound(names[0], item, span)
        bound |= {} if held is None else dict.fromkeys(names, held)
        value = item.value if held is None and item.value is not None else Name(names[0], span)
        arguments.append(Argument(value, parameter, span))
    function = asked.function
    call = Call(function, (*arguments, *asked.further), span)
    label, kept = evaluation.label, evaluation.label is not None
    if kept:
        written = quote(turn.key) if isinstance(turn.key, str) else turn.key
        label = f"{evaluation.label_text()}[[{written}]]"
    inner = evaluation.now.inner(names={**evaluation.now.names, **bound}, path=path)
    with evaluation.at(inner), evaluation.labelled(label, kept):
        if isinstance(function, Call) and function.operator == "~":
            return evaluation.run(function.operands[-1])
        if isinstance(function, Function):
            return evaluation.apply(Closure(function), call)
        return evaluation.run(call)


def _untold(evaluation: Evaluation, node: Call, asked: _Asked) -> Held | None:
    """The model of a function that is called on what the text does not spell out, read once."""
    over, function = asked.over[0].value, asked.function
    told = f"`{deparse(over)}`, which the code does not spell out" if isinstance(over, Name) else "what is computed"
    said = f"`{called_name(node)}()` in line {{line}} fits a model to each element of {told}."
    evaluation.note(said, node.span)
    if referred(function)[1] is not None:
        return None
    unbound = frozenset(name for place in range(len(asked.over) + 1) for name in _names_of_item(place))
    body = function
    if isinstance(function, Function):
        evaluation.is_called(function)
        unbound, body = frozenset(one.name for one in function.parameters if one.name), function.body
    elif isinstance(function, Call):
        body = function.operands[-1]
    evaluation.inside(evaluation.now.unbinding(unbound), body)
    return None


def _fits(evaluation: Evaluation, function: Expression) -> bool:
    """Whether a function that is called on each element may make models."""
    if referred(function)[1] is not None:
        call = Call(function, (), function.span)
        held = evaluation.now.names.get(called_name(call) or "")
        if isinstance(held, Closure):
            return _makes_models(evaluation, held.function.body)
        return model_function(call) is not None or is_update(call)
    return _makes_models(evaluation, function.body if isinstance(function, Function) else function)


def _makes_models(evaluation: Evaluation, body: Expression) -> bool:
    names = {called_name(call) or "" for call in walk_calls(body)}
    return any(name in _MAKING or isinstance(evaluation.now.names.get(name), Closure) for name in names)


_MAKING = frozenset({*OURS, "update", "eval"})
_OF_LISTS = frozenset({"pmap", "future_pmap", "pwalk"})
_OF_KEYS = frozenset({"imap", "future_imap", "iwalk"})


def _names_of_item(place: int) -> tuple[str, ...]:
    """The names by which a function is given the element of the list at a place."""
    numbered = f"..{place + 1}"
    own = _ITEMS[place : place + 1]
    return (*own, numbered, ".") if place == 0 else (*own, numbered)


def _key(item: Element, texts_name: bool) -> Key:
    """What the result of a turn is called."""
    if texts_name and isinstance(item.value, Text) and not isinstance(item.key, str):
        return item.value.value
    return item.key


def _key_as_element(item: Element, span: Span) -> Element:
    """The second argument of `imap`'s function: the name of an element, or its place."""
    key = item.key
    value = Text(key, span) if isinstance(key, str) else Number(key, str(key), span)
    return Element(key, value, {})


def _asked(node: Call) -> _Asked | None:
    """What a call of one of `EACH` asks for."""
    each = EACH[called_name(node) or ""]
    try:
        given = exact_arguments(node, each.parameters)
        further = further_arguments(node, each.parameters)
    except FormulaError:
        return None
    over: Sequence[Argument] = further
    if each.over != (DOTS,):
        over = [Argument(unwrap(given[name]), None, given[name].span) for name in each.over if name in given]
        if len(over) != len(each.over):
            return None
    else:
        further = _more_arguments(given.get("MoreArgs"))
    if each.function not in given or not over:
        return None
    function = unwrap(given[each.function])
    is_one = isinstance(function, Function) or called_name(function) == "~" or referred(function)[1] is not None
    return _Asked(tuple(over), function, further) if is_one else None


def _more_arguments(given: Expression | None) -> tuple[Argument, ...]:
    """What `MoreArgs = list(data = d)` hands on."""
    return given.arguments if isinstance(given, Call) and called_name(given) == "list" else ()


REPEATING: Mapping[str, Follow] = {"for": _loop, **dict.fromkeys(EACH, _each)}
"""What does something once for each of several things."""
