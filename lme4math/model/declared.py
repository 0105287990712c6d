"""The model frame when there is no data: what was declared, what R's functions tell, and assumptions for the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lme4math.errors import FormulaError
from lme4math.formula.declarations import Declaration
from lme4math.formula.nodes import Call, Expression
from lme4math.model.frame import FrameRequest
from lme4math.model.kinds import kind_of
from lme4math.model.variables import Categorical, Kind, Numeric, OpenCategorical, frame_name

MAX_DECLARED = 100_000
"""The most levels that a number may declare."""

Factors = Mapping[str, Sequence[str] | int]


@dataclass(frozen=True, slots=True)
class DeclaredFrame:
    """A frame without data.

    Attributes:
        kinds: the declared kind of each variable, by name.
    """

    kinds: Mapping[str, Kind] = field(default_factory=dict)
    columns: None = None

    def model_frame(self, request: FrameRequest) -> DeclaredModelFrame:
        """Settle the kind of every variable of a formula."""
        kinds = {frame_name(variable): kind_of(variable, self.kinds.get) for variable in request.variables}
        return DeclaredModelFrame(kinds, self.kinds)


@dataclass(frozen=True, slots=True)
class DeclaredModelFrame:
    """The variables of a formula as far as they are known without data.

    Attributes:
        kinds: of the variables of the formula, by their names in the model frame.
        declared: of the variables that somebody declared.
    """

    kinds: Mapping[str, Kind]
    declared: Mapping[str, Kind]

    def kind(self, variable: Expression) -> Kind:
        """What a variable is."""
        return self.kinds[frame_name(variable)]

    def as_factor(self, variable: Expression) -> Categorical | OpenCategorical:
        """What a variable is as a factor: one of unknown levels unless it was declared."""
        kind = self.kinds[frame_name(variable)]
        return OpenCategorical() if isinstance(kind, Numeric) else kind

    def n_levels(self, group: Expression) -> int | None:
        """The number of declared levels of a grouping factor; which combinations of several occur is unknown."""
        kind = self.kinds.get(frame_name(group)) or self.declared.get(frame_name(group))
        if isinstance(group, Call) or not isinstance(kind, Categorical):
            return None
        return len(kind.levels)


def declared_frame(factors: Factors | None = None, declarations: Sequence[Declaration] = ()) -> DeclaredFrame:
    """The frame without data.

    Args:
        factors: levels by variable, the first being the baseline; an integer k stands for the levels 1 to k.
        declarations: what the script says of its factors; `factors` overrides it.

    Raises:
        FormulaError: a factor is declared with fewer than one level, or with a level twice.
    """
    kinds: dict[str, Kind] = {}
    for declaration in declarations:
        kinds[declaration.name] = (
            OpenCategorical(declaration.ordered)
            if declaration.levels is None
            else Categorical(declaration.levels, declaration.ordered)
        )
    kinds.update((name, declared_factor(name, levels)) for name, levels in (factors or {}).items())
    return DeclaredFrame(kinds)


def declared_factor(name: str, levels: Sequence[str] | int) -> Categorical:
    """The factor that `factors={name: levels}` declares."""
    if isinstance(levels, int):
        levels = [str(level) for level in range(1, levels + 1)] if levels <= MAX_DECLARED else []
    names = tuple(map(str, levels))
    if not names or len(set(names)) < len(names):
        raise FormulaError(
            f"The factor {name} must be declared with levels, each of them once.",
            None,
            f'Write factors={{"{name}": ["a", "b"]}}.',
        )
    return Categorical(names)
