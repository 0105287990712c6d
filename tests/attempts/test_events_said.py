"""Binomial equations that name the event whose probability they model: it must be the code's."""

from __future__ import annotations

import pytest

from lme4math import check, parse

CODE = "glmer(y ~ x + (1 | g), family = binomial)"
REST = r", \text{logit}(p_i) = \alpha + \beta x_i + u_{j[i]}, u_j \sim N(0, \tau^2)"
INDICATOR = r"1[y_i {0}] \sim \text{{Bernoulli}}(p_i)"
PROBABILITY = r"P(y_i {0} \mid u) = p_i"


@pytest.mark.parametrize("form", [INDICATOR, PROBABILITY])
@pytest.mark.parametrize(
    ("levels", "event", "verdict"),
    [
        (["no", "yes"], r"= \text{yes}", "right"),
        (["no", "yes"], "= 1", "right"),
        (["no", "yes"], r"= \text{no}", "wrong"),
        (["yes", "no"], r"= \text{yes}", "wrong"),
        (["a", "b", "c"], r"= \text{b}", "wrong"),
        (None, "= 1", "right"),
        (None, "= 0", "not right"),
        (None, r"\ne 1", "not right"),
        (None, r"= \text{yes}", "ambiguous"),
    ],
)
def test_the_event_is_that_of_the_levels(form: str, levels: list[str] | None, event: str, verdict: str) -> None:
    model = parse(CODE, factors={"y": levels} if levels else None)
    found = check(form.replace("{0}", event).replace("{{", "{").replace("}}", "}") + REST, model).verdict
    assert found == verdict or (verdict == "not right" and found != "right")


def test_of_more_than_two_levels_it_is_any_but_the_first() -> None:
    model = parse(CODE, factors={"y": ["a", "b", "c"]})
    assert check(r"1[y_i \ne \text{a}] \sim \text{Bernoulli}(p_i)" + REST, model).verdict == "right"
    assert check(r"1[y_i \ne \text{b}] \sim \text{Bernoulli}(p_i)" + REST, model).verdict == "wrong"
