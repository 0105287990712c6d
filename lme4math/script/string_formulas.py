"""Formulas that a script puts together from strings in it: `paste("y ~", x)`, `reformulate(…)`, `sprintf(…)`.

Each character of the result keeps its place in the string that it comes from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from lme4math.errors import FormulaError
from lme4math.r import (
    Argument,
    Call,
    Expression,
    Lookup,
    Name,
    Text,
    arguments_by_parameter,
    call_of,
    called_name,
    constant,
    fold,
    parse_expression,
    places_inside,
)
from lme4math.script.holding import Names, lookup_in
from lme4math.source import Source, Span

SPELLED = frozenset({"paste", "paste0", "str_c", "sprintf", "reformulate", "glue", "str_glue"})
"""Functions that make strings, and formulas, of strings."""

_FIRST, _LAST = 0xF0000, 0x10FFFD
"""Unicode's private planes: characters that stand for the characters of strings while these are joined."""

_DIRECTIVE = re.compile(r"%(?:\d+\$)?[-+ 0#]*\d*(?:\.\d+)?[a-zA-Z%]")
_BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Spelled:
    """Code that an expression puts together.

    Attributes:
        code: the code.
        places: where each of its characters stands in the text; None for one that does not stand there.
        whole: the expression.
    """

    code: str
    places: tuple[int | None, ...]
    whole: Span

    def read(self, several: bool = False) -> Expression:
        """The code as a syntax tree whose parts point to the characters that they come from, else to the expression.

        Args:
            several: whether it may be several expressions, which are read as a block.

        Raises:
            FormulaError: it is not one expression.
        """
        if several and ("\n" in self.code or ";" in self.code):
            block = replace(self, code=f"{{{self.code}\n}}", places=(None, *self.places, None, None))
            return block.read()
        try:
            expression = parse_expression(self.code)
        except FormulaError as error:
            error.span = None if error.span is None else self._place(error.span)
            raise
        moved = fold(expression, self._leaf, self._moved)
        exact = self._runs[:1] == [len(self.code)]
        return moved if exact else replace(moved, span=self.whole)

    def _leaf(self, node: Expression | None) -> Expression | None:
        if isinstance(node, Call):
            return None
        return Name("", self.whole) if node is None else replace(node, span=self._place(node.span))

    def _moved(self, call: Call, values: list[Expression]) -> Expression:
        arguments = tuple(
            Argument(None if item.value is None else value, item.name, self._place(item.span))
            for item, value in zip(call.arguments, values, strict=True)
        )
        return Call(replace(call.function, span=self._place(call.function.span)), arguments, self._place(call.span))

    def _place(self, span: Span) -> Span:
        first = self.places[span.start] if span.start < span.end else None
        if first is not None and self._runs[span.start] >= span.end:
            return Span(first, first + span.end - span.start)
        known = self.places[span.start : span.end] if span.end - span.start < _FAR else ()
        inside = [place for place in known if place is not None and self.whole.start <= place < self.whole.end]
        return Span(min(inside), max(inside) + 1) if inside else self.whole

    @cached_property
    def _runs(self) -> list[int]:
        """For each character, where those end that follow it in the text as they do in the code."""
        ends = list(range(1, len(self.places) + 1))
        for at in range(len(self.places) - 2, -1, -1):
            here, following = self.places[at : at + 2]
            if here is not None and following == here + 1:
                ends[at] = ends[at + 1]
        return ends


_FAR = 500
"""How long code is of which it is not looked where its characters stand that do not stand together."""


def put_together(node: Expression, names: Names, source: Source) -> Spelled | None:
    """The code that an expression makes of strings in the text, or None where the text does not say.

    Args:
        node: a call such as `paste("y ~ x", cov)`.
        names: what the names of the script hold.
        source: the text.
    """
    strings = _Strings(lookup_in(names), source)
    try:
        made = constant(strings.marked(node), strings.lookup)
    except FormulaError:
        return None
    if made is None or len(made.elements) != 1 or not isinstance(made.elements[0], str):
        return None
    return strings.read(made.elements[0], node.span)


