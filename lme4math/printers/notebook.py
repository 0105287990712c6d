"""What a notebook keeps of an equation, by MIME type, so that each host and each converter finds a form it can read."""

from __future__ import annotations


def forms(latex: str, text: str) -> dict[str, str]:
    """LaTeX for typesetters, and the same as Markdown: the form that Quarto and pandoc make Word's equations of."""
    displayed = f"$$\n{latex}\n$$"
    return {"text/latex": displayed, "text/markdown": displayed, "text/plain": text}
