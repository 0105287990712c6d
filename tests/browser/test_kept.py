"""What a reader changed is kept: in the variable of the model, and in the notebook that is saved and opened again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from browsing import Notebook, Server, View, seen
from conftest import SETUP

MODEL = "%%lmer_math --out m\nlmer(y ~ x + (1 + x | g))"
CELL = "x varies by g"


def press(view: View) -> None:
    view.root.get_by_role("button", name=CELL, exact=True).click()


def until_saved(server: Server, notebook: Notebook, wanted: str) -> None:
    """Save until the still view is what the live one shows; it follows a moment later."""
    for _ in range(20):
        notebook.save()
        still = server.read("kept.ipynb").cells[1].outputs[1].data["text/html"]
        if wanted in re.sub("<[^>]*>", "", still):
            return
        notebook.page.wait_for_timeout(500)
    raise AssertionError("the saved notebook does not hold what was changed")


def test_a_saved_notebook_opens_with_the_model_notation_and_marks_that_were_chosen(lab: Server, page: Page) -> None:
    notebook = Notebook(page, lab, lab.write("kept.ipynb", SETUP, MODEL, "print(m)"))
    notebook.run(0)
    view = View(notebook.run(1))
    view.press("compact")
    view.press("lettered")
    view.press("population")
    press(view)
    expect(view.root.locator(".lm-code")).to_have_text("lmer(y ~ x + (1 | g))")
    expect(notebook.run(2)).to_contain_text("<lme4math.Model lmer: y ~ x + (1 | g)>")
    until_saved(lab, notebook, "lmer(y ~ x + (1 | g))")
    assert view.is_live
    expect(notebook.output(1).locator(".lm-still .lm-form")).to_have_count(0)  # the new one gives way as the first did
    shown = seen(view.equation)
    notebook.stop_kernel()

    page.goto("about:blank")
    again = View(Notebook(page, lab, "kept.ipynb").output(1))
    assert not again.is_live
    expect(again.root.locator(".lm-code")).to_have_text("lmer(y ~ x + (1 | g))")
    assert seen(again.equation) == shown
    assert again.is_marked(0)
    for choice in ("compact", "lettered", "population"):
        expect(again.root.get_by_label(choice, exact=True)).to_be_checked()


@pytest.fixture
def restarted(lab: Server, page: Page) -> View:
    """A view whose kernel was restarted."""
    notebook = Notebook(page, lab, lab.write("restarted.ipynb", SETUP, MODEL))
    notebook.run(0)
    view = View(notebook.run(1))
    notebook.menu("Kernel", "Restart Kernel…")
    page.locator(".jp-Dialog button", has_text="Restart").click()
    expect(view.within.locator(".jupyter-widgets-disconnected").first).to_be_attached()
    return view


def icons(part: Locator) -> list[str]:
    """What is drawn before each part of a view that lost its kernel, and is seen."""
    drawn = "parts => parts.map(part => getComputedStyle(part, '::before')).filter(one => one.display !== 'none')"
    return list(part.evaluate_all(f"{drawn.removesuffix(')')}).map(one => one.content).filter(one => one !== 'none')"))


def test_after_a_restart_nothing_is_disfigured_and_toggles_work_on(restarted: View) -> None:
    lost = restarted.within.locator(".jupyter-widgets-disconnected:not(button)")
    assert icons(lost) == []
    pills = restarted.within.locator("button.jupyter-widgets-disconnected")
    drawn = pills.evaluate_all("all => all.map(one => getComputedStyle(one, '::before').width)")
    assert set(drawn) <= {"13px", "auto"}, "the circle or box of a toggle, and no icon"
    first = seen(restarted.equation)
    restarted.press("matrix")
    assert seen(restarted.equation) != first
    press(restarted)
    expect(restarted.root.locator(".lm-problem")).to_have_text(
        re.compile("The kernel was restarted.*run the cell again")
    )


def test_that_the_kernel_is_late_is_not_said_when_it_has_answered(lab: Server, page: Page) -> None:
    notebook = Notebook(page, lab, lab.write("late.ipynb", SETUP, MODEL, "import time; time.sleep(8)"))
    notebook.run(0)
    view = View(notebook.run(1))
    notebook.start(2)
    press(view)
    problem = view.root.locator(".lm-problem")
    expect(problem).to_have_text("The kernel has not answered yet: it is busy, or has stopped.")
    expect(view.root.locator(".lm-code")).to_have_text("lmer(y ~ x + (1 | g))")
    expect(problem).to_be_empty()


def test_a_change_that_takes_long_shows_that_it_is_made_and_can_be_stopped(lab: Server, page: Page) -> None:
    slow = "import lme4math, time\ndef late(model, *_): time.sleep(SECONDS); return edit(model, *_)"
    slow += "\nSECONDS = 600; edit = lme4math.Model.with_effect; lme4math.Model.with_effect = late"
    notebook = Notebook(page, lab, lab.write("slow.ipynb", SETUP, slow, MODEL, "SECONDS = 3"))
    notebook.run(0)
    notebook.run(1)
    view = View(notebook.run(2))
    code, working = view.root.locator(".lm-code"), view.root.locator(".lm-working")
    before = "lmer(y ~ x + (1 + x | g))"
    press(view)
    expect(working).to_contain_text("The changed model is being computed.")
    expect(working.get_by_role("progressbar")).to_be_visible()
    working.get_by_role("button", name="Stop").click()
    expect(view.root.locator(".lm-problem")).to_have_text(
        "The change was interrupted or failed, so the model stays as it is."
    )
    expect(working).to_have_count(0)
    expect(code).to_have_text(before)
    notebook.run(3)
    press(view)
    expect(working).to_be_visible()
    expect(code).not_to_have_text(before)
    expect(working).to_have_count(0)
    expect(view.root.locator(".lm-problem")).to_be_empty()
