"""Which symbol is the response, what its distribution and link are, and which sum is the linear predictor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from lme4math.attempts.said.response_heads import expression_of, head_and_exposure, only_factor
from lme4math.attempts.said.said_laws import SaidLaw
from lme4math.attempts.tex.statements_said import Statement
from lme4math.attempts.tex.tex_functions import function_name
from lme4math.attempts.tex.tex_nodes import TexGroup, TexName, TexRow, TexScripted, TexSign, flat_text
from lme4math.attempts.tex.tex_sums import sum_of
from lme4math.attempts.tex.tex_symbols import Alphabet, TexSymbol, symbols_standing_in
from lme4math.attempts.tex.tex_terms import Applied, Block, TexFactor, TexSum, TexTerm
from lme4math.records import record
from lme4math.source import Span

_LINK_NAMES = {
    **{name: name for name in ("log", "logit", "probit", "cloglog", "sqrt", "inverse", "cauchit")},
    "1/": "inverse", "1/(^2": "1/mu^2",
}  # fmt: skip
"""R's names of links, by the functions of a left side."""
_INVERSES = {"1/": "inverse", "exp": "log", "logit^-1": "logit", "probit^-1": "probit", "cloglog^-1": "cloglog"}
_IMPLIED = {"logit": "binomial", "probit": "binomial", "cloglog": "binomial", "cauchit": "binomial"}


@record
class ToldResponse:
    """The response, and what is said of its distribution.

    Attributes:
        symbol: the response, or None where only its mean has a symbol.
        transform: a function of it, as in `log(y) = …`, or "".
        family: R's name of the family, or "" where nothing tells it.
        link: R's name of the link.
        trials: "n" for a binomial of several trials, "1" for one trial, "" otherwise or where it is open.
        predictor: the linear predictor, with the residual where one is written.
        law: the statement of its distribution, or None.
        is_sampled: whether the response is said to be distributed around its mean, so that no residual is needed.
        residual_covariance: the argument that says the residual's covariance.
        used: the statements that were used.
        means: the symbols of its mean on the way to the predictor.
        family_is_said: whether the text itself tells the family.
        expression: the whole left side, where it is more than a symbol and a function: `y + x`.
        equations: where its equations stand, of which the first was read.
        has_unnamed_link: whether a function g, which is nowhere defined, stands for the link.
        entry: of a vector of responses that is written out, the function and the symbol that its entries are, and the
            expression.
    """

    symbol: TexSymbol | None
    transform: str
    family: str
    link: str
    trials: str
    predictor: TexSum
    law: SaidLaw | None
    is_sampled: bool
    residual_covariance: TexRow | None
    used: frozenset[Span]
    means: tuple[TexSymbol, ...] = ()
    family_is_said: bool = True
    expression: TexSum = ()
    equations: tuple[Span, ...] = ()
    has_unnamed_link: bool = False
    entry: tuple[str, TexSymbol, TexSum] | None = None


@record
class _Equation:
    statement: Statement
    function: str
    symbol: TexSymbol | None
    value: TexSum
    expression: TexSum = ()

    @property
    def has_unnamed_link(self) -> bool:
        """Whether the left side is g of something."""
        return any(flat_text(item) == "g" for row in self.statement.left for item in row.items[:1])


