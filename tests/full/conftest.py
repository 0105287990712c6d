"""What the browser tests are run with, for those that are here; and the site, built once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright

from conftest import CHROMIUMS, FIREFOXES, QUIET, browser, browser_path, lab, page, playwright
from tests.full.environments import ROOT, run

__all__ = ["browser", "lab", "opened", "page", "playwright", "site_folder"]


@pytest.fixture(scope="session")
def site_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, in a folder of a folder, as it is where several projects are published."""
    target = tmp_path_factory.mktemp("built") / "lme4math"
    run(sys.executable, "run.py", "site", "--output", target, folder=ROOT)
    return target


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def opened(request: pytest.FixtureRequest, playwright: Playwright) -> Iterator[Browser]:
    """Each browser in its turn."""
    if request.param == "chromium":
        path = browser_path("LME4MATH_CHROMIUM", CHROMIUMS)
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
    else:
        path = browser_path("LME4MATH_FIREFOX", FIREFOXES)
        browser = playwright.firefox.launch(channel="moz-firefox", executable_path=path)
    yield browser
    browser.close()
