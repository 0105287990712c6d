"""The distributions of a model: of the random effects with their covariance matrices, the residuals and the response.

An unstructured covariance matrix has a variance for each coefficient and a covariance for each pair. A structured one
is written in standard deviations and one correlation: compound symmetry ρ τ_r τ_s, first-order autoregression
ρ^|r-s| τ_r τ_s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from lme4math.model import Covariance, has_open_levels
from lme4math.notation import tree
from lme4math.notation.names.naming import Member, Names
from lme4math.notation.names.rows import Place
from lme4math.notation.names.symbols import Letter, Symbol
from lme4math.notation.omitted import Omitted
from lme4math.notation.predictor import effect, family_indices, residual, residual_variance, response
from lme4math.notation.statements import Distributed, Equation, Law, LawMeaning, Statement
from lme4math.notation.tree import (
    CovarianceMatrix,
    Effect,
    Expr,
    ForEach,
    Mean,
    Numeral,
    Parameter,
    Power,
    Product,
    RowVector,
    WrittenMatrix,
    Zero,
)
from lme4math.r import Call, Expression, deparse
from lme4math.records import kept_for_the_same, parts, record, walk

NORMAL = "N"
"""What the normal distribution of effects and residuals is called, of one or of several."""


@kept_for_the_same(8)
def covariance_of(names: Names, term: int) -> Expr:
    """The covariance matrix of a random term written out; a single variance where the term has one column."""
    members = names.members(term)
    structure = names.model.random[term].covariance
    deviations = {member: _deviation(names, structure, member) for member in members if not isinstance(member, Omitted)}
    size = range(len(members))
    upper = {(a, b): _entry(names, structure, members[a], members[b], deviations) for a in size for b in size[a:]}
    entries: tuple[tuple[Expr, ...], ...] = tuple(tuple(upper[min(a, b), max(a, b)] for b in size) for a in size)
    return entries[0][0] if len(entries) == 1 else WrittenMatrix(entries)


@kept_for_the_same(8)
def parameters_of(names: Names, term: int) -> tuple[Parameter, ...]:
    """The distinct parameters of a random term's covariance matrix, in reading order."""
    nodes = walk(covariance_of(names, term), into=lambda node: () if isinstance(node, Parameter) else parts(node))
    return tuple(dict.fromkeys(node for node in nodes if isinstance(node, Parameter)))


def _entry(
    names: Names,
    structure: Covariance,
    one: Member | Omitted,
    two: Member | Omitted,
    deviations: Mapping[Member, Parameter],
) -> Expr:
    """The entry in the row of one effect and the column of another, which is not left of the diagonal."""
    if isinstance(one, Omitted):
        return one
    if isinstance(two, Omitted):
        return two
    if one == two:
        return Power(deviations[one], Numeral(2))
    if structure.structure == "diag":
        return Numeral(0)
    if structure.structure == "us":
        return _covariance(names, one, two)
    rho = _correlation(names, structure, one[1], two[1].position - one[1].position)
    if structure.homogeneous:
        return Product((rho, Power(deviations[one], Numeral(2))))
    return Product((rho, deviations[one], deviations[two]))


def _correlation(names: Names, structure: Covariance, place: Place, distance: int) -> Expr:
    """The correlation of two effects at a distance in the order of the term's columns."""
    rho = Parameter(names.style.correlation(place), "correlation", place.level, place.term)
    return Power(rho, Numeral(distance)) if structure.structure == "ar1" and distance > 1 else rho


def _deviation(names: Names, structure: Covariance, member: Member) -> Parameter:
    row, place = member
    if structure.homogeneous:
        return Parameter(names.style.common_deviation(place), "deviation", place.level, place.term)
    symbol = names.style.deviation(row, place)
    return Parameter(symbol, "deviation", place.level, place.term, (place.position,))


def _covariance(names: Names, first: Member, second: Member) -> Parameter:
    place = first[1]
    symbol = names.style.covariance((first[0], second[0]), place)
    return Parameter(symbol, "covariance", place.level, place.term, (place.position, second[1].position))


