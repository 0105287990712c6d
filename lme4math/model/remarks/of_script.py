"""Remarks on what a script does around the model's call, which is read and not run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lme4math.english import quoted, quoted_names
from lme4math.errors import DataError, Error
from lme4math.model.grouping import variables_in
from lme4math.model.script_contrasts import coding_for, contrasts_set, default_coding, name_of_coding
from lme4math.model.variables import Categorical, OpenCategorical, Variable
from lme4math.r import Call, Expression, Name, called_name, deparse, walk
from lme4math.script import Declaration, FrameChange, ModelCall, told_of_branch


def shown_code(call: ModelCall, code: Expression) -> str:
    """R code in a sentence as it stands in the script."""
    return quoted(call.source.extract(code.span))


def script_remarks(call: ModelCall, variables: tuple[Variable, ...], has_data: bool) -> Iterator[str]:
    """What the script does to the variables, their contrasts and the rows, as far as it is not part of the model."""
    for change in call.changes:
        yield from _change_remarks(call, change, has_data)
    for one in call.declarations:
        if has_data:
            yield from _changed_column(call, one)
        elif one.elsewhere:
            yield _from_elsewhere(call, one)
    yield from _defaults_of_branches(call, variables)
    yield from _unread_contrasts(call, variables, has_data)


def refuse_missing(call: ModelCall, columns: Iterable[str]) -> None:
    """Refuse a variable that the script makes and the data lacks.

    Raises:
        DataError: it is in the model.
    """
    present = frozenset(columns)
    known = [one for one in call.declarations if not (one.elsewhere or one.printed)]
    missing = {one.name: one for one in known if one.name not in present}
    arguments = [value for name, value in call.arguments if name in ("weights", "offset", "subset")]
    for node in walk(call.formula, *arguments) if missing else ():
        if isinstance(node, Name) and node.name in missing:
            made = missing[node.name]
            by = f" by {shown_code(call, made.value)}" if made.value is not None else ""
            what = (
                f"There is no variable {quoted(node.name)} in the data: line {call.source.line(made.span)} makes it{by}"
            )
            raise DataError(f"{what}, which is not run.", node.span, "Add it to the data as a column.")


def told_by_script(error: Error, call: ModelCall, columns: Iterable[str]) -> Error:
    """A refusal of the data, with the statement of the script as its hint that changes the column which is refused."""
    if not isinstance(error, DataError) or error.span is None:
        return error
    names = {node.name for node in walk(call.formula) if isinstance(node, Name) and node.span.is_within(error.span)}
    names.intersection_update(columns)
    for one in call.declarations:
        hint = next(_changed_column(call, one), None) if one.name in names else None
        if hint is not None:
            return DataError(error.message, error.span, hint)
    return error


def _change_remarks(call: ModelCall, change: FrameChange, has_data: bool) -> Iterator[str]:
    line = call.source.line(change.span)
    if change.kind == "unknown":
        yield f"What {shown_code(call, change.code)} in line {line} does to the data is not known: it is not run."
    elif has_data and change.kind == "rows":
        kept = _condition(call, change.code)
        by = f"keeps {kept}" if kept else f"drops rows by {shown_code(call, change.code)}"
        yield f"Line {line} {by} and is not run: filter the data first."
    elif has_data:
        by = shown_code(call, change.code)
        yield f"Line {line} makes other rows by {by} and is not run: give the data as it is afterwards."


def _condition(call: ModelCall, code: Expression) -> str:
    """The conditions of `filter(d, rt > 500)`, or those of `d[rt > 500, ]`."""
    if not isinstance(code, Call) or called_name(code) not in ("filter", "subset", "["):
        return ""
    first = [item.value for item in code.arguments[1:] if item.name in (None, "subset") and item.value is not None]
    conditions = first[:1] if called_name(code) != "filter" else first
    return ", ".join(shown_code(call, one) for one in conditions)


def _changed_column(call: ModelCall, one: Declaration) -> Iterator[str]:
    """Each statement that changes a column of the data, those aside that the model applies to it."""
    seen: Declaration | None = one
    while seen is not None:
        if not (seen.elsewhere or seen.applied or seen.printed) and seen.frame is not None:
            line, name = call.source.line(seen.span), quoted(seen.name)
            if seen.value is None:
                if seen.factor is not None:
                    yield f"Line {line} changes the levels of {name}, which is not run: change the data first."
            elif seen.before is not None or _names_itself(seen):
                by = shown_code(call, seen.value)
                yield f"Line {line} changes {name} by {by}, which is not run: change the data first."
            else:
                by = shown_code(call, seen.value)
                yield f"Line {line} makes {name} by {by}, which is not run: the data's own column is used."
        seen = seen.before


def _names_itself(one: Declaration) -> bool:
    return one.value is not None and one.name in variables_in(one.value)


def _from_elsewhere(call: ModelCall, one: Declaration) -> str:
    line = call.source.line(one.span)
    there = f" in {quoted(one.frame)}" if one.frame else ""
    where = f"; the model's data frame is {quoted(call.data_name)}" if call.data_name else ""
    return (
        f"{quoted(one.name)} is taken to be what line {line} {'shows' if one.printed else 'makes of it'}{there}{where}."
    )


def _defaults_of_branches(call: ModelCall, variables: tuple[Variable, ...]) -> Iterator[str]:
    """Contrasts of all factors that are set where the text does not tell whether that is run."""
    used = {
        variable.kind.ordered
        for variable in variables
        if isinstance(variable.kind, Categorical | OpenCategorical) and coding_for(call, variable.expression) is None
    }
    branches = [coding.branch for ordered in sorted(used) if (coding := call.defaults[ordered]) is not None]
    yield from dict.fromkeys(told_of_branch(one, call.source) for one in branches if one is not None)


def _unread_contrasts(call: ModelCall, variables: tuple[Variable, ...], has_data: bool) -> Iterator[str]:
    """Contrasts that only running the code would tell."""
    unread: dict[tuple[int, str], list[str]] = {}
    for variable in variables:
        kind = variable.kind
        coding = coding_for(call, variable.expression)
        if coding is None and isinstance(kind, Categorical | OpenCategorical):
            coding = default_coding(call, kind)
        if coding is None or not isinstance(kind, Categorical) or kind.contrasts is not None:
            continue
        if contrasts_set(call, coding, kind) is None:
            unread.setdefault((call.source.line(coding.span), name_of_coding(coding)), []).append(variable.name)
    for (line, name), names in unread.items():
        shown = "; R's default contrasts are shown" if has_data else ""
        yield f"Line {line} sets the contrasts of {quoted_names(names)} by {quoted(name)}, which is not run{shown}."


def unused_factors(call: ModelCall, factors: Iterable[str], calls_count: bool) -> Iterator[str]:
    """Warnings of declared factors that are not in the model, most likely misspelt.

    Args:
        call: the call of the model.
        factors: their names.
        calls_count: whether a call such as `factor(year)` is a variable that can be declared, as it is without data.
    """
    from difflib import get_close_matches

    used = walk(call.formula, *(value for _, value in call.arguments))
    nodes = list(used)
    names = {node.name for node in nodes if isinstance(node, Name)}
    calls = {deparse(node) for node in nodes if isinstance(node, Call)} if calls_count else set()
    for name in factors:
        if name not in names and name not in calls and "." not in names:
            close = get_close_matches(name, names, n=1)
            hint = f"; did you mean {quoted(close[0])}?" if close else "."
            yield f"{quoted(name)} is declared as a factor, but is nowhere in the model{hint}"
