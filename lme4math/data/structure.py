"""The structure of a design: which grouping factors nest, which cross, and how often each level is observed.

All of it follows from the numbers of observations in each observed combination of some variables. An array in memory
has these, and so does a database, so the structure of a table too large for memory is known as well.
"""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import combinations
from typing import Literal

import numpy as np

from lme4math.data.groups import Counts
from lme4math.data.remarks.of_counts import left_out, nesting_remarks, term_remarks
from lme4math.errors import of_type
from lme4math.libraries import Cells
from lme4math.model import Column, GroupingFactor, MixedModel
from lme4math.records import record
from lme4math.source import visible
from lme4math.tabular import ResultTable, Tabular

Relation = Literal["nested", "crossed", "partially crossed", "same"]


@record
class LevelSizes:
    """How often the levels of a grouping factor are observed.

    Attributes:
        name: the name of the grouping factor.
        n_levels: the number of its levels that occur.
        smallest, median, largest: numbers of observations of a level.
    """

    name: str
    n_levels: int
    smallest: int
    median: float
    largest: int

    @property
    def phrase(self) -> str:
        """The same in a few words.

        >>> LevelSizes("school", n_levels=2, smallest=3, median=3.0, largest=3).phrase
        '2 levels of 3 observations'
        """
        spread = f"{self.smallest:,}" if self._even else f"{self.smallest:,}–{self.largest:,}"
        return f"{self._levels} of {spread} {self._observations}"

    @property
    def spread(self) -> str:
        """The numbers of observations of its levels.

        >>> LevelSizes("school", n_levels=3, smallest=1, median=2.0, largest=4).spread
        '1 to 4 (median 2)'
        """
        if self._even:
            return f"{self.smallest:,}"
        return f"{self.smallest:,} to {self.largest:,} (median {self.median:,g})"

    def __str__(self) -> str:
        if self._even:
            return f"{visible(self.name)}: {self._levels} with {self.smallest:,} {self._observations} each."
        sizes = f"{self.smallest:,} to {self.largest:,} {self._observations} (median {self.median:,g})"
        return f"{visible(self.name)}: {self._levels} with {sizes}."

    @property
    def _even(self) -> bool:
        return self.smallest == self.largest

    @property
    def _levels(self) -> str:
        return f"{self.n_levels:,} level" + "s" * (self.n_levels != 1)

    @property
    def _observations(self) -> str:
        return "observation" + "s" * (self.largest != 1)


@record
class Pair:
    """The relation of two grouping factors in the data.

    >>> print(Pair("class", "school", "nested", n_combinations=4, n_possible=8))
    class is nested in school.

    Attributes:
        first, second: their names; where one is nested in the other, the first is the nested one.
        relation: "nested": each level of the first occurs in one level of the second only; "same": each way;
            "crossed": every combination is observed; else "partially crossed".
        n_combinations: the number of combinations observed.
        n_possible: the number that there could be.
    """

    first: str
    second: str
    relation: Relation
    n_combinations: int
    n_possible: int

    def __str__(self) -> str:
        counts = f"{self.n_combinations:,} of {self.n_possible:,} combinations are observed"
        first, second = visible(self.first), visible(self.second)
        return {
            "nested": f"{first} is nested in {second}.",
            "same": f"{first} and {second} divide the observations in the same way.",
            "crossed": f"{first} and {second} are crossed: all {counts.partition(' of ')[2]}.",
            "partially crossed": f"{first} and {second} are partially crossed: {counts}.",
        }[self.relation]


