"""R's own pipe, `|>`, which the parser turns into the call that it stands for (`?pipeOp`)."""

from __future__ import annotations

from lme4math.errors import FormulaError
from lme4math.formula.nodes import Argument, Call, Expression, Function, Name
from lme4math.formula.tokens import Token

PLACEHOLDER = "_"

# What R calls a special symbol, except `_`: no pipe ends in one.
_SPECIAL = frozenset(["if", "while", "repeat", "for", "break", "next", "return", "function"]) | frozenset(
    "( { + - * / ^ %% %/% %*% : :: ::: ? |> ~ @ => == != < > <= >= & | && || ! <- <<- = $ [[ [".split()  # noqa: SIM905
)


class Pipes:
    """The pipes of one text, and the placeholders `_` in it that no pipe has filled yet."""

    def __init__(self) -> None:
        self._open: list[Name] = []

    def placeholder(self, token: Token) -> Name:
        """The node of a `_`, which a pipe must fill."""
        self._open.append(Name(PLACEHOLDER, token.span))
        return self._open[-1]

    def check(self) -> None:
        """Refuse placeholders that no pipe filled.

        Raises:
            FormulaError: at the first of them.
        """
        if self._open:
            raise FormulaError(
                "The placeholder `_` is not an argument of a call right of R's pipe.", self._open[0].span, _NAMED
            )

    def pipe(self, left: Expression, right: Expression) -> Call:
        """`left |> right`: the call `right` with `left` as its first argument, or in place of the named argument `_`.

        Raises:
            FormulaError: where R refuses: if `right` is not a call, or is one of R's own constructs.
        """
        if isinstance(right, Function) or (isinstance(right, Call) and right.operator in _SPECIAL):
            raise FormulaError("R's pipe cannot pass a value to this.", right.span, _CALL)
        if not isinstance(right, Call):
            raise FormulaError("Right of `|>` R wants a call.", right.span, _CALL)
        span = left.span.cover(right.span)
        places = [index for index, argument in enumerate(right.arguments) if self._is_open(argument)]
        if not places:
            return Call(right.function, (Argument(left, None, left.span), *right.arguments), span)
        return Call(right.function, self._filled(left, right.arguments, places), span)

    def _is_open(self, argument: Argument) -> bool:
        return any(argument.value is placeholder for placeholder in self._open)

    def _filled(self, left: Expression, arguments: tuple[Argument, ...], places: list[int]) -> tuple[Argument, ...]:
        first = arguments[places[0]]
        if first.name is None:
            raise FormulaError("The placeholder `_` of R's pipe must be a named argument.", first.span, _NAMED)
        if len(places) > 1:
            raise FormulaError("The placeholder `_` may stand only once.", arguments[places[1]].span, _NAMED)
        self._open = [placeholder for placeholder in self._open if placeholder is not first.value]
        filled = Argument(left, first.name, first.span)
        return (*arguments[: places[0]], filled, *arguments[places[0] + 1 :])


_CALL = "Right of `|>` write a call with its brackets, as in data |> f()."
_NAMED = "Write it as a named argument, as in data |> f(data = _)."
