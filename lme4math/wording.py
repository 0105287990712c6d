"""A compiled model in words."""

from __future__ import annotations

from lme4math.design_facts import behind_of, structure_of
from lme4math.notation import Sentence, explain
from lme4math.pipeline import Compiled, names_of
from lme4math.source import visible
from lme4math.tabular import Sentences


def words_of(compiled: Compiled, style: str = "indexed") -> tuple[Sentence, ...]:
    """What a model says, as sentences with symbols.

    Raises:
        ValueError: there is no style of that name.
    """
    pairs = () if compiled.counts is None else structure_of(compiled).pairs
    related = tuple((pair.first, pair.relation, pair.second) for pair in pairs)
    return explain(names_of(compiled, style), behind_of(compiled), related, compiled.n)


def explained(compiled: Compiled, style: str) -> Sentences:
    """The same as text, Markdown and HTML.

    Raises:
        ValueError: there is no style of that name.
    """
    from lme4math.printers import sentence_as_html, sentence_as_markdown, sentences_as_text

    found = words_of(compiled, style)
    text = list(map(visible, sentences_as_text(found)))
    return Sentences(text, list(map(sentence_as_markdown, found)), list(map(sentence_as_html, found)))
