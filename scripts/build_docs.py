"""Build the documentation: `docs/`, its examples run, as files for any web server."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from sphinx.cmd.build import build_main

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
NOT_SERVED = (".buildinfo", "objects.inv", "_sources")


THEME_LACKS = (
    ('<aside class="sidebar-drawer"', '<aside class="sidebar-drawer" aria-label="Pages"'),
    ('<aside class="toc-drawer', '<aside aria-label="On this page" class="toc-drawer'),
    (' role="heading"', ' role="heading" aria-level="2"'),
)
"""What readers of screens need of the theme's own parts."""


def mended(page: str) -> str:
    """A page with what the theme lacks.

    Raises:
        SystemExit: the theme has changed, so that it is to be looked at again.
    """
    for lacking, whole in THEME_LACKS:
        if lacking not in page:
            sys.exit(f"The theme's pages no longer have {lacking!r}.")
        page = page.replace(lacking, whole)
    return page


def build_docs(output: Path) -> None:
    """Write the documentation into a folder, beside what else is there.

    Args:
        output: the folder.

    Raises:
        SystemExit: an example fails, or a link leads nowhere.
    """
    with tempfile.TemporaryDirectory() as temporary:
        built = Path(temporary, "html")
        quiet = ("-q", "-W", "--keep-going", "-E", "-d", str(Path(temporary, "read")))
        if build_main(["-b", "html", *quiet, str(DOCS), str(built)]):
            sys.exit("The documentation could not be built: what is wrong is above.")
        for page in built.rglob("*.html"):
            page.write_text(mended(page.read_text("utf-8")), "utf-8")
        unwanted = shutil.ignore_patterns(*NOT_SERVED, "*.map", "*.LICENSE.txt")
        shutil.copytree(built, output, ignore=unwanted, dirs_exist_ok=True)
