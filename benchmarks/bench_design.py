"""How fast the matrices are made, beside R's lme4 and the Python package formulae, on the same data in one run.

    pip install formulae                        (if absent, its column stays empty; so does lme4's without Rscript)
    python benchmarks/bench_design.py [--large] [--pairs N]

Timed are the seed formula on 10⁶ rows (9 regions × 144 species), crossed data of the size of InstEval (73,421 rows,
2,972 + 1,128 levels), and growth from 10⁴ rows to 10⁶ (10⁷ with `--large`). Ours goes from R text and a data frame with
categorical columns to all matrices; lme4's is `lFormula`, formulae's is `design_matrices`, on the same frame.

All figures are CPU seconds, so that other work on the machine spoils them less, and medians. What is compared is run
in turns, one after the other, and ratios are medians of the ratios within a turn.
"""

from __future__ import annotations

import argparse
import gc
import shutil
import subprocess
import sys
import tempfile
import time
import tracemalloc
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import lme4math
from lme4math.data.design_matrices import random_blocks
from lme4math.data.effects import assemble
from lme4math.data.sources import DataSource
from lme4math.data.table import read_table
from lme4math.model import build_model
from lme4math.script import read_model_call

MOST_DENSE = 3_000_000_000
"""formulae makes Z dense (31 GB for the seed formula on 10⁶ rows); beyond this number of bytes it is not run."""

HEADER = (
    f"{'data':<14}{'rows':>12}{'ours':>9}{'lFormula':>10}{'ratio':>8}{'formulae':>10}{'ratio':>8}"
    f"{'Z':>9}{'/copy':>7}{'peak':>9}{'/X+Z':>7}{'µs/row':>8}"
)


@dataclass(frozen=True)
class Task:
    """A model in the words of each package."""

    name: str
    r: str
    formulae: str


SEED = Task(
    "seed",
    "prevalence ~ time + time:type + (1 + time + type:time | reg) + (1 + time + type:time | reg:spp)",
    "prevalence ~ time + time:type + (1 + time + type:time | reg) + (1 + time + type:time | reg:spp)",
)
RATINGS = Task("ratings", "y ~ service * dept + (1 | s) + (1 | d)", "y ~ service * dept + (1 | s) + (1 | d)")


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


def cpu(function: Callable[[], Any]) -> float:
    """The CPU seconds of one run."""
    gc.collect()
    start = time.process_time()
    function()
    return time.process_time() - start


def paired(one: Callable[[], Any], two: Callable[[], Any], pairs: int) -> tuple[float, float, float]:
    """Medians of the seconds of each, run in turns, and of their ratio."""
    turns = [(cpu(one), cpu(two)) for _ in range(pairs)]
    return median(a for a, _ in turns), median(b for _, b in turns), median(a / b for a, b in turns)


