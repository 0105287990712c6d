"""From R text to LaTeX: warm, and in a fresh process by the command line; beside R's LearnVizLMM and equatiomatic.

    python benchmarks/bench_equations.py

Goals: at most 3 ms warm for the seed call, at most 150 ms in a fresh process. The peers are run where R has them (a
library of their own is named by R_LIBS): LearnVizLMM reads code as we do; equatiomatic reads a fit, which is timed
apart, on simulated data of 9 regions of 16 species at 4 times.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import time

import lme4math

SEED = "lmer(prevalence ~ time + time:type + (1 + time + type:time | reg) + (1 + time + type:time | reg:spp))"
RUNS, PROCESSES = 300, 15
IN_R = f"""
options(warn = -1)
seed <- "{SEED}"
"""
FITTED = """
suppressMessages(library(lme4))
set.seed(1)
d <- expand.grid(time = 0:3, spp = factor(1:16), reg = factor(1:9))
d$type <- factor(ifelse(as.integer(d$spp) %% 2, "-", "+"))
d$prevalence <- rnorm(9)[d$reg] + rnorm(144)[d$reg:d$spp] + 0.3 * d$time + rnorm(nrow(d), sd = 0.3)
make <- function() suppressMessages(eval(parse(text = sub(")$", ", d)", seed))))
"""
WRITE = {
    "LearnVizLMM": 'write <- function() LearnVizLMM::extract_equation(seed, output_type = "string")\n',
    "equatiomatic": f"{FITTED}fit <- make()\nwrite <- function() equatiomatic::extract_eq(fit)\n",
}
"""What makes LaTeX in R, by each peer."""
TIMED = """
run <- function(action, n) replicate(n, 1e3 * system.time(action())[["elapsed"]])
invisible(write())
cat(run(write, 30), "\n")
"""


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


def rscript(program: str) -> str | None:
    """What a program of R prints; None where it fails."""
    command = ["Rscript", "-e", f"{IN_R}{program}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else None


def peers() -> None:
    """LearnVizLMM and equatiomatic, each where R has it."""
    for package, program in WRITE.items():
        warm = rscript(program + TIMED) if shutil.which("Rscript") else None
        if warm is None:
            print(f"{package} is not in R's libraries")
            continue
        report(f"{package}, warm", [float(each) for each in warm.splitlines()[-1].split()])
        once = f"{program}invisible(write())"
        report(f"{package}, fresh process", milliseconds(lambda: rscript(once), PROCESSES))  # noqa: B023
        if "make" in program:
            fits = rscript(program + TIMED.replace("(write, 30)", "(make, 5)"))
            report("lmer, which equatiomatic needs, warm", [float(each) for each in (fits or "").split()])


def main() -> None:
    for notation in ("expanded", "compact", "matrix"):
        to_latex(notation)
        report(f"parse to {notation} LaTeX, warm", milliseconds(lambda: to_latex(notation), RUNS))  # noqa: B023
    report("python -c pass, fresh process", milliseconds(lambda: fresh("-c", "pass"), PROCESSES))
    words = ("-m", "lme4math", SEED, "--factor", "type=-,+", "--format", "latex")
    report("python -m lme4math …, fresh process", milliseconds(lambda: fresh(*words), PROCESSES))
    peers()


if __name__ == "__main__":
    main()
