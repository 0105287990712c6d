"""Differences, notes and verdicts of an equation as sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from lme4math.english import listed, quoted
from lme4math.records import record

Said = Mapping[str, object]
_EFFECT = "the random intercept"


def _coefficient(name: object) -> str:
    return "the intercept" if name == "(Intercept)" else f"the coefficient of {quoted(str(name))}"


def _effect(name: object, group: object) -> str:
    what = "intercept" if name == "(Intercept)" else f"slope of {quoted(str(name))}"
    return f"the {what} varying by {quoted(str(group))}"


def _between(one: Said) -> str:
    pairs = one["between"]
    assert isinstance(pairs, list)
    return listed([_effect(coefficient, group) for group, coefficient in pairs])


SENTENCES: Mapping[str, Callable[[Said], str]] = {
    "missing_fixed_effect": lambda one: (
        f"The equation has no fixed effect for {_named(one['coefficient'])}, which the code has."
    ),
    "extra_fixed_effect": lambda one: (
        f"The equation has a fixed effect for {_named(one['coefficient'])}, which the code has not."
    ),
    "missing_random_effect": lambda one: (
        f"The code has {_effect(one['coefficient'], one['group'])}; the equation has no such deviation."
    ),
    "extra_random_effect": lambda one: (
        f"The equation has {_effect(one['coefficient'], one['group'])}; the code has no such deviation."
    ),
    "wrong_group": lambda one: (
        f"{_capital(_deviation(one['coefficient']))} varies by {quoted(str(one['code']))} in the code and by "
        f"{quoted(str(one['equation']))} in the equation."
    ),
    "missing_correlation": lambda one: (
        f"The code lets {_between(one)} be correlated; the equation has them independent."
    ),
    "extra_correlation": lambda one: f"The equation lets {_between(one)} be correlated; the code has them independent.",
    "wrong_structure": lambda one: (
        f"The covariance matrix of the effects of {quoted(str(one['group']))} is {_structure(one['code'])} in the code "
        f"and {_structure(one['equation'])} in the equation."
    ),
    "shared_variance": lambda one: (
        f"One symbol stands for the variances of {listed(_texts(one['among']))}, which are parameters of their own."
    ),
    "missing_distribution": lambda one: (
        f"Nothing is said of the distribution of {one['of']}, though that of others is given."
    ),
    "wrong_family": lambda one: f"The response is {one['code']} in the code and {one['equation']} in the equation.",
    "wrong_link": lambda one: f"The link is {one['code']} in the code and {one['equation']} in the equation.",
    "wrong_response": lambda one: (
        f"The response of the code is {quoted(str(one['code']))}; "
        + (f"that of the equation is {quoted(str(one['equation']))}." if one["equation"] else "the equation has none.")
    ),
    "wrong_trials": lambda one: f"The response is {one['code']} in the code and {one['equation']} in the equation.",
    "missing_offset": lambda one: f"The equation lacks {quoted(str(one['offset']))}, a term whose coefficient is 1.",
    "extra_offset": lambda one: (
        f"The equation has the term {quoted(str(one['offset']))} without a coefficient; the code has no such offset."
    ),
    "missing_residual": lambda _: (
        "The equation has no residual, and does not say that the response is distributed around its mean."
    ),
    "extra_residual": lambda one: (
        f"The equation has a residual on the scale of {one['in']}; a generalised model has none there."
    ),
    "residual_structure": lambda one: (
        f"The residuals are {one['equation']} in the equation; lmer has {one['code']}, one variance and independence."
    ),
    "level_mismatch": lambda one: (
        f"{one['symbol']} belongs to {quoted(str(one['level']))}, but is made of what varies by {one['found']}."
    ),
    "repeated_term": lambda one: f"Two coefficients multiply the same column, that of {_named(one['coefficient'])}.",
}
"""A sentence for each kind of difference."""

NOTES: Mapping[str, Callable[[Said], str]] = {
    "index_slip": lambda one: (
        f"The index of {one['symbol']} is {one['found']} in one place; {one['expected']} is expected."
    ),
    "scale_convention": lambda one: (
        f"{one['parameter']} is read as a standard deviation; many write the variance there."
    ),
    "other_parametrisation": lambda one: (
        f"It is written with other coefficients than those of R's summary: {one['what']}."
    ),
    "undefined_symbol": lambda one: f"Nothing says what {one['symbol']} stands for.",
    "prior_ignored": lambda one: f"The priors of {one['of']} are left aside: lme4 has none.",
    "constraint_unstated": lambda one: (
        f"The effects {one['of']} need a constraint, such as 0 at the baseline; it is taken for granted."
    ),
    "depends_on_labels": lambda one: f"It depends on how the levels of {quoted(str(one['group']))} are labelled.",
    "not_multiplied": lambda one: (
        f"{one['symbol']} is not multiplied by a covariate" + (f"; {one['by']} is likely meant." if one["by"] else ".")
    ),
    "unnamed_distribution": lambda one: f"Nothing is said of the distribution of {one['of']}.",
    "generic_form": lambda one: f"{_capital(str(one['of']))} is nowhere written out, so the model is open.",
}
"""A sentence for each kind of note."""


def _named(coefficient: object) -> str:
    return "the intercept" if coefficient == "(Intercept)" else quoted(str(coefficient))


def _deviation(coefficient: object) -> str:
    return "the intercept" if coefficient == "(Intercept)" else f"the slope of {quoted(str(coefficient))}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _structure(code: object) -> str:
    names = {"us": "unstructured", "diag": "diagonal", "cs": "compound symmetry", "ar1": "autoregressive"}
    kind, _, hom = str(code).partition(", ")
    return names.get(kind, kind) + (" with one variance" if hom else "")


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def sentence_of(one: Said) -> str:
    """A difference or a note as a sentence."""
    kind = str(one["kind"])
    return (SENTENCES.get(kind) or NOTES[kind])(one)


@record
class Verdict:
    """What was found, for the first words.

    Attributes:
        verdict: "right", "wrong" or "ambiguous".
        differences, notes: in the closed vocabulary.
        questions: what would settle what is open.
        means: the formula that the equation stands for, or None.
        code: the formula of the code.
        good: what is right in a wrong equation.
    """

    verdict: str
    differences: Sequence[Said]
    notes: Sequence[Said]
    questions: Sequence[str]
    means: str | None
    code: str
    good: Sequence[str]


def first_words(found: Verdict) -> list[str]:
    """What a patient colleague would say, the most useful thing first."""
    notes = [sentence_of(one) for one in found.notes]
    if found.verdict == "right":
        return ["Your equation is the model of the code.", *notes]
    if found.verdict == "ambiguous":
        opening = "Your equation can be read as the model of the code, but it leaves something open."
        if found.means is None:
            opening = "Whether your equation is the model of the code is left open."
        return [opening, *notes, *found.questions]
    praise = (
        [f"{_capital(listed(list(found.good)))} {'is' if len(found.good) == 1 else 'are'} right."] if found.good else []
    )
    closing = [f"In R, your equation is {quoted(found.means)}."] if found.means else []
    return [*praise, *(sentence_of(one) for one in found.differences), *closing, *notes]
