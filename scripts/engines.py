"""Install the typesetters that `tests/engines` asks: KaTeX and MathJax from npm into `.engines/`, TeX from Debian.

Typst and pandoc come with the test extra, as wheels. A second run installs nothing.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKED = (ROOT / "tests" / "engines" / "package.json", ROOT / "tests" / "engines" / "package-lock.json")
FOLDER = ROOT / ".engines"
DEBIAN_PACKAGES = {"node": "nodejs", "npm": "npm", "pdflatex": "texlive-latex-base"}
"""The Debian package of each program."""


def main() -> None:
    require_programs()
    require_modules()


def require_programs() -> None:
    """On Debian install what is missing if we may; elsewhere say what it is."""
    missing = [program for program in DEBIAN_PACKAGES if not shutil.which(program)]
    if not missing:
        return
    packages = [DEBIAN_PACKAGES[program] for program in missing]
    become_root = [] if hasattr(os, "geteuid") and os.geteuid() == 0 else ["sudo", "-n"]
    if shutil.which("apt-get") and (not become_root or shutil.which("sudo")):
        print(f"Installing {', '.join(packages)} for the tests of the equations …", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        get = [*become_root, "apt-get", "-qq"]
        subprocess.call([*get, "update"], env=quiet)
        install = [*get, "install", "--yes", "--no-install-recommends", *packages]
        if subprocess.call(install, env=quiet, stdout=subprocess.DEVNULL) == 0:
            return
    sys.exit(f"The tests of the equations need {', '.join(missing)}. Debian: apt-get install {' '.join(packages)}")


def require_modules() -> None:
    """The modules of npm, at the versions that are locked."""
    wanted = hashlib.sha256(b"".join(path.read_bytes() for path in LOCKED)).hexdigest()
    stamp = FOLDER / "installed"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"Installing KaTeX and MathJax into {FOLDER} …", flush=True)
    FOLDER.mkdir(exist_ok=True)
    for path in LOCKED:
        shutil.copy(path, FOLDER)
    npm = [shutil.which("npm") or "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    if subprocess.call(npm, cwd=FOLDER):
        sys.exit("npm could not install KaTeX and MathJax: its message is above.")
    stamp.write_text(wanted)


if __name__ == "__main__":
    main()
