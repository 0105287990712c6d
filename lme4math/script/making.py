"""The variables that a statement makes: their expressions, in which the script's constants are written out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import islice

from lme4math.r import (
    WORDS,
    Argument,
    Call,
    Constant,
    Expression,
    Function,
    Name,
    Text,
    call_of,
    called_name,
    fold,
    nothing_assigned,
    picked_column,
    referred,
    strings_in,
    unpipe,
    unwrap,
    walk,
)
from lme4math.script.factor_calls import (
    CHANGING_LEVELS,
    KEEPING_CONTRASTS,
    OWN_LEVELS,
    FactorValue,
    factor_value,
    variable_of,
)
from lme4math.script.frames import ContrastSetting, Declaration, ReadFactor, ScriptFrame, known_factor
from lme4math.script.holding import Names, strings_of
from lme4math.source import Span

MOST_WRITTEN_OUT = 2_000
"""The largest constant, in nodes of its expression, that is written out where its name stands."""

MOST_STATEMENTS = 60
"""How many statements about a variable are looked back at."""

_EMPTY = Constant("", Span(0, 0))
_KNOWN_NAMES = frozenset({*WORDS, "T", "F", "pi"})
_PRONOUNS = frozenset({".data", "."})
"""Names by which the data frame at hand is called within its own verbs."""


def rewritten(expression: Expression, leaf: Callable[[Expression], Expression | None]) -> Expression:
    """An expression with some of its parts replaced.

    Args:
        leaf: what stands for a node, or None for a call that is to be entered.
    """
    return fold(expression, lambda node: _EMPTY if node is None else leaf(node), _rebuilt)


def _rebuilt(call: Call, values: list[Expression]) -> Expression:
    is_same, arguments = True, []
    for argument, value in zip(call.arguments, values, strict=True):
        if value is argument.value or value is _EMPTY:
            arguments.append(argument)
        else:
            arguments.append(Argument(value, argument.name, argument.span))
            is_same = False
    return call if is_same else Call(call.function, tuple(arguments), call.span)


def substituted(expression: Expression, values: Mapping[str, Expression]) -> Expression:
    """An expression with other expressions in place of some names."""

    def leaf(node: Expression) -> Expression | None:
        if isinstance(node, Name):
            return values.get(node.name, node)
        return None if isinstance(node, Call) else node

    return rewritten(expression, leaf)


def vector_of_texts(texts: Iterable[str], span: Span) -> Call:
    """`c("a", "b")`, in place of what the text has at a span."""
    return call_of("c", span, *(Text(text, span) for text in texts))


def is_spelled_out(expression: Expression) -> bool:
    """Whether an expression has no names but those of R's own constants, and is not too large to be written out."""
    nodes = list(islice(walk(expression), MOST_WRITTEN_OUT + 1))
    return len(nodes) <= MOST_WRITTEN_OUT and not any(
        isinstance(node, Function) or (isinstance(node, Name) and node.name not in _KNOWN_NAMES) for node in nodes
    )


def closed(
    expression: Expression, frame: ScriptFrame | None, names: Names
) -> tuple[Expression, dict[str, Declaration]]:
    """An expression whose names are variables, and what is known of these.

    Args:
        expression: as it stands in the script.
        frame: the data frame whose columns it may name; None outside of one.
        names: what the names of the script hold.
    """
    scope: dict[str, Declaration] = {}
    columns: dict[str, Declaration | None] = {}

    def leaf(node: Expression) -> Expression | None:
        if isinstance(node, Name):
            if frame is not None and node.name not in columns:
                columns[node.name] = frame.column(node.name)
            column = columns.get(node.name)
            held = column or names.get(node.name)
            if not isinstance(held, Declaration):
                return node
            if held is not column and held.value is not None and not held.scope and is_spelled_out(held.value):
                return held.value
            scope[node.name] = held
            return node
        if not isinstance(node, Call):
            return node
        picked = picked_name(node, names)
        if picked is None:
            return None
        whose, column_name = picked
        source = frame if whose in _PRONOUNS or (frame is not None and whose == frame.name) else names.get(whose)
        known = source.column(column_name) if isinstance(source, ScriptFrame) else None
        if known is not None:
            scope[column_name] = known
        return Name(column_name, node.span)

    return rewritten(expression, leaf), scope


