"""Refuses the fits of other packages by name, with lme4's call for the same model written out."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from lme4math.english import quoted
from lme4math.errors import FormulaError
from lme4math.r import (
    ASSIGNMENTS,
    Call,
    Expression,
    Name,
    Number,
    Text,
    arguments_by_parameter,
    bracketed,
    called,
    called_name,
    deparse,
    fold,
    is_any_bar,
    operation,
    parse_expression,
    parse_program,
    places_inside,
    quote,
    unwrap,
    walk_calls,
)
from lme4math.script.holding import Names, calls_in, settled, stands_for
from lme4math.script.other_models import (
    ELSEWHERE,
    FOREIGN,
    OURS,
    PACKAGES,
    Foreign,
    arguments_missing,
    family_name,
    terms_missing,
)
from lme4math.source import Span

Resolve = Callable[[Expression], Call]
"""The formula that an expression stands for; it raises FormulaError where there is none."""

LIKELY = 0.6
"""How alike a name must be to lmer, glmer or glmer.nb to be taken for a slip."""


def is_formula(node: Expression | None) -> bool:
    """Whether a node is a formula: a call of `~`."""
    return isinstance(node, Call) and node.operator == "~"


def has_random_term(formula: Expression) -> bool:
    """Whether a formula has a bar in brackets; one without brackets is a formula of lattice."""
    if not isinstance(formula, Call) or not is_formula(formula):
        return False
    right = formula.operands[-1]
    return any(is_any_bar(node) and node is not right for node in walk_calls(right))


def refuse_others(expressions: Sequence[Expression], resolve: Resolve, mixed: bool, names: Names) -> None:
    """Raise FormulaError for the first fit of another package in a script.

    Args:
        expressions: the script.
        resolve: finds formulas.
        mixed: whether mixed models are looked for, or models without random effects.
        names: what the names of the script hold.
    """
    for call in calls_in(expressions):
        package, name = called(call)
        if name is None:
            continue
        span = call.function.span
        if mixed and name in OURS and package is not None and name not in PACKAGES.get(package, ()):
            raise FormulaError(f"{quoted(f'{package}::{name}')} is not lme4's.", span, f"Write lme4::{OURS[name]}(…).")
        row = _row(name, call)
        if row is not None:
            formula, given = _read(call, row, resolve, names)
            if mixed == (row.mixed or (formula is not None and has_random_term(formula))):
                hint = _hint(row, formula, given, arguments_missing(call, row.parameters[0] == "fixed"))
                raise FormulaError(f"{quoted(name)} is not a model of lme4.", span, hint)
        elif _takes_formula(call, mixed) and (close := _like_ours(name, mixed)) is not None:
            raise FormulaError(f"{quoted(name)} is not a model of lme4.", span, close)


def _like_ours(name: str, mixed: bool) -> str | None:
    """The hint for an unknown function that is given a formula; None for one that may be anything."""
    close = difflib.get_close_matches(name, OURS, 1, LIKELY if mixed else 0.8)
    if close:
        return f"Did you mean {close[0]}(…)?"
    return "Only lmer, glmer and glmer.nb are read." if mixed else None


def _takes_formula(call: Call, mixed: bool) -> bool:
    if called_name(call) in _PASSING_ON:
        return False
    return any(is_formula(operand) and mixed == has_random_term(operand) for operand in call.operands)


_MAKING_FORMULAS = ("~", "as.formula", "formula", "bf", "brmsformula")
_PASSING_ON = frozenset({*ASSIGNMENTS, *_MAKING_FORMULAS, "(", "{", "if", "for", "c", "list"})


def _row(name: str, call: Call) -> Foreign | None:
    """What is known of a function; one of Python or Julia is known by what it is given, too."""
    if name in FOREIGN:
        return FOREIGN[name] if name not in ("bf", "brmsformula") else None
    row = ELSEWHERE.get(name.rpartition(".")[2])
    first = unwrap(call.operands[0]) if call.operands else None
    if row is None or first is None:
        return None
    kinds = ("MixedModel", "LinearMixedModel", "GeneralizedLinearMixedModel")
    if row.parameters[0] == "kind":
        return row if isinstance(first, Name) and first.name in kinds else None
    if name.endswith("from_formula") and "MixedLM" not in name:
        return None
    given = [unwrap(one) for one in call.operands[:2]] if row.parameters[0] == "data" else [first]
    is_text = any(isinstance(one, Text) and "~" in one.value for one in given)
    return row if is_text or is_formula(first) or called_name(first) == "formula" else None


def _read(call: Call, row: Foreign, resolve: Resolve, names: Names) -> tuple[Call | None, dict[str, Expression]]:
    """The formula of a call with its random terms, as lme4 takes it, and the arguments."""
    try:
        given = arguments_by_parameter(call, [*row.parameters, *(one for one in _USED if one not in row.parameters)])
        named = {*row.parameters, *(item.name for item in call.arguments)}
        given = {**{name: value for name, value in given.items() if name in named}, **_pairs(call)}
        asked = next((given[name] for name in ("formula", "fixed", "model") if name in given), None)
        asked = asked or next((value for value in call.operands if is_formula(value)), None)
        if asked is not None and (found := stands_for(asked, names)) is not None:
            asked = found[0]
        if "family" in given:
            given["family"] = settled(given["family"], names)
        if asked is not None and called_name(asked) in ("bf", "brmsformula") and isinstance(asked, Call):
            asked = asked.operands[0]
        formula = None if asked is None else _in_r(resolve(asked))
        terms = [*_random(given.get("random")), *_grouped(given, resolve)]
    except FormulaError:
        return None, {}
    if formula is None or len(formula.operands) != 2:
        return None, given
    for term in terms:
        right = operation("+", formula.operands[1], term, formula.span)
        formula = operation("~", formula.operands[0], right, formula.span)
    return formula, given


_USED = ("random", "groups", "family", "data", "link")


def _pairs(call: Call) -> dict[str, Expression]:
    """The family and link that MATLAB gives as `'Distribution', 'Poisson'`."""
    operands = call.operands
    names = [one.value.lower() if isinstance(one, Text) else "" for one in operands]
    found = {name: operands[names.index(name) + 1] for name in ("distribution", "link") if name in names[:-1]}
    return {"family" if name == "distribution" else name: value for name, value in found.items()}


def _in_r(formula: Call) -> Call:
    """A formula of Python's or Julia's in R's: `C(x)` is `factor(x)`, `y["b"]` is `y == "b"`."""

    def combine(call: Call, values: list[Expression]) -> Expression:
        pairs = zip(call.arguments, values, strict=True)
        arguments = (replace(item, value=value) if item.value is not None else item for item, value in pairs)
        made = Call(call.function, tuple(arguments), call.span)
        inner = unwrap(made.operands[0]) if made.operands else made
        if made.operator == "zerocorr" and isinstance(inner, Call) and is_any_bar(inner):
            left, group = inner.operands
            return bracketed(operation("||", left, group, inner.span), made.span)
        if made.operator == "[" and len(made.operands) == 2 and isinstance(made.operands[1], Text):
            return operation("==", made.operands[0], made.operands[1], made.span)
        if made.operator == "C" and len(made.operands) == 1:
            return Call(Name("factor", made.function.span), made.arguments, made.span)
        return made

    made = fold(formula, lambda node: None if isinstance(node, Call) else node or formula, combine)
    assert isinstance(made, Call)
    return made


