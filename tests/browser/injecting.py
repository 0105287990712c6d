"""Models whose names try to run, load or break out of something, and a watch that notices if one of them does."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from playwright.sync_api import Dialog, Page, Request, Route

import lme4math
from lme4math.ui.content import Viewable

LIST = Path(__file__).parents[1] / "data" / "injections.txt"
SCRIPT = "top.pwned=1"
HOST = "evil.invalid"
FORBIDDEN = """view => {
    const never = "script, img, iframe, object, embed, link, meta, base, a, video, audio, source, template, " +
        "noscript, body, animate, set, marquee, maction, textarea, title, form form, [href], [src], " +
        "[srcdoc], [action], [autofocus], #pwned, #x";
    const wrong = [...view.querySelectorAll(never)].map(part => part.outerHTML.slice(0, 120));
    for (const part of view.querySelectorAll("*")) {
        for (const { name, value } of part.attributes) {
            if (name.startsWith("on") || /javascript:/i.test(value) && name !== "aria-label" && name !== "title" &&
                name !== "value" && !name.startsWith("data-lm-")) wrong.push(`${part.localName} ${name}=${value}`);
        }
    }
    return wrong;
}"""


@cache
def payloads() -> tuple[str, ...]:
    """The texts of the list, each with a script that leaves a trace."""
    lines = LIST.read_text("utf-8").splitlines()
    return tuple(
        line.replace("PWN", SCRIPT) for line in lines if line and not line.startswith(("# ", "#\n")) and line != "#"
    )


def name(text: str) -> str:
    """A text as a name in R."""
    return "`" + text.replace("\\", "\\\\").replace("`", "\\`") + "`"


def string(text: str) -> str:
    """A text as a string in R."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def code(text: str) -> str:
    """A model in which the text stands wherever a text can: as names, in names, in a call, a string and an argument."""
    fixed = f"{name(text)} + I({name('z ' + text)}^2) + {name('f ' + text)} + I({name('f ' + text)} == {string(text)})"
    bars = f"(1 + {name(text)} | {name('g ' + text)}/{name('h ' + text)})"
    return f"lmer({name('y ' + text)} ~ {fixed} + {bars}, data = {name(text)})"


def data(text: str) -> dict[str, list[object]]:
    """Data for it, with levels of that name."""
    rows = range(12)
    return {
        "y " + text: [float(row * 7 % 5) for row in rows],
        text: [float(row * 5 % 7) for row in rows],
        "z " + text: [float(row) for row in rows],
        "f " + text: [("a", text)[row % 2] for row in rows],
        "g " + text: [f"{text} {row // 4}" for row in rows],
        "h " + text: [f"{row // 2} {text}" for row in rows],
    }


def known(text: str) -> Viewable:
    """The model with data."""
    return lme4math.parse(code(text), data(text))


def declared(text: str) -> Viewable:
    """The model without data, so that its assumptions speak of the names, and its choices hold them."""
    return lme4math.parse(code(text), factors={"f " + text: ["a", text]})


@dataclass
class Watch:
    """What a page did that it must not: dialogs it opened, addresses it asked for."""

    page: Page
    noticed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("dialog", self._dialog)
        self.page.on("request", self._request)
        self.page.route(lambda url: not url.startswith(("file:", "data:", "blob:", "http://127.0.0.1")), Route.abort)

    def _dialog(self, dialog: Dialog) -> None:
        self.noticed.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        if HOST in request.url or request.url.endswith(("/x", "/id")) or request.url.startswith("javascript:"):
            self.noticed.append(f"request: {request.url}")

    def complaints(self, within: str) -> list[str]:
        """All that went wrong, on the page and in these parts of it."""
        self.page.wait_for_timeout(500)  # for what loads or fails to
        ran = [
            f"{frame.url} was run" for frame in self.page.frames if frame.evaluate("window.pwned ?? null") is not None
        ]
        parts = self.page.locator(within)
        assert parts.count(), "there is nothing to look at"
        made = [wrong for part in parts.all() for wrong in part.evaluate(FORBIDDEN)]
        return [*self.noticed, *ran, *made]
