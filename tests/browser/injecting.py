"""Models whose names try to run, load or break out of something, and a watch that notices if one of them does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from playwright.sync_api import Dialog, Locator, Page, Request, Route

import lme4math
from lme4math.ui.content import Viewable

LIST = Path(__file__).parents[1] / "recorded" / "injections.txt"
SCRIPT = "top.pwned=1"
HOST = "evil.invalid"
FORBIDDEN = """view => {
    const never = "script, img, iframe, object, embed, link, meta, base, a, video, audio, source, template, " +
        "noscript, body, animate, set, marquee, maction, title, form form, [href], [src], " +
        "textarea:not(.lm-own > label > textarea), [srcdoc], [action], [autofocus], #pwned, #x";
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


PLACES = 9
"""The places of a model where a text can stand: see `code`."""


def everywhere(text: str) -> tuple[str, ...]:
    """One text for all places."""
    return (text,) * PLACES


def one_each() -> tuple[tuple[str, ...], ...]:
    """All texts of the list, a few for each model; the last model has some that the first has."""
    texts = payloads() + payloads()[: -len(payloads()) % PLACES]
    return tuple(texts[start : start + PLACES] for start in range(0, len(texts), PLACES))


def code(texts: tuple[str, ...]) -> str:
    """A model in which the texts stand as names, in names, in a call, as a string and as an argument."""
    response, slope, inner, factor, _, literal, high, low, frame = texts
    fixed = [
        name(slope),
        f"I({name('z ' + inner)}^2)",
        name("f " + factor),
        f"I({name('f ' + factor)} == {string(literal)})",
    ]
    bars = f"(1 + {name(slope)} | {name('g ' + high)}/{name('h ' + low)})"
    return f"lmer({name('y ' + response)} ~ {' + '.join(fixed)} + {bars}, data = {name(frame)})"


def data(texts: tuple[str, ...]) -> dict[str, list[object]]:
    """Data for it, with levels of these names."""
    response, slope, inner, factor, level, literal, high, low, _ = texts
    rows = range(12)
    return {
        "y " + response: [float(row * 7 % 5) for row in rows],
        slope: [float(row * 5 % 7) for row in rows],
        "z " + inner: [float(row) for row in rows],
        "f " + factor: [("a" + level, literal)[row % 2] for row in rows],
        "g " + high: [f"{level} {row // 4}" for row in rows],
        "h " + low: [f"{row // 2} {level}" for row in rows],
    }


def known(texts: tuple[str, ...]) -> Viewable:
    """The model with data."""
    return lme4math.parse(code(texts), data(texts))


def declared(texts: tuple[str, ...]) -> Viewable:
    """The model without data, so that its assumptions speak of the names, and its choices hold them."""
    _, _, _, factor, level, literal, *_ = texts
    return lme4math.parse(code(texts), factors={"f " + factor: ["a" + level, literal]})


def are_shown(views: Locator, models: Sequence[tuple[str, ...]]) -> bool:
    """Whether each view has its code, and the names of its response and its groups, as they are."""
    pieces = views.evaluate_all(
        """views => views.map(view =>
            [".lm-code", ".lm-lines", ".lm-controls, .lm-choosable"]
                .map(part => view.querySelector(part).textContent))"""
    )
    return len(pieces) == len(models) and all(
        shown == code(texts) and texts[0].strip() in equation and texts[6] in controls
        for (shown, equation, controls), texts in zip(pieces, models, strict=True)
    )


@dataclass
class Watch:
    """What a page did that it must not: dialogs it opened, addresses it asked for."""

    page: Page
    noticed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("dialog", self._dialog)
        self.page.on("request", self._request)
        self.page.route(lambda url: not url.startswith(("file:", "data:", "blob:", "http://127.0.0.1")), _refuse)

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


def _refuse(route: Route) -> None:
    route.abort()