def picked_name(node: Expression, names: Names) -> tuple[str, str] | None:
    """The data frame and the column that `d$x`, `d[["x"]]`, `d[, "x"]` or `d[[v]]` names; None for anything else."""
    if not isinstance(node, Call) or node.operator not in ("$", "[[", "["):
        return None
    picked, operands = picked_column(node), node.operands
    if not operands or not isinstance(whose := operands[0], Name):
        return None
    if picked is not None:
        return whose.name, picked.name
    if node.operator == "[[" and len(operands) == 2:
        columns = strings_of(operands[1], names)
        if columns is not None and len(columns) == 1:
            return whose.name, columns[0]
    return None


def made(
    name: str, value: Expression, span: Span, frame: ScriptFrame | None, names: Names, label: str | None = None
) -> Declaration:
    """The variable that a statement makes.

    Args:
        name: of the variable.
        value: the expression that it is given.
        span: of the statement.
        frame: the data frame whose columns the expression may name; None outside of one.
        names: what the names of the script hold.
        label: the data frame that the variable is in, if it is not `frame`.
    """
    written = value = unwrap(unpipe(value))
    if isinstance(value, Call) and called_name(value) == "with" and len(value.operands) == 2:
        held = names.get(value.operands[0].name) if isinstance(value.operands[0], Name) else None
        value, frame = value.operands[1], held if isinstance(held, ScriptFrame) else frame
    value, scope = closed(value, frame, names)
    depth = 1 + max((one.depth for one in scope.values()), default=0)
    if depth > MOST_STATEMENTS:
        scope, depth = {}, 1
    label = label or (frame.name if frame is not None else None)
    coded = _coded(value) if isinstance(value, Call) else None
    if coded is not None:
        of_c = factor_of(coded[0], scope) or OWN_LEVELS
        setting = ContrastSetting(coded[1], span, of_c.levels, as_is=coded[2])
        return Declaration(name, coded[0], label, span, scope, known_factor(of_c), setting)
    coding, read = _kept_coding(value, scope), ReadFactor(partial(factor_of, value, scope))
    one = Declaration(name, value, label, span, scope, read, coding, written=written, depth=depth)
    if not any(known.lost_levels for known in scope.values()):
        return one
    factor, base = one.factor, scope.get(variable_of(value) or "")
    if base is None or factor is None or not base.lost_levels or _new_names(factor) != _new_names(base.factor):
        return one
    return replace(one, left=base.left, without=base.without, unused=not _drops_unused(value) and base.unused)


def _coded(call: Call) -> tuple[Expression, Expression, bool] | None:
    """The factor that `C(f, …)`, `structure(f, contrasts = …)` and their kin code, by what; whether by an attribute.

    None for any other call.
    """
    name, operands = called_name(call), call.operands
    if name == "C" and len(operands) > 1:
        return operands[0], call, False
    if name == "structure" and len(operands) == 2 and call.arguments[1].name == "contrasts":
        return operands[0], operands[1], True
    if name == "contrasts<-" and len(operands) == 2:
        return operands[0], operands[1], False
    if name == "attr<-" and len(operands) == 3 and isinstance(operands[1], Text) and operands[1].value == "contrasts":
        return operands[0], operands[2], True
    return None


def _new_names(factor: FactorValue | None) -> tuple[object, ...]:
    return () if factor is None else (*factor.relabelled, *factor.named)


