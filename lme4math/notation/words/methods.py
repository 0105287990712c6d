"""A paragraph for a methods section: what the code says of a model, and nothing else, around its equation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lme4math.english import listed, quoted
from lme4math.model import Categorical, GroupingFactor, IndicatorPiece, RandomTerm, Score, Term
from lme4math.notation.laws import LAWS, has_residual
from lme4math.notation.names.naming import Names
from lme4math.notation.names.symbols import plain_text
from lme4math.notation.page_names import PageNames
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
    ("ar1", False): "first-order autoregressive",
    ("ar1", True): "first-order autoregressive",
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
    before = f"We fitted a {kind} mixed-effects model of {_response(names)} with {_fixed(names)}{_random(names, n)}:"
    after = (
        *_distribution(names),
        *_contrasts(names),
        *_known(names),
        *_fitted(names, arguments, called),
        *_data(names, n),
    )
    page = PageNames(names.model, names.labels)
    return MethodsText(page.sentence(before), tuple(map(page.sentence, after)))


def _response(names: Names) -> str:
    response, weights = names.model.response, names.model.weights_argument
    if names.model.family.name != "binomial":
        return quoted(response.name) if response.name else "the response"
    if response.trials is not None:
        return f"{quoted(response.successes)} out of {_count(response.trials)} (successes out of trials)"
    if weights is not None:
        return f"the proportion {quoted(response.name)} of successes in {_count(weights)} trials"
    what = success(names)
    return f"whether {what}" if what else quoted(response.name) if response.name else "the response"


def _count(trials: Expression) -> str:
    return f"{trials.value:.15g}" if isinstance(trials, Number) else quoted(deparse(trials))


def _fixed(names: Names) -> str:
    """The fixed effects, by their terms."""
    fixed = names.model.fixed
    if not fixed.terms:
        return "an intercept as the only fixed effect" if fixed.intercept else "no fixed effects"
    alone = [quoted(term.variables[0]) for term in fixed.terms if term.order == 1]
    products = [term for term in fixed.terms if term.order > 1]
    terms = [*alone, *([_interactions(products, fixed.terms)] if products else [])]
    as_what = "as fixed effects" if len(fixed.terms) > 1 else "as a fixed effect"
    return f"{_enumerated(terms)} {as_what}{'' if fixed.intercept else ', without an intercept'}"


def _enumerated(phrases: Sequence[str], word: str = "") -> str:
    """Phrases as a list, with a comma before its last where one of them is a list itself."""
    if not any(" and " in phrase for phrase in (phrases if word else phrases[2:])):
        return listed(phrases)
    if len(phrases) == 1:
        return phrases[0]
    return f"{', '.join(phrases[:-1])}, and {word}{phrases[-1]}"


def _interactions(products: Sequence[Term], terms: Sequence[Term]) -> str:
    """Interactions by their variables; all that some variables have, by these."""
    crossed = list(dict.fromkeys(variable for term in products for variable in term.variables))
    within = sum(set(term.variables) <= set(crossed) for term in terms)
    if len(crossed) > 2 and within == 2 ** len(crossed) - 1:
        return f"all interactions of {listed([quoted(variable) for variable in crossed])}"
    each = [f"of {listed([quoted(variable) for variable in term.variables])}" for term in products]
    return f"the interaction{'s' * (len(each) > 1)} {_enumerated(each) if len(each) > 2 else ' and '.join(each)}"


# --- Random effects --------------------------------------------------------------------------------------------------


def _random(names: Names, n: int | None) -> str:
    """The random effects, those of grouping factors with the same ones together."""
    groups: dict[str, list[int]] = {}
    for number in names.terms:
        groups.setdefault(names.model.random[number].group.name, []).append(number)
    alike: dict[str, list[str]] = {}
    for group, numbers in groups.items():
        alike.setdefault(_effects(names, numbers), []).append(group)
    factors = {group.name: group for group in names.model.levels}
    phrases = [f"{what} for {listed([_each(factors[one], names, n) for one in own])}" for what, own in alike.items()]
    return f", and with {_enumerated(phrases, 'with ')}" if phrases else ""


def _each(group: GroupingFactor, names: Names, n: int | None) -> str:
    """Each group; of one that nests by its name in another factor of the model, within that one."""
    if _is_of_observations(group, n):
        return f"each observation ({_joined(group.variables)})"
    around = [set(other.variables) for other in names.model.levels if set(other.variables) < set(group.variables)]
    outer = max(around, key=len, default=set())
    inner = [variable for variable in group.variables if variable not in outer]
    if not outer or not all(each <= outer for each in around):  # as where both are grouping factors themselves
        return f"each {_joined(group.variables)}"
    return f"each {_joined(inner)} within each {_joined([one for one in group.variables if one in outer])}"


def _is_of_observations(group: GroupingFactor, n: int | None) -> bool:
    """Whether each observation has a level of its own."""
    return len(group.variables) == 1 and group.n_levels is not None and group.n_levels == n


def _joined(variables: Sequence[str]) -> str:
    each = listed([quoted(variable) for variable in variables])
    return each if len(variables) == 1 else f"combination of {each}"


def _effects(names: Names, numbers: Sequence[int]) -> str:
    """The random effects of a grouping factor, which are correlated within a term only."""
    terms = [names.model.random[number] for number in numbers]
    spoken = [
        _plural(varying(term.part.columns, names.term_part(number), most=None)[0])
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
    link = f"{'an' if family.link[0] in 'aeiou' else 'a'} {LINK_NAMES.get(family.link, family.link)} link"
    if family.exponent is not None:
        link = f"a power link (exponent {family.exponent:.6g})"
    if family.own:
        link = f"a link function of our own, {plain_text(names.link)} ({family.link} in R)"
    size = "" if family.size is None else f" of size {family.size:g}"
    law = f"{_article(LAWS[family.name].spoken)} distribution{size}"
    yield f"Given the random effects, the response follows {law}, with {link}."


def _article(name: str) -> str:
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _contrasts(names: Names) -> Iterator[str]:
    """How the factors of the fixed part are coded."""
    bases: dict[str, str] = {}
    schemes: dict[str, str] = {}
    given: dict[str, dict[str, Score]] = {}
    for row in names.fixed_rows:
        for piece in row.column.pieces:
            if isinstance(piece, IndicatorPiece) and piece.base:
                bases.setdefault(piece.variable.frame_name, piece.base)
            elif isinstance(piece, Score) and piece.scheme:
                schemes.setdefault(piece.variable.frame_name, piece.scheme)
            elif isinstance(piece, Score):
                given.setdefault(piece.variable.frame_name, {}).setdefault(piece.label, piece)
    if bases:
        each = [f"{quoted(name)} (baseline “{base}”)" for name, base in bases.items()]
        yield f"Treatment contrasts were used for {listed(each)}."
    for scheme in dict.fromkeys(schemes.values()):
        those = [quoted(name) for name, used in schemes.items() if used == scheme]
        yield f"{listed(those)} {'was' if len(those) == 1 else 'were'} coded by {quoted(scheme)}."
    for name, scores in given.items():
        yield f"{quoted(name)} was coded {_as_numbers(list(scores.values()))}."


def _as_numbers(scores: Sequence[Score]) -> str:
    """The numbers of one contrast, by level; those of several stand beneath the equation."""
    first, *others = scores
    kind = first.variable.kind
    if others or not isinstance(kind, Categorical):
        return "by contrasts given as numbers"
    numbers = [f"{score:.6g}".replace("-", "−") for score in first.scores]
    return f"as {listed([f'{number} (“{level}”)' for number, level in zip(numbers, kind.levels, strict=True)])}"


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
    counts = [
        f"{group.n_levels:,} {'levels of ' if len(group.variables) == 1 else ''}{_counted(group)}"
        for group in names.model.levels
        if group.n_levels and not _is_of_observations(group, n)
    ]
    yield f"The data had {listed([f'{n:,} observations', *counts])}."


def _counted(group: GroupingFactor) -> str:
    return _joined(group.variables).replace("combination of", "combinations of", 1)
