"""How long `Model.fit()` takes, beside R's lme4 and the Python package mixedlm on the same data in one run.

    OPENBLAS_NUM_THREADS=1 python benchmarks/bench_fit.py [--pairs N]

An absent package leaves its column empty. The data are sleepstudy, cbpp, three crossed factors of the size of InstEval
(73,421 rows, 2,972 + 1,128 + 14 levels), and 20,000 levels nested in 4,000. Ours is timed from a model that is read,
with its matrices to make; lme4's is `lmer` or `glmer` with its defaults. Figures are CPU seconds and medians.
"""

from __future__ import annotations

import argparse
import importlib.util
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import lme4math
from lme4math import data

ONCE = 20_000
"""Rows from which each package fits once."""


@dataclass(frozen=True)
class Task:
    """A model and its data."""

    name: str
    code: str
    frame: pd.DataFrame
    of_mixedlm: str = ""
    """Its formula there, where it is another."""


def labelled(codes: np.ndarray) -> pd.Series:
    """Numbers as the levels of a factor."""
    return pd.Series(codes.astype(str)).astype("category")


def known(table: Any, *factors: str) -> pd.DataFrame:
    """A data set of this package as pandas has it."""
    frame = pd.DataFrame({name: list(table[name]) for name in table.columns})
    return frame.astype(dict.fromkeys(factors, "category"))


def ratings() -> pd.DataFrame:
    """As many ratings, students, lecturers and departments as in lme4's InstEval, all crossed."""
    random = np.random.default_rng(7)
    n, sizes, deviations = 73_421, (2972, 1128, 14), (0.3, 0.5, 0.1)
    codes = [random.integers(0, size, n) for size in sizes]
    service = random.integers(0, 2, n)
    effects = [random.normal(0, by, size)[code] for by, size, code in zip(deviations, sizes, codes, strict=True)]
    frame = {"y": 3.2 - 0.07 * service + sum(effects) + random.normal(0, 1.2, n), "service": labelled(service)}
    return pd.DataFrame(frame | dict(zip("sde", map(labelled, codes), strict=True)))


def nested() -> pd.DataFrame:
    """Three measurements of each of 20,000 pupils, five in each of 4,000 classes."""
    random = np.random.default_rng(8)
    pupil = np.repeat(np.arange(20_000), 3)
    room = pupil // 5
    x = random.normal(size=len(pupil))
    y = 1 + 0.5 * x + random.normal(0, 0.7, 20_000)[pupil] + random.normal(0, 0.4, 4_000)[room]
    return pd.DataFrame({"y": y + random.normal(size=len(x)), "x": x, "pupil": labelled(pupil), "room": labelled(room)})


def tasks() -> list[Task]:
    """All that is timed."""
    herds = "glmer(cbind(incidence, size - incidence) ~ period + (1 | herd), family = binomial)"
    return [
        Task("sleepstudy", "lmer(Reaction ~ Days + (Days | Subject))", known(data.sleepstudy(), "Subject")),
        Task("cbpp", herds, known(data.cbpp(), "herd", "period"), "incidence / size ~ period + (1 | herd)"),
        Task("nested", "lmer(y ~ x + (1 | room) + (1 | pupil))", nested()),
        Task("crossed", "lmer(y ~ service + (1 | s) + (1 | d) + (1 | e))", ratings()),
    ]


def ours(task: Task) -> tuple[float, float]:
    """CPU seconds and the criterion."""
    model = lme4math.parse(task.code, task.frame)
    start = time.process_time()
    fit = model.fit()
    return time.process_time() - start, fit.criterion or np.nan


def lme4(task: Task, repeats: int) -> tuple[float, float] | None:
    """CPU seconds, the median, and the criterion; None without R and lme4."""
    if shutil.which("Rscript") is None:
        return None
    factors = [name for name in task.frame.columns if isinstance(task.frame[name].dtype, pd.CategoricalDtype)]
    with tempfile.TemporaryDirectory() as folder:
        task.frame.to_csv(Path(folder) / "data.csv", index=False)
        program = [
            "suppressMessages(library(lme4))",
            f"d <- read.csv('{folder}/data.csv')",
            *(f"d${name} <- factor(d${name})" for name in factors),
            f"run <- function() system.time(fit <<- {task.code[:-1]}, data = d))",
            f"t <- replicate({repeats}, {{ t <- run(); t[['user.self']] + t[['sys.self']] }})",
            "cat(median(t), sprintf('%.9f', if (isREML(fit)) REMLcrit(fit) else -2 * c(logLik(fit))), '\\n')",
        ]
        (Path(folder) / "fit.R").write_text("\n".join(program), encoding="utf-8")
        done = subprocess.run(["Rscript", f"{folder}/fit.R"], capture_output=True, text=True, check=False)
    words = done.stdout.split()
    return (float(words[0]), float(words[1])) if len(words) == 2 else None


def mixedlm(task: Task, repeats: int) -> float | None:
    """CPU seconds of mixedlm, the median; None where it is absent, or does not fit the model."""
    if importlib.util.find_spec("mixedlm") is None:
        return None
    package = importlib.import_module("mixedlm")
    name, written = task.code.split("(", 1)
    run: Callable[..., object] = getattr(package, name)
    options = {"family": package.families.Binomial()} if name == "glmer" else {}
    seconds = []
    for _ in range(repeats):
        start = time.process_time()
        try:
            run(task.of_mixedlm or written.removesuffix(")"), task.frame, **options)
        except Exception as error:
            print(f"mixedlm, {task.name}: {type(error).__name__}: {error}"[:100])
            return None
        seconds.append(time.process_time() - start)
    return median(seconds)


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--pairs", type=int, default=9, help="how often each fits, of small data")
    pairs = options.parse_args().pairs
    print(f"{'data':<12}{'ours':>10}{'lme4':>10}{'ratio':>8}{'mixedlm':>10}{'criterion, lme4 less ours':>28}")
    for task in tasks():
        repeats = pairs if len(task.frame) < ONCE else 1
        ours(task)
        runs = [ours(task) for _ in range(repeats)]
        seconds, criterion = median(run[0] for run in runs), runs[0][1]
        theirs, other = lme4(task, repeats), mixedlm(task, repeats)
        shown = f"{theirs[0]:>9.3f}s{theirs[0] / seconds:>7.1f}×" if theirs else f"{'–':>10}{'–':>8}"
        beside = f"{other:>9.3f}s" if other else f"{'–':>10}"
        less = f"{theirs[1] - criterion:>28.2e}" if theirs else ""
        print(f"{task.name:<12}{seconds:>9.3f}s{shown}{beside}{less}", flush=True)


if __name__ == "__main__":
    main()
