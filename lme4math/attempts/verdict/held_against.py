"""Two models, column by column and block by block: what the one has and the other has not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from lme4math.model import (
    Column,
    Covariance,
    Directions,
    LinearPart,
    MixedModel,
    RandomTerm,
    TooLargeError,
    are_same_numbers,
    directions_of,
    frame_name,
    plain_name,
)
from lme4math.r import parse_expression
from lme4math.records import record

Difference = dict[str, object]


@record
class HeldAgainst:
    """How the model of an equation differs from that of the code.

    Attributes:
        differences: in the closed vocabulary.
    """

    differences: tuple[Difference, ...]

    @property
    def same(self) -> bool:
        return not self.differences


def held_against(
    code: MixedModel, equation: MixedModel, factors: Mapping[str, tuple[str, ...]] | None = None
) -> HeldAgainst:
    """Where two models differ: response, family, link, offsets, columns of X, random blocks of each grouping factor.

    Args:
        factors: levels of factors that the models may have in conditions only.
    """
    found: list[Difference] = []
    if _squeezed(code.response.name) != _squeezed(equation.response.name):
        found.append({"kind": "wrong_response", "code": code.response.name, "equation": equation.response.name})
    if code.family.name != equation.family.name:
        found.append({"kind": "wrong_family", "code": code.family.name, "equation": equation.family.name})
    if code.family.link != equation.family.link:
        found.append({"kind": "wrong_link", "code": code.family.link, "equation": equation.family.link})
    ours, theirs = _directions(code, equation, factors or {})
    missing, extra = _apart(ours, code.fixed, theirs, equation.fixed)
    found += _offsets(code, equation)
    found += [{"kind": "missing_fixed_effect", "coefficient": column.name} for column in missing]
    found += [{"kind": "extra_fixed_effect", "coefficient": column.name} for column in extra]
    found += _random(ours, theirs)
    return HeldAgainst(tuple(found))


def _directions(
    code: MixedModel, equation: MixedModel, factors: Mapping[str, tuple[str, ...]]
) -> tuple[Directions, Directions]:
    """The columns of two models with the levels that either knows."""
    ours, theirs = directions_of(code), directions_of(equation)
    declared = {plain_name(parse_expression(name)) or name: own for name, own in factors.items()}
    coding = type(ours.coding)({**theirs.coding.levels, **ours.coding.levels, **declared})
    return Directions(code, coding), Directions(equation, coding)


def _squeezed(name: str) -> str:
    return "".join(name.split())


def _apart(
    ours: Directions, one: LinearPart, theirs: Directions, other: LinearPart
) -> tuple[list[Column], list[Column]]:
    """The columns of the one that the other does not span, and those of the other beyond what both have."""
    missing = _outside(theirs, other, one.columns)
    both = replace(one, columns=tuple(column for column in one.columns if column not in missing))
    return missing, _outside(ours, both, other.columns)


def coefficients_in_terms_of(
    code: MixedModel, equation: MixedModel, factors: Mapping[str, tuple[str, ...]]
) -> list[int | dict[int, Fraction]]:
    """Of each coefficient of an equation which of the code's it is, by its place, or how it is made of these.

    Args:
        code, equation: two models whose fixed columns span the same.
        factors: levels of factors that the models may have in conditions only.

    Returns:
        The coefficients in the order of the equation's columns; none where the columns are not known well enough.
    """
    ours, theirs = _directions(code, equation, factors)
    columns = equation.fixed.columns
    if theirs.rank != len(columns) or len(columns) != len(code.fixed.columns):
        return []
    shares = theirs.combinations(range(len(columns)), dict(enumerate(code.fixed.columns)))
    if len(shares) < len(columns):
        return []
    found: list[int | dict[int, Fraction]] = []
    for place, column in enumerate(columns):
        made = {our: Fraction(share[place]).limit_denominator(10**6) for our, share in shares.items() if place in share}
        only = next(iter(made))
        is_same = made == {only: 1} and _numbers(theirs, column) == _numbers(ours, code.fixed.columns[only])
        found.append(only if is_same else made)
    return found


def columns_are_apart(model: MixedModel, number: int, factors: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a fixed part is known to have this many columns of which none is a combination of others.

    Args:
        model: the model.
        number: of columns.
        factors: levels of factors that the model may have in conditions only.
    """
    directions, _ = _directions(model, model, factors)
    return directions.rank == number == len(model.fixed.columns)


