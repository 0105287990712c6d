"""A compiled model in words: what it says, and a paragraph for a methods section."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from lme4math.design_facts import behind_of, ranges_of_covariates, structure_of
from lme4math.equations import room_of
from lme4math.errors import one_of
from lme4math.markup import Markup, element, join, markdown, plain
from lme4math.notation import BY_GROUPS, NOTATIONS, Names, Sentence, explain, methods_text, names_in
from lme4math.pipeline import Compiled, equations_of, names_of
from lme4math.source import visible
from lme4math.tabular import Sentences


def words_of(
    compiled: Compiled, style: str = "indexed", notation: str = "expanded", most: int | None = None
) -> tuple[Sentence, ...]:
    """What a model says, as sentences with the symbols of a notation; of its fixed part at most so many.

    Raises:
        ValueError: there is no style or notation of that name.
        FormulaError: the model has no such notation.
    """
    return words_with(_names(compiled, style, notation), compiled, most)


def words_with(names: Names, compiled: Compiled, most: int | None = None) -> tuple[Sentence, ...]:
    """The same with names that are there already, of the whole model."""
    pairs = () if compiled.counts is None else structure_of(compiled).pairs
    related = tuple((pair.first, pair.relation, pair.second) for pair in pairs)
    return explain(names, behind_of(compiled), related, compiled.n, most, ranges_of_covariates(compiled))


def _names(compiled: Compiled, style: str, notation: str) -> Names:
    one_of(notation, NOTATIONS, "notation")
    return names_in(notation, names_of(compiled, style, by_groups=notation in BY_GROUPS))


def explained(
    compiled: Compiled, style: str, notation: str, told: Callable[[Sequence[Sentence]], tuple[Sentence, ...]] = tuple
) -> Sentences:
    """The same as text, Markdown and HTML.

    Args:
        compiled: the model.
        style: of the symbols.
        notation: whose symbols are named.
        told: what is done with the sentences before.

    Raises:
        ValueError: there is no style or notation of that name.
        FormulaError: the model has no such notation.
    """
    from lme4math.printers import sentence_as_html, sentence_as_markdown, sentences_as_text

    found = told(words_of(compiled, style, notation))
    text = list(map(visible, sentences_as_text(found)))
    return Sentences(text, list(map(sentence_as_markdown, found)), list(map(sentence_as_html, found)))


FORMATS = ("text", "markdown", "word", "latex", "html")


def methods_of(compiled: Compiled, format_name: str, notation: str, style: str, width: float | None = None) -> str:
    """A paragraph for a methods section, with the equation in it.

    Raises:
        ValueError: there is no such format, notation or style.
    """
    from lme4math.printers import escape_prose, notes_of

    one_of(format_name, FORMATS, "format")
    width = None if width is None else room_of(width)
    equations = equations_of(compiled, notation, style)
    call = compiled.call
    called = re.search(rf"(?<![\w.]){re.escape(call.function)}\s*\(", call.source.text) is not None
    told = methods_text(_names(compiled, style, notation), dict(call.arguments), called, compiled.n)
    before, after = told.before, " ".join(told.after)
    if format_name == "text":
        indented = "\n".join(f"    {line}".rstrip() for line in equations.text().split("\n"))
        return f"{visible(plain(before))}\n\n{indented}\n\n{visible(plain(after))}".rstrip()
    if format_name == "html":
        paragraphs = [element("p", {}, visible(plain(words))) for words in (before, after) if words]
        return join([paragraphs[0], element("p", {}, Markup(equations.mathml())), *paragraphs[1:]])
    notes = notes_of(equations.lines)
    if format_name in ("markdown", "word"):
        latex = f"$$\n{equations.latex(notes=False, width=width)}\n$$"
        shown = equations.markdown(notes=False, width=width, word=True) if format_name == "word" else latex
        return f"{markdown(plain(before))}\n\n{shown}\n\n{notes} {markdown(plain(after))}".rstrip()
    formula = equations.latex(form="display", notes=False, width=width)
    return f"{escape_prose(plain(before))}\n{formula}\n{notes} {escape_prose(plain(after))}".rstrip()
