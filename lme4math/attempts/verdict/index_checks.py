"""Indices that do not fit one another: repeated in a symbol, of another observation, of another symbol's statement."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import zip_longest

from lme4math.attempts.meant.as_r import Key
from lme4math.attempts.meant.effect_kinds import SortedEffects, is_vector_of
from lme4math.attempts.meant.interpretation import Finding
from lme4math.attempts.meant.prose_hints import Hints
from lme4math.attempts.said.said_covariances import table_in
from lme4math.attempts.said.said_laws import cells_of
from lme4math.attempts.said.told_model import ToldModel
from lme4math.attempts.tex.tex_nodes import (
    TexGroup,
    TexName,
    TexNode,
    TexRow,
    TexScripted,
    TexSign,
    by_commas,
    flat_text,
)
from lme4math.attempts.tex.tex_sums import sum_of
from lme4math.attempts.tex.tex_symbols import TexSymbol, symbols_standing_in, walk_tex
from lme4math.attempts.tex.tex_terms import Asked, TexFactor, factors_in, symbols_in
from lme4math.records import record
from lme4math.source import Span


@record
class _Slip:
    symbol: str
    found: str
    expected: str
    span: Span

    @property
    def finding(self) -> Finding:
        """As a note."""
        fields = (("symbol", self.symbol), ("found", self.found), ("expected", self.expected))
        return Finding("index_slip", fields, self.span)


def index_doubts(told: ToldModel, effects: SortedEffects) -> list[Finding]:
    """Slips of an index for which the equation cannot be called right."""
    slips = [
        *_repeated(told),
        *_of_observation(told),
        *_of_trials(told),
        *_of_definitions(told),
        *_of_covariates(told, effects),
        *_of_slopes(effects, told.observation),
        *_of_laws(told, effects),
        *_of_tables(told),
        *_of_transposes(told),
        *_of_covariances(told),
    ]
    return list(dict.fromkeys(slip.finding for slip in slips))


def symbol_doubts(told: ToldModel, guessed: frozenset[Key], hints: Hints) -> Iterator[Finding]:
    """A coefficient that is a variance or a residual as well, or one of each observation; a covariate that is an index.

    Args:
        guessed: covariates for which no name speaks.
        hints: what the words say, as of the indicators with other numbers.
    """
    laws = [law for law in told.laws if law.family == "gaussian" and not law.structure.constant]
    rows = [law.arguments[1] for law in laws if len(law.arguments) > 1]
    parameters = {(one.name, frozenset(one.indices)) for one in symbols_standing_in(rows, told.alphabet)}
    own = [effect.symbol for effect in (*told.fixed, *told.effects, *told.residuals)]
    of_levels = (one.symbol for one in told.definitions if one.symbol.indices)
    for symbol in (*own, *of_levels):
        plain = replace(symbol, accent="") if symbol.accent == "deviation" else symbol
        if (plain.name, frozenset(plain.indices)) in parameters:
            yield Finding("undefined_symbol", (("symbol", symbol.text),), symbol.span)
    numbered = {name.rstrip("0123456789") for name in hints.indicators if name[-1].isdigit()}
    for key in guessed:
        if not isinstance(key, TexSymbol):
            continue
        is_other = key.base in numbered and hints.indicator(key) is None  # `D_0` where the words say what D_1 is
        coded = "".join((key.base, *key.labels)) in hints.codings
        if is_other or coded or (key.base in told.alphabet.indices and not key.labels):
            yield Finding("undefined_symbol", (("symbol", key.text),))
    if told.response.has_unnamed_link:
        yield Finding("undefined_symbol", (("symbol", "g"),))
    residuals = {(effect.symbol.base, effect.symbol.labels) for effect in told.residuals}
    for effect in told.fixed:
        symbol = effect.symbol
        running = any(re.fullmatch("[i-n]{1,3}", label) for label in symbol.labels)
        if symbol.indices or running or (symbol.base, symbol.labels) in residuals:
            yield Finding("undefined_symbol", (("symbol", symbol.text),), symbol.span)


def _written(symbol: TexSymbol) -> str:
    return ",".join(symbol.indices)


def _everything(told: ToldModel) -> Iterator[TexSymbol]:
    if told.response.symbol is not None:
        yield told.response.symbol
    yield from told.response.means
    yield from symbols_in(told.response.predictor)
    for definition in told.definitions:
        yield definition.symbol
        yield from symbols_in(definition.value)
    for law in told.laws:
        yield from law.symbols
    for effect in (*told.effects, *told.residuals):
        yield effect.symbol


def _repeated(told: ToldModel) -> Iterator[_Slip]:
    """`y_{ii}`, `α_{k[i],k[i]}`."""
    for symbol in _everything(told):
        if len(set(symbol.indices)) < len(symbol.indices):
            yield _Slip(symbol.base, _written(symbol), "indices that differ", symbol.span)
    for factor in _factors(told):
        if isinstance(factor, Asked) and len(set(factor.indices)) < len(factor.indices):
            yield _Slip(factor.level, ",".join(factor.indices), "indices that differ", factor.span)


def _factors(told: ToldModel) -> Iterator[TexFactor]:
    yield from factors_in(told.response.predictor)
    for definition in told.definitions:
        yield from factors_in(definition.value)


def _of_observation(told: ToldModel) -> Iterator[_Slip]:
    """The response, its mean and its residual have one index; a group is looked up for that."""
    response = told.response.symbol
    if response is None or not response.indices:
        return
    own = set(response.indices)
    for one in (*told.response.means, *(effect.symbol for effect in told.residuals)):
        other = set(one.indices)
        looked = one.looked_up == len(one.indices)  # `β_{0,j[i]}`, alone on the right
        less = other < own and not told.alphabet.inner and one not in told.response.means
        if other and (less or (other - own and not looked)):
            yield _Slip(one.base, _written(one), _written(response), one.span)
    for effect in told.effects:
        outside = set(effect.symbol.indices) - own
        if len(own) > 1 and outside and not effect.symbol.looked_up and all(len(one) == 1 for one in outside):
            yield _Slip(effect.symbol.base, _written(effect.symbol), _written(response), effect.symbol.span)
    if told.alphabet.inner - own:
        found = ", ".join(sorted(told.alphabet.inner - own))
        yield _Slip(response.base, _written(response), found, response.span)


def _of_trials(told: ToldModel) -> Iterator[_Slip]:
    """The number of trials has the indices of the response, or none, and is not the probability."""
    law = told.response.law
    if law is None or told.response.family != "binomial" or len(law.arguments) < 2:
        return
    means = {one.name for one in told.response.means}
    for one in symbols_in(sum_of(law.arguments[0], told.alphabet)):
        letters = not one.indices and any(re.fullmatch("[a-z]|[h-n]{2,3}", label) for label in one.labels)
        odd = letters or len(set(one.indices)) < len(one.indices) or one.base in {mean[0] for mean in means}
        if odd or not set(one.indices) <= told.observation:
            found = ",".join((*one.labels, *one.indices))
            yield _Slip(one.base, found, ",".join(sorted(told.observation)), one.span)


def _of_definitions(told: ToldModel) -> Iterator[_Slip]:
    """`b_0 = γ_0 + S_{0s}`, `b_{0i} = γ_0 + S_{0s}`: what varies with s has the index s."""
    own = [symbol for law in told.laws for symbol in law.symbols if symbol.indices]
    for definition in told.definitions:
        indices = set(definition.symbol.indices)
        if definition.is_mean or definition.symbol.joint or definition.symbol.looked_up:
            continue
        for symbol in symbols_in(definition.value):
            apart = symbol.indices and not symbol.looked_up and not indices & set(symbol.indices)
            if apart and any(one.base == symbol.base and one.labels == symbol.labels for one in own):
                found = _written(definition.symbol) or "none"
                yield _Slip(definition.symbol.text, found, _written(symbol), definition.symbol.span)
                break


def _of_covariates(told: ToldModel, effects: SortedEffects) -> Iterator[_Slip]:
    """A covariate has one set of indices, all of which occur elsewhere."""
    own = told.observation or _first_indices(told)
    known = {*own, *told.alphabet.inner}
    known |= {index for one in effects.varying for index in one.effect.symbol.indices}
    known |= {index for one in effects.families for index in one.effect.symbol.indices}
    first: dict[tuple[object, ...], TexSymbol] = {}
    for asked in _conditions(told):
        if known and not set(asked.indices) <= known:
            yield _Slip(asked.level, ",".join(asked.indices), ",".join(sorted(told.observation)), asked.span)
    plain = {(one.name, one.indices) for one in symbols_in(told.response.predictor) if not one.looked_up}
    for symbol in _covariates(told):
        if not symbol.indices:
            continue
        of_group = not set(symbol.indices) & own
        if told.alphabet.inner and of_group and (symbol.name, symbol.indices) in plain:
            yield _Slip(symbol.base, _written(symbol), ",".join(sorted(told.observation)), symbol.span)
        before = first.setdefault(symbol.name, symbol)
        if set(before.indices) != set(symbol.indices):
            yield _Slip(symbol.base, _written(symbol), _written(before), symbol.span)
        elif known and not set(symbol.indices) <= known:
            yield _Slip(symbol.base, _written(symbol), ",".join(sorted(told.observation)), symbol.span)


def _first_indices(told: ToldModel) -> frozenset[str]:
    """The indices of the first covariate, which stand for the observation where the response has none."""
    conditions, covariates = _conditions(told), _covariates(told)
    written = (*(one.indices for one in conditions), *(one.indices for one in covariates))
    return frozenset(next((indices for indices in written if indices), ()))


def _of_slopes(effects: SortedEffects, observation: frozenset[str]) -> Iterator[_Slip]:
    """A slope that varies over groups is of a covariate that varies within them."""
    for varying in effects.varying:
        for symbol in _symbols(varying.effect.column):
            if set(symbol.indices) == varying.group and varying.group < observation:
                yield _Slip(symbol.base, _written(symbol), "an index within " + _written(symbol), symbol.span)


def _conditions(told: ToldModel) -> Iterator[Asked]:
    for effect in (*told.fixed, *told.effects):
        for _, factors in effect.column:
            yield from (factor for factor in factors if isinstance(factor, Asked))


def _covariates(told: ToldModel) -> Iterator[TexSymbol]:
    for effect in (*told.fixed, *told.effects):
        yield from _symbols(effect.column)
    for column in told.offsets:
        yield from _symbols(column)


def _symbols(column: Iterable[tuple[object, tuple[TexFactor, ...]]]) -> Iterator[TexSymbol]:
    for _, factors in column:
        for factor in factors:
            if isinstance(factor, TexSymbol):
                yield factor


def _of_laws(told: ToldModel, effects: SortedEffects) -> Iterator[_Slip]:
    """The symbols of one statement have one index; those of several have the predictor's."""
    for law in told.laws:
        if len(law.symbols) < 2 or law.structure.kind == "scalar":
            continue
        for symbol in law.symbols[1:]:
            if set(symbol.indices) != set(law.symbols[0].indices):
                yield _Slip(symbol.base, _written(symbol), _written(law.symbols[0]), symbol.span)
    for law in told.laws:
        of = law.structure.variances[0] if law.structure.kind == "scalar" and law.structure.variances else ""
        match = re.match(r"^[A-Za-z]+_\{?([a-z])\}?(?:\^2)?$", of)
        inside = {index for symbol in law.symbols for index in symbol.indices}
        bases = {symbol.base for symbol in law.symbols}
        if match and match.group(1) in (set(told.observation) | _grouping(effects)) - inside - bases:
            yield _Slip(of, match.group(1), "the name of the effect", law.span)
    structured = {one.effect.symbol for one in effects.varying if one.structure is not None}
    for effect in (*told.effects, *told.residuals):
        if effect.law is None or effect.symbol in structured:
            continue
        entry = effect.law.symbols[effect.place]
        here, there = set(effect.symbol.indices), set(entry.indices)
        if len(there) > 1 and len(here) > 1 and here != there and not here < there:
            yield _Slip(entry.base, _written(entry), _written(effect.symbol), entry.span)


