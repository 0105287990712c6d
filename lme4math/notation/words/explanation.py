"""The model in plain English, sentence by sentence, with the names of its variables; R code is between backticks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from lme4math.english import listed, quoted, quoted_names
from lme4math.model import has_open_levels
from lme4math.notation.labelling import labelled
from lme4math.notation.laws import has_residual, law_parameter
from lme4math.notation.names.naming import Names
from lme4math.notation.page_names import PageNames
from lme4math.notation.predictor import residual_variance
from lme4math.notation.tree import Parameter, Power
from lme4math.notation.words.cell_notes import Ranges, range_sentences
from lme4math.notation.words.coding import columns_too_many
from lme4math.notation.words.fixed_effects import fixed_sentences
from lme4math.notation.words.means import Behind, Means, means_of
from lme4math.notation.words.random_effects import random_sentences
from lme4math.notation.words.scale import response_sentences, scale_of
from lme4math.notation.words.sentences import Sentence, coefficients, listed_parts, said

Related = Sequence[tuple[str, str, str]]
"""Two grouping factors, and between them how they are related in the data: nested, crossed …"""


def explain(
    names: Names,
    known: Behind | None = None,
    related: Related = (),
    n: int | None = None,
    most: int | None = None,
    ranges: Ranges | None = None,
) -> tuple[Sentence, ...]:
    """What a model says, as sentences.

    Args:
        names: the names of the model.
        known: what the data shows beyond the formula of random columns in the span of X.
        related: how its grouping factors are related in the data.
        n: the number of observations, where it is known.
        most: the most sentences about the fixed part; all of them if None.
    """
    page = PageNames(names.model, names.labels)
    return tuple(
        _called(sentence, names, page) for sentence in _sentences(names, known, related, n, most, ranges or {})
    )


def _first(sentences: Iterator[Sentence], most: int | None) -> Iterator[Sentence]:
    """The first sentences, and that there are others."""
    yield from islice(sentences, most)
    if next(sentences, None) is not None:
        yield said("The other terms of the fixed part are not described here.")


def _called(sentence: Sentence, names: Names, page: PageNames) -> Sentence:
    """A sentence with the reader's own words and symbols."""
    if not names.labels:
        return sentence
    parts = (page.sentence(part) if isinstance(part, str) else labelled(part, names) for part in sentence.parts)
    return Sentence(tuple(parts))


def _sentences(
    names: Names, known: Behind | None, related: Related, n: int | None, most: int | None, ranges: Ranges
) -> Iterator[Sentence]:
    means, scale = means_of(names, known), scale_of(names)
    yield from (
        *response_sentences(names),
        *_first(fixed_sentences(names, scale), most),
        *range_sentences(names, ranges),
        *random_sentences(names, means, scale),
        *_constant(means),
        *_related(names, related),
        *_independent(names),
        *_count(names),
        *_observed(names, n),
    )


def _constant(means: Means) -> Iterator[Sentence]:
    """The fixed effects that are the same in all groups; "group" alone could be the name of a predictor."""
    rows = means.constant()
    if rows:
        factors = quoted_names((group.name for group in means.names.model.levels), "or")
        verb = "does" if len(rows) == 1 else "do"
        yield said(coefficients(means.names, rows), f" {verb} not vary between levels of {factors}.")


RELATIONS = {
    "nested": "{} is nested in {}.",
    "same": "{} and {} divide the observations in the same way.",
    "crossed": "{} and {} are crossed.",
    "partially crossed": "{} and {} are partially crossed.",
}


def _related(names: Names, related: Related) -> Iterator[Sentence]:
    """Which grouping factors nest and which cross in the data; of those that their names say to be nested, nothing."""
    variables = {group.name: set(group.variables) for group in names.model.levels}
    pairs = [pair for pair in related if not variables[pair[0]] > variables[pair[2]]]
    if (
        len(pairs) > 1
        and len({relation for _, relation, _ in pairs}) == 1
        and pairs[0][1] in ("crossed", "partially crossed")
    ):
        factors = dict.fromkeys(name for first, _, second in pairs for name in (first, second))
        if len(pairs) == len(factors) * (len(factors) - 1) // 2:
            yield said(f"{listed([quoted(name) for name in factors])} are {pairs[0][1]}.")
            return
    for first, relation, second in pairs:
        yield said(RELATIONS[relation].format(quoted(first), quoted(second)))


def _independent(names: Names) -> Iterator[Sentence]:
    """What is independent of what."""
    if not names.terms:
        return
    groups = dict.fromkeys(names.model.random[term].group.name for term in names.terms)
    of = f"levels of {quoted(next(iter(groups)))}" if len(groups) == 1 else "levels and grouping factors"
    residual = ", and of the residuals" if has_residual(names) else ""
    yield said(f"The random effects of different {of} are independent of each other{residual}.")


def _count(names: Names) -> Iterator[Sentence]:
    """How many parameters there are, where every factor's levels are known."""
    terms = names.model.random
    columns = [column for term in terms for column in term.part.columns]
    columns += [row.column for row in names.fixed_rows]
    if has_open_levels(columns):
        return
    spread = names.model.n_covariance_parameters
    correlated = any(len(term.part.columns) > 1 and term.covariance.structure != "diag" for term in terms)
    variance = residual_variance(names) if has_residual(names) else None
    parameter = variance.base if isinstance(variance, Power) else law_parameter(names)
    parts = [
        said(_counted(len(names.fixed_rows) - columns_too_many(names), "fixed effect", "fixed effects")),
        said(_counted(spread, "variance parameter", f"variance {'and covariance ' if correlated else ''}parameters")),
        *([said(parameter)] if isinstance(parameter, Parameter) else []),
    ]
    yield said("The model has ", listed_parts(parts), ".")


def _observed(names: Names, n: int | None) -> Iterator[Sentence]:
    """The numbers of observations and of levels."""
    if n is None:
        return
    levels = [f"{group.n_levels:,} levels of {quoted(group.name)}" for group in names.model.levels if group.n_levels]
    yield said(f"The data have {listed([f'{n:,} observations', *levels])}.")


def _counted(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"
