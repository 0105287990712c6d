"""What R's and tidyverse's functions of data frames do to one: to its variables, and to its rows.

One table of functions, each of a data frame and a call to the data frame after it. Nothing is computed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from lme4math.r import Argument, Call, Expression, Name, call_of, called_name, named_argument
from lme4math.records import record
from lme4math.script.column_changes import applied_to, assigned, keeping
from lme4math.script.factor_calls import OWN_LEVELS
from lme4math.script.frames import NO_FACTOR, Declaration, ScriptFrame, known_factor
from lme4math.script.holding import Names, strings_of, word_of
from lme4math.script.making import made, names_selected, vector_of_texts
from lme4math.script.settings import setting_change
from lme4math.source import Span


@record(eq=False)
class Step:
    """A call of a function of a data frame.

    Attributes:
        frame: the data frame that it is given.
        call: the call, the data frame among its arguments.
        others: the data frames among its other arguments.
        names: what the names of the script hold.
    """

    frame: ScriptFrame
    call: Call
    others: tuple[ScriptFrame, ...]
    names: Names

    @property
    def arguments(self) -> tuple[Argument, ...]:
        """Those after the data frame."""
        return self.call.arguments[1:]

    @property
    def values(self) -> list[Expression]:
        """The values of those that have no name."""
        return [item.value for item in self.arguments if item.name is None and item.value is not None]

    def named(self, *names: str) -> Expression | None:
        """The argument of one of these names."""
        return named_argument(self.call, *names)


Verb = Callable[[Step], ScriptFrame]


def _same(step: Step) -> ScriptFrame:
    return step.frame


def _rows(step: Step) -> ScriptFrame:
    if len(step.call.arguments) < 2:
        return step.frame
    chosen = step.values if called_name(step.call) == "filter" else step.values[:1]
    given = step.named("subset")
    conditions = chosen if called_name(step.call) in ("filter", "subset") else []
    kept = keeping(step.frame, [given] if given is not None else conditions, step.names)
    return kept.changed("rows", step.call)


def _without_unused(step: Step) -> ScriptFrame:
    """`droplevels(d)` makes every factor again: of the levels that occur, and without its contrasts."""
    known = {
        name: replace(one, unused=False, coding=None) for name, one in step.frame.columns.items() if one is not None
    }
    return step.frame.with_columns(known)


def _rows_always(step: Step) -> ScriptFrame:
    return step.frame.changed("rows", step.call)


def _unknown(step: Step) -> ScriptFrame:
    """A function that the text does not tell of: most keep the columns that they are given."""
    return step.frame.changed("unknown", step.call)


def _shaped(step: Step) -> ScriptFrame:
    """Rows of another kind: columns keep what is known of them, and `names_to` and its kin hold text."""
    texts = [step.named(name) for name in ("names_to", "variable.name", "variable_name", "key")]
    if called_name(step.call) in ("gather", "melt") and not any(texts):
        texts = [*step.values[:1]] if called_name(step.call) == "gather" else [Name("variable", step.call.span)]
    names = [name for text in texts if text is not None for name in names_selected(text, step.names) or ()]
    others = [step.named(name) for name in ("values_to", "value.name", "value", "timevar", "v.names")]
    values = [name for text in others if text is not None for name in names_selected(text, step.names) or ()]
    numbers = {name: Declaration(name, None, step.frame.name, step.call.span) for name in values}
    return _with_text(step.frame.with_columns(numbers), names, step.call.span).changed("shape", step.call)


def _with_text(frame: ScriptFrame, names: Iterable[str], span: Span) -> ScriptFrame:
    """A data frame with columns of text, whose levels are their own values."""
    own = known_factor(OWN_LEVELS)
    return frame.with_columns({name: Declaration(name, None, frame.name, span, read_factor=own) for name in names})


def _separated(step: Step) -> ScriptFrame:
    """tidyr's `separate(d, col, into = c("a", "b"))`: columns of text."""
    into = step.named("into") or next(iter(step.values[1:]), None)
    names = names_selected(into, step.names) if into is not None else ()
    return _with_text(step.frame, names or (), step.call.span)


def _summarised(step: Step) -> ScriptFrame:
    return _mutated(step).changed("shape", step.call)


def _mutated(step: Step) -> ScriptFrame:
    """`mutate(d, x = …, across(…))`: each expression sees the columns made before it."""
    frame = step.frame
    for item in step.arguments:
        if item.value is None:
            continue
        if item.name is None and called_name(item.value) == "across" and isinstance(item.value, Call):
            frame = _across(frame, item.value, step.names)
        elif item.name is not None and not item.name.startswith("."):
            frame = frame.with_columns({item.name: made(item.name, item.value, item.span, frame, step.names)})
    return frame


