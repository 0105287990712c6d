"""The symbols of equations by level, in both styles.

Indexed, as Raudenbush & Bryk (2002): γ for the population; β, π, … for the coefficients of a level's equation, from the
outermost inwards; u, r, … for their random effects. A symbol carries the number of each equation on the way: γ₁₀₂ is
the second predictor, in the third level's equation, of the intercept of the first slope. Lettered, as Gelman & Hill
(2007, chapter 13): a letter for each coefficient of the observation's equation, and γ with that letter above for the
population.
"""

from __future__ import annotations

from dataclasses import replace

from lme4math.errors import FormulaError
from lme4math.notation.names.labels import Labels, effect_key
from lme4math.notation.names.level_paths import LevelPaths, level_paths
from lme4math.notation.names.naming import Names
from lme4math.notation.names.nested import with_nested_indices
from lme4math.notation.names.rows import CoefficientRow, Place
from lme4math.notation.names.styles import Indexed, Lettered, own_covariance
from lme4math.notation.names.symbols import Base, Digits, Letter, Symbol, Word

POPULATION = "γδθ"
"""The first that is no label of the reader's is taken, here and below."""
COEFFICIENTS = "βπκλξζ"
EFFECTS = "urvw"
LETTERED = "αβδκλξζ"


def _digits(numbers: tuple[int, ...]) -> tuple[Base, ...]:
    """Numbers as a subscript, with commas unless all have one digit."""
    texts = [str(number) for number in numbers]
    if not texts:
        return ()
    return (Digits("".join(texts)),) if all(len(text) == 1 for text in texts) else tuple(map(Digits, texts))


def _free(letters: str, labels: Labels) -> str:
    """The letters that are no labels of the reader's; all of them where none is left."""
    return "".join(letter for letter in letters if letter not in labels.letters) or letters


class IndexedByLevel(Indexed):
    """γ₀₀, β₀, u₀."""

    def __init__(self, paths: LevelPaths, labels: Labels) -> None:
        self.paths, self._labels = paths, labels
        self._population = Letter(_free(POPULATION, labels)[0])

    def varying(self, prefix: tuple[int, ...], group: str = "") -> Symbol:
        """A coefficient with an equation of its own; `group` is the factor of which that is the share, of several."""
        letters = _free(COEFFICIENTS, self._labels)
        letter = letters[min(self.paths.steps - len(prefix), len(letters) - 1)]
        return Symbol(Letter(letter), _digits(prefix), (Word(group),) if group else ())

    def coefficient(self, row: CoefficientRow) -> Symbol:
        own = self._labels.coefficient(row.column.name)
        return own or Symbol(self._population, _digits(self.paths.numbers[row.number]))

    def effect(self, row: CoefficientRow, place: Place) -> Symbol:
        if own := self._labels.of(effect_key("ranef", (row.column.name,), place.group)):
            return own
        above = self.paths.steps - self.paths.step(place.level)
        letters = _free(EFFECTS, self._labels)
        by_letter = self.paths.chain and above < len(letters)
        letter = letters[above] if by_letter else letters[0]
        tag: tuple[Base, ...] = () if by_letter else (Word(place.group),)
        repeat = (Digits(str(place.repeat + 1)),) if place.repeat else ()
        return Symbol(Letter(letter), self._of(row, place), (*tag, *repeat))

    def deviation(self, row: CoefficientRow, place: Place) -> Symbol:
        own = self._labels.of(effect_key("sd", (row.column.name,), place.group))
        return own or self._covariance_symbol(place, self._of(row, place))

    def covariance(self, rows: tuple[CoefficientRow, CoefficientRow], place: Place) -> Symbol:
        if own := own_covariance(self._labels, rows, place):
            return own
        both = [self.paths.effect_numbers(row, place.level) for row in rows]
        short = all(len(numbers) == 1 and numbers[0] < 10 for numbers in both)
        if short and place.level not in self.paths.longer:
            return self._covariance_symbol(place, _digits(tuple(number for (number,) in both)))
        return self._covariance_symbol(place, tuple(digit for numbers in both for digit in _digits(numbers)))

    def _of(self, row: CoefficientRow, place: Place) -> tuple[Base, ...]:
        return _digits(self.paths.effect_numbers(row, place.level))


class LetteredByLevel(Lettered):
    """γ₀ of α, α, ν of α."""

    def __init__(self, paths: LevelPaths, labels: Labels) -> None:
        self.paths, self._labels = paths, labels
        self._population, self._letters = Letter(_free(POPULATION, labels)[0]), _free(LETTERED, labels)

    def varying(self, prefix: tuple[int, ...], group: str = "") -> Symbol:
        """A coefficient with an equation of its own; `group` is the factor of which that is the share, of several."""
        symbol = self._letter(prefix[0])
        return Symbol(symbol.base, (*symbol.sub, *_digits(prefix[1:])), (Word(group),) if group else ())

    def coefficient(self, row: CoefficientRow) -> Symbol:
        if own := self._labels.coefficient(row.column.name):
            return own
        first, *rest = self.paths.numbers[row.number]
        letter = self._letter(first)
        return Symbol(self._population, _digits(tuple(rest)), (letter.base, *letter.sub))

    def _letter(self, number: int) -> Symbol:
        if number < len(self._letters):
            return Symbol(Letter(self._letters[number]))
        return Symbol(Letter("ω"), (Digits(str(number)),))

    def _tag(self, row: CoefficientRow) -> tuple[Base, ...]:
        first, *rest = self.paths.numbers[row.number]
        letter = self._letter(first)
        while rest and not rest[-1]:
            rest.pop()
        return (letter.base, *letter.sub, *_digits(tuple(rest)))


LevelStyle = IndexedByLevel | LetteredByLevel
_STYLES: dict[str, type[LevelStyle]] = {"indexed": IndexedByLevel, "lettered": LetteredByLevel}


def with_equations_by_level(names: Names) -> Names:
    """The same names with nested indices, and with the symbols of equations by level.

    Raises:
        FormulaError: the model has no random effects, or more nested levels than there are letters for.
    """
    if not names.terms:
        raise FormulaError(
            "The model has no random effects, so it has one level, and no equations of groups.",
            names.model.response.span,
            'Use the notation "additive".',
        )
    nested = with_nested_indices(names)
    if names.hierarchy.chain and not nested.observation.nested:
        raise FormulaError(
            f"There are no letters for the indices of {len(names.groups)} groups that nest in one another.",
            names.model.levels[-1].spans[0],
            'Use the notation "compact".',
        )
    return replace(nested, style=_STYLES[names.style.name](level_paths(nested), names.labels))
