"""Rows of the registry: functions that make factors, and conversions between types."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise, product
from math import prod

from lme4math.english import first_levels, typographic
from lme4math.errors import FormulaError
from lme4math.model.contrasts import coding_of, contrasts_of_c
from lme4math.model.functions import lengths, shapes
from lme4math.model.functions.row import ALWAYS, KEEPS_FACTOR, SHARED, UNBOUNDED, FunctionCall, RemoteRule, rows
from lme4math.model.functions.shapes import LOGICAL, MAX_COMPONENTS, columns, logical, number, text
from lme4math.model.variables import Categorical, Kind, Numeric, OpenCategorical, OpenMatrix
from lme4math.r import Text, Vector, number_label
from lme4math.script import FactorValue, factor_of_call


def interval_labels(breaks: tuple[float, ...], right: bool, lowest: bool, digits: int) -> tuple[str, ...]:
    """`(0,1]`, `(1,2]`, …, with the fewest digits from `digits` up by which the breaks differ (`cut.default`).

    Args:
        breaks: the limits, in any order.
        right: whether intervals are closed on the right.
        lowest: whether the outermost interval is closed on both sides.
        digits: R's `dig.lab`.
    """
    limits = sorted(breaks)
    written: list[str] = []
    for more in range(digits, max(12, digits) + 1):
        written = [f"{limit:.{more}g}" if math.isfinite(limit) else _infinity(limit, limits) for limit in limits]
        if len(set(written)) == len(written):
            break
    opening, closing = ("(", "]") if right else ("[", ")")
    labels = [f"{opening}{a},{b}{closing}" for a, b in pairwise(written)]
    if lowest and labels and right:
        labels[0] = "[" + labels[0][1:]
    elif lowest and labels:
        labels[-1] = labels[-1][:-1] + "]"
    return tuple(labels)


def _infinity(limit: float, limits: list[float]) -> str:
    """R's formatC() makes the infinities as wide as each other: beside -Inf, Inf has a blank before it."""
    return "-Inf" if limit < 0 else " Inf" if limits[0] == -math.inf else "Inf"


def _factor(call: FunctionCall) -> Kind:
    """`factor(x, …)`, `ordered(x, …)`, `relevel(x, ref)` and their kin, as a script's are read."""
    given = shapes.same(call) if call.expression.operands else None
    known = None
    if isinstance(given, Categorical | OpenCategorical):
        levels, reference = (given.levels, None) if isinstance(given, Categorical) else (None, given.reference or None)
        known = FactorValue(levels, given.ordered, reference)
    elif call.expression.operands:
        numbers = call.vector_of(call.expression.operands[0]).numbers
        known = FactorValue(tuple(map(number_label, sorted(set(numbers))))) if numbers else None
    value = factor_of_call(call.expression, lambda _: None, known)
    if value.levels is None:
        return OpenCategorical(value.ordered, reference=value.reference or "")
    return Categorical(value.levels, value.ordered)


def _cut(call: FunctionCall) -> Kind:
    """`cut(x, breaks, labels, include.lowest, right, dig.lab, ordered_result)`: intervals, if `breaks` are known."""
    ordered = call.truth("ordered_result") or False
    given, breaks = call.vector("labels"), call.vector("breaks")
    if given is not None and given.values == Vector((False,)):
        return Numeric()
    labels = None if given is None else given.texts
    limits = None if breaks is None else breaks.numbers
    if given is None and limits is not None and len(limits) > 1:
        right, lowest, digits = call.truth("right", True), call.truth("include.lowest"), call.number("dig.lab", 3)
        if right is not None and lowest is not None and digits is not None and 0 <= digits <= _MOST_DIGITS:
            labels = interval_labels(limits, right, lowest, int(digits))
    return OpenCategorical(ordered) if labels is None else Categorical(tuple(dict.fromkeys(labels)), ordered)


_MOST_DIGITS = 20


def _interaction(call: FunctionCall) -> Kind:
    """`interaction(a, b)`: every combination, the first factor fastest unless `lex.order = TRUE`."""
    separator = call.vector("sep")
    slow_first, dropping = call.truth("lex.order"), call.truth("drop")
    between = "." if separator is None else next(iter(separator.texts or ()), None)
    factors = [call.kind_of(argument.value) for argument in call.dots if argument.value is not None]
    if between is None or slow_first is None or dropping is not False:
        return OpenCategorical()
    found = crossed(factors, between, slow_first)
    return replace(found, levels=tuple(dict.fromkeys(found.levels))) if isinstance(found, Categorical) else found


def crossed(factors: list[Kind], between: str, slow_first: bool) -> Kind:
    """All combinations of the levels of some factors, where these are known."""
    levels = [kind.levels for kind in factors if isinstance(kind, Categorical)]
    if len(levels) < len(factors) or not levels or prod(map(len, levels)) > MAX_COMPONENTS:
        return OpenCategorical()
    if slow_first:
        return Categorical(tuple(between.join(cell) for cell in product(*levels)))
    return Categorical(tuple(between.join(reversed(cell)) for cell in product(*reversed(levels))))


def _dummy(call: FunctionCall) -> Kind:
    """lme4's `dummy(f, levelsToKeep)`: indicators of the levels named, by default of all but the first."""
    factor, given = call.kind("f"), call.vector("levelsToKeep")
    kept = None if given is None else given.texts
    if isinstance(factor, Categorical):
        missing = [level for level in kept or () if level not in factor.levels]
        if missing:
            raise FormulaError(
                f"dummy() is asked for the level {typographic(missing[0])}, which the factor does not have.",
                call.arguments["levelsToKeep"].span,
                f"Its levels are {first_levels(factor.levels)}.",
            )
        kept = factor.levels[1:] if given is None else kept
    return OpenMatrix() if kept is None else columns(kept)


