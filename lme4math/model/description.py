"""A model as plain data, ready for JSON."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from lme4math.model.columns import Column, has_open_levels
from lme4math.model.mixed import MixedModel, RandomTerm, lme4_order
from lme4math.model.variables import frame_name


def describe(model: MixedModel, *, n: int | None = None, dropped: Collection[int] | None = None) -> dict[str, Any]:
    """What a model is, as a dict of what JSON has; numbers that need data or unknown levels are None.

    Random terms stand in lme4's order where data is known, else in the order of the formula.

    Args:
        model: the model.
        n: the number of rows used, if data is known.
        dropped: the places of the columns of X that depend on earlier ones, if data is known.
    """
    random = model.random if n is None else in_lme4_order(model.random)
    columns = _names(model.fixed.columns)
    sizes = [_times(term.group.n_levels, _count(term.part.columns)) for term in random]
    return {
        "function": model.function,
        "formula": model.formula,
        "fixed": model.fixed_formula,
        "response": model.response.name or None,
        "family": model.family.name,
        "link": model.family.own or model.family.link,
        "reml": model.reml,
        "intercept": model.fixed.intercept,
        "term_labels": [term.label for term in model.fixed.terms],
        "columns": columns,
        "dropped": None if dropped is None else [columns[place] for place in sorted(dropped)],
        "offsets": _offsets(model),
        "random": [_random(term) for term in random],
        "n": n,
        "p": None if dropped is None else len(columns) - len(dropped),
        "q": None if None in sizes else sum(size for size in sizes if size is not None),
        "assumptions": list(model.assumptions),
        "warnings": list(model.warnings),
    }


def _offsets(model: MixedModel) -> list[str]:
    """The offsets of the formula, then what the argument `offset =` adds to them."""
    argument = model.offset_argument
    own = [offset.frame_name for offset in model.fixed.offsets]
    return own if argument is None else [*own, frame_name(argument)]


def in_lme4_order(terms: tuple[RandomTerm, ...]) -> tuple[RandomTerm, ...]:
    """The random terms as lme4 orders them; in the order of the formula while a number of levels is unknown."""
    counts = [term.group.n_levels for term in terms]
    known = [count for count in counts if count is not None]
    return tuple(terms[place] for place in lme4_order(known)) if len(known) == len(terms) else terms


def _random(term: RandomTerm) -> dict[str, Any]:
    p = _count(term.part.columns)
    return {
        "term": term.bar,
        "group": term.group.name,
        "columns": _names(term.part.columns),
        "structure": term.covariance.structure,
        "hom": term.covariance.homogeneous,
        "n_levels": term.group.n_levels,
        "n_par": None if p is None else term.covariance.n_parameters(p),
        "n_theta": None if p is None else term.covariance.n_theta(p),
    }


def _names(columns: tuple[Column, ...]) -> list[str]:
    return [column.name for column in columns]


def _count(columns: tuple[Column, ...]) -> int | None:
    """The number of columns, or None where a factor's levels are unknown."""
    return None if has_open_levels(columns) else len(columns)


def _times(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else a * b
