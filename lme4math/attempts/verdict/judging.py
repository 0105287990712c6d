"""An equation held against a model: right, wrong, or ambiguous, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from lme4math.attempts.meant.as_formula import INTERCEPT, RBlock, RModel, formula_of
from lme4math.attempts.meant.as_r import r_column, with_centred_columns
from lme4math.attempts.meant.effect_kinds import FACTOR_MARK, sorted_effects, with_means_of_levels
from lme4math.attempts.meant.evidence import Vocabulary, candidates, r_name, vocabulary_of
from lme4math.attempts.meant.factors_in_text import factors_in_text
from lme4math.attempts.meant.interpretation import Finding, Interpretation, coefficient_name, interpretations
from lme4math.attempts.meant.prose_hints import Hints, hints_in
from lme4math.attempts.meant.settled_by_caller import Given
from lme4math.attempts.said.told_model import ToldModel, told_model
from lme4math.attempts.tex.tex_symbols import TexSymbol
from lme4math.attempts.verdict.binomial_checks import binomial_findings, trial_doubts
from lme4math.attempts.verdict.generic_forms import GenericForm, generic_form, marginal_form
from lme4math.attempts.verdict.held_against import Difference, columns_are_apart, held_against
from lme4math.attempts.verdict.index_checks import index_doubts, symbol_doubts
from lme4math.attempts.verdict.kinder_readings import kinder_readings
from lme4math.attempts.verdict.level_checks import label_doubts, level_doubts, level_mismatches, variable_doubts
from lme4math.attempts.verdict.names_in_findings import at_level, in_names_of_r
from lme4math.attempts.verdict.other_codings import other_coefficients
from lme4math.attempts.verdict.parameter_checks import parameter_doubts
from lme4math.attempts.verdict.response_match import response_in_r, with_family
from lme4math.attempts.verdict.text_findings import text_findings
from lme4math.attempts.verdict.unread_statements import unread_statements
from lme4math.attempts.verdict.word_checks import word_doubts
from lme4math.english import listed
from lme4math.errors import FormulaError
from lme4math.model import MixedModel
from lme4math.pipeline import compile_model
from lme4math.records import record
from lme4math.source import Span


@record
class Judgement:
    """What is to be said of an equation.

    Attributes:
        verdict: "right", "wrong" or "ambiguous".
        differences: what makes it wrong.
        notes: what is worth a word.
        doubts: the notes for which it is not called right.
        means: the formula that the text stands for, or None.
        nearest: the formula after the smallest mending, or None.
        reading: how its symbols were read.
        told: the neutral reading.
        others: readings that fit as well, and are other models.
        questions: what would settle what is open.
    """

    verdict: str
    differences: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    doubts: tuple[Finding, ...]
    means: str | None
    nearest: str | None
    reading: Interpretation | None
    told: ToldModel
    others: tuple[Interpretation, ...] = ()
    questions: tuple[str, ...] = ()


@record
class _Outcome:
    reading: Interpretation
    differences: tuple[Finding, ...]
    doubts: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    means: str | None
    if_wrong: tuple[Finding, ...] = ()


def judged(
    text: str,
    code: MixedModel,
    given: Given,
    with_factors: Callable[[Mapping[str, Sequence[str]]], MixedModel | None] = lambda _: None,
) -> Judgement:
    """Hold a text against a model.

    Args:
        text: the text.
        code: the model.
        given: what is known beside both.
        with_factors: the model with more of its variables declared as factors, where their types are not known.

    Raises:
        FormulaError: the text is not one that can be read.
    """
    judgement = _of_every_equation(text, code, given)
    if judgement.verdict == "right":
        return judgement
    chosen = judgement.reading.symbols if judgement.reading is not None else None
    for factors in factors_in_text(judgement.told, code, chosen):
        model = with_factors(factors.levels)
        if model is None or not (factors.are_named or judgement.verdict == "wrong"):
            continue
        other = _of_every_equation(text, model, replace(given, symbols={**factors.symbols, **given.symbols}))
        if len(other.differences) < len(judgement.differences) * (factors.are_named or other.verdict != "wrong"):
            open_ones = tuple(Finding("undefined_symbol", (("symbol", name),)) for name in factors.levels)
            judgement = replace(
                other, verdict="ambiguous" if other.verdict == "right" else other.verdict,
                notes=(*other.notes, *open_ones), doubts=(*other.doubts, *open_ones),
                questions=(*other.questions, *factors.questions),
            )  # fmt: skip
    return judgement


MOST_EQUATIONS = 4


def _of_every_equation(text: str, code: MixedModel, given: Given) -> Judgement:
    """The worst of the judgements of the equations of the response, as by levels and then in one line."""
    first = _judged(text, code, given)
    equations = first.told.response.equations[:MOST_EQUATIONS]
    if len(equations) < 2:
        return first
    without = [frozenset(equations) - {one} for one in equations]
    every = [_judged(text, code, given, others) for others in without]
    return min(every, key=lambda one: ("wrong", "ambiguous", "right").index(one.verdict))


def _judged(text: str, code: MixedModel, given: Given, without: frozenset[Span] = frozenset()) -> Judgement:
    vocabulary = vocabulary_of(code, given.hierarchy)
    names = frozenset(name.lower() for name in vocabulary.response)
    variables = frozenset((*vocabulary.plain, *vocabulary.factors, *vocabulary.open_factors))
    groups = frozenset(one for each in vocabulary.groups.values() for one in each)
    told = told_model(text, names, variables, groups, without)
    known = frozenset((*variables, *vocabulary.groups, *groups))
    hints = hints_in(told.said.text, told.said.prose, told.alphabet.indices, known)
    told = with_centred_columns(
        told, lambda key: key in given.symbols or any(candidates(key, vocabulary, hints).values())
    )
    told = with_means_of_levels(with_family(told, code), vocabulary)
    said_family = told.response.family_is_said
    response, response_doubt = response_in_r(told, code, vocabulary, given.symbols)
    if not said_family and response_doubt is None:
        named = None if told.response.law is None and told.response.is_sampled else told.response.symbol
        name = named.text if named is not None else "the response"
        response_doubt = Finding("unnamed_distribution", (("of", name),))

    def outcomes(of: ToldModel) -> list[_Outcome]:
        readings = interpretations(of, vocabulary, hints, given.symbols, given.indices, response)
        return [_outcome(of, one, code, vocabulary, hints) for one in readings]

    generic = generic_form(told, code, vocabulary, hints)
    if generic is not None:
        return _of_generic_form(told, generic)
    marginal = marginal_form(told)
    if marginal is not None:
        return _left_open(told, marginal, "What are the random effects? The text has them averaged out.")
    judgement = _judgement(told, outcomes(told), response_doubt)
    if judgement.verdict != "wrong":
        return judgement
    for kinder in kinder_readings(told, vocabulary):
        mended = _judgement(kinder.told, outcomes(kinder.told), response_doubt)
        if mended.verdict != "wrong":
            notes = tuple(dict.fromkeys((*judgement.notes, *mended.notes)))
            return replace(
                judgement, verdict="ambiguous", differences=(), notes=notes, doubts=(*judgement.doubts, *mended.doubts),
                means=None if kinder.is_incomplete else judgement.means,
                nearest=mended.means if kinder.is_incomplete else None, questions=(kinder.question,),
            )  # fmt: skip
    return judgement


def _left_open(told: ToldModel, note: Finding, question: str) -> Judgement:
    return Judgement("ambiguous", (), (note,), (note,), None, None, None, told, (), (question,))


def _of_generic_form(told: ToldModel, found: GenericForm) -> Judgement:
    """Of an equation that fits every model, unless what is said beside it fits none."""
    verdict = "wrong" if found.differences else "ambiguous"
    question = "What are the rows of X and Z, and what is the covariance of the effects?"
    return Judgement(verdict, found.differences, found.notes, found.notes[:1], None, None, None, told, (), (question,))


def _outcome(
    told: ToldModel, reading: Interpretation, code: MixedModel, vocabulary: Vocabulary, hints: Hints
) -> _Outcome:
    effects = sorted_effects(told, vocabulary, hints, reading.indices)
    free = [name for name in vocabulary.groups if name not in reading.groups.groups.values()]
    crossed = any(
        not set(one) <= set(other) and not set(other) <= set(one)
        for one in vocabulary.groups.values()
        for other in vocabulary.groups.values()
    )
    observed = told.response.family not in ("gaussian", "") and bool(told.residuals) and bool(free)
    findings = text_findings(told, effects, has_observation_group=observed)
    model, joined = reading.model, reading.joined
    mismatches = [at_level(one, reading) for one in level_mismatches(told)]
    findings = replace(findings, differences=(*binomial_findings(told, code), *findings.differences, *mismatches))
    doubts, notes = [*findings.doubts, *level_doubts(told, crossed=crossed)], list(findings.notes)
    doubts += word_doubts(told, hints, code, vocabulary)
    doubts += [*index_doubts(told, effects), *variable_doubts(effects, reading.groups.groups, vocabulary)]
    doubts += [
        *symbol_doubts(told, reading.symbols.guessed, hints),
        *parameter_doubts(told, code, vocabulary, reading.groups.groups),
    ]
    doubts += [*trial_doubts(told, code, vocabulary), *unread_statements(told, hints)]
    doubts += label_doubts(told, reading.groups.groups, vocabulary)
    if observed and model is not None and joined is not None:
        block = RBlock(free[0], (INTERCEPT,))
        model, joined = replace(model, blocks=(*model.blocks, block)), replace(joined, blocks=(*joined.blocks, block))
        doubts.append(Finding("depends_on_labels", (("group", free[0]),)))
    if model is None or joined is None:
        doubts += [Finding("generic_form", (("of", what),)) for what in reading.unread]
        return _Outcome(reading, findings.differences, tuple(doubts), tuple(notes), None)
    if not model.blocks:
        return _without_random(
            code, model, vocabulary, _Outcome(reading, findings.differences, tuple(doubts), tuple(notes), None)
        )
    means, compiled, whole = _compiled(model, vocabulary)
    if compiled is None:
        doubts.append(Finding("generic_form", (("of", means),)))
        return _Outcome(reading, findings.differences, tuple(doubts), tuple(notes), None)
    differences = held_against(code, compiled).differences
    if differences and reading.silent and joined != model:
        charitable, other, _ = _compiled(joined, vocabulary)
        fewer = held_against(code, other).differences if other is not None else differences
        if other is not None and len(fewer) < len(differences):
            differences, means, compiled = fewer, charitable, other
            doubts.append(
                Finding("unnamed_distribution", (("of", f"the correlation in {', '.join(sorted(reading.silent))}"),))
            )
    is_settled = not any("fixed_effect" in str(one["kind"]) for one in differences)
    if is_settled and not any(one.kind == "constraint_unstated" for one in notes):
        notes += other_coefficients(code, model, whole, vocabulary)
    extra = [one for one in reading.findings if one.kind != "not_multiplied" or _lacks_effect(differences)]
    made = [_found(difference) for difference in differences]
    if not differences and not findings.differences and not told.joint:
        doubts += _redundant(told, reading, model, whole, vocabulary)
    text_differences = [one for one in extra if one.kind == "repeated_term"]
    notes += [one for one in extra if one.kind != "repeated_term"]
    doubts += [one for one in reading.findings if one.kind == "not_multiplied" and not _lacks_effect(differences)]
    told_differences = [in_names_of_r(one, told, effects, reading) for one in findings.differences]
    return _Outcome(
        reading, (*made, *text_differences, *told_differences), tuple(doubts), tuple(notes), means, findings.if_wrong
    )


def _without_random(code: MixedModel, model: RModel, vocabulary: Vocabulary, outcome: _Outcome) -> _Outcome:
    """An equation without random effects, which lme4 does not fit: its other parts are compared beside the code's."""
    bars = "".join(f" + ({term.bar})" for term in code.random)
    call = formula_of(model, vocabulary.sizes)
    formula, comma, rest = call.partition(", family")
    compiled = _parsed(f"{formula.removesuffix(')')}{bars}{comma}{rest}" if comma else f"{formula}{bars}", vocabulary)
    if compiled is None:
        return replace(outcome, doubts=(*outcome.doubts, Finding("generic_form", (("of", "the random part"),))))
    found = [
        one
        for one in held_against(code, compiled).differences
        if "_fixed_" in str(one["kind"]) or "wrong_" in str(one["kind"])
    ]
    missing: list[Difference] = [
        {"kind": "missing_random_effect", "group": term.group.name, "coefficient": column.name}
        for term in code.random
        for column in term.part.columns
    ]
    return replace(outcome, differences=(*map(_found, (*found, *missing)), *outcome.differences))


