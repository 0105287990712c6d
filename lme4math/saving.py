"""Files of equations: the kind of a file is what its name ends in."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Mapping
from importlib import import_module
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from lme4math.english import listed
from lme4math.errors import DataError, file_path

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PICTURES = (".svg", ".png", ".pdf")
DOTS_PER_INCH = 200
PATIENCE = 60


def save(
    path: str | PathLike[str],
    texts: Mapping[str, Callable[[], str]],
    figure: Callable[[], Figure],
    markdown: Callable[[], str],
) -> None:
    """Write a file.

    Args:
        path: its name.
        texts: what gives the text of a file, by the end of its name.
        figure: what gives the picture.
        markdown: what gives the Markdown that a Word file is made of.

    Raises:
        DataError: the name is none of a file, or ends in something else; pandoc, which makes Word files, is not there,
            or refuses.
        OSError: the file cannot be written.
    """
    file = file_path(path)
    kind = file.suffix.lower()
    if kind in texts:
        file.write_text(texts[kind](), encoding="utf-8")
    elif kind in PICTURES:
        figure().savefig(file, dpi=DOTS_PER_INCH)
    elif kind == ".docx":
        _save_word(markdown(), file)
    else:
        kinds = listed([*texts, *PICTURES, ".docx"], "or")
        raise DataError(f"The name of the file must end in {kinds}, not in {kind or 'nothing'!r}.")


def _save_word(markdown: str, file: Path) -> None:
    """Pandoc turns LaTeX into equations that Word can edit."""
    command = [_pandoc(), "--from=markdown+tex_math_dollars-raw_html", "--to=docx", f"--output={file.resolve()}"]
    done = subprocess.run(command, input=markdown, capture_output=True, text=True, timeout=PATIENCE, check=False)
    if done.returncode:
        raise DataError(f"Pandoc could not write the file: {done.stderr.strip()}")


def _pandoc() -> str:
    """The program on the path, or that of the package `pypandoc_binary`."""
    if (found := shutil.which("pandoc")) is not None:
        return found
    try:
        return str(import_module("pypandoc").get_pandoc_path())
    except (ImportError, OSError):
        raise DataError(
            "Word files are made by the program pandoc, which is not installed.",
            hint="Install it (pip install pypandoc_binary, or see pandoc.org), or save a .tex or .svg file.",
        ) from None
