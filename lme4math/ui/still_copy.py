"""The view without a widget that stands beside a live one, and is what a saved notebook shows.

When the live view changes, the notebook's output is replaced, so that the notebook is saved as it was seen.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.getipython import get_ipython
from IPython.core.interactiveshell import InteractiveShell
from IPython.display import display

PAUSE = 0.3
"""The seconds that a view is left alone before its copy is replaced: a row of changes costs one message."""


class StillCopy:
    """A published output that is replaced after changes.

    Args:
        name: the identifier of the output, which no other output has.
        draw: makes the output, by MIME type, in the present state of the view.
        text: what it is as text.
    """

    def __init__(self, name: str, draw: Callable[[], dict[str, str]], text: Callable[[], str]) -> None:
        self._name = name
        self._draw = draw
        self._text = text
        self._published: dict[str, str] | None = None
        self._waiting: asyncio.TimerHandle | None = None
        self._shell: InteractiveShell | None = None

    def publish(self) -> None:
        """Show the copy in the cell that runs: its text at once, for hosts that show no more, and all once it is done.

        At each output JupyterLab lays out the page, and searches all outputs of the cell for headings. A cell of many
        views would cost it the square of their number, before the first of them can be used.
        """
        self._shell = _shell_that_runs()
        if self._shell is None:
            self._show(self._draw(), update=False)
            return
        display({"text/html": "", "text/plain": self._text()}, raw=True, display_id=self._name)
        self._shell.events.register("post_execute", self._fill)

    def follow(self, _change: Any = None) -> None:
        """Replace the copy once the view is left alone; where there is no kernel's event loop, it stays."""
        if self._published is None:
            return
        self._wait_no_more()
        with suppress(RuntimeError):  # no loop runs
            self._waiting = asyncio.get_running_loop().call_later(PAUSE, self._replace)

    def stop(self) -> None:
        """Leave the copy as it is from now on."""
        self._fill()
        self._published = None
        self._wait_no_more()

    def _show(self, drawn: dict[str, str], update: bool) -> None:
        self._published = drawn
        display(drawn, raw=True, display_id=self._name, update=update)

    def _fill(self) -> None:
        """Show all of the copy, if its output has only the text yet."""
        if self._shell is not None:
            self._shell.events.unregister("post_execute", self._fill)
            self._shell = None
            self._show(self._draw(), update=True)

    def _wait_no_more(self) -> None:
        """Drop the change that waits: what waits on an event loop is held by it."""
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _replace(self) -> None:
        self._waiting = None
        drawn = self._draw()
        if self._published is not None and drawn != self._published:
            self._show(drawn, update=True)


def _shell_that_runs() -> InteractiveShell | None:
    """The shell, while it runs a cell whose outputs go to the page; None where they are captured."""
    shell = get_ipython()
    if shell is None or not shell.display_trap.is_active or isinstance(shell.display_pub, CapturingDisplayPublisher):
        return None
    return shell
