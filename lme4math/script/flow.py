"""Follows a script from top to bottom: what its names hold where a model is called.

Branches are each taken (`branch_reader.py`), a loop over words that are spelled out once for each (`each_reader.py`),
a function of the script where it is called. What is drawn, printed or local to a function does not reach the model.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from lme4math.r import (
    ASSIGNMENTS,
    SIGNATURES,
    Call,
    Expression,
    Function,
    Name,
    Text,
    called_name,
    compound_children,
    quote,
    unwrap,
    walk_calls,
    written_out,
)
from lme4math.records import record
from lme4math.script.branch_reader import BRANCHING, marked_by_branch
from lme4math.script.each_reader import REPEATING
from lme4math.script.evaluation import Evaluation, Follow, Label, Note, OtherFit
from lme4math.script.fit_reader import FITTING, put_in_list
from lme4math.script.formulas import MAKING_FORMULAS
from lme4math.script.frame_reader import frame_at, made_frame
from lme4math.script.frames import Closure, Declaration, Held, Listing, Scene, ScriptFit, ScriptFrame
from lme4math.script.holding import (
    HANDING_ON,
    around,
    element,
    handed_on,
    model_function,
    strings_of,
    value_assigned,
    word_of,
)
from lme4math.script.settings import OPTION_SETTERS, set_defaults
from lme4math.script.shown_facts import ShownVariable, note_shown
from lme4math.script.targets import assign_part, root_of, set_in_place
from lme4math.source import Source, Span


@record(eq=False)
class Flow:
    """A script, followed to its end.

    Attributes:
        fits: the models, in the order in which they are made.
        others: the calls of functions of other packages that fit models.
        compared: the models that each call of `anova` compares.
        lost: the updates of a name that the script gives to nothing.
        notes: what is not followed.
        before: what the names in statements that make a formula hold, by the place of the statement.
        last: what holds at the end.
    """

    fits: Sequence[ScriptFit]
    others: Sequence[OtherFit]
    compared: Sequence[tuple[ScriptFit, ...]]
    lost: Sequence[Call]
    notes: Sequence[Note]
    before: Mapping[int, Mapping[str, Held]]
    last: Scene


def follow(expressions: Sequence[Expression], shown: Mapping[int, Sequence[ShownVariable]], source: Source) -> Flow:
    """Follow the expressions of a script.

    Args:
        expressions: the script.
        shown: what its text shows of variables, by the place of the expression after which it is known, from -1.
        source: the text.
    """
    reading = Evaluation(source, _ROWS, _unknown, frozenset({"$", "[[", "c", "list"}))
    before: dict[int, Mapping[str, Held]] = {}
    _note(shown.get(-1, ()), reading)
    for place, expression in enumerate(expressions):
        if called_name(value_assigned(expression)) in MAKING_FORMULAS:
            before[place] = around(expression, reading.now.names)
        reading.run(expression)
        _note(shown.get(place, ()), reading)
    last = reading.scene(None)
    reading.run_uncalled()
    fits = [*reading.fits, *_unreached(expressions, reading, last)]
    return Flow(fits, reading.others, reading.compared, reading.lost, [*reading.notes.values()], before, last)


def _note(shown: Iterable[ShownVariable], reading: Evaluation) -> None:
    for one in shown:
        note_shown(one, reading.now.names)


def _unreached(expressions: Sequence[Expression], reading: Evaluation, last: Scene) -> Iterator[ScriptFit]:
    """The models that stand where statements are not followed, such as within `mutate(…)`."""
    known = {fit.call.function.span.start for fit in reading.known.values()}
    for call in walk_calls(*expressions):
        if model_function(call) is not None and call.function.span.start not in known:
            yield ScriptFit(call, last)


def _unknown(evaluation: Evaluation, node: Call) -> Held | None:
    """A call that is not known to do anything else: it may make a data frame, and have assignments and models in it."""
    frame = made_frame(evaluation, node)
    if frame is None:
        evaluation.within(compound_children(node))
    return frame


# Blocks


def _block(evaluation: Evaluation, node: Call) -> Held | None:
    value = None
    for statement in node.operands:
        value = evaluation.run(statement)
    return value


def _apart(evaluation: Evaluation, node: Call) -> Held | None:
    """What is assigned within `local({ … })` stays there."""
    return evaluation.inside(evaluation.now.inner(), node.operands[0]) if node.operands else None


def _with(evaluation: Evaluation, node: Call) -> Held | None:
    if len(node.operands) < 2:
        return None
    data, body = node.operands[:2]
    attached = (*evaluation.now.attached, frame_at(evaluation, data))
    return evaluation.inside(evaluation.now.inner(attached=attached, data=data), body)


def _handed_on(evaluation: Evaluation, node: Call) -> Held | None:
    """`return(d)`, `suppressWarnings(d)`."""
    first = handed_on(node)
    for operand in node.operands:
        if operand is not first:
            evaluation.run(operand)
    return None if first is None else evaluation.run(first)


def _not_run(evaluation: Evaluation, node: Call) -> None:
    """`on.exit(…)`: what it assigns reaches nothing."""
    with evaluation.at(evaluation.now.inner()):
        evaluation.within(compound_children(node))


def _nothing(_evaluation: Evaluation, _node: Call) -> None:
    """A formula, or code that is not run here."""


# Names, and R's options


def _get(evaluation: Evaluation, node: Call) -> Held | None:
    """`get("m1")`."""
    words = strings_of(node.operands[0], evaluation.now.names) if node.operands else None
    return evaluation.now.names.get(words[0]) if words else None


def _element(evaluation: Evaluation, node: Call) -> Held | None:
    place = element(node, evaluation.now.names)
    whole = None if place is None else evaluation.now.names.get(place[0])
    if place is None or not isinstance(whole, Listing):
        return evaluation.call(node)
    return whole.item(place[1])


def _remove(evaluation: Evaluation, node: Call) -> None:
    for operand in node.operands:
        evaluation.now.names.pop(operand.name if isinstance(operand, Name) else "", None)


def _attach(evaluation: Evaluation, node: Call) -> None:
    if node.operands:
        evaluation.now.attached = (*evaluation.now.attached, frame_at(evaluation, node.operands[0]))


def _detach(evaluation: Evaluation, _: Call) -> None:
    evaluation.now.attached = evaluation.now.attached[:-1]


def _options(evaluation: Evaluation, node: Call) -> None:
    """`options(contrasts = …)`, `set_sum_contrasts()`, and `options(old)` of what the first of these gave."""
    is_option = called_name(node) == "options"
    given = node.operands[0] if is_option and len(node.operands) == 1 and not node.arguments[0].name else None
    if isinstance(given, Name):
        evaluation.contrasts = evaluation.replaced.get(given.name, evaluation.contrasts)
    elif (defaults := set_defaults(node, evaluation.now.names)) is not None:
        evaluation.contrasts = defaults[0], defaults[1] if is_option else evaluation.contrasts[1]


# Assignments


def _assign(evaluation: Evaluation, node: Call) -> Held | None:
    if len(node.operands) != 2:
        return evaluation.call(node)
    target, value = node.operands
    held: Held | None = None
    if isinstance(target, Call):
        held = _part(evaluation, target, value, node)
    elif (word := word_of(target)) is not None:
        held = _name(evaluation, word, value, node.span)
    now = evaluation.now
    if node.operator == "<<-" and (name := root_of(target)) in now.names:
        outer = now.outer
        while outer is not None:
            outer.names[name] = now.names[name]
            outer = outer.outer
    return held


def _assign_by_word(evaluation: Evaluation, node: Call) -> Held | None:
    """`assign("m1", lmer(…))`."""
    if len(node.operands) < 2:
        return evaluation.call(node)
    word, value = node.operands[:2]
    words = strings_of(word, evaluation.now.names) or ()
    return _name(evaluation, words[0], value, node.span) if len(words) == 1 else evaluation.run(value)


def _set_in_place(evaluation: Evaluation, node: Call) -> Held | None:
    return None if set_in_place(node, evaluation.now.names) else evaluation.call(node)


def _part(evaluation: Evaluation, target: Call, value: Expression, node: Call) -> Held | None:
    """`d$x <- …`, `models[["a"]] <- …`."""
    held: Held | None = None
    names = evaluation.now.names
    place = element(target, names)
    value = unwrap(value)
    if isinstance(value, Call):
        label: Label = target
        if place is not None and target.operator == "[[" and not isinstance(target.operands[1], Text):
            label = f"{place[0]}[[{quote(place[1]) if isinstance(place[1], str) else place[1]}]]"
        with evaluation.labelled(label):
            held = evaluation.run(value)
    elif isinstance(value, Name):
        held = names.get(value.name)
    if place is None or not put_in_list(names, *place, held):
        assign_part(target, value, node, names)
    return held if isinstance(held, ScriptFit) else None


def _name(evaluation: Evaluation, name: str, value: Expression, span: Span) -> Held | None:
    names, before = evaluation.now.names, evaluation.contrasts
    opened = written_out(unwrap(value))
    with evaluation.labelled(None if isinstance(opened, Function) else name):
        held = evaluation.run(value)
    if called_name(opened) in ("options", *OPTION_SETTERS):
        evaluation.replaced[name] = before
    if isinstance(held, ScriptFrame):
        held = held.called(name)
    elif held is None or isinstance(held, Declaration):
        if isinstance(opened, Call) and opened.operator in ASSIGNMENTS:
            return held
        if called_name(opened) in SIGNATURES:
            names.pop(name, None)
            return None
        if held is not None and isinstance(names.get(called_name(opened) or ""), Closure):
            held = replace(held, name=name, span=span)
        else:
            held = evaluation.made(name, opened, span)
    names[name] = held
    return held


_ROWS: Mapping[str, Follow] = {
    "{": _block,
    "with": _with,
    "local": _apart,
    "on.exit": _not_run,
    "~": _nothing,
    **dict.fromkeys(("quote", "bquote", "expression", "substitute", "expr", "quo"), _nothing),
    "get": _get,
    "rm": _remove,
    "attach": _attach,
    "detach": _detach,
    **dict.fromkeys(("$", "[["), _element),
    **dict.fromkeys(("options", *OPTION_SETTERS), marked_by_branch(_options)),
    **dict.fromkeys(ASSIGNMENTS - {":="}, marked_by_branch(_assign)),  # data.table's is one to columns
    "assign": _assign_by_word,
    **dict.fromkeys(("set", "setattr"), _set_in_place),
    **BRANCHING,
    **REPEATING,
    **FITTING,
    **dict.fromkeys(HANDING_ON, _handed_on),
}
"""What is followed in a way of its own, by the function that is called."""
