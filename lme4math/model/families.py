"""The family, link and response of a model call, and whether they fit each other.

Sources: R's `stats::family`, `MASS::negative.binomial`, and `lme4::glmer`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping
from difflib import get_close_matches

from lme4math.english import listed, quoted
from lme4math.errors import FormulaError
from lme4math.model.functions import FUNCTIONS
from lme4math.model.mixed import Family, Response
from lme4math.model.variables import Categorical, Kind, Numeric, OpenCategorical, frame_name
from lme4math.r import (
    Call,
    Constant,
    Expression,
    Function,
    Name,
    Number,
    Text,
    arguments_by_parameter,
    called_name,
    deparse,
    is_syntactic,
    number_in,
    number_label,
    operands_of,
    operation,
    referred,
    unwrap,
    walk,
)
from lme4math.records import record
from lme4math.script import ModelCall, call_text


@record
class Links:
    """The links of a family: the default first."""

    name: str
    allowed: tuple[str, ...]


_POWERS = ("1/mu^2", "inverse", "identity", "log")

FAMILIES: Mapping[str, Links] = {
    "gaussian": Links("gaussian", ("identity", "log", "inverse")),
    "binomial": Links("binomial", ("logit", "probit", "cloglog", "cauchit", "log")),
    "poisson": Links("poisson", ("log", "identity", "sqrt")),
    "Gamma": Links("Gamma", ("inverse", "identity", "log")),
    "inverse.gaussian": Links("inverse.gaussian", _POWERS),
    "negative.binomial": Links("negative binomial", ("log", "identity", "sqrt")),
}
"""R's families by the function that makes them, with the links that each takes."""

_ELSEWHERE: Mapping[str, str] = {
    **dict.fromkeys(("beta_family", "betar", "nbinom1", "nbinom2", "tweedie", "compois", "genpois", "truncated_poisson",
                     "ziGamma", "ordbeta", "t_family", "lognormal", "beta"), "glmmTMB"),
    **dict.fromkeys(("bernoulli", "zero_inflated_poisson", "hurdle_poisson", "student", "cumulative", "negbinomial",
                     "categorical", "skew_normal"), "brms"),
    **dict.fromkeys(("nb", "tw", "ocat", "ziP", "scat"), "mgcv"),
}  # fmt: skip


_NEGATIVE_BINOMIALS = frozenset({"nbinom2", "negbinomial", "nb", "negbin", "negativebinomial", "neg_binomial_2"})


def settle_family(call: ModelCall) -> tuple[str, Family, tuple[str, ...]]:
    """The function that fits the model, its family, and notices about the choice.

    Raises:
        FormulaError: lme4 has no such family, the family has no such link, or the data can be no data frame.
    """
    if call.function == "glmer":
        _refuse_family_as_data(call)
    _refuse_unless_frame(call.argument("data"))
    if call.function == "lmer":
        return _alone(call)
    if call.function == "glmer.nb":
        return "glmer.nb", Family("negative binomial", "log"), ()
    asked = call.argument("family")
    family = Family() if asked is None else read_family(asked, call)
    if family == Family():
        notice = "glmer() with a gaussian family and the identity link is lmer(): it is fitted as a linear mixed model."
        return "lmer", family, (notice,)
    if family.own:
        what = f"{quoted(family.link)} is a link of your own, which only running the code could tell"
        return "glmer", family, (f"{what}: its formula is not read, and means cannot be computed.",)
    return "glmer", family, ()


def _refuse_family_as_data(call: ModelCall) -> None:
    """The second argument is the data; R looks for rows in a family that stands there."""
    data = call.argument("data")
    name = None if data is None else _text_of(data) or called_name(data)
    if data is not None and name is not None and name in FAMILIES:
        message = f"{quoted(name)} is a family, and it is given as the data."
        raise FormulaError(message, data.span, f"Write family = {name}.")


def _refuse_unless_frame(data: Expression | None) -> None:
    """Raise FormulaError for data that can be no data frame: text, a number, a formula, a vector, a function."""
    if data is None:
        return
    node = unwrap(data)
    vector = called_name(node) in ("c", ":", "-", "+") and not any(isinstance(part, Name) for part in walk(node))
    if vector or isinstance(node, Text | Number | Constant | Function) or called_name(node) == "~":
        hint = "Name a data frame, as in data = d."
        if isinstance(node, Text) and node.value.isidentifier():
            hint = f"Write it without quotes: data = {node.value}."
        raise FormulaError("This is not a data frame.", data.span, hint)


def _alone(call: ModelCall) -> tuple[str, Family, tuple[str, ...]]:
    """The family of lmer, or of a formula alone: with successes and failures on its left it can only be binomial."""
    left = call.formula.operands[0]
    if call.span == call.formula.span and isinstance(left, Call) and called_name(left) == "cbind":
        notice = "A formula alone with cbind(…) on its left is read as glmer(…, family = binomial)."
        return "glmer", Family("binomial", "logit"), (notice,)
    return "lmer", Family(), ()


