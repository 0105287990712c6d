"""Two models as HTML: both equations, what only one has framed, and the table of what varies where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256

from lme4math.markup import AS_IT_IS, NO_MATHJAX, Markup, element, join
from lme4math.notation import Sentence
from lme4math.printers import sentence_as_html
from lme4math.tabular import ResultTable, html_of_table
from lme4math.ui.content import Level, ViewContent
from lme4math.ui.style import sheets_of

SIDES = ("first", "second")
Group = frozenset[str]
"""The variables of a grouping factor; none for the population."""
Cells = dict[tuple[str, Group], str]
"""The keys of the cells of a table, by the coefficient and the grouping factor."""
Terms = Mapping[Group, tuple[str, ...]]
"""The random terms of each grouping factor, as R code."""


def comparison_html(
    contents: tuple[ViewContent, ViewContent],
    terms: tuple[Terms, ...],
    sentences: Sequence[Sentence],
    numbers: ResultTable,
) -> str:
    """A comparison that needs no script, no kernel and no network.

    Args:
        contents: what the views of both models show.
        terms: the random terms of both.
        sentences: what is said of them, the most important first.
        numbers: the table of their numbers of parameters and criteria.
    """
    verdict, *others = [sentence_as_html(sentence) for sentence in sentences]
    body = join(
        (
            element("p", {"class": "lm-verdict"}, verdict),
            *(_side(name, content) for name, content in zip(SIDES, contents, strict=True)),
            element("p", {"class": "lm-hint"}, "What only one of the models has is framed."),
            _table(contents, terms),
            element("ul", {"class": "lm-notes"}, *(element("li", {}, one) for one in others)),
            Markup(html_of_table(ResultTable(numbers.headings, numbers.rows))),
        )
    )
    own = f"lm-compare-{sha256(body.encode()).hexdigest()[:12]}"
    sheets = (*sheets_of(contents[0], body, live=False), *_frames(own, contents))
    styles = (element("style", {}, Markup(sheet)) for sheet in sheets)
    form = element("div", {"class": f"lm-form {NO_MATHJAX}"}, body)
    return element("div", {"class": f"lm-view lm-compare {own}"}, AS_IT_IS, *styles, form)


def _side(name: str, content: ViewContent) -> Markup:
    """The equations of one model, in the first notation and style."""
    title = element("h4", {}, f"{name.capitalize()}: ", element("code", {}, content.formula or content.code))
    scroll = element("div", {"class": "lm-scroll"}, Markup(content.notations[0].mathml))
    return element("section", {"class": f"lm-model-{name}"}, title, scroll)


def _cells(content: ViewContent) -> Cells:
    return {
        (row.name, _group(level)): cell.key
        for row in content.styles[0].table
        for level, cell in zip(content.levels, row.cells, strict=False)
        if cell is not None
    }


def _group(level: Level) -> Group:
    return frozenset(level.name.split(":")) if level.index else frozenset()


def _frames(own: str, contents: tuple[ViewContent, ViewContent]) -> Iterator[str]:
    """The rules that frame what only one model has."""
    cells = tuple(map(_cells, contents))
    for name, mine, others in zip(SIDES, cells, reversed(cells), strict=True):
        keys = [key for place, key in mine.items() if place not in others]
        if keys:
            those = ",".join(f".{key}" for key in keys)
            yield f".{own} .lm-model-{name} math :is({those}){{{_FRAME}}}"


_FRAME = "background:var(--lm-shade);outline:1px dashed var(--lm-accent);outline-offset:1px"


def _table(contents: tuple[ViewContent, ViewContent], terms: tuple[Terms, ...]) -> Markup:
    """Coefficient × level: which model has the coefficient there; and the random terms where they are not the same."""
    cells = tuple(map(_cells, contents))
    levels = {_group(one): one.shown for side in contents for one in side.levels}
    names = list(dict.fromkeys(row.name for side in contents for row in side.styles[0].table if not row.is_gap))
    head = element(
        "tr",
        {},
        element("th", {"scope": "col"}, "Coefficient"),
        *(element("th", {"scope": "col"}, shown) for shown in levels.values()),
    )
    body = [
        element(
            "tr",
            {},
            element("th", {"scope": "row"}, element("code", {}, name)),
            *(_cell(tuple((name, level) in side for side in cells)) for level in levels),
        )
        for name in names
    ]
    if any(_differ(level, terms) for level in levels):
        body.append(_row_of_terms(list(levels), terms))
    caption = element("caption", {}, "Which coefficient varies where")
    return element("table", {"class": "lm-table"}, caption, element("thead", {}, head), element("tbody", {}, *body))


def _cell(has: tuple[bool, ...]) -> Markup:
    words, kind = _HAS[has]
    return element("td", {"class": kind}, words)


_HAS: dict[tuple[bool, ...], tuple[str, str | bool]] = {
    (True, True): ("both", False),
    (True, False): ("first only", "lm-only"),
    (False, True): ("second only", "lm-only"),
    (False, False): ("–", "lm-nothing"),
}


def _differ(level: Group, terms: tuple[Terms, ...]) -> bool:
    """Whether the terms of a grouping factor, which may be written `a:b` or `b:a`, are others in the two models."""
    one, two = ([code.rpartition("|")[0] for code in side.get(level, ())] for side in terms)
    return bool(one and two and one != two)


def _row_of_terms(levels: Sequence[Group], terms: tuple[Terms, ...]) -> Markup:
    """The random terms of each grouping factor that both models have, where they are not the same."""
    cells: list[Markup] = []
    for level in levels:
        lines = [
            element("div", {}, f"{name}: ", element("code", {}, " + ".join(side[level])))
            for name, side in zip(SIDES, terms, strict=True)
            if _differ(level, terms)
        ]
        cells.append(element("td", {"class": "lm-only"} if lines else {}, *lines))
    return element("tr", {}, element("th", {"scope": "row"}, "random terms"), *cells)
