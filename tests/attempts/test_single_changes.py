"""Right equations in several styles with one change: of an entry, a link, a sum, a law, a line, or a covariate."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

import pytest

from lme4math import Error, check, parse
from tests.attempts.textbook_equations import EQUATIONS
from tests.oracle import attempts, further_attempts

Change = tuple[str, str]
Written = tuple[str, str, dict[str, list[str]]]

_MATRIX = re.compile(r"\\begin\{([pb]?matrix)\}(?P<body>.*?)\\end\{\1\}", re.DOTALL)
_SCALE = r"\\(?:tau|sigma|psi|omega)_(?:\{[^{}]*\}|\\?\w+)"
_COVARIATE = r"(?<![A-Za-z\\{])(?:x|time|age|T|X|SES|load|dose)_(?:\{[^{}]*\}|\w)(?=[^$]*=|[^$]*\\sim)"
_LINKS = (r"\text{probit}", r"\text{cloglog}", r"\exp", r"\sqrt")


def each(pattern: str, to: Callable[[re.Match[str]], tuple[str, ...]], latex: str) -> Iterator[str]:
    """The text with each match in turn replaced by each of some other texts."""
    for match in re.finditer(pattern, latex):
        for other in to(match):
            if other != match[0]:
                yield latex[: match.start()] + other + latex[match.end() :]


def entries(latex: str) -> Iterator[Change]:
    """One change of a covariance matrix."""
    for match in _MATRIX.finditer(latex):
        body = match["body"]
        if not re.search(r"\\(?:tau|sigma|rho|psi|omega)", body) or r"\mathbf" in body or r"\Lambda" in body:
            continue
        rows = [row.split("&") for row in re.split(r"\\\\(?:\[[^\]]*\])?", body)]
        made = [
            *each(r"(?<=[_\d{a-z])\d(?=[\d}&\s\\,^])", lambda one: tuple(set("0123") - {one[0]}), body),
            *each(r"\\rho(?![a-z])", lambda _: ("", r"-\rho"), body),
            *each(r"\^\{?2\}?", lambda _: ("",), body),
            *each(rf"{_SCALE}(?!\^|_|\w)", lambda one: (f"{one[0]}^2", "0.3"), body),
        ]
        if len(rows) == 2 and all(len(row) == 2 for row in rows):
            (a, b), (c, d) = rows
            made += [rf"{d} & {b} \\ {c} & {a}", rf"{b} & {a} \\ {c} & {d}", rf"{a} & {b} \\ 0 & {d}"]
        squeezed = "".join(body.split())
        for other in made:
            if "".join(other.split()) != squeezed:
                yield "another entry", latex[: match.start("body")] + other + latex[match.end("body") :]


def statements(latex: str) -> Iterator[Change]:
    """Laws that are equations, other moments, and lines that are left out."""
    for match in re.finditer(r"\\sim(?=\s*(?:\\mathcal\{N\}|N|\\text\{N\})[\s\\({]*0)", latex):
        yield "no distribution", f"{latex[: match.start()]}={latex[match.end() :]}"
    for match in re.finditer(r"\\sim(?=\s*\\(?:text|mathrm)\{(?:Poisson|Bernoulli|Binomial))", latex):
        yield "no distribution", f"{latex[: match.start()]}={latex[match.end() :]}"
    for one in each(r"(?<=N)\s*\(\s*0\s*,", lambda _: ("(1,", r"(\kappa,", "(x_{ij},"), latex):
        yield "another mean", one
    scale = r"(?<=\(0, )(?P<scale>\\(?:sigma|tau|omega)(?:_(?:\{[^{}]*\}|\w))?)\^\{?2\}?(?![_\w])"
    for one in each(scale, lambda m: (rf"{m[0]} x_{{ij}}", rf"{m['scale']}^3", "1", f"2{m[0]}", f"-{m[0]}"), latex):
        yield "another variance", one
    lines = re.split(r"(\\\\(?!\[)|,\s*\\q?quad)", latex)
    for place in range(0, len(lines), 2):
        line = lines[place]
        whole = r"\begin" not in line and r"\end" not in line and "$" not in line and len(lines) > 1
        if whole and re.search(r"\\sim\s*(?:N|\\mathcal\{N\}|\\text\{N\}|\\(?:text|mathrm)\{(?:Po|Be|Bi))", line):
            yield "a line is missing", "".join((*lines[:place], *lines[place + 1 :]))


def functions(latex: str) -> Iterator[Change]:
    """Other links, trials, sums and covariates."""
    for one in each(r"\\(?:text|operatorname)\{logit\}(?!\^)", lambda _: (*_LINKS, r"\log"), latex):
        yield "another link", one
    for one in each(r"\\log(?=[\\( ]*\\(?:lambda|mu))", lambda _: (*_LINKS, r"\text{logit}", ""), latex):
        yield "another link", one
    for one in each(r"\\text\{logit\}\^\{-1\}|\\Phi(?=\()", lambda _: (r"\text{logit}", r"\exp"), latex):
        yield "another link", one
    for one in each(r"(?<=\{Binomial\}\()[^,()]+(?=, ?(?P<mean>[^()]+)\))", lambda m: (m["mean"],), latex):
        yield "other trials", one
    for one in each(r"\\text\{Bernoulli\}\(", lambda _: (r"\text{Binomial}(n_i, ", r"\text{Poisson}("), latex):
        yield "other trials", one
    for one in each(r"(?<=\\sum_\{\w=)\d|(?<=\}\^)\d", lambda m: (str(int(m[0]) + 1),), latex):
        yield "another range", one
    for one in each(r"(?<=\S)\s\+\s(?=\S)", lambda _: (" - x_{ij} + ", " + 2 + ", " + q_{ij} + "), latex):
        yield "another term", one
    powers = ("{0}^2", "{0}^{{1.5}}", "{0}^{{-1}}", r"\sqrt{{{0}}}", r"\log({0})", "10^{{{0}}}", "({0})^k", "|{0}|")
    for one in each(_COVARIATE, lambda m: tuple(power.format(m[0]) for power in powers), latex):
        yield "another covariate", one


def every_change() -> list[tuple[str, Written, str]]:
    recorded = [one for one in (*attempts(), *further_attempts()) if one["verdict"] == "right"]
    written: list[Written] = [(one["code"], one["latex"], one["factors"]) for one in recorded]
    written += [(one.code, one.latex, one.factors) for one in EQUATIONS]
    changes: dict[str, tuple[str, Written]] = {}
    for case in written:
        for of in (entries, statements, functions):
            for what, latex in of(case[1]):
                changes.setdefault(latex, (what, case))
    return [(what, case, latex) for latex, (what, case) in changes.items()]


EVERY = every_change()
KINDS = sorted({what for what, _, _ in EVERY})
MOST = 60


@pytest.mark.parametrize("kind", KINDS)
def test_no_single_change_of_this_kind_stays_right(kind: str) -> None:
    of_kind = [(case, latex) for what, case, latex in EVERY if what == kind]
    stays_right = []
    for (code, _, factors), latex in random.Random(18).sample(of_kind, min(MOST, len(of_kind))):
        try:
            verdict = check(latex, parse(code, factors=factors or None)).verdict
        except Error:
            continue
        if verdict == "right":
            stays_right.append((code, latex))
    assert stays_right == []


@pytest.mark.parametrize("notation", ["expanded", "compact", "additive", "levels", "matrix"])
@pytest.mark.parametrize("style", ["indexed", "lettered"])
def test_no_single_change_of_our_own_output_stays_right(notation: str, style: str) -> None:
    stays_right = []
    for code in ("lmer(y ~ x + z + (1 + x + z | g))", "glmer(n ~ x + offset(log(w)) + (x | g), family = poisson)"):
        model = parse(code)
        latex = model.equations(notation, style).latex(form="body", notes=False)
        assert check(latex, model).verdict == "right"
        changes = [one for of in (entries, statements) for _, one in of(latex)]
        for changed in random.Random(18).sample(changes, min(25, len(changes))):
            try:
                verdict = check(changed, model).verdict
            except Error:
                continue
            if verdict == "right":
                stays_right.append(changed)
    assert stays_right == []
