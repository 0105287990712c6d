"""Dates and times as R reads and writes them (Date, POSIXct in UTC)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from lme4math.errors import DataError

Calendar = Literal["", "date", "moment"]
"""What numbers count: nothing in particular, days or seconds since 1970."""

SECONDS_PER_DAY = 86_400.0

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNITS = {"date": timedelta(days=1), "moment": timedelta(seconds=1)}
_WRITTEN = re.compile(r"(\d{1,4})([-/])(\d{1,2})\2(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d*)?))?)?")


def calendar_labels(numbers: Sequence[float], calendar: Calendar) -> list[str]:
    """Dates and moments as `as.character` writes them; the time of day only if one of them is not midnight."""
    try:
        moments = [_EPOCH + number * _UNITS[calendar] for number in numbers]
    except OverflowError:
        raise DataError("A date is beyond the years 1 to 9999.") from None
    of_day = calendar == "moment" and any(number % SECONDS_PER_DAY for number in numbers)
    return [moment.strftime("%Y-%m-%d %H:%M:%S" if of_day else "%Y-%m-%d").rjust(10, "0") for moment in moments]


def calendar_number(text: str, calendar: Calendar) -> float:
    """The days or seconds since 1970 that text stands for; what follows a date is ignored, as in R.

    Raises:
        DataError: it is no date as R reads them.
    """
    found = _WRITTEN.match(text.strip())
    try:
        if found is None:
            raise ValueError
        year, _, month, day, hour, minute, second = found.groups()
        days = (date(int(year), int(month), int(day)) - _EPOCH.date()).days
        if calendar == "date":
            return float(days)
        return days * SECONDS_PER_DAY + int(hour or 0) * 3600 + int(minute or 0) * 60 + float(second or 0)
    except ValueError:
        raise DataError(f"{text!r} is not a date.", hint='Write dates as "2024-12-31".') from None
