"""Install KaTeX and MathJax, which `tests/engines` asks, from npm into `.engines/`. A second run installs nothing.

Typst and pandoc come with the test extra, as wheels; node, npm and pdflatex are programs of the system (`run.py`).
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKED = (ROOT / "tests" / "engines" / "package.json", ROOT / "tests" / "engines" / "package-lock.json")
FOLDER = ROOT / ".engines"


def main() -> None:
    """The modules, at the versions that are locked."""
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
