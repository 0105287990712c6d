"""The functions that are read, and those that fit models elsewhere: whose they are, and how lme4 would be called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from lme4math.english import listed, quoted
from lme4math.r import Call, Expression, Number, Text, called_name, deparse, is_any_bar, is_null, unwrap, walk_calls
from lme4math.records import record

OURS: Mapping[str, str] = MappingProxyType(
    {"lmer": "lmer", "glmer": "glmer", "glmer.nb": "glmer.nb", "blmer": "lmer", "bglmer": "glmer"}
)
"""The functions that are read, and lme4's function that each is read as."""

PACKAGES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "lme4": frozenset({"lmer", "glmer", "glmer.nb"}),
        "lmerTest": frozenset({"lmer"}),
        "blme": frozenset({"blmer", "bglmer"}),
    }
)
"""The packages whose functions are read."""


@record
class Foreign:
    """A function that fits another model than lme4's, or the same one elsewhere.

    Attributes:
        said: what the function is, as a sentence.
        function: lme4's function for its model, "" where lme4 has none; "glmer" for one that takes a family, and
            stands for lmer where none is given.
        parameters: its parameters as far as they matter, in order.
        mixed: whether its models have random effects.
    """

    said: str
    function: str = ""
    parameters: tuple[str, ...] = ("formula", "data")
    mixed: bool = True


_DATA = ("formula", "data")
_FAMILY = ("formula", "data", "family")
_NLME = ("fixed", "data", "random")

_SMOOTH = "Smooth terms are not lme4's."
_NO_RANDOM = "It has no random effects."
_RANDOM = "It has an argument for the random effects: random = ~ x | g is (x | g) in lme4's formula."
_SUM = (
    "It is afex's: it gives factors sum contrasts, as lmer does after "
    'options(contrasts = c("contr.sum", "contr.poly")); '
    "with expand_re = TRUE it makes the columns of a factor left of `||` uncorrelated, which lmer does not."
)
_EXPANDED = (
    "It is afex's: it makes the columns of a factor left of `||` uncorrelated (expand_re = TRUE), which lmer does not."
)
_ANOVA = "It is an analysis of variance: what varies between subjects is (1 | id) in lme4's formula."
_MARGINAL = "It is a model of population averages, which has no random effects; lme4's models have some."
_SOMMER = "It is sommer's, with the random effects in an argument: random = ~ g is (1 | g) in lme4's formula."
_BUILDMER = "It is buildmer's, which leaves out terms of the formula that it is given."
_JULIA = "It is Julia's MixedModels, which takes lme4's formula."
_PIECES = "It is a part of lme4 that fits no model."

