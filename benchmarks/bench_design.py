"""How fast the matrices are made, beside R's lme4 where that is installed.

    python benchmarks/bench_design.py [--large]

Three things are timed: the seed formula on 10⁶ rows (9 regions × 144 species), crossed data of the size of InstEval
(73,421 rows, 2,972 + 1,128 levels), and growth from 10⁴ rows to 10⁶ (10⁷ with `--large`). Each line gives our time
from R text and a data frame with categorical columns to all matrices, lme4's `lFormula` on the same data, the time of
making Z against that of copying its arrays, and the peak memory against the size of X and Z.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lme4math.design.effects import assemble
from lme4math.design.sources import DataSource
from lme4math.design.matrices import Design, build_design, random_blocks
from lme4math.design.table import read_table
from lme4math.formula.call import read_model_call
from lme4math.model.build import build_model

SEED = "lmer(prevalence ~ time + time:type + (1 + time + type:time | reg) + (1 + time + type:time | reg:spp))"
RATINGS = "lmer(y ~ service * dept + (1 | s) + (1 | d))"


def seed_data(n: int) -> pd.DataFrame:
    """Prevalence over time of 144 species in 9 regions, of two types."""
    random = np.random.default_rng(1)
    return pd.DataFrame(
        {
            "prevalence": random.normal(size=n),
            "time": random.integers(0, 10, n).astype(float),
            "type": pd.Categorical.from_codes(random.integers(0, 2, n), ["-", "+"]),
            "reg": pd.Categorical.from_codes(random.integers(0, 9, n), [f"r{i}" for i in range(1, 10)]),
            "spp": pd.Categorical.from_codes(random.integers(0, 144, n), [f"s{i}" for i in range(1, 145)]),
        }
    )


def ratings_data() -> pd.DataFrame:
    """As many ratings, students and lecturers as in lme4's InstEval."""
    random = np.random.default_rng(2)
    n = 73_421
    return pd.DataFrame(
        {
            "y": random.integers(1, 6, n).astype(float),
            "s": pd.Categorical.from_codes(random.integers(0, 2972, n), [str(i) for i in range(1, 2973)]),
            "d": pd.Categorical.from_codes(random.integers(0, 1128, n), [str(i) for i in range(1, 1129)]),
            "service": pd.Categorical.from_codes(random.integers(0, 2, n), ["0", "1"]),
            "dept": pd.Categorical.from_codes(random.integers(0, 14, n), [str(i) for i in range(1, 15)]),
        }
    )


def design_of(code: str, data: pd.DataFrame) -> Design:
    """Everything from the text and the frame to the matrices."""
    source = DataSource(read_table(data))
    model = build_model(read_model_call(code), source)
    assert source.evaluated is not None
    return build_design(model, source.evaluated)


def best(function: Callable[[], Any], repeats: int = 5) -> float:
    """The shortest of several runs, in seconds."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return min(times)


def z_against_copy(code: str, data: pd.DataFrame) -> tuple[float, float]:
    """Seconds to make Z from the evaluated variables, and to copy its arrays."""
    source = DataSource(read_table(data))
    model = build_model(read_model_call(code), source)
    evaluated = source.evaluated
    assert evaluated is not None
    blocks = random_blocks(model, evaluated)
    made = assemble(blocks, evaluated.frame)
    copying = best(lambda: (made.data.copy(), made.indices.copy(), made.indptr.copy()))
    return best(lambda: assemble(blocks, evaluated.frame)), copying


def peak(code: str, data: pd.DataFrame) -> tuple[float, float]:
    """Peak memory while the matrices are made, and the size of X and Z, in MB."""
    tracemalloc.start()
    design = design_of(code, data)
    highest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    size = design.X.nbytes + design.Z.data.nbytes + design.Z.indices.nbytes + design.Z.indptr.nbytes
    return highest / 1e6, size / 1e6


def lme4_seconds(code: str, data: pd.DataFrame) -> float | None:
    """lFormula's best of three on the same data, or None without R and lme4."""
    if shutil.which("Rscript") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.csv"
        data.to_csv(path, index=False)
        factors = [name for name in data.columns if isinstance(data[name].dtype, pd.CategoricalDtype)]
        levels = {name: list(data[name].cat.categories) for name in factors}
        declare = "".join(
            f"d${name} <- factor(d${name}, levels = c({', '.join(repr(level) for level in labels)}));"
            for name, labels in levels.items()
        )
        formula = code[len("lmer(") : -1]
        program = (
            f"suppressMessages(library(lme4)); d <- read.csv('{path}', colClasses = c({_classes(data)})); {declare}"
            f"t <- replicate(3, system.time(lFormula({formula}, d))[['elapsed']]); cat(min(t))"
        )
        script = Path(folder) / "time.R"
        script.write_text(program, encoding="utf-8")
        done = subprocess.run(["Rscript", str(script)], capture_output=True, text=True, check=False)
    return float(done.stdout) if done.returncode == 0 else None


def _classes(data: pd.DataFrame) -> str:
    factor = pd.CategoricalDtype
    return ", ".join(f"{c}='{'character' if isinstance(data[c].dtype, factor) else 'numeric'}'" for c in data.columns)


def report(name: str, code: str, data: pd.DataFrame, with_r: bool) -> None:
    """One line of numbers."""
    ours = best(lambda: design_of(code, data))
    making, copying = z_against_copy(code, data)
    highest, size = peak(code, data)
    theirs = lme4_seconds(code, data) if with_r else None
    beside = f"  lFormula {theirs:6.2f} s = {theirs / ours:5.1f} ×" if theirs else ""
    print(
        f"{name:<14} {len(data):>10,} rows  {ours * 1e3:8.1f} ms"
        f"  Z {making * 1e3:7.1f} ms = {making / copying:4.1f} × copy"
        f"  peak {highest:7.1f} MB = {highest / size:4.2f} × X and Z{beside}"
    )


def main() -> None:
    """Run all of it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--large", action="store_true", help="also 10⁷ rows")
    large = options.parse_args().large
    report("seed", SEED, seed_data(1_000_000), with_r=True)
    report("ratings", RATINGS, ratings_data(), with_r=True)
    for exponent in range(4, 8 if large else 7):
        report(f"growth 10^{exponent}", SEED, seed_data(10**exponent), with_r=False)


if __name__ == "__main__":
    main()
