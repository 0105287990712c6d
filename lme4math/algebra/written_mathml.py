"""MathML of expressions in sympy, with the symbols of the equations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from xml.dom.minidom import parseString

from sympy.printing.mathml import MathMLPresentationPrinter

from lme4math.algebra.sympy_scope import unnumbered
from lme4math.algebra.written import ordered_terms
from lme4math.notation import Symbol
from lme4math.printers import inline, symbol_box


class MathmlPrinter(MathMLPresentationPrinter):
    """sympy's printer, with the page's symbols, and an indicator as 1[type_i = +]."""

    def __init__(self, symbols: Mapping[Any, Symbol]) -> None:
        super().__init__()
        self._on_page = symbols

    def _print_Symbol(self, expr: Any, style: str = "plain") -> Any:
        if expr not in self._on_page:  # another observation, i′
            return super()._print_Symbol(expr.func(expr.name.replace("'", "′")), style)
        (math,) = parseString(inline(symbol_box(unnumbered(self._on_page[expr])))).childNodes
        return self._row(*list(math.childNodes))

    def _print_Indexed(self, expr: Any) -> Any:
        one_digit_each = all(str(index).isdigit() and len(str(index)) == 1 for index in expr.indices)
        first, *others = map(self._print, expr.indices)
        comma = [] if one_digit_each else [","]
        scripts = [part for other in others for part in (*map(self._sign, comma), other)]
        made = self.dom.createElement("msub")
        made.appendChild(self._print(expr.base.label))
        made.appendChild(self._row(first, *scripts))
        return made

    def _print_KroneckerDelta(self, expr: Any) -> Any:
        left, right = map(self._print, sorted(expr.args, key=lambda part: not hasattr(part, "indices")))
        one = self.dom.createElement("mn")
        one.appendChild(self.dom.createTextNode("1"))
        return self._row(one, self._sign("["), left, self._sign("="), right, self._sign("]"))

    def _row(self, *parts: Any) -> Any:
        made = self.dom.createElement("mrow")
        for part in parts:
            made.appendChild(part)
        return made

    def _sign(self, text: str) -> Any:
        made = self.dom.createElement("mo")
        made.appendChild(self.dom.createTextNode(text))
        return made

    def math(self, expr: Any, sign: str = "") -> str:
        """An expression as one `<math>` element, a sign before it."""
        signs = [self._sign(sign)] if sign else []
        for one in signs:
            one.setAttribute("form", "infix")
        made = self._row(*signs, self._print(expr))
        for fenced in made.getElementsByTagName("mfenced"):  # of sympy before 1.14; no browser draws its brackets
            fenced.tagName = "mrow"
            fenced.insertBefore(self._sign("("), fenced.firstChild)
            fenced.appendChild(self._sign(")"))
        for power in made.getElementsByTagName("msup"):  # τ₀² has its 2 above its 0
            numbered = power.firstChild
            if numbered.tagName == "msub":
                for part in list(numbered.childNodes):
                    power.insertBefore(part, numbered)
                power.removeChild(numbered)
                power.tagName = "msubsup"
        return f'<math displaystyle="true">{made.toxml()}</math>'


def written_mathml(value: Any, symbols: Mapping[Any, Symbol]) -> str:
    """A sum as one `<math>` element for each term, between which a browser breaks the line."""
    return " ".join(_terms(value, MathmlPrinter(symbols)))


def _terms(value: Any, printer: MathmlPrinter) -> Iterator[str]:
    for number, term in enumerate(ordered_terms(value)):
        negative = number > 0 and term.could_extract_minus_sign()
        sign = ("−" if negative else "+") if number else ""
        yield printer.math(-term if negative else term, sign)
