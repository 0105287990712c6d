"""How long a reader waits in a live notebook: from a click to the second frame that shows its effect.

    python benchmarks/bench_view.py

Starts JupyterLab and Chromium; prints median and worst of 20 in milliseconds. Two frames alone take about 17.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Locator, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser"), str(ROOT / "tests" / "ui")]

from browsing import Notebook, serve  # noqa: E402
from conftest import QUIET, SEED, SETUP, chromium_path  # noqa: E402

TIMES = 20
CLICK = """async (button, [wanted, text]) => {
    const view = button.closest(".lm-explorer"); // a changed model is drawn anew inside it
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    const there = () => text
        ? view.querySelector(".lm-code").textContent.includes(text)
        : view.querySelector(wanted).getClientRects().length > 0;
    const start = performance.now();
    button.click();
    while (!there()) await new Promise((done) => setTimeout(done));
    await frame();
    await frame();
    return performance.now() - start;
}"""
MANY = "import lme4math\nmodel = lme4math.parse('y ~ x + (x | reg)')\nfor _ in range(20): display(model.explore())"


def main() -> None:
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        folder, home = Path(place) / "notebooks", Path(place) / "home"
        folder.mkdir()
        home.mkdir()
        with serve(folder, home) as lab:
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(QUIET))
            page = browser.new_page(viewport={"width": 1280, "height": 1000}, reduced_motion="reduce")
            notebook = Notebook(page, lab, lab.write("bench.ipynb", SETUP, SEED, MANY))
            notebook.run(0)
            view = notebook.run(1).locator(".lm-explorer")
            view.wait_for()
            report("notation", [switch(view, turn) for turn in range(TIMES)])
            report("what-if, through the kernel", [change(view, turn) for turn in range(TIMES)])
            views = notebook.run(2).locator(".lm-explorer")
            views.nth(19).wait_for()
            report("notation, one of 20 views", [switch(views.nth(10), turn) for turn in range(TIMES)])
            browser.close()


def switch(view: Locator, turn: int) -> float:
    """Press another notation."""
    place = (1, 2, 0)[turn % 3]
    button = view.get_by_role("button", name=("expanded", "compact", "matrix")[place], exact=True)
    return float(button.evaluate(CLICK, [f".lm-equation .lm-in-0 > .lm-notation-{place}", ""]))


def change(view: Locator, turn: int) -> float:
    """Press a cell of the table."""
    button = view.get_by_role("button", name="time varies by reg", exact=True)
    wanted = "(1 + time:type | reg)" if turn % 2 == 0 else "(1 + time:type + time | reg)"
    return float(button.evaluate(CLICK, ["", wanted]))


def report(what: str, times: list[float]) -> None:
    print(f"{what:32} median {statistics.median(times):6.1f} ms   worst {max(times):6.1f} ms")


if __name__ == "__main__":
    main()
