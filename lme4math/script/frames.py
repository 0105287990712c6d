"""What the names of a script hold, as far as its text says: data frames, their variables, functions.

All are values: a statement makes new ones, so that a copy of a data frame keeps what was known when it was made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field, replace
from functools import cached_property
from typing import Any

from lme4math.r import Call, Expression, Function, Name, called_name
from lme4math.records import record
from lme4math.script.factor_calls import FactorValue, Levels, variable_of
from lme4math.source import Span


@record(eq=False)
class Branch:
    """A statement of which the text does not tell which branch is run, if any.

    Attributes:
        code: the call of `if`, `switch` or `while`.
        is_last: whether the branch is the last of several.
        said: what is done there, as the beginning of a sentence.
    """

    code: Call
    is_last: bool
    said: str = ""


@record(eq=False)
class ContrastSetting:
    """Contrasts that a script sets outside the model's call.

    Attributes:
        contrasts: what it sets: a function's name, numbers, or a call of `C()`; of one that changes a part, that part.
        span: of the statement.
        levels: those of the factor there, or None where the text does not tell.
        as_is: whether R takes the matrix as it is, without a look at its size (`attr<-`).
        edits: parts of the matrix and what they are given; empty where all of it is set.
        base: the contrasts of which parts are changed; None for those that the factor has by default.
        refused: why R refuses it; "" where the text alone does not tell that it does.
        branch: where it is set, if the text does not tell whether that is run.
    """

    contrasts: Expression
    span: Span
    levels: Levels = None
    as_is: bool = False
    edits: tuple[tuple[Call, Expression], ...] = ()
    base: ContrastSetting | None = None
    refused: str = ""
    branch: Branch | None = None


class ReadFactor:
    """What a statement makes of a variable, read when it is first asked for; copies and pickles have what was read."""

    def __init__(self, read: Callable[[], FactorValue | None]) -> None:
        self._read = read

    @cached_property
    def factor(self) -> FactorValue | None:
        """The factor, or None."""
        return self._read()

    def __reduce__(self) -> tuple[Any, ...]:
        return known_factor, (self.factor,)


def known_factor(factor: FactorValue | None) -> ReadFactor:
    """A factor that is known already; None for a statement that makes none."""
    return ReadFactor(lambda: factor)


NO_FACTOR = known_factor(None)

Defaults = tuple[ContrastSetting | None, ContrastSetting | None]
"""The contrasts of unordered and of ordered factors that `options()` sets; None for R's own."""


