"""What the models of other packages have and lme4's have not: terms, families and arguments that change the model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lme4math.english import listed, quoted
from lme4math.r import Call, Expression, Number, Text, called_name, deparse, is_any_bar, is_null, unwrap, walk_calls
from lme4math.script.other_models import LIKE_OURS

FAMILIES = frozenset({"gaussian", "binomial", "poisson", "Gamma", "inverse.gaussian", "negative.binomial"})
"""The families that lme4 takes, by their functions."""

_TERMS = frozenset(
    {"s", "te", "ti", "t2", "gp", "mo", "me", "mi", "mm", "cse", "cs", "trials", "resp_trials", "cens", "trunc", "se",
     "weights", "Error", "fulldummy", "abs2", "p", "prop", "censored", "hsgp", "ou", "mat", "exp", "gau", "rr", "toep",
     "propto", "equalto", "homdiag", "ar", "ma", "arma", "cosy", "car", "sar", "adjacency", "Matern", "corrMatrix"}
)  # fmt: skip
_HAVE_NOT = frozenset({"exp", "weights", "cs", "se", "mat"})
"""Those of them that are structures only where they have a bar inside: `exp(x)` is R's."""
_ARGUMENTS = ("ziformula", "zi", "dispformula", "correlation", "vc_formula", "autocor", "corr", "knots", "rand.family")


def family_name(family: Expression) -> str:
    """A family's name in R, as far as it is one of lme4's."""
    name = family.value if isinstance(family, Text) else called_name(family) or deparse(family)
    return LIKE_OURS.get(name.rpartition(".")[2], name)


def terms_missing(formula: Call, given: Mapping[str, Expression]) -> str:
    """A sentence about the terms and the family for which lme4 has no counterpart; "" where it has all of them.

    Args:
        formula: the model's.
        given: the arguments of the call.
    """
    found = dict.fromkeys(quoted(deparse(node)) for node in _foreign(formula))
    sentences = [f"lme4 has no {listed(list(found))}."] if found else []
    family = given.get("family")
    if family is not None and family_name(family) not in FAMILIES:
        sentences.append(f"lme4 has no family {family_name(family)}.")
    return " ".join(sentences)


def _foreign(formula: Call) -> Iterator[Call]:
    covered: set[int] = set()
    for node in walk_calls(formula):
        if id(node) in covered:
            continue
        name = called_name(node)
        within = [unwrap(operand) for operand in node.operands]
        has_bar = any(is_any_bar(operand) for operand in within)
        nested = is_any_bar(node) and any(is_any_bar(operand) for operand in within)
        if nested or (name in _TERMS and (has_bar or name not in _HAVE_NOT)):
            covered.update(map(id, walk_calls(node)))
            yield node
    left = formula.operands[0]
    if isinstance(left, Call) and is_any_bar(left) and id(left) not in covered:
        yield left


def arguments_missing(call: Call, of_nlme: bool) -> str:
    """The beginning of a sentence about arguments that change the model and that lme4 does not have; "" for none.

    Args:
        call: the call of another package.
        of_nlme: whether its weights are a function of variances.
    """
    found = []
    for item in call.arguments:
        value = None if item.value is None else unwrap(item.value)
        if value is None or is_null(value) or _is_default(item.name, value):
            continue
        if item.name in _ARGUMENTS or (of_nlme and item.name == "weights"):
            found.append(f"{item.name} = {deparse(value)}")
        if called_name(value) in ("bf", "brmsformula") and isinstance(value, Call):
            found += [deparse(more) for more in value.operands[1:] if called_name(more) == "~"]
    return f"Without {listed([quoted(one) for one in found])}, which lme4 does not have" if found else ""


def _is_default(name: str | None, value: Expression) -> bool:
    """Whether it is `ziformula = ~ 0` or `dispformula = ~ 1`, by which a model has no more than without."""
    right = value.operands[-1] if isinstance(value, Call) and value.operator == "~" else value
    return right is not value and isinstance(right, Number) and right.value == (1 if name == "dispformula" else 0)
