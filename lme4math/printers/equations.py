"""A model's equations in one notation: one tree, and every way of printing it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from lme4math.notation.statements import Document
from lme4math.printers.arrange import arrange
from lme4math.printers.boxes import Display


@dataclass(frozen=True)
class Equations:
    """The equations of a model.

    Attributes:
        tree: the maths tree; every printer below prints this one, and nothing beside it.
    """

    tree: Document

    def replace(self, tree: Document) -> Equations:
        """The same equations with another tree."""
        return replace(self, tree=tree)

    def latex(self) -> str:
        """LaTeX that needs only amsmath, without delimiters: for `$$…$$` or an equation environment."""
        from lme4math.printers.latex import latex

        return latex(self.display)

    def mathml(self) -> str:
        """One `<math>` element of MathML Core."""
        from lme4math.printers.mathml import mathml

        return mathml(self.display)

    def mathml_of_statements(self) -> str:
        """The `<math>` element without the remarks, for a page that sets those as text of its own."""
        from lme4math.printers.mathml import mathml_lines

        return mathml_lines(self.display)

    def text(self) -> str:
        """Lines of Unicode text, for a terminal with a fixed-width font."""
        from lme4math.printers.text import text

        return text(self.display)

    @cached_property
    def display(self) -> Display:
        """The boxes of the page: lines and remarks."""
        return arrange(self.tree)

    def __str__(self) -> str:
        return self.text()

    def _repr_mimebundle_(self, **_options: object) -> dict[str, str]:
        """What a notebook shows: typeset LaTeX, or text where there is no typesetter."""
        return {"text/latex": f"$$\n{self.latex()}\n$$", "text/plain": self.text()}
