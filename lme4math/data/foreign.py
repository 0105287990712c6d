"""The one door to objects of other libraries: what they raise becomes a refusal in words.

A column's library, an engine, or the methods of a cell of somebody's own class may raise anything.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from lme4math.errors import DataError

N_ROWS = "lme4math_rows"
"""The name of counts among the columns that an engine answers with."""

Answer = TypeVar("Answer")


def ask(question: Callable[[], Answer], what: str, hint: str) -> Answer:
    """What other libraries answer.

    Args:
        question: makes them work.
        what: the beginning of the sentence that is said where they fail.
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
        raise DataError(f"{what}: {_said(error)}.", hint=hint) from error


def answer(question: Callable[[], Any]) -> Any:
    """What an engine answers.

    Raises:
        DataError: it cannot, for its rows are computed only now.
    """
    return ask(question, "The data cannot be computed where it is", "Take the frame into memory by itself, and look.")


def n_rows(frame: Any) -> int:
    """The number of rows of a lazy frame."""
    import narwhals as nw

    return int(answer(lambda: frame.select(nw.len().alias(N_ROWS)).collect().item()))


def _said(error: BaseException) -> str:
    """The first line of what an error says, unless that shows Python's own objects or cannot be made."""
    try:
        said = str(error).strip().partition("\n")[0].rstrip(".")
    except Exception:
        said = ""
    return type(error).__name__ if not said or "<" in said else said
