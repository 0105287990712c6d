"""A fit in a view: what the view shows of it, and the fits of the models that a reader changes it into."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import replace
from os import PathLike
from typing import TYPE_CHECKING, Self

from lme4math.errors import of_type, one_of, truth
from lme4math.numbering import NUMBERS, cells_of, estimated_equations, words_with_values
from lme4math.showing import Showable
from lme4math.tabular import Sentences
from lme4math.wording import explained

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from lme4math.check_results import Check
    from lme4math.equations import Equations
    from lme4math.fits import Estimates
    from lme4math.ui import Explorer, ViewContent


class Refittable:
    """A fit that can be shown, and whose model can be changed: what comes of a change is fitted anew.

    Attributes:
        model: its model.
        estimates: all that is known.
    """

    model: Showable
    estimates: Estimates

    def _refitted(self, model: Showable) -> Self:
        """The fit of another model to the same data."""
        raise NotImplementedError

    def _rewritten(self, model: Showable) -> Self:
        """The same fit of a model that is only written in another way."""
        raise NotImplementedError

    def _notes(self) -> tuple[str, ...]:
        """What is said of the fit beside its equations."""
        raise NotImplementedError

    def _plots(self) -> Iterator[tuple[str, Callable[[], Figure]]]:
        """The titles of the pictures of the fit, and what draws them."""
        raise NotImplementedError

    def explain(self, numbers: str = "both", *, style: str = "indexed", notation: str = "expanded") -> Sentences:
        """The model in plain English, as `Model.explain`, with the estimate of each symbol where it is first named.

        >>> from lme4math import data, parse
        >>> fit = parse("lmer(Reaction ~ Days + (1 | Subject))", data.sleepstudy()).fit()
        >>> print(fit.explain())
        `Reaction` is modelled as normal around a linear predictor, with residual variance σ² = 31.0².
        ...

        Args:
            numbers: "both", or "symbols" alone.
            style: "indexed" or "lettered", as in `equations`.
            notation: the notation whose symbols are named, as in `equations`.

        Returns:
            Text, with R code between backticks; a notebook shows it as a list, with the symbols as mathematics.

        Raises:
            ValueError: there is no such notation or style, or another way of numbers.
        """
        compiled = self.model._compiled
        values = words_with_values(compiled, self.estimates)
        symbols = one_of(numbers, ("both", "symbols"), "way of numbers") == "symbols"
        return explained(compiled, style, notation, tuple if symbols else values)

    def explore(self, notation: str = "expanded", numbers: str = "numbers") -> Explorer:
        """The interactive view, in which symbols and numbers take each other's place.

        A press in its table changes the model and fits it again; the criterion stands beside the one before.

        >>> from lme4math import data, parse
        >>> fit = parse("lmer(Reaction ~ Days + (1 | Subject))", data.sleepstudy()).fit()
        >>> view = fit.explore("compact")
        >>> view.style = "both"

        Args:
            notation: the one shown at first, as in `equations`.
            numbers: what is shown at first: "symbols", "numbers" or "both".

        Raises:
            ValueError: there is no such notation or way of numbers.
        """
        from lme4math.ui import Explorer

        return Explorer(self, notation, style=one_of(numbers, NUMBERS, "way of numbers"))

    def html(self, notation: str = "expanded", numbers: str = "numbers") -> str:
        """The view as one piece of HTML that needs no kernel, no script and no network.

        >>> from lme4math import data, parse
        >>> fit = parse("lmer(Reaction ~ Days + (1 | Subject))", data.sleepstudy()).fit()
        >>> "251.4" in fit.html()
        True

        Args:
            notation: as in `explore`.
            numbers: as in `explore`.

        Raises:
            ValueError: there is no such notation or way of numbers.
        """
        from lme4math.ui import fragment_of

        return str(fragment_of(self.content(), notation, style=one_of(numbers, NUMBERS, "way of numbers")))

    def content(self, unfolded: bool = False) -> ViewContent:
        """All that the view shows, as values; of a model with many coefficients an excerpt.

        Args:
            unfolded: whether more of a long model is shown.
        """
        from lme4math.ui import LazyPicture, content_with_numbers, content_with_print, most_shown, view_content

        unfolded = truth(unfolded, "unfolded")
        compiled, most = self.model._compiled, most_shown(unfolded)
        content = content_with_numbers(
            compiled,
            view_content(compiled, unfolded, styles=("indexed",)),
            lambda notation, way: estimated_equations(
                compiled, self.estimates, notation, "indexed", numbers=way, most=most
            ),
            cells_of(compiled, self.estimates),
            self._notes(),
            words_with_values(compiled, self.estimates),
            unfolded,
        )
        content = replace(content, pictures=tuple(LazyPicture(title, draw) for title, draw in self._plots()))
        printed = self.estimates.printed
        return content if printed is None else content_with_print(compiled, content, printed, unfolded)

    def checked(self, latex: str) -> Check:
        """An equation that a person wrote, held against the model that was fitted, as `Model.checked`.

        Args:
            latex: the equation, as LaTeX or plain text.

        Raises:
            FormulaError: the text has no equation that can be read.
            DataError: it is no text.
        """
        return self.model.checked(latex)

    def beside(self, first: Refittable) -> str:
        """How the model lies to another that it was made from, as `Model.beside`.

        Args:
            first: the fit of the model that was changed.

        Raises:
            DataError: it is no fit.
        """
        return self.model.beside(of_type(first, Refittable, "first").model)

    def latex(self, notation: str = "expanded", numbers: str = "numbers") -> str:
        """The equations in LaTeX; `equations().latex()` has more to choose.

        >>> from lme4math import data, parse
        >>> fit = parse("lmer(Reaction ~ Days + (1 | Subject))", data.sleepstudy()).fit()
        >>> "251.4" in fit.latex()
        True

        Args:
            notation: as in `explore`.
            numbers: as in `explore`.

        Raises:
            ValueError: there is no such notation or way of numbers.
        """
        return self._equations(notation, numbers).latex()

    def markdown(self, notation: str = "expanded", numbers: str = "numbers") -> str:
        """The equations in Markdown, as `Equations.markdown` writes them.

        Args:
            notation: as in `explore`.
            numbers: as in `explore`.

        Raises:
            ValueError: there is no such notation or way of numbers.
        """
        return self._equations(notation, numbers).markdown()

    def save(self, path: str | PathLike[str], notation: str = "expanded", numbers: str = "numbers") -> None:
        """Write the equations to a file, as `Equations.save` does.

        Args:
            path: where to, by the ending of its name.
            notation: as in `equations`.
            numbers: "symbols", "numbers" or "both".
        """
        self._equations(notation, numbers).save(path)

    def _equations(self, notation: str, numbers: str) -> Equations:
        return estimated_equations(self.model._compiled, self.estimates, notation, "indexed", numbers=numbers)

    @property
    def n_symbols(self) -> int:
        """The number of fixed effects, columns of random effects and covariance parameters in the equations."""
        return self.model.n_symbols

    def with_model(self, which: str | int) -> Self:
        """The fit of another model of the same code, as `Model.with_model`.

        Args:
            which: its name or place.
        """
        return self._refitted(self.model.with_model(which))

    def on_lme4_data(self, taken: Container[str] = ()) -> Self:  # noqa: ARG002 - a fit has its data
        """The fit itself, which has its data.

        Args:
            taken: names that are in use.
        """
        return self

    def with_effect(self, coefficient: str, group: str) -> Self:
        """The fit with a random effect more, or less, as `Model.with_effect`.

        Args:
            coefficient: its name.
            group: the grouping factor.
        """
        return self._refitted(self.model.with_effect(coefficient, group))

    def with_random(self, effect: str, group: str) -> Self:
        """The fit with a random effect more, as `Model.with_random`.

        Args:
            effect: the random effect, as R code.
            group: the grouping factor.
        """
        return self._refitted(self.model.with_random(effect, group))

    def with_structure(self, block: int, structure: str) -> Self:
        """The fit with another covariance structure, as `Model.with_structure`.

        Args:
            block: the place of the random term.
            structure: the structure.
        """
        return self._refitted(self.model.with_structure(block, structure))

    def with_variable(self, name: str, levels: Sequence[str] | int | None) -> Self:
        """The fit with a variable of another type, as `Model.with_variable`.

        Args:
            name: the variable.
            levels: its levels, their number, or None for a numeric one.
        """
        return self._refitted(self.model.with_variable(name, levels))

    def with_options(self, *, factor_index: bool | None = None, index: str | None = None) -> Self:
        """The same fit, written in another way, as `Model.with_options`.

        Args:
            factor_index: give factors an index of their own.
            index: "lookup" or "nested".
        """
        return self._rewritten(self.model.with_options(factor_index=factor_index, index=index))

    def with_label(self, name: str, words: str | None) -> Self:
        """The same fit with the reader's own words, as `Model.with_label`.

        Args:
            name: what is labelled.
            words: the words, or None to withdraw them.
        """
        return self._rewritten(self.model.with_label(name, words))
