"""The model frame where there is no data: variables are what is declared, what R's functions make, or assumed numeric.

`kind_of` finds what a call makes from the registry of R's functions; a function that is not in it is taken to return
one number per observation. `declared_levels` and `read_declaration` check the levels that a user declares.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import field, replace
from operator import index
from typing import Any, TypeVar

from lme4math.asking import asking
from lme4math.english import typographic
from lme4math.errors import DataError, a_value
from lme4math.model.contrasts import coding_of, given_contrasts
from lme4math.model.functions import FUNCTIONS, LOGICAL, FunctionCall, Known, row_of
from lme4math.model.grouping import variables_in
from lme4math.model.level_conditions import factor_asked
from lme4math.model.variables import (
    NUMBERS,
    Categorical,
    FrameRequest,
    Kind,
    Numeric,
    OpenCategorical,
    OpenMatrix,
    frame_name,
)
from lme4math.r import (
    WORDS,
    Call,
    Constant,
    Expression,
    Name,
    Text,
    called_name,
    constant,
    is_any_bar,
    is_syntactic,
    number_label,
    operands_of,
    picked_column,
    walk_calls,
)
from lme4math.records import record, walk

Lookup = Callable[[str], Kind | None]
Result = TypeVar("Result")

MAX_DEPTH = 60
"""Calls nested more deeply than this are not looked at."""


def kind_of(expression: Expression, declared: Lookup) -> Kind:
    """The kind of a variable.

    Args:
        expression: a name, a literal or a call.
        declared: the declared kind of a name, or None where it is not declared.
    """
    return _KindReader(declared).kind(expression)


class _KindReader:
    """Finds the kind of one expression; the kinds of its parts are kept, because a rule may need them twice."""

    def __init__(self, declared: Lookup) -> None:
        self._declared = declared
        self._kinds: dict[int, Kind] = {}
        self._vectors: dict[int, Known] = {}
        self._depth = 0

    def kind(self, expression: Expression) -> Kind:
        """What an expression is."""
        if id(expression) not in self._kinds:
            self._kinds[id(expression)] = self._kind(expression)
        return self._kinds[id(expression)]

    def vector(self, expression: Expression) -> Known:
        """What is known of an expression's value."""
        if id(expression) not in self._vectors:
            self._vectors[id(expression)] = self._vector(expression)
        return self._vectors[id(expression)]

    def _kind(self, expression: Expression) -> Kind:
        match expression:
            case Name():
                words_of_r = OpenCategorical() if expression.name in WORDS else None
                return self._declared(expression.name) or words_of_r or Numeric(assumed=True)
            case Text():
                return OpenCategorical()
            case Constant(name="TRUE" | "FALSE"):
                return LOGICAL
            case Call():
                picked = picked_column(expression)
                if picked is not None:
                    return self._declared(picked.name) or Numeric(assumed=True)
                row = FUNCTIONS.get(called_name(expression) or "")
                if row is None or self._depth >= MAX_DEPTH:
                    return Numeric(assumed=row is None)
                return self._within(lambda: row.kind(self._function_call(expression, row.parameters)))
        return Numeric()

    def _vector(self, expression: Expression) -> Known:
        values = constant(expression)
        if values is not None:
            return Known(len(values.elements), values)
        row = FUNCTIONS.get(called_name(expression) or "") if isinstance(expression, Call) else None
        if row is None or not isinstance(expression, Call) or self._depth >= MAX_DEPTH:
            return Known()
        return Known(self._within(lambda: row.length(self._function_call(expression, row.parameters))))

    def _function_call(self, call: Call, parameters: tuple[str, ...]) -> FunctionCall:
        return FunctionCall(call, parameters, self.kind, self.vector)

    def _within(self, compute: Callable[[], Result]) -> Result:
        self._depth += 1
        try:
            return compute()
        finally:
            self._depth -= 1


def with_contrasts(node: Expression) -> Expression | None:
    """What `C(object, contr)` gives contrasts to, or None for anything else; its other arguments are not data."""
    if not isinstance(node, Call) or called_name(node) != "C" or not node.operands:
        return None
    named = [argument.value for argument in node.arguments if argument.name == "object"]
    return named[0] if named else node.operands[0]


def contrasted(call: Expression, kind: Kind) -> Kind:
    """A factor of some levels, with the contrasts that a call of `C()` gives to it.

    Raises:
        FormulaError: R refuses such contrasts for this number of levels.
    """
    inner = with_contrasts(call)
    if inner is None or not isinstance(call, Call):
        return kind
    factor = Name("object", inner.span)
    arguments = (replace(one, value=factor) if one.value is inner else one for one in call.arguments)
    return kind_of(replace(call, arguments=tuple(arguments)), lambda _: kind)


