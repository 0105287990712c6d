"""What the README tells people to type works, and it names every option that there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

import lme4math
from lme4math.ui.magic import LmerMath

README = (Path(__file__).resolve().parents[2] / "README.md").read_text("utf-8")


def ran(code: str) -> dict[str, object]:
    """The names that a block of the README leaves behind."""
    names: dict[str, object] = {}
    exec(code, names)
    return names


PYTHON = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


def test_its_python_without_data_runs_and_prints_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    model = ran(PYTHON[0])["model"]
    assert isinstance(model, lme4math.Model)
    printed = capsys.readouterr().out
    assert printed.startswith(model.equations("compact").text())
    assert model.explain() in printed
    assert "population slope of Days" in printed


def test_its_python_with_data_runs_and_the_shown_equation_has_values(capsys: pytest.CaptureFixture[str]) -> None:
    names = ran(PYTHON[1])
    assert "('(Intercept)', 'x') (8, 4)" in capsys.readouterr().out.replace("[", "(").replace("]", ")")
    shown = names["shown"]
    assert isinstance(shown, lme4math.Equations)
    assert shown.evaluate([1.0, 0.5], [0.1, -0.2, 0.0, 0.3])[0] == pytest.approx(1.0 + 0.5 * 0.1 + 0.1)


def test_its_cells_show_the_model() -> None:
    shell = InteractiveShell.instance()
    with capture_output() as captured:
        for cell in re.findall(r"```\n(%.*?)```", README, re.DOTALL):
            shell.run_cell(cell).raise_error()
    InteractiveShell.clear_instance()
    assert captured.stdout + captured.stderr == ""
    assert "prevalence" in captured.outputs[-1].data["text/plain"]


def test_it_names_every_option_of_the_magic() -> None:
    usage = set(re.findall(r"--\w+", LmerMath.lmer_math.parser.format_usage()))
    synopsis = re.search(r"    %%lmer_math (.*)\n", README)
    assert synopsis
    assert set(re.findall(r"--\w+", synopsis[1])) == usage
    assert {option for option in usage if f"| `{option}" in README} == usage
