"""What the linear predictor is, in the words that people use: a mean, log odds, a log rate; what its effects are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lme4math.english import listed, quoted
from lme4math.notation import tree
from lme4math.notation.laws import LAWS, has_residual, law_parameter, linked_mean, mean, weights_in_likelihood
from lme4math.notation.names.naming import Names
from lme4math.notation.names.rows import CoefficientRow
from lme4math.notation.predictor import coefficient, residual_variance
from lme4math.notation.tree import Expr
from lme4math.notation.words.phrases import capital, success
from lme4math.notation.words.sentences import Sentence, listed_parts, said
from lme4math.r import Call, Expression, Number, called_name, deparse
from lme4math.records import record

COUNTS = frozenset({"poisson", "negative binomial"})
LINKED = {
    "logit": "log odds are",
    "log": "logarithm is",
    "inverse": "inverse is",
    "1/mu^2": "inverse square is",
    "sqrt": "square root is",
    "probit": "probit is",
    "cloglog": "complementary log-log is",
    "cauchit": "cauchit is",
}
"""What a link makes of the mean, in a clause: whose log odds are the linear predictor."""
RATIOS = {
    ("binomial", "logit"): "odds ratio",
    ("binomial", "log"): "risk ratio",
    ("poisson", "log"): "rate ratio",
    ("negative binomial", "log"): "rate ratio",
}
"""What the exponential of an effect is; for other families with the link log, a ratio of means."""
SIGNS = {"identity": "μ", "logit": "log odds", "log": "log μ"}
"""What the linear predictor is called in a cell, by the link; for other links η."""
MOST_EXPONENTIALS = 3
MOST_GROUPS = 3


@record
class Scale:
    """The linear predictor in words.

    Attributes:
        value: what it is: "the mean of `y`", "the log odds".
        verb, changes: their forms after that.
        ratio: what the exponential of an effect is, or "".
        name: the scale of the random effects, where it is not the response's own.
        is_rate: whether it is without the offset, which is the logarithm of an exposure.
        sign: what its value in a cell is called.
    """

    value: Sentence
    verb: str = "is"
    changes: str = "changes"
    ratio: str = ""
    name: Sentence = Sentence(())
    is_rate: bool = False
    sign: str = "η"

    @property
    def values(self) -> Sentence:
        """It at several levels."""
        first, *rest = self.value.parts
        if not isinstance(first, str):
            return said("the values of ", self.value)
        return said(first.replace("the mean of", "the means of", 1).replace("rate", "rates"), *rest)

    def ratios(self, names: Names, rows: Sequence[CoefficientRow], *, of_ratios: bool = False) -> Sentence:
        """The exponentials of effects in brackets: " (odds ratio exp(β₁))"; of interactions of two, of ratios."""
        if not self.ratio or (of_ratios and len(rows[0].column.pieces) > 2):
            return Sentence(())
        one, several = (f"ratio of {_plural(self.ratio)}",) * 2 if of_ratios else (self.ratio, _plural(self.ratio))
        several = several.replace("ratio of", "ratios of", 1) if of_ratios else several
        if len(rows) > MOST_EXPONENTIALS:
            return said(f" (exponentiated, {several})")
        found = [tree.Apply("exp", (coefficient(names, row),)) for row in rows]
        return said(f" ({one if len(rows) == 1 else several} ", listed_parts(found), ")")


def _plural(ratio: str) -> str:
    return ratio.replace("ratio", "ratios", 1)


def scale_of(names: Names) -> Scale:
    """The scale of a model's linear predictor."""
    model = names.model
    link, mu = model.family.link, mean(names)
    if has_residual(names):
        return Scale(said(f"the mean of {response_of(names)}"), sign=SIGNS.get(link, "η"))
    ratio = RATIOS.get((model.family.name, link), "ratio of means" if link == "log" else "")
    if link == "logit":
        return Scale(said("the log odds"), "are", "change", ratio, said("log odds"), sign=SIGNS[link])
    if link == "log" and model.family.name in COUNTS and exposure(names):
        return Scale(said("the log rate"), ratio=ratio, name=said("log rates"), is_rate=True, sign="log rate")
    value: Expr = linked_mean(names, mu)
    name = Sentence(()) if link == "identity" else said(value)
    return Scale(said(value), ratio=ratio, name=name, sign=SIGNS.get(link, "η"))


def exposure(names: Names) -> str:
    """What counts are rates of: `area` of the only offset, `log(area)`; "" where that is not the offset."""
    found = offsets_of(names)
    if len(found) != 1 or not isinstance(found[0], Call) or called_name(found[0]) != "log":
        return ""
    return deparse(found[0].operands[0]) if len(found[0].arguments) == 1 else ""