def read_family(asked: Expression, call: ModelCall) -> Family:
    """The family that an expression names: `binomial`, `"binomial"`, `binomial()`, `binomial(link = "probit")` …

    Args:
        asked: the expression.
        call: the call that it stands in.

    Raises:
        FormulaError: lme4 has no such family, or the family has no such link.
    """
    asked = unwrap(asked)
    link: Expression | None = None
    size: float | None = None
    arguments: dict[str, Expression] = {}
    name = _text_of(asked)
    if name is None and isinstance(asked, Call):
        name = called_name(asked)
        parameters = ("theta", "link") if name == "negative.binomial" else ("link",)
        arguments = arguments_by_parameter(asked, parameters)
        link, size = arguments.get("link"), number_in(arguments.get("theta"))
    links = FAMILIES.get(name or "")
    if links is None:
        raise _unknown_family(name, asked, call)
    if name == "negative.binomial" and (not isinstance(asked, Call) or "theta" not in arguments):
        raise FormulaError("negative.binomial() needs its theta.", asked.span, _estimated(call))
    node = None if link is None else unwrap(link)
    if isinstance(node, Call) and called_name(node) == "power":
        return Family(links.name, *_power_link(node, size))
    if isinstance(node, Call) and not _is_of_r(node, links):
        return _own_link(links, node, size, call)
    return Family(links.name, _link(links, link), size)


def _text_of(node: Expression) -> str | None:
    if isinstance(node, Constant):
        return node.name
    return node.value if isinstance(node, Text) else referred(node)[1]


def _link(links: Links, asked: Expression | None) -> str:
    """The link asked for; R takes `probit`, `"probit"` and `make.link("probit")`."""
    if asked is None:
        return links.allowed[0]
    node = unwrap(asked)
    if isinstance(node, Call) and called_name(node) == "make.link" and node.operands:
        node = node.operands[0]
    name = _text_of(node)
    if isinstance(node, Call) and node.operator == "/" and links.name == "inverse.gaussian":
        name = "1/mu^2"
    if isinstance(node, Function):
        what = "A link is a list of functions, of class link-glm, and this is one function."
        raise FormulaError(what, asked.span, f"R's own, for the {links.name} family, are {listed(links.allowed)}.")
    if isinstance(node, Name) and node is not unwrap(asked):
        message = f"{quoted(node.name)} should be the link, but the code does not assign it."
        raise FormulaError(message, node.span, f"Its links are {', '.join(links.allowed)}.")
    if name not in links.allowed:
        raise FormulaError(
            f"The {links.name} family has no link {name or 'of that kind'}.",
            asked.span,
            f"{_meant(name, links.allowed)}Its links are {', '.join(links.allowed)}.",
        )
    return name


def _is_of_r(asked: Call, links: Links) -> bool:
    """Whether a call gives one of R's own links: `make.link("probit")`, and `1/mu^2`, which R reads as a name."""
    return called_name(asked) == "make.link" or (asked.operator == "/" and "1/mu^2" in links.allowed)


def _own_link(links: Links, asked: Call, size: float | None, call: ModelCall) -> Family:
    """A family with a link of the user's own, which a call makes that no function of R's stands in.

    Raises:
        FormulaError: the link is computed by functions of R, as in `if (a) "logit" else "probit"`.
    """
    name = called_name(asked)
    if name is None or _may_compute(name):
        what = "This link is computed, and the code is not run."
        raise FormulaError(what, asked.span, f"R's own, for the {links.name} family, are {listed(links.allowed)}.")
    code = deparse(asked)
    if len(code) > _LONGEST_CODE:
        code = f"{name}(…)"
    return Family(links.name, code, size, own=call.link_name or code)


_LONGEST_CODE = 60


def _power_link(asked: Call, size: float | None) -> tuple[str, float | None, float | None]:
    """R's name of the link that `power(lambda)` makes, which every family takes; the size; and the exponent.

    Raises:
        FormulaError: the exponent is computed.
    """
    given = arguments_by_parameter(asked, ("lambda",)).get("lambda")
    exponent = 1.0 if given is None else number_in(given)
    if exponent is None or not math.isfinite(exponent):
        what = "The exponent of this link is computed, and the code is not run."
        raise FormulaError(what, asked.span, "Write it as a number, as in power(0.25).")
    if exponent <= 0:
        return "log", size, None
    link = _POWER_LINKS.get(exponent)
    return (link, size, None) if link else (f"mu^{number_label(round(exponent, 3))}", size, exponent)


_POWER_LINKS = {1.0: "identity", 0.5: "sqrt"}


def _estimated(call: ModelCall) -> str:
    """The hint for a negative binomial whose parameter is to be estimated."""
    return f"Write {call_text('glmer.nb', call.formula, dict(call.arguments))}, which estimates it."