def _redundant(
    told: ToldModel, reading: Interpretation, model: RModel, whole: MixedModel | None, vocabulary: Vocabulary
) -> Iterator[Finding]:
    """Coefficients whose columns the others span already: what they stand for was guessed, or is written twice."""
    if whole is None or columns_are_apart(whole, len(model.columns), vocabulary.factors):
        return
    for effect in told.fixed:
        made = r_column(effect.column, reading.symbols.meaning)
        if made is None or made == INTERCEPT:
            continue
        place = model.columns.index(made)
        rest = replace(model, columns=(*model.columns[:place], *model.columns[place + 1 :]))
        less = _parsed(formula_of(rest, vocabulary.sizes, literal=True), vocabulary)
        if less is not None and not held_against(whole, less, vocabulary.factors).differences:
            yield Finding("undefined_symbol", (("symbol", effect.symbol.text),), effect.spans[0])


def _lacks_effect(differences: Sequence[Difference]) -> bool:
    return any(one["kind"] in ("missing_random_effect", "wrong_group") for one in differences)


def _found(difference: Difference) -> Finding:
    return Finding(str(difference["kind"]), tuple((key, value) for key, value in difference.items() if key != "kind"))


def _compiled(model: RModel, vocabulary: Vocabulary) -> tuple[str, MixedModel | None, MixedModel | None]:
    """The formula as a person would write it, where R reads it as the text does, else to the letter; then the latter.

    The last has each column as a term of its own.
    """
    nice = formula_of(model, vocabulary.sizes)
    exact = formula_of(model, vocabulary.sizes, literal=True)
    one, other = _parsed(nice, vocabulary), _parsed(exact, vocabulary)
    if one is not None and (other is None or not held_against(one, other, vocabulary.factors).differences):
        return nice, one, other
    return exact, other, other


