"""What messages ask of readers, in the words of where they are read: in a program, or on the page in the browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from lme4math.records import record

GAP = "…"
"""Stands among levels for those that are not named."""


@record
class Asking:
    """How a reader is asked for something.

    Attributes:
        another_model: how another model of a script is chosen.
        declared: how a variable, by its levels, is declared as a factor.
        data: how the data are given with the code.
        contrasts: how contrasts are given that a print does not show.
    """

    another_model: str
    declared: Callable[[str, Sequence[str]], str]
    data: str
    contrasts: str


def _in_python(variable: str, levels: Sequence[str]) -> str:
    return f"factors={{{variable!r}: [{', '.join(level if level == GAP else repr(level) for level in levels)}]}}"


def _on_page(variable: str, levels: Sequence[str]) -> str:
    return f"{variable}={','.join(levels)} under “Categorical variables”"


PROGRAM = Asking("by `which=` or `--model`", _in_python, "parse(code, data)", "by code=, the R code of the fit")
PAGE = Asking(
    "in the list “Model” below the code",
    _on_page,
    "a file of data (.csv) below the code",
    "by the code in the place of the print",
)
_ASKING = ContextVar("asking", default=PROGRAM)


def asking() -> Asking:
    """How to ask here."""
    return _ASKING.get()


@contextmanager
def asked(how: Asking) -> Iterator[None]:
    """Within this, messages ask in these words."""
    before = _ASKING.set(how)
    try:
        yield
    finally:
        _ASKING.reset(before)