def _outside(directions: Directions, part: LinearPart, columns: Sequence[Column]) -> list[Column]:
    within = Directions(replace(directions.model, fixed=part), directions.coding)
    inside = within.behind(range(len(part.columns)), dict(enumerate(columns)))
    return [column for place, column in enumerate(columns) if place not in inside and column not in part.columns]


def _offsets(code: MixedModel, equation: MixedModel) -> list[Difference]:
    ours, theirs = offset_codes(code), offset_codes(equation)
    numbers = {one: parse_expression(one.removeprefix("offset")) for one in (*ours, *theirs)}
    missing = [one for one in ours if not any(are_same_numbers(numbers[one], numbers[other]) for other in theirs)]
    extra = [one for one in theirs if not any(are_same_numbers(numbers[one], numbers[other]) for other in ours)]
    kinds = [*(("missing_offset", one) for one in missing), *(("extra_offset", one) for one in extra)]
    return [{"kind": kind, "offset": one} for kind, one in kinds]


def offset_codes(model: MixedModel) -> list[str]:
    """The offsets of a model, each as R writes it in a formula."""
    own = [offset.frame_name for offset in model.fixed.offsets]
    argument = [] if model.offset_argument is None else [frame_name(model.offset_argument)]
    return [one if one.startswith("offset(") else f"offset({one})" for one in (*own, *argument)]


@record
class _Group:
    name: str
    ours: tuple[RandomTerm, ...]
    theirs: tuple[RandomTerm, ...]


def _random(ours: Directions, theirs: Directions) -> list[Difference]:
    missing: list[tuple[str, Column]] = []
    extra: list[tuple[str, Column]] = []
    others: list[Difference] = []
    for group in _groups(ours.model, theirs.model):
        left, right = _unmatched(group, ours, theirs)
        if not left and not right:
            continue
        gone, come = _apart(ours, _together(left), theirs, _together(right))
        missing += [(group.name, column) for column in gone]
        extra += [(group.name, column) for column in come]
        changed = {column.name for column in (*gone, *come)}
        others += _of_structure(group.name, left, right, changed, _counterparts(left, right, ours, theirs))
    return [*_by_group(missing, extra), *others]


def _groups(code: MixedModel, equation: MixedModel) -> list[_Group]:
    names: dict[frozenset[str], str] = {}
    for term in (*code.random, *equation.random):
        names.setdefault(frozenset(term.group.variables), term.group.name)
    return [
        _Group(
            name,
            tuple(term for term in code.random if frozenset(term.group.variables) == variables),
            tuple(term for term in equation.random if frozenset(term.group.variables) == variables),
        )
        for variables, name in names.items()
    ]


def _unmatched(group: _Group, ours: Directions, theirs: Directions) -> tuple[list[RandomTerm], list[RandomTerm]]:
    """The blocks that are not the same in both."""
    left, right = ([block for term in terms for block in _blocks(term)] for terms in (group.ours, group.theirs))
    for term in tuple(left):
        match = next((one for one in right if _same_block(term, one, ours, theirs)), None)
        if match is not None:
            left.remove(term)
            right.remove(match)
    return left, right


def _blocks(term: RandomTerm) -> Iterator[RandomTerm]:
    """A term as blocks of effects that are correlated, or share a variance."""
    if term.covariance.structure != "diag" or term.covariance.homogeneous:
        yield term
        return
    for column in term.part.columns:
        yield replace(term, part=replace(term.part, columns=(column,)), covariance=Covariance())


def _same_block(one: RandomTerm, other: RandomTerm, ours: Directions, theirs: Directions) -> bool:
    columns = one.part.columns, other.part.columns
    structure = _set_of_matrices(one.covariance, len(columns[0]))
    if len(columns[0]) != len(columns[1]) and structure.structure != "us":
        return False
    if structure != _set_of_matrices(other.covariance, len(columns[1])):
        return False
    if structure.structure == "us":
        missing, extra = _apart(ours, one.part, theirs, other.part)
        return not missing and not extra
    return _matched(ours, columns[0], theirs, columns[1], in_order=structure.structure == "ar1")


def _set_of_matrices(covariance: Covariance, size: int) -> Covariance:
    """The structure whose covariance matrices these are: the same for one effect, and some for two."""
    if size == 1:
        return Covariance()
    if size == 2 and covariance.structure in ("cs", "ar1"):
        return Covariance("cs", True) if covariance.homogeneous else Covariance()
    return covariance


