"""The numbers of a stored fit as estimates of the model that its call makes on its frame."""

from __future__ import annotations

import numpy as np

from lme4math.asking import asking
from lme4math.data import FloatArray, Observations
from lme4math.english import quoted
from lme4math.errors import DataError
from lme4math.evaluate import rows_of
from lme4math.fits.estimates import SINGULAR, Estimates, names_of_terms, refuse_one_name, variances_of
from lme4math.fits.stored_numbers import StoredNumbers
from lme4math.fits.vanishing import vanishing

_SAME = 1e-8


def stored_estimates(numbers: StoredNumbers, observations: Observations) -> Estimates:
    """Estimates in R's names and lme4's order.

    Args:
        numbers: as the file has them.
        observations: the model of the file's call, on the file's frame.

    Raises:
        DataError: the model is another one than was fitted: its matrices are not those of the file.
    """
    model, design = observations.model, observations.design
    random = [model.random[place] for place in design.term_order]
    _refuse_other_model(numbers, observations)
    factor = design.Lambda(numbers.theta)
    scale = numbers.sigma if numbers.sigma is not None and model.function == "lmer" else 1.0
    names = [design.X_columns[place] for place in design.kept]
    refuse_one_name(names)
    blocks = []
    for term, start in zip(random, design.Gp[:-1].tolist(), strict=True):
        places = slice(start, start + len(term.part.columns))
        blocks.append(factor[places, places].toarray())
    covariances = [rows_of(scale**2 * block @ block.T) for block in blocks]
    errors = None if numbers.covariance is None else np.sqrt(np.diag(numbers.covariance))
    return Estimates(
        fixef=dict(zip(names, numbers.beta.tolist(), strict=True)),
        se=None if errors is None else dict(zip(names, errors.tolist(), strict=True)),
        covariance=numbers.covariance,
        variances=variances_of(
            names_of_terms(model, design.term_order),
            [[column.name for column in term.part.columns] for term in random],
            covariances,
            numbers.sigma if model.function == "lmer" else None,
        ),
        covariances=tuple(covariances[design.term_order.index(place)] for place in range(len(random))),
        sigma=numbers.sigma,
        theta=numbers.theta,
        b=factor @ numbers.u,
        n=observations.n,
        groups={term.group.name: len(design.levels[term.group.name]) for term in random},
        criterion=numbers.criterion,
        reml=numbers.reml,
        singular=any(bool((np.abs(np.diag(block)) < SINGULAR).any()) for block in blocks),
        remarks=tuple(
            sentence
            for term, block in zip(random, blocks, strict=True)
            for sentence in vanishing(term.group.name, [column.name for column in term.part.columns], block)
        ),
        fitted=numbers.fitted,
    )


def _refuse_other_model(numbers: StoredNumbers, observations: Observations) -> None:
    """Raise DataError where a matrix of the model is not that of the fit: then no estimate would be at its place."""
    model, design = observations.model, observations.design
    names = tuple(design.X_columns[place] for place in design.kept)
    if names != numbers.X_columns:
        different = next((one for one in numbers.X_columns if one not in names), None)
        what = "their order" if different is None else quoted(different)
        raise _other_model(f"the columns of X differ in {what}")
    if not _alike(design.X[:, list(design.kept)], numbers.X):
        raise _other_model("the numbers in X differ")
    stored = {_without_brackets(name): levels for name, levels in numbers.levels.items()}
    for name, levels in design.levels.items():
        if stored.get(_without_brackets(name)) != tuple(levels):
            raise _other_model(f"the levels of {quoted(name)} differ")
    random = [model.random[place] for place in design.term_order]
    own = [(_without_brackets(term.group.name), tuple(column.name for column in term.part.columns)) for term in random]
    fitted = [(_without_brackets(name), columns) for name, columns in numbers.columns]
    if own != fitted or int(design.Gp[-1]) != len(numbers.u) or design.n_theta != len(numbers.theta):
        raise _other_model("the random effects differ")
    if numbers.factor is not None and not _alike(numbers.theta[design.Lind - 1], numbers.factor):
        raise _other_model("Λ differs")


def _without_brackets(group: str) -> str:
    """A grouping factor's name as lme4 2.x has it; lme4 1.1 writes class:(g:school) for (1 | school/g/class)."""
    return group.replace("(", "").replace(")", "")


def _alike(one: FloatArray, other: FloatArray) -> bool:
    return one.shape == other.shape and bool(np.allclose(one, other, rtol=_SAME, atol=_SAME))


def _other_model(how: str) -> DataError:
    return DataError(
        f"The model of the call is not the one that was fitted: {how}.",
        hint=f"Give the code of the model and its data, and fit it here: {asking().data}.",
    )
