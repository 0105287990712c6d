"""What is known of one of R's functions of data: a row of the registry, and its rules."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import field

from lme4math.model.variables import Kind
from lme4math.r import (
    VECTOR_FUNCTIONS,
    Argument,
    Call,
    Expression,
    Vector,
    arguments_by_parameter,
    further_arguments,
    texts_of,
)
from lme4math.records import record
from lme4math.script import FACTOR_FUNCTIONS

LARGEST_COUNT = 1_000_000
"""No larger number counts columns or elements."""


@record
class Known:
    """What is known of a value without data.

    Attributes:
        length: how many elements it has, or None where only the data tells.
        values: its elements, or None where only the data tells.
    """

    length: int | None = None
    values: Vector | None = None

    @property
    def number(self) -> float | None:
        """The number that it is, where that is known and one alone."""
        return self.numbers[0] if self.numbers is not None and len(self.numbers) == 1 else None

    @property
    def numbers(self) -> tuple[float, ...] | None:
        """Its elements as numbers, where they are known; truth values are 0 and 1."""
        found = self.values.elements if self.values is not None else (None,)
        numbers = tuple(float(one) for one in found if isinstance(one, bool | int | float) and one == one)
        return numbers if len(numbers) == len(found) else None

    @property
    def texts(self) -> tuple[str, ...] | None:
        """Its elements as text, where they are known."""
        found = (None,) if self.values is None else texts_of(self.values)
        texts = tuple(text for text in found if text is not None)
        return texts if len(texts) == len(found) else None

    @property
    def is_text(self) -> bool:
        """Whether it is known to be text."""
        return self.values is not None and any(isinstance(one, str) for one in self.values.elements)


@record
class FunctionCall:
    """A call of a function of the registry.

    Attributes:
        expression: the call.
        parameters: those of the function.
        kind_of: what an expression within is.
        vector_of: what is known of an expression's value.
    """

    expression: Call
    parameters: tuple[str, ...]
    kind_of: Callable[[Expression], Kind] = field(repr=False)
    vector_of: Callable[[Expression], Known] = field(repr=False)

    @property
    def arguments(self) -> dict[str, Expression]:
        """The arguments by parameter, those of `...` left out."""
        return arguments_by_parameter(self.expression, self.parameters)

    @property
    def dots(self) -> tuple[Argument, ...]:
        """The arguments that `...` takes."""
        return further_arguments(self.expression, self.parameters)

    def kind(self, parameter: str) -> Kind | None:
        """The kind of an argument, or None if it is not given."""
        value = self.arguments.get(parameter)
        return None if value is None else self.kind_of(value)

    def vector(self, parameter: str) -> Known | None:
        """What is known of an argument's value, or None if it is not given, or is NULL."""
        value = self.arguments.get(parameter)
        found = None if value is None else self.vector_of(value)
        return None if found is None or found.length == 0 else found

    def number(self, parameter: str, default: float) -> float | None:
        """The number that an argument is, `default` if it is not given, or None where only the data tells."""
        found = self.vector(parameter)
        return default if found is None else found.number

    def whole(self, parameter: str, default: int) -> int | None:
        """The number that an argument is, cut to a whole one; None also for what counts nothing."""
        found = self.number(parameter, default)
        return None if found is None or not abs(found) <= LARGEST_COUNT else int(found)

    def truth(self, parameter: str, default: bool = False) -> bool | None:
        """Whether an argument is TRUE, `default` if it is not given, or None where only the data tells."""
        found = self.number(parameter, default)
        return None if found is None else bool(found)

    def lengths(self) -> list[int | None]:
        """The lengths of all arguments."""
        return [self.vector_of(value).length for value in self.expression.operands]


KindRule = Callable[[FunctionCall], Kind]
LengthRule = Callable[[FunctionCall], int | None]


@record
class RemoteRule:
    """What is known of a function's values where the table is not in memory.

    Attributes:
        rule: the rule of `data/remote/rules.py` that says in which rows it has a value; empty where only the rows
            themselves show it.
        computed: the computation of `data/remote/computing.py` that engines are asked for; empty where there is none.
        domain: the numbers, ends included, that it has a value for.
        poles: the numbers at which it is infinite.
        all_rows: whether its value for one row depends on how many others there are, or on their order.
        one_value: whether its value is not one for each row.
        not_zero: whether its value is taken never to be 0.
    """

    rule: str = ""
    computed: str = ""
    domain: tuple[float, float] = (-math.inf, math.inf)
    poles: tuple[float, ...] = ()
    all_rows: bool = False
    one_value: bool = False
    not_zero: bool = False


ALWAYS = RemoteRule("always")
KEEPS_FACTOR, UNBOUNDED = RemoteRule("keeps factor"), RemoteRule("unbounded")
SAME = RemoteRule("unbounded", "same")
WHOLE = RemoteRule("whole", all_rows=True)


NO_RULE = RemoteRule()

SHARED = ""
"""In place of parameters: those by which R code is read before there is a model."""


@record
class RFunction:
    """One of R's functions of data.

    Attributes:
        name: R's name.
        packages: those that export it, one of which may stand before `::`.
        parameters: R's names in R's order, `...` among them where the function has it.
        inert: the parameters that change no value.
        kind: what its value is, and in how many columns.
        length: how many elements its value has; None where only the data tells.
        computed: the implementation in `data/functions/`, as `module.function`, or `module.function(word)` where one
            computes several functions and is given the word; empty where none does.
        why_not: why it is not computed.
        form: its form in `notation/expressions.py`, or what the basis that it makes is called; empty where R's code is
            written.
        of_factors: whether it makes a grouping factor of a factor, which lme4 makes of a grouping variable first.
        remote: what is known of it where the table is not in memory.
    """

    name: str
    packages: frozenset[str]
    parameters: tuple[str, ...]
    inert: frozenset[str]
    kind: KindRule
    length: LengthRule
    computed: str
    why_not: str
    form: str
    of_factors: bool
    remote: RemoteRule


def no_length(_: FunctionCall) -> int | None:
    """A length that only the data tells."""
    return None


def _shared_parameters(name: str) -> tuple[str, ...]:
    return (VECTOR_FUNCTIONS[name] if name in VECTOR_FUNCTIONS else FACTOR_FUNCTIONS[name]).parameters


def rows(
    names: str,
    parameters: str,
    kind: KindRule,
    computed: str = "",
    *,
    packages: str = "base",
    inert: str = "",
    length: LengthRule = no_length,
    why_not: str = "",
    form: str = "",
    of_factors: bool = False,
    remote: RemoteRule = NO_RULE,
) -> dict[str, RFunction]:
    """Rows that differ in their names alone.

    Args:
        names: of the functions.
        parameters: R's names in R's order; `SHARED` for functions whose calls `lme4math.r` reads as well.
        computed: `{}` stands for the name.
    """
    return {
        name: RFunction(
            name,
            frozenset(packages.split()),
            tuple(parameters.split()) or _shared_parameters(name),
            frozenset(inert.split()),
            kind,
            length,
            computed.replace("{}", name),
            why_not,
            form,
            of_factors,
            remote,
        )
        for name in names.split()
    }


Rows = Mapping[str, RFunction]
