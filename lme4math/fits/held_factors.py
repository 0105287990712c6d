"""The relative covariance factor of one random term of which one standard deviation or correlation is given."""

from __future__ import annotations

import numpy as np

from lme4math.data import FloatArray
from lme4math.fits.relative_factors import RelativeFactor
from lme4math.model import Covariance
from lme4math.records import record


@record(eq=False)
class HeldFactor:
    """T with one parameter of Σ given.

    Structured terms have it among their own parameters. An unstructured one is factored with other effects first: the
    first row of that factor has nothing but the standard deviation of the first effect, and the second is proportional
    to (ρ, √(1 − ρ²)). That T is no triangle then, which changes nothing, as only Σ = TT′ counts.

    Attributes:
        whole: T without anything given.
        order: the effects in the order in which they are factored.
        place: which of the parameters is given; of an unstructured term 0 is the standard deviation of the first effect
            in that order, relative to the scale of T, and 1 its correlation with the second.
        given: its value.
    """

    whole: RelativeFactor
    order: tuple[int, ...]
    place: int
    given: float

    @property
    def covariance(self) -> Covariance:
        return self.whole.covariance

    @property
    def p(self) -> int:
        return self.whole.p

    @property
    def n_parameters(self) -> int:
        return self.whole.n_parameters - 1

    @property
    def rows(self) -> tuple[int | None, ...]:
        rows = self.whole.rows
        return tuple(None if row is None else self.order[row] for at, row in enumerate(rows) if at != self.place)

    @property
    def correlates(self) -> tuple[bool, ...]:
        return tuple(correlates for at, correlates in enumerate(self.whole.correlates) if at != self.place)

    @property
    def start(self) -> FloatArray:
        return self._without(self.whole.start)

    @property
    def least(self) -> FloatArray:
        return self._without(self.whole.least)

    @property
    def most(self) -> FloatArray:
        return self._without(self.whole.most)

    def value(self, parameters: FloatArray) -> FloatArray:
        """T, p × p."""
        return self._in_order(self.whole.value(self._all(parameters)))

    def derivatives(self, parameters: FloatArray) -> FloatArray:
        """The derivatives of T by each of the other parameters."""
        each = self.whole.derivatives(self._all(parameters))
        if self._polar:
            each[self.p] = self.given * each[1] + np.sqrt(1.0 - self.given**2) * each[self.p]
        return self._in_order(self._without(each))

    def by_given(self, parameters: FloatArray) -> FloatArray:
        """The derivative of T by a standard deviation that is given."""
        return self._in_order(self.whole.derivatives(self._all(parameters))[self.place])

    def positive(self, parameters: FloatArray) -> FloatArray:
        """The same parameters: signs are free, as only Σ counts."""
        return parameters

    def near(self, parameters: FloatArray) -> FloatArray:
        """The other parameters, where these are all of the same Σ."""
        if self.covariance.structure != "us":
            return self._without(parameters)
        upper = np.asarray(np.linalg.qr(self.whole.value(parameters)[list(self.order)].T, mode="r"))
        lower = upper.T * np.where(np.diag(upper) < 0, -1.0, 1.0)
        columns, rows = np.triu_indices(self.p)
        entries = lower[rows, columns]
        if self._polar:
            entries[self.p] = np.hypot(entries[1], entries[self.p])
        return self._without(entries)

    @property
    def _polar(self) -> bool:
        """Whether it is a correlation whose row of the factor is given by its length."""
        return self.covariance.structure == "us" and self.place == 1

    def _all(self, parameters: FloatArray) -> FloatArray:
        every: FloatArray = np.insert(parameters, self.place, self.given)
        if self._polar:
            length = every[self.p]
            every[1], every[self.p] = self.given * length, np.sqrt(1.0 - self.given**2) * length
        return every

    def _without(self, values: FloatArray) -> FloatArray:
        return np.delete(values, self.place, axis=0)

    def _in_order(self, factor: FloatArray) -> FloatArray:
        """Rows in the order of the term's own columns."""
        return factor[..., np.argsort(self.order), :]
