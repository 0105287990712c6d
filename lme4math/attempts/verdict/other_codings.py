"""Coefficients that are others than those of R's summary, though the model is the same, and what they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from lme4math.attempts.meant.as_formula import INTERCEPT, LevelIs, RColumn, RModel, RNumber, formula_of
from lme4math.attempts.meant.evidence import Vocabulary
from lme4math.attempts.meant.interpretation import Finding, coefficient_name
from lme4math.attempts.verdict.held_against import Difference, has_columns
from lme4math.model import MixedModel


def other_coefficients(
    code: MixedModel,
    model: RModel,
    vocabulary: Vocabulary,
    differences: Sequence[Difference],
    parsed: Callable[[str], MixedModel | None],
) -> Iterator[Finding]:
    """That columns of the equation are others than those of the code, though all span the same.

    Args:
        parsed: the model of a formula.
    """
    if any("fixed_effect" in str(one["kind"]) for one in differences):
        return

    def is_ours(column: RColumn) -> bool:
        alone = parsed(formula_of(replace(model, columns=(column,)), vocabulary.sizes, literal=True))
        return alone is not None and has_columns(code, alone, vocabulary.factors)

    ours = {frozenset(piece.label for piece in column.pieces): column.name for column in code.fixed.columns}
    theirs = {_labels(column): column for column in model.columns}
    new = [coefficient_name(one) for labels, one in theirs.items() if labels not in ours and not is_ours(one)]
    old = [name for labels, name in ours.items() if labels not in theirs]
    if new:
        instead = f" instead of {', '.join(old)}" if old else ""
        meanings = [one for names, said in _meanings(model, vocabulary) if names & set(new) for one in said]
        where = f"; {'; '.join(meanings)}" if meanings else ""
        yield Finding("other_parametrisation", (("what", f"{', '.join(new)}{instead}{where}"),))


def _labels(column: RColumn) -> frozenset[str]:
    if len(column) != 1:
        return frozenset((coefficient_name(column),))
    return frozenset(atom.code if isinstance(atom, RNumber) else f"{atom.factor}{atom.level}" for atom in column[0][1])


def _meanings(model: RModel, vocabulary: Vocabulary) -> Iterator[tuple[set[str], list[str]]]:
    """What the indicators of the levels of a factor stand for that is in no product, with their names."""
    alone = [column[0][1] for column in model.columns if len(column) == 1 and len(column[0][1]) == 1]
    for factor, levels in vocabulary.factors.items():
        own = [atoms[0] for atoms in alone if isinstance(atoms[0], LevelIs) and atoms[0].factor == factor]
        within = [
            atom for column in model.columns for _, atoms in column for atom in atoms
            if isinstance(atom, LevelIs) and atom.factor == factor
        ]  # fmt: skip
        left = [level for level in levels if level not in {atom.level for atom in own}]
        has_intercept = INTERCEPT in model.columns
        if len(within) != len(own) or len(left) != has_intercept:
            continue
        named = {coefficient_name(((Fraction(1), (atom,)),)): atom.level for atom in own}
        of = f"less “{left[0]}”" if left else "itself"
        yield set(named), [f"{name} is “{level}” {of}" for name, level in named.items()]