def _random(random: Expression | None) -> Iterator[Expression]:
    """The random terms of nlme's argument: `~ x | g`, `list(g = ~ x)`, `~ (1 | g)` of gamm4."""
    if not isinstance(random, Call):
        return
    if called_name(random) == "list":
        for item in random.arguments:
            if isinstance(item.value, Call) and is_formula(item.value) and item.name:
                yield _term(item.value.operands[-1], Name(item.name, item.span))
    elif is_formula(random):
        right = random.operands[-1]
        if isinstance(right, Call) and is_any_bar(right):
            yield bracketed(right, right.span)
        elif has_random_term(random):
            yield right


def _term(effects: Expression, group: Expression) -> Call:
    return bracketed(operation("|", effects, group, effects.span), effects.span)


def _grouped(given: dict[str, Expression], resolve: Resolve) -> Iterator[Expression]:
    """The random term of statsmodels' `groups` and `re_formula`, and of `cluster`."""
    groups = given.get("groups") or given.get("cluster")
    if groups is None:
        return
    text = unwrap(groups.operands[-1]) if isinstance(groups, Call) and groups.operands else groups
    group = Name(text.value, text.span) if isinstance(text, Text) else text
    effects: Expression = Number(1.0, "1", group.span)
    if "re_formula" in given:
        asked = given["re_formula"]
        if isinstance(asked, Text) and "~" not in asked.value:
            effects = parse_expression(asked.value)
        else:
            effects = resolve(asked).operands[-1]
    yield _term(effects, group)


