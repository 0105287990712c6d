"""Sections of the notebooks as Markdown, so that a page can show them and they keep one home.

In a page,

    ```{sections} ../notebooks/gallery.ipynb
    Random intercept
    Random slope
    ```

stands for these sections, code and all.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

SECTIONS = re.compile(r"^```\{sections\} (?P<notebook>\S+)\n(?P<titles>.*?)^```$", re.MULTILINE | re.DOTALL)
LOADING = "%load_ext lme4math"


def with_sections(page: str, folder: Path) -> str:
    """A page with the sections that it names, which are read from beside it.

    Raises:
        KeyError: a notebook has no section of that title.
    """

    def sections(named: re.Match[str]) -> str:
        there = sections_of(folder / named["notebook"])
        place = str(Path(named["notebook"]).parent)
        return "\n\n".join(
            with_links_from(there[title], place, named["notebook"]) for title in named["titles"].splitlines()
        )

    return SECTIONS.sub(sections, page)


def sections_of(notebook: Path) -> dict[str, str]:
    """The sections of the second level, by their titles, each with its heading."""
    text = "\n\n".join(map(as_markdown, json.loads(notebook.read_text("utf-8"))["cells"]))
    parts = re.split(r"^## (.*)$", text, flags=re.MULTILINE)
    titles, bodies = parts[1::2], parts[2::2]
    return {title: f"## {title}\n{body.rstrip()}" for title, body in zip(titles, bodies, strict=True)}


def as_markdown(cell: dict[str, object]) -> str:
    source = "".join(cell["source"])  # type: ignore[arg-type]
    if cell["cell_type"] == "markdown":
        return source
    return "" if source.strip() == LOADING else f"```{'ipython' if '%' in source[:1] else 'python'}\n{source}\n```"


def with_links_from(text: str, place: str, notebook: str) -> str:
    """Markdown whose links lead from another folder to where they led; those to other sections lead to the notebook."""

    def link(found: re.Match[str]) -> str:
        target = found[1]
        return f"]({notebook})" if target.startswith("#") else f"]({place}/{target})"

    return re.sub(r"\]\(((?!\w+:)[^)\s]+)\)", link, text)
