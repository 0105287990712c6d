"""Excerpts of long models: what a page shows of a factor with a thousand levels, or of a ten-way interaction.

An excerpt has fewer coefficients, and says of what and how many it leaves out. Whatever is written from it, equations,
table or legend, costs no more than what it shows. Equations that are printed or computed are never written from one.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from lme4math.notation.names.naming import Names
from lme4math.notation.names.rows import CoefficientRow

MOST_OF_TERM, FIRST_OF_TERM = 12, 3
"""The most coefficients of a term of the formula that are all shown, and how many of more are, before the last."""


def excerpt(names: Names, most: int) -> Names:
    """The names of a model with about `most` coefficients; the same names where all are shown.

    Of each long term of the formula the first coefficients and the last are shown, then, if they are still too many,
    those of the first terms; of each random term some in any case.

    Args:
        names: of the whole model.
        most: the most coefficients; half of them may be of one term.
    """
    of_term = max(MOST_OF_TERM, most // 2)
    kept = [row for _, term in groupby(names.rows, lambda row: row.column.term) for row in _ends(list(term), of_term)]
    if len(kept) > most:
        kept = [*kept[: most - 1], kept[-1]]
    of_terms = [names.term_rows(term) for term in names.terms]
    shown = {row.number for row in kept} | {row.number for all_of in of_terms for row, _ in (*all_of[:2], all_of[-1])}
    if len(shown) == len(names.rows) and max(map(len, of_terms)) <= MOST_OF_TERM:
        return names
    return replace(names, rows=tuple(row for row in names.rows if row.number in shown), excerpt_of=names.rows)


def whole(names: Names) -> Names:
    """The names of all of a model, of which some may be an excerpt."""
    return replace(names, rows=names.all_rows, excerpt_of=())


def _ends(rows: list[CoefficientRow], most: int) -> list[CoefficientRow]:
    return rows if len(rows) <= most else [*rows[:FIRST_OF_TERM], rows[-1]]
