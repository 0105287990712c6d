"""Follows `if`, `switch` and `while`, where the text does not tell what is run: each branch from what held before.

What the last of the branches that change something makes of it is read, and marked to be that of a branch; so is
what statements after it make with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from lme4math.english import quoted
from lme4math.r import Call, Expression, Name, called_name, truth_in, unwrap
from lme4math.script.evaluation import Evaluation, Follow
from lme4math.script.frames import Branch, ContrastSetting, Declaration, Defaults, Held, ScriptFrame, untold
from lme4math.script.holding import around
from lme4math.script.making import picked_name


def _if(evaluation: Evaluation, node: Call) -> Held | None:
    """All branches, but where the text tells which."""
    condition, *branches = node.operands or (node,)
    truth = _truth(evaluation, condition) if called_name(node) == "if" else None
    if truth is None:
        return _choice(evaluation, node, branches)
    for unreached in branches[1:] if truth else branches[:1]:
        evaluation.inside(evaluation.now.inner(), unreached)
    reached = branches[:1] if truth else branches[1:]
    return evaluation.run(reached[0]) if reached else None


def _truth(evaluation: Evaluation, condition: Expression) -> bool | None:
    """The value of a condition that is TRUE or FALSE, or a name that the script gives such a value."""
    condition = unwrap(condition)
    if isinstance(condition, Call) and condition.operator == "!" and len(condition.operands) == 1:
        inner = _truth(evaluation, condition.operands[0])
        return None if inner is None else not inner
    held = evaluation.now.names.get(condition.name) if isinstance(condition, Name) else None
    if not isinstance(held, Declaration) or held.branch is not None or evaluation.untold_turns:
        return truth_in(condition)
    return truth_in(held.value)


def _while(evaluation: Evaluation, node: Call) -> Held | None:
    """A loop of which the text does not tell how often it is run."""
    evaluation.untold_turns += 1
    try:
        return _choice(evaluation, node, node.operands[1:])
    finally:
        evaluation.untold_turns -= 1


def _choice(evaluation: Evaluation, node: Call, branches: Sequence[Expression]) -> Held | None:
    names, before, contrasts = evaluation.now.names, dict(evaluation.now.names), evaluation.contrasts
    after, contrasts_after = dict(before), contrasts
    values = []
    for place, one in enumerate(branches):
        names.clear()
        names.update(before)
        evaluation.contrasts = contrasts
        values.append(evaluation.run(one))
        branch = Branch(node, len(branches) > 1 and place == len(branches) - 1)
        after |= dict(_changed(before, names, after, branch))
        if evaluation.contrasts is not contrasts:
            contrasts_after = _marked_defaults(contrasts, evaluation.contrasts, branch)
    names.clear()
    names.update(after)
    evaluation.contrasts = contrasts_after
    evaluation.has_branches = True
    value = next((one for one in values if isinstance(one, ScriptFrame)), None)
    return value.changed("unknown", node) if value is not None else None


BRANCHING: Mapping[str, Follow] = {"if": _if, "switch": _if, "while": _while}


def marked_by_branch(follow: Follow) -> Follow:
    """Follows a statement; what it makes with what was assigned in a branch is marked as that is."""

    def followed(evaluation: Evaluation, node: Call) -> Held | None:
        branch = next(_branches_in(evaluation, node), None) if evaluation.has_branches else None
        if branch is None:
            return follow(evaluation, node)
        names, contrasts = evaluation.now.names, evaluation.contrasts
        before = dict(names)
        value = follow(evaluation, node)
        names.update(_changed(before, names, before, branch))
        if evaluation.contrasts is not contrasts:
            evaluation.contrasts = _marked_defaults(contrasts, evaluation.contrasts, branch)
        return value

    return followed


def _branches_in(evaluation: Evaluation, node: Call) -> Iterator[Branch]:
    for operand in node.operands[1:] or node.operands:
        for held in around(operand, evaluation.now.names).values():
            if isinstance(held, Declaration) and held.branch is not None:
                yield held.branch


def _changed(
    before: Mapping[str, Held], now: Mapping[str, Held], merged: Mapping[str, Held], branch: Branch
) -> Iterator[tuple[str, Held]]:
    """What a branch changes, marked, together with what branches before it change of the same data frames."""
    for name, held in now.items():
        known = before.get(name)
        if held is known:
            continue
        if isinstance(held, ScriptFrame):
            yield name, _marked_frame(name, known, held, merged.get(name), branch)
        elif isinstance(held, Declaration) and held.frame is None:
            yield name, _marked(held, branch)
        else:
            yield name, held


def _marked(one: Declaration, branch: Branch) -> Declaration:
    verb = "assigned" if one.frame is None else "changed"
    return replace(one, branch=branch if branch.said else replace(branch, said=f"{quoted(one.name)} is {verb}"))


def _marked_frame(name: str, known: Held | None, held: ScriptFrame, merged: Held | None, branch: Branch) -> ScriptFrame:
    """A data frame whose columns a branch changes; what else it does to it is unknown."""
    if not isinstance(known, ScriptFrame):
        if held.root != name and not isinstance(merged, ScriptFrame):
            return held
        known = merged if isinstance(merged, ScriptFrame) and held.root != name else untold(name)
    columns = dict(merged.columns) if isinstance(merged, ScriptFrame) else {}
    for column, one in held.columns.items():
        if known.columns.get(column) is not one:
            told = one is None or (one.factor is not None and one.levels is None and _asks_for(branch.code, one, name))
            columns[column] = one if one is None or told else _marked(one, branch)
    same = (held.changes, held.rules, held.closed, held.root) == (known.changes, known.rules, known.closed, known.root)
    held = replace(held, columns=columns)
    return held if same else held.changed("unknown", branch.code)


def _asks_for(code: Call, one: Declaration, frame: str) -> bool:
    """Whether the condition is `!is.factor(d$f)`, so that the column is a factor whether or not the branch is run."""
    condition = code.operands[0]
    inner = condition.operands[0] if called_name(condition) == "!" and isinstance(condition, Call) else None
    if not isinstance(inner, Call) or called_name(inner) != "is.factor" or not inner.operands:
        return False
    return picked_name(inner.operands[0], {}) == (frame, one.name)


def _marked_defaults(before: Defaults, now: Defaults, branch: Branch) -> Defaults:
    said = branch.said or "The contrasts that factors have by default are set"
    marked: list[ContrastSetting | None] = [
        one if one is known or one is None else replace(one, branch=replace(branch, said=said))
        for known, one in zip(before, now, strict=True)
    ]
    return marked[0], marked[1]
