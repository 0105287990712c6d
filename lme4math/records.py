"""Frozen dataclasses that cost nothing until they are used.

A stage hands the next one small frozen classes, and there are many: the tree alone has forty kinds of node. The
standard library writes and compiles six methods for each when a module is imported, about 0.3 ms a class. `record`
gives the same dataclasses (`fields`, `replace` and `match` work), each method compiled when it is first asked for.

It stays while it pays. A fresh process that prints the LaTeX of `lmer(y~x+(1|g))` took, in seconds of a processor
(median of 30 runs in turn, Python 3.11 on a busy machine of two cores):

    as it is                                               0.193
    dataclass(frozen=True, slots=True)                     0.256
    attrs' frozen                                          0.294
    msgspec's Struct, without `init` and `compare`         0.230

A tree of records has one walk, one rewrite, and one way to ask a table about a node. A node's parts are its fields,
and what is in a tuple among those. Neither the walk nor the rewrite calls itself, so a tree may be of any depth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields, is_dataclass, make_dataclass, replace
from functools import partial, wraps
from operator import attrgetter, is_
from typing import Any, NoReturn, TypeVar, cast, dataclass_transform, overload

Class = TypeVar("Class", bound=type)


@overload
def record(cls: Class, /) -> Class: ...
@overload
def record(*, eq: bool = True) -> Callable[[Class], Class]: ...
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type | None = None, /, *, eq: bool = True) -> Any:
    """A class as `dataclass(frozen=True, slots=True)` makes it; with `eq=False` two are equal only if they are one."""
    if cls is None:
        return partial(record, eq=eq)
    made = cast("type", dataclass(init=False, repr=False, eq=False, slots=True)(cls))
    for name in ("__init__", "__repr__", *(("__eq__", "__hash__") if eq else ())):
        if name not in cls.__dict__:
            setattr(made, name, _Uncompiled(made, name))
    for name, method in FROZEN.items():
        setattr(made, name, method)
    return made


class _Uncompiled:
    """Stands for a method of a record until it is first used, when the method is compiled."""

    __slots__ = ("cls", "name")

    def __init__(self, cls: type, name: str) -> None:
        self.cls, self.name = cls, name

    def __get__(self, instance: object | None, owner: type | None = None) -> Any:
        method = _initializer(self.cls) if self.name == "__init__" else _model(self.cls).__dict__[self.name]
        setattr(self.cls, self.name, method)
        return method.__get__(instance, owner)


def _initializer(cls: type) -> Any:
    """`__init__`, writing into the slots themselves, as nothing else may."""
    scope: dict[str, Any] = {"_missing": MISSING}
    parameters, lines = ["self"], []
    for each in fields(cls):
        name = each.name
        scope |= {f"_set_{name}": cls.__dict__[name].__set__, f"_default_{name}": each.default}
        value = name if each.init else "_missing"
        if each.init:
            optional = each.default is not MISSING or each.default_factory is not MISSING
            parameters.append(f"{name}=_default_{name}" if optional else name)
        if each.default_factory is not MISSING:
            scope[f"_make_{name}"] = each.default_factory
            value = f"_make_{name}() if {value} is _missing else {value}"
        if each.init or each.default_factory is not MISSING:
            lines.append(f" _set_{name}(self, {value})")
    exec(f"def __init__({', '.join(parameters)}):\n" + "\n".join(lines or [" pass"]), scope)
    method = scope["__init__"]
    method.__qualname__ = f"{cls.__qualname__}.__init__"
    return method


def _model(cls: type) -> type:
    """A dataclass of the same fields, whose other methods fit `cls` because they speak of fields only."""
    namespace = {"__module__": cls.__module__, "__qualname__": cls.__qualname__}
    return make_dataclass(
        cls.__name__, [(e.name, e.type, copy(e)) for e in fields(cls)], namespace=namespace, frozen=True
    )


def _assign(_self: object, name: str, _value: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _delete(_self: object, name: str) -> NoReturn:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _restore(self: object, state: tuple[None, dict[str, object]]) -> None:
    """For copies and pickles: what `object.__getstate__` gave, put back."""
    for name, value in state[1].items():
        object.__setattr__(self, name, value)


FROZEN: dict[str, Callable[..., object]] = {"__setattr__": _assign, "__delattr__": _delete, "__setstate__": _restore}


Node = TypeVar("Node")
Written = TypeVar("Written")


class UnknownNodeError(TypeError):
    """A node that a table has no row for: a mistake in this package, never in a user's input."""

    def __init__(self, who: str, node: object) -> None:
        super().__init__(f"{who} does not know {type(node).__name__}")


