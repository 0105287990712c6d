"""What each fixed effect is, in words: a term's coefficients in one sentence, first the effect, then where it holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lme4math.english import listed, quoted, quoted_names
from lme4math.model import Column, CovariatePiece, Piece, Score, Term, is_indicator
from lme4math.notation.expressions import ORTHOGONAL, basis_of, bound_argument
from lme4math.notation.names.naming import Names
from lme4math.notation.names.rows import CoefficientRow
from lme4math.notation.part_columns import PartColumns, power_of
from lme4math.notation.words.coding import (
    FactorCoding,
    coded_otherwise,
    codings_of,
    dropped_sentence,
    factor_without_own_term,
    is_redundant,
    rows_by_term,
)
from lme4math.notation.words.comparisons import at_and_base, difference, interaction, levels_said, pieces_of
from lme4math.notation.words.conditions import dropped_rows, reference
from lme4math.notation.words.contrast_meanings import contrast_meaning
from lme4math.notation.words.phrases import capital, shortened, spoken_name
from lme4math.notation.words.scale import Scale, average
from lme4math.notation.words.sentences import Sentence, coefficients, listed_parts, said
from lme4math.r import deparse
from lme4math.records import record

MOST_NAMED = 3
DEGREES = ("linear", "quadratic", "cubic", "quartic", "quintic")


ARE, GIVE = ("is", "are"), ("gives", "give")


@record
class FixedPart:
    """The fixed effects of a model, to be spoken of.

    Attributes:
        names: the names of the model.
        scale: what the linear predictor is.
    """

    names: Names
    scale: Scale

    @property
    def columns(self) -> PartColumns:
        """The columns of the fixed part."""
        return self.names.fixed_part

    def when(self, rows: Sequence[CoefficientRow]) -> str:
        """The values of other variables at which coefficients of one term hold."""
        return reference(self.names, rows[0].column.pieces).clause

    def are(self, rows: Sequence[CoefficientRow], *what: str | Sentence, verb: tuple[str, str] = ARE) -> Sentence:
        """A sentence about coefficients: β₁ and β₂ are …"""
        return said(coefficients(self.names, rows), f" {verb[len(rows) > 1]} ", *what, ".")


def fixed_sentences(names: Names, scale: Scale) -> Iterator[Sentence]:
    """The sentences about the fixed effects, each of them in one."""
    part = FixedPart(names, scale)
    kept, dropped = rows_by_term(names.fixed_rows), rows_by_term(dropped_rows(names))
    slopes: dict[str, list[CoefficientRow]] = {}
    for term in names.model.fixed.terms:
        if _is_slope(names, rows := kept.get(term.label, [])):
            slopes.setdefault(part.when(rows), []).extend(rows)
    free = slopes.get("", [])
    yield from _first(part, kept.get("", []), slopes.pop("", []) if len(free) <= MOST_NAMED else [])
    sharing = set[str]()
    by_first = {rows[0].column.term: rows for rows in slopes.values()}
    for term in names.model.fixed.terms:
        rows = kept.get(term.label, [])
        if term.label in by_first:
            yield _slopes(part, by_first[term.label])
        elif rows and not _is_slope(names, rows):
            yield from _of_term(part, term, rows, bool(dropped.get(term.label)))
        if term.label in dropped:
            yield said(dropped_sentence(names, dropped[term.label]))
        name = factor_without_own_term(names, term, codings_of(rows))
        if name and name not in sharing:
            sharing.add(name)
            yield said(f"There is no term {quoted(name)} by itself, so all its levels have the same intercept.")


def _is_slope(names: Names, rows: Sequence[CoefficientRow]) -> bool:
    return len(rows) == 1 and rows[0].column.identity in names.fixed_part.slopes


def _first(
    part: FixedPart, intercept: Sequence[CoefficientRow], slopes: Sequence[CoefficientRow]
) -> Iterator[Sentence]:
    """The intercept, and the slopes that are the same whatever the other variables are."""
    names, scale = part.names, part.scale
    start = capital(f"{average(names)}, " if average(names) else "")
    found = reference(names, ())
    where = (found.of_rates if scale.is_rate else found).clause
    if intercept:
        known = said(" ", scale.verb, " ", coefficients(names, intercept), where)
        joint = ", and " if " and " in where or "," in where else " and "
    elif not names.fixed_rows:
        offset = names.model.fixed.offsets or names.model.offset_argument is not None
        known = said(" ", scale.verb, " the offset" if offset else " 0")
    elif any(not set(map(type, row.column.pieces)) <= {CovariatePiece} for row in names.fixed_rows) or not slopes:
        if slopes:
            yield _slopes(part, slopes)
        return
    else:
        known, joint = said(" ", scale.verb, f" 0{where}"), ", and "
    value = said(start, scale.value) if start else _capital(scale.value)
    if slopes:
        each = [_change(part, row) for row in slopes]
        held = ", the others held constant" if len(slopes) > 1 else ""
        yield said(value, known, f"{joint}{scale.changes} ", listed_parts(each), held, scale.ratios(names, slopes), ".")
    else:
        yield said(value, known, ".")


def _capital(phrase: Sentence) -> Sentence:
    first, *rest = phrase.parts
    return said(capital(first), *rest) if isinstance(first, str) else phrase


def _change(part: FixedPart, row: CoefficientRow) -> Sentence:
    return said("by ", coefficients(part.names, [row]), f" per unit of {spoken_name(row.column, 'slope')}")


def _slopes(part: FixedPart, rows: Sequence[CoefficientRow]) -> Sentence:
    """Slopes that hold at the same values of the other variables."""
    variables = [spoken_name(row.column, "slope") for row in rows]
    what = f"the slope{'s' * (len(rows) > 1)} of {listed(variables)}"
    where = part.when(rows)
    held = ", each with the others held constant" if len(rows) > 1 and not where else ""
    return part.are(rows, what, part.scale.ratios(part.names, rows), held, where)


def _of_term(part: FixedPart, term: Term, rows: Sequence[CoefficientRow], lost: bool) -> Iterator[Sentence]:
    """The coefficients of a term that is no slope."""
    codings = codings_of(rows)
    if codings and not lost and is_redundant(part.names.model, term, rows, codings):
        yield _redundant(part, term, rows, codings)
    elif codings and (coded := coded_otherwise(rows)):
        yield said(
            coefficients(part.names, rows),
            f" compare{'s' if len(rows) == 1 else ''} levels of {quoted(term.label)} with the first; R codes "
            f"{listed(coded)}, so that its own coefficients mean something else.",
        )
    elif codings:
        yield _with_factors(part, rows, codings, lost)
    else:
        yield _of_numbers(part, term, rows)


def _redundant(
    part: FixedPart, term: Term, rows: Sequence[CoefficientRow], codings: dict[str, FactorCoding]
) -> Sentence:
    """Columns that add up to the intercept's."""
    by = [coding.base for coding in codings.values() if coding.kind == "contrast"]
    which = f"{quoted(term.label)}, by {by[0]}" if by else f"the {_cells(codings)}"
    return said(
        coefficients(part.names, rows),
        f" are the coefficients of {which}; beside the intercept they are one too many, and lme4 will drop one column.",
    )


