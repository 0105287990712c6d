"""Reading a recorded case as a call and a model, with its data set."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from lme4math.data.sources import DataSource
from lme4math.data.table import Table, read_table
from lme4math.model import MixedModel, build_model, describe
from lme4math.pipeline import compile_model
from lme4math.script import read_model_call
from tests import oracle

Case = dict[str, Any]
FACTORS = {"A": ["a1", "a2"], "B": ["b1", "b2", "b3"], "C": ["c1", "c2"], "type": ["-", "+"]}


@cache
def table(name: str) -> Table:
    """A recorded data set; types and levels as recorded."""
    return read_table(oracle.frame(name))


def read(code: str, data: str | None = None) -> MixedModel:
    """The model that R code asks for, with one of the recorded data sets or none."""
    if data is None:
        return compile_model(code).model
    return build_model(read_model_call(code), DataSource(table(data))).model


def described(case: Case) -> Case:
    """What `describe` says of a recorded case."""
    return describe(read(case["call"], case["data"]), n=case["n_rows_used"])


def without_blanks(text: str) -> str:
    """A text in which blanks and line breaks do not count."""
    return re.sub(r"\s+", "", text)


def model(code: str) -> MixedModel:
    """A model with the factors A, B, C and type declared, everything else numeric."""
    return compile_model(code, factors=FACTORS).model


def effects(bar: str) -> list[list[str]]:
    """The columns of each random term that a bar makes."""
    return [[column.name for column in term.part.columns] for term in model(f"y ~ x + ({bar})").random]
