"""Pyodide's list of packages, `pyodide-lock.json`, with further wheels in it.

The package pyodide-lock does the same, and needs the Python that the Pyodide is made for; this does with any.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from pkginfo import Wheel


def with_wheels(lock: dict[str, Any], wheels: Iterable[Path], folder: Path) -> dict[str, Any]:
    """The list with an entry for each wheel.

    Args:
        lock: the list.
        wheels: files in pure Python, somewhere in the folder.
        folder: where the list lies; entries name files from there.
    """
    there = browser_environment(lock["info"])
    entries = {entry["name"]: entry for entry in (entry_of(wheel, folder, there) for wheel in wheels)}
    return {**lock, "packages": {**lock["packages"], **entries}}


def entry_of(wheel: Path, folder: Path, there: dict[str, str]) -> dict[str, Any]:
    metadata = Wheel(str(wheel))
    return {
        "name": canonicalize_name(str(metadata.name)),
        "version": metadata.version,
        "file_name": wheel.relative_to(folder).as_posix(),
        "install_dir": "site",
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "package_type": "package",
        "imports": sorted(imported(wheel)),
        "depends": list(dict.fromkeys(needed_there(metadata.requires_dist, there))),
        "unvendored_tests": False,
    }


def needed_there(requirements: Iterable[str], there: dict[str, str]) -> Iterable[str]:
    """The names of what a package needs in the browser, extras left out."""
    for requirement in map(Requirement, requirements):
        if requirement.marker is None or requirement.marker.evaluate(there):
            yield canonicalize_name(requirement.name)


def imported(wheel: Path) -> set[str]:
    """The names that a wheel can be imported by: its modules, and its folders that have modules."""
    with zipfile.ZipFile(wheel) as packed:
        modules = [Path(name).parts for name in packed.namelist() if name.endswith(".py")]
    tops = {parts[0].removesuffix(".py") for parts in modules}
    return {name for name in tops if name.isidentifier()}


def browser_environment(info: dict[str, str]) -> dict[str, str]:
    """What conditions of requirements ask about, as it is in the browser."""
    python = info["python"]
    return {
        **default_environment(),
        "os_name": "posix",
        "sys_platform": "emscripten",
        "platform_system": "Emscripten",
        "platform_machine": info["arch"],
        "python_version": ".".join(python.split(".")[:2]),
        "python_full_version": python,
        "implementation_version": python,
        "extra": "",
    }
