"""The live view: updated to a state, it equals a view created in that state."""

from __future__ import annotations

import gc
import itertools
import warnings
import weakref
from collections.abc import Iterable
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets import TraitError

import lme4math
import seed
from lme4math.ui import Explorer, fragment_of
from lme4math.ui.widget import WIDGET_VIEW, EquationView

STATES = list(
    itertools.product(("expanded", "compact", "matrix"), [(), (0,), (1, 2), (0, 1, 2)], ("indexed", "lettered"))
)


def state(explorer: Explorer) -> dict[str, Any]:
    """All that the browser knows of the view and its toggles."""
    view = {key: value for key, value in explorer.view.get_state().items() if not key.startswith(("_", "layout"))}
    view["html"] = view["html"].replace(explorer.pair, "PAIR")
    return {
        **view,
        "toggle": (explorer.notation_toggle.index, explorer.style_toggle.index),
        "toggles": [toggle.value for toggle in explorer.level_toggles],
        "bundle": {**explorer._repr_mimebundle_(), WIDGET_VIEW: None},
    }


def follow_links(explorer: Explorer) -> None:
    """What the browser does: carry the view's state to the toggles along the links."""
    for link in explorer.links:
        (source, trait), (target, other) = link.source, link.target
        setattr(source, trait, getattr(target, other))


@pytest.mark.parametrize(("notation", "levels", "style"), STATES)
def test_update_to_a_state_equals_create_at_it(notation: str, levels: Iterable[int], style: str) -> None:
    updated = Explorer(seed.Seed())
    updated.view.notation = notation
    updated.levels = levels
    updated.view.style = style
    follow_links(updated)
    assert state(updated) == state(Explorer(seed.Seed(), notation, tuple(levels), style))


@pytest.mark.parametrize(("notation", "levels", "style"), STATES)
def test_python_sees_what_the_browser_sets(notation: str, levels: tuple[int, ...], style: str) -> None:
    explorer = Explorer(seed.Seed())
    places = {"index": seed.seed().notation_index(notation), "style_index": seed.seed().style_index(style)}
    explorer.view.set_state({**places, **{f"level_{number}": number in levels for number in range(3)}})
    assert (explorer.view.notation, explorer.view.levels, explorer.view.style) == (notation, levels, style)
    assert (explorer.notation, explorer.levels, explorer.style) == (notation, levels, style)


def test_it_is_opened_with_all_that_a_browser_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[dict[str, Any]] = []
    really_open = EquationView.open
    monkeypatch.setattr(EquationView, "open", lambda view: (opened.append(view.get_state()), really_open(view)))
    view = Explorer(seed.Seed(), "matrix", levels=(0, 2)).view
    assert len(opened) == 1
    told = opened[0]
    assert told["html"] == view.html != ""
    assert told["numbers"] == [0, 1, 2]
    assert (told["index"], told["level_0"], told["level_1"], told["level_2"]) == (2, True, False, True)


def test_python_is_told_once_of_a_change() -> None:
    explorer, told = Explorer(seed.Seed()), []
    explorer.view.observe(lambda change: told.append(change["new"]), "levels")
    explorer.view.levels = (0, 2)
    explorer.view.set_state({"level_0": False})
    assert told == [(0, 2), (2,)]


