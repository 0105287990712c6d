"""The response of an equation as R code, and its distribution where the text says only its mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from lme4math.attempts.meant.as_formula import RAtom, RNumber, condition
from lme4math.attempts.meant.as_r import Key, code_of, key_of
from lme4math.attempts.meant.evidence import CLOSE, EQUAL, Vocabulary, likeness, normal, r_name
from lme4math.attempts.meant.interpretation import Finding
from lme4math.attempts.meant.prose_hints import functions_said
from lme4math.attempts.said.told_model import ToldModel
from lme4math.attempts.tex.tex_symbols import TexSymbol
from lme4math.attempts.tex.tex_terms import TexSum, symbols_in
from lme4math.model import Categorical, MixedModel, Numeric, OpenCategorical, are_same_numbers
from lme4math.notation import event_of
from lme4math.r import Call, Expression, Name, parse_expression


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


def response_in_r(
    told: ToldModel, code: MixedModel, vocabulary: Vocabulary, given: Mapping[Key, tuple[RAtom, ...]]
) -> tuple[str, Finding | None]:
    """The response as R code, and a doubt where a letter may be the response or what it is a function of.

    Args:
        given: what the caller says that symbols stand for.
    """
    symbol, transform, expression = told.response.symbol, told.response.transform, told.response.expression
    if told.response.entry is not None and not transform:
        transform, symbol, expression = told.response.entry
    name = r_name(code.response.name) if isinstance(code.response.expression, Name) else code.response.name
    if expression and code.response.expression is not None:
        successes = code.response.successes
        counted = parse_expression(successes) if successes else code.response.expression
        return _of_expression(expression, name, counted), None
    inner = [one for one in vocabulary.response if one != name]
    is_call = bool(inner) and normal(name) != normal(inner[-1])
    if symbol is None:
        return name, None
    if key_of(symbol) in given:
        return _given(given[key_of(symbol)], transform, name, code.response.successes), None
    if isinstance(code.response.expression, Name) and code.family.name == "binomial" and _is_compared(symbol):
        return _of_event(symbol, code, name)
    if transform or _is_compared(symbol):
        found = _transformed(symbol, transform, inner, name)
        doubt = Finding("undefined_symbol", (("symbol", symbol.text),), symbol.span)
        return (
            (name, doubt) if transform and found != name and _may_be(symbol, transform, inner, name) else (found, None)
        )
    word = "".join((symbol.base, *symbol.labels))
    if code.response.successes or (_is_share(code) and likeness(word, inner[0]) == EQUAL):
        return name, None
    said = functions_said(told.said.prose, inner)
    if is_call and any(_is_call(function, one, name) for one, function in said.items()):
        return name, None
    return _untransformed(symbol, inner if is_call else (), name)


def _untransformed(symbol: TexSymbol, inner: Sequence[str], name: str) -> tuple[str, Finding | None]:
    """A symbol alone, which may be what the response of the code is a function of."""
    word = "".join((symbol.base, *symbol.labels))
    function = name.partition("(")[0]
    named = [one for one in inner if _is_call(function, one, name)]
    if _bare(word) == _bare(name) or any(normal(word) in _names_of(function, one) for one in named):
        return name, None
    if inner:
        if (len(symbol.base) > 1 or symbol.kind == "text") and any(likeness(word, one) == EQUAL for one in inner):
            return next(one for one in inner if likeness(word, one) == EQUAL), None
        return name, Finding("undefined_symbol", (("symbol", symbol.text),), symbol.span)
    if len(symbol.base) == 1 or likeness(word, name) >= CLOSE or symbol.kind == "greek" or _abbreviates(word, name):
        return name, None
    return name, Finding("undefined_symbol", (("symbol", symbol.text),), symbol.span)


def _of_event(symbol: TexSymbol, code: MixedModel, name: str) -> tuple[str, Finding | None]:
    """The response where the left side is 1 for a success; of a variable of unknown type, that may be its level."""
    event, kind, said = event_of(code), code.variables[0].kind, symbol.labels[-1]
    levels = kind.levels if isinstance(kind, Categorical) else ()
    success = {"== 1"} if "1" not in levels else set()
    success.add(f"{'!=' if event.relation == '≠' else '=='} {event.level}" if event is not None else "== TRUE")
    if likeness(symbol.base, name) < CLOSE or said.replace('"', "") not in success:
        unknown = isinstance(kind, OpenCategorical) or (isinstance(kind, Numeric) and kind.assumed)
        doubt = Finding("undefined_symbol", (("symbol", symbol.base),), symbol.span)
        return (name, doubt) if unknown else (f"{r_name(symbol.base)} {said}", None)
    return name, None


def _is_share(code: MixedModel) -> bool:
    """Whether the response is a share of the trials: `s/n` with the weights n."""
    expression = code.response.expression
    return code.weights_argument is not None and isinstance(expression, Call) and expression.operator == "/"


def _given(atoms: Sequence[RAtom], transform: str, name: str, successes: str) -> str:
    only = atoms[0]
    said = only.code if isinstance(only, RNumber) else f"({condition(only)})"
    written = _call(transform, said) if transform else said
    return name if _bare(written) == _bare(name) or written == successes else written


def _of_expression(written: TexSum, name: str, expression: Expression) -> str:
    """The response of the code where the left side is that expression; else the left side."""
    code = code_of(written, {key_of(one): (RNumber(_code(one)),) for one in symbols_in(written)})
    return name if code is None or are_same_numbers(parse_expression(code), expression) else code


def _code(symbol: TexSymbol) -> str:
    return r_name("_".join((symbol.base, *symbol.labels)))


def _call(transform: str, inner: str) -> str:
    """R code of functions of the response, the outermost first: of `1/(^2` it is `1/y^2`."""
    for function in reversed(transform.split("(")):
        is_call = function[:1] != "^" and function != "1/"
        inner = f"{function}({inner})" if is_call else f"{inner}{function}" if function != "1/" else f"1/{inner}"
    return inner


def _is_call(transform: str, inner: str, name: str) -> bool:
    """Whether a response of R's code is these functions of a variable."""
    made = _squeezed(_call(transform, inner))
    return _bare(name) in (made, *([f"{made[2:]}^-1", f"{made[2:]}^(-1)"] if transform == "1/" else []))


