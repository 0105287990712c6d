"""What is declared in `pyproject.toml`, what runs where nothing compiled can be had, and what `run.py` installs."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests import oracle

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "pyproject.toml").read_text("utf-8")
PROJECT = tomllib.loads(TEXT)["project"]
DECLARED = {"dependencies": PROJECT["dependencies"], **PROJECT["optional-dependencies"]}

WITHOUT_COMPILED = """
import sys

BLOCKED = {"numpy", "scipy", "matplotlib", "sympy", "narwhals", "pandas", "polars", "pyarrow", "duckdb"}

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in BLOCKED:
            raise ModuleNotFoundError(f"{name} is blocked", name=name)

sys.meta_path.insert(0, Refuse())
"""
SEED = "lmer(prevalence ~ time + time:type + (1 + time + type:time | reg) + (1 + time + type:time | reg:spp))"


@pytest.mark.parametrize("extra", DECLARED)
def test_no_package_is_declared_twice(extra: str) -> None:
    names = [canonicalize_name(Requirement(text).name) for text in DECLARED[extra]]
    assert sorted(set(names)) == sorted(names)


def test_each_dependency_says_why() -> None:
    lists = TEXT.partition("\ndependencies = [")[2].partition("[project.scripts]")[0]
    lines = [line for line in lists.splitlines() if re.match(r'    "[\w-]+(\[\w+\])?(>=[^"]+)?",', line)]
    assert len(lines) == sum(map(len, DECLARED.values()))
    assert [line for line in lines if "  # " not in line] == []


@pytest.mark.parametrize("notation", ["expanded", "compact", "matrix"])
def test_equations_and_view_need_nothing_compiled(notation: str) -> None:
    code = f"""{WITHOUT_COMPILED}
import lme4math
model = lme4math.parse({SEED!r}, factors={{"type": ["-", "+"]}})
equations = model.equations({notation!r})
print(equations.text())
for form in (equations.latex(), equations.mathml(), equations.typst(), model.html(), model.explain()):
    assert form
explorer = model.explore()
explorer.notation = {notation!r}
assert "<math" in explorer.view.html
assert model.with_effect("time", "reg").describe()["formula"] != model.describe()["formula"]
assert not BLOCKED & set(sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    assert "prevalence" in done.stdout


def test_the_blocking_blocks() -> None:
    """Data needs numpy, so this must fail where numpy is blocked."""
    code = f"{WITHOUT_COMPILED}\nimport lme4math\nlme4math.parse('y ~ 1 + (1 | g)', {{'y': [1.0], 'g': ['a']}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert "is blocked" in done.stderr


def test_numbers_of_a_print_need_nothing_compiled() -> None:
    prints = [text for case in oracle.designed_fits()[::10] for text in case["texts"].values()]
    code = f"""{WITHOUT_COMPILED}
import lme4math
for text in {prints!r}:
    fit = lme4math.read_fit(text)
    assert "<math" in fit.html()
    print(fit)
assert not BLOCKED & set(sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    assert "Std. error" in done.stdout


def test_the_magic_needs_nothing_compiled() -> None:
    code = f"""{WITHOUT_COMPILED}
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
shell = InteractiveShell.instance()
shell.run_line_magic("load_ext", "lme4math")
with capture_output() as captured:
    shell.run_cell_magic("lmer_math", "--factor type=-,+", {SEED!r})
print(*(key for output in captured.outputs for key in output.data))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    assert {"application/vnd.jupyter.widget-view+json", "text/html"} <= set(done.stdout.split())


@pytest.mark.parametrize(
    ("words", "root", "variables", "installer"),
    [
        ([], True, {}, None),
        ([], False, {"CI": "true"}, None),
        ([], True, {"CI": "true"}, "apt-get"),
        (["--install"], True, {}, "apt-get"),
        (["--install", "-k", "magic"], False, {}, "sudo"),
    ],
)
def test_system_packages_are_installed_only_when_asked_or_by_root_in_ci(
    words: list[str],
    root: bool,
    variables: dict[str, str],
    installer: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for program in ("apt-get", "sudo"):
        (tmp_path / program).write_text(f'#!/bin/sh\necho {program} "$@" >> {tmp_path}/log\n')
        (tmp_path / program).chmod(0o755)
    for name in ("CI", "LME4MATH_CHROMIUM", "LME4MATH_FIREFOX"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {**variables, "PATH": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(os, "geteuid", lambda: 0 if root else 1000)
    run = runpy.run_path(str(ROOT / "run.py"))
    with pytest.raises(SystemExit, match=r"need chromium, firefox-esr, node, npm, pdflatex\. .*--install"):
        run["require_programs"](run["may_install"](words))
    asked = (tmp_path / "log").read_text().splitlines() if installer else []
    assert (tmp_path / "log").exists() == bool(installer)
    assert [line.partition(" ")[0] for line in asked] == [installer] * 2 * bool(installer)
    assert all("chromium" in line and "webkit2gtk-driver" in line for line in asked[1:])


def test_pip_is_seen_to_work_and_its_words_are_shown_if_it_fails(capfd: pytest.CaptureFixture[str]) -> None:
    run = runpy.run_path(str(ROOT / "run.py"))
    clock = iter(range(0, 10_000, 6))
    run["run_with_progress"].__globals__["time"] = SimpleNamespace(sleep=time.sleep, monotonic=lambda: next(clock))
    pip = (
        "import sys, time; print('Collecting numpy>=1'); print('Installing collected packages: a, b'); time.sleep(1.5)"
    )
    assert run["run_with_progress"]([sys.executable, "-c", pip]) == 0
    shown = capfd.readouterr().out
    assert "s: writing 2 packages to the disk\n" in shown
    assert shown.endswith(" s.\n")
    assert "Collecting" not in shown
    assert run["run_with_progress"]([sys.executable, "-c", "print('ERROR: no index'); raise SystemExit(1)"]) == 1
    assert "ERROR: no index" in capfd.readouterr().out


def test_the_quick_tests_are_there() -> None:
    quick = runpy.run_path(str(ROOT / "run.py"))["QUICK"]
    assert [name for name in quick if not (ROOT / "tests" / name).is_dir()] == []


def test_the_authors_and_the_version_are_the_same_wherever_they_are_said() -> None:
    authors, version = PROJECT["authors"][0]["name"], PROJECT["version"]
    description = (ROOT / "r" / "DESCRIPTION").read_text("utf-8")
    citation = (ROOT / "CITATION.cff").read_text("utf-8")
    assert f'person("{authors}"' in description
    assert re.search(rf"^Version: {re.escape(version)}$", description, re.MULTILINE)
    assert f'name: "{authors}"' in citation
    assert re.search(rf"^version: {re.escape(version)}$", citation, re.MULTILINE)
    for file in ("LICENSE", "r/LICENSE"):
        assert authors in (ROOT / file).read_text("utf-8")


@pytest.mark.parametrize("workflow", sorted((ROOT / ".github" / "workflows").glob("*.yml")), ids=lambda path: path.stem)
def test_a_workflow_runs_only_pinned_actions_and_begins_without_rights_to_write(workflow: Path) -> None:
    text = workflow.read_text("utf-8")
    used = re.findall(r"uses: (.*)", text)
    assert [action for action in used if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v[\d.]+", action)] == []
    assert "write" not in text.partition("jobs:")[0]
