"""What a reader of a notebook does with each view in it."""

from __future__ import annotations

import re

import nbformat
from playwright.sync_api import Locator, expect

from browsing import Notebook, Server, View

NOTATIONS = ("compact", "matrix", "expanded")
STILL = re.compile(r'class="lm-view lm-still ')


def run_and_read(notebook: Notebook, server: Server, name: str) -> None:
    """Run all cells; none fails, each magic has a live view, and pressing its toggles changes the mathematics."""
    notebook.run_all()
    expect(notebook.failures).to_have_count(0)
    notebook.save()
    cells = [cell for cell in server.read(name).cells if cell.cell_type == "code"]
    assert [cell.source for cell in cells if not cell.execution_count] == []
    assert [output for cell in cells for output in cell.outputs if output.output_type == "error"] == []
    with_view = [number for number, cell in enumerate(cells) if shows_a_view(cell)]
    for number in with_view:
        notebook.cell(number).scroll_into_view_if_needed()
        press_every_toggle(View(notebook.output(number)))


def shows_a_view(cell: nbformat.NotebookNode) -> bool:
    """The copy of a view, by its class: style sheets of other pages name that, too."""
    return any(STILL.search(output.get("data", {}).get("text/html", "")) for output in cell.outputs)


def press_every_toggle(view: View) -> None:
    """Each notation is another equation, and each level's mark comes and goes."""
    assert view.is_live
    seen = []
    for notation in NOTATIONS:
        view.press(notation)
        seen.append(view.equation.text_content())
    assert len(set(seen)) == len(NOTATIONS)
    for toggle in level_toggles(view):
        marked = view.root.locator(".lm-table")
        before = marked_levels(view)
        toggle.click()
        expect(marked).to_be_visible()
        assert len(marked_levels(view) ^ before) == 1, "one press, one level"
        toggle.click()
        assert marked_levels(view) == before


def level_toggles(view: View) -> list[Locator]:
    names = view.root.locator(".lm-table thead th").all_inner_texts()[1:]
    return [view.within.locator(".lm-explorer button", has_text=re.compile(f"^{re.escape(name)}$")) for name in names]


def marked_levels(view: View) -> set[int]:
    levels = range(view.root.locator(".lm-table thead th").count() - 1)
    return {level for level in levels if view.symbols(level).count() and view.is_marked(level)}
