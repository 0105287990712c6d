"""Run the notebooks that are kept with what they show, and store it: `python scripts/make_notebooks.py [NAME…]`.

A visitor of the repository sees their equations without running anything. A live view needs its kernel, and its HTML
has a hundred kilobytes: of it, what is stored are its equations, as LaTeX, Markdown and text.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "notebooks"
KEPT = ("comparing", "from_a_fit", "is_my_equation_right", "papers")
"""The notebooks whose point is what they show; those that are about the view are kept without outputs."""
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def main(names: list[str]) -> int:
    unknown = set(names) - set(KEPT)
    if unknown:
        sys.exit(f"Kept with outputs are {', '.join(KEPT)}; not {', '.join(sorted(unknown))}.")
    for path in (FOLDER / f"{name}.ipynb" for name in names or KEPT):
        nbformat.write(stored(executed(path)), path)
        print(f"{path.stem}: {path.stat().st_size / 1000:.0f} kB", flush=True)
    return 0


def executed(path: Path) -> NotebookNode:
    """A notebook with all that its cells show when they are run from the top.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell fails.
    """
    notebook = nbformat.read(path, as_version=4)
    of_this_checkout = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": path.parent}})
    client.execute(env={**os.environ, "PYTHONPATH": of_this_checkout})
    return notebook


def stored(notebook: NotebookNode) -> NotebookNode:
    """The notebook as it is kept: cells numbered from 1, without times, and views as their equations."""
    kept = nbformat.from_dict(notebook)
    kept.metadata.pop("widgets", None)
    kept.metadata["language_info"] = {"name": "python"}
    code = [cell for cell in kept.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code, start=1):
        cell.metadata.pop("execution", None)
        cell.execution_count = number
        cell.outputs = [light(output) for output in cell.outputs if WIDGET_VIEW not in output.get("data", {})]
    return kept


def light(output: NotebookNode) -> NotebookNode:
    """An output without the HTML of what has LaTeX, or Markdown with LaTeX, too."""
    data = output.get("data", {})
    if "text/latex" in data or "$$" in "".join(data.get("text/markdown", "")):
        data.pop("text/html", None)
    return output


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
