"""Names that are HTML, LaTeX or script show as text. All of them, in every situation: tests/full/test_injection.py."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from browsing import View
from injecting import Watch, code, declared, known, payloads
from models import write_page

SAMPLE = payloads()[::8]


@pytest.mark.parametrize("make", [known, declared], ids=["with data", "declared"])
def test_names_that_are_code_show_as_text(page: Page, tmp_path: Path, make: type) -> None:
    watch = Watch(page)
    page.goto(write_page(tmp_path / "page.html", [make(text) for text in SAMPLE]))
    assert watch.complaints(".lm-view") == []
    views = page.locator("body > div")
    assert views.count() == len(SAMPLE) >= 10
    for part, text in zip(views.all(), SAMPLE, strict=True):
        view = View(part)
        assert view.root.locator(".lm-code").text_content() == code(text)
        assert text.strip() in (view.equation.text_content() or "")
        view.root.locator(".lm-table label.lm-cell:visible").first.hover()
    assert watch.complaints(".lm-view") == []
