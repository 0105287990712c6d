"""Asks R itself: does it read the same expressions, refuse the same ones, and write them to the same letters?

Needs `Rscript` on the path, and is not among the tests that run by default:

    python -m pytest tests/live/test_r_deparse.py

`LME4MATH_LIVE` sets how many expressions are tried (3,000 each of five kinds unless told), `LME4MATH_SEED` which.

Some differences are known and left out. R writes a function left of an arrow without brackets, so that its text means
something else than its tree; here it has brackets. And R refuses a parse at 10,000 symbols on its stack, here at 5,000
waiting operators. R also overlooks placeholders that no pipe fills in some places, as in `_(x)`; here all are refused.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from lme4math.errors import FormulaError
from lme4math.r import deparse, deparse_label, parse_expression

COUNT = int(os.environ.get("LME4MATH_LIVE", "3000"))
SEED = int(os.environ.get("LME4MATH_SEED", "1"))

pytestmark = pytest.mark.skipif(shutil.which("Rscript") is None, reason="Rscript is not on the path")

NAMES = ["x", "y", "g", "a.b", "`my var`", ".x", "`if`", "...", "T", "été"]
ATOMS = [
    *NAMES,
    *("1", "2L", "0", "1e5", "100000", "0.1", "1e-4", "123456.789", "1e-20", "0x1F", "3i", "1e15"),
    *("123456789012345678", "1e05L", ".5", "0x1p3", "0.30000000000000004"),
    *("'a b'", '"q\\"uo\\n"', "'\\u00e9\\t'", "TRUE", "NULL", "NA", "NA_integer_", "Inf", "NaN", "-1"),
]
BINARY = [
    *("+", "-", "*", "/", "^", "**", ":", "%in%", "%%", "%/%", "%*%", "%o%", "|", "||", "&", "&&"),
    *("<", ">", "==", "!=", "<=", ">=", "~", "<-", "<<-", "->", "->>", ":=", "?"),
]
CALLEES = ["f", "log", "stats::poly", "`a f`", "x$f", "'h'"]
NAMED = ["", "", "k=", "`k k`=", "'s'=", "NULL="]
PREFIXED = [
    *("+", "-", "*", "/", "^", ":", "%in%", "%%", "%/%", "%*%", "|", "||", "&", "&&", "<", "==", "~", "<-"),
    *("$", "@", "?", "[", "[[", "(", "{", "!", "if", "for", "while", "f"),
]
PARTS = ["x", "y", "'z'", "'a b'"]
BREAKS = ["(", ")", "[", "]", ",", "+", "~", "|", "=", "%", "if", "else", ";", "2"]


def infix(roll: random.Random, depth: int) -> str:
    """An expression as it is typed."""
    if depth <= 0 or roll.random() < 0.2:
        return roll.choice(ATOMS)
    again = [infix(roll, depth - 1) for _ in range(3)]
    arguments = ", ".join(roll.choice(NAMED) + part for part in again[: roll.randint(0, 3)])
    kinds: list[tuple[int, Callable[[], str]]] = [
        (40, lambda: f"{again[0]} {roll.choice(BINARY)} {again[1]}"),
        (3, lambda: f"{roll.choice(NAMES)}{roll.choice('$@')}{roll.choice(NAMES)}"),
        (8, lambda: roll.choice("-+!~?") + again[0]),
        (7, lambda: f"({again[0]})"),
        (10, lambda: f"{roll.choice(CALLEES)}({arguments})"),
        (
            5,
            lambda: (
                roll.choice(["x", "(f)", "f(x)"]) + roll.choice(["[{}]", "[[{}]]", "[{},]", "[,{}]"]).format(again[0])
            ),
        ),
        (2, lambda: f"(function(x, y = {again[0]}) {again[1]})"),
        (2, lambda: f"if ({again[0]}) {again[1]} else {again[2]}"),
        (1, lambda: f"if ({again[0]}) {again[1]}"),
        (1, lambda: f"{{{again[0]}; {again[1]}}}"),
        (1, lambda: f"for (i in {again[0]}) {again[1]}"),
        (1, lambda: f"while ({again[0]}) {again[1]}"),
        (1, lambda: f"{again[0]} |> f({again[1]}, z = _)"),
        (1, lambda: f"({again[0]}) = {again[1]}"),
    ]
    return roll.choices([make for _, make in kinds], [weight for weight, _ in kinds])[0]()


def prefixed(roll: random.Random, depth: int) -> str:
    """A tree as it stands, every call in front of its arguments, so that R's deparse must put the brackets."""
    if depth <= 0 or roll.random() < 0.2:
        return roll.choice(ATOMS)
    name = roll.choice(PREFIXED)
    if name in ("$", "@"):
        return f"`{name}`({prefixed(roll, depth - 1)}, {roll.choice(PARTS)})"
    if name == "for":
        return f"`for`(i, {prefixed(roll, depth - 1)}, {prefixed(roll, depth - 1)})"
    count = {"(": 1, "!": 1, "if": roll.choice([2, 3]), "f": roll.randint(0, 3)}.get(name, 2)
    if name in "+-~" and roll.random() < 0.4:
        count = 1
    return f"`{name}`({', '.join(prefixed(roll, depth - 1) for _ in range(count))})"


