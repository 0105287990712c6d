"""A few very different models, and pages that show them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import lme4math
from lme4math.ui import fragment_of
from lme4math.ui.content import Viewable


def seed() -> Viewable:
    code = "lmer(prevalence ~ time + time:type + (1 + time + type:time | reg) + (1 + time + type:time | reg:spp))"
    return lme4math.parse(code, factors={"type": ["-", "+"]})


def wide() -> Viewable:
    """Matrices of many columns, and three grouping factors."""
    code = "lmer(score ~ a * b + (1 + a * b | subject) + (1 + a | item) + (1 | school))"
    return lme4math.parse(code, factors={"a": ["1", "2", "3"], "b": ["lo", "hi"]})


def twenty() -> Viewable:
    """Twenty coefficients."""
    return lme4math.parse(f"lmer(y ~ {' + '.join(f'x{number}' for number in range(1, 20))} + (1 | g))")


def strange() -> Viewable:
    """Names with blanks, metacharacters and no place to break."""
    long = "a_very_long_name_without_any_place_to_break_it_1234567890"
    code = (
        f"glmer(`<b>reply & co</b>` ~ `soil type` * log({long} + 1) + I(`$x^2$`) + (1 | `\\\\alpha`/`ряд`), "
        "family = binomial)"
    )
    return lme4math.parse(code, factors={"soil type": ["<script>", "sand & loam"]})


def nested() -> Viewable:
    """Data, so that the view shows how they lie."""
    rows = [(school, f"class {school}.{room}") for school in range(5) for room in range(3) for _ in range(4)]
    data = {
        "y": [float(number * 7 % 11) for number in range(len(rows))],
        "x": [float(number * 5 % 13) for number in range(len(rows))],
        "arm": [("control", "treat & co")[number % 2] for number in range(len(rows))],
        "school": [f"<i>{school}</i>" for school, _ in rows],
        "class": [room for _, room in rows],
    }
    return lme4math.parse("lmer(y ~ x * arm + (1 + x | school/class))", data)


MODELS = {model.__name__: model for model in (seed, wide, twenty, strange, nested)}


def write_page(path: Path, models: Iterable[Viewable]) -> str:
    """A page with the fragments of models on it; returns its address."""
    views = "\n".join(f"<div>{fragment_of(model.content())}</div>" for model in models)
    path.write_text(f"<!doctype html><meta charset=utf-8><title>models</title><body>{views}", "utf-8")
    return path.as_uri()
