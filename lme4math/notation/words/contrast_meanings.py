"""What coefficients of a factor mean that is coded by contrasts: read off the inverse of its contrast matrix.

With the level means m and the contrast matrix C, the coefficients are [1 C]⁻¹ m (Venables & Ripley 2002, section 6.2).
A row of the inverse whose weights are k and −k times those of two means is k times their difference; one that is a
level's own indicator less 1/n is its deviation from the mean of the levels.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import sqrt
from typing import Literal

from lme4math.english import listed, quoted, typographic
from lme4math.model import Categorical, Cell, CellDesign, Column, LinearPart, Score, cell_designs
from lme4math.notation.words.combinations import AVERAGE, Combination, combination
from lme4math.records import record

MOST_LEVELS = 30
"""Of factors with more levels the inverse is not computed."""
MOST_LISTED = 3
SMALL = 1e-8


@record
class Compared:
    """k times the mean of some levels less the mean of others.

    Attributes:
        times: k, more than 0.
        these, those: the levels.
    """

    times: float
    these: tuple[str, ...]
    those: tuple[str, ...]


@record
class ContrastMeaning:
    """What the coefficients of a factor's contrasts are.

    Attributes:
        kind: deviations from the mean of the levels, differences, trends, or what has no such name.
        factor: the factor, quoted.
        scheme: R's function for the contrasts, quoted, or other words.
        levels: of deviations, the levels.
        compared: of differences, what is compared.
        trends: the degrees of polynomials, in words.
        n: the number of levels.
        combinations: of contrasts without a name, the combinations of the values at the levels.
    """

    kind: Literal["deviations", "differences", "trends", "contrasts"]
    factor: str
    scheme: str
    levels: tuple[str, ...] = ()
    compared: tuple[Compared, ...] = ()
    trends: tuple[str, ...] = ()
    n: int = 0
    combinations: tuple[Combination, ...] = ()

    def of(self, what: str) -> str:
        """The coefficients as a phrase.

        Args:
            what: of what they are: "the mean of `y`", "the slope of `x`"; "" where that is clear.
        """
        return PHRASES[self.kind](self, what)


def contrast_meaning(scores: Sequence[Score]) -> ContrastMeaning:
    """What the coefficients of a factor are, from all its columns in a term."""
    variable, scheme = scores[0].variable, scores[0].scheme
    kind = variable.kind
    assert isinstance(kind, Categorical)
    factor, levels = quoted(variable.frame_name), kind.levels
    called = quoted(scheme) if scheme else "contrasts of its own"
    if scheme == "contr.poly" and all(score.suffix in _SUFFIXES for score in scores):
        return ContrastMeaning("trends", factor, called, trends=tuple(_SUFFIXES[score.suffix] for score in scores))
    design = _design(scores) if len(scores) == len(levels) - 1 and len(levels) <= MOST_LEVELS else None
    rows = _rows(design) if design is not None else []
    deviating = [_own_level(row, levels) for row in rows]
    if rows and all(deviating) and len(levels) > 2:
        return ContrastMeaning("deviations", factor, called, tuple(filter(None, deviating)))
    compared = [_compared(row, levels) for row in rows]
    found = tuple(one for one in compared if one is not None)
    if rows and len(found) == len(rows) and (len(found) <= MOST_LISTED or _in_words(found, levels)):
        return ContrastMeaning("differences", factor, called, compared=found, n=len(levels), levels=levels)
    if design is None or len(rows) > MOST_LISTED:
        return ContrastMeaning("contrasts", factor, called)
    written = tuple(combination(design, number) for number in range(1, len(levels)))
    return ContrastMeaning("contrasts", factor, called, combinations=written)


_SUFFIXES = {".L": "linear", ".Q": "quadratic", ".C": "cubic", "^4": "quartic", "^5": "quintic"} | {
    f"^{degree}": f"degree-{degree}" for degree in range(6, 20)
}


def _design(scores: Sequence[Score]) -> CellDesign | None:
    """The cells of one factor beside an intercept; None where the contrasts do not determine them."""
    columns = (Column(()), *(Column((score,)) for score in scores))
    (design,) = cell_designs(LinearPart(True, (), columns))
    return None if design.weights is None or design.dropped else design


def _rows(design: CellDesign) -> list[list[float]]:
    """The weights of the level means in each coefficient but the intercept."""
    assert design.weights is not None
    pairs = zip(design.weights[1:], design.squares[1:], strict=True)
    return [[float(row.get(cell, 0)) / sqrt(square) for cell in range(len(design.cells))] for row, square in pairs]


def _own_level(weights: Sequence[float], levels: Sequence[str]) -> str:
    """The level whose deviation from the mean of all it is; "" for others."""
    raised = [weight + 1 / len(levels) for weight in weights]
    ones = [level for level, weight in zip(levels, raised, strict=True) if abs(weight - 1) < SMALL]
    zeros = sum(abs(weight) < SMALL for weight in raised)
    return ones[0] if len(ones) == 1 and zeros == len(levels) - 1 else ""


def _compared(weights: Sequence[float], levels: Sequence[str]) -> Compared | None:
    """The two means whose difference it is, or None."""
    size = max(map(abs, weights))
    above = {level: weight for level, weight in zip(levels, weights, strict=True) if weight > SMALL * size}
    below = {level: -weight for level, weight in zip(levels, weights, strict=True) if weight < -SMALL * size}
    if not above or not below or not (_even([*above.values()]) and _even([*below.values()])):
        return None
    return Compared(sum(above.values()), tuple(above), tuple(below))


def _even(weights: Sequence[float]) -> bool:
    return max(weights) - min(weights) <= SMALL * max(weights)


def _in_words(compared: Sequence[Compared], levels: Sequence[str]) -> str:
    """What many differences are together: of successive levels, or of each level from those before it; or ""."""
    successive = [((after,), (before,)) for before, after in pairwise(levels)]
    if [(one.these, one.those) for one in compared] == successive and all(
        abs(one.times - 1) < SMALL for one in compared
    ):
        return "successive"
    before = [((level,), tuple(levels[:place])) for place, level in enumerate(levels) if place]
    divided = all(abs(one.times * place - 1) < SMALL for place, one in enumerate(compared, start=2))
    return "before" if [(one.these, one.those) for one in compared] == before and divided else ""


FRACTIONS = {2: "half", 3: "a third of", 4: "a quarter of", 5: "a fifth of", 8: "an eighth of"}


def times_said(number: float) -> str:
    """What is before "the difference" if that is multiplied by a number."""
    if abs(number - 1) < SMALL:
        return ""
    whole = round(1 / number)
    return f"{FRACTIONS[whole]} " if abs(number * whole - 1) < SMALL and whole in FRACTIONS else f"{number:.4g} times "


def _mean(levels: Sequence[str]) -> str:
    spoken = listed([typographic(level) for level in levels])
    return spoken if len(levels) == 1 else f"the mean of {spoken}"


def _differences(meaning: ContrastMeaning, what: str) -> str:
    compared, factor = meaning.compared, meaning.factor
    inside = f" in {what}" if what else ""
    if len(compared) > MOST_LISTED:
        if _in_words(compared, meaning.levels) == "successive":
            return f"the differences{inside} between successive levels of {factor}, each from the one before"
        before = "from the mean of those before it, each divided by the level's number"
        return f"the differences{inside} of each level of {factor} {before}"
    times = {times_said(one.times) for one in compared}
    pairs = [f"{_mean(one.these)} from {_mean(one.those)}" for one in compared]
    if len(times) == 1:
        several = "s" if len(compared) > 1 else ""
        return f"{times.pop()}the difference{several}{inside} of {factor} {listed(pairs)}"
    each = [f"{times_said(one.times)}that of {pair}" for one, pair in zip(compared[1:], pairs[1:], strict=True)]
    return listed([f"{times_said(compared[0].times)}the difference{inside} of {factor} {pairs[0]}", *each])


def _deviations(meaning: ContrastMeaning, what: str) -> str:
    levels = meaning.levels
    which = listed(list(map(typographic, levels))) if len(levels) <= 2 * MOST_LISTED else "all levels but the last"
    of = f" of {what}" if what else ""
    where = f" {meaning.factor} {which}" if len(levels) <= 2 * MOST_LISTED else f" {which} of {meaning.factor}"
    if of:
        return f"the deviations{of} at{where} from its mean over the levels"
    return f"the deviations of{where} from the mean of its levels"


def _trends(meaning: ContrastMeaning, what: str) -> str:
    trends = meaning.trends
    which = listed(trends) if len(trends) <= 2 * MOST_LISTED else f"{trends[0]} to {trends[-1]}"
    of = f" of {what}" if what else ""
    return f"the {which} trend{'s' * (len(trends) > 1)}{of} over the levels of {meaning.factor}"


def _contrasts(meaning: ContrastMeaning, what: str) -> str:
    of = f" of {what}" if what else ""
    written = listed([one.text(_at_level) for one in meaning.combinations])
    return (
        f"contrasts{of} between the levels of {meaning.factor}, by {meaning.scheme}{f': {written}' if written else ''}"
    )


def _at_level(cell: Cell) -> str:
    """A level in a combination, which stands for the value there."""
    (level,) = cell
    return "their mean" if level == AVERAGE else typographic(level)


PHRASES: dict[str, Callable[[ContrastMeaning, str], str]] = {
    "deviations": _deviations,
    "differences": _differences,
    "trends": _trends,
    "contrasts": _contrasts,
}
