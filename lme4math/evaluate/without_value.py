"""The error of a tree that cannot be evaluated."""

from __future__ import annotations

from lme4math.errors import DataError


class CannotEvaluateError(DataError):
    """A tree that was changed by hand into one that has no value."""
