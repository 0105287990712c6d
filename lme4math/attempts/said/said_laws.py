"""Statements of distributions: of which symbols, with what mean, and how their covariance is structured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from lme4math.attempts.said.said_covariances import Structure, structure_of
from lme4math.attempts.tex.statements_said import Statement
from lme4math.attempts.tex.tex_nodes import (
    TexGroup,
    TexName,
    TexNode,
    TexNumber,
    TexRow,
    TexScripted,
    TexSign,
    TexTable,
    by_commas,
    flat_text,
)
from lme4math.attempts.tex.tex_sums import sum_of
from lme4math.attempts.tex.tex_symbols import Alphabet, TexSymbol, symbol_of
from lme4math.attempts.tex.tex_terms import TexSum
from lme4math.records import record
from lme4math.source import Span

_NORMAL = frozenset((
    "N", "Normal", "MVN", "MVNormal", "MvNormal", "Multi-Normal", "MultiNormal", "multinormal", "Gaussian",
    "normal", "MultivariateNormal", "BVN", "NID", "NI", "NIID", "IIDN", "IN", "IID", "iid",
))  # fmt: skip
"""IID(0, σ²) says as much as Var(u) = σ²."""
_FAMILIES = {
    "poisson": "poisson", "pois": "poisson", "po": "poisson", "p": "poisson", "poi": "poisson",
    "bernoulli": "binomial", "bern": "binomial", "ber": "binomial", "be": "binomial",
    "binomial": "binomial", "bin": "binomial", "b": "binomial", "binom": "binomial", "bi": "binomial",
    "gamma": "Gamma", "ga": "Gamma", "gam": "Gamma",
    "negbin": "negative binomial", "nb": "negative binomial", "negbinomial": "negative binomial",
    "negativebinomial": "negative binomial", "negative-binomial": "negative binomial", "neg-bin": "negative binomial",
    "invgaussian": "inverse.gaussian", "inversegaussian": "inverse.gaussian", "ig": "inverse.gaussian",
}  # fmt: skip
_PRIORS = frozenset((
    "exponential", "exp", "halfnormal", "half-normal", "halfcauchy", "half-cauchy", "cauchy", "student-t",
    "student", "t", "uniform", "u", "lkj", "lkjcorr", "lkjcov", "inversegamma", "inv-gamma", "invgamma",
    "inversewishart", "inv-wishart", "invwishart", "wishart", "beta", "half-t", "halft", "lkjcholesky", "dirichlet",
    "lognormal",
))  # fmt: skip


@record
class SaidLaw:
    """A statement with a tilde.

    Attributes:
        symbols: of what.
        family: "gaussian", another family of lme4's, "prior", or "" for what is no distribution.
        mean: of each symbol, or one for all; empty where the mean is 0.
        structure: of the covariance.
        arguments: as they are written.
        squared: whether the second argument is a square, or a matrix.
        span: where it stands.
        elided: whether dots stand for some of the symbols.
    """

    symbols: tuple[TexSymbol, ...]
    family: str
    mean: tuple[TexSum, ...]
    structure: Structure
    arguments: tuple[TexRow, ...]
    squared: bool
    span: Span
    elided: bool = False


def law_of(statement: Statement, alphabet: Alphabet, matrices: Mapping[str, TexRow]) -> SaidLaw:
    """A statement with a tilde, read.

    Args:
        matrices: what the text says of matrices, by their names.
    """
    symbols = tuple(symbol for row in statement.left for symbol in entries(row, alphabet))
    name, arguments = _named(statement.right)
    family = "gaussian" if name in _NORMAL else _FAMILIES.get(name.lower(), "")
    if not family:
        family = "prior" if name.lower() in _PRIORS else ""
    mean: tuple[TexSum, ...] = ()
    structure = Structure("")
    squared = True
    if family == "gaussian" and len(arguments) > 1:
        mean = _means(arguments[0], alphabet)
        structure = structure_of(arguments[1], max(len(symbols), len(mean)), matrices)
        if len(statement.left) > 1:  # a list of symbols, each with this distribution
            each = tuple((place,) for place in range(len(symbols)))
            structure = replace(structure, kind="scalar", hom=False, apart=each)
        squared = _is_squared(arguments[1])
    elided = any(is_dots(cell) for row in statement.left for cell in cells_of(row))
    return SaidLaw(symbols, family, mean, structure, arguments, squared, statement.span, elided)


def is_dots(row: TexRow) -> bool:
    """Whether dots stand for entries that are left out."""
    return bool(row.items) and all(isinstance(item, TexSign) and item.text in ("dots", "&") for item in row.items)


def law_of_variance(statement: Statement, alphabet: Alphabet, matrices: Mapping[str, TexRow]) -> SaidLaw | None:
    """`Var(u_j) = τ²`, which says of a symbol all that a normal distribution around 0 would."""
    items = statement.left[0].items if len(statement.left) == 1 and statement.relation == "=" else ()
    name, inside = (flat_text(items[0]), items[1]) if len(items) == 2 else ("", None)
    if name not in ("Var", "var", "V") or not isinstance(inside, TexGroup | TexTable):
        return None
    symbols = tuple(entries(inside.body if isinstance(inside, TexGroup) else TexRow((inside,), inside.span), alphabet))
    if not symbols:
        return None
    structure = structure_of(statement.right, len(symbols), matrices)
    return SaidLaw(symbols, "gaussian", (), structure, (statement.right, statement.right), True, statement.span)


def entries(row: TexRow, alphabet: Alphabet) -> list[TexSymbol]:
    """The symbols of a vector, or the one symbol; what is conditioned on is left out."""
    row = _unconditional(row)
    found = [symbol_of(_single(cell), alphabet) for cell in cells_of(row)]
    return [symbol for symbol in found if symbol is not None]


def _unconditional(row: TexRow) -> TexRow:
    """`y | b` as y."""
    if len(row.items) == 1 and isinstance(row.items[0], TexGroup):
        inner = _unconditional(row.items[0].body)
        return inner if inner is not row.items[0].body else row
    for place, item in enumerate(row.items):
        if isinstance(item, TexSign) and item.text == "|" and place:
            return TexRow(row.items[:place], row.span)
    return row


def _single(row: TexRow) -> TexNode:
    items = [item for item in row.items if not (isinstance(item, TexSign) and item.text in ("&", "blank"))]
    if len(items) == 1:
        node = items[0]
        if isinstance(node, TexGroup) and len(node.body.items) == 1:
            return _single(node.body)
        return node
    return TexRow(tuple(items), row.span)


def cells_of(node: TexNode) -> list[TexRow]:
    """The entries of a vector, however it is written: in brackets with commas, or as an environment; else the node."""
    waiting, found = [node], list[TexRow]()
    while waiting:
        here = waiting.pop()
        match here:
            case TexTable(rows=rows):
                waiting += [cell for row in rows for cell in row if cell.items][::-1]
            case TexScripted(base=TexGroup() | TexTable(), below=None, above=None):
                waiting.append(here.base)
            case TexGroup(body=body) if _has_comma(body) or _holds_vector(body):
                waiting += by_commas(body)[::-1]
            case TexRow(items=(only,)) if isinstance(only, TexTable | TexGroup | TexScripted):
                if isinstance(only, TexTable) or _is_vector(only):
                    waiting.append(only)
                else:
                    found.append(here)
            case TexRow():
                found.append(here)
            case _:
                found.append(TexRow((here,), here.span))
    return found


def _holds_vector(row: TexRow) -> bool:
    return len(row.items) == 1 and (isinstance(row.items[0], TexTable) or _is_vector(row.items[0]))


def _is_vector(node: TexNode) -> bool:
    base = node.base if isinstance(node, TexScripted) and node.below is None and node.above is None else node
    if isinstance(base, TexTable):
        return True
    return isinstance(base, TexGroup) and (_has_comma(base.body) or _holds_vector(base.body))


def _has_comma(row: TexRow) -> bool:
    return any(isinstance(item, TexSign) and item.text == "," for item in row.items)


def _named(row: TexRow) -> tuple[str, tuple[TexRow, ...]]:
    """The name of a distribution and its arguments."""
    name, rest = _name_and_rest(row)
    return name, tuple(by_commas(rest[0].body)) if rest and isinstance(rest[0], TexGroup) else ()


def _name_and_rest(row: TexRow) -> tuple[str, list[TexNode]]:
    items = [item for item in row.items if not (isinstance(item, TexSign) and item.text in ("&", "blank"))]
    if not items:
        return "", []
    first = items[0].base if isinstance(items[0], TexScripted) else items[0]
    name = flat_text(first).strip()
    rest = items[1:]
    while rest and isinstance(rest[0], TexName) and rest[0].kind in ("text", "word"):  # `Multivariate Normal`
        name += flat_text(rest[0])
        rest = rest[1:]
    return name, rest


def beyond_arguments(row: TexRow) -> str:
    """What changes a distribution behind its arguments, as T(0, ) and I(y > 0) do that cut it off; "" for nothing."""
    _, rest = _name_and_rest(row)
    after = rest[1:] if rest and isinstance(rest[0], TexGroup) else []
    name = after[0].base if after and isinstance(after[0], TexScripted) else after[0] if after else None
    is_call = len(after) > 1 and isinstance(after[1], TexGroup) and isinstance(name, TexName | TexNumber)
    return "".join(map(flat_text, after[:2])) if is_call and name is not None and len(flat_text(name)) == 1 else ""


def _means(row: TexRow, alphabet: Alphabet) -> tuple[TexSum, ...]:
    means = tuple(
        sum_of(TexRow(tuple(i for i in cell.items if not _is_amp(i)), cell.span), alphabet)
        for cell in cells_of(row)
        if not is_dots(cell)
    )
    if all(is_zero(mean) for mean in means):
        return ()
    return means


def _is_amp(node: TexNode) -> bool:
    return isinstance(node, TexSign) and node.text == "&"


def is_zero(terms: TexSum) -> bool:
    """Whether it is 0, or the vector of zeros."""
    zeros = (isinstance(factor, TexSymbol) and factor.base == "0" for term in terms for factor in term.factors)
    return all(term.number == 0 for term in terms) or any(zeros)


def _is_squared(row: TexRow) -> bool:
    """Whether a variance is written as a square, or is a matrix, or a name that says nothing of it."""
    if len(row.items) != 1:
        return True
    node = row.items[0]
    base = node.base if isinstance(node, TexScripted) else node
    above = node.above if isinstance(node, TexScripted) else None
    while isinstance(base, TexGroup) and len(base.body.items) == 1:
        inner = base.body.items[0]
        base, above = (inner.base, inner.above or above) if isinstance(inner, TexScripted) else (inner, above)
    return not (isinstance(base, TexName) and base.text == "sigma" and above is None)


def names_of_tables(statements: Sequence[Statement]) -> dict[str, TexRow]:
    """What the text says that matrices are, by their names."""
    return {
        flat_text(statement.left[0]).replace(" ", "").replace("'", ""): statement.right
        for statement in statements
        if statement.relation == "=" and len(statement.left) == 1
    }
