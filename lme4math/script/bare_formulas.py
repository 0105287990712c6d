"""The formula of a script that calls none of lme4's functions: written by itself, or assigned to a name."""

from __future__ import annotations

from collections.abc import Iterator

from lme4math.english import quoted
from lme4math.errors import FormulaError
from lme4math.r import ASSIGNMENTS, Call, Expression, Text, called_name, deparse, unwrap
from lme4math.script.formulas import resolve_formula
from lme4math.script.program import Script
from lme4math.script.siblings import has_random_term, is_formula, refuse_others
from lme4math.script.string_formulas import SPELLED
from lme4math.script.update import is_update, read_update
from lme4math.source import Source

EXAMPLE = "Write a formula such as y ~ x + (1 | g), or a call such as lmer(y ~ x + (1 | g), data = d)."

_MAKES_FORMULAS = frozenset({"as.formula", "formula", *SPELLED})


def bare_formula(script: Script, source: Source) -> Call:
    """The first formula with random effects that a script has by itself, or the first formula where none has any.

    Args:
        script: a script without a call of lme4's.
        source: its text.

    Raises:
        FormulaError: there is none, or the script fits another package's model.
    """

    def resolve(node: Expression) -> Call:
        return resolve_formula(node, script, source)

    refuse_others(script, resolve, mixed=True)
    _refuse_update(script)
    found = list(_formulas(script, source))
    for place, formula in found:
        if has_random_term(formula):
            _check_line_break(script, place)
            return formula
    refuse_others(script, resolve, mixed=False)
    for place, formula in sorted(found, key=lambda item: -len(item[1].operands)):
        _check_line_break(script, place)
        return formula
    raise FormulaError("There is no model formula here.", script.expressions[0].span, EXAMPLE)


def _refuse_update(script: Script) -> None:
    """Raise FormulaError where `update` changes the formula of a model that the script does not fit."""
    for found in script.find():
        if is_update(found.call) and (read := read_update(found.call)) is not None and read.formula is not None:
            what = f"{quoted(deparse(read.model))}, which update() changes, is no model that the code fits."
            span = found.call.function.span
            raise FormulaError(what, span, "Put the call that fits it before this, or write lmer(…) out.")


def _formulas(script: Script, source: Source) -> Iterator[tuple[int, Call]]:
    """The formulas among the top-level expressions and the values that are assigned there, with their places."""
    alone = len(script.expressions) == 1
    for place, expression in enumerate(script.expressions):
        node = _assigned(expression)
        makes = called_name(node) in _MAKES_FORMULAS
        if is_formula(node) or isinstance(node, Text) or makes:
            try:
                yield place, resolve_formula(node, script, source)
            except FormulaError:
                if alone:
                    raise


def _assigned(expression: Expression) -> Expression:
    node = unwrap(expression)
    while isinstance(node, Call) and node.operator in ASSIGNMENTS and len(node.operands) == 2:
        node = unwrap(node.operands[1])
    return node


def _check_line_break(script: Script, place: int) -> None:
    """Raise FormulaError where the formula's next line seems to stand below it: R ends the formula before that."""
    if place + 1 == len(script.expressions):
        return
    node = script.expressions[place + 1]
    while isinstance(node, Call) and len(node.operands) == 2:
        node = node.operands[0]
    if isinstance(node, Call) and node.operator in ("+", "-"):
        raise FormulaError(
            "R ends the formula at the line break before this.",
            node.function.span,
            f"Put the `{node.operator}` at the end of the line above.",
        )
