"""What reading R costs: the seed call, the formulas found in the wild, long formulas, and scripts of 500 lines.

    python benchmarks/bench_parse.py

Prints the best of several runs. The wild formulas are read from the directory that `tests/oracle.py` names; without it,
that line says so.
"""

from __future__ import annotations

import json
import os
import sys
import time
import timeit
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from lme4math.r import deparse, parse_expression  # noqa: E402
from lme4math.script import read_model_call  # noqa: E402

SEED = "lmer(prevalence ~ time + time:type + (1 + time + type:time | reg) + (1 + time + type:time | reg:spp))"
WILD = Path(os.environ.get("LME4MATH_SHARED") or ROOT.parent / "shared") / "oracle" / "wild_formulas.jsonl"


SCRIPTS = ROOT / "tests" / "script" / "whole"
LINES = 500


def whole_scripts() -> str:
    """Scripts as scientists write them, one after the other, with many models."""
    files = sorted(set(SCRIPTS.glob("*.R")) - {SCRIPTS / "data.R", SCRIPTS / "record.R"})
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return "\n".join(lines[:LINES])


def many_models() -> str:
    """Variables made, rows chosen, contrasts set, and a model, again and again."""
    lines = ["library(lme4)", "library(dplyr)", 'd <- read.csv("d.csv", stringsAsFactors = TRUE)']
    for i in range(LINES // 8):
        lines += [
            f'd <- d %>% mutate(v{i} = scale(x{i}), f{i} = factor(f{i}, labels = c("lo", "hi")), z{i} = v{i} + {i})',
            f"d <- filter(d, v{i} < 3)",
            f'd$k{i} <- ifelse(d$f{i} == "lo", "no", "yes")',
            f"summary(d$k{i})",
            f"agg{i} <- aggregate(y ~ f{i}, data = d, FUN = mean)",
            f"contrasts(d$f{i}) <- contr.sum(2)",
            f"m{i} <- lmer(y ~ v{i} * f{i} + (1 | g), data = d)",
            f"anova(m{i})",
        ]
    return "\n".join(lines[:LINES])


def one_pipe() -> str:
    """A data frame that is made by one pipe of hundreds of steps."""
    steps = [f"  mutate(v{i} = x{i} / 2, f{i} = factor(f{i})) %>%" for i in range(LINES - 5)]
    model = "m <- lmer(y ~ v0 + f0 + (1 | g), data = d)"
    return "\n".join(["library(lme4)", "library(dplyr)", "d <- read.csv('d.csv') %>%", *steps, "  ungroup()", model])


def many_factors() -> str:
    """Nothing but factors, hundreds of them, and a model."""
    made = [f'd$f{i} <- factor(d$f{i}, levels = c("a", "b", "c"))' for i in range(LINES - 2)]
    return "\n".join(["library(lme4)", *made, "m <- lmer(y ~ f0 + f1 + x + (1 | g), data = d)"])


def best(action: Callable[[], object], times: int, repeats: int = 7) -> float:
    """The shortest mean time of an action, in milliseconds of a processor."""
    return min(timeit.repeat(action, number=times, repeat=repeats, timer=time.process_time)) / times * 1e3


def main() -> None:
    print(f"seed call, parse          {best(lambda: parse_expression(SEED), 200):9.3f} ms")
    print(f"seed call, read           {best(lambda: read_model_call(SEED), 200):9.3f} ms")
    tree = parse_expression(SEED)
    print(f"seed call, deparse        {best(lambda: deparse(tree), 200):9.3f} ms")
    if WILD.is_file():
        formulas = [json.loads(line)["formula"] for line in WILD.read_text(encoding="utf-8").splitlines()]
        everything = best(lambda: [read_model_call(formula) for formula in formulas], 1)
        print(f"{len(formulas)} wild formulas, read {everything:9.1f} ms")
    else:
        print(f"wild formulas: not here ({WILD})")
    for terms in (100, 1_000, 10_000):
        text = "y ~ " + " + ".join(f"x{number}" for number in range(terms)) + " + (1 | g)"
        taken = best(lambda text=text: read_model_call(text), 1)
        print(f"{terms:6d} terms, read        {taken:9.3f} ms  {taken / terms * 1e3:6.2f} us a term")
    for make in (whole_scripts, many_models, one_pipe, many_factors):
        code = make()
        name = make.__name__.replace("_", " ")
        taken = best(lambda code=code: read_model_call(code), 1)
        print(f"{name + ',':14s} {code.count(chr(10)) + 1} lines {taken:8.1f} ms")


if __name__ == "__main__":
    main()