def _contrasted(call: FunctionCall) -> Kind:
    """`C(f, contr, how.many)`: a factor that brings its contrasts along. Named in quotes they know the levels."""
    kind = call.kind("object") or OpenCategorical()
    contrast = call.arguments.get("contr")
    if isinstance(kind, Numeric) and kind.assumed:
        kind = OpenCategorical()
    if isinstance(kind, Numeric | OpenMatrix) or (isinstance(kind, Categorical) and kind.logical):
        raise FormulaError("C() needs a factor.", call.expression.span, "Wrap the variable in factor(…).")
    if contrast is None and not call.dots and "how.many" not in call.arguments:
        return kind
    if contrast is None:
        contrast = Text("contr.poly" if kind.ordered else "contr.treatment", call.expression.span)
    if isinstance(kind, OpenCategorical):
        return replace(kind, coding=coding_of(contrast, call.dots))
    return replace(kind, contrasts=contrasts_of_c(call.expression, contrast, kind.levels))


def _as_text(call: FunctionCall) -> Kind:
    """`as.character(f)`: the levels of a factor, in the order of strings."""
    kind = shapes.same(call)
    return shapes.of_texts(kind.levels) if isinstance(kind, Categorical) else OpenCategorical()


def _as_vector(call: FunctionCall) -> Kind:
    """`as.vector(x)`, which makes text of a factor."""
    kind = shapes.same(call)
    if kind == LOGICAL or not isinstance(kind, Categorical | OpenCategorical):
        return Numeric() if isinstance(kind, Numeric) and not kind.assumed else kind
    return _as_text(call)


def _unclassed(call: FunctionCall) -> Kind:
    """`unclass(x)`: the codes of a factor."""
    kind = shapes.same(call)
    return Numeric() if isinstance(kind, Categorical) and not kind.logical else kind


_READ = "It is read for the factor that it makes."

FACTORS = {
    **rows("factor", SHARED, _factor, "factors.factor", remote=RemoteRule("levels"), of_factors=True),
    **rows("ordered", SHARED, _factor, "factors.ordered", remote=RemoteRule("levels"), of_factors=True),
    **rows("addNA", SHARED, _factor, "factors.add_na", remote=RemoteRule("always factor"), of_factors=True),
    **rows("as.factor", SHARED, _factor, "factors.to_factor", remote=KEEPS_FACTOR, of_factors=True),
    **rows("as.ordered", SHARED, _factor, "factors.to_ordered", remote=KEEPS_FACTOR, of_factors=True),
    **rows("droplevels", SHARED, _factor, "factors.droplevels", remote=KEEPS_FACTOR, of_factors=True),
    **rows("relevel", SHARED, _factor, "factors.relevel", packages="stats", remote=KEEPS_FACTOR, of_factors=True),
    **rows("gl", SHARED, _factor, why_not=_READ),
    **rows("as_factor fct_relevel", SHARED, _factor, packages="forcats", why_not=_READ, of_factors=True),
    **rows(
        "interaction",
        "... drop sep lex.order",
        _interaction,
        "factors.interaction",
        remote=KEEPS_FACTOR,
        of_factors=True,
    ),
    **rows(
        "cut",
        "x breaks labels include.lowest right dig.lab ordered_result ...",
        _cut,
        "factors.cut",
        remote=RemoteRule("intervals"),
    ),
    **rows("dummy", "f levelsToKeep", _dummy, "factors.dummy", packages="lme4 reformulas", remote=RemoteRule("whole")),
    **rows(
        "C",
        "object contr how.many ...",
        _contrasted,
        packages="stats",
        why_not="Its first argument is computed; the rest are contrasts, which the model reads.",
        of_factors=True,
    ),
    **rows(
        "as.numeric as.double",
        SHARED,
        number,
        "factors.as_numeric",
        length=lengths.first,
        remote=RemoteRule("type"),
        of_factors=True,
    ),
    **rows(
        "as.integer",
        SHARED,
        number,
        "factors.as_integer",
        length=lengths.first,
        remote=RemoteRule("integer"),
        of_factors=True,
    ),
    **rows(
        "as.character",
        SHARED,
        _as_text,
        "factors.as_character",
        length=lengths.first,
        remote=RemoteRule("labels"),
        of_factors=True,
    ),
    **rows("as.logical", "x ...", logical, "factors.as_logical", remote=RemoteRule(computed="truth")),
    **rows(
        "as.vector",
        "x mode",
        _as_vector,
        "factors.as_vector",
        length=lengths.first,
        remote=RemoteRule("numeric"),
        of_factors=True,
    ),
    **rows("unclass", "x", _unclassed, "factors.unclass", length=lengths.first, remote=UNBOUNDED),
    **rows("as.matrix", "x ...", shapes.matrix, "factors.as_matrix", remote=UNBOUNDED),
    **rows(
        "as.Date", "x format tryFormats optional ...", number, "factors.as_date", remote=RemoteRule(computed="date")
    ),
    **rows("is.factor", "x", logical, "factors.is_factor", remote=ALWAYS),
    **rows("is.numeric", "x", logical, "factors.is_numeric", remote=ALWAYS),
    **rows("nlevels", "x", number, "factors.nlevels", length=lengths.one, remote=RemoteRule(one_value=True)),
    **rows("levels", "x", text, "factors.levels", remote=RemoteRule(one_value=True)),
}
