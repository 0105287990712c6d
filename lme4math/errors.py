"""The errors of this package, and the checks of the arguments of public functions.

An error has its message, its place in the code and a hint as fields; the picture with carets is drawn when the error
is printed. Each check raises an error of one sentence that names what was given and what is expected.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from difflib import get_close_matches
from numbers import Real
from os import PathLike, fsencode
from pathlib import Path
from typing import Any, TypeVar

from lme4math.source import Source, Span, visible

LONGEST_NAME, MOST_NAMES = 60, 50
"""The most characters of an unknown name in a message, and the most known names that are listed beside it."""


class Error(Exception):
    """The base of every error that this package raises for an input.

    >>> import lme4math
    >>> try:
    ...     lme4math.parse("y ~ x + (1 | g")
    ... except lme4math.Error as error:
    ...     print(error)
    The bracket ...
    y ~ x + (1 | g
            ^
    Hint: ...

    Attributes:
        message: what is wrong, in one plain sentence.
        span: the offending characters as `(start, end)` in the text given, or None where the error has no place.
        hint: the likely repair, or None.
    """

    def __init__(
        self, message: str, span: Span | None = None, hint: str | None = None, source: Source | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.span = span
        self.hint = hint
        self.source = source

    def within(self, source: Source) -> Error:
        """Set the text into which the span points, unless it is set already.

        Args:
            source: the text.
        """
        if self.source is None:
            self.source = source
        return self

    def __str__(self) -> str:
        lines = [self.message]
        if self.span is not None and self.source is not None and self.source.text.strip():
            lines.append(self.source.caret_picture(self.span))
        if self.hint:
            lines.append(f"Hint: {self.hint}")
        return "\n".join(visible(line) for part in lines for line in part.split("\n"))


class FormulaError(Error, ValueError):
    """The text is not a model that lme4 would fit."""


class DataError(Error, ValueError):
    """The data, or another argument, does not fit the model, or cannot be read."""


class LabelError(Error, ValueError):
    """A label cannot be used: it is no symbol, or what it would stand for is another thing's."""


class NotThereError(Error, ValueError):
    """There is nothing of the name or number that was given."""


def not_installed(package: str | None, place: str) -> Error:
    """The error where a package is missing that lme4math declares, as in a browser that could not fetch it."""
    message = f"This needs {package}, which {place} does not have."
    return Error(message, hint="Python on your computer has it: `pip install lme4math`.")


def not_there(what: str, asked: object, there: Collection[str]) -> NotThereError:
    """The error for an unknown name, with the known names, and the one that was likely meant."""
    if not isinstance(asked, str | int) or (isinstance(asked, int) and abs(asked) >= 10**LONGEST_NAME):
        return NotThereError(f"There is no {what} of type {type(asked).__name__}; there {_are(there)}.")
    name = str(asked)
    name = name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…"
    close = [one for one in there if one.lower() == name.lower()] or get_close_matches(name, there, 1)
    hint = f"Did you mean {close[0]!r}?" if close else None
    shown = name if isinstance(asked, int) else repr(name)
    return NotThereError(f"There is no {what} {shown}; there {_are(there)}.", hint=hint)


def _are(there: Collection[str]) -> str:
    if not there:
        return "are none"
    more = f" and {len(there) - MOST_NAMES} more" if len(there) > MOST_NAMES else ""
    return f"{'is' if len(there) == 1 else 'are'} {', '.join(list(there)[:MOST_NAMES])}{more}"


T = TypeVar("T")


def one_of(asked: object, there: Collection[str], what: str) -> str:
    """Check that a name is known.

    Args:
        asked: what the caller wrote.
        there: the names.
        what: what they are names of, such as "notation".

    Raises:
        NotThereError: it is none of them.
    """
    if not isinstance(asked, str) or asked not in there:
        raise not_there(what, asked, there)
    return asked


def truth(value: Any, name: str) -> bool:
    """True or False; numpy's, 0 and 1 too.

    Raises:
        DataError: it is another value.
    """
    if type(value).__name__ in ("bool", "bool_") or (isinstance(value, int) and value in (0, 1)):
        return bool(value)
    raise DataError(f"{name} must be True or False; {a_value(value)} was given.")


def number(value: object, name: str, bounds: str, fits: Callable[[float], bool]) -> float:
    """A number within bounds.

    Args:
        value: what the caller gave.
        name: the argument's name.
        bounds: the bounds in words, such as "above 0".
        fits: whether a number is within them.

    Raises:
        DataError: it is another value.
    """
    with suppress(OverflowError):  # integers beyond all floating-point numbers
        if isinstance(value, Real) and fits(float(value)):
            return float(value)
    raise DataError(f"{name} must be a number {bounds}; {a_value(value)} was given.")


def file_path(value: object) -> Path:
    """The path of a file.

    Raises:
        DataError: it is none.
    """
    if not isinstance(value, str | PathLike):
        raise DataError(f"path must be the name of a file; {a_value(value)} was given.")
    path = Path(value)
    with suppress(UnicodeEncodeError):
        if path.name and b"\0" not in fsencode(path):
            return path
    raise DataError(f"{str(path)!r} is not the name of a file.")


def mapping(value: object, name: str) -> Mapping[Any, Any]:
    """A mapping.

    Raises:
        DataError: it is another value.
    """
    if isinstance(value, Mapping):
        return value
    raise DataError(f"{name} must be a mapping; {a_value(value)} was given.")


def of_type(value: object, kind: type[T], name: str) -> T:
    """A value of this package's own.

    Raises:
        DataError: it is of another type.
    """
    if isinstance(value, kind):
        return value
    raise DataError(f"{name} must be of type {kind.__name__}; {a_value(value)} was given.")


def a_value(value: object) -> str:
    """A value as a message names it: numbers by themselves, all else by type."""
    if value is None or isinstance(value, bool | float) or (isinstance(value, int) and abs(value) < 10**15):
        return str(value)
    return f"a value of type {type(value).__name__}"
