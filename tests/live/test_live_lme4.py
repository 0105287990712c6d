"""Random formulas, read by R and lme4 on this machine and by us: an optional test, run by its path.

    LIVE_FORMULAS=3000 python -m pytest tests/live/test_live_lme4.py

It needs `Rscript` with lme4 1.1 (Debian's r-cran-lme4). What lme4 2 reads differently is not generated: brackets and
formula operators in grouping factors, deep nesting, repeated grouping variables, structured covariances.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lme4math.errors import Error
from lme4math.model.describe import describe
from tests import oracle
from tests.model.cases import read

N_FORMULAS = int(os.environ.get("LIVE_FORMULAS", "300"))
SEED = int(os.environ.get("LIVE_SEED", "1"))
ATOMS = (
    "A",
    "B",
    "C",
    "D",
    "L",
    "O",
    "x",
    "z",
    "w",
    "x",
    "A",
    "B",
    "I(x^2)",
    "poly(x, 2)",
    "log(P)",
    "I(x > 0)",
    "factor(t)",
)
FLAGS = ("0", "1", "-1")
OPERATORS = ("+",) * 8 + ("-",) * 2 + (":", ":", "*", "*", "/", "%in%")
GROUPS = ("g", "h", "k", "m", "g:h", "h:g", "g/h", "k/m", "g:A", "B/g", "t", "D")


def expression(chance: random.Random, depth: int) -> str:
    """A random formula expression."""
    if depth == 0 or chance.random() < 0.25:
        return chance.choice(FLAGS) if chance.random() < 0.12 else chance.choice(ATOMS)
    roll = chance.random()
    if roll < 0.06:
        return f"({expression(chance, depth - 1)})^{chance.choice((2, 3))}"
    if roll < 0.08:
        return f"-{expression(chance, depth - 1)}"
    if roll < 0.25:
        return f"({expression(chance, depth - 1)})"
    return f"{expression(chance, depth - 1)} {chance.choice(OPERATORS)} {expression(chance, depth - 1)}"


def bar(chance: random.Random) -> str:
    """A random term, mostly in brackets."""
    left = "1" if chance.random() < 0.3 else expression(chance, 2)
    return f"({left} {chance.choice(('|', '|', '|', '||'))} {chance.choice(GROUPS)})"


def formula(chance: random.Random) -> str:
    """A random mixed-model formula, its bars nearly always added at the end."""
    parts = [expression(chance, 3), *(bar(chance) for _ in range(chance.choice((1, 1, 2, 3))))]
    chance.shuffle(parts)
    text = parts[0]
    for part in parts[1:]:
        text += f" {chance.choice(('+',) * 12 + ('-', '*', ':'))} {part}"
    return f"y ~ {text}"


def formulas() -> list[str]:
    """The formulas of this run."""
    chance = random.Random(SEED)
    return [formula(chance) for _ in range(N_FORMULAS)]


def ask_r(texts: list[str], folder: Path) -> list[list[str]]:
    """What R says of each formula: "ok" and fields, or "error" and its message."""
    columns = oracle.schema("toy60")["columns"]
    types = [" ".join((column["name"], column["type"], *column.get("levels", ()))) for column in columns]
    (folder / "types").write_text("\n".join(types) + "\n")
    (folder / "formulas").write_text("\n".join(texts) + "\n")
    script = Path(__file__).with_name("ask_lme4.R")
    files = (oracle.DATA / "toy60.csv", folder / "types", folder / "formulas", folder / "answers")
    subprocess.run(["Rscript", str(script), *map(str, files)], check=True)
    return [line.split("\t") for line in (folder / "answers").read_text().splitlines()]


def split(field: str) -> list[str]:
    return field.split("\1") if field else []


def disagreement(text: str, answer: list[str]) -> str | None:
    """How our reading differs from R's, or None."""
    try:
        model = read(text, "toy60")
    except Error as error:
        if "no columns" in error.message:
            return None  # lFormula builds a model of no effects, which cannot be fitted
        return None if answer[0] == "error" else f"we refuse: {error.message}"
    if answer[0] == "error":
        return f"R refuses: {answer[1]}"
    told = describe(model, n=60)
    labels, intercept, columns, bars, terms, n_theta = answer[1:]
    ours = (
        told["term_labels"],
        told["intercept"],
        told["columns"],
        [term.bar for term in model.random],
        ["\2".join((term["group"], *term["columns"])) for term in told["random"]],
        sum(term["n_theta"] for term in told["random"]),
    )
    theirs = (split(labels), intercept == "1", split(columns), split(bars), split(terms), int(n_theta))
    return None if ours == theirs else f"\n ours   {ours}\n theirs {theirs}"


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="this test asks R itself, and Rscript is not on the path")
def test_random_formulas_are_read_as_r_reads_them(tmp_path: Path) -> None:
    texts = formulas()
    answers = ask_r(texts, tmp_path)
    assert len(answers) == len(texts)
    told = {text: disagreement(text, answer) for text, answer in zip(texts, answers, strict=True)}
    told = {text: problem for text, problem in told.items() if problem}
    read_by_r = sum(answer[0] == "ok" for answer in answers)
    sys.stdout.write(f"{len(texts)} formulas, {read_by_r} accepted by R, {len(told)} read differently\n")
    assert not told, "\n".join(f"{text}: {problem}" for text, problem in told.items())
