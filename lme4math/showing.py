"""The views of a model: what they show, as values, as HTML and as widgets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from lme4math.defaults import options, or_default
from lme4math.editing import Editable
from lme4math.errors import of_type, truth

if TYPE_CHECKING:
    from os import PathLike

    from lme4math.check_results import Check
    from lme4math.ui import Explorer, ViewContent


@dataclass(frozen=True)
class Showable(Editable):
    """A model that can be shown in a notebook, and on a page."""

    def content(self, unfolded: bool = False) -> ViewContent:
        """All that the interactive view shows, as values; of a model with many coefficients an excerpt.

        >>> from lme4math import parse
        >>> [notation.name for notation in parse("y ~ x + (1 | g)").content().notations]
        ['expanded', 'compact', 'matrix', 'additive', 'levels']

        Args:
            unfolded: whether more of a long model is shown, up to 60 coefficients in place of 30.
        """
        from lme4math.ui import view_content

        unfolded = truth(unfolded, "unfolded")
        known = (self._compiled.dropped, self._compiled.warnings, unfolded)  # rows that are fetched tell more
        if known not in self._contents:
            self._contents[known] = view_content(self._compiled, unfolded)
        return self._contents[known]

    @cached_property
    def _contents(self) -> dict[tuple[frozenset[int] | None, tuple[str, ...], bool], ViewContent]:
        return {}

    def beside(self, first: Showable) -> str:
        """How the model lies to one that it was made from by changes, a sentence of HTML; "" if that is unknown.

        >>> from lme4math import parse
        >>> first = parse("y ~ x + (1 | g)")
        >>> first.with_effect("x", "g").beside(first)[:52]
        'The first model is a special case of the changed one'

        Args:
            first: the model that was changed.

        Raises:
            DataError: it is no model.
        """
        from lme4math.printers import sentence_as_html

        other = of_type(first, Showable, "first")
        try:
            from lme4math.relating import lies_to

            found = lies_to(self._compiled, other._compiled)
        except ModuleNotFoundError:  # no numpy, as in a browser without a network: nothing else of an edit needs it
            return ""
        return "" if found is None else sentence_as_html(found)

    def checked(self, latex: str) -> Check:
        """An equation that a person wrote, held against this model: `lme4math.check(latex, model)`.

        >>> from lme4math import parse
        >>> parse("lmer(y ~ x + (x | g))").checked("y_ij = b0 + b1 * x_ij + u_j + e_ij, u_j ~ N(0, t^2)").verdict
        'wrong'

        Args:
            latex: the equation, as LaTeX or plain text, alone or with other text around it.

        Raises:
            FormulaError: the text has no equation that can be read.
            DataError: it is no text.
        """
        from lme4math.check_results import check_of

        return check_of(of_type(latex, str, "latex"), self._compiled)

    @property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """The places of models of the same code that a reader may want compared, as `anova(m0, m1)` tells.

        >>> from lme4math import parse
        >>> parse("m0 <- lmer(y ~ x + (1 | g)); m1 <- lmer(y ~ x + (x | g)); anova(m0, m1)").pairs
        ((0, 1),)
        """
        return self._compiled.call.pairs

    @property
    def n_symbols(self) -> int:
        """The number of fixed effects, columns of random effects and covariance parameters in the equations.

        >>> from lme4math import parse
        >>> parse("y ~ x + (x | g)").n_symbols
        7
        """
        return self._model.n_symbols

    def explore(self, notation: str | None = None, style: str | None = None) -> Explorer:
        """The interactive view, as the notebook's magic shows it.

        >>> from lme4math import parse
        >>> view = parse("y ~ x + (1 | g)").explore()
        >>> view.notation = "matrix"

        Args:
            notation: the one shown at first: "expanded", "compact", "matrix", "additive" or "levels".
            style: the symbols shown at first: "indexed" or "lettered".

        Raises:
            ValueError: there is no such notation or style.
        """
        from lme4math.ui import Explorer

        return Explorer(self, or_default(notation, options.notation), style=or_default(style, options.style))

    def html(self, notation: str | None = None, style: str | None = None) -> str:
        """The view as one piece of HTML that needs no kernel, no script and no network.

        >>> from lme4math import parse
        >>> "<math" in parse("y ~ x + (1 | g)").html("compact", style="lettered")
        True

        Args:
            notation: the one shown at first: "expanded", "compact", "matrix", "additive" or "levels".
            style: the symbols shown at first: "indexed" or "lettered".

        Raises:
            ValueError: there is no such notation or style.
        """
        from lme4math.ui import fragment_of

        return str(
            fragment_of(self.content(), or_default(notation, options.notation), style=or_default(style, options.style))
        )

    def latex(self, notation: str = "expanded", style: str = "indexed") -> str:
        r"""The equations in LaTeX, those of a long model as a whole; `equations().latex()` has more to choose.

        >>> from lme4math import parse
        >>> r"\beta_{0}" in parse("y ~ x + (1 | g)").latex()
        True

        Args:
            notation: the notation that is written.
            style: the style of its symbols.

        Raises:
            ValueError: there is no such notation or style.
        """
        from lme4math.pipeline import equations_of

        return equations_of(self._compiled, notation, style).latex()

    def markdown(self, notation: str = "expanded", style: str = "indexed") -> str:
        r"""The equations in Markdown, as `Equations.markdown` writes them.

        >>> from lme4math import parse
        >>> r"\beta_{0}" in parse("y ~ x + (1 | g)").markdown()
        True

        Args:
            notation: the notation that is written.
            style: the style of its symbols.

        Raises:
            ValueError: there is no such notation or style.
        """
        from lme4math.pipeline import equations_of

        return equations_of(self._compiled, notation, style).markdown()

    def save(self, path: str | PathLike[str], notation: str | None = None, style: str | None = None) -> None:
        """Write the equations to a file, as `Equations.save` does.

        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> from lme4math import parse
        >>> with TemporaryDirectory() as folder:
        ...     parse("y ~ x + (1 | g)").save(Path(folder) / "model.tex", "compact")

        Args:
            path: a name that ends in `.tex`, `.svg`, `.png`, `.pdf`, `.docx`, `.md`, `.txt`, `.typ` or `.mml`.
            notation: the notation that is written.
            style: the style of its symbols.

        Raises:
            ValueError: there is no such notation or style, or the name ends in something else.
            DataError: a Word file is asked for without pandoc, or the equations are too large for a picture.
            OSError: the file cannot be written.
        """
        from lme4math.pipeline import equations_of

        equations_of(self._compiled, or_default(notation, options.notation), or_default(style, options.style)).save(
            path
        )

    def _ipython_display_(self) -> None:
        """The view, where a cell ends with the model; in a terminal, whose IPython is told so, its `repr`."""
        from lme4math.ui import show_in_cell

        if not show_in_cell(self):
            raise NotImplementedError

    def _repr_html_(self) -> str:
        """The view in hosts that have no IPython."""
        return self.html()
