"""What the browser tests are run with, for those that are here."""

from __future__ import annotations

from conftest import browser, lab, page, playwright

__all__ = ["browser", "lab", "page", "playwright"]