def _cells(codings: dict[str, FactorCoding]) -> str:
    names = [coding.name for coding in codings.values()]
    return f"levels of {names[0]}" if len(names) == 1 else f"combinations of {listed(names)}"


def _cell(codings: dict[str, FactorCoding]) -> str:
    names = [coding.name for coding in codings.values()]
    return f"level of {names[0]}" if len(names) == 1 else f"combination of {listed(names)}"


# --- Numeric variables -----------------------------------------------------------------------------------------------


def _of_numbers(part: FixedPart, term: Term, rows: Sequence[CoefficientRow]) -> Sentence:
    """A term of numeric variables that is no slope: a power, a curve, a product."""
    where, pieces = part.when(rows), _pieces_by_variable(rows)
    if term.order == 1:
        return part.are(rows, _alone(rows), part.when(rows[-1:]))
    *first, last = sorted(pieces, key=lambda name: len(pieces[name]) == 1)
    if len(pieces[last]) > 1:
        return part.are(rows, f"the coefficients of the products of the columns of {quoted_names(pieces)}", where)
    moving = _variable(pieces[last][0])
    ratio = part.scale.ratios(part.names, rows, of_ratios=True)
    what = _effect(part, {name: pieces[name] for name in pieces if name in first})
    if len(rows) > 1:
        return part.are(rows, f"the change of {what} per unit of {moving}", where, verb=GIVE)
    return part.are(rows, f"how much {what} changes per unit of {moving}", ratio, where)


