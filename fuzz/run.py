"""Long runs: `python -m fuzz.run TARGET --examples N`, or `--minutes M` under atheris. A failure does not end a run."""

from __future__ import annotations

import argparse
import os
import pkgutil
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

TARGETS = {"text": "fuzz.text", "models": "fuzz.models", "frames": "fuzz.frames"}
GUIDES = {"text": ("formula", "model"), "models": ("model", "notation", "printers"), "frames": ("design", "model")}
"""The parts of the package whose coverage guides atheris."""
TOO_LONG = 30
"""Seconds of computing after which an input is abandoned, and counted as a failure."""


@dataclass
class Tally:
    """What was tried, what was found, and what took longest."""

    check: Callable[[Any], bool]
    tried: int = 0
    read: int = 0
    began: float = field(default_factory=time.time)
    finds: dict[str, tuple[int, str, str]] = field(default_factory=dict)
    slowest: list[tuple[float, str]] = field(default_factory=list)

    def attempt(self, value: Any) -> None:
        """Check one input; keep the shortest of each kind of failure, and the five slowest."""
        self.tried += 1
        began = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, TOO_LONG)
        try:
            self.read += self.check(value)
        except Exception as error:
            self.found(error, value)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        took = time.process_time() - began
        if len(self.slowest) < 5 or took > self.slowest[-1][0]:
            self.slowest = sorted([*self.slowest, (took, shown(value))], reverse=True)[:5]

    def found(self, error: Exception, value: Any) -> None:
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "/lme4math/" in frame.filename]
        places = frames or traceback.extract_tb(error.__traceback__)[-2:]
        kind = f"{type(error).__name__} at {Path(places[-1].filename).name}:{places[-1].lineno}"
        if isinstance(error, AssertionError):
            kind = f"law: {str(error)[:40]}"
        count, least, story = self.finds.get(kind, (0, "", ""))
        if not count or len(shown(value)) < len(least):
            least, story = shown(value), "".join(traceback.format_exception(error))[-1500:]
        if not count:
            print("FOUND", kind, least[:300], flush=True)
        self.finds[kind] = (count + 1, least, story)

    def report(self) -> str:
        """The run in a few lines."""
        lines = [
            f"{self.tried} inputs ({self.read} of them models) in {time.time() - self.began:.0f} s; "
            f"{len(self.finds)} kinds of finds"
        ]
        for kind, (count, least, story) in sorted(self.finds.items(), key=lambda item: -item[1][0]):
            lines += ["", f"== {kind} ({count} times)", least, story]
        lines += ["", "slowest:", *(f"{took:.2f} s  {what[:300]}" for took, what in self.slowest)]
        return "\n".join(lines)


def shown(value: Any) -> str:
    """An input for the report; bytes as the R text that they encode."""
    if isinstance(value, bytes):
        from fuzz.text import text_of

        return repr(text_of(value))
    return repr(value)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("target", choices=TARGETS)
    arguments.add_argument("--examples", type=int, default=2000)
    arguments.add_argument("--seed", type=int, default=0)
    arguments.add_argument("--minutes", type=float, help="let atheris guide the inputs by coverage, for so long")
    asked = arguments.parse_args()
    warnings.filterwarnings("error", module="lme4math")
    signal.signal(signal.SIGPROF, _give_up)
    if asked.minutes:
        under_atheris(asked.target, asked.minutes, asked.seed)
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    target = import_module(TARGETS[asked.target])
    tally = Tally(target.check)
    try:
        prepared(target, tally, asked.examples, asked.seed)()
    finally:
        print(tally.report())


def prepared(target: Any, tally: Tally, examples: int, first: int) -> Callable[[], None]:
    """A target as a test of hypothesis; nothing is shrunk, because the shortest input is kept."""
    inputs = target.inputs() if callable(target.inputs) else target.inputs
    test: Callable[[], None] = seed(first)(generating(examples)(given(inputs)(tally.attempt)))
    return test


def generating(examples: int) -> settings:
    """The settings of hypothesis: this number of inputs, no database, no health checks."""
    return settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def under_atheris(name: str, minutes: float, first: int) -> None:
    """Inputs that reach new lines of the package are kept and changed further; text starts at the recorded calls."""
    import atheris

    folders = [f"lme4math.{folder}" for folder in GUIDES[name]]
    with atheris.instrument_imports(include=folders, enable_loader_override=False):
        import_all(folders)
        target = import_module(TARGETS[name])
    tally = Tally(target.check)
    if name == "text":
        one: Callable[[bytes], Any] = tally.attempt
    else:
        one = prepared(target, tally, 1, first).hypothesis.fuzz_one_input  # type: ignore[attr-defined]
    ends = time.time() + 60 * minutes

    def step(data: bytes) -> None:
        one(bytes(data))
        if time.time() > ends:
            print(tally.report(), flush=True)
            sys.stdout.flush()
            os._exit(0)

    corpus = Path(".fuzz") / name
    corpus.mkdir(parents=True, exist_ok=True)
    if name == "text":
        for place, call in enumerate(target.seeds()):
            (corpus / f"seed{place}").write_bytes(call)
    longest = 400 if name == "text" else 4000
    atheris.Setup(
        [sys.argv[0], f"-max_len={longest}", f"-seed={first + 1}", "-timeout=60", "-verbosity=0", str(corpus)], step
    )
    atheris.Fuzz()


def import_all(folders: list[str]) -> None:
    """Modules that are imported where they are used must be instrumented too."""
    for folder in folders:
        for module in pkgutil.walk_packages(import_module(folder).__path__, f"{folder}."):
            import_module(module.name)


def _give_up(_signal: int, _frame: Any) -> None:
    raise TimeoutError(f"more than {TOO_LONG} s")


if __name__ == "__main__":
    main()
