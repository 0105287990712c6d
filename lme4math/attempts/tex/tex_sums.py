"""Formulas as sums of products: brackets multiplied out, functions and indicators recognised."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from lme4math.attempts.tex.quotients import with_known_quotients
from lme4math.attempts.tex.tex_functions import LETTER_FUNCTIONS, function_name
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
from lme4math.attempts.tex.tex_symbols import SCALES, Alphabet, TexSymbol, symbol_of
from lme4math.attempts.tex.tex_terms import (
    MOST_PRODUCTS,
    Applied,
    Asked,
    Block,
    TexFactor,
    TexSum,
    TexTerm,
    multiplied_out,
)
from lme4math.errors import FormulaError
from lme4math.records import record
from lme4math.source import Span

MOST_FACTORS = 250
"""Longer products are refused."""

_LAYOUT = frozenset(("blank", "&", "newline", "gap"))
"""What stands between factors where a line is broken within brackets."""
_COMPARED = {"<": "<", ">": ">", "le": "<=", "ge": ">="}
_INDICATORS = frozenset(("I", "1", "mathbb1", "indicator"))


def sum_of(row: TexRow, alphabet: Alphabet) -> TexSum:
    """A formula as a sum of products.

    Raises:
        FormulaError: the products are too many.
    """
    return _SumReader(alphabet).sum(row.items, row.span)


def entry_of(cell: TexRow, alphabet: Alphabet) -> TexSum:
    """An entry of a design matrix, before which no coefficient stands: `c_2(B_i)` is a column."""
    return sum_of(TexRow((TexSign("*", cell.span), *cell.items), cell.span), alphabet)


@record
class _SumReader:
    alphabet: Alphabet

    def sum(self, items: Sequence[TexNode], span: Span) -> TexSum:
        terms: list[TexTerm] = []
        for sign, part in _signed(items):
            product = self.product(part, span)
            terms += [TexTerm(sign * term.number, term.factors, term.span) for term in product]
            if len(terms) > MOST_PRODUCTS:
                raise FormulaError("The brackets of this formula make too many products.", span)
        return tuple(terms)

    def product(self, items: Sequence[TexNode], span: Span) -> TexSum:
        done: TexSum = (TexTerm(Fraction(1), ()),)
        items = [part for item in items for part in _matrix_and_vector(item, self.alphabet)]
        place = 0
        if len(items) > MOST_FACTORS:
            raise FormulaError("This product has too many factors.", span)
        while place < len(items):
            item = items[place]
            if (lengths := _sum_sign(item)) is not None:
                rest = self.product(items[place + 1 :], span)
                return multiplied_out(done, self._expanded(lengths, rest))
            used, value = self.factor(items, place)
            done = multiplied_out(done, value)
            place += used
        return with_known_quotients(done)

    def factor(self, items: Sequence[TexNode], place: int) -> tuple[int, TexSum]:
        """The factor that begins at a place, and how many items it takes."""
        item = items[place]
        match item:
            case TexSign():
                return self._sign(item, items, place)
            case TexNumber(text=text) if _indicated(items, place) is None:
                return 1, (TexTerm(Fraction(text), (), item.span),)
            case TexGroup(bracket="[", body=body) if _has(body, "="):  # Iverson's brackets
                return 1, self._condition(item, item.span)
            case TexGroup(bracket=bracket) if bracket != "<":
                return 1, self._group(item, is_beside=place > 0)
            case TexRow(items=inner):
                return 1, self.sum(inner, item.span)
            case TexFraction():
                return 1, self._fraction(item)
            case TexTable():
                return 1, _one(Block(item, flat_text(item), item.span))
            case TexProse():
                return 1, (TexTerm(Fraction(1), ()),)
        return self._named(items, place)

    def _group(self, item: TexGroup, *, is_beside: bool) -> TexSum:
        """What brackets enclose; the empty braces that people put after a line break are no factor.

        Beside other factors it has no coefficient of its own, as in `β_4 (c_L(f_i) x_i)`.
        """
        if _has(item.body, ","):
            return _one(Block(item, flat_text(item), item.span))
        if is_beside and item.body.items and not _has(item.body, "+") and not _has(item.body, "-"):
            return entry_of(item.body, self.alphabet)
        return self.sum(item.body.items, item.body.span) if item.body.items else (TexTerm(Fraction(1), ()),)

    def _sign(self, item: TexSign, items: Sequence[TexNode], place: int) -> tuple[int, TexSum]:
        """A sign between factors; one that cannot stand there stays as it is, to be seen."""
        following = items[place + 1] if place + 1 < len(items) else None
        if item.text == "/" and isinstance(following, TexNumber) and float(following.text) != 0:
            return 2, (TexTerm(1 / Fraction(following.text), ()),)
        if item.text == "/" and following is not None and not isinstance(following, TexSign):
            used, _ = self.factor(items, place + 1)
            row = TexRow(tuple(items[place + 1 : place + 1 + used]), following.span)
            return 1 + used, self._inverse(row)
        if item.text in ("*", ":", "dots", *_LAYOUT):
            return 1, (TexTerm(Fraction(1), ()),)
        return 1, (TexTerm(Fraction(1), (TexSymbol(item.text, "sign", span=item.span),), item.span),)

    def _named(self, items: Sequence[TexNode], place: int) -> tuple[int, TexSum]:
        item = items[place]
        following = items[place + 1] if place + 1 < len(items) else None
        asked = _indicated(items, place)
        if asked is not None and following is not None:
            return 2, self._condition(asked, item.span.cover(following.span))
        name = function_name(item)
        if name is not None and following is not None and not (name in LETTER_FUNCTIONS and not _round(following)):
            used, row = 2, _body(following)
            if not _round(following):
                row = TexRow((following,), following.span)
                while place + used < len(items) and isinstance(items[place + used], TexGroup | TexScripted | TexName):
                    if function_name(following) is None or used > 2:
                        break
                    row = TexRow((following, items[place + used]), following.span.cover(items[place + used].span))
                    used += 1
            is_probability = name == "P" and isinstance(following, TexGroup)
            compared = self._comparison(following, row.span) if is_probability else None
            argument = self.sum(row.items, row.span) if compared is None else _one(compared)
            return used, _one(Applied(name, argument, row, item.span.cover(row.span)))
        if (
            isinstance(item, TexScripted)
            and item.below is None
            and item.above is not None
            and flat_text(item.base) == "e"
        ) and not all(isinstance(one, TexNumber | TexGroup) for one in item.above.items):
            return 1, _one(Applied("exp", self.sum(item.above.items, item.span), item.above, item.span))
        if isinstance(item, TexScripted) and isinstance(item.base, TexGroup | TexTable | TexNumber):
            return self._scripted_group(item)
        basis = self._basis(items, place)
        if basis is not None:
            return 2, _one(basis)
        merged = _of_delta(item, following)
        if merged is not None:
            symbol = symbol_of(merged, self.alphabet)
            return 2, _one(symbol) if symbol else ()
        return 1, self._symbol(item)

    def _symbol(self, item: TexNode) -> TexSum:
        """A symbol; one that is raised to a number as a function of it."""
        symbol = symbol_of(item, self.alphabet)
        if symbol is not None and isinstance(item, TexScripted) and _is_raised(item, symbol, self.alphabet):
            below = replace(item, above=None)
            return self._raised(self.sum((below,), item.span), TexRow((below,), item.span), _exponent(item), item)
        return (TexTerm(Fraction(1), ()),) if symbol is None else _one(symbol)

    def _basis(self, items: Sequence[TexNode], place: int) -> TexSymbol | None:
        """A numbered function of one covariate beside its coefficient: `β_1 P_1(x_i)`, `β_2 c_2(B_i)`."""
        item, following = items[place], items[place + 1] if place + 1 < len(items) else None
        if not isinstance(item, TexScripted) or not isinstance(following, TexGroup):
            return None
        symbol = symbol_of(item, self.alphabet)
        inner = following.body.items[0] if len(following.body.items) == 1 else None
        argument = symbol_of(inner, self.alphabet) if inner is not None else None
        if symbol is None or argument is None or symbol.indices or symbol.kind != "letter" or not symbol.labels:
            return None
        if following.bracket != "(" or argument.kind not in ("word", "text"):
            return None
        named = symbol.base == "P" or any(label.startswith("^") for label in symbol.labels)
        if place == 0 and not named:  # `b_1 (time_i)` is a coefficient times a covariate; see `entry_of`
            return None
        span = item.span.cover(following.span)
        return TexSymbol(f"{symbol.base}({argument.base})", "basis", symbol.labels, argument.indices, span=span)

    def _scripted_group(self, item: TexScripted) -> tuple[int, TexSum]:
        """Brackets, or a number, with scripts: `(x_i - 2)^2`, `10^{-6}`."""
        symbol = symbol_of(item, self.alphabet)
        if symbol is not None:
            return 1, _one(symbol)
        base, exponent = item.base, _exponent(item)
        if isinstance(base, TexNumber):
            is_number = re.fullmatch(r"-?\d{1,2}", exponent) and Fraction(base.text) != 0
            if is_number:
                return 1, (TexTerm(Fraction(base.text) ** int(exponent), (), item.span),)
        elif isinstance(base, TexGroup) and not _has(base.body, ","):
            inner = self.sum(base.body.items, base.span)
            return 1, inner if item.above is None else self._raised(inner, base.body, exponent, item)
        return 1, _one(Block(base, flat_text(item), item.span))

    def _raised(self, inner: TexSum, row: TexRow, exponent: str, item: TexScripted) -> TexSum:
        """A sum to a power; one that is no number is left as it is, to be seen."""
        if exponent in _WHOLE:
            whole = inner
            for _ in range(int(exponent) - 1):
                whole = multiplied_out(whole, inner)
            return whole
        if _POWER.fullmatch(exponent):
            return _one(Applied(f"^{exponent}", inner, row, item.span))
        return _one(Block(item, flat_text(item), item.span))

    def _condition(self, group: TexGroup, span: Span) -> TexSum:
        """An indicator; of what is not so, 1 less that."""
        inside = group.body.items
        for place, one in enumerate(inside):
            if isinstance(one, TexSign) and one.text in ("=", "ne"):
                left = symbol_of(inside[0], self.alphabet)
                right = TexRow(tuple(inside[place + 1 :]), group.span)
                level = flat_text(right).strip("“”\"'` ")
                asked = Asked(left.base if left else "", level, left.indices if left else (), span)
                if one.text == "=":
                    return _one(asked)
                return TexTerm(Fraction(1), (), span), TexTerm(Fraction(-1), (asked,), span)
        compared = self._comparison(group, span)
        if compared is not None:
            return _one(compared)
        if len(inside) == 1 and (symbol := symbol_of(inside[0], self.alphabet)) is not None:
            return _one(Asked("", "_".join((symbol.base, *symbol.labels)), symbol.indices, span))
        return _one(Asked("", flat_text(group.body), (), span))

    def _comparison(self, group: TexNode, span: Span) -> Applied | None:
        """`x_i > 0`: a comparison with a number, as a function of what is compared."""
        inside = _body(group).items
        place = next((n for n, one in enumerate(inside) if isinstance(one, TexSign) and one.text in _COMPARED), None)
        number = inside[-1] if inside else None
        if place is None or place != len(inside) - 2 or not isinstance(number, TexNumber):
            return None
        sign = inside[place]
        assert isinstance(sign, TexSign)
        row = TexRow(inside[:place], group.span)
        return Applied(f"{_COMPARED[sign.text]} {number.text}", self.sum(row.items, row.span), row, span)

    def _fraction(self, item: TexFraction) -> TexSum:
        above = self.sum(item.above.items, item.above.span)
        return with_known_quotients(multiplied_out(above, self._inverse(item.below)))

    def _inverse(self, row: TexRow) -> TexSum:
        """One over a sum."""
        below = self.sum(row.items, row.span)
        if len(below) == 1 and not below[0].factors and below[0].number != 0:
            return (TexTerm(1 / below[0].number, ()),)
        return _one(Applied("1/", below, row, row.span))

    def _expanded(self, bounds: tuple[str, int, int, Span], rest: TexSum) -> TexSum:
        index, first, last, span = bounds
        if not 0 <= last - first <= 40:
            return multiplied_out(_one(TexSymbol("sum", "sign", span=span)), rest)
        return tuple(
            replace(term, factors=tuple(_numbered(factor, index, number) for factor in term.factors))
            for number in range(first, last + 1)
            for term in rest
        )


_WHOLE = frozenset("23456789")
_POWER = re.compile(r"-?(?:\d+(?:\.\d+)?|\.\d+)(?:/\d+)?")


def _exponent(item: TexScripted) -> str:
    return flat_text(item.above).replace(" ", "") if item.above is not None else ""


def _is_raised(item: TexScripted, symbol: TexSymbol, alphabet: Alphabet) -> bool:
    """Whether a covariate has an exponent that is a number, and no square or the like; a mean a negative one."""
    exponent = _exponent(item)
    is_mean = symbol.kind == "greek" and symbol.base.islower() and symbol.base not in SCALES and exponent[:1] == "-"
    named = (symbol.kind == "greek" and not is_mean) or symbol.bold or symbol.base in alphabet.labelled
    return bool(_POWER.fullmatch(exponent)) and exponent not in _WHOLE and not named


def _one(factor: TexFactor) -> TexSum:
    if isinstance(factor, TexSymbol) and factor.power > 1 and factor.power <= 9:
        single = replace(factor, power=1)
        return (TexTerm(Fraction(1), (single,) * factor.power, factor.span),)
    return (TexTerm(Fraction(1), (factor,), factor.span),)


def _signed(items: Sequence[TexNode]) -> Iterator[tuple[int, list[TexNode]]]:
    sign, part = 1, list[TexNode]()
    for item in items:
        if isinstance(item, TexSign) and item.text in ("+", "-", "oplus"):
            if part:
                yield sign, part
                sign = 1
            sign, part = (-sign if item.text == "-" else sign) if not part else (-1 if item.text == "-" else 1), []
        elif isinstance(item, TexSign) and item.text in _LAYOUT:
            continue
        else:
            part.append(item)
    if part:
        yield sign, part


def _numbered(factor: TexFactor, index: str, number: int) -> TexFactor:
    """A factor of a written-out sum, with the number in place of the index."""
    if not isinstance(factor, TexSymbol):
        return factor
    if index in factor.indices:
        indices = tuple(one for one in factor.indices if one != index)
        return replace(factor, labels=(str(number), *factor.labels), indices=indices)
    return replace(factor, labels=tuple(str(number) if label == index else label for label in factor.labels))


def _sum_sign(node: TexNode) -> tuple[str, int, int, Span] | None:
    base = node.base if isinstance(node, TexScripted) else node
    if not isinstance(base, TexName | TexSign) or base.text not in ("sum", "\\sum"):
        return None
    if not isinstance(node, TexScripted) or node.below is None:
        return "", 0, -1, node.span
    index, _, first = flat_text(node.below).partition("=")
    last = flat_text(node.above) if node.above is not None else ""
    if first.strip().isdigit() and last.strip().isdigit():
        return index.strip(), int(first), int(last), node.span
    return index.strip(), 0, -1, node.span


def _round(node: TexNode) -> bool:
    return isinstance(node, TexGroup) and node.bracket in ("(", "[", "{")


def _body(node: TexNode) -> TexRow:
    if isinstance(node, TexGroup):
        return node.body
    return TexRow((node,), node.span)


def _has(row: TexRow, sign: str) -> bool:
    return any(isinstance(item, TexSign) and item.text == sign for item in row.items)


def _indicated(items: Sequence[TexNode], place: int) -> TexGroup | None:
    """The brackets after I, 1 or 𝟙 where these stand for an indicator."""
    item = items[place]
    following = items[place + 1] if place + 1 < len(items) else None
    if not isinstance(following, TexGroup) or following.bracket not in ("(", "[", "{"):
        return None
    return following if isinstance(item, TexName | TexNumber) and item.text in _INDICATORS else None


_MATRIX_AND_VECTOR = re.compile(r"[XZ][a-z]")


def _matrix_and_vector(item: TexNode, alphabet: Alphabet) -> tuple[TexNode, ...]:
    """`Zb`, typed side by side, is a matrix and a vector, unless it is a variable; else the item."""
    base = item.base if isinstance(item, TexScripted) else item
    if not isinstance(base, TexName) or base.text in alphabet.names or not _MATRIX_AND_VECTOR.fullmatch(base.text):
        return (item,)
    start, end = base.span
    matrix = replace(base, text=base.text[0], kind="letter", span=Span(start, start + 1))
    vector = replace(base, text=base.text[1], kind="letter", span=Span(start + 1, max(end, start + 1)))
    return matrix, replace(item, base=vector) if isinstance(item, TexScripted) else vector


def _of_delta(item: TexNode, following: TexNode | None) -> TexNode | None:
    """`Δt` is one name."""
    if not (isinstance(item, TexName) and item.text == "Delta"):
        return None
    base = following.base if isinstance(following, TexScripted) else following
    if not isinstance(base, TexName) or base.kind == "greek":
        return None
    name = TexName(f"Delta {base.text}", "word", item.span.cover(base.span))
    if isinstance(following, TexScripted):
        return TexScripted(name, following.below, following.above, following.primes, item.span.cover(following.span))
    return name
