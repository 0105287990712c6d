"""What R prints of a fit, read: every number of the recorded prints at its place."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest

import lme4math
from lme4math.read_fits import read_fit
from tests.oracle import Case, designed_fits, frame, levels

FITS = designed_fits()
PRINTS = [(case, kind) for case in FITS for kind in case["texts"]]
NAMES = [f"{case['id']}, {kind}" for case, kind in PRINTS]

NOT_SAID = {"C": levels("toy60")["C"], "factor(Days)": list(range(10))}
"""Levels that prints of equal standard deviations do not name."""


def answer(case: Case, text: str) -> dict[str, Any]:
    """What a print leaves open and its reader asks for: the variables of a dot, levels of which one is named."""
    if "~ ." in text:
        return {"data": frame(case["data"])}
    homogeneous = re.search(r"ar1\(0", text) is not None
    names = [name for name in NOT_SAID if homogeneous and name in case["call"]]
    return {"factors": {name: NOT_SAID[name] for name in names}} if names else {}


ASKED = [(case, kind) for case, kind in PRINTS if answer(case, case["texts"][kind])]


@pytest.mark.parametrize(("case", "kind"), PRINTS, ids=NAMES)
def test_every_number_is_at_its_place(case: Case, kind: str) -> None:
    check_numbers(case, kind)


@pytest.mark.parametrize(("case", "kind"), ASKED, ids=[f"{case['id']}, {kind}" for case, kind in ASKED])
def test_what_a_print_leaves_open_is_asked_for(case: Case, kind: str) -> None:
    with pytest.raises(lme4math.FormulaError, match=r"names the first only|no effect that R would call") as asked:
        read_fit(case["texts"][kind])
    assert "give the data" in (asked.value.hint or "")


def dotted(**more: list[Any]) -> dict[str, Any]:
    """Thirty rows of data with one more variable."""
    own = {name: values * 15 for name, values in more.items()}
    return {"y": list(range(30)), "x": [0, 1, 3] * 10, **own, "z": [5, 1, 2, 4, 3] * 6, "g": list("abcde") * 6}


@pytest.mark.parametrize(
    "texts",
    [
        ("S0046", {"factors": {"C": ["c1", "c2", "c3"]}}, {"factors": {"C": ["c1", "c2", "c3", "c4", "c5", "c6"]}}),
        ("B0284", {"data": dotted(A=["a1", "a2"])}, {"data": dotted(Aa2=[0.5, 1.5])}),
    ],
    ids=["levels", "dot"],
)
def test_a_question_is_asked_where_more_than_one_answer_fits(texts: tuple[str, dict[str, Any], dict[str, Any]]) -> None:
    """The same print is that of different models, whose equations have the same printed numbers."""
    name, *answers = texts
    text = next(case for case in FITS if case["id"] == name)["texts"]["summary, lme4 2.1"]
    first, second = (read_fit(text, **one) for one in answers)
    assert (first.fixef, first.se, first.sigma) == (second.fixef, second.se, second.sigma)
    assert first.equations().latex() != second.equations().latex()


def check_numbers(case: Case, kind: str) -> None:
    text = case["texts"][kind]
    check_fit(read_fit(text, **answer(case, text)), case, kind)


def check_fit(fit: lme4math.Fit, case: Case, kind: str) -> None:
    recorded, text = case["fit"], case["texts"][kind]
    assert list(fit.fixef) == recorded["fixef_names"]
    assert (fit.se is None) == kind.startswith("print")
    rows = [(row["grp"], row["var1"], row["var2"]) for row in fit.varcorr if row["grp"] != "Residual"]
    assert rows == [(row["grp"], row["var1"], row["var2"]) for row in recorded["varcorr"] if row["grp"] != "Residual"]
    assert (fit.n, fit.groups, fit.reml) == (recorded["n"], recorded["ngrps"], recorded["reml"])
    if "2.1" not in kind:  # of the others only the prints are recorded
        check_lines(fit, text)
        return
    for name, value in zip(recorded["fixef_names"], recorded["fixef"], strict=True):
        check_number(value, fit.fixef[name], text)
    for name, value in zip(recorded["fixef_names"], recorded["se"] if fit.se else [], strict=bool(fit.se)):
        assert fit.se is not None
        check_number(value, fit.se[name], text)
    check_number(recorded["criterion"], fit.criterion, text)
    for found, row in zip(fit.varcorr, recorded["varcorr"], strict=True):
        check_variance(found, row, text, kind)


def check_variance(found: dict[str, object], row: dict[str, object], text: str, kind: str) -> None:
    if row["var2"] is None and kind.startswith("print"):
        assert found["vcov"] is None
    elif row["var2"] is None:
        check_number(row["vcov"], found["vcov"], text)
    elif found["vcov"] is not None:  # effects that are independent by the formula
        assert (found["vcov"], found["sdcor"], row["vcov"]) == (0, 0, 0)
        return
    if row["var2"] is None or "ar1" not in text:
        check_number(row["sdcor"], found["sdcor"], text)
    else:  # powers of what is printed with two decimals
        assert found["sdcor"] == pytest.approx(row["sdcor"], abs=0.05)


def check_number(exact: object, found: object, text: str) -> None:
    """A number is what R rounded it to."""
    assert isinstance(found, float)
    if exact is None or math.isnan(found):
        assert exact is None or not isinstance(exact, float) or math.isnan(exact)
        assert math.isnan(found)
        return
    assert isinstance(exact, int | float)
    shown = [token for token in re.findall(r"-?\d+\.?\d*(?:e[-+]\d+)?", text) if float(token) == found]
    halves = [0.5 * 10.0 ** (int(e or 0) - len(m.partition(".")[2])) for m, _, e in (t.partition("e") for t in shown)]
    assert shown or found == 0 == exact
    assert abs(exact - found) <= min(halves, default=0.0) * (1 + 1e-6) + 1e-12


def check_lines(fit: lme4math.Fit, text: str) -> None:
    """Each number has a line with its name: of a coefficient of a summary, and of a standard deviation."""
    lines = [" ".join(line.split()) for line in text.split("\n")]
    start = next(place for place, line in enumerate(lines) if line.startswith("Number of obs"))
    for row in fit.varcorr:
        name = row["var1"] or row["grp"]
        if row["var2"] is None:
            assert any(f"{name} " in line and is_in(row["sdcor"], line) for line in lines[:start])
    for name, value in fit.fixef.items() if fit.se else ():
        assert fit.se is not None
        rest = [line[len(name) :] for line in lines[start:] if line.startswith(f"{name} ")]
        numbers = [list(map(float, re.findall(r"\S+", one)[:2])) for one in rest if re.match(r"(?: [-.\de+]+){2}", one)]
        assert [value, fit.se[name]] in numbers


def is_in(value: object, line: str) -> bool:
    return any(float(token) == value for token in re.findall(r"-?\d+\.?\d*(?:e[-+]\d+)?", line))
