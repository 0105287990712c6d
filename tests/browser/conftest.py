"""Real parts, shared by the situations: browsers, a JupyterLab server, and a notebook that was run and saved in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from browsing import SOON, Notebook, Server, View, serve

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FIREFOXES = ("firefox-esr", "firefox")
QUIET = (
    "--no-sandbox",  # Chromium refuses to run as root with it
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
SETUP = "%load_ext lme4math"
SEED = (
    "%%lmer_math --factor type=-,+\n"
    "lmer(prevalence ~ time + time:type + (1 + time + type:time | reg) + (1 + time + type:time | reg:spp))"
)
MISTAKE = "%%lmer_math\nlmer(prevalence ~ time + * (1 | reg))"

expect.set_options(timeout=SOON)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """One browser at a time: all tests of this folder go to the same worker; and those of Chromium are for Chromium."""
    here = Path(__file__).parent
    own = [item for item in items if here in item.path.parents]
    for item in own:
        item.add_marker(pytest.mark.xdist_group("browser"))
    if config.getoption("--in-browser") != "chromium":
        others = [item for item in own if item.get_closest_marker("chromium")]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in others]


def browser_path(variable: str, names: tuple[str, ...]) -> str | None:
    return os.environ.get(variable) or next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


def chromium(playwright: Playwright) -> Browser:
    path = browser_path("LME4MATH_CHROMIUM", CHROMIUMS)
    return playwright.chromium.launch(executable_path=path, args=list(QUIET))


def installed_firefox(playwright: Playwright) -> Browser:
    """Firefox as it is installed: in this channel Playwright speaks WebDriver BiDi and needs no build of its own."""
    path = browser_path("LME4MATH_FIREFOX", FIREFOXES)
    return playwright.firefox.launch(channel="moz-firefox", executable_path=path)


BROWSERS = {"chromium": chromium, "firefox": installed_firefox}


@pytest.fixture(scope="session")
def browser(playwright: Playwright, pytestconfig: pytest.Config) -> Iterator[Browser]:
    browser = BROWSERS[pytestconfig.getoption("--in-browser")](playwright)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def firefox(playwright: Playwright) -> Iterator[Browser]:
    firefox = installed_firefox(playwright)
    yield firefox
    firefox.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(30_000)
    yield page
    context.close()


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serve(tmp_path_factory.mktemp("notebooks"), tmp_path_factory.mktemp("home")) as server:
        yield server


@pytest.fixture(scope="session")
def saved(lab: Server, browser: Browser) -> str:
    """A notebook that its owner ran, saved without widget state (as JupyterLab does) and closed."""
    page = browser.new_page()
    notebook = Notebook(page, lab, lab.write("saved.ipynb", SETUP, SEED))
    notebook.run(0)
    View(notebook.run(1))
    notebook.save()
    notebook.stop_kernel()  # a kernel that runs on would give the widgets back
    page.close()
    assert "widgets" not in lab.read("saved.ipynb").metadata
    return "saved.ipynb"
