"""Rewrites pipes to the calls that they mean: R's `|>` (`?pipeOp`), magrittr's `%>%` and its kin, and `do.call`."""

from __future__ import annotations

from lme4math.errors import FormulaError
from lme4math.r.nodes import Argument, Call, Expression, Function, Name, Text, called_name, unwrap
from lme4math.r.tokens import Token

_PIPES = frozenset({"%>%", "%<>%", "%T>%", "%!>%", "%$%"})


def written_out(node: Expression) -> Expression:
    """`unpipe`, and `do.call(f, list(x))` as `f(x)`."""
    node = unpipe(node)
    if not isinstance(node, Call) or called_name(node) != "do.call" or len(node.operands) < 2:
        return node
    function, given = unwrap(node.operands[0]), unwrap(node.operands[1])
    if not isinstance(given, Call) or called_name(given) not in ("list", "alist"):
        return node
    if isinstance(function, Text):
        function = Name(function.value, function.span)
    return Call(function, given.arguments, node.span)


def unpipe(node: Expression) -> Expression:
    """`data %>% f(x)` as `f(data, x)`, and as R takes the dot; any other node as it is.

    A dot that is itself an argument is replaced, and then nothing is put first; a dot deeper inside, such as the one of
    `y ~ .`, is left alone. `data %$% f(x)` is `with(data, f(x))`.
    """
    if not isinstance(node, Call) or node.operator not in _PIPES or len(node.operands) != 2:
        return node
    left, right = node.operands
    if node.operator == "%$%":
        return Call(Name("with", node.function.span), (_argument(left), _argument(right)), node.span)
    right = unwrap(right)
    if isinstance(right, Name) or (isinstance(right, Call) and right.operator in ("::", ":::", "$")):
        return Call(right, (_argument(left),), node.span)
    if not isinstance(right, Call) or right.operator == "{":
        return node
    if any(_is_dot(argument.value) for argument in right.arguments):
        filled = tuple(
            Argument(left, argument.name, argument.span) if _is_dot(argument.value) else argument
            for argument in right.arguments
        )
        return Call(right.function, filled, node.span)
    return Call(right.function, (_argument(left), *right.arguments), node.span)


def _argument(value: Expression) -> Argument:
    return Argument(value, None, value.span)


def _is_dot(value: Expression | None) -> bool:
    return isinstance(value, Name) and value.name == "."


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
        """Check that a pipe has filled every placeholder.

        Raises:
            FormulaError: one is left.
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
            raise FormulaError("The right side of `|>` must be a call.", right.span, _CALL)
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
            raise FormulaError("The placeholder `_` may be used only once.", arguments[places[1]].span, _NAMED)
        self._open = [placeholder for placeholder in self._open if placeholder is not first.value]
        filled = Argument(left, first.name, first.span)
        return (*arguments[: places[0]], filled, *arguments[places[0] + 1 :])


_CALL = "Right of `|>` write a call with its brackets, as in data |> f()."
_NAMED = "Write it as a named argument, as in data |> f(data = _)."
