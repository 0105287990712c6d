"""A text read without a model beside it: its own names are the names in R."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from lme4math.attempts.meant.as_formula import RAtom, formula_of
from lme4math.attempts.meant.as_r import Key, with_centred_columns
from lme4math.attempts.meant.effect_kinds import sorted_effects
from lme4math.attempts.meant.evidence import Vocabulary
from lme4math.attempts.meant.interpretation import Finding, Interpretation, interpretations
from lme4math.attempts.meant.prose_hints import hints_in
from lme4math.attempts.said.told_model import ToldModel, told_model
from lme4math.attempts.verdict.text_findings import text_findings
from lme4math.errors import FormulaError
from lme4math.pipeline import compile_model
from lme4math.records import record

_NOTHING = Vocabulary((), (), {}, (), {}, {}, ())


@record
class ReadAlone:
    """A text as a model in R.

    Attributes:
        means: the formula, or None where a part has no form in lme4.
        reading: how its symbols were read.
        told: the neutral reading.
        notes: what was noticed, and what is open.
    """

    means: str | None
    reading: Interpretation
    told: ToldModel
    notes: tuple[Finding, ...]


def read_alone(
    text: str, given_symbols: Mapping[Key, tuple[RAtom, ...]], given_indices: Mapping[str, str]
) -> ReadAlone:
    """Read a text.

    Raises:
        FormulaError: it has no equation of a response, or is no text that can be read.
    """
    told = told_model(text)
    if not told.response.family:
        told = replace(told, response=replace(told.response, family="gaussian"))
    told = with_centred_columns(told)
    hints = hints_in(told.said.text, told.said.prose, told.alphabet.indices)
    symbol = told.response.symbol
    name = "y" if symbol is None else "_".join((symbol.base, *symbol.labels))
    code = f"{told.response.transform}({name})" if told.response.transform else name
    if told.response.trials == "n":
        code = f"cbind({name}, n - {name})"
    reading = interpretations(told, _NOTHING, hints, given_symbols, given_indices, code)[0]
    effects = sorted_effects(told, _NOTHING, hints, reading.indices)
    findings = text_findings(told, effects, has_observation_group=False)
    notes = (*findings.differences, *findings.doubts, *findings.notes, *reading.findings)
    return ReadAlone(_formula(reading), reading, told, notes)


def _formula(reading: Interpretation) -> str | None:
    if reading.model is None:
        return None
    formula = formula_of(reading.model, {})
    try:
        compile_model(formula, None, None)
    except FormulaError:
        return None
    return formula
