"""Statements of a text that its reading as a model does not use, though they speak of what the model is made of.

The reading takes what it understands: the equation of the response, laws, definitions. An equation is called right only
if nothing else is said of its coefficients, effects and variances, such as `β_1 > 0` or `σ_u = 2σ`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from lme4math.attempts.meant.interpretation import Finding
from lme4math.attempts.meant.prose_hints import Hints
from lme4math.attempts.said.said_laws import beyond_arguments
from lme4math.attempts.said.sum_constraints import sums_to_zero
from lme4math.attempts.said.told_model import ToldModel
from lme4math.attempts.tex.statements_said import Statement
from lme4math.attempts.tex.tex_functions import function_name
from lme4math.attempts.tex.tex_nodes import TexFraction, TexGroup, TexName, TexNumber, TexRow, TexSign, flat_text
from lme4math.attempts.tex.tex_sums import sum_of
from lme4math.attempts.tex.tex_symbols import SCALES, TexSymbol, symbols_standing_in, walk_tex
from lme4math.attempts.tex.tex_terms import Block, factors_in

_SymbolName = tuple[str, str, tuple[str, ...]]
_MOMENTS = ("Var", "var", "V(", "Cov", "cov", "Cor", "cor")
"""Said of variances and covariances, which are read with the laws."""
_NATURAL = {
    ">": ("0",), "ge": ("0",), "<": ("infty",), "in": ("(0,infty)", "[0,infty)", "(-1,1)", "[-1,1]"),
}  # fmt: skip
"""What every standard deviation, or every correlation, obeys."""
_REALS = frozenset(("R", "\\Re"))


def unread_statements(told: ToldModel, hints: Hints) -> Iterator[Finding]:
    """What is said of symbols of the model, and nothing made use of it.

    Args:
        hints: what the words tell, as of indicators.
    """
    names = _symbols_of_model(told)
    parameters = {one.name for one in _in_laws(told)}
    laws = {law.span for law in told.laws if law.family}
    constraints = [statement for _, statement in sums_to_zero(told)]
    for statement in told.said.statements:
        yield from _numbers_alone((*statement.left, statement.right))
        if statement.relation == "sim" and (beyond := beyond_arguments(statement.right)):
            yield Finding("undefined_symbol", (("symbol", beyond),), statement.span)
        if statement.relation == "=" and not told.response.expression and _is_sum(statement, told):
            yield Finding("undefined_symbol", (("symbol", flat_text(statement.left[0]).strip()),), statement.span)
            continue
        if statement.span in told.used | told.response.used or (statement.relation == "sim" and statement.span in laws):
            continue
        if statement in constraints or _is_range(statement, told) or _is_description(statement, told, hints):
            continue
        said = [one for one in _subjects(statement, told) if one.name in names | parameters]
        said = said or _correlations_denied(statement, told)
        if said and not _is_natural(statement, said):
            yield Finding("undefined_symbol", (("symbol", said[0].text),), statement.span)


def _numbers_alone(rows: Iterable[TexRow]) -> Iterator[Finding]:
    """`P(y 1)`, `P(y | 1)`: an event, or a condition, that is a symbol and a number without a sign between them."""
    for row in (node for node in walk_tex(rows) if isinstance(node, TexRow)):
        for name, inside in pairwise(row.items):
            if not isinstance(inside, TexGroup) or function_name(name) not in ("E", "P"):
                continue
            for before, number in pairwise(inside.body.items):
                if isinstance(number, TexNumber) and not (isinstance(before, TexSign) and before.text != "|"):
                    yield Finding("undefined_symbol", (("symbol", f"{flat_text(before)} {number.text}"),), number.span)


def _correlations_denied(statement: Statement, told: ToldModel) -> list[TexSymbol]:
    """`ρ = 0` beside a covariance matrix that is only named."""
    if statement.relation != "=" or flat_text(statement.right).strip() != "0":
        return []
    named = any(law.structure.kind == "us" and len(law.symbols) > 1 for law in told.laws)
    return [one for one in symbols_standing_in(statement.left, told.alphabet) if named and one.base in SCALES]


def _is_sum(statement: Statement, told: ToldModel) -> bool:
    """Whether several terms are set equal to something: `μ + α_i = …`."""
    return len(statement.left) == 1 and len(sum_of(statement.left[0], told.alphabet)) > 1


def _subjects(statement: Statement, told: ToldModel) -> Iterator[TexSymbol]:
    """The symbols that a statement is about: those of an equation's left side, of other relations those of both."""
    left = list(symbols_standing_in(statement.left, told.alphabet))
    yield from left
    if statement.relation not in ("=", "sim") or not left:
        yield from symbols_standing_in((statement.right,), told.alphabet)


