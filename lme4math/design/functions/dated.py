"""What R's operators and functions make of dates and moments, which stay what they are or are refused.

Sources: `Ops.Date`, `Math.Date`, `Summary.Date`, `-.POSIXt` and `c.Date` of R's package base.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from lme4math.design.calendar import Calendar
from lme4math.design.values import FloatArray, Numbers, Value
from lme4math.errors import DataError

SECONDS_PER_DAY = 86_400.0
_UNITS: Mapping[float, float] = {60.0: 1.0, 3600.0: 60.0, SECONDS_PER_DAY: 3600.0}
"""Below which smallest difference of moments R counts in units of how many seconds; beyond, in days."""


def calendar_of(value: Value | None) -> Calendar:
    """What the numbers of a value count."""
    return value.calendar if isinstance(value, Numbers) else ""


def refuse_dates(what: str, *values: Value | None) -> None:
    """Raise DataError where one of the values is of dates or moments, for which R does not define `what`."""
    if any(map(calendar_of, values)):
        raise DataError(f"{what} is not defined for dates.", hint="Write as.numeric(…) for their numbers.")


def refuse_mixture(values: Iterable[Value]) -> None:
    """Raise DataError where dates and moments come together, which R would take for numbers of one kind."""
    if len({calendar_of(value) for value in values} - {""}) > 1:
        raise DataError("Dates and moments cannot be set against each other.", hint="Write as.Date(…) for the moments.")


def of_sum(operator: str, e1: Value, e2: Value | None) -> Calendar:
    """What the result of arithmetic counts.

    Raises:
        DataError: R does not define it for dates.
    """
    one, two = calendar_of(e1), calendar_of(e2)
    if not (one or two) or (operator == "+" and e2 is None):
        return one
    if (operator == "+" and not (one and two)) or (operator == "-" and e2 is not None and not two):
        return one or two
    if operator == "-" and one == two:
        return ""
    if one and two and operator == "-":
        refuse_mixture([e1, e2] if e2 is not None else [e1])
    refuse_dates(f"`{operator}` here", e1, e2)
    return ""


def in_rs_units(seconds: FloatArray) -> FloatArray:
    """Differences of moments in the unit that R chooses by the smallest of them: seconds, minutes, hours or days."""
    sizes = np.abs(seconds[np.isfinite(seconds)])
    smallest = float(sizes.min()) if len(sizes) else 0.0
    unit = next((unit for limit, unit in _UNITS.items() if smallest < limit), SECONDS_PER_DAY)
    return seconds / unit