def told_response(
    statements: Sequence[Statement], laws: Sequence[SaidLaw], alphabet: Alphabet, names: frozenset[str]
) -> ToldResponse | None:
    """The response and the linear predictor; None where no statement could be that of a response.

    Args:
        names: how the response may be called.
    """
    statements = [_mean_first(one) for one in statements]
    equations = [one for statement in statements if (one := _equation(statement, alphabet, names)) is not None]
    occurring = set(_on_the_right(statements, alphabet))
    effects = {one.name for law in laws if law.family == "gaussian" and not law.mean for one in law.symbols}
    candidates = [
        (statement.span, symbol, function)
        for statement, symbol, function in _heads(statements, alphabet, names)
        if _plain_name(symbol) not in occurring
        or (symbol.base.lower() in names and symbol.name not in effects and not symbol.bold)  # no matrix Z for `z`
    ]
    named = [one for one in candidates if one[1].base.lower() in names]
    if not candidates:
        mean = next((one for one in equations if one.function in _LINK_NAMES), None)
        return _of_meanonly_factor(mean) if mean is not None else None
    symbol = (named or candidates)[0][1]
    heads = {span: function for span, one, function in candidates if one.name == symbol.name}
    law = next((one for one in laws if one.family and (one.span in heads or _is_of(one, symbol))), None)
    own = [one for one in equations if one.symbol is not None and one.symbol.name == symbol.name]
    defined = [one for one in own if not one.function and _is_variable(one, names)]
    is_one = len({flat_text(one.statement.right) for one in defined}) == 1
    if is_one and len(own) + (law is not None) > len(defined):  # `y = log(income)` beside an equation of y
        spans = frozenset(one.statement.span for one in defined)
        found = told_response([one for one in statements if one.span not in spans], laws, alphabet, names)
        if found is not None and not found.transform:
            return replace(found, expression=defined[0].value, used=found.used | spans)
    if law is not None and law.arguments and law.family != "prior":
        left = next((one.left[0] for one in statements if one.span == law.span and len(one.left) == 1), None)
        whole = sum_of(left, alphabet) if left is not None and not law.symbols else ()
        found = _of_law(symbol, law, equations, alphabet)
        return replace(found, transform=heads.get(law.span, ""), expression=expression_of(whole, names)[1])
    if not own:
        return None
    found = replace(_of_equation(symbol, own[0], equations), equations=_spans_of_sums(own))
    by_name = law is not None and not law.arguments and law.family not in ("prior", "gaussian")
    if law is None or not by_name or found.transform not in ("", *_LINK_NAMES):
        return found
    return _of_named_law(found, law)


def _is_variable(equation: _Equation, names: frozenset[str]) -> bool:
    """Whether an equation says that its symbol is the response of the code, or a function of it."""
    symbol, _ = expression_of(equation.value, names)
    return symbol is not None and equation.symbol is not None and symbol.name != equation.symbol.name


def _is_of(law: SaidLaw, symbol: TexSymbol) -> bool:
    return len(law.symbols) == 1 and law.symbols[0].name == symbol.name


def _mean_first(statement: Statement) -> Statement:
    """`μ = E(y | u)` as `E(y | u) = μ`."""
    right, left = statement.right.items, statement.left[0] if len(statement.left) == 1 else None
    name = right[0].base if right and isinstance(right[0], TexScripted) else right[0] if right else None
    if statement.relation != "=" or left is None or len(left.items) != 1 or len(right) != 2:
        return statement
    if not isinstance(name, TexName) or name.text not in ("E", "Pr", "P") or not isinstance(right[1], TexGroup):
        return statement
    return replace(statement, left=(statement.right,), right=left)


def _spans_of_sums(equations: Sequence[_Equation]) -> tuple[Span, ...]:
    """Where the equations of a response stand, those left out that write it as a vector of its values."""
    return tuple(one.statement.span for one in equations if not isinstance(only_factor(one.value), Block))


def _of_meanonly_factor(equation: _Equation) -> ToldResponse:
    return ToldResponse(
        None, "", _IMPLIED.get(equation.function, ""), _LINK_NAMES[equation.function], "", equation.value, None, False,
        None, frozenset((equation.statement.span,)), family_is_said=False,
    )  # fmt: skip


def _of_equation(symbol: TexSymbol, equation: _Equation, equations: Sequence[_Equation]) -> ToldResponse:
    function, used = equation.function, frozenset((equation.statement.span,))
    expected = function.endswith((":mean", ":probability"))
    bare = function.partition(":")[0]
    family = "binomial" if function.endswith(":probability") else ""
    if expected:
        others = [one for one in equations if one is not equation]
        found = _followed(equation.value, _LINK_NAMES.get(bare, bare or "identity"), others)
        family = family or _IMPLIED.get(found.link, "")
        return ToldResponse(
            symbol, "", family, found.link, "", found.predictor, None, True, None, used | found.used, found.means,
            has_unnamed_link=found.has_unnamed_link or equation.has_unnamed_link,
        )  # fmt: skip
    if bare in ("logit", "probit", "cloglog"):
        return ToldResponse(
            symbol, "", _IMPLIED[bare], bare, "", equation.value, None, True, None, used, family_is_said=False
        )
    return ToldResponse(
        symbol, bare, "gaussian", "identity", "", equation.value, None, False, None, used,
        expression=equation.expression,
    )  # fmt: skip


