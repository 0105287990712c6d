"""Code that is made of a text piece by piece, with the place in the text of each of its characters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lme4math.records import record

Patch = tuple[int, int, str]
"""Characters of a draft, from a start to an end, and what is written in their place."""


@record
class Draft:
    """R code in the making.

    Attributes:
        text: the code.
        places: where each of its characters, and its end, stands in the text that it was made of.
    """

    text: str
    places: tuple[int, ...]

    def patched(self, patches: Iterable[Patch]) -> Draft:
        """The code with other characters in some places; the patches are in order, and do not overlap."""
        texts: list[str] = []
        places: list[int] = []
        done = 0
        for start, end, written in patches:
            texts += self.text[done:start], written
            places += self.places[done:start]
            as_long = len(written) == end - start
            places += self.places[start:end] if as_long else (self.places[start],) * len(written)
            done = end
        if not done:
            return self
        return Draft("".join([*texts, self.text[done:]]), (*places, *self.places[done:]))

    def slice(self, start: int, end: int) -> Draft:
        """A part of the code."""
        return Draft(self.text[start:end], self.places[start : end + 1])

    def lines(self) -> Iterator[tuple[int, int]]:
        """Where each line starts, and where it ends before its line break."""
        start = 0
        for line in self.text.split("\n"):
            yield start, start + len(line)
            start += len(line) + 1


def draft_of(text: str) -> Draft:
    """A text as the code that it is, until something is changed."""
    return Draft(text, tuple(range(len(text) + 1)))


def written(text: str, place: int) -> Draft:
    """Code that the text does not have, all of it at one place."""
    return Draft(text, (place,) * (len(text) + 1))


def joined(drafts: Iterable[Draft]) -> Draft:
    """Pieces of code one after the other; each is to end in what no word goes on after, such as a blank."""
    texts: list[str] = []
    places: list[int] = []
    end = 0
    for draft in drafts:
        texts.append(draft.text)
        places += draft.places[:-1]
        end = draft.places[-1]
    return Draft("".join(texts), (*places, end))
