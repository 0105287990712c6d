"""Commands of LaTeX with their arguments, and scripts with their bases, within one row."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lme4math.attempts.tex.tex_nodes import (
    TexFraction,
    TexGroup,
    TexName,
    TexNode,
    TexNumber,
    TexProse,
    TexRow,
    TexScripted,
    TexSign,
    TexTable,
    flat_text,
)
from lme4math.errors import FormulaError
from lme4math.source import Span

MOST_INDICES = 60
_FONTS = frozenset((
    "mathbf", "boldsymbol", "bm", "pmb", "vec", "underline", "mathcal", "mathscr", "mathbb", "mathfrak", "bf", "rm",
    "cal", "it",
))  # fmt: skip
_BOLD = frozenset(["mathbf", "boldsymbol", "bm", "pmb", "vec", "underline", "bf"])
_ACCENTS = frozenset(["hat", "widehat", "bar", "overline", "tilde", "widetilde", "dot", "ddot", "check"])
_DROPPED_WITH_ARGUMENT = frozenset((
    "tag", "label", "hspace", "hspace*", "vspace", "phantom", "hphantom", "vphantom", "color", "ref", "eqref",
))  # fmt: skip


def resolved(items: Sequence[TexNode]) -> list[TexNode]:
    """Commands with their arguments, and scripts with their bases, in one row whose groups are resolved."""
    done: list[TexNode] = []
    waiting = list(reversed(items))
    while waiting:
        node = waiting.pop()
        if not isinstance(node, TexSign):
            done.append(node)
        elif node.text == "blank":
            continue
        elif node.text in ("_", "^", "'"):
            _attach(node, done, waiting)
        elif node.text.startswith("\\"):
            _command(node, done, waiting)
        elif node.text == "newline":
            _skip_optional(waiting)
            done.append(node)
        else:
            done.append(node)
    return _merged(done)


def _skip_optional(waiting: list[TexNode]) -> None:
    """The distance in `\\\\[1ex]`, and the star of `\\\\*`."""
    if waiting and isinstance(waiting[-1], TexSign) and waiting[-1].text == "*":
        waiting.pop()
    if waiting and isinstance(waiting[-1], TexGroup) and waiting[-1].bracket == "[":
        inside = waiting[-1].body.items
        first = inside[0] if inside else None
        minus = isinstance(first, TexSign) and first.text == "-"
        if len(inside) == 2 + minus and isinstance(inside[minus], TexNumber) and isinstance(inside[-1], TexName):
            waiting.pop()


def _attach(sign: TexSign, done: list[TexNode], waiting: list[TexNode]) -> None:
    base = done.pop() if done else TexName("", "word", sign.span)
    if isinstance(base, TexSign) and base.text in ("+", "-", "=", ",", "sim", "&", "newline", "gap"):
        done.append(base)
        base = TexName("", "word", sign.span)
    if isinstance(base, TexProse) and sign.text == "_":
        base = TexName(base.text.strip(), "text", base.span)  # a name with blanks in it
    if not isinstance(base, TexScripted):
        base = TexScripted(base, None, None, 0, base.span)
    if sign.text == "'":
        done.append(TexScripted(base.base, base.below, base.above, base.primes + 1, base.span.cover(sign.span)))
        return
    script = _taken(waiting)
    row = _inside(script) if script is not None else TexRow((), sign.span)
    span = base.span.cover(row.span if row.items else sign.span)
    if base.below is not None and len(base.below.items) > MOST_INDICES:
        raise FormulaError("This subscript is too long.", span)
    if sign.text == "_":
        below = row if base.below is None else TexRow((*base.below.items, *row.items), base.below.span.cover(row.span))
        done.append(TexScripted(base.base, below, base.above, base.primes, span))
    elif all(isinstance(item, TexSign) and item.text in ("T", "prime", "'") for item in row.items) or is_transpose(row):
        done.append(TexScripted(base.base, base.below, base.above, base.primes + 1, span))
    else:
        above = row if base.above is None else TexRow((*base.above.items, *row.items), base.above.span.cover(row.span))
        done.append(TexScripted(base.base, base.below, above, base.primes, span))


def is_transpose(row: TexRow) -> bool:
    """Whether a superscript is a T, which transposes."""
    item = row.items[0] if len(row.items) == 1 else None
    if isinstance(item, TexScripted):  # the prime of `^{'}`
        return item.primes > 0 and flat_text(item.base) == ""
    return isinstance(item, TexName) and item.text == "T"


def _taken(waiting: list[TexNode]) -> TexNode | None:
    """What comes next as the argument of a command or a script."""
    while waiting and isinstance(waiting[-1], TexSign) and waiting[-1].text == "blank":
        waiting.pop()
    if not waiting:
        return None
    node = waiting.pop()
    if isinstance(node, TexSign) and node.text.startswith("\\"):
        done: list[TexNode] = []
        _command(node, done, waiting)
        return done[0] if len(done) == 1 else TexRow(tuple(done), node.span)
    return node


def _inside(node: TexNode) -> TexRow:
    if isinstance(node, TexGroup) and node.bracket == "":
        return node.body
    return node if isinstance(node, TexRow) else TexRow((node,), node.span)


def _command(sign: TexSign, done: list[TexNode], waiting: list[TexNode]) -> None:
    name = sign.text[1:]
    for names, write in _COMMANDS:
        if name in names:
            write(sign, done, waiting)
            return
    done.append(TexName(name, "text", sign.span))


def _fraction(sign: TexSign, done: list[TexNode], waiting: list[TexNode]) -> None:
    above, below = _digit(waiting), _digit(waiting)
    if above is not None and below is not None:
        done.append(TexFraction(_inside(above), _inside(below), sign.span.cover(below.span)))


def _digit(waiting: list[TexNode]) -> TexNode | None:
    """What comes next, of a number without braces its first digit: `\\frac12`."""
    node = _taken(waiting)
    if isinstance(node, TexNumber) and len(node.text) > 1:
        waiting.append(TexNumber(node.text[1:], node.span))
        return TexNumber(node.text[0], node.span)
    return node


def _column(sign: TexSign, done: list[TexNode], waiting: list[TexNode]) -> None:
    """`\\binom{u_0}{u_1}`, by which a vector of two is written."""
    above, below = _taken(waiting), _taken(waiting)
    if above is not None and below is not None:
        done.append(TexTable("binom", ((_inside(above),), (_inside(below),)), sign.span.cover(below.span)))


def _style(sign: TexSign, done: list[TexNode], waiting: list[TexNode]) -> None:
    argument = _taken(waiting)
    if argument is not None:
        done.append(_styled(argument, sign.text[1:], sign.span.cover(argument.span)))


def _second(sign: TexSign, done: list[TexNode], waiting: list[TexNode]) -> None:
    """What `\\overset{iid}{\\sim}` and the like are set on."""
    _taken(waiting)
    _first(sign, done, waiting)


def _first(sign: TexSign, done: list[TexNode], waiting: list[TexNode]) -> None:
    argument = _taken(waiting)
    if argument is None:
        return
    done += _inside(argument).items
    if sign.text.endswith("brace") and waiting and isinstance(waiting[-1], TexSign) and waiting[-1].text in "_^":
        waiting.pop()
        _taken(waiting)


def _without(_: TexSign, __: list[TexNode], waiting: list[TexNode]) -> None:
    _taken(waiting)


def _root(sign: TexSign, done: list[TexNode], waiting: list[TexNode]) -> None:
    argument = _taken(waiting)
    order = argument.body if isinstance(argument, TexGroup) and argument.bracket == "[" else None
    argument = argument if order is None else _taken(waiting)
    if argument is None:
        return
    inside = TexGroup("(", _inside(argument), argument.span)
    if order is None:
        done += [TexName("sqrt", "text", sign.span), inside]
    else:
        inverse = TexRow((TexNumber("1", sign.span), TexSign("/", sign.span), *order.items), order.span)
        done.append(TexScripted(inside, None, inverse, 0, sign.span.cover(argument.span)))


_COMMANDS: tuple[tuple[frozenset[str], Callable[[TexSign, list[TexNode], list[TexNode]], None]], ...] = (
    (frozenset(("frac", "dfrac", "tfrac", "nicefrac", "sfrac")), _fraction),
    (frozenset(("binom", "dbinom", "tbinom")), _column),
    (_ACCENTS | _FONTS, _style),
    (frozenset(("overset", "stackrel", "underset")), _second),
    (frozenset(("underbrace", "overbrace", "boxed", "mathclap", "mathrlap", "ensuremath", "cancel")), _first),
    (_DROPPED_WITH_ARGUMENT | {"textcolor", "colorbox"}, _without),
    (frozenset(("sqrt",)), _root),
)


def _styled(argument: TexNode, style: str, span: Span) -> TexNode:
    """A symbol with an accent or in another font; of a group its only symbol, or its letters as one name."""
    node = argument
    while isinstance(node, TexGroup) and node.bracket == "" and len(node.body.items) == 1:
        node = node.body.items[0]
    if isinstance(node, TexScripted):
        return TexScripted(_styled(node.base, style, node.base.span), node.below, node.above, node.primes, span)
    if isinstance(node, TexName):
        accent = ("bar" if style == "overline" else style.removeprefix("wide")) if style in _ACCENTS else node.accent
        return TexName(node.text, node.kind, span, accent, node.bold or style in _BOLD)
    if isinstance(node, TexNumber) and style in ("mathbb", "mathbf", "boldsymbol", "bm"):
        return TexName(node.text, "text", span, "", True)
    return node


def _merged(items: list[TexNode]) -> list[TexNode]:
    """`a \\over b` as the fraction that it is."""
    for place, item in enumerate(items):
        if isinstance(item, TexName) and item.text == "over" and item.kind == "text":
            above, below = items[:place], items[place + 1 :]
            if above and below:
                span = above[0].span.cover(below[-1].span)
                return [TexFraction(TexRow(tuple(above), span), TexRow(tuple(below), span), span)]
    return items
