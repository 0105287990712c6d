"""The response of an equation as R code, and its distribution where the text says only its mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lme4math.attempts.as_formula import RNumber
from lme4math.attempts.as_r import code_of, key_of
from lme4math.attempts.evidence import CLOSE, EQUAL, Vocabulary, likeness, normal, r_name
from lme4math.attempts.interpretation import Finding
from lme4math.attempts.tex_symbols import TexSymbol
from lme4math.attempts.tex_terms import TexSum, symbols_in
from lme4math.attempts.told_model import ToldModel
from lme4math.model import MixedModel, are_same_numbers
from lme4math.r import Expression, Name, parse_expression


def with_family(told: ToldModel, code: MixedModel) -> ToldModel:
    """Where only the mean is said, the distribution is taken to be the code's."""
    response = told.response
    if response.has_unnamed_link and response.link == "identity":
        response = replace(response, link=code.family.link)
        told = replace(told, response=response)
    if response.family:
        same_as_link = response.transform and response.transform == code.family.link and not told.residuals
        if not (same_as_link and response.family == "gaussian" and code.family.name != "gaussian"):
            return told
        response = replace(response, family="", link=response.transform, transform="", is_sampled=True)
    if response.link == code.family.link:
        return replace(told, response=replace(response, family=code.family.name, family_is_said=False))
    return replace(told, response=replace(response, family="gaussian", family_is_said=False))


def response_in_r(told: ToldModel, code: MixedModel, vocabulary: Vocabulary) -> tuple[str, Finding | None]:
    """The response as R code, and a doubt where a letter may be the response or what it is a function of."""
    symbol, transform, expression = told.response.symbol, told.response.transform, told.response.expression
    if told.response.entry is not None and not transform:
        transform, symbol, expression = told.response.entry
    name = r_name(code.response.name) if isinstance(code.response.expression, Name) else code.response.name
    if expression and code.response.expression is not None:
        return _of_expression(expression, name, code.response.expression), None
    inner = [one for one in vocabulary.response if one != name]
    is_call = bool(inner) and normal(name) != normal(inner[-1])
    if symbol is None:
        return name, None
    word = "".join((symbol.base, *symbol.labels))
    if transform:
        wanted = [one for one in inner if _squeezed(_call(transform, one)) == _squeezed(name)]
        fits = len(symbol.base) == 1 or any(likeness(symbol.base, one) >= CLOSE for one in wanted)
        return (name, None) if wanted and fits else (_call(transform, _named(symbol.base, inner, name)), None)
    if code.response.successes:
        return name, None
    if _squeezed(word) == _squeezed(name):
        return name, None
    if is_call:
        if (len(symbol.base) > 1 or symbol.kind == "text") and any(likeness(word, one) == EQUAL for one in inner):
            return next(one for one in inner if likeness(word, one) == EQUAL), None
        return name, Finding("undefined_symbol", (("symbol", symbol.text),), symbol.span)
    if len(symbol.base) == 1 or likeness(word, name) >= CLOSE or symbol.kind == "greek" or _abbreviates(word, name):
        return name, None
    return name, Finding("undefined_symbol", (("symbol", symbol.text),), symbol.span)


def _of_expression(written: TexSum, name: str, expression: Expression) -> str:
    """The response of the code where the left side is that expression; else the left side."""
    code = code_of(written, {key_of(one): (RNumber(_code(one)),) for one in symbols_in(written)})
    return name if code is None or are_same_numbers(parse_expression(code), expression) else code


def _code(symbol: TexSymbol) -> str:
    return r_name("_".join((symbol.base, *symbol.labels)))


def _call(transform: str, inner: str) -> str:
    """R code of a function of the response: `log(y)`, and of a power `I(y^2)`."""
    return f"I({inner}{transform})" if transform.startswith("^") else f"{transform}({inner})"


def _abbreviates(word: str, name: str) -> bool:
    return likeness(word, name) > 0


def _named(base: str, inner: Sequence[str], name: str) -> str:
    fits = [one for one in (*inner, name) if likeness(base, one) >= CLOSE]
    return fits[0] if fits else (inner[0] if len(base) == 1 and inner else name if len(base) == 1 else base)


def _squeezed(text: str) -> str:
    return "".join(text.split())
