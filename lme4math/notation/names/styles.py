"""The two styles of naming coefficients and effects.

`indexed` numbers the coefficients (β₀, β₁, b⁽ʳᵉᵍ⁾₀) and works for any number of them. `lettered` gives each coefficient
a Greek letter and each level another, as do Gelman & Hill (2007): α, β, δ with ν, η.
"""

from __future__ import annotations

from typing import Protocol

from lme4math.notation.names.labels import NONE, RESIDUAL, Labels, effect_key, group_key
from lme4math.notation.names.rows import CoefficientRow, Place
from lme4math.notation.names.symbols import Base, Digits, Letter, Symbol, Word

COEFFICIENT_LETTERS = "αβδγζκλξ"
LEVEL_LETTERS = "νηψφχι"
COVARIANCE_LETTERS = "τωψξκζ"
"""Without μ, θ, φ, σ and ε, which belong to the distribution of the response; φ as a level's letter has a tag."""


class Style(Protocol):
    """The names that a style gives to coefficients, effects and parameters.

    Attributes:
        name: what it is asked for by.
    """

    name: str

    def labelled(self, labels: Labels) -> Style:
        """The same style, with the reader's own symbols where there are some."""

    def coefficient(self, row: CoefficientRow) -> Symbol:
        """A coefficient of the population, or a whole coefficient that varies."""

    def effect(self, row: CoefficientRow, place: Place) -> Symbol:
        """A random effect; its group's index stands beside it."""

    def residual_deviation(self) -> Symbol:
        """The standard deviation of the residuals."""

    def deviation(self, row: CoefficientRow, place: Place) -> Symbol:
        """The standard deviation of a random effect."""

    def covariance(self, rows: tuple[CoefficientRow, CoefficientRow], place: Place) -> Symbol:
        """The covariance of two effects of one random term; `place` is the first one's."""

    def common_deviation(self, place: Place) -> Symbol:
        """The standard deviation that all effects of a random term share."""

    def correlation(self, place: Place) -> Symbol:
        """The one correlation of a structured random term."""

    def covariance_matrix(self, place: Place, number: int | None) -> Symbol:
        """The covariance matrix of a random term; `number` tells it from others of its grouping factor."""


def _with_repeat(tag: tuple[Base, ...], place: Place) -> tuple[Base, ...]:
    """A tag, numbered where a coefficient varies at one level in several terms."""
    return (*tag, Digits(str(place.repeat + 1))) if place.repeat else tag


def _numbers(*rows: CoefficientRow, apart: bool = True) -> tuple[Base, ...]:
    """The numbers of coefficients as a subscript, with commas (τ₁,₁₀) or without (τ₀₁)."""
    texts = [str(row.subscript) for row in rows]
    return tuple(map(Digits, texts)) if apart else (Digits("".join(texts)),)


def _is_letter(tag: tuple[Base, ...]) -> bool:
    """Whether a tag can be run together with another: ν_αβ."""
    return len(tag) == 1 and tag[0] == Letter(tag[0].text)


def own_covariance(labels: Labels, rows: tuple[CoefficientRow, CoefficientRow], place: Place) -> Symbol | None:
    """The reader's symbol for a covariance, whichever of the two is named first."""
    first, second = (row.column.name for row in rows)
    keys = (effect_key("cov", pair, place.group) for pair in ((first, second), (second, first)))
    return next((own for own in map(labels.of, keys) if own is not None), None)


class Indexed:
    """β₀, β₁, …; b⁽ʳᵉᵍ⁾₀; covariances in one Greek letter per grouping factor."""

    name = "indexed"
    _labels: Labels = NONE

    def labelled(self, labels: Labels) -> Indexed:
        made = Indexed()
        made._labels = labels
        return made

    def coefficient(self, row: CoefficientRow) -> Symbol:
        return self._labels.coefficient(row.column.name) or Symbol(Letter("β"), _numbers(row))

    def effect(self, row: CoefficientRow, place: Place) -> Symbol:
        own = self._labels.of(effect_key("ranef", (row.column.name,), place.group))
        return own or Symbol(Letter("b"), _numbers(row), _with_repeat((Word(place.group),), place))

    def residual_deviation(self) -> Symbol:
        return self._labels.of(RESIDUAL) or Symbol(Letter("σ"))

    def deviation(self, row: CoefficientRow, place: Place) -> Symbol:
        own = self._labels.of(effect_key("sd", (row.column.name,), place.group))
        return own or self._covariance_symbol(place, _numbers(row))

    def covariance(self, rows: tuple[CoefficientRow, CoefficientRow], place: Place) -> Symbol:
        return own_covariance(self._labels, rows, place) or self._covariance_symbol(
            place, _numbers(*rows, apart=place.apart)
        )

    def common_deviation(self, place: Place) -> Symbol:
        return self._labels.of(group_key("sd", place.group)) or self._covariance_symbol(place, ())

    def correlation(self, place: Place) -> Symbol:
        if own := self._labels.of(group_key("cor", place.group)):
            return own
        deviation = self.common_deviation(place)
        return Symbol(Letter("ρ"), (deviation.base,), deviation.tag)

    def covariance_matrix(self, place: Place, number: int | None) -> Symbol:
        return self._labels.of(group_key("cov", place.group)) or Symbol(
            Letter("Σ", bold=True), (Word(place.group), *_digits(number))
        )

    def _covariance_symbol(self, place: Place, numbers: tuple[Base, ...]) -> Symbol:
        if place.letter < len(COVARIANCE_LETTERS) and COVARIANCE_LETTERS[place.letter] not in self._labels.letters:
            return Symbol(Letter(COVARIANCE_LETTERS[place.letter]), numbers)
        return Symbol(Letter(COVARIANCE_LETTERS[0]), numbers, (Digits(str(place.letter + 1)),))


