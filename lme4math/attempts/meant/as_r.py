"""Columns of an equation as columns of R, when it is settled what its symbols stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from lme4math.attempts.meant.as_formula import LevelIs, RAtom, RColumn, RNumber, condition, number_code
from lme4math.attempts.said.told_model import TexColumn, ToldEffect, ToldModel
from lme4math.attempts.tex.tex_symbols import TexSymbol
from lme4math.attempts.tex.tex_terms import Applied, Asked, Block, TexFactor, TexSum

Key = TexSymbol | Asked
Meaning = Mapping[Key, tuple[RAtom, ...]]


def key_of(factor: TexSymbol | Asked) -> Key:
    """What a covariate is called, wherever it stands."""
    if isinstance(factor, Asked):
        return Asked(factor.variable, factor.level)
    return TexSymbol(factor.base, factor.kind, factor.labels, (), factor.accent)


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


def with_centred_columns(told: ToldModel, is_known: Callable[[Key], bool] = lambda _: True) -> ToldModel:
    """A text in which `x_ij - x̄_j` is one covariate, where that is known as one.

    Args:
        is_known: whether a variable could be that covariate; else it is a difference of two.
    """

    def of(effects: tuple[ToldEffect, ...]) -> tuple[ToldEffect, ...]:
        made = ((effect, with_centred(effect.column)) for effect in effects)
        return tuple(
            replace(effect, column=column) if all(map(is_known, _new_keys(effect.column, column))) else effect
            for effect, column in made
        )

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
        return meaning.get(key_of(factor))
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
