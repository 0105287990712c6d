"""Calls into other libraries, whose errors of any kind become a DataError.

A column's library, an engine, or the methods of a user-defined class in a cell may raise anything.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from lme4math.errors import DataError

N_ROWS = "lme4math_rows"
"""The name of counts among the columns that an engine answers with."""

Answer = TypeVar("Answer")


def attempt(question: Callable[[], Answer], what: str, hint: str) -> Answer:
    """The result of a call into other libraries.

    Args:
        question: the call.
        what: the beginning of the message where they fail.
        hint: the likely repair.

    Raises:
        DataError: they fail, a panic of Rust included, which is no Exception; an interruption stays one.
    """
    try:
        return question()
    except DataError:
        raise
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise DataError(f"{what}: {_first_line(error)}.", hint=hint) from error


def answer(question: Callable[[], Any]) -> Any:
    """The result of a query to an engine.

    Raises:
        DataError: it cannot, for its rows are computed only now.
    """
    return attempt(
        question, "The data cannot be computed where it is", "Take the frame into memory by itself, and look."
    )


def n_rows(frame: Any) -> int:
    """The number of rows of a lazy frame."""
    import narwhals as nw

    return int(answer(lambda: frame.select(nw.len().alias(N_ROWS)).collect().item()))


def _first_line(error: BaseException) -> str:
    """The first line of an error's message, unless that shows Python's own objects or cannot be made."""
    try:
        line = str(error).strip().partition("\n")[0].rstrip(".")
    except Exception:
        line = ""
    return type(error).__name__ if not line or "<" in line else line
