"""Symbols, the indices that count observations and groups, and the letters that they are given.

No letter of an index, nor of the number of things that it counts, is a name of the user's.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from lme4math.errors import FormulaError
from lme4math.model import MixedModel, variables_in
from lme4math.records import record

ACCENTS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "dot": "\u0307", "ddot": "\u0308", "vec": "\u20d7"}
"""LaTeX's names of the accents that a letter may have, and Unicode's combining marks."""


@record
class Letter:
    """One or more mathematical letters, each a symbol of its own (β, Σ, αβ); bold for vectors and matrices.

    Attributes:
        accent: one of `ACCENTS`, or "".
    """

    text: str
    bold: bool = False
    accent: str = ""


@record
class Word:
    """A name of the user's own, upright and kept together, whatever characters it has."""

    text: str


@record
class Digits:
    """A number in a subscript (the 0 of β₀)."""

    text: str


Base = Letter | Word | Digits


@record
class Symbol:
    """A name on the page: its base, its subscript, and a tag above in parentheses."""

    base: Base
    sub: tuple[Base, ...] = ()
    tag: tuple[Base, ...] = ()


def plain_text(symbol: Symbol) -> str:
    """A symbol within a sentence."""
    parts = [part.text + ACCENTS.get(getattr(part, "accent", ""), "") for part in (symbol.base, *symbol.sub)]
    return parts[0] + ("_" + ",".join(parts[1:]) if symbol.sub else "")


# --- Sizes and indices ---------------------------------------------------------------------------------------------


@record
class Size:
    """A number of observations, groups or levels: its symbol, and its value where the data are known."""

    symbol: Symbol
    value: int | None = None


@record
class Index:
    """A running index, from `first` to `size`.

    Attributes:
        symbol: the letter it is called by.
        level: None for observations (i); the number of the level for its groups (j, k); -1 for a factor's own levels.
        nested: whether the symbol names the outer groups too (jk), so that an observation's group needs no look-up.
    """

    symbol: Symbol
    size: Size
    level: int | None = None
    first: int = 1
    nested: bool = False


def contains(index: Index, other: Index) -> bool:
    """Whether a nested index names another's group too, as jk does k."""
    both = index.nested and other.nested and index.level is not None and other.level is not None
    return both and set(other.symbol.base.text) < set(index.symbol.base.text)


@record
class Fixed:
    """One value of an index: a number, or the last one (`Size`)."""

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


GROUP_LETTERS = "jkmhgqrd"
"""Without l, which looks like 1, and without n, which counts observations."""
FACTOR_LETTERS = "stuvw"
OBSERVATION_LETTERS, COUNT_LETTERS = "ioae", "nNIO"
"""The first that is not a name of the user's is taken, or the last if all are."""


def _lettered(letters: str, number: int) -> tuple[str, tuple[Digits, ...]]:
    """The letter for the `number`-th thing (0-based), with a subscript once the letters have run out."""
    if number < len(letters):
        return letters[number], ()
    return letters[0], (Digits(str(number + 1)),)


def index_of(letters: str, number: int, level: int, n: int | None, first: int = 1) -> Index:
    """The index of the `number`-th thing (0-based) that some letters count."""
    letter, sub = _lettered(letters, number)
    size = Size(Symbol(Letter(letter.upper()), sub), n)
    return Index(Symbol(Letter(letter), sub), size, level, first)


def nesting(model: MixedModel) -> tuple[int, ...]:
    """The levels from the innermost to the outermost where each nests in the next by its variables, else nothing."""
    order = sorted(range(len(model.levels)), key=lambda place: -len(model.levels[place].variables))
    sets = [frozenset(model.levels[place].variables) for place in order]
    nested = all(inner > outer for inner, outer in pairwise(sets))
    return tuple(place + 1 for place in order) if nested else ()


