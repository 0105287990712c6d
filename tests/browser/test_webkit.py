"""The exported page in WebKit, by Debian's `webkit2gtk-driver`; skipped where that or `xvfb` is not installed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from browsing import free_port
from models import MODELS, write_page

DRIVER, DISPLAY = shutil.which("WebKitWebDriver"), shutil.which("Xvfb")
BROWSERS = sorted(map(str, Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser")))
WITHOUT_GRAPHICS = {"WEBKIT_DISABLE_COMPOSITING_MODE": "1", "WEBKIT_DISABLE_DMABUF_RENDERER": "1"}
ROOT_MAY = {"WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"}

pytestmark = pytest.mark.skipif(
    not (DRIVER and DISPLAY and BROWSERS), reason="Debian's WebKitGTK is not here; `check --install` brings it"
)


class WebKit:
    """A session of the WebDriver protocol, of which a page needs four commands."""

    def __init__(self, address: str) -> None:
        self.address = f"{address}/session"
        options = {"binary": BROWSERS[-1], "args": ["--automation"]}
        answer = self.send("", {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}})
        self.address += f"/{answer['sessionId']}"

    def send(self, command: str, body: dict[str, Any], method: str = "POST") -> Any:
        data = json.dumps(body).encode() if method == "POST" else None
        request = urllib.request.Request(f"{self.address}{command}", data, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]

    def run(self, script: str) -> Any:
        return self.send("/execute/sync", {"script": f"return {script}", "args": []})

    def find(self, selector: str) -> dict[str, str]:
        return dict(self.send("/element", {"using": "css selector", "value": selector}))

    def click(self, selector: str) -> None:
        self.send(f"/element/{next(iter(self.find(selector).values()))}/click", {})

    def hover(self, selector: str) -> None:
        move = {"type": "pointerMove", "duration": 0, "origin": self.find(selector), "x": 0, "y": 0}
        mouse = {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": [move]}
        self.send("/actions", {"actions": [mouse]})


@contextmanager
def running(command: list[str], **environment: str) -> Iterator[None]:
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=quiet, stderr=quiet)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebKit]:
    screen, port = f":{90 + os.getpid() % 900}", free_port()
    assert DRIVER
    assert DISPLAY
    with (
        running([DISPLAY, screen, "-screen", "0", "1400x1000x24"]),
        running([DRIVER, f"--port={port}"], DISPLAY=screen, **WITHOUT_GRAPHICS, **ROOT_MAY),
    ):
        webkit = connected(f"http://127.0.0.1:{port}")
        try:
            webkit.send(
                "/url", {"url": write_page(tmp_path_factory.mktemp("webkit") / "page.html", [MODELS["seed"]()])}
            )
            yield webkit
        finally:
            webkit.send("", {}, "DELETE")


def connected(address: str) -> WebKit:
    """A session, as soon as driver and display are up."""
    for _ in range(40):
        try:
            return WebKit(address)
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.25)
    raise RuntimeError("WebKitWebDriver did not start")


SHOWN = """[...document.querySelectorAll(".lm-equation > .lm-notation")]
    .map(one => one.checkVisibility() && getComputedStyle(one).contentVisibility !== "hidden")"""
TIPS = """[...document.querySelectorAll(".lm-legend tbody tr")]
    .filter(row => row.checkVisibility() && getComputedStyle(row).display !== "none").map(row => row.innerText)"""


def test_each_toggle_shows_its_notation(page: WebKit) -> None:
    for place in (1, 2, 0):
        page.click(f".lm-controls .lm-pick-{place}")
        assert [number for number, seen in enumerate(page.run(SHOWN)[:3]) if seen] == [place]
        height = page.run(
            f"document.querySelector('.lm-equation > .lm-notation-{place}').getBoundingClientRect().height"
        )
        assert height > 100


def test_what_is_pointed_at_is_lit_and_says_what_it_is(page: WebKit) -> None:
    page.hover(".lm-table td.lm-k-1-0")
    assert any("population slope of time" in tip for tip in page.run(TIPS))
    lit = "getComputedStyle(document.querySelector('.lm-equation > .lm-notation-0 .lm-k-1-0')).outlineStyle"
    assert page.run(lit) == "solid"


def test_levels_have_their_lines_and_marks_go_with_the_toggle(page: WebKit) -> None:
    styles = "[...document.querySelectorAll('.lm-controls .lm-name')].map(one => getComputedStyle(one)"
    assert len(set(page.run(f"{styles}.textDecorationStyle)"))) == 3
    assert set(page.run(f"{styles}.textDecorationLine)")) == {"underline"}
    symbol = "document.querySelector('.lm-equation > .lm-notation-0 .lm-lv-1:not(.lm-around)')"
    line = f"getComputedStyle({symbol}).borderBottomStyle"
    assert page.run(line) == "dotted"
    page.click(".lm-controls .lm-mark-1")
    assert page.run(line) == "none"
    page.click(".lm-controls .lm-mark-1")
