"""What is given beside the R code: checks of data, factors, labels and predictors of groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from lme4math.english import listed, quoted
from lme4math.errors import DataError, FormulaError, LabelError, a_value
from lme4math.model import Column, GroupingFactor, Hierarchy, MixedModel, build_model, hierarchy_of, variables_in
from lme4math.notation import (
    STYLES,
    Names,
    Options,
    PageNames,
    label_keys,
    labels_of,
    name_parts,
    names_taken,
    nested_indices,
    refuse_collisions,
    refuse_unknown,
)
from lme4math.records import record

if TYPE_CHECKING:
    from lme4math.data import Counts, EvaluatedFrame, RemoteFrame
    from lme4math.script import ModelCall

Texts = tuple[tuple[str, str], ...]
"""Labels by what they stand for."""


SaidLevels = tuple[tuple[str, tuple[str, ...]], ...]
"""The variables that have one value in each group, by the grouping factor."""


@record
class Writing:
    """How a reader wants the model written.

    Attributes:
        labels: the reader's own words and symbols, by what they stand for.
        options: how factors and groups are indexed, in the notations that have both ways.
        levels: the predictors of each factor's groups, where there is no data to show them.
    """

    labels: Texts = ()
    options: Options = Options()
    levels: SaidLevels = ()


PLAIN = Writing()
"""With R's names."""


def refuse_unless_pickled(data: object) -> None:
    """Raise an error that names the data's type if it cannot be pickled."""
    import pickle

    try:
        pickle.dumps(data)
    except Exception:  # each library raises its own
        what = f"A model on data of type {type(data).__name__} cannot be pickled, for its data cannot."
        raise DataError(what, hint="Pickle the R code, and parse it on the data again.") from None


def refuse_unfit(model: MixedModel, frame: object, observe: Callable[[], object]) -> None:
    """Raise the errors of the data when the model is read, not when its matrices are made.

    Args:
        model: the model.
        frame: its model frame.
        observe: makes the matrices.
    """
    from lme4math.data import RemoteFrame, refuse_infinite

    if isinstance(frame, RemoteFrame):
        refuse_infinite(model, frame)
    else:
        observe()


def refuse_not_shown(model: MixedModel, dropped: Iterable[int]) -> None:
    """Raise an error if columns, by their places, are shown of which fetched rows tell that lme4 drops them."""
    names = ", ".join(model.fixed.columns[place].name for place in sorted(dropped))
    if names:
        raise DataError(
            f"These equations were made before the rows were fetched, and show what lme4 drops: {names}.",
            hint="Make the equations again: they now leave it out.",
        )


def in_memory(
    model: MixedModel, call: ModelCall, frame: EvaluatedFrame | RemoteFrame
) -> tuple[MixedModel, EvaluatedFrame]:
    """A model and its frame, whose rows are fetched where they are elsewhere.

    Raises:
        DataError: they are no longer those that were counted.
    """
    from lme4math.data import RemoteFrame

    if not isinstance(frame, RemoteFrame):
        return model, frame
    built = build_model(call, frame.fetch())
    refuse_changed(model, frame.n, built.model, built.frame.n)
    return built.model, built.frame


def refuse_changed(counted: MixedModel, n_counted: int, fetched: MixedModel, n_fetched: int) -> None:
    """Raise an error if rows changed after they were counted: the equations would be evaluated on other data."""
    if n_counted != n_fetched or any(
        one.kind != two.kind for one, two in zip(counted.variables, fetched.variables, strict=True)
    ):
        raise DataError("The data has changed since the code was read with it.", hint="Read the code again with parse.")


# --- Predictors of groups ------------------------------------------------------------------------------------------


Levels = Mapping[str, Sequence[str]] | Sequence[str]
"""Names of variables by grouping factor; or as they are typed in a command, `school=sector,size`."""


def read_levels(levels: Levels | None) -> SaidLevels:
    """What the reader says of which variables have one value in each group of a factor.

    Raises:
        DataError: it is no mapping of names to lists of names.
    """
    if isinstance(levels, list | tuple):
        typed = ((name.strip(), variables) for name, _, variables in (str(text).partition("=") for text in levels))
        levels = {name: [variable.strip() for variable in variables.split(",")] for name, variables in typed}
    if levels is None:
        return ()
    if not isinstance(levels, Mapping) or not all(isinstance(names, list | tuple) for names in levels.values()):
        raise DataError(f'levels must be a mapping such as {{"school": ["sector"]}}; {a_value(levels)} was given.')
    return tuple((name, tuple(variables)) for name, variables in levels.items())


def refuse_wrong_levels(models: Sequence[tuple[MixedModel, Counts | None]], said: SaidLevels) -> None:
    """Check what is said of groups; each variable must be in one of the models, which have counts where there is data.

    Raises:
        DataError: none has such a grouping factor, or such a variable beside it, or the data shows that the values
            differ within a group.
    """
    for name, variables in said:
        having = [(model, counts) for model, counts in models if name in {group.name for group in model.levels}]
        if not having:
            hint = f"The grouping factors are {listed([quoted(group.name) for group in models[0][0].levels])}."
            raise DataError(f"{quoted(str(name))} is no grouping factor of the model.", hint=hint)
        for variable in variables:
            if not any(_has_one_value(model, counts, name, variable) for model, counts in having):
                raise DataError(f"{quoted(str(variable))} is no predictor of the model.")


