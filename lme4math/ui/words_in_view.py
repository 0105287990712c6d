"""The words of a view: sentences whose symbols follow the notation that is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from lme4math.markup import Markup, join
from lme4math.notation import BY_GROUPS, NOTATIONS, Names, Sentence, names_in, refusal
from lme4math.pipeline import Compiled
from lme4math.printers import sentence_as_html
from lme4math.ui.in_styles import in_notations
from lme4math.wording import words_with

MOST_SENTENCES = 24
"""The most sentences about the fixed part that a view has."""


def words_shown(
    compiled: Compiled, names: Names, told: Callable[[Sequence[Sentence]], tuple[Sentence, ...]] = tuple
) -> Iterator[str]:
    """The sentences, each with the symbols of all notations.

    Args:
        compiled: the model.
        names: its names.
        told: what is done with the sentences before.
    """
    shared = told(words_with(names, compiled, MOST_SENTENCES))
    own = {
        place: told(words_with(names_in(notation, names), compiled, MOST_SENTENCES))
        for place, notation in enumerate(NOTATIONS)
        if notation in BY_GROUPS and not refusal(notation, names)
    }
    for number, sentence in enumerate(shared):
        yield _sentence(sentence, {place: words[number] for place, words in own.items() if len(words) == len(shared)})


def _sentence(sentence: Sentence, others: Mapping[int, Sentence]) -> str:
    """A sentence whose symbols follow the notation shown; all of it, where more than the symbols differs."""
    if any(_words_alone(other) != _words_alone(sentence) for other in others.values()):
        whole = {place: sentence_as_html(other) for place, other in others.items() if other != sentence}
        return in_notations(sentence_as_html(sentence), whole.items(), len(NOTATIONS))
    pieces: list[Markup] = []
    for number, part in enumerate(sentence.parts):
        shown = sentence_as_html(Sentence((part,)))
        drawn = ((place, sentence_as_html(Sentence((other.parts[number],)))) for place, other in others.items())
        pieces.append(in_notations(shown, drawn, len(NOTATIONS)))
    return join(pieces)


def _words_alone(sentence: Sentence) -> tuple[str | None, ...]:
    return tuple(part if isinstance(part, str) else None for part in sentence.parts)
