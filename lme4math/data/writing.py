"""Dates and times as R reads and writes them (Date, POSIXct in UTC), and the order in which R sorts text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from lme4math.errors import DataError

Calendar = Literal["", "date", "moment"]
"""What numbers count: nothing in particular, days or seconds since 1970."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNITS = {"date": timedelta(days=1), "moment": timedelta(seconds=1)}
_WRITTEN = re.compile(r"(\d{1,4})([-/])(\d{1,2})\2(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d*)?))?)?")


def calendar_labels(numbers: Sequence[float], calendar: Calendar) -> list[str]:
    """Dates and moments as `as.character` writes them; the time of day only if one of them is not midnight."""
    try:
        moments = [_EPOCH + number * _UNITS[calendar] for number in numbers]
    except OverflowError:
        raise DataError("A date is beyond the years 1 to 9999.") from None
    of_day = calendar == "moment" and any(number % 86400 for number in numbers)
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
        return days * 86400.0 + int(hour or 0) * 3600 + int(minute or 0) * 60 + float(second or 0)
    except ValueError:
        raise DataError(f"{text!r} is not a date.", hint='Write dates as "2024-12-31".') from None


_PUNCTUATION = "_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"
"""ASCII signs in the order of the CLDR root collation, all before the digits."""

_EXPANSIONS = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L"}
)
"""Letters that the root collation treats as variants of others, but that Unicode does not decompose."""


def collation_key(text: str) -> tuple[tuple[tuple[int, int], ...], str, str, str]:
    """A key that sorts text as ICU's root collation does, for text in common use.

    The levels of the comparison are those of the Unicode Collation Algorithm: first the base characters (blanks, signs,
    digits, then letters without regard to case), then accents, then case with lower before upper, then code points.
    Letters of different scripts follow one another in the order of their code points, which is the root's for Latin,
    Greek and Cyrillic.
    """
    decomposed = unicodedata.normalize("NFKD", text.translate(_EXPANSIONS))
    base = [character for character in decomposed if not unicodedata.combining(character)]
    accents = "".join(character if unicodedata.combining(character) else "\x00" for character in decomposed)
    case = "".join("1" if character.isupper() else "0" for character in base)
    return tuple(_primary(character) for character in base), accents, case, text


def _primary(character: str) -> tuple[int, int]:
    category = unicodedata.category(character)
    if character.isspace():
        return 0, ord(character)
    if (place := _PUNCTUATION.find(character)) >= 0:
        return 1, place
    if category.startswith("N"):
        return 3, unicodedata.digit(character, ord(character))
    if category.startswith("L"):
        return 4, ord(character.lower()[0])
    return 2, ord(character)
