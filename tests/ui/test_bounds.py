"""How large a view may be: what a notebook saves of it, and what a browser must lay out."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import comm
import numpy as np
import pandas as pd
import pytest
from comm.base_comm import BaseComm
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

import lme4math
from lme4math.ui import fragment_of, register

SEED = "lmer(prevalence ~ time + time:type + (1 + time + type:time | reg) + (1 + time + type:time | reg:spp))"


@cache
def sleepstudy() -> lme4math.Model:
    return lme4math.parse("Reaction ~ Days + (Days | Subject)", lme4math.data.sleepstudy())


@cache
def seed() -> lme4math.Model:
    return lme4math.parse(SEED, factors={"type": ["-", "+"]})


def bytes_of(model: lme4math.Model) -> int:
    return len(model.html().encode())


@pytest.mark.parametrize(("model", "most"), [(sleepstudy, 130_000), (seed, 230_000)])
def test_the_views_of_small_models_are_light(model: object, most: int) -> None:
    assert callable(model)
    assert bytes_of(model()) <= most


GALLERY = Path(__file__).parents[2] / "notebooks" / "gallery.ipynb"


def test_a_notebook_with_thirteen_views_is_light() -> None:
    cells = ("".join(cell["source"]) for cell in json.loads(GALLERY.read_text("utf-8"))["cells"])
    magics = [code for code in cells if code.startswith("%%lmer_math")][:13]
    shell = InteractiveShell.instance()
    register(shell, lme4math.parse)
    stored = []
    for code in magics:
        with capture_output() as shown:
            assert shell.run_cell(code).success
        stored += [output.data for output in shown.outputs]
    shell.history_manager.end_session()
    InteractiveShell.clear_instance()
    assert sum("lm-still" in data["text/html"] for data in stored) == 13
    assert len(json.dumps(stored, ensure_ascii=False).encode()) <= 2_000_000


EFFECTS = " + ".join(f"x{number}" for number in range(1, 24))
FACTORS = [f"f{number}" for number in range(10)]
LARGE = {
    "24 correlated effects": (f"y ~ x + ({EFFECTS} | g)", {}),
    "slopes of 48 levels": ("y ~ f + (f | g)", {"f": 48}),
    "a five-way interaction": (f"y ~ {' * '.join(FACTORS[:5])} + (1 | g)", dict.fromkeys(FACTORS, 3)),
    "a ten-way interaction": (f"y ~ {' * '.join(FACTORS)} + (1 | g)", dict.fromkeys(FACTORS, 2)),
    "1,000 levels": ("y ~ f + (1 | g)", {"f": 1_000}),
    "10,000 levels": ("y ~ f + (1 | g)", {"f": 10_000}),
}


@cache
def large(name: str) -> lme4math.Model:
    code, factors = LARGE[name]
    return lme4math.parse(code, factors={factor: k for factor, k in factors.items() if factor in code})


@pytest.mark.parametrize("name", LARGE)
def test_no_model_makes_a_large_view(name: str) -> None:
    assert bytes_of(large(name)) <= 600_000


@pytest.mark.parametrize("name", ["24 correlated effects", "a five-way interaction", "1,000 levels"])
def test_an_unfolded_view_has_a_bound_too(name: str) -> None:
    assert len(fragment_of(large(name).content(unfolded=True)).encode()) <= 1_000_000


def test_a_long_sum_says_how_many_levels_it_leaves_out() -> None:
    content = large("1,000 levels").content()
    shown = [notation.text for notation in content.notations]
    assert "(995 more levels of f)" in shown[0]
    assert "f1000" in [row.name for row in content.styles[0].table]
    assert "995 more levels of `f`" in [row.name for row in content.styles[0].table if row.is_gap]
    assert "995 more levels of `f`, which are not shown" in [row.meaning for row in content.styles[0].legend]


def test_dimensions_are_those_of_the_whole_model() -> None:
    whole = large("1,000 levels").equations("matrix").text().splitlines()[0]
    assert large("1,000 levels").content().notation("matrix").text.splitlines()[0] == whole


def test_equations_and_legend_are_whole_where_the_view_is_an_excerpt() -> None:
    model = large("1,000 levels")
    assert r"\beta_{500}" in model.equations().latex()
    assert r"\beta_{500}" in model.latex()
    assert len(model.legend()) > 1_000


def test_an_autoregression_keeps_the_distances_of_the_effects_that_are_shown() -> None:
    content = lme4math.parse("lmer(y ~ 1 + ar1(0 + t | g))", factors={"t": 30}).content()
    assert "ρ_{τ}^{29}" in content.notation("expanded").latex.replace("\\rho", "ρ").replace("\\tau", "τ")


def test_a_small_model_has_no_gap() -> None:
    assert not seed().content().unfolds
    assert not any(row.is_gap for style in seed().content().styles for row in style.table)


def test_a_live_view_is_unfolded_on_demand() -> None:
    view = large("24 correlated effects").explore().view
    before = len(view.html)
    view._handle_custom_msg({"edit": "unfold"}, [])
    assert len(view.html) >= before
    view = lme4math.parse("y ~ f + (1 | g)", factors={"f": 25}).explore().view
    assert "20 more levels" in view.html
    assert 'data-lm-edit="unfold"' in view.html
    view._handle_custom_msg({"edit": "unfold"}, [])
    assert "more levels" not in view.html


def test_the_view_of_a_long_fit_is_an_excerpt_too() -> None:
    rng = np.random.default_rng(1)
    level, group = rng.integers(0, 25, 400), rng.integers(0, 10, 400)
    frame = pd.DataFrame({"f": [f"l{k}" for k in level], "g": [f"g{k}" for k in group], "y": rng.normal(size=400)})
    fit = lme4math.parse("y ~ f + (1 | g)", frame).fit()
    shown, whole = fit.content(), fit.content(unfolded=True)
    assert shown.unfolds
    assert not whole.unfolds
    for style in shown.styles:
        assert "(20 more levels of f)" in style.notations[0].text
        assert "20 more levels of `f`" in [row.name for row in style.table]
    assert len(whole.styles[1].table) == 25


def test_a_live_view_opens_with_few_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr(BaseComm, "publish_msg", lambda _comm, kind, *_data, **_more: sent.append(kind))
    monkeypatch.setattr(comm, "create_comm", BaseComm)
    seed().explore()
    assert 10 < len(sent) <= 35
