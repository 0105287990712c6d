"""An equation held against a model: right, wrong, or ambiguous, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from lme4math.attempts.as_formula import INTERCEPT, RAtom, RBlock, RModel, formula_of
from lme4math.attempts.as_r import Key, r_column, with_centred
from lme4math.attempts.effect_kinds import sorted_effects
from lme4math.attempts.evidence import CLOSE, EQUAL, Vocabulary, likeness, normal, vocabulary_of
from lme4math.attempts.factors_in_text import factors_in_text
from lme4math.attempts.held_against import Difference, held_against
from lme4math.attempts.index_checks import index_doubts, variable_doubts
from lme4math.attempts.interpretation import Finding, Interpretation, interpretations
from lme4math.attempts.kinder_readings import kinder_readings
from lme4math.attempts.level_checks import level_doubts, level_mismatches
from lme4math.attempts.prose_hints import Hints, hints_in
from lme4math.attempts.text_findings import text_findings
from lme4math.attempts.told_model import ToldModel, told_model
from lme4math.errors import FormulaError
from lme4math.model import MixedModel
from lme4math.pipeline import compile_model
from lme4math.records import record


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
    given_symbols: Mapping[Key, tuple[RAtom, ...]],
    given_indices: Mapping[str, str],
    with_factors: Callable[[Mapping[str, Sequence[str]]], MixedModel | None] = lambda _: None,
) -> Judgement:
    """Hold a text against a model.

    Args:
        with_factors: the model with more of its variables declared as factors, where their types are not known.

    Raises:
        FormulaError: the text is not one that can be read.
    """
    judgement = _judged(text, code, given_symbols, given_indices)
    if judgement.verdict == "right":
        return judgement
    for factors in factors_in_text(judgement.told, code):
        model = with_factors(factors)
        if model is None:
            continue
        other = _judged(text, model, given_symbols, given_indices)
        if len(other.differences) < len(judgement.differences):
            open_ones = tuple(Finding("undefined_symbol", (("symbol", name),)) for name in factors)
            verdict = "ambiguous" if other.verdict == "right" else other.verdict
            questions = tuple(_question_of_levels(name, levels) for name, levels in factors.items())
            judgement = replace(
                other, verdict=verdict, notes=(*other.notes, *open_ones), doubts=(*other.doubts, *open_ones),
                questions=(*other.questions, *questions),
            )  # fmt: skip
    return judgement


def _question_of_levels(name: str, levels: Sequence[str]) -> str:
    return f"Is {name} a factor with the levels {', '.join(levels)}? Declare them: factors={{{name!r}: [...]}}."


def _judged(
    text: str, code: MixedModel, given_symbols: Mapping[Key, tuple[RAtom, ...]], given_indices: Mapping[str, str]
) -> Judgement:
    vocabulary = vocabulary_of(code)
    names = frozenset(name.lower() for name in vocabulary.response)
    variables = frozenset((*vocabulary.plain, *vocabulary.factors, *vocabulary.open_factors))
    told = told_model(text, names, variables)
    known = frozenset((*variables, *vocabulary.groups, *(one for each in vocabulary.groups.values() for one in each)))
    hints = hints_in(told.said.text, told.said.prose, told.alphabet.indices, known)
    told = _with_family(told, code)
    response, response_doubt = _response(told, code, vocabulary)

    def outcomes(of: ToldModel) -> list[_Outcome]:
        readings = interpretations(of, vocabulary, hints, given_symbols, given_indices, response)
        return [_outcome(of, one, code, vocabulary, hints, given_indices) for one in readings]

    judgement = _judgement(told, outcomes(told), response_doubt)
    if judgement.verdict != "wrong":
        return judgement
    for kinder in kinder_readings(told):
        mended = _judgement(kinder.told, outcomes(kinder.told), response_doubt)
        if mended.verdict != "wrong":
            notes = tuple(dict.fromkeys((*judgement.notes, *mended.notes)))
            return replace(
                judgement, verdict="ambiguous", differences=(), notes=notes, doubts=(*judgement.doubts, *mended.doubts),
                nearest=mended.means, questions=(kinder.question,),
            )  # fmt: skip
    return judgement


def _with_family(told: ToldModel, code: MixedModel) -> ToldModel:
    """Where only the mean is said, the distribution is taken to be the code's."""
    response = told.response
    if response.family:
        same_as_link = response.transform and response.transform == code.family.link and not told.residuals
        if not (same_as_link and response.family == "gaussian" and code.family.name != "gaussian"):
            return told
        response = replace(response, family="", link=response.transform, transform="", is_sampled=True)
    if response.link == code.family.link:
        return replace(told, response=replace(response, family=code.family.name))
    return replace(told, response=replace(response, family="gaussian"))