def _of_tables(told: ToldModel) -> Iterator[_Slip]:
    """The rows of a matrix are alike but for their numbers; a vector and its entries have one index."""
    used = {one.name: one for one in symbols_in(told.response.predictor) if one.indices and not one.looked_up}
    for statement in told.said.statements:
        if statement.relation != "=" or len(statement.left) != 1:
            continue
        left = next(symbols_in(sum_of(statement.left[0], told.alphabet)), None)
        if left is None or len(statement.right.items) != 1:
            continue
        table = table_in(statement.right)
        rows = table.rows if table is not None else [[cell] for cell in cells_of(statement.right)]
        use = used.get(left.name)
        written = [one for cell in cells_of(statement.right) for one in symbols_in(sum_of(cell, told.alphabet))]
        is_other = use is not None and left.indices and set(use.indices) != set(left.indices)
        if use is not None and is_other and not is_vector_of(use, written):
            yield _Slip(left.base, _written(left), _written(use), left.span)
        for column in zip(*rows, strict=False):
            entries = [one for cell in column for one in symbols_in(sum_of(cell, told.alphabet)) if one.kind != "sign"]
            for one in entries:
                if one.base == left.base and left.indices and one.indices and set(one.indices) != set(left.indices):
                    yield _Slip(one.base, _written(one), _written(left), one.span)
            for one in entries[1:]:
                first = entries[0]
                plain = one.kind != "greek" and len(left.base) == 1
                if plain and one.base == first.base != left.base and _without_numbers(one) != _without_numbers(first):
                    yield _Slip(one.text, _written(one), _written(first), one.span)


