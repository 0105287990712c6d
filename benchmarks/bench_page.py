"""The page that reads code in the browser: from its address to the first equations, and from a paste to the next ones.

    python3 run.py site --only try
    python benchmarks/bench_page.py [--site FOLDER] [--turns N]

Serves the built page on this machine, in Chromium and Firefox. The first load of a browser brings all files; the loads
that are timed find them in the browser's cache, as a reader does who comes again. A later model is timed from the paste
to the second frame after its view is there. Between them, keys are typed while Python reads: the longest time from a
key to the next frame is what a reader would see as stutter.

Goals: at most 8 MB of files, 4 s to the first model, 0.7 s to a later one.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from statistics import median
from urllib.parse import quote

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser")]

from conftest import CHROMIUMS, FIREFOXES, QUIET, browser_path  # noqa: E402
from tests.full.serving import served  # noqa: E402

SEED = "lmer(prevalence ~ time + time:type + (1 + time + type:time | reg) + (1 + time + type:time | reg:spp))"
LATER = (
    "lmer(y ~ x + (x | g))",
    "glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), family = binomial)",
    SEED,
    "lmer(rt ~ cond * freq + (1 + cond + freq | subj) + (1 + freq | item))",
)
PASTED = """code => new Promise(done => {
    const area = document.getElementById("code"), view = document.getElementById("view");
    const start = performance.now();
    const seen = new MutationObserver(() => {
        seen.disconnect();
        requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start)));
    });
    seen.observe(view, { childList: true });
    area.value = code;
    area.dispatchEvent(new InputEvent("input", { inputType: "insertFromPaste", bubbles: true }));
})"""
TYPED = """async code => {
    const area = document.getElementById("code");
    let longest = 0;
    for (let end = 1; end <= code.length; end++) {
        const start = performance.now();
        area.value = code.slice(0, end);
        area.dispatchEvent(new InputEvent("input", { inputType: "insertText", bubbles: true }));
        await new Promise((done) => requestAnimationFrame(done));
        longest = Math.max(longest, performance.now() - start);
        await new Promise((done) => setTimeout(done, end % 10 ? 20 : 300)); // a pause, so that Python reads
    }
    return longest;
}"""


def first_model(page: Page, address: str) -> float:
    """Seconds from the address to the equations."""
    page.goto("about:blank")
    page.goto(f"{address}#code={quote(SEED)}")
    page.wait_for_selector("#view .lm-view")
    return float(page.evaluate("performance.now()")) / 1e3


def timed(browser: Browser, address: str, turns: int) -> str:
    page = browser.new_context(viewport={"width": 1280, "height": 1000}).new_page()
    page.set_default_timeout(120_000)
    cold = first_model(page, address)
    first = [first_model(page, address) for _ in range(turns)]
    later = [float(page.evaluate(PASTED, code)) / 1e3 for _ in range(turns) for code in LATER]
    frame = float(page.evaluate(TYPED, SEED))
    return (
        f"first {cold:5.2f} s, from the cache {median(first):5.2f} s (worst {max(first):.2f}); "
        f"later {median(later):5.2f} s (worst {max(later):.2f}); longest frame while typing {frame:.0f} ms"
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--site", type=Path, default=ROOT / "build" / "site" / "try", help="the built page")
    options.add_argument("--turns", type=int, default=5)
    chosen = options.parse_args()
    weight = sum(path.stat().st_size for path in chosen.site.rglob("*") if path.is_file())
    print(f"all files: {weight / 1e6:.2f} MB")
    with served(chosen.site) as url, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=browser_path("LME4MATH_CHROMIUM", CHROMIUMS), args=list(QUIET)
        )
        print("Chromium:", timed(chromium, f"{url}/index.html", chosen.turns), flush=True)
        chromium.close()
        path = browser_path("LME4MATH_FIREFOX", FIREFOXES)
        firefox = playwright.firefox.launch(channel="moz-firefox", executable_path=path)
        print("Firefox:", timed(firefox, f"{url}/index.html", chosen.turns), flush=True)
        firefox.close()


if __name__ == "__main__":
    main()
