"""What the text alone shows to be wrong, with R's names of groups and coefficients in place of its letters."""

from __future__ import annotations

from dataclasses import replace

from lme4math.attempts.meant.effect_kinds import SortedEffects
from lme4math.attempts.meant.interpretation import Finding, Interpretation, coefficient_name
from lme4math.attempts.said.told_model import ToldModel


def in_names_of_r(finding: Finding, told: ToldModel, effects: SortedEffects, reading: Interpretation) -> Finding:
    """A difference that the text shows, when it is settled what its letters stand for."""
    return _by_coefficient(_within_group(finding, told, reading), effects, reading)


def at_level(finding: Finding, reading: Interpretation) -> Finding:
    """Levels by the names of their groups."""
    fields = dict(finding.fields)
    for field in ("level", "found"):
        indices = frozenset(str(fields[field]).split(","))
        fields[field] = reading.groups.groups.get(indices, fields[field])
    return replace(finding, fields=tuple(fields.items()))


def _within_group(finding: Finding, told: ToldModel, reading: Interpretation) -> Finding:
    """An autoregressive residual with the group within which it is one."""
    lagged = next((dict(remark.fields) for remark in told.remarks if remark.kind == "lagged"), None)
    if finding.kind != "residual_structure" or lagged is None:
        return finding
    indices = set(lagged["indices"].split(","))
    groups = [name for members, name in reading.groups.groups.items() if members < indices]
    within = f"AR(1) within {groups[0]}" if groups else "AR(1)"
    return replace(finding, fields=(("code", "sigma^2 I"), ("equation", within)))


def _by_coefficient(finding: Finding, effects: SortedEffects, reading: Interpretation) -> Finding:
    """Effects that share a variance, as `coefficient | group` in place of their letters."""
    if finding.kind != "shared_variance":
        return finding
    letters = dict(finding.fields)["among"]
    assert isinstance(letters, list)
    names: dict[str, list[str]] = {letter: [] for letter in letters}
    for (group, column), spans in reading.spans.items():
        for varying in effects.varying:
            if group and varying.effect.spans == spans and varying.effect.symbol.base in names:
                names[varying.effect.symbol.base].append(f"{coefficient_name(column)} | {group}")
    among = [name for letter in letters for name in (names[letter] or [letter])]
    return replace(finding, fields=(("among", among),))
