"""The browser tests' browser, for what is opened in one here."""

from __future__ import annotations

from conftest import browser, page, playwright

__all__ = ["browser", "page", "playwright"]
