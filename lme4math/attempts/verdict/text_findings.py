"""What the text alone shows to be wrong or left open: distributions, residuals, variances, slips of an index."""

from __future__ import annotations

from collections.abc import Iterator

from lme4math.attempts.meant.effect_kinds import SortedEffects
from lme4math.attempts.meant.interpretation import Finding
from lme4math.attempts.said.said_covariances import Structure, structure_of
from lme4math.attempts.said.said_laws import SaidLaw, names_of_tables
from lme4math.attempts.said.sum_constraints import has_intercept, sums_to_zero
from lme4math.attempts.said.told_model import ToldEffect, ToldModel
from lme4math.attempts.tex.tex_nodes import TexRow, flat_text
from lme4math.attempts.tex.tex_symbols import SCALES, TexSymbol
from lme4math.records import record
from lme4math.source import Span


@record
class TextFindings:
    """What the text alone shows.

    Attributes:
        differences: what makes the equation wrong.
        doubts: notes for which it cannot be called right.
        notes: the others.
        if_wrong: differences in place of doubts, where the equation is wrong for other reasons.
    """

    differences: tuple[Finding, ...]
    doubts: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    if_wrong: tuple[Finding, ...] = ()


def text_findings(told: ToldModel, effects: SortedEffects, *, has_observation_group: bool) -> TextFindings:
    """Look through a text.

    Args:
        has_observation_group: whether the code has a group that none of the indices stands for, so that a residual of a
            generalised model may be the effect of each observation.
    """
    differences = [*_residual(told, has_observation_group), *_shared(told, effects), *_shared_scale(told)]
    doubts: list[Finding] = []
    if_wrong: list[Finding] = []
    without = _without_law(told, effects)
    undefined = [one for one in without if _has_defined_siblings(one, told)]
    doubts += [Finding("undefined_symbol", (("symbol", one.symbol.text),), one.spans[0]) for one in undefined]
    without = [one for one in without if one not in undefined]
    if without and not _any_law(told, effects):
        of = ", ".join(dict.fromkeys(_plain(one.symbol) for one in without))
        doubts.append(Finding("unnamed_distribution", (("of", of),), without[0].spans[0]))
    else:
        bases = dict.fromkeys(one.symbol.base for one in without)
        differences += [
            Finding(
                "missing_distribution",
                (("of", base),),
                next(one.spans[0] for one in without if one.symbol.base == base),
            )
            for base in bases
        ]
    lagged = next((remark for remark in told.remarks if remark.kind == "lagged"), None)
    if lagged is not None:
        differences.append(Finding("residual_structure", (("code", "sigma^2 I"), ("equation", "AR(1)")), lagged.span))
        differences = [
            one
            for one in differences
            if one.kind != "missing_distribution" or dict(one.fields)["of"] != dict(lagged.fields)["symbol"]
        ]
    serial = _serial(told)
    if serial is not None:
        differences = [
            one for one in differences if one.kind != "missing_distribution" or dict(one.fields)["of"] != serial
        ]
        differences.append(Finding("residual_structure", (("code", "sigma^2 I"), ("equation", "AR(1)"))))
    structure = _residual_law(told)
    if structure is not None:
        kind = _of_residual(structure, told)
        if kind == "open":
            doubts.append(Finding("undefined_symbol", (("symbol", structure[1]),)))
            if_wrong.append(Finding("residual_structure", (("code", "sigma^2 I"), ("equation", structure[1]))))
        elif kind:
            differences.append(Finding("residual_structure", (("code", "sigma^2 I"), ("equation", kind))))
    doubts += _slips(told, effects)
    doubts += [
        Finding(
            "index_slip",
            (("symbol", law.structure.flaw), ("found", law.structure.flaw), ("expected", "another entry")),
            law.span,
        )
        for law in told.laws
        if law.structure.flaw
    ]
    doubts += [*_unused(told, effects), *_without_main_effects(told, effects)]
    return TextFindings(tuple(differences), tuple(doubts), tuple(_notes(told, effects)), tuple(if_wrong))


def _plain(symbol: TexSymbol) -> str:
    return symbol.text.replace(",", "") if symbol.accent != "deviation" else symbol.base


def _residual(told: ToldModel, has_observation_group: bool) -> Iterator[Finding]:
    response = told.response
    gaussian = response.family in ("gaussian", "")
    if gaussian and not response.is_sampled and not told.residuals and response.link == "identity":
        yield Finding("missing_residual", ())
    if (not gaussian or response.is_sampled) and told.residuals and not has_observation_group:
        where = response.link if response.link != "identity" else "the predictor"
        yield Finding("extra_residual", (("in", where),), told.residuals[0].spans[0])


def _without_law(told: ToldModel, effects: SortedEffects) -> list[ToldEffect]:
    varying = [one.effect for one in effects.varying if one.effect.law is None and one.structure is None]
    sampled = told.response.is_sampled and told.response.family in ("gaussian", "")
    return varying + ([] if sampled else [one for one in told.residuals if one.law is None])


