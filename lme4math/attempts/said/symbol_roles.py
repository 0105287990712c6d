"""Which symbols are covariates, and which statement gives a symbol's distribution."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from lme4math.attempts.said.said_laws import SaidLaw
from lme4math.attempts.said.told_response import ToldResponse
from lme4math.attempts.tex.tex_symbols import TexSymbol
from lme4math.attempts.tex.tex_terms import TexFactor
from lme4math.records import record


@record
class SymbolRoles:
    """What tells the roles of symbols: response, laws, names of covariates, indices of an observation."""

    response: ToldResponse
    laws: tuple[SaidLaw, ...]
    variables: frozenset[str]
    observation: frozenset[str]
    inner: frozenset[str]

    def law(self, symbol: TexSymbol) -> tuple[SaidLaw, int] | None:
        """The statement of a symbol's distribution, and which of its symbols it is."""
        plain = replace(symbol, accent="") if symbol.accent == "deviation" else symbol
        laws = [law for law in self.laws if law is not self.response.law and law.family == "gaussian"]
        for fits in (_is_same, _is_between, _stands_for):
            for law in laws:
                for place, entry in enumerate(law.symbols):
                    others = set(entry.indices) - set(plain.indices)
                    if fits(entry, plain, law) and not (plain.indices and others & self._own(entry, plain)):
                        return law, place
        return None

    def _own(self, entry: TexSymbol, symbol: TexSymbol) -> frozenset[str]:
        """Indices that a statement has not for one of the predictor's; one in place of another is a slip."""
        slipped = len(entry.indices) == len(symbol.indices) and len(self.observation) > 1
        return self.inner if slipped else self.observation

    def is_covariate(self, factor: TexFactor) -> bool:
        """Whether it is a variable of the data, by its name."""
        if not isinstance(factor, TexSymbol):
            return True
        if factor.kind in ("word", "text") and factor.base.lower() not in SPELLED:
            return self.law(factor) is None and factor.base not in ("u", "v")
        if factor.kind == "greek" or factor.kind == "pair":
            return False
        names = {factor.base, "".join((factor.base, *factor.labels)), "_".join((factor.base, *factor.labels))}
        bare = factor.base if not factor.labels else None
        return bool((names - {factor.base} | {bare}) & self.variables) and self.law(factor) is None

    def residual(self, effects: Mapping[TexSymbol, SaidLaw | None], alone: Iterable[TexSymbol]) -> TexSymbol | None:
        """The residual in any letter: `u_{it}` beside `c_i`, alone, normal, with all indices of the response.

        Args:
            effects: effects with indices, with their laws.
            alone: those that nothing is multiplied by.
        """
        response = self.response
        if response.is_sampled or response.family not in ("gaussian", "") or response.link != "identity":
            return None
        whole = [key for key in alone if set(key.indices) == self.observation and key.accent != "deviation"]
        laws = [effects[key] for key in whole]
        is_normal = len(laws) == 1 and laws[0] is not None and not laws[0].structure.constant
        of_groups = any(law is not None and set(key.indices) < self.observation for key, law in effects.items())
        return whole[0] if is_normal and of_groups else None


SPELLED = frozenset(["beta", "alpha", "gamma", "delta", "epsilon", "sigma", "tau", "mu", "eta"])


def _is_same(entry: TexSymbol, symbol: TexSymbol, _: SaidLaw) -> bool:
    return entry.name == symbol.name and set(entry.indices) == set(symbol.indices)


def _is_between(entry: TexSymbol, symbol: TexSymbol, law: SaidLaw) -> bool:
    """Whether a symbol is one of those that dots stand for: it differs in one number or letter only."""
    if not law.elided or entry.base != symbol.base or set(entry.indices) != set(symbol.indices):
        return False
    pairs = list(zip(entry.labels, symbol.labels, strict=False))
    return len(entry.labels) == len(symbol.labels) and sum(one != other for one, other in pairs) == 1


def _stands_for(entry: TexSymbol, symbol: TexSymbol, law: SaidLaw) -> bool:
    """Whether a statement's symbol means this one: a vector of all with one index, or `u_{kj}` for all k."""
    if entry.base != symbol.base or entry.accent != symbol.accent:
        return False
    if entry.labels == symbol.labels and len(entry.indices) == len(symbol.indices):
        return True
    if not entry.labels and len(law.symbols) == 1 and set(entry.indices) == set(symbol.indices):
        return True
    if not entry.labels and set(symbol.indices) < set(entry.indices) and symbol.labels:
        return len(entry.indices) == len(symbol.indices) + 1
    return not entry.indices and entry.labels in ((), symbol.labels)
