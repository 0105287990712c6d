"""The formula of a script that calls none of lme4's functions: written by itself, or assigned to a name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lme4math.english import quoted
from lme4math.errors import FormulaError
from lme4math.r import Call, Expression, Text, deparse
from lme4math.script.flow import Flow
from lme4math.script.formulas import resolve_formula
from lme4math.script.holding import calls_in, value_assigned
from lme4math.script.siblings import has_random_term, is_formula, refuse_others
from lme4math.script.update import is_update, read_update
from lme4math.source import Source

EXAMPLE = "Write a formula such as y ~ x + (1 | g), or a call such as lmer(y ~ x + (1 | g), data = d)."


def bare_formula(expressions: Sequence[Expression], flow: Flow, source: Source) -> Call:
    """The first formula with random effects that a script has by itself, or the first formula where none has any.

    Args:
        expressions: a script without a call of lme4's.
        flow: what its names hold.
        source: its text.

    Raises:
        FormulaError: there is none, or the script fits another package's model.
    """

    def resolve(node: Expression) -> Call:
        return resolve_formula(node, flow.last.names, source)

    refuse_others(expressions, resolve, mixed=True, names=flow.last.names)
    _refuse_update(expressions)
    found = list(_formulas(expressions, flow, source))
    for place, formula in found:
        if has_random_term(formula):
            _check_line_break(expressions, place)
            return formula
    refuse_others(expressions, resolve, mixed=False, names=flow.last.names)
    for place, formula in sorted(found, key=lambda item: -len(item[1].operands)):
        _check_line_break(expressions, place)
        return formula
    for note in flow.notes:
        raise FormulaError(note.said.format(line=source.line(note.span)), note.span, _WRITE_ONE)
    raise FormulaError("There is no model formula here.", expressions[0].span, EXAMPLE)


_WRITE_ONE = "Write one of the models out: lmer(y ~ x + (1 | g), data = d)."


def _refuse_update(expressions: Sequence[Expression]) -> None:
    """Raise FormulaError where `update` changes the formula of a model that the script does not fit."""
    for call in calls_in(expressions):
        if is_update(call) and (read := read_update(call)) is not None and read.formula is not None:
            what = f"{quoted(deparse(read.model))}, which update() changes, is no model that the code fits."
            span = call.function.span
            raise FormulaError(what, span, "Put the call that fits it before this, or write lmer(…) out.")


def _formulas(expressions: Sequence[Expression], flow: Flow, source: Source) -> Iterator[tuple[int, Call]]:
    """The formulas among the top-level expressions and the values that are assigned there, with their places."""
    alone = len(expressions) == 1
    for place, expression in enumerate(expressions):
        node = value_assigned(expression)
        if is_formula(node) or isinstance(node, Text) or place in flow.before:
            try:
                yield place, resolve_formula(node, flow.before.get(place, {}), source)
            except FormulaError:
                if alone:
                    raise


def _check_line_break(expressions: Sequence[Expression], place: int) -> None:
    """Raise FormulaError where the formula's next line seems to stand below it: R ends the formula before that."""
    if place + 1 == len(expressions):
        return
    node = expressions[place + 1]
    while isinstance(node, Call) and len(node.operands) == 2:
        node = node.operands[0]
    if isinstance(node, Call) and node.operator in ("+", "-"):
        raise FormulaError(
            "R ends the formula at the line break before this.",
            node.function.span,
            f"Put the `{node.operator}` at the end of the line above.",
        )
