"""What Chromium's DOM says of MathML: reads a JSON list of pieces, writes a JSON list of complaints or nulls."""

from __future__ import annotations

import json
import os
import shutil
import sys

from playwright.sync_api import sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ASK = """piece => {
    const known = new Set(["math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mpadded", "mphantom", "mstyle",
        "mtable", "mtr", "mtd", "msub", "msup", "msubsup", "munder", "mover", "munderover", "mfrac", "msqrt", "mroot"]);
    const arity = {msub: 2, msup: 2, msubsup: 3, munder: 2, mover: 2, munderover: 3, mfrac: 2};
    const parsed = new DOMParser().parseFromString(piece, "application/xml").querySelector("parsererror");
    if (parsed) return parsed.textContent;
    document.body.innerHTML = piece;
    const all = [...document.body.querySelectorAll("*")];
    for (const element of all) {
        const name = element.localName;
        if (!(element instanceof MathMLElement)) return `<${name}> is not MathML`;
        if (!known.has(name)) return `<${name}> is not known`;
        if (name in arity && element.children.length !== arity[name]) return `<${name}> has the wrong number of parts`;
    }
    if (document.body.children.length !== 1) return "it is not one element";
    const seen = document.body.firstElementChild.getBoundingClientRect();
    return seen.width > 0 && seen.height > 0 ? null : "there is nothing to see";
}"""


def browser_path() -> str | None:
    """Where the system's Chromium is."""
    return os.environ.get("LME4MATH_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        answers = [page.evaluate(ASK, piece) for piece in json.load(sys.stdin)]
        browser.close()
    sys.stdout.write(json.dumps(answers))