def _of_transposes(told: ToldModel) -> Iterator[_Slip]:
    """A matrix of the predictor is written out as it stands there, not as its transpose or its inverse.

    Nor does it multiply a row. Of one row or one column nothing is said: either is often written for the other.
    """
    known = {(name, ""): "" for name in re.findall(r"\b[A-Z]\b(?!['^_])", told.said.prose)}
    for one in (one for one in told.said.statements if one.relation == "=" and len(one.left) == 1):
        name, mark = _matrix_and_mark(one.left[0].items[0] if len(one.left[0].items) == 1 else None)
        table = table_in(one.right) if len(one.right.items) == 1 else None
        if name and mark is not None and table and len(table.rows) > 1 and any(len(row) > 1 for row in table.rows):
            is_turned = isinstance(one.right.items[0], TexScripted) and one.right.items[0].primes > 0
            known[name] = mark if not is_turned else "T" if not mark else ""
    law = told.response.law
    used = told.response.used | told.used
    rows = [one.right for one in told.said.statements if one.span in used and one.relation == "="]
    rows += law.arguments[:1] if law is not None else ()
    for row in rows:
        for item, following in zip_longest(row.items, row.items[1:]):
            name, mark = _matrix_and_mark(item)
            if name is None or name not in known:
                continue
            if mark not in (None, known[name]):
                yield _Slip(name[0], flat_text(item), name[0], item.span)
            elif isinstance(following, TexScripted) and following.primes:
                yield _Slip(flat_text(following.base), flat_text(following), flat_text(following.base), following.span)


