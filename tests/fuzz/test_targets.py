"""Each target of the long runs (`fuzz/README.md`), on a few inputs."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from fuzz import frames, laws, models, text

few = settings(
    max_examples=20,
    derandomize=True,  # a change is judged by what it did; new inputs are for the long runs
    phases=[Phase.explicit, Phase.generate],  # to shrink a page of code would take minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@few
@given(text.inputs)
def test_any_text_is_a_model_or_refused(data: bytes) -> None:
    text.check(data)


@few
@given(models.inputs())
def test_names_of_any_characters_are_printed_safely(given_: models.Given) -> None:
    models.check(given_)


@few
@given(frames.inputs())
def test_any_data_fits_or_is_refused(given_: frames.Given) -> None:
    frames.check(given_)


@pytest.mark.parametrize("code", ["lmer(y ~ x + (1 | g))", "lmer(y ~ log(`a b`) + (1 | g:h) + offset(z))"])
def test_bytes_stand_for_the_text_that_they_are_made_from(code: str) -> None:
    assert text.text_of(text.bytes_of(code)) == code


@pytest.mark.parametrize("latex", [r"{a", r"a}", r"\left( a", r"\begin{x}{\end{x}}", "a\x07"])
def test_latex_that_does_not_nest_is_found(latex: str) -> None:
    with pytest.raises(AssertionError):
        laws.latex_is_balanced(latex)


@pytest.mark.parametrize("html", ["<u>x</u>", "<p>x", "<p onclick='x'>x</p>", "<!-- x -->", "<b><p></b></p>"])
def test_a_page_with_foreign_elements_is_found(html: str) -> None:
    with pytest.raises(AssertionError):
        laws.is_our_html(html)