def parameters_of_term(names: Names, term: int) -> dict[frozenset[int], Parameter]:
    """The symbols of a random term's covariance matrix, by the places of the columns that each is about.

    A standard deviation is of one column, or of none where all share it; a correlation that all share is of two.
    """
    structure = names.model.random[term].covariance
    members = [member for member in names.members(term) if not isinstance(member, Omitted)]
    found: dict[frozenset[int], Parameter] = {}
    for place, (row, where) in enumerate(members):
        found[frozenset((where.position,))] = _deviation(names, structure, (row, where))
        for other in members[place + 1 :]:
            both = frozenset((where.position, other[1].position))
            if structure.structure == "us":
                found[both] = _covariance(names, (row, where), other)
            elif structure.structure != "diag":
                found[both] = Parameter(names.style.correlation(where), "correlation", where.level, where.term)
    return found


def term_effects(names: Names, term: int) -> tuple[Effect, ...]:
    """The effects of one group in a random term, in the order of their numbers; the group is the level's own index."""
    return tuple(_of_group(names, member) for member in names.term_rows(term))


def effects_vector(names: Names, term: int) -> tuple[Effect | Omitted, ...]:
    """The same as the entries of a vector."""
    return tuple(one if isinstance(one, Omitted) else _of_group(names, one) for one in names.members(term))


def _of_group(names: Names, member: Member) -> Effect:
    row, place = member
    return effect(names, row, place, names.groups[place.level - 1])


def is_open(names: Names, term: int) -> bool:
    """Whether a random term has a factor whose number of levels is not known."""
    return has_open_levels(names.model.random[term].part.columns)


def covariance_symbol(names: Names, term: int) -> CovarianceMatrix:
    """The name of a random term's covariance matrix."""
    place = names.term_rows(term)[0][1]
    return CovarianceMatrix(names.style.covariance_matrix(place, names.number_in_group(term)), place.level, term)


def covariance_definition(names: Names, term: int) -> Equation:
    """A random term's covariance matrix by name and entry by entry."""
    return Equation(covariance_symbol(names, term), covariance_of(names, term))


def law_of_effects(names: Names, term: int, written_out: bool) -> tuple[Statement, ...]:
    """The distribution of a random term's effects.

    Args:
        written_out: show the covariance matrix entry by entry; else by name, unless the matrix is structured, which
            its name would not show.
    """
    members = effects_vector(names, term)
    if is_open(names, term):
        entries = tuple(_for_each(names, member) for member in members)
        return (Distributed(RowVector(entries), Law(NORMAL, (Zero(), covariance_symbol(names, term)))),)
    if len(members) == 1:
        return (Distributed(members[0], Law(NORMAL, (Numeral(0), covariance_of(names, term)))),)
    if written_out:
        vector, zeros = (
            WrittenMatrix(tuple((member,) for member in members)),
            WrittenMatrix(tuple((one if isinstance(one, Omitted) else Numeral(0),) for one in members)),
        )
        return (Distributed(vector, Law(NORMAL, (zeros, covariance_of(names, term)))),)
    named = Distributed(RowVector(members), Law(NORMAL, (Zero(), covariance_symbol(names, term))))
    structured = names.model.random[term].covariance.structure != "us"
    return (named, covariance_definition(names, term)) if structured else (named,)


def _for_each(names: Names, member: Effect | Omitted) -> Expr:
    """As many entries of a vector as an effect stands for."""
    over = () if isinstance(member, Omitted) else family_indices(names, names.row(member.row).column)
    return ForEach(over, member) if over else member


def has_residual(names: Names) -> bool:
    """Whether the response is the linear predictor plus a normal error."""
    return names.model.function == "lmer"


def law_of_residuals(names: Names) -> Distributed:
    """The distribution of the residuals; with weights w, the variance is σ²/w."""
    variance = residual_variance(names)
    weights = names.model.weights_argument
    if weights is not None:
        variance = divided(variance, names.value(weights, names.observation))
    return Distributed(residual(names.observation), Law(NORMAL, (Numeral(0), variance)))


