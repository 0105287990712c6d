"""What becomes of a saved notebook: opened by another user who does not trust it, and exported as a page."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nbclient
import nbformat

from browsing import ROOT, Server


def changed_by_a_stranger(lab: Server, name: str) -> str:
    """A copy that JupyterLab does not trust; returns its name."""
    notebook = lab.read(name)
    for cell in notebook.cells:
        cell.metadata.pop("trusted", None)
    notebook.cells[0].source += "  # changed by a stranger"
    nbformat.write(notebook, lab.folder / "stranger.ipynb")
    return "stranger.ipynb"


def exported(source: Path, folder: Path, state: bool = False) -> str:
    """The address of nbconvert's page of a notebook, which was run again to hold its widgets' state if `state`."""
    if state:
        notebook = nbformat.read(source, as_version=4)
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        nbclient.NotebookClient(notebook, store_widget_state=True).execute(env=environment)
        assert "widgets" in notebook.metadata
        source = folder / "state.ipynb"
        nbformat.write(notebook, source)
    export = [sys.executable, "-m", "nbconvert", "--to", "html", "--output", folder / "exported.html", source]
    subprocess.run(export, check=True, capture_output=True)
    return (folder / "exported.html").as_uri()
