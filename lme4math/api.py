"""The public functions: `parse`, and the methods of the `Model` that it returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lme4math.beside_code import fits_options, known_labels, read_writing
from lme4math.defaults import options, or_default
from lme4math.design_facts import nestings_of, structure_of
from lme4math.editing import assumptions_of
from lme4math.equations import Equations
from lme4math.errors import FormulaError, one_of
from lme4math.estimating import Estimable, Fit
from lme4math.in_words import InWords
from lme4math.legends import Legend, SymbolMeaning, symbol_meanings
from lme4math.model import Factors
from lme4math.notation import BY_GROUPS, NOTATIONS, WITH_OPTIONS, Options
from lme4math.pipeline import compile_model, compile_models, equations_of, names_of
from lme4math.source import visible

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from lme4math.algebra import Moments
    from lme4math.data import Design, DesignStructure

__all__ = ["Equations", "Fit", "Model", "SymbolMeaning", "parse", "parse_all"]


def parse(
    code: str,
    data: Any = None,
    *,
    factors: Factors | None = None,
    labels: Mapping[str, str] | Sequence[str] | None = None,
    levels: Mapping[str, Sequence[str]] | Sequence[str] | None = None,
    which: str | int | None = None,
) -> Model:
    """Read R code as a mixed-effects model.

    Formulas are read as R's `terms.formula` does (Wilkinson & Rogers 1973), random terms as lme4 2.1 does (Bates et al.
    2015, sections 2.1 and 2.2).

    >>> parse("fit <- lmer(y ~ dose * kind + (dose | lab))", factors={"kind": ["placebo", "drug"]})
    <lme4math.Model lmer: y ~ dose * kind + (dose | lab)>

    Args:
        code: an R formula, a call of `lmer`, `glmer` or `glmer.nb`, or a short script that holds one. It is read,
            never run; `factor(...)` declarations in it count.
        data: any data frame that narwhals takes, or a mapping of names to columns of one length n. Without it,
            variables are taken as numeric unless they are declared.
        factors: categorical variables and their levels, the baseline first, as `{"type": ["-", "+"]}`; an integer k
            means the levels 1 to k. It overrides the data's own types. Without data, a call such as `factor(year)` in
            the formula may be declared as well.
        labels: words, or a symbol between dollar signs, for variables, levels, grouping factors, coefficients and
            parameters, as in `Model.with_labels`.
        levels: the variables that have one value in each group of a factor, as `{"school": ["sector"]}`, for the
            notation by level; all others vary within groups. With data these are found, and what is said is checked.
        which: of a script with several models, the name of the one that is read (of two with one name the last, as in
            R), or its place, from 0 or, negative, from the end. By default the first.

    Raises:
        FormulaError: the code is not a model that lme4 would fit.
        LabelError: a label is for something that the model does not have, or is already the name of another thing.
        Error: the code has no model of that name or place.
        DataError: the data does not fit the model.
    """
    compiled = compile_model(code, data, factors, which=which)
    model = Model(compiled if levels is None else compiled.with_group_predictors(levels))
    return _preferred(model.with_labels({} if labels is None else labels))


def parse_all(
    code: str,
    data: Any = None,
    *,
    factors: Factors | None = None,
    labels: Mapping[str, str] | None = None,
    levels: Mapping[str, Sequence[str]] | Sequence[str] | None = None,
) -> list[Model]:
    """Read all models of an R script, in its order; `update()` of a model makes one, too.

    >>> script = "m0 <- lmer(y ~ x + (1 | g)); m1 <- update(m0, . ~ . + (0 + x | g))"
    >>> parse_all(script)
    [<lme4math.Model lmer: y ~ x + (1 | g)>, <lme4math.Model lmer: y ~ x + (1 | g) + (0 + x | g)>]
    >>> [model.name for model in parse_all(script)]
    ['m0', 'm1']

    Args:
        code: R code, as in `parse`.
        data: as in `parse`; every model is read with it.
        factors: as in `parse`.
        labels: as in `parse`; each model takes those of what it has.
        levels: as in `parse`; each model takes what is said of the variables that it has.

    Raises:
        LabelError: a label is for something that none of the models has, or is already the name of another thing.
        FormulaError: none of them is a model that lme4 would fit. Where some are, these are returned, each with a
            warning that names those that are not.
        DataError: the data fits none of them.
    """
    given = compile_models(code, data, factors, read_writing(labels, levels))
    return [_preferred(Model(compiled)) for compiled in given]


def _preferred(model: Model) -> Model:
    """A model with what fits it of `lme4math.options`."""
    compiled = model._compiled
    nested = options.index == "nested" and fits_options(compiled.model, Options(nested=True))
    if nested or options.factor_index:
        compiled = compiled.with_options(Options(options.factor_index, nested))
    labels = known_labels(compiled.model, {**options.labels, **dict(compiled.writing.labels)})
    return Model(compiled.with_labels(labels) if labels else compiled)


@dataclass(frozen=True)
class Model(InWords, Estimable):
    """A mixed-effects model read from R code: its description, its equations, and a view to explore them.

    Models are immutable. Two are equal if they were read from the same code with the same data, factors and labels.

    >>> parse("y ~ x + (1 | g)") == parse("y ~ x + (1 | g)")
    True
    """

    @property
    def name(self) -> str | None:
        """What the R code assigns the model to, or None.

        >>> parse("fit <- lmer(y ~ x + (1 | g))").name
        'fit'
        """
        return self._compiled.call.name

    def describe(self) -> dict[str, Any]:
        """The model as a dict that can be written as JSON; numbers that need data are None without it.

        Of rows that are not in memory, `dropped` and `p` are None where counts of levels do not show them.

        >>> parse("lmer(y ~ x + (x | g))").describe()["random"]
        [{'term': 'x | g', 'group': 'g', 'columns': ['(Intercept)', 'x'], 'structure': 'us', 'hom': False,
          'n_levels': None, 'n_par': 3, 'n_theta': 3}]

        Returns:
            `function`, `formula` as R would write it, `fixed` (the formula without bars), `response`, `family`, `link`,
            `reml`, `intercept`, `term_labels`, `columns` of X before any is dropped, `dropped`, `offsets`; `n`, `p` and
            `q`, the numbers of observations, of kept columns and of random effects; `assumptions`, `warnings`; and
            `random`, a list with `term`, `group`, `columns`, `structure`, `hom`, `n_levels`, `n_par` and `n_theta` of
            each random term, in lme4's order if data is known, else in the formula's.
        """
        from lme4math.model import describe

        compiled = self._compiled
        told = describe(self._model, n=compiled.n, dropped=compiled.all_dropped)
        return {**told, "assumptions": list(assumptions_of(compiled)), "warnings": list(compiled.warnings)}

    def design(self) -> Design:
        """The model's matrices on its data, as lme4 makes them (`lFormula`; Bates et al. 2015, section 2.3).

        Rows that are not in memory are fetched.

        >>> data = {"y": [1.2, 0.7, 2.1, 1.9], "x": [0, 1, 0, 1], "g": ["a", "a", "b", "b"]}
        >>> design = parse("y ~ x + (1 | g)", data).design()
        >>> design.X_columns
        ['(Intercept)', 'x']
        >>> design.Z.toarray()
        array([[1., 0.],
               [1., 0.],
               [0., 1.],
               [0., 1.]])

        Raises:
            DataError: the model was read without data.
        """
        return self._compiled.observations().design

    def structure(self) -> DesignStructure:
        """Which grouping factors are nested, crossed or partially crossed in the data, with counts.

        >>> data = {"y": [1.2, 0.7, 2.1, 1.9], "subject": ["s1", "s1", "s2", "s2"], "item": ["a", "b", "a", "b"]}
        >>> structure = parse("y ~ 1 + (1 | subject) + (1 | item)", data).structure()
        >>> [(pair.first, pair.relation, pair.second) for pair in structure.pairs]
        [('subject', 'crossed', 'item')]

        Raises:
            DataError: the model was read without data.
        """
        return structure_of(self._compiled)

    def plot_design(self, *, rows: str = "groups", theme: str = "both") -> Figure:
        """A picture of X and Z that shows which observations share which effects, as R's `image(Z)` does, at any size.

        Each random term is a block, in the colour that its grouping factor has in `explore()`. Large matrices are drawn
        as a raster, not entry by entry. Rows that are not in memory are fetched.

        >>> data = {"y": [1.2, 0.7, 2.1, 1.9], "x": [0, 1, 0, 1], "g": ["a", "a", "b", "b"]}
        >>> figure = parse("y ~ x + (1 | g)", data).plot_design()  # then figure.savefig("design.svg")
        >>> len(figure.axes)
        2

        Args:
            rows: "groups" puts the rows of a group together; "data" keeps the order of the data.
            theme: "both" is legible on a light page and on a dark one; "light" and "dark" have more contrast.

        Returns:
            A matplotlib figure without background: `.savefig("design.svg")`, or PNG, or PDF.

        Raises:
            DataError: the model was read without data.
            ValueError: there is no such order or theme.
        """
        from lme4math.pictures import matrices_figure

        return matrices_figure(self._compiled.observations(), self._compiled.page, rows, theme)

    def plot_structure(self, *, theme: str = "both") -> Figure:
        """A diagram of `structure()`: which grouping factors nest, which cross, and with what counts.

        Factors that nest are bands one below the other, the width of each level being its number of observations;
        factors that cross are tables of counts. Rows that are not in memory are counted, not fetched.

        >>> data = {"y": [1.2, 0.7, 2.1, 1.9], "subject": ["s1", "s1", "s2", "s2"], "item": ["a", "b", "a", "b"]}
        >>> figure = parse("y ~ 1 + (1 | subject) + (1 | item)", data).plot_structure()
        >>> figure.get_axes()
        [...]

        Args:
            theme: "both" is legible on a light page and on a dark one; "light" and "dark" have more contrast.

        Returns:
            A matplotlib figure without background.

        Raises:
            DataError: the model was read without data.
            ValueError: there is no such theme.
        """
        from lme4math.pictures import structure_figure

        structure = self.structure()
        assert self._compiled.counts is not None
        return structure_figure(self._compiled.page, self._compiled.counts, structure, theme)

    def equations(
        self,
        notation: str | None = None,
        style: str | None = None,
        *,
        factor_index: bool | None = None,
        index: str | None = None,
    ) -> Equations:
        """The model's equations.

        An index j[i] is the group of observation i, as in Gelman & Hill (2007, section 1.1). Matrices are those of
        Laird & Ware (1982) and Bates et al. (2015, eq. 2 to 4).

        >>> print(parse("y ~ x + (1 | g)").equations("compact"))
        y_i = β_{0,j[i]} + β₁ x_i + ε_i
        ...

        Args:
            notation: "expanded", "compact", "matrix"; "additive", one line of fixed and random effects, y_{ijk}; or
                "levels", an equation for each level, as in Raudenbush & Bryk (2002), in which the predictors of groups
                are those that have one value in each group of the data.
            style: "indexed" (β₀, b⁽ʳᵉᵍ⁾) or "lettered" (a Greek letter for each coefficient and each level).
            factor_index: write a factor as a coefficient by level, α_{type[i]}, instead of columns of 0 and 1.
            index: "lookup" writes the group of observation i as j[i]; "nested" writes y_{ijk}, where groups nest by
                their names, and lists the compact notation level by level. Both concern the expanded and the compact
                notation only. What is None is as the model has it: neither, but by `with_options`.

        Raises:
            ValueError: there is no such notation, style or index.
            FormulaError: nested indices are asked for, and the groups do not nest.
        """
        try:
            asked = self._options(factor_index, index)
            return equations_of(
                self._compiled, or_default(notation, options.notation), or_default(style, options.style), asked
            )
        except FormulaError as error:
            raise error.within(self._model.source) from None

    def moments(self, style: str = "indexed") -> Moments:
        """Marginal variances, covariances of observations that share groups, and intraclass correlations, as sympy.

        They follow from Var(y) = Z Var(b) Zᵀ + Var(ε) (Laird & Ware 1982, eq. 2.2). For `glmer` they are those of the
        linear predictor, which has no residual; correlations are of the latent response where the link implies one
        (logit, probit, cloglog: Goldstein, Browne & Rasbash 2002), else of the linear predictor alone.

        >>> moments = parse("y ~ x + (1 | g)").moments()
        >>> moments.variance
        sigma**2 + tau[0]**2
        >>> moments.covariance("g")
        tau[0]**2

        Args:
            style: "indexed" or "lettered", as in `equations`.

        Raises:
            ValueError: there is no such style.
            DataError: a variance has more than 1,600 products of two random effects.
        """
        from lme4math.algebra import moments_of

        shown = equations_of(self._compiled, "expanded", style, Options())
        return moments_of(shown.tree, self._compiled.page, nestings_of(self._compiled))

    def legend(
        self,
        style: str = "indexed",
        *,
        notation: str | None = None,
        factor_index: bool | None = None,
        index: str | None = None,
    ) -> Legend:
        """Every symbol of the equations, with its meaning, its R code and its level, in the order of their appearance.

        They are those of the expanded notation, then what the compact and the matrix notation have besides; or those
        of the notation that is asked for.

        >>> for entry in parse("y ~ x + (1 | g)").legend()[2:4]:
        ...     print(entry.symbol, "|", entry.r_text, "|", entry.level)
        β₀ | (Intercept) | population
        b_{0,j}^(g) | 1 | g | g

        Args:
            style: "indexed" or "lettered", as in `equations`.
            notation: a notation, as in `equations`, of which to give the symbols.
            factor_index: as in `equations`.
            index: as in `equations`. Where this option or the one before is used, the symbols of the matrix notation,
                which has neither, are left out.

        Raises:
            ValueError: there is no such style, notation or index.
            FormulaError: nested indices are asked for, and the groups do not nest.
        """
        from lme4math.notation import legend

        try:
            has_options = notation is None or one_of(notation, NOTATIONS, "notation") in WITH_OPTIONS
            asked = self._options(factor_index, index) if has_options else Options()
            names = names_of(self._compiled, style, asked, notation in BY_GROUPS)
            entries = legend(names, notation)
        except FormulaError as error:
            raise error.within(self._model.source) from None
        return Legend(symbol_meanings(entries, self._compiled.page))

    @property
    def warnings(self) -> tuple[str, ...]:
        """What R accepts without a word but the reader should know, as sentences.

        >>> parse("y ~ x + (x | g) + (1 | g)").warnings
        ('The intercept ... in both `(x | g)` and `(1 | g)`...',)
        """
        return tuple(map(visible, self._compiled.warnings))

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What is assumed of variables that neither data nor code declare, as sentences.

        >>> parse("y ~ x + (1 | g)", factors={"x": ["a", "b"]}).assumptions
        ()
        """
        return tuple(map(visible, assumptions_of(self._compiled)))

    def __repr__(self) -> str:
        return visible(f"<lme4math.Model {self._model.function}: {self._model.formula}>")
