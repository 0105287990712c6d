"""The functions that fit models in R: lme4's, those read as lme4's, and those that are something else."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

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
        "lme": "nlme has the random effects apart: random = ~ x | g is (x | g) in lme4's formula.",
        "nlme": "Nonlinear mixed models are not lme4's; only lmer, glmer and glmer.nb are read.",
        "gls": "It has no random effects. " + _LMER,
        "glmmPQL": "It has the random effects apart: random = ~ x | g is (x | g) in lme4's formula.",
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