@record(eq=False)
class Declaration:
    """A statement that gives a variable its values, or the contrasts of a factor.

    Attributes:
        name: of the variable.
        value: the expression that makes it, constants of the script written out; None where a statement makes it
            that is no expression of columns (`pivot_longer(…)`), or where it only says that it is a factor.
        frame: the data frame that it is in, as the code calls it; None for a variable outside of any.
        span: of the statement.
        scope: what is known of the variables in `value`.
        read_factor: reads `factor`, when that is first asked for: most variables of a script are in no model.
        coding: the contrasts that the script sets; None where it sets none.
        elsewhere: whether it is about another data frame than the model's.
        left: the levels that rows with other ones removed leave; empty where the text does not tell which.
        without: the levels whose rows were removed.
        unused: whether the levels that are not left are still levels of the factor, as R keeps them.
        written: the value as it stands in the script.
        depth: how many statements made it, one from the other.
        kept: whether the values are those that the data has under this name, so that only their coding is told.
        around: what the names in `written` held where it was assigned.
        branch: where it, or what it is made with, was assigned, if the text does not tell whether that is run.
    """

    name: str
    value: Expression | None
    frame: str | None
    span: Span
    scope: Mapping[str, Declaration] = field(default_factory=dict)
    read_factor: ReadFactor = NO_FACTOR
    coding: ContrastSetting | None = None
    elsewhere: bool = False
    written: Expression | None = None
    depth: int = 0
    kept: bool = False
    left: Levels = None
    without: tuple[str, ...] = ()
    unused: bool = True
    around: Mapping[str, Held] = field(default_factory=dict)
    branch: Branch | None = None

    @property
    def factor(self) -> FactorValue | None:
        """The factor that it makes, as far as that is spelled out; None if only the registry of R's functions tells."""
        return self.read_factor.factor

    @property
    def printed(self) -> bool:
        """Whether it is no statement, but what is printed of the variable."""
        return self.span.start == self.span.end

    @property
    def lost_levels(self) -> bool:
        """Whether rows were removed so that levels of the factor are not used."""
        return self.left is not None or bool(self.without)

    def among(self, levels: tuple[str, ...]) -> Levels:
        """Those of some levels that are left, None where the text does not tell."""
        if self.left == ():
            return None
        return tuple(one for one in levels if one not in self.without and (self.left is None or one in self.left))

    @property
    def levels(self) -> Levels:
        """The levels in their order, or None where the script does not say."""
        return self.factor.levels if self.factor else None

    @property
    def ordered(self) -> bool:
        """Whether it is an ordered factor."""
        return self.factor is not None and self.factor.ordered

    @property
    def reference(self) -> str | None:
        """The baseline, where nothing else is known of the levels."""
        return self.factor.reference if self.factor else None

    @property
    def before(self) -> Declaration | None:
        """What was said of the same variable before, where it is made from itself."""
        return self.scope.get(self.name)

    @property
    def applied(self) -> bool:
        """Whether a model on data makes the column what the statement makes it."""
        if self.factor is not None:
            return self.of_itself and self.factor.told
        return self.as_text or (isinstance(self.value, Name) and self.value.name == self.name)

    @property
    def of_itself(self) -> bool:
        """Whether its values are the column's own, which it had before the statement."""
        return self.value is None or variable_of(self.value) == self.name

    @property
    def made_of_changed(self) -> bool:
        """Whether it is made of values that a statement before makes of the data's, and that is not run."""
        before = self.before
        while before is not None:
            if not before.applied and before.value is not None:
                return True
            before = before.before
        return False

    @property
    def as_text(self) -> bool:
        """Whether it is made text of its own values."""
        return self.value is not None and called_name(self.value) == "as.character" and _of_itself(self)

    def in_frame(self, frame: str | None) -> Declaration:
        """The same in a data frame of another name."""
        return self if frame == self.frame else replace(self, frame=frame)


def _of_itself(one: Declaration) -> bool:
    inner = one.value.operands[0] if isinstance(one.value, Call) and one.value.operands else None
    return isinstance(inner, Name) and inner.name == one.name


@record
class FrameChange:
    """A statement that changes the rows of a data frame, or does to it what the text does not tell.

    Attributes:
        kind: "rows" if it keeps some, "shape" if it makes others, "unknown".
        code: the call.
        span: where it stands.
    """

    kind: str
    code: Expression = field(compare=False)
    span: Span


@record(eq=False)
class ColumnRule:
    """What a statement does to all columns whose names fit (`across(everything(), factor)`).

    Attributes:
        fits: whether it is done to a column of a name.
        make: the column after it.
        depth: how many such statements it looks back at.
    """

    fits: Callable[[str], bool]
    make: Callable[[str], Declaration]
    depth: int = 1


@record(eq=False)
class ScriptFrame:
    """A data frame, as far as the script tells.

    Attributes:
        name: as the code calls it; None for one that is not assigned.
        columns: what is known of its variables, whatever frame that was said of; None for one that is renamed or
            removed.
        rules: what holds of columns that are not named, the latest last.
        changes: the statements that changed its rows.
        closed: whether there are no other columns.
        root: the data frame that it was made from, where the script does not make that one.
        maker: the function that made all its rows of vectors; None for a data frame whose rows come from elsewhere.
    """

    name: str | None = None
    columns: Mapping[str, Declaration | None] = field(default_factory=dict)
    rules: tuple[ColumnRule, ...] = ()
    changes: tuple[FrameChange, ...] = ()
    closed: bool = False
    root: str | None = None
    maker: str | None = None

    def column(self, name: str) -> Declaration | None:
        """What is known of a column."""
        if name in self.columns:
            one = self.columns[name]
            return one if one is None or self.name is None else one.in_frame(self.name)
        if self.closed:
            return None
        return next((rule.make(name) for rule in reversed(self.rules) if rule.fits(name)), None)

    def with_columns(self, made: Mapping[str, Declaration | None]) -> ScriptFrame:
        """The same with some variables made or changed."""
        columns = {**self.columns, **made}
        return ScriptFrame(self.name, columns, self.rules, self.changes, self.closed, self.root, self.maker)

    def changed(self, kind: str, code: Expression) -> ScriptFrame:
        """The same after a statement that changes its rows."""
        return replace(self, changes=(*self.changes, FrameChange(kind, code, code.span)), maker=None)

    def called(self, name: str) -> ScriptFrame:
        """The same, assigned to a name."""
        return self if name == self.name else replace(self, name=name)