def _within(step: Step) -> ScriptFrame:
    """`within(d, { x <- factor(x) })`."""
    frame = step.frame
    for value in step.values:
        for node in _statements(value):
            if isinstance(node, Call) and node.operator in ("<-", "=", "<<-") and len(node.operands) == 2:
                frame = _assigned_within(frame, *node.operands, node.span, step.names)
    return frame


def _assigned_within(
    frame: ScriptFrame, target: Expression, given: Expression, span: Span, names: Names
) -> ScriptFrame:
    if isinstance(target, Name):
        return frame.with_columns({target.name: made(target.name, given, span, frame, names)})
    found = setting_change(target, given, span, names)
    if found is None or not isinstance(found[0], Name):
        return frame
    name = found[0].name
    one = frame.column(name) or Declaration(name, None, frame.name, span, kept=True)
    return frame.with_columns({name: found[1](one)})


def _statements(node: Expression) -> Iterator[Expression]:
    if isinstance(node, Call) and node.operator == "{":
        yield from node.operands
    else:
        yield node


def _across(frame: ScriptFrame, call: Call, names: Names) -> ScriptFrame:
    """`across(c(a, b), factor, …, .names = )`."""
    given = [item for item in call.arguments if item.name in (None, ".cols", ".fns")]
    if len(given) < 2 or any(item.name == ".names" for item in call.arguments):
        return frame
    further = tuple(item for item in call.arguments if item not in given[:2])
    columns, function = (item.value for item in sorted(given[:2], key=lambda item: item.name == ".fns"))
    return applied_to(frame, columns, function, further, call.span, names)


def _mutated_at(step: Step) -> ScriptFrame:
    """`mutate_at(d, vars(a, b), factor)`, `convert_as_factor(d, a, b)`."""
    selection = step.named(".vars") or next(iter(step.values), None)
    functions = [value for value in (step.named(".funs"), *step.values) if value is not None and value is not selection]
    further = tuple(item for item in step.arguments if item.name not in (None, ".vars", ".funs"))
    return applied_to(step.frame, selection, functions[0] if functions else None, further, step.call.span, step.names)


def _all_mutated(step: Step) -> ScriptFrame:
    span = step.call.span
    function = next(iter(step.values), None)
    return applied_to(step.frame, call_of("everything", span), function, (), span, step.names)


def _converted(step: Step) -> ScriptFrame:
    span = step.call.span
    columns = [name for value in step.values for name in names_selected(value, step.names) or ()]
    factor = Name("factor", span)
    selection = vector_of_texts(columns, span)
    return applied_to(step.frame, selection, factor, (), span, step.names) if columns else step.frame


def _renamed(step: Step) -> ScriptFrame:
    """`rename(d, new = old)`: what is known of a column goes with it."""
    return step.frame.with_columns(_renames(step))


def _renames(step: Step) -> dict[str, Declaration | None]:
    found: dict[str, Declaration | None] = {}
    for item in step.arguments:
        old = word_of(item.value)
        if item.name is not None and old is not None and item.value is not None:
            found.setdefault(old, None)
            found[item.name] = renamed(step.frame, old, item.name, item.span)
    return found


def renamed(frame: ScriptFrame, old: str, new: str, span: Span) -> Declaration:
    """The column `new` that was called `old`."""
    before = frame.column(old)
    scope = {} if before is None else {old: before}
    value = Name(old, span)
    read, coding = (before.read_factor, before.coding) if before is not None else (NO_FACTOR, None)
    return Declaration(new, value, frame.name, span, scope, read, coding)


def _selected(step: Step) -> ScriptFrame:
    """`select(d, a, new = old)`: what is left out may be named by ranges, so only new names are noted."""
    return step.frame.with_columns({name: one for name, one in _renames(step).items() if one is not None})


def _set_names(step: Step) -> ScriptFrame:
    """data.table's `setnames(d, old, new)`."""
    old, new = (strings_of(value, step.names) for value in (*step.values[:2], None, None)[:2])
    if old is None or new is None or len(old) != len(new):
        return step.frame
    made_new: dict[str, Declaration | None] = dict.fromkeys(old)
    for before, after in zip(old, new, strict=True):
        made_new[after] = renamed(step.frame, before, after, step.call.span)
    return step.frame.with_columns(made_new)


def _joined(step: Step) -> ScriptFrame:
    """`merge(a, b)` and dplyr's joins: the columns of both."""
    frame = step.frame
    for other in step.others:
        known = {name: one for name, one in other.columns.items() if frame.column(name) is None}
        frame = replace(frame.with_columns(known), closed=frame.closed and other.closed)
    frame = _mutated(replace(step, frame=frame)) if called_name(step.call) == "cbind" else frame
    return frame.changed("shape", step.call) if step.others else frame


def _stacked(step: Step) -> ScriptFrame:
    """`rbind(a, b)`: a factor of the first stays one, with the levels of all, and without its contrasts."""
    known = {name: _of_all(name, one, step.others) for name, one in step.frame.columns.items() if one is not None}
    frame = step.frame.with_columns(known)
    marks = names_selected(given, step.names) if (given := step.named(".id", "idcol")) is not None else ()
    return _with_text(frame, marks or (), step.call.span)


