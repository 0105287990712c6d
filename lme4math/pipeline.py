"""The compiler on one page: R text → model call → statistical model → maths tree → page.

    R text ── r/ ──▸ ModelCall ── model/ ──▸ MixedModel ── notation/ ──▸ Document ── printers/ ──▸ Equations
                                    ▲
                     data ── data/ ─┘

Each stage is a function of values, and one can stop after any of them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from lme4math.beside_code import (
    PLAIN,
    Writing,
    checked_labels,
    hierarchy_beside,
    in_memory,
    page_names,
    read_levels,
    refuse_not_shown,
    refuse_unfit,
    refuse_unknown_labels,
    refuse_unless_pickled,
    refuse_wrong_labels,
    refuse_wrong_levels,
    refuse_wrong_options,
)
from lme4math.equations import Equations
from lme4math.errors import DataError, Error, FormulaError, LabelError, one_of
from lme4math.model import Factors, Hierarchy, MixedModel, build_model, declared_frame, declared_levels, unused_factors
from lme4math.notation import BY_GROUPS, NOTATIONS, STYLES, WITH_OPTIONS, Names, Options, labelled, name_parts, writer
from lme4math.script import ModelCall, at_update, read_model_call, read_model_calls, set_apart, unread_notice

if TYPE_CHECKING:
    from lme4math.data import Counts, EvaluatedFrame, Observations, RankByCounts, RemoteFrame
    from lme4math.notation import PageNames


@dataclass(frozen=True, eq=False)
class Compiled:
    """A model and, where there is data, the data; equal to another of the same code, factors and data object.

    Attributes:
        call: the model call that was read.
        model: what lme4 would fit.
        frame: the model frame, in memory or counted where the data is; None without data.
        data, factors: what was given beside the code, so that changed code can be compiled with the same.
        ignored_declarations: names of variables of which the script's declarations do not count.
        which: the place of the model among those of the code, where it was asked for.
        writing: the reader's own words and symbols, options of how the model is written, and predictors of groups.
        unread: notices of the models of the code that were asked for beside it, and refused.
        told_n, told_dropped: n and the places of dropped columns, as a print tells them where there is no data.
    """

    call: ModelCall
    model: MixedModel
    frame: EvaluatedFrame | RemoteFrame | None = None
    data: object | None = field(default=None, repr=False, compare=False)
    factors: Factors | None = None
    ignored_declarations: frozenset[str] = frozenset()
    which: int | None = None
    unread: tuple[str, ...] = ()
    writing: Writing = PLAIN
    told_n: int | None = None
    told_dropped: frozenset[int] | None = None

    @property
    def _given(self) -> tuple[object, ...]:
        """What it was compiled from."""
        factors = frozenset((self.factors or {}).items())
        written = frozenset(self.writing.labels), self.writing.options, frozenset(self.writing.levels)
        beside = factors, self.ignored_declarations, id(self.data), self.told_n, self.told_dropped, written
        return self.call.source.text, self.call.place, *beside

    def __eq__(self, other: object) -> bool:
        return self._given == other._given if isinstance(other, Compiled) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._given)

    def __deepcopy__(self, _: object) -> Compiled:
        return self  # nothing in it changes, and a database cannot be copied

    def __getstate__(self) -> dict[str, object]:
        if self.data is not None and not self.in_memory:
            refuse_unless_pickled(self.data)
        return self.__dict__

    def with_code(self, code: str) -> Compiled:
        """Compile the model in the same place of other code with the same data and factors.

        Raises:
            FormulaError, DataError: as `compile_model`.
        """
        return self._compile(code=code)

    def _compile(self, **changed: Any) -> Compiled:
        """Compile what it was compiled from, with one thing changed."""
        given = {
            "code": self.call.source.text,
            "data": self.data,
            "factors": self.factors,
            "ignored_declarations": self.ignored_declarations,
            "which": self.which,
            "writing": self.writing,
        }
        return compile_model(**{**given, **changed})

    def as_told(self, n: int | None, groups: Mapping[str, int], dropped: Collection[str]) -> Compiled:
        """The same model without data, as a print tells it: with the names of the columns of X that lme4 dropped."""
        places = frozenset(place for place, one in enumerate(self.model.fixed.columns) if one.name in dropped)
        return replace(self, model=self.model.with_numbers_of_levels(groups), told_n=n, told_dropped=places or None)

    def with_group_predictors(self, levels: Mapping[str, Sequence[str]] | Sequence[str]) -> Compiled:
        """The same model, of which is said which variables have one value in each group of a factor.

        Raises:
            DataError: the model has no such factor or variable, or the data shows another thing.
        """
        said, alone = read_levels(levels), len(self.call.models) < 2
        others = () if alone else compile_models(self.call.source.text, self.data, self.factors)
        refuse_wrong_levels([(one.model, one.counts) for one in (self, *others)], said)
        return self if self.frame else replace(self, writing=replace(self.writing, levels=said))

    def with_labels(self, labels: Mapping[str, str | None] | Sequence[str]) -> Compiled:
        """The same model with these labels besides those that it has, also as texts; None withdraws one.

        Raises:
            LabelError: the model has no such thing, or the label is another thing's.
            DataError: they are no mapping of names to words.
        """
        return self._written(replace(self.writing, labels=checked_labels(self.model, self.writing.labels, labels)))

    def with_options(self, options: Options) -> Compiled:
        """The same model, written with these options.

        Raises:
            FormulaError: they do not fit the model.
        """
        refuse_wrong_options(self.model, options)
        return self._written(replace(self.writing, options=options))

    def _written(self, writing: Writing) -> Compiled:
        made = replace(self, writing=writing)
        made.__dict__.update((name, self.__dict__[name]) for name in _COMPUTED if name in self.__dict__)
        return made

    def with_model(self, which: str | int) -> Compiled:
        """Compile another model of the same code with the same data and factors.

        Raises:
            NotThereError: the code has no such model.
            FormulaError, DataError: as `compile_model`.
        """
        return self._compile(which=which)

    def set_apart(self) -> Compiled:
        """The same model, of code in which it can be changed without changing others.

        Raises:
            FormulaError, DataError: as `compile_model`.
        """
        code = set_apart(self.call)
        return self if code == self.call.source.text else self.with_code(code)

    def with_levels(self, name: str, levels: Sequence[object] | int | None) -> Compiled:
        """Compile the same code with one variable a factor of these levels; None withdraws the script's declaration.

        Raises:
            FormulaError, DataError: as `compile_model`.
        """
        factors: dict[str, Sequence[object] | int] = {
            other: given for other, given in (self.factors or {}).items() if other != name
        }
        if levels is not None:
            return self._compile(factors={**factors, name: levels})
        return self._compile(factors=factors, ignored_declarations=self.ignored_declarations | {name})

    @property
    def in_memory(self) -> bool:
        """Whether there is data whose rows are in memory."""
        return self.frame is not None and self.frame.at_hand

    @property
    def counts(self) -> Counts | None:
        """How often levels and combinations of levels occur; queried from the engine if the rows are not in memory."""
        return self.frame

    @property
    def n(self) -> int | None:
        """The number of observations used; without data what a print tells, else None."""
        return self.told_n if self.counts is None else self.counts.n

    @property
    def dropped(self) -> frozenset[int] | None:
        """Places of the columns of X that depend on earlier ones; as far as counts, or without data a print, tell."""
        if not self._fetched:
            return self.told_dropped if self.frame is None else self._rank_by_counts.dropped
        return frozenset(range(len(self.model.fixed.columns))).difference(self.observations().design.kept)

    @property
    def all_dropped(self) -> frozenset[int] | None:
        """The same places, where they are known to be all; None where counts do not show it."""
        known = self.frame is None or self._fetched or self._rank_by_counts.complete
        return self.dropped if known else None

    @property
    def warnings(self) -> tuple[str, ...]:
        """Warnings about the formula, the declared factors and the data."""
        unused = unused_factors(self.call, self.factors or {}, self.data is None)
        found = (*self.model.warnings, *unused, *self._shared_groups, *self._warnings_of_data)
        return (*self.page.remarks(found), *self.unread)

    @cached_property
    def page(self) -> PageNames:
        """What its variables, groups, levels and columns are called beside the equations."""
        return page_names(self.model, self.writing.labels)

    @cached_property
    def hierarchy(self) -> Hierarchy:
        """Which grouping factors nest, and which predictors are those of groups, in the data where there is some."""
        return hierarchy_beside(self.model, self.counts, self.writing.levels)

    @cached_property
    def _shared_groups(self) -> tuple[str, ...]:
        if self.counts is None:
            return ()
        from lme4math.data import shared_groups

        return tuple(shared_groups(self.model, self.counts))

    @property
    def _warnings_of_data(self) -> tuple[str, ...]:
        if self.frame is None:
            return ()
        return self.observations().design.warnings if self._fetched else self._rank_by_counts.warnings

    @property
    def _fetched(self) -> bool:
        """Whether the rows are in memory, from the beginning or since they were fetched."""
        return self.in_memory or "_observations" in self.__dict__

    @cached_property
    def _rank_by_counts(self) -> RankByCounts:
        from lme4math.data import RemoteFrame, rank_by_counts

        assert isinstance(self.frame, RemoteFrame)
        return rank_by_counts(self.model, self.frame)

    def observations(self) -> Observations:
        """The rows that the model uses, and its matrices; rows that are elsewhere are fetched.

        Raises:
            DataError: there is no data, or it does not fit the model.
        """
        return self._observations

    @cached_property
    def _observations(self) -> Observations:
        if self.frame is None:
            raise DataError("This model has no data.", hint="Give the data to parse(code, data).")
        from lme4math.data import Observations, build_design

        model, frame = in_memory(self.model, self.call, self.frame)
        return Observations(model, frame, build_design(model, frame))


_COMPUTED = ("_observations", "_rank_by_counts", "_shared_groups", "hierarchy")
"""What is computed of the data when it is first asked for, and does not depend on labels."""


def compile_model(
    code: str,
    data: object | None = None,
    factors: Factors | None = None,
    ignored_declarations: frozenset[str] = frozenset(),
    which: str | int | None = None,
    writing: Writing = PLAIN,
) -> Compiled:
    """R text, and data where there is some → the model.

    Args:
        code: R code with a model call in it.
        data: what the variables are looked up in, or None.
        factors: levels by variable, which override the data's and the script's.
        ignored_declarations: names of variables of which the script's declarations do not count.
        which: the name of the model among those of the code, or its place; the first if None.
        writing: how the model is written; labels of things that it does not have wait for them.

    Raises:
        FormulaError: the code is not a model that lme4 would fit.
        LabelError: a label is the name or symbol of another thing.
        NotThereError: the code has no such model.
        DataError: the data does not fit the model.
    """
    call = read_model_call(code, which)
    return _compiled(call, data, factors, ignored_declarations, None if which is None else call.place, writing)


def compile_models(
    code: str, data: object | None = None, factors: Factors | None = None, writing: Writing = PLAIN
) -> tuple[Compiled, ...]:
    """R text, and data where there is some → all its models that can be read, in its order, with what is not read.

    Raises:
        LabelError: a label is of nothing in any of the models, or is the name or symbol of another thing.
        FormulaError, DataError: the first of the refusals, where no model can be read.
    """
    compiled: list[Compiled] = []
    refused: list[Error] = []
    unread: list[str] = []
    for call in read_model_calls(code):
        try:
            compiled.append(_compiled(call, data, factors, frozenset(), call.place, writing))
        except LabelError:
            raise
        except Error as error:
            refused.append(error)
            unread.append(unread_notice(call.models[call.place], call.source.line(call.span), error))
    if not compiled:
        raise refused[0]
    refuse_unknown_labels([one.model for one in compiled], dict(writing.labels))
    refuse_wrong_levels([(one.model, one.counts) for one in compiled], writing.levels)
    return tuple(replace(one, unread=tuple(unread)) for one in compiled)


def _compiled(
    call: ModelCall,
    data: object | None,
    factors: Factors | None,
    ignored_declarations: frozenset[str],
    which: int | None,
    writing: Writing,
) -> Compiled:
    try:
        own = declared_levels(factors)  # the caller's mapping may change afterwards
        declarations = tuple(
            declaration for declaration in call.declarations if declaration.name not in ignored_declarations
        )
        if data is None:
            model = build_model(call, declared_frame(own, declarations)).model
            refuse_wrong_labels(model, writing.labels)
            return Compiled(call, model, None, None, own, ignored_declarations, which, writing=writing)
        from lme4math.data import data_source

        built = build_model(call, data_source(data, own, declarations))
        refuse_wrong_labels(built.model, writing.labels)
        compiled = Compiled(call, built.model, built.frame, data, own, ignored_declarations, which, writing=writing)
        refuse_unfit(compiled.model, compiled.frame, compiled.observations)
        return compiled
    except FormulaError as error:
        raise at_update(error, call.span, call.parents).within(call.source) from None
    except Error as error:
        raise error.within(call.source) from None


def _observed(compiled: Compiled, dropped: frozenset[int] | None) -> Observations:
    """The rows, for equations without the columns at the places `dropped` of X."""
    observations = compiled.observations()
    refuse_not_shown(compiled.model, (compiled.dropped or frozenset()) - (dropped or frozenset()))
    return observations


def names_of(
    compiled: Compiled, style: str = "indexed", options: Options | None = None, by_groups: bool = False
) -> Names:
    """Model → the names and symbols of its parts on the page.

    Args:
        by_groups: whether the data is asked which groups nest, and which predictors are those of groups.

    Raises:
        ValueError: there is no style of that name.
    """
    one_of(style, STYLES, "style")
    hierarchy = compiled.hierarchy if by_groups else None
    dropped, labels = compiled.dropped or frozenset(), dict(compiled.writing.labels)
    return name_parts(compiled.model, STYLES[style], compiled.n, dropped, options, hierarchy, labels)


def equations_of(
    compiled: Compiled, notation: str = "expanded", style: str = "indexed", options: Options | None = None
) -> Equations:
    """Model → maths tree in one notation, with its printers; with the model's own options where none are given.

    Raises:
        ValueError: there is no notation or style of that name.
        FormulaError: the options do not fit the model.
    """
    has_options = one_of(notation, NOTATIONS, "notation") in WITH_OPTIONS
    chosen = (compiled.writing.options if options is None else options) if has_options else Options()
    observe = partial(_observed, compiled, compiled.dropped) if compiled.frame is not None else None
    names = names_of(compiled, style, chosen, notation in BY_GROUPS)
    return Equations(labelled(writer(notation)(names), names), observe)