def _has_one_value(model: MixedModel, counts: Counts | None, name: str, variable: str) -> bool:
    """Whether a model has a variable, which then has one value in each group of a factor.

    Raises:
        DataError: the data shows that it has several.
    """
    group = next(group for group in model.levels if group.name == name)
    pieces = (piece for column in model.columns for piece in column.pieces)
    own = [piece for piece in pieces if variable in variables_in(piece.variable.expression)]
    if counts is not None and not all(counts.constant_within(group, Column((one,))) for one in own):
        raise DataError(f"{quoted(variable)} has more than one value in a level of {quoted(name)}.")
    return bool(own)


def read_writing(labels: Mapping[str, str] | None, levels: Levels | None) -> Writing:
    """How a reader wants several models written.

    Raises:
        DataError: labels or levels are no mapping of names.
    """
    return Writing(merged_labels((), labels), levels=read_levels(levels))


def hierarchy_beside(model: MixedModel, counts: Counts | None, levels: SaidLevels) -> Hierarchy:
    """Which grouping factors nest, and which predictors are those of groups: by the data, else as the reader says."""
    if counts is not None:
        from lme4math.data import is_of_groups, nests

        return hierarchy_of(model, partial(nests, counts), partial(is_of_groups, counts))
    said = {name: frozenset(variables) for name, variables in levels}

    def is_said(group: GroupingFactor, column: Column) -> bool:
        names = {name for piece in column.pieces for name in variables_in(piece.variable.expression)}
        return names <= said.get(group.name, frozenset())

    return hierarchy_of(model, constant=is_said if said else None)


# --- Labels --------------------------------------------------------------------------------------------------------


def merged_labels(before: Texts, labels: Mapping[str, str | None] | Sequence[str] | None) -> Texts:
    """Labels with others put in their place, and those withdrawn whose words are None.

    Raises:
        DataError: they are no mapping of names to words.
    """
    if labels is None:
        return before
    if not isinstance(labels, Mapping):
        raise DataError(f'labels must be a mapping such as {{"time": "Time in days"}}; {a_value(labels)} was given.')
    for key, words in labels.items():
        if not isinstance(key, str) or not (words is None or isinstance(words, str)):
            raise _no_label(key, words)
    return tuple((key, words) for key, words in (dict(before) | dict(labels)).items() if words is not None)


def _no_label(key: object, words: object) -> DataError:
    name = repr(key) if isinstance(key, str) else a_value(key)
    return DataError(f"A label is text for a name; {a_value(words)} was given for {name}.")


def checked_labels(model: MixedModel, before: Texts, labels: Mapping[str, str | None] | Sequence[str]) -> Texts:
    """Labels besides those before, also as they are typed in a command; None withdraws one.

    Raises:
        LabelError: the model has no such thing, or the label is another thing's.
        DataError: they are no mapping of names to words.
    """
    given = typed_labels(model, labels) if isinstance(labels, list | tuple) else labels
    merged = merged_labels(before, given)
    refuse_unknown_labels((model,), (key for key in given or () if key in dict(merged)))
    refuse_wrong_labels(model, merged)
    return merged


def typed_labels(model: MixedModel, texts: Sequence[str]) -> dict[str, str]:
    """Labels as they are typed in a command, `type=kind` or `type=+=positive`: behind the longest name there is.

    Raises:
        DataError: one has no words.
    """
    found: dict[str, str] = {}
    known = label_keys(_named(model)) if texts else ()
    for text in texts:
        ends = [place for place, sign in enumerate(str(text)) if sign == "="]
        if not ends or not text[: ends[0]].strip():
            raise DataError(f"{quoted(str(text))} is no label.", hint='Write NAME=WORDS, such as "time=Time in days".')
        end = next((end for end in reversed(ends) if text[:end].strip() in known), ends[0])
        found[text[:end].strip()] = text[end + 1 :]
    return found


def known_labels(model: MixedModel, labels: Mapping[str, str]) -> dict[str, str]:
    """Those of some labels that are for what a model has."""
    known = label_keys(_named(model)) if labels else ()
    return {key: words for key, words in labels.items() if key in known}


def refuse_wrong_labels(model: MixedModel, labels: Texts) -> None:
    """Check that labels are readable, and that none is the name or symbol of another thing.

    Raises:
        LabelError: one is not, or is.
    """
    if labels:
        refuse_collisions(_named(model, labels), _named(model))


def refuse_unknown_labels(models: Iterable[MixedModel], keys: Iterable[str]) -> None:
    """Check that each label is for something that one of the models has.

    Raises:
        LabelError: none of them has it.
    """
    asked = tuple(keys)
    refused: LabelError | None = None
    for key in asked:
        for model in models:
            try:
                refuse_unknown(_named(model), (key,))
                break
            except LabelError as error:
                refused = refused or error
        else:
            if refused is not None:
                raise refused
        refused = None


def refuse_wrong_options(model: MixedModel, options: Options) -> None:
    """Check that the model can be written so.

    Raises:
        FormulaError: nested indices are asked for, and the groups do not nest.
    """
    if options.nested:
        nested_indices(model, names_taken(model))


def fits_options(model: MixedModel, options: Options) -> bool:
    """Whether the model can be written so."""
    try:
        refuse_wrong_options(model, options)
    except FormulaError:
        return False
    return True


def page_names(model: MixedModel, labels: Texts) -> PageNames:
    """What the variables, groups, levels and columns of a model are called beside its equations."""
    return PageNames(model, labels_of(model, dict(labels)))


def _named(model: MixedModel, labels: Texts = ()) -> Names:
    return name_parts(model, STYLES["indexed"], labels=dict(labels))
