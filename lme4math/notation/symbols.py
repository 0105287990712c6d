"""How things are called on the page, and the indices that count them."""

from __future__ import annotations

from lme4math.records import record


@record
class Letter:
    """One or more mathematical letters, each a symbol of its own (β, Σ, αβ); bold for vectors and matrices."""

    text: str
    bold: bool = False


@record
class Word:
    """A name of the user's own, upright and kept together, whatever characters it has."""

    text: str


@record
class Digits:
    """A number that only tells things apart (the 0 of β₀)."""

    text: str


Base = Letter | Word | Digits


@record
class Symbol:
    """The name of a thing: a base, what stands below it, and a tag that stands above it in parentheses."""

    base: Base
    sub: tuple[Base, ...] = ()
    tag: tuple[Base, ...] = ()


# --- Sizes and indices ---------------------------------------------------------------------------------------------


@record
class Size:
    """How many there are of something: its symbol, and the number where data tells it."""

    symbol: Symbol
    value: int | None = None


@record
class Index:
    """A running index, from `first` to `size`.

    Attributes:
        symbol: the letter it is called by.
        level: None for observations (i); the number of the level for its groups (j, k); -1 for a factor's own levels.
        nested: the symbol itself names the groups that it lies in (jk), and an observation's group needs no look-up.
    """

    symbol: Symbol
    size: Size
    level: int | None = None
    first: int = 1
    nested: bool = False


@record
class Fixed:
    """An index held at one value: a number, or the last one (`Size`)."""

    value: int | Size


@record
class Lookup:
    """The group that an observation belongs to: `j[i]` (Gelman & Hill 2007, section 1.1)."""

    group: Index
    of: Index | Fixed


@record
class LevelOf:
    """The level of a factor that an observation has: `type[i]`."""

    factor: Symbol
    of: Index | Fixed


Position = Index | Fixed | Lookup | LevelOf
