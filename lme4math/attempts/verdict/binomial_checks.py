"""The response of a binomial model: how many trials it has, and that it counts successes."""

from __future__ import annotations

from collections.abc import Iterator

from lme4math.attempts.meant.evidence import EQUAL, Vocabulary, likeness
from lme4math.attempts.meant.interpretation import Finding
from lme4math.attempts.said.told_model import ToldModel
from lme4math.attempts.tex.tex_sums import sum_of
from lme4math.attempts.tex.tex_symbols import TexSymbol
from lme4math.attempts.tex.tex_terms import symbols_in
from lme4math.model import MixedModel
from lme4math.r import Call, Expression, Name, walk

_NAMES = {"1": "Bernoulli", "n": "Binomial(n_i)"}


def binomial_findings(told: ToldModel, code: MixedModel) -> Iterator[Finding]:
    """Differences of a binomial response: the failures in place of the successes, another number of trials."""
    if code.family.name != "binomial" or told.response.family != "binomial":
        return
    symbol, failures = told.response.symbol, _failures(code)
    if symbol is not None and failures and _is(symbol, failures) and not _is(symbol, code.response.successes):
        fields = (("code", code.response.name), ("equation", symbol.text))
        yield Finding("wrong_response", fields, symbol.span)
    own = "n" if code.response.successes or code.weights_argument is not None else "1"
    if told.response.trials not in ("", own):
        yield Finding("wrong_trials", (("code", _NAMES[own]), ("equation", _NAMES[told.response.trials])))


def trial_doubts(told: ToldModel, code: MixedModel, vocabulary: Vocabulary) -> Iterator[Finding]:
    """A number of trials that is another variable of the code."""
    law = told.response.law
    if law is None or told.response.trials != "n" or len(law.arguments) < 2 or code.family.name != "binomial":
        return
    own = set(_names(code.response.trials or code.weights_argument))
    known = {*own, *vocabulary.response, *vocabulary.plain, *vocabulary.factors}
    written = list(dict.fromkeys(symbols_in(sum_of(law.arguments[0], told.alphabet))))
    named = {name for one in written for name in known if _is(one, name)}
    if named and (not named <= own or len(written) < len(own)):
        yield Finding("undefined_symbol", (("symbol", written[0].text),), law.span)


def _is(symbol: TexSymbol, name: str) -> bool:
    return likeness("".join((symbol.base, *symbol.labels)), name) == EQUAL


def _failures(code: MixedModel) -> str:
    """f of `cbind(s, f)`; "" where it is no variable."""
    expression = code.response.expression
    second = expression.operands[1:2] if code.response.successes and isinstance(expression, Call) else ()
    return next((one.name for one in second if isinstance(one, Name)), "")


def _names(expression: Expression | None) -> list[str]:
    return [] if expression is None else [node.name for node in walk(expression) if isinstance(node, Name)]
