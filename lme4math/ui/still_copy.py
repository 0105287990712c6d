"""The view without a widget that stands beside a live one, and is what a saved notebook shows.

When the live view changes, the notebook's output is replaced, so that the notebook is saved as it was seen.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from IPython.display import display

PAUSE = 0.3
"""The seconds that a view is left alone before its copy is replaced: a row of changes costs one message."""


class StillCopy:
    """A published output that is replaced after changes.

    Args:
        name: the identifier of the output, which no other output has.
        draw: makes the output, by MIME type, in the present state of the view.
    """

    def __init__(self, name: str, draw: Callable[[], dict[str, str]]) -> None:
        self._name = name
        self._draw = draw
        self._published: dict[str, str] | None = None
        self._waiting: asyncio.TimerHandle | None = None

    def publish(self) -> None:
        """Show the copy in the cell that runs."""
        self._published = self._draw()
        display(self._published, raw=True, display_id=self._name)

    def follow(self, _change: Any = None) -> None:
        """Replace the copy once the view is left alone; where there is no kernel's event loop, it stays."""
        if self._published is None:
            return
        self._wait_no_more()
        with suppress(RuntimeError):  # no loop runs
            self._waiting = asyncio.get_running_loop().call_later(PAUSE, self._replace)

    def stop(self) -> None:
        """Leave the copy as it is from now on."""
        self._published = None
        self._wait_no_more()

    def _wait_no_more(self) -> None:
        """Drop the change that waits: what waits on an event loop is held by it."""
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _replace(self) -> None:
        self._waiting = None
        drawn = self._draw()
        if self._published is not None and drawn != self._published:
            self._published = drawn
            display(drawn, raw=True, display_id=self._name, update=True)
