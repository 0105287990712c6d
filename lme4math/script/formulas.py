"""The formula that the argument `formula` of a call stands for.

The formula may be written out, in a string, or assigned to a name before the call.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from lme4math.english import quoted
from lme4math.errors import FormulaError
from lme4math.formula import expanded, update_formula
from lme4math.r import (
    ASSIGNMENTS,
    Call,
    Expression,
    Name,
    Text,
    called_name,
    is_syntactic,
    match_arguments,
    parse_expression,
    places_inside,
    unwrap,
)
from lme4math.script.drafts import Draft
from lme4math.script.frames import Branch, Closure, Declaration, Held
from lme4math.script.holding import Names, handed_on, model_function, stands_for
from lme4math.script.other_models import FOREIGN
from lme4math.script.quoted_code import MAKING_CODE, code_made, refuse_untold
from lme4math.script.siblings import is_formula
from lme4math.script.signs import with_plain_signs
from lme4math.script.string_formulas import SPELLED, put_together
from lme4math.source import Source, Span

_EXAMPLE = "Write it out, as in y ~ x + (1 | g)."
_TRANSPARENT = frozenset({"as.formula", "formula", "eval", "eval_tidy", "I", "Formula"})
_UPDATING = frozenset({"update", "update.formula"})


MAKING_FORMULAS = frozenset({"as.formula", "formula", *SPELLED, *MAKING_CODE} - {"[["})
"""Functions whose value may be a formula."""

_LONGEST_CHAIN = 1_000


def resolve_formula(argument: Expression, names: Names, source: Source) -> Call:
    """The formula that an expression stands for.

    Args:
        argument: the expression.
        names: what the names of the script hold where it stands.
        source: the text.

    Raises:
        FormulaError: it is no formula, or one that is computed.
    """
    node = argument
    changes: list[tuple[Expression, Names]] = []
    for _ in range(_LONGEST_CHAIN):
        node = unwrap(node)
        if isinstance(node, Call) and node.operator == "~":
            refuse_untold(node)
            return _updated(node, changes, source)
        if isinstance(node, Call) and called_name(node) in _UPDATING and len(node.operands) == 2:
            changes.append((node.operands[1], names))
            node = node.operands[0]
        elif isinstance(node, Call) and (value := handed_on(node)) is not None:
            node = value
        elif (found := stands_for(node, names)) is not None:
            node, names = found
        else:
            node = _step(node, names, source)
    what = f"The formula is the last of more than {_LONGEST_CHAIN:,}, each made of the one before."
    raise FormulaError(what, argument.span, _EXAMPLE)


def branches_behind(values: Iterable[Held]) -> Iterator[Branch]:
    """The branches in which variables, or what they are made of, are assigned or changed."""
    waiting, seen = deque(values), set[int]()
    while waiting:
        one = waiting.popleft()
        if not isinstance(one, Declaration) or id(one) in seen:
            continue
        seen.add(id(one))
        if one.branch is not None:
            yield one.branch
        waiting += (*one.scope.values(), *one.around.values())


def told_of_branch(branch: Branch, source: Source) -> str:
    """A notice about what is done in a branch of which the text does not tell whether it is run."""
    read = "of which the last branch is read" if branch.is_last else "which is read as if it were run"
    where = f"the {quoted(called_name(branch.code) or '')} of line {source.line(branch.code.span)}"
    return f"{branch.said} within {where}, {read}."


def own_functions(parts: Sequence[Expression | None], names: Names, source: Source) -> Iterator[str]:
    """Notices about R's functions in whose place the script defines its own.

    Args:
        parts: calls of functions, or their names.
        names: what the names of the script hold.
        source: the text.
    """
    for part in parts:
        function = part.function if isinstance(part, Call) else part
        held = names.get(function.name) if isinstance(function, Name) else None
        if isinstance(function, Name) and isinstance(held, Closure):
            line = source.line(held.function.span)
            yield f"{quoted(function.name)} is read as R's own; the function that line {line} defines is not run."


def _updated(formula: Call, changes: list[tuple[Expression, Names]], source: Source) -> Call:
    for change, names in reversed(changes):
        if called_name(change) in _UPDATING:
            raise FormulaError("This formula is computed, and the code is not run.", change.span, _EXAMPLE)
        new = resolve_formula(change, names, source)
        formula = update_formula(expanded(formula), new, new.span)
    return formula


def _step(node: Expression, names: Names, source: Source) -> Expression:
    if isinstance(node, Text):
        return _from_text(node, source)
    if isinstance(node, Name):
        raise FormulaError(
            f"{quoted(node.name)} should be the formula, but the code does not assign it.", node.span, _EXAMPLE
        )
    if (code := code_made(node, names, source)) is not None:
        return code
    name = called_name(node)
    if isinstance(node, Call) and name in _TRANSPARENT and node.operands:
        return node.operands[0]
    if isinstance(node, Call) and name in SPELLED:
        spelled = put_together(node, names, source)
        if spelled is not None:
            return _formula_in(spelled.read(), node.span)
    if isinstance(node, Call) and name in ASSIGNMENTS and is_formula(unwrap(node.operands[-1])):
        return node.operands[-1]
    if isinstance(node, Call) and (function := model_function(node)) is not None:
        matched = match_arguments(node, function)
        if "formula" in matched:
            return matched["formula"].value
    raise FormulaError(*_no_formula(node, name), source=source)


def _from_text(node: Text, source: Source) -> Expression:
    if "~" not in node.value:
        raise FormulaError("This string is not a formula: it has no `~`.", node.span, _EXAMPLE)
    places = tuple(source.inside(node.span, places_inside))
    if len(places) != len(node.value) + 1:  # the string is computed, and stands nowhere
        places = (node.span.start,) * (len(node.value) + 1)
    draft, _ = with_plain_signs(Draft(node.value, places))
    return _formula_in(parse_expression(draft.text, draft.places), node.span)


def _formula_in(expression: Expression, span: Span) -> Expression:
    """The formula that a string contains."""
    inner = unwrap(expression)
    if called_name(inner) in _TRANSPARENT and isinstance(inner, Call) and inner.operands:
        inner = unwrap(inner.operands[0])
    if is_formula(inner):
        return inner
    raise FormulaError("This string is not a formula.", span, _EXAMPLE)


def _no_formula(node: Expression, name: str | None) -> tuple[str, Span, str]:
    refuse_untold(node)
    if name is not None and name in FOREIGN:
        return f"{quoted(name)} does not belong in lme4's formula.", node.span, FOREIGN[name].said
    if name in ASSIGNMENTS:
        return "This assigns; it is not a formula.", node.span, "Write `~` between the response and the terms."
    if name is not None and (is_syntactic(name) or "::" in name):
        return f"This formula is computed by `{name}(…)`, and the code is not run.", node.span, _EXAMPLE
    if isinstance(node, Call) and name not in _NO_TILDE:
        return "This formula is computed, and the code is not run.", node.span, _EXAMPLE
    if isinstance(node, Call):
        return "This is not a formula: it has no `~`.", node.span, _EXAMPLE
    return "This is not a formula.", node.span, _EXAMPLE


_NO_TILDE = frozenset(
    {"==", "!=", "<", ">", "<=", ">=", "-", "+", "|", "||", "*", "/", "^", ":", "!", "&", "&&", "%in%"}
)
