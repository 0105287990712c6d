"""The answer to an attempt, as a notebook shows it."""

from __future__ import annotations

import pickle
import re
from html import unescape

import pytest

from lme4math import Check, check, parse
from tests.oracle import Case, attempts

CASES = {case["id"]: case for case in attempts()}
RIGHT = "rb-slopes-as-outcomes"
LEVEL = "w-ps-wrong-group"
SLIP = "seed-answer-1-typed"
NO_LINE = "a-rb-no-line-for-slope"
ZERO = "w-rb-zero-covariance"


def answer(name: str) -> Check:
    case: Case = CASES[name]
    return check(case["latex"], parse(case["code"], factors=case["factors"] or None))


def seen(html: str) -> str:
    """What is read on the page, without its style sheets."""
    text = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", "", text)))


def kinds(html: str) -> set[str]:
    """The kinds of marks, but for those that have only a number."""
    return set(re.findall(r'class="lm-part lm-part-(\w+)"', html)) - {"note"}


@pytest.mark.parametrize("name", CASES)
def test_all_that_is_said_is_shown_and_nothing_is_fetched(name: str) -> None:
    found = answer(name)
    html = found._repr_html_()
    for sentence in found.sentences:
        plain = sentence.replace("`", "")
        assert plain in seen(html) or (found.means and found.means in seen(html))
    assert not re.search(r"<script|https?://(?!www\.w3\.org)", html)
    assert found.code in seen(html)


@pytest.mark.parametrize(
    ("name", "first", "marks"),
    [
        (RIGHT, "✓ Your equation is the model of the code.", {"right"}),
        (
            LEVEL,
            "✗ Your equation is not the model of the code; the response and the fixed effects are right.",
            {"right", "level"},
        ),
        (
            ZERO,
            "✗ Your equation is not the model of the code; the response and the fixed effects are right.",
            {"right", "wrong"},
        ),
        (SLIP, "? Your equation can be read as the model of the code", {"right", "open"}),
    ],
)
def test_the_verdict_is_said_in_words_and_signs_and_each_mark_is_explained(
    name: str, first: str, marks: set[str]
) -> None:
    html = answer(name)._repr_html_()
    assert seen(html).strip().startswith(first)
    assert kinds(html) == marks
    explained = {
        "right": "✓ as in the code",
        "wrong": "✗ not in the code",
        "level": "↕ at another",
        "open": "? left open",
    }
    assert {kind for kind, words in explained.items() if words in seen(html)} == marks


@pytest.mark.parametrize("name", CASES)
def test_each_number_leads_from_a_sentence_to_a_place_in_the_equation_or_in_the_code(name: str) -> None:
    html = answer(name)._repr_html_()
    listed = re.findall(r'<li class="lm-numbered"><b>(\d+)</b>', html)
    signs = re.findall(r'lm-part-sign">([^<]*)<', html) + re.findall(r'data-lm-sign="([^"]*)"', html)
    placed = {number for sign in signs for number in re.findall(r"\d+", sign)}
    assert listed == [str(number) for number in range(1, len(listed) + 1)]
    assert placed == set(listed)


def test_a_part_that_the_equation_lacks_is_marked_in_the_code_and_one_that_it_has_too_much_in_the_equation() -> None:
    lacks = check(
        "y_ij = b0 + u_j + e_ij, u_j ~ N(0, t^2), e_ij ~ N(0, s^2)", "# my model\nm <- lmer(y ~ x + (1 | g), d)"
    )
    assert '(<u class="lm-part' not in lacks._repr_html_()
    assert re.search(r'y ~ <u class="lm-part lm-part-note" data-lm-sign="1">x</u>', lacks._repr_html_())
    has = check("y_ij = b0 + b1 * x_ij + u_j + e_ij, u_j ~ N(0, t^2), e_ij ~ N(0, s^2)", "lmer(y ~ 1 + (1 | g))")
    (place,) = [place for place, _ in has.places if place]
    assert has.latex[slice(*place)] == "b1"
    assert 'data-lm-sign="' not in has._repr_html_()


