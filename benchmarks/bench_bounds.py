"""How long a view takes to make, how large it is, and how much memory its process needs; and what opens a live one.

    python benchmarks/bench_bounds.py

Each figure is from a process of its own, the best of several: from R code to the view as HTML, once as the first view
of the process, modules loaded on the way, once as the second. Seconds are the processor's, beside them the clock's.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

EFFECTS = " + ".join(f"x{number}" for number in range(1, 24))
FACTORS = [f"f{number}" for number in range(10)]
NUMBERS = [f"x{number}" for number in range(10)]
SEED = "lmer(prevalence ~ time + time:type + (1 + time + type:time | reg) + (1 + time + type:time | reg:spp))"
MODELS: dict[str, tuple[str, dict[str, Any]]] = {
    "sleepstudy": ("Reaction ~ Days + (Days | Subject)", {}),
    "the seed model": (SEED, {"type": ["-", "+"]}),
    "24 correlated effects": (f"y ~ x + ({EFFECTS} | g)", {}),
    "slopes of 48 levels": ("y ~ f + (f | g)", {"f": 48}),
    "five factors of 3 levels": (f"y ~ {' * '.join(FACTORS[:5])} + (1 | g)", dict.fromkeys(FACTORS[:5], 3)),
    "ten factors of 2 levels": (f"y ~ {' * '.join(FACTORS)} + (1 | g)", dict.fromkeys(FACTORS, 2)),
    "ten numeric variables": (f"y ~ {' * '.join(NUMBERS)} + (1 | g)", {}),
    "1,000 levels": ("y ~ f + (1 | g)", {"f": 1_000}),
    "10,000 levels": ("y ~ f + (1 | g)", {"f": 10_000}),
}
ANOTHER = "lmer(y ~ x * z + (x | g) + (1 | h))"
TIMES = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--one", choices=MODELS, help="measure one model in this process, and print it as JSON")
    parser.add_argument("--second", action="store_true", help="with --one: after a view of another model")
    options = parser.parse_args()
    if options.one:
        print(json.dumps(in_this_process(*MODELS[options.one], options.second)))
        return
    heads = ("first", "clock", "second", "clock", "kB", "MB", "messages", "kB")
    print(f"{'':26}{''.join(f'{head:>9}' for head in heads)}")
    for name in MODELS:
        first, second = (best(name, *flags) for flags in ((), ("--second",)))
        seconds = "".join(f"{one[key]:>9.2f}" for one in (first, second) for key in ("processor", "clock"))
        sizes = (first["bytes"] / 1e3, first["memory"] / 1e6, first["messages"], first["sent"] / 1e3)
        print(f"{name:26}{seconds}{''.join(f'{size:>9.0f}' for size in sizes)}")


def best(name: str, *flags: str) -> dict[str, float]:
    """The figures of the run that took least."""
    command = [sys.executable, __file__, "--one", name, *flags]
    runs = [subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(TIMES)]
    return min(map(json.loads, runs), key=lambda one: float(one["processor"]))


def in_this_process(code: str, factors: dict[str, Any], second: bool) -> dict[str, float]:
    """The figures of one view."""
    import lme4math

    if second:
        lme4math.parse(ANOTHER).html()
    processor, clock = time.process_time(), time.perf_counter()
    model = lme4math.parse(code, factors=factors)
    html = model.html()
    taken = time.process_time() - processor, time.perf_counter() - clock
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    messages = opening(model)
    return {
        "processor": taken[0],
        "clock": taken[1],
        "bytes": len(html.encode()),
        "memory": memory,
        "messages": len(messages),
        "sent": sum(messages),
    }


def opening(model: Any) -> list[int]:
    """The sizes of the messages that open a live view, in bytes."""
    import comm

    sent: list[int] = []

    class Counting(comm.base_comm.BaseComm):  # type: ignore[misc, name-defined]
        def publish_msg(self, _kind: str, data: object = None, *_others: object, **_more: object) -> None:
            sent.append(len(json.dumps(data).encode()))

    comm.create_comm = Counting
    model.explore()
    return sent


if __name__ == "__main__":
    main()
