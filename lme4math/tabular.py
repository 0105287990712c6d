"""Results that are tables: they show themselves in a notebook, print as text, and become data frames.

A result says what stands in its cells; what they look like in HTML, Markdown and text is said here, for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from lme4math.libraries import Cells, frame_of
from lme4math.markup import NO_MATHJAX, Markup, code_in_cell, element, join, markdown, markdown_in_cell, prose
from lme4math.records import dispatch, record
from lme4math.source import visible


@record
class Typeset:
    """Mathematics in a cell.

    Attributes:
        text: as Unicode text.
        markdown: as LaTeX between dollars.
        html: as a `<math>` element.
    """

    text: str
    markdown: str
    html: Markup


@record
class RCode:
    """R code in a cell, as it is typed."""

    text: str


Cell = str | int | float | Typeset | RCode
"""What a cell holds; a string is a sentence, with code between backticks."""


@record
class ResultTable:
    """A table to be read.

    Attributes:
        headings: of the columns.
        rows: their cells.
        above, below: sentences above the table, and below it.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()


class Tabular:
    """The base of results that are tables."""

    __slots__ = ()

    def _table(self) -> ResultTable:
        """The table as it is read."""
        raise NotImplementedError

    def _tables(self) -> tuple[ResultTable, ...]:
        """All tables that are shown, the result's own first."""
        return (self._table(),)

    def _columns(self) -> dict[str, Cells]:
        """The table as a program takes it: names and values."""
        raise NotImplementedError

    def to_frame(self, library: str | None = None) -> Any:
        """The table as a data frame.

        >>> from lme4math import parse
        >>> parse("y ~ x + (1 | g)").legend().to_frame("pandas").columns.tolist()
        ['symbol', 'latex', 'meaning', 'r_text', 'level', 'summary']

        Args:
            library: "polars", "pandas" or "pyarrow"; by default the first of them that is imported, else installed.

        Raises:
            ValueError: there is no library of that name.
            DataError: it, or by default each of them, is not installed.
        """
        return frame_of(self._columns(), library)

    def __str__(self) -> str:
        return "\n\n".join(map(text_of_table, self._tables()))

    def _repr_html_(self) -> str:
        return join(map(html_of_table, self._tables()))

    def _repr_markdown_(self) -> str:
        return "\n\n".join(map(markdown_of_table, self._tables()))

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """What a terminal, and a notebook without HTML, shows."""
        printer.text("…" if cycle else str(self))


class Sentences(str):
    """Sentences, one a line: text when printed; in a notebook a list, with code as code and symbols as mathematics."""

    _markdown: str
    _html: Markup

    def __new__(cls, text: Sequence[str], markdown: Sequence[str], html: Sequence[Markup]) -> Sentences:
        """The same sentences as text, as Markdown and as HTML."""
        made = super().__new__(cls, "\n".join(text))
        made._markdown = "\n".join(f"- {sentence}" for sentence in markdown)
        items = (element("li", {}, sentence) for sentence in html)
        made._html = element("ul", {"class": f"lm-results {NO_MATHJAX}"}, *items)
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (str(self), self._markdown, self._html)

    def _repr_markdown_(self) -> str:
        return self._markdown

    def _repr_html_(self) -> str:
        return self._html

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text("…" if cycle else str(self))


def _restored(text: str, markdown: str, html: Markup) -> Sentences:
    made = Sentences([text], [], [])
    made._markdown, made._html = markdown, html
    return made


TEXT: dict[type, Callable[[Any], str]] = {
    str: visible,
    int: "{:,}".format,
    float: "{:,g}".format,
    Typeset: lambda cell: str(cell.text),
    RCode: lambda cell: visible(cell.text),
}
MARKDOWN: dict[type, Callable[[Any], str]] = {
    **TEXT,
    str: markdown_in_cell,
    Typeset: lambda cell: str(cell.markdown),
    RCode: lambda cell: code_in_cell(cell.text) if cell.text else "",
}
HTML: dict[type, Callable[[Any], Markup]] = {
    str: prose,
    int: lambda cell: Markup(TEXT[int](cell)),
    float: lambda cell: Markup(TEXT[float](cell)),
    Typeset: lambda cell: Markup(cell.html),
    RCode: lambda cell: element("code", {}, cell.text) if cell.text else Markup(""),
}
_LEFT = "text-align:left;vertical-align:top;"


def text_of_table(table: ResultTable) -> str:
    """A table as text, in columns of a fixed-width font."""
    lines = [table.headings, *(_written(TEXT, row) for row in table.rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    padded = ("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)
    return "\n".join((*map(visible, table.above), *padded, *map(visible, table.below)))


def markdown_of_table(table: ResultTable) -> str:
    """A table as Markdown, with bars between the cells, as GitHub and notebooks read it."""
    rows = (tuple(text.replace("|", r"\|") for text in _written(MARKDOWN, row)) for row in table.rows)
    lines = (table.headings, ("---",) * len(table.headings), *rows)
    drawn = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    below = ["\n".join(f"- {markdown(sentence)}" for sentence in table.below)] if table.below else []
    return "\n\n".join((*map(markdown, table.above), drawn, *below))


def html_of_table(table: ResultTable) -> str:
    """A table as HTML, in the style that the page gives to tables."""
    head = element("tr", {}, *map(_heading, table.headings))
    body = (
        element("tr", {}, *(element("td", {"style": _LEFT}, cell) for cell in _written(HTML, row)))
        for row in table.rows
    )
    drawn = element("table", {}, element("thead", {}, head), element("tbody", {}, *body))
    above = (element("p", {}, prose(sentence)) for sentence in table.above)
    below = [element("ul", {}, *(element("li", {}, prose(sentence)) for sentence in table.below))]
    return element("div", {"class": f"lm-results {NO_MATHJAX}"}, join((*above, drawn, *below * bool(table.below))))


def _heading(title: str) -> Markup:
    """The head of a column; one without a title is no heading, which readers of the page would announce."""
    return element("th", {"scope": "col", "style": _LEFT}, title) if title else element("td", {})


def _written(table: dict[type, Callable[[Any], Any]], row: tuple[Cell, ...]) -> tuple[Any, ...]:
    return tuple(dispatch(table, cell, "a table") for cell in row)
