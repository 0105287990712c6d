"""Words of a text, as the tables of names are written."""

from __future__ import annotations


def words(*lines: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(" ".join(lines).split())
