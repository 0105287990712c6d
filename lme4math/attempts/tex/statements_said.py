"""Formulas as statements: what stands left and right of an equals sign or of a tilde; the rest is prose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from lme4math.attempts.tex.passages import Passage
from lme4math.attempts.tex.tex_nodes import (
    TexGroup,
    TexName,
    TexNode,
    TexNumber,
    TexProse,
    TexRow,
    TexSign,
    TexTable,
    flat_text,
)
from lme4math.errors import FormulaError
from lme4math.records import record
from lme4math.source import Span

_LINES = frozenset((
    "equation", "align", "aligned", "alignat", "alignedat", "gather", "gathered", "multline", "split", "eqnarray",
    "flalign", "displaymath", "math", "dcases", "cases",
))  # fmt: skip
_OPERATORS = frozenset(["+", "-", "*", "/", ":", "otimes", "oplus"])
MOST_STATEMENTS, MOST_ITEMS = 400, 1_500
RELATIONS = frozenset(["=", "sim", "in", "perp", "approx", "propto", "ne", "equiv", "le", "ge", "to", "<", ">"])
_JOINS = _OPERATORS | RELATIONS | {"|"}


@record
class Statement:
    """A statement of a text.

    Attributes:
        left: what stands on the left; several where commas are between them.
        relation: "=", "sim", "in", "perp", …
        right: what stands on the right.
        more: what follows it between commas, as in `j = 1, …, J`.
        span: where it stands.
    """

    left: tuple[TexRow, ...]
    relation: str
    right: TexRow
    more: tuple[TexRow, ...]
    span: Span


@record
class Said:
    """What a text says.

    Attributes:
        statements: in their order.
        prose: all of the rest, as words, with the symbols that stand between them.
        text: everything in its order, as words.
    """

    statements: tuple[Statement, ...]
    prose: str
    text: str


@record(eq=False)
class _Chunk:
    items: list[TexNode]
    prose: str


def said_in(passages: Sequence[Passage]) -> Said:
    """The statements and the prose of a text."""
    statements: list[Statement] = []
    prose: list[str] = []
    chunks = list(_chunks(passages))
    for chunk in chunks:
        prose.append(chunk.prose)
        made, rest = _statements(chunk)
        statements += made
        prose.append(rest)
    plain = [_Chunk([item for item in chunk.items if _sign(item) != "&"], chunk.prose.strip()) for chunk in chunks]
    statements += _columns_in_words([chunk for chunk in plain if chunk.items or chunk.prose])
    for statement in statements:
        if any(isinstance(item, TexGroup) and len(item.body.items) > MOST_ITEMS for item in statement.right.items):
            raise FormulaError("These brackets enclose more than a model needs.", statement.span)
    if len(statements) > MOST_STATEMENTS:
        raise FormulaError("The text has more statements than a model needs.", statements[MOST_STATEMENTS].span)
    return Said(tuple(statements), " ".join(part for part in prose if part.strip()), _words(passages))


COLUMNS = "columns"
"""The name of the table that words give for a design: one row, which stands for all."""
_COLUMNS_OF = re.compile(r"\bcolumns of ?(?:the )?(?:(?:design |model )?matrix)?$")


def _columns_in_words(chunks: Sequence[_Chunk]) -> Iterator[Statement]:
    """`The columns of X are 1, x_i and z_i` as the row `X = [1, x_i, z_i]`."""
    for place, (before, name, verb) in enumerate(zip(chunks, chunks[1:], chunks[2:], strict=False)):
        if not _COLUMNS_OF.search(before.prose) or not name.items or verb.prose not in ("are", "are:"):
            continue
        cells: list[TexRow] = []
        is_open = True
        for chunk in chunks[place + 3 :]:
            if not (is_open if chunk.items else chunk.prose in (",", "and", ", and")):
                break
            cells += [TexRow(tuple(cell), _span(cell)) for cell in _by_commas(chunk.items)]
            is_open = not chunk.items
        if cells:
            span = _span(name.items).cover(cells[-1].span)
            row = TexTable(COLUMNS, (tuple(cells),), span)
            yield Statement((TexRow(tuple(name.items), _span(name.items)),), "=", TexRow((row,), span), (), span)


def _words(passages: Sequence[Passage]) -> str:
    words = (
        passage.words if passage.row is None else " ".join(_word(item) for item in _flat(passage.row.items))
        for passage in passages
    )
    return " ".join(" ".join(words).split())


def _word(item: TexNode) -> str:
    sign = _sign(item)
    return ";" if sign in ("newline", "gap") else flat_text(item).strip() if sign != "&" else ""


def _chunks(passages: Sequence[Passage]) -> Iterator[_Chunk]:
    """What stands between line breaks, wide blanks and prose; a line that goes on is one chunk with it."""
    chunk = _Chunk([], "")
    for passage in passages:
        if passage.row is None:
            yield chunk
            chunk = _Chunk([], passage.words)
            yield chunk
            chunk = _Chunk([], "")
            continue
        items = list(_flat(passage.row.items))
        for place, item in enumerate(items):
            if isinstance(item, TexProse):
                yield chunk
                yield _Chunk([], item.text)
                chunk = _Chunk([], "")
            elif isinstance(item, TexSign) and item.text in ("newline", "gap", ";"):
                after = items[place + 1 :]
                if not _goes_on(chunk.items, after) and not (
                    item.text == "gap" and _is_in_a_product(chunk.items, after)
                ):
                    yield chunk
                    chunk = _Chunk([], "")
            else:
                chunk.items.append(item)
        yield chunk
        chunk = _Chunk([], "")


def _flat(items: Iterable[TexNode]) -> Iterator[TexNode]:
    """The lines of environments, and what braces enclose, in place of them."""
    for item in items:
        if isinstance(item, TexTable) and (item.name in _LINES or _holds_equations(item)):
            for row in item.rows:
                for place, cell in enumerate(row):
                    if place:
                        yield TexSign("&", cell.span)
                    yield from _flat(cell.items)
                yield TexSign("newline", item.span)
        elif isinstance(item, TexGroup) and (item.bracket == "" or _is_system(item)):
            yield from _flat(item.body.items)
        else:
            yield item


def _holds_equations(table: TexTable) -> bool:
    return table.name == "array" and any(_sign(item) in ("=", "sim") for row in table.rows for cell in row
                                         for item in cell.items)  # fmt: skip


def _is_system(group: TexGroup) -> bool:
    """Whether it is a brace before several equations."""
    only = group.body.items[0] if group.bracket == "{" and len(group.body.items) == 1 else None
    return isinstance(only, TexTable) and _holds_equations(only)


def _sign(node: TexNode | None) -> str:
    return node.text if isinstance(node, TexSign) else ""


def _goes_on(before: Sequence[TexNode], after: Sequence[TexNode]) -> bool:
    following = next((item for item in after if _sign(item) not in ("&", "gap", "newline")), None)
    last = next((item for item in reversed(before) if _sign(item) != "&"), None)
    if last is None or following is None:
        return False
    return _sign(following) in _JOINS - {"perp"} or _sign(last) in _JOINS


def _is_in_a_product(before: Sequence[TexNode], after: Sequence[TexNode]) -> bool:
    """Whether a wide blank stands between factors: what follows is no statement of its own."""
    if _relation(before) is None or _sign(before[-1]) in (",", "."):
        return False
    found = 0
    for item in after:
        if _sign(item) in RELATIONS or isinstance(item, TexProse):
            return False
        if _sign(item) in ("newline", ";", ",") or _sign(item) in _OPERATORS:
            break
        found += 1
    return found > 0


def _statements(chunk: _Chunk) -> tuple[list[Statement], str]:
    made: list[Statement] = []
    rest: list[str] = []
    for piece in _by_columns(_without_number(chunk.items)):
        fragments = list(_by_commas(piece))
        waiting: list[TexRow] = []
        for place, fragment in enumerate(fragments):
            where = _relation(fragment)
            if where is None:
                waiting.append(TexRow(tuple(fragment), _span(fragment)))
                continue
            if made and waiting and place and _are_list(waiting):
                made[-1] = _with_more(made[-1], waiting)
                waiting = []
            made += _chain(fragment, tuple(waiting))
            waiting = []
        if waiting and made and any(_relation(fragment) is not None for fragment in fragments):
            made[-1] = _with_more(made[-1], waiting)
        elif waiting:
            rest += [flat_text(row) for row in waiting]
    comma = ", " if chunk.items and _sign(chunk.items[0]) == "," else ""
    return made, comma + ", ".join(rest)


def _without_number(items: list[TexNode]) -> list[TexNode]:
    """Without the number of the equation, `(3)`, at its end."""
    last = items[-1] if len(items) > 1 else None
    inside = last.body.items if isinstance(last, TexGroup) and last.bracket == "(" else ()
    return items[:-1] if len(inside) == 1 and isinstance(inside[0], TexNumber) else items


def _are_list(rows: Sequence[TexRow]) -> bool:
    """Whether they end a list such as `1, …, J`, and so belong to what stands before."""
    return any(_sign(item) == "dots" or isinstance(item, TexNumber) for row in rows for item in row.items[:1])


def _with_more(statement: Statement, rows: Sequence[TexRow]) -> Statement:
    return Statement(statement.left, statement.relation, statement.right, (*statement.more, *rows), statement.span)


def _by_columns(items: Sequence[TexNode]) -> list[list[TexNode]]:
    """At each `&` a statement may end; it goes on where one side has no relation, or an operator stands there."""
    pieces: list[list[TexNode]] = [[]]
    for item in items:
        if _sign(item) == "&":
            pieces.append([])
        else:
            pieces[-1].append(item)
    joined: list[list[TexNode]] = []
    for piece in pieces:
        if not piece:
            continue
        before = joined[-1] if joined else None
        if before is None:
            joined.append(piece)
        elif _sign(piece[0]) in _JOINS or _sign(before[-1]) in _JOINS or _relation(before) is None:
            before += piece
        else:
            joined.append(piece)
    return joined


def _by_commas(items: Sequence[TexNode]) -> Iterator[list[TexNode]]:
    part: list[TexNode] = []
    for item in items:
        if _sign(item) in (",", ".") or (isinstance(item, TexName) and item.kind == "text" and item.text == "and"):
            if part:
                yield part
            part = []
        else:
            part.append(item)
    if part:
        yield part


def _relation(items: Sequence[TexNode]) -> int | None:
    for place, item in enumerate(items):
        if _sign(item) in RELATIONS:
            return place
    return None


def _chain(items: Sequence[TexNode], before: tuple[TexRow, ...]) -> Iterator[Statement]:
    """`a = b = c` says `a = c` and `b = c`; `a = b ∼ c` says `a = b` and `b ∼ c`; alone `a < b` compares."""
    compares = not any(_sign(item) in ("=", "sim") for item in items)
    sides: list[list[TexNode]] = [[]]
    signs: list[str] = []
    for item in items:
        sign = _sign(item)
        if sign == "sim" and signs and not sides[-1]:
            continue
        if sign in RELATIONS and (compares or sign not in ("<", ">")):
            signs.append({"equiv": "=", "approx": "approx"}.get(sign, sign))
            sides.append([])
        else:
            sides[-1].append(item)
    span = _span(items)
    rows = [TexRow(tuple(side), _span(side) if side else span) for side in sides]
    for place, sign in enumerate(signs):
        named = sign == "=" and signs[-1] == "sim"
        last = signs[-1] if sign == "=" and not named else sign
        yield Statement((*before, rows[place]), last, rows[place + 1] if named else rows[-1], (), span)


def _span(items: Sequence[TexNode]) -> Span:
    return items[0].span.cover(items[-1].span)
