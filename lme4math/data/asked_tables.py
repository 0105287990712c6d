"""What is asked of a table of variables wherever a formula is read with it."""

from __future__ import annotations

from lme4math.data.table import Table
from lme4math.data.values import Numbers


class AskedTable:
    """The base of data in memory, and of frames that a fit has stored."""

    __slots__ = ()
    table: Table

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the variables, which `.` stands for."""
        return self.table.names

    def has(self, name: str) -> bool:
        """Whether there is a variable of this name."""
        return name in self.columns

    def has_words(self, name: str) -> bool:
        """Whether there is a variable of this name that holds no numbers."""
        return self.has(name) and not isinstance(self.table.column(name), Numbers)
