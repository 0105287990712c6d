"""What the variables are that a script makes, each by the statement that makes it and those before it."""

from __future__ import annotations

from collections.abc import Sequence

from lme4math.model.variables import Categorical, Kind, Numeric, OpenCategorical
from lme4math.model.without_data import DeclaredFrame, Factors, declared_levels, kind_of
from lme4math.r import Name
from lme4math.script import Declaration

Kinds = dict[int, Kind]
"""Of declarations, by their identity."""


def declared_frame(factors: Factors | None = None, declarations: Sequence[Declaration] = ()) -> DeclaredFrame:
    """The frame without data.

    Args:
        factors: levels by variable, the first being the baseline; an integer k stands for the levels 1 to k.
        declarations: what the script says of its variables; `factors` overrides it, but for the polynomials that the
            names of printed coefficients show.

    Raises:
        DataError: as `declared_levels`.
    """
    found = declared_kinds(declarations)
    polynomials = {one.name for one in declarations if one.printed and one.factor is not None and one.factor.ordered}
    found.update((name, Categorical(levels, name in polynomials)) for name, levels in declared_levels(factors).items())
    return DeclaredFrame(found)


def declared_kinds(declarations: Sequence[Declaration]) -> dict[str, Kind]:
    """What each variable is, by its name."""
    kinds: Kinds = {}
    return {one.name: declared_kind(one, kinds) for one in declarations}


def declared_kind(declaration: Declaration, kinds: Kinds) -> Kind:
    """What one variable is; a script may change it any number of times.

    Args:
        declaration: the last statement about it.
        kinds: of the declarations that were looked at, which grows.
    """
    waiting = [declaration]
    while waiting:
        one = waiting[-1]
        missing = [known for known in one.scope.values() if id(known) not in kinds]
        if missing and id(one) not in kinds:
            waiting += missing
            continue
        waiting.pop()
        if id(one) not in kinds:
            kinds[id(one)] = _kind(one, kinds)
    return kinds[id(declaration)]


def _kind(one: Declaration, kinds: Kinds) -> Kind:
    """What a variable is, levels left out of which the script removes all rows."""
    kind = _made_kind(one, kinds)
    if not one.lost_levels or not isinstance(kind, Categorical):
        return kind
    left = one.among(kind.levels)
    return OpenCategorical(kind.ordered) if left is None else Categorical(left or kind.levels, kind.ordered)


def _made_kind(one: Declaration, kinds: Kinds) -> Kind:
    if one.factor is not None and one.factor.levels is not None:
        return Categorical(one.factor.levels, one.factor.ordered)
    if one.value is None or isinstance(one.value, Name):
        before = one.scope.get(one.value.name) if one.value is not None else None
        if one.factor is not None:
            return OpenCategorical(one.factor.ordered, reference=one.reference or "")
        return kinds[id(before)] if before is not None else Numeric(assumed=True)
    kind = kind_of(one.value, {name: kinds[id(known)] for name, known in one.scope.items()}.get)
    if one.factor is not None and not isinstance(kind, Categorical | OpenCategorical):
        return OpenCategorical(one.factor.ordered, reference=one.reference or "")
    return kind
