"""`%%lmer_check` in a shell of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

import lme4math
from lme4math.ui import register_check

CELL = r"""
$$y_{ij} = \beta_0 + \beta_1 T_{ij} + u_j + e_{ij}$$
with $u_j \sim N(0,\tau^2)$, $e_{ij} \sim N(0,\sigma^2)$
"""


@pytest.fixture
def shell() -> Iterator[InteractiveShell]:
    shell = InteractiveShell.instance()
    register_check(shell, lme4math.check, lme4math.parse)
    shell.push({"model": lme4math.parse("lmer(y ~ time + (1 | g))"), "frame": [1, 2]})
    yield shell
    shell.history_manager.end_session()
    InteractiveShell.clear_instance()


def shown(shell: InteractiveShell, cell: str) -> dict[str, Any]:
    """The one bundle that a cell displays; no cell may raise."""
    with capture_output() as captured:
        result = shell.run_cell(cell)
    result.raise_error()
    assert (captured.stdout, captured.stderr) == ("", "")
    (output,) = captured.outputs
    return dict(output.data)


@pytest.mark.parametrize(
    "line",
    [
        "model",
        "model --symbol T=time --index j=g",
        "--symbol T=time --index j=g model",
        '--code "lmer(y ~ time + (1 | g))"',
        "--code='lmer(y ~ time + (1 | g))' --index=j=g",
    ],
)
def test_the_answer_is_shown_for_a_model_by_its_name_and_for_code(shell: InteractiveShell, line: str) -> None:
    assert "Your equation is the model of the code." in shown(shell, f"%%lmer_check {line}\n{CELL}")["text/html"]


def test_factors_of_code_are_declared(shell: InteractiveShell) -> None:
    equation = r"$y_i = \beta_0 + \beta_1 1[t_i = b] + \beta_2 1[t_i = c] + u_{j[i]} + e_i$"
    laws = r"with $u_j \sim N(0, \tau^2)$, $e_i \sim N(0, \sigma^2)$"
    code = "%%lmer_check --code 'lmer(y ~ t + (1 | g))'"
    declared = shown(shell, f"{code} --factor t=a,b,c\n{equation}\n{laws}")["text/html"]
    assert "Your equation is the model of the code." in declared
    assert (
        "Your equation is not the model" in shown(shell, f"{code} --factor t=a,b,c,d\n{equation}\n{laws}")["text/html"]
    )
    assert (
        "is a model, and has its factors" in shown(shell, f"%%lmer_check model --factor t=a,b\n{equation}")["text/html"]
    )


def test_r_code_in_place_of_an_equation_is_told_from_one(shell: InteractiveShell) -> None:
    assert "This is R code" in shown(shell, "%%lmer_check model\ny ~ time + (1 | g)")["text/html"]


def test_what_symbols_stand_for_counts(shell: InteractiveShell) -> None:
    bundle = shown(shell, f"%%lmer_check --code 'lmer(y ~ a + (1 | g))' --symbol T=b\n{CELL}")
    assert "fixed effect of <code>a</code>" in bundle["text/html"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "There is no model"),
        ("modle", "Did you mean <code>model</code>?"),
        ("frame", "must be a Model or R code"),
        ("model --code 'y ~ x'", "held against one model"),
        ("model --smybol T=x", "Did you mean <code>--symbol</code>?"),
        ("model --symbol T", "does not say what a name stands for"),
        ("model other", "is no option"),
        ("--index j=g model other", "is no option"),
        ("--code 'lmer(y ~ x + (1 | g)'", "is never closed"),
        ("--code 'y ~ x", "A quote is not closed"),
    ],
)
def test_mistakes_in_the_line_are_said_in_a_sentence(shell: InteractiveShell, line: str, said: str) -> None:
    bundle = shown(shell, f"%%lmer_check {line}\n{CELL}")
    assert 'role="alert"' in bundle["text/html"]
    assert said in bundle["text/html"]


def test_a_mistake_in_the_equation_has_its_place(shell: InteractiveShell) -> None:
    bundle = shown(shell, "%%lmer_check model\ny = \\frac{a\n")
    assert "y = \\frac{a\n         ^" in bundle["text/plain"]


def test_completion_names_models_and_options(shell: InteractiveShell) -> None:
    def completed(line: str) -> set[str]:
        with provisionalcompleter():
            return {one.text for one in shell.Completer.completions(line, len(line))}

    assert completed("%%lmer_check mod") >= {"model"}
    assert completed("%%lmer_check model --") >= {"--code", "--symbol", "--index"}