class Lettered:
    """α, β, δ, … for the coefficients; ν, η, … for the levels, tagged with the coefficient they belong to."""

    name = "lettered"
    _labels: Labels = NONE

    def labelled(self, labels: Labels) -> Lettered:
        made = Lettered()
        made._labels = labels
        return made

    def coefficient(self, row: CoefficientRow) -> Symbol:
        if own := self._labels.coefficient(row.column.name):
            return own
        if row.subscript < len(COEFFICIENT_LETTERS) and COEFFICIENT_LETTERS[row.subscript] not in self._labels.letters:
            return Symbol(Letter(COEFFICIENT_LETTERS[row.subscript]))
        return Symbol(Letter("ω"), (Digits(str(row.subscript)),))

    def effect(self, row: CoefficientRow, place: Place) -> Symbol:
        own = self._labels.of(effect_key("ranef", (row.column.name,), place.group))
        return own or Symbol(self._level(place), self._level_number(place), _with_repeat(self._tag(row), place))

    def residual_deviation(self) -> Symbol:
        return self._labels.of(RESIDUAL) or Symbol(Letter("σ"), (Letter("ε"),))

    def deviation(self, row: CoefficientRow, place: Place) -> Symbol:
        own = self._labels.of(effect_key("sd", (row.column.name,), place.group))
        return own or self._covariance_symbol(place, self._tag(row))

    def covariance(self, rows: tuple[CoefficientRow, CoefficientRow], place: Place) -> Symbol:
        if own := own_covariance(self._labels, rows, place):
            return own
        first, second = (self._tag(row) for row in rows)
        if _is_letter(first) and _is_letter(second):
            return self._covariance_symbol(place, (Letter(first[0].text + second[0].text),))
        return self._covariance_symbol(place, (*first, *second))

    def common_deviation(self, place: Place) -> Symbol:
        return self._labels.of(group_key("sd", place.group)) or self._covariance_symbol(place, ())

    def correlation(self, place: Place) -> Symbol:
        return self._labels.of(group_key("cor", place.group)) or Symbol(Letter("ρ"), self._level_name(place))

    def covariance_matrix(self, place: Place, number: int | None) -> Symbol:
        own = self._labels.of(group_key("cov", place.group))
        return own or Symbol(Letter("Σ", bold=True), (*self._level_name(place), *_digits(number)))

    def _covariance_symbol(self, place: Place, tag: tuple[Base, ...]) -> Symbol:
        return Symbol(Letter("σ"), (*self._level_name(place), *_with_repeat(tag, place)))

    def _tag(self, row: CoefficientRow) -> tuple[Base, ...]:
        symbol = self.coefficient(row)
        return (symbol.base, *symbol.sub)

    def _level(self, place: Place) -> Letter:
        return Letter(LEVEL_LETTERS[place.level - 1] if self._has_letter(place) else "u")

    def _level_number(self, place: Place) -> tuple[Base, ...]:
        return () if self._has_letter(place) else (Digits(str(place.level)),)

    def _level_name(self, place: Place) -> tuple[Base, ...]:
        return (self._level(place), *self._level_number(place))

    def _has_letter(self, place: Place) -> bool:
        return place.level <= len(LEVEL_LETTERS) and LEVEL_LETTERS[place.level - 1] not in self._labels.letters


def _digits(number: int | None) -> tuple[Base, ...]:
    return () if number is None else (Digits(str(number)),)


STYLES: dict[str, Style] = {style.name: style for style in (Indexed(), Lettered())}