def _drops_unused(value: Expression) -> bool:
    """Whether a factor is made of the levels that occur alone: `factor(x)`, `droplevels(x)`."""
    if called_name(value) != "factor" or not isinstance(value, Call):
        return called_name(value) in ("droplevels", "fct_drop")
    names = [item.name for item in value.arguments]
    return "levels" not in names and len([name for name in names if name is None]) < 2


def _kept_coding(value: Expression, scope: Mapping[str, Declaration]) -> ContrastSetting | None:
    """The contrasts of a factor that is handed on, or changed by functions that leave its attributes."""
    while isinstance(value, Call) and called_name(value) in KEEPING_CONTRASTS | CHANGING_LEVELS and value.operands:
        value = unwrap(value.operands[0])
    known = scope.get(value.name) if isinstance(value, Name) else None
    return None if known is None else known.coding


def factor_of(value: Expression, scope: Mapping[str, Declaration]) -> FactorValue | None:
    """The factor that an expression makes by the functions that are read here, or hands on."""
    if called_name(value) == "structure" and isinstance(value, Call):
        return _structured(value)
    base = scope.get(variable_of(value) or "")
    known = base.factor if base is not None else None
    return known if isinstance(value, Name) else factor_value(value, nothing_assigned, known)


def _structured(call: Call) -> FactorValue | None:
    """A factor as R's `dput` writes it: `structure(c(1L, 2L), levels = c("a", "b"), class = "factor")`."""
    given = {item.name: strings_in(item.value) for item in call.arguments if item.name}
    classes = given.get("class") or given.get(".class") or ()
    if "factor" not in classes:
        return None
    return FactorValue(given.get("levels") or given.get(".Label"), "ordered" in classes)


def applied(function: Expression, column: Name, further: tuple[Argument, ...] = ()) -> Expression | None:
    """What a function makes of a column: `factor`, `"factor"`, `function(x) …`, `~ factor(.x)`, `list(factor)`.

    Args:
        function: as `lapply`, `across` and their kin are given it.
        column: the column.
        further: the arguments that are handed on to it.

    Returns: the expression, or None where the text does not tell.
    """
    function = unwrap(function)
    if isinstance(function, Text):
        function = Name(function.value, function.span)
    if isinstance(function, Function):
        body = _only_expression(function.body)
        parameter = function.parameters[0].name if function.parameters else None
        return substituted(body, {parameter: column}) if body is not None and parameter else None
    if isinstance(function, Call) and function.operator == "~" and len(function.operands) == 1:
        return substituted(function.operands[0], {".": column, ".x": column})
    if isinstance(function, Call) and called_name(function) in ("funs", "list", "c") and len(function.operands) == 1:
        inner = function.operands[0]
        if called_name(function) == "funs" and isinstance(inner, Call):
            return substituted(inner, {".": column})
        return applied(inner, column, further)
    if referred(function)[1] is None:
        return None
    return Call(function, (Argument(column, None, column.span), *further), function.span)


def _only_expression(body: Expression) -> Expression | None:
    while isinstance(body, Call) and body.operator in ("{", "(", "return") and len(body.operands) == 1:
        body = body.operands[0]
    return None if isinstance(body, Call) and body.operator == "{" else body


def names_selected(selection: Expression, names: Names) -> tuple[str, ...] | None:
    """The columns that `c(a, b)`, `"a"`, `vars(a, b)`, `all_of(v)` or `a` name; None where they are not named."""
    found: list[str] = []
    for part in _parts_selected(unwrap(selection)):
        if isinstance(part, Name) and not isinstance(names.get(part.name), Declaration):
            found.append(part.name)
            continue
        texts = strings_of(part, names)
        if texts is None:
            return None
        found += texts
    return tuple(found)


_SELECTIONS = frozenset({"c", "vars", "all_of", "any_of", "one_of", "list", "."})


def _parts_selected(selection: Expression) -> Iterator[Expression]:
    if isinstance(selection, Call) and called_name(selection) in _SELECTIONS:
        for part in selection.operands:
            yield from _parts_selected(part)
    else:
        yield selection
