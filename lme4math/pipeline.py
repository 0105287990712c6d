"""The compiler on one page: R text → model call → statistical model → maths tree → page.

    R text ── formula/ ──▸ ModelCall ── model/ ──▸ MixedModel ── notation/ ──▸ Document ── printers/ ──▸ Equations
                                          ▲
                         data ── design/ ─┘

Each stage is a function of values, and one can stop after any of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from lme4math.errors import Error
from lme4math.formula.call import ModelCall, read_model_call
from lme4math.model.build import build_model
from lme4math.model.declared import declared_frame
from lme4math.model.mixed import MixedModel
from lme4math.notation import NOTATIONS
from lme4math.notation.names import Names, Options, name_parts
from lme4math.notation.style import STYLES
from lme4math.printers.equations import Equations

if TYPE_CHECKING:
    from lme4math.design.matrices import Design
    from lme4math.design.observations import Observations

Choice = TypeVar("Choice")

Factors = Mapping[str, Sequence[str] | int]
"""Levels by variable, the baseline first; an integer k stands for the levels 1 to k."""


def read_call(code: str) -> ModelCall:
    """R text → the model call in it, with its syntax tree."""
    return read_model_call(code)


@dataclass(frozen=True)
class Compiled:
    """A model and, where there is data, its matrices.

    Attributes:
        call: the model call that was read.
        model: what lme4 would fit.
        observations: the data that it uses, and the matrices made from it; None without data.
    """

    call: ModelCall
    model: MixedModel
    observations: Observations | None = None

    @property
    def design(self) -> Design | None:
        """The model's matrices; None without data."""
        return self.observations.design if self.observations else None


def compile_model(code: str, data: object | None = None, factors: Factors | None = None) -> Compiled:
    """R text, and data where there is some → the model.

    Raises:
        FormulaError: the code is not a model that lme4 would fit.
        DataError: the data does not fit the model.
    """
    call = read_call(code)
    try:
        return _without_data(call, factors) if data is None else _with_data(call, data, factors)
    except Error as error:
        raise error.within(call.source) from None


def _without_data(call: ModelCall, factors: Factors | None) -> Compiled:
    return Compiled(call, build_model(call, declared_frame(factors, call.declarations)))


def _with_data(call: ModelCall, data: object, factors: Factors | None) -> Compiled:
    from lme4math.design.info import DataSource  # numpy and scipy load with the first data
    from lme4math.design.matrices import build_design
    from lme4math.design.observations import Observations
    from lme4math.design.table import read_table

    source = DataSource(read_table(data, factors))
    model = build_model(call, source)
    return Compiled(call, model, Observations(model, source, build_design(model, source.evaluated)))


def names_of(compiled: Compiled, style: str = "indexed", options: Options | None = None) -> Names:
    """Model → how its parts are called on the page.

    Raises:
        ValueError: there is no style of that name.
    """
    design = compiled.design
    chosen = _chosen(STYLES, style, "style")
    if design is None:
        return name_parts(compiled.model, chosen, options=options)
    return name_parts(compiled.model, chosen, len(design.rows), frozenset(design.dropped), options)


def equations_of(
    compiled: Compiled, notation: str = "expanded", style: str = "indexed", options: Options | None = None
) -> Equations:
    """Model → maths tree in one notation, with its printers.

    Raises:
        ValueError: there is no notation or style of that name.
        FormulaError: the options do not fit the model.
    """
    write = _chosen(NOTATIONS, notation, "notation")
    return Equations(write(names_of(compiled, style, options)), compiled.observations)


def nestings_of(compiled: Compiled) -> tuple[tuple[str, str], ...]:
    """The grouping factors that nest in the data, the inner one and the outer; none without data."""
    if compiled.observations is None:
        return ()
    from lme4math.design.structure import FrameCounts, structure_of

    structure = structure_of(compiled.model, FrameCounts(compiled.observations.source.evaluated))
    both_ways = ((pair.second, pair.first) for pair in structure.pairs if pair.relation == "same")
    nested = ((pair.first, pair.second) for pair in structure.pairs if pair.relation in ("nested", "same"))
    return (*nested, *both_ways)


def _chosen(table: Mapping[str, Choice], name: str, what: str) -> Choice:
    if name not in table:
        raise ValueError(f"There is no {what} {name!r}; there are {', '.join(table)}.")
    return table[name]
