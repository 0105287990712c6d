"""Scripts and pasted text that people have: what is said of each is what its collector, and R, say of it.

They are other people's, and read where they lie; see `tests/oracle.py`.
"""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest

import lme4math
from tests.oracle import Case, ids, wild_scripts

CASES = wild_scripts()
REFUSED = {
    "W39": "computed by `write_model",
    "W43": r"Write glmer\.nb\(count ~ mined \+ \(1 \| site\), data = d\)",
    "W44": r"Write lmer\(distance ~ age \+ \(age \| Subject\), data = Orthodont\)",
    "W53": "All of this text is a comment",
    "W55": "There is no model formula here",
    "W80": r"if a `\+` is missing",
}
"""What is refused, and what the refusal says."""

SAID = {
    "W02": ["`nitrogen` is a factor", "`management` is a factor", "`variety` is a factor"],
    "W06": ["`condition` is mindfulness|conditionmindfulness"],
    "W08": ["`irrigation` and `cutting` are factors with unknown levels"],
    "W09": ["`Treatment` is a factor"],
    "W10": ["`cond` is a factor", "R codes `cond` by `contr.sum`"],
    "W14": ["`Herbicide` is taken to be what line 1 makes of it in `nms`; the model's data frame is `Niman`"],
    "W16": ["Line 1 changes `cond` by .*, which is not run"],
    "W17": ["Line 1 keeps `rt > 500` and is not run"],
    "W19": ["on average over the levels of `Sex`"],
    "W22": ["the probability that `Outcome` is “c”", r"1\[Outcome_i = “c”\]"],
    "W24": ["R takes the first, “no”, as failure", r"1\[resp_i ≠ “no”\]"],
    "W25": [r"The slope of `year` varies around the course that `factor\(year\)` gives"],
    "W27": [r"varies around what the intercept and `Sex` of the fixed part give", r"1\[Sex_i = “Female”\]"],
    "W28": [r"1\[Sex_i = “Female”\]"],
    "W31": ["The fixed part has a value for each level of `A` already"],
    "W32": ["`Season` is taken as a factor", "The fixed part has a slope of `Year` for each level of `Season` already"],
    "W33": ["they take up overdispersion"],
    "W35": [r"only the sum of the two variances can be estimated", r"\(1 \| School/Classroom\)"],
    "W41": ["a link of your own, which only running the code could tell", r"logexp\(FL1\$Interval\)"],
    "W50": ["`‖` is read as `\\|\\|`"],
    "W73": ["The 1 inside a product is not multiplied"],
    "W74": [r"Total_Lupin_i \+ Total_Count_i"],
}
"""What has to be said."""

NOT_SAID = {
    **dict.fromkeys(("W02", "W08", "W09", "W10"), r"(nitrogen|irrigation|cutting|Treatment|`cond`)[^.\n]* numeric"),
    "W12": "`interv` is a factor",
    "W19": "where Sex is F|where `Sex` is F",
    "W25": "no fixed effect|varies around 0",
    "W27": r"no fixed effect|not vary between.*SexFemale|dummy\(Sex, .Female.\)_i",
    "W28": r"slope of `dummy|dummy\(Sex, .Female.\)_i",
    "W33": "told apart from the residuals|distinguished from the residuals",
}
"""What would be false."""

FORMULAS = {
    "W36": "FEV1 ~ years * ESI + ratio + stratum + Height + (1 | rand_id)",
    "W38": "SVL ~ Forest_type + Habitat_type + (1 | Species)",
    "W48": "log(weight) ~ (1 | species_id) + hindfoot_length",
    "W50": "Reaction ~ Days + (Days || Subject)",
    "W83": "y ~ x + (1 | g)",
    "W86": "RT_log ~ Cond1 + (0 + Cond1 | Subject)",
}


def columns_of(text: str) -> dict[str, list[Any]]:
    """The columns of inline CSV, as numbers where all are."""
    rows = list(csv.DictReader(io.StringIO(text)))
    found: dict[str, list[Any]] = {}
    for name in rows[0]:
        values = [row[name] for row in rows]
        try:
            found[name] = list(map(float, values))
        except ValueError:
            found[name] = values
    return found


def parsed(case: Case, with_data: bool) -> lme4math.Model:
    data = columns_of(case["data"]) if with_data and case.get("data") else None
    return lme4math.parse(case["input"], data, factors=case.get("factors") or None)


def everything(model: lme4math.Model) -> str:
    """All that a reader is told of a model."""
    said = [*model.warnings, *model.describe()["assumptions"], model.explain(), model.equations().text()]
    structure = [str(model.structure())] if model.describe()["n"] is not None else []
    return "\n".join([*said, *structure, *model.describe()["columns"]])


@pytest.mark.parametrize("case", CASES, ids=ids(CASES))
def test_what_is_said_is_right(case: Case) -> None:
    if case["id"] in REFUSED:
        with pytest.raises(lme4math.FormulaError, match=REFUSED[case["id"]]):
            parsed(case, with_data=False)
        return
    told = "\n".join(everything(parsed(case, with_data)) for with_data in (False, True))
    for wanted in SAID.get(case["id"], []):
        assert re.search(wanted, told)
    if case["id"] in NOT_SAID:
        assert not re.search(NOT_SAID[case["id"]], told)
    if case["id"] in FORMULAS:
        assert parsed(case, with_data=False).describe()["formula"] == FORMULAS[case["id"]]


ASKED = [case for case in CASES if case.get("R") and case.get("data") and case["id"] != "W16"]
"""Those that lme4 was asked of; R ran a line of W16 that is only read here."""


@pytest.mark.parametrize("case", ASKED, ids=ids(ASKED))
def test_the_matrices_are_rs(case: Case) -> None:
    model = parsed(case, with_data=True)
    said, in_r = model.describe(), case["R"]
    assert [name for name in said["columns"] if name not in said["dropped"]] == in_r["X"]
    assert said["n"] == in_r["n"]
    names = [[term["c"]] if isinstance(term["c"], str) else term["c"] for term in in_r["cnms"]]
    assert [(term["group"], term["columns"]) for term in said["random"]] == [
        (term["g"], columns) for term, columns in zip(in_r["cnms"], names, strict=True)
    ]
    assert sum(term["n_theta"] for term in said["random"]) == in_r["ntheta"]


def test_many_warnings_of_one_kind_are_one() -> None:
    case = next(case for case in CASES if case["id"] == "W57")
    levels = {name: ["p", "q", "r"] for name in "ABC"}
    warnings = lme4math.parse(case["input"], factors=levels).warnings
    assert len(warnings) <= 2
    assert any("diag(A*B*C | Subj)" in warning for warning in warnings)
