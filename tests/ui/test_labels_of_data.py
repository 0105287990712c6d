"""The reader's own words on what is drawn and said of the data and of a fit: R's names are left in R code alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

import lme4math

CODE = "lmer(resp_ms ~ dose_mg * arm_cd + age_yr + (dose_mg | clin_id) + (1 | site_no) + (1 | item_cd))"
LABELS = {
    "resp_ms": "response time",
    "dose_mg": "$d$",
    "arm_cd": "arm",
    "arm_cd=trt": "treated",
    "clin_id": "clinic",
    "clin_id=c1": "first clinic",
    "site_no": "site",
    "site_no=s1": "London",
    "item_cd": "item",
    "age_yr": "age",
}
NAMES = re.compile(r"resp_ms|dose_mg|arm_cd|clin_id|site_no|item_cd|age_yr|\btrt\b|\bc1\b|\bs1\b")
IN_CODE = re.compile(r"`[^`]*`")


@pytest.fixture(scope="module")
def model() -> lme4math.Model:
    rng = np.random.default_rng(1)
    data = {
        "resp_ms": rng.normal(size=60),
        "dose_mg": rng.normal(size=60),
        "arm_cd": np.array(["ctl", "trt"])[rng.integers(0, 2, 60)],
        "age_yr": np.repeat(rng.normal(size=6), 10),
        "clin_id": np.repeat([f"c{number}" for number in range(1, 7)], 10),
        "site_no": np.repeat(["s1", "s2", "s3"], 20),
        "item_cd": np.tile(["i1", "i2", "i3", "i4", "i5"], 12),
    }
    return lme4math.parse(CODE, data, labels=LABELS)


@pytest.fixture(scope="module")
def fit(model: lme4math.Model) -> lme4math.Fit:
    return model.fit()


def written(figure: Figure) -> str:
    return "\n".join(one.get_text() for one in figure.findobj(Text) if isinstance(one, Text))


PICTURES: dict[str, tuple[Callable[[lme4math.Fit], Figure], tuple[str, ...]]] = {
    "design": (
        lambda fit: fit.model.plot_design(),
        ("d", "arm = treated", "age", "first clinic", "London", "(d | clinic): 6 levels"),
    ),
    "structure": (lambda fit: fit.model.plot_structure(), ("clinic (6)", "└ clinic", "site", "London", "item (5)")),
    "effects": (lambda fit: fit.plot_effects("clin_id"), ("first clinic", "d", "levels of clinic")),
    "shrinkage": (lambda fit: fit.plot_shrinkage("clin_id"), ("slope of d", "Levels of clinic:")),
}


@pytest.mark.parametrize("picture", PICTURES)
def test_pictures_have_the_words_of_the_reader(fit: lme4math.Fit, picture: str) -> None:
    draw, there = PICTURES[picture]
    shown = written(draw(fit))
    assert [words for words in there if words not in shown] == []
    assert NAMES.findall(shown) == []


SAID: dict[str, tuple[Callable[[lme4math.Fit], str], tuple[str, ...]]] = {
    "structure": (lambda fit: str(fit.model.structure()), ("clinic is nested in site.", "clinic and item are crossed")),
    "table of structure": (lambda fit: fit.model.structure()._repr_html_(), ("clinic is nested in site.", ">item<")),
    "moments": (lambda fit: str(fit.model.moments()), ("sharing clinic, site:",)),
    "LaTeX of moments": (lambda fit: fit.model.moments().latex(), ("same }", "clinic")),
    "table of moments": (lambda fit: fit.model.moments()._repr_html_(), ("site", "clinic")),
    "legend": (lambda fit: str({one.level for one in fit.model.legend()}), ("clinic", "site", "item")),
    "warnings of the model": (lambda fit: "\n".join(fit.model.warnings), ()),
    "remarks on the data": (
        lambda fit: "\n".join(fit.model.with_random("age_yr", "clin_id").structure().remarks),
        ("age does not vary within any level of clinic",),
    ),
    "counts of a fit": (lambda fit: fit._counts()[0], ("clinic: 6 levels",)),
    "warnings of a fit": (lambda fit: "\n".join(fit.warnings), ("for each level of item is estimated",)),
    "a level": (lambda fit: fit.for_level("clin_id", "c1").text(), ("whose clinic is “first clinic”",)),
    "a changed model": (
        lambda fit: str(fit.model.with_effect("arm_cdtrt", "clin_id").explain()),
        ("the effect of arm vary between levels of clinic",),
    ),
    "methods": (lambda fit: fit.model.methods(), ("model of response time with d, arm, age", "each clinic")),
}


@pytest.mark.parametrize("what", SAID)
def test_sentences_have_the_words_of_the_reader(fit: lme4math.Fit, what: str) -> None:
    say, there = SAID[what]
    said = say(fit)
    assert [words for words in there if words not in said] == []
    assert NAMES.findall(IN_CODE.sub("", said)) == []


def texts(part: object) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for one in part:
            yield from texts(one)
    elif is_dataclass(part):
        for each in fields(part):
            yield from texts(getattr(part, each.name))


def test_the_panels_of_the_data_and_of_a_fit_have_the_words_of_the_reader(fit: lme4math.Fit) -> None:
    content = fit.content()
    said = "\n".join((*texts(content.data), *content.of_fit, *content.warnings, *content.assumptions))
    assert all(words in said for words in ("clinic is nested in site", "first clinic", "London", "(1 | item)"))
    assert NAMES.findall(IN_CODE.sub("", said)) == []


def test_programs_find_things_by_their_names_in_r(model: lme4math.Model) -> None:
    structure = model.structure()
    assert [level.name for level in structure.levels] == ["clin_id", "site_no", "item_cd"]
    assert structure.pairs[0].first == "clin_id"
    assert model.moments().covariance("site_no") != 0


def test_r_code_that_a_warning_proposes_can_be_typed() -> None:
    script = "lmer(y ~ x + (x | g_id) + (1 | g_id))"
    (warning, *_) = lme4math.parse(script, labels={"g_id": "group", "x": "dose"}).warnings
    assert "`(x | g_id)` and `(1 | g_id)`" in warning