def _pieces_by_variable(rows: Sequence[CoefficientRow]) -> dict[str, list[CovariatePiece]]:
    """The numeric columns of a term by their variables, in the order of the term."""
    found: dict[str, dict[CovariatePiece, None]] = {}
    for row in rows:
        for piece in row.column.pieces:
            if isinstance(piece, CovariatePiece):
                found.setdefault(piece.variable.name, {})[piece] = None
    return {name: list(pieces) for name, pieces in found.items()}


def _alone(rows: Sequence[CoefficientRow]) -> str:
    """The coefficients of one variable that is not a plain slope."""
    (pieces,) = _pieces_by_variable(rows).values()
    expression = pieces[0].variable.expression
    basis = basis_of(expression)
    if basis is not None:
        return _of_basis(quoted(deparse(basis.of)), basis.form, basis.raw, pieces)
    if len(pieces) > 1:
        arguments = [bound_argument(piece) for piece in pieces]
        named = [quoted(deparse(one)) for one in arguments if one is not None]
        columns = shortened(named) if len(named) == len(pieces) else [quoted(pieces[0].variable.name)]
        return f"the coefficients of {'' if named else 'the columns of '}{listed(columns)}"
    if is_indicator(expression):
        return f"the coefficient of {_variable(pieces[0])}, which is 0 or 1"
    power = power_of(pieces[0])
    degree = int(power.exponent) if power.exponent in range(2, 6) and power.base != pieces[0].label else 0
    kind = f" ({DEGREES[degree - 1]} in {quoted(power.base)})" if degree else ""
    return f"the coefficient of {_variable(pieces[0])}{kind}"


def _of_basis(of: str, form: str, raw: bool, pieces: Sequence[CovariatePiece]) -> str:
    """The coefficients of polynomials and splines."""
    several = "s" if len(pieces) > 1 else ""
    components = [piece.component or "1" for piece in pieces]
    if form == ORTHOGONAL and all(one.isdigit() and int(one) <= len(DEGREES) for one in components):
        degrees = listed([DEGREES[int(one) - 1] for one in components])
        kind = "polynomial" if raw else "orthogonal polynomial"
        return f"the {degrees} coefficient{several} of {'a' if raw else 'an'} {kind} in {of}"
    together = ", which only together give its course" if several else ""
    if not all(one.isdigit() for one in components):
        return f"the coefficients of {quoted(pieces[0].variable.name)}{together}"
    kind = form.removesuffix("s")
    return f"the coefficient{several} of {'an' if kind[0] in 'aeiou' else 'a'} {kind} in {of}{together}"


def _variable(piece: CovariatePiece) -> str:
    return spoken_name(Column((piece,)), "coefficient")


def _effect(part: FixedPart, pieces: dict[str, list[CovariatePiece]]) -> str:
    """The effect of numeric variables: a slope, a coefficient, a curve, an interaction."""
    if len(pieces) > 1:
        return f"the interaction of {quoted_names(pieces)}"
    ((name, columns),) = pieces.items()
    basis = basis_of(columns[0].variable.expression)
    if basis is not None:
        return f"the curve in {quoted(deparse(basis.of))}"
    if len(columns) > 1:
        return f"the effect of {quoted(name)}"
    is_slope = frozenset(columns) in part.columns.slopes
    return f"the {'slope' if is_slope else 'coefficient'} of {_variable(columns[0])}"


