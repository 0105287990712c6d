"""From R text to LaTeX: warm, and in a fresh process by the command line.

    python benchmarks/bench_equations.py

Goals: at most 3 ms warm for the seed call, at most 150 ms in a fresh process.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

import lme4math

SEED = "lmer(prevalence ~ time + time:type + (1 + time + type:time | reg) + (1 + time + type:time | reg:spp))"
RUNS, PROCESSES = 300, 15


def milliseconds(action: object, runs: int) -> list[float]:
    """How long each of several runs of a function takes."""
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        action()  # type: ignore[operator]
        taken.append(1e3 * (time.perf_counter() - start))
    return taken


def report(what: str, taken: list[float]) -> None:
    print(f"{what:<44} median {statistics.median(taken):8.2f} ms   worst {max(taken):8.2f} ms")


def to_latex(notation: str) -> str:
    return lme4math.parse(SEED, factors={"type": ["-", "+"]}).equations(notation).latex()


def fresh(*words: str) -> None:
    subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def main() -> None:
    for notation in ("expanded", "compact", "matrix"):
        to_latex(notation)
        report(f"parse to {notation} LaTeX, warm", milliseconds(lambda: to_latex(notation), RUNS))  # noqa: B023
    report("python -c pass, fresh process", milliseconds(lambda: fresh("-c", "pass"), PROCESSES))
    words = ("-m", "lme4math", SEED, "--factor", "type=-,+", "--format", "latex")
    report("python -m lme4math …, fresh process", milliseconds(lambda: fresh(*words), PROCESSES))


if __name__ == "__main__":
    main()
