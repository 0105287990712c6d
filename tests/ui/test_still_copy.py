"""The view that a notebook is saved with follows the live one, by one message for a row of changes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

import seed
from lme4math.ui import Explorer, fragment_of, still_copy

Sent = list[tuple[dict[str, str], dict[str, Any]]]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """What is displayed, and how."""
    displayed: Sent = []
    monkeypatch.setattr(still_copy, "PAUSE", 0.01)
    monkeypatch.setattr(still_copy, "display", lambda bundle, **how: displayed.append((bundle, how)))
    return displayed


def in_a_kernel(act: Callable[[], None]) -> None:
    """Do it as a kernel would: on an event loop, which runs on. Playwright, too, leaves one running in its thread."""

    async def act_and_wait() -> None:
        act()
        await asyncio.sleep(0.1)

    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, act_and_wait()).result()


def published(sent: Sent) -> Explorer:
    explorer = Explorer(seed.Seed())
    explorer.publish()
    (_, how), *_ = sent
    assert not how.get("update")
    return explorer


def test_a_row_of_changes_is_one_message_with_the_state_of_the_end(sent: Sent) -> None:
    explorer = published(sent)

    def change() -> None:
        explorer.view.set_state({"index": 1})
        explorer.view.set_state({"style_index": 1, "level_1": False})
        explorer.levels = (0, 2)

    in_a_kernel(change)
    assert len(sent) == 2
    bundle, how = sent[1]
    assert how["update"]
    assert how["display_id"] == sent[0][1]["display_id"]
    assert bundle["text/html"] == str(
        fragment_of(seed.seed(), "compact", (0, 2), "still", explorer.pair, style="lettered")
    )
    assert bundle["text/plain"] == seed.seed().notation("compact", "lettered").text


def test_a_change_that_is_taken_back_is_no_message(sent: Sent) -> None:
    explorer = published(sent)
    in_a_kernel(lambda: (explorer.view.set_state({"index": 1}), explorer.view.set_state({"index": 0}))[0])
    assert len(sent) == 1


def test_views_that_are_closed_not_shown_or_without_a_loop_send_nothing(sent: Sent) -> None:
    closed = published(sent)
    in_a_kernel(lambda: (closed.view.set_state({"index": 1}), closed.close())[0])
    in_a_kernel(lambda: Explorer(seed.Seed()).view.set_state({"index": 1}))
    Explorer(seed.Seed()).publish()
    alone = published(sent)
    alone.notation = "matrix"
    assert not any(how.get("update") for _, how in sent)


@pytest.fixture
def shell() -> Iterator[InteractiveShell]:
    shell = InteractiveShell.instance()
    shell.user_ns["explorer"] = Explorer(seed.Seed())
    yield shell
    shell.history_manager.end_session()
    InteractiveShell.clear_instance()


def run(shell: InteractiveShell, code: str) -> None:
    before = list(shell.events.callbacks["post_execute"])
    assert shell.run_cell(code).success
    assert shell.events.callbacks["post_execute"] == before


def test_in_a_cell_that_runs_the_copy_waits_for_its_end_and_shows_what_is_shown_then(
    shell: InteractiveShell, sent: Sent
) -> None:
    run(shell, "explorer.publish(); explorer.notation = 'compact'")
    (place, first), (bundle, how) = sent
    assert place == {"text/html": "", "text/plain": seed.seed().notation("expanded").text}
    assert (first["display_id"], first.get("update", False)) == (how["display_id"], False)
    assert how["update"]
    assert bundle["text/plain"] == seed.seed().notation("compact").text
    run(shell, "explorer.notation = 'matrix'")
    assert len(sent) == 2


def test_of_a_view_that_is_closed_in_its_cell_a_copy_stays(shell: InteractiveShell, sent: Sent) -> None:
    run(shell, "explorer.publish(); explorer.close()")
    assert len(sent) == 2
    assert "lm-still" in sent[1][0]["text/html"]


def test_where_outputs_are_captured_the_copy_is_there_at_once(shell: InteractiveShell, sent: Sent) -> None:
    with capture_output():
        run(shell, "explorer.publish()")
    assert ["lm-still" in bundle["text/html"] for bundle, _ in sent] == [True]