def _matched(
    ours: Directions, columns: Sequence[Column], theirs: Directions, others: Sequence[Column], *, in_order: bool
) -> bool:
    """Whether the columns are the same, one by one, which structures need whose effects are not interchangeable."""
    left = [_numbers(ours, column) for column in columns]
    right = [_numbers(theirs, column) for column in others]
    return left == right if in_order else sorted(left) == sorted(right)


def _numbers(directions: Directions, column: Column) -> list[tuple[str, float]]:
    """A column as a polynomial that can be compared; as its pieces where that is too long."""
    try:
        parts = directions.coding.column(column)
    except TooLargeError:
        return [(piece.label, 1.0) for piece in column.pieces]
    return sorted(
        (f"{sorted(monomial.powers)}{sorted(monomial.levels)}", round(value, 8))
        for part in parts
        for monomial, value in part.items()
    )


def _columns(terms: Sequence[RandomTerm]) -> list[Column]:
    return [column for term in terms for column in term.part.columns]


def _together(terms: Sequence[RandomTerm]) -> LinearPart:
    return LinearPart(False, (), tuple(_columns(terms)))


def _counterparts(
    left: Sequence[RandomTerm], right: Sequence[RandomTerm], ours: Directions, theirs: Directions
) -> dict[str, str]:
    """The code's columns by the names of those of the equation that are of the same variables: `scale(x)` of `x`."""
    found: dict[str, str] = {}
    mine = {column.name: ours.subject(column) for column in _columns(left)}
    for column in _columns(right):
        subject = theirs.subject(column)
        alike = [name for name, own in mine.items() if (own.highest, own.factors) == (subject.highest, subject.factors)]
        found[column.name] = column.name if column.name in mine or len(alike) != 1 else alike[0]
    return found


def _of_structure(
    name: str,
    left: Sequence[RandomTerm],
    right: Sequence[RandomTerm],
    changed: set[str],
    counterparts: Mapping[str, str],
) -> list[Difference]:
    """How the covariances of blocks differ.

    Args:
        changed: names of columns that only one of the models has.
        counterparts: names of the code's columns, by those of the equation's.
    """
    if not left or not right:
        return []
    found: list[Difference] = []
    ours, theirs = _structure(left), _structure(right)
    if ours != theirs and len(left) == len(right) == 1 and not changed:
        found.append({"kind": "wrong_structure", "group": name, "code": ours, "equation": theirs})
        if {left[0].covariance.structure, right[0].covariance.structure} != {"us", "diag"}:
            return found
    pairs, others = _pairs(left), [(counterparts[one], counterparts[other]) for one, other in _pairs(right)]
    shared = {column.name for column in _columns(left)} & {counterparts[column.name] for column in _columns(right)}
    kinds = (("missing_correlation", pairs, others), ("extra_correlation", others, pairs))
    for kind, here, there in kinds:
        for one, other in here:
            if (one, other) not in there and (other, one) not in there and {one, other} <= shared:
                found.append({"kind": kind, "between": [[name, one], [name, other]]})
    if not found and not changed:
        found.append({"kind": "wrong_structure", "group": name, "code": ours, "equation": theirs})
    return found


def _structure(terms: Sequence[RandomTerm]) -> str:
    covariance = terms[0].covariance
    return f"{covariance.structure}, hom" if covariance.homogeneous else covariance.structure


def _pairs(terms: Sequence[RandomTerm]) -> list[tuple[str, str]]:
    found = []
    for term in terms:
        if term.covariance.structure != "diag":
            names = [column.name for column in term.part.columns]
            found += [(one, other) for place, one in enumerate(names) for other in names[place + 1 :]]
    return found


def _by_group(missing: list[tuple[str, Column]], extra: list[tuple[str, Column]]) -> list[Difference]:
    """Effects that are there, but of another grouping factor, are said as one thing."""
    found: list[Difference] = []
    left, right = list(missing), list(extra)
    for group, column in missing:
        others = [one for one in right if one[1].name == column.name and one[0] != group]
        if len(others) == 1 and sum(one[1].name == column.name for one in left) == 1:
            found.append({"kind": "wrong_group", "coefficient": column.name, "code": group, "equation": others[0][0]})
            left.remove((group, column))
            right.remove(others[0])
    found += [{"kind": "missing_random_effect", "group": group, "coefficient": column.name} for group, column in left]
    found += [{"kind": "extra_random_effect", "group": group, "coefficient": column.name} for group, column in right]
    return found
