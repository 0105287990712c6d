"""What the variables, groups, levels and columns of a model are called where words stand: on pictures, in sentences.

The one home of these names. Whatever is drawn or said from data has R's names; where a reader sees it, it is called as
here: by the reader's own labels, or as in R where there are none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from lme4math.english import typographic
from lme4math.model import Categorical, Column, CovariatePiece, GroupingFactor, IndicatorPiece, MixedModel, Piece
from lme4math.notation.names.labels import Labels
from lme4math.notation.names.symbols import Word, plain_text

_CODE = re.compile(
    r"""(?: ``\s (?P<two>.+?) \s`` | ` (?P<one>[^`]+) ` )
    (?P<level> (?P<between>\ (?:is\ (?:not\ )?)?) (?: “(?P<quoted>[^”]*)” | (?P<truth>TRUE|FALSE) ) )?""",
    re.VERBOSE,
)
"""R code in a sentence, and the level that a factor of this name is said to have."""


@dataclass(frozen=True, eq=False)
class PageNames:
    """The names of a model in words.

    Attributes:
        model: whose names they are.
        labels: the reader's own.
    """

    model: MixedModel
    labels: Labels

    def group(self, name: str) -> str:
        """A grouping factor, or a variable."""
        return self.labels.in_code(name) if self.labels else name

    def levels(self, group: GroupingFactor, labels: Iterable[str]) -> tuple[str, ...]:
        """Levels of a grouping factor."""
        return tuple(self.level(group, label) for label in labels) if self.labels else tuple(labels)

    def level(self, group: GroupingFactor, label: str) -> str:
        """A level of a grouping factor; of a product, the levels of its variables."""
        parts = [label] if len(group.variables) == 1 else label.split(":")
        if not self.labels or len(parts) != len(group.variables):
            return label
        return ":".join(self._level(*pair) for pair in zip(group.variables, parts, strict=True))

    def _level(self, variable: str, level: str) -> str:
        own = self.labels.level(variable, level)
        return level if own is None else plain_text(own)

    def column(self, name: str) -> str:
        """A column of a matrix, by R's name of it."""
        return self.headings.get(name, name)

    def code(self, code: str) -> str:
        """What is left of R code where only its variables are of interest, such as the bar of a random term."""
        return self.labels.in_code(code) if self.labels else code

    @cached_property
    def headings(self) -> Mapping[str, str]:
        """The words above a column of a matrix, by R's name of it; empty without labels."""
        columns = {column.name: column for column in self.model.columns} if self.labels else {}
        return {name: _heading(column, self.labels) for name, column in columns.items()}

    def sentence(self, sentence: str) -> str:
        """A sentence with labels in place of R's names between backticks, and of levels in quotes."""
        return self._said(sentence, self.labels.in_code) if self.labels else sentence

    def remark(self, sentence: str) -> str:
        """The same of a sentence about R code: what is more than a name stays as it is to be typed."""
        return self._said(sentence, str) if self.labels else sentence

    def remarks(self, sentences: Iterable[str]) -> tuple[str, ...]:
        """Several of them."""
        return tuple(map(self.remark, sentences))

    def _said(self, sentence: str, in_code: Callable[[str], str]) -> str:
        labels = self.labels

        def changed(found: re.Match[str]) -> str:
            code = found["one"] or found["two"]
            is_name = code not in self._columns and (labels.variable(code) is not None or ":" in code)
            called = labels.in_code(code) if is_name else code if code in self._columns else in_code(code)
            start, _ = found.span("one" if found["one"] else "two")
            written = found.string[found.start() : start] + called + ("`" if found["one"] else " ``")
            shown = called if called != code and is_name else written
            return shown + (self._level_said(code, found) if found["level"] else "")

        sentence = _CODE.sub(changed, sentence)
        for level, label in self._levels_of_one_factor.items():
            sentence = sentence.replace(typographic(level), typographic(label))
        return sentence

    def _level_said(self, code: str, found: re.Match[str]) -> str:
        own = self.labels.level(code, found["quoted"] if found["truth"] is None else found["truth"])
        return found["level"] if own is None else found["between"] + typographic(plain_text(own))

    @cached_property
    def _columns(self) -> frozenset[str]:
        """R's names of coefficients, which stay."""
        return frozenset(column.name for column in self.model.columns) - self.labels.variables

    @cached_property
    def _levels_of_one_factor(self) -> dict[str, str]:
        """The labels of levels that but one factor has, so that a sentence that names one can mean no other."""
        found: dict[str, set[str]] = {}
        for variable, level in levels_of(self.model):
            found.setdefault(level, set()).add(self._level(variable, level))
        return {level: next(iter(labels)) for level, labels in found.items() if len(labels) == 1 and labels != {level}}


def levels_of(model: MixedModel) -> Iterator[tuple[str, str]]:
    """Each level of each factor whose levels are known, with the factor's name in the model frame."""
    for variable in model.variables:
        if isinstance(variable.kind, Categorical):
            yield from ((variable.frame_name, level) for level in variable.kind.levels)


# --- Names of columns ----------------------------------------------------------------------------------------------


def _heading(column: Column, labels: Labels) -> str:
    pieces = [_piece(piece, labels) for piece in column.pieces]
    changed = any(text != piece.label for text, piece in zip(pieces, column.pieces, strict=True))
    return ":".join(pieces) if changed else column.name


def _piece(piece: Piece, labels: Labels) -> str:
    name = piece.variable.frame_name
    called = labels.upright(name)
    match piece:
        case CovariatePiece(component=component):
            return piece.label if called == name else f"{called} {component}".strip()
        case IndicatorPiece(level=level):
            shown = labels.level(name, level)
            text = level if shown is None else plain_text(shown)
            is_upright = shown is not None and (isinstance(shown.base, Word) or text.isascii())
            return f"{called} = {text if is_upright else level}" if called != name or is_upright else piece.label
        case _:
            return piece.label if called == name else f"{called}{piece.label.removeprefix(piece.variable.name)}"
