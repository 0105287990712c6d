"""Formulas as people wrote them: without bars, with bars expanded, and deparsed, as lme4 gives them."""

from __future__ import annotations

from typing import Any

import pytest

from lme4math.errors import FormulaError
from tests import oracle
from tests.model.cases import described, read, without_blanks
from tests.model.test_oracle import check

Case = dict[str, Any]
FORMULAS = oracle.wild_formulas()
CASES = [case for case in oracle.wild_cases() if case["status"] == "ok"]
REFUSED = [case for case in oracle.wild_cases() if case["status"] != "ok"]


@pytest.mark.parametrize("case", FORMULAS, ids=oracle.ids(FORMULAS))
def test_wild_formula_has_the_bars_that_lme4_finds(case: Case) -> None:
    if not case["bars"]:
        with pytest.raises(FormulaError, match="no random effects"):
            read(case["formula"])
        return
    model = read(case["formula"])
    if "~" in case["nobars"]:
        assert without_blanks(model.fixed_formula) == without_blanks(case["nobars"])
    else:
        assert without_blanks(model.fixed_formula).endswith("~1")
    assert [without_blanks(term.bar) for term in model.random] == [without_blanks(bar) for bar in case["bars"]]
    assert without_blanks(model.formula) == without_blanks(case["deparsed"])


@pytest.mark.parametrize("case", CASES, ids=oracle.ids(CASES))
def test_wild_case_is_read_as_lme4_reads_it(case: Case) -> None:
    check(case)


@pytest.mark.parametrize("case", REFUSED, ids=oracle.ids(REFUSED))
def test_wild_case_that_lme4_refuses_is_refused(case: Case) -> None:
    with pytest.raises(FormulaError):
        described(case)
