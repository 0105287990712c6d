"""A model's equations in one notation: a maths tree, printed in several languages and evaluated."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import accumulate
from os import PathLike
from typing import TYPE_CHECKING, Any

from lme4math.errors import DataError, number, of_type, one_of, truth
from lme4math.notation import Document, Expr
from lme4math.printers import Display, arrange, fitted, forms, quarto_renders
from lme4math.records import walk

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from lme4math.data import FloatArray, Observations

MOST_PARTS = 20_000
"""The largest number of letters and signs of a figure, and of symbols and operations of the tree for sympy.

Each takes up to half a millisecond, so that neither a figure nor sympy takes longer than ten seconds.
"""

FORMS = ("body", "display", "document")
POINTS = 10.0
"""The points of an em."""
WIDEST = 100_000
"""The widest line, in points or characters."""

LARGEST_TEXT = 1_000
"""The size of the largest text of a figure, in points."""


@dataclass(frozen=True, repr=False)
class Equations:
    """The equations of a model, as `Model.equations()` gives them.

    >>> from lme4math import parse
    >>> parse("y ~ x + (1 | g)").equations("compact")
    <lme4math.Equations in compact notation, 4 statements>

    Attributes:
        tree: the maths tree; every method below prints or computes this one.
        observe: a function that gives the data on which it is evaluated; None for a model read without data.
    """

    tree: Document
    observe: Callable[[], Observations] | None = field(default=None, repr=False, compare=False)

    def replace(self, tree: Document) -> Equations:
        """Equations with another tree, on the same data.

        >>> from dataclasses import replace
        >>> from lme4math import parse
        >>> equations = parse("y ~ x + (1 | g)").equations("compact")
        >>> equations.replace(replace(equations.tree, statements=equations.tree.statements[:1]))
        <lme4math.Equations in compact notation, 1 statements>

        Args:
            tree: what all printers, `evaluate` and `covariance` are to use.
        """
        return replace(self, tree=of_type(tree, Document, "tree"))

    def latex(self, colour: bool = False, *, form: str = "body", notes: bool = True, width: float | None = None) -> str:
        r"""LaTeX that needs only amsmath.

        Names in scripts other than Latin need XeLaTeX or LuaLaTeX, or a typesetter of the web.

        >>> from lme4math import parse
        >>> equations = parse("y ~ x + (1 | g)").equations("compact")
        >>> print(equations.latex())
        \begin{gathered}
        \begin{aligned}
        \text{y}_{i} & = \beta_{0,j[i]} + \beta_{1}\,\text{x}_{i} + \varepsilon_{i} \\[1ex]
        ...
        >>> print(equations.latex(form="display", notes=False))
        \begin{align*}
        \text{y}_{i} & = \beta_{0,j[i]} + \beta_{1}\,\text{x}_{i} + \varepsilon_{i} \\
        ...

        Args:
            colour: give each level its colour, as MathJax and KaTeX read it, in notebooks and on web pages; in the
                form "body" only.
            form: "body" stands between `$$` or in an equation environment, and is read by typesetters of the web, too;
                "display" is pasted into an article as it is; "document" compiles alone.
            notes: say the ranges of the indices and the like; in "display" and "document", as text beneath.
            width: the width of a line of text at 10 points, in points (`\the\linewidth`): no line is longer, unless a
                single term is. By default 345, as in an article; in the form "body" as on a page of a notebook.

        Raises:
            ValueError: there is no such form, or colour is asked for in another form than "body".
        """
        from lme4math.printers import (
            LINE_WIDTH,
            REMARK_WIDTH,
            coloured,
            display_of,
            document_of,
            fitted_strictly,
            latex_of,
        )

        coloring, kept = (
            truth(colour, "colour"),
            self.lines if truth(notes, "notes") else replace(self.lines, remarks=()),
        )
        if one_of(form, FORMS, "form") != "body":
            if coloring:
                raise ValueError(f"Colours are for typesetters of the web: ask for form='body', not {form!r}.")
            written = display_of if form == "display" else document_of
            return written(kept, LINE_WIDTH if width is None else room_of(width))
        room = REMARK_WIDTH if width is None else room_of(width) / POINTS
        display = fitted(kept) if width is None else fitted_strictly(kept, room)
        return latex_of(coloured(display) if coloring else display, room)

    def markdown(self, *, notes: bool = True, width: float | None = None, word: bool = False) -> str:
        r"""Markdown, of which pandoc, R Markdown and Quarto make equations of Word, PDF and HTML, as does GitHub.

        >>> from lme4math import parse
        >>> print(parse("y ~ x + (1 | g)").equations("compact").markdown())
        $$
        \begin{aligned}
        \text{y} _ {i} & = \beta_{0,j[i]} + \beta_{1}\,\text{x} _ {i} + \varepsilon_{i} \\[1ex]
        ...
        $$
        <BLANKLINE>
        Here $i = 1, \ldots, n$ (observations); $j = 1, \ldots, J$ (levels of $\text{g}$); ...

        Args:
            notes: say the ranges of the indices and the like, as a paragraph beneath the equations.
            width: of a line, as in `latex`; by default 345, as in an article.
            word: for documents of Word, in such lines that LibreOffice reads what pandoc makes of them, too.

        Raises:
            DataError: there is no such width.
        """
        from lme4math.printers import LINE_WIDTH, fitted_strictly, in_cells, notes_of, within_markdown

        points = LINE_WIDTH if width is None else room_of(width)
        if truth(word, "word"):
            formula = in_cells(fitted_strictly(self.lines, points / POINTS).lines)
        else:
            formula = self.latex(notes=False, width=points)
        words = notes_of(self.lines) if truth(notes, "notes") else ""
        return within_markdown("\n\n".join(filter(None, (f"$$\n{formula}\n$$", words))))

    def mathml(self) -> str:
        """One `<math>` element of MathML Core.

        >>> from lme4math import parse
        >>> parse("y ~ x + (1 | g)").equations().mathml()
        '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">...</math>'
        """
        from lme4math.printers import mathml_of

        return mathml_of(self.display)

    def text(self, *, width: float | None = None) -> str:
        """Lines of Unicode text, for a terminal with a fixed-width font.

        A name that R could not read, or that is a letter of the equations too, is written in backticks; levels are
        quoted where they could be read as something else; a vector with the letter of its entries is bold: 𝛃.

        >>> from lme4math import parse
        >>> print(parse("y ~ x + (1 | g)").equations("compact").text())
        y_i = β_{0,j[i]} + β₁ x_i + ε_i
        β_{0,j[i]} = β₀ + b_{0,j[i]}^(g)
        ...

        Args:
            width: the number of characters of a line: no line is longer, unless a single term is.
        """
        from lme4math.printers import text_of, text_within

        return text_of(self.display) if width is None else text_within(self.lines, room_of(width))

    def typst(self) -> str:
        r"""Typst markup: the equations as a block of mathematics, the remarks as sentences beneath.

        >>> from lme4math import parse
        >>> print(parse("y ~ x + (1 | g)").equations("compact").typst())
        $ "y"_i & = β_(0,j[i]) + β_1 thin "x"_i + ε_i \
        ...
        """
        from lme4math.printers import typst_of

        return typst_of(self.display)

    def figure(self, size: float = 12.0, colour: bool = False) -> Figure:
        """A matplotlib figure, as large as it needs to be: `.savefig("model.svg")`, or PNG, or PDF.

        >>> from lme4math import parse
        >>> figure = parse("y ~ x + (1 | g)").equations().figure(size=14)
        >>> bool(figure.get_figwidth() > figure.get_figheight())
        True

        Args:
            size: the size of the text, in points.
            colour: give each level its colour.

        Raises:
            DataError: the equations have more than 20,000 letters and signs.
        """
        from lme4math.printers import Box, coloured, figure_of

        drawn = (len(getattr(box, "text", " ")) for box in walk(self.display) if isinstance(box, Box))
        if _are_too_many(drawn):
            raise DataError(
                f"A figure has room for {MOST_PARTS:,} letters and signs, and these equations have more.",
                hint="Use shorter names, fewer variables or levels, or the matrix notation.",
            )

        display = coloured(self.display) if truth(colour, "colour") else self.display
        return figure_of(
            display,
            number(size, "size", f"above 0 and at most {LARGEST_TEXT}", lambda points: 0 < points <= LARGEST_TEXT),
        )

    def save(self, path: str | PathLike[str]) -> None:
        """Write the equations to a file, of the kind that its name ends in.

        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> from lme4math import parse
        >>> with TemporaryDirectory() as folder:
        ...     parse("y ~ x + (1 | g)").equations().save(Path(folder) / "model.svg")

        Args:
            path: a name that ends in `.tex` (a document), `.svg`, `.png` or `.pdf` (a picture), `.docx` (Word, with
                equations that can be edited there; it needs the program pandoc), `.md`, `.txt`, `.typ` or `.mml`.

        Raises:
            ValueError: it ends in something else.
            DataError: pandoc is not installed, or the equations are too large for a picture.
            OSError: the file cannot be written.
        """
        from lme4math.saving import save

        document: Callable[[], str] = partial(self.latex, form="document")
        texts = {".tex": document, ".txt": self.text, ".typ": self.typst, ".mml": self.mathml, ".md": self.markdown}
        save(path, texts, self.figure, partial(self.markdown, word=True))

    def sympy(self) -> list[Any]:
        """The statements as sympy: an `Eq` for each equation, a `Follows(left, law)` for each distribution.

        Numbered symbols are elements, `beta[0]` and `b_reg[0, j[i]]`.

        >>> from lme4math import parse
        >>> parse("y ~ x + (1 | g)").equations().sympy()
        [Eq(y[i], b_g[0, j[i]] + beta[0] + beta[1]*x[i] + epsilon[i]), b_g[0, j] ~ N(0, tau[0]**2),
         epsilon[i] ~ N(0, sigma**2)]

        Raises:
            DataError: the tree was changed into one whose matrices have no dimensions or no definition, or it has
                more than 20,000 symbols and operations.
        """
        from lme4math.algebra import sympy

        if _are_too_many(1 for node in walk(self.tree.statements) if isinstance(node, Expr)):
            raise DataError(
                f"sympy is given at most {MOST_PARTS:,} symbols and operations, and these equations have more.",
                hint="Use fewer variables or levels, or the compact notation, which has no entries of matrices.",
            )
        return sympy(self.tree)

    def evaluate(self, beta: Any, b: Any, mean: bool = False) -> FloatArray:
        """The linear predictor, offset included, computed from the equation that is shown.

        >>> from lme4math import parse
        >>> data = {"y": [1.2, 0.7, 2.1, 1.9], "x": [0, 1, 0, 1], "g": ["a", "a", "b", "b"]}
        >>> parse("y ~ x + (1 | g)", data).equations().evaluate(beta=[1.0, 0.5], b=[0.25, -0.25])
        array([1.25, 1.75, 0.75, 1.25])

        Args:
            beta: the p fixed effects, in the order of the kept columns of X.
            b: the q random effects, in lme4's order: by term, then level, then column.
            mean: apply the inverse of the shown link, which gives the conditional mean.

        Returns:
            An array of length n, on the scale of the link, or of the response where `mean` is true.

        Raises:
            DataError: the model has no data, a length is wrong, or the tree was changed into one without a value.
        """
        from lme4math.evaluate import linear_predictor

        return linear_predictor(self.tree, self._data, beta, b, truth(mean, "mean"))

    def covariance(self, theta: Any = None, par: Any = None, sigma: float = 1.0, rows: Any = None) -> FloatArray:
        """The marginal covariance that the shown statements imply: of y for lmer, of η for glmer.

        In matrices it is σ²(Z Λ Λᵀ Zᵀ + W⁻¹) for lmer and Z Λ Λᵀ Zᵀ for glmer (Bates et al. 2015, eq. 2 to 4); here it
        is computed from the tree. Give exactly one of `theta` and `par`.

        >>> from lme4math import parse
        >>> data = {"y": [1.2, 0.7, 2.1, 1.9], "x": [0, 1, 0, 1], "g": ["a", "a", "b", "b"]}
        >>> parse("y ~ x + (1 | g)", data).equations().covariance(theta=[0.5], sigma=2.0, rows=[0, 1])
        array([[5., 1.],
               [1., 5.]])

        Args:
            theta: lme4's θ, the elements of the relative covariance factor Λ.
            par: by term in lme4's order: θ for us; standard deviations for diag, then ρ for cs and ar1; relative to σ
                in lmer.
            sigma: σ, the residual standard deviation, in units of the response.
            rows: m places among the rows used, from 0, at most 20,000; all rows if None.

        Returns:
            An m × m array.

        Raises:
            DataError: the model has no data, a length is wrong, more than 20,000 rows are asked for, or the tree was
                changed into one without a value.
        """
        from lme4math.evaluate import marginal_covariance

        return marginal_covariance(self.tree, self._data, theta, par, sigma, rows)

    @property
    def _data(self) -> Observations:
        if self.observe is None:
            raise DataError("These equations have no data.", hint="Give the data to parse(code, data).")
        return self.observe()

    @cached_property
    def lines(self) -> Display:
        """The boxes of the page: lines, of any width, and remarks."""
        return arrange(self.tree)

    @cached_property
    def display(self) -> Display:
        """The lines broken to a page, and the remarks, as all printers but sympy write them."""
        return fitted(self.lines)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return f"<lme4math.Equations in {self.tree.notation} notation, {len(self.tree.statements)} statements>"

    def _repr_mimebundle_(self, **_options: object) -> dict[str, str]:
        """What a notebook shows: typeset LaTeX, or text where there is no typesetter."""
        if quarto_renders():
            return {"text/markdown": self.markdown(), "text/plain": self.text()}
        return forms(self.latex(), self.text())


def room_of(width: float) -> float:
    """The width of a line, which must be one."""
    return number(width, "width", f"above 0 and at most {WIDEST:,}", lambda room: 0 < room <= WIDEST)


def _are_too_many(sizes: Iterable[int]) -> bool:
    return any(total > MOST_PARTS for total in accumulate(sizes))
