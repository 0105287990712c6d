"""R expressions evaluated on columns of data, by walking the syntax tree against a fixed table of functions.

Nothing is ever handed to Python's or R's own evaluators. The walk keeps its own stack, so that the depth of an
expression is bounded by memory only.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from difflib import get_close_matches

import numpy as np

from lme4math.data.functions import implementation
from lme4math.data.functions.matching import Given, call
from lme4math.data.functions.scalars import scalar, text
from lme4math.data.functions.short_vectors import as_value
from lme4math.data.values import Factor, Null, Texts, Value
from lme4math.english import quoted, quoted_names, the_first
from lme4math.errors import DataError, Error
from lme4math.model import COMPUTED, Categorical, contrasted, with_contrasts
from lme4math.r import (
    KEYWORDS,
    R_CONSTANTS,
    Call,
    Constant,
    Expression,
    Function,
    Name,
    Number,
    Text,
    called,
    deparse,
    deparse_name,
    fold,
    names_bound,
    picked_column,
)
from lme4math.records import record

Lookup = Callable[[str], Value | None]

_BEFOREHAND = "Compute it beforehand and add it to the data as a column."

_R_PACKAGES = frozenset[str]().union(*(row.packages for row in COMPUTED.values()))

_OF_A_TYPE: dict[str, Callable[[], Value]] = {
    "NULL": Null,
    "NA_integer_": lambda: scalar(math.nan, integer=True),
    "NA_real_": lambda: scalar(math.nan),
    "NA_character_": lambda: Texts(np.array([-1]), ()),
}


@record
class Environment:
    """What names mean.

    Attributes:
        lookup: the column of a name, or None where the data has none.
        names: the names that there are, for suggestions.
        place: what the names were looked up in, for messages.
    """

    lookup: Lookup
    names: tuple[str, ...]
    place: str = "the data"

    def value(self, name: Name) -> Value:
        """The value of a name.

        Raises:
            DataError: if neither the data nor R's own constants have it.
        """
        found = self.lookup(name.name)
        if found is not None:
            return found
        if name.name in R_CONSTANTS:
            return as_value(R_CONSTANTS[name.name])
        raise unknown_name(name, self.names, self.place)


def unknown_name(name: Name, names: tuple[str, ...], place: str = "the data") -> DataError:
    """The refusal of a variable that is not there, with the nearest names as its hint."""
    close = get_close_matches(name.name, names, n=3, cutoff=0.6)
    lowered = [other for other in names if other.lower() == name.name.lower()]
    near = list(dict.fromkeys([*lowered, *close]))
    if near:
        hint = f"Did you mean {quoted_names(near, 'or')}?"
    else:
        shown = the_first(names, 12)
        hint = f"The columns are: {shown}." if names else "There are no columns."
    return DataError(f"There is no variable {quoted(name.name)} in {place}.", name.span, hint)


def evaluate(expression: Expression, scope: Environment) -> Value:
    """The value of an R expression.

    Args:
        expression: a syntax tree.
        scope: what its names mean.

    Raises:
        DataError: for an unknown variable or function, or arguments that R refuses, with the span to blame.
    """

    def leaf(node: Expression | None) -> Value | None:
        if node is not None and (inner := with_contrasts(node)) is not None and isinstance(node, Call):
            return _factor(evaluate(inner, scope), node, inner)
        return leaf_value(node, scope)

    with np.errstate(all="ignore"):  # R's arithmetic gives NaN and Inf without a word, or with a warning
        return fold(expression, leaf, apply)


def leaf_value(node: Expression | None, scope: Environment) -> Value | None:
    """The value of a node without arguments, or of a column picked by `$`; None for another call.

    Raises:
        DataError: for what is unknown, or cannot be a variable.
    """
    if not isinstance(node, Call):
        return _leaf(node, scope)
    column = picked_column(node)
    if column is None:
        known_function(node)  # an unknown function is refused before its arguments are looked at, as in R
        return None
    refuse_vector(node, lambda name: scope.lookup(name) is not None)
    return scope.value(column)


def _leaf(node: Expression | None, scope: Environment) -> Value:
    match node:
        case None:
            return Null()
        case Name():
            return scope.value(node)
        case Number():
            if isinstance(node.value, complex):
                raise DataError("Complex numbers have no place in a mixed model.", node.span, "Write a real number.")
            return scalar(float(node.value), isinstance(node.value, int))
        case Text():
            return text(node.value)
        case Constant():
            return _OF_A_TYPE.get(node.name, lambda: as_value(KEYWORDS[node.name]))()
        case Function():
            raise DataError("A function cannot be a variable.", node.span, _BEFOREHAND)
        case _:
            raise DataError("This cannot be evaluated.", node.span)  # pragma: no cover - calls are folded


def apply(node: Call, values: list[Value], at: list[Value] | None = None) -> Value:
    """The value of a call from those of its arguments; of a function that takes `at`, at other rows.

    Raises:
        DataError: for an unknown function, or arguments that R refuses, with the span to blame.
    """
    name = known_function(node)
    arguments = names_bound(node) if name == "cbind" else [(argument, argument.name) for argument in node.arguments]
    names = [own for _, own in arguments]
    given: list[Given] = list(zip(names, values, strict=True))
    others = None if at is None else list(zip(names, at, strict=True))
    try:
        return call(name, implementation(name), given, others)
    except Error as error:
        error.span = error.span or node.span
        error.hint = error.hint or f"R's help page ?{deparse_name(name)} says what it takes."
        raise


def known_function(node: Call) -> str:
    """The name of the function called, a package before `::` left out.

    Raises:
        DataError: if the table of functions does not have it, or it is not the package's.
    """
    package, name = called(node)
    if name is None:
        raise DataError("This is not a function that a formula can use.", node.function.span, _BEFOREHAND)
    if name not in COMPUTED:
        close = get_close_matches(name, COMPUTED, n=1, cutoff=0.75)
        hint = f"Did you mean {close[0]}()?" if close else _BEFOREHAND
        raise DataError(f"The function {deparse(node.function)}() is not known here.", node.function.span, hint)
    if package is not None and package not in COMPUTED[name].packages:
        hint = f"Write {name}() alone." if package in _R_PACKAGES else _BEFOREHAND
        raise DataError(f"The package {package} has no {name}() that is known here.", node.function.span, hint)
    return name


def _factor(value: Value, call: Expression, inner: Expression) -> Value:
    """The factor: R gives it contrasts of all its levels, and refuses others, before unused levels are dropped."""
    if not isinstance(value, Factor):
        raise DataError("C() needs a factor.", inner.span, "Wrap the variable in factor(…).")
    contrasted(call, Categorical(value.levels, value.ordered))
    return value


def refuse_vector(node: Call, is_column: Callable[[str], bool]) -> None:
    """Raise DataError for `x$z` where `x` is a column: only a data frame has columns to pick."""
    frame = node.operands[0]
    if isinstance(frame, Name) and is_column(frame.name):
        raise DataError(
            f"{quoted(frame.name)} is a column of the data, so nothing can be picked from it by name.",
            node.span,
            "Name the column alone.",
        )


def column_names(expression: Expression, columns: tuple[str, ...] = ()) -> list[Name]:
    """The names of an expression that stand for columns; nothing can be picked from one of `columns`."""
    names: list[Name] = []
    todo = [expression]
    while todo:
        node = todo.pop()
        if isinstance(node, Name):
            names.append(node)
        elif (inner := with_contrasts(node)) is not None:
            todo.append(inner)
        elif isinstance(node, Call):
            picked = picked_column(node)
            if picked is not None:
                refuse_vector(node, columns.__contains__)
            todo.extend([picked] if picked is not None else reversed(node.operands))
    return names
