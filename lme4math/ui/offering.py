"""What a cell with several models offers beside its view: how they lie to each other, folded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from lme4math.errors import Error
from lme4math.markup import NO_MATHJAX, Markup, element

Comparer = Callable[[Any, Any], Any]
"""`compare(first, second)`, whose result shows itself as HTML and text."""


def comparisons(model: Any, compare: Comparer | None) -> Iterator[dict[str, str]]:
    """The comparisons of the models of one code, by MIME type; those that cannot be made are left out.

    Args:
        model: one of the models.
        compare: what compares two; nothing is offered without.
    """
    if compare is None:
        return
    for places in model.pairs:
        try:
            first, second = map(model.with_model, places)
            comparison = compare(first, second)
        except Error:  # it is an offer, and each model is refused where it is read
            continue
        names = [one.name or f"model {place + 1}" for one, place in zip((first, second), places, strict=True)]
        title = element("summary", {}, f"Compare {names[0]}, the first, with {names[1]}, the second")
        folded = element("details", {"class": f"lm-results {NO_MATHJAX}"}, title, Markup(comparison._repr_html_()))
        plain = {"text/markdown": comparison._repr_markdown_(), "text/plain": comparison.text()}
        yield {"text/html": str(folded), **plain}
