"""How large a view may be: what a notebook saves of it, and what a browser must lay out."""

from __future__ import annotations

from functools import cache

import pytest

import lme4math

SEED = "lmer(prevalence ~ time + time:type + (1 + time + type:time | reg) + (1 + time + type:time | reg:spp))"


@cache
def sleepstudy() -> lme4math.Model:
    return lme4math.parse("Reaction ~ Days + (Days | Subject)", lme4math.data.sleepstudy())


@cache
def seed() -> lme4math.Model:
    return lme4math.parse(SEED, factors={"type": ["-", "+"]})


def bytes_of(model: lme4math.Model) -> int:
    return len(model.html().encode())


@pytest.mark.parametrize(("model", "most"), [(sleepstudy, 190_000), (seed, 380_000)])
def test_the_views_of_small_models_are_light(model: object, most: int) -> None:
    assert callable(model)
    assert bytes_of(model()) <= most