MAX_DECLARED = 100_000
"""The most levels that a number may declare."""

Factors = Mapping[str, Sequence[object] | int]
"""Levels by variable, the baseline first; an integer k stands for the levels 1 to k."""


@record
class DeclaredFrame:
    """A `Frame` without data.

    Attributes:
        kinds: the declared kind of each variable, by name.
    """

    kinds: Mapping[str, Kind] = field(default_factory=dict)
    columns: None = None

    def has(self, name: str) -> bool:
        """Whether a variable of this name is declared."""
        return name in self.kinds

    def has_words(self, name: str) -> bool:
        """Whether a variable of this name is declared a factor."""
        return not isinstance(self.kinds.get(name, Numeric()), Numeric)

    def model_frame(self, request: FrameRequest) -> DeclaredModelFrame:
        """Settle the kind of every variable of a formula."""
        asked = (factor_asked(node) for variable in request.variables for node in walk_calls(variable))
        declared = {**{name: OpenCategorical() for name in asked if name}, **self.kinds}
        names = {frame_name(variable): variable for variable in request.variables}
        kinds = {name: self._kind(name, variable, declared.get) for name, variable in names.items()}
        for name in _assumed_factors(request, kinds):
            kinds[name] = OpenCategorical()
        for variable in _of_unknown_functions(request):
            if frame_name(variable) not in self.kinds:
                kinds[frame_name(variable)] = OpenMatrix()
        for name, contrasts in given_contrasts(request.call.argument("contrasts")):
            if name in kinds:
                kinds[name] = _with_contrasts(kinds[name], contrasts)
        return DeclaredModelFrame(kinds, declared)

    def _kind(self, name: str, variable: Expression, declared: Lookup) -> Kind:
        """What a variable is; of a call whose levels are declared, with the order or the contrasts that it gives."""
        own = self.kinds.get(name)
        if own is None:
            return kind_of(variable, declared)
        made = kind_of(variable, declared) if isinstance(variable, Call) else own
        has_order = isinstance(made, Categorical | OpenCategorical) and made.ordered
        return contrasted(variable, replace(own, ordered=True) if has_order and isinstance(own, Categorical) else own)


def _of_unknown_functions(request: FrameRequest) -> Iterator[Call]:
    """The calls of functions that are not known, which may make any number of columns; a response is one."""
    responses = len(request.call.formula.operands) - 1
    for variable in request.variables[responses:]:
        if isinstance(variable, Call) and is_syntactic(called_name(variable) or "") and row_of(variable) is None:
            yield variable


def _assumed_factors(request: FrameRequest, kinds: Mapping[str, Kind]) -> Iterator[str]:
    """What names groups and is nowhere computed with is most likely a factor where it is a fixed effect as well."""
    bars = [node for node in walk_calls(request.call.formula) if is_any_bar(node)]
    groups = {name for bar in bars for name in _names_of_groups(bar.operands[1])}
    left = request.call.formula.operands[:-1]
    within = {name for one in (*left, *request.variables) if isinstance(one, Call) for name in variables_in(one)}
    for name in groups - within - {one.name for one in left if isinstance(one, Name)}:
        kind = kinds.get(name)
        if isinstance(kind, Numeric) and kind.assumed:
            yield name


def _names_of_groups(group: Expression) -> Iterator[str]:
    for node in walk(group, into=lambda node: operands_of(node) if called_name(node) in _JOINING else ()):
        if isinstance(node, Name):
            yield node.name


_JOINING = frozenset({"/", ":", "*", "(", "+", "%in%"})


def _with_contrasts(kind: Kind, contrasts: Expression) -> Kind:
    """What a variable is that has contrasts: R takes them for factors alone."""
    if isinstance(kind, OpenCategorical) or (isinstance(kind, Numeric) and kind.assumed and not kind.components):
        ordered = isinstance(kind, OpenCategorical) and kind.ordered
        return OpenCategorical(ordered, coding_of(contrasts))
    return kind


