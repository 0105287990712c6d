"""The legend of a model as its users get it: symbols and their meanings, and a table of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field, fields
from typing import TYPE_CHECKING

from lme4math.libraries import Cells
from lme4math.records import record
from lme4math.tabular import RCode, ResultTable, Tabular

if TYPE_CHECKING:
    from lme4math.notation import LegendEntry, PageNames


@record
class SymbolMeaning:
    """A symbol of the equations: an entry of `Model.legend()`.

    >>> from lme4math import parse
    >>> parse("y ~ x + (1 | g)").legend()[6].summary
    'Fixed effects: x'

    Attributes:
        symbol: the symbol as Unicode text.
        latex: the symbol as LaTeX.
        meaning: what it is, in words.
        r_text: the R code or R name that it stands for.
        level: "population", what the grouping factor is called, or "".
        summary: where R's `summary(fit)` shows it, or "".
        mathml: the symbol as a `<math>` element.
    """

    symbol: str
    latex: str
    meaning: str
    r_text: str
    level: str
    summary: str
    mathml: str = field(default="", repr=False)


class Legend(Tabular, tuple[SymbolMeaning, ...]):
    """The result of `Model.legend()`: a tuple of `SymbolMeaning`, and a table of them.

    >>> from lme4math import parse
    >>> print(parse("lmer(y ~ x + (1 | g))").legend())
    Symbol       Meaning                        R code       Level       In R's output
    y_i          the response of observation i  y
    ...
    """

    __slots__ = ()

    def _table(self) -> ResultTable:
        from lme4math.printers import in_cell

        return ResultTable(
            ("Symbol", "Meaning", "R code", "Level", "In R's output"),
            tuple(
                (in_cell(one.latex, one.symbol, one.mathml), one.meaning, RCode(one.r_text), one.level, one.summary)
                for one in self
            ),
        )

    def _columns(self) -> dict[str, Cells]:
        names = [each.name for each in fields(SymbolMeaning) if each.name != "mathml"]
        return {name: [getattr(one, name) for one in self] for name in names}


def symbol_meanings(entries: tuple[LegendEntry, ...], page: PageNames) -> Iterator[SymbolMeaning]:
    """The entries of a legend, each symbol as text, as LaTeX and as MathML."""
    from lme4math.printers import compose_entry, in_one_font, inline, latex_of_box, text_of_box

    boxes = tuple(compose_entry(entry.symbol) for entry in entries)
    for entry, box, plain in zip(entries, boxes, in_one_font(boxes), strict=True):
        yield SymbolMeaning(
            text_of_box(plain),
            latex_of_box(box),
            entry.meaning,
            entry.r_text,
            page.group(entry.level),
            entry.summary,
            inline(box),
        )
