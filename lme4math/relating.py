"""Two compiled models on the same rows: those of their data, or made-up ones where they have none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lme4math.errors import DataError, Error
from lme4math.model import Factors, Numeric, declared_frame, declared_levels
from lme4math.notation import Sentence
from lme4math.pipeline import Compiled, compile_model, names_of
from lme4math.r import Expression, deparse, number_in
from lme4math.relation_words import ComparedModels, is_one_formula, verdict

if TYPE_CHECKING:
    from lme4math.relations import Columns, Roles

Pair = tuple[Compiled, Compiled]

MOST_SYMBOLS, MOST_ROWS = 40, 20_000
"""Larger models are not compared while a reader waits."""


def lies_to(changed: Compiled, first: Compiled) -> Sentence | None:
    """How a changed model lies to the first, in one sentence; None where it is that one, or it is not found at once."""
    if (changed.call.source.text, changed.factors) == (first.call.source.text, first.factors):
        return None
    if max(changed.model.n_symbols, first.model.n_symbols) > MOST_SYMBOLS or (changed.n or 0) > MOST_ROWS:
        return None
    try:
        found = compared((first, changed), thorough=False)
    except Error:
        return None
    return None if is_one_formula(found) else verdict(replace(found, called=("first", "changed")))


def compared(models: Pair, data: Any = None, thorough: bool = True) -> ComparedModels:
    """How two models lie to each other.

    Args:
        models: both.
        data: the data of models that were compiled without.
        thorough: whether models without data are looked at on data of special forms as well.

    Raises:
        DataError: the data does not fit the models, or they need data.
    """
    on_data = _on_one_data(models, data)
    return _on_generic_data(models, thorough) if on_data is None else _compared(on_data, generic=False)


def _on_one_data(models: Pair, data: Any) -> Pair | None:
    """Both models on the data of one of them, or on that which is given; None if there is none."""
    known = [one.data for one in models if one.data is not None]
    shared = data if data is not None else known[0] if known else None
    if shared is None:
        return None
    first, second = (one if one.data is not None else _on(one, shared, {}) for one in models)
    return first, second


def _compared(models: Pair, generic: bool) -> ComparedModels:
    from lme4math.relations import relation_of

    relation = relation_of(models[0].observations(), models[1].observations())
    one, two = models
    points = _points(one), _points(two)
    return ComparedModels(relation, (names_of(one), names_of(two)), generic, points=points)


def _points(compiled: Compiled) -> str:
    """The nAGQ of a call: R's number, whether it is typed 1 or 1L."""
    asked = compiled.call.argument("nAGQ")
    number = 1.0 if asked is None else number_in(asked)
    return _text(asked) if number is None else f"{number:g}"


def _on_generic_data(models: Pair, thorough: bool) -> ComparedModels:
    """Models that were read without data, on data of no special form, and on data of special forms."""
    from lme4math.relations import forms_of, roles_of, special_forms

    declared = {name: kind for one in models for name, kind in _declared(one).items()}
    roles = roles_of([one.model for one in models], declared)
    refused: Error | None = None
    for columns in forms_of(roles):
        try:
            found = _compared((_with(models[0], columns, roles), _with(models[1], columns, roles)), generic=True)
        except Error as error:
            refused = refused or error
            continue
        kinds = (variable for one in models for variable in one.model.variables[len(one.model.response.name) > 0 :])
        assumed = [one.name for one in kinds if isinstance(one.kind, Numeric) and one.kind.assumed]
        taken = tuple(dict.fromkeys(name for name in assumed if name not in roles.levels))
        forms = special_forms(roles, columns) if thorough else iter(())
        otherwise = tuple(_otherwise(models, forms, roles))
        return replace(
            found, assumed=taken, otherwise=otherwise, other_rows=_other_rows(models), invented=roles.invented
        )
    raise DataError(
        f"The models cannot be compared without data: {refused.message if refused else ''}",
        hint="Give the data: compare(first, second, data).",
    )


def _other_rows(models: Pair) -> bool:
    """Whether the code lets two models have other rows."""
    told = [
        (one.call.data_name, *(_text(one.call.argument(name)) for name in ("subset", "na.action"))) for one in models
    ]
    return any(one != two for one, two in zip(*told, strict=True) if None not in (one, two) or "" in (one, two))


def _text(argument: Expression | None) -> str:
    return "" if argument is None else deparse(argument)


def _declared(compiled: Compiled) -> dict[str, Any]:
    """What the script and the caller say of variables, by name."""
    return dict(declared_frame(declared_levels(compiled.factors), compiled.call.declarations).kinds)


def _with(compiled: Compiled, columns: Columns, roles: Roles) -> Compiled:
    """A model on made-up data, with the factors that neither the script nor the caller declares."""
    said = {one.name for one in compiled.call.declarations}
    texts = {name: levels for name, levels in roles.levels.items() if all(isinstance(level, str) for level in levels)}
    return _on(compiled, columns, {name: levels for name, levels in texts.items() if name not in said})


def _on(compiled: Compiled, data: object, factors: Factors) -> Compiled:
    """The same model on data, with more factors declared."""
    code, ignored = compiled.call.source.text, compiled.ignored_declarations
    return compile_model(code, data, {**(compiled.factors or {}), **factors}, ignored, compiled.which, compiled.writing)


def _otherwise(models: Pair, forms: Iterator[tuple[str, Columns]], roles: Roles) -> Iterator[tuple[str, str]]:
    """What comes out on data of special forms; on some a model may not exist."""
    from lme4math.relations import relation_of

    for beginning, columns in forms:
        special = replace(roles, levels={name: tuple(dict.fromkeys(columns[name])) for name in roles.levels})
        with suppress(Error):
            first, second = (_with(one, columns, special) for one in models)
            yield beginning, relation_of(first.observations(), second.observations(), constrained=False).relation
