"""What a reader does with a view, and must see: shared by all situations and both browsers."""

from __future__ import annotations

from playwright.sync_api import Page, Route, expect

from browsing import View, seen

LEVELS = {"population": 0, "reg": 1, "reg:spp": 2}


def use_every_toggle(view: View) -> None:
    """Press everything that can be pressed, and see what it does."""
    expect(view.root.locator(".lm-fallback")).not_to_be_visible()  # LaTeX is for hosts where the view is not
    found = []
    for notation in ("compact", "matrix", "expanded"):
        view.press(notation)
        found.append(seen(view.equation))
        box, frame = view.equation.bounding_box(), view.root.bounding_box()
        assert box
        assert frame
        assert box["width"] > 300, "the equation has a size"
        assert box["x"] >= frame["x"], "and begins in sight"
        assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1, "and ends in sight"
    assert len(set(found)) == 3
    assert [view.is_marked(level) for level in LEVELS.values()] == [False, True, True]
    for name, level in LEVELS.items():
        before = [view.is_marked(other) for other in LEVELS.values()]
        view.press(name)
        before[level] = not before[level]
        assert [view.is_marked(other) for other in LEVELS.values()] == before
        view.press(name)


def point_at_a_coefficient(view: View) -> None:
    view.root.locator(".lm-table .lm-k-1-1:visible").first.hover()
    assert {"lm-k-1-1 in code", "lm-k-1-1 in equation", "lm-k-1-1 in table"} <= set(view.lit())


def change_the_model(view: View) -> None:
    """Press a cell, choose a structure, declare a factor; see code, words and equation follow; and go back."""
    code, before = view.root.locator(".lm-code"), view.root.locator(".lm-code").inner_text()
    cell = view.root.get_by_role("button", name="time varies by reg", exact=True)
    expect(cell).to_have_attribute("aria-pressed", "true")
    cell.click()
    expect(code).to_contain_text("(1 + time:type | reg) + (1 + time + type:time | reg:spp)")
    expect(cell).to_have_attribute("aria-pressed", "false")
    expect(cell).to_be_focused()
    expect(view.equation.locator(".lm-k-1-1")).to_have_count(0)

    view.open("Change")
    view.root.get_by_label("covariance of 1 + time:type | reg", exact=True).select_option("||")
    expect(code).to_contain_text("(1 + time:type || reg)")
    words = view.root.locator(".lm-words li").last
    expect(words).to_contain_text("The model has 3 fixed effects")
    view.root.get_by_label("kind of time").select_option("factor")
    view.root.get_by_label("levels of time, the baseline first").press_sequentially("early, late")
    view.root.get_by_label("levels of time, the baseline first").press("Enter")
    expect(view.root.locator(".lm-table")).to_contain_text("timelate")

    undo = view.root.get_by_role("button", name="Undo")
    for _ in range(3):
        expect(undo).to_be_enabled()
        undo.click()
    expect(undo).to_be_disabled()
    assert code.inner_text() == before


def copy_everything(view: View, page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    found = {}
    view.open("LaTeX")
    for name in ("LaTeX", "MathML", "Typst", "R formula"):
        view.root.get_by_role("button", name=name, exact=True).click()
        expect(view.root.locator(".lm-copied")).to_have_text(f"{name} copied")
        found[name] = page.evaluate("navigator.clipboard.readText()")
    assert found["R formula"].startswith("prevalence ~ time + time:type + (1 + time")
    assert "\\beta_{0}" in found["LaTeX"]
    assert found["MathML"].startswith('<math xmlns="http://www.w3.org/1998/Math/MathML"')
    assert "class=" not in found["MathML"]
    assert "β_0" in found["Typst"]


def refuse_the_network(page: Page) -> list[str]:
    """Block all that is not this machine; returns what was asked for."""
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    page.route(lambda url: not url.startswith(("file:", "data:", "blob:", "http://127.0.0.1")), refuse)
    return asked
