"""The call that a fit keeps, as R code that this package reads: R's calls → text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lme4math.data import StoredFrame
from lme4math.fits.byte_stream import damaged
from lme4math.fits.r_objects import MISSING, RObject
from lme4math.model import Contrasts
from lme4math.r import Argument, Call, Constant, Expression, Name, Number, Text, deparse, referred, walk
from lme4math.records import record
from lme4math.source import Span

NOWHERE = Span(0, 0)

LONGEST_VECTOR, LARGEST_CALL = 10, 20_000
"""A vector within a call that has more elements is data, and a call with more parts is no formula."""


class NotCodeError(Exception):
    """An object of R that is no code, such as a data frame that a call was made with."""


def expression_of(stored: RObject) -> Expression:
    """R's call as a syntax tree.

    Raises:
        NotCodeError: there is something in it that cannot be written as code.
    """
    done: list[Expression | None] = []
    waiting: list[tuple[RObject, bool]] = [(stored, False)]
    for _ in range(LARGEST_CALL):
        if not waiting:
            break
        item, inside_done = waiting.pop()
        if item.kind != "language":
            done.append(_leaf(item))
        elif not inside_done:
            waiting.append((item, True))
            waiting.extend((part, False) for _, part in reversed(item.value))
        else:
            parts = done[-len(item.value) :]
            del done[-len(item.value) :]
            done.append(_call(parts, item.names[1:]))
    if waiting or done[0] is None:
        raise NotCodeError
    return done[0]


def _call(parts: list[Expression | None], names: tuple[str, ...]) -> Call:
    function, *values = parts
    if function is None:
        raise NotCodeError
    arguments = (Argument(value, name or None, NOWHERE) for value, name in zip(values, names, strict=True))
    return Call(function, tuple(arguments), NOWHERE)


def _leaf(stored: RObject) -> Expression | None:
    match stored.kind:
        case "symbol":
            return Name(stored.value, NOWHERE)
        case "missing":
            return None
        case "NULL":
            return Constant("NULL", NOWHERE)
        case "double" | "integer" | "logical" | "character" if not stored.classes and not stored.dim:
            values = list(_literals(stored)) if len(stored) <= LONGEST_VECTOR else []
            if not values:
                raise NotCodeError
            return values[0] if len(values) == 1 else call_of("c", *values)
    raise NotCodeError


def _literals(stored: RObject) -> Iterator[Expression]:
    for value in stored.value if stored.kind == "character" else stored.value.tolist():
        if value is None or (stored.kind != "double" and value == MISSING):
            yield Constant("NA", NOWHERE)
        elif stored.kind == "character":
            yield Text(value, NOWHERE)
        elif stored.kind == "logical":
            yield Constant("TRUE" if value else "FALSE", NOWHERE)
        else:
            yield number(value)


def number(value: float) -> Expression:
    """A number as R code has it."""
    if value != value or value in (float("inf"), float("-inf")):
        inner = Constant("NaN" if value != value else "Inf", NOWHERE)
        return call_of("-", inner) if value < 0 else inner
    return call_of("-", Number(-value, "", NOWHERE)) if value < 0 else Number(value, "", NOWHERE)


def call_of(function: str, *values: Expression, **named: Expression) -> Call:
    """A call of a function by its name."""
    arguments = [Argument(value, None, NOWHERE) for value in values]
    arguments += [Argument(value, name.replace("_", "."), NOWHERE) for name, value in named.items()]
    return Call(Name(function, NOWHERE), tuple(arguments), NOWHERE)


@record
class StoredFamily:
    """The family of a generalised fit, by R's names of it and of its link."""

    name: str
    link: str


_LINKS = {
    "binomial": "logit",
    "poisson": "log",
    "Gamma": "inverse",
    "gaussian": "identity",
    "inverse.gaussian": "1/mu^2",
}
"""R's default links."""

_FUNCTIONS = ("lmer", "glmer", "glmer.nb")
_KEPT = ("data", "subset", "nAGQ")
"""Arguments that are kept as they are where they are code; `control` and the like say nothing of the model."""