class Lme4:
    """An R process that holds the data and times `lFormula` on request."""

    def __init__(self, task: Task, data: pd.DataFrame) -> None:
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "data.csv"
        factors = [name for name in data.columns if isinstance(data[name].dtype, pd.CategoricalDtype)]
        codes = data.assign(**{name: data[name].cat.codes + 1 for name in factors})
        codes.to_csv(path, index=False, header=True)
        program = Path(self.folder.name) / "time.R"
        labels = {name: ", ".join(f"'{label}'" for label in data[name].cat.categories) for name in factors}
        lines = [
            "suppressMessages(library(lme4))",
            f"d <- read.csv('{path}')",
            *(f"d${name} <- structure(d${name}, levels = c({labels[name]}), class = 'factor')" for name in factors),
            "input <- file('stdin'); open(input)",
            "while (length(readLines(input, 1)) > 0) {",
            "  gc(); t <- system.time(lFormula(" + task.r + ", d))",
            "  cat(t[['user.self']] + t[['sys.self']], '\\n'); flush(stdout())",
            "}",
        ]
        program.write_text("\n".join(lines), encoding="utf-8")
        command = ["Rscript", str(program)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def seconds(self) -> float:
        """The CPU seconds of one more run."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("again\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def close(self) -> None:
        """End the process."""
        self.process.communicate()
        self.folder.cleanup()


def beside_lme4(task: Task, data: pd.DataFrame, pairs: int) -> tuple[float, float] | None:
    """The median of lFormula's seconds and of its ratio to ours; None without R and lme4."""
    if shutil.which("Rscript") is None:
        return None
    lme4 = Lme4(task, data)
    try:
        turns = [(lme4.seconds(), cpu(lambda: lme4math.parse(task.r, data).design())) for _ in range(pairs)]
    except ValueError:  # R has no lme4
        return None
    finally:
        lme4.close()
    return median(theirs for theirs, _ in turns), median(theirs / ours for theirs, ours in turns)


def beside_formulae(task: Task, data: pd.DataFrame, pairs: int) -> tuple[float, float] | None:
    """The median of formulae's seconds and of its ratio to ours; None without it, or where its dense Z is too large."""
    try:
        from formulae import design_matrices
    except ImportError:
        return None
    rows, columns = lme4math.parse(task.r, data).design().Z.shape
    if 8 * rows * columns > MOST_DENSE:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs, _, ratio = paired(
            lambda: design_matrices(task.formulae, data), lambda: lme4math.parse(task.r, data).design(), pairs
        )
    return theirs, ratio


def z_against_copy(task: Task, data: pd.DataFrame, pairs: int) -> tuple[float, float]:
    """Seconds to make Z from the evaluated variables, and the ratio to copying its arrays."""
    built = build_model(read_model_call(task.r), DataSource(read_table(data)))
    blocks = random_blocks(built.model, built.frame)
    frame = built.frame.frame
    made = assemble(blocks, frame)
    making, _, ratio = paired(
        lambda: assemble(blocks, frame), lambda: (made.data.copy(), made.indices.copy(), made.indptr.copy()), pairs
    )
    return making, ratio


def peak(task: Task, data: pd.DataFrame) -> tuple[float, float]:
    """Peak memory while the matrices are made, in MB, and its ratio to the size of X and Z."""
    gc.collect()
    tracemalloc.start()
    design = lme4math.parse(task.r, data).design()
    highest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    size = design.X.nbytes + design.Z.data.nbytes + design.Z.indices.nbytes + design.Z.indptr.nbytes
    return highest / 1e6, highest / size


def report(name: str, task: Task, data: pd.DataFrame, pairs: int, others: bool) -> None:
    """One line of figures."""
    lme4math.parse(task.r, data).design()  # what is imported on first use
    ours = median(cpu(lambda: lme4math.parse(task.r, data).design()) for _ in range(pairs))
    formulae = beside_formulae(task, data, min(pairs, 3))
    theirs = (beside_lme4(task, data, pairs) if others else None, formulae)
    shown = "".join(f"{t[0]:>9.2f}s{t[1]:>7.1f}×" if t else f"{'–':>10}{'–':>8}" for t in theirs)
    making, copies = z_against_copy(task, data, 3 * pairs)
    highest, sizes = peak(task, data)
    print(
        f"{name:<14}{len(data):>12,}{ours * 1e3:>7.1f}ms{shown}{making * 1e3:>7.1f}ms{copies:>6.1f}×"
        f"{highest:>7.1f}MB{sizes:>6.2f}×{ours / len(data) * 1e6:>8.3f}",
        flush=True,
    )


def main() -> None:
    """Run all of it."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--large", action="store_true", help="also 10⁷ rows")
    options.add_argument("--pairs", type=int, default=5, help="how often each is run")
    given = options.parse_args()
    print(HEADER)
    report("seed", SEED, seed_data(1_000_000), given.pairs, others=True)
    report("ratings", RATINGS, ratings_data(), given.pairs, others=True)
    for exponent in range(4, 8 if given.large else 7):
        report(f"growth 10^{exponent}", SEED, seed_data(10**exponent), given.pairs, others=False)


if __name__ == "__main__":
    main()
