"""Names that are HTML, LaTeX or script show as text. All of them, in every situation: tests/full/test_injection.py."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from browsing import View
from injecting import Watch, are_shown, declared, everywhere, known, payloads
from lme4math.ui.content import Viewable
from models import write_page

SAMPLE = [everywhere(text) for text in payloads()[::8]]


@pytest.mark.parametrize("make", [known, declared], ids=["with data", "declared"])
def test_names_that_are_code_show_as_text(page: Page, tmp_path: Path, make: Callable[..., Viewable]) -> None:
    watch = Watch(page)
    page.goto(write_page(tmp_path / "page.html", map(make, SAMPLE)))
    assert watch.complaints(".lm-view") == []
    assert are_shown(page.locator(".lm-view"), SAMPLE)
    view = View(page.locator("body > div").last)
    view.root.locator(".lm-table label.lm-cell:visible").first.hover()
    view.press("matrix")
    assert watch.complaints(".lm-view") == []
