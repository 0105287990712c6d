"""Notes the models of a script, as it is followed: each call that fits one, and what is made of several at once."""

from __future__ import annotations

from collections.abc import Mapping

from lme4math.r import SIGNATURES, Argument, Call, Name, unwrap
from lme4math.script.evaluation import Evaluation, Follow, OtherFit
from lme4math.script.frame_reader import frame_at
from lme4math.script.frames import Held, Listing, ScriptFit, ScriptFrame
from lme4math.script.holding import Key, elements_of, model_function, word_of
from lme4math.script.other_models import FOREIGN
from lme4math.script.quoted_code import EVALUATING, evaluated
from lme4math.script.targets import data_of, handing_on
from lme4math.script.update import is_update, read_update

_MOST_SCENES = 50


def _model(evaluation: Evaluation, node: Call) -> Held | None:
    """A call that fits a model, or updates one."""
    now = evaluation.now
    node = handing_on(node, now.dots)
    place = (node.span, now.path)
    if place in evaluation.known:
        return evaluation.known[place]
    base = _updated(evaluation, node) if is_update(node) else None
    if base is None and model_function(node) is None:
        return None
    times = evaluation.times[node.span] = evaluation.times.get(node.span, 0) + 1
    if times > _MOST_SCENES:
        said = f"Of the models that the call in line {{line}} makes, {_MOST_SCENES} are read."
        evaluation.note(said, node.span)
        return None
    given = data_of(node)
    frame = frame_at(evaluation, given) if given is not None else None
    if frame is None and now.attached:
        frame = now.attached[-1]
    fit = ScriptFit(node, evaluation.scene(frame), base, evaluation.label_text(), now.data)
    evaluation.known[place] = fit
    if not evaluation.within_update:
        evaluation.fits.append(fit)
    return fit


def _updated(evaluation: Evaluation, node: Call) -> ScriptFit | None:
    read = read_update(node)
    if read is None:
        return None
    before, evaluation.within_update = evaluation.within_update, True
    try:
        held = evaluation.run(read.model)
    finally:
        evaluation.within_update = before
    if held is None and isinstance(read.model, Name):
        evaluation.lost.append(node)
    return held if isinstance(held, ScriptFit) else None


def _other(evaluation: Evaluation, node: Call) -> Held | None:
    evaluation.others.append(OtherFit(node, evaluation.label_text(), evaluation.scene(None)))
    return evaluation.call(node)


def _compare(evaluation: Evaluation, node: Call) -> None:
    """`anova(m0, m1)`."""
    held = [evaluation.run(item.value) for item in node.arguments if item.value is not None and not item.name]
    evaluation.compared.append(tuple(one for one in held if isinstance(one, ScriptFit)))


def _list(evaluation: Evaluation, node: Call) -> Held | None:
    """`list(a = lmer(…))`."""
    items: dict[Key, Held | None] = {}
    for at, item in enumerate(node.arguments, 1):
        value, held = item.value, None
        if isinstance(value, Call):
            with evaluation.labelled(item.name or evaluation.label):
                held = evaluation.run(value)
        elif isinstance(value, Name):
            held = evaluation.now.names.get(value.name)
        items[item.name or at] = held if isinstance(held, ScriptFit | Listing) else None
    return Listing(items) if any(items.values()) else evaluation.call(node)


def put_in_list(names: dict[str, Held], whole: str, key: Key, held: Held | None) -> bool:
    """`models$a <- lmer(…)`; whether it is about a list of models.

    Args:
        names: what the names hold, which changes.
        whole: the name of the list.
        key: of the element.
        held: what the element is given.
    """
    known = names.get(whole)
    if isinstance(known, ScriptFrame) or not isinstance(held, ScriptFit | Listing):
        return False
    items = known.items if isinstance(known, Listing) else {}
    names[whole] = Listing({**items, key: held})
    return True


def _evaluated(evaluation: Evaluation, node: Call) -> Held | None:
    """`eval(parse(text = "lmer(…)"))`."""
    code = evaluated(node, evaluation.now.names, evaluation.source)
    return evaluation.call(node) if code is None else evaluation.run(code)


def _done(evaluation: Evaluation, node: Call) -> Held | None:
    """`do.call(lmer, arguments)`, of a list that has a name."""
    given = elements_of(node.operands[1], evaluation.now.names) if len(node.operands) > 1 else None
    function = word_of(unwrap(node.operands[0])) if given is not None else None
    if given is None or function is None:
        return evaluation.call(node)
    named = ((one.value, one.key if isinstance(one.key, str) else None) for one in given if one.value is not None)
    arguments = tuple(Argument(value, name, value.span) for value, name in named)
    return evaluation.run(Call(Name(function, node.operands[0].span), arguments, node.span))


FITTING: Mapping[str, Follow] = {
    **dict.fromkeys(FOREIGN.keys() - {"update", "bf", "brmsformula"}, _other),
    **dict.fromkeys((*SIGNATURES, "update"), _model),
    "anova": _compare,
    **dict.fromkeys(("list", "c"), _list),
    **dict.fromkeys(EVALUATING, _evaluated),
    "do.call": _done,
}
"""Functions that make models, or lists of them."""
