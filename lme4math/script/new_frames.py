"""Data frames that a script makes of vectors that are spelled out, or reads from files."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace

from lme4math.r import LONGEST, Argument, Call, Expression, Name, Text, called_name, strings_in, walk
from lme4math.script.frames import Declaration, ScriptFrame
from lme4math.script.making import Names, closed, made, spelled_out, vector_of_texts
from lme4math.source import Span


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
    words = next((strings_in(item.value) for item in call.arguments if item.name in ("class", ".class")), None)
    return words is not None and "data.frame" in words


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
        if called_name(call) == "expand.grid" and (texts := spelled_out(value, names)) and _has_text(value, names):
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
    return Call(Name("factor", span), (Argument(value, None, span), Argument(levels, "levels", span)), span)


def _by_rows(call: Call) -> ScriptFrame:
    """`tribble(~a, ~b, 1, "x", …)`."""
    heads = [head for item in call.arguments if (head := _head(item.value)) is not None]
    cells = [item for item in call.arguments if item.name is None and _head(item.value) is None]
    columns: dict[str, Declaration | None] = {}
    for place, head in enumerate(heads):
        if isinstance(head, Name | Text):
            name = head.name if isinstance(head, Name) else head.value
            own = tuple(cells[place :: len(heads)])
            vector = Call(Name("c", call.span), own, call.span)
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
    given = next((item.value for item in call.arguments if item.name in _CLASS_ARGUMENTS), None)
    for item in given.arguments if isinstance(given, Call) else ():
        function = called_name(item.value) if isinstance(item.value, Call) else None
        words = spelled_out(item.value, names) if function is None else ()
        kind = _CLASSES.get(words[0]) if words else {"col_factor": "factor", "col_character": "as.character"}.get(
            function or "")  # fmt: skip
        if item.name is None or kind is None or item.value is None:
            continue
        further = item.value.arguments if isinstance(item.value, Call) and function == "col_factor" else ()
        column = Argument(Name(item.name, item.span), None, item.span)
        value = Call(Name(kind, item.span), (column, *further), item.span)
        frame = frame.with_columns({item.name: made(item.name, value, item.span, None, {})})
    return frame