def _unknown_family(name: str | None, asked: Expression, call: ModelCall) -> FormulaError:
    if isinstance(asked, Text) and "(" in asked.value:
        message = f"R looks for a family of the name {quoted(asked.value)}, and finds none."
        return FormulaError(message, asked.span, f"Write it without quotes: family = {asked.value}.")
    if isinstance(asked, Call) and name is not None and _may_compute(name):
        message = "This family is computed, and the code is not run."
        return FormulaError(message, asked.span, f"Write one of {', '.join(FAMILIES)}.")
    if name is not None and name.startswith("quasi"):
        return FormulaError(
            f"glmer cannot fit the quasi-family {name}: it has no likelihood.",
            asked.span,
            "For overdispersion add an observation-level random effect, or use glmer.nb().",
        )
    package = _ELSEWHERE.get(name or "")
    whose = f" ({package} has it)" if package else ""
    if name in _NEGATIVE_BINOMIALS:
        message = f"lme4 has no family {name}{whose}: the negative binomial is a function of its own."
        return FormulaError(message, asked.span, f"Write {call_text('glmer.nb', call.formula, dict(call.arguments))}.")
    if name == "nbinom1":
        message = "lme4 has no family nbinom1 (glmmTMB has it), whose variance is proportional to the mean."
        hint = f"The variance μ + μ²/θ has {call_text('glmer.nb', call.formula, dict(call.arguments))}."
        return FormulaError(message, asked.span, hint)
    close = _meant(name, FAMILIES)
    if isinstance(asked, Name) and not close and not package:
        message = f"{quoted(asked.name)} should be the family, but the code does not assign it."
        return FormulaError(message, asked.span, f"lme4's families are {', '.join(FAMILIES)}.")
    return FormulaError(
        f"lme4 has no family {name or 'of that kind'}{whose}.",
        asked.span,
        f"{close}Its families are {', '.join(FAMILIES)}.",
    )


def _may_compute(name: str) -> bool:
    return name in FUNCTIONS or name in _COMPUTING or not is_syntactic(name)


_COMPUTING = frozenset({"if", "get", "get0", "do.call", "eval", "match.fun", "function"})
"""Functions, besides those of formulas, that are no family themselves, and may make one."""


def _meant(name: str | None, known: Collection[str]) -> str:
    """The beginning of a hint: what was likely meant, whatever its capitals."""
    lower = {one.lower(): one for one in known}
    close = get_close_matches((name or "").lower(), lower, 1)
    return f"Did you mean {lower[close[0]]}? " if close else ""


def read_response(left: Expression | None) -> Response:
    """The response; successes and failures apart where it is `cbind(successes, failures)`.

    Args:
        left: the expression left of `~`, or None.

    Raises:
        FormulaError: the left side is a constant, or has a bar.
    """
    if left is None:
        return Response("", None)
    for node in walk(left):
        if isinstance(node, Call) and node.operator in ("|", "||"):
            raise FormulaError(
                "A response has no bar in lme4.",
                node.span,
                "Write a binomial response as cbind(successes, failures); random terms go right of `~`.",
            )
    if not isinstance(left, Name | Call):
        raise FormulaError(
            "The response must be a variable, and this is a constant.", left.span, "Name the variable to be explained."
        )
    if isinstance(left, Call) and called_name(left) == "cbind" and len(left.operands) == 2:
        return Response(frame_name(left), left, deparse(left.operands[0]), _added(*left.operands), left.span)
    return Response(frame_name(left), left, span=left.span)


def _added(successes: Expression, failures: Expression) -> Expression:
    """The sum of two columns, without the terms that one adds and the other subtracts."""
    signs: Counter[str] = Counter()
    terms: dict[str, Expression] = {}
    waiting = [(failures, 1), (successes, 1)]
    while waiting:
        node, sign = waiting.pop()
        node = unwrap(node)
        operands = operands_of(node)
        if called_name(node) in ("+", "-") and operands:
            last = -sign if called_name(node) == "-" else sign
            waiting += [(operands[-1], last), *((first, sign) for first in operands[:-1])]
        else:
            signs[deparse(node)] += sign
            terms.setdefault(deparse(node), node)
    left = [node for text, node in terms.items() if signs[text]]
    if len(left) == 1 and signs[deparse(left[0])] == 1:
        return left[0]
    return operation("+", successes, failures, failures.span)


def refuse_two_tildes(left: Expression | None) -> None:
    """Raise FormulaError for a response that is itself a formula: no data makes it a variable."""
    if isinstance(left, Call) and left.operator == "~":
        raise FormulaError(
            "A formula has one `~`, and this has two.", left.span, "Write response ~ terms + (1 | group)."
        )


def refuse_unfit(left: Expression, kind: Kind, family: Family) -> None:
    """Raise FormulaError for a response that the family cannot take: factors and matrices are for binomial models."""
    if family.name == "binomial":
        if isinstance(kind, Numeric) and len(kind.components) not in (0, 1, 2):
            raise FormulaError("A binomial response has two columns.", left.span, "Write cbind(successes, failures).")
        return
    if isinstance(kind, OpenCategorical) or (isinstance(kind, Categorical) and not kind.logical):
        raise FormulaError(
            f"The response {frame_name(left)} must be numeric, and it is a factor.",
            left.span,
            "For a response of two classes use glmer(…, family = binomial).",
        )
    if isinstance(kind, Numeric) and len(kind.components) > 1:
        raise FormulaError(
            "A response of several columns is for the binomial family.",
            left.span,
            "Use glmer(cbind(successes, failures) ~ …, family = binomial), or one variable.",
        )