def _hint(row: Foreign, formula: Call | None, given: dict[str, Expression], without: str) -> str:
    """What the function is, and lme4's call for its model as far as there is one."""
    if not row.function:
        return row.said
    if formula is not None and (missing := terms_missing(formula, given)):
        return f"{row.said} {missing}"
    start = f"{row.said} {without + ' ' if without else ''}"
    if formula is None:
        return f"{row.said} lme4's call has the form {call_text(row.function, None, given)}."
    if not has_random_term(formula):
        call = call_text(row.function, formula, given, "+ (1 | g)")
        return f"{start}{'and w' if without else 'W'}ith an intercept for each g, lme4's call is {call}."
    call = call_text(row.function, formula, given)
    return f"{row.said} {without}, the call is {call}." if without else f"{row.said} In lme4 write {call}."


def call_text(function: str, formula: Expression | None, given: dict[str, Expression], more: str = "") -> str:
    """R code of a call of lme4's, as a hint has it.

    Args:
        function: "lmer", "glmer" for one or the other by the family, or "glmer.nb".
        formula: the formula; None for one that the text does not show.
        given: the other arguments by name, of which the data and the family are written.
        more: what is added to the formula.
    """
    family = _family(given.get("family"), given.get("link"))
    if function == "glmer":
        function = {None: "lmer", "gaussian": "lmer", "negative.binomial": "glmer.nb"}.get(family, "glmer")
        function = "glmer" if formula is None else function
    written = "y ~ x + (1 | g)" if formula is None else deparse(formula)
    parts = [f"{written} {more}".strip()]
    if "data" in given or formula is None:
        parts.append(f"data = {deparse(given['data']) if 'data' in given else '…'}")
    if function == "glmer":
        parts.append(f"family = {family or '…'}")
    return f"{function}({', '.join(parts)})"


def _family(family: Expression | None, link: Expression | None = None) -> str | None:
    """The code of a family under the name that R has for it."""
    if family is None:
        return None
    plain = family_name(family)
    if link is not None:
        name = link.value if isinstance(link, Text) else (called_name(link) or deparse(link)).removesuffix("Link")
        return f"{plain}(link = {quote(name.lower())})"
    if plain == "negative.binomial" or not isinstance(family, Call) or not family.operands:
        return plain
    if plain == called_name(family):
        return deparse(family)
    return f"{plain}({deparse(family.operands[0])})"


_OTHER_CALL = re.compile(rf"(?<![\w.])(?:\w+\.)*(?P<name>{'|'.join(ELSEWHERE)})[ \t]*\(")
_NEXT = re.compile(r"""[()]|"[^"\\]*(?:\\.[^"\\]*)*"|'[^'\\]*(?:\\.[^'\\]*)*'|\#[^\n]*""", re.DOTALL)
_MACRO = re.compile(r"@(?=formula\b)")
_LANGUAGES = {
    "Python": re.compile(r"^[ \t]*(?:from[ \t]+[\w.]+[ \t]+import\b|import[ \t]+\w[\w., \t]*$)", re.MULTILINE),
    "Julia": re.compile(r"^[ \t]*using[ \t]+\w[\w.,: \t]*$|@formula\b", re.MULTILINE),
    "SAS": re.compile(r"^[ \t]*proc[ \t]+(?:mixed|glimmix|nlmixed|hpmixed)\b", re.MULTILINE | re.IGNORECASE),
    "Stata": re.compile(r"^[ \t.]*(?:(?:xt|me)\w+|mixed)[ \t]+\w[^\n|]*\|\|", re.MULTILINE),
    "SPSS": re.compile(r"^[ \t]*(?:MIXED|GENLINMIXED)[ \t]+\w[^\n]*[ \t](?:BY|WITH)\b", re.MULTILINE),
}
_NOT_R = re.compile(rf"{_LANGUAGES['Python'].pattern}|{_LANGUAGES['Julia'].pattern}|\bpymer4\.", re.MULTILINE)
_ONLY_ELSEWHERE = frozenset({"Lmer", "Model", "mixedlm", "from_formula"})
"""Functions that no package of R has, so that the name alone shows the language."""
MOST_TRIED = 20
"""How many calls of a text in another language are looked at."""


