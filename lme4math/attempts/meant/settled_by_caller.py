"""What a caller says that symbols and indices stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lme4math.attempts.meant.as_formula import LevelIs, RAtom, RNumber
from lme4math.attempts.meant.as_r import Key, keys_in, with_centred
from lme4math.attempts.tex.passages import passages_of
from lme4math.attempts.tex.tex_nodes import flat_text
from lme4math.attempts.tex.tex_sums import sum_of
from lme4math.attempts.tex.tex_symbols import Alphabet
from lme4math.errors import DataError, a_value
from lme4math.model import Hierarchy
from lme4math.records import record


@record
class Given:
    """What is known beside a text and the model of the code.

    Attributes:
        symbols: what symbols stand for.
        indices: what indices stand for.
        hierarchy: which grouping factors of the model nest.
    """

    symbols: Mapping[Key, tuple[RAtom, ...]]
    indices: Mapping[str, str]
    hierarchy: Hierarchy


_INDICATOR = re.compile(r"^\s*1\s*\[\s*(?P<factor>.+?)\s*==?\s*(?P<level>.+?)\s*\]\s*$")


def given_symbols(symbols: Mapping[str, str] | None) -> dict[Key, tuple[RAtom, ...]]:
    """What `symbols=` says: of a symbol in LaTeX an R variable, R code, or an indicator `1[type = +]`.

    Raises:
        DataError: it is no mapping of texts.
        FormulaError: a symbol is no LaTeX.
    """
    found: dict[Key, tuple[RAtom, ...]] = {}
    for symbol, code in _pairs(symbols, "symbols"):
        typed = {key: (_atom(code),) for key in _keys_of(symbol)}
        upright = _keys_of(rf"\text{{{symbol}}}_i") if re.fullmatch(r"\w[\w. -]+", symbol) else ()
        found |= {**dict.fromkeys(upright, (_atom(code),)), **typed}
    return found


def _keys_of(symbol: str) -> Iterator[Key]:
    for passage in passages_of(symbol):
        if passage.row is None:
            continue
        terms = sum_of(passage.row, Alphabet(frozenset(_letters(symbol))))
        keys = list(keys_in(with_centred(tuple((term.number, term.factors) for term in terms))))
        if len(keys) == 1:
            yield keys[0]


def _letters(symbol: str) -> list[str]:
    """Single letters in a subscript are indices there, as they are in the text."""
    return re.findall(r"(?<=[_{,])([a-z])(?=[a-z,}\s]|$)", symbol)


def _atom(code: str) -> RAtom:
    match = _INDICATOR.match(code)
    if match is not None:
        return LevelIs(match.group("factor"), match.group("level").strip("\"'“”"))
    return RNumber(code.strip())


def given_indices(indices: Mapping[str, str] | None) -> dict[str, str]:
    """What `indices=` says: of an index a grouping factor, or "(factor) f".

    Raises:
        DataError: it is no mapping of texts.
        FormulaError: an index is no LaTeX.
    """
    found = {}
    for index, group in _pairs(indices, "indices"):
        plain = "".join(flat_text(passage.row) for passage in passages_of(index) if passage.row is not None)
        found[plain.replace(" ", "")] = group.strip()
    return found


def _pairs(given: Mapping[str, str] | None, name: str) -> list[tuple[str, str]]:
    if given is None:
        return []
    if not isinstance(given, Mapping):
        raise DataError(f"{name} must be a mapping of symbols to R code; {a_value(given)} was given.")
    pairs = list(given.items())
    for key, value in pairs:
        if not isinstance(key, str) or not isinstance(value, str):
            raise DataError(f"{name} must be a mapping of symbols to R code; {a_value(value)} is in it.")
    return pairs
