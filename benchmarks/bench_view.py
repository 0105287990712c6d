"""How long a reader waits: from a click to the second frame that shows its effect, and for a page to be there.

    python benchmarks/bench_view.py

Starts JupyterLab and Chromium; prints median and worst in milliseconds, and the processor time of the page for each
act, which other work on the machine hardly changes. Two frames alone take about 17 ms.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

from playwright.sync_api import Browser, ElementHandle, Locator, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser"), str(ROOT / "tests" / "ui")]

import lme4math  # noqa: E402
from browsing import Notebook, Server, serve  # noqa: E402
from conftest import CHROMIUMS, QUIET, SEED, SETUP, browser_path  # noqa: E402

TIMES = 20
PATIENCE = 900_000
CODE = SEED.partition("\n")[2]
MANY = f"""
from time import process_time
start = process_time()
import lme4math
model = lme4math.parse("{CODE}", factors=dict(type=["-", "+"]))
for _ in range(20): display(model.explore())
print("processor", process_time() - start)
"""
FIT = """
%%lmer_math --data sleepstudy --fit
lmer(Reaction ~ Days + (Days | Subject))
"""
CLICK = """async (control, [wanted, text]) => {
    const view = control.closest(".lm-explorer") ?? control.closest(".lm-view"); // what a changed model is drawn in
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    const seen = (part) => part && part.getBoundingClientRect().height > 0;
    const there = () => text
        ? view.querySelector(".lm-code").textContent.includes(text)
        : !wanted || seen(view.querySelector(wanted));
    const start = performance.now();
    control.click();
    while (!there()) await new Promise((done) => setTimeout(done));
    await frame();
    await frame();
    return performance.now() - start;
}"""
TWO_FRAMES = """async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    const start = performance.now();
    await frame();
    await frame();
    return performance.now() - start;
}"""
ALL_DRAWN = "() => document.getElementsByClassName('lm-live').length === 20"
# From the movement of the pointer, as the page hears of it, to the second frame after.
POINT = """() => new Promise((done) => addEventListener("pointermove", (event) => {
    const start = performance.now();
    requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start)));
}, { once: true }))"""
NOTATIONS = ("expanded", "compact", "matrix")
STYLES = ("indexed", "lettered")
NAMES = (*NOTATIONS, *STYLES, "reg")


class Bench:
    """A page, and the clock of its process."""

    def __init__(self, browser: Browser) -> None:
        self.page: Page = browser.new_page(viewport={"width": 1280, "height": 1000}, reduced_motion="reduce")
        self.page.set_default_timeout(PATIENCE)
        self._system = browser.new_browser_cdp_session()

    def processor(self) -> float:
        """The processor time of the pages so far, in milliseconds."""
        found = self._system.send("SystemInfo.getProcessInfo")["processInfo"]
        return float(1000 * sum(one["cpuTime"] for one in found if one["type"] == "renderer"))

    def report(self, what: str, act: Callable[[int], float], times: int = TIMES) -> None:
        """Do something again and again."""
        before = self.processor()
        taken = [act(turn) for turn in range(times)]
        work = (self.processor() - before) / times
        print(f"{what:42} median {statistics.median(taken):7.1f}   worst {max(taken):7.1f}   processor {work:6.0f}")

    def toggles(self, where: str, press: Callable[[str, str], float]) -> None:
        """Every sort of toggle of one view."""
        notation = cycle((1, 2, 0))
        self.report(f"{where}: notation", lambda _: to_notation(press, next(notation)))
        style = cycle((1, 0))
        self.report(f"{where}: style", lambda _: _style(press, next(style)))
        self.report(f"{where}: mark", lambda _: press("reg", ""))

    def hover(self, where: str, view: Locator) -> None:
        """Point at one coefficient after another in the code."""
        view.scroll_into_view_if_needed()
        keys = ("1-1", "2-1", "0-1", "1-2", "2-2")
        self.point_at(f"{where}: hover", [view.locator(f".lm-code .lm-k-{key}").first for key in keys])

    def point_at(self, where: str, parts: list[Locator]) -> None:
        """Point at one part after another."""
        boxes = [part.bounding_box() for part in parts]
        places = [(box["x"] + 2, box["y"] + box["height"] / 2) for box in boxes if box]

        def point(turn: int) -> float:
            self.page.evaluate(f"() => {{ window.pointed = ({POINT})() }}")
            self.page.mouse.move(*places[turn % len(places)])
            return float(self.page.evaluate("() => window.pointed"))

        self.report(where, point)


def to_notation(press: Callable[[str, str], float], place: int) -> float:
    return press(NOTATIONS[place], f".lm-equation > .lm-notation-{place}")


def _style(press: Callable[[str, str], float], place: int) -> float:
    return press(STYLES[place], f".lm-table .lm-in-{place}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--twenty", action="store_true", help="only how long twenty live views take to show")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        path = browser_path("LME4MATH_CHROMIUM", CHROMIUMS)
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        for count in () if options.twenty else (1, 20):
            exported(browser, Path(place), count)
        for levels in () if options.twenty else (24, 48):
            slopes(browser, Path(place), levels)
        with lab_in(Path(place)) as lab:
            for number in range(5):
                showing_many(browser, lab, number)
            if options.twenty:
                return
            live_one(browser, lab, "lab/tree", "JupyterLab, 1 view")
            live_one(browser, lab, "notebooks", "Notebook 7, 1 view")
            live_fit(browser, lab)
            live_many(browser, lab)
        browser.close()


@contextmanager
def lab_in(place: Path) -> Iterator[Server]:
    folder, home = place / "notebooks", place / "home"
    folder.mkdir()
    home.mkdir()
    with serve(folder, home) as lab:
        yield lab


def exported(browser: Browser, place: Path, count: int) -> None:
    """Fragments on a page without any script."""
    html = lme4math.parse(CODE, factors={"type": ["-", "+"]}).html()
    (place / "page.html").write_text(f"<!doctype html><meta charset=utf-8><body>{html * count}", "utf-8")
    bench, where = Bench(browser), f"exported, {count} view" + "s" * (count > 1)

    def load(_: int) -> float:
        start = time.perf_counter()
        bench.page.goto((place / "page.html").as_uri())
        bench.page.evaluate(TWO_FRAMES)
        return 1000 * (time.perf_counter() - start)

    bench.report("two frames", lambda _: float(bench.page.evaluate(TWO_FRAMES)))
    bench.report(f"{where}: loading", load, times=5)
    view = bench.page.locator(".lm-view").nth(count // 2)
    view.scroll_into_view_if_needed()
    boxes = {name: view.get_by_label(name, exact=True).element_handle() for name in NAMES}
    bench.toggles(where, lambda name, wanted: clicked(boxes[name], wanted))
    bench.hover(where, view)
    bench.page.close()


def slopes(browser: Browser, place: Path, levels: int) -> None:
    """Pointing in an exported view of a factor whose effects all vary."""
    html = lme4math.parse("y ~ f + (f | g)", factors={"f": levels}).html()
    (place / "slopes.html").write_text(f"<!doctype html><meta charset=utf-8><body>{html}", "utf-8")
    bench = Bench(browser)
    bench.page.goto((place / "slopes.html").as_uri())
    bench.point_at(f"exported, slopes of {levels} levels: hover", bench.page.locator(".lm-table td").all()[:5])
    bench.page.close()


def live_one(browser: Browser, lab: Server, app: str, where: str) -> None:
    """A live view, alone in its notebook."""
    bench = Bench(browser)
    notebook = Notebook(bench.page, lab, lab.write("one.ipynb", SETUP, SEED), app=app)
    notebook.run(0)
    view = notebook.run(1).locator(".lm-explorer")
    view.locator(".lm-form").wait_for()
    _live(bench, where, view)
    bench.report(f"{where}: what-if", lambda turn: change(view, turn))
    bench.page.close()


def live_fit(browser: Browser, lab: Server) -> None:
    """A live view with numbers, whose model is fitted anew at each press, until the new numbers are there."""
    bench = Bench(browser)
    data = f"{SETUP}\nimport lme4math\nsleepstudy = lme4math.data.sleepstudy()"
    notebook = Notebook(bench.page, lab, lab.write("fit.ipynb", data, FIT.strip()))
    notebook.run(0)
    view = notebook.run(1).locator(".lm-explorer")
    view.locator(".lm-form").wait_for()

    def press(turn: int) -> float:
        wanted = "(1 | Subject)" if turn % 2 == 0 else "(1 + Days | Subject)"
        cell = view.get_by_role("button", name="Days varies by Subject", exact=True)
        return clicked(cell.element_handle(), "", wanted)

    bench.report("JupyterLab, sleepstudy: what-if, refitted", press)
    bench.page.close()


def showing_many(browser: Browser, lab: Server, number: int) -> None:
    """Run the cell of twenty live views in a fresh kernel, and wait until all are there."""
    bench = Bench(browser)
    notebook = Notebook(bench.page, lab, lab.write(f"many{number}.ipynb", MANY))

    def load(_: int) -> float:
        start = time.perf_counter()
        notebook.start(0)
        bench.page.wait_for_function(ALL_DRAWN, polling=100)  # to look for more is work for the page
        bench.page.evaluate(TWO_FRAMES)
        return 1000 * (time.perf_counter() - start)

    bench.report("JupyterLab, 20 views: showing", load, times=1)
    before = bench.processor()
    bench.page.wait_for_timeout(3000)
    kernel = notebook.output(0).locator("pre", has_text="processor").first.inner_text().split()[-1]
    after = bench.processor() - before
    print(f"    processor of the kernel {1000 * float(kernel):.0f}, of the page in the next 3 s {after:.0f}")
    bench.page.close()


def live_many(browser: Browser, lab: Server) -> None:
    """Twenty live views that one cell shows."""
    bench = Bench(browser)
    notebook = Notebook(bench.page, lab, lab.write("many.ipynb", MANY))
    notebook.start(0)
    bench.page.wait_for_function(ALL_DRAWN, polling=100)
    bench.page.wait_for_timeout(3000)
    _live(bench, "JupyterLab, 20 views", notebook.output(0).locator(".lm-explorer").nth(10))
    bench.page.close()


def _live(bench: Bench, where: str, view: Locator) -> None:
    view.scroll_into_view_if_needed()
    # Found beforehand: to look for them is no work of the view.
    buttons = {name: view.locator("button", has_text=name).first.element_handle() for name in NAMES}
    bench.toggles(where, lambda name, wanted: clicked(buttons[name], wanted))
    bench.hover(where, view)


def clicked(control: ElementHandle, wanted: str, text: str = "") -> float:
    return float(control.evaluate(CLICK, [wanted, text]))


def change(view: Locator, turn: int) -> float:
    """Press a cell of the table."""
    wanted = "(1 + time:type | reg)" if turn % 2 == 0 else "(1 + time:type + time | reg)"
    cell = view.get_by_role("button", name="time varies by reg", exact=True)
    return clicked(cell.element_handle(), "", wanted)


if __name__ == "__main__":
    main()
