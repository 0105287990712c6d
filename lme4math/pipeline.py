"""The compiler on one page: R text → model call → statistical model → maths tree → page.

    R text ── formula/ ──▸ ModelCall ── model/ ──▸ MixedModel ── notation/ ──▸ Document ── printers/ ──▸ Equations
                                          ▲
                         data ── design/ ─┘

Each stage is a function of values, and one can stop after any of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from lme4math.errors import Error
from lme4math.formula.call import ModelCall, read_model_call
from lme4math.model.build import build_model
from lme4math.model.declared import declared_frame
from lme4math.model.frame import Frame
from lme4math.model.mixed import MixedModel
from lme4math.notation import NOTATIONS
from lme4math.notation.names import Names, name_parts
from lme4math.notation.style import STYLES
from lme4math.printers.equations import Equations

Choice = TypeVar("Choice")

Factors = Mapping[str, Sequence[str] | int]
"""Levels by variable, the baseline first; an integer k stands for the levels 1 to k."""


def read_call(code: str) -> ModelCall:
    """R text → the model call in it, with its syntax tree."""
    return read_model_call(code)


def frame_of(call: ModelCall, data: object | None = None, factors: Factors | None = None) -> Frame:
    """What is known of the variables: from the data, or from what is declared where there is none."""
    return declared_frame(factors, call.declarations)


def model_of(call: ModelCall, frame: Frame) -> MixedModel:
    """Model call → what lme4 would fit."""
    try:
        return build_model(call, frame)
    except Error as error:
        raise error.within(call.source) from None


def names_of(model: MixedModel, style: str = "indexed", n: int | None = None) -> Names:
    """Model → how its parts are called on the page.

    Raises:
        ValueError: there is no style of that name.
    """
    return name_parts(model, _chosen(STYLES, style, "style"), n)


def equations_of(names: Names, notation: str = "expanded") -> Equations:
    """Model → maths tree in one notation, with its printers.

    Raises:
        ValueError: there is no notation of that name.
    """
    return Equations(_chosen(NOTATIONS, notation, "notation")(names))


def _chosen(table: Mapping[str, Choice], name: str, what: str) -> Choice:
    if name not in table:
        raise ValueError(f"There is no {what} {name!r}; there are {', '.join(table)}.")
    return table[name]