def _of_all(name: str, one: Declaration, others: tuple[ScriptFrame, ...]) -> Declaration:
    """A column of several data frames, one below the other."""
    one = replace(one, coding=None)
    levels = [found.levels if (found := other.column(name)) is not None else None for other in others]
    if one.factor is None or not others or all(known == one.levels for known in levels):
        return one
    if one.levels is None or None in levels:
        unknown = replace(one.factor, levels=None, relabelled=(), named=(), plain=False)
        return replace(one, read_factor=known_factor(unknown))
    every = (level for known in (one.levels, *levels) for level in known or ())
    joined = replace(one.factor, levels=tuple(dict.fromkeys(every)), relabelled=(), named=())
    return replace(one, read_factor=known_factor(joined))


def _pulled(step: Step) -> ScriptFrame:
    """`d[rows, ]`, `d[, columns]`, data.table's `d[i, x := …]`."""
    places = [item for item in step.arguments if item.name not in ("drop", "by", "with", "on")]
    rows = places[0].value if len(places) > 1 or _by_row(places) else None
    frame = step.frame
    if len(places) > 1 and isinstance(places[1].value, Call) and places[1].value.operator == ":=":
        return _assigned_in_place(frame, places[1].value, step)
    if rows is not None:
        frame = keeping(frame, [rows], step.names).changed("rows", step.call)
    if len(places) > 1 and isinstance(places[1].value, Call) and called_name(places[1].value) in (".", "list"):
        columns = Call(step.call.function, (step.call.arguments[0], *places[1].value.arguments), step.call.span)
        return _mutated(replace(step, frame=frame, call=columns)).changed("shape", step.call)
    return frame


def _by_row(places: list[Argument]) -> bool:
    value = places[0].value if len(places) == 1 else None
    return isinstance(value, Call) and value.operator in ("==", "!=", ">", "<", ">=", "<=", "&", "|", "!", "%in%")


def _assigned_in_place(frame: ScriptFrame, call: Call, step: Step) -> ScriptFrame:
    """`x := factor(x)`, `c("a", "b") := lapply(.SD, factor)` with `.SDcols`, and `` `:=`(a = …, b = …) ``."""
    named = [item for item in call.arguments if item.name is not None and item.value is not None]
    if named:
        return _mutated(Step(frame, Call(call.function, (call.arguments[0], *named), call.span), (), step.names))
    if len(call.operands) != 2:
        return frame
    target, value = call.operands
    columns = (target.name,) if isinstance(target, Name) else names_selected(target, step.names)
    if columns is None:
        return frame
    span, names = call.span, step.names
    return assigned(frame, columns, value, span, names, lambda name, one: made(name, one, span, frame, names))


CHANGING_IN_PLACE = frozenset({"setDT", "setDF", "setnames", "set", "setattr", "setorder", "setkey"})
OF_SEVERAL = frozenset({"merge", "left_join", "inner_join", "right_join", "full_join", "cbind", "bind_cols", "rbind",
                        "bind_rows", "rbindlist"})  # fmt: skip
"""Functions of more than one data frame."""

VERBS: Mapping[str, Verb] = {
    name: verb
    for names, verb in (
        (
            "as.data.frame as_tibble as.data.table as_data_frame setDT setDF copy arrange group_by "
            "ungroup rowwise relocate glimpse remove_rownames group_by_at order_by as.tibble tbl_df "
            "( setorder setkey assert_that verify clean_names",
            _same,
        ),
        ("filter subset slice head tail sample_n sample_frac top_n slice_sample slice_head slice_tail slice_max "
         "slice_min filter_at semi_join anti_join", _rows),
        ("droplevels", _without_unused),
        ("na.omit drop_na distinct unique complete filter_all", _rows_always),
        ("mutate transform transmute add_column data.frame tibble data.table", _mutated),
        ("within", _within),
        ("mutate_at modify_at", _mutated_at),
        ("mutate_all", _all_mutated),
        ("convert_as_factor", _converted),
        ("rename", _renamed),
        ("setnames", _set_names),
        ("select", _selected),
        ("merge left_join inner_join right_join full_join cbind bind_cols", _joined),
        ("rbind bind_rows rbindlist", _stacked),
        ("separate separate_wider_delim extract", _separated),
        ("summarise summarize", _summarised),
        ("pivot_longer pivot_wider gather spread melt dcast reshape aggregate count tally ddply reframe uncount "
         "separate_rows", _shaped),
        ("[", _pulled),
    )
    for name in names.split()
}  # fmt: skip
"""Functions whose first argument is a data frame, and what they make of it."""


def frame_after(step: Step) -> ScriptFrame:
    """The data frame that a call makes of its first argument."""
    return VERBS.get(called_name(step.call) or "", _unknown)(step)
