"""What the calls of a script make of data frames, as it is followed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace

from lme4math.r import (
    LONGEST,
    Argument,
    Call,
    Expression,
    Name,
    Text,
    call_of,
    called_name,
    is_syntactic,
    named_argument,
    strings_in,
    walk,
    written_out,
)
from lme4math.script.evaluation import Evaluation
from lme4math.script.frames import Closure, Declaration, ScriptFrame, untold
from lme4math.script.holding import Names, strings_of, word_of
from lme4math.script.making import closed, made, vector_of_texts
from lme4math.script.targets import assigns_in_place
from lme4math.script.verbs import CHANGING_IN_PLACE, OF_SEVERAL, VERBS, Step, frame_after
from lme4math.source import Span


def made_frame(evaluation: Evaluation, node: Call) -> ScriptFrame | None:
    """The data frame that a call makes, of another or of vectors; data.table's `:=` changes it in its place.

    A pipe is a chain of calls, each the first argument of the next, and is followed from its beginning.
    """
    name = called_name(node)
    if name not in VERBS and (name is None or not is_syntactic(name)):
        return None
    chain = [node]
    while (before := _verb_before(evaluation, chain[-1])) is not None:
        chain.append(before)
    frame = _first_frame(evaluation, chain[-1])
    for call in reversed(chain):
        frame = _after(evaluation, call, frame)
    return frame


def _verb_before(evaluation: Evaluation, node: Call) -> Call | None:
    """The call of a function of data frames that the first argument is."""
    first = node.arguments[0].value if node.arguments else None
    opened = written_out(first) if isinstance(first, Call) else None
    if not isinstance(opened, Call) or (name := called_name(opened)) not in VERBS:
        return None
    own = isinstance(opened.function, Name) and isinstance(evaluation.now.names.get(name or ""), Closure)
    return None if own else opened


def _after(evaluation: Evaluation, node: Call, frame: ScriptFrame | None) -> ScriptFrame | None:
    """The data frame that one call makes of another."""
    name, names = called_name(node), evaluation.now.names
    first = node.arguments[0].value if node.arguments else None
    if name in _OF_VECTORS and frame is not None and frame.name is not None:
        frame = frame if isinstance(names.get(frame.name), ScriptFrame) else None
    if frame is None:
        return new_frame(node, names)
    others: list[ScriptFrame | None] = []
    if name == "[":
        names[".SD"] = frame_after(Step(frame, node, (), names))
    if name == "[" or name not in VERBS:
        evaluation.within([item.value for item in node.arguments[:0:-1] if item.value is not None])
    elif name in OF_SEVERAL:
        others = [_known_frame(evaluation, item.value) for item in node.arguments[1:] if item.value is not None]
    after = frame_after(Step(frame, node, tuple(one for one in others if one is not None), names))
    if isinstance(first, Name) and (name in CHANGING_IN_PLACE or assigns_in_place(node)):
        names[first.name] = after.called(first.name)
    return after


def _first_frame(evaluation: Evaluation, node: Call) -> ScriptFrame | None:
    """The data frame that a call is given, which only a function that is known to take one is followed into."""
    first = node.arguments[0].value if node.arguments else None
    known = called_name(node) in VERBS
    return _known_frame(evaluation, first, make=known) if isinstance(first, Name) or known else None


def _known_frame(evaluation: Evaluation, node: Expression | None, make: bool = False) -> ScriptFrame | None:
    """The data frame that an expression is; with `make`, a name that holds nothing yet is one."""
    if isinstance(node, Name):
        held = evaluation.now.names.get(node.name)
        if isinstance(held, ScriptFrame):
            return held
        return untold(node.name) if make and held is None else None
    found = evaluation.run(node) if isinstance(node, Call) else None
    return found if isinstance(found, ScriptFrame) else None


def frame_at(evaluation: Evaluation, node: Expression) -> ScriptFrame:
    """The data frame that an expression is which stands where one must."""
    found = _known_frame(evaluation, node, make=True)
    if found is not None:
        return found
    held = evaluation.now.names.get(node.name) if isinstance(node, Name) else None
    frame = untold(node.name) if isinstance(node, Name) else ScriptFrame()
    value = held.value if isinstance(held, Declaration) else None
    computed = isinstance(value, Call) and is_syntactic(value.operator or "")
    return frame.changed("unknown", value) if computed and value is not None else frame


_OF_VECTORS = frozenset({"data.frame", "tibble", "data.table", "cbind"})
"""Functions that make a data frame of vectors as well as of another one."""


def new_frame(call: Call, names: Names) -> ScriptFrame | None:
    """The data frame that a call makes of vectors, or reads from a file; None if it makes none."""
    name = called_name(call) or ""
    if name in _LITERAL:
        return _literal(call, names)
    if name in ("tribble", "frame_matrix"):
        return _by_rows(call)
    if name == "structure" and call.operands and called_name(call.operands[0]) == "list":
        inner = call.operands[0]
        return _literal(inner, names) if isinstance(inner, Call) and _is_frame(call) else None
    if name.startswith("read") or _READING.fullmatch(name):
        return _from_file(call, names)
    return None


_READING = re.compile(r"(fread|import|load|vroom)([._].*)?")


_LITERAL = frozenset(
    {
        "data.frame",
        "tibble",
        "data_frame",
        "data.table",
        "expand.grid",
        "expand_grid",
        "crossing",
        "CJ",
        "tibble_row",
        "nesting",
    }
)


def _is_frame(call: Call) -> bool:
    return "data.frame" in (strings_in(named_argument(call, "class", ".class")) or ())


_NO_COLUMNS = frozenset(
    {"stringsAsFactors", "check.names", "row.names", "KEEP.OUT.ATTRS", "sorted", ".rows", ".name_repair", "key"}
)


def _literal(call: Call, names: Names) -> ScriptFrame:
    """`data.frame(x = …, y)`: its columns, each of which a tibble may make from those before it."""
    frame = ScriptFrame(closed=True, maker=called_name(call))
    for item in call.arguments:
        if item.value is None or item.name in _NO_COLUMNS:
            continue
        name = item.name or (item.value.name if isinstance(item.value, Name) else None)
        if name is None:
            frame = replace(frame, closed=False)
            continue
        value = item.value
        if called_name(call) == "expand.grid" and (texts := strings_of(value, names)) and _has_text(value, names):
            value = _factor_in_order(value, texts)
        frame = frame.with_columns({name: made(name, value, item.span, frame, names)})
    return frame


def rows_spelled_out(frame: ScriptFrame, span: Span) -> Iterator[Argument]:
    """The columns of a data frame whose rows the text spells out, each a vector by its name; nothing of another one.

    Args:
        frame: the data frame.
        span: where it is used.
    """
    columns = [(name, one.value) for name, one in frame.columns.items() if one is not None]
    texts = [strings_in(_of_factor(value)) for _, value in columns]
    n, inner = math.prod(len(words) for words in texts if words), 1
    if frame.maker not in _ROWS or None in texts or n > LONGEST:
        return
    for (name, _), words in zip(columns, texts, strict=True):
        rows = list(words or ())
        if words and frame.maker in _CROSSING:
            each = inner if frame.maker == "expand.grid" else n // (inner * len(words))
            inner *= len(words)
            rows = [words[place // each % len(words)] for place in range(n)]
        yield Argument(vector_of_texts(rows, span), name, span)


_CROSSING = frozenset({"expand.grid", "expand_grid"})
_ROWS = frozenset({"data.frame", "tibble", "data_frame", "data.table", *_CROSSING})


def _of_factor(value: Expression | None) -> Expression | None:
    """What a factor is made of."""
    is_factor = isinstance(value, Call) and called_name(value) == "factor" and value.operands
    return value.operands[0] if is_factor and isinstance(value, Call) else value


def _has_text(value: Expression, names: Names) -> bool:
    kept, _ = closed(value, None, names)
    return any(isinstance(node, Text) for node in walk(kept))


def _factor_in_order(value: Expression, texts: tuple[str, ...]) -> Call:
    """`expand.grid` makes factors of text, whose levels stand in the order in which they come."""
    span = value.span
    levels = vector_of_texts(dict.fromkeys(texts), span)
    return call_of("factor", span, value, levels=levels)


def _by_rows(call: Call) -> ScriptFrame:
    """`tribble(~a, ~b, 1, "x", …)`."""
    heads = [head for item in call.arguments if (head := _head(item.value)) is not None]
    cells = [item.value for item in call.arguments if item.name is None and _head(item.value) is None]
    columns: dict[str, Declaration | None] = {}
    for place, head in enumerate(heads):
        if (name := word_of(head)) is not None:
            vector = call_of("c", call.span, *cells[place :: len(heads)])
            columns[name] = made(name, vector, call.span, None, {})
    return ScriptFrame(None, columns, closed=True)


def _head(value: Expression | None) -> Expression | None:
    """The column that `~a` names, or None for a cell."""
    is_head = isinstance(value, Call) and value.operator == "~" and len(value.operands) == 1
    return value.operands[0] if is_head and isinstance(value, Call) else None


_CLASSES = {"factor": "factor", "character": "as.character", "f": "factor", "c": "as.character"}
_CLASS_ARGUMENTS = ("colClasses", "col_types", "col.classes")


def _from_file(call: Call, names: Names) -> ScriptFrame:
    """`read.csv("f.csv", colClasses = c(g = "factor"))`: an open frame of which some columns are told."""
    frame = ScriptFrame()
    given = named_argument(call, *_CLASS_ARGUMENTS)
    for item in given.arguments if isinstance(given, Call) else ():
        function = called_name(item.value) if isinstance(item.value, Call) else None
        words = strings_of(item.value, names) if function is None else ()
        kind = _CLASSES.get(words[0]) if words else {"col_factor": "factor", "col_character": "as.character"}.get(
            function or "")  # fmt: skip
        if item.name is None or kind is None or item.value is None:
            continue
        further = item.value.arguments if isinstance(item.value, Call) and function == "col_factor" else ()
        column = Argument(Name(item.name, item.span), None, item.span)
        value = Call(Name(kind, item.span), (column, *further), item.span)
        frame = frame.with_columns({item.name: made(item.name, value, item.span, None, {})})
    return frame
