"""A host's own styles do not reach into a view, and what a host forbids does not break it."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from acts import point_at_a_coefficient, use_every_toggle
from browsing import View
from lme4math.ui import fragment_of
from models import MODELS, write_page

# What hosts say of tables, code and controls: JupyterLab, VS Code, and Bootstrap as Quarto has it.
HOSTS = {
    "lab": """
        .host :not(pre) > code { background: #eee; padding: 1px 5px; color: #333; }
        .host pre { border: 0; padding: 3em; background: pink; }
        .host:not(.md) td, .host:not(.md) th { text-align: right; vertical-align: middle; padding: 0.5em; }
        .host:not(.md) tr { text-align: right; vertical-align: middle; padding: 0.5em; }
        .host tbody tr:nth-child(odd) { background: #f5f5f5; } .host tbody tr:hover { background: #def; }
        .host table { margin: 0 auto 1em; border: 1px solid; table-layout: fixed; font-size: 10px; }
        .host p, .host ul { margin: 1em 0 0 2em; } .host li + li { margin-top: 2em; }""",
    "vscode": """
        #page table, #page thead, #page tr { border: 2px none red; vertical-align: middle; text-align: right; }
        #page th, #page td { padding: 4px 8px; border: 2px none red; vertical-align: middle; text-align: right; }
        #page thead { font-weight: bold; background: rgba(130, 130, 130, 0.16); } #page code { color: red; }
        #page tr:nth-child(even) { background: rgba(130, 130, 130, 0.08); }""",
    "bootstrap": """
        .host *, .host *::before { box-sizing: border-box; } .host .table > tbody { vertical-align: inherit; }
        .host table > :not(caption) > * > * { padding: 0.5rem; border-bottom: 1px solid; }
        .host table > :not(caption) > * > * { box-shadow: inset 0 0 0 9999px #ff02; }
        .host table { width: 100%; margin-bottom: 1rem; vertical-align: top; color: blue; }
        .host caption { padding: 1em; color: red; } .host code { color: #d63384; }
        .host pre { margin: 1em; overflow: auto; } .host pre code { font-size: 3em; }
        .host label { display: inline-block; margin-bottom: 2em; font-weight: 700; }
        .host legend { width: 100%; font-size: 1.5rem; } .host fieldset { border: 3px solid; padding: 1em; }
        .host input { margin: 1em; width: 4em; height: 3em; }""",
}
PARTS = "table, caption, tr, th, td, code, pre, label, legend, fieldset, p, ul, li, input, .lm-lines, .lm-panel"
LOOKS = """([view, parts]) => [...view.querySelectorAll(parts)].filter(part => part.checkVisibility()).map(part => {
    const style = getComputedStyle(part), [box, origin] = [part, view].map(one => one.getBoundingClientRect());
    const names = ["color", "backgroundColor", "borderTopWidth", "borderTopStyle", "boxShadow", "fontSize",
        "fontWeight", "textAlign", "verticalAlign", "paddingTop", "paddingLeft", "marginTop"];
    return {
        name: part.tagName + "." + part.className,
        style: names.map(name => name + ": " + style[name]).join("; "),
        box: [box.x - origin.x, box.y - origin.y, box.width, box.height],
    };
})"""
TABS = ("In words", "Symbols", "observations", "LaTeX")


def looks(view: View) -> list[dict[str, Any]]:
    """How each part of a view looks and where it stands, by tab."""
    found = []
    for tab in TABS:
        view.open(tab)
        found += view.page.evaluate(LOOKS, [view.root.element_handle(), PARTS])
    return found


@pytest.mark.parametrize("host", HOSTS)
def test_a_view_looks_the_same_whatever_the_host_styles(page: Page, tmp_path: Path, host: str) -> None:
    page.goto(write_page(tmp_path / "page.html", [MODELS["nested"]()]))
    page.evaluate("() => { document.body.className = 'host'; document.documentElement.id = 'page'; }")
    view = View(page.locator("body"))
    alone = looks(view)
    page.add_style_tag(content=HOSTS[host])
    hosted = looks(view)
    assert len(alone) == len(hosted) > 200
    assert [(one, other) for one, other in zip(alone, hosted, strict=True) if one["style"] != other["style"]] == []
    moved = [
        (one, other)
        for one, other in zip(alone, hosted, strict=True)
        if one["box"] != pytest.approx(other["box"], abs=3)
    ]
    assert moved == []  # to the pixel or two by which the width of a column may be rounded


# VS Code's setting `notebook.experimental.enableCsp`, without its own scripts and styles: no font is loaded either.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src https: http: data:; font-src https:"


def test_under_vs_codes_policy_and_dark_theme(page: Page, tmp_path: Path) -> None:
    meta = f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    body = f"<body class='vscode-body vscode-dark'>{fragment_of(MODELS['seed']().content())}"
    (tmp_path / "code.html").write_text(f"<!doctype html>{meta}{body}", "utf-8")
    page.goto((tmp_path / "code.html").as_uri())
    view = View(page.locator("body"))
    use_every_toggle(view)
    point_at_a_coefficient(view)
    assert view.root.evaluate("view => getComputedStyle(view).colorScheme") == "dark"


def test_in_a_frame_without_rights_as_colab_shows_outputs(page: Page, tmp_path: Path) -> None:
    """The output of a cell is a frame whose page has the theme; scripts and forms may be forbidden."""
    output = escape(f"<html theme=dark><body>{fragment_of(MODELS['seed']().content())}")
    frame = f'<iframe sandbox="" style="width: 1200px; height: 900px" srcdoc="{output}"></iframe>'
    (tmp_path / "colab.html").write_text(f"<!doctype html><meta charset=utf-8><body>{frame}", "utf-8")
    page.goto((tmp_path / "colab.html").as_uri())
    inner = page.frames[1]
    root = inner.locator(".lm-view:visible")
    inner.locator(".lm-controls label", has_text="matrix").click()
    expect(inner.locator(".lm-equation > .lm-notation-2")).to_be_visible()
    inner.locator(".lm-table td.lm-k-1-0").hover()
    expect(inner.locator(".lm-legend tr.lm-k-1-0:visible")).to_contain_text("population slope of time")
    expect(root).to_have_css("color-scheme", "dark")
