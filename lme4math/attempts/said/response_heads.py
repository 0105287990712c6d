"""What the left side of an equation of a response is about: a symbol, and functions and expressions of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import takewhile

from lme4math.attempts.said.written_vectors import symbol_of_column
from lme4math.attempts.tex.tex_nodes import TexRow, TexSign
from lme4math.attempts.tex.tex_sums import sum_of
from lme4math.attempts.tex.tex_symbols import Alphabet, TexSymbol
from lme4math.attempts.tex.tex_terms import Applied, Asked, Block, TexFactor, TexSum, TexTerm, symbols_in
from lme4math.r import quote


def only_factor(value: TexSum) -> TexFactor | None:
    """The factor that a sum consists of, but for a number."""
    return value[0].factors[0] if len(value) == 1 and len(value[0].factors) == 1 else None


def expression_of(value: TexSum, names: frozenset[str]) -> tuple[TexSymbol | None, TexSum]:
    """An expression of the variables of the response alone, as `y + x`, with the first of its symbols.

    Args:
        names: the response, and the variables that it is made of, in lower case.
    """
    symbols = [one for one in symbols_in(value) if one.base not in ("10", "2")]
    if not symbols or not all(one.base.lower() in names for one in symbols):
        return None, ()
    return symbols[0], value


def head_and_exposure(row: TexRow, alphabet: Alphabet) -> tuple[str, TexSymbol | None, tuple[TexFactor, ...]]:
    """The symbol of a left side, its function, and what stands beside it in a logarithm: of `log(μ_i / t_i)` 1/t."""
    value = sum_of(row, alphabet)
    outer = only_factor(value)
    is_log = isinstance(outer, Applied) and outer.function == "log" and value[0].number == 1
    inside = outer.argument if isinstance(outer, Applied) and is_log else ()
    factors = inside[0].factors if len(inside) == 1 and inside[0].number == 1 else ()
    signs = any(isinstance(one, TexSymbol) and one.kind == "sign" for one in factors)
    if len(factors) < 2 or signs:
        return (*head_of(row, alphabet), ())
    functions, symbol = _head((TexTerm(Fraction(1), factors[:1], factors[0].span),), alphabet)
    return _combined(["log", *functions]), symbol, factors[1:]


def head_of(row: TexRow, alphabet: Alphabet) -> tuple[str, TexSymbol | None]:
    """The symbol that the left side of a statement is about, and the function of it that stands there."""
    items = list(row.items)
    for place, item in enumerate(items):
        if isinstance(item, TexSign) and item.text == ":" and place + 1 < len(items):
            return head_of(TexRow(tuple(items[place + 1 :]), row.span), alphabet)
    functions, symbol = _head(sum_of(TexRow(tuple(items), row.span), alphabet), alphabet)
    return _combined(functions), symbol


def _head(value: TexSum, alphabet: Alphabet) -> tuple[list[str], TexSymbol | None]:
    """The functions around a symbol, the outermost first; no symbol where it is another expression."""
    functions: list[str] = []
    if (event := _event(value)) is not None:
        return functions, event
    alone = only_factor(value)
    if isinstance(alone, Block):
        return [], symbol_of_column(alone, alphabet)
    while len(value) == 1 and value[0].number == 1:
        factors = value[0].factors
        if factors and isinstance(factors[0], TexSymbol):
            beside = factors[1].base if len(factors) > 1 and isinstance(factors[1], TexSymbol) else ""
            signs = any(isinstance(one, TexSymbol) and one.kind == "sign" for one in factors)
            if functions in ([], ["1/"]) and not signs and len(factors) > 1:
                return [*functions, f"^{len(factors)}"], factors[0] if len(set(factors)) == 1 else None
            known = ("|", "=") if functions else ("|",)  # a condition, or the 1 of P(y = 1)
            return functions, _at_level(factors, functions) if len(factors) == 1 or beside in known else None
        if len(factors) != 1 or not isinstance(factors[0], Applied):
            return [], None
        value, function = factors[0].argument, factors[0].function
        if function[0] in "<>":
            return functions, _compared(value, function)
        functions.append(function)
    if functions == ["log"] and len(value) == 1:
        return _cloglog(value)
    return [], None


def _at_level(factors: tuple[TexFactor, ...], functions: Sequence[str]) -> TexSymbol | None:
    """The first of some factors; of P(y = a | u) what y is said to be as its label, but for 1."""
    first, *rest = (one for one in factors if isinstance(one, TexSymbol))
    if "P" not in functions or not rest or rest[0].base != "=":
        return first
    names = [one.base for one in takewhile(lambda one: one.base != "|", rest[1:])]
    return replace(first, labels=(*first.labels, f"== {quote(' '.join(names))}")) if names else first


def _event(value: TexSum) -> TexSymbol | None:
    """The variable of an indicator, `1[y = a]`, with what is said of it as a label; of 1 less that, `y ≠ a`."""
    asked = value[-1].factors[0] if value and len(value[-1].factors) == 1 else None
    signs = {(1,): "==", (1, -1): "!="}
    sign = signs.get(tuple(int(term.number) for term in value))
    if not isinstance(asked, Asked) or not asked.variable or sign is None or any(one.factors for one in value[:-1]):
        return None
    level = asked.level if asked.level.isdigit() else quote(asked.level)
    return TexSymbol(asked.variable, "text", (f"{sign} {level}",), asked.indices, span=asked.span)


def _compared(value: TexSum, condition: str) -> TexSymbol | None:
    """`mpg > 20` as a symbol of its own, where a variable is compared."""
    symbol = only_factor(value)
    return replace(symbol, labels=(*symbol.labels, condition)) if isinstance(symbol, TexSymbol) else None


def _cloglog(value: TexSum) -> tuple[list[str], TexSymbol | None]:
    """log(−log(1 − p))."""
    inner = value[0].factors[0] if value[0].number == -1 and len(value[0].factors) == 1 else None
    if isinstance(inner, Applied) and inner.function == "log" and len(inner.argument) == 2:
        return ["cloglog"], next(symbols_in(inner.argument), None)
    return [], None


def _combined(functions: Sequence[str]) -> str:
    names = [name for name in functions if name != "g"]
    if names[:2] == ["log", "odds"]:
        names = ["logit", *names[2:]]
    kind = next((name for name in names if name in ("E", "P")), None)
    link = "(".join(name for name in names if name not in ("E", "P"))
    link = {"^-1": "1/", "^-2": "1/(^2"}.get(link, link)
    if kind is None:
        return link
    return f"{link}:{'mean' if kind == 'E' else 'probability'}"
