"""How two models lie to each other, in sentences with the symbols of the larger one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from lme4math.english import listed, quoted, quoted_names
from lme4math.model import MixedModel
from lme4math.notation import (
    Expr,
    Names,
    Negative,
    Numeral,
    Power,
    Product,
    Quotient,
    Sentence,
    Sum,
    coefficient,
    listed_parts,
    parameters_of_term,
    residual_variance,
    said,
    written,
)
from lme4math.records import record

if TYPE_CHECKING:
    from lme4math.relations import Constraint, Pattern, Quantity, Relation

MOST_CONSTRAINTS = 4
"""More constraints are not listed in the first sentence."""


@record
class ComparedModels:
    """What is compared, and what came out.

    Attributes:
        relation: what came out.
        names: the names of both models' parts.
        generic: whether it was found on generic data.
        assumed: variables that are taken as numeric there because nothing declares them.
        otherwise: what would come out on data of special forms: the beginnings of sentences, and the relation.
        invented: factors that were given three levels, because theirs are not known.
        other_rows: whether the code lets them have other rows.
        called: what the two models are called in the first sentence.
        points: with how many points their calls want a generalised model's likelihood approximated, nAGQ.
    """

    relation: Relation
    names: tuple[Names, Names]
    generic: bool = False
    assumed: tuple[str, ...] = ()
    otherwise: tuple[tuple[str, str], ...] = ()
    invented: tuple[str, ...] = ()
    other_rows: bool = False
    called: tuple[str, str] = ("first", "second")
    points: tuple[str, str] = ("1", "1")

    @property
    def models(self) -> tuple[MixedModel, MixedModel]:
        """Both models."""
        return self.names[0].model, self.names[1].model

    @property
    def larger(self) -> Names:
        """The names of the larger model; of the first where there is none."""
        return self.names[1 if self.relation.relation == "first in second" else 0]


def sentences_of(compared: ComparedModels) -> tuple[Sentence, ...]:
    """All that is said of two models, the most important first."""
    criteria = (_test, _reml, _quadrature)
    parts = (verdict, _parts, _numbers, _redundant, *criteria, _origin, _data, _otherwise)
    return tuple(found for part in parts if (found := part(compared)))


NOTHING = Sentence(())


def verdict(compared: ComparedModels) -> Sentence:
    """How two models lie to each other, in one sentence."""
    relation = compared.relation
    one, two = (quoted(model.response.name) for model in compared.models)
    if "rows" in relation.apart and one == two:
        return said("The models cannot be compared: they use different rows of the data.")
    if "rows" in relation.apart or "response" in relation.apart:
        which = f"{one} and {two}" if one != two else f"other values of {one}"
        return said(f"The models cannot be compared: their responses are different, {which}.")
    if relation.apart:
        return said(f"Neither model is a special case of the other: {_APART[relation.apart[0]](*compared.models)}.")
    if relation.relation == "same" and is_one_formula(compared):
        return said("Both are the same model.")
    if relation.relation not in _ORDER:
        return said(_VERDICTS[relation.relation])
    small, large = compared.called if relation.relation == "first in second" else compared.called[::-1]
    constraints = constraints_of(compared)
    told = relation.complete and not (compared.generic and any(map(_has_decimals, relation.constraints)))
    if told and 0 < len(constraints) <= MOST_CONSTRAINTS:
        special = f"The {small} model is a special case of the {large} one: that with "
        bounds = ", within further bounds" if relation.bounded else ""
        return said(special, listed_parts(constraints), bounds, ".")
    return said(
        f"The {small} model is a special case of the {large} one: "
        f"all its distributions of the response are among those of the {large} one."
    )


def is_one_formula(compared: ComparedModels) -> bool:
    """Whether both models are written and coded alike."""
    return len(set(map(_columns_of, compared.models))) == 1


def _columns_of(model: MixedModel) -> tuple[str, ...]:
    """The formula of a model, and the names of its columns, which contrasts change."""
    return (model.formula, *(column.name for column in model.columns))


def _has_decimals(constraint: Constraint | Pattern) -> bool:
    """Whether its numbers are those of data, which may be made up."""
    numbers = [weight for weight, _ in getattr(constraint, "sum", ())]
    return not all(isinstance(number, Fraction) for number in (*numbers, getattr(constraint, "value", Fraction(0))))


_ORDER = {"first in second": ("first", "second"), "second in first": ("second", "first")}
_VERDICTS = {
    "same": "Both are the same model: they allow the same distributions of the response.",
    "neither": "Neither model is a special case of the other: "
    "each has distributions of the response that the other does not have.",
    "not decided": "Whether one model is a special case of the other was not decided: computing came to no clear end.",
}
_APART: Mapping[str, Callable[[MixedModel, MixedModel], str]] = {
    "family": lambda one, two: (
        f"the distributions of the response are of different families, {_family(one)} and {_family(two)}"
    ),
    "link": lambda one, two: f"they have different links, {one.family.link} and {two.family.link}",
    "weights": lambda _one, _two: "the observations have different weights, or numbers of trials",
}


def _family(model: MixedModel) -> str:
    return "the normal" if model.function == "lmer" else model.family.name


def _parts(compared: ComparedModels) -> Sentence:
    """The means and the covariances apart."""
    relation = compared.relation
    if relation.apart or relation.relation == "same":
        return NOTHING
    of = "the linear predictor" if compared.models[0].function != "lmer" else "the observations"
    return said(f"{_MEANS[relation.mean]}; {_COVARIANCES[relation.covariance].format(of=of)}.")


_MEANS = {
    "same": "Their means are the same",
    "first in second": "The means of the first are some of those of the second",
    "second in first": "The means of the second are some of those of the first",
    "neither": "Each has means that the other does not have",
}
_COVARIANCES = {
    "same": "the covariances of {of} are the same",
    "first in second": "the covariances of {of} in the first are some of those in the second",
    "second in first": "the covariances of {of} in the second are some of those in the first",
    "neither": "each has covariances of {of} that the other does not have",
    "not decided": "how their covariances of {of} lie was not decided",
}


def _numbers(compared: ComparedModels) -> Sentence:
    one, two = compared.relation.df
    if one == two:
        return said(f"Each has {_counted(one, 'parameter')}.")
    more = f"{abs(one - two)} {'more' if two > one else 'less'}"
    return said(f"The first has {_counted(one, 'parameter')}, the second {two}, which is {more}.")


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _redundant(compared: ComparedModels) -> Sentence:
    """Terms that add nothing, and how many parameters can be told apart."""
    relation = compared.relation
    clauses: list[str] = []
    for which, model, terms, df, apart in zip(
        ("first", "second"), compared.models, relation.redundant, relation.df, relation.told_apart, strict=True
    ):
        if apart < df and terms:
            bars = quoted_names(f"({model.random[term].bar})" for term in sorted(terms))
            adds = "adds" if len(terms) == 1 else "add"
            told = f"only {apart} of the {df} parameters can be told apart"
            clauses.append(f"in the {which}, {bars} {adds} nothing to the other terms, and {told}")
        elif apart < df:
            clauses.append(f"of the {df} parameters of the {which} only {apart} can be told apart")
    return said(_sentence("; ".join(clauses))) if clauses else NOTHING


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def constraints_of(compared: ComparedModels) -> list[Sentence]:
    """What turns the larger model into the smaller, as phrases."""
    names = compared.larger
    return [_constraint(names, one) for one in compared.relation.constraints]


def _constraint(names: Names, constraint: Constraint | Pattern) -> Sentence:
    from lme4math.relations import Pattern

    if isinstance(constraint, Pattern):
        bar = quoted(f"({names.model.random[constraint.term].bar})")
        return said(_PATTERNS[constraint.structure].format(bar=bar))
    (first, leading), *rest = constraint.sum
    left: Expr = _times(first, _symbol(names, leading))
    right = [_times(-weight, _symbol(names, one)) for weight, one in rest]
    if constraint.value or not right:
        right.append(_number(constraint.value))
    return said(left, " = ", right[0] if len(right) == 1 else Sum(tuple(right)))


_PATTERNS = {
    "cs": "one correlation for all pairs of effects of {bar}",
    "ar1": "correlations of the effects of {bar} that are powers of one",
}


def _times(weight: Fraction | float, symbol: Expr) -> Expr:
    if weight == 1:
        return symbol
    return Negative(symbol) if weight == -1 else _signed(weight, lambda number: Product((number, symbol)))


def _signed(weight: Fraction | float, made: Callable[[Expr], Expr]) -> Expr:
    return Negative(made(_number(-weight))) if weight < 0 else made(_number(weight))


def _number(value: Fraction | float) -> Expr:
    if value < 0:
        return Negative(_number(-value))
    if not isinstance(value, Fraction):
        return Numeral(float(written(value)))
    above, below = Numeral(value.numerator), Numeral(value.denominator)
    return above if value.denominator == 1 else Quotient(above, below)


def _symbol(names: Names, quantity: Quantity) -> Expr:
    """A parameter of the model as the equations write it."""
    from lme4math.relations import Correlation, CovarianceEntry, Deviation, FixedEffect

    match quantity:
        case FixedEffect(place=place):
            return next(coefficient(names, row) for row in names.rows if row.number == place)
        case CovarianceEntry(term=term, row=row, column=column):
            found = parameters_of_term(names, term)[frozenset((row, column))]
            return Power(found, Numeral(2)) if row == column else found
        case Deviation(term=term, column=column):
            return parameters_of_term(names, term)[frozenset((column,))]
        case Correlation(term=term):
            return parameters_of_term(names, term)[frozenset((0, 1))]
        case _:
            return residual_variance(names)


def _test(compared: ComparedModels) -> Sentence:
    """The likelihood-ratio test of the smaller model against the larger."""
    relation = compared.relation
    if relation.relation not in _ORDER or relation.test is None:
        return NOTHING
    small, large = _ORDER[relation.relation]
    fewer = abs(relation.told_apart[0] - relation.told_apart[1])
    if not fewer:
        return said(
            f"Both have as many parameters that can be told apart: the {large} only allows more values of them, "
            "so there is nothing to test."
        )
    linear_means = relation.mean != "same" and compared.models[0].function == "lmer"
    by_ml = " of fits by maximum likelihood" if linear_means else ""
    if relation.boundary is None:
        return said("The distribution of a likelihood-ratio statistic is not known here; it can be simulated.")
    if not relation.boundary:
        start = f"A likelihood-ratio test{by_ml} of the {small} against the {large}"
        return said(f"{start} has, in large samples, a χ² distribution with {_degrees(fewer)}.")
    edge = f"The {small} is at the edge of the {large}, where an effect, or a combination of effects, has no variance"
    if not relation.test.known:
        return said(
            f"{edge}, and more than one is lost: no χ² distribution holds for a likelihood-ratio test{by_ml}; "
            "its distribution depends on the design and can be simulated."
        )
    low, high = relation.test.degrees
    mixed = "0" if low == 0 else f"χ² with {_degrees(low)}"
    return said(
        f"{edge}: a likelihood-ratio test{by_ml} has, in large samples, an equal mixture of {mixed} and χ² with "
        f"{_degrees(high)} (Self & Liang 1987; Stram & Lee 1994), so that the latter alone gives too large p-values."
    )


def _degrees(number: int) -> str:
    return f"{number} degree{'' if number == 1 else 's'} of freedom"


def _reml(compared: ComparedModels) -> Sentence:
    one, two = compared.models
    relation = compared.relation
    if not (one.function == two.function == "lmer") or relation.apart:
        return NOTHING
    if not (one.reml or two.reml):
        return NOTHING
    if not (one.reml and two.reml):
        return said("One is fitted by REML and one by maximum likelihood, so their criteria may not be compared.")
    if relation.reml_comparable:
        return said("Their REML criteria may be compared, because the fixed part is the same.")
    if relation.reml_shift is None:
        return said(
            "Their REML criteria may not be compared, because the fixed parts have different means: "
            "fit both by maximum likelihood (`REML = FALSE`)."
        )
    if compared.generic:
        return said(
            "The fixed part has the same means, but may be coded otherwise: for that alone REML criteria differ by a "
            "number that depends on the data. Criteria of maximum likelihood (`REML = FALSE`) may be compared."
        )
    which = "first" if relation.reml_shift > 0 else "second"
    return said(
        f"The fixed part has the same means, but is coded otherwise: for that alone the REML criterion of the {which} "
        f"is larger by {abs(relation.reml_shift):.4g}. Criteria of maximum likelihood (`REML = FALSE`) may be compared."
    )


def _quadrature(compared: ComparedModels) -> Sentence:
    one, two = compared.points
    if one == two or any(model.function == "lmer" for model in compared.models) or compared.relation.apart:
        return NOTHING
    return said(
        f"Their likelihoods are approximated in different ways, `nAGQ = {one}` and `nAGQ = {two}`, "
        "and may not be compared: give both calls the same."
    )


def _origin(compared: ComparedModels) -> Sentence:
    """That independent effects of the same columns depend on where a covariate has its 0."""
    groups = compared.relation.by_origin
    if not groups:
        return NOTHING
    return said(
        f"Over {quoted_names(groups)} the effects of both models have the same columns in all, but effects without a "
        "correlation depend on where a covariate has its 0: moving x changes `(x || g)`, and leaves `(x | g)` as it is."
    )


def _data(compared: ComparedModels) -> Sentence:
    if not compared.generic:
        return NOTHING
    holds = "this holds for data in which every combination of levels occurs and nothing else is special."
    taken = "is taken as numeric" if len(compared.assumed) == 1 else "are taken as numeric"
    assumed = f" {quoted_names(compared.assumed)} {taken}, for nothing declares a factor." if compared.assumed else ""
    rows = " The code lets the two have other rows, and then they cannot be compared." if compared.other_rows else ""
    levels = (
        f" Of {quoted_names(compared.invented)} the levels are not known; parameters are counted for three."
        if compared.invented
        else ""
    )
    return said(f"No data was given: {holds}{assumed}{levels}{rows}")


def _otherwise(compared: ComparedModels) -> Sentence:
    """What would come out on data of special forms."""
    found: dict[str, list[str]] = {}
    for beginning, relation in compared.otherwise:
        if relation in _OTHERWISE and relation != compared.relation.relation:
            found.setdefault(relation, []).append(beginning)
    clauses = [f"{_joined(beginnings)}, {_OTHERWISE[relation]}." for relation, beginnings in found.items()]
    return said(" ".join(clauses))


def _joined(beginnings: Sequence[str]) -> str:
    first, *rest = beginnings
    return listed([first, *(one[0].lower() + one[1:] for one in rest)], "or")


_OTHERWISE = {
    "same": "the models are the same",
    "first in second": "the first model is a special case of the second",
    "second in first": "the second model is a special case of the first",
}