@record
class DesignStructure(Tabular):
    """The result of `Model.structure()`: which grouping factors nest and which cross; a table of the factors.

    >>> from lme4math import parse
    >>> data = {"y": [1.2, 0.7, 2.1, 1.9], "school": ["s", "s", "t", "t"], "class": ["1", "1", "2", "3"]}
    >>> print(parse("y ~ 1 + (1 | school) + (1 | class)", data).structure())
    4 observations.
    school: 2 levels with 2 observations each.
    class: 3 levels with 1 to 2 observations (median 1).
    class is nested in school.

    Attributes:
        n: the number of observations.
        levels: of each grouping factor of the model, in the order of the formula.
        pairs: each two of them.
        remarks: what a person should know, as sentences: labels that recur, more effects than observations, slopes that
            do not vary within their groups.
        called: the factors' names, and what sentences call them where the reader has other words.
    """

    n: int
    levels: tuple[LevelSizes, ...]
    pairs: tuple[Pair, ...]
    remarks: tuple[str, ...]
    called: tuple[tuple[str, str], ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        """What there is to say of the factors, as they are called on the page."""
        levels = (str(replace(level, name=self._name(level.name))) for level in self.levels)
        return (*levels, *map(self.sentence_of, self.pairs), *map(visible, self.remarks))

    def sentence_of(self, pair: Pair) -> str:
        """How two factors are related, as they are called on the page.

        Args:
            pair: one of `pairs`.

        Raises:
            DataError: it is none.
        """
        of_type(pair, Pair, "pair")
        return str(replace(pair, first=self._name(pair.first), second=self._name(pair.second)))

    def _name(self, name: str) -> str:
        return dict(self.called).get(name, name)

    def __str__(self) -> str:
        return "\n".join([f"{self.n:,} observations.", *self.sentences])

    def _table(self) -> ResultTable:
        return ResultTable(
            ("Grouping factor", "Levels", "Observations per level"),
            tuple((self._name(level.name), level.n_levels, level.spread) for level in self.levels),
            above=(f"{self.n:,} observations.",),
            below=self.sentences[len(self.levels) :],
        )

    def _columns(self) -> dict[str, Cells]:
        return {each.name: [getattr(level, each.name) for level in self.levels] for each in fields(LevelSizes)}


def structure_of(model: MixedModel, counts: Counts) -> DesignStructure:
    """The structure of a model's design, from counts of its rows."""
    groups = model.levels
    return DesignStructure(
        n=counts.n,
        levels=tuple(_level_sizes(group, counts) for group in groups),
        pairs=tuple(_pair(one, two, counts) for one, two in combinations(groups, 2)),
        remarks=(
            *left_out(counts),
            *nesting_remarks(groups, counts),
            *(remark for term in model.random for remark in term_remarks(model, term, counts)),
        ),
    )


def nests(counts: Counts, inner: GroupingFactor, outer: GroupingFactor) -> bool:
    """Whether each level of a grouping factor occurs in one level of another only."""
    together = tuple(dict.fromkeys((*inner.variables, *outer.variables)))
    return len(counts.sizes(together)) == len(counts.sizes(inner.variables))


def is_of_groups(counts: Counts, group: GroupingFactor, column: Column) -> bool:
    """Whether a column has one value within each level; of a factor with a level for each observation none has."""
    return len(counts.sizes(group.variables)) < counts.n and counts.constant_within(group, column)


def _level_sizes(group: GroupingFactor, counts: Counts) -> LevelSizes:
    sizes = counts.sizes(group.variables)
    return LevelSizes(group.name, len(sizes), int(sizes.min()), float(np.median(sizes)), int(sizes.max()))


def _pair(one: GroupingFactor, two: GroupingFactor, counts: Counts) -> Pair:
    n_one, n_two = len(counts.sizes(one.variables)), len(counts.sizes(two.variables))
    n_both = len(counts.sizes(tuple(dict.fromkeys((*one.variables, *two.variables)))))
    relation = _relation(n_one, n_two, n_both)
    swap = relation == "nested" and n_both != n_one
    first, second = (two, one) if swap else (one, two)
    return Pair(first.name, second.name, relation, n_both, n_one * n_two)


def _relation(n_one: int, n_two: int, n_both: int) -> Relation:
    if n_both == n_one == n_two:
        return "same"
    if n_both in (n_one, n_two):
        return "nested"
    return "crossed" if n_both == n_one * n_two else "partially crossed"
