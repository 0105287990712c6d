"""Run the tests with the oldest Python, and the oldest version of each package, that `pyproject.toml` declares.

    python3 run.py oldest [further words for pytest]

The environment in `.venv-oldest` is made again each time. Browsers are left out: they test the page, which no version
of a Python package draws.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = ROOT / ".venv-oldest"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
UV = (sys.executable, "-m", "uv")


def main(words: list[str]) -> int:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    oldest_python = lower_bound(SpecifierSet(project["requires-python"]), "Python")
    install = [*UV, "pip", "install", "--quiet", "--python", PYTHON, "--resolution", "lowest-direct"]
    run([*UV, "venv", "--quiet", "--clear", "--python", oldest_python, ENVIRONMENT])
    run([*install, "--editable", ".[test]"])
    print(f"Python {oldest_python};", ", ".join(installed_as_declared(project["dependencies"])), flush=True)
    pytest = [PYTHON, "-m", "pytest", "-n", "auto", "--ignore", "tests/browser", *words]
    return subprocess.call(pytest, cwd=ROOT)


def lower_bound(specifiers: SpecifierSet, name: str) -> str:
    bounds = [each.version for each in specifiers if each.operator in (">=", "==", "~=")]
    if len(bounds) != 1:
        sys.exit(f"{name} has no one oldest version in pyproject.toml: {specifiers}")
    return bounds[0]


def installed_as_declared(dependencies: list[str]) -> list[str]:
    """`name version` of each; exits if the version is not the oldest that is declared."""
    frozen = run([*UV, "pip", "freeze", "--python", PYTHON]).splitlines()
    pairs = (line.split("==") for line in frozen if "==" in line)
    versions = {canonicalize_name(name): version for name, version in pairs}  # `lazy_loader` is frozen as `lazy-loader`
    for requirement in map(Requirement, dependencies):
        bound = lower_bound(requirement.specifier, requirement.name)
        found = versions[canonicalize_name(requirement.name)]
        # A bound of 1.26 is met by 1.26.0; of a release that was withdrawn, by the next one.
        if not found.startswith(bound):
            sys.exit(
                f"{requirement.name} {bound} is declared and {found} was installed: something else needs it newer."
            )
    return [f"{name} {versions[canonicalize_name(name)]}" for name in (Requirement(each).name for each in dependencies)]


def run(command: list[str | Path]) -> str:
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit("The environment could not be made: the message is above.")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
