"""What R prints of a fit, read: every number of the recorded prints at its place."""

from __future__ import annotations

import math
import re

import pytest

import lme4math
from lme4math.read_fits import read_fit
from tests.oracle import Case, designed_fits, frame, levels

FITS = designed_fits()
PRINTS = [(case, kind) for case in FITS for kind in case["texts"]]
NAMES = [f"{case['id']}, {kind}" for case, kind in PRINTS]

NOT_SAID = {"C": levels("toy60")["C"], "factor(Days)": list(range(10))}
"""Levels that prints of equal standard deviations do not name."""


@pytest.mark.parametrize(("case", "kind"), PRINTS, ids=NAMES)
def test_every_number_is_at_its_place(case: Case, kind: str) -> None:
    check_numbers(case, kind)


def check_numbers(case: Case, kind: str) -> None:
    text = case["texts"][kind]
    data = frame(case["data"]) if "~ ." in text else None
    homogeneous = re.search(r"ar1\(0", text) is not None
    names = [name for name in NOT_SAID if name in case["call"]] if homogeneous else []
    fit = read_fit(text, data, factors={name: NOT_SAID[name] for name in names})
    check_fit(fit, case, kind)


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