def formula(roll: random.Random, depth: int) -> str:
    """A formula with bars."""

    def terms(depth: int) -> str:
        if depth <= 0 or roll.random() < 0.3:
            return roll.choice(["x", "A", "1", "0", "-1", "log(x)", "I(x^2)", "poly(x, 2L)", "`my var`", "x %in% A"])
        operator = roll.choice(["+", "*", ":", "-", "/", "^", " %in% "])
        inside = f"{terms(depth - 1)}{operator}{terms(depth - 1)}"
        return f"({inside})" if roll.random() < 0.3 else inside

    bar = roll.choice(["|", "||"])
    return f"y~{terms(depth)}+({terms(depth - 1)}{bar}{terms(1)})"


def broken(roll: random.Random, depth: int) -> str:
    """An expression with something taken out or put in."""
    # Called by its name with too few arguments, R's own `if` would be written as one.
    text = infix(roll, depth).replace("`if`", "`of`").replace("z = _", "z = 1")
    at = roll.randint(0, len(text))
    if roll.random() < 0.5:
        return text[:at] + text[at + roll.randint(1, 3) :]
    return text[:at] + roll.choice(BREAKS) + text[at:]


def ask_r(texts: list[str], answer: str, folder: Path) -> list[str]:
    """What R answers for each text; `answer` is R code for the expression `e`."""
    asked, told = folder / "asked.txt", folder / "told.txt"
    asked.write_text("\n".join(text.replace("\n", " ") for text in texts) + "\n", encoding="utf-8")
    code = f"""
    out <- file({str(told)!r}, "w", encoding = "UTF-8")
    for (text in readLines({str(asked)!r}, encoding = "UTF-8")) {{
      told <- tryCatch({{
        parsed <- parse(text = text, keep.source = FALSE)
        if (length(parsed) != 1) stop("not one expression")
        e <- parsed[[1]]
        paste({answer}, collapse = " ")
      }}, error = function(problem) "REFUSED")
      writeLines(gsub("\\n", " ", told), out)
    }}
    close(out)
    """
    subprocess.run(["Rscript", "-e", code], check=True, capture_output=True)
    return told.read_text(encoding="utf-8").split("\n")[:-1]


def ours(text: str, write: Callable[..., str], wrap: str = "{}") -> str:
    try:
        parse_expression(text)
        return write(parse_expression(wrap.format(text)))
    except FormulaError:
        return "REFUSED"


DEPARSE = "deparse(e, width.cutoff = 500, backtick = TRUE)"
LABEL = 'attr(terms(eval(call("~", call("g0", e)))), "term.labels")'


@pytest.mark.parametrize("make", [infix, prefixed, formula, broken])
def test_r_writes_the_same(make: Callable[[random.Random, int], str], tmp_path: Path) -> None:
    roll = random.Random(f"{SEED} {make.__name__}")
    texts = [make(roll, roll.randint(1, 4)) for _ in range(COUNT)]
    answers = ask_r(texts, DEPARSE, tmp_path)
    assert len(answers) == len(texts)
    different = [
        (text, theirs, mine)
        for text, theirs in zip(texts, answers, strict=True)
        if (mine := ours(text, deparse)).split() != theirs.split()
    ]
    assert different == []


def test_labels_are_those_of_terms_formula(tmp_path: Path) -> None:
    roll = random.Random(f"{SEED} labels")
    texts = [f"I({infix(roll, roll.randint(1, 3))})" for _ in range(COUNT)]
    answers = ask_r(texts, LABEL, tmp_path)
    pairs = list(zip(texts, answers, strict=True))
    different = [
        (text, theirs, mine)
        for text, theirs in pairs
        if (mine := ours(text, deparse_label, "g0({})")).split() != theirs.split()
    ]
    assert different == []
