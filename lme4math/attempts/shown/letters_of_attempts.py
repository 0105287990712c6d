"""The letters and the style of an equation that a person wrote, for an equation of ours beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from lme4math.attempts.meant.as_formula import RNumber
from lme4math.attempts.meant.interpretation import Interpretation, coefficient_name
from lme4math.attempts.shown.part_marks import Place, factors_of
from lme4math.attempts.tex.tex_signs import GREEK_LETTERS
from lme4math.attempts.tex.tex_symbols import TexSymbol
from lme4math.attempts.verdict.judging import Judgement
from lme4math.model import MixedModel
from lme4math.source import Span


def own_letters(found: Judgement, code: MixedModel) -> tuple[tuple[str, str], ...]:
    """What labels would make our equation have the letters of an attempt: what each is for, and the label.

    Args:
        found: what was found.
        code: the model of the code.
    """
    if found.reading is None:
        return ()
    coefficients = dict(_of_coefficients(found, found.reading))
    labels = dict(_of_variables(found, found.reading, code))
    for column in code.fixed.columns:
        symbol = coefficients.get(("", factors_of(column.name)))
        if symbol is not None:
            labels[f"fixef({column.name})"] = _label(symbol)
    for term in code.random:
        names = [column.name for column in term.part.columns]
        group = term.group.name
        labels |= _of_group(group, names, {name: coefficients.get((group, factors_of(name))) for name in names})
    return tuple((what, label) for what, label in labels.items() if label)


def _of_variables(found: Judgement, reading: Interpretation, code: MixedModel) -> Iterator[tuple[str, str]]:
    response = found.told.response
    if response.symbol is not None and not response.transform:
        yield code.response.name, _label(response.symbol)
    for key, atoms in reading.symbols.meaning.items():
        if isinstance(key, TexSymbol) and len(atoms) == 1 and isinstance(atoms[0], RNumber):
            yield atoms[0].code, _label(key)


def _of_coefficients(found: Judgement, reading: Interpretation) -> Iterator[tuple[Place, TexSymbol]]:
    """The symbol of each coefficient and deviation that has one of its own."""
    symbols: dict[Span, TexSymbol] = {}
    for effect in (*found.told.fixed, *found.told.effects):
        for span in effect.spans:
            symbols.setdefault(span, effect.symbol)
    written = [span for spans in reading.spans.values() for span in spans[:1]]
    for (group, column), spans in reading.spans.items():
        symbol = symbols.get(spans[0]) if spans else None
        if symbol is not None and not symbol.accent and not symbol.bold and written.count(spans[0]) == 1:
            yield (group, factors_of(coefficient_name(column))), symbol


def _of_group(group: str, names: Sequence[str], symbols: Mapping[str, TexSymbol | None]) -> dict[str, str]:
    """The labels of the effects of a group: of all, numbered on where the attempt has fewer; or of none."""
    given = [symbol for symbol in symbols.values() if symbol is not None]
    if any(symbol is None for symbol in symbols.values()):
        numbered = [symbols[name] is None or _is_number(symbols[name], place) for place, name in enumerate(names)]
        if not given or not all(numbered) or len({symbol.base for symbol in given}) > 1:
            return {}
        symbols = {name: replace(given[0], labels=(str(place),)) for place, name in enumerate(names)}
    labels = {f"ranef({name} | {group})": _label(symbol) for name, symbol in symbols.items() if symbol is not None}
    return labels if all(labels.values()) and len(set(labels.values())) == len(labels) else {}


def _is_number(symbol: TexSymbol | None, place: int) -> bool:
    return symbol is not None and symbol.labels == (str(place),)


def _label(symbol: TexSymbol) -> str:
    """The label, where the symbol is a letter that one can be; else ""."""
    below = "".join(f"\\{one}" if one in GREEK_LETTERS else one for one in symbol.labels)
    is_letter = len(symbol.base) == 1 or symbol.kind == "greek"
    if (
        not is_letter
        or symbol.accent not in ("", "bar", "hat", "tilde")
        or not re.fullmatch(r"\d*|[A-Za-z]|\\[a-z]+", below)
    ):
        return ""
    base = f"\\{symbol.base}" if symbol.kind == "greek" else symbol.base
    base = f"\\{symbol.accent}{{{base}}}" if symbol.accent else base
    return f"${base}_{{{below}}}$" if below else f"${base}$"


def own_notation(found: Judgement) -> str:
    """The notation of ours that is nearest to an attempt's: with levels, look-ups or matrices, or in one line."""
    response = found.told.response.symbol
    if response is not None and (response.bold or not response.indices):
        return "matrix"
    looked_up = any(effect.symbol.looked_up for effect in found.told.effects)
    has_levels = any(one.symbol.indices and one.symbol != response for one in found.told.definitions)
    if looked_up:
        return "compact" if has_levels else "expanded"
    return "levels" if has_levels else "additive"
