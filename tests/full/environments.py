"""Clean environments, and what is run in them: nothing of the environment that the tests run in is seen there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
UV = (sys.executable, "-m", "uv")
PROGRAMS = "Scripts" if os.name == "nt" else "bin"


def outside() -> dict[str, str]:
    """The variables of the system, without those that would let this checkout or environment in."""
    hidden = ("PYTHON", "VIRTUAL_ENV", "JUPYTER", "IPYTHON", "UV_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
    return {**kept, "PYTHONUTF8": "1"}  # what is printed is read as UTF-8, on Windows too


def run(*command: str | Path, folder: Path) -> str:
    """What the command prints; where it fails, the test fails with its output."""
    done = subprocess.run(command, cwd=folder, env=outside(), capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def environment(folder: Path, *wanted: str | Path, python: str = sys.executable) -> Path:
    """A new environment with this installed, and what it declares; returns its folder of programs."""
    run(*UV, "venv", "--quiet", "--seed", "--python", python, folder, folder=folder.parent)
    if wanted:
        install(folder / PROGRAMS, *wanted)
    return folder / PROGRAMS


def install(programs: Path, *wanted: str | Path) -> None:
    run(*UV, "pip", "install", "--quiet", "--python", programs / "python", *wanted, folder=programs)


def checkout(target: Path) -> Path:
    """What git has of this repository, changes included, as a clone has it."""
    listed = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", folder=ROOT)
    for name in filter(None, listed.split("\0")):
        source = ROOT / name
        if source.is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_bytes(source.read_bytes())
            (target / name).chmod(source.stat().st_mode)
    return target
