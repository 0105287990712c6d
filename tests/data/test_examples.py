"""The data sets of lme4 that come with the package."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import lme4math
from lme4math.data import FACTORS, bundled, cake, cbpp, dyestuff, grouseticks, pastes, penicillin, sleepstudy
from lme4math.libraries import LIBRARIES

ROOT = Path(__file__).resolve().parents[2]
SETS = {
    "sleepstudy": (sleepstudy, "lmer(Reaction ~ Days + (Days | Subject))", 180, {"Subject": 18}),
    "cbpp": (cbpp, "glmer(incidence/size ~ period + (1 | herd), family = binomial, weights = size)", 56, {"herd": 15}),
    "Penicillin": (penicillin, "lmer(diameter ~ 1 + (1 | plate) + (1 | sample))", 144, {"plate": 24, "sample": 6}),
    "Dyestuff": (dyestuff, "lmer(Yield ~ 1 + (1 | Batch))", 30, {"Batch": 6}),
    "Pastes": (pastes, "lmer(strength ~ 1 + (1 | batch/cask))", 60, {"cask:batch": 30, "batch": 10}),
    "cake": (cake, "lmer(angle ~ recipe * temperature + (1 | recipe:replicate))", 270, {"recipe:replicate": 45}),
    "grouseticks": (grouseticks, "glmer(TICKS ~ YEAR + (1 | BROOD), family = poisson)", 403, {"BROOD": 118}),
}


def test_every_set_has_a_function() -> None:
    assert sorted(SETS) == sorted(FACTORS)


@pytest.mark.parametrize("name", SETS)
def test_a_set_has_the_rows_and_levels_that_lme4_reports(name: str) -> None:
    make, code, n, levels = SETS[name]
    model = lme4math.parse(code, make())
    assert model.describe()["n"] == n
    assert {term["group"]: term["n_levels"] for term in model.describe()["random"]} == levels
    assert model.assumptions == ()


def test_levels_are_in_the_order_that_r_gives_them() -> None:
    assert list(bundled("cbpp")["herd"])[-1] == "15"
    assert list(dict.fromkeys(bundled("cbpp")["herd"])) == list(map(str, range(1, 16)))
    described = lme4math.parse(SETS["cbpp"][1], cbpp()).describe()
    assert described["columns"] == ["(Intercept)", "period2", "period3", "period4"]


@pytest.mark.parametrize("name", ["sleepStudy", "Penicillin", "cbbp"])
def test_a_name_that_is_nearly_one_is_answered_with_it(name: str) -> None:
    meant = {"sleepStudy": "sleepstudy", "Penicillin": "penicillin", "cbbp": "cbpp"}[name]
    with pytest.raises(AttributeError, match=f"no data set '{name}'.*\n.*mean '{meant}'"):
        getattr(lme4math.data, name)
    assert not hasattr(lme4math.data, "_private")


@pytest.mark.parametrize("library", [*LIBRARIES, None])
def test_a_set_is_of_the_library_that_is_there(library: str | None) -> None:
    code = (
        f"import lme4math.libraries\nlme4math.libraries._is_installed = lambda name: name == {library!r}\n"
        "import lme4math\nframe = lme4math.data.penicillin()\n"
        "print(type(frame).__module__.partition('.')[0])\n"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True, cwd=ROOT).split() == [library or "builtins"]


def test_the_sets_are_small_and_their_sources_are_told() -> None:
    folder = ROOT / "lme4math" / "data" / "sets"
    assert sum(path.stat().st_size for path in folder.iterdir()) < 150_000
    told = (folder / "README.md").read_text("utf-8")
    assert [path.name for path in folder.glob("*.csv") if f"`{path.name}`" not in told] == []


CALL = "lmer(Reaction ~ Days + (Days | Subject), data = sleepstudy)"


@pytest.mark.parametrize(
    "code", [CALL, f"library(lme4)\ndata(sleepstudy)\nhead(sleepstudy)\nm <- {CALL}", CALL.replace("data = ", "")]
)
def test_the_set_that_the_code_names_is_used_on_request_and_told(code: str) -> None:
    model = lme4math.parse(code)
    assert model.describe()["n"] is None
    on_data = model.on_lme4_data()
    assert on_data.describe()["n"] == 180
    (told,) = on_data.assumptions
    assert told == "`sleepstudy` is lme4's data set of this name, of which lme4math has a copy."
    assert on_data.with_effect("Days", "Subject").assumptions == (told,)


@pytest.mark.parametrize(
    "code",
    [
        f"sleepstudy <- read.csv('mine.csv')\n{CALL}",
        f"sleepstudy <- subset(sleepstudy, Days > 1)\n{CALL}",
        f"sleepstudy$Slow <- mine(sleepstudy)\n{CALL.replace('Days +', 'Slow +')}",
        CALL.replace("sleepstudy", "subset(sleepstudy, Days > 1)"),
        CALL.replace("sleepstudy", "mine"),
        CALL.replace(", data = sleepstudy", ""),
    ],
)
def test_data_that_the_script_makes_is_not_the_bundled_set(code: str) -> None:
    model = lme4math.parse(code)
    assert model.on_lme4_data() == model


def test_a_name_that_stands_for_something_else_is_left_alone() -> None:
    model = lme4math.parse(CALL)
    assert model.on_lme4_data(taken={"sleepstudy": 1}) == model


def test_a_variable_that_the_set_lacks_is_shown_with_the_likely_one() -> None:
    with pytest.raises(lme4math.DataError, match="There is no variable `Dayz` in the data"):
        lme4math.parse(CALL.replace("Days +", "Dayz +")).on_lme4_data()
