"""What the documentation needs of Sphinx: pages whose examples are run, and mathematics that is set when it is built.

Nothing that a page shows is fetched or computed in the browser: the views are the package's own, formulas of the text
are MathML, and the mathematical font is in the page.
"""

from __future__ import annotations

import re
from pathlib import Path
from posixpath import relpath
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.writers.html5 import HTML5Translator

from lme4math.attempts import typeset_or_text
from lme4math.ui.fonts import font_rules
from notebook_sections import with_sections
from page_examples import BLOCK, alive

NOTEBOOK = re.compile(r"\[(?P<text>[^\]]+)\]\((?:\.\./)+notebooks/(?P<name>\w+\.ipynb)\)")
LITE = "lite/lab/index.html"
"""Where the site has the notebooks, with a Python in the browser."""


def read(app: Sphinx, name: str, source: list[str]) -> None:
    """Make of a page as it is written the page with all that it shows."""
    page = with_sections(source[0], Path(app.srcdir, name).parent)
    page = NOTEBOOK.sub(lambda link: notebook_link(link, name), page)
    try:
        source[0] = alive(page, name) if BLOCK.search(page) else page
    except RuntimeError as error:
        raise ExtensionError(str(error)) from error


def notebook_link(link: re.Match[str], name: str) -> str:
    text = re.sub(r"`([^`]+)`", r"<code>\1</code>", link["text"])
    return f'<a href="{relpath(LITE, Path(name).parent)}?path={link["name"]}">{text}</a>'


def set_inline(translator: HTML5Translator, node: nodes.math) -> None:
    translator.body.append(typeset(f"${node.astext()}$"))
    raise nodes.SkipNode


def set_displayed(translator: HTML5Translator, node: nodes.math_block) -> None:
    translator.body.append(f'<div class="displayed">{typeset(f"$${node.astext()}$$")}</div>')
    raise nodes.SkipNode


def typeset(latex: str) -> str:
    """LaTeX as MathML, by the reader of equations that people write."""
    html = str(typeset_or_text(latex))
    if "<math" not in html:
        raise ExtensionError(f"{latex} cannot be typeset.")
    return re.sub(r'^<div class="lm-typeset">(.*)</div>$', r"\1", html, flags=re.DOTALL)


def add_fonts(_app: Sphinx, _name: str, _template: str, context: dict[str, Any], _tree: object) -> None:
    """Put the parts of the font that a page needs before its first formula."""
    body = context.get("body", "")
    missing = [rule for rule in font_rules(body) if rule not in body] if "<math" in body else []
    context["body"] = "".join(f"<style>{rule}</style>" for rule in missing) + body


def setup(app: Sphinx) -> dict[str, bool]:
    app.connect("source-read", read)
    app.connect("html-page-context", add_fonts)
    app.add_html_math_renderer("mathml", (set_inline, None), (set_displayed, None))
    return {"parallel_read_safe": False}