def _response(told: ToldModel, code: MixedModel, vocabulary: Vocabulary) -> tuple[str, Finding | None]:
    """The response as R code, and a doubt where a letter may be the response or what it is a function of."""
    symbol, transform = told.response.symbol, told.response.transform
    name = code.response.name
    inner = [one for one in vocabulary.response if one != name]
    is_call = bool(inner) and normal(name) != normal(inner[-1])
    if symbol is None:
        return name, None
    word = "".join((symbol.base, *symbol.labels))
    if transform:
        wanted = [one for one in inner if _squeezed(f"{transform}({one})") == _squeezed(name)]
        fits = len(symbol.base) == 1 or any(likeness(symbol.base, one) >= CLOSE for one in wanted)
        return (name, None) if wanted and fits else (f"{transform}({_named(symbol.base, inner, name)})", None)
    if code.response.successes:
        return name, None
    if is_call:
        if (len(symbol.base) > 1 or symbol.kind == "text") and any(likeness(word, one) == EQUAL for one in inner):
            return next(one for one in inner if likeness(word, one) == EQUAL), None
        return name, Finding("undefined_symbol", (("symbol", symbol.text),), symbol.span)
    if len(symbol.base) == 1 or likeness(word, name) >= CLOSE or symbol.kind == "greek" or _abbreviates(word, name):
        return name, None
    return name, Finding("undefined_symbol", (("symbol", symbol.text),), symbol.span)


def _abbreviates(word: str, name: str) -> bool:
    return likeness(word, name) > 0


def _named(base: str, inner: Sequence[str], name: str) -> str:
    fits = [one for one in (*inner, name) if likeness(base, one) >= CLOSE]
    return fits[0] if fits else (inner[0] if len(base) == 1 and inner else name if len(base) == 1 else base)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _outcome(
    told: ToldModel,
    reading: Interpretation,
    code: MixedModel,
    vocabulary: Vocabulary,
    hints: Hints,
    given: Mapping[str, str],
) -> _Outcome:
    effects = sorted_effects(told, vocabulary, hints, given)
    free = [name for name in vocabulary.groups if name not in reading.groups.groups.values()]
    crossed = any(
        not set(one) <= set(other) and not set(other) <= set(one)
        for one in vocabulary.groups.values()
        for other in vocabulary.groups.values()
    )
    observed = told.response.family not in ("gaussian", "") and bool(told.residuals) and bool(free)
    trials = _trials_of(code)
    findings = text_findings(told, effects, has_observation_group=observed, trials=trials)
    model, joined = reading.model, reading.joined
    mismatches = [_at_level(one, reading) for one in level_mismatches(told)]
    findings = replace(findings, differences=(*findings.differences, *mismatches))
    doubts, notes = [*findings.doubts, *level_doubts(told, crossed=crossed)], list(findings.notes)
    doubts += [*index_doubts(told, effects), *variable_doubts(effects, reading.groups.groups, vocabulary)]
    if observed and model is not None and joined is not None:
        block = RBlock(free[0], (INTERCEPT,))
        model, joined = replace(model, blocks=(*model.blocks, block)), replace(joined, blocks=(*joined.blocks, block))
        doubts.append(Finding("depends_on_labels", (("group", free[0]),)))
    if model is None or joined is None:
        doubts += [Finding("generic_form", (("of", what),)) for what in reading.unread]
        return _Outcome(reading, findings.differences, tuple(doubts), tuple(notes), None)
    means, compiled = _compiled(model, vocabulary)
    if compiled is None:
        doubts.append(Finding("generic_form", (("of", means),)))
        return _Outcome(reading, findings.differences, tuple(doubts), tuple(notes), None)
    differences = held_against(code, compiled).differences
    if differences and reading.silent and joined != model:
        charitable, other = _compiled(joined, vocabulary)
        fewer = held_against(code, other).differences if other is not None else differences
        if other is not None and len(fewer) < len(differences):
            differences, means, compiled = fewer, charitable, other
            doubts.append(
                Finding("unnamed_distribution", (("of", f"the correlation in {', '.join(sorted(reading.silent))}"),))
            )
    notes += _of_columns(code, compiled, differences)
    extra = [one for one in reading.findings if one.kind != "not_multiplied" or _lacks_effect(differences)]
    made = [_found(difference) for difference in differences]
    if not differences and not findings.differences and not told.joint:
        doubts += _redundant(told, reading, model, vocabulary)
    text_differences = [one for one in extra if one.kind == "repeated_term"]
    notes += [one for one in extra if one.kind != "repeated_term"]
    doubts += [one for one in reading.findings if one.kind == "not_multiplied" and not _lacks_effect(differences)]
    told_differences = [_within_group(one, told, reading) for one in findings.differences]
    return _Outcome(
        reading, (*made, *text_differences, *told_differences), tuple(doubts), tuple(notes), means, findings.if_wrong
    )


