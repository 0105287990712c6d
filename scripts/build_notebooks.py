"""Build the notebooks as files for any web server: JupyterLite, with a Python in the reader's browser.

    python3 run.py site

In it are the pages, Pyodide's core (from npm) and every package that is pure Python (from PyPI). The compiled ones
(numpy, scipy, matplotlib …) are Pyodide's builds, on neither index: the reader's browser takes them from Pyodide's
CDN, unless an unpacked full distribution of Pyodide is given, which has them.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jupyterlite_pyodide_kernel.constants import PYODIDE_CDN_URL, PYODIDE_LOCK, PYODIDE_VERSION
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from pkginfo import Wheel

from pyodide_list import with_wheels

ROOT = Path(__file__).resolve().parents[1]
KERNEL_WHEELS = Path(sys.prefix, "share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension/static/pypi")
KERNEL = ("ipykernel", "piplite", "pyodide-kernel")
"""The wheels that the kernel's extension brings; the kernel starts with them …"""
ALSO = ("micropip", "packaging", "comm", "ipython", "jedi")
"""… and with these."""
IN_THE_PAGE = ("jupyterlab-widgets", "widgetsnbextension")
"""Needed by ipywidgets with a server only; in JupyterLite an extension of the page replaces it."""
BESIDE = {"duckdb": "pyarrow"}
"""narwhals takes from DuckDB what it counted as Arrow, so the one is of no use here without the other."""
PURE = "-none-any.whl"


def build_notebooks(output: Path, distribution: Path | None = None) -> list[str]:
    """Write JupyterLite with the notebooks into a folder, in the place of what was there.

    Args:
        output: the folder.
        distribution: a full distribution of Pyodide; by default its core, from npm.

    Returns: the packages that the reader's browser takes from elsewhere.
    """
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        pyodide = folder / "static" / "pyodide"
        copy_pyodide(distribution or pyodide_of_npm(folder), pyodide)
        lock = list_with(wheels_of_kernel_and_package(pyodide), pyodide)
        (pyodide / PYODIDE_LOCK).write_text(json.dumps(lock), "utf-8")
        build(folder, output)
    return sorted(each["name"] for each in needed(lock["packages"]) if "://" in each["file_name"])


def pyodide_of_npm(folder: Path) -> Path:
    """The core of Pyodide, at the version that the kernel was made for."""
    npm = shutil.which("npm")
    if not npm:
        sys.exit("The site needs npm, or a distribution of Pyodide in a folder that --pyodide names.")
    subprocess.run([npm, "pack", "--silent", f"pyodide@{PYODIDE_VERSION}"], cwd=folder, check=True, capture_output=True)
    archive = folder / f"pyodide-{PYODIDE_VERSION}.tgz"
    shutil.unpack_archive(archive, folder, filter="data")
    archive.unlink()
    return (folder / "package").rename(folder / "npm")


def copy_pyodide(source: Path, target: Path) -> None:
    shutil.copytree(
        source, target, ignore=shutil.ignore_patterns("*.map", "*.d.ts", "*.md", "package.json", "console*")
    )


def wheels_of_kernel_and_package(pyodide: Path) -> list[Path]:
    """Collect the wheels of this package, of the kernel, and of all their dependencies in pure Python."""
    folder = pyodide / "wheels"
    run("pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ROOT)
    for name in KERNEL:
        shutil.copy(next(KERNEL_WHEELS.glob(f"{name.replace('-', '_')}-*.whl")), folder)
    lock = json.loads((pyodide / PYODIDE_LOCK).read_text("utf-8"))
    wanted = pure_requirements(sorted(folder.iterdir()), lock["packages"], lock["info"]["python"])
    for_browser = ("--only-binary", ":all:", "--platform", "any", "--python-version", lock["info"]["python"])
    run("pip", "download", "--quiet", "--no-deps", *for_browser, "--dest", folder, *wanted)
    return sorted(folder.iterdir())


def pure_requirements(wheels: Sequence[Path], packages: dict[str, Any], python: str) -> list[str]:
    """`name==version` of each package that these wheels need and of which Pyodide has no compiled build."""
    compiled = [name for name, each in packages.items() if not each["file_name"].endswith(PURE)]
    fixed = [f"{name}=={packages[name]['version']}" for name in ALSO if name in packages]
    with tempfile.TemporaryDirectory() as temporary:
        asked, left_out = Path(temporary, "asked.in"), Path(temporary, "left_out.txt")
        asked.write_text("\n".join([*map(str, wheels), *ALSO, *fixed]))
        left_out.write_text("\n".join([*compiled, *IN_THE_PAGE]))
        platform = ("--python-platform", "wasm32-pyodide2024", "--python-version", python)
        options = ("--quiet", "--no-header", "--no-annotate", "--excludes", left_out)
        answer = run("uv", "pip", "compile", *options, *platform, asked)
    return [line for line in answer.splitlines() if "==" in line]


def list_with(wheels: list[Path], pyodide: Path) -> dict[str, Any]:
    """Pyodide's list of packages with these in it; what is not in the folder is on the CDN."""
    lock: dict[str, Any] = with_wheels(json.loads((pyodide / PYODIDE_LOCK).read_text("utf-8")), wheels, pyodide)
    packages = lock["packages"]
    for each in packages.values():
        each["depends"] = [name for name in each["depends"] if name in packages and name not in IN_THE_PAGE]
        if not (pyodide / each["file_name"]).is_file():
            each["file_name"] = f"{PYODIDE_CDN_URL}/{each['file_name']}"
    for name, other in BESIDE.items():
        packages[name]["depends"].append(other)
    require_versions(wheels, packages)
    return lock


def require_versions(wheels: Sequence[Path], packages: dict[str, Any]) -> None:
    """Exit if a compiled package of Pyodide is not of a version that we declare."""
    ours = next(path for path in wheels if path.name.startswith("lme4math-"))
    for requirement in map(Requirement, Wheel(str(ours)).requires_dist):
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        found = packages.get(canonicalize_name(requirement.name))
        if found is None or not requirement.specifier.contains(found["version"]):
            version = found["version"] if found else "nothing"
            sys.exit(
                f"lme4math needs {requirement.name}{requirement.specifier}; Pyodide {PYODIDE_VERSION} has {version}."
            )


def needed(packages: dict[str, Any]) -> list[dict[str, Any]]:
    """What the kernel loads when it starts."""
    found: dict[str, Any] = {}
    waiting = ["lme4math", *KERNEL, *ALSO]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = packages[name]
            waiting += found[name]["depends"]
    return list(found.values())


def build(folder: Path, output: Path) -> None:
    """Let JupyterLite build the site; the kernel begins with this package installed, so that `%load_ext` finds it."""
    at_start = ["lme4math", *KERNEL, *ALSO]
    kernel = {"loadPyodideOptions": {"packages": at_start}}
    page = {"appName": "lme4math", "litePluginSettings": {"@jupyterlite/pyodide-kernel-extension:kernel": kernel}}
    lite = {"jupyter-lite-schema-version": 0, "jupyter-config-data": page}
    (folder / "jupyter-lite.json").write_text(json.dumps(lite))
    shutil.rmtree(output, ignore_errors=True)
    places = ("--lite-dir", folder, "--output-dir", output, "--contents", ROOT / "notebooks")
    run("jupyterlite_core.app", "build", *places, "--apps", "lab", "--no-sourcemaps", folder=folder)


def run(module: str, *words: str | Path, folder: Path = ROOT) -> str:
    done = subprocess.run(
        [sys.executable, "-m", module, *words], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{module} {' '.join(map(str, words))}\n{done.stdout}\n{done.stderr}")
    return done.stdout
