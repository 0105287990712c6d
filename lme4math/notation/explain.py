"""A model in plain English, with the names that its author gave: what each part of the equations says.

Each sentence is a fact about the model that its R code does not show at a glance. Words between backticks are R's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lme4math.model.columns import Covariate, Indicator, LevelFamily, Piece, Score
from lme4math.model.mixed import RandomTerm, Term
from lme4math.model.variables import Categorical
from lme4math.notation.laws import LAWS, has_residual
from lme4math.notation.names import Names
from lme4math.notation.rows import CoefficientRow

STRUCTURES = {
    ("us", False): "each with a variance of its own, and every two of them correlated",
    ("diag", False): "each with a variance of its own, and uncorrelated",
    ("diag", True): "all with one variance, and uncorrelated",
    ("cs", False): "each with a variance of its own, and every two of them with the same correlation",
    ("cs", True): "all with one variance, and every two of them with the same correlation",
    ("ar1", False): "each with a variance of its own, and correlated the less the further apart they are",
    ("ar1", True): "all with one variance, and correlated the less the further apart they are",
}


def explain(names: Names) -> tuple[str, ...]:
    """What a model says, as sentences."""
    return (
        *_response(names),
        *_intercept(names),
        *(sentence for term in names.model.fixed.terms for sentence in _term(names, term)),
        *(sentence for number in names.terms for sentence in _random(names, number)),
        *_apart(names),
        *_constant(names),
        *_count(names),
    )


def listed(things: Sequence[str]) -> str:
    """Things as a person lists them: a, b and c."""
    return things[0] if len(things) == 1 else f"{', '.join(things[:-1])} and {things[-1]}"


def quoted(text: str) -> str:
    """R code within a sentence."""
    return f"`{text}`"


def spoken(row: CoefficientRow) -> str:
    """A coefficient as a phrase."""
    match row.column.pieces:
        case ():
            return "the intercept"
        case pieces if all(isinstance(piece, Covariate) for piece in pieces):
            return f"the slope of {quoted(row.column.name)}"
        case _:
            return f"the coefficient of {quoted(row.column.name)}"


def _response(names: Names) -> Iterator[str]:
    model = names.model
    response = quoted(model.response.name) if model.response.name else "The response"
    if has_residual(names):
        weighted = " divided by the weights" if model.weights_argument is not None else ""
        yield f"{response} is the sum of the terms below and a residual, normal with variance σ²{weighted}."
    else:
        law = LAWS[model.family.name].name
        scale = "mean" if model.family.link == "identity" else f"{model.family.link} of its mean"
        yield f"Given the random effects, {response} is {law}; the {scale} is the sum of the terms below."
    if model.fixed.offsets or model.offset_argument is not None:
        yield "The offset is added as it is, with no coefficient."


def _intercept(names: Names) -> Iterator[str]:
    if not any(row.fixed and not row.column.pieces for row in names.rows):
        return
    conditions = baseline(names)
    value = "mean" if names.model.family.link == "identity" else f"{names.model.family.link} of the mean"
    yield f"The intercept is the {value}{' where ' + listed(conditions) if conditions else ''}, in an average group."


def baseline(names: Names) -> list[str]:
    """Where an observation is described by the intercept alone: what makes every other column of X zero."""
    found: dict[str, None] = {}
    for pieces in sorted((row.column.pieces for row in names.fixed_rows), key=len):  # a product needs one zero piece
        ways = [_at_zero(piece) for piece in pieces if _at_zero(piece)]
        if ways and not any(way in found for way in ways):
            found[ways[0]] = None
    return list(found)


def _at_zero(piece: Piece) -> str:
    """When a piece of a column is zero; "" where no single value makes it so."""
    kind = piece.variable.kind
    match piece:
        case Covariate(component=""):
            return f"{quoted(piece.variable.name)} is 0"
        case Indicator(level=level) if isinstance(kind, Categorical) and kind.levels and kind.levels[0] != level:
            return f"{quoted(piece.variable.name)} is {kind.levels[0]}"
        case LevelFamily(full=False):
            return f"{quoted(piece.variable.name)} is at its first level"
        case _:
            return ""


def _term(names: Names, term: Term) -> Iterator[str]:
    """What R made of a term that is not plain: a factor, or an interaction."""
    rows = [row for row in names.rows if row.fixed and row.column.term == term.label]
    if not rows:
        return
    factors = _factors(rows)
    if factors:
        yield f"R makes {_columns(rows)} of {quoted(term.label)}: {_coding(rows, factors, term)}."
    elif term.order > 1:
        yield f"{quoted(term.label)} is the product of its variables: how the slope of one changes with the other."
    yield from _missing_margins(names, term, factors)


def _factors(rows: Sequence[CoefficientRow]) -> dict[str, Piece]:
    """The pieces of a term that code a factor, by the factor's name; the first of each."""
    found: dict[str, Piece] = {}
    for row in rows:
        for piece in row.column.pieces:
            if not isinstance(piece, Covariate):
                found.setdefault(piece.variable.name, piece)
    return found


