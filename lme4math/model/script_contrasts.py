"""Contrasts that a script sets outside the model's call, given to the factors of a model frame."""

from __future__ import annotations

from dataclasses import replace

from lme4math.errors import FormulaError
from lme4math.model.contrasts import (
    CONTRAST_FUNCTIONS,
    UnreadContrastsError,
    coding_of,
    contrast_matrix,
    contrasts_of_c,
)
from lme4math.model.edited_contrasts import edited_contrasts
from lme4math.model.variables import Categorical, Contrasts, FrameVariables, Kind, Numeric, OpenCategorical
from lme4math.r import Call, Expression, Name, Text, called_name, further_arguments, picked_column
from lme4math.records import record
from lme4math.script import KEEPING_CONTRASTS, ContrastSetting, ModelCall

_USUAL = ("contr.treatment", "contr.poly")
"""R's own contrasts, of unordered and of ordered factors."""


@record(eq=False)
class CodedVariables:
    """The variables of a model frame, its factors with the contrasts that the script sets.

    A factor that lost levels has lost its contrasts, too (R's `model.frame.default`), but not the defaults of
    `options(contrasts = )`.

    Attributes:
        frame: the model frame.
        call: the model call, which has what the script sets.
        has_data: whether the levels are the data's.
    """

    frame: FrameVariables
    call: ModelCall
    has_data: bool

    def kind(self, variable: Expression) -> Kind:
        """What a variable is."""
        coding = coding_for(self.call, variable)
        lost = coding is not None and self.has_data and self.frame.has_lost_levels(variable)
        kind = self.frame.kind(variable)
        if isinstance(kind, Categorical | OpenCategorical) and not lost:
            self._refuse(coding or default_coding(self.call, kind), kind)
        return self._coded(kind, None if lost else coding)

    def as_factor(self, variable: Expression) -> Categorical | OpenCategorical:
        """What a variable becomes on the left of a bar that it groups as well."""
        kind = self._coded(self.frame.as_factor(variable), None)
        assert isinstance(kind, Categorical | OpenCategorical)
        return kind

    def n_levels(self, group: Expression) -> int | None:
        """How many levels of a grouping factor are observed."""
        return self.frame.n_levels(group)

    def has_lost_levels(self, variable: Expression) -> bool:
        """Whether some levels of a factor do not occur in the rows used."""
        return self.frame.has_lost_levels(variable)

    def _coded(self, kind: Kind, coding: ContrastSetting | None) -> Kind:
        if isinstance(kind, Numeric) and kind.assumed and coding is not None:
            kind = OpenCategorical()
        if not isinstance(kind, Categorical | OpenCategorical) or _has_own(kind):
            return kind
        coding = coding or default_coding(self.call, kind)
        if coding is None:
            return kind
        if isinstance(kind, OpenCategorical):
            return replace(kind, coding=name_of_coding(coding))
        contrasts = contrasts_set(self.call, coding, kind)
        if contrasts is not None:
            return replace(kind, contrasts=contrasts)
        return kind if self.has_data else OpenCategorical(kind.ordered, name_of_coding(coding))

    def _refuse(self, coding: ContrastSetting | None, kind: Categorical | OpenCategorical) -> None:
        """Refuse contrasts that R refuses, where it is known which levels the factor has when they are set.

        Raises:
            FormulaError: R stops in the statement that sets them.
        """
        if coding is None or _has_own(kind):
            return
        if coding.refused:
            raise FormulaError(coding.refused, coding.span, 'Write c("contr.sum", "contr.poly").')
        known = isinstance(kind, Categorical) and (kind.levels == coding.levels or self._levels_are_the_datas)
        if isinstance(kind, Categorical) and known:
            try:
                _matrix_set(self.call, coding, kind)
            except UnreadContrastsError:
                return
            except FormulaError as error:
                raise FormulaError(error.message, coding.span, error.hint) from None

    @property
    def _levels_are_the_datas(self) -> bool:
        """Whether the script changes nothing that a model on data does not."""
        told = (one.applied or one.kept for one in self.call.declarations)
        return self.has_data and not self.call.changes and all(told)


def _has_own(kind: Categorical | OpenCategorical) -> bool:
    return kind.contrasts is not None if isinstance(kind, Categorical) else bool(kind.coding)


def coding_for(call: ModelCall, variable: Expression) -> ContrastSetting | None:
    """The contrasts that the script sets for a variable."""
    while isinstance(variable, Call) and (inner := _same_factor(variable)) is not None:
        variable = inner
    picked = picked_column(variable) if isinstance(variable, Call) else variable
    if not isinstance(picked, Name):
        return None
    known = next((one for one in call.declarations if one.name == picked.name and not one.elsewhere), None)
    return None if known is None or (known.lost_levels and known.unused) else known.coding


def _same_factor(call: Call) -> Expression | None:
    """The factor that a call hands on with its contrasts (`as.factor(f)`, `f[i]`), or None for any other call."""
    if not call.operands or picked_column(call) is not None:
        return None
    if call.operator == "[" and not any(argument.name for argument in call.arguments):
        return call.operands[0]
    return call.operands[0] if called_name(call) in KEEPING_CONTRASTS and len(call.operands) == 1 else None


def default_coding(call: ModelCall, kind: Categorical | OpenCategorical) -> ContrastSetting | None:
    """The contrasts that `options(contrasts = …)` gives to factors of this kind; None for R's own."""
    coding, usual = call.defaults[kind.ordered], _USUAL[kind.ordered]
    return None if coding is None or (not coding.refused and name_of_coding(coding) == usual) else coding


def name_of_coding(coding: ContrastSetting) -> str:
    """What the contrasts are called: a function's name, or R's text."""
    asked = coding.contrasts
    if isinstance(asked, Call) and called_name(asked) == "C":
        return coding_of(asked.operands[1], further_arguments(asked, ("object", "contr", "how.many")))
    return coding_of(asked)


def contrasts_set(call: ModelCall, coding: ContrastSetting, kind: Categorical) -> Contrasts | None:
    """The contrast matrix of a factor, or None where only running the code would tell, or R refuses it."""
    try:
        return _matrix_set(call, coding, kind)
    except FormulaError:
        return None


def _matrix_set(call: ModelCall, coding: ContrastSetting, kind: Categorical) -> Contrasts:
    """The contrast matrix of a factor.

    Raises:
        UnreadContrastsError: only running the code would tell.
        FormulaError: R refuses the numbers.
    """
    asked, levels = coding.contrasts, kind.levels
    if coding.edits:
        usual = call.defaults[kind.ordered] or ContrastSetting(Text(_USUAL[kind.ordered], coding.span), coding.span)
        found = _matrix_set(call, coding.base or usual, kind)
        for target, value in coding.edits:
            found = edited_contrasts(found, levels, target, value)
        return found
    if isinstance(asked, Call) and called_name(asked) == "C":
        return contrasts_of_c(asked, asked.operands[1], levels)
    if coding.as_is and isinstance(asked, Name) and asked.name in CONTRAST_FUNCTIONS:
        raise FormulaError("This attribute is a matrix or a name in quotes.", asked.span, f'Write "{asked.name}".')
    wanted = len(levels) - 1 if not isinstance(asked, Text | Name) and not coding.as_is else None
    try:
        return contrast_matrix(asked, levels, wanted)
    except FormulaError as error:
        if coding.as_is:  # R does not look at the number of rows
            raise UnreadContrastsError(error.message, error.span, error.hint) from None
        raise