@record
class DeclaredModelFrame:
    """The variables of a formula as far as they are known without data.

    Attributes:
        kinds: of the variables of the formula, by their names in the model frame.
        declared: of the variables that are declared, in the formula or not.
    """

    kinds: Mapping[str, Kind]
    declared: Mapping[str, Kind]

    def kind(self, variable: Expression) -> Kind:
        """What a variable is."""
        return self.kinds[frame_name(variable)]

    def as_factor(self, variable: Expression) -> Categorical | OpenCategorical:
        """What a variable is as a factor: one of unknown levels unless it was declared."""
        kind = self.kinds[frame_name(variable)]
        return OpenCategorical() if isinstance(kind, NUMBERS) else kind

    def has_lost_levels(self, _variable: Expression, /) -> bool:
        """Whether a factor has lost levels: without data, none has."""
        return False

    def n_levels(self, group: Expression) -> int | None:
        """The number of declared levels of a grouping factor; which combinations of several occur is unknown."""
        kind = self.kinds.get(frame_name(group)) or self.declared.get(frame_name(group))
        if isinstance(group, Call) or not isinstance(kind, Categorical):
            return None
        return len(kind.levels)


def declared_levels(factors: Factors | None) -> dict[str, tuple[str, ...]]:
    """The levels that `factors` declares, by variable, labelled as R's `factor()` would label them.

    Args:
        factors: levels by variable; an integer k stands for the levels 1 to k.

    Raises:
        DataError: it is no mapping, or a factor is declared with no levels, too many, one twice, or in no order.
    """
    if factors is None:
        return {}
    if not isinstance(factors, Mapping):
        raise DataError("`factors` must be a mapping from variables to their levels.", None, _EXAMPLE.format("type"))
    return {_variable(name): _labels(name, levels) for name, levels in factors.items()}


_EXAMPLE = 'Write factors={{"{}": ["a", "b"]}}.'


def _variable(name: object) -> str:
    if not isinstance(name, str):
        raise DataError(
            f"A variable is declared by its name; {a_value(name)} was given.", None, _EXAMPLE.format("type")
        )
    return name


def _labels(name: str, levels: object) -> tuple[str, ...]:
    example = f"Write {asking().declared(name, ('a', 'b'))}."
    count = _count(levels)
    if count is not None:
        if not 1 <= count <= MAX_DECLARED:
            raise DataError(f"The factor {name} must have from 1 to {MAX_DECLARED:,} levels.", None, example)
        return tuple(map(str, range(1, count + 1)))
    # A string would be taken letter by letter, and a set would choose the baseline by chance.
    if not isinstance(levels, Iterable) or isinstance(levels, str | bytes | Set | Mapping):
        raise DataError(f"The levels of {name} must be a list, or the number of levels.", None, example)
    labels = tuple(_label(name, level) for level in levels)
    if not labels:
        raise DataError(f"The factor {name} is declared without levels.", None, example)
    if len(set(labels)) < len(labels):
        twice = Counter(labels).most_common(1)[0][0]
        raise DataError(f"The factor {name} is declared with the level {typographic(twice)} twice.", None, example)
    return labels


def _count(levels: Any) -> int | None:
    """An integer, numpy's too; None for anything else."""
    try:
        return None if isinstance(levels, bool) else index(levels)
    except TypeError:
        return None


def _label(name: str, level: Any) -> str:
    plain = level.item() if getattr(level, "shape", None) == () else level  # a number of numpy's
    if isinstance(plain, str):
        return plain
    if isinstance(plain, bool):
        return str(plain).upper()
    try:
        if isinstance(plain, int | float) and plain == plain:
            return number_label(plain, isinstance(plain, int))
    except (OverflowError, ValueError):  # an integer of hundreds or thousands of digits
        pass
    raise DataError(
        f"A level of {name} must be a string, a number, True or False.",
        None,
        f"Write {asking().declared(name, ('a', 'b'))}.",
    )


_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", re.IGNORECASE)


def read_declaration(text: str) -> tuple[str, list[str] | int]:
    """`type=-,+` as a variable and its levels; `g=9` as a variable and how many levels it has.

    Levels are separated as in a line of a CSV file: one with a comma in it is put in double quotes.

    Raises:
        DataError: the text has no name, or no levels.
    """
    name, _, levels = (part.strip() for part in text.partition("="))
    name = name.strip("`")
    if not name or not levels:
        raise DataError(f"{text!r:.80} should be NAME=LEVEL,LEVEL… or NAME=K.")
    return name, read_levels(levels)


def read_levels(text: str) -> list[str] | int:
    """`-,+` as levels, separated as in a line of a CSV file; `9` as how many levels there are.

    Raises:
        DataError: the text has a line break within it, or is a number but not a positive whole one.
    """
    try:
        if text.strip().isdecimal() and (count := int(text)):
            return count
        if _NUMBER.fullmatch(text.strip()):
            raise ValueError
        return [level.strip() for level in next(csv.reader([text], skipinitialspace=True), [])]
    except (csv.Error, ValueError):
        raise DataError(f"{text!r:.80} should be LEVEL,LEVEL… or a number of levels.") from None
