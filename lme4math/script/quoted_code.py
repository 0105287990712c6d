"""Code that a script makes of code or of strings: `bquote(y ~ .(v))`, `str2lang("y ~ x")`, rlang's `expr(y ~ !!v)`.

What is put into a place of it is read where the text has it. A place that is filled with what only running the code
could tell is left as a call of `.`, the function of no model, and refused where a formula has one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import islice

from lme4math.errors import FormulaError
from lme4math.r import (
    Call,
    Constant,
    Expression,
    Name,
    Number,
    Text,
    arguments_by_parameter,
    call_of,
    called_name,
    deparse,
    operation,
    unwrap,
    walk,
    walk_calls,
    whole_in,
)
from lme4math.script.holding import Names, elements_of, stands_for, strings_of
from lme4math.script.making import MOST_WRITTEN_OUT, rewritten, substituted
from lme4math.script.string_formulas import put_together
from lme4math.source import Source

_UNTOLD = "."
_FILLED = "UQ"
_DEEPEST, _MOST_READ = 20, 500
_JOINING = {
    name: level
    for level, names in enumerate(("== != < > <= >=", "+ -", "* /", "%% %/% %in%", ":", "^"))
    for name in names.split()
}
"""Operators that R lets bind more tightly than `!`, and rlang less tightly than `!!`, and how tightly they bind."""


def code_made(node: Expression, names: Names, source: Source) -> Expression | None:
    """The code that one of the functions that make code gives; None for any other call, or where the text has it not.

    Args:
        node: such as `bquote(y ~ .(v))`.
        names: what the names of the script hold there.
        source: the text.

    Raises:
        FormulaError: a string is no R code.
    """
    return _made(node, _Place(names, source))


def _made(node: Expression, place: _Place) -> Expression | None:
    make = MAKING_CODE.get(called_name(node) or "") if isinstance(node, Call) and node.operands else None
    return None if make is None or not isinstance(node, Call) else make(node, place)


def refuse_untold(code: Expression) -> None:
    """Raise FormulaError for a formula, or what stands for it, with a place that is filled when the code is run."""
    for call in walk_calls(code):
        if call.operator == _UNTOLD and len(call.operands) == 1:
            what = f"What stands for `{deparse(call.operands[0])}` here is known only when the code is run."
            raise FormulaError(what, call.span, "Write the variable's name in its place.")


class _Place:
    """Where code is made: what names hold, and the text.

    Names may stand for code with other names, each many times, so that what is read is counted.
    """

    def __init__(self, names: Names, source: Source, depth: int = _DEEPEST, read: list[Expression] | None = None):
        self.names, self.source = names, source
        self._depth, self._read = depth, [] if read is None else read

    def where(self, names: Names) -> _Place:
        """The place where a name that stands here was assigned."""
        return _Place(names, self.source, self._depth - 1, self._read)

    def code(self, value: Expression) -> Expression | None:
        """The code that is the value of an expression: a symbol, a call, a string or a number."""
        self._read.append(value)
        if not self._depth or len(self._read) > _MOST_READ:
            return None
        node = unwrap(value)
        if isinstance(node, Text | Number | Constant) or called_name(node) == "~":
            return node
        if isinstance(node, Call) and called_name(node) in ("as.formula", "formula") and node.operands:
            return self._formula(node.operands[0])
        if called_name(node) == "reformulate":
            return self._formula(node)
        if isinstance(node, Call) and called_name(node) in MAKING_CODE:
            made = _made(node, self)
        else:
            found = stands_for(node, self.names)
            made = None if found is None else self.where(found[1]).code(found[0])
        is_small = made is not None and next(islice(walk(made), MOST_WRITTEN_OUT, None), None) is None
        return made if is_small else None

    def _formula(self, value: Expression) -> Expression | None:
        """The formula that a string, or code, is made to."""
        spelled = put_together(value, self.names, self.source)
        return self.code(value) if spelled is None else spelled.read()

    def put(self, value: Expression) -> Expression:
        """What is put in the place of an expression."""
        found = self.code(value)
        return call_of(_UNTOLD, value.span, value) if found is None else found


def _quoted(call: Call, _: _Place) -> Expression:
    return call.operands[0]


def _with_dots_filled(call: Call, place: _Place) -> Expression:
    """`bquote(y ~ .(v))`."""

    def leaf(node: Expression) -> Expression | None:
        if not isinstance(node, Call):
            return node
        return place.put(node.operands[0]) if node.operator == "." and len(node.operands) == 1 else None

    return rewritten(call.operands[0], leaf)


def _injected(call: Call, place: _Place) -> Expression:
    """`expr(y ~ !!v)`."""
    return _with_bangs_filled(call.operands[0], place)


def _with_bangs_filled(code: Expression, place: _Place) -> Expression:
    def leaf(node: Expression) -> Expression | None:
        if not isinstance(node, Call):
            return node
        if node.operator == _FILLED and len(node.operands) == 1:
            return place.put(node.operands[0])
        bound = _bound_tightly(node)
        return None if bound is None else _with_bangs_filled(bound, place)

    return rewritten(code, leaf)


def _after_bangs(node: Expression) -> Expression | None:
    """What `!!` stands before, by R's grammar."""
    inner = node.operands[0] if isinstance(node, Call) and node.operator == "!" and len(node.operands) == 1 else None
    return inner.operands[0] if isinstance(inner, Call) and inner.operator == "!" and len(inner.operands) == 1 else None