FOREIGN: Mapping[str, Foreign] = MappingProxyType(
    {
        "nlmer": Foreign(
            "Nonlinear mixed models have no linear predictor to write; only lmer, glmer and glmer.nb are read."
        ),
        "lm": Foreign(_NO_RANDOM, "lmer", mixed=False),
        "aov": Foreign("Its strata Error(g) are random effects in lme4: (1 | g).", "lmer", mixed=False),
        **dict.fromkeys(("aov_car", "aov_ez", "ezANOVA", "aov_4"), Foreign(_ANOVA, mixed=False)),
        **dict.fromkeys(("gee", "geeglm", "geem"), Foreign(_MARGINAL, mixed=False)),
        "mmrm": Foreign("Its residuals are correlated; lme4 has random effects in place of that."),
        "plm": Foreign("It is plm's: its effects of individuals are (1 | id) in lme4's formula.", mixed=False),
        "felm": Foreign("It is lfe's, whose groups behind the bar are fixed effects.", mixed=False),
        "feols": Foreign("It is fixest's, whose groups behind the bar are fixed effects.", mixed=False),
        "lqmm": Foreign("Models of quantiles are not lme4's.", mixed=False),
        "glmmML": Foreign("It is glmmML's.", "glmer", ("formula", "family", "data", "cluster")),
        **dict.fromkeys(("mmer", "mmes"), Foreign(_SOMMER, mixed=False)),
        **dict.fromkeys(("buildmer", "buildglmmTMB", "buildlme"), Foreign(_BUILDMER, "glmer", _FAMILY)),
        "glm": Foreign(_NO_RANDOM, "glmer", ("formula", "family", "data"), mixed=False),
        "glm.nb": Foreign(_NO_RANDOM, "glmer.nb", mixed=False),
        "lme": Foreign(_RANDOM, "lmer", _NLME),
        "nlme": Foreign("Nonlinear mixed models are not lme4's; only lmer, glmer and glmer.nb are read."),
        "gls": Foreign(_NO_RANDOM, "lmer", mixed=False),
        "glmmPQL": Foreign(_RANDOM, "glmer", ("fixed", "random", "family", "data")),
        "glmmTMB": Foreign("It is another package's.", "glmer", _FAMILY),
        "glmmadmb": Foreign("It is another package's.", "glmer", _FAMILY),
        "brm": Foreign("It is brms's.", "glmer", _FAMILY),
        "bf": Foreign("It is brms's: lme4 takes the formula itself, without bf( ).", mixed=False),
        "brmsformula": Foreign("It is brms's: lme4 takes the formula itself.", mixed=False),
        "stan_lmer": Foreign("It is rstanarm's.", "lmer"),
        "stan_glmer": Foreign("It is rstanarm's.", "glmer", _FAMILY),
        "stan_glmer.nb": Foreign("It is rstanarm's.", "glmer.nb"),
        "MCMCglmm": Foreign(
            "It is MCMCglmm's, with the random effects in an argument: random = ~ g is (1 | g) in lme4's formula."
        ),
        "inla": Foreign("It is INLA's, where f(g, model = \"iid\") is lme4's (1 | g)."),
        "gam": Foreign(_SMOOTH, "lmer", mixed=False),
        "bam": Foreign(_SMOOTH, "lmer", mixed=False),
        "gamm": Foreign(_SMOOTH, "lmer", ("formula", "random"), mixed=False),
        "gamm4": Foreign(_SMOOTH, "lmer", mixed=False),
        "clmm": Foreign("Ordinal models are not lme4's."),
        "clmm2": Foreign("Ordinal models are not lme4's."),
        "coxme": Foreign("Survival models are not lme4's."),
        "lmekin": Foreign("It is coxme's.", "lmer"),
        "mixed": Foreign(_SUM, "glmer", _DATA),
        "lmer_alt": Foreign(_EXPANDED, "glmer", _DATA),
        "mixed_model": Foreign("It is GLMMadaptive's.", "glmer", ("fixed", "random", "data", "family")),
        "fitme": Foreign("It is spaMM's.", "glmer", _FAMILY),
        "HLfit": Foreign("It is spaMM's.", "glmer", _FAMILY),
        "hglm": Foreign("It is hglm's.", "glmer", ("fixed", "random", "family", "data")),
        "rlmer": Foreign("It is robustlmm's.", "lmer"),
        "lmebreed": Foreign("It is lme4breeding's.", "lmer"),
        "asreml": Foreign(
            "It is asreml's, with the random effects in an argument: random = ~ g is (1 | g) in lme4's formula."
        ),
        "lmList": Foreign("It fits a model to each group by itself; x | g in its formula is (x | g) in lmer's."),
        "update": Foreign("Write the changed formula out in full, in lmer(…) or glmer(…).", mixed=False),
        "lFormula": Foreign(_PIECES, "lmer"),
        "glFormula": Foreign(_PIECES, "glmer", _FAMILY),
    }
)
"""Functions of R that fit other models, by name, and what to do instead."""

ELSEWHERE: Mapping[str, Foreign] = MappingProxyType(
    {
        "Lmer": Foreign("It is pymer4's, which calls lme4.", "glmer", _FAMILY),
        "lmer": Foreign("It is pymer4's, which calls lme4.", "lmer"),
        "glmer": Foreign("It is pymer4's, which calls lme4.", "glmer", _FAMILY),
        "Model": Foreign("It is bambi's, which takes lme4's formula.", "glmer", _FAMILY),
        "mixedlm": Foreign(
            "It is statsmodels', with the groups in an argument: groups = g is (1 | g) in lme4's formula.",
            "lmer", ("formula", "data", "re_formula", "vc_formula", "subset", "use_sparse", "missing", "groups"),
        ),
        "from_formula": Foreign(
            "It is statsmodels', with the groups in an argument: groups = g is (1 | g) in lme4's formula.",
            "lmer", ("formula", "data", "re_formula", "vc_formula", "subset", "use_sparse", "missing", "groups"),
        ),
        "fitlme": Foreign("It is MATLAB's, which takes lme4's formula.", "lmer", ("data", "formula")),
        "fitglme": Foreign("It is MATLAB's, which takes lme4's formula.", "glmer", ("data", "formula")),
        "fit": Foreign(_JULIA, "glmer", ("kind", *_FAMILY, "link")),
        "lmm": Foreign(_JULIA, "lmer"),
        "glmm": Foreign(_JULIA, "glmer", _FAMILY),
        "LinearMixedModel": Foreign(_JULIA, "lmer"),
        "GeneralizedLinearMixedModel": Foreign(_JULIA, "glmer", _FAMILY),
    }
)  # fmt: skip
"""Functions of Python and Julia by the last part of their names."""

LIKE_OURS: Mapping[str, str] = MappingProxyType(
    {
        "bernoulli": "binomial",
        "Bernoulli": "binomial",
        "Binomial": "binomial",
        "Poisson": "poisson",
        "gamma": "Gamma",
        "Normal": "gaussian",
        "InverseGaussian": "inverse.gaussian",
        **dict.fromkeys(
            ("nbinom2", "negbinomial", "negativebinomial", "NegativeBinomial", "nb", "neg_binomial_2", "negbin"),
            "negative.binomial",
        ),
    }
)
"""Families that are lme4's under other names; the negative binomial is glmer.nb's."""


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
