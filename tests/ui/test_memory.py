"""What runs of a cell leave in the kernel's memory."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator
from itertools import pairwise
from statistics import median

import ipywidgets
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

import lme4math
from lme4math.ui import register

CODE = "lmer(y ~ x + (1 | g))"
CELL = f"get_ipython().run_cell_magic('lmer_math', '--out m', {CODE!r})"
RUNS, SETTLED = 20, 8
SLACK = 10_000
"""Bytes that a run may leave; a view holds many times as much. What one run alone leaves is the interpreter's own."""


def held() -> tuple[int, int]:
    """The bytes that Python holds, and the widgets."""
    gc.collect()
    widgets = sum(isinstance(one, ipywidgets.Widget) and one.comm is not None for one in gc.get_objects())
    return tracemalloc.get_traced_memory()[0], widgets


@pytest.fixture
def shell() -> Iterator[InteractiveShell]:
    shell = InteractiveShell.instance()
    register(shell, lme4math.parse)
    tracemalloc.start()
    yield shell
    tracemalloc.stop()
    shell.history_manager.end_session()
    InteractiveShell.clear_instance()


def test_twenty_runs_of_a_cell_leave_the_memory_where_it_was_once_caches_are_full(
    shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = {"metadata": {"cellId": "a"}, "header": {"msg_id": ""}}
    monkeypatch.setattr(shell, "get_parent", lambda: parent, raising=False)
    sizes = []
    for number in range(RUNS):
        parent["header"]["msg_id"] = str(number)
        with capture_output() as shown:
            done = shell.run_cell(CELL)
        assert done.success
        assert shown.outputs
        del done, shown
        sizes.append(held())
    settled = sizes[SETTLED - 1 :]
    assert len({widgets for _, widgets in settled}) == 1
    assert median(after - before for (before, _), (after, _) in pairwise(settled)) < SLACK
