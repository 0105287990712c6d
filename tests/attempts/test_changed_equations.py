"""Right equations with one thing changed: an index, a coefficient, a distribution, an operator. None stays right."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from lme4math import Error, check, parse
from tests.oracle import Case, attempts

RIGHT = [case for case in attempts() if case["verdict"] == "right"]


def changed(latex: str) -> Iterator[tuple[str, str]]:
    """Texts in which one thing is another than in the right equation, each a model that is not the code's."""
    for match in re.finditer(r"(?<=\S)\s*\+\s*(?=\\?[A-Za-z(])", latex):
        yield "a term is a factor", latex[: match.start()] + r" \cdot " + latex[match.end() :]
    for match in re.finditer(r"\\mathcal\{N\}|\\mathrm\{N\}|\\text\{N\}|\bN(?=[\s(\\])", latex):
        yield "another distribution", latex[: match.start()] + r"\text{Gamma}" + latex[match.end() :]
    for match in re.finditer(r"\\log|\\ln|\\text\{logit\}|\\operatorname\{logit\}|\\Phi\^\{-1\}", latex):
        yield "another link or function", latex[: match.start()] + r"\text{cloglog}" + latex[match.end() :]
    for match in re.finditer(r"\\text\{(?:Poisson|Binomial|Bernoulli)\}|\\mathrm\{Poisson\}", latex):
        yield "another family", latex[: match.start()] + r"\text{Gamma}" + latex[match.end() :]
    for match in re.finditer(COVARIATE, latex):
        yield "a covariate is left out", latex[: match.start()] + latex[match.end() :]
    yield from _indices(latex)
    yield from _coefficients(latex)
    for match in re.finditer(r"(?<![\w}])0,\s*(?=\\?[A-Za-z{])", latex):
        yield "another mean", latex[: match.start()] + r"\mu_9 q_i," + latex[match.end() :]


COVARIATE = (
    r"\\(?:text|mathrm|operatorname)\{\w+\}_(?:\{[^{}]*\}|\w)|(?<![\\A-Za-z{])(?:[a-z]{3,}|[xXTCF])_(?:\{[^{}]*\}|\w)"
)
EFFECT = r"(?:\\(?:nu|eta|zeta)|(?<![A-Za-z\\{])[uvrbSI])_\{(?P<inside>[^{}]*)\}"
COEFFICIENT = r"(?P<base>\\(?:beta|gamma))_\{?(?P<number>\d+)\}?(?![\w^])"


def _indices(latex: str) -> Iterator[tuple[str, str]]:
    """One effect with the index of another group, or with one of its indices twice."""
    letters = sorted({letter for match in re.finditer(EFFECT, latex) for letter in match["inside"] if letter.isalpha()})
    for match in re.finditer(EFFECT, latex):
        for place, letter in enumerate(match["inside"]):
            for other in letters if letter in letters else ():
                if other != letter:
                    spot = match.start("inside") + place
                    yield "another index", latex[:spot] + other + latex[spot + 1 :]


def _coefficients(latex: str) -> Iterator[tuple[str, str]]:
    """One coefficient with the number of another: the same for both of their terms."""
    found = list(re.finditer(COEFFICIENT, latex))
    for match in found:
        for other in {one["number"] for one in found if one["base"] == match["base"]} - {match["number"]}:
            spot = match.span("number")
            yield "another coefficient", latex[: spot[0]] + other + latex[spot[1] :]


@pytest.mark.parametrize("case", RIGHT, ids=lambda case: case["id"])
def test_a_changed_equation_is_not_right(case: Case) -> None:
    model = parse(case["code"], factors=case["factors"] or None)
    for what, latex in changed(case["latex"]):
        try:
            verdict = check(latex, model).verdict
        except Error:
            continue
        assert verdict != "right", f"{what}: {latex}"


@pytest.mark.parametrize("case", RIGHT, ids=lambda case: case["id"])
def test_an_equation_is_not_right_for_another_model(case: Case) -> None:
    """The code has one thing more, or the grouping factor is another."""
    parsed = parse(case["code"], factors=case["factors"] or None)
    others = [case["code"].replace("~", "~ unseen +", 1), case["code"].replace("~", "~ (1 | unseen) +", 1)]
    assert check(case["latex"], parsed).verdict == "right"
    for code in others:
        assert check(case["latex"], parse(code, factors=case["factors"] or None)).verdict != "right", code
