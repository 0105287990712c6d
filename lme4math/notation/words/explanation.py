"""The model in plain English, sentence by sentence, with the names of its variables; R code is between backticks."""

from __future__ import annotations

from collections.abc import Iterator

from lme4math.english import listed, quoted
from lme4math.model import has_open_levels
from lme4math.notation.labelled import in_sentences
from lme4math.notation.laws import LAWS, has_residual, is_open, law_parameter, weights_in_likelihood
from lme4math.notation.names.naming import Names
from lme4math.notation.part_columns import is_level
from lme4math.notation.tree import Parameter
from lme4math.notation.words.coding import coding_sentences, columns_too_many
from lme4math.notation.words.conditions import reference
from lme4math.notation.words.means import Behind, Means, constant_sentences, mean_sentences, means_of
from lme4math.notation.words.phrases import capital, predicted, spoken, success
from lme4math.r import Number, deparse

STRUCTURES = {
    ("us", False): "each with a variance of its own, and every two of them correlated",
    ("diag", False): "each with a variance of its own, and uncorrelated",
    ("diag", True): "all with one variance, and uncorrelated",
    ("cs", False): "each with a variance of its own, and every two of them with the same correlation",
    ("cs", True): "all with one variance, and every two of them with the same correlation",
    ("ar1", False): "each with a variance of its own, and correlated by ρ between neighbours, ρ² two apart, and so on",
    ("ar1", True): "all with one variance, and correlated by ρ between neighbours, ρ² two apart, and so on",
}


def explain(names: Names, known: Behind | None = None) -> tuple[str, ...]:
    """What a model says, as sentences.

    Args:
        names: the names of the model.
        known: what the data shows beyond the formula of random columns in the span of X.
    """
    return in_sentences(_sentences(names, known), names)


def _sentences(names: Names, known: Behind | None) -> Iterator[str]:
    means = means_of(names, known)
    yield from (
        *_response(names),
        *_intercept(names),
        *coding_sentences(names),
        *(sentence for number in names.terms for sentence in _random(names, number, means)),
        *_apart(names),
        *constant_sentences(means),
        *_count(names),
    )


def _response(names: Names) -> Iterator[str]:
    model = names.model
    if has_residual(names):
        response = quoted(model.response.name) if model.response.name else "The response"
        weighted = " divided by the weights" if model.weights_argument is not None else ""
        yield f"{response} is a linear predictor plus a residual, normal with variance σ²{weighted}."
    else:
        predictor = f"{predicted(names)} is the linear predictor"
        yield f"Given the random effects, {_law(names)}; {predictor}."
    if model.weights_argument is not None and weights_in_likelihood(names) is not None:
        yield f"An observation counts {quoted(deparse(model.weights_argument))} times in the likelihood."
    elif model.weights_argument is not None and not has_residual(names) and (letter := _dispersion(names)):
        what = "variance σ²" if model.family.name == "gaussian" else f"dispersion {letter}"
        yield f"Its {what} is divided by the weights {quoted(deparse(model.weights_argument))}."
    if model.fixed.offsets or model.offset_argument is not None:
        yield "The offset is added as it is, with no coefficient."


def _law(names: Names) -> str:
    """How the response of a generalised model is distributed."""
    model = names.model
    response = quoted(model.response.name) if model.response.name else "the response"
    if model.family.name != "binomial":
        return f"{response} has {_article(LAWS[model.family.name].spoken)} distribution"
    if model.response.trials is not None:
        return f"{quoted(model.response.successes)} has a binomial distribution with {_counted_trials(names)}"
    if model.weights_argument is not None:
        return f"{response} is the proportion of a binomial number out of {quoted(deparse(model.weights_argument))}"
    what = success(names)
    return f"{f'whether {what}' if what else response} has a binomial distribution with one trial"


def _counted_trials(names: Names) -> str:
    trials = names.model.response.trials
    assert trials is not None
    if not isinstance(trials, Number):
        return f"{quoted(deparse(trials))} trials"
    return "one trial" if trials.value == 1 else f"{trials.value:.15g} trials"


def _article(name: str) -> str:
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _intercept(names: Names) -> Iterator[str]:
    if any(not row.column.pieces for row in names.fixed_rows):
        yield f"The intercept is {predicted(names)}{reference(names, ()).phrase}, in an average group."
    elif names.fixed_rows and not any(
        map(is_level, (piece for row in names.fixed_rows for piece in row.column.pieces))
    ):
        yield f"There is no intercept: {predicted(names)} is 0{reference(names, ()).phrase}, in an average group."


def _random(names: Names, number: int, means: Means) -> Iterator[str]:
    term = names.model.random[number]
    members = term.part.columns
    group = quoted(term.group.name)
    is_single = len(members) == 1 and not is_open(names, number)
    verb = "differs" if is_single else "differ"
    spread = "normally, with a variance of its own" if is_single else f"normally, {_structure(names, number)}"
    who = capital(spoken(members, names.term_part(number)))
    yield f"{who} {verb} between the levels of {group}, {spread}."
    if len(term.group.variables) > 1:
        parts = listed([quoted(variable) for variable in term.group.variables])
        yield f"A level of {group} is a combination of {parts} that occurs in the data."
    yield from mean_sentences(means, number)


def _structure(names: Names, number: int) -> str:
    term = names.model.random[number]
    words = STRUCTURES[term.covariance.structure, term.covariance.homogeneous]
    is_pair = len(term.part.columns) == 2 and term.covariance.structure != "diag"
    return words.split(", and ")[0] + ", and correlated" if is_pair and not is_open(names, number) else words


def _apart(names: Names) -> Iterator[str]:
    """Terms over one grouping factor, whose effects are not correlated."""
    groups = [names.model.random[term].group.name for term in names.terms]
    for group in dict.fromkeys(name for name in groups if groups.count(name) > 1):
        yield f"Effects of {quoted(group)} in different terms are uncorrelated."


def _count(names: Names) -> Iterator[str]:
    """How many parameters there are, where every factor's levels are known."""
    terms = names.model.random
    columns = [column for term in terms for column in term.part.columns]
    columns += [row.column for row in names.fixed_rows]
    if has_open_levels(columns):
        return
    spread = sum(term.covariance.n_parameters(len(term.part.columns)) for term in terms)
    correlated = any(len(term.part.columns) > 1 and term.covariance.structure != "diag" for term in terms)
    dispersion = _dispersion(names)
    parts = [
        _counted(len(names.fixed_rows) - columns_too_many(names), "population coefficient", "population coefficients"),
        _counted(spread, "variance parameter", f"variance {'and covariance ' if correlated else ''}parameters"),
        *([dispersion] if dispersion else []),
    ]
    yield f"In all: {listed(parts)}."


def _dispersion(names: Names) -> str:
    """The letter of what the distribution of the response has estimated besides its mean, or nothing."""
    return LAWS[names.model.family.name].parameter if isinstance(law_parameter(names), Parameter) else ""


def _counted(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"
