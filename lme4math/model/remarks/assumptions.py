"""What was assumed about the variables where there is no data, as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from lme4math.english import listed, quoted, quoted_names, typographic
from lme4math.model.contrasts import CONTRAST_FUNCTIONS
from lme4math.model.functions import row_of
from lme4math.model.mixed import MixedModel
from lme4math.model.remarks.of_script import shown_code
from lme4math.model.script_contrasts import coding_for, default_coding
from lme4math.model.variables import Categorical, Numeric, OpenCategorical, OpenMatrix, Variable
from lme4math.r import Call, Name
from lme4math.script import Declaration, ModelCall


def assumptions_of(model: MixedModel, call: ModelCall) -> Iterator[str]:
    """What was assumed about the variables in the columns of a model."""
    used = {piece.variable.name: piece.variable for column in model.columns for piece in column.pieces}
    declared = {one.name: one for one in call.declarations}
    yield from _printed(used.values(), declared, call)
    numeric = [one for one in used.values() if isinstance(one.kind, Numeric) and one.kind.assumed]
    yield from _taken_as_numeric(numeric, declared, call)
    factors = [one for one in used.values() if isinstance(one.kind, OpenCategorical)]
    untold = [one for one in factors if _has_told_levels(one, declared)]
    factors = [one for one in factors if one not in untold]
    yield from _with_unknown_levels(factors, declared, model, call)
    for variable in untold:
        yield _with_unknown_contrasts(variable, call)
    for variable in used.values():
        if isinstance(variable.kind, OpenMatrix):
            yield _open_columns(variable)
    yield from _codings(factors)
    for variable in factors:
        kind = variable.kind
        treated = isinstance(kind, OpenCategorical) and not kind.ordered and kind.coding in ("", "contr.treatment")
        if treated and isinstance(kind, OpenCategorical) and kind.reference:
            yield f"The baseline of {quoted(variable.name)} is {typographic(kind.reference)}."


def _printed(variables: Iterable[Variable], declared: Mapping[str, Declaration], call: ModelCall) -> Iterator[str]:
    """What is known of variables because it is printed in the text."""
    numeric: dict[str, int] = {}
    levels: dict[str, int] = {}
    for variable in variables:
        one, kind = declared.get(variable.frame_name), variable.kind
        if one is not None and one.printed and isinstance(kind, Numeric | Categorical):
            shown = numeric if isinstance(kind, Numeric) else levels
            shown[variable.name] = call.source.line(one.span)
    for lines, what in ((numeric, f"That {quoted_names(numeric)} {_are([*numeric])} numeric"),
                        (levels, f"Which levels {quoted_names(levels)} {_has([*levels])}")):  # fmt: skip
        places = [str(line) for line in sorted({*lines.values()})]
        if lines:
            yield f"{what} is shown in line{'s' if len(places) > 1 else ''} {listed(places)}."


def _has(names: Sequence[str]) -> str:
    return "has" if len(names) == 1 else "have"


def _taken_as_numeric(
    variables: Sequence[Variable], declared: Mapping[str, Declaration], call: ModelCall
) -> Iterator[str]:
    told = [one for one in variables if one.frame_name in declared]
    untold = [one.name for one in variables if one not in told]
    if untold:
        yield f"{quoted_names(untold)} {_are(untold)} taken as numeric: nothing declares {_them(untold)}."
    for variable in told:
        made = declared[variable.frame_name]
        line, name = call.source.line(made.span), quoted(variable.name)
        if isinstance(made.value, Name):
            source = quoted(made.value.name)
            yield f"{name} is taken as numeric, as {source} is, of which line {line} makes it."
        else:
            by = f" by {shown_code(call, made.value)}" if made.value is not None else ""
            yield f"{name} is taken as numeric: line {line} makes it{by}, which is not run."


def _with_unknown_levels(
    factors: Sequence[Variable], declared: Mapping[str, Declaration], model: MixedModel, call: ModelCall
) -> Iterator[str]:
    """Factors whose levels are not known: by themselves, as groups, or as a line of the script makes them."""
    groups = {name for term in model.random for name in term.group.variables}
    made = {one.name: declared[one.frame_name] for one in factors if one.frame_name in declared}
    grouping = [one.name for one in factors if isinstance(one.expression, Name) and one.name in groups - made.keys()]
    plain = [one.name for one in factors if one.name not in made and one.name not in grouping]
    if plain:
        yield f"{quoted_names(plain)} {_factors(plain)} with unknown levels."
    if grouping:
        each = "it names groups" if len(grouping) == 1 else "they name groups"
        taken = "taken as a factor" if len(grouping) == 1 else "taken as factors"
        yield f"{quoted_names(grouping)} {_are(grouping)} {taken} with unknown levels, as {each}."
    by_line: dict[int, list[str]] = {}
    for name, one in made.items():
        by_line.setdefault(call.source.line(one.span), []).append(name)
    for line, names in by_line.items():
        value = None if made[names[0]].printed else made[names[0]].value
        by = f" by {shown_code(call, value)}" if len(names) == 1 and value is not None else ""
        told = f", made{by} in line {line}" if value is not None else f", as line {line} shows"
        yield f"{quoted_names(names)} {_factors(names)} with unknown levels{told}."


def _has_told_levels(variable: Variable, declared: Mapping[str, Declaration]) -> bool:
    """Whether the script tells the levels of a factor, and only its contrasts are not known."""
    made, kind = declared.get(variable.frame_name), variable.kind
    told = made is not None and made.levels is not None and not made.lost_levels
    return told and isinstance(kind, OpenCategorical) and bool(kind.coding)


def _with_unknown_contrasts(variable: Variable, call: ModelCall) -> str:
    kind = variable.kind
    assert isinstance(kind, OpenCategorical)
    coding = coding_for(call, variable.expression) or default_coding(call, kind)
    where = f" are set in line {call.source.line(coding.span)}" if coding is not None else " are given"
    by = quoted(kind.coding)
    return f"The contrasts of {quoted(variable.name)}{where} by {by}, which is not run; one column stands for them all."


def _open_columns(variable: Variable) -> str:
    known = not isinstance(variable.expression, Call) or row_of(variable.expression) is not None
    why = "depends on the data" if known else "is not known"
    return f"How many columns {quoted(variable.name)} has {why}; one stands for all of them."


def _codings(factors: Sequence[Variable]) -> Iterator[str]:
    """Contrasts that cannot be written without levels."""
    for variable in factors:
        kind = variable.kind
        if isinstance(kind, OpenCategorical) and kind.coding not in ("", "contr.treatment"):
            known = any(name in kind.coding for name in CONTRAST_FUNCTIONS)
            later = ", which is shown once they are declared" if known else ""
            yield (
                f"The levels of {quoted(variable.name)} are compared with the first here; R codes them by "
                f"{kind.coding}{later}."
            )
    ordered = [one.name for one in factors if isinstance(one.kind, OpenCategorical) and one.kind.ordered
               and not one.kind.coding]  # fmt: skip
    if ordered:
        yield (
            f"The levels of {quoted_names(ordered)} are compared with the first here; R codes an ordered factor by "
            "polynomials, which is shown once its levels are declared."
        )


def _are(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"


def _them(names: Sequence[str]) -> str:
    return "it" if len(names) == 1 else "them"


def _factors(names: Sequence[str]) -> str:
    return "is a factor" if len(names) == 1 else "are factors"
