"""From a model call, and what is known of the data, to the statistical model: lme4's `lFormula`, in symbols."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice

from lme4math.errors import DataError, Error, FormulaError
from lme4math.formula.call import ModelCall
from lme4math.formula.deparse import deparse
from lme4math.formula.nodes import Argument, Call, Expression, Name, Number
from lme4math.formula.walk import called_name, walk_calls
from lme4math.model.bars import Bar, split_formula
from lme4math.model.contrasts import read_contrasts
from lme4math.model.declared import declared_frame
from lme4math.model.design_columns import linear_part
from lme4math.model.families import settle_family
from lme4math.model.frame import Frame, FrameRequest, ModelFrame
from lme4math.model.grouping import (
    grouping_factor,
    refuse_bar_in_function,
    refuse_bar_of_a_condition,
    refuse_unless_evaluable,
    variables_in,
)
from lme4math.model.literals import truth_in
from lme4math.model.mixed import LinearPart, MixedModel, RandomTerm
from lme4math.model.reading import VariableTable, number_variables, refuse_dots
from lme4math.model.remarks import (
    assumptions_of,
    contrast_remarks,
    dot_remarks,
    dropped_remarks,
    fixed_remarks,
    offset_remarks,
    random_remarks,
    response_remarks,
)
from lme4math.model.response import read_response, refuse_two_tildes, refuse_unfit
from lme4math.model.surprises import surprises_of
from lme4math.model.terms import OFFSET_PREFIX, TermVariable, terms_of
from lme4math.model.variables import R_CONSTANTS, Categorical, Kind, Numeric, Variable, frame_name
from lme4math.source import Span

MAX_BARS = 1_000
"""The largest number of random terms."""

MAX_TERMS = 10_000
"""The largest number of terms in the fixed part and all random terms together."""

MAX_WARNINGS = 50
"""Where there is more to say than this, the rest is left out."""


def build_model(call: ModelCall, frame: Frame | None = None) -> MixedModel:
    """The model that a call asks for, as R and lme4 2.1 understand it.

    Args:
        call: the call, from `read_model_call`.
        frame: what is known of the data; by default only what the script declares.

    Raises:
        FormulaError: lme4 would refuse the formula, or R could not evaluate it.
        DataError: the data does not fit the formula.
    """
    try:
        return _Builder(call, frame or declared_frame(None, call.declarations)).build()
    except Error as error:
        raise error.within(call.source) from None


COMPARISONS = frozenset({">", "<", ">=", "<=", "==", "!="})


class _Builder:
    """The steps from a call to a model, each using what the steps before have found."""

    def __init__(self, call: ModelCall, frame: Frame) -> None:
        self.call = call
        sides = call.formula.operands
        self.left: Expression | None = sides[0] if len(sides) == 2 else None
        self.right = sides[-1]
        self.function, self.family, self.notices = settle_family(call)
        self.response = read_response(self.left)
        self.split = split_formula(self.right)
        self.has_data = frame.columns is not None
        self.doubts: list[str] = []
        self.unless_elsewhere(lambda: refuse_two_tildes(self.left))
        self.table = self.frame_variables(frame.columns)
        arguments = self.arguments("weights", "offset", "subset")
        for argument in arguments:
            refuse_dots(argument)
        _refuse_unfit_offsets(*(seen.expression for seen in self.table.occurrences), *arguments)
        self.expressions = {frame_name(seen.expression): seen.expression for seen in self.table.occurrences}
        request = FrameRequest(tuple(self.expressions.values()), call)
        self.frame: ModelFrame = frame.model_frame(request)
        self.constants = frozenset(name for name in R_CONSTANTS if not frame.has(name) and name not in self.expressions)
        self.words = frozenset(filter(frame.has_words, self.names_in_calls()))
        if self.left is not None:
            refuse_unfit(self.left, self.frame.kind(self.left), self.family)

    def arguments(self, *names: str) -> list[Expression]:
        """Those arguments of the call that are given."""
        return [found for name in names if (found := self.call.argument(name)) is not None]

    def names_in_calls(self) -> frozenset[str]:
        """The names within calls of the formula, and within weights and offset."""
        arguments = self.arguments("weights", "offset")
        calls = [expression for expression in self.expressions.values() if isinstance(expression, Call)]
        return frozenset(name for expression in (*calls, *arguments) for name in variables_in(expression))

    def unless_elsewhere(self, check: Callable[[], None]) -> None:
        """Refuse what R cannot evaluate in the data; where no data is named, R might find it elsewhere: then warn."""
        try:
            check()
        except FormulaError as error:
            if self.has_data or self.call.argument("data") is not None:
                raise
            self.doubts.append(" ".join(filter(None, ("R may refuse this:", error.message, error.hint))))

    def build(self) -> MixedModel:
        """All parts together."""
        call = self.call
        model = MixedModel(
            source=call.source,
            function=self.function,
            formula=deparse(call.formula),
            fixed_formula=deparse(self.fixed_formula()),
            response=self.response,
            fixed=self.fixed(),
            random=self.random(),
            family=self.family,
            reml=self.function == "lmer" and truth_in(call.argument("REML")) is not False,
            variables=self.variables(),
            constants=self.constants,
            words=self.words,
            offset_argument=call.argument("offset"),
            weights_argument=call.argument("weights"),
        )
        warnings = dict.fromkeys(islice(self.remarks(model), MAX_WARNINGS))
        assumptions = () if self.has_data else tuple(assumptions_of(model))
        return replace(model, warnings=tuple(warnings), assumptions=assumptions)

    def remarks(self, model: MixedModel) -> Iterator[str]:
        """What a person should know about the reading."""
        call, fixed = self.call, model.fixed
        kind = None if self.left is None else self.frame.kind(self.left)
        response = None if self.left is None else model.variables[0]
        yield from call.notices
        yield from self.notices
        yield from self.doubts
        yield from surprises_of(self.right, frozenset(bar.span for bar in self.split.dropped))
        yield from dropped_remarks(self.split.dropped, call.source)
        yield from response_remarks(call, self.left, kind, model.family, self.has_data)
        yield from fixed_remarks(fixed, response, self.terms.idle, call.source)
        yield from random_remarks(model.random, call.source)
        yield from dot_remarks(fixed, model.random, self.has_data)
        named = frozenset(variable.label for variable in self.terms.variables)
        yield from offset_remarks(fixed.offsets, named)
        yield from contrast_remarks(call.argument("contrasts"), named)

    def frame_variables(self, columns: tuple[str, ...] | None) -> VariableTable:
        """The variables of the model frame: those of the whole formula, with a `+` for every bar."""
        table = VariableTable()
        if self.left is not None:
            table.enter(self.left)
        number_variables(self.split.frame, table, self.dot(columns))
        for seen in table.occurrences if self.split.bars else ():
            refuse_dots(seen.expression)
        return table

    def dot(self, columns: Iterable[str] | None, with_response: bool = False) -> tuple[Name, ...] | None:
        """What `.` stands for: every column but those that the left side names; None where that is unknown."""
        if columns is None:
            return None
        named = frozenset[str]() if with_response or self.left is None else variables_in(self.left)
        return tuple(Name(column, self.right.span) for column in columns if column not in named)

    def dot_in_frame(self, with_response: bool) -> tuple[Name, ...] | None:
        """What `.` stands for in a model matrix: the columns of the model frame, weights and offset among them."""
        if not self.has_data:
            return None
        extras = [f"({name})" for name in ("weights", "offset") if self.call.argument(name) is not None]
        return self.dot((*self.expressions, *extras), with_response)

    def variables(self) -> tuple[Variable, ...]:
        """All variables of the model frame."""
        return tuple(
            Variable(seen.label, seen.expression, self.frame.kind(seen.expression), tuple(seen.spans))
            for seen in self.table.occurrences
        )

    def kind(self, variable: TermVariable) -> Kind:
        """What a variable of a term is; it must be in the model frame."""
        name = frame_name(variable.expression)
        if name in self.expressions:
            return self.frame.kind(self.expressions[name])
        if name in ("(weights)", "(offset)"):
            return Numeric()
        hint = "Write a variable, or a function of variables without `|` inside."
        if called_name(variable.expression) in COMPARISONS:
            hint = f"A comparison reaches to the end of the formula; put it in brackets, as in ({name})."
        raise FormulaError(f"R does not find {name} among the variables of this model.", variable.spans[0], hint)

    def fixed_formula(self) -> Call:
        """The formula without bars; its right side is 1 where nothing is left."""
        right = self.split.fixed or Number(1.0, "1", self.right.span)
        sides = (right,) if self.left is None else (self.left, right)
        arguments = tuple(Argument(side, None, side.span) for side in sides)
        return Call(self.call.formula.function, arguments, self.call.formula.span)

    def fixed(self) -> LinearPart:
        """The fixed part, with the offsets of the whole formula."""
        right = self.split.fixed or Number(1.0, "1", self.right.span)
        self.terms = terms_of(right, self.left, self.dot_in_frame(with_response=False))
        kinds = {name: self.frame.kind(expression) for name, expression in self.expressions.items()}
        contrasts = read_contrasts(self.call.argument("contrasts"), kinds)
        first = 0 if self.left is None else 1
        offsets = tuple(v for v in self.variables()[first:] if v.name.startswith(OFFSET_PREFIX))
        for variable in offsets:
            _refuse_unless_numbers(variable)
        return replace(linear_part(self.terms, self.kind, contrasts), offsets=offsets)

    def random(self) -> tuple[RandomTerm, ...]:
        """The random terms, in the order of the formula."""
        bars = self.split.bars
        if not bars:
            raise FormulaError(
                "The formula has no random effects.",
                self.right.span,
                "Add a random term such as (1 | group); a model without any is fitted by lm() or glm().",
            )
        if len(bars) > MAX_BARS:
            raise FormulaError(f"The formula has more than {MAX_BARS} random terms.", bars[MAX_BARS].span, "Use fewer.")
        terms: list[RandomTerm] = []
        total = len(self.terms.terms)
        refuse_too_many_terms(total, self.right.span)
        for bar in bars:
            terms.append(self.random_term(bar))
            total += len(terms[-1].part.terms)
            refuse_too_many_terms(total, bar.span)
        if not any(term.part.columns for term in terms):
            raise FormulaError("The random terms have no columns.", bars[0].span, "Write (1 | group) for an intercept.")
        return tuple(terms)

    def random_term(self, bar: Bar) -> RandomTerm:
        """One random term; variables that group it are factors on its left, too."""
        refuse_bar_of_a_condition(bar)
        self.unless_elsewhere(lambda: refuse_bar_in_function(bar, self.expressions))
        self.unless_elsewhere(lambda: refuse_unless_evaluable(bar, self.expressions))
        group = grouping_factor(bar, self.frame)
        grouping = variables_in(bar.group)

        def kind(variable: TermVariable) -> Kind:
            name = frame_name(variable.expression)
            groups = name in grouping and name in self.expressions
            return self.frame.as_factor(self.expressions[name]) if groups else self.kind(variable)

        terms = terms_of(bar.left, None, self.dot_in_frame(with_response=True))
        return RandomTerm(deparse(bar.expression), group, linear_part(terms, kind), bar.covariance, bar.span)


def refuse_too_many_terms(total: int, span: Span) -> None:
    """Raise FormulaError for more terms than a person could mean, each product of which is small enough."""
    if total > MAX_TERMS:
        raise FormulaError(
            f"The formula asks for more than {MAX_TERMS:,} terms in all.",
            span,
            "Lower the powers, or name the interactions that you mean.",
        )


def _refuse_unfit_offsets(*expressions: Expression) -> None:
    """Raises: FormulaError, for `offset()` and `offset(a, b)` anywhere; R refuses them once it has data."""
    for call in walk_calls(*expressions):
        if called_name(call) == "offset" and len(call.arguments) != 1:
            raise FormulaError(
                f"offset() takes one expression, which is added as it is; here it has {len(call.arguments)}.",
                call.span,
                "Write offset(a), or offset(a) + offset(b) for two.",
            )


def _refuse_unless_numbers(offset: Variable) -> None:
    """Raises: DataError, for an offset of text or of a factor; logical values count as 0 and 1."""
    match offset.kind:
        case Numeric() | Categorical(logical=True):
            return
        case _:
            span = offset.spans[0] if offset.spans else None
            what = f"An offset must be numbers, and `{offset.name}` holds categories."
            raise DataError(what, span, "Name a numeric column, or write as.numeric(…).")
