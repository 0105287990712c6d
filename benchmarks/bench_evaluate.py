"""How long the shown equations take to compute, and how much memory; run it with `python benchmarks/bench_evaluate.py`.

The data have the size of InstEval: 73,421 ratings by 2,972 students of 1,128 lecturers in 14 departments, all crossed.
Each notation gives the linear predictor of all rows, and the covariance of ten. Times are CPU seconds, the median of
several; memory is the highest while one of both is computed, above what the data and its matrices take.
"""

from __future__ import annotations

import gc
import sys
import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import lme4math
from benchmarks.bench_design import ratings_data

MODELS = ("y ~ service + (1 | s) + (1 | d) + (1 | dept)", "y ~ service * dept + (1 + service | s) + (1 | d)")
NOTATIONS = ("expanded", "compact", "matrix")


def measured(function: Callable[[], Any], repeats: int = 5) -> tuple[float, float]:
    """The median of CPU seconds, and the highest memory of one more run in bytes."""
    seconds = []
    for _ in range(repeats):
        gc.collect()
        start = time.process_time()
        function()
        seconds.append(time.process_time() - start)
    tracemalloc.start()
    function()
    highest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return median(seconds), highest


def report(code: str, data: Any) -> None:
    """The figures of one model."""
    model = lme4math.parse(code, data)
    design = model.design()
    beta, b, theta = np.ones(len(design.kept)), np.ones(design.Z.shape[1]), np.ones(design.n_theta)
    total = 0.0
    for notation in NOTATIONS:
        shown = model.equations(notation)
        predictor = measured(partial(shown.evaluate, beta, b))
        covariance = measured(partial(shown.covariance, theta=theta, rows=range(10)))
        total += predictor[0] + covariance[0]
        print(
            f"{code:<52}{notation:<10}{predictor[0] * 1e3:>7.0f} ms{predictor[1] / 1e6:>6.0f} MB"
            f"{covariance[0] * 1e3:>9.0f} ms{covariance[1] / 1e6:>6.0f} MB"
        )
    print(f"{code:<52}{'together':<10}{total * 1e3:>7.0f} ms")


def main() -> None:
    """Print the figures."""
    print(f"{'model':<52}{'notation':<10}{'evaluate':>10}{'memory':>9}{'covariance':>12}{'memory':>9}")
    data = ratings_data()
    for code in MODELS:
        report(code, data)


if __name__ == "__main__":
    main()
