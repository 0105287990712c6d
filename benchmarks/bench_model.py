"""How long it takes to read and understand a model call; run it with `python benchmarks/bench_model.py`.

Goals on a machine of today: the seed call in 1 ms, the 582 wild formulas in 0.5 s, cost linear in the length. Times are
of the processor, so that other work on the machine counts less.
"""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable
from pathlib import Path

from lme4math.errors import Error
from lme4math.model import build_model, declared_frame
from lme4math.script import read_model_call

SEED = "lmer(prevalence ~ time + time:type + (1 + time + type:time | reg) + (1 + time + type:time | reg:spp), data = d)"
WILD = Path(__file__).resolve().parents[2] / "shared" / "oracle" / "wild_formulas.jsonl"


def understand(code: str) -> None:
    """Parse and build; a refusal is an answer, too."""
    with contextlib.suppress(Error):
        build_model(read_model_call(code), declared_frame())


def best(work: Callable[[], None], repeats: int) -> float:
    """The shortest of some times in milliseconds."""
    times = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times) * 1000


def main() -> None:
    """Print the times."""
    call = read_model_call(SEED)
    print(f"seed: parse {best(lambda: read_model_call(SEED) and None, 300):.3f} ms")
    print(f"seed: model {best(lambda: build_model(call, declared_frame()) and None, 300):.3f} ms")
    print(f"seed: both  {best(lambda: understand(SEED), 300):.3f} ms")
    if WILD.is_file():
        wild = [json.loads(line)["formula"] for line in WILD.read_text(encoding="utf-8").splitlines()]
        print(f"{len(wild)} wild formulas: {best(lambda: [understand(code) for code in wild] and None, 3):.0f} ms")
    for n in (250, 500, 1000, 2000, 4000):
        code = "y ~ " + " + ".join(f"v{i}" for i in range(n)) + " + (1 | g)"
        print(f"{n} terms, {len(code)} characters: {best(lambda code=code: understand(code), 3):.0f} ms")


if __name__ == "__main__":
    main()