def _columns(rows: Sequence[CoefficientRow]) -> str:
    if any(isinstance(piece, LevelFamily) for row in rows for piece in row.column.pieces):
        return "a column for each level"
    names = [quoted(row.column.name) for row in rows]
    return f"the column {names[0]}" if len(names) == 1 else f"the columns {listed(names)}"


def _coding(rows: Sequence[CoefficientRow], factors: dict[str, Piece], term: Term) -> str:
    slopes = [name for name in term.variables if name not in factors]
    what = f"the slope of {listed([quoted(name) for name in slopes])}" if slopes else "the mean"
    coded = [_coding_of(piece, rows) for piece in factors.values()]
    differences = [text for text in coded if text.startswith("from")]
    if not differences:
        return f"{what} for {listed(coded)}" if coded else what
    rest = [text for text in coded if not text.startswith("from")]
    return f"how {what} differs {listed(differences)}{', for ' + listed(rest) if rest else ''}"


def _coding_of(piece: Piece, rows: Sequence[CoefficientRow]) -> str:
    """How a factor enters: as differences from its baseline, as all its levels, or by another contrast."""
    name, kind = quoted(piece.variable.name), piece.variable.kind
    if isinstance(piece, Score):
        return f"the contrasts {quoted(piece.scheme)} of {name}"
    if isinstance(piece, LevelFamily):
        return f"each level of {name}" if piece.full else f"from the first level of {name}"
    levels = {
        other.level
        for row in rows
        for other in row.column.pieces
        if isinstance(other, Indicator) and other.variable.name == piece.variable.name
    }
    baseline = kind.levels[0] if isinstance(kind, Categorical) and kind.levels else ""
    return f"each level of {name}" if baseline in levels else f"from where {name} is {baseline}"


def _missing_margins(names: Names, term: Term, factors: dict[str, Piece]) -> Iterator[str]:
    """Factors that take part in an interaction only, so that the levels share what the interaction does not touch."""
    if term.order < 2 or not names.model.fixed.intercept:
        return
    present = {other.label for other in names.model.fixed.terms}
    for name in factors:
        rest = [variable for variable in term.variables if variable != name]
        if name not in present and not any(variable in factors for variable in rest):
            yield f"There is no term {quoted(name)} by itself, so all its levels have the same intercept."


def _random(names: Names, number: int) -> Iterator[str]:
    term = names.model.random[number]
    members = [row for row, _ in names.term_rows(number)]
    group = quoted(term.group.name)
    verb = "differs" if len(members) == 1 else "differ"
    spread = "normally, with a variance of its own" if len(members) == 1 else f"normally, {_structure(term)}"
    yield f"{_capital(listed([spoken(row) for row in members]))} {verb} between the levels of {group}, {spread}."
    if len(term.group.variables) > 1:
        parts = listed([quoted(variable) for variable in term.group.variables])
        yield f"A level of {group} is a combination of {parts} that occurs in the data."
    alone = [spoken(row) for row in members if not row.fixed]
    if alone:
        has, it = ("has", "it varies") if len(alone) == 1 else ("have", "they vary")
        yield f"{_capital(listed(alone))} {has} no fixed effect: {it} around 0."


def _structure(term: RandomTerm) -> str:
    return STRUCTURES[term.covariance.structure, term.covariance.homogeneous]


def _apart(names: Names) -> Iterator[str]:
    """Terms over one grouping factor, whose effects are not correlated."""
    groups = [names.model.random[term].group.name for term in names.terms]
    for group in dict.fromkeys(name for name in groups if groups.count(name) > 1):
        yield f"Effects of {quoted(group)} in different terms are uncorrelated."


def _constant(names: Names) -> Iterator[str]:
    rows = [spoken(row) for row in names.rows if row.fixed and not row.places]
    if rows and len(rows) <= MOST_LISTED:
        verb = "is" if len(rows) == 1 else "are"
        yield f"{_capital(listed(rows))} {verb} the same for everybody."
    elif rows:
        yield "No other coefficient varies."


MOST_LISTED = 6


def _count(names: Names) -> Iterator[str]:
    """How many parameters there are, where every factor's levels are known."""
    terms = names.model.random
    columns = [column for term in terms for column in term.part.columns]
    columns += [row.column for row in names.rows if row.fixed]
    if any(isinstance(piece, LevelFamily) for column in columns for piece in column.pieces):
        return
    fixed = sum(row.fixed for row in names.rows)
    spread = sum(term.covariance.n_parameters(len(term.part.columns)) for term in terms)
    residual = " and σ" if has_residual(names) else ""
    effects = "coefficient" if fixed == 1 else "coefficients"
    yield f"In all: {fixed} population {effects}, {spread} variance and covariance parameters{residual}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
