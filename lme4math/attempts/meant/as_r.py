"""Columns of an equation as columns of R, when it is settled what its symbols stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import islice, product

from lme4math.attempts.meant.as_formula import LevelIs, RAtom, RColumn, RNumber, condition, number_code
from lme4math.attempts.said.told_model import TexColumn, ToldEffect, ToldModel
from lme4math.attempts.tex.tex_symbols import TexSymbol
from lme4math.attempts.tex.tex_terms import MOST_PRODUCTS, Applied, Asked, Block, TexFactor, TexSum

Key = TexSymbol | Asked
GRAND = "less its mean"
"""The accent of a covariate from which the mean of all observations is taken."""
Meaning = Mapping[Key, tuple[RAtom, ...]]


def key_of(factor: TexSymbol | Asked) -> Key:
    """What a covariate is called, wherever it stands."""
    if isinstance(factor, Asked):
        return Asked(factor.variable, factor.level)
    accent = "" if factor.accent == GRAND else factor.accent
    return TexSymbol(factor.base, factor.kind, factor.labels, (), accent)


def keys_in(column: TexColumn) -> Iterator[Key]:
    """The covariates of a column, those in functions too."""
    waiting = [factor for _, factors in reversed(column) for factor in reversed(factors)]
    while waiting:
        factor = waiting.pop()
        if isinstance(factor, Applied):
            waiting += [one for term in reversed(factor.argument) for one in reversed(term.factors)]
        elif isinstance(factor, TexSymbol | Asked) and not (isinstance(factor, TexSymbol) and factor.kind == "sign"):
            yield key_of(factor)


def unreadable_in(column: TexColumn) -> Iterator[TexFactor]:
    """What in a column has no form in R."""
    for _, factors in column:
        for factor in factors:
            if isinstance(factor, Block) or (isinstance(factor, TexSymbol) and (factor.kind == "sign" or factor.bold)):
                yield factor


def with_centred(column: TexColumn) -> TexColumn:
    """A column in which `x_ij - x̄_j` is one covariate, the deviation from the mean of the group."""
    if len(column) != 2:
        return column
    (one, first), (other, second) = column
    if one != -other:
        return column
    only_first = [factor for factor in first if factor not in second]
    only_second = [factor for factor in second if factor not in first]
    if len(only_first) != 1 or len(only_second) != 1:
        return column
    a, b = only_first[0], only_second[0]
    if (
        isinstance(a, TexSymbol)
        and isinstance(b, TexSymbol)
        and b.accent == "bar"
        and a.base == b.base
        and not a.accent
        and a.labels == b.labels
    ):
        common = tuple(factor for factor in first if factor in second)
        centred = TexSymbol(a.base, a.kind, a.labels, a.indices, "centred", span=a.span)
        return ((one, (*common, centred)),)
    return column


def _with_means_of_all(column: TexColumn) -> TexColumn:
    """A column in which `x_ij - x̄` is one covariate, wherever the mean of all observations occurs in that only."""
    means = {
        factor for _, factors in column for factor in factors
        if isinstance(factor, TexSymbol) and factor.accent == "bar" and not factor.indices
    }  # fmt: skip
    for mean in sorted(means, key=lambda one: one.text):
        products: dict[tuple[TexFactor, ...], Fraction] = {}
        for number, factors in column:
            parts = [(factor,) if not _is_of(factor, mean) else (mean, _less(factor)) for factor in factors]
            for made in islice(product(*parts), MOST_PRODUCTS):
                key = tuple(sorted(made, key=lambda one: one.text if isinstance(one, TexSymbol) else repr(one)))
                products[key] = products.get(key, Fraction(0)) + number
        made_of = {key: number for key, number in products.items() if number}
        if any(mean in key for key in made_of):
            continue
        column = tuple((number, key) for key, number in made_of.items())
    return column


def _is_of(factor: TexFactor, mean: TexSymbol) -> bool:
    """Whether it is the covariate whose mean this is."""
    return isinstance(factor, TexSymbol) and not factor.accent and factor.name == (mean.base, "", mean.labels)


def _less(factor: TexFactor) -> TexFactor:
    return replace(factor, accent=GRAND) if isinstance(factor, TexSymbol) else factor


def with_centred_columns(told: ToldModel, is_known: Callable[[Key], bool] = lambda _: True) -> ToldModel:
    """A text in which `x_ij - x̄_j` is one covariate, where that is known as one.

    Args:
        is_known: whether a variable could be that covariate; else it is a difference of two.
    """

    def of(effects: tuple[ToldEffect, ...]) -> tuple[ToldEffect, ...]:
        return tuple(replace(effect, column=column(effect.column)) for effect in effects)

    def column(own: TexColumn) -> TexColumn:
        made = with_centred(own)
        new = _new_keys(own, made)
        return made if new and all(map(is_known, new)) else _with_means_of_all(own)

    return replace(told, fixed=of(told.fixed), effects=of(told.effects))


def _new_keys(column: TexColumn, made: TexColumn) -> set[Key]:
    return set(keys_in(made)) - set(keys_in(column))


def r_column(column: TexColumn, meaning: Meaning) -> RColumn | None:
    """A column in R; None where a part has no form there. The scale of a single product is left out."""
    products: dict[tuple[RAtom, ...], Fraction] = {}
    for number, factors in column:
        atoms: list[RAtom] = []
        for factor in factors:
            made = _atoms(factor, meaning)
            if made is None:
                return None
            atoms += made
        product = _simplified(atoms)
        if product is not None:
            products[product] = products.get(product, Fraction(0)) + number
    left = [(number, atoms) for atoms, number in products.items() if number]
    if len(left) == 1:
        return ((Fraction(1), left[0][1]),)
    return tuple(left)


def _simplified(atoms: list[RAtom]) -> tuple[RAtom, ...] | None:
    """Products of indicators of one factor: one of them where they are the same, else 0."""
    found: list[RAtom] = []
    for atom in atoms:
        if isinstance(atom, LevelIs):
            same = [one for one in found if isinstance(one, LevelIs) and one.factor == atom.factor]
            if any(one.level != atom.level for one in same):
                return None
            if same:
                continue
        found.append(atom)
    return tuple(sorted(found, key=_order))


def _order(atom: RAtom) -> tuple[int, str]:
    return (0, atom.code) if isinstance(atom, RNumber) else (1, f"{atom.factor}\0{atom.level}")


def _atoms(factor: TexFactor, meaning: Meaning) -> tuple[RAtom, ...] | None:
    if isinstance(factor, TexSymbol | Asked):
        if isinstance(factor, TexSymbol) and factor.kind == "sign":
            return None
        made = meaning.get(key_of(factor))
        return made if not isinstance(factor, TexSymbol) or factor.accent != GRAND else _less_its_mean(made)
    if isinstance(factor, Applied):
        inner = code_of(factor.argument, meaning)
        if inner is None or factor.function in ("g", "f", "E", "P", "odds"):
            return None
        if factor.function == "offset":
            return (RNumber(inner),)
        if factor.function[:1] in "<>":
            return (RNumber(f"I({inner} {factor.function})"),)
        if factor.function.startswith("^"):
            exponent = factor.function[1:]
            plain = inner.isidentifier() and exponent.replace(".", "").isalnum()
            return (RNumber(f"I({inner}^{exponent})" if plain else f"I(({inner})^({exponent}))"),)
        if factor.function == "1/":
            return (RNumber(f"I(1/({inner}))"),)
        return (RNumber(f"{factor.function}({inner})"),)
    return None


def _less_its_mean(atoms: tuple[RAtom, ...] | None) -> tuple[RAtom, ...] | None:
    only = atoms[0] if atoms is not None and len(atoms) == 1 else None
    return (RNumber(f"scale({only.code}, scale = FALSE)"),) if isinstance(only, RNumber) else None


def code_of(terms: TexSum, meaning: Meaning) -> str | None:
    """A sum as R code."""
    text = ""
    for term in terms:
        parts: list[str] = []
        below = ""
        for factor in term.factors:
            made = _atoms(factor, meaning)
            if made is None:
                return None
            if isinstance(factor, Applied) and factor.function == "1/":
                below += f"/({code_of(factor.argument, meaning)})"
                continue
            parts += [one.code if isinstance(one, RNumber) else f"({condition(one)})" for one in made]
        size = abs(term.number)
        shown = " * ".join(parts if size == 1 and parts else [number_code(size), *parts]) + below
        text += (" - " if term.number < 0 else " + " if text else "") + shown
    return text.strip() or None
