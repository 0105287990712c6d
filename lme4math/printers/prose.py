"""Sentences with symbols in them, as text, Markdown, LaTeX and HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from lme4math.markup import Markup, join, markdown, prose
from lme4math.notation import Sentence
from lme4math.printers.latex import latex_of_box
from lme4math.printers.layout.boxes import Box
from lme4math.printers.layout.compose import compose
from lme4math.printers.mathml import inline
from lme4math.printers.mime import within_markdown
from lme4math.printers.text import in_one_font, text_of_box


def sentences_as_text(sentences: Iterable[Sentence]) -> list[str]:
    """Sentences with Unicode symbols, R code between backticks."""
    found = list(sentences)
    symbols = tuple(compose(part) for one in found for part in one.parts if not isinstance(part, str))
    plain = iter(in_one_font(symbols))
    return ["".join(part if isinstance(part, str) else text_of_box(next(plain)) for part in one.parts) for one in found]


def sentence_as_markdown(sentence: Sentence) -> str:
    """A sentence with its symbols between dollars, and χ², which LaTeX's fonts of text lack."""
    return _written(
        sentence,
        lambda words: markdown(words).replace("χ²", r"$\chi^{2}$"),
        lambda box: f"${within_markdown(latex_of_box(box))}$",
    )


def sentence_as_html(sentence: Sentence, linked: Callable[[Box], Box] = lambda box: box) -> Markup:
    """A sentence with its symbols as `<math>` elements, which have the classes of those in the equations.

    Args:
        linked: changes the boxes of a symbol before they are written.
    """
    return join(
        prose(part) if isinstance(part, str) else Markup(inline(linked(compose(part)))) for part in sentence.parts
    )


def _written(sentence: Sentence, words: Callable[[str], str], symbol: Callable[[Box], str]) -> str:
    return "".join(words(part) if isinstance(part, str) else symbol(compose(part)) for part in sentence.parts)
