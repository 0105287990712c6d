"""Binder: what repo2docker would run in `binder/` is run in a clean environment, and the notebooks are used there.

    python3 run.py full tests/full/test_binder.py

repo2docker itself needs Docker; its own classes say here which files it reads and which steps it takes. Only the making
of the conda environment is replaced, by a virtual environment of the same Python.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import chdir
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet
from playwright.sync_api import Page, expect
from repo2docker.app import Repo2Docker
from repo2docker.buildpacks.conda.supported_python_version import SUPPORTED_PYTHON_VERSION

from browsing import SETTINGS, Notebook, Server, serve
from tests.full.environments import ROOT, checkout, environment, outside
from tests.full.reading import run_and_read

pytestmark = pytest.mark.xdist_group("browser")

NOTEBOOKS = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
ALL_CELLS = {"@jupyterlab/notebook-extension:tracker.jupyterlab-settings": {"windowingMode": "none"}}
"""JupyterLab takes cells that are out of sight off the page; a test has no eyes to scroll them in."""
PATIENCE = 300_000  # a whole notebook is run
NEWS = "@jupyterlab/apputils-extension:notification.jupyterlab-settings"


@dataclass(frozen=True)
class Recipe:
    """What repo2docker finds in a checkout."""

    buildpack: str
    folder: str
    python: str
    steps: list[str]
    after: list[str]


def recipe(repository: Path) -> Recipe:
    with chdir(repository):
        application = Repo2Docker()
        packs = (each(application.base_image) for each in application.buildpacks)
        pack = next(pack for pack in packs if pack.detect())
        steps = [step for _, step in (*pack.get_preassemble_scripts(), *pack.get_assemble_scripts())]
        after = [str(path) for path in pack.get_post_build_scripts()]
        return Recipe(type(pack).__name__, pack.binder_dir, pack.python_version, steps, after)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return checkout(tmp_path_factory.mktemp("repository"))


@pytest.fixture(scope="module")
def built(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The environment after the steps of repo2docker."""
    found = recipe(repository)
    prefix = environment(tmp_path_factory.mktemp("binder") / "environment", python=found.python).parent
    variables = {**outside(), "KERNEL_PYTHON_PREFIX": str(prefix), "NB_PYTHON_PREFIX": str(prefix)}
    variables["PATH"] = os.pathsep.join([str(prefix / "bin"), variables["PATH"]])
    for step in (*found.steps, *(f"./{path}" for path in found.after)):
        done = subprocess.run(
            ["bash", "-c", step], cwd=repository, env=variables, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{step}\n{done.stdout}\n{done.stderr}"
    return prefix


@pytest.fixture(scope="module")
def lab(built: Path, repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    settings = {name: value for name, value in SETTINGS.items() if name != NEWS} | ALL_CELLS
    home = tmp_path_factory.mktemp("home")
    with serve(repository, home, built / "bin" / "python", visible=(), settings=settings) as server:
        yield replace(server, patience=PATIENCE)


def test_repo2docker_reads_the_folder(repository: Path) -> None:
    found = recipe(repository)
    assert (found.buildpack, found.folder) == ("PythonBuildPack", "binder")
    assert found.steps == ['${KERNEL_PYTHON_PREFIX}/bin/pip install --no-cache-dir -r "binder/requirements.txt"']
    assert found.after == ["binder/postBuild"]
    assert os.access(repository / "binder/postBuild", os.X_OK)


def test_its_python_is_one_that_repo2docker_has_and_we_support(repository: Path) -> None:
    found = recipe(repository)
    assert (repository / "binder/runtime.txt").read_text().strip() == f"python-{found.python}"
    assert found.python in SUPPORTED_PYTHON_VERSION
    project = (repository / "pyproject.toml").read_text("utf-8")
    assert found.python in SpecifierSet(project.partition('requires-python = "')[2].partition('"')[0])


def test_the_reader_is_asked_nothing(lab: Server, page: Page) -> None:
    Notebook(page, lab, "notebooks/tour.ipynb")
    page.wait_for_timeout(5000)
    expect(page.get_by_text("official Jupyter news")).to_have_count(0)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_and_its_views_answer(lab: Server, page: Page, name: str) -> None:
    run_and_read(Notebook(page, lab, f"notebooks/{name}"), lab, f"notebooks/{name}")
