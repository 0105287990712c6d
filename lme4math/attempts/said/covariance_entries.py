"""Entries of a covariance matrix that are those of other effects, or are no covariance.

A variance is one parameter or its square; a covariance is one parameter, or the correlation times its two standard
deviations. The numbers and letters in their subscripts agree with the effects at their place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, pairwise, takewhile

from lme4math.attempts.said.said_covariances import named_table, table_in
from lme4math.attempts.said.said_laws import SaidLaw, is_dots
from lme4math.attempts.tex.tex_nodes import TexGroup, TexRow, TexScripted, TexSign, TexTable, by_commas, flat_text
from lme4math.attempts.tex.tex_sums import sum_of
from lme4math.attempts.tex.tex_symbols import Alphabet, TexSymbol
from lme4math.attempts.tex.tex_terms import Applied, Block, TexSum, TexTerm, factors_in
from lme4math.records import record

_HALF = Fraction(1, 2)
_TOKENS = re.compile(r"[A-Za-z]+|\d")


@record
class _Matrix:
    """The entries that a text gives of a covariance.

    Attributes:
        cells: the entries by rows; None for dots.
        effects: the effects in the same order, where the text names each.
        is_whole: whether no dots stand for rows.
    """

    cells: tuple[tuple[TexSum | None, ...], ...]
    effects: tuple[TexSymbol, ...]
    is_whole: bool

    @property
    def size(self) -> int:
        return len(self.cells)

    def entry(self, one: int, other: int) -> TexSum | None:
        """An entry below the diagonal, or its mirror image; None where dots or nothing stand for it."""
        row, mirrored = self.cells[one], self.cells[other]
        return (row[other] if other < len(row) else None) or (mirrored[one] if one < len(mirrored) else None)


@record
class _Power:
    """A parameter with an exponent."""

    symbol: TexSymbol
    exponent: Fraction


def parameters_in(row: TexRow, matrices: Mapping[str, TexRow], alphabet: Alphabet) -> Iterator[TexSymbol]:
    """The symbols of a covariance, those of the entries of its matrix too."""
    waiting = [row]
    while waiting:
        for factor in factors_in(sum_of(named_table(waiting.pop(), matrices), alphabet)):
            if isinstance(factor, TexSymbol):
                yield factor
            elif isinstance(factor, Block) and isinstance(factor.table, TexTable):
                waiting += [cell for cells in factor.table.rows for cell in cells if not is_dots(cell)]


def misplaced_entries(law: SaidLaw, matrices: Mapping[str, TexRow], alphabet: Alphabet) -> Iterator[str]:
    """The entries of a covariance matrix that do not fit their place, as they are named in a message.

    Args:
        matrices: what the text says of matrices, by their names.
    """
    row = named_table(law.arguments[1], matrices) if len(law.arguments) > 1 else None
    matrix = _matrix(row, law, matrices, alphabet) if row is not None else None
    if row is None or matrix is None:
        return
    found = [_power(matrix.entry(place, place)) for place in range(matrix.size)]
    yield from (one.symbol.text for one in found if one is not None and _has_power_within(one.symbol))
    if matrix.size < 2:
        return
    variances = [one for one in found if one is not None]
    is_alone = len(row.items) == 1
    if len(variances) == matrix.size and not _is_one_number(variances):
        yield from _out_of_order(variances, matrix)
        yield from _unlike(variances) if is_alone else ()
        yield from _covariances(matrix, variances) if is_alone else ()
        yield from _repeated(matrix, variances) if is_alone and law.structure.kind == "us" else ()
    yield from _numbered_otherwise(matrix, variances)


def _matrix(row: TexRow, law: SaidLaw, matrices: Mapping[str, TexRow], alphabet: Alphabet) -> _Matrix | None:
    """The matrix that is written out, or the standard deviations of `D R D`."""
    table = table_in(row)
    rows: Sequence[Sequence[TexRow]] = table.rows if table is not None else ()
    if table is None:
        spread = next((one for one in _named_parts(row, matrices) if flat_text(one).lower().startswith("diag(")), None)
        group = next((item for item in spread.items if isinstance(item, TexGroup)), None) if spread else None
        cells = by_commas(group.body) if group is not None else [row]
        zero = TexRow((), row.span)
        rows = [[zero] * place + [cell] for place, cell in enumerate(cells)]
    shown = [place for place, cells in enumerate(rows) if not all(is_dots(cell) or not cell.items for cell in cells)]
    kept = [[cells[place] for place in shown if place < len(cells)] for cells in (rows[place] for place in shown)]
    if not kept:
        return None
    sums = tuple(tuple(_entry(cell, alphabet) for cell in cells) for cells in kept)
    is_whole = len(shown) == len(rows) and not law.elided
    return _Matrix(sums, law.symbols if len(kept) == len(law.symbols) else (), is_whole)


def _named_parts(row: TexRow, matrices: Mapping[str, TexRow]) -> Iterator[TexRow]:
    yield row
    for item in row.items:
        base = item.base if isinstance(item, TexScripted) else item
        if (said := matrices.get(flat_text(base))) is not None:
            yield said


def _entry(cell: TexRow, alphabet: Alphabet) -> TexSum | None:
    written = TexRow(tuple(one for one in cell.items if not isinstance(one, TexSign) or one.text != "&"), cell.span)
    return sum_of(written, alphabet) if written.items and not is_dots(written) else None


def _powers(term: TexTerm) -> list[_Power] | None:
    """The factors of a product with their exponents; those under a root have half."""
    found: dict[TexSymbol, Fraction] = {}
    for factor in term.factors:
        inner = [(factor, Fraction(1))]
        if isinstance(factor, Applied) and factor.function == "sqrt" and len(factor.argument) == 1:
            inner = [(one, _HALF) for one in factor.argument[0].factors]
        for one, exponent in inner:
            if not isinstance(one, TexSymbol):
                return None
            found[one] = found.get(one, Fraction(0)) + exponent * one.power
    return [_Power(one, exponent) for one, exponent in found.items() if one.kind != "sign" and one.base not in "I1"]


def _power(terms: TexSum | None) -> _Power | None:
    """A sum that is one parameter, or a power of one."""
    powers = _powers(terms[0]) if terms is not None and len(terms) == 1 and terms[0].number == 1 else None
    return powers[0] if powers is not None and len(powers) == 1 else None


def _has_power_within(symbol: TexSymbol) -> bool:
    """`τ_{0^2}`: the square is of the number."""
    return any(re.search(r"\d\^\d", label) for label in symbol.labels)


def _is_one_number(variances: Sequence[_Power]) -> bool:
    return len({one.symbol for one in variances}) == 1


def _tokens(symbol: TexSymbol) -> list[str]:
    return [symbol.base, *_TOKENS.findall(" ".join(symbol.labels))]


def _digits(symbol: TexSymbol) -> str:
    return "".join(one for one in "".join(symbol.labels) if one.isdigit())


def _told_apart(numbers: Sequence[str]) -> list[str]:
    """Numbers without what all begin or end with: 0 and 1 of 00 and 10."""
    start = _common(numbers)
    rest = [one[start:] for one in numbers]
    end = _common([one[::-1] for one in rest])
    return [one[: len(one) - end] for one in rest]


def _common(words: Sequence[str]) -> int:
    """With how many of the same letters all words begin."""
    return sum(1 for _ in takewhile(lambda letters: len(set(letters)) == 1, zip(*words, strict=False)))


def _halved(numbers: Sequence[str]) -> list[str]:
    """0 and 1 of `τ_{00}` and `τ_{11}`."""
    return [one[: len(one) // 2] if one[: len(one) // 2] * 2 == one else one for one in numbers]


def _by_place(numbers: Sequence[str], *, is_whole: bool) -> bool:
    """Whether these count the places, from 0 or from 1; or some of them, where dots stand for others."""
    counts = [int(one) for one in numbers if one]
    steps = [after - before for before, after in pairwise(counts)]
    return len(counts) == len(numbers) and all(
        step == 1 if is_whole else step > 0 for step in (*steps, 1 if counts[0] in (0, 1) else 0)
    )


def _out_of_order(variances: Sequence[_Power], matrix: _Matrix) -> Iterator[str]:
    """Variances that have the numbers, or the letters, of other effects."""
    symbols = [one.symbol for one in variances]
    numbers, own = [_digits(one) for one in symbols], [_digits(one) for one in matrix.effects]
    if all(numbers) and len(set(numbers)) == len(numbers):
        readings = [numbers, _halved(numbers), _told_apart(numbers)]
        known = [own, _told_apart(own)] if own and all(own) else []
        exchanged = any(sorted(one) == sorted(other) and one != other for one in readings for other in known)
        counted = any(_by_place(one, is_whole=matrix.is_whole) for one in readings)
        if not any(one in known for one in readings) and (exchanged or not counted):
            apart = (one.text for one, a, b in zip(symbols, numbers, own, strict=False) if a[:1] != b[:1])
            yield next(apart, symbols[-1].text)
    yield from _named_for_others([(symbol, one) for one, symbol in zip(variances, matrix.effects, strict=False)])


def named_for_others(laws: Iterable[SaidLaw], alphabet: Alphabet) -> Iterator[tuple[SaidLaw, str]]:
    """Variances of single effects, or of residuals, that have the letters or the numbers of others."""
    single = [law for law in laws if law.family == "gaussian" and len(law.symbols) == 1 and len(law.arguments) == 2]
    found = [(law, power) for law in single if (power := _power(sum_of(law.arguments[1], alphabet))) is not None]
    pairs = [(law.symbols[0], power) for law, power in found]
    for text in (*_named_for_others(pairs), *_exchanged(pairs)):
        yield next((law, text) for law, power in found if power.symbol.text == text)


def _named_for_others(pairs: Sequence[tuple[TexSymbol, _Power]]) -> Iterator[str]:
    """Variances in whose subscripts are letters of other effects, and none of their own."""
    names = [set(_tokens(effect)) for effect, _ in pairs]
    for place, (_, variance) in enumerate(pairs):
        here = {token for token in _tokens(variance.symbol)[1:] if token.isalpha()}
        others = set[str]().union(*(one for other, one in enumerate(names) if other != place))
        if here & (others - names[place]) and not here & (names[place] - others or names[place]):
            yield variance.symbol.text


def _exchanged(pairs: Sequence[tuple[TexSymbol, _Power]]) -> Iterator[str]:
    """`τ_{11}` and `τ_{00}` of u_0 and u_1."""
    for base in {(effect.base, effect.indices, variance.symbol.base) for effect, variance in pairs}:
        alike = [(a, b) for a, b in pairs if (a.base, a.indices, b.symbol.base) == base]
        own, numbers = [_digits(one) for one, _ in alike], _halved([_digits(one.symbol) for _, one in alike])
        if all(own) and sorted(own) == sorted(numbers) and own != numbers:
            yield next(b.symbol.text for (_, b), one, other in zip(alike, own, numbers, strict=True) if one != other)


def _unlike(variances: Sequence[_Power]) -> Iterator[str]:
    """A variance that is no parameter or its square, or a square among others that are none."""
    exponents = [one.exponent for one in variances]
    for one in variances:
        if one.exponent not in (1, 2) or (one.exponent != 2 and 2 in exponents):
            yield one.symbol.text


def _covariances(matrix: _Matrix, variances: Sequence[_Power]) -> Iterator[str]:
    """Covariances that are none, or are of others than the two effects of their place."""
    own = [_own_tokens(variances, place) for place in range(matrix.size)]
    every = set().union(*own)
    for one, other in combinations(range(matrix.size), 2):
        terms = matrix.entry(other, one)
        if not terms or all(term.number == 0 for term in terms):
            continue
        powers = _powers(terms[0])
        if powers is None:
            continue
        rest = _beside_deviations(powers, variances[one], variances[other])
        if len(terms) > 1 or terms[0].number != 1 or rest is None:
            yield _text(terms)
            continue
        tokens = {token for power in rest for token in _split(power.symbol, every)}
        here, there = own[one] - own[other], own[other] - own[one]
        elsewhere = every - own[one] - own[other]
        is_product = len(rest) < len(powers)
        is_of_one = bool(here & tokens) != bool(there & tokens) and bool(here and there) and not is_product
        is_of_others = bool(tokens & elsewhere) and not (is_product and _is_numbered_once(rest))
        if is_of_one or is_of_others:
            yield _text(terms)


def _repeated(matrix: _Matrix, variances: Sequence[_Power]) -> Iterator[str]:
    """One parameter for two covariances, or for two correlations, where others are not the same."""
    seen: set[tuple[TexSymbol, ...]] = set()
    for one, other in combinations(range(matrix.size), 2):
        terms = matrix.entry(other, one)
        powers = _powers(terms[0]) if terms is not None and len(terms) == 1 else None
        rest = _beside_deviations(powers, variances[one], variances[other]) if powers is not None else None
        if terms is not None and rest:
            key = tuple(power.symbol for power in rest)
            if key in seen:
                yield _text(terms)
            seen.add(key)


def _beside_deviations(powers: Sequence[_Power], one: _Power, other: _Power) -> list[_Power] | None:
    """What a covariance is beside its two standard deviations; None where it is not one parameter, or not of these."""
    needed: dict[TexSymbol, Fraction] = {}
    for variance in (one, other):
        needed[variance.symbol] = needed.get(variance.symbol, Fraction(0)) + variance.exponent * _HALF
    there = {power.symbol: power.exponent for power in powers}
    rest = [power for power in powers if power.symbol not in needed]
    if not any(symbol in there for symbol in needed):
        return rest if len(rest) == 1 and rest[0].exponent == 1 else None
    fits = all(there.get(symbol) == exponent for symbol, exponent in needed.items())
    return rest if fits and rest else None


def _own_tokens(variances: Sequence[_Power], place: int) -> set[str]:
    """The letters and digits of a variance that those of others have not; its whole number, where there are none."""
    tokens = [set(_tokens(one.symbol)) for one in variances]
    others = set[str]().union(*(one for other, one in enumerate(tokens) if other != place))
    return tokens[place] - others


def _split(symbol: TexSymbol, known: set[str]) -> Iterator[str]:
    """The tokens of a symbol, those of `IS` as I and S where these are known."""
    for token in _tokens(symbol):
        yield from token if token not in known and set(token) <= known else [token]


def _is_numbered_once(rest: Sequence[_Power]) -> bool:
    """`ρ_3`, the third of the correlations."""
    return all(len(_digits(one.symbol)) < 2 for one in rest)


def _numbered_otherwise(matrix: _Matrix, variances: Sequence[_Power]) -> Iterator[str]:
    """Covariances and correlations with two numbers that are not those of their place."""
    numbers = _halved([_digits(one.symbol) for one in variances])
    size = matrix.size
    is_numbered = len(numbers) == size and all(numbers) and len(set(numbers)) == size
    own = _told_apart([_digits(one) for one in matrix.effects]) if len(matrix.effects) == size else []
    counted = [[str(start + place) for place in range(size)] for start in (0, 1) if matrix.is_whole]
    schemes = [numbers, _told_apart(numbers)] if is_numbered else [*counted, *([own] if any(own) else [])]
    written: dict[tuple[int, int], tuple[str, str]] = {}
    for one, other in combinations(range(size), 2):
        for factor in factors_in(matrix.entry(other, one) or ()):
            if isinstance(factor, TexSymbol) and len(_digits(factor)) == 2 and factor.kind == "greek":
                written[one, other] = (_digits(factor), factor.text)
    variances_own = {one.symbol.text for one in variances}
    misfits = [
        [
            text
            for (one, other), (pair, text) in written.items()
            if sorted(pair) != sorted(scheme[one] + scheme[other]) and text not in variances_own
        ]
        for scheme in schemes
    ]
    yield from min(misfits, key=len, default=[])


def _text(terms: TexSum) -> str:
    names = [factor.text for factor in factors_in(terms) if isinstance(factor, TexSymbol) and factor.kind != "sign"]
    return " ".join(names) or "the number"