def _parsed(formula: str, vocabulary: Vocabulary) -> MixedModel | None:
    grouping = {r_name(variable) for variables in vocabulary.groups.values() for variable in variables}
    numeric = (f"{name} <- as.numeric({name})\n" for name in vocabulary.numbers if name in grouping)
    factors = {name: list(levels) for name, levels in vocabulary.factors.items()}
    try:
        return compile_model(f"{''.join(numeric)}{formula}", None, factors).model
    except FormulaError:
        return None


_INCOMPLETE = frozenset(("missing_distribution", "residual_structure", "level_mismatch", "shared_variance"))
"""Differences for which an equation is no model of lme4, so that only a mended one is."""


def _judgement(told: ToldModel, outcomes: Sequence[_Outcome], doubt: Finding | None) -> Judgement:
    best = min(outcomes, key=lambda one: (len(one.differences), len(one.doubts)))
    doubts = [*best.doubts, *([doubt] if doubt else [])]
    others: list[_Outcome] = []
    questions: tuple[str, ...] = ()
    if not best.differences:
        others = [one for one in outcomes if one.differences]
        if others and not doubts:
            names = _unsettled(best, others)
            doubts.append(Finding("undefined_symbol", (("symbol", names),)))
            questions = (
                f"It is the model of the code if {_assumed(best, names)}: is that meant? The text, or `symbols` and "
                "`indices`, can say so.",
            )
    verdict = "wrong" if best.differences else "ambiguous" if doubts else "right"
    differences = best.differences
    if verdict == "wrong" and best.if_wrong:
        replaced = {dict(one.fields)["equation"] for one in best.if_wrong}
        doubts = [one for one in doubts if dict(one.fields).get("symbol") not in replaced]
        differences = (*differences, *best.if_wrong)
    kinds = {one.kind for one in differences}
    is_open = bool(kinds & _INCOMPLETE) or (not kinds and bool(best.if_wrong))
    means, nearest = (None, best.means) if is_open else (best.means, None)
    return Judgement(
        verdict, differences, (*best.notes, *doubts), tuple(doubts), means, nearest, best.reading, told,
        tuple(one.reading for one in others), questions,
    )  # fmt: skip


