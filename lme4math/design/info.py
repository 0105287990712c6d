"""Data as `build_model` asks for it: which columns there are, what the variables of a formula are."""

from __future__ import annotations

from dataclasses import field

from lme4math.design.evaluate import with_contrasts
from lme4math.design.frame import ModelFrame
from lme4math.design.groups import grouping_factor
from lme4math.design.values import Factor, drop_unused
from lme4math.formula.nodes import Expression
from lme4math.model.kinds import kind_of
from lme4math.model.variables import Categorical, Kind, frame_name
from lme4math.records import record


def kind_within(frame: ModelFrame, variable: Expression) -> Kind:
    """What a variable is in a model frame, with the contrasts that `C()` gives it unless levels were dropped."""
    name = frame_name(variable)
    kind = frame.kind(name)
    return kind if with_contrasts(variable) is None or name in frame.loosened else kind_of(variable, lambda _: kind)


@record(eq=False)
class EvaluatedFrame:
    """A model frame that answers what its variables are (`lme4math.model.frame.ModelFrame`)."""

    frame: ModelFrame
    _groups: dict[str, Factor] = field(default_factory=dict, repr=False)

    def kind(self, variable: Expression) -> Kind:
        """Numeric, or a factor with its levels, and with the contrasts that `C()` gives it."""
        return kind_within(self.frame, variable)

    def as_factor(self, variable: Expression) -> Categorical:
        """What a grouping variable is on the left of its own bar."""
        factor = drop_unused(self.frame.factor(frame_name(variable)))
        return Categorical(factor.levels, ordered=factor.ordered)

    def n_levels(self, group: Expression) -> int:
        """The number of observed levels of a grouping factor."""
        name = frame_name(group)
        if name not in self._groups:
            self._groups[name] = grouping_factor(self.frame, group)
        return len(self._groups[name].levels)

    def group(self, name: str) -> Factor:
        """A grouping factor that `n_levels` was asked for, by its name: each row's level, unused levels dropped."""
        return self._groups[name]

    def grouping(self, variable: str) -> Factor:
        """One variable of a grouping factor, by its name in the model frame, without unused levels."""
        return self._groups.get(variable) or drop_unused(self.frame.factor(variable))