def _any_law(told: ToldModel, effects: SortedEffects) -> bool:
    lawful = any(one.effect.law is not None or one.structure is not None for one in effects.varying)
    return lawful or any(one.law is not None for one in told.residuals) or _mentions_effects(told)


def _mentions_effects(told: ToldModel) -> bool:
    """Whether a distribution is said of anything besides the response."""
    return any(
        law is not told.response.law and law.family == "gaussian" and not law.structure.constant for law in told.laws
    )


def _has_defined_siblings(effect: ToldEffect, told: ToldModel) -> bool:
    """Whether it is a coefficient of a level whose companions have equations of their own."""
    symbol = effect.symbol
    return any(
        one.symbol.base == symbol.base and set(one.symbol.indices) == set(symbol.indices) and not one.is_mean
        for one in told.definitions
    )


def _shared(told: ToldModel, effects: SortedEffects) -> Iterator[Finding]:
    """One symbol for the variances of different effects."""
    owners: dict[str, list[tuple[int, str, SaidLaw]]] = {}
    for place, law in enumerate(told.laws):
        if law.family != "gaussian" or law.structure.constant or not law.symbols:
            continue
        own = law.structure.variances if law is not told.response.law else _of_response(told)
        listed = law.structure.kind == "scalar" and len(law.symbols) > 1
        if listed or _is_generic_with_one_variance(law, effects):
            own = own * 2
        for text in own:
            if _is_parameter(text):
                owners.setdefault(text, []).append((place, law.symbols[0].base, law))
    for text, laws in owners.items():
        distinct = {place for place, _, _ in laws}
        doubled = any(law.structure.kind == "scalar" and len(laws) > len(distinct) for _, _, law in laws)
        if len(distinct) > 1 or doubled:
            among = [f"{base}" for _, base, _ in laws]
            yield Finding(
                "shared_variance", (("among", list(dict.fromkeys(among))), ("symbol", text))[:1], laws[-1][2].span
            )


def _shared_scale(told: ToldModel) -> Iterator[Finding]:
    """`σ u_j + σ e_ij` with standard normal u and e."""
    deviates = {symbol.name for law in told.laws if law.structure.constant for symbol in law.symbols if symbol.indices}
    owners: dict[TexSymbol, dict[str, None]] = {}
    spans: dict[TexSymbol, Span] = {}
    for terms in (told.response.predictor, *(one.value for one in told.definitions)):
        for term in terms:
            symbols = [one for one in term.factors if isinstance(one, TexSymbol)]
            own = [one.base for one in symbols if one.name in deviates]
            for scale in (one for one in symbols if own and one.base in SCALES and not one.indices):
                owners.setdefault(scale, {}).update(dict.fromkeys(own))
                spans[scale] = scale.span
    for scale, among in owners.items():
        if len(among) > 1:
            yield Finding("shared_variance", (("among", list(among)),), spans[scale])


def _of_response(told: ToldModel) -> tuple[str, ...]:
    row = told.response.residual_covariance
    return () if row is None else structure_of(row, 1, names_of_tables(told.said.statements)).variances


def _is_generic_with_one_variance(law: SaidLaw, effects: SortedEffects) -> bool:
    """`u_{kj} ~ N(0, τ²)` for all k."""
    if len(law.symbols) != 1 or law.structure.kind != "scalar" or law.symbols[0].bold:
        return False
    sharing = [one.effect.symbol for one in effects.varying if one.effect.law is law]
    if len(sharing) < 2 or len({one.labels for one in sharing}) < 2:
        return False
    extra = set(law.symbols[0].indices) - set(sharing[0].indices)
    return bool(extra) and not any(f"_{one}" in law.structure.variances[0] for one in extra)


def _is_parameter(text: str) -> bool:
    return any(letter.isalpha() for letter in text) and text not in ("·", "cdot", "*", ".")


def _serial(told: ToldModel) -> str | None:
    """The residual whose covariance of two occasions is said."""
    for statement in told.said.statements:
        head, _, inside = flat_text(statement.left[0]).replace(" ", "").partition("(")
        zero = flat_text(statement.right).strip() == "0"
        if head.lower() in ("cov", "cor", "corr") and not zero:
            found = next((one.symbol.base for one in told.residuals if inside.startswith(one.symbol.base)), None)
            if found is not None:
                return found
    return None


def _residual_law(told: ToldModel) -> tuple[Structure, str] | None:
    if told.response.residual_covariance is not None:
        row: TexRow = told.response.residual_covariance
        return structure_of(row, 1, names_of_tables(told.said.statements)), flat_text(row)
    law = told.residuals[0].law if told.residuals else None
    if law is None or len(law.arguments) < 2:
        return None
    return law.structure, flat_text(law.arguments[1])