def offsets_of(names: Names) -> list[Expression]:
    """The expressions of the offsets of a model."""
    terms = [variable.expression for variable in names.model.fixed.offsets]
    inner: list[Expression] = [operand for term in terms if isinstance(term, Call) for operand in term.operands]
    argument = names.model.offset_argument
    return inner if argument is None else [*inner, argument]


def response_of(names: Names) -> str:
    """The response within a sentence."""
    return quoted(names.model.response.name) if names.model.response.name else "the response"


def response_sentences(names: Names) -> Iterator[Sentence]:
    """How the response is modelled: its distribution, the link, weights and offset."""
    model, weights = names.model, names.model.weights_argument
    divided = f" divided by the weight {quoted(deparse(weights))}" if weights is not None else ""
    if has_residual(names):
        response, variance = capital(response_of(names)), residual_variance(names)
        yield said(
            response,
            " is modelled as normal around a linear predictor, with residual variance ",
            variance,
            divided,
            ".",
        )
    elif model.family.name == "binomial":
        yield _binomial(names)
    else:
        yield said(
            f"Given the random effects, {response_of(names)} follows {_article(LAWS[model.family.name].spoken)} "
            "distribution with ",
            _spread(names, divided),
            "mean ",
            mean(names),
            _linear(names),
        )
    if weights is not None and weights_in_likelihood(names) is not None:
        yield said(f"The log-likelihood of each observation is multiplied by its weight {quoted(deparse(weights))}.")
    yield from _offset(names)


def _binomial(names: Names) -> Sentence:
    """Successes out of trials, or the event that μ is the probability of."""
    model, response = names.model, names.model.response
    given = "given the random effects, their number is binomial with probability "
    if response.trials is not None:
        trials = f"Of {_trials(response.trials)}, {quoted(response.successes)}"
        verb = "is a success" if isinstance(response.trials, Number) and response.trials.value == 1 else "are successes"
        return said(f"{trials} {verb}; {given}", mean(names), _linear(names))
    if model.weights_argument is not None:
        trials = quoted(deparse(model.weights_argument))
        start = f"{capital(response_of(names))} is the proportion of successes among {trials} trials"
        return said(f"{start}; {given}", mean(names), _linear(names))
    what = success(names) or f"{response_of(names)} is 1"
    return said(f"Given the random effects, the probability that {what} is ", mean(names), _linear(names))


def _trials(trials: Expression) -> str:
    if not isinstance(trials, Number):
        return f"{quoted(deparse(trials))} trials"
    return "one trial" if trials.value == 1 else f"{trials.value:.15g} trials"


def _spread(names: Names, divided: str) -> Sentence:
    """The parameter of a distribution besides its mean."""
    parameter, law = law_parameter(names), LAWS[names.model.family.name]
    if parameter is None:
        return said()
    squared = names.model.family.name == "gaussian"
    shown = tree.Power(parameter, tree.Numeral(2)) if squared else parameter
    return said(f"{law.arguments[-1]} ", shown, divided if law.weighted else "", " and ")


def _linear(names: Names) -> Sentence:
    """The end of the sentence, on the link."""
    family, link = names.model.family, names.model.family.link
    if link == "identity":
        return said(", which is the linear predictor.")
    if family.own:
        shown = linked_mean(names, mean(names))
        return said("; ", shown, f" is the linear predictor, where the link function is your own, {quoted(link)}.")
    if family.exponent is not None:
        return said("; ", linked_mean(names, mean(names)), " is the linear predictor.")
    return said(f", whose {LINKED.get(link, f'{link} is')} the linear predictor.")


def _article(name: str) -> str:
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _offset(names: Names) -> Iterator[Sentence]:
    found = [quoted(deparse(one)) for one in offsets_of(names)]
    if not found:
        return
    several, verb = ("s", "enter") if len(found) > 1 else ("", "enters")
    per = ""
    if names.model.family.name in COUNTS and names.model.family.link == "log" and (of := exposure(names)):
        per = f", so that rates of {response_of(names)} per unit of {quoted(of)} are modelled"
    fixed = "with coefficient 1" if len(found) == 1 else "each with coefficient 1"
    yield said(f"The offset{several} {listed(found)} {verb} the linear predictor {fixed}{per}.")


def average(names: Names) -> str:
    """The phrase for groups without deviations: "in an average `herd`"."""
    groups = list(dict.fromkeys(names.model.random[term].group.name for term in names.terms))
    if len(groups) > MOST_GROUPS:
        return "in average groups"
    every = listed([quoted(group) for group in groups])
    return f"{'in' if len(groups) == 1 else 'for'} an average {every}" if groups else ""
