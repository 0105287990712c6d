"""The MIME forms of an equation in a notebook, so that each host and each converter finds one that it can read."""

from __future__ import annotations

import os
import re

from lme4math.markup import Markup
from lme4math.tabular import Typeset

_SCRIPTS = re.compile(r"(\\.)|((?<![^\W_])_|\^)")


def quarto_renders() -> bool:
    """Whether this kernel runs the cells of a document for Quarto, which then tells it how wide figures are."""
    return "QUARTO_FIG_WIDTH" in os.environ


def forms(latex: str, text: str) -> dict[str, str]:
    """LaTeX for typesetters, and the same as Markdown: the form that Quarto and pandoc make Word's equations of."""
    displayed = f"$$\n{latex}\n$$"
    return {"text/latex": displayed, "text/markdown": within_markdown(displayed), "text/plain": text}


def in_cell(latex: str, text: str, mathml: str) -> Typeset:
    """A formula within a line or in the cell of a table."""
    return Typeset(text, f"${within_markdown(latex)}$", Markup(mathml))


def within_markdown(latex: str) -> str:
    """LaTeX with blanks around the signs of scripts, which Markdown takes for emphasis unless they end a word."""
    return _SCRIPTS.sub(lambda found: found[1] or f" {found[2]} ", latex)
