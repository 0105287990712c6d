"""The models of a script in the view: a list in the live view, their names where there is no kernel."""

from __future__ import annotations

import re
from typing import Any

import pytest

import lme4math
from lme4math.ui import Explorer, fragment_of

SCRIPT = """m0 <- lmer(y ~ x + (1 | g))
m1 <- update(m0, . ~ . + (0 + x | g))
m2 <- lmer(y ~ x + 2 + (1 | g))
"""
LINE = re.compile(r"<p class=lm-models>.*?</p>")


def choice(explorer: Explorer) -> tuple[tuple[str, ...], int]:
    return explorer.model_choice.names.options, explorer.model_choice.names.index


def test_the_list_has_the_models_by_name_and_shows_the_one_that_is_chosen() -> None:
    explorer = lme4math.parse(SCRIPT, which="m1").explore()
    assert choice(explorer) == (("m0", "m1", "m2"), 1)
    explorer.model_choice.names.index = 0
    assert explorer.model == lme4math.parse(SCRIPT)
    assert explorer.content.place == 0
    explorer.undo()
    assert explorer.model.name == "m1"
    assert choice(explorer) == (("m0", "m1", "m2"), 1)


def test_a_view_of_the_chosen_model_is_the_view_of_that_model() -> None:
    explorer = lme4math.parse(SCRIPT, which=0).explore()
    explorer.model_choice.names.index = 1
    fresh = lme4math.parse(SCRIPT, which=1).explore()
    assert explorer.view.html.replace(explorer.pair, "") == fresh.view.html.replace(fresh.pair, "")


def test_a_model_that_cannot_be_read_is_told_and_the_other_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    explorer = lme4math.parse(SCRIPT).explore()
    sent: list[Any] = []
    monkeypatch.setattr(explorer.view, "send", sent.append)
    explorer.model_choice.names.index = 2
    assert "The number 2 cannot be a term of a formula" in sent[-1]["problem"]
    assert explorer.model.name == "m0"
    assert choice(explorer)[1] == 0


def test_an_edit_stays_on_the_model_that_is_shown() -> None:
    explorer = lme4math.parse(SCRIPT, which="m1").explore()
    explorer.view._edit(None, {"edit": "structure", "block": 0, "value": "us"}, [])
    explorer.view._edit(None, {"edit": "effect", "coefficient": "x", "group": "g"}, [])
    assert explorer.model.name == "m1"
    assert choice(explorer)[1] == 1
    explorer.model_choice.names.index = 0
    assert explorer.model.describe()["formula"] == "y ~ x + (1 | g)"


def test_one_model_has_no_list() -> None:
    explorer = lme4math.parse("y ~ x + (1 | g)").explore()
    assert explorer.model_choice.layout.display == "none"
    explorer.model = lme4math.parse(SCRIPT)
    assert explorer.model_choice.layout.display is None
    assert not LINE.search(lme4math.parse("y ~ x + (1 | g)").html())


def test_a_page_names_the_models_and_which_one_it_shows() -> None:
    (line,) = LINE.findall(lme4math.parse(SCRIPT, which="m1").html())
    assert re.sub(r"<[^>]+>", " ", line).split() == ["Model", "m0", "m1", "m2"]
    assert "<b aria-current=true>m1</b>" in line
    many = "; ".join(f"m{number} <- lmer(y ~ x + (1 | g))" for number in range(40))
    (line,) = LINE.findall(lme4math.parse(many, which=30).html())
    assert re.sub(r"<[^>]+>", " ", line).split() == ["Model", *(f"m{number}" for number in range(12)), "m30", "…"]


def test_a_name_is_text_on_the_page() -> None:
    html = str(fragment_of(lme4math.parse("`<b>` <- lmer(y ~ (1 | g)); m <- lmer(y ~ (1 | g))").content()))
    assert "&lt;b&gt;" in LINE.findall(html)[0]
