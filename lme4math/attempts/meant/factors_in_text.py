"""Variables whose type the code leaves open, and that an equation writes as factors."""

from __future__ import annotations

from collections.abc import Iterator

from lme4math.attempts.meant.as_r import keys_in
from lme4math.attempts.meant.evidence import EQUAL, likeness
from lme4math.attempts.said.told_model import ToldModel
from lme4math.attempts.tex.tex_symbols import TexSymbol
from lme4math.model import MixedModel, Numeric, OpenCategorical

BASELINE = "(baseline)"


def factors_in_text(told: ToldModel, code: MixedModel) -> Iterator[dict[str, list[str]]]:
    """Levels of factors as an equation has them: all of them, or all but the baseline.

    Yields:
        The levels of all such variables, first with a baseline that the equation does not name, then without.
    """
    used = {piece.variable.name: piece.variable for column in code.columns for piece in column.pieces}
    open_ones = {
        name for name, variable in used.items()
        if (isinstance(variable.kind, Numeric) and variable.kind.assumed) or isinstance(variable.kind, OpenCategorical)
    }  # fmt: skip
    levels: dict[str, list[str]] = {}
    for effect in (*told.fixed, *told.effects):
        for key in keys_in(effect.column):
            variable, level = (key.base, key.labels) if isinstance(key, TexSymbol) else (key.variable, (key.level,))
            name = next((one for one in open_ones if likeness(variable, one) == EQUAL), None)
            if name is not None and len(level) == 1 and level[0] and level[0] not in levels.get(name, ()):
                levels.setdefault(name, []).append(level[0])
    if levels:
        yield {name: [BASELINE, *own] for name, own in levels.items()}
        if any(len(own) > 1 for own in levels.values()):
            yield levels
