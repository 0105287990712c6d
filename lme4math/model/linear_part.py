"""From terms to the columns of a design matrix, named and ordered as R's `model.matrix` does.

`Coding` is R's choice of contrasts or indicators for every factor: the rule that `TermCode` in R's `model.c` follows,
together with what `model.matrix` does where there is no intercept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lme4math.errors import FormulaError
from lme4math.formula import FormulaTerm, TermKey, Terms, TermVariable
from lme4math.model.columns import Column, CovariatePiece, Piece
from lme4math.model.contrasts import contrast_pieces, indicator_pieces
from lme4math.model.mixed import LinearPart, Term
from lme4math.model.variables import NUMBERS, Categorical, Contrasts, Kind, Numeric, OpenMatrix, Variable

MAX_COLUMNS = 50_000
"""The largest number of columns of one matrix."""


def linear_part(
    terms: Terms, kind_of: Callable[[TermVariable], Kind], contrasts: Mapping[str, Contrasts] | None = None
) -> LinearPart:
    """The terms and columns of the fixed part, or of the left side of a bar.

    Args:
        terms: R's terms.
        kind_of: what each variable is.
        contrasts: contrasts asked for by name of variable (`contrasts =`), which override a factor's own.

    Raises:
        FormulaError: a factor has fewer than two levels, or there are more than `MAX_COLUMNS` columns.
    """
    variables = tuple(Variable(seen.label, seen.expression, kind_of(seen), seen.spans) for seen in terms.variables)
    _refuse_constant_factors(terms, variables)
    factors = frozenset(number for number, variable in enumerate(variables) if not isinstance(variable.kind, NUMBERS))
    coding = Coding(terms, (factors - ({0} if terms.response else set())).__contains__)
    columns = [Column((), spans=terms.constant)] if terms.intercept else []
    for place, term in enumerate(terms.terms):
        if terms.response and term.variables == (0,):
            continue
        label = terms.label(term)
        factorised = [
            _pieces(variables[number], number in factors and coding.full(place, number), contrasts or {})
            for number in term.variables
        ]
        columns.extend(Column(pieces, label, term.spans) for pieces in _products(factorised, term))
        if len(columns) > MAX_COLUMNS:
            raise FormulaError(
                f"The model would have more than {MAX_COLUMNS} columns.", term.spans[0], "Interact fewer variables."
            )
    return LinearPart(
        terms.intercept,
        tuple(Term(tuple(variables[n].name for n in term.variables), term.spans) for term in terms.terms),
        tuple(columns),
    )


def _pieces(variable: Variable, full: bool, contrasts: Mapping[str, Contrasts]) -> tuple[Piece, ...]:
    """One variable's columns within a term."""
    if isinstance(variable.kind, OpenMatrix):
        return (CovariatePiece(variable, ""),)
    if isinstance(variable.kind, Numeric):
        components = variable.kind.components
        return tuple(CovariatePiece(variable, name, place) for place, name in enumerate(components)) or (
            CovariatePiece(variable),
        )
    if full:
        return indicator_pieces(variable)
    return contrast_pieces(variable, contrasts.get(variable.frame_name))


def _products(factorised: list[tuple[Piece, ...]], term: FormulaTerm) -> list[tuple[Piece, ...]]:
    """Every product of one piece per variable, the first variable's pieces fastest."""
    products: list[tuple[Piece, ...]] = [()]
    for pieces in factorised:
        if len(products) * len(pieces) > MAX_COLUMNS:
            raise FormulaError(
                f"This term would have more than {MAX_COLUMNS} columns.", term.spans[0], "Interact fewer variables."
            )
        products = [(*product, piece) for piece in pieces for product in products]
    return products


def _refuse_constant_factors(terms: Terms, variables: tuple[Variable, ...]) -> None:
    """Raise FormulaError for a factor of one level: R can give it no contrasts."""
    for number, variable in enumerate(variables):
        kind = variable.kind
        is_response = terms.response and number == 0
        if isinstance(kind, Categorical) and len(kind.levels) < 2 and not is_response:
            raise FormulaError(
                f"The factor {variable.name} has only one level, so it has no contrasts.",
                variable.span,
                "Declare its other levels, look whether rows were dropped that held them, or leave the factor out.",
            )


class Coding:
    """Decides, for each factor in each term, between contrasts and one indicator per level.

    A factor `v` of a term `T` has contrasts if `T` without `v` is empty or is contained in an earlier term. Without an
    intercept the first factor of the first term that has any gets all its levels; `model.matrix` looks for it among the
    variables after the response.
    """

    def __init__(self, terms: Terms, is_factor: Callable[[int], bool]) -> None:
        self.terms = terms.terms
        self.is_factor = is_factor
        self.position = {frozenset(term.variables): place for place, term in enumerate(self.terms)}
        self.holders: dict[int, list[int]] = {}
        for place, term in enumerate(self.terms):
            for variable in term.variables:
                self.holders.setdefault(variable, []).append(place)
        self.exempt = (-1, -1) if terms.intercept else self._first_factor()

    def _first_factor(self) -> tuple[int, int]:
        for place, term in enumerate(self.terms):
            for variable in term.variables:
                if self.is_factor(variable):
                    return place, variable
        return -1, -1

    def full(self, place: int, variable: int) -> bool:
        """Whether the factor has a column for every level in the term at this place."""
        if (place, variable) == self.exempt:
            return True
        rest = frozenset(self.terms[place].variables) - {variable}
        return bool(rest) and not self._in_an_earlier_term(rest, place)

    def _in_an_earlier_term(self, rest: TermKey, place: int) -> bool:
        if self.position.get(rest, place) < place:
            return True
        rarest = min((self.holders[variable] for variable in rest), key=len)
        return any(rest.issubset(self.terms[earlier].variables) for earlier in rarest if earlier < place)
