"""`update(m, . ~ . + x, …)` of a model of the script, as the call that R makes of it: lme4's `update.merMod`.

The formula is changed by `update.formula`; other arguments take the place of the model's own, or are added.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from lme4math.english import quoted
from lme4math.errors import FormulaError
from lme4math.formula import expanded, update_formula
from lme4math.r import (
    ASSIGNMENTS,
    DOTS,
    Argument,
    Call,
    Expression,
    Mismatch,
    Name,
    Text,
    called,
    called_name,
    match_arguments,
    matched_parameters,
    truth_in,
    unwrap,
    walk_calls,
    written_out,
)
from lme4math.records import record
from lme4math.script.formulas import handed_on, model_function, resolve_formula
from lme4math.script.program import Found, Script
from lme4math.source import Source, Span

MAX_UPDATES = 200
"""The largest number of updates from a model to the call that fitted it, and of names in between."""

_WRITE_OUT = "Write the model out in full: lmer(y ~ x + (1 | g), …)."


@record
class Update:
    """The arguments of a call of `update`.

    Attributes:
        call: the call.
        model: the model that it changes.
        formula: the new formula, or None.
        others: the arguments that it hands on, with names.
        ignored: those without, which R ignores.
    """

    call: Call
    model: Expression
    formula: Expression | None
    others: tuple[Argument, ...]
    ignored: tuple[Argument, ...]


def is_update(node: Expression) -> bool:
    """Whether a node is a call of R's `update`."""
    package, name = called(node)
    return name == "update" and package in (None, "stats", "lme4")


def read_update(call: Call) -> Update | None:
    """The arguments of a call of `update`, or None where it has no model, or makes none."""
    try:
        names = matched_parameters(
            "update", [item.name for item in call.arguments], ("object", "formula.", DOTS), ("evaluate",)
        )
    except Mismatch:
        return None
    given = {name: item.value for name, item in zip(names, call.arguments, strict=True) if item.value is not None}
    more = [item for name, item in zip(names, call.arguments, strict=True) if name == DOTS and item.value is not None]
    if "object" not in given or truth_in(given.get("evaluate")) is False:
        return None
    return Update(
        call,
        given["object"],
        given.get("formula."),
        tuple(item for item in more if item.name),
        tuple(item for item in more if not item.name),
    )


