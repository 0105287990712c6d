"""LaTeX of expressions in sympy, with the symbols of the equations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sympy as sp
from sympy.printing.latex import LatexPrinter

from lme4math.algebra.sympy_scope import unnumbered
from lme4math.notation import Symbol
from lme4math.printers import Box, aligned, escape, latex_of_box, symbol_box, wrapped

LINE_LENGTH = 90
"""The longest line, in characters of sympy's text; a single term longer than that is not broken."""


class Printer(LatexPrinter):
    """sympy's printer, with an indicator as 1[type_i = +], and τ₀₁ without a comma."""

    def _print_KroneckerDelta(self, expr: Any, exp: Any = None) -> str:  # noqa: ARG002  (sympy's call)
        left, right = sorted(expr.args, key=lambda part: not isinstance(part, sp.Indexed))
        return f"1[{self._print(left)} = {self._print(right)}]"  # 0 or 1, whatever its power

    def _print_Indexed(self, expr: Any) -> str:
        written = str(super()._print_Indexed(expr))
        numbers = [str(index) for index in expr.indices]
        one_digit_each = all(len(number) == 1 and number.isdigit() for number in numbers)
        return written.replace(f"_{{{','.join(numbers)}}}", f"_{{{''.join(numbers)}}}") if one_digit_each else written


@dataclass(frozen=True)
class WrittenLine:
    """An equation "function, for whom = value".

    Attributes:
        function: in LaTeX.
        factors: the grouping factors that are shared; None where that is no matter.
    """

    function: str
    factors: tuple[str, ...] | None
    value: Any


def written(lines: Iterable[WrittenLine], symbols: Mapping[Any, Symbol], remark: Box | None = None) -> str:
    """Lines as one aligned formula, a remark in words beneath."""
    printer = _printer(symbols)
    rows = [row for line in lines for row in _rows(line.function + _condition(line.factors), line.value, printer)]
    return aligned(rows, () if remark is None else wrapped(remark))


def _condition(factors: tuple[str, ...] | None) -> str:
    if factors is None:
        return ""
    names = r"\text{, }".join(escape(name) for name in factors)
    return r"\quad\text{same }" + names if factors else r"\quad\text{no group in common}"


def written_value(value: Any, symbols: Mapping[Any, Symbol]) -> str:
    """An expression by itself, on one line."""
    return _sum(ordered_terms(value), _printer(symbols))


def _printer(symbols: Mapping[Any, Symbol]) -> Printer:
    names = {made: latex_of_box(symbol_box(unnumbered(symbol))) for made, symbol in symbols.items()}
    return Printer({"symbol_names": names, "mul_symbol": r" \, "})


def ordered_terms(value: Any) -> list[Any]:
    """The terms of a sum as they are written: variances before products with covariates."""
    return sorted(value.as_ordered_terms(), key=_covariates)


def _covariates(term: Any) -> tuple[int, str]:
    """The number of indexed symbols of a term: variances come before products with covariates."""
    return len(term.atoms(sp.Indexed)), str(term)


def _rows(left: str, value: Any, printer: Printer) -> Iterable[str]:
    """An equation, its sum broken between terms."""
    lines: list[list[Any]] = [[]]
    for term in ordered_terms(value):
        if lines[-1] and sum(len(str(other)) for other in (*lines[-1], term)) > LINE_LENGTH:
            lines.append([])
        lines[-1].append(term)
    for number, terms in enumerate(lines):
        text = _sum(terms, printer)
        yield f"{left} &= {text}" if number == 0 else rf" &\quad {{}}{_signed(text)}"


def _sum(terms: Iterable[Any], printer: Printer) -> str:
    first, *others = (printer.doprint(term) for term in terms)
    return str(first + "".join(map(_signed, others)))


def _signed(term: str) -> str:
    return f" - {term[1:].lstrip()}" if term.startswith("-") else f" + {term}"