def _symbols_of_model(told: ToldModel) -> set[_SymbolName]:
    """The response, the coefficients, effects and residuals, and the covariates."""
    own = [effect.symbol for effect in (*told.fixed, *told.effects, *told.residuals)]
    columns = [effect.column for effect in (*told.fixed, *told.effects)] + [*told.offsets]
    own += [one for column in columns for _, factors in column for one in factors if isinstance(one, TexSymbol)]
    own += [told.response.symbol] if told.response.symbol is not None else []
    return {one.name for one in own}


def _in_laws(told: ToldModel) -> Iterator[TexSymbol]:
    rows = [row for law in told.laws if law.family == "gaussian" for row in law.arguments[1:]]
    return symbols_standing_in(rows, told.alphabet)


def _is_range(statement: Statement, told: ToldModel) -> bool:
    """`j = 1, …, J`, `i ∈ {1, …, n}`."""
    names = [flat_text(row).strip() for row in statement.left]
    return statement.relation in ("=", "in") and all(name in told.alphabet.indices for name in names)


def _is_description(statement: Statement, told: ToldModel, hints: Hints) -> bool:
    """Whether it describes a symbol, or says what is so in every model: errors of mean 0, entries of a matrix."""
    if statement.relation == "perp" or not statement.right.items:
        return True
    left = list(symbols_standing_in(statement.left, told.alphabet))
    text = flat_text(statement.left[0]) if statement.left else ""
    if statement.relation == "in":
        covariates = not {one.name for one in left} & {effect.symbol.name for effect in (*told.fixed, *told.effects)}
        return covariates or flat_text(statement.right)[:1] in _REALS
    if statement.relation != "=":
        return False
    if text.startswith(_MOMENTS) or _is_table(statement.right, told):
        return True
    if _is_name_of_matrix(left):
        return True
    return _is_value_or_word(statement.right, statement.more, left, hints) or _is_mean(text, statement.right, told)


def _is_table(row: TexRow, told: ToldModel) -> bool:
    return any(isinstance(one, Block) for one in factors_in(sum_of(row, told.alphabet)))


def _is_name_of_matrix(left: list[TexSymbol]) -> bool:
    """`Σ = D R D`, which the law of `N(0, Σ)` reads."""
    return len(left) == 1 and not left[0].indices and (left[0].base[0].isupper() or left[0].bold)


def _is_value_or_word(right: TexRow, more: tuple[TexRow, ...], left: list[TexSymbol], hints: Hints) -> bool:
    """`D_i = 1 if …`, `time = 0, 1, …, 9`, `T = time`."""
    if all(isinstance(item, TexName) and item.kind in ("text", "word") for item in right.items):
        return True
    if not all(isinstance(item, TexNumber | TexSign | TexFraction) for item in right.items):
        return False
    named = {*hints.codings, *hints.indicators}
    return bool(more) or any({one.base, "".join((one.base, *one.labels))} & named for one in left)


def _is_mean(text: str, right: TexRow, told: ToldModel) -> bool:
    """`E(ε) = 0`, `E(y | u) = μ`."""
    if not text.startswith("E"):
        return False
    means = {one.name for one in told.response.means}
    return flat_text(right).strip() == "0" or all(
        one.name in means for one in symbols_standing_in((right,), told.alphabet)
    )


def _is_natural(statement: Statement, said: list[TexSymbol]) -> bool:
    """`σ > 0`, `ρ ∈ (−1, 1)`."""
    scales = all(one.base in SCALES for one in said)
    right = flat_text(statement.right).replace(" ", "")
    return scales and right in _NATURAL.get(statement.relation, ()) and not (said[0].base == "rho" and right == "0")