def _matrix_and_mark(node: TexNode | None) -> tuple[tuple[str, str] | None, str | None]:
    """The name of a matrix, and T or −1 above it; None for what is none."""
    scripted = node if isinstance(node, TexScripted) else None
    base = scripted.base if scripted is not None else node
    above = flat_text(scripted.above).strip() if scripted is not None and scripted.above is not None else ""
    mark = "T" if scripted is not None and scripted.primes else above if above in ("", "-1") else None
    if not isinstance(base, TexName) or not base.text.isupper():
        return None, mark
    below = scripted.below if scripted is not None else None
    return (base.text, flat_text(below).replace(" ", "") if below is not None else ""), mark


def _of_covariances(told: ToldModel) -> Iterator[_Slip]:
    """`Cov(u_{0j}, u_{1j})` is of two effects of the predictor, `y | u_j` conditional on effects of it."""
    effects = [effect.symbol for effect in (*told.effects, *told.residuals)]
    for statement in told.said.statements:
        for row in statement.left:
            text = flat_text(row).replace(" ", "")
            group = row.items[-1] if row.items else None
            if text.lower().startswith(("cov(", "cor")) and isinstance(group, TexGroup):
                cells = by_commas(group.body)
                written = [one for cell in cells for one in symbols_in(sum_of(cell, told.alphabet))]
                again = len(written) > 1 and written[0] == written[1]
                yield from (_Slip(one.base, one.text, "an effect", one.span) for one in written[:1] if again)
            else:
                written = _conditioned_on(row, told)
            for one in written:
                alike = [effect for effect in effects if effect.base == one.base and len(one.indices) < 2]
                if alike and not any(_is_one_of(one, effect) for effect in alike):
                    yield _Slip(one.base, one.text, alike[0].text, one.span)


def _conditioned_on(row: TexRow, told: ToldModel) -> list[TexSymbol]:
    """What stands behind a bar: of `y | u_j` and of `P(y = 1 | u_0j, u_1j)`."""
    inside = [node.body for node in walk_tex((row,)) if isinstance(node, TexGroup) and node.bracket == "("]
    for part in (row, *inside):
        for place, item in enumerate(part.items):
            if isinstance(item, TexSign) and item.text == "|" and place:
                given = by_commas(TexRow(part.items[place + 1 :], part.span))
                return [symbol for one in given for symbol in symbols_in(sum_of(one, told.alphabet))]
    return []


def _is_one_of(symbol: TexSymbol, effect: TexSymbol) -> bool:
    """Whether a symbol is an effect, or a vector of such: of `u_0j` u_0j, u_j, and u."""
    if "'" in symbol.text:  # another occasion of the same effect
        return True
    if symbol.labels and symbol.labels != effect.labels:
        return False
    return not symbol.indices or set(symbol.indices) == set(effect.indices) or effect.looked_up > 0


def _without_numbers(symbol: TexSymbol) -> set[str]:
    """The letters of a subscript, but for the n of a last row."""
    return {letter for letter in "".join((*symbol.labels, *symbol.indices)) if letter.isalpha()} - {"n", "N"}


def _grouping(effects: SortedEffects) -> set[str]:
    return {index for one in effects.varying for index in one.effect.symbol.indices}
