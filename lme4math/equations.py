"""A model's equations in one notation: one tree, and every way of printing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lme4math.errors import DataError, number, of_type, truth
from lme4math.notation import Document
from lme4math.printers import Display, arrange, forms

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from lme4math.data import FloatArray, Observations

LONGEST = 10_000
"""So many characters of LaTeX a figure or sympy is made of; of more, either would take more than about ten seconds."""

LARGEST_TEXT = 1_000
"""The size of the largest text of a figure, in points."""


@dataclass(frozen=True, repr=False)
class Equations:
    """The equations of a model.

    Attributes:
        tree: the maths tree; every printer below prints this one, and `evaluate` and `covariance` compute this one.
        observe: gives the data that it is evaluated on; None for a model read without data.
    """

    tree: Document
    observe: Callable[[], Observations] | None = field(default=None, repr=False, compare=False)

    def replace(self, tree: Document) -> Equations:
        """The same equations with another tree.

        Args:
            tree: what all printers, `evaluate` and `covariance` are to use.
        """
        return replace(self, tree=of_type(tree, Document, "tree"))

    def latex(self, colour: bool = False) -> str:
        """LaTeX that needs only amsmath, without delimiters: for `$$…$$` or an equation environment.

        Names in scripts other than Latin need XeLaTeX or LuaLaTeX, or a typesetter of the web.

        Args:
            colour: give each level its colour, as MathJax and KaTeX read it, in notebooks and on web pages.
        """
        from lme4math.printers import coloured, latex_of

        return latex_of(coloured(self.display) if truth(colour, "colour") else self.display)

    def mathml(self) -> str:
        """One `<math>` element of MathML Core."""
        from lme4math.printers import mathml_of

        return mathml_of(self.display)

    def text(self) -> str:
        """Lines of Unicode text, for a terminal with a fixed-width font.

        A name that R could not read, or that is a letter of the equations too, stands in backticks; levels stand in
        quotes where one would read as another thing; a vector that is called like one of its entries is bold: 𝛃.
        """
        from lme4math.printers import text_of

        return text_of(self.display)

    def typst(self) -> str:
        """Typst markup: the equations as a block of mathematics, the remarks as sentences beneath."""
        from lme4math.printers import typst_of

        return typst_of(self.display)

    def figure(self, size: float = 12.0, colour: bool = False) -> Figure:
        """A matplotlib figure, as large as it needs to be: `.savefig("model.svg")`, or PNG, or PDF.

        Args:
            size: the size of the text, in points.
            colour: give each level its colour.

        Raises:
            DataError: the equations are longer than 10,000 characters of LaTeX.
        """
        self._refuse_long("A figure")
        from lme4math.printers import coloured, figure_of

        display = coloured(self.display) if truth(colour, "colour") else self.display
        return figure_of(
            display,
            number(size, "size", f"above 0 and at most {LARGEST_TEXT}", lambda points: 0 < points <= LARGEST_TEXT),
        )

    def sympy(self) -> list[Any]:
        """The statements as sympy: an `Eq` for each equation, a `Follows(left, law)` for each distribution.

        Numbered symbols are elements, `beta[0]` and `b_reg[0, j[i]]`; `lme4math.printers.sympy` says the rest.

        Raises:
            DataError: the tree was changed into one whose matrices have no dimensions or no definition, or the
                equations are longer than 10,000 characters of LaTeX.
        """
        self._refuse_long("sympy")
        from lme4math.algebra import sympy

        return sympy(self.tree)

    def evaluate(self, beta: Any, b: Any, mean: bool = False) -> FloatArray:
        """The linear predictor that the shown equation gives, offset included.

        Args:
            beta: the fixed effects, in the order of the kept columns of X.
            b: the q random effects, in lme4's order: term, level, column fastest.
            mean: apply the inverse of the shown link.

        Returns:
            An array of length n.

        Raises:
            DataError: the model has no data, a length is wrong, or the tree was changed into one without a value.
        """
        from lme4math.evaluate import linear_predictor

        return linear_predictor(self.tree, self._data, beta, b, truth(mean, "mean"))

    def covariance(self, theta: Any = None, par: Any = None, sigma: float = 1.0, rows: Any = None) -> FloatArray:
        """The marginal covariance that the shown statements imply: of y for lmer, of η for glmer.

        In matrices it is σ²(Z Λ Λᵀ Zᵀ + W⁻¹) for lmer and Z Λ Λᵀ Zᵀ for glmer (Bates et al. 2015, eq. 2 to 4); here it
        is computed from the tree. Give exactly one of `theta` and `par`.

        Args:
            theta: lme4's θ, the elements of the relative covariance factor Λ.
            par: by term in lme4's order: θ for us; standard deviations for diag, then ρ for cs and ar1; relative to σ
                in lmer.
            sigma: σ, the standard deviation of the residuals.
            rows: 0-based places among the rows used, m of them, at most 20,000; all rows if None.

        Returns:
            An m × m array.

        Raises:
            DataError: the model has no data, a length is wrong, more than 20,000 rows are asked for, or the tree was
                changed into one without a value.
        """
        from lme4math.evaluate import marginal_covariance

        return marginal_covariance(self.tree, self._data, theta, par, sigma, rows)

    def _refuse_long(self, what: str) -> None:
        length = len(self.latex())
        if length > LONGEST:
            said = f"{what} is made of at most {LONGEST:,} characters of LaTeX, and these equations have {length:,}."
            raise DataError(said, hint="Use shorter names or fewer levels, or the matrix notation.")

    @property
    def _data(self) -> Observations:
        if self.observe is None:
            raise DataError("These equations have no data.", hint="Give the data to parse(code, data).")
        return self.observe()

    @cached_property
    def display(self) -> Display:
        """The boxes of the page: lines and remarks."""
        return arrange(self.tree)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return f"<lme4math.Equations in {self.tree.notation} notation, {len(self.tree.statements)} statements>"

    def _repr_mimebundle_(self, **_options: object) -> dict[str, str]:
        """What a notebook shows: typeset LaTeX, or text where there is no typesetter."""
        return forms(self.latex(), self.text())
