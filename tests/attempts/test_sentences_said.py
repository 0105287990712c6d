"""What a check says: one sentence for each difference and note, in the field's words, with what would mend it."""

from __future__ import annotations

import re

import pytest

from lme4math import check, parse
from lme4math.attempts import sentence_of
from lme4math.attempts.shown.differences_in_words import NOTES, SENTENCES
from tests.oracle import Case, attempts, further_attempts

SAID = [
    (
        ("missing_fixed_effect", {"coefficient": "(Intercept)"}),
        "The equation has no intercept: add a coefficient without a covariate.",
    ),
    (
        ("extra_fixed_effect", {"coefficient": "x"}),
        "The code has no fixed effect of `x`: take the term out of the equation, or add it to the code.",
    ),
    (
        ("extra_random_effect", {"group": "g", "coefficient": "(Intercept)"}),
        "The intercept varies by `g` in the equation, but not in the code: take its deviation out, or add it "
        "to the code.",
    ),
    (
        ("extra_correlation", {"between": [["g", "(Intercept)"], ["h", "x"]]}),
        "In the equation, the deviations of the intercept by `g` and the slope of `x` by `h` may be "
        "correlated, but lme4 correlates only effects of one grouping factor: set their covariance to 0.",
    ),
    (
        ("wrong_family", {"code": "poisson", "equation": "gaussian"}),
        "The response is Poisson in the code, but normal in the equation: write the distribution of the code.",
    ),
    (
        ("wrong_link", {"code": "identity", "equation": "log"}),
        "The link is the identity in the code, but log in the equation: set the linear predictor equal to the"
        " mean itself.",
    ),
    (
        ("wrong_trials", {"code": "Bernoulli", "equation": "Binomial(n_i)"}),
        "The response is Bernoulli in the code, but Binomial(n_i) in the equation: write 1 as the number of trials.",
    ),
    (
        ("residual_structure", {"code": "sigma^2 I", "equation": "AR(1) within id"}),
        "The residuals follow AR(1) within `id` in the equation, but lmer's are independent with one "
        "variance: write N(0, σ^2).",
    ),
    (
        ("residual_structure", {"code": "sigma^2 I", "equation": "a variance for each sex"}),
        "The residuals have a variance for each sex in the equation, but lmer's are independent with one "
        "variance: write N(0, σ^2).",
    ),
    (("undefined_symbol", {"symbol": "i, j"}), "The text does not say what “i” and “j” stand for: define them."),
    (("undefined_symbol", {"symbol": "u_0,j"}), "The text does not say what “u_0,j” stands for: define it."),
    (
        ("unnamed_distribution", {"of": "the correlation in g, h"}),
        "The equation does not say whether the effects of `g` and `h` are correlated: give their covariance "
        "matrix, or say that they are independent.",
    ),
    (("unnamed_distribution", {"of": "u_j"}), "The equation gives no distribution of “u_j”: add one."),
    (
        ("shared_variance", {"among": ["(Intercept) | g", "x | g"]}),
        "The variances of `(Intercept) | g` and `x | g` are separate parameters in the code, but one symbol "
        "stands for both in the equation: give each a symbol of its own.",
    ),
]


@pytest.mark.parametrize(("told", "sentence"), SAID, ids=lambda one: one[0] if isinstance(one, tuple) else "")
def test_a_difference_is_one_sentence_with_what_would_mend_it(
    told: tuple[str, dict[str, object]], sentence: str
) -> None:
    kind, fields = told
    assert sentence_of({"kind": kind, **fields}) == sentence


CLUMSY = re.compile(
    r"[Nn]othing is said|[Nn]othing says|nowhere|no such|has not\b|effects is|stands? for is|\bnobody\b"
)


@pytest.mark.parametrize("case", [*attempts(), *further_attempts()], ids=lambda case: case["id"])
def test_what_is_said_of_an_equation_is_plain(case: Case) -> None:
    found = check(case["latex"], parse(case["code"], factors=case["factors"] or None))
    for sentence in found.sentences:
        assert not CLUMSY.search(sentence)
        assert re.search(r"[.?]$", sentence)
        assert sentence.count("`") % 2 == 0
        assert sentence.count("“") == sentence.count("”")
    said = [sentence_of(one) for one in (*found.differences, *found.notes)]
    assert all(re.search(r"[:;]", re.sub(r"`[^`]*`|“[^”]*”", "", sentence)) for sentence in said), (
        "each tells the repair"
    )


def test_every_kind_has_a_sentence_and_none_is_of_both() -> None:
    assert (len(SENTENCES), len(NOTES)) == (21, 10)
    assert not set(SENTENCES) & set(NOTES)
