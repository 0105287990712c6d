"""Kinds of values that many functions share: numbers as wide as what they are made of, truths, text."""

from __future__ import annotations

from collections.abc import Iterable

from lme4math.model.functions.lengths import places_among
from lme4math.model.functions.row import Asked, Known
from lme4math.model.variables import NUMBERS, Categorical, Kind, Numeric, OpenCategorical, OpenMatrix
from lme4math.r import Call, Expression, called_name, names_bound

MAX_COMPONENTS = 1_000
"""The most columns that one variable may have."""

LOGICAL = Categorical(("FALSE", "TRUE"), logical=True)


def number(_: Asked) -> Kind:
    """One number for each observation."""
    return Numeric()


def logical(_: Asked) -> Kind:
    """TRUE or FALSE."""
    return LOGICAL


def text(_: Asked) -> Kind:
    """Text, or a factor, of which the data tells the levels."""
    return OpenCategorical()


def numbers(asked: Asked) -> Kind:
    """Numbers in as many columns as the widest argument has, named as the first with several."""
    return widest(asked.kind_of(value) for value in asked.call.operands)


def widest(kinds: Iterable[Kind]) -> Kind:
    """What numbers are that are computed from such."""
    found = [kind for kind in kinds if isinstance(kind, NUMBERS)]
    if any(isinstance(kind, OpenMatrix) for kind in found):
        return OpenMatrix()
    return next(
        (Numeric(kind.components) for kind in found if isinstance(kind, Numeric) and kind.components), Numeric()
    )


def same(asked: Asked) -> Kind:
    """What is handed on."""
    values = asked.call.operands
    return asked.kind_of(values[0]) if values else Numeric(assumed=True)


def offset(asked: Asked) -> Kind:
    """`offset(x)`: numbers, unless it is given what can be none."""
    kind = same(asked)
    return Numeric() if kind == Numeric(assumed=True) else kind


def combined(asked: Asked) -> Kind:
    """`c(…)`: the levels of text that is spelled out."""
    return of_vector(asked.vector_of(asked.call)) or same(asked)


def pasted(asked: Asked) -> Kind:
    """`paste(…)`: the text that it makes of constants."""
    return of_vector(asked.vector_of(asked.call)) or OpenCategorical()


def repeated(asked: Asked) -> Kind:
    """`rep(x, …)`."""
    return asked.kind("x") or Numeric()


def of_vector(vector: Known) -> Kind | None:
    """What known elements are, where they are text."""
    return of_texts(vector.texts) if vector.is_text and vector.texts is not None else None


def of_texts(texts: Iterable[str]) -> Kind:
    """Text as a model takes it: a factor whose levels are in R's order of strings."""
    return Categorical(tuple(sorted(set(texts), key=_collation)))


def _collation(text: str) -> tuple[str, str]:
    """R's order of strings, near enough for words: letters whatever their case, then small before capital."""
    return text.lower(), text.swapcase()


def chosen(asked: Asked) -> Kind:
    """`ifelse(test, yes, no)`: what the two answers are together; factors give their codes."""
    given = [asked.arguments[name] for name in ("yes", "no") if name in asked.arguments]
    answers = [asked.kind_of(value) for value in given]
    if answers and all(answer == LOGICAL for answer in answers):
        return LOGICAL
    vectors = [asked.vector_of(value) for value in given]
    texts = [of_vector(vector) is not None for vector in vectors]
    if not any(texts) and not any(isinstance(answer, OpenCategorical) for answer in answers):
        return Numeric()
    known = [text for vector in vectors for text in vector.texts or ()]
    return of_texts(known) if all(texts) and len(texts) == 2 else OpenCategorical()


def picked(asked: Asked) -> Kind:
    """`x[i]`, and columns of a matrix, `x[, j]`."""
    kind = same(asked)
    indices = [argument.value for argument in asked.call.arguments[1:] if argument.name != "drop"]
    if not isinstance(kind, NUMBERS) or len(indices) < 2:
        return Numeric(assumed=kind.assumed) if isinstance(kind, Numeric) and len(indices) == 1 else kind
    column = indices[1]
    if column is None:
        return kind
    places = None
    if isinstance(kind, Numeric):
        places = places_among(asked.vector_of(column), len(kind.components) or 1, kind.components)
        if places is not None:
            return columns(tuple(kind.components[place] for place in places) if kind.components else ())
    return Numeric() if asked.vector_of(column).length in (1, None) else OpenMatrix()


def columns(names: tuple[str, ...]) -> Kind:
    """Numbers in columns; a single one needs no name."""
    return Numeric(names if len(names) > 1 else ())


def numbered(n: int) -> Kind:
    """Numbers in columns called 1, 2, …"""
    return columns(tuple(str(place) for place in range(1, n + 1)))


def bound(asked: Asked) -> Kind:
    """`cbind(a, b)`: the columns of matrices keep their names; others are named if any of all is a name."""
    names = _names_bound(asked.call, asked)
    if names is None:
        return OpenMatrix()
    return columns(names) if any(names) else numbered(len(names))


def _names_bound(call: Call, asked: Asked) -> tuple[str, ...] | None:
    """The names of the columns of a call of `cbind`, "" for one without; None where only the data tells."""
    names: list[str] = []
    for argument, name in names_bound(call):
        value = argument.value
        if argument.name == "deparse.level" or value is None or asked.vector_of(value).length == 0:
            continue
        if isinstance(value, Call) and called_name(value) == "cbind":
            own = _names_bound(value, asked)
        else:
            kind = asked.kind_of(value)
            components = kind.components if isinstance(kind, Numeric) else ()
            own = None if isinstance(kind, OpenMatrix) else components or (name or "",)
        if own is None:
            return None
        names += own
    return tuple(names)


def matrix(asked: Asked) -> Kind:
    """`as.matrix(x)`."""
    kind = same(asked)
    return kind if isinstance(kind, NUMBERS) else Numeric()


def unnamed(expressions: Iterable[Expression], asked: Asked) -> int | None:
    """How many columns some variables have together, or None where only the data tells."""
    kinds = [asked.kind_of(expression) for expression in expressions]
    if any(isinstance(kind, OpenMatrix) for kind in kinds):
        return None
    return sum(max(1, len(kind.components)) if isinstance(kind, Numeric) else 1 for kind in kinds)