def _bound_tightly(call: Call) -> Expression | None:
    """Code in which `!!` binds by rlang's rule: `!!v + x` is `(!!v) + x`, which R reads as `!!(v + x)`.

    None for a call that neither begins with `!!` nor joins something to what does.
    """
    joined = call if call.operator in _JOINING and len(call.operands) == 2 else None
    inner = _after_bangs(call if joined is None else joined.operands[1])
    if inner is None:
        return None
    chain: list[Call] = []
    while isinstance(inner, Call) and inner.operator in _JOINING and len(inner.operands) == 2:
        chain.append(inner)
        inner = inner.operands[0]
    made: Expression = call_of(_FILLED, inner.span, inner)
    for one in reversed(chain):
        if joined is not None and _level(one) <= _level(joined):
            made, joined = operation(joined.operator or "", joined.operands[0], made, call.span), None
        made = operation(one.operator or "", made, one.operands[1], one.span)
    return made if joined is None else operation(joined.operator or "", joined.operands[0], made, call.span)


def _level(call: Call) -> int:
    return _JOINING[call.operator or ""]


def _substituted(call: Call, place: _Place) -> Expression | None:
    """`substitute(y ~ v, list(v = as.name("x")))`."""
    if len(call.operands) != 2:
        return None
    code, given = call.operands
    items = elements_of(given, place.names)
    if items is None:
        return None
    values: Mapping[str, Expression] = {
        item.key: place.where(item.names).put(item.value)
        for item in items
        if isinstance(item.key, str) and item.value is not None
    }
    return substituted(code, values)


def _symbol(call: Call, place: _Place) -> Expression | None:
    """`as.name("x")`."""
    words = strings_of(call.operands[0], place.names) or ()
    return Name(words[0], call.operands[0].span) if len(words) == 1 else None


def _parsed(call: Call, place: _Place) -> Expression | None:
    """`str2lang("y ~ x")`, `parse(text = "y ~ x")`."""
    if called_name(call) == "parse":
        text = arguments_by_parameter(call, ("file", "n", "text")).get("text")
    else:
        text = call.operands[0]
    spelled = None if text is None else put_together(text, place.names, place.source)
    return None if spelled is None else spelled.read(several=called_name(call) == "parse")


def _element(call: Call, place: _Place) -> Expression | None:
    """`parse(text = "y ~ x")[[1]]`."""
    vector = unwrap(call.operands[0])
    is_first = len(call.operands) == 2 and whole_in(call.operands[1], 0) == 1
    return _made(vector, place) if is_first and called_name(vector) in _VECTORS else None


def _of_two_sides(call: Call, place: _Place) -> Expression | None:
    """`new_formula(quote(y), quote(x))`."""
    if len(call.operands) != 2:
        return None
    left, right = map(place.put, call.operands)
    return operation("~", left, right, call.span)


_VECTORS = frozenset({"parse", "str2expression", "expression", "parse_exprs"})

MAKING_CODE: Mapping[str, Callable[[Call, _Place], Expression | None]] = {
    **dict.fromkeys(("quote", "expression"), _quoted),
    "bquote": _with_dots_filled,
    **dict.fromkeys(("expr", "quo"), _injected),
    "substitute": _substituted,
    **dict.fromkeys(("as.name", "as.symbol", "sym", "ensym"), _symbol),
    **dict.fromkeys(("parse", "str2lang", "str2expression", "parse_expr"), _parsed),
    "[[": _element,
    "new_formula": _of_two_sides,
}
"""Functions that make code, and what code they make."""


def evaluated(node: Call, names: Names, source: Source) -> Expression | None:
    """The code that `eval(…)`, or rlang's `inject(…)`, runs; None where the text has it not."""
    first = node.operands[0] if node.operands else None
    if first is None:
        return None
    place = _Place(names, source)
    try:
        if called_name(node) == "inject":
            return _with_bangs_filled(first, place)
        found = first if called_name(node) == "evalq" else place.code(first)
    except FormulaError:
        return None
    return found if isinstance(found, Call | Name) else None


EVALUATING = frozenset({"eval", "evalq", "eval_tidy", "eval_bare", "inject"})
"""Functions that run the code that they are given."""
