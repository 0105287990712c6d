"""The functions of R that fit models, and the formula that the argument `formula` of a call stands for.

The formula may be written out, in a string, or assigned to a name before the call.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from lme4math.english import quoted
from lme4math.errors import FormulaError
from lme4math.formula import expanded, update_formula
from lme4math.r import (
    ASSIGNMENTS,
    Call,
    Expression,
    Name,
    Text,
    called,
    called_name,
    match_arguments,
    parse_expression,
    places_inside,
    unwrap,
)
from lme4math.script.program import Script
from lme4math.source import Source, Span

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

_LMER = "lme4's call for it is lmer(y ~ x + (1 | g), data = …)."
_GLMER = "lme4's call for it is glmer(y ~ x + (1 | g), data = …, family = …)."
_BAYES = "If lme4 can fit the same formula, write lmer(…) or glmer(…)."

FOREIGN: Mapping[str, str] = MappingProxyType(
    {
        "nlmer": "Nonlinear mixed models have no linear predictor to write; only lmer, glmer and glmer.nb are read.",
        "lm": "It has no random effects. " + _LMER,
        "aov": "Its strata are written Error(g); " + _LMER,
        "glm": "It has no random effects. " + _GLMER,
        "glm.nb": "It has no random effects; lme4's call is glmer.nb(y ~ x + (1 | g), data = …).",
        "lme": "It has an argument for the random effects: random = ~ x | g is (x | g) in lme4's formula.",
        "nlme": "Nonlinear mixed models are not lme4's; only lmer, glmer and glmer.nb are read.",
        "gls": "It has no random effects. " + _LMER,
        "glmmPQL": "It has an argument for the random effects: random = ~ x | g is (x | g) in lme4's formula.",
        "glmmTMB": "It is another package's; " + _GLMER,
        "glmmadmb": "It is another package's; " + _GLMER,
        "brm": "It is brms's. " + _BAYES,
        "bf": "It is brms's: lme4 takes the formula itself, without bf( ).",
        "brmsformula": "It is brms's: lme4 takes the formula itself.",
        "stan_lmer": "It is rstanarm's; " + _LMER,
        "stan_glmer": "It is rstanarm's; " + _GLMER,
        "stan_glmer.nb": "It is rstanarm's; lme4's call is glmer.nb(…).",
        "MCMCglmm": "It is MCMCglmm's. " + _BAYES,
        "inla": "It is INLA's. " + _BAYES,
        "gam": "Smooth terms are not lme4's. " + _LMER,
        "bam": "Smooth terms are not lme4's. " + _LMER,
        "gamm": "Smooth terms are not lme4's. " + _LMER,
        "gamm4": "Smooth terms are not lme4's. " + _LMER,
        "clmm": "Ordinal models are not lme4's.",
        "clmm2": "Ordinal models are not lme4's.",
        "coxme": "Survival models are not lme4's.",
        "mixed": "It is afex's: write its formula in lmer(…).",
        "lmer_alt": "It is afex's: write its formula in lmer(…).",
        "mixed_model": "It is GLMMadaptive's. " + _GLMER,
        "hglm": "It is hglm's. " + _GLMER,
        "rlmer": "It is robustlmm's; " + _LMER,
        "asreml": "It is asreml's; " + _LMER,
        "update": "Write the changed formula out in full, in lmer(…) or glmer(…).",
        "lFormula": "It is a part of lmer: write lmer(…).",
        "glFormula": "It is a part of glmer: write glmer(…).",
    }
)
"""Functions that fit other models, by name, and what to do instead."""


_EXAMPLE = "Write it out, as in y ~ x + (1 | g)."
_TRANSPARENT = frozenset({"as.formula", "formula", "quote", "eval", "I", "Formula"})
_UPDATING = frozenset({"update", "update.formula"})
_COMPUTED = frozenset({"paste", "paste0", "sprintf", "reformulate", "glue", "get", "switch"})


def model_function(node: Expression) -> str | None:
    """The name of the function, one of `OURS`, that a call fits a model by; None for any other node."""
    package, name = called(node)
    if name not in OURS or (package is not None and name not in PACKAGES.get(package, ())):
        return None
    return name


def is_formula(node: Expression | None) -> bool:
    """Whether a node is a formula: a call of `~`."""
    return isinstance(node, Call) and node.operator == "~"


def resolve_formula(argument: Expression, script: Script, source: Source) -> Call:
    """The formula that an expression stands for.

    Raises:
        FormulaError: it is no formula, or one that is computed.
    """
    node = argument
    changes: list[Expression] = []
    for _ in range(len(script.assigned) + 50):
        node = unwrap(node)
        if isinstance(node, Call) and node.operator == "~":
            return _updated(node, changes, script, source)
        if isinstance(node, Call) and called_name(node) in _UPDATING and len(node.operands) == 2:
            changes.append(node.operands[1])
            node = node.operands[0]
        else:
            node = _step(node, script, source)
    raise FormulaError("The formula is defined by itself.", argument.span, _EXAMPLE)


def _updated(formula: Call, changes: list[Expression], script: Script, source: Source) -> Call:
    for change in reversed(changes):
        if called_name(change) in _UPDATING:
            raise FormulaError("This formula is computed, and the code is not run.", change.span, _EXAMPLE)
        new = resolve_formula(change, script, source)
        formula = update_formula(expanded(formula), new, new.span)
    return formula


def _step(node: Expression, script: Script, source: Source) -> Expression:
    if isinstance(node, Text):
        return _from_text(node, source)
    if isinstance(node, Name):
        value = script.lookup(node)
        if value is None:
            raise FormulaError(
                f"{quoted(node.name)} should be the formula, but the code does not assign it.", node.span, _EXAMPLE
            )
        return value
    name = called_name(node)
    if isinstance(node, Call) and name in _TRANSPARENT and node.operands:
        return node.operands[0]
    if isinstance(node, Call) and name in ASSIGNMENTS and is_formula(unwrap(node.operands[-1])):
        return node.operands[-1]
    if isinstance(node, Call) and (function := model_function(node)) is not None:
        matched = match_arguments(node, function)
        if "formula" in matched:
            return matched["formula"].value
    raise FormulaError(*_no_formula(node, name), source=source)


def _from_text(node: Text, source: Source) -> Expression:
    if "~" in node.value:
        expression = unwrap(parse_expression(node.value, places_inside(source.text, node.span)))
        if is_formula(expression):
            return expression
    raise FormulaError("This string is not a formula: it has no `~`.", node.span, _EXAMPLE)


def _no_formula(node: Expression, name: str | None) -> tuple[str, Span, str]:
    if name is not None and name in FOREIGN:
        return f"{quoted(name)} does not belong in lme4's formula.", node.span, FOREIGN[name]
    if name in _COMPUTED:
        return "This formula is computed, and the code is not run.", node.span, _EXAMPLE
    if name in ASSIGNMENTS:
        return "This assigns; it is not a formula.", node.span, "Write `~` between the response and the terms."
    if name in ("==", "-", "+", "|", "||", "*", ":"):
        return "This is not a formula: it has no `~`.", node.span, _EXAMPLE
    return "This is not a formula.", node.span, _EXAMPLE
