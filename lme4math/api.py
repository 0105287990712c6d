"""The public calls: `parse`, and the `Model` that it gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lme4math.equations import Equations
from lme4math.errors import FormulaError, one_of
from lme4math.model import Column, Factors, MixedModel
from lme4math.notation import NOTATIONS, Options, names_taken
from lme4math.pipeline import Compiled, compile_model, equations_of, names_of, nestings_of, options_of, structure_of
from lme4math.records import record
from lme4math.source import visible

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from lme4math.algebra import Moments
    from lme4math.data import Design, DesignStructure
    from lme4math.model import Edit
    from lme4math.notation import LegendEntry
    from lme4math.ui import Explorer, ViewContent

__all__ = ["Equations", "Model", "SymbolMeaning", "parse"]


def parse(code: str, data: Any = None, *, factors: Factors | None = None) -> Model:
    """Read R code as a mixed-effects model.

    Formulas are read as R's `terms.formula` does (Wilkinson & Rogers 1973), random terms as lme4 2.1 does (Bates et al.
    2015, sections 2.1 and 2.2).

    Args:
        code: an R formula, a call of `lmer`, `glmer` or `glmer.nb`, or a short script that holds one. It is read,
            never run; `factor(...)` declarations in it count.
        data: any data frame that narwhals takes, or a mapping of columns. Without it, variables are numeric unless
            they are declared.
        factors: categorical variables and their levels, the baseline first, as `{"type": ["-", "+"]}`; an integer k
            means the levels 1 to k. It overrides the data's own types.

    Raises:
        FormulaError: the code is not a model that lme4 would fit.
        DataError: the data does not fit the model.
    """
    return Model(compile_model(code, data, factors))


@record
class SymbolMeaning:
    """A symbol of the equations.

    Attributes:
        symbol: the symbol as Unicode text.
        latex: the symbol as LaTeX.
        meaning: what it is, in plain words.
        r_text: the R code or the R name that it stands for.
        level: "population", the name of a grouping factor, or "".
        summary: where R's `summary(fit)` shows it, or "".
    """

    symbol: str
    latex: str
    meaning: str
    r_text: str
    level: str
    summary: str


@dataclass(frozen=True)
class Model:
    """A mixed-effects model read from R code: what it is, its equations, and a view to explore them."""

    _compiled: Compiled

    def describe(self) -> dict[str, Any]:
        """What the model is, as a dict that JSON can hold; numbers that need data are None without it.

        Returns:
            `function`, `formula` as R would write it, `fixed` (the formula without bars), `response`, `family`, `link`,
            `reml`, `intercept`, `term_labels`, `columns` of X before any is dropped, `dropped`, `offsets`; `n`, `p` and
            `q`, the numbers of observations, of kept columns and of random effects; `assumptions`, `warnings`; and
            `random`, a list with `term`, `group`, `columns`, `structure`, `hom`, `n_levels`, `n_par` and `n_theta` of
            each random term, in lme4's order if data is known, else in the formula's.
        """
        from lme4math.model import describe

        compiled = self._compiled
        own = len(self._model.warnings)
        return describe(self._model, n=compiled.n, dropped=compiled.dropped, warnings=compiled.warnings[own:])

    def design(self) -> Design:
        """The model's matrices on its data, as lme4 makes them (`lFormula`; Bates et al. 2015, section 2.3).

        Rows that are not in memory are fetched.

        Raises:
            DataError: the model was read without data.
        """
        return self._compiled.observations().design

    def structure(self) -> DesignStructure:
        """How the grouping factors lie to each other in the data: nested, crossed or partially crossed, with counts.

        Raises:
            DataError: the model was read without data.
        """
        return structure_of(self._compiled)

    def plot_design(self, *, rows: str = "groups", theme: str = "both") -> Figure:
        """A picture of X and Z, to see which observations share which effects, as lme4's `image` shows Z, at any size.

        A block stands for each random term, in the colour that its grouping factor has in `explore()`.
        Nothing is plotted entry by entry: large matrices are drawn as a raster. Rows not in memory are fetched.

        Args:
            rows: "groups" brings the rows of a group together; "data" leaves them as they are in the data.
            theme: "both" is legible on a light page and on a dark one; "light" and "dark" have more contrast.

        Returns:
            A matplotlib figure without background: `.savefig("design.svg")`, or PNG, or PDF.

        Raises:
            DataError: the model was read without data.
            ValueError: there is no such order or theme.
        """
        from lme4math.pictures import matrices_figure

        return matrices_figure(self._compiled.observations(), rows, theme)

    def plot_structure(self, *, theme: str = "both") -> Figure:
        """A diagram of what `structure()` tells: which grouping factors nest, which cross, and with what counts.

        Factors that nest are bands one below the other, each level as wide as it has observations; factors that cross
        are tables of counts. Counts are enough, so rows that are not in memory stay where they are.

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
        return structure_figure(self._model, self._compiled.counts, structure, theme)

    def equations(
        self,
        notation: str = "expanded",
        style: str = "indexed",
        *,
        factor_index: bool = False,
        index: str = "lookup",
    ) -> Equations:
        """The model's equations.

        An index j[i] is the group of observation i, as in Gelman & Hill (2007, section 1.1). Matrices are those of
        Laird & Ware (1982) and Bates et al. (2015, eq. 2 to 4).

        Args:
            notation: "expanded", "compact" or "matrix".
            style: "indexed" (β₀, b⁽ʳᵉᵍ⁾) or "lettered" (a Greek letter for each coefficient and each level).
            factor_index: write a factor as a coefficient by level, α_{type[i]}, instead of columns of 0 and 1.
            index: "lookup" writes the group of observation i as j[i]; "nested" writes y_{ijk}, where groups nest by
                their names, and lists the compact notation level under level. Matrices have neither.

        Raises:
            ValueError: there is no such notation, style or index.
            FormulaError: nested indices are asked for, and the groups do not nest.
        """
        asked = options_of(factor_index, index)
        options = Options() if one_of(notation, NOTATIONS, "notation") == "matrix" else asked
        try:
            return equations_of(self._compiled, notation, style, options)
        except FormulaError as error:
            raise error.within(self._model.source) from None

    def moments(self, style: str = "indexed") -> Moments:
        """Var(y_i), Cov(y_i, y_i′) for observations that share groups, and intraclass correlations, as sympy.

        They follow from Var(y) = Z Var(b) Zᵀ + Var(ε) (Laird & Ware 1982, eq. 2.2). For `glmer` they are those of the
        linear predictor, which has no residual; correlations are of the latent response where the link implies one
        (logit, probit, cloglog: Goldstein, Browne & Rasbash 2002), else of the linear predictor alone.

        Args:
            style: "indexed" or "lettered", as in `equations`.

        Raises:
            ValueError: there is no such style.
        """
        from lme4math.algebra import moments_of

        shown = equations_of(self._compiled, "expanded", style)
        return moments_of(shown.tree, self._model, nestings_of(self._compiled))

    def legend(
        self, style: str = "indexed", *, factor_index: bool = False, index: str = "lookup"
    ) -> tuple[SymbolMeaning, ...]:
        """Every symbol of the equations, with its meaning, its R text and its level.

        Args:
            style: "indexed" or "lettered", as in `equations`.
            factor_index: as in `equations`.
            index: as in `equations`; the symbols of the matrix notation, which has neither this option nor the one
                before, are then left out.

        Raises:
            ValueError: there is no such style or index.
            FormulaError: nested indices are asked for, and the groups do not nest.
        """
        from lme4math.notation import legend

        try:
            names = names_of(self._compiled, style, options_of(factor_index, index))
        except FormulaError as error:
            raise error.within(self._model.source) from None
        return tuple(_symbol_meanings(legend(names)))

    def explain(self) -> str:
        """The model in plain English, a sentence a line: what varies across what, what is correlated, what R made."""
        from lme4math.notation import explain

        return "\n".join(map(visible, explain(names_of(self._compiled))))

    @property
    def warnings(self) -> tuple[str, ...]:
        """What R would accept silently but a person should know, as sentences."""
        return tuple(map(visible, self._compiled.warnings))

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What was taken for granted because nobody said, as sentences."""
        return tuple(map(visible, self._model.assumptions))

    @property
    def _model(self) -> MixedModel:
        return self._compiled.model

    def content(self) -> ViewContent:
        """What the interactive view shows."""
        from lme4math.ui import view_content

        known = (self._compiled.dropped, self._compiled.warnings)  # rows that are fetched tell more
        if known not in self._contents:
            self._contents[known] = view_content(self._compiled)
        return self._contents[known]

    @cached_property
    def _contents(self) -> dict[tuple[frozenset[int] | None, tuple[str, ...]], ViewContent]:
        return {}

    @property
    def n_symbols(self) -> int:
        """How many coefficients, random effects by column and covariance parameters the equations have."""
        terms = [(len(term.part.columns), term.covariance) for term in self._model.random]
        return len(self._model.fixed.columns) + sum(p + covariance.n_parameters(p) for p, covariance in terms)

    def explore(self, notation: str = "expanded", style: str = "indexed") -> Explorer:
        """The interactive view, as the notebook's magic shows it.

        Args:
            notation: the one shown at first: "expanded", "compact" or "matrix".
            style: the symbols shown at first: "indexed" or "lettered".

        Raises:
            ValueError: there is no such notation or style.
        """
        from lme4math.ui import Explorer

        return Explorer(self, notation, style=style)

    def with_effect(self, coefficient: str, group: str) -> Model:
        """The model in which a coefficient varies over a grouping factor if it does not here, and does not if it does.

        The columns of one factor go together.

        Args:
            coefficient: R's name of its column, such as "(Intercept)" or "time:type+".
            group: the name of the grouping factor.

        Raises:
            FormulaError: lme4 would not fit the model without it.
            ValueError: there is no such coefficient or grouping factor.
        """
        from lme4math.model import effect_of, toggle_effect

        effect = effect_of(self._model, self._column(coefficient))
        one_of(group, [level.name for level in self._model.levels], "grouping factor")
        return self._edited(toggle_effect(self._compiled.call, self._model, effect, group))

    def with_group(self, group: str, coefficient: str = "(Intercept)") -> Model:
        """The model in which a coefficient varies over one more grouping factor, in a random term of its own.

        Args:
            group: the R code of the grouping factor, such as "school" or "school:class".
            coefficient: R's name of its column.

        Raises:
            FormulaError: lme4 would not fit the model.
            DataError: the data has no such grouping factor.
            ValueError: there is no such coefficient.
        """
        from lme4math.model import add_term, effect_of, effect_text, one_expression

        effect = effect_text(effect_of(self._model, self._column(coefficient)), self._model)
        return self._edited(add_term(self._compiled.call, self._model, effect, one_expression(group)))

    def with_random(self, effect: str, group: str) -> Model:
        """The model in which one more effect varies over a grouping factor.

        Args:
            effect: the R code of the effect, such as "x", "f:x" or, for the intercept, "1"; new to the model or not.
            group: the R code of the grouping factor, such as "school:class"; new to the model or not.

        Raises:
            FormulaError: lme4 would not fit the model.
            DataError: the data has no such variable.
        """
        from lme4math.model import add_effect, one_expression

        effect, group = one_expression(effect), one_expression(group)
        return self._edited(add_effect(self._compiled.call, self._model, effect, group))

    def with_structure(self, block: int, structure: str) -> Model:
        """The model in which a random term has another covariance structure.

        Args:
            block: which of the random terms as they were typed, 0-based.
            structure: "us", "||", "cs", "ar1" or "diag".

        Raises:
            FormulaError: lme4 would not fit the model.
            ValueError: there is no such term or structure.
        """
        from lme4math.model import set_structure

        return self._edited(set_structure(self._compiled.call, self._model, block, structure))

    def with_variable(self, name: str, levels: Sequence[str] | int | None) -> Model:
        """The model in which a variable is a factor with these levels, or where they are None is no declared factor.

        Without data, what is not declared is numeric; with data, it is what it is in the data.

        Args:
            name: the name of the variable.
            levels: the levels, the baseline first; an integer k means the levels 1 to k; None overrides what the
                script declares, too.

        Raises:
            FormulaError: the levels are not distinct, or lme4 would not fit the model.
            ValueError: the model has no such variable.
        """
        one_of(name, sorted(names_taken(self._model)), "variable")
        return Model(self._compiled.with_levels(name, levels))

    def _column(self, name: str) -> Column:
        columns = {row.column.name: row.column for row in names_of(self._compiled).rows}
        return columns[one_of(name, columns, "coefficient")]

    def _edited(self, change: Edit) -> Model:
        compiled = self._compiled.with_code(change.code)
        change.refuse_unless_made(compiled.call, compiled.model)
        return Model(compiled)

    def html(self, notation: str = "expanded", style: str = "indexed") -> str:
        """The view as one piece of HTML that needs no kernel, no script and no network.

        Args:
            notation: the one shown at first: "expanded", "compact" or "matrix".
            style: the symbols shown at first: "indexed" or "lettered".

        Raises:
            ValueError: there is no such notation or style.
        """
        from lme4math.ui import fragment_of

        return str(fragment_of(self.content(), notation, style=style))

    def __repr__(self) -> str:
        return visible(f"<lme4math.Model {self._model.function}: {self._model.formula}>")


def _symbol_meanings(entries: tuple[LegendEntry, ...]) -> Iterator[SymbolMeaning]:
    from lme4math.printers import compose_entry, in_one_font, latex_of_box, text_of_box

    boxes = tuple(compose_entry(entry.symbol) for entry in entries)
    for entry, box, plain in zip(entries, boxes, in_one_font(boxes), strict=True):
        yield SymbolMeaning(
            text_of_box(plain), latex_of_box(box), entry.meaning, entry.r_text, entry.level, entry.summary
        )