def names_taken(model: MixedModel) -> frozenset[str]:
    """Every name that the user gave to something, so that no letter of ours is one of them."""
    arguments = [argument for argument in (model.weights_argument, model.offset_argument) if argument is not None]
    expressions = (*(variable.expression for variable in model.variables), *arguments)
    grouping = (name for group in model.levels for name in (group.name, *group.variables))
    return frozenset(grouping).union(*map(variables_in, expressions)) - model.constants


def factor_letters(taken: frozenset[str]) -> str:
    """The letters for indices over the levels of factors."""
    return _free(FACTOR_LETTERS, taken) or FACTOR_LETTERS


def _free(letters: str, taken: frozenset[str]) -> str:
    """The letters of indices that are free together with their capitals, the letters of the sizes."""
    return "".join(letter for letter in letters if not {letter, letter.upper()} & taken)


def _first_free(letters: str, taken: frozenset[str]) -> str:
    return next((letter for letter in letters if letter not in taken), letters[-1])


def indices(model: MixedModel, n: int | None, taken: frozenset[str]) -> tuple[Index, tuple[Index, ...]]:
    """i for observations, and an index of its own for each level."""
    free = _free(GROUP_LETTERS, taken)
    observation, count = _first_free(OBSERVATION_LETTERS, taken), _first_free(COUNT_LETTERS, taken)
    groups = (
        index_of(free or GROUP_LETTERS, number, number + 1, group.n_levels) for number, group in enumerate(model.levels)
    )
    return Index(Symbol(Letter(observation)), Size(Symbol(Letter(count)), n)), tuple(groups)


LINK_LETTERS = "gfhψ"
"""g is the textbooks' letter for a link function (McCullagh & Nelder 1989, section 2.2)."""


def link_letter(taken: frozenset[str], indices: Iterable[Index]) -> Symbol:
    """The letter of a link function of the user's own: that of no index, and no name of the user's."""
    letters = {letter for index in indices for letter in index.symbol.base.text}
    return Symbol(Letter(_first_free(LINK_LETTERS, taken | letters)))


def nested_indices(model: MixedModel, taken: frozenset[str]) -> tuple[Index, tuple[Index, ...]]:
    """ijk for observations, jk for the inner groups, k for the outer ones."""
    chain = nesting(model)
    if not chain or len(chain) > len(GROUP_LETTERS):
        many = f"There are letters for {len(GROUP_LETTERS)} groups that nest in one another, and here are {len(chain)}"
        why = many if chain else "The groups do not nest in one another"
        last = model.levels[-1].spans[0]
        raise FormulaError(f"{why}, so an observation has no nested index such as ijk.", last, 'Use index="lookup".')
    letters = _group_letters(taken)[: len(chain)]
    first, count_letter = observation_letters(taken)
    groups: dict[int, Index] = {}
    for place, level in enumerate(chain):
        outer = letters[place + 1 :]
        count = model.levels[level - 1].n_levels if not outer else None
        size = Size(Symbol(Letter(letters[place].upper()), (Letter(outer),) if outer else ()), count)
        groups[level] = Index(Symbol(Letter(letters[place:])), size, level, nested=True)
    size = Size(Symbol(Letter(count_letter), (Letter(letters),)))
    observation = Index(Symbol(Letter(first + letters)), size, nested=True)
    return observation, tuple(groups[level] for level in sorted(groups))


def _group_letters(taken: frozenset[str]) -> str:
    """The letters of nested groups, those first that are no name of the user's."""
    free = _free(GROUP_LETTERS, taken)
    return free + "".join(letter for letter in GROUP_LETTERS if letter not in free)


def nested_letters(taken: frozenset[str], number: int) -> str | None:
    """So many letters for groups, each of which stands beside others in one index; None where there are too few."""
    return None if number > len(GROUP_LETTERS) else _group_letters(taken)[:number]


def observation_letters(taken: frozenset[str]) -> tuple[str, str]:
    """The letter that counts observations within their groups, and that of their number."""
    return _first_free(OBSERVATION_LETTERS, taken), _first_free(COUNT_LETTERS, taken)
