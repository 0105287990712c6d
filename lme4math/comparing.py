"""Two models, or two fits, compared: how they lie to each other as sets of distributions of the response."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lme4math.api import Model, parse
from lme4math.estimating import Fit
from lme4math.libraries import Cells
from lme4math.markup import code_span, plain
from lme4math.notation import Sentence, said
from lme4math.relating import compared
from lme4math.relation_words import ComparedModels, constraints_of, sentences_of
from lme4math.source import visible
from lme4math.tabular import RCode, ResultTable, Tabular, markdown_of_table

if TYPE_CHECKING:
    from lme4math.relations import Relation


def compare(first: Model | Fit | str, second: Model | Fit | str, data: Any = None) -> Comparison:
    """How two models lie to each other, as sets of distributions of the response.

    The means of a model are all Xβ plus the offset, its covariances all that its random terms and residuals allow. Two
    models are the same if both sets are, whatever their parameters are called. Columns are compared by what they span;
    covariance matrices by writing those of one, at random parameters and at the edges of what is allowed, as the
    other's (to 10⁻⁶ of their length).

    >>> comparison = compare("y ~ x + (x || g)", "y ~ x + (x | g)")
    >>> comparison.relation, comparison.df, comparison.boundary
    ('first in second', (5, 6), False)
    >>> print(comparison.text())
    The first model is a special case of the second one: that with τ₀₁ = 0.
    ...

    Args:
        first: a model, a fit, or R code.
        second: another.
        data: the data of models that were read without, as in `parse`. Where neither has any, they are compared on
            data of no special form, and it is said what would be different on other data.

    Raises:
        FormulaError: the R code is not a model that lme4 would fit.
        DataError: the data does not fit the models, they have data of their own and this is another, or data is needed.
    """
    models = (_given(first, data), _given(second, data))
    fits = tuple(one if isinstance(one, Fit) else None for one in (first, second))
    return Comparison(models, fits, compared((models[0]._compiled, models[1]._compiled), data))


def _given(one: Model | Fit | str, data: Any) -> Model:
    """A model as it was given, or as it is read from code."""
    if isinstance(one, Fit):
        assert isinstance(one.model, Model)
        return one.model
    if isinstance(one, Model):
        return one
    return parse(one, data)


@dataclass(frozen=True, repr=False)
class Comparison(Tabular):
    """How two models lie to each other, with what follows for a comparison of their fits.

    Attributes:
        models: the two models.
        fits: the two fits, or None for a model that is not fitted.
    """

    models: tuple[Model, Model]
    fits: tuple[Fit | None, ...]
    _compared: ComparedModels = field(repr=False)

    @property
    def _relation(self) -> Relation:
        return self._compared.relation

    @property
    def relation(self) -> str:
        """One of "same", "first in second", "second in first" and "neither"; else "not decided"."""
        return self._relation.relation

    @property
    def mean(self) -> str:
        """The same of the means."""
        return self._relation.mean

    @property
    def covariance(self) -> str:
        """The same of the covariances."""
        return self._relation.covariance

    @property
    def df(self) -> tuple[int, int]:
        """The numbers of parameters, as lme4 counts them."""
        return self._relation.df

    @property
    def boundary(self) -> bool | None:
        """Whether the smaller model lies at the edge of the larger, where a variance is 0; None if it is not known."""
        return self._relation.boundary

    @property
    def reml_comparable(self) -> bool:
        """Whether criteria of REML may be compared: both have one fixed part, coded alike."""
        return self._relation.reml_comparable

    @property
    def constraints(self) -> tuple[str, ...]:
        """What turns the larger model into the smaller, each as text."""
        from lme4math.printers import sentences_as_text

        return tuple(map(visible, sentences_as_text(constraints_of(self._compared))))

    @cached_property
    def _sentences(self) -> tuple[Sentence, ...]:
        return (*sentences_of(self._compared), *self._of_fits())

    def _of_fits(self) -> Iterator[Sentence]:
        """What may be said of two fits."""
        one, two = self.fits
        if one is None or two is None or one.criterion is None or two.criterion is None:
            return
        if one.reml != two.reml:
            yield said("One fit is by REML and one by maximum likelihood: their criteria may not be compared.")
        elif one.n != two.n:
            yield said(f"The fits have {one.n} and {two.n} observations: nothing of them may be compared.")

    def text(self) -> str:
        """What is said of the two models, as lines of text.

        >>> print(compare("y ~ x + (1 | g)", "y ~ x + z + (1 | g)").text())
        The first model is a special case of the second one: that with β₂ = 0.
        ...
        """
        from lme4math.printers import sentences_as_text

        return "\n".join(visible(plain(line)) for line in sentences_as_text(self._sentences))

    def _table(self) -> ResultTable:
        from lme4math.printers import sentences_as_text

        lines = tuple(map(visible, sentences_as_text(self._sentences)))
        rows: list[tuple[str | RCode, ...]] = [("model", *(RCode(model._model.formula) for model in self.models))]
        rows.append(("parameters", *map(str, self.df)))
        rows += [(what, *(_rounded(value) for value in values)) for what, values in self._criteria()]
        return ResultTable(("", "First", "Second"), tuple(rows), lines[:1], lines[1:])

    def _criteria(self) -> Iterator[tuple[str, tuple[float | None, ...]]]:
        """The criteria of the fits, AIC and BIC, as R computes them."""
        known = [one for one in self.fits if one is not None and one.criterion is not None]
        if not known:
            return
        pairs = list(zip(self.fits, self.df, strict=True))
        yield (
            "REML criterion" if all(one.reml for one in known) else "criterion",
            tuple(one.criterion if one else None for one, _ in pairs),
        )
        yield (
            "AIC",
            tuple(None if one is None or one.criterion is None else one.criterion + 2 * df for one, df in pairs),
        )
        yield (
            "BIC",
            tuple(
                None if one is None or one.criterion is None or not one.n else one.criterion + math.log(one.n) * df
                for one, df in pairs
            ),
        )

    def _columns(self) -> dict[str, Cells]:
        criteria = dict(self._criteria())
        return {
            "formula": [model._model.formula for model in self.models],
            "parameters": list(self.df),
            **{
                name.lower().replace(" ", "_"): [float("nan") if one is None else one for one in values]
                for name, values in criteria.items()
            },
        }

    def markdown(self, *, word: bool = False) -> str:
        """The sentences, both equations as LaTeX, and the table of numbers, as Markdown.

        >>> from lme4math import compare
        >>> print(compare("lmer(y ~ 1 + (1 | g))", "lmer(y ~ x + (1 | g))").markdown().partition("\\n")[0])
        **The first model is a special case of the second one: that with $\\beta_{1}$ = $0$.**

        Args:
            word: for documents of Word, as in `Equations.markdown`.
        """
        from lme4math.printers import sentence_as_markdown

        verdict, *others = map(sentence_as_markdown, self._sentences)
        equations = (
            f"{which}: {code_span(model._model.formula)}\n\n"
            f"{model.equations('compact').markdown(notes=False, word=word)}"
            for which, model in zip(("First", "Second"), self.models, strict=True)
        )
        table = self._table()
        numbers = markdown_of_table(ResultTable(table.headings, table.rows))
        return "\n\n".join((f"**{verdict}**", *equations, "\n".join(f"- {one}" for one in others), numbers))

    def _repr_markdown_(self) -> str:
        return self.markdown()

    def _repr_html_(self) -> str:
        """Both equations, with what only one of them has marked, and the table of where coefficients vary."""
        from lme4math.ui import comparison_html

        contents = (self.models[0].content(), self.models[1].content())
        return str(comparison_html(contents, tuple(map(_terms, self.models)), self._sentences, self._table()))

    def __repr__(self) -> str:
        return visible(f"<lme4math.Comparison: {self.relation}>")


def _terms(model: Model) -> dict[frozenset[str], tuple[str, ...]]:
    """The random terms of a model as R code, by the variables that group."""
    found: dict[frozenset[str], tuple[str, ...]] = {}
    for term in model._model.random:
        key = frozenset(term.group.name.split(":"))
        found[key] = (*found.get(key, ()), term.code)
    return found


def _rounded(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
