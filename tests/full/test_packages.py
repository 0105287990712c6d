"""Wheel and source distribution: built from a clean checkout, installed with only what they declare, and used."""

from __future__ import annotations

import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.full.environments import ROOT, UV, checkout, environment, install, run

pytestmark = pytest.mark.xdist_group("packages")

EVERY_NAME = """
import importlib.metadata, pathlib, sys
import lme4math
from lme4math import *
assert pathlib.Path(lme4math.__file__).is_relative_to(sys.prefix), lme4math.__file__
for name in lme4math.__all__:
    assert getattr(lme4math, name) == globals()[name], name
assert lme4math.__version__ == importlib.metadata.version("lme4math")
assert str(parse("y ~ x + (1 | g)").explore().view.html).count("<math")
data = {"y": [1.0, 2.0, 3.0, 4.0], "x": [0.1, 0.5, 0.2, 0.8], "g": ["a", "a", "b", "b"]}
model = parse("y ~ x + (1 | g)", data)
assert model.design().Z.shape == (4, 2)
assert model.equations().sympy()
assert model.plot_structure()
print("all used")
"""
TYPED = """
import lme4math

model = lme4math.parse("y ~ x + (1 | g)")
reveal_type(model)
reveal_type(model.equations("compact"))
reveal_type(model.equations().latex())
"""
MISTYPED = """
import lme4math

lme4math.parse("y ~ x + (1 | g)").equations(notation=3)
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The wheel and the source distribution; the wheel is built from the latter, as it is for a release."""
    source = checkout(tmp_path_factory.mktemp("checkout"))
    target = tmp_path_factory.mktemp("dist")
    run(*UV, "build", "--quiet", "--python", sys.executable, "--out-dir", target, source, folder=source)
    return {"wheel": next(target.glob("*.whl")), "sdist": next(target.glob("*.tar.gz"))}


@pytest.fixture(scope="module", params=["wheel", "sdist"])
def programs(request: pytest.FixtureRequest, built: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that has only what was built, and what it declares."""
    return environment(tmp_path_factory.mktemp("installed") / "environment", built[request.param])


def test_the_wheel_is_for_every_python_and_machine(built: dict[str, Path]) -> None:
    assert built["wheel"].name.endswith("-py3-none-any.whl")


def test_the_wheel_holds_the_package_and_nothing_else(built: dict[str, Path]) -> None:
    names = zipfile.ZipFile(built["wheel"]).namelist()
    package = {name for name in names if ".dist-info/" not in name}
    tracked = run("git", "ls-files", "--cached", "--others", "--exclude-standard", "lme4math", folder=ROOT).split()
    assert package == set(tracked)
    static = "lme4math/ui/static/"
    needed = {f"{static}view.js", f"{static}view.css", f"{static}math-signs.woff2", f"{static}GUST-FONT-LICENSE.txt"}
    assert {"lme4math/py.typed", *needed} <= package
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_the_source_distribution_holds_what_a_packager_needs(built: dict[str, Path]) -> None:
    with tarfile.open(built["sdist"]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    files = ("README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "CITATION.cff", "pyproject.toml", "run.py")
    examples = ("docs/architecture.md", "notebooks/tour.ipynb", "binder/requirements.txt", "scripts/make_font.py")
    more = (
        "tests/conftest.py",
        "tests/recorded/oracle.jsonl.gz",
        "tests/engines/package-lock.json",
        "benchmarks/README.md",
    )
    assert {*files, *examples, *more} - names == set()
    tracked = set(run("git", "ls-files", "--cached", "--others", "--exclude-standard", folder=ROOT).splitlines())
    assert names - tracked == {"PKG-INFO"}


def test_declared_dependencies_are_enough(programs: Path, tmp_path: Path) -> None:
    run(*UV, "pip", "check", "--python", programs / "python", folder=tmp_path)
    assert run(programs / "python", "-W", "error", "-c", EVERY_NAME, folder=tmp_path).strip() == "all used"


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13", "3.14"])
def test_the_wheel_works_on_each_python(built: dict[str, Path], version: str, tmp_path: Path) -> None:
    """uv finds that Python, or fetches it."""
    programs = environment(tmp_path / "environment", built["wheel"], python=version)
    assert run(programs / "python", "-W", "error", "-c", EVERY_NAME, folder=tmp_path).strip() == "all used"


def test_the_command_is_there(programs: Path, tmp_path: Path) -> None:
    for command in ([programs / "lme4math"], [programs / "python", "-m", "lme4math"]):
        assert "β₀" in run(*command, "y ~ x + (1 | g)", folder=tmp_path)


def test_the_magic_is_there(programs: Path, tmp_path: Path) -> None:
    (tmp_path / "cell.ipy").write_text("%load_ext lme4math\n%lmer_math --latex y ~ x + (1 | g)\n")
    assert r"\beta_{0}" in run(programs / "ipython", "cell.ipy", folder=tmp_path)


def test_a_type_checker_sees_the_types(programs: Path, tmp_path: Path) -> None:
    mypy = (sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--python-executable", programs / "python")
    (tmp_path / "typed.py").write_text(TYPED)
    shown = run(*mypy, "typed.py", folder=tmp_path)
    revealed = [line.partition('"')[2].rstrip('"') for line in shown.splitlines() if "Revealed type" in line]
    types = [name.removeprefix("builtins.") for name in revealed]
    assert types == ["lme4math.api.Model", "lme4math.equations.Equations", "str"]
    (tmp_path / "mistyped.py").write_text(MISTYPED)
    with pytest.raises(AssertionError, match='has incompatible type "int"'):
        run(*mypy, "mistyped.py", folder=tmp_path)


def test_the_tests_run_from_the_source_distribution(built: dict[str, Path], tmp_path: Path) -> None:
    with tarfile.open(built["sdist"]) as archive:
        archive.extractall(tmp_path, filter="data")
    source = next(tmp_path.glob("lme4math-*"))
    programs = environment(tmp_path / "environment", source)
    install(programs, "pytest", "hypothesis", "pandas", "polars", "duckdb", "pyarrow")
    some = ("tests/r", "tests/model", "tests/notation", "tests/test_cli.py", "tests/test_layers.py")
    assert " passed" in run(programs / "python", "-m", "pytest", "-q", *some, folder=source)


def test_nothing_is_undeclared_or_unused() -> None:
    run(sys.executable, "-m", "deptry", "lme4math", folder=ROOT)
