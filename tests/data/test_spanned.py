"""With data, what random effects vary around is told by the columns themselves."""

from __future__ import annotations

import lme4math

DATA = {
    "y": [float(row % 7) for row in range(24)],
    "age": [float(20 + 3 * row % 31) for row in range(24)],
    "cohort": [float(1950 + 7 * row % 29) for row in range(24)],
    "g": [f"g{row % 6}" for row in range(24)],
}
DATA["year"] = [age + cohort for age, cohort in zip(DATA["age"], DATA["cohort"], strict=True)]


def test_a_variable_that_the_data_makes_of_others_varies_around_their_course() -> None:
    code = "lmer(y ~ age + cohort + (year | g))"
    told = lme4math.parse(code, DATA).explain()
    assert "The slope of `year` varies around the course that `age` and `cohort` give." in told
    assert "not in the fixed part" not in told


def test_a_variable_that_the_data_does_not_make_of_others_varies_around_0() -> None:
    other = {**DATA, "year": [float(row * row % 11) for row in range(24)]}
    assert "not in the fixed part: it varies around 0" in lme4math.parse("lmer(y ~ age + (year | g))", other).explain()
