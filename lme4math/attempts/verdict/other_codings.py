"""Coefficients that are others than those of R's summary, though the model is the same, and what they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from lme4math.attempts.meant.as_formula import INTERCEPT, LevelIs, RModel, number_code
from lme4math.attempts.meant.evidence import Vocabulary
from lme4math.attempts.meant.interpretation import Finding, coefficient_name
from lme4math.attempts.verdict.held_against import coefficients_in_terms_of
from lme4math.model import MixedModel

MOST_SAID = 6
"""Of more coefficients it is not said what each is."""


def other_coefficients(
    code: MixedModel, model: RModel, whole: MixedModel | None, vocabulary: Vocabulary
) -> Iterator[Finding]:
    """That coefficients of the equation are others than those of the code, though the columns of both span the same.

    Args:
        code: the model of the code.
        model: the equation in R.
        whole: that compiled, with each column as a term of its own.
        vocabulary: the names of the code.
    """
    if whole is None or len(whole.fixed.columns) != len(model.columns):
        return
    made = coefficients_in_terms_of(code, whole, vocabulary.factors)
    columns = sorted(model.columns, key=lambda column: column != INTERCEPT)  # as R has them
    ours = [column.name for column in code.fixed.columns]
    other = {coefficient_name(column): one for column, one in zip(columns, made, strict=False) if isinstance(one, dict)}
    kept = {one for one in made if isinstance(one, int)}
    if other:
        instead = tuple(name for place, name in enumerate(ours) if place not in kept)
        levels = _of_levels(model, vocabulary)
        is_short = len(other) <= MOST_SAID and all(map(_is_simple, other.values()))
        values = tuple((name, levels.get(name) or _in_coefficients(one, ours)) for name, one in other.items())
        fields = (("what", ", ".join(other)), ("instead", instead), ("values", values if is_short else ()))
        yield Finding("other_parametrisation", fields)


def _is_simple(numbers: Mapping[int, Fraction]) -> bool:
    """Whether these are fractions as people write them; sums with others say nothing."""
    return all(number.denominator <= MOST_SAID for number in numbers.values())


def _in_coefficients(numbers: Mapping[int, Fraction], names: list[str]) -> tuple[str, ...]:
    """A sum of R's coefficients, as R code."""
    text = ""
    for place, number in sorted(numbers.items()):
        size = "" if abs(number) == 1 else f"{number_code(abs(number))} * "
        text += (" - " if text else "-") if number < 0 else " + " if text else ""
        text += size + names[place]
    return (text,)


def _of_levels(model: RModel, vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    """The level, and the one that it is compared with, of indicators of a factor that is in no product."""
    found: dict[str, tuple[str, ...]] = {}
    alone = [column[0][1] for column in model.columns if len(column) == 1 and len(column[0][1]) == 1]
    for factor, levels in vocabulary.factors.items():
        own = [atoms[0] for atoms in alone if isinstance(atoms[0], LevelIs) and atoms[0].factor == factor]
        within = [
            atom for column in model.columns for _, atoms in column for atom in atoms
            if isinstance(atom, LevelIs) and atom.factor == factor
        ]  # fmt: skip
        left = [level for level in levels if level not in {atom.level for atom in own}]
        has_intercept = INTERCEPT in model.columns
        if len(within) == len(own) and len(left) == has_intercept:
            found |= {coefficient_name(((Fraction(1), (atom,)),)): (atom.level, *(left or [""])) for atom in own}
    return found
