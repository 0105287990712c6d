"""Each sign of a notation says what it is when it is pointed at: it, or what it is part of, has a row in the legend."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

import lme4math
from lme4math.ui import ViewContent
from lme4math.ui.content import StyledView

SIGNS = ("mi", "mn", "mtext", "b")
SAID_BESIDE = re.compile("N|Binomial|Poisson|Gamma|NegativeBinomial|InverseGaussian|[⋮⋯⋱]")
"""The distributions: a remark under the equations names their arguments."""
MODELS = {
    "seed": (
        "lmer(prevalence ~ time + time:type + (1 + time + type:time | reg) + (1 + time + type:time | reg:spp))",
        {"type": ["-", "+"]},
    ),
    "logit": ("glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), family = binomial)", {"period": 3}),
    "log": ("glmer(y ~ log(x) + offset(log(t)) + (x || g), family = poisson)", {}),
    "structured": ("lmer(y ~ x + cs(0 + time | g) + (1 | h), weights = w)", {"time": 4}),
}


class Signs(HTMLParser):
    """Each sign of a piece of HTML, with the classes of all that it stands in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.around: list[tuple[str, str]] = []
        self.found: list[tuple[str, frozenset[str]]] = []
        self.feed(html.replace("<wbr>", ""))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.around.append((tag, dict(attrs).get("class") or ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """It holds no sign."""

    def handle_endtag(self, tag: str) -> None:
        assert self.around.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if self.around and self.around[-1][0] in SIGNS:
            self.found.append((data, frozenset(" ".join(classes for _, classes in self.around).split())))


def rows_of(style: StyledView, notation: int) -> set[str]:
    """The keys of which the legend has a row beside a notation."""
    return {key for row in style.legend if notation in row.among for key in (row.key, row.lit_by) if key}


def without_a_row(content: ViewContent) -> Iterator[tuple[str, str]]:
    for style in content.styles:
        for place, notation in enumerate(style.notations):
            rows = rows_of(style, place)
            for sign, classes in Signs(notation.mathml + notation.details).found:
                is_said = SAID_BESIDE.fullmatch(sign) or "lm-heading" in classes or sign.isdecimal()
                if not classes & rows and not is_said:
                    yield notation.name, sign


@pytest.mark.parametrize("name", MODELS)
def test_each_sign_of_the_equations_has_a_row_in_the_legend(name: str) -> None:
    code, factors = MODELS[name]
    assert set(without_a_row(lme4math.parse(code, factors=factors).content())) == set()


def test_indices_and_sizes_in_the_remarks_have_theirs() -> None:
    code, factors = MODELS["seed"]
    style = lme4math.parse(code, factors=factors).content().styles[0]
    rows = {key: row.meaning for row in style.legend if 0 in row.among for key in (row.lit_by, row.key)}
    said = [
        (sign, rows[key])
        for remark in style.notations[0].remarks
        for sign, classes in Signs(remark).found
        for key in sorted(classes & rows.keys())
    ]
    assert ("i", "index of observations") in said
    assert ("j", "index of the levels of `reg`") in said
    assert ("n", "number of observations") in said
    assert ("K", "number of levels of `reg:spp`") in said
    assert ("j", "the level of `reg` that observation i belongs to") in said


def test_a_dimension_is_its_matrix_and_with_data_its_number_says_what_it_counts() -> None:
    sleep = lme4math.parse("lmer(Reaction ~ Days + (Days | Subject))", lme4math.data.sleepstudy()).content().styles[0]
    meanings = {row.key: row.meaning for row in sleep.legend}
    found = {
        (sign, meanings[key])
        for sign, classes in Signs(sleep.notations[2].mathml).found
        for key in classes & meanings.keys()
    }
    assert ("180", "number of observations") in found
    assert ("180", "design matrix of the population coefficients") in found
    assert ("36", "random effects") in found


def test_a_grouping_factor_says_how_many_levels_it_has() -> None:
    sleep = lme4math.parse("lmer(Reaction ~ Days + (Days | Subject))", lme4math.data.sleepstudy()).content()
    with_factor = {row.meaning for row in sleep.styles[0].legend if "lm-g-1" in (row.key, row.lit_by)}
    assert with_factor == {
        "the level of `Subject` that observation i belongs to",
        "index of the levels of `Subject`",
        "number of levels of `Subject`",
    }
