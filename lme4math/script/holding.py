"""What an expression stands for, by what the names around it hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from lme4math.r import (
    ASSIGNMENTS,
    Call,
    Expression,
    Lookup,
    Name,
    Number,
    Text,
    called,
    called_name,
    compound_children,
    named_argument,
    strings_in,
    unwrap,
    walk,
    written_out,
)
from lme4math.records import record
from lme4math.script.frames import Alias, Closure, Declaration, Held, Listing, ScriptFit
from lme4math.script.other_models import OURS, PACKAGES

Names = Mapping[str, Held]
Key = str | int
"""An element of a list: its name, or its place from 1."""


@record(eq=False)
class Element:
    """An element of a list or a vector.

    Attributes:
        key: its name, or its place from 1.
        value: its expression; None for an element of a list of models.
        names: what the names in the expression held.
        held: the model.
    """

    key: Key
    value: Expression | None
    names: Names
    held: Held | None = None


HANDING_ON = frozenset(
    {"return", "invisible", "print", "identity", "force", "try", "tryCatch", "suppressWarnings", "suppressMessages"}
)
"""Functions whose value is that of their first argument."""


def word_of(node: Expression | None) -> str | None:
    """The word that a name or a string is."""
    return node.name if isinstance(node, Name) else node.value if isinstance(node, Text) else None


def handed_on(call: Call) -> Expression | None:
    """The argument whose value a call hands on, as `suppressWarnings(x)` does; None for a call that makes its own."""
    if not call.operands:
        return None
    if call.operator == "{":
        return call.operands[-1]
    if called_name(call) not in HANDING_ON:
        return None
    return named_argument(call, "expr", "x") or next((item.value for item in call.arguments if not item.name), None)


def model_function(node: Expression) -> str | None:
    """The name of the function, one of `OURS`, that a call fits a model by; None for any other node."""
    if called_name(node) not in OURS:
        return None
    package, name = called(node)
    return name if package is None or name in PACKAGES.get(package, ()) else None


def value_assigned(expression: Expression) -> Expression:
    """What a statement assigns, or the statement itself where it assigns nothing."""
    node = unwrap(expression)
    while isinstance(node, Call) and node.operator in ASSIGNMENTS and len(operands := node.operands) == 2:
        node = unwrap(operands[1])
    return node


def calls_in(expressions: Sequence[Expression]) -> Iterator[Call]:
    """Every call of a script with pipes undone, outermost first, once each, however often a dot refers to it."""
    seen: dict[int, Expression] = {}
    work = list(reversed(expressions))
    while work:
        node = work.pop()
        if id(node) in seen:
            continue
        seen[id(node)] = node
        node = written_out(node)
        if isinstance(node, Call):
            yield node
        work += compound_children(node)


def around(expression: Expression, names: Names) -> dict[str, Held]:
    """What the names in an expression hold, those between the braces of `glue("{y} ~ x")` too."""
    found: dict[str, Held] = {}
    for node in walk(expression):
        if isinstance(node, Name) and node.name in names:
            found[node.name] = names[node.name]
        elif isinstance(node, Text) and "{" in node.value:
            found |= {name: names[name] for name in _IN_BRACES.findall(node.value) if name in names}
    return found


_IN_BRACES = re.compile(r"[A-Za-z.][\w.]*(?=[^{}]*\})")


def lookup_in(names: Names) -> Lookup:
    """What the script assigned to a name, the constants in it written out."""

    def lookup(name: Name) -> Expression | None:
        held = names.get(name.name)
        return held.value if isinstance(held, Declaration) else None

    return lookup


def strings_of(expression: Expression | None, names: Names) -> tuple[str, ...] | None:
    """The strings that an expression is, where the text gives them."""
    return strings_in(expression, lookup_in(names))


def stands_for(node: Expression, names: Names) -> tuple[Expression, Names] | None:
    """What was assigned to a name or to an element of a list, and what the names in it held; None if nothing was."""
    if isinstance(node, Name):
        return _opened(names.get(node.name))
    if not isinstance(node, Call) or (place := element(node, names)) is None:
        return None
    whole, key = place
    held = names.get(whole)
    if isinstance(held, Listing):
        return _opened(held.item(key))
    items = elements_of(Name(whole, node.span), names) or ()
    found = next((item for at, item in enumerate(items, 1) if key in (item.key, at)), None)
    return None if found is None or found.value is None else (found.value, found.names)


def _opened(held: Held | None) -> tuple[Expression, Names] | None:
    if isinstance(held, Declaration) and held.written is not None:
        return held.written, held.around
    if isinstance(held, ScriptFit):
        return held.call, held.scene.names
    return (held.written, {}) if isinstance(held, Alias) else None


def element(node: Expression, names: Names) -> tuple[str, Key] | None:
    """The list and the element that `models$m1`, `models[["m1"]]`, `models[[1]]` and `models[[v]]` name."""
    if not isinstance(node, Call) or node.operator not in ("$", "[[") or len(operands := node.operands) != 2:
        return None
    whole, key = operands
    if not isinstance(whole, Name):
        return None
    if node.operator == "$":
        word = word_of(key)
    else:
        words = strings_of(key, names) or ()
        word = words[0] if len(words) == 1 else None
    if word is None:
        return None
    is_place = node.operator == "[[" and word.isdecimal() and not isinstance(key, Text)
    return whole.name, int(word[:_DIGITS]) if is_place else word


_DIGITS = 9


def elements_of(node: Expression, names: Names) -> tuple[Element, ...] | None:
    """The elements of a list or a vector that the text spells out; None where it does not."""
    for _ in range(_LONGEST_CHAIN):
        node = unwrap(node)
        held = names.get(node.name) if isinstance(node, Name) else None
        if not isinstance(held, Declaration) or held.written is None:
            break
        node, names = held.written, held.around
    name = called_name(node)
    if isinstance(node, Call) and (name in _LISTS or (name == "c" and _is_flat(node))):
        given = [item for item in node.arguments if item.value is not None]
        return tuple(Element(item.name or at, item.value, names) for at, item in enumerate(given, 1))
    if isinstance(node, Call) and name in ("setNames", "set_names") and node.operands:
        return _renamed(node, names)
    if isinstance(node, Call) and name in ("seq_along", "names") and len(node.operands) == 1:
        inner = elements_of(node.operands[0], names)
        if inner is None or (name == "names" and not all(isinstance(item.key, str) for item in inner)):
            return None
        keys = ((at, at if name == "seq_along" else item.key) for at, item in enumerate(inner, 1))
        return tuple(Element(at, _word(str(key), isinstance(key, int), node), names) for at, key in keys)
    texts = strings_of(node, names)
    if texts is None:
        return None
    numeric = not isinstance(node, Text) and all(text.isdecimal() for text in texts)
    return tuple(Element(at, _word(text, numeric, node), names) for at, text in enumerate(texts, 1))


_LONGEST_CHAIN = 50
_LISTS = frozenset({"list", "alist", "formulas"})


def _is_flat(call: Call) -> bool:
    return all(isinstance(one, Text | Number) or called_name(one) in ("~", "as.formula") for one in call.operands)


def _word(text: str, numeric: bool, node: Expression) -> Expression:
    return Number(float(text), text, node.span) if numeric else Text(text, node.span)


def _renamed(node: Call, names: Names) -> tuple[Element, ...] | None:
    inner = elements_of(node.operands[0], names)
    words = strings_of(node.operands[-1], names)
    if inner is None or words is None or len(words) != len(inner):
        return None
    return tuple(replace(item, key=word) for item, word in zip(inner, words, strict=True))


def settled(argument: Expression, names: Names) -> Expression:
    """A family, or a control, as the script has it: `fam` is what was assigned to it, and `lk` in `binomial(lk)`.

    Args:
        argument: of a model's call.
        names: what the names hold there.
    """
    found, within = _settled(argument, names)
    if not isinstance(found, Call):
        return found
    made, _ = _settled(found.function, names)
    function = made if isinstance(made, Name) or called_name(made) in ("::", ":::") else found.function
    arguments = [
        item if item.value is None else replace(item, value=_with_link(*_settled(item.value, within)))
        for item in found.arguments
    ]
    return replace(found, function=function, arguments=tuple(arguments))


def _with_link(node: Expression, names: Names) -> Expression:
    """An argument of a family, in which the link of a `make.link()`, or of a `power()`, is what a name stands for."""
    return settled(node, names) if called_name(node) in ("make.link", "power") else node


def _settled(node: Expression, names: Names) -> tuple[Expression, Names]:
    """What a node stands for, or the node itself."""
    for _ in range(_LONGEST_CHAIN):
        inner = unwrap(node)
        found = stands_for(inner, names)
        if found is None:
            break
        node, names = found
    return node, names


def link_name(family: Expression | None, names: Names) -> str | None:
    """What R calls the link of a family; None where the script does not make it, or does not spell its name out.

    Args:
        family: the argument of a model's call.
        names: what the names of the script hold there.
    """
    if not isinstance(family, Call):
        return None
    for argument in family.operands:
        function = argument.function if isinstance(argument, Call) else None
        held = names.get(function.name) if isinstance(function, Name) else None
        for node in walk(held.function if isinstance(held, Closure) else argument):
            if isinstance(node, Call) and (name := _named(node)) is not None:
                return name
    return None


def _named(call: Call) -> str | None:
    """The `name` in `structure(list(…, name = "logexp"), class = "link-glm")`."""
    if called_name(call) != "structure" or not call.operands:
        return None
    kind, given = named_argument(call, "class"), call.operands[0]
    if not isinstance(kind, Text) or kind.value != "link-glm" or not isinstance(given, Call):
        return None
    name = named_argument(given, "name")
    return name.value if isinstance(name, Text) else None