def model_code(
    call: RObject,
    frame: RObject,
    values: StoredFrame,
    family: StoredFamily | None,
    reml: bool,
    coded: Mapping[str, Contrasts],
) -> str:
    """The call of a fit as R code, in which what the file says itself replaces what the call only refers to.

    Args:
        call: the fit's own call.
        frame: its model frame, which has the formula where the call names a variable that holds it.
        values: the same, read.
        family: of a generalised model.
        reml: whether a linear one was fitted by REML.
        coded: the contrasts of the fixed part, of the factors that the call gives them to in a way that is not read.

    Raises:
        DataError: there is no formula.
    """
    given = _given(call)
    arguments = {"formula": _formula(given, frame)}
    for name in _KEPT:
        if (found := _code(given.get(name))) is not None:
            arguments[name] = found
    for name in ("weights", "offset"):
        if f"({name})" in values.values:
            arguments[name] = _code(given.get(name)) or Name(f"({name})", NOWHERE)
    if coded:
        listed = tuple(Argument(_written(one), name, NOWHERE) for name, one in coded.items())
        arguments["contrasts"] = Call(Name("list", NOWHERE), listed, NOWHERE)
    elif (found := readable_contrasts(call)) is not None:
        arguments["contrasts"] = found
    function = _function(call, family)
    if family is not None and referred(function)[1] != "glmer.nb":
        arguments["family"] = _family(family)
    elif family is None and not reml:
        arguments["REML"] = Constant("FALSE", NOWHERE)
    listed = tuple(Argument(value, None if name == "formula" else name, NOWHERE) for name, value in arguments.items())
    return deparse(Call(function, listed, NOWHERE))


def _given(call: RObject) -> dict[str, RObject]:
    """The arguments of a call by name; R names all of them when it keeps the call, or the first is the formula."""
    given: dict[str, RObject] = {}
    for name, value in call.value[1:] if call.kind == "language" else ():
        given.setdefault(name or ("data" if "formula" in given else "formula"), value)
    return given


def _code(stored: RObject | None) -> Expression | None:
    """Code for an argument; None where there is none, or it is a value that the call was made with."""
    try:
        return None if stored is None or not stored else expression_of(stored)
    except NotCodeError:
        return None


def _formula(given: Mapping[str, RObject], frame: RObject) -> Expression:
    for stored in (given.get("formula"), frame.attribute("formula"), frame.attribute("terms")):
        found = _code(stored)
        if isinstance(found, Call) and found.operator == "~":
            return found
    raise damaged("the fit has no formula")


def _function(call: RObject, family: StoredFamily | None) -> Expression:
    """What was called, where that is one of lme4's functions by name; else the one that makes such a fit."""
    usual = "lmer" if family is None else "glmer"
    found = _code(call.items[0]) if call.kind == "language" else None
    name = None if found is None else referred(found)[1]
    fits = name in _FUNCTIONS and (name == "lmer") == (family is None)
    return found if fits and found is not None else Name(usual, NOWHERE)


def _family(family: StoredFamily) -> Expression:
    size = re.fullmatch(r"Negative Binomial\((\d+(?:\.\d+)?(?:e[+-]?\d{1,3})?)\)", family.name)
    if size is not None:
        return call_of("negative.binomial", theta=number(float(size[1])), **_unusual("log", family.link))
    link = _unusual(_LINKS.get(family.name, ""), family.link)
    return call_of(family.name, **link) if link else Name(family.name, NOWHERE)


def _unusual(usual: str, link: str) -> dict[str, Expression]:
    return {} if link == usual else {"link": Text(link, NOWHERE)}


def readable_contrasts(call: RObject) -> Expression | None:
    """The argument `contrasts` of a call, where it is code without variables but those that R itself has."""
    found = _code(_given(call).get("contrasts"))
    names = (node.name for node in walk(found) if isinstance(node, Name)) if found is not None else ()
    return found if all(name.startswith("contr.") for name in names) else None


def _written(contrasts: Contrasts) -> Expression:
    """Contrasts as code: R's function by name, or the matrix."""
    if contrasts.scheme:
        return Text(contrasts.scheme, NOWHERE)
    numbers = call_of("c", *(number(value) for column in contrasts.columns for value in column))
    names = call_of("c", *(Text(suffix, NOWHERE) for suffix in contrasts.suffixes))
    rows = number(len(contrasts.columns[0]) if contrasts.columns else 0)
    return call_of("matrix", numbers, rows, dimnames=call_of("list", Constant("NULL", NOWHERE), names))