def _abbreviates(word: str, name: str) -> bool:
    return likeness(word, name) > 0


_SHORT = {"log": ("log", "ln", "l")}


def _names_of(function: str, variable: str) -> list[str]:
    """How a function of a variable is called in one word: `logwage`, `lwage`."""
    return [prefix + normal(variable) for prefix in _SHORT.get(function, (function,))]


def _may_be(symbol: TexSymbol, transform: str, inner: Sequence[str], name: str) -> bool:
    """Whether a word is short for the other: `log(w)` for `lwage`, `log(wage)` for `log(w)`."""
    of_function = [one for one in inner if _is_call(transform, one, name)]
    return any(normal(name).startswith(one) for one in _names_of(transform, symbol.base)) or any(
        likeness(one, symbol.base) for one in of_function
    )


def _named(base: str, inner: Sequence[str], name: str) -> str:
    fits = [one for one in (*inner, name) if likeness(base, one) >= CLOSE]
    return fits[0] if fits else (inner[0] if len(base) == 1 and inner else name if len(base) == 1 else base)


def _transformed(symbol: TexSymbol, transform: str, inner: Sequence[str], name: str) -> str:
    """The response of the code where it is this function of a variable of that name, or of any letter."""
    if _is_compared(symbol):
        written = f"{_named(symbol.base, inner, name)} {symbol.labels[-1]}"
        return name if _squeezed(written) == _bare(name) else written
    if normal(name) in _names_of(transform, symbol.base):
        return name
    wanted = [one for one in inner if _is_call(transform, one, name)]
    fits = len(symbol.base) == 1 or any(likeness(symbol.base, one) >= CLOSE for one in wanted)
    return name if wanted and fits else _call(transform, _named(symbol.base, inner, name))


def _is_compared(symbol: TexSymbol) -> bool:
    """Whether it is a variable compared with a number or a level, as `mpg > 20`."""
    return bool(symbol.labels) and symbol.labels[-1][0] in "<>=!"


def _bare(code: str) -> str:
    """R code without blanks, and without the brackets of `(mpg > 20)` or `I(mpg > 20)`."""
    inner = _squeezed(code)
    return inner.removeprefix("I")[1:-1] if inner.startswith(("(", "I(")) and inner.endswith(")") else inner


def _squeezed(text: str) -> str:
    return "".join(text.split())
