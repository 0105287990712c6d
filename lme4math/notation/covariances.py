"""The covariance matrix of a random term, entry by entry.

An unstructured matrix has a variance for each coefficient and a covariance for each pair. A structured one is written
in standard deviations and one correlation: compound symmetry ρ τ_r τ_s, first-order autoregression ρ^|r-s| τ_r τ_s.
"""

from __future__ import annotations

from lme4math.model.covariance import Covariance
from lme4math.notation.names import Names
from lme4math.notation.rows import CoefficientRow, Place
from lme4math.notation.tree import Expr, Numeral, Parameter, Power, Product, WrittenMatrix

Member = tuple[CoefficientRow, Place]


def covariance_of(names: Names, term: int) -> Expr:
    """The covariance matrix of a random term written out; a single variance where the term has one column."""
    members = names.term_rows(term)
    structure = names.model.random[term].covariance
    deviations = tuple(_deviation(names, structure, member) for member in members)
    size = range(len(members))
    upper = {(a, b): _entry(names, structure, members, deviations, a, b) for a in size for b in size[a:]}
    entries = tuple(tuple(upper[min(a, b), max(a, b)] for b in size) for a in size)
    return entries[0][0] if len(entries) == 1 else WrittenMatrix(entries)


def _entry(
    names: Names, structure: Covariance, members: tuple[Member, ...], deviations: tuple[Parameter, ...], a: int, b: int
) -> Expr:
    """The entry in row a and column b, which is not left of the diagonal."""
    if a == b:
        return Power(deviations[a], Numeral(2))
    if structure.structure == "diag":
        return Numeral(0)
    if structure.structure == "us":
        return _covariance(names, members[a], members[b])
    rho = _correlation(names, structure, members[a][1], b - a)
    if structure.homogeneous:
        return Product((rho, Power(deviations[a], Numeral(2))))
    return Product((rho, deviations[a], deviations[b]))


def _correlation(names: Names, structure: Covariance, place: Place, apart: int) -> Expr:
    """Of two effects that are so many places apart."""
    rho = Parameter(names.style.correlation(place), "correlation", place.level, place.term)
    return Power(rho, Numeral(apart)) if structure.structure == "ar1" and apart > 1 else rho


def _deviation(names: Names, structure: Covariance, member: Member) -> Parameter:
    row, place = member
    if structure.homogeneous:
        return Parameter(names.style.common_deviation(place), "deviation", place.level, place.term)
    symbol = names.style.deviation(row, place)
    return Parameter(symbol, "deviation", place.level, place.term, (place.position,))


def _covariance(names: Names, first: Member, second: Member) -> Parameter:
    place = first[1]
    symbol = names.style.covariance((first[0], second[0]), place)
    return Parameter(symbol, "covariance", place.level, place.term, (place.position, second[1].position))