def test_nothing_is_marked_as_right_where_the_equation_stands_for_no_model() -> None:
    found = answer("seed-attempt-2-gamma-of-species")
    assert found.means is None
    assert "right" not in kinds(found._repr_html_())


def test_the_model_of_the_code_stands_beside_it_in_the_same_letters_and_style() -> None:
    html = answer(LEVEL)._repr_html_()
    ours = seen(html[html.index("The model of the code") :])
    assert "in your letters" in ours
    assert "S" in ours
    assert "F" in ours  # the attempt's letters for effects of subjects, and for freq
    assert "freq" not in ours[: ours.index("Indices")]
    assert answer(RIGHT)._beside.notation == "levels"
    assert answer(SLIP)._beside.notation == "expanded"
    assert answer("mx-laird-ware")._beside.notation == "matrix"
    assert answer(ZERO)._beside.notation == "additive"


def test_a_slip_is_mended_in_the_text_itself_and_the_mended_text_is_right() -> None:
    found = answer(SLIP)
    mended = found.mended()
    assert mended == found.latex.replace(r"\eta_{j}", r"\eta_{k}").replace(r"\eta_j", r"\eta_k")
    assert check(mended, parse(CASES[SLIP]["code"], factors=CASES[SLIP]["factors"])).verdict == "right"
    html = found._repr_html_()
    right = html[html.index("LaTeX that is right") :]
    assert mended in unescape(re.sub(r"<[^>]*>", "", right))
    assert re.findall(r'<u class="lm-part lm-part-note"[^>]*>([^<]*)</u>', right) == ["k"] * 3


def test_other_attempts_are_offered_the_equation_of_the_code_in_their_letters() -> None:
    found = answer(LEVEL)
    assert "S_{1,j}" in found.mended()
    assert found.mended() in unescape(found._repr_html_())
    assert "LaTeX that is right" not in seen(answer(RIGHT)._repr_html_())


def test_questions_that_would_settle_it_stand_apart_and_once() -> None:
    html = seen(answer(NO_LINE)._repr_html_())
    assert html.count("has no equation: does it have a mean and a deviation of its own") == 1
    assert "What would settle it" in html


def test_the_formulas_of_both_stand_below_each_other() -> None:
    html = seen(answer(NO_LINE)._repr_html_())
    assert re.search(r"The code\s*debt ~ income \+ \(income \| state\)\s*Mended", html)
    level = seen(answer(LEVEL)._repr_html_())
    assert re.search(r"\(1 \| item\)\s*Your equation\s*gaze ~ freq \+ \(1 \| subj\) \+ \(1 \+ freq \| item\)", level)
    assert re.search(r"Mended\s*debt ~ income \+ \(1 \+ income \| state\)", html)


def test_hosts_without_html_have_sentences_and_latex() -> None:
    found = answer(ZERO)
    assert found._repr_markdown_().startswith(
        "**Your equation is not the model of the code; the response and the fixed effects are right.**\n\n"
        "- In the code, the deviations of"
    )
    assert "\n$$\n\\begin{aligned}" in found._repr_markdown_()
    assert str(found) == found.text()


def test_an_answer_can_be_stored() -> None:
    found = answer(SLIP)
    assert pickle.loads(pickle.dumps(found)).text() == found.text()


def test_a_text_with_distributions_only_is_shown() -> None:
    html = check(
        r"$\eta \sim N(0, \Sigma_\eta)$ and $\epsilon \sim N(0, \Sigma)$", "lmer(y ~ x + (1 | g))"
    )._repr_html_()
    assert re.match(r"\s*[✗?] ", seen(html))
    assert "The model of the code" in seen(html)


@pytest.mark.parametrize("text", ["y_i = <script>alert(1)</script> + e_i", "y_i = x </style><b>y</b> + e_i"])
def test_nothing_of_the_equation_becomes_markup(text: str) -> None:
    html = check(text, "lmer(y ~ x + (1 | g))")._repr_html_()
    assert "<script" not in html
    assert "<b>y" not in html
