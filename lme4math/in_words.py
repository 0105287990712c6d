"""A model in words: what its coefficients mean, what it says, and a paragraph for a methods section."""

from __future__ import annotations

from dataclasses import dataclass

from lme4math.meanings import Meanings, meanings_of
from lme4math.showing import Showable
from lme4math.tabular import Sentences
from lme4math.wording import explained, methods_of


@dataclass(frozen=True)
class InWords(Showable):
    """A model that can be put into words."""

    def meanings(self, style: str = "indexed") -> Meanings:
        """What each fixed effect is, as a combination of the means of cells, or of slopes in them, with exact numbers.

        A cell is a combination of levels of the factors. With their columns' design C the values of cells are C β, and
        β is C⁻¹ times them (Venables & Ripley 2002, section 6.2). With data the cells are those that occur in it.

        >>> from lme4math import parse
        >>> factors = {"f": ["a", "b", "c"]}
        >>> for meaning in parse("lmer(y ~ f + (1 | g), contrasts = list(f = contr.sum))", factors=factors).meanings():
        ...     print(meaning.symbol, "=", meaning.text)
        β₀ = μ(·)
        β₁ = μ(a) − μ(·)
        β₂ = μ(b) − μ(·)

        Args:
            style: "indexed" or "lettered", as in `equations`.

        Returns:
            A tuple of `Meaning` that shows itself as a table; its `by_cell` are the cells as sums of coefficients.

        Raises:
            ValueError: there is no such style.
        """
        return meanings_of(self._compiled, style)

    def explain(self, style: str = "indexed", *, notation: str = "expanded") -> Sentences:
        """The model in plain English, one sentence a line, with the symbols of its equations.

        >>> from lme4math import parse
        >>> print(parse("lmer(Reaction ~ Days + (1 | Subject))").explain())
        `Reaction` is modelled as normal around a linear predictor, with residual variance σ².
        ...

        Args:
            style: "indexed" or "lettered", as in `equations`.
            notation: the notation whose symbols are named, as in `equations`.

        Returns:
            Text, with R code between backticks; a notebook shows it as a list, with the symbols as mathematics.
        """
        return explained(self._compiled, style, notation)

    def methods(
        self,
        format: str = "text",  # noqa: A002
        *,
        notation: str = "expanded",
        style: str = "indexed",
        width: float | None = None,
    ) -> str:
        """A paragraph for a methods section, with the equation; it says what the code says, and nothing else.

        >>> from lme4math import parse
        >>> print(parse("lmer(Reaction ~ Days + (Days | Subject))").methods())
        We fitted a linear mixed-effects model of Reaction with Days as a fixed effect, and with correlated random ...

        Args:
            format: "text"; or "markdown", "latex" or "html" with the symbols as mathematics; "word" is Markdown for a
                document of Word, as in `Equations.markdown`.
            notation: of the equation, as in `equations`.
            style: of its symbols, as in `equations`.
            width: of a line of it, in Markdown and LaTeX, as in `Equations.latex`.
        """
        return methods_of(self._compiled, format, notation, style, width)
