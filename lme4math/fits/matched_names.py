"""Names that R prints, read by the formula: which variables a name is made of, and which levels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lme4math.fits.printed_lines import NUMBERS
from lme4math.model import (
    CovariatePiece,
    LevelFamily,
    LinearPart,
    MixedModel,
    Numeric,
    OpenCategorical,
    OpenMatrix,
    Variable,
)
from lme4math.records import record

INTERCEPT = "(Intercept)"

NameReading = tuple[tuple[str, str], ...]
"""Of a name, the variables that it is made of, each with what follows it: the level, or which column of a matrix."""


@record
class PartNames:
    """The names that the columns of a part of a model can have.

    Attributes:
        intercept: whether the constant column is among them.
        terms: the variables of each term.
        rests: by variable what may follow it; None where that is not known.
    """

    intercept: bool
    terms: tuple[tuple[str, ...], ...]
    rests: Mapping[str, frozenset[str] | None]

    def readings(self, name: str) -> list[NameReading]:
        """All ways to read a name, short levels first; none where no column can be called so."""
        found: list[NameReading] = [()] if name == INTERCEPT and self.intercept else []
        found += [reading for term in self.terms for reading in self._read(name, term)]
        return sorted(found, key=lambda reading: sum(len(rest) for _, rest in reading))

    def has(self, name: str) -> bool:
        """Whether a column can be called so."""
        return bool(self.readings(name))

    def is_one(self, text: str) -> bool:
        """Whether words are one name that a column can have, and not two, the first of them with numbers perhaps."""
        if "  " in text or not self.has(text):
            return False
        words = text.split(" ")
        for place in range(1, len(words)):
            before = words[:place]
            while len(before) > 1 and NUMBERS.match(before[-1]):
                before = before[:-1]
            if self.has(" ".join(before)) and self.has(" ".join(words[place:])):
                return False
        return True

    def _read(self, name: str, variables: Sequence[str]) -> Iterator[NameReading]:
        variable, *others = variables
        if not name.startswith(variable):
            return
        after, allowed = name[len(variable) :], self.rests[variable]
        if not others:
            if after[:1] != ":" and (allowed is None or after in allowed):
                yield ((variable, after),)
            return
        for place, character in enumerate(after):
            if character == ":" and (not place or after[0] != ":") and (allowed is None or after[:place] in allowed):
                for further in self._read(after[place + 1 :], others):
                    yield ((variable, after[:place]), *further)


def is_open(variable: Variable) -> bool:
    """Whether only the data tells which columns a variable has; the names that are printed do as well."""
    kind = variable.kind
    assumed = isinstance(kind, Numeric) and kind.assumed and not kind.components
    return assumed or isinstance(kind, OpenCategorical | OpenMatrix)


def names_of_part(model: MixedModel, part: LinearPart) -> PartNames:
    """The names that the columns of a part can have.

    Args:
        model: the model.
        part: its fixed part, or the left side of a bar.
    """
    known: dict[str, set[str]] = {}
    for column in part.columns:
        for piece in column.pieces:
            known.setdefault(piece.variable.name, set()).add(piece.label.removeprefix(piece.variable.name))
    is_known = {variable.name: not is_open(variable) for variable in model.variables}
    variables = {name for term in part.terms for name in term.variables}
    rests = {name: frozenset(known.get(name, ())) if is_known.get(name, True) else None for name in variables}
    return PartNames(part.intercept, tuple(term.variables for term in part.terms), rests)


def open_in(part: LinearPart) -> bool:
    """Whether columns of a part stand for several, of which neither the names nor the number are known."""
    pieces = [piece for column in part.columns for piece in column.pieces]
    return any(
        isinstance(piece, LevelFamily)
        or (isinstance(piece, CovariatePiece) and isinstance(piece.variable.kind, OpenMatrix))
        for piece in pieces
    )
