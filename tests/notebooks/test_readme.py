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


@pytest.mark.parametrize("code", re.findall(r"```python\n(.*?)```", README, re.DOTALL))
def test_its_python_runs(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {}
    exec(code, names)
    model = names["model"]
    assert isinstance(model, lme4math.Model)
    assert capsys.readouterr().out == "{}\n{}\n".format(
        model.equations("compact").text(), model.equations("compact").latex()
    )


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
