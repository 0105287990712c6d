"""What stands under the equations: notes, words, the legend, the sources to copy."""

from __future__ import annotations

from collections.abc import Iterator

from lme4math.ui.content import LegendRow, Notation, ViewContent
from lme4math.ui.markup import KEYS, Markup, element, plain, prose
from lme4math.ui.table import pointer


def notes(content: ViewContent) -> Iterator[Markup]:
    """What was assumed, and what a person should know."""
    for title, kind, sentences in (
        ("Assumed", "lm-assumption", content.assumptions),
        ("Note", "lm-warning", content.warnings),
    ):
        for sentence in sentences:
            yield element("p", {"class": f"lm-note {kind}"}, element("b", {}, f"{title}:"), " ", prose(sentence))


def words_panel(content: ViewContent) -> Markup:
    """The model in words."""
    if not content.words:
        return Markup("")
    return element(
        "div", {"class": "lm-words"}, element("p", {"class": "lm-heading"}, "In words"), sentences(content.words)
    )


def sentences(lines: tuple[str, ...]) -> Markup:
    """Sentences as a list."""
    return element("ul", {}, *(element("li", {}, prose(line)) for line in lines))


def legend_panel(rows: tuple[LegendRow, ...]) -> Markup:
    """Every symbol; the rows are one tab stop, as the cells of the table are."""
    if not rows:
        return Markup("")
    summary = element("summary", KEYS, "Every symbol, and where it stands in the R code")
    head = element("thead", {}, element("tr", {}, *(element("th", {"scope": "col"}, title) for title in HEADINGS)))
    body = element("tbody", {}, *map(_legend_row, rows))
    return element("details", {"class": "lm-legend"}, summary, element("table", {}, head, body))


HEADINGS = ("Symbol", "Meaning", "R code and output")


def _legend_row(row: LegendRow) -> Markup:
    point = pointer("lm-point-legend", [row.key], f"point at {plain(row.meaning)}") if row.key else Markup("")
    return element(
        "tr",
        {"class": row.key or False},
        element("td", {"class": "lm-cell"}, point, Markup(row.mathml)),
        element("td", {}, prose(row.meaning)),
        element(
            "td",
            {},
            element("code", {}, row.r_text) if row.r_text else "",
            element("div", {"class": "lm-shown"}, row.summary) if row.summary else "",
        ),
    )


def sources(index: int, notation: Notation) -> Iterator[Markup]:
    """The text of a notation in each language, folded."""
    for language, text in (("LaTeX", notation.latex), ("Typst", notation.typst)):
        if text:
            summary = element("summary", KEYS, f"{language} of the {notation.label} notation")
            code = element("pre", {"class": f"lm-{language.lower()}"}, element("code", {}, text))
            classes = f"lm-source lm-notation lm-notation-{index}"
            yield element("details", {"class": classes}, summary, code)
