"""Build the page that reads models in the browser, as files for any web server, with nothing to install.

    python3 scripts/build_page.py [--output FOLDER] [--pyodide FOLDER]

In it are the files of `site/try/`, Pyodide's core (from npm), this package and what it imports to read code. numpy and
scipy, for data, files of R and comparisons, are in it where `--pyodide` names an unpacked full distribution; else the
page says what is missing.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PYODIDE = "314.0.7"
PAGE = ROOT / "site" / "try"
PICTURE = ROOT / "lme4math" / "ui" / "static" / "picture.js"
WASM, STDLIB, LOCK = "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json"
LOADER = "pyodide.mjs"
PACKED = (WASM, "pyodide.asm.mjs")
"""What not every server packs."""
ON_DEMAND = ("numpy", "scipy", "narwhals")
"""What data, files of R and comparisons need."""
TO_READ = ("lazy_loader",)
"""What this package imports to read code, besides itself."""
ARCHIVE, REST = "lme4math.tar.xz", "rest.tar.xz"
"""This package and what it imports; and what of it and of the standard library reading does not need."""


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="build_page.py", description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "site" / "try", help="default: build/site/try")
    parser.add_argument("--pyodide", type=Path, help="a full distribution of Pyodide, unpacked")
    chosen = parser.parse_args(words)
    build_page(chosen.output.resolve(), chosen.pyodide)
    print(f"The page is in {chosen.output}. Try it: python3 -m http.server --directory {chosen.output}")
    return 0


def build_page(output: Path, distribution: Path | None = None) -> None:
    """Write the page into a folder, in the place of what was there.

    Args:
        output: the folder.
        distribution: a full distribution of Pyodide; by default its core, from npm.
    """
    shutil.rmtree(output, ignore_errors=True)
    shutil.copytree(PAGE, output, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PICTURE, output)
    core = output / "core"
    core.mkdir()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        pyodide = distribution or core_of_npm(folder)
        shutil.copy(pyodide / LOADER, core)
        for name in PACKED:  # with an ending that no server unpacks by itself
            (core / f"{name}.packed").write_bytes(gzip.compress((pyodide / name).read_bytes(), mtime=0))
        write_lock(pyodide, core)
        write_python(pyodide, core, folder)
    fetched = [core / name for name in (*(f"{one}.packed" for one in PACKED), STDLIB, ARCHIVE, LOCK)]
    sizes = {"bytes": sum(path.stat().st_size for path in fetched)}
    (output / "sizes.json").write_text(json.dumps(sizes))


def write_lock(pyodide: Path, core: Path) -> None:
    """Copy the compiled packages that are there, and write Pyodide's list of packages with no others."""
    lock = json.loads((pyodide / LOCK).read_text("utf-8"))
    there = [spec for spec in needed(lock["packages"]) if (pyodide / spec["file_name"]).is_file()]
    for spec in there:
        shutil.copy(pyodide / spec["file_name"], core)
    lock["packages"] = {spec["name"]: spec for spec in there}
    (core / LOCK).write_text(json.dumps(lock))


def write_python(pyodide: Path, core: Path, folder: Path) -> None:
    """Write what Python imports: the standard library in two parts, and the packages; what starts is compiled."""
    node = shutil.which("node")
    if not node:
        sys.exit("The page needs node, to compile the modules that are imported when it starts.")
    stdlib, packages = folder / "stdlib", folder / "packages"
    shutil.unpack_archive(pyodide / STDLIB, stdlib)
    unpack_wheels(packages, folder / "wheels")
    subprocess.run([node, ROOT / "scripts" / "compile_page.mjs", pyodide, stdlib, packages], check=True)
    at_start, later = parted(stdlib)
    with zipfile.ZipFile(core / STDLIB, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for path in at_start:
            packed.write(path, path.relative_to(stdlib))
    own_at_start, own_later = parted(packages)
    write_archive(core / ARCHIVE, {packages: own_at_start})
    write_archive(core / REST, {stdlib: later, packages: own_later})


def parted(folder: Path) -> tuple[list[Path], list[Path]]:
    """The files that are needed at the start, compiled modules and what lies beside these; and all others.

    Of a package that is not needed nothing is left, for Python would take its folder for a package without modules.
    """
    started = {path.parent for path in folder.rglob("__init__.pyc")}
    unneeded = {path.parent for path in folder.rglob("__init__.py")}
    at_start, later = list[Path](), list[Path]()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        package = next((one for one in path.parents if one in started or one in unneeded), None)
        needed_at_start = path.suffix == ".pyc" or (package in started and path.suffix != ".py")
        (at_start if needed_at_start else later).append(path)
    return at_start, later


def write_archive(archive: Path, files: Mapping[Path, list[Path]]) -> None:
    """Write files into one archive, each at its place in its folder."""
    with tarfile.open(archive, "w:xz", preset=9) as packed:
        for folder, paths in files.items():
            for path in paths:
                entry = tarfile.TarInfo(path.relative_to(folder).as_posix())
                entry.size = path.stat().st_size
                packed.addfile(entry, io.BytesIO(path.read_bytes()))


def core_of_npm(folder: Path) -> Path:
    npm = shutil.which("npm")
    if not npm:
        sys.exit("The page needs npm, or a distribution of Pyodide in a folder that --pyodide names.")
    subprocess.run([npm, "pack", "--silent", f"pyodide@{PYODIDE}"], cwd=folder, check=True, capture_output=True)
    shutil.unpack_archive(folder / f"pyodide-{PYODIDE}.tgz", folder, filter="data")
    return folder / "package"


def needed(packages: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """What is loaded on demand, with what that depends on."""
    found: dict[str, dict[str, Any]] = {}
    waiting = [*ON_DEMAND]
    while waiting:
        name = waiting.pop()
        if name in packages and name not in found:
            found[name] = packages[name]
            waiting += packages[name]["depends"]
    return list(found.values())


def unpack_wheels(packages: Path, wheels: Path) -> None:
    """This package and what it imports to read code, unpacked."""
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", wheels]
    subprocess.run([*pip, ROOT, *TO_READ], check=True)
    for wheel in sorted(wheels.glob("*.whl")):
        shutil.unpack_archive(wheel, packages, "zip")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
