"""Remarks on a model once it is built: what R accepts though it may not be meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lme4math.english import first_levels, listed, quoted, typographic
from lme4math.formula import terms_of
from lme4math.model.columns import has_open_levels
from lme4math.model.lme4_checks import checks_of
from lme4math.model.mixed import Family, LinearPart, RandomTerm
from lme4math.model.remarks.of_structures import structure_remarks
from lme4math.model.remarks.redundancy import redundancies, typed_plain
from lme4math.model.variables import Categorical, Kind, Variable
from lme4math.r import Call, Expression, Name, called_name, deparse
from lme4math.script import ModelCall
from lme4math.source import Source, Span


def random_remarks(terms: Sequence[RandomTerm], source: Source) -> Iterator[str]:
    """Random terms that repeat or lack an effect, and `||` that does not separate all that it seems to."""
    together: dict[Span, list[str]] = {}
    for term in terms:
        if not term.part.columns:
            yield f"{typed_plain(term)} has no effects, and adds nothing."
        if "||" in source.slice(term.span) and _levels_together(term):
            together.setdefault(term.span, []).append(typed_plain(term))
        yield from structure_remarks(term)
    for bar, names in together.items():
        yield _of_double_bar(" ".join(source.slice(bar).split()), names)
    yield from redundancies(terms)


def _of_double_bar(bar: str, names: Sequence[str]) -> str:
    """The sentence about a `||` that leaves several effects of one term together."""
    left, _, group = bar.partition("||")
    structured = quoted(f"diag({left.strip()} | {group.strip()})")
    return (
        f"`||` does not separate the columns of one variable: the effects in {listed(list(names))} stay correlated. If "
        f"all effects are to be uncorrelated, write {structured}, which needs lme4 2.0 or later."
    )


def dropped_remarks(bars: Sequence[Call], source: Source) -> Iterator[str]:
    """Bars of which R makes no random term: those without a grouping factor, and those that it does not look for."""
    for bar in bars:
        group = bar.operands[-1]
        why = "it looks for bars in the first two arguments of a call only; write the random term outside of it"
        if not terms_of(group).terms:
            why = f"there is no grouping factor in {quoted(source.slice(group.span))}"
        yield f"R drops {quoted(source.slice(bar.span))} silently: {why}."


def _levels_together(term: RandomTerm) -> bool:
    columns = term.part.columns
    return (len(columns) > 1 or has_open_levels(columns)) and term.covariance.structure == "us"


def fixed_remarks(fixed: LinearPart, response: Variable | None, idle: Sequence[Span], source: Source) -> Iterator[str]:
    """Terms of the fixed part that R drops, and subtractions without effect."""
    for span in idle:
        yield f"{quoted(source.slice(span))} is subtracted, but is not in the formula."
    if response is not None and any(term.variables == (response.name,) for term in fixed.terms):
        yield f"The response {quoted(response.name)} is on the right side as well, where R drops it."


def dot_remarks(fixed: LinearPart, has_data: bool) -> Iterator[str]:
    """`.` without data stands for columns that are not known."""
    if not has_data and any("." in term.variables for term in fixed.terms):
        yield "`.` stands for all other columns of the data; without data it stays a single symbol."


def response_remarks(
    call: ModelCall, left: Expression | None, kind: Kind | None, family: Family, has_data: bool
) -> Iterator[str]:
    """A response that lme4 takes, though perhaps not as meant, and data that is not what the call would make."""
    data = call.argument("data")
    if has_data and isinstance(data, Call):
        line = f" in line {call.source.line(data.span)}" if "\n" in call.source.text else ""
        yield f"{quoted(deparse(data))}{line} is not run: all rows of the given data are used."
    if left is None:
        if checks_of(call).stops("formula.LHS"):
            yield 'The formula has no response: lmer() and glmer() refuse it unless check.formula.LHS is "ignore".'
        else:
            yield "The formula has no response: the call's control lets it pass, but there is nothing to fit it to."
        return
    if family.name != "binomial" and isinstance(kind, Categorical) and kind.logical:
        yield "The response is logical; R takes FALSE as 0 and TRUE as 1."
    if family.name == "binomial" and isinstance(kind, Categorical) and len(kind.levels) > 2:
        yield (
            f"{quoted(deparse(left))} has {len(kind.levels)} levels: R takes the first, {typographic(kind.levels[0])}, "
            f"as failure and pools {_some_levels(kind.levels[1:])} as success."
        )
    if family.name == "binomial" and not has_data and _is_ratio(left) and call.argument("weights") is None:
        yield (
            "The response is a proportion without its number of trials; each counts as one trial. Give the numbers as "
            "weights, or the counts by cbind(successes, failures)."
        )


def _some_levels(levels: Sequence[str]) -> str:
    return first_levels(levels, MOST_LEVELS) if len(levels) > MOST_LEVELS else listed([*map(typographic, levels)])


MOST_LEVELS = 5
"""Of more levels than this, a sentence names only the first."""


def _is_ratio(left: Expression) -> bool:
    return isinstance(left, Call) and left.operator == "/"


def offset_remarks(model_offsets: Sequence[Variable], fixed_names: frozenset[str]) -> Iterator[str]:
    """Offsets inside bars apply to the whole model."""
    for offset in model_offsets:
        if offset.name not in fixed_names:
            yield f"{quoted(offset.name)} is inside a random term, and still an offset of the whole model."


def contrast_remarks(argument: Expression | None, names: frozenset[str]) -> Iterator[str]:
    """Contrasts for what is no variable of the fixed part."""
    if isinstance(argument, Call) and called_name(argument) == "list":
        for item in argument.arguments:
            if item.name is not None and item.name not in names:
                yield f"The contrasts for {quoted(item.name)} are ignored: it is not in the fixed part."
    elif argument is not None and not isinstance(argument, Name):
        yield "R ignores contrasts that are not given as list(variable = …)."