def refuse_other_language(text: str) -> None:
    """Raise FormulaError for a mixed model in Python or Julia code, which R cannot read.

    Args:
        text: the code.
    """
    marked = _NOT_R.search(text) is not None
    for number, match in enumerate(_OTHER_CALL.finditer(text)):
        end = _closing(text, match.end())
        if end is None or number == MOST_TRIED:
            return
        if not marked and match["name"] not in _ONLY_ELSEWHERE:
            continue
        code = _without_macro(text[match.start() : end])
        try:
            (call,) = parse_program(code, range(match.start(), end + 1))
        except (FormulaError, ValueError):
            continue
        refuse_others((call,), partial(_spelled, text=text), mixed=True, names={})


def refuse_language(text: str) -> None:
    """Raise FormulaError for a text that has a statement of another language, and that is no R code.

    Args:
        text: the code.
    """
    for language, statement in _LANGUAGES.items():
        match = statement.search(text)
        if match is not None:
            hint = "Only R is read: write lmer(y ~ x + (1 | g), data = d)."
            raise FormulaError(f"This is not R but {language}.", Span(*match.span()), hint)


def _spelled(node: Expression, text: str) -> Call:
    """A formula that is written out, as it is or in a string."""
    if isinstance(node, Name):
        node = _assigned(node.name, text) or node
    if called_name(node) == "formula" and isinstance(node, Call):
        node = node.operands[0]
    if isinstance(node, Text):
        node = parse_expression(node.value, places_inside(text, node.span))
    if isinstance(node, Call) and is_formula(node):
        return node
    raise FormulaError("This is not a formula.", node.span, "Write it out, as in y ~ x + (1 | g).")


def _assigned(name: str, text: str) -> Expression | None:
    """The formula that is assigned to a name, `@formula(…)` or a string."""
    match = re.search(rf"(?<![\w.]){re.escape(name)}[ \t]*=[ \t]*(?P<value>@formula\(|[\"'][^\"'\n]*[\"'])", text)
    if match is None:
        return None
    start = match.start("value")
    end = _closing(text, match.end()) if match["value"].startswith("@") else match.end()
    if end is None:
        return None
    return parse_expression(_without_macro(text[start:end]), range(start, end + 1))


def _without_macro(code: str) -> str:
    """Julia's code with R's signs: `@formula(a & b)` is `formula(a : b)`."""
    return _MACRO.sub(" ", code).replace("&", ":") if _MACRO.search(code) else code


def _closing(text: str, start: int) -> int | None:
    """The end of the bracket that is open at `start`."""
    depth = 1
    for match in _NEXT.finditer(text, start):
        depth += {"(": 1, ")": -1}.get(match.group(), 0)
        if depth == 0:
            return match.end()
    return None


def refuse_random_argument(call: Call, function: str, resolve: Resolve) -> None:
    """Raise FormulaError for `lmer(y ~ x, random = ~ x | g)`, with the call in which the formula has that term."""
    item = next((item for item in call.arguments if item.name == "random" and item.value is not None), None)
    if item is None:
        return
    formula, given = _read(call, Foreign("", function, ("formula", "data", "family")), resolve, {})
    if formula is not None and has_random_term(formula):
        span = Span(item.span.start, item.span.start + len("random"))
        what = "lme4 has the random effects in the formula, not in an argument `random`."
        raise FormulaError(what, span, f"Write {call_text(function, formula, given)}.")
