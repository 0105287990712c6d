"""What a text says of variances, coefficients and covariates, and lme4 would not take from it: then it is not right.

The reading uses the structure of a covariance, not each letter in it. A variance that changes with the observation, one
that is a number, a coefficient that is set, a covariate less its group's mean: each makes another model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set

from lme4math.attempts.meant.evidence import Vocabulary, normal
from lme4math.attempts.meant.interpretation import Finding
from lme4math.attempts.said.covariance_entries import misplaced_entries, named_for_others, parameters_in
from lme4math.attempts.said.said_covariances import is_odd_variance
from lme4math.attempts.said.said_laws import SaidLaw, names_of_tables
from lme4math.attempts.said.told_model import ToldModel
from lme4math.attempts.tex.tex_nodes import TexName, TexNode, TexNumber, TexRow, TexScripted, flat_text
from lme4math.attempts.tex.tex_sums import sum_of
from lme4math.attempts.tex.tex_symbols import SCALES, TexSymbol, walk_tex
from lme4math.attempts.tex.tex_terms import symbols_in
from lme4math.model import MixedModel
from lme4math.source import Span

MEANS = frozenset(("bar", "overline"))
_IDENTITY = "I"
_NO_PARAMETERS = frozenset((_IDENTITY, "1"))


def parameter_doubts(
    told: ToldModel, code: MixedModel, vocabulary: Vocabulary, groups: Mapping[frozenset[str], str]
) -> list[Finding]:
    """What is open in a text whose effects and covariates are those of the code."""
    found = [
        *_of_forms(told),
        *_of_entries(told),
        *_of_sharing(told),
        *_of_residuals(told, code),
        *_of_effects(told, code),
        *_of_levels(told),
        *_of_coefficients(told),
        *_of_changed_covariates(told, vocabulary),
        *_of_observation_effects(told, vocabulary, groups),
    ]
    return list(dict.fromkeys(found))


def _open(symbol: str, span: Span) -> Finding:
    return Finding("undefined_symbol", (("symbol", symbol),), span)


def _variance(law: SaidLaw, told: ToldModel) -> list[TexSymbol]:
    """The parameters of a covariance."""
    if len(law.arguments) < 2:
        return []
    return list(parameters_in(law.arguments[1], names_of_tables(told.said.statements), told.alphabet))


_EXPONENTS = frozenset(("1", "2", "-1", "-2", "1/2"))


def _of_forms(told: ToldModel) -> Iterator[Finding]:
    """A normal distribution has a mean, for residuals 0, and a variance, which is a parameter or its square."""
    own = {(effect.symbol.base, effect.symbol.labels) for effect in told.residuals}
    for law in told.laws:
        if law.family != "gaussian":
            continue
        filled = [row for row in law.arguments if row.items and not _is_script_alone(row.items[0])]
        scripted = [node for node in walk_tex(law.arguments[1:]) if isinstance(node, TexScripted)]
        powers = [node.above for node in scripted if node.above and flat_text(node.base) not in ("rho", "phi")]
        numbers = [flat_text(row).replace(" ", "") for row in powers if _is_exponent(row)]
        is_odd = any(symbol.power != 1 or ((symbol.base, symbol.labels) in own and law.mean) for symbol in law.symbols)
        is_odd |= not law.structure.constant and any(isinstance(node.base, TexNumber) for node in scripted)
        yield from (_open(variance, law.span) for variance in _odd_variances(law))
        if is_odd or len(filled) != 2 or len(law.arguments) != 2 or not set(numbers) <= _EXPONENTS:
            yield _open(", ".join(symbol.text for symbol in law.symbols), law.span)


def _odd_variances(law: SaidLaw) -> Iterator[str]:
    """Variances that are no parameters, or have the numbers of others; the effects may be one bold letter."""
    variances = () if law.structure.constant else law.structure.variances
    numbers = [
        "".join(filter(str.isdigit, one.labels)) or re.sub(r"\D", "", "".join(one.labels)) for one in law.symbols
    ]
    if len(numbers) != len(variances):
        numbers = [re.sub(r"\D", "", one.partition("_")[2].partition("^")[0])[:2] for one in variances]
    yield from (one for one, own in zip(variances, numbers, strict=True) if is_odd_variance(one, own))


def _of_entries(told: ToldModel) -> Iterator[Finding]:
    """The entries of a covariance matrix are those of the effects at their place."""
    matrices = names_of_tables(told.said.statements)
    laws = [law for law in told.laws if law.family == "gaussian" and not law.structure.constant]
    misplaced = [(law, entry) for law in laws for entry in misplaced_entries(law, matrices, told.alphabet)]
    for law, entry in (*misplaced, *named_for_others(laws, told.alphabet)):
        yield Finding("index_slip", (("symbol", entry), ("found", entry), ("expected", "another entry")), law.span)


def _is_exponent(row: TexRow) -> bool:
    """Whether a superscript is a power: a number, or a letter that is no name in brackets or among others."""
    last = row.items[-1]
    return isinstance(last, TexNumber) or (len(row.items) == 1 and isinstance(last, TexName) and last.kind == "letter")


def _is_script_alone(node: TexNode) -> bool:
    return isinstance(node, TexScripted) and isinstance(node.base, TexName) and not node.base.text


def _of_sharing(told: ToldModel) -> Iterator[Finding]:
    """A parameter of two distributions, but for a covariance that is relative to the residual variance: `σ² D`."""
    seen: dict[tuple[str, str, tuple[str, ...]], SaidLaw] = {}
    for law in told.laws:
        if law.family != "gaussian" or law.structure.constant:
            continue
        own = {one.name: one for one in _variance(law, told) if one.base not in _NO_PARAMETERS}
        relative = any(one.base[:1].isupper() for one in own.values())
        for name, symbol in own.items():
            other = seen.setdefault(name, law)
            again = other is not law and symbol.base in SCALES and symbol.base.islower()
            if again and not relative and not _is_relative(other, told):
                yield _open(symbol.text, law.span)


def _is_relative(law: SaidLaw, told: ToldModel) -> bool:
    return any(one.base[:1].isupper() and one.base != _IDENTITY for one in _variance(law, told))


def _of_residuals(told: ToldModel, code: MixedModel) -> Iterator[Finding]:
    """The residual variance is one unknown number, or by the weights of the code."""
    own = {effect.symbol.name for effect in told.residuals}
    if told.response.symbol is not None and told.response.family == "gaussian":
        own.add(told.response.symbol.name)
    for law in told.laws:
        if law.family != "gaussian" or len(law.symbols) != 1 or law.symbols[0].name not in own:
            continue
        written = [one for one in _variance(law, told) if one.kind != "sign"]
        symbols = {one.base for one in written} - _NO_PARAMETERS
        running = told.observation - {law.symbols[0].base}
        varying = [one for one in written if one.base in SCALES and _varies(one, running)]
        text = flat_text(law.arguments[1]) if len(law.arguments) > 1 else ""
        expected = 1 if code.weights_argument is None else 2
        divided = expected == 1 or "/" in text or "frac" in text
        if law.structure.constant or (symbols and len(symbols) != expected) or not divided or varying:
            yield _open(text, law.span)


def _of_effects(told: ToldModel, code: MixedModel) -> Iterator[Finding]:
    """Variances of effects are unknown, do not change from group to group, and are one only where the code says so."""
    running = set(told.observation) | {index for one in told.effects for index in one.symbol.indices}
    common = any(term.covariance.homogeneous for term in code.random)
    for law in {effect.law for effect in told.effects if effect.law is not None and effect.law.family == "gaussian"}:
        text = flat_text(law.arguments[1]) if len(law.arguments) > 1 else ""
        names = {symbol.base for symbol in law.symbols}
        parameters = _variance(law, told)
        varying = [one for one in parameters if _varies(one, running - names)]
        if law.structure.kind == "scalar" and len({one.base for one in parameters}) > 1:
            varying += [one for one in parameters if not _is_scale(one)]
        alone = law.structure.kind == "diag" and law.structure.hom and len(law.symbols) > 1
        unscaled = {symbol.base for symbol in parameters} == {_IDENTITY}
        if varying or unscaled or (alone and not common):
            yield _open(text, law.span)


def _of_levels(told: ToldModel) -> Iterator[Finding]:
    """`u ~ N(0, σ² A)`, where u has the effects of all levels: they are independent only if A is the identity.

    A number has no matrix as a variance, so `u_j ~ N(0, σ² A)` says the same; so does a block of a joint distribution.
    """
    residuals = {id(effect.law): effect.place for effect in told.residuals}
    for law in {effect.law for effect in (*told.effects, *told.residuals) if effect.law is not None}:
        if law.family != "gaussian":
            continue
        own = [effect for effect in told.effects if effect.law is law]
        parameters = _variance(law, told)
        of_all = not law.symbols[0].indices or any(not one.base[:1].isupper() for one in parameters)
        is_single = len(own) == len(law.symbols) == 1 and bool(own[0].symbol.indices) and of_all
        if is_single or (own and id(law) in residuals):
            matrices = (one for one in parameters if one.base[:1].isupper() and one.base != _IDENTITY)
            yield from (_open(one.text, law.span) for one in matrices)
        ones = [one for one in parameters if one.base == "1"]
        yield from (_open("1 1'", law.span) for _ in ones[1:2])
        for effect in own:
            if any({effect.place, residuals.get(id(law))} <= set(places) for places in law.structure.apart):
                yield _open(effect.symbol.text, law.span)


_RUNNING = re.compile("[h-n]{2,3}")


def _varies(parameter: TexSymbol, running: Set[str]) -> bool:
    """Whether it is another for each group or observation, or is a covariate."""
    is_numbered = any(map(_RUNNING.fullmatch, parameter.labels)) or bool(running & set(parameter.indices))
    return is_numbered or (bool(parameter.indices) and not _is_scale(parameter))


def _is_scale(parameter: TexSymbol) -> bool:
    return parameter.kind == "greek" or not parameter.base.islower()


def _of_coefficients(told: ToldModel) -> Iterator[Finding]:
    """`β₁ = 0`, and covariances with residuals."""
    names = {effect.symbol.name for effect in told.fixed}
    residuals = {effect.symbol.name for effect in told.residuals}
    for effect in told.fixed:  # `y = μ + u_j`, `u_j ~ N(μ, τ²)`
        if len(effect.column) == 1 and abs(effect.column[0][0]) == len(effect.spans) > 1:
            yield _open(effect.symbol.text, effect.spans[-1])
        if effect.law is not None and effect.law.family == "gaussian" and not effect.law.structure.constant:
            yield _open(effect.symbol.text, effect.law.span)
    for statement in told.said.statements:
        if statement.relation != "=" or len(statement.left) != 1:
            continue
        left, text = statement.left[0], flat_text(statement.left[0])
        symbols = list(symbols_in(sum_of(left, told.alphabet)))
        number = len(statement.right.items) == 1 and isinstance(statement.right.items[0], TexNumber)
        if number and len(symbols) == 1 and symbols[0].name in names and not symbols[0].indices:
            yield _open(symbols[0].text, statement.span)
        zero = flat_text(statement.right).strip() == "0"
        if text.startswith(("Cov", "cov", "Cor", "cor")) and not zero and residuals & {one.name for one in symbols}:
            yield _open(text, statement.span)


def _everywhere(told: ToldModel) -> Iterator[TexSymbol]:
    yield from symbols_in(told.response.predictor)
    for definition in told.definitions:
        yield from symbols_in(definition.value)


_CHANGE = "Delta "


def _is_lagged(symbol: TexSymbol) -> bool:
    """`x_{i(t-1)}`."""
    return bool({"-", "+"} & set(symbol.labels)) and any(label.isdigit() for label in symbol.labels)


def _of_changed_covariates(told: ToldModel, vocabulary: Vocabulary) -> Iterator[Finding]:
    """A mean of each group is a variable of its own; so is what an accent, Δ or a lag makes of a covariate."""
    variables = [normal(name) for name in (*vocabulary.numbers, *vocabulary.plain)]
    columns = [effect.column for effect in (*told.fixed, *told.effects)] + list(told.offsets)
    covariates = {
        one.name for column in columns for _, factors in column for one in factors if isinstance(one, TexSymbol)
    }
    for symbol in _everywhere(told):
        base = normal(symbol.base.removeprefix(_CHANGE))
        marked = symbol.accent and symbol.accent not in ("deviation", "centred")
        is_mean = symbol.accent in MEANS and symbol.indices
        if is_mean or (marked and symbol.name in covariates):
            if not any(base in name and base != name for name in variables):
                yield _open(symbol.text, symbol.span)
        elif (symbol.base.startswith(_CHANGE) and base in variables) or _is_lagged(symbol):
            yield _open(symbol.text, symbol.span)


def _of_observation_effects(
    told: ToldModel, vocabulary: Vocabulary, groups: Mapping[frozenset[str], str]
) -> Iterator[Finding]:
    """An effect with all indices of the observation is one of each observation, not of a group of one variable."""
    for effect in told.effects:
        indices = frozenset(effect.symbol.indices)
        name = groups.get(indices)
        if name is None or effect.symbol.looked_up or not told.residuals:
            continue
        if len(indices) > max(1, len(vocabulary.groups.get(name, ()))) and indices == told.observation:
            fields = (("symbol", effect.symbol.base), ("found", ",".join(sorted(indices))), ("expected", name))
            yield Finding("index_slip", fields, effect.symbol.span)
