"""Names with nested indices: y_{ijk}, an observation by its number within its groups, as multilevel textbooks do.

An index names the groups outside it too: jk is class j of school k. Groups that cross have a letter each, and an
observation is the i-th one with both: y_{ijk} again. Where the groups of a factor are the combinations of those of
others, jk names them.
"""

from __future__ import annotations

from dataclasses import replace

from lme4math.notation.names.naming import Names
from lme4math.notation.names.symbols import (
    Index,
    Letter,
    Size,
    Symbol,
    names_taken,
    nested_letters,
    observation_letters,
)


def with_nested_indices(names: Names) -> Names:
    """The same names with nested indices; as they are where there are more groups than letters."""
    hierarchy = names.hierarchy
    counted = [level for level in hierarchy.inwards if not names.is_combination(level)]
    taken = names_taken(names.model) | names.labels.letters
    letters = nested_letters(taken, len(counted))
    if letters is None:
        return names
    own = dict(zip(counted, letters, strict=True))
    groups = tuple(_group(names, level, own) for level in range(1, len(names.groups) + 1))
    first, count = observation_letters(taken)
    whole = "".join(letters)
    size = Size(Symbol(Letter(count), (Letter(whole),) if whole else ()))
    return replace(names, observation=Index(Symbol(Letter(first + whole)), size, nested=True), groups=groups)


def _group(names: Names, level: int, own: dict[int, str]) -> Index:
    """The index of a level's groups: its own letter, then those of the groups outside it."""
    around = set(names.hierarchy.outer[level - 1])
    outer = "".join(letter for one, letter in own.items() if one in around)
    letter = own.get(level, "")
    count = names.model.levels[level - 1].n_levels if not outer else None
    size = Size(Symbol(Letter((letter or outer).upper()), (Letter(outer),) if outer and letter else ()), count)
    return Index(Symbol(Letter(letter + outer)), size, level, nested=True)
