"""Builds the statistical model from a model call and what is known of the data, as lme4's `lFormula` does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain, islice
from typing import Generic

from lme4math.english import quoted
from lme4math.errors import DataError, Error, FormulaError
from lme4math.formula import (
    OFFSET_PREFIX,
    Occurrence,
    Terms,
    TermVariable,
    VariableTable,
    number_variables,
    refuse_dots,
    terms_of,
)
from lme4math.model.bars import Bar, SplitFormula, split_formula
from lme4math.model.contrasts import read_contrasts
from lme4math.model.families import read_response, refuse_two_tildes, refuse_unfit, settle_family
from lme4math.model.functions import form_of
from lme4math.model.grouping import (
    grouping_factor,
    refuse_bar_in_function,
    refuse_bar_of_a_condition,
    refuse_unless_evaluable,
    variables_in,
)
from lme4math.model.level_conditions import factor_asked
from lme4math.model.linear_part import linear_part
from lme4math.model.lme4_checks import checks_of
from lme4math.model.mixed import Family, LinearPart, MixedModel, RandomTerm, Response
from lme4math.model.remarks.assumptions import assumptions_of
from lme4math.model.remarks.of_groups import group_remarks
from lme4math.model.remarks.of_model import (
    contrast_remarks,
    dot_remarks,
    dropped_remarks,
    fixed_remarks,
    offset_remarks,
    random_remarks,
    response_remarks,
)
from lme4math.model.remarks.of_script import refuse_missing, script_remarks, told_by_script
from lme4math.model.remarks.of_text import text_remarks
from lme4math.model.script_contrasts import CodedVariables
from lme4math.model.variables import (
    AnyFrame,
    Categorical,
    Frame,
    FrameRequest,
    FrameVariables,
    Kind,
    Numeric,
    Variable,
    frame_name,
)
from lme4math.r import R_CONSTANTS, Argument, Call, Expression, Name, Number, called_name, deparse, truth_in, walk_calls
from lme4math.records import record
from lme4math.script import ModelCall
from lme4math.source import Span

MAX_BARS = 1_000
"""The largest number of random terms."""

MAX_TERMS = 10_000
"""The largest number of terms in the fixed part and all random terms together."""

MAX_WARNINGS = 50
"""Warnings after so many are left out."""


@record(eq=False)
class Built(Generic[AnyFrame]):
    """A model, and the model frame that it was built on.

    Attributes:
        model: what lme4 would fit.
        frame: the variables at the rows that the model uses, as the data set gave them.
    """

    model: MixedModel
    frame: AnyFrame


def build_model(call: ModelCall, data: Frame[AnyFrame]) -> Built[AnyFrame]:
    """The model that a call asks for, as R and lme4 2.1 understand it, with the model frame that it was built on.

    Args:
        call: the call, from `read_model_call`.
        data: what is known of the data; without any, `declared_frame`.

    Raises:
        FormulaError: lme4 would refuse the formula, or R could not evaluate it.
        DataError: the data does not fit the formula.
    """
    try:
        read = _read(call, data)
        if data.columns is not None:
            refuse_missing(call, data.columns)
        frame = data.model_frame(FrameRequest(tuple(read.expressions.values()), call))
        return Built(_model(read, CodedVariables(frame, call, read.has_data), data), frame)
    except Error as error:
        raise told_by_script(error, call, data.columns or ()).within(call.source) from None


@record(eq=False)
class _Read:
    """What the call says by itself, once it is known which columns `.` stands for.

    Attributes:
        call: the call.
        function, family, notices: what is fitted by which of lme4's functions, and remarks on the choice.
        left: the left side of the formula, or None.
        response: what it says.
        right: the right side.
        split: the right side, taken apart at its bars.
        occurrences: the variables of the model frame, with the places where they stand.
        expressions: the same variables by R's names for them in the model frame.
        has_data: whether there is data.
    """

    call: ModelCall
    function: str
    family: Family
    notices: tuple[str, ...]
    left: Expression | None
    response: Response
    right: Expression
    split: SplitFormula
    occurrences: tuple[Occurrence, ...]
    expressions: Mapping[str, Expression]
    has_data: bool

    def arguments(self, *names: str) -> list[Expression]:
        """Those arguments of the call that are given."""
        return [found for name in names if (found := self.call.argument(name)) is not None]

    def dot_in_frame(self, with_response: bool) -> tuple[Name, ...] | None:
        """What `.` stands for in a model matrix: the columns of the model frame, weights and offset among them."""
        if not self.has_data:
            return None
        extras = [f"({name})" for name in ("weights", "offset") if self.call.argument(name) is not None]
        return _dot((*self.expressions, *extras), None if with_response else self.left, self.right)


def _read(call: ModelCall, data: Frame[AnyFrame]) -> _Read:
    """The sides of the formula, and the variables of the model frame: those of all of it, with a `+` for every bar."""
    sides = call.formula.operands
    left, right = sides[0] if len(sides) == 2 else None, sides[-1]
    function, family, notices = settle_family(call)
    response = read_response(left)
    split, table = split_formula(right), VariableTable()
    if left is not None:
        table.enter(left)
    columns = data.columns
    doubts = _doubts(call, columns is not None, lambda: refuse_two_tildes(left))
    notices = (*notices, *doubts)
    number_variables(split.frame, table, None if columns is None else _dot(columns, left, right))
    for seen in table.occurrences if split.bars else ():
        refuse_dots(seen.expression)
    expressions = {frame_name(seen.expression): seen.expression for seen in table.occurrences}
    read = _Read(
        call,
        function,
        family,
        notices,
        left,
        response,
        right,
        split,
        tuple(table.occurrences),
        expressions,
        columns is not None,
    )
    arguments = read.arguments("weights", "offset", "subset")
    for argument in arguments:
        refuse_dots(argument)
    _refuse_unfit_offsets(*(seen.expression for seen in table.occurrences), *arguments)
    return read


def _doubts(call: ModelCall, has_data: bool, *checks: Callable[[], None]) -> Iterator[str]:
    """Refuse what R cannot evaluate in the data; where no data is named, R might find it elsewhere: then say so."""
    for check in checks:
        try:
            check()
        except FormulaError as error:
            if has_data or call.argument("data") is not None:
                raise
            yield " ".join(filter(None, ("R may refuse this:", error.message, error.hint)))


def _dot(columns: Iterable[str], left: Expression | None, right: Expression) -> tuple[Name, ...]:
    """What `.` stands for: every column but those that the left side names."""
    named = frozenset[str]() if left is None else variables_in(left)
    return tuple(Name(column, right.span) for column in columns if column not in named)


def _model(read: _Read, frame: FrameVariables, data: Frame[AnyFrame]) -> MixedModel:
    """All parts together."""
    call, left = read.call, read.left
    if left is not None:
        refuse_unfit(left, frame.kind(left), read.family)
    variables = tuple(
        Variable(seen.label, seen.expression, frame.kind(seen.expression), tuple(seen.spans))
        for seen in read.occurrences
    )
    terms, fixed = _fixed(read, frame, variables)
    random, doubts = _random(read, frame, len(terms.terms))
    model = MixedModel(
        source=call.source,
        function=read.function,
        formula=deparse(call.formula),
        fixed_formula=deparse(_fixed_formula(read)),
        response=read.response,
        fixed=fixed,
        random=random,
        family=read.family,
        reml=read.function == "lmer" and truth_in(call.argument("REML")) is not False,
        variables=variables,
        constants=frozenset(name for name in R_CONSTANTS if not data.has(name) and name not in read.expressions),
        words=frozenset(_words(read, data)),
        offset_argument=call.argument("offset"),
        weights_argument=call.argument("weights"),
        checks=checks_of(call),
    )
    remarks = chain(call.notices, read.notices, doubts, _remarks(read, model, terms))
    warnings = dict.fromkeys(islice(remarks, MAX_WARNINGS))
    assumptions = () if read.has_data else tuple(assumptions_of(model, call))
    return replace(model, warnings=tuple(warnings), assumptions=assumptions)


def _words(read: _Read, data: Frame[AnyFrame]) -> Iterator[str]:
    """Names within calls of variables that are no numbers; without data also those that are compared with text."""
    asked = set[str]() if read.has_data else {factor_asked(node) for node in walk_calls(*read.expressions.values())}
    yield from (name for name in _names_in_calls(read) if data.has_words(name) or name in asked)


def _names_in_calls(read: _Read) -> frozenset[str]:
    """The names within calls of the formula, and within weights and offset."""
    calls = [expression for expression in read.expressions.values() if isinstance(expression, Call)]
    return frozenset(
        name for expression in (*calls, *read.arguments("weights", "offset")) for name in variables_in(expression)
    )


def _remarks(read: _Read, model: MixedModel, terms: Terms) -> Iterator[str]:
    """Warnings about the reading."""
    call, fixed = read.call, model.fixed
    response = None if read.left is None else model.variables[0]
    yield from script_remarks(call, model.variables, read.has_data)
    yield from text_remarks(read.right, frozenset(bar.span for bar in read.split.dropped))
    yield from dropped_remarks(read.split.dropped, call.source)
    yield from response_remarks(
        call, read.left, None if response is None else response.kind, model.family, read.has_data
    )
    yield from fixed_remarks(fixed, response, terms.idle, call.source)
    yield from random_remarks(model.random, call.source)
    yield from dot_remarks(fixed, read.has_data)
    yield from group_remarks(fixed, model.random)
    named = frozenset(variable.label for variable in terms.variables)
    yield from offset_remarks(fixed.offsets, named)
    yield from contrast_remarks(call.argument("contrasts"), named)


def _kind(read: _Read, frame: FrameVariables, variable: TermVariable) -> Kind:
    """What a variable of a term is; it must be in the model frame."""
    name = frame_name(variable.expression)
    if name in read.expressions:
        return frame.kind(read.expressions[name])
    if name in ("(weights)", "(offset)"):
        return Numeric()
    hint = "Write a variable, or a function of variables without `|` inside."
    if form_of(variable.expression).startswith("relation "):
        hint = f"A comparison reaches to the end of the formula; put it in brackets, as in ({name})."
    raise FormulaError(f"R does not find {name} among the variables of this model.", variable.spans[0], hint)


def _without_bars(read: _Read) -> Expression:
    """The right side without bars; 1 where nothing is left."""
    return read.split.fixed or Number(1.0, "1", read.right.span)


def _fixed_formula(read: _Read) -> Call:
    """The formula without bars."""
    right, formula = _without_bars(read), read.call.formula
    sides = (right,) if read.left is None else (read.left, right)
    return Call(formula.function, tuple(Argument(side, None, side.span) for side in sides), formula.span)


def _fixed(read: _Read, frame: FrameVariables, variables: Sequence[Variable]) -> tuple[Terms, LinearPart]:
    """The terms of the fixed part, and the part, with the offsets of the whole formula."""
    terms = terms_of(_without_bars(read), read.left, read.dot_in_frame(with_response=False))
    left = () if read.left is None else (read.left,)
    named = {frame_name(found) for found in (*left, *(variable.expression for variable in terms.variables))}
    kinds = {name: frame.kind(expression) for name, expression in read.expressions.items() if name in named}
    contrasts = read_contrasts(read.call.argument("contrasts"), kinds)
    offsets = tuple(variable for variable in variables[len(left) :] if variable.name.startswith(OFFSET_PREFIX))
    for variable in offsets:
        _refuse_unless_numbers(variable)
    return terms, replace(linear_part(terms, partial(_kind, read, frame), contrasts), offsets=offsets)


def _random(read: _Read, frame: FrameVariables, n_terms: int) -> tuple[tuple[RandomTerm, ...], tuple[str, ...]]:
    """The random terms, in the order of the formula, and what R may refuse in them.

    Args:
        read: the call.
        frame: its model frame.
        n_terms: the number of terms of the fixed part.
    """
    bars = read.split.bars
    if not bars:
        raise FormulaError(
            "The formula has no random effects.",
            read.right.span,
            "Add a random term such as (1 | group); a model without any is fitted by lm() or glm().",
        )
    if len(bars) > MAX_BARS:
        raise FormulaError(f"The formula has more than {MAX_BARS} random terms.", bars[MAX_BARS].span, "Use fewer.")
    refuse_too_many_terms(n_terms, read.right.span)
    terms: list[RandomTerm] = []
    doubts: list[str] = []
    for bar in bars:
        refuse_bar_of_a_condition(bar)
        doubts.extend(
            _doubts(
                read.call,
                read.has_data,
                partial(refuse_bar_in_function, bar, read.expressions),
                partial(refuse_unless_evaluable, bar, read.expressions),
            )
        )
        terms.append(_random_term(read, frame, bar))
        n_terms += len(terms[-1].part.terms)
        refuse_too_many_terms(n_terms, bar.span)
    empty = [term for term in terms if not term.part.columns]
    refused = empty if len(empty) == len(terms) else [one for one in empty if one.covariance.structure != "us"]
    if refused:  # lme4 has no covariance matrix to make for cs, ar1 and diag, and nothing to estimate if all are empty
        raise FormulaError("This random term has no columns.", refused[0].span, "Write (1 | group) for an intercept.")
    return tuple(terms), tuple(doubts)


def _random_term(read: _Read, frame: FrameVariables, bar: Bar) -> RandomTerm:
    """One random term; variables that group it are factors on its left, too."""
    group = grouping_factor(bar, frame)
    grouping = variables_in(bar.group)

    def kind(variable: TermVariable) -> Kind:
        name = frame_name(variable.expression)
        groups = name in grouping and name in read.expressions
        return frame.as_factor(read.expressions[name]) if groups else _kind(read, frame, variable)

    terms = terms_of(bar.left, None, read.dot_in_frame(with_response=True))
    return RandomTerm(deparse(bar.expression), group, linear_part(terms, kind), bar.covariance, bar.span)


def refuse_too_many_terms(total: int, span: Span) -> None:
    """Raise FormulaError for too many terms in all, where each product by itself is small enough."""
    if total > MAX_TERMS:
        raise FormulaError(
            f"The formula asks for more than {MAX_TERMS:,} terms in all.",
            span,
            "Lower the powers, or name the interactions that you mean.",
        )


def _refuse_unfit_offsets(*expressions: Expression) -> None:
    """Raise FormulaError for `offset()` and `offset(a, b)` anywhere; R refuses them once it has data."""
    for call in walk_calls(*expressions):
        if called_name(call) == "offset" and len(call.arguments) != 1:
            raise FormulaError(
                f"offset() takes one expression, which is added as it is; here it has {len(call.arguments)}.",
                call.span,
                "Write offset(a), or offset(a) + offset(b) for two.",
            )


def _refuse_unless_numbers(offset: Variable) -> None:
    """Raise DataError for an offset of text or of a factor; logical values count as 0 and 1."""
    match offset.kind:
        case Numeric() | Categorical(logical=True):
            return
        case _:
            what = f"An offset must be numbers, and {quoted(offset.name)} holds categories."
            raise DataError(what, offset.span, "Name a numeric column, or write as.numeric(…).")
