"""Changes to a model: each method returns another model, read from R code in which one thing is changed."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from lme4math.errors import DataError, FormulaError, of_type, one_of
from lme4math.model import Column, MixedModel
from lme4math.notation import Options, names_taken, options_of
from lme4math.pipeline import Compiled, names_of
from lme4math.r import Name

if TYPE_CHECKING:
    from lme4math.model import Edit
    from lme4math.script import ModelCall


def assumptions_of(compiled: Compiled) -> tuple[str, ...]:
    """What is assumed of the variables, and which data is taken where the code names some and none was given."""
    assumed = compiled.page.remarks(compiled.model.assumptions)
    if compiled.data is None:
        return assumed
    from lme4math.data import DataSet

    own = (compiled.data.origin,) if isinstance(compiled.data, DataSet) else ()
    return (*own, *assumed)


@dataclass(frozen=True)
class Editable:
    """A model whose effects, covariance structures and factors can be changed."""

    _compiled: Compiled

    @property
    def _model(self) -> MixedModel:
        return self._compiled.model

    def with_effect(self, coefficient: str, group: str) -> Self:
        """Add the random effect of a coefficient over a grouping factor, or remove it where the model has it.

        The columns of a factor are added or removed together.

        >>> from lme4math import parse
        >>> parse("y ~ x + (1 | g)").with_effect("x", "g")
        <lme4math.Model lmer: y ~ x + (1 + x | g)>

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
        return self._edited(lambda call, model: toggle_effect(call, model, effect, group))

    def with_group(self, group: str, coefficient: str = "(Intercept)") -> Self:
        """Add a random term in which a coefficient varies over one more grouping factor.

        >>> from lme4math import parse
        >>> parse("y ~ x + (1 | g)").with_group("h")
        <lme4math.Model lmer: y ~ x + (1 | g) + (1 | h)>

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
        group = one_expression(group)
        return self._edited(lambda call, model: add_term(call, model, effect, group))

    def with_random(self, effect: str, group: str) -> Self:
        """Add a random effect, given as R code, over a grouping factor.

        >>> from lme4math import parse
        >>> parse("y ~ x + (1 | g)").with_random("I(x^2)", "h")
        <lme4math.Model lmer: y ~ x + (1 | g) + (0 + I(x^2) | h)>

        Args:
            effect: the R code of the effect, such as "x", "f:x" or, for the intercept, "1"; new to the model or not.
            group: the R code of the grouping factor, such as "school:class"; new to the model or not.

        Raises:
            FormulaError: lme4 would not fit the model.
            DataError: the data has no such variable.
        """
        from lme4math.model import add_effect, one_expression

        effect, group = one_expression(effect), one_expression(group)
        return self._edited(lambda call, model: add_effect(call, model, effect, group))

    def with_structure(self, block: int, structure: str) -> Self:
        """Give a random term another covariance structure.

        >>> from lme4math import parse
        >>> parse("y ~ x + (x | g)").with_structure(0, "cs")
        <lme4math.Model lmer: y ~ x + cs(1 + x | g)>

        Args:
            block: the place of the term among the random terms as they were typed, from 0.
            structure: "us", "||", "cs", "ar1" or "diag".

        Raises:
            FormulaError: lme4 would not fit the model.
            ValueError: there is no such term or structure.
        """
        from lme4math.model import set_structure

        return self._edited(lambda call, model: set_structure(call, model, block, structure))

    def with_variable(self, name: str, levels: Sequence[str] | int | None) -> Self:
        """Declare a variable as a factor with these levels, or, where they are None, withdraw the declaration.

        A variable that is not declared has the type of its column in the data; without data it is numeric.

        >>> from lme4math import parse
        >>> parse("y ~ x + (1 | g)").with_variable("x", ["low", "high"]).describe()["columns"]
        ['(Intercept)', 'xhigh']

        Args:
            name: the name of the variable.
            levels: the levels, the baseline first; an integer k means the levels 1 to k; None withdraws a declaration
                in the R code, too.

        Raises:
            FormulaError: the levels are not distinct, or lme4 would not fit the model.
            ValueError: the model has no such variable.
        """
        one_of(name, sorted(names_taken(self._model)), "variable")
        return type(self)(self._compiled.with_levels(name, levels))

    def with_model(self, which: str | int) -> Self:
        """Another model of the same R code, with the same data and factors.

        >>> from lme4math import parse
        >>> parse("m0 <- lmer(y ~ x + (1 | g)); m1 <- update(m0, . ~ . - x)").with_model("m1")
        <lme4math.Model lmer: y ~ (1 | g)>

        Args:
            which: its name or its place, as in `parse`.

        Raises:
            FormulaError: it is not a model that lme4 would fit.
            DataError: the data does not fit it.
            ValueError: the code has no such model.
        """
        return type(self)(self._compiled.with_model(which))

    def with_labels(self, labels: Mapping[str, str | None] | Sequence[str]) -> Self:
        r"""The same model, in your own words and symbols.

        They stand in all notations, the legend, the words and the view; the R code keeps its names.

        >>> from lme4math import parse
        >>> model = parse("lmer(bmi ~ t_days + arm + (1 | clinic_id))", factors={"arm": ["placebo", "drug"]})
        >>> named = model.with_labels({
        ...     "bmi": "BMI", "t_days": "$t$", "arm": "group", "arm=drug": "treated", "clinic_id": "clinic",
        ...     "(Intercept)": r"$\alpha$", "fixef(t_days)": r"$\gamma$", "sd(Residual)": r"$\omega$",
        ... })
        >>> named.equations("compact").text().splitlines()[0].strip()
        'BMI_i = α_{j[i]} + γ t_i + β₂ 1[group_i = “treated”] + ε_i'

        Args:
            labels: words, or one symbol between dollar signs, by what they are for; None withdraws a label. A symbol
                is a letter, which may be bold (`$\mathbf{x}$`) or have an accent (`$\bar{x}$`) and a subscript
                (`$x_{1}$`). What they are for is named as R names it:

                - `time`, `reg`, `reg:spp`, `scale(x)`: a variable, a grouping factor, a call as it is written;
                - `type=+`: a level of a factor;
                - `(Intercept)`, `time:type+`: a coefficient; `fixef(time)` where a variable has the same name;
                - `ranef(time | reg)`: the random effect of a coefficient;
                - `sd(time | reg)`, `cov((Intercept), time | reg)`: its standard deviation, a covariance of two;
                  `sd(reg)` and `cor(reg)` where all share one, `cov(reg)` for the matrix;
                - `sd(Residual)`: the residual standard deviation.

                Or a list of texts such as `"type=+=positive"`, as they are typed after `--label`.

        Raises:
            LabelError: a label cannot be read, is for something that the model does not have, or is already the name or
                symbol of another thing.
            DataError: labels are no mapping of names to words.
        """
        return type(self)(self._compiled.with_labels(labels))

    def with_label(self, name: str, words: str | None) -> Self:
        """The same model with one label more, or one fewer.

        >>> from lme4math import parse
        >>> print(parse("y ~ x + (1 | g)").with_label("x", "dose").equations("compact").text())
        y_i = β_{0,j[i]} + β₁ dose_i + ε_i
        ...

        Args:
            name: what it is for, as in `with_labels`.
            words: words, or one symbol between dollar signs; None withdraws the label.

        Raises:
            LabelError: as `with_labels`.
        """
        return self.with_labels({of_type(name, str, "name"): words})

    @property
    def labels(self) -> dict[str, str]:
        """The labels of the model, by what they are for.

        >>> from lme4math import parse
        >>> parse("y ~ x + (1 | g)", labels={"x": "dose"}).labels
        {'x': 'dose'}
        """
        return dict(self._compiled.writing.labels)

    def with_options(self, *, factor_index: bool | None = None, index: str | None = None) -> Self:
        """The same model, whose equations are written with these options unless others are asked for.

        >>> from lme4math import parse
        >>> model = parse("y ~ x + (1 | school/class)").with_options(index="nested")
        >>> model.equations("compact").text().splitlines()[0].strip()
        'y_{ijk} = β_{0,jk} + β₁ x_{ijk} + ε_{ijk}'

        Args:
            factor_index: write a factor as a coefficient by level, α_{type[i]}, instead of columns of 0 and 1.
            index: "lookup" writes the group of observation i as j[i]; "nested" writes y_{ijk}, where groups nest by
                their names. What is None stays as it is.

        Raises:
            ValueError: there is no such index.
            FormulaError: nested indices are asked for, and the groups do not nest.
        """
        try:
            return type(self)(self._compiled.with_options(self._options(factor_index, index)))
        except FormulaError as error:
            raise error.within(self._model.source) from None

    def on_lme4_data(self, taken: Container[str] = ()) -> Self:
        """The model on lme4's data set that its code names, where it has no data; the same model if there is none.

        Only where the script takes the data set as it is: it neither makes a data frame of that name nor changes the
        rows.

        >>> from lme4math import parse
        >>> model = parse("lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)")
        >>> model.describe()["n"], model.on_lme4_data().describe()["n"]
        (None, 180)

        Args:
            taken: names that stand for something else.

        Raises:
            DataError: the data set does not fit the model, and the script makes no variables that it may lack.
        """
        from lme4math.data import FACTORS, bundled

        call = self._compiled.call
        names_it = isinstance(call.argument("data"), Name) and not call.changes
        name = call.data_root if names_it and self._compiled.data is None else None
        if name not in FACTORS or name in taken:
            return self
        try:
            return type(self)(replace(self._compiled, data=bundled(name)).with_code(call.source.text))
        except DataError:
            if call.declarations:
                return self
            raise

    def _options(self, factor_index: bool | None, index: str | None) -> Options:
        """Options that are asked for, and the model's own where they are None."""
        own = self._compiled.writing.options
        by_level = own.factor_index if factor_index is None else factor_index
        return options_of(by_level, ("nested" if own.nested else "lookup") if index is None else index)

    def _column(self, name: str) -> Column:
        columns = {row.column.name: row.column for row in names_of(self._compiled).rows}
        return columns[one_of(name, columns, "coefficient")]

    def _edited(self, change: Callable[[ModelCall, MixedModel], Edit]) -> Self:
        apart = self._compiled.set_apart()
        edit = change(apart.call, apart.model)
        compiled = apart.with_code(edit.code)
        edit.refuse_unless_made(compiled.call, compiled.model)
        return type(self)(compiled)
