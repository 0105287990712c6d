"""What an excerpt of a long model leaves out of its sums, matrices and tables."""

from __future__ import annotations

from lme4math.english import quoted
from lme4math.records import record


@record
class Omitted:
    """Coefficients that are left out.

    Attributes:
        count: how many.
        of: what they are of: "levels of", "coefficients of", or "coefficients" of several terms.
        name: the factor or the term of the formula; "" of several.
    """

    count: int
    of: str = "coefficients"
    name: str = ""

    @property
    def phrase(self) -> str:
        """In words, such as "198 more levels of `site`"."""
        return f"{self.count:,} more {self.of}" + (f" {quoted(self.name)}" if self.name else "")
