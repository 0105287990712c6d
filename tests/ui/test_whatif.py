"""What-if: a model reached by clicks is the model of its formula, and so is the view of it."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

import lme4math
from lme4math.ui import Explorer
from lme4math.ui.coefficient_table import grid_of
from lme4math.ui.messages import edited

CODE = "lmer(prevalence ~ time + time:type + (1 + time + type:time | reg) + (1 + time + type:time | reg:spp))"
FACTORS = {"type": ["-", "+"]}
AWAY = re.compile(r'<(t[hd])[^>]* class="lm-away">.*?</\1>|<tr class="lm-away"[^>]*>.*?</tr>')
CHANGED = re.compile(r'<p class="lm-note"><b>Changed:</b>.*?</p>')
EMPTY = '<div class="lm-notes"></div>'


def explorer(code: str = CODE, factors: Any = None) -> Explorer:
    return lme4math.parse(code, factors=FACTORS if factors is None else factors).explore()


def click(view: Explorer, **message: Any) -> None:
    """What the browser sends."""
    view.view._handle_custom_msg(message, [])


def press(view: Explorer, coefficient: str, level: str) -> None:
    """Press a cell of the table."""
    click(view, edit="effect", coefficient=coefficient, group=level)


def shown(view: Explorer) -> dict[str, Any]:
    """All that the browser knows, but for the way back, columns of what left the model, what is said of the change, and
    the name of the view.
    """
    state = view.view.get_state()
    kept = {key: state[key] for key in ("html", "index", "style_index", "numbers")}
    levels = {f"level_{number}": state[f"level_{number}"] for number in state["numbers"]}
    toggles = [(toggle.description, toggle.value) for toggle in view.level_toggles]
    linked = [link.source[0].model_id for link in view.links[2:]] == [one.model_id for one in view.level_toggles]
    return {
        **kept,
        **levels,
        "html": CHANGED.sub("", AWAY.sub("", kept["html"].replace(view.pair, "PAIR"))).replace(EMPTY, ""),
        "toggles": toggles,
        "linked": linked,
    }


def test_a_name_typed_in_the_view_is_a_label_and_undone() -> None:
    view = explorer()
    before = shown(view)
    click(view, edit="label", name="time", words="$t$")
    click(view, edit="label", name="type=+", words="positive")
    named = lme4math.parse(CODE, factors=FACTORS, labels={"time": "$t$", "type=+": "positive"})
    assert view.model == named
    assert shown(view) == shown(named.explore())
    click(view, edit="label", name="time", words=None)
    assert view.model.labels == {"type=+": "positive"}
    click(view, edit="undo")
    click(view, edit="undo")
    click(view, edit="undo")
    assert shown(view) == before


@pytest.mark.parametrize(
    ("name", "words", "reason"),
    [("time", "$i$", "cannot be called"), ("time", "$x^2$", "superscript"), ("tme", "x", "Did you mean `time`")],
)
def test_a_name_that_cannot_be_is_answered_with_the_reason(name: str, words: str, reason: str) -> None:
    view = explorer()
    said: list[dict[str, str]] = []
    view.view.send = said.append
    before = shown(view)
    click(view, edit="label", name=name, words=words)
    assert reason in said[-1]["problem"]
    assert shown(view) == before


def test_ways_of_writing_are_chosen_in_the_view_and_kept_by_changes() -> None:
    view = explorer()
    assert 'data-lm-name="factor_index"' in view.view.html
    click(view, edit="option", name="index", value=True)
    assert view.model.equations() == lme4math.parse(CODE, factors=FACTORS).equations(index="nested")
    press(view, "time", "reg")
    assert "_{ijk}" in view.model.equations("compact").text()
    click(view, edit="option", name="index", value=False)
    assert "_{ijk}" not in view.model.equations("compact").text()
    for wrong in ({"name": "nosuch", "value": True}, {"name": "index", "value": 1}, {"name": [], "value": True}):
        before = shown(view)
        click(view, edit="option", **wrong)
        assert shown(view) == before
    crossed = explorer("y ~ x + (1 | a) + (1 | b)", {})
    assert 'data-lm-edit="option"' not in crossed.view.html


INTERRUPTED = "The change was interrupted or failed, so the model stays as it is."
CLICKS = {
    "take an effect away": [("time", "reg")],
    "and give it back": [("time", "reg"), ("time", "reg")],
    "a factor's columns go together": [("time:type+", "reg:spp")],
    "the last effect of a level": [("(Intercept)", "reg"), ("time", "reg"), ("time:type+", "reg")],
}


@pytest.mark.parametrize("cells", CLICKS.values(), ids=CLICKS)
def test_a_view_updated_to_a_model_equals_one_created_at_it(cells: list[tuple[str, str]]) -> None:
    view = explorer()
    for coefficient, level in cells:
        press(view, coefficient, level)
    code = view.view.model.describe()["formula"]
    again = explorer(view.content.code)
    assert shown(view) == shown(again)
    assert view.model.describe() == lme4math.parse(f"lmer({code})", factors=FACTORS).describe()


def columns(view: Explorer) -> list[tuple[str, bool]]:
    """The grouping factors of the table, from left to right, and whether they are in the model."""
    heads = re.findall(r"<th scope=\"col\"([^>]*)><span[^>]*>([^<]*)</span>", view.view.html)
    return [(name, "lm-away" not in attributes) for attributes, name in heads][1:]


def test_a_grouping_factor_that_left_the_model_can_come_back() -> None:
    view = explorer("lmer(y ~ x + (1 + x | `my g`) + (1 | h/`k k`))", {})
    press(view, "x", "my g")
    press(view, "(Intercept)", "my g")
    assert view.content.formula == "y ~ x + (1 | h/`k k`)"
    assert columns(view) == [("my g", False), ("h", True), ("`k k`:h", True)]
    assert [toggle.description for toggle in view.level_toggles] == ["population", "h", "`k k`:h"]
    press(view, "(Intercept)", "h")
    press(view, "x", "my g")
    assert view.content.formula == "y ~ x + (1 | `k k`:h) + (0 + x | `my g`)"
    press(view, "(Intercept)", "my g")
    press(view, "(Intercept)", "h")
    assert view.content.formula == "y ~ x + (1 | `k k`:h) + (1 + x | `my g`) + (1 | h)"
    assert columns(view) == [("my g", True), ("h", True), ("`k k`:h", True)]
    assert view.model.describe() == lme4math.parse(f"lmer({view.content.formula})").describe()


def rows(view: Explorer) -> list[tuple[str, bool]]:
    """The coefficients of the table, from top to bottom, and whether they are in the model."""
    found = re.findall(r"<tr([^>]*)><th scope=\"row\"><code>([^<]*)</code>", view.view.html)
    return [(name, "lm-away" not in attributes) for attributes, name in found]


LEAVING = [
    ("lmer(y ~ x + (1 + z | g) + (1 | h))", [("z", "g")], ["z"], ("z", "h"), "y ~ x + (1 | g) + (1 + z | h)"),
    ("lmer(y ~ x + (0 + z | g) + (1 | h))", [("z", "g")], ["z"], ("z", "g"), "y ~ x + (1 | h) + (0 + z | g)"),
    ("lmer(y ~ x + (1 + f | g))", [("fb", "g")], ["fb", "fc"], ("fc", "g"), "y ~ x + (1 + f | g)"),
    ("lmer(y ~ 0 + x + (1 + x | g))", [("(Intercept)", "g")], ["(Intercept)"], ("(Intercept)", "g"),
     "y ~ 0 + x + (1 + x | g)"),
    ("lmer(y ~ x + (1 + f:I(z^2) | g/h))", [("fb:I(z^2)", "g"), ("fb:I(z^2)", "h:g")],
     ["fa:I(z^2)", "fb:I(z^2)", "fc:I(z^2)"], ("fa:I(z^2)", "h:g"), "y ~ x + (1 | g) + (1 + f:I(z^2) | h:g)"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "taken", "gone", "back", "wanted"), LEAVING, ids=[case[0] for case in LEAVING])
def test_a_coefficient_that_left_the_model_can_come_back(
    code: str, taken: list[tuple[str, str]], gone: list[str], back: tuple[str, str], wanted: str
) -> None:
    factors = {"f": ["a", "b", "c"]}
    view = explorer(code, factors)
    before = rows(view)
    for cell in taken:
        press(view, *cell)
    assert rows(view) == [(name, name not in gone) for name, _ in before]
    assert shown(view) == shown(explorer(view.content.code, factors))
    press(view, *back)
    assert view.content.formula == wanted
    assert rows(view) == before
    assert replace(view.content, beside="") == explorer(view.content.code, factors).content
    for _ in range(len(taken) + 1):
        click(view, edit="undo")
    assert rows(view) == before


def test_a_row_gives_way_to_what_its_variable_becomes_and_another_model_brings_its_own() -> None:
    view = explorer("lmer(y ~ x + (1 + z | g) + (1 | h))", {})
    press(view, "z", "g")
    click(view, edit="variable", name="x", levels="a, b, c")
    assert rows(view) == [("(Intercept)", True), ("xb", True), ("xc", True), ("z", False)]
    view.model = lme4math.parse("y ~ x + (1 | g)")
    assert rows(view) == [("(Intercept)", True), ("x", True)]


def test_undo_keeps_the_columns_and_another_model_brings_its_own() -> None:
    view = explorer("lmer(y ~ x + (1 | g) + (1 | h))", {})
    press(view, "(Intercept)", "g")
    press(view, "x", "h")
    assert columns(view) == [("g", False), ("h", True)]
    click(view, edit="undo")
    assert columns(view) == [("g", False), ("h", True)]
    click(view, edit="undo")
    assert columns(view) == [("g", True), ("h", True)]
    press(view, "(Intercept)", "g")
    view.model = lme4math.parse("y ~ x + (1 | k)")
    assert columns(view) == [("k", True)]


def test_a_new_grouping_factor_is_r_code() -> None:
    model = lme4math.parse("y ~ x + (x | g)")
    assert model.with_group("school:class", "x").describe()["formula"] == "y ~ x + (x | g) + (0 + x | school:class)"
    with pytest.raises(ValueError, match=r"no coefficient 'z'; there are \(Intercept\), x"):
        model.with_group("school", "z")
    with pytest.raises(lme4math.FormulaError):
        model.with_group("school:")
    data = {"y": [1.0, 2.0, 4.0, 3.0], "g": ["a", "a", "b", "b"]}
    with pytest.raises(lme4math.DataError, match="school"):
        lme4math.parse("y ~ 1 + (1 | g)", data).with_group("school")


def test_the_formula_follows_the_clicks() -> None:
    view = explorer()
    press(view, "time", "reg")
    click(view, edit="structure", block=1, value="cs")
    assert view.content.formula == (
        "prevalence ~ time + time:type + (1 + time:type | reg) + cs(1 + time + time:type | reg:spp)"
    )
    assert [block.structure for block in view.content.choices.blocks] == ["us", "cs"]
    assert view.content.styles[0].words[-1].startswith("The model has 3 fixed effects, ")
    assert view.model is view.view.model


def test_a_variable_becomes_a_factor_and_a_number_again() -> None:
    view = explorer()
    click(view, edit="variable", name="time", levels='early, "mid, day", late')
    assert (
        replace(view.content, beside="")
        == lme4math.parse(CODE, factors={**FACTORS, "time": ["early", "mid, day", "late"]}).content()
    )
    click(view, edit="variable", name="time", levels=None)
    assert shown(view) == shown(explorer())


def test_undo_goes_back_one_change_at_a_time() -> None:
    view, first = explorer(), shown(explorer())
    press(view, "time", "reg")
    once = shown(view)
    press(view, "time", "reg:spp")
    click(view, edit="undo")
    assert (shown(view), view.view.can_undo) == (once, True)
    click(view, edit="undo")
    assert (shown(view), view.view.can_undo) == (first, False)
    click(view, edit="undo")  # there is nothing to go back to
    assert shown(view) == first


@pytest.mark.parametrize("stopped_in", ["widget.fragment_of", "widget.live_rules", "controls._level_toggle"])
@pytest.mark.parametrize("stop", [KeyboardInterrupt, MemoryError])
@pytest.mark.parametrize("edit", [{"edit": "effect", "coefficient": "(Intercept)", "group": "h"}, {"edit": "undo"}])
def test_a_stop_during_an_edit_leaves_the_old_model_everywhere(
    stopped_in: str, stop: type[BaseException], edit: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    view = explorer("lmer(y ~ x + (1 + x | g) + (1 | h))", {})
    press(view, "x", "g")
    if edit["edit"] == "undo":
        press(view, "(Intercept)", "h")
    before, model, past = shown(view), view.model, view.view._past

    def stopped(*_arguments: object, **_options: object) -> None:
        monkeypatch.undo()
        raise stop

    monkeypatch.setattr(f"lme4math.ui.{stopped_in}", stopped)
    with suppress(KeyboardInterrupt):  # ipywidgets logs all others
        click(view, **edit)
    assert view.model is model
    assert (shown(view), view.view._past, view.view.can_undo) == (before, past, True)
    click(view, edit="undo")
    assert view.model is past[-1]


def test_an_edit_that_makes_a_view_too_large_is_refused_before_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    view, told = explorer("lmer(y ~ x + (x | g))", {}), []
    before = shown(view)
    monkeypatch.setattr(view.view, "send", lambda content, _buffers=None: told.append(content))
    monkeypatch.setattr(lme4math.Model, "content", lambda _: pytest.fail("it was laid out"))
    click(view, edit="variable", name="x", levels="200")
    monkeypatch.undo()
    assert shown(view) == before
    assert "would have 20,500 symbols; here they can grow to 2,000." in told[-1]["problem"]


def test_a_model_that_lme4_refuses_is_not_shown_and_the_reader_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    view, told = explorer("lmer(y ~ x + (1 | g))"), []
    before = shown(view)
    monkeypatch.setattr(view.view, "send", lambda content, _buffers=None: told.append(content))
    press(view, "(Intercept)", "g")
    assert shown(view) == before
    last = "This is the last random effect, and a mixed model needs one. Add another one first."
    assert told == [{"working": True}, {"problem": last}]


@pytest.mark.parametrize(
    ("message", "answer"),
    [
        ({"edit": "effect", "coefficient": "x", "group": "g"}, ""),
        ({"edit": "effect", "coefficient": "gone", "group": "g"}, ""),
        ({"edit": "undo"}, ""),
        (
            {"edit": "structure", "block": 0, "value": "cs"},
            "The change was interrupted or failed, so the model stays as it is.",
        ),
    ],
)
def test_each_message_is_answered_so_that_no_reader_is_told_that_the_kernel_does_not(
    message: dict[str, Any], answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    view, told = explorer("lmer(y ~ x + (1 | g))"), []
    monkeypatch.setattr(view.view, "send", lambda content, _buffers=None: told.append(content))

    def stop(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(lme4math.Model, "with_structure", stop)
    with suppress(KeyboardInterrupt):
        click(view, **message)
    assert told == [{"working": True}, {"problem": answer}]


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"edit": "erase"},
        {"edit": "effect", "coefficient": "age", "group": "reg"},
        {"edit": "effect", "coefficient": "time", "group": "population"},
        {"edit": "effect", "coefficient": "time", "group": "spp"},
        {"edit": "effect", "coefficient": 0, "group": None},
        {"edit": "effect", "coefficient": ["time"], "group": "reg"},
        {"edit": "structure", "block": 7, "value": "us"},
        {"edit": "structure", "block": 0, "value": "banded"},
        {"edit": "structure", "block": -1, "value": "cs"},
        {"edit": "structure", "block": False, "value": "cs"},
        {"edit": "structure", "value": "cs"},
        {"edit": ["undo"]},
        {"edit": "variable", "name": [], "levels": 3},
    ],
    ids=str,
)
def test_a_message_that_fits_no_control_changes_nothing(message: dict[str, Any]) -> None:
    view = explorer()
    before = shown(view)
    click(view, **message)
    assert shown(view) == before
    assert edited(view.model, grid_of(view.model.content()), message) is None


@pytest.mark.parametrize("message", [None, 3, "undo", ["edit", "undo"]])
def test_a_message_of_another_type_is_no_edit(message: object, caplog: pytest.LogCaptureFixture) -> None:
    view = explorer()
    press(view, "time", "reg")
    before = shown(view)
    view.view._handle_custom_msg(message, [])
    assert shown(view) == before
    assert not caplog.records


def test_python_sets_and_sees_the_model() -> None:
    view, seen = explorer(), []
    view.view.observe(lambda change: seen.append(change["new"]), "model")
    view.model = lme4math.parse("y ~ x + (x | g)")
    assert seen == [view.model]
    assert [toggle.description for toggle in view.level_toggles] == ["population", "g"]
    press(view, "x", "g")
    assert view.model.describe()["formula"] == "y ~ x + (1 | g)"
    assert view.levels == (1,)


def test_notation_style_and_marks_survive_a_change() -> None:
    view = explorer()
    view.notation, view.style, view.levels = "matrix", "lettered", (0, 2)
    press(view, "time", "reg")
    assert (view.notation, view.style, view.levels) == ("matrix", "lettered", (0, 2))
