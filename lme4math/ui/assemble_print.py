"""The pasted print as the code of a view: each row carries the keys of the symbols that it gives numbers of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from lme4math.notation import Names, Parameter, legend
from lme4math.pipeline import Compiled
from lme4math.printers import Mark, compose, key_of_coefficient, link_key
from lme4math.ui.assemble import ELSEWHERE
from lme4math.ui.content import CodeMark, ViewContent
from lme4math.ui.excerpted import shown_names

if TYPE_CHECKING:
    from lme4math.fits import PrintedPlaces
    from lme4math.source import Span


def content_with_print(
    compiled: Compiled, content: ViewContent, printed: PrintedPlaces, unfolded: bool = False
) -> ViewContent:
    """The content of a view whose code is the whole of what was pasted, linked to the equations.

    Args:
        compiled: the model.
        content: that of its view.
        printed: where its estimates stand.
        unfolded: whether the excerpt of a long model is a longer one.
    """
    names, _ = shown_names(compiled, unfolded)
    rows = [CodeMark(span.start, span.end, key) for span, key in _rows(names, printed)]
    others = (mark for mark in content.code_marks if mark.classes != ELSEWHERE or not _has(mark, rows))
    return replace(content, code=printed.text, code_marks=tuple(dict.fromkeys((*others, *rows))))


def _has(around: CodeMark, rows: Iterable[CodeMark]) -> bool:
    """Whether rows stand in a part of the text, which is then not folded away."""
    return any(around.start <= row.start and row.end <= around.end for row in rows)


def _rows(names: Names, printed: PrintedPlaces) -> Iterator[tuple[Span, str]]:
    """The places of rows, each with a key; that of a standard deviation has its random effect's as well."""
    for row in names.rows:
        if row.fixed:
            key = key_of_coefficient(row.number, 0)
            yield from ((span, key) for span in printed.fixed.get(row.column.name, ()))
        for place in row.places:
            rows = printed.random.get(place.term, ())
            if place.position < len(rows):
                yield rows[place.position], key_of_coefficient(row.number, place.level)
    for parameter in (entry.symbol for entry in legend(names) if isinstance(entry.symbol, Parameter)):
        symbol = compose(parameter)
        if isinstance(symbol, Mark):
            yield from ((span, link_key(symbol)) for span in _rows_of(parameter, printed))


def _rows_of(parameter: Parameter, printed: PrintedPlaces) -> Iterator[Span]:
    """The row of a standard deviation; of a covariance or a correlation that of the later column."""
    if parameter.term is None:
        yield from printed.residual
    elif parameter.entries and max(parameter.entries) < len(printed.random.get(parameter.term, ())):
        yield printed.random[parameter.term][max(parameter.entries)]
