"""Grouping factors that have fixed effects as well, which leave the variances of random effects nothing to explain.

Where the fixed part has a value, or a slope, for each level of a grouping factor, the same value or slope of the random
term cannot be estimated beside it: the likelihood is flat in its variance, or highest where that is 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lme4math.english import listed, quoted, quoted_names
from lme4math.model.columns import Column, CovariatePiece
from lme4math.model.level_conditions import plain_name
from lme4math.model.mixed import LinearPart, RandomTerm
from lme4math.model.remarks.redundancy import (
    MOST_COLUMNS,
    OWN,
    Cells,
    cells_of,
    factors_of,
    slopes_of,
    space_of,
    typed as typed_term,
)


def group_remarks(fixed: LinearPart, terms: Sequence[RandomTerm]) -> Iterator[str]:
    """Sentences about the random terms that the fixed part leaves nothing to, and about other shared variables."""
    if len(fixed.columns) >= MOST_COLUMNS:
        return
    spanned, same = cells_of(fixed.columns)[1], _plain_factors(fixed.columns)
    said: set[str] = set()
    for term in terms:
        groups = frozenset(term.group.variables)
        lost = [column for column in term.part.columns if _has_all_levels(spanned, same, column, groups)]
        if lost and OWN in space_of(term).room:
            said |= groups
            yield _nothing_left(term, lost, whole=len(lost) == len(term.part.columns))
    labels = {term.label for term in fixed.terms}
    alone = (term.group.variables[0] for term in terms if len(term.group.variables) == 1)
    others = dict.fromkeys(name for name in alone if name in labels - said)
    if others:
        are = ("variable", "is a fixed effect") if len(others) == 1 else ("variables", "are fixed effects")
        yield f"The grouping {are[0]} {quoted_names(others)} {are[1]} as well."


def _plain_factors(columns: Sequence[Column]) -> dict[str, str]:
    """The variables that factors such as `factor(year)` are made of, by the factors' names."""
    variables = {piece.variable.frame_name: piece.variable.expression for one in columns for piece in one.pieces}
    return {name: plain for name, expression in variables.items() if (plain := plain_name(expression))}


def _has_all_levels(spanned: Cells, same: dict[str, str], column: Column, groups: frozenset[str]) -> bool:
    """Whether the fixed part has the coefficient of a random column for each level of the grouping factor."""
    own = frozenset(same.get(name, name) for name in factors_of(column) | groups)
    found = spanned.get(slopes_of(column), ())
    return any(own <= frozenset(same.get(name, name) for name in factors) for factors in found)


def _nothing_left(term: RandomTerm, lost: Sequence[Column], whole: bool) -> str:
    slopes = [
        quoted_names([piece.label for piece in column.pieces if isinstance(piece, CovariatePiece)]) for column in lost
    ]
    values = ["a value" if not slope else f"a slope of {slope}" for slope in slopes]
    each = listed(list(dict.fromkeys(values)))
    group = quoted(term.group.name)
    effects = ["the intercept" if not column.pieces else f"the coefficient of {quoted(column.name)}" for column in lost]
    variance, it = ("variance", "an estimate of it is") if len(lost) == 1 else ("variances", "estimates of them are")
    out = f" Leave {typed_term(term)} out, or take {group} out of the fixed part." if whole else ""
    return (
        f"The fixed part has {each} for each level of {group} already, so the {variance} of {listed(effects)} in "
        f"{typed_term(term)} cannot be estimated beside it: lme4 fits it, but {it} arbitrary or 0.{out}"
    )
