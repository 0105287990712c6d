"""A toggle beside peers: the same equations switched by our view, by ipywidgets' HTMLMath, and by KaTeX.

    python3 run.py check tests/test_layers.py    # brings KaTeX, once
    python benchmarks/bench_toggle.py

Starts JupyterLab and Chromium. A time is from the click to the second frame after the new mathematics is on the page,
in milliseconds, of the seed formula between its expanded and compact notation. HTMLMath is set by the kernel, as it
must be where a Python program decides what is shown; KaTeX typesets in a plain page, with its styles there already.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench_view import CODE, SETUP, Bench, clicked, lab_in, to_notation
from playwright.sync_api import Browser, sync_playwright

import lme4math
from browsing import Notebook, Server
from conftest import CHROMIUMS, QUIET, SEED, browser_path

KATEX = Path(__file__).resolve().parents[1] / ".engines" / "node_modules" / "katex" / "dist"
HTML_MATH = """
import ipywidgets as widgets
texts = dict(expanded={expanded!r}, compact={compact!r})
shown, toggle = widgets.HTMLMath(texts["expanded"]), widgets.ToggleButtons(options=list(texts))
toggle.observe(lambda change: setattr(shown, "value", texts[change.new]), "value")
display(toggle, shown)
"""
# Until something typeset stands there that was not there before, and then two frames.
TYPESET = """async (button, [place, typeset]) => {
    const root = document.querySelector(place);
    const old = new Set(root.querySelectorAll(typeset));
    const start = performance.now();
    button.click();
    const fresh = () => [...root.querySelectorAll(typeset)].some((one) => !old.has(one) && one.offsetHeight > 0);
    while (!fresh()) await new Promise((done) => setTimeout(done));
    for (const _ of [1, 2]) await new Promise((done) => requestAnimationFrame(done));
    return performance.now() - start;
}"""
PAGE = """<!doctype html><meta charset=utf-8><link rel=stylesheet href="{katex}/katex.min.css">
<script src="{katex}/katex.min.js"></script><button>next</button><div id=shown></div><script>
const texts = {texts};
let turn = 0;
const draw = () => katex.render(texts[turn++ % 2], document.getElementById("shown"), {{ displayMode: true }});
document.querySelector("button").addEventListener("click", draw);
draw();
</script>"""


def latex() -> dict[str, str]:
    """The LaTeX of the two notations."""
    model = lme4math.parse(CODE, factors={"type": ["-", "+"]})
    return {name: model.equations(name).latex(notes=False) for name in ("expanded", "compact")}


def ours(bench: Bench, lab: Server) -> Callable[[int], float]:
    """A live view of ours."""
    notebook = Notebook(bench.page, lab, lab.write("ours.ipynb", SETUP, SEED))
    notebook.run(0)
    view = notebook.run(1).locator(".lm-explorer")
    view.locator(".lm-form").wait_for()
    names = ("expanded", "compact")
    buttons = {name: view.locator("button", has_text=name).first.element_handle() for name in names}
    return lambda turn: to_notation(lambda name, wanted: clicked(buttons[name], wanted), (turn + 1) % 2)


def html_math(bench: Bench, lab: Server) -> Callable[[int], float]:
    """ipywidgets' HTMLMath, with toggle buttons."""
    texts = {name: f"$${text}$$" for name, text in latex().items()}
    notebook = Notebook(bench.page, lab, lab.write("html_math.ipynb", HTML_MATH.format(**texts)))
    output = notebook.run(0)
    output.locator(".widget-htmlmath :is(mjx-container, .MathJax)").first.wait_for()
    buttons = [button.element_handle() for button in output.locator(".widget-toggle-button").all()]
    what = [".widget-htmlmath", "mjx-container, .MathJax"]
    return lambda turn: float(buttons[(turn + 1) % 2].evaluate(TYPESET, what))


def katex(bench: Bench, place: Path) -> Callable[[int], float]:
    """A plain page with KaTeX."""
    page = place / "katex.html"
    page.write_text(PAGE.format(katex=KATEX.as_uri(), texts=json.dumps(list(latex().values()))), "utf-8")
    bench.page.goto(page.as_uri())
    button = bench.page.locator("button").element_handle()
    bench.page.evaluate("document.fonts.ready")
    return lambda _: float(button.evaluate(TYPESET, ["#shown", ".katex"]))


def run(browser: Browser, what: str, act: Callable[[Bench], Callable[[int], float]]) -> None:
    bench = Bench(browser)
    press = act(bench)
    press(0)  # the first typesets or lays out what later ones keep
    press(1)
    bench.report(what, press)
    bench.page.close()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = browser_path("LME4MATH_CHROMIUM", CHROMIUMS)
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        place = Path(folder)
        with lab_in(place) as lab:
            run(browser, "lme4math, JupyterLab", lambda bench: ours(bench, lab))
            run(browser, "HTMLMath, JupyterLab", lambda bench: html_math(bench, lab))
        run(browser, "KaTeX, a plain page", lambda bench: katex(bench, place))
        browser.close()


if __name__ == "__main__":
    main()