@pytest.mark.parametrize(
    "forged",
    [
        *({trait: value} for trait in ("index", "style_index") for value in (99, -1, None, True, 1.0, "1", [0], {})),
        *({"level_1": value} for value in (1, None, "true", [])),
        *({"html": "<b>forged</b>"}, {"sheets": ["* {}"]}, {"numbers": [7]}, {"can_undo": True}, {"_esm": ""}),
        *({"level_7": True}, {"nothing": 1}, {}),
        *(None, 3, ["index"]),
    ],
    ids=str,
)
def test_a_message_that_no_control_sends_changes_nothing(forged: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    explorer, sent = Explorer(seed.Seed()), []
    before = state(explorer)
    monkeypatch.setattr(explorer.view, "_send", lambda message, **_: sent.append(message))
    explorer.view.set_state(forged)
    assert state(explorer) == before
    known = set(forged if isinstance(forged, dict) else ()) & set(explorer.view.keys)
    assert [set(message["state"]) for message in sent if message["method"] == "update"] == [known] * bool(known)
    explorer.view.set_state({"index": 1, "level_0": True})
    assert (explorer.notation, explorer.levels) == ("compact", (0, 1, 2))


def test_what_is_not_there_cannot_be_shown() -> None:
    view = Explorer(seed.Seed()).view
    with pytest.raises((ValueError, TraitError), match="no notation 'latex'"):
        view.notation = "latex"
    with pytest.raises((ValueError, TraitError), match="no level 7"):
        view.levels = (1, 7)
    with pytest.raises((ValueError, TraitError), match="no style 'gothic'; there are indexed, lettered"):
        view.style = "gothic"
    assert (view.notation, view.levels, view.style) == ("expanded", (1, 2), "indexed")


def test_every_toggle_is_linked_in_the_browser() -> None:
    explorer = Explorer(seed.Seed())
    linked = {(link.source[0].model_id, *link.source[1:], link.target[1]) for link in explorer.links}
    assert {type(link).__name__ for link in explorer.links} == {"Link"}
    assert linked == {
        (explorer.notation_toggle.model_id, "index", "index"),
        (explorer.style_toggle.model_id, "index", "style_index"),
        *((toggle.model_id, "value", f"level_{index}") for index, toggle in enumerate(explorer.level_toggles)),
    }


def test_the_bundle_holds_the_state_of_the_moment_in_every_form() -> None:
    explorer = Explorer(seed.Seed())
    explorer.view.notation, explorer.view.levels = "compact", (0,)
    bundle = explorer._repr_mimebundle_()
    assert set(bundle) == {WIDGET_VIEW, "text/html", "text/latex", "text/markdown", "text/plain"}
    assert bundle[WIDGET_VIEW]["model_id"] == explorer.model_id
    assert bundle["text/html"] == fragment_of(seed.seed(), "compact", (0,))
    assert bundle["text/latex"] == "$$\n" + seed.seed().notation("compact").latex + "\n$$"
    assert bundle["text/markdown"].replace(" ", "") == bundle["text/latex"].replace(" ", "")
    assert bundle["text/plain"] == seed.seed().notation("compact").text


def test_shown_by_a_notebook_it_leaves_a_view_that_needs_no_widget() -> None:
    explorer = Explorer(seed.Seed(), "matrix", (0,))
    shell = InteractiveShell.instance()
    with capture_output() as captured:
        shell.display_formatter.format(explorer)
    InteractiveShell.clear_instance()
    live, still = (output.data for output in captured.outputs)
    assert live[WIDGET_VIEW]["model_id"] == explorer.model_id
    assert f"lm-live-{explorer.pair}" in explorer.view.html
    assert f'class="lm-view lm-still lm-still-{explorer.pair}"' in still["text/html"]  # by which the live one hides it
    assert still["text/plain"] == seed.seed().notation("matrix").text


def test_a_closed_view_is_freed_with_all_its_controls() -> None:
    explorer = Explorer(seed.Seed())
    explorer.model = seed.Seed()
    held = [weakref.ref(part) for part in (explorer, explorer.view, explorer.notation_toggle, *explorer.level_toggles)]
    explorer.close()
    del explorer
    gc.collect()
    assert [part() for part in held] == [None] * len(held)


def test_a_view_that_cannot_be_made_leaves_nothing_to_warn_of() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(ValueError, match="no notation"):
            Explorer(seed.Seed(), "sideways")
        gc.collect()


def test_a_changed_model_says_how_it_lies_to_the_first() -> None:
    view = lme4math.parse("y ~ x + (1 | g)").explore().view
    assert "Changed:" not in view.html
    view._edit(view, {"edit": "effect", "coefficient": "x", "group": "g"}, [])
    assert "The first model is a special case of the changed one: that with " in view.html
    view._edit(view, {"edit": "effect", "coefficient": "(Intercept)", "group": "g"}, [])
    assert "Neither model is a special case of the other" in view.html
    view.undo()
    view.undo()
    assert "Changed:" not in view.html