def divided(spread: Expr, weight: Expr) -> Expr:
    """A variance or dispersion by the weight of an observation: σ²/w_i, and σ² v_i where the weight is 1/v_i."""
    if not isinstance(weight, tree.Quotient) or isinstance(weight.below, Numeral | tree.Quotient):
        return tree.Quotient(spread, weight)
    above = weight.below if spread == Numeral(1) else tree.Product((spread, weight.below))
    return above if weight.above == Numeral(1) else tree.Quotient(above, weight.above)


@record
class LawShape:
    """A response distribution.

    Attributes:
        name: what it is called on the page.
        spoken: what it is called in a sentence.
        arguments: what its arguments are called.
        parameter: the letter of its parameter besides μ, or "".
        in_r: R's text for that parameter.
        mean: which of the arguments is μ.
        weighted: whether an observation's weight divides the dispersion; else it multiplies the log-likelihood.
    """

    name: str
    spoken: str
    arguments: tuple[str, ...]
    parameter: str = ""
    in_r: str = ""
    mean: str = "mean"
    weighted: bool = False


LAWS = {
    "binomial": LawShape("Binomial", "binomial", ("number of trials", "probability"), mean="probability"),
    "poisson": LawShape("Poisson", "Poisson", ("mean",)),
    "Gamma": LawShape("Gamma", "gamma", ("mean", "dispersion"), "φ", "sigma(fit)^2", weighted=True),
    "inverse.gaussian": LawShape(
        "InverseGaussian", "inverse Gaussian", ("mean", "dispersion"), "φ", "sigma(fit)^2", weighted=True
    ),
    "negative binomial": LawShape(
        "NegativeBinomial", "negative binomial", ("mean", "size"), "θ", 'getME(fit, "glmer.nb.theta")'
    ),
    "gaussian": LawShape(NORMAL, "normal", ("mean", "variance"), "σ", "sigma(fit)", weighted=True),
}


def mean(names: Names) -> Mean:
    """μ_i."""
    return Mean(Symbol(Letter("μ")), names.observation)


def linked_mean(names: Names, value: Expr) -> Expr:
    """The link function applied to the mean."""
    family = names.model.family
    if family.own:
        return tree.OwnLink(names.link, family.link, value)
    if family.exponent is not None:
        return tree.Power(value, written_number(family.exponent))
    link = family.link
    table: dict[str, Expr] = {
        "identity": value,
        "inverse": tree.Quotient(Numeral(1), value),
        "1/mu^2": tree.Quotient(Numeral(1), tree.Power(value, Numeral(2))),
        "sqrt": tree.Apply("sqrt", (value,)),
    }
    return table[link] if link in table else tree.Apply(link, (value,))


def written_number(value: float) -> Numeral | tree.Quotient:
    """A number as a person writes it: 0.25, and 1/3 for the number that comes nearest to it."""
    simple = Fraction(value).limit_denominator(_LARGEST_DENOMINATOR)
    if float(simple) != value or len(repr(value)) <= _SHORT_DECIMAL:
        return Numeral(value)
    return tree.Quotient(Numeral(simple.numerator), Numeral(simple.denominator))


_LARGEST_DENOMINATOR, _SHORT_DECIMAL = 20, 6


def law_of_response(names: Names) -> Distributed:
    """The distribution of the response of a generalised model, given the random effects."""
    model = names.model
    shape = LAWS[model.family.name]
    if model.family.name == "binomial":
        outcome, trials = _binomial(names)
        return Distributed(outcome, Law(shape.name, (trials, mean(names))))
    parameter = law_parameter(names)
    if parameter is None:
        return Distributed(response(names, names.observation), Law(shape.name, (mean(names),)))
    spread: Expr = tree.Power(parameter, Numeral(2)) if model.family.name == "gaussian" else parameter
    if shape.weighted and model.weights_argument is not None:
        spread = divided(spread, names.value(model.weights_argument, names.observation))
    return Distributed(response(names, names.observation), Law(shape.name, (mean(names), spread)))


