"""Grouping factors: what is right of a bar, and whether R can form it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lme4math.errors import FormulaError
from lme4math.model.bars import Bar, factors_of
from lme4math.model.functions import row_of
from lme4math.model.mixed import GroupingFactor
from lme4math.model.variables import FrameVariables, frame_name
from lme4math.r import Call, Expression, Name, called_name, deparse, operands_of
from lme4math.records import walk

_SELECTORS = frozenset({"$", "@", "[[", "::", ":::"})


def grouping_factor(bar: Bar, frame: FrameVariables) -> GroupingFactor:
    """The grouping factor of a bar.

    Args:
        bar: the bar, its grouping factor expanded.
        frame: counts the levels.
    """
    parts = factors_of(bar.group)
    return GroupingFactor(
        name=frame_name(bar.group),
        variables=tuple(frame_name(part) for part in parts),
        spans=tuple(part.span for part in parts),
        n_levels=frame.n_levels(bar.group),
    )


def variables_in(expression: Expression) -> frozenset[str]:
    """The names of all variables in an expression (R's `all.vars`), without those after `$` and before `::`."""
    return frozenset(node.name for node in walk(expression, into=_evaluated) if isinstance(node, Name))


def _evaluated(node: Expression) -> Sequence[Expression]:
    operator = node.operator if isinstance(node, Call) else None
    return () if operator in ("::", ":::") else operands_of(node)[: 1 if operator in ("$", "@") else None]


def refuse_bar_of_a_condition(bar: Bar) -> None:
    """Raise FormulaError for the "or" in `ifelse(x > 0 | z > 0, 1, 0)` and its like, which lme4 takes for a bar."""
    if bar.inside is None or isinstance(bar.group, Name):
        return
    raise FormulaError(
        f"lme4 takes every `|` for the bar of a random term, this one inside {bar.inside}() too.",
        bar.span,
        "Compute the condition in the data beforehand, and name the new variable here.",
    )


def refuse_bar_in_function(bar: Bar, variables: Mapping[str, Expression]) -> None:
    """Raise FormulaError for a random term inside a function, as a forgotten `+` makes of `x (1 | g)`.

    Args:
        bar: the bar, its grouping factor expanded.
        variables: the variables of the model frame by name.
    """
    if bar.inside is not None and not variables_in(bar.expression) <= variables.keys():
        raise FormulaError(
            f"This random term stands inside a function, {bar.inside}(), where lme4 does not find its variables.",
            bar.span,
            f"Write it outside; if a `+` is missing, write {bar.inside} + ({deparse(bar.expression)}).",
        )


def refuse_unless_evaluable(bar: Bar, variables: Mapping[str, Expression]) -> None:
    """Raise FormulaError for a grouping factor that R cannot evaluate within the model frame.

    lme4 makes the variables of the grouping factor factors, and looks for them among the columns of the model frame
    alone: so `factor(g)` fails unless `g` is in the formula by itself.

    Args:
        bar: the bar, its grouping factor expanded.
        variables: the variables of the model frame by name.
    """
    for part in factors_of(bar.group):
        if isinstance(part, Call):
            _refuse_call(part, variables)


def _refuse_call(part: Call, variables: Mapping[str, Expression]) -> None:
    stack: list[Expression] = [part]
    while stack:
        node = stack.pop()
        if not isinstance(node, Call) or node.operator in _SELECTORS:
            if isinstance(node, Name) and node.name not in variables:
                raise _not_in_frame(part)
            continue
        row = row_of(node)
        if not (row and row.of_factors) and node.operands and variables_in(node):
            if variables_in(node) <= variables.keys():
                raise FormulaError(
                    f"{called_name(node)}() of a grouping variable: lme4 makes the variable a factor first, and then "
                    "this fails.",
                    part.span,
                    "Compute the grouping variable in the data, and name it here.",
                )
            raise _not_in_frame(part)
        stack.extend(node.operands)


def _not_in_frame(part: Call) -> FormulaError:
    return FormulaError(
        f"lme4 cannot evaluate the grouping factor {frame_name(part)}: its variables are not in the model frame.",
        part.span,
        "Compute the grouping variable in the data, and name it here: d$group <- …; (1 | group).",
    )
