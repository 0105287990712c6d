"""Asking an engine about a table that is not in memory: what comes back is a count, or a refusal in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lme4math.errors import DataError

N_ROWS = "lme4math_rows"
"""The name of counts among the columns that an engine answers with."""


def answer(ask: Callable[[], Any]) -> Any:
    """What the engine answers.

    Raises:
        DataError: it cannot, for its rows are computed only now.
    """
    try:
        return ask()
    except Exception as error:
        said = str(error).strip().partition("\n")[0].rstrip(".") or type(error).__name__
        raise DataError(
            f"The data cannot be computed where it is: {said}.", hint="Take the frame into memory by itself, and look."
        ) from error


def n_rows(frame: Any) -> int:
    """The number of rows of a lazy frame."""
    import narwhals as nw

    return int(answer(frame.select(nw.len().alias(N_ROWS)).collect).item())
