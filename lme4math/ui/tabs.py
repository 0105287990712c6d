"""Panels behind tabs, of which one is shown: radios, so that they work without a script."""

from __future__ import annotations

from collections.abc import Iterable

from lme4math.markup import Markup, element, join
from lme4math.records import record


@record
class Tab:
    """A panel and its title; `name` is a class of the panel."""

    name: str
    title: str
    body: Markup


def tabs(these: Iterable[Tab]) -> Markup:
    """The titles in a row, and below it the panel of the one that is chosen, at first the first."""
    filled = [tab for tab in these if tab.body]
    if not filled:
        return Markup("")
    radios = [
        element("label", {}, element("input", _radio(number)), element("span", {}, tab.title))
        for number, tab in enumerate(filled)
    ]
    title = element("legend", {"class": "lm-status"}, "More about the model")
    row = element("fieldset", {"class": "lm-tabs"}, title, *radios)
    panels = (element("div", {"class": f"lm-panel lm-panel-{n} {tab.name}"}, tab.body) for n, tab in enumerate(filled))
    return join((row, *panels))


def _radio(number: int) -> dict[str, str | bool]:
    return {"type": "radio", "name": "lm-tab", "class": f"lm-tab-{number}", "checked": number == 0}