class _Strings:
    """The strings of a script, each character of them replaced by one that is used for no other."""

    def __init__(self, lookup: Lookup, source: Source) -> None:
        self._given, self._source = lookup, source
        self._characters: list[tuple[str, int]] = []
        self._seen: dict[int, Expression] = {}

    def lookup(self, name: Name) -> Expression | None:
        """What was assigned to a name, marked."""
        value = self._given(name)
        if value is None:
            return None
        if id(value) not in self._seen:
            self._seen[id(value)] = self.marked(value)
        return self._seen[id(value)]

    def marked(self, expression: Expression) -> Expression:
        """An expression with its strings marked, and with `reformulate`, `glue` and their kin written as `paste`."""

        def leaf(node: Expression | None) -> Expression | None:
            if isinstance(node, Text):
                return self._mark(node)
            return None if isinstance(node, Call) else node or expression

        return fold(expression, leaf, self._called)

    def _called(self, call: Call, values: list[Expression]) -> Expression:
        arguments = tuple(
            item if item.value is None else Argument(value, item.name, item.span)
            for item, value in zip(call.arguments, values, strict=True)
        )
        made = Call(call.function, arguments, call.span)
        writer = {
            "reformulate": self._reformulated,
            **dict.fromkeys(("glue", "str_glue"), self._glued),
            **dict.fromkeys(("glue_collapse", "str_flatten"), self._collapsed),
        }.get(called_name(call) or "")
        return made if writer is None else writer(made)

    def _mark(self, text: Text) -> Text:
        try:
            places: Sequence[int] = self._source.inside(text.span, places_inside)
        except (FormulaError, ValueError, IndexError):
            places = ()
        if len(places) != len(text.value) + 1 or _FIRST + len(self._characters) + len(text.value) > _LAST:
            return text
        kept = {at for match in _DIRECTIVE.finditer(text.value) for at in range(*match.span())}
        marked: list[str] = []
        for at, character in enumerate(text.value):
            marked.append(character if at in kept else chr(_FIRST + len(self._characters)))
            self._characters.append((character, places[at]))
        return Text("".join(marked), text.span)

    def _plain(self, text: str) -> str:
        return "".join(self._characters[ord(one) - _FIRST][0] if ord(one) >= _FIRST else one for one in text)

    def _reformulated(self, call: Call) -> Expression:
        """`reformulate(termlabels, response, intercept)` as the `paste` that it is."""
        given = arguments_by_parameter(call, ("termlabels", "response", "intercept", "env"))
        if "termlabels" not in given or "intercept" in given:
            return call
        span = call.span
        right = call_of("paste", span, given["termlabels"], collapse=Text(" + ", span))
        if "response" not in given:
            return call_of("paste0", span, Text("~", span), right)
        return call_of("paste0", span, given["response"], Text(" ~ ", span), right)

    def _glued(self, call: Call) -> Expression:
        """`glue("{y} ~ x", y = "rt")` as `paste0("rt", " ~ x")`."""
        texts = [item.value for item in call.arguments if item.name is None]
        given = {item.name: item.value for item in call.arguments if item.name is not None and item.value is not None}
        if any(name.startswith(".") for name in given):
            return call
        pieces = [piece for text in texts if isinstance(text, Text) for piece in self._pieces(text, given)]
        return call_of("paste0", call.span, *pieces) if all(isinstance(text, Text) for text in texts) else call

    def _pieces(self, marked: Text, given: Mapping[str, Expression]) -> Iterator[Expression]:
        done, plain = 0, self._plain(marked.value)
        for match in _BRACES.finditer(plain):
            yield Text(marked.value[done : match.start()], marked.span)
            at = (marked.span.start,) * (len(match[1]) + 1)
            inner = parse_expression(match[1], at)
            known = given.get(inner.name) if isinstance(inner, Name) else None
            yield self.marked(inner) if known is None else known
            done = match.end()
        yield Text(marked.value[done:], marked.span)

    def _collapsed(self, call: Call) -> Expression:
        """`glue_collapse(x, " + ")` as `paste(x, collapse = " + ")`."""
        values = [item.value for item in call.arguments if item.name in (None, "x", "string", "sep", "collapse")]
        if len(values) != 2 or len(call.arguments) != 2 or values[0] is None or values[1] is None:
            return call
        return call_of("paste", call.span, values[0], collapse=values[1])

    def read(self, text: str, whole: Span) -> Spelled:
        """The text without marks."""
        places = [self._characters[ord(one) - _FIRST][1] if ord(one) >= _FIRST else None for one in text]
        return Spelled(self._plain(text), tuple(places), whole)