def dispatch(table: Mapping[type, Callable[[Any], Written]], node: object, who: str) -> Written:
    """What a table's function for this kind of node makes of it.

    Args:
        who: whose table it is, for the message.

    Raises:
        UnknownNodeError: there is none.
    """
    try:
        write = table[type(node)]
    except KeyError:
        raise UnknownNodeError(who, node) from None
    return write(node)


def parts(node: object) -> Sequence[Any]:
    """What a record or a tuple holds; a named tuple, such as a span, is a leaf."""
    take = _TAKE.get(type(node))
    return (_take(type(node)) if take is None else take)(node)


_TAKE: dict[type, Callable[[Any], Sequence[Any]]] = {tuple: tuple}
"""What takes a node apart, by its type: to ask the standard library would take most of a walk's time."""


def _take(kind: type) -> Callable[[Any], Sequence[Any]]:
    names = _names(kind)
    many: Callable[[Any], Sequence[Any]] = attrgetter(*names) if len(names) > 1 else _few(names)
    return _TAKE.setdefault(kind, many)


def _few(names: tuple[str, ...]) -> Callable[[Any], Sequence[Any]]:
    if not names:
        return lambda _node: ()
    take = attrgetter(*names)
    return lambda node: (take(node),)


def _names(kind: type) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind)) if is_dataclass(kind) else ()


def walk(*roots: Any, into: Callable[[Any], Sequence[Any]] = parts) -> Iterator[Any]:
    """Everything in the trees, each before its parts, the parts in their order.

    Args:
        into: which parts of a node to go into.
    """
    waiting = list(reversed(roots))
    while waiting:
        node = waiting.pop()
        yield node
        if inside := into(node):
            waiting.extend(reversed(inside))


def rewrite(root: Node, rule: Callable[[Any], object], into: Callable[[Any], Sequence[Any]] = parts) -> Node:
    """The same tree with `rule` applied to everything in it, the parts of a node before the node.

    What has nothing changed in it is handed on as it is.

    Args:
        into: as `parts`, or nothing for a node whose inside is to be left alone.
    """
    done: list[object] = []
    waiting: list[tuple[Any, Sequence[Any] | None]] = [(root, None)]
    while waiting:
        node, before = waiting.pop()
        if before is None and (inside := into(node)):
            waiting.append((node, inside))
            waiting.extend([(part, None) for part in reversed(inside)])
            continue
        if before:
            after = done[-len(before) :]
            del done[-len(before) :]
            if not all(map(is_, after, before)):
                node = _with_parts(node, after)
        done.append(rule(node))
    return cast("Node", done[0])


def _with_parts(node: Any, inside: list[object]) -> object:
    """A record or a tuple of the same kind with other parts."""
    if type(node) is tuple:
        return tuple(inside)
    return replace(node, **dict(zip(_names(type(node)), inside, strict=True)))


def kept_for_the_same(most: int) -> Callable[[Callable[..., Written]], Callable[..., Written]]:
    """Keep the last answers of a function, for the very same arguments: to hash or compare a large tree takes long."""

    def keeping(function: Callable[..., Written]) -> Callable[..., Written]:
        kept: list[tuple[tuple[object, ...], Written]] = []

        @wraps(function)
        def answer(*arguments: object) -> Written:
            for known, found in kept:
                if len(known) == len(arguments) and all(map(is_, known, arguments)):
                    return found
            kept.append((arguments, found := function(*arguments)))
            del kept[:-most]
            return found

        return answer

    return keeping