def _of_named_law(found: ToldResponse, law: SaidLaw) -> ToldResponse:
    """A response whose mean has an equation, and whose distribution is named without arguments: `y | u ~ Poisson`."""
    link = _LINK_NAMES.get(found.transform, found.link)
    return replace(
        found, transform="", family=law.family, link=link, law=law, is_sampled=True, used=found.used | {law.span},
        family_is_said=True,
    )  # fmt: skip


def _of_law(symbol: TexSymbol, law: SaidLaw, equations: Sequence[_Equation], alphabet: Alphabet) -> ToldResponse:
    arguments = [_without_name(argument) for argument in law.arguments]
    trials = ""
    place = 0
    if law.family == "binomial":
        trials = "1" if len(arguments) == 1 or flat_text(arguments[0]).strip() == "1" else "n"
        place = 1 if len(arguments) > 1 else 0
    found = _followed(sum_of(arguments[min(place, len(arguments) - 1)], alphabet), "identity", equations)
    covariance = law.arguments[1] if law.family == "gaussian" and len(law.arguments) > 1 else None
    return ToldResponse(
        symbol, "", law.family, found.link, trials, found.predictor, law, True, covariance, found.used | {law.span},
        found.means, has_unnamed_link=found.has_unnamed_link,
    )  # fmt: skip


@record
class _Followed:
    """A mean that was followed to the linear predictor: through equations, inverse links, and exposures."""

    predictor: TexSum
    link: str
    used: frozenset[Span]
    means: tuple[TexSymbol, ...]
    has_unnamed_link: bool


def _followed(value: TexSum, link: str, equations: Sequence[_Equation]) -> _Followed:
    used: set[Span] = set()
    means: list[TexSymbol] = []
    exposure: TexSum = ()
    unnamed = False
    for _ in range(4):
        inner, rest = _mean_and_exposure(value, equations, link)
        if isinstance(inner, Applied) and inner.function in _INVERSES and link == "identity":
            value, link = inner.argument, _INVERSES[inner.function]
        elif isinstance(inner, TexSymbol):
            said = next((one for one in equations if one.symbol is not None and _same_mean(one.symbol, inner)), None)
            if said is None or (said.function and (said.function not in _LINK_NAMES or link != "identity")):
                break
            used.add(said.statement.span)
            means += [inner, *([said.symbol] if said.symbol is not None else [])]
            value, link = said.value, _LINK_NAMES.get(said.function, link)
            unnamed = unnamed or said.has_unnamed_link
        else:
            break
        exposure = (*exposure, *(_logarithm(one) for one in rest))
    return _Followed((*value, *exposure), link, frozenset(used), tuple(means), unnamed)


def _mean_and_exposure(
    value: TexSum, equations: Sequence[_Equation], link: str
) -> tuple[TexFactor | None, tuple[TexFactor, ...]]:
    """The factor of a product that has the linear predictor in it, and the others: of `t_i λ_i` λ and t.

    The others are offsets where the link is the logarithm; a product under another link is no linear predictor.
    """
    term = value[0] if len(value) == 1 and value[0].number == 1 else None
    if term is None or not term.factors:
        return None, ()
    if len(term.factors) == 1:
        return term.factors[0], ()
    inner = [one for one in term.factors if _has_log_link(one, equations)]
    rest = tuple(one for one in term.factors if one not in inner)
    return (inner[0], rest) if len(inner) == 1 and link == "identity" and len(rest) < len(term.factors) else (None, ())


