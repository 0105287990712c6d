"""The statements of a text that are R code, where others are not: a bracket too many, or what R printed between them.

R reads no file with a syntax error; who pastes a script wants the models that stand before and after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lme4math.errors import FormulaError
from lme4math.r import ASSIGNMENTS, Call, Expression, called_name, is_syntactic, parse_program, walk_calls
from lme4math.records import record
from lme4math.script.drafts import Draft, Patch
from lme4math.script.other_models import OURS
from lme4math.script.transcripts import Command

_BEGINS = re.compile(r"[A-Za-z.][\w.$]*[ \t]*<-|(?:library|require)\(")
"""How a line begins that is hardly ever inside an open bracket."""

_LIKE_A_MODEL = re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, OURS))})[ \t]*\(")
_MAY_DECLARE = re.compile(
    r"<-|->|:=|%<>%|\b(?:options|attach|detach|setattr|assign)\(|^[ \t]*[A-Za-z.][\w.$()\[\]\"']*[ \t]*=(?!=)",
    re.MULTILINE,
)
"""What a statement may do by which it changes what is known of the variables of models after it."""

_LONGEST, _MOST_BROKEN, _MOST_RESTARTS = 100, 500, 20
"""The longest statement, in lines, and the most that are left out, of a text whose statements are read one by one."""


@record
class Broken:
    """A statement that is no R code: where it begins, and why not."""

    place: int
    message: str


def statements_alone(draft: Draft, amid_output: bool = False) -> tuple[Draft, tuple[Broken, ...]] | None:
    """The statements that are R code, and those that are left out.

    Args:
        draft: code of which parts are none.
        amid_output: whether what is neither an assignment nor a call of a function is left out as well.

    Returns: None where nothing is left out or no model is left, and where what would be left out may be the first
        model, or may tell what variables are.
    """
    broken: list[Broken] = []
    patches: list[Patch] = []
    has_model = False
    for start, end, found in _statements(draft):
        if len(broken) > _MOST_BROKEN:
            return None
        if isinstance(found, FormulaError):
            is_model = _LIKE_A_MODEL.search(draft.text, start, end) is not None
            if not has_model if is_model else _MAY_DECLARE.search(draft.text, start, end):
                return None
            broken.append(Broken(draft.places[start], found.message))
            patches.append((start, end, ""))
        elif amid_output and not all(map(_is_statement, found)):
            patches.append((start, end, ""))
        else:
            has_model = has_model or any(called_name(call) in OURS for call in walk_calls(*found))
    return (draft.patched(patches), tuple(broken)) if broken and has_model else None


def _statements(draft: Draft) -> Iterator[tuple[int, int, tuple[Expression, ...] | FormulaError]]:
    """Where each statement begins and ends, and what it is."""
    lines = list(draft.lines())
    first = restarts = 0
    while first < len(lines):
        last = _last_line(draft, lines, first)
        start, end = lines[first][0], lines[last][1]
        found = _read(draft.text[start:end])
        if isinstance(found, FormulaError) and restarts < _MOST_RESTARTS:
            inner = range(first + 1, last + 1)
            begins = next((at for at in inner if _BEGINS.match(draft.text, lines[at][0])), None)
            if begins is not None:
                restarts += 1
                last = begins - 1
                end = lines[last][1]
                found = _read(draft.text[start:end])
        yield start, end, found
        first = last + 1


def _last_line(draft: Draft, lines: list[tuple[int, int]], first: int) -> int:
    """The last line of the statement that a line begins, as far as brackets and operators tell."""
    command = Command(begun=False)
    for at in range(first, min(first + _LONGEST, len(lines))):
        command.add(draft.text[slice(*lines[at])])
        if not command.goes_on:
            return at
    return min(first + _LONGEST, len(lines)) - 1


def _read(code: str) -> tuple[Expression, ...] | FormulaError:
    try:
        return parse_program(code)
    except FormulaError as error:
        return error


def _is_statement(node: Expression) -> bool:
    """Whether a node is an assignment, or a call of a function by its name."""
    name = called_name(node)
    operator = node.operator if isinstance(node, Call) else None
    return operator in ASSIGNMENTS or (name is not None and (is_syntactic(name) or name in ("if", "for", "while")))
