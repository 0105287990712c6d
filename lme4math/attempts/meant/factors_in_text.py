"""Variables whose type the code leaves open, and that an equation writes as factors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lme4math.attempts.meant.as_formula import LevelIs, RNumber
from lme4math.attempts.meant.as_r import Key, keys_in
from lme4math.attempts.meant.evidence import EQUAL, likeness
from lme4math.attempts.meant.symbol_matching import SymbolChoice
from lme4math.attempts.said.told_model import ToldModel
from lme4math.attempts.tex.tex_symbols import TexSymbol
from lme4math.english import listed
from lme4math.model import MixedModel, Numeric, OpenCategorical
from lme4math.r import Name
from lme4math.records import record

BASELINE = "(baseline)"
_ANY_LEVELS = ("(baseline)", "(second)", "(third)")


@record
class FactorsInText:
    """Variables that may be factors.

    Attributes:
        levels: of each variable, as far as the text has them.
        symbols: symbols that may stand for levels.
        are_named: whether the text names the variables.
    """

    levels: Mapping[str, tuple[str, ...]]
    symbols: Mapping[Key, tuple[LevelIs]]
    are_named: bool

    @property
    def questions(self) -> tuple[str, ...]:
        """What would settle whether they are."""
        return tuple(
            f"Which levels does `{name}` have? Declare them."
            if levels == _ANY_LEVELS
            else f"Is `{name}` a factor with the levels {listed([f'“{one}”' for one in levels])}? Declare them."
            for name, levels in self.levels.items()
        )


def factors_in_text(told: ToldModel, code: MixedModel, chosen: SymbolChoice | None) -> Iterator[FactorsInText]:
    """Levels of factors as an equation has them: all of them, or all but the baseline.

    Args:
        told: the text.
        code: the model.
        chosen: what its symbols were taken for.

    Yields:
        The levels of all variables that are named with them, first with a baseline that the equation does not name,
        then without; then unknown symbols as the levels of the one variable that nothing stands for, and levels that
        the text counts.
    """
    used = {piece.variable.name: piece.variable for column in code.columns for piece in column.pieces}
    open_ones = {
        name for name, variable in used.items()
        if isinstance(variable.kind, OpenCategorical)
        or (isinstance(variable.kind, Numeric) and variable.kind.assumed and isinstance(variable.expression, Name))
    }  # fmt: skip
    levels: dict[str, tuple[str, ...]] = {}
    for effect in (*told.fixed, *told.effects):
        for key in keys_in(effect.column):
            variable, level = (key.base, key.labels) if isinstance(key, TexSymbol) else (key.variable, (key.level,))
            name = next((one for one in open_ones if likeness(variable, one) == EQUAL), None)
            if name is not None and len(level) == 1 and level[0] and level[0] not in levels.get(name, ()):
                levels[name] = (*levels.get(name, ()), level[0])
    if levels:
        yield FactorsInText({name: (BASELINE, *own) for name, own in levels.items()}, {}, True)
        if any(len(own) > 1 for own in levels.values()):
            yield FactorsInText(levels, {}, True)
    if chosen is None:
        return
    told_ones = {atom for key, atoms in chosen.meaning.items() if key not in chosen.guessed for atom in atoms}
    left = [name for name in open_ones if RNumber(name) not in told_ones and name not in levels]
    strange = {key: _level(key) for key in chosen.meaning if key in chosen.guessed | chosen.unknown and _level(key)}
    products = any(part in used for level in strange.values() for part in level.split("_")[:-1])  # `time_typeB`
    if len(left) == 1 and strange and not products:
        symbols = {key: (LevelIs(left[0], level),) for key, level in strange.items()}
        yield FactorsInText({left[0]: (BASELINE, *dict.fromkeys(strange.values()))}, symbols, False)
    if left:
        yield FactorsInText(dict.fromkeys(left, _ANY_LEVELS), {}, False)


def _level(key: Key) -> str:
    """The level that an indicator alone names: `I(oak)`, `E_i`."""
    return key.text if isinstance(key, TexSymbol) else "" if key.variable else key.level
