"""Kinds of values that many functions share: numbers as wide as what they are made of, truths, text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from lme4math.model.functions.row import FunctionCall, Known
from lme4math.model.variables import NUMBERS, Categorical, Kind, Numeric, OpenCategorical, OpenMatrix
from lme4math.r import (
    Call,
    Expression,
    NotConstant,
    arguments_by_parameter,
    called_name,
    collation_key,
    names_bound,
    places_picked,
    truth_in,
)

MAX_COMPONENTS = 1_000
"""The most columns that one variable may have."""

LOGICAL = Categorical(("FALSE", "TRUE"), logical=True)


def number(_: FunctionCall) -> Kind:
    """One number for each observation."""
    return Numeric()


def logical(_: FunctionCall) -> Kind:
    """TRUE or FALSE."""
    return LOGICAL


def text(_: FunctionCall) -> Kind:
    """Text, or a factor, of which the data tells the levels."""
    return OpenCategorical()


def part_of_date(call: FunctionCall) -> Kind:
    """lubridate's `wday(date)`: a number, or with `label = TRUE` an ordered factor of names in the user's language."""
    label = arguments_by_parameter(call.expression, ("x", "label")).get("label")
    return OpenCategorical(ordered=True) if truth_in(label) else number(call)


def numbers(call: FunctionCall) -> Kind:
    """Numbers in as many columns as the widest argument has, named as the first with several."""
    return widest(call.kind_of(value) for value in call.expression.operands)


def widest(kinds: Iterable[Kind]) -> Kind:
    """What numbers are that are computed from such."""
    found = [kind for kind in kinds if isinstance(kind, NUMBERS)]
    if any(isinstance(kind, OpenMatrix) for kind in found):
        return OpenMatrix()
    matrices = (kind for kind in found if isinstance(kind, Numeric) and (kind.components or kind.single is not None))
    return replace(next(matrices, Numeric()), assumed=False)


def same(call: FunctionCall) -> Kind:
    """What is handed on."""
    values = call.expression.operands
    return call.kind_of(values[0]) if values else Numeric(assumed=True)


def offset(call: FunctionCall) -> Kind:
    """`offset(x)`: numbers, unless it is given what can be none."""
    kind = same(call)
    return Numeric() if kind == Numeric(assumed=True) else kind


def combined(call: FunctionCall) -> Kind:
    """`c(…)`: the levels of text that is spelled out."""
    return of_vector(call.vector_of(call.expression)) or same(call)


def pasted(call: FunctionCall) -> Kind:
    """`paste(…)`: the text that it makes of constants."""
    return of_vector(call.vector_of(call.expression)) or OpenCategorical()


def repeated(call: FunctionCall) -> Kind:
    """`rep(x, …)`."""
    return call.kind("x") or Numeric()


def of_vector(vector: Known) -> Kind | None:
    """What known elements are, where they are text."""
    return of_texts(vector.texts) if vector.is_text and vector.texts is not None else None


def of_texts(texts: Iterable[str]) -> Kind:
    """Text as a model takes it: a factor whose levels are in R's order of strings."""
    return Categorical(tuple(sorted(set(texts), key=collation_key)))


def picked(call: FunctionCall) -> Kind:
    """`x[i]`, and columns of a matrix, `x[, j]`."""
    spelled_out = of_vector(call.vector_of(call.expression))
    if spelled_out is not None:
        return spelled_out
    kind = same(call)
    indices = [argument.value for argument in call.expression.arguments[1:] if argument.name != "drop"]
    if not isinstance(kind, NUMBERS) or len(indices) < 2:
        return Numeric(assumed=kind.assumed) if isinstance(kind, Numeric) and len(indices) == 1 else kind
    column = indices[1]
    if column is None:
        return kind
    places = None
    if isinstance(kind, Numeric):
        places = _places(call.vector_of(column), kind.components)
        if places is not None:
            names = tuple(kind.components[place] for place in places) if kind.components else ()
            dropping = next((truth_in(one.value) for one in call.expression.arguments if one.name == "drop"), True)
            return columns(names) if len(names) > 1 or dropping is False else Numeric()
    return Numeric() if call.vector_of(column).length in (1, None) else OpenMatrix()


def _places(index: Known, names: tuple[str, ...]) -> tuple[int, ...] | None:
    try:
        return None if index.values is None else places_picked(index.values, len(names) or 1, names)
    except NotConstant:  # said where it is computed
        return None


def columns(names: tuple[str, ...]) -> Kind:
    """A matrix of numbers with named columns; a single one is called as its variable is."""
    return Numeric(names) if len(names) > 1 else Numeric(single="".join(names))


def numbered(n: int) -> Kind:
    """Numbers in columns called 1, 2, …"""
    return columns(tuple(str(place) for place in range(1, n + 1)))


def bound(call: FunctionCall) -> Kind:
    """`cbind(a, b)`: the columns of matrices keep their names; others are named if any of all is a name."""
    names = _names_bound(call.expression, call)
    if names is None:
        return OpenMatrix()
    return columns(names) if any(names) or len(names) == 1 else numbered(len(names))


def _names_bound(expression: Call, call: FunctionCall) -> tuple[str, ...] | None:
    """The names of the columns of a call of `cbind`, "" for one without; None where only the data tells."""
    names: list[str] = []
    for argument, name in names_bound(expression):
        value = argument.value
        if argument.name == "deparse.level" or value is None or call.vector_of(value).length == 0:
            continue
        if isinstance(value, Call) and called_name(value) == "cbind":
            own = _names_bound(value, call)
        else:
            kind = call.kind_of(value)
            components, single = (kind.components, kind.single) if isinstance(kind, Numeric) else ((), None)
            own = None if isinstance(kind, OpenMatrix) else components or (name or "" if single is None else single,)
        if own is None:
            return None
        names += own
    return tuple(names)


def matrix(call: FunctionCall) -> Kind:
    """`as.matrix(x)`, `scale(x)`: a vector becomes a matrix of one column."""
    kind = call.kind("x")
    if not isinstance(kind, Numeric):
        return kind if isinstance(kind, OpenMatrix) else columns(())
    return kind if kind.components or kind.single is not None else columns(())


def unnamed(expressions: Iterable[Expression], call: FunctionCall) -> int | None:
    """How many columns some variables have together, or None where only the data tells."""
    kinds = [call.kind_of(expression) for expression in expressions]
    if any(isinstance(kind, OpenMatrix) for kind in kinds):
        return None
    return sum(max(1, len(kind.components)) if isinstance(kind, Numeric) else 1 for kind in kinds)
