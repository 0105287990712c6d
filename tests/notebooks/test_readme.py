"""What the README tells people to type works, its figures are true, and it names every option that there is."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pypandoc
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

import lme4math
from lme4math.cli import main
from tests.oracle import designed_cases

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/architecture.md", "benchmarks/README.md")


def ran(code: str) -> dict[str, object]:
    """The names that a block of the README leaves behind."""
    names: dict[str, object] = {}
    exec(code, names)
    return names


PYTHON = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


def test_its_python_runs_and_prints_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    names = ran("\n".join(PYTHON))
    model, printed = names["model"], capsys.readouterr().out
    assert isinstance(model, lme4math.Model)
    assert isinstance(names["fit"], lme4math.Fit)
    assert printed.startswith(model.equations("compact").text())
    assert model.explain() in printed
    assert "Reaction_i = 253.7 + 19.7 Days_i + ε_i" in printed


def test_its_cells_show_the_model() -> None:
    shell = InteractiveShell.instance()
    lme4math.load_ipython_extension(shell)  # as the import does where the package is not imported yet
    with capture_output() as captured:
        for cell in re.findall(r"```\n((?:%|import).*?)```", README, re.DOTALL):
            shell.run_cell(cell).raise_error()
    InteractiveShell.clear_instance()
    assert captured.stdout + captured.stderr == ""
    assert "prevalence" in captured.outputs[-1].data["text/plain"]


def commands(page: str) -> list[str]:
    """The lines of a page's shell blocks."""
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / page).read_text("utf-8"), re.DOTALL)
    return [line.strip() for block in blocks for line in block.splitlines() if line.strip()]


@pytest.mark.parametrize("command", [*commands("README.md"), *commands("CONTRIBUTING.md")])
def test_its_commands_are_commands(command: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    words = [word for word in shlex.split(command) if not re.match(r"[A-Z_]+=", word)]
    match words:
        case ["python", "-m", "lme4math", "check", *rest]:
            assert main(["check", *rest]) == 1  # the equation is another model
            assert "In R, your equation is `y ~ x + (1 | g)`." in capsys.readouterr().out
        case ["python", "-m", "lme4math", *rest]:
            assert main(rest) == 0
            assert r"\sim" in capsys.readouterr().out
        case ["python3", "run.py", name]:
            usage = subprocess.check_output([sys.executable, ROOT / "run.py", "--help"], text=True)
            assert re.search(rf"^  {name} ", usage, re.MULTILINE)
        case ["python", "-m", "pytest", path, *options]:
            assert (ROOT / path).exists()
            assert set(options) <= {"--accept", "--models", "2000"}
        case ["pandoc", *_]:
            shutil.copy(ROOT / "notebooks" / "tour.ipynb", tmp_path / "notebook.ipynb")
            path = os.pathsep.join([str(Path(pypandoc.get_pandoc_path()).parent), os.environ["PATH"]])
            subprocess.run(command, shell=True, check=True, cwd=tmp_path, env={**os.environ, "PATH": path})
            assert zipfile.is_zipfile(tmp_path / "notebook.docx")
        case _:
            pytest.fail(f"nothing here knows how to check `{command}`")


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    targets = re.findall(r"\]\(([^)#\s]+)\)|(?:src|srcset)=\"([^\"]+)\"", text)
    local = [target for pair in targets for target in pair if target and "://" not in target]
    assert [target for target in local if not ((ROOT / page).parent / target).exists()] == []


def test_nothing_is_a_placeholder() -> None:
    names = ("README.md", "CONTRIBUTING.md", "CITATION.cff", "pyproject.toml")
    text = "".join((ROOT / name).read_text("utf-8") for name in names)
    assert re.findall(r"OWNER|REPOSITORY|example\.(?:com|org)", text) == []


def test_its_figure_is_that_of_the_recorded_cases() -> None:
    assert f"answered in {len(designed_cases())} designed cases" in README


def test_what_it_does_fits_on_a_screen() -> None:
    before, _, _ = README.partition("## Try it")
    assert len(re.sub(r"<[^>]*>", "", before).split()) < 160
    assert len(README.split()) < 900


def test_the_citation_is_of_this_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    citation = (ROOT / "CITATION.cff").read_text("utf-8")
    assert f"\nversion: {project['version']}\n" in citation
    assert f"\nlicense: {project['license']}\n" in citation