def _of_residual(found: tuple[Structure, str], told: ToldModel) -> str:
    """ "" for σ² or σ²I; "open" for a matrix that is nowhere said to be that; else what it is."""
    structure, text = found
    if structure.kind in ("ar1", "cs"):
        return {"ar1": "AR(1)", "cs": "compound symmetry"}[structure.kind]
    grouped = [index for law in told.laws for symbol in law.symbols for index in symbol.indices] if told.laws else []
    squeezed = text.replace(" ", "")
    base, _, below = squeezed.partition("_")
    inner = below.strip("{}^2")
    if base.startswith("sigma") and inner and "I" not in below:
        names = {index for index in grouped if index not in told.observation or len(told.observation) > 1}
        if inner in names or "[" in below:
            return f"a variance for each {inner.partition('[')[0]}"
    if base[:5] in ("Sigma", "Omega", "Psi") or base in ("R", "V", "Lambda", "G", "W"):
        return "open"
    return ""


def _slips(told: ToldModel, effects: SortedEffects) -> Iterator[Finding]:
    """Statements whose index is another than that of the predictor; a letter in place of a word is none."""
    used = {index for one in effects.varying for index in one.effect.symbol.indices} | set(told.observation)
    found: dict[tuple[str, str, str], Finding] = {}
    for effect in (*(one.effect for one in effects.varying), *told.residuals):
        law = effect.law
        if law is None:
            continue
        entry = law.symbols[effect.place]
        here, there = set(effect.symbol.indices), set(entry.indices)
        other = bool(there & (used - here)) or all(len(index) == 1 for index in here)
        if entry.indices and not there >= here and not there < here and other:
            key = (entry.base, ",".join(entry.indices), ",".join(effect.symbol.indices))
            fields = (("symbol", entry.base), ("found", key[1]), ("expected", key[2]))
            found.setdefault(key, Finding("index_slip", fields, entry.span))
    yield from found.values()
    for remark in told.remarks:
        if remark.kind == "index_slip":
            yield Finding("index_slip", remark.fields, remark.span)


def _unused(told: ToldModel, effects: SortedEffects) -> Iterator[Finding]:
    """Distributions and equations of what the predictor does not have."""
    used = {id(one.effect.law) for one in effects.varying} | {id(one.law) for one in told.residuals}
    used |= {id(family.effect.law) for family in effects.families} | {id(effect.law) for effect in told.fixed}
    structured = {one.effect.symbol.base for one in effects.varying if one.structure is not None}
    lagged = {remark.kind for remark in told.remarks if remark.kind == "lagged"}
    for law in told.laws:
        if law is told.response.law or law.family != "gaussian" or law.structure.constant:
            continue
        if law.mean and law.span not in told.used:
            yield Finding("undefined_symbol", (("symbol", flat_text(law.arguments[0]).strip()),), law.span)
        if id(law) in used:
            continue
        if lagged or (law.symbols and law.symbols[0].base in structured):
            continue
        if law.symbols:
            yield Finding("undefined_symbol", (("symbol", law.symbols[0].text),), law.span)
        else:
            yield Finding("generic_form", (("of", "a distribution"),), law.span)
    coefficients = {effect.symbol.base for effect in (*told.fixed, *told.effects)}
    for definition in told.definitions:
        symbol = definition.symbol
        own = symbol.indices and symbol.base in coefficients and not definition.is_mean
        if own and definition.span not in told.used:
            yield Finding("undefined_symbol", (("symbol", symbol.text),), definition.span)


def _notes(told: ToldModel, effects: SortedEffects) -> Iterator[Finding]:
    priors = [
        law for law in told.laws if law.family == "prior" or (law.structure.constant and not _is_deviate(law, effects))
    ]
    if priors:
        names = dict.fromkeys(_name(symbol) for law in priors for symbol in law.symbols)
        yield Finding("prior_ignored", (("of", ", ".join(names)),), priors[0].span)
    else:
        for law in told.laws:
            if law.family == "gaussian" and not law.squared and not law.structure.constant:
                yield Finding("scale_convention", (("parameter", flat_text(law.arguments[1]).strip()),), law.span)
    constrained = {symbol.base for symbol, _ in sums_to_zero(told)}
    names = dict.fromkeys(one.effect.symbol.base for one in effects.families)
    names = {name: None for name in names if name not in constrained}
    if names and has_intercept(told):
        yield Finding("constraint_unstated", (("of", ", ".join(names)),), effects.families[0].effect.spans[0])


def _without_main_effects(told: ToldModel, effects: SortedEffects) -> Iterator[Finding]:
    """`(αβ)_{ij}` beside an intercept without `α_i` or `β_j`: the usual constraints leave out what these would be."""
    alone = {one.factors[0] for one in effects.families if len(one.factors) == 1}
    for one in effects.families:
        if one.effect.symbol.kind == "pair" and has_intercept(told) and not alone.issuperset(one.factors):
            yield Finding("undefined_symbol", (("symbol", one.effect.symbol.text),), one.effect.spans[0])


def _is_deviate(law: SaidLaw, effects: SortedEffects) -> bool:
    return any(one.effect.law is law for one in effects.varying)


def _name(symbol: TexSymbol) -> str:
    return "_".join(part for part in (symbol.base, *symbol.labels) if part) + (
        f" {symbol.accent}" if symbol.accent else ""
    )
