"""A paragraph for a methods section: what the code says of a model, and nothing else, around its equation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lme4math.english import listed, quoted
from lme4math.model import GroupingFactor, IndicatorPiece, RandomTerm, Score, Term
from lme4math.notation.labelled import in_sentence
from lme4math.notation.laws import LAWS, has_residual
from lme4math.notation.names.naming import Names
from lme4math.notation.words.phrases import success, varying
from lme4math.notation.words.scale import offsets_of
from lme4math.r import Expression, Number, deparse, number_in
from lme4math.records import record

LINK_NAMES = {"1/mu^2": "inverse-square", "sqrt": "square-root", "cloglog": "complementary log-log"}
STRUCTURES = {
    ("diag", False): "uncorrelated",
    ("diag", True): "uncorrelated",
    ("cs", False): "equally correlated",
    ("cs", True): "equally correlated",
    ("ar1", False): "autoregressive",
    ("ar1", True): "autoregressive",
    ("us", False): "correlated",
}


@record
class MethodsText:
    """The paragraph, as sentences with names between backticks.

    Attributes:
        before: what stands before the equation; it ends in a colon.
        after: what stands after it.
    """

    before: str
    after: tuple[str, ...]


def methods_text(names: Names, arguments: Mapping[str, Expression], called: bool, n: int | None = None) -> MethodsText:
    """What the code says of a model.

    Args:
        names: the names of the model.
        arguments: those of the call.
        called: whether the code calls a function, so that it says by which software the model is fitted.
        n: the number of observations, where it is known.
    """
    kind = "linear" if has_residual(names) else "generalised linear"
    before = f"We fitted a {kind} mixed-effects model of {_response(names)} with {_fixed(names)}{_random(names)}:"
    after = (
        *_distribution(names),
        *_contrasts(names),
        *_known(names),
        *_fitted(names, arguments, called),
        *_data(names, n),
    )
    return MethodsText(in_sentence(before, names), tuple(in_sentence(sentence, names) for sentence in after))


def _response(names: Names) -> str:
    response, weights = names.model.response, names.model.weights_argument
    if names.model.family.name != "binomial":
        return quoted(response.name) if response.name else "the response"
    if response.trials is not None:
        return f"the number of successes {quoted(response.successes)} out of {_count(response.trials)} trials"
    if weights is not None:
        return f"the proportion {quoted(response.name)} of successes in {_count(weights)} trials"
    what = success(names)
    return f"whether {what}" if what else quoted(response.name) if response.name else "the response"


def _count(trials: Expression) -> str:
    return f"{trials.value:.15g}" if isinstance(trials, Number) else quoted(deparse(trials))


def _fixed(names: Names) -> str:
    """The fixed effects, by their terms."""
    fixed = names.model.fixed
    terms = [_term(term) for term in fixed.terms]
    if not terms:
        return "an intercept as the only fixed effect" if fixed.intercept else "no fixed effects"
    as_what = "as fixed effect" + "s" * (len(terms) > 1)
    return f"{listed(terms)} {as_what}{'' if fixed.intercept else ', without an intercept'}"


def _term(term: Term) -> str:
    variables = [quoted(variable) for variable in term.variables]
    return variables[0] if len(variables) == 1 else f"the interaction of {listed(variables)}"


# --- Random effects --------------------------------------------------------------------------------------------------


def _random(names: Names) -> str:
    """The random effects, those of grouping factors with the same ones together."""
    groups: dict[str, list[int]] = {}
    for number in names.terms:
        groups.setdefault(names.model.random[number].group.name, []).append(number)
    alike: dict[str, list[str]] = {}
    for group, numbers in groups.items():
        alike.setdefault(_effects(names, numbers), []).append(group)
    factors = {group.name: group for group in names.model.levels}
    phrases = [f"{what} {listed([f'for {_group(factors[one])}' for one in own])}" for what, own in alike.items()]
    return f", and with {listed(phrases)}" if phrases else ""


def _group(group: GroupingFactor) -> str:
    if len(group.variables) == 1:
        return quoted(group.name)
    return f"each combination of {listed([quoted(variable) for variable in group.variables])}"


def _effects(names: Names, numbers: Sequence[int]) -> str:
    """The random effects of a grouping factor, which are correlated within a term only."""
    terms = [names.model.random[number] for number in numbers]
    spoken = [
        _plural(varying(term.part.columns, names.term_part(number))[0])
        for term, number in zip(terms, numbers, strict=True)
    ]
    if len(terms) > 1 and all(len(term.part.columns) == 1 for term in terms):
        return f"uncorrelated random {listed(spoken)}"
    return listed([f"{_correlated(term)}random {what}" for term, what in zip(terms, spoken, strict=True)])


def _correlated(term: RandomTerm) -> str:
    if len(term.part.columns) < 2:
        return ""
    return f"{STRUCTURES.get((term.covariance.structure, term.covariance.homogeneous), 'correlated')} "


def _plural(phrase: str) -> str:
    """Random effects as several groups have them: intercepts and slopes of `x`."""
    for one, several in (("intercept", "intercepts"), ("slope", "slopes"), ("effect", "effects"), ("curve", "curves"),
                         ("interaction", "interactions"), ("coefficient", "coefficients")):  # fmt: skip
        phrase = phrase.replace(f"the {one} ", f"{several} ").replace(f"the {one},", f"{several},")
        phrase = f"{phrase.removesuffix(f'the {one}')}{several}" if phrase.endswith(f"the {one}") else phrase
    return (
        phrase.replace("the values at", "effects of")
        .replace("the slopes", "slopes")
        .replace("the coefficients", "coefficients")
    )


# --- Distribution, coding, estimation --------------------------------------------------------------------------------


def _distribution(names: Names) -> Iterator[str]:
    """The distribution of the response of a generalised model."""
    if has_residual(names):
        return
    family = names.model.family
    link = (
        f"a power link (exponent {family.exponent:.6g})"
        if family.exponent is not None
        else (f"{'an' if family.link[0] in 'aeiou' else 'a'} {LINK_NAMES.get(family.link, family.link)} link")
    )
    size = "" if family.size is None else f" of size {family.size:g}"
    law = f"{_article(LAWS[family.name].spoken)} distribution{size}"
    yield f"Given the random effects, the response follows {law}, with {link}."


def _article(name: str) -> str:
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _contrasts(names: Names) -> Iterator[str]:
    """How the factors of the fixed part are coded."""
    bases: dict[str, str] = {}
    schemes: dict[str, str] = {}
    for row in names.fixed_rows:
        for piece in row.column.pieces:
            if isinstance(piece, IndicatorPiece) and piece.base:
                bases.setdefault(piece.variable.frame_name, piece.base)
            elif isinstance(piece, Score):
                schemes.setdefault(piece.variable.frame_name, piece.scheme)
    if bases:
        each = [f"{quoted(name)} (baseline “{base}”)" for name, base in bases.items()]
        yield f"Treatment contrasts were used for {listed(each)}."
    for scheme in dict.fromkeys(schemes.values()):
        those = [quoted(name) for name, used in schemes.items() if used == scheme]
        how = quoted(scheme) if scheme else "contrasts given as numbers"
        yield f"{listed(those)} {'was' if len(those) == 1 else 'were'} coded by {how}."


def _known(names: Names) -> Iterator[str]:
    """Offsets and weights."""
    found = [quoted(deparse(one)) for one in offsets_of(names)]
    if found:
        yield f"{listed(found)} entered as {'an offset' if len(found) == 1 else 'offsets'}."
    weights, binomial = names.model.weights_argument, names.model.family.name == "binomial"
    if weights is not None and not (binomial and names.model.response.trials is None):
        yield f"Observations were weighted by {quoted(deparse(weights))}."


def _fitted(names: Names, arguments: Mapping[str, Expression], called: bool) -> Iterator[str]:
    """Software and estimation, as the call has them."""
    model = names.model
    if has_residual(names):
        how = "restricted maximum likelihood (REML)" if model.reml else "maximum likelihood"
    else:
        how = f"maximum likelihood {_approximation(arguments)}"
    if called:
        yield f"The model was fitted with the function `{model.function}` of the R package lme4, by {how}."


def _approximation(arguments: Mapping[str, Expression]) -> str:
    points = number_in(arguments["nAGQ"]) if "nAGQ" in arguments else 1
    if points is None:
        return f"with nAGQ = {quoted(deparse(arguments['nAGQ']))}"
    if points > 1:
        return f"with adaptive Gauss–Hermite quadrature of {points:g} points"
    return "with the Laplace approximation" + (" (nAGQ = 0)" if points == 0 else "")


def _data(names: Names, n: int | None) -> Iterator[str]:
    if n is None:
        return
    levels = [f"{group.n_levels:,} levels of {_group(group)}" for group in names.model.levels if group.n_levels]
    counts = [one.replace(" levels of each combination", " combinations") for one in levels]
    yield f"The data had {listed([f'{n:,} observations', *counts])}."