def _assumed(best: _Outcome, names: str) -> str:
    """What the open symbols and indices were taken for."""
    found = []
    for indices, group in best.reading.groups.groups.items():
        found += [f"“{one}” is `{group}`" for one in sorted(indices) if one in names.split(", ")]
    for one, factor in best.reading.indices.items():
        found += [f"“{one}” is `{factor.removeprefix(FACTOR_MARK)}`"] if one in names.split(", ") else []
    for key, atoms in best.reading.symbols.meaning.items():
        if isinstance(key, TexSymbol) and key.text in names.split(", "):
            found.append(f"“{key.text}” is `{coefficient_name(((Fraction(1), atoms),))}`")
    return listed(found)


def _unsettled(best: _Outcome, others: Sequence[_Outcome]) -> str:
    names: dict[str, None] = {}
    for other in others:
        own = best.reading.indices
        names.update(dict.fromkeys(one for one in own if other.reading.indices.get(one) != own[one]))
        for indices, group in best.reading.groups.groups.items():
            if other.reading.groups.groups.get(indices) != group:
                names.update(dict.fromkeys(sorted(indices)))
        for key, atoms in best.reading.symbols.meaning.items():
            if other.reading.symbols.meaning.get(key) != atoms:
                names[key.text if hasattr(key, "text") else "1[.]"] = None
    return ", ".join(names)