def shown_response(names: Names) -> Expr:
    """The response of an observation as the equations show it; of counts of successes and failures, the successes."""
    shown = law_of_response(names).left
    return response(names, names.observation) if isinstance(shown, tree.Product) else shown


def law_parameter(names: Names) -> tree.Parameter | Numeral | None:
    """The parameter of a generalised model's distribution besides μ; its value where the call gives it."""
    if names.model.family.size is not None:
        return Numeral(names.model.family.size)
    letter = LAWS[names.model.family.name].parameter
    return tree.Parameter(Symbol(Letter(letter)), "deviation", None, None) if letter else None


def _binomial(names: Names) -> tuple[Expr, Expr]:
    """The number of successes and that of trials: counts as `cbind`, proportions times their weights, single trials."""
    model, i = names.model, names.observation
    expression = model.response.expression
    if model.response.trials is not None and isinstance(expression, Call):
        return names.value(expression.operands[0], i), names.value(model.response.trials, i)
    outcome = response(names, i)
    if model.weights_argument is None:
        return outcome, Numeral(1)
    trials = names.value(model.weights_argument, i)
    return _successes(names, expression, model.weights_argument) or tree.Product((trials, outcome)), trials


def _successes(names: Names, response: Expression | None, weights: Expression) -> Expr | None:
    """The numerator of a proportion whose weights are its denominator, s of s/n; else None."""
    if isinstance(response, Call) and response.operator == "/" and len(response.operands) == 2:
        successes, trials = response.operands
        if deparse(trials) == deparse(weights):
            return names.value(successes, names.observation)
    return None


def law_meanings(names: Names, laws: tuple[Law, ...]) -> tuple[LawMeaning, ...]:
    """The names of the arguments of the distributions used, each distribution once."""
    return tuple(
        LawMeaning(name, arguments, _variance(names) if name == LAWS[names.model.family.name].name else None)
        for name, arguments in argument_names(laws).items()
    )


def argument_names(laws: Iterable[Law]) -> dict[str, tuple[str, ...]]:
    """What the arguments of each distribution are called, with "or" where that differs from place to place."""
    found: dict[str, dict[tuple[str, ...], None]] = {}
    for law in laws:
        found.setdefault(law.name, {})[_argument_names(law)] = None
    return {
        name: tuple(" or ".join(dict.fromkeys(same)) for same in zip(*meanings, strict=True))
        for name, meanings in found.items()
    }


VARIANCES: dict[str, Callable[[Expr, Expr], Expr]] = {
    "Gamma": lambda mu, phi: tree.Product((phi, tree.Power(mu, Numeral(2)))),
    "inverse.gaussian": lambda mu, phi: tree.Product((phi, tree.Power(mu, Numeral(3)))),
    "negative binomial": lambda mu, theta: tree.Sum((mu, tree.Quotient(tree.Power(mu, Numeral(2)), theta))),
}
"""The variance of a response whose distribution has a parameter besides μ that is not its variance."""


def _variance(names: Names) -> Expr | None:
    family, weights, parameter = names.model.family.name, names.model.weights_argument, law_parameter(names)
    if family not in VARIANCES or parameter is None:
        return None
    variance = VARIANCES[family](mean(names), parameter)
    if LAWS[family].weighted and weights is not None:
        return divided(variance, names.value(weights, names.observation))
    return variance


def weights_in_likelihood(names: Names) -> Expr | None:
    """The weights of observations where the distribution has no place for them: they multiply its log density."""
    model = names.model
    if model.weights_argument is None or has_residual(names) or LAWS[model.family.name].weighted:
        return None
    if model.family.name == "binomial" and not model.response.successes:
        return None  # the numbers of trials
    return names.value(model.weights_argument, names.observation)


def _argument_names(law: Law) -> tuple[str, ...]:
    if law.name == NORMAL:
        is_number = isinstance(law.parameters[0], Numeral | Mean)
        return ("mean", "variance") if is_number else ("mean", "covariance matrix")
    return next(shape.arguments for shape in LAWS.values() if shape.name == law.name)