class Updates:
    """The updates of one script, and the calls that made the models which they change; what is found is kept."""

    def __init__(self, script: Script, source: Source) -> None:
        self._script = script
        self._source = source
        self._elements = _elements_of(script)
        self._bases: dict[Span, Call | None] = {}
        self._made: dict[Span, tuple[Call, tuple[str, ...]]] = {}
        self._data: dict[Span, Expression] = {}

    def note(self, found: Found) -> None:
        """Keep the data frame of a `with(…)` around a call, which an update of the model uses, too."""
        if found.data is not None:
            self._data[found.call.span] = found.data

    def base_of(self, call: Call) -> Call | None:
        """The call, of lme4 or of `update`, that made the model which an update changes.

        None for other calls, and where the script does not make the model, or the update makes none.
        """
        path: list[tuple[Call, Call]] = []
        node: Call | None = call
        while node is not None and is_update(node) and node.span not in self._bases:
            self._bases[node.span] = None  # what is made of itself has no base
            read = read_update(node) if len(path) < MAX_UPDATES else None
            base = None if read is None else self.maker_of(read.model)
            if base is not None:
                path.append((node, base))
            node = base
        if node is not None and (model_function(node) is not None or self._bases.get(node.span) is not None):
            self._bases.update((update.span, base) for update, base in path)
        return self._bases.get(call.span)

    def made_by(self, call: Call) -> tuple[Call, tuple[str, ...]]:
        """The call of lme4 that a call stands for, the formula written out where it was updated; and notices about it.

        Raises:
            FormulaError: R would refuse an argument, or the formula that it makes.
        """
        path: list[Call] = []
        while is_update(call) and call.span not in self._made:
            base = self.base_of(call)
            assert base is not None
            path.append(call)
            call = base
            if len(path) > MAX_UPDATES:
                raise FormulaError(f"This is the last of more than {MAX_UPDATES} updates.", path[0].span, _WRITE_OUT)
        made, notices = self._made.get(call.span, (call, ()))
        for update in reversed(path):
            read = read_update(update)
            assert read is not None
            made = self._changed(made, read)
            notices = tuple(dict.fromkeys((*notices, *_notices(read, made, self._source))))
            self._made[update.span] = made, notices
        return made, notices

    def maker_of(self, node: Expression) -> Call | None:
        """The call, of lme4 or of `update`, that makes what a node stands for; None where the script does not say."""
        value: Expression | None = node
        for _ in range(MAX_UPDATES):
            if value is None:
                return None
            value = written_out(unwrap(value))
            if isinstance(value, Call) and (is_update(value) or model_function(value) is not None):
                return value
            value = self._value(value)
        return None

    def _value(self, node: Expression) -> Expression | None:
        """What a node that may stand for a model stands for, as far as the script says."""
        if isinstance(node, Name):
            return self._script.lookup(node)
        if not isinstance(node, Call):
            return None
        if (place := _element(node)) is not None:
            settings = self._elements.get(place, [])
            before = bisect_right(settings, node.span.start, key=lambda setting: setting[0])
            return settings[before - 1][1] if before else None
        if node.operator in ASSIGNMENTS:
            return node.operands[-1]
        return handed_on(node)

    def arguments_of(self, call: Call) -> dict[str, Expression]:
        """The arguments of a call of lme4 by their full names; the formula, which is resolved, is the first.

        Raises:
            FormulaError: R would refuse one, or there is no formula.
        """
        name = model_function(call)
        assert name is not None
        matched = match_arguments(call, name)
        if "formula" not in matched:
            raise FormulaError(f"`{name}` is given no formula.", call.span, _WRITE_OUT)
        formula = resolve_formula(matched["formula"].value, self._script, self._source)
        return {"formula": formula} | {key: item.value for key, item in matched.items() if key != "formula"}

    def _changed(self, call: Call, update: Update) -> Call:
        """lme4's `update.merMod`: another formula, and other arguments by their names."""
        own = self.arguments_of(call)
        if call.span in self._data:
            own.setdefault("data", self._data[call.span])
        if update.formula is not None:
            new = resolve_formula(update.formula, self._script, self._source)
            old = own["formula"]
            assert isinstance(old, Call)
            own["formula"] = update_formula(expanded(old), new, new.span)
        own |= {item.name: item.value for item in update.others if item.name and item.value is not None}
        known = model_function(call) == "glmer.nb" and "family" in own  # lme4 keeps a call of glmer
        function = Name("glmer", call.function.span) if known else call.function
        spans = {item.name: item.span for item in update.others}
        arguments = (Argument(value, key, spans.get(key, value.span)) for key, value in own.items())
        return Call(function, tuple(arguments), update.call.span)


def _notices(update: Update, made: Call, source: Source) -> Iterator[str]:
    for item in update.ignored:
        yield f"R's update() ignores {quoted(source.slice(item.span))}: its arguments need names, such as data = …"
    if model_function(made) == "glmer.nb":
        yield "R's update() of a model of glmer.nb keeps the estimate of θ; here θ is a parameter of the model."


_Elements = dict[tuple[str, str], list[tuple[int, Expression]]]


def _elements_of(script: Script) -> _Elements:
    """What a script sets elements of lists to, by list and element, with the places where each is set."""
    elements: _Elements = {}
    for call in walk_calls(*script.expressions):
        if call.operator not in ASSIGNMENTS or len(call.operands) != 2:
            continue
        target, value = call.operands
        if isinstance(target, Call) and (place := _element(target)) is not None:
            elements.setdefault(place, []).append((call.span.end, value))
        elif isinstance(target, Name) and isinstance(value, Call) and called_name(value) == "list":
            for item in value.arguments:
                if item.name and item.value is not None:
                    elements.setdefault((target.name, item.name), []).append((call.span.end, item.value))
    return elements


def _element(node: Call) -> tuple[str, str] | None:
    """The list and the element that `models$m1` and `models[["m1"]]` name."""
    if node.operator not in ("$", "[[") or len(node.operands) != 2:
        return None
    whole, key = node.operands
    name = key.value if isinstance(key, Text) else key.name if isinstance(key, Name) and node.operator == "$" else None
    return (whole.name, name) if isinstance(whole, Name) and name is not None else None
