"""Long names: a left side stands above its line where it has no room beside it; names break between their words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

import lme4math
from browsing import View
from models import write_page

HOSPITAL = (
    "lmer(length_of_stay_days ~ age_at_admission_yrs + charlson_comorbidity + emergency_admission1 + "
    "surgical_procedure_x + baseline_creatinine + weekend_discharge_xx + (1 + age_at_admission_yrs | "
    "hospital_identifier) + (1 | ward_identifier) + (1 | surgeon_identifier))"
)
LINES = """lines => [...lines.children].filter(line => line.firstChild.firstChild
    && getComputedStyle(line).display !== "none").map(line => {
    const [left, right] = [...line.children].map(side => [...side.querySelectorAll("math")]
        .filter(one => one.checkVisibility()).map(one => one.getBoundingClientRect()));
    return {
        apart: left[0].bottom <= right[0].top, left: left[0].width, widest: Math.max(...right.map(one => one.width)),
        right: Math.max(...right.map(one => one.right)),
    };
})"""
EM = {700: 16, 560: 16, 480: 16, 900: 17, 1280: 20}
WORDS = """names => names.flatMap(name => [...name.childNodes].filter(part => part.data).map(word => {
    const range = document.createRange();
    range.selectNodeContents(word);
    return [word.data, range.getClientRects().length];
}))"""


@pytest.fixture
def view(page: Page, tmp_path: Path) -> View:
    page.goto(write_page(tmp_path / "page.html", [lme4math.parse(HOSPITAL)]))
    return View(page.locator("body"))


def lines(view: View, notation: str) -> list[dict[str, Any]]:
    view.press(notation)
    return list(view.equation.evaluate(LINES))


@pytest.mark.parametrize("width", EM)
@pytest.mark.parametrize("notation", ["expanded", "compact"])
def test_a_left_side_has_a_line_of_its_own_where_it_is_long_for_the_page(view: View, width: int, notation: str) -> None:
    view.page.set_viewport_size({"width": width, "height": 900})
    for line in lines(view, notation):
        fits = line["left"] + line["widest"] + 3 * EM[width] < 0.75 * width and line["left"] < 0.27 * width
        assert not (line["apart"] and fits and line["left"] < 13 * EM[width]), line
        assert line["right"] <= width, line


def test_a_short_left_side_is_beside_its_line_on_a_narrow_page_and_a_long_one_above_it(view: View) -> None:
    view.page.set_viewport_size({"width": 480, "height": 900})
    assert [line["apart"] for line in lines(view, "expanded")] == [True, False, False, False, False]
    view.page.set_viewport_size({"width": 700, "height": 900})
    assert not any(line["apart"] for line in lines(view, "expanded"))


@pytest.mark.parametrize("width", [700, 480])
def test_names_in_the_table_break_between_words(view: View, width: int) -> None:
    view.page.set_viewport_size({"width": width, "height": 900})
    words = view.root.locator(".lm-table tbody th code").evaluate_all(WORDS)
    assert ["admission_", 1] in words
    assert {lines for _, lines in words} == {1}
