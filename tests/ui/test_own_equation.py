"""The reader's own equation in the live view: what the kernel answers to the browser."""

from __future__ import annotations

import re
from typing import Any

import pytest

from lme4math import data, parse
from lme4math.ui.widget import EquationView

RIGHT = "y_ij = b0 + b1 * x_ij + u_j + e_ij, u_j ~ N(0, t^2), e_ij ~ N(0, s^2)"
CODE = "lmer(y ~ x + (1 | g))"


def asked(view: EquationView, equation: object, monkeypatch: pytest.MonkeyPatch, number: int = 1) -> dict[str, Any]:
    told: list[dict[str, Any]] = []
    monkeypatch.setattr(view, "send", lambda content, _buffers=None: told.append(content))
    view._handle_custom_msg({"equation": equation, "asked": number}, [])
    (answer,) = told
    return answer


def test_the_answer_is_of_the_model_that_is_shown_also_after_a_change(monkeypatch: pytest.MonkeyPatch) -> None:
    view = parse(CODE).explore().view
    assert asked(view, RIGHT, monkeypatch)["verdict"] == "right"
    view.model = view.model.with_effect("x", "g")
    answer = asked(view, RIGHT, monkeypatch, 7)
    assert (answer["verdict"], answer["asked"]) == ("wrong", 7)
    assert "(1 + " in answer["answer"]


def test_only_the_style_sheets_that_the_browser_lacks_are_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    view = parse(CODE).explore().view
    answer = asked(view, RIGHT, monkeypatch)
    assert any(".lm-answer" in sheet for sheet in answer["sheets"])
    assert not set(answer["sheets"]) & set(view.sheets)
    assert "<style" not in answer["answer"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (r"y = \frac{a", "not closed"),
        ("", "equation"),
        ("no mathematics at all", "equation"),
        ("y = a + " * 5_000, "30,000 characters"),
    ],
)
def test_a_text_that_cannot_be_read_is_answered_in_words(text: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = asked(parse(CODE).explore().view, text, monkeypatch)
    assert answer["verdict"] == ""
    assert said in answer["answer"]
    assert 'role="alert"' in answer["answer"]


@pytest.mark.parametrize("text", [None, 3, ["y"], {"y": 1}])
def test_what_is_no_text_is_answered_too(text: object, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = asked(parse(CODE).explore().view, text, monkeypatch)
    assert (answer["verdict"], answer["answer"]) == ("", "")


def test_nothing_of_the_text_becomes_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    view = parse(CODE).explore().view
    for text in ("y_i = <script>alert(1)</script> + e_i", r"y = \frac{<img src=x onerror=alert(1)>"):
        assert not re.search(r"<(script|img)\b", asked(view, text, monkeypatch)["answer"])


def test_a_failure_is_an_answer_too(monkeypatch: pytest.MonkeyPatch) -> None:
    view = parse(CODE).explore().view

    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(type(view.model), "checked", lambda _, text: interrupted(text))
    told: list[dict[str, Any]] = []
    monkeypatch.setattr(view, "send", lambda content, _buffers=None: told.append(content))
    with pytest.raises(KeyboardInterrupt):
        view._handle_custom_msg({"equation": RIGHT, "asked": 1}, [])
    assert "interrupted or failed" in told[0]["answer"]


def test_a_fit_has_the_panel_too_and_pages_without_a_kernel_have_none(monkeypatch: pytest.MonkeyPatch) -> None:
    model = parse("lmer(Reaction ~ Days + (Days | Subject))", data.sleepstudy())
    view = model.fit().explore().view
    assert "My own equation" in view.html
    text = "Reaction_ij = b0 + b1 * Days_ij + u_j + e_ij, u_j ~ N(0, t^2), e_ij ~ N(0, s^2)"
    assert asked(view, text, monkeypatch)["verdict"] == "wrong"
    for html in (model.html(), model.fit().html(), model.explore()._still()["text/html"]):
        assert "My own equation" not in html
        assert "data-lm-own" not in html


def test_every_panel_of_a_live_view_can_be_chosen() -> None:
    view = parse("lmer(Reaction ~ Days + (Days | Subject))", data.sleepstudy()).fit().explore().view
    sheets = "".join(view.sheets)
    panels = set(re.findall(r"lm-panel-(\d+)", view.html))
    assert len(panels) == 7
    for number in panels:
        assert f".lm-tabs:has(.lm-tab-{number}:checked)~.lm-panel-{number}{{display:block}}" in sheets
