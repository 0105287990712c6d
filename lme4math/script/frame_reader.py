"""What the calls of a script make of data frames, as it is followed."""

from __future__ import annotations

from lme4math.r import Call, Expression, Name, called_name, is_syntactic, written_out
from lme4math.script.evaluation import Evaluation
from lme4math.script.frames import Closure, Declaration, ScriptFrame, untold
from lme4math.script.new_frames import new_frame
from lme4math.script.targets import assigns_in_place
from lme4math.script.verbs import CHANGING_IN_PLACE, OF_SEVERAL, VERBS, Step, frame_after


def made_frame(evaluation: Evaluation, node: Call) -> ScriptFrame | None:
    """The data frame that a call makes, of another or of vectors; data.table's `:=` changes it in its place.

    A pipe is a chain of calls, each the first argument of the next, and is followed from its beginning.
    """
    name = called_name(node)
    if name not in VERBS and (name is None or not is_syntactic(name)):
        return None
    chain = [node]
    while (before := _verb_before(evaluation, chain[-1])) is not None:
        chain.append(before)
    frame = _first_frame(evaluation, chain[-1])
    for call in reversed(chain):
        frame = _after(evaluation, call, frame)
    return frame


def _verb_before(evaluation: Evaluation, node: Call) -> Call | None:
    """The call of a function of data frames that the first argument is."""
    first = node.arguments[0].value if node.arguments else None
    opened = written_out(first) if isinstance(first, Call) else None
    if not isinstance(opened, Call) or (name := called_name(opened)) not in VERBS:
        return None
    own = isinstance(opened.function, Name) and isinstance(evaluation.now.names.get(name or ""), Closure)
    return None if own else opened


def _after(evaluation: Evaluation, node: Call, frame: ScriptFrame | None) -> ScriptFrame | None:
    """The data frame that one call makes of another."""
    name, names = called_name(node), evaluation.now.names
    first = node.arguments[0].value if node.arguments else None
    if name in _OF_VECTORS and frame is not None and frame.name is not None:
        frame = frame if isinstance(names.get(frame.name), ScriptFrame) else None
    if frame is None:
        return new_frame(node, names)
    others: list[ScriptFrame | None] = []
    if name == "[":
        names[".SD"] = frame_after(Step(frame, node, (), names))
    if name == "[" or name not in VERBS:
        evaluation.within([item.value for item in node.arguments[:0:-1] if item.value is not None])
    elif name in OF_SEVERAL:
        others = [_known_frame(evaluation, item.value) for item in node.arguments[1:] if item.value is not None]
    after = frame_after(Step(frame, node, tuple(one for one in others if one is not None), names))
    if isinstance(first, Name) and (name in CHANGING_IN_PLACE or assigns_in_place(node)):
        names[first.name] = after.called(first.name)
    return after


def _first_frame(evaluation: Evaluation, node: Call) -> ScriptFrame | None:
    """The data frame that a call is given, which only a function that is known to take one is followed into."""
    first = node.arguments[0].value if node.arguments else None
    known = called_name(node) in VERBS
    return _known_frame(evaluation, first, make=known) if isinstance(first, Name) or known else None


def _known_frame(evaluation: Evaluation, node: Expression | None, make: bool = False) -> ScriptFrame | None:
    """The data frame that an expression is; with `make`, a name that holds nothing yet is one."""
    if isinstance(node, Name):
        held = evaluation.now.names.get(node.name)
        if isinstance(held, ScriptFrame):
            return held
        return untold(node.name) if make and held is None else None
    found = evaluation.run(node) if isinstance(node, Call) else None
    return found if isinstance(found, ScriptFrame) else None


def frame_at(evaluation: Evaluation, node: Expression) -> ScriptFrame:
    """The data frame that an expression is which stands where one must."""
    found = _known_frame(evaluation, node, make=True)
    if found is not None:
        return found
    held = evaluation.now.names.get(node.name) if isinstance(node, Name) else None
    frame = untold(node.name) if isinstance(node, Name) else ScriptFrame()
    value = held.value if isinstance(held, Declaration) else None
    computed = isinstance(value, Call) and is_syntactic(value.operator or "")
    return frame.changed("unknown", value) if computed and value is not None else frame


_OF_VECTORS = frozenset({"data.frame", "tibble", "data.table", "cbind"})
"""Functions that make a data frame of vectors as well as of another one."""