def _at_level(finding: Finding, reading: Interpretation) -> Finding:
    """A level by the name of its group."""
    fields = dict(finding.fields)
    indices = frozenset(str(fields["level"]).split(","))
    return replace(
        finding, fields=tuple({**fields, "level": reading.groups.groups.get(indices, fields["level"])}.items())
    )


def _within_group(finding: Finding, told: ToldModel, reading: Interpretation) -> Finding:
    """An autoregressive residual with the group within which it is one."""
    lagged = next((dict(remark.fields) for remark in told.remarks if remark.kind == "lagged"), None)
    if finding.kind != "residual_structure" or lagged is None:
        return finding
    indices = set(lagged["indices"].split(","))
    groups = [name for members, name in reading.groups.groups.items() if members < indices]
    within = f"AR(1) within {groups[0]}" if groups else "AR(1)"
    return replace(finding, fields=(("code", "sigma^2 I"), ("equation", within)))


def _redundant(told: ToldModel, reading: Interpretation, model: RModel, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Coefficients whose columns the others span already: what they stand for was guessed, or is written twice."""
    whole = _parsed(formula_of(model, vocabulary.sizes, literal=True), vocabulary)
    own = {with_centred(effect.column): effect for effect in told.fixed}
    for column, effect in own.items():
        made = r_column(column, reading.symbols.meaning)
        if made is None or made == INTERCEPT or whole is None:
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


def _trials_of(code: MixedModel) -> str | None:
    if code.family.name != "binomial":
        return None
    return "n" if code.response.successes or code.weights_argument is not None else "1"


def _compiled(model: RModel, vocabulary: Vocabulary) -> tuple[str, MixedModel | None]:
    """The formula as a person would write it, where R reads it as the text does; else to the letter."""
    nice = formula_of(model, vocabulary.sizes)
    exact = formula_of(model, vocabulary.sizes, literal=True)
    one, other = _parsed(nice, vocabulary), _parsed(exact, vocabulary)
    if one is not None and (other is None or not held_against(one, other, vocabulary.factors).differences):
        return nice, one
    return exact, other


def _parsed(formula: str, vocabulary: Vocabulary) -> MixedModel | None:
    try:
        return compile_model(formula, None, {name: list(levels) for name, levels in vocabulary.factors.items()}).model
    except FormulaError:
        return None


def _of_columns(code: MixedModel, equation: MixedModel, differences: Sequence[Difference]) -> Iterator[Finding]:
    if any("fixed_effect" in str(one["kind"]) for one in differences):
        return
    ours = {frozenset(piece.label for piece in column.pieces) for column in code.fixed.columns}
    theirs = {frozenset(piece.label for piece in column.pieces): column.name for column in equation.fixed.columns}
    if ours != set(theirs):
        others = ", ".join(name for pieces, name in theirs.items() if pieces not in ours) or "other"
        yield Finding("other_parametrisation", (("what", f"columns {others} instead of R's"),))


def _judgement(told: ToldModel, outcomes: Sequence[_Outcome], doubt: Finding | None) -> Judgement:
    best = min(outcomes, key=lambda one: (len(one.differences), len(one.doubts)))
    doubts = [*best.doubts, *([doubt] if doubt else [])]
    others: list[_Outcome] = []
    if not best.differences:
        others = [one for one in outcomes if one.differences]
        if others and not doubts:
            doubts.append(Finding("undefined_symbol", (("symbol", _unsettled(best, others)),)))
    verdict = "wrong" if best.differences else "ambiguous" if doubts else "right"
    differences = best.differences
    if verdict == "wrong" and best.if_wrong:
        replaced = {dict(one.fields)["equation"] for one in best.if_wrong}
        doubts = [one for one in doubts if dict(one.fields).get("symbol") not in replaced]
        differences = (*differences, *best.if_wrong)
    nearest = None
    return Judgement(
        verdict, differences, (*best.notes, *doubts), tuple(doubts), best.means, nearest, best.reading, told,
        tuple(one.reading for one in others),
    )  # fmt: skip


def _unsettled(best: _Outcome, others: Sequence[_Outcome]) -> str:
    names: dict[str, None] = {}
    for other in others:
        for indices, group in best.reading.groups.groups.items():
            if other.reading.groups.groups.get(indices) != group:
                names.update(dict.fromkeys(sorted(indices)))
        for key, atoms in best.reading.symbols.meaning.items():
            if other.reading.symbols.meaning.get(key) != atoms:
                names[key.text if hasattr(key, "text") else "1[.]"] = None
    return ", ".join(names)
