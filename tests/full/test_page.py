"""The page that reads models in the browser: built, served as files, and used with all other addresses blocked.

    python3 run.py full tests/full/test_page.py

What needs numpy and scipy in the browser is not seen here: their builds for it are in no registry of packages.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

import lme4math
from acts import LEVELS, refuse_the_network
from browsing import View
from lme4math.answering import answer
from tests import oracle
from tests.full.environments import ROOT, run
from tests.full.serving import served

pytestmark = pytest.mark.xdist_group("browser")

PATIENCE = 300_000  # on a machine with much to do, a Python in WebAssembly takes long to begin
LARGEST = 8_000_000  # bytes of all files, where the server packs nothing
SEED = {
    "code": "lmer(prevalence ~ time + time:type + (1 + time + type:time | reg) + (1 + time + type:time | reg:spp))",
    "factors": "type=-,+",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("built") / "try"
    run(sys.executable, "scripts/build_page.py", "--output", target, folder=ROOT)
    return target


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with served(folder) as url:
        yield f"{url}/index.html"


@pytest.fixture
def page(opened: Browser) -> Iterator[Page]:
    context = opened.new_context(viewport={"width": 1280, "height": 1000}, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    context.close()


def linked(address: str, **state: str) -> str:
    return f"{address}#{urlencode(state)}"


def shown(page: Page) -> View:
    """The view, once it is there."""
    expect(page.locator("#view .lm-view")).to_be_visible(timeout=PATIENCE)
    return View(page.locator("#view"))


def test_all_that_a_browser_may_load_is_small(folder: Path) -> None:
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) <= LARGEST


def test_a_link_shows_its_model_and_nothing_is_asked_of_others(page: Page, address: str) -> None:
    asked = refuse_the_network(page)
    page.goto(linked(address, **SEED, notation="compact", style="lettered"))
    view = shown(page)
    assert view.root.locator(".lm-pick-1").is_checked()
    assert view.root.locator(".lm-style-1").is_checked()
    assert [view.is_marked(level) for level in LEVELS.values()] == [False, True, True]
    view.press("matrix")
    assert "notation=matrix" in page.url
    assert asked == []


def test_the_page_and_its_worker_may_speak_to_no_other_address(opened: Browser, page: Page, address: str) -> None:
    page.goto(address)
    shown(page)
    other = address.replace("127.0.0.1", "localhost")  # the same server, which is another to browsers
    try_it = f"() => fetch('{other}', {{mode: 'no-cors'}}).then(() => 'sent', () => 'refused')"
    assert page.evaluate(try_it) == "refused"
    if opened.browser_type.name == "chromium":  # in workers of Firefox, Playwright evaluates nothing
        assert [worker.evaluate(try_it) for worker in page.workers] == ["refused"]
    page.goto(address.replace("index.html", "sizes.json"))
    assert page.evaluate(try_it) == "sent"


def test_what_is_wrong_is_shown_at_its_place_and_as_text(page: Page, address: str) -> None:
    page.goto(linked(address, code="lmer(y ~ x + (1 | g"))
    expect(page.locator("#problem .lm-carets")).to_contain_text("^", timeout=PATIENCE)
    page.locator("#code").fill("lmer(y ~ `<img src=x onerror=document.title=1>` + (1 | g))")
    assert "<img" in shown(page).root.locator(".lm-code").inner_text()
    expect(page.locator("#view img")).to_have_count(0)
    expect(page.locator("#problem")).to_be_empty()


def test_numbers_are_read_from_a_summary(page: Page, address: str) -> None:
    page.goto(linked(address, code=summary()))
    view = shown(page)
    assert view.root.locator(".lm-style-1").is_checked(), "numbers are shown at first"
    expect(view.equation).to_contain_text("0.65")


def test_models_of_a_script_are_chosen_and_a_comparison_says_what_it_needs(page: Page, address: str) -> None:
    page.goto(linked(address, code="m0 <- lmer(y ~ x + (1 | g))\nm1 <- update(m0, . ~ . + (0 + x | h))\nanova(m0, m1)"))
    shown(page)
    page.locator("#model").select_option("m1")
    expect(page.locator("#view .lm-table")).to_contain_text("h")
    assert "model=1" in page.url
    page.locator("#comparing summary").click()
    page.locator("#compare").click()
    expect(page.locator("#comparison")).to_contain_text("numpy", timeout=PATIENCE)


def test_an_equation_is_checked(page: Page, address: str) -> None:
    page.add_init_script("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    right = "y_ij = b0 + b1 * x_ij + u_j + e_ij, u_j ~ N(0, t^2), e_ij ~ N(0, s^2)"
    page.goto(linked(address, code="lmer(y ~ x + (1 | g))", equation=right))
    expect(page.locator("#verdict")).to_contain_text("Your equation is the model of the code.", timeout=PATIENCE)
    page.locator("#code").fill("lmer(y ~ x + (x | g))")
    expect(page.locator("#verdict.wrong")).to_be_visible()
    page.evaluate("scrollTo(0, 0)")
    expect(page.locator("#judged")).to_be_in_viewport()
    expect(page.locator("#judged")).to_contain_text("Your equation is not the model of the code")
    page.get_by_role("button", name="To the check").click()
    expect(page.locator("#verdict .lm-answer")).to_be_in_viewport()
    page.locator("#verdict").get_by_text("LaTeX that is right").click()
    page.locator("#verdict").get_by_role("button", name="Copy").click()
    expect(page.locator("#verdict .lm-copy")).to_contain_text("Copied")
    assert page.evaluate("window.copied") == lme4math.check(right, "lmer(y ~ x + (x | g))").mended()


def test_what_is_copied_is_what_python_writes(page: Page, address: str) -> None:
    page.add_init_script("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    page.goto(linked(address, code="lmer(y ~ x + (x | g))", notation="compact"))
    shown(page)
    wanted = answer({"kind": "forms", "text": "lmer(y ~ x + (x | g))", "notation": "compact"})
    for form in ("latex", "mathml", "typst"):
        page.locator(f"[data-form={form}]").click()
        page.wait_for_function("wanted => window.copied === wanted", arg=wanted[form])
    page.locator("[data-form=svg]").click()
    page.wait_for_function("() => window.copied.startsWith('<svg')")
    picture = page.context.new_page()
    picture.set_content(f"<body>{page.evaluate('window.copied')}")
    box = picture.locator("svg math").first.bounding_box()
    assert box
    assert box["width"] > 20


ANSWERS = """questions => new Promise((done, failed) => {
    const worker = new Worker("worker.js", { type: "module" });
    const answers = [];
    worker.onmessage = ({ data: { number, told, failed: why } }) => {
        if (why) failed(why);
        if (told) answers[number] = told;
        if (number === questions.length - 1) { worker.terminate(); done(answers); }
    };
    questions.forEach((question, number) => worker.postMessage({ number, question }));
})"""


def test_the_view_is_that_of_cpython_for_every_designed_case(page: Page, address: str) -> None:
    page.goto(address)
    questions = [{"kind": "view", "text": case["call"]} for case in oracle.designed_cases()]
    answers = page.evaluate(ANSWERS, questions)
    assert len(answers) == len(questions)
    for question, there in zip(questions, answers, strict=True):
        assert there == answer(question), question


def summary() -> str:
    texts: dict[str, Any] = oracle.designed_fits()[0]["texts"]
    return str(next(iter(texts.values())))
