"""The answers to the page: what is shown, what is copied, what is wrong, and what is missing."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import lme4math
from lme4math.answering import ANSWERS, Answer, answer
from tests import oracle
from tests.test_packaging import WITHOUT_COMPILED

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = "m0 <- lmer(y ~ x + (1 | g))\nm1 <- update(m0, . ~ . + (0 + x | g))\nanova(m0, m1)"

EQUATION = "y_ij = b0 + b1 * x_ij + u_j + e_ij, u_j ~ N(0, t^2), e_ij ~ N(0, s^2)"


def view(text: str, **more: object) -> Answer:
    return answer({"kind": "view", "text": text, **more})


def test_a_view_is_that_of_the_model_in_the_notation_and_style_asked_for() -> None:
    told = view("y ~ x + (1 | g)", notation="compact", style="lettered")
    assert told["html"] == lme4math.parse("y ~ x + (1 | g)").html("compact", "lettered")
    assert (told["notations"][1], told["styles"][1]) == (told["notation"], told["style"]) == ("compact", "lettered")
    assert json.loads(json.dumps(told)) == told


def test_factors_are_declared() -> None:
    told = view("y ~ type * time + (1 | g)", factors="type=-,+; time=3")
    declared = {"type": ["-", "+"], "time": 3}
    assert told["html"] == lme4math.parse("y ~ type * time + (1 | g)", factors=declared).html()


def test_a_model_of_a_script_is_chosen_by_its_place() -> None:
    told = view(SCRIPT, which=1)
    assert (told["models"], told["place"], told["pairs"]) == (["m0", "m1"], 1, [[0, 1]])
    assert told["html"] == lme4math.parse(SCRIPT, which="m1").html()


def test_a_print_shows_its_numbers() -> None:
    text = next(iter(oracle.designed_fits()[0]["texts"].values()))
    told = view(text, style="indexed")  # a style of models, that fits have not
    assert told["style"] == "numbers"
    assert "0.65" in told["html"]
    forms = answer({"kind": "forms", "text": text})
    assert forms["latex"] == lme4math.read_fit(text).equations("expanded").latex()
    damaged = view(text.replace("(Intercept)   0.6542", "(Intercept)   0.65x2"))
    assert "<math" in damaged["html"]
    assert "lm-error" in damaged["remark"]


def test_what_is_copied_is_the_notation_shown() -> None:
    forms = answer({"kind": "forms", "text": "y ~ x + (1 | g)", "notation": "matrix", "style": "lettered"})
    equations = lme4math.parse("y ~ x + (1 | g)").equations("matrix", "lettered")
    assert forms == {form: getattr(equations, form)() for form in ("latex", "mathml", "typst", "text")}


def test_an_equation_is_checked_and_a_mistake_in_it_has_its_place() -> None:
    right = {"latex": EQUATION, "text": "y ~ x + (1 | g)"}
    assert answer({"kind": "check", **right})["verdict"] == "right"
    assert answer({"kind": "check", **right, "text": "y ~ x + (x | g)"})["verdict"] == "wrong"
    other = "m0 <- lmer(y ~ x + (x | g)); m1 <- update(m0, . ~ x + (1 | g))"
    assert answer({"kind": "check", **right, "text": other, "which": 1})["verdict"] == "right"
    assert "lm-error" in answer({"kind": "check", "latex": "no equation", "text": "y ~ x + (1 | g)"})["error"]


def test_two_models_are_compared() -> None:
    told = answer({"kind": "compare", "text": SCRIPT, "first": 0, "second": 1})
    assert told["relation"] == "first in second"
    assert "lm-compare" in told["html"]


def test_a_mistake_is_told_with_its_place_and_never_as_markup() -> None:
    told = view("lmer(`<b>` ~ x + (1 | g")
    assert set(told) == {"error"}
    assert "lm-carets" in told["error"]
    assert "<b>`" not in told["error"]


def test_data_and_stored_fits_are_read_from_files(tmp_path: Path) -> None:
    data = tmp_path / "toy60.csv"
    data.write_bytes((oracle.DATA / "toy60.csv").read_bytes())
    told = view("lmer(y ~ x + (1 | g))", file=str(data))
    assert told["style"] == "numbers"
    assert "60 observations" in told["html"]
    stored = view("", file=str(oracle.stored_files()[0]))
    assert "fitted values, largest difference" in stored["html"]


@pytest.mark.parametrize("kind", ANSWERS)
def test_what_is_missing_is_named(kind: str) -> None:
    question = {
        "view": {"text": "", "file": str(oracle.stored_files()[0])},
        "forms": {"text": "", "file": str(oracle.stored_files()[0])},
        "check": {"latex": EQUATION, "text": "y ~ x + (1 | g)"},
        "compare": {"text": SCRIPT, "first": 0, "second": 1},
    }[kind]
    code = f"{WITHOUT_COMPILED}\nimport json\nfrom lme4math.answering import answer\n"
    code += f"print(json.dumps(answer({ {'kind': kind, **question}!r})))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    told = json.loads(done.stdout)
    assert told.get("missing") == (None if kind == "check" else "numpy"), done.stderr


PRINT = """Linear mixed model fit by REML ['lmerMod']
Formula: y ~ period + (1 | herd)
REML criterion at convergence: 100.2
Random effects:
 Groups   Name        Variance Std.Dev.
 herd     (Intercept) 4.0000   2.0000
 Residual             9.0000   3.0000
Number of obs: 56, groups:  herd, 15
Fixed effects:
            Estimate Std. Error t value
(Intercept)  10.0000     1.0000  10.000
period2       2.0000     0.5000   4.000
period3       3.0000     0.5000   6.000
"""


def said(question: dict[str, object]) -> str:
    """All that the page says to a question."""
    told = answer(question)
    return html.unescape(re.sub("<style.*?</style>|<[^>]*>", "", "".join(map(str, told.values())), flags=re.DOTALL))


@pytest.mark.parametrize(
    ("question", "where"),
    [
        ({"kind": "view", "text": SCRIPT}, "choose another in the list “Model”"),
        ({"kind": "view", "text": SCRIPT}, "read both in the list “Model”"),
        ({"kind": "view", "text": "y ~ x + (1 | g)", "factors": "x=a,a"}, "x=a,b under “Categorical variables”"),
        ({"kind": "view", "text": PRINT}, "period=…,2,3 under “Categorical variables”"),
    ],
)
def test_the_page_asks_in_words_that_it_has(question: dict[str, object], where: str) -> None:
    assert where in said(question)
    assert not re.search(r"which=|--model|factors=\{|parse\(", said(question))


def test_a_program_is_asked_in_its_own_words_again() -> None:
    answer({"kind": "view", "text": SCRIPT})
    assert "`which=`" in str(lme4math.parse(SCRIPT).warnings)