def _has_log_link(factor: TexFactor, equations: Sequence[_Equation]) -> bool:
    if isinstance(factor, Applied):
        return factor.function == "exp"
    if not isinstance(factor, TexSymbol):
        return False
    said = next((one for one in equations if one.symbol is not None and _same_mean(one.symbol, factor)), None)
    if said is None:
        return False
    inner = only_factor(said.value)
    return said.function == "log" or (not said.function and isinstance(inner, Applied) and inner.function == "exp")


def _logarithm(factor: TexFactor) -> TexTerm:
    """The logarithm of a factor, of an inverse minus that of what is below."""
    if isinstance(factor, Applied) and factor.function == "1/":
        return TexTerm(Fraction(-1), (replace(factor, function="log"),), factor.span)
    row = TexRow((), factor.span)
    return TexTerm(Fraction(1), (Applied("log", (TexTerm(Fraction(1), (factor,), factor.span),), row, factor.span),))


def _same_mean(one: TexSymbol, other: TexSymbol) -> bool:
    return one.base == other.base and one.labels == other.labels and not {one.accent, other.accent} - {"", "hat"}


def _without_name(row: TexRow) -> TexRow:
    """An argument without its name: of `n = 1` the 1."""
    for place, item in enumerate(row.items):
        if isinstance(item, TexSign) and item.text == "=":
            rest = row.items[place + 1 :]
            if any(isinstance(one, TexSign) and one.text == "=" for one in rest):
                return _without_name(TexRow(rest, row.span))
            return TexRow(rest, row.span)
    return row


def _equation(statement: Statement, alphabet: Alphabet, names: frozenset[str]) -> _Equation | None:
    if statement.relation not in ("=", "approx") or len(statement.left) != 1:
        return None
    function, symbol, rest = head_and_exposure(statement.left[0], alphabet)
    if symbol is None and not is_moment(statement.left[0]):
        symbol, expression = expression_of(sum_of(statement.left[0], alphabet), names)
        value = sum_of(statement.right, alphabet)
        return None if symbol is None else _Equation(statement, "", symbol, value, expression)
    if symbol is None or function in ("Var", "Cov", "Cor"):
        return None
    value = (*sum_of(statement.right, alphabet), *(term for one in rest for term in _negative(_logarithm(one))))
    return _Equation(statement, function, symbol, value)


def is_moment(row: TexRow) -> bool:
    """Whether it is a variance, a covariance or a correlation: `Cov(Y_ij, Y_ik)`."""
    return bool(row.items) and function_name(row.items[0]) in ("Var", "Cov", "Cor")


def _negative(term: TexTerm) -> TexSum:
    return (replace(term, number=-term.number),)


def _heads(
    statements: Sequence[Statement], alphabet: Alphabet, names: frozenset[str]
) -> list[tuple[Statement, TexSymbol, str]]:
    found = []
    for statement in statements:
        if (
            statement.relation not in ("=", "sim", "approx")
            or len(statement.left) != 1
            or _is_range(statement, alphabet)
        ):
            continue
        function, symbol, _ = head_and_exposure(statement.left[0], alphabet)
        if symbol is None and not is_moment(statement.left[0]):
            symbol, _ = expression_of(sum_of(statement.left[0], alphabet), names)
        if symbol is not None and function not in ("Var", "Cov", "Cor"):
            found.append((statement, symbol, function))
    return found


def _is_range(statement: Statement, alphabet: Alphabet) -> bool:
    left = statement.left[0].items
    return (
        len(left) == 1
        and isinstance(left[0], TexName)
        and left[0].text in alphabet.indices
        and any(
            isinstance(item, TexSign) and item.text == "dots"
            for row in (statement.right, *statement.more)
            for item in row.items
        )
    )


def _on_the_right(statements: Sequence[Statement], alphabet: Alphabet) -> Iterator[tuple[object, bool]]:
    """The symbols of which statements about others are made."""
    for statement in statements:
        own = {_plain_name(one) for one in symbols_standing_in(statement.left, alphabet)}
        rows = (statement.right, *statement.more)
        yield from {_plain_name(one) for one in symbols_standing_in(rows, alphabet)} - own


def _plain_name(symbol: TexSymbol) -> tuple[object, bool]:
    """A symbol's name; a variable's, set upright, is another than a letter's."""
    return symbol.name, symbol.kind == "text"
