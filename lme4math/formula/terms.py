"""The terms of one side of a formula, in R's order: `terms_of` is R's `terms.formula`."""

from __future__ import annotations

from lme4math.formula.reading import VariableTable, read_terms
from lme4math.r import Expression, Name
from lme4math.records import record
from lme4math.source import Span

OFFSET_PREFIX = "offset("


@record
class TermVariable:
    """A variable of a formula: R's label for it, its expression and where it stands."""

    label: str
    expression: Expression
    spans: tuple[Span, ...]


@record
class FormulaTerm:
    """A term as numbers of variables, in R's order, with the characters that ask for it."""

    variables: tuple[int, ...]
    spans: tuple[Span, ...]


@record
class Terms:
    """What R's `terms` object says.

    Attributes:
        variables: in the order of appearance, the response first where there is one.
        terms: by degree, stable; those with an offset left out.
        intercept: whether there is a constant.
        offsets: numbers of the variables that are offsets.
        response: whether the first variable is the response.
        idle: where the formula subtracts something that is not there.
        constant: the characters that ask for the constant, if any do.
    """

    variables: tuple[TermVariable, ...]
    terms: tuple[FormulaTerm, ...]
    intercept: bool
    offsets: tuple[int, ...] = ()
    response: bool = False
    idle: tuple[Span, ...] = ()
    constant: tuple[Span, ...] = ()

    def label(self, term: FormulaTerm) -> str:
        """R's label of a term, such as `time:type`."""
        return ":".join(self.variables[number].label for number in term.variables)


def terms_of(
    right_side: Expression, response: Expression | None = None, columns_of_dot: tuple[Name, ...] | None = None
) -> Terms:
    """The terms of a formula, as R's `terms.formula` gives them.

    Args:
        right_side: the expression right of `~`.
        response: the expression left of `~`, or None.
        columns_of_dot: what `.` stands for, or None where it is a name like any other.

    Raises:
        FormulaError: as `read_terms` does.
    """
    table = VariableTable()
    if response is not None:
        table.enter(response)
    reading = read_terms(right_side, table, columns_of_dot)
    variables = tuple(TermVariable(seen.label, seen.expression, tuple(seen.spans)) for seen in table.occurrences)
    first = 0 if response is None else 1
    offsets = frozenset(n for n in range(first, len(variables)) if variables[n].label.startswith(OFFSET_PREFIX))
    kept = [
        FormulaTerm(tuple(sorted(term)), tuple(spans))
        for term, spans in reading.terms.items()
        if not (offsets and offsets & term)
    ]
    kept.sort(key=lambda term: len(term.variables))
    return Terms(
        variables,
        tuple(kept),
        reading.intercept,
        tuple(sorted(offsets)),
        response is not None,
        tuple(reading.idle),
        reading.constant,
    )