# --- Factors ---------------------------------------------------------------------------------------------------------


def _with_factors(
    part: FixedPart, rows: Sequence[CoefficientRow], codings: dict[str, FactorCoding], lost: bool
) -> Sentence:
    """A term with factors: values, differences, contrasts, interactions, or these of slopes."""
    where, numbers = part.when(rows), _pieces_by_variable(rows)
    effect = _effect(part, numbers) if numbers else ""
    separate = [coding for coding in codings.values() if coding.kind == "levels"]
    compared = {name: coding for name, coding in codings.items() if coding.kind != "levels"}
    if not compared and lost:
        inside, each = f" in {effect}" if effect else "", _cells({one.name: one for one in separate})
        return part.are(rows, f"the differences{inside} of the {each} from the one whose column lme4 drops", where)
    if not compared:
        return _at_levels(part, rows, separate, effect, where)
    at_each = f" at each {_cell({one.name: one for one in separate})}" if separate else ""
    curved = any(len(columns) > 1 for columns in numbers.values())
    if len(compared) > 1:
        coded = any(coding.kind == "contrast" for coding in compared.values())
        ratio = Sentence(()) if coded else _ratio(part, rows, True)
        return part.are(rows, interaction(rows, compared, effect, by_name=curved or lost), at_each, ratio, where)
    ((name, coding),) = compared.items()
    pieces = pieces_of(rows, name)
    if coding.kind == "contrast":
        meaning = contrast_meaning([piece for piece in pieces if isinstance(piece, Score)])
        return part.are(rows, meaning.of(effect), at_each, _in_r(rows), where, verb=GIVE if curved else ARE)
    if not effect:
        return part.are(rows, difference(pieces, coding, len(rows) > 1), at_each, _ratio(part, rows, False), where)
    if curved:
        at, base = at_and_base(pieces, coding)
        return part.are(rows, f"the difference of {effect} {at} from that {base}", at_each, where, verb=GIVE)
    ratio = _ratio(part, rows, True)
    in_r = _in_r(rows) if len(rows) == 1 and not ratio else ""
    return part.are(rows, _of_slope(effect, pieces, coding), at_each, in_r, ratio, where)


def _in_r(rows: Sequence[CoefficientRow]) -> str:
    """R's names of columns that do not follow from the sentence."""
    if len(rows) > MOST_NAMED:
        return ""
    return f" (R's {listed([quoted(row.column.name) for row in rows])})"


def _ratio(part: FixedPart, rows: Sequence[CoefficientRow], of_ratios: bool) -> Sentence:
    return part.scale.ratios(part.names, rows, of_ratios=of_ratios)


def _of_slope(effect: str, pieces: Sequence[Piece], coding: FactorCoding) -> str:
    """How a slope differs between levels."""
    at, base = at_and_base(pieces, coding)
    if len(pieces) > 1:
        return f"the differences of {effect} {at} from that {base}"
    return f"how much greater {effect} is {at} than {base}"


def _at_levels(
    part: FixedPart, rows: Sequence[CoefficientRow], separate: Sequence[FactorCoding], effect: str, where: str
) -> Sentence:
    """A value or slope for each level or combination of levels."""
    names = part.names
    one_factor = len(separate) == 1
    pieces = pieces_of(rows, next(piece.variable.name for piece in rows[0].column.pieces if _is_factor(piece)))
    levels = levels_said(pieces) if one_factor else ""
    at = f"at {separate[0].name} {levels}" if levels else f"at each {_cell({one.name: one for one in separate})}"
    if effect:
        several = "s" * (len(rows) > 1 and effect.startswith("the slope"))
        what = effect.replace("the slope", f"the slope{several}", 1)
        return part.are(rows, f"{what} {at}", _ratio(part, rows, False), where)
    start = f" {average(names)}" if average(names) else ""
    value = part.scale.values if len(rows) > 1 or not levels else part.scale.value
    return part.are(rows, value, f" {at}{start}", where)


def _is_factor(piece: Piece) -> bool:
    return not isinstance(piece, CovariatePiece)
