"""What reading R costs: the seed call, the formulas found in the wild, and growth with the length of a formula.

    python benchmarks/bench_parse.py

Prints the best of several runs. The wild formulas are read from the directory that `tests/oracle.py` names; without it,
that line says so.
"""

from __future__ import annotations

import json
import os
import sys
import timeit
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from lme4math.r import deparse, parse_expression, read_model_call  # noqa: E402

SEED = "lmer(prevalence ~ time + time:type + (1 + time + type:time | reg) + (1 + time + type:time | reg:spp))"
WILD = Path(os.environ.get("LME4MATH_SHARED") or ROOT.parent / "shared") / "oracle" / "wild_formulas.jsonl"


def best(action: Callable[[], object], times: int, repeats: int = 7) -> float:
    """The shortest mean time of an action, in milliseconds."""
    return min(timeit.repeat(action, number=times, repeat=repeats)) / times * 1e3


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


if __name__ == "__main__":
    main()
