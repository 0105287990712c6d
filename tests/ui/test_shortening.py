"""A view in fewer characters, as a notebook stores it: for a browser it is the same."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given, strategies as st

from lme4math.markup import element
from lme4math.ui.shortening import shortened

ENDED = {"td", "th", "tr", "tbody", "thead", "li"}


class Read(HTMLParser):
    """What a browser is told: elements with their attributes, text, and ends that it could not guess."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.told: list[object] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.told.append((tag, attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag not in ENDED:
            self.told.append(tag)

    def handle_data(self, data: str) -> None:
        self.told.append([data])


@given(st.text(alphabet=" \"'`=<>/&abc\n\u2028", max_size=8))
def test_every_value_is_read_as_it_was_written(value: str) -> None:
    html = element("p", {"title": value, "class": "a", "hidden": True}, "x")
    assert Read(shortened(html)).told == Read(html).told


@pytest.mark.parametrize(
    ("html", "short"),
    [
        ('<path d="M1"/>', "<path d='M1'/>"),
        ('<a href="b/">', "<a href=b/>"),
        ('<p class="">', "<p class=''>"),
        ("<tr><td>a</td><td>b</td></tr></tbody></table>", "<tr><td>a<td>b</table>"),
        ("<ul><li>a</li><li>b</li></ul>", "<ul><li>a<li>b</ul>"),
        ("<mtr><mtd>a</mtd></mtr>", "<mtr><mtd>a</mtd></mtr>"),
        ("<table><tr><td>a</td></tr></table> text", "<table><tr><td>a</table> text"),
    ],
)
def test_ends_and_quotes_that_html_does_not_ask_for_are_left_out(html: str, short: str) -> None:
    assert shortened(html) == short
