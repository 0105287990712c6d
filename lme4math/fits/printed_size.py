"""How many fixed effects a fit has, as its print says elsewhere: of a factor's row that was lost, no name tells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lme4math.fits.matched_names import open_in
from lme4math.fits.printed_head import PrintedCounts, read_parameters
from lme4math.fits.printed_lines import PrintedLine, damaged
from lme4math.fits.printed_sections import PrintedFit
from lme4math.model import MixedModel
from lme4math.records import record
from lme4math.source import Span

_CORRELATIONS = re.compile(r"\s*Correlation of Fixed Effects:\s*$")
_ROW = re.compile(r"\s*\S.*?(?P<numbers>(?:\s+(?:-?[01]\.\d{3}|NaN))+)\s*$")
_NOT_SHOWN = re.compile(r"\s*Correlation matrix not shown by default, as p = (?P<count>\d+) > \d+")


@record
class SaidNumber:
    """A number of fixed effects that a print says.

    Attributes:
        count: the number.
        what: what says it, in words.
        span: its place.
    """

    count: int
    what: str
    span: Span


def said_below(tail: Sequence[PrintedLine]) -> SaidNumber | None:
    """The number that the lines below the table say: by their correlations, or by why these are not shown."""
    for place, line in enumerate(tail):
        if match := _NOT_SHOWN.match(line.text):
            return SaidNumber(int(match["count"]), f"this line says {match['count']}", line.span)
        if _CORRELATIONS.match(line.text):
            columns = list(_columns(tail[place + 2 :]))
            # Row k of the triangle has k numbers: a row that was lost among these, too, is missed.
            count = 1 + max(len(columns), max(columns, default=0))
            return SaidNumber(count, f"the correlations below are of {count}", line.span) if columns else None
    return None


def _columns(lines: Sequence[PrintedLine]) -> Iterator[int]:
    """How many correlations stand in each row, to the first line that is none; further columns stand below."""
    for line in lines:
        match = _ROW.match(line.text)
        if match is None:
            return
        yield len(match["numbers"].split())


def said_above(printed: PrintedFit, counts: PrintedCounts, model: MixedModel, others: int) -> SaidNumber | None:
    """The number that follows from the residual degrees of freedom, which are those of all parameters.

    Args:
        printed: the print.
        counts: its numbers of observations and levels.
        model: the model, with its columns.
        others: how many parameters are neither fixed effects nor variances and covariances of random effects.
    """
    parameters = read_parameters(printed, counts)
    if parameters is None or any(open_in(term.part) or term.covariance.structure != "us" for term in model.random):
        return None
    total, span = parameters
    count = total - others - sum(term.covariance.n_theta(len(term.part.columns)) for term in model.random)
    return SaidNumber(count, f"these degrees of freedom leave {count}", span)


def refuse_lost_rows(said: SaidNumber | None, shown: int) -> None:
    """There must be as many rows as the print says.

    Args:
        said: the number that it says, if it says one.
        shown: how many rows there are.

    Raises:
        FormulaError: a row is missing.
    """
    if said is not None and said.count > shown:
        rows = "A row" if said.count == shown + 1 else f"{said.count - shown} rows"
        missing = f"{rows} of the fixed effects must have been lost"
        raise damaged(f"{missing}: {said.what}, and {shown} stand here.", said.span)