def untold(name: str) -> ScriptFrame:
    """A data frame that the script uses and does not make."""
    return ScriptFrame(name, root=name)


@record(eq=False)
class Closure:
    """A function that the script defines."""

    function: Function


@record(eq=False)
class Alias:
    """A parameter of a function that is given a name which holds nothing, such as `binomial`."""

    written: Name


@record(eq=False)
class ScriptFit:
    """A model that the script makes.

    Attributes:
        call: of one of lme4's functions, or of `update`.
        scene: what holds where it is called.
        base: the model that `update` changes.
        name: what the script calls it, as R code, if anything.
        data: the data frame of a `with(…)` around it.
    """

    call: Call
    scene: Scene
    base: ScriptFit | None = None
    name: str | None = None
    data: Expression | None = None


@record(eq=False)
class Listing:
    """A list with models in it, by names and places from 1; None stands for what is no model."""

    items: Mapping[str | int, Held | None]

    def item(self, key: str | int) -> Held | None:
        """An element by its name or its place."""
        if key not in self.items and isinstance(key, int) and 0 < key <= len(self.items):
            return list(self.items.values())[key - 1]
        return self.items.get(key)


Held = ScriptFrame | Declaration | Closure | Alias | ScriptFit | Listing
"""What a name holds."""


def frame_called(name: str, names: Mapping[str, Held]) -> ScriptFrame:
    """The data frame that a name holds; one that the script does not make where it holds none."""
    held = names.get(name)
    return held if isinstance(held, ScriptFrame) else untold(name)


@record(eq=False)
class Scene:
    """What holds where a model is called.

    Attributes:
        frame: the data frame that the call uses; None where it names none.
        names: what the names of the script hold.
        path: the calls of such functions, and the turns of loops, by which the call is reached.
        defaults: the contrasts of factors that have none of their own.
        unbound: the parameters of the function that the call stands in, where the script does not call it.
    """

    frame: ScriptFrame | None
    names: Mapping[str, Held]
    path: tuple[Span, ...] = ()
    defaults: Defaults = (None, None)
    unbound: frozenset[str] = frozenset()

    def on(self, data: Expression | None) -> Scene:
        """The same for a model that is updated, and whose data frame is evaluated again."""
        if self.frame is not None or not isinstance(data, Name):
            return self
        return replace(self, frame=frame_called(data.name, self.names))

    def declaration(self, name: str) -> Declaration | None:
        """What is known of a variable of the model: in its data frame, else outside, else in another data frame."""
        found = self.frame.column(name) if self.frame is not None else None
        if found is None and not (self.frame is not None and name in self.frame.columns):
            outside = self.names.get(name)
            found = outside if isinstance(outside, Declaration) else None
            found = found or self._elsewhere(name)
        return found

    def _elsewhere(self, name: str) -> Declaration | None:
        """The same column of another data frame, where the script does not make the model's own."""
        frames = [held for held in self.names.values() if isinstance(held, ScriptFrame)]
        if self.frame is not None:
            root = self.frame.root
            frames = [frame for frame in frames if frame.root != root] if root == self.frame.name else []
        others = [one for frame in frames if name in frame.columns and (one := frame.column(name)) is not None]
        if not others:
            return None
        return others[-1] if self.frame is None else replace(others[-1], elsewhere=True)
