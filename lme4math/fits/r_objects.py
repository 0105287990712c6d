"""R's objects as a file holds them: values only, of which nothing can be run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

import numpy as np

from lme4math.data import FloatArray, IntArray
from lme4math.records import record


@record(eq=False)
class RObject:
    """An object of R.

    Attributes:
        kind: R's `typeof`: "NULL", "symbol", "pairlist", "language", "environment", "logical", "integer", "double",
            "complex", "character", "list", "expression", "raw", "S4"; "missing" for an argument that is empty; also
            "function" and "other", of which nothing is kept.
        value: an array of numbers (of logicals, integers with -2³¹ where missing); of text and lists a sequence (None
            is NA); of pairlists and calls pairs of names and objects; of a symbol its name; of an environment what its
            names hold.
        attributes: by name; of an S4 object its slots, and "class".
    """

    kind: str
    value: Any = None
    attributes: Mapping[str, RObject] = field(default_factory=dict)

    def __len__(self) -> int:
        return 0 if self.value is None else len(self.value)

    def __bool__(self) -> bool:
        return self.kind != "NULL"

    def attribute(self, name: str) -> RObject:
        """An attribute or slot; NULL where there is none."""
        return self.attributes.get(name, NULL)

    @property
    def classes(self) -> tuple[str, ...]:
        """R's class attribute."""
        return self.attribute("class").texts

    @property
    def names(self) -> tuple[str, ...]:
        """R's names, "" where an element has none; nothing where there are no names."""
        if self.kind in ("pairlist", "language"):
            return tuple(name or "" for name, _ in self.value)
        return self.attribute("names").texts

    @property
    def texts(self) -> tuple[str, ...]:
        """Of a character vector its strings, NA as text; else nothing."""
        return tuple("NA" if one is None else one for one in self.value) if self.kind == "character" else ()

    @property
    def items(self) -> Sequence[RObject]:
        """Of a list its elements; else nothing."""
        if self.kind in ("pairlist", "language"):
            return [one for _, one in self.value]
        return self.value if self.kind in ("list", "expression") else ()

    def element(self, name: str) -> RObject:
        """What a list holds by this name, or a field of a reference class; NULL where there is nothing.

        Fields are in the environment that is the object's slot `.xData`, those of a declared type as `.->name`.
        """
        held = self.attributes.get(".xData", self)
        if held.kind == "environment":
            found: RObject = held.value.get(f".->{name}") or held.value.get(name, NULL)
            return found
        return next((one for own, one in zip(self.names, self.items, strict=False) if own == name), NULL)

    @property
    def numbers(self) -> FloatArray:
        """Of a numeric or logical vector its numbers, NaN where missing; else none."""
        if self.kind == "double":
            own: FloatArray = self.value
            return own
        if self.kind not in ("integer", "logical"):
            return np.empty(0)
        numbers: FloatArray = self.value.astype(np.float64)
        numbers[self.value == MISSING] = np.nan
        return numbers

    @property
    def whole(self) -> IntArray:
        """Of an integer or logical vector its numbers as they are; else none."""
        own: IntArray = self.value if self.kind in ("integer", "logical") else np.empty(0, dtype=np.int32)
        return own

    @property
    def dim(self) -> tuple[int, ...]:
        """The dimensions of an array; nothing for a vector."""
        return tuple(int(one) for one in self.attribute("dim").numbers if one >= 0)


MISSING = -(2**31)
"""R's NA among integers and logicals."""

NULL = RObject("NULL")
