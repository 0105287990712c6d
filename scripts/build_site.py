"""Build the site, as files for any web server.

    python3 run.py site [--output FOLDER] [--pyodide FOLDER] [--only docs|try|lite]

In its folder are the documentation; in `try/` the page that reads code in the browser; in `lite/` the notebooks, with a
Python in the browser. `--pyodide` names an unpacked full distribution of Pyodide, which has numpy and scipy.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from build_docs import build_docs
from build_notebooks import build_notebooks
from build_page import build_page

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("docs", "try", "lite")


def main(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="run.py site", description=__doc__.splitlines()[0])
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "site", help="where to (default: build/site)")
    parser.add_argument("--pyodide", type=Path, help="a full distribution of Pyodide, unpacked")
    parser.add_argument("--only", choices=PARTS, help="one part of it; the others stay as they are")
    chosen = parser.parse_args(words)
    output = chosen.output.resolve()
    if chosen.only is None:
        shutil.rmtree(output, ignore_errors=True)
    elsewhere = list[str]()
    if chosen.only in (None, "docs"):
        build_docs(output)
    if chosen.only in (None, "try"):
        build_page(output / "try", chosen.pyodide)
    if chosen.only in (None, "lite"):
        elsewhere = build_notebooks(output / "lite", chosen.pyodide)
    print(f"The site is in {output}. Try it: python3 -m http.server --directory {output}")
    if elsewhere:
        print(f"Taken from Pyodide's CDN by the reader's browser, for the notebooks: {', '.join(elsewhere)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
